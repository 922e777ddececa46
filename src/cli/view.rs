//! One record as a page to read.

use std::io::{self, Write};

use actant::doc::Modality;
use actant::format::OffsetIndex;
use actant::format::jsonl::{Argument, Entity, Record, Relation, Status};

/// Colours of a terminal, as the numbers that select them.
const BOLD: &str = "1";
const DIM: &str = "2";
const GREEN: &str = "32";
const YELLOW: &str = "33";
const CYAN: &str = "36";

/// A record on its way to the reader.
pub struct View<'r> {
    record: &'r Record,
    coloured: bool,
}

impl<'r> View<'r> {
    /// A view of `record`, with colours or without.
    pub fn new(record: &'r Record, coloured: bool) -> View<'r> {
        View { record, coloured }
    }

    /// Prints the title, every sentence with its relations, and the entities.
    pub fn print(&self, out: &mut impl Write) -> io::Result<()> {
        self.title(out)?;
        let record = self.record;
        let index = OffsetIndex::new(&record.text, record.offset_unit);
        let mut relations = record.relations.as_deref().unwrap_or_default().iter().peekable();
        for sentence in record.sentences.as_deref().unwrap_or_default() {
            let bytes = index.to_byte(sentence.start).zip(index.to_byte(sentence.end));
            let text = bytes.and_then(|(start, end)| record.text.get(start..end)).unwrap_or("");
            writeln!(out, "{}", folded(text))?;
            while let Some(relation) = relations.next_if(|r| r.predicate.start < sentence.end) {
                writeln!(out, "    {}", self.relation(relation))?;
            }
        }
        // Records without sentences still have something to say.
        for relation in relations {
            writeln!(out, "    {}", self.relation(relation))?;
        }
        self.entities(out)
    }

    fn paint(&self, colour: &str, text: &str) -> String {
        if self.coloured { format!("\x1b[{colour}m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn title(&self, out: &mut impl Write) -> io::Result<()> {
        let meta = |name: &str| self.record.meta.get(name).and_then(|v| v.as_str()).map(folded);
        let mut title = self.paint(BOLD, &folded(&self.record.id));
        for part in [meta("date"), meta("title")].into_iter().flatten() {
            title.push_str(&format!("  {part}"));
        }
        writeln!(out, "{title}\n")
    }

    fn relation(&self, relation: &Relation) -> String {
        let name = |argument: &Option<Argument>| {
            argument.as_ref().map(|a| self.paint(GREEN, &folded(&a.text)))
        };
        let mut label = folded(&relation.predicate.text);
        if let Some(preposition) = relation.object.as_ref().and_then(|o| o.preposition.as_ref()) {
            label.push_str(&format!(" {preposition}"));
        }
        let label = self.paint(CYAN, &label);
        let Status { negated, modality, .. } = relation.status;
        let mut status = Vec::new();
        if negated {
            status.push("not");
        }
        if modality != Modality::Actual {
            status.push(modality.as_str());
        }
        let status: String =
            status.iter().map(|s| format!(", {}", self.paint(YELLOW, s))).collect();
        let (left, right) = if relation.reciprocal { ("←", "→") } else { ("—", "→") };
        let subject = name(&relation.subject).unwrap_or_else(|| "?".into());
        let mut line = match name(&relation.object) {
            Some(object) => format!("{subject} {left}[{label}{status}]{right} {object}"),
            None => format!("{subject} {left}[{label}{status}]"),
        };
        let notes = self.notes(relation);
        if !notes.is_empty() {
            line.push_str(&format!(" {}", self.paint(DIM, &format!("({})", notes.join("; ")))));
        }
        line
    }

    /// What else is known of a relation: other arguments, time, place, source, event type.
    fn notes(&self, relation: &Relation) -> Vec<String> {
        let Status { attribution, time, place, .. } = &relation.status;
        let mut notes = Vec::new();
        let told = [
            time.as_ref().map(|t| (t.start, t.end)),
            place.as_ref().map(|p| (p.start, p.end)),
            attribution.iter().flat_map(|a| &a.source).map(|s| (s.start, s.end)).next(),
        ];
        for argument in &relation.arguments {
            if !told.contains(&Some((argument.start, argument.end))) {
                let preposition = argument.preposition.as_deref().unwrap_or("");
                notes.push(folded(&format!("{preposition} {}", argument.text)));
            }
        }
        if let Some(time) = time {
            let value = time.value.as_ref().map(|v| format!(" = {v}")).unwrap_or_default();
            notes.push(format!("when: {}{value}", folded(&time.text)));
        }
        if let Some(place) = place {
            notes.push(format!("where: {}", folded(&place.text)));
        }
        if let Some(attribution) = attribution {
            notes.push(match (&attribution.source, &attribution.cue) {
                (Some(source), _) => format!("according to {}", folded(&source.text)),
                (None, Some(cue)) => folded(&cue.text),
                (None, None) => "reported".into(),
            });
        }
        if let Some(event) = &relation.event {
            notes.push(format!("{} {}", event.plover, event.cameo));
        }
        notes
    }

    fn entities(&self, out: &mut impl Write) -> io::Result<()> {
        let entities = self.record.entities.as_deref().unwrap_or_default();
        if entities.is_empty() {
            return Ok(());
        }
        writeln!(out)?;
        let widest = entities.iter().map(|e| folded(&e.name).chars().count()).max().unwrap_or(0);
        let width = widest.clamp(6, 48);
        let heading = format!("{:<12} {:<width$} country role mentions", "type", "entity");
        writeln!(out, "{}", self.paint(BOLD, &heading))?;
        for entity in entities {
            writeln!(out, "{}", self.entity(entity, width))?;
        }
        Ok(())
    }

    fn entity(&self, entity: &Entity, width: usize) -> String {
        let name: String = folded(&entity.name);
        let shown: String = if name.chars().count() > width {
            name.chars().take(width - 1).chain(['…']).collect()
        } else {
            name
        };
        let country = entity.country.as_ref().map_or("", |c| c.as_str());
        let role = entity.role.map_or("", |r| r.as_str());
        let padding = " ".repeat(width - shown.chars().count());
        let (ty, shown) = (entity.ty.as_str(), self.paint(GREEN, &shown));
        let count = entity.mentions.len();
        format!("{ty:<12} {shown}{padding} {country:<7} {role:<4} {count:>8}")
    }
}

/// A text on one line, without what could steer a terminal.
fn folded(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().filter(|c| !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(json: &str, coloured: bool) -> String {
        let record = Record::parse(json).unwrap();
        record.check().unwrap();
        let mut out = Vec::new();
        View::new(&record, coloured).print(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    const RECORD: &str = r#"{"id": "a", "text": "Irán may\nnot meet with\u001b Oman, he said.", "meta": {"date": "2024-03-13"},
        "sentences": [{"start": 0, "end": 38}],
        "entities": [{"name": "Irán", "type": "GPE", "country": "IRN", "mentions": [0]}],
        "relations": [{"subject": {"start": 0, "end": 4, "text": "Irán"},
            "predicate": {"start": 13, "end": 17, "text": "meet"}, "negated": true, "modality": "possible",
            "object": {"start": 24, "end": 28, "text": "Oman", "preposition": "with"},
            "attribution": {"source": {"start": 30, "end": 32, "text": "he"}, "cue": null},
            "event": {"plover": "CONSULT", "cameo": "04"}}]}"#;

    #[test]
    fn a_page_reads_plainly() {
        let expected = "a  2024-03-13

Irán may not meet with Oman, he said.
    Irán —[meet with, not, possible]→ Oman (according to he; CONSULT 04)

type         entity country role mentions
GPE          Irán   IRN                 1
";
        assert_eq!(printed(RECORD, false), expected);
    }

    #[test]
    fn colours_are_all_that_colours_add() {
        let coloured = printed(RECORD, true);
        assert!(coloured.contains("\x1b[32mIrán\x1b[0m"));
        let mut plain = coloured;
        for colour in [BOLD, DIM, GREEN, YELLOW, CYAN, "0"] {
            plain = plain.replace(&format!("\x1b[{colour}m"), "");
        }
        assert_eq!(plain, printed(RECORD, false));
    }
}
