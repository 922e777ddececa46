//! What is wrong with a record that extraction is said to have written.

use std::fmt::Display;

use serde_json::Value;

use super::OffsetIndex;
use super::record::{Argument, Bounds, Entity, Mention, Predicate, Record, SCHEMA};

/// Fields that every record has, and every mention, entity and relation of one.
const FIELDS: [(&str, &[&str]); 4] = [
    ("", &["schema", "id", "offset_unit", "text", "meta", "coverage"]),
    ("mentions", &["start", "end", "text", "type", "kind", "entity", "score"]),
    ("entities", &["name", "type", "country", "role", "mentions"]),
    (
        "relations",
        &[
            "sentence",
            "subject",
            "predicate",
            "object",
            "arguments",
            "negated",
            "modality",
            "attribution",
            "time",
            "place",
            "reciprocal",
            "event",
            "score",
        ],
    ),
];

/// What is wrong with one line of extraction's output, by the rules of the output contract: fields, types and labels; every
/// span against the text; indices; the order of arrays; coverage. The article's id comes with it, where it can be read.
///
/// Unknown fields are no fault: a later version may have added them.
pub fn faults(line: &str) -> (Option<String>, Vec<String>) {
    let value: Value = match serde_json::from_str(line) {
        Ok(value) => value,
        Err(error) => return (None, vec![format!("not JSON: {error}")]),
    };
    let id = value.get("id").and_then(Value::as_str).map(str::to_owned);
    // A record made by hand may leave fields out, so reading it tells nothing of them.
    let mut faults = missing(&value);
    match serde_json::from_value::<Record>(value) {
        Err(error) => faults.push(format!("not a record: {error}")),
        Ok(record) => {
            let index = OffsetIndex::new(&record.text, record.offset_unit);
            let mut check = Check { record: &record, index, faults };
            check.record();
            faults = check.faults;
        }
    }
    (id, faults)
}

fn missing(record: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    for (layer, fields) in FIELDS {
        let objects = match layer {
            "" => std::slice::from_ref(record),
            _ => record.get(layer).and_then(Value::as_array).map_or(&[][..], Vec::as_slice),
        };
        for (i, object) in objects.iter().enumerate() {
            for field in fields.iter().filter(|field| object.get(field).is_none()) {
                let of = if layer.is_empty() { String::new() } else { format!("{layer}[{i}]: ") };
                faults.push(format!("{of}no field {field:?}"));
            }
        }
    }
    faults
}

struct Check<'r> {
    record: &'r Record,
    index: OffsetIndex<'r>,
    faults: Vec<String>,
}

impl Check<'_> {
    fn fault(&mut self, wrong: bool, what: impl Display) {
        if wrong {
            self.faults.push(what.to_string());
        }
    }

    /// Whether a span lies in the text, on character boundaries.
    fn bounds(&mut self, what: impl Display, start: usize, end: usize) {
        let bytes = self.index.to_byte(start).zip(self.index.to_byte(end));
        let wrong = start > end || bytes.is_none();
        self.fault(wrong, format_args!("{what}: no such span: {start}..{end}"));
    }

    fn ordered<T>(&mut self, what: &str, spans: &[T], span: impl Fn(&T) -> (usize, usize)) {
        let key = |item: &T| {
            let (start, end) = span(item);
            (start, usize::MAX - end)
        };
        let at = spans.windows(2).position(|pair| key(&pair[0]) > key(&pair[1]));
        if let Some(at) = at {
            self.fault(true, format_args!("{what}[{}] stands behind one that follows it", at + 1));
        }
    }

    fn record(&mut self) {
        let record = self.record;
        self.fault(
            record.schema != SCHEMA,
            format_args!("the schema is {:?}, not {SCHEMA:?}", record.schema),
        );
        self.fault(record.id.is_empty(), "the id is empty");
        for (start, end, text) in record.spans() {
            let bytes = self.index.to_byte(start).zip(self.index.to_byte(end));
            let found = bytes.and_then(|(start, end)| record.text.get(start..end));
            match found {
                Some(found) => self.fault(
                    found != text,
                    format_args!("{text:?} at {start}..{end}: the text reads {found:?} there"),
                ),
                None => self.fault(true, format_args!("{text:?}: no such span: {start}..{end}")),
            }
        }
        let sentences = record.sentences.as_deref().unwrap_or_default();
        for (i, s) in sentences.iter().enumerate() {
            self.bounds(format_args!("sentences[{i}]"), s.start, s.end);
        }
        self.ordered("sentences", sentences, |s| (s.start, s.end));
        self.tokens();
        self.mentions();
        self.relations();
        match record.coverage {
            None => {}
            Some(coverage) => {
                let length = record.text.chars().count();
                self.fault(
                    coverage.codepoints != length,
                    format_args!("coverage: {} code points of {length}", coverage.codepoints),
                );
                self.fault(
                    coverage.read != coverage.codepoints,
                    format_args!("coverage: {} of {} read", coverage.read, coverage.codepoints),
                );
            }
        }
    }

    fn tokens(&mut self) {
        let tokens = self.record.tokens.as_deref().unwrap_or_default();
        for (i, t) in tokens.iter().enumerate() {
            self.bounds(format_args!("tokens[{i}]"), t.start, t.end);
            let wrong = t.head.is_some_and(|head| head >= tokens.len() || head == i);
            self.fault(wrong, format_args!("tokens[{i}]: no head {:?}", t.head));
            if let Some(score) = t.score {
                self.score(format_args!("tokens[{i}]"), score);
            }
        }
        self.ordered("tokens", tokens, |t| (t.start, t.end));
    }

    fn mentions(&mut self) {
        let record = self.record;
        let mentions = record.mentions.as_deref().unwrap_or_default();
        self.ordered("mentions", mentions, |m| (m.start, m.end));
        for (i, Mention { entity, score, .. }) in mentions.iter().enumerate() {
            self.score(format_args!("mentions[{i}]"), *score);
            self.entity(format_args!("mentions[{i}]"), *entity);
        }
        let Some(entities) = &record.entities else { return };
        let mut first = 0;
        for (e, Entity { mentions: own, .. }) in entities.iter().enumerate() {
            self.fault(own.is_empty(), format_args!("entities[{e}] has no mention"));
            self.fault(
                !own.is_sorted_by(|a, b| a < b),
                format_args!("entities[{e}]: its mentions are not in order"),
            );
            let begins = own.first().copied().unwrap_or(first);
            self.fault(
                begins < first,
                format_args!("entities[{e}] stands behind one that follows it"),
            );
            first = begins;
            if record.mentions.is_none() {
                continue;
            }
            for &m in own {
                let back = mentions.get(m).map(|mention| mention.entity);
                self.fault(
                    back != Some(Some(e)),
                    format_args!("entities[{e}] has mention {m}, which does not name it"),
                );
            }
        }
        if record.mentions.is_none() {
            return;
        }
        for (i, mention) in mentions.iter().enumerate() {
            let named = mention.entity.and_then(|e| entities.get(e));
            let wrong = named.is_some_and(|entity| entity.mentions.binary_search(&i).is_err());
            self.fault(wrong, format_args!("mentions[{i}] names an entity that lacks it"));
        }
    }

    /// Whether an index names an entity; where entities were not asked for, nobody can tell.
    fn entity(&mut self, what: impl Display, entity: Option<usize>) {
        let count = self.record.entities.as_ref().map(Vec::len);
        let wrong = entity.zip(count).is_some_and(|(entity, count)| entity >= count);
        self.fault(wrong, format_args!("{what}: no entity {}", entity.unwrap_or_default()));
    }

    fn score(&mut self, what: impl Display, score: f64) {
        let wrong = !(0.0..=1.0).contains(&score);
        self.fault(wrong, format_args!("{what}: the score {score} is not between 0 and 1"));
    }

    fn relations(&mut self) {
        let relations = self.record.relations.as_deref().unwrap_or_default();
        self.ordered("relations", relations, |r| (r.predicate.start, r.predicate.end));
        for (i, r) in relations.iter().enumerate() {
            let what = format!("relations[{i}]");
            self.score(&what, r.score);
            self.sentence(&what, r.sentence, &r.predicate);
            for a in r.subject.iter().chain(&r.object).chain(&r.arguments) {
                self.argument(&what, a);
            }
            let source = r.status.attribution.iter().flat_map(|a| &a.source);
            for place in source.chain(&r.status.place) {
                self.entity(&what, place.entity);
            }
            self.ordered(&format!("{what}.arguments"), &r.arguments, |a| (a.start, a.end));
        }
        let clauses = self.record.clauses.as_deref().unwrap_or_default();
        self.ordered("clauses", clauses, |c| (c.predicate.start, c.predicate.end));
        for (i, c) in clauses.iter().enumerate() {
            let what = format!("clauses[{i}]");
            self.sentence(&what, c.sentence, &c.predicate);
            c.participants.iter().for_each(|p| self.argument(&what, &p.argument));
        }
    }

    fn sentence(&mut self, what: &str, sentence: usize, predicate: &Predicate) {
        let Some(sentences) = &self.record.sentences else { return };
        let holds = |s: &Bounds| s.start <= predicate.start && predicate.end <= s.end;
        let wrong = !sentences.get(sentence).is_some_and(holds);
        self.fault(wrong, format_args!("{what}: sentence {sentence} does not hold its predicate"));
    }

    fn argument(&mut self, what: &str, argument: &Argument) {
        let Argument { start, end, head, entity, entities, .. } = argument;
        if let Some(head) = head {
            let wrong = !(*start <= head.start && head.start < head.end && head.end <= *end);
            self.fault(
                wrong,
                format_args!("{what}: the head of {start}..{end} lies outside of it"),
            );
            self.bounds(what, head.start, head.end);
        }
        self.entity(what, *entity);
        entities.iter().for_each(|&inside| self.entity(what, Some(inside)));
        let sorted = entities.is_sorted_by(|a, b| a < b);
        self.fault(!sorted, format_args!("{what}: entities are not in order"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"schema":"actant/1","id":"a","offset_unit":"codepoint","text":"Café owners met Iran.","meta":{},"sentences":[{"start":0,"end":21}],"mentions":[{"start":0,"end":11,"text":"Café owners","type":"PERSON","kind":"nominal","entity":0,"score":0.9},{"start":0,"end":4,"text":"Café","type":"FAC","kind":"name","entity":1,"score":0.9},{"start":16,"end":20,"text":"Iran","type":"GPE","kind":"name","entity":2,"score":0.9}],"entities":[{"name":"Café owners","type":"PERSON","country":null,"role":null,"mentions":[0]},{"name":"Café","type":"FAC","country":null,"role":null,"mentions":[1]},{"name":"Iran","type":"GPE","country":"IRN","role":null,"mentions":[2]}],"relations":[{"sentence":0,"subject":{"start":0,"end":11,"text":"Café owners","head":{"start":5,"end":11},"preposition":null,"entity":0,"entities":[0,1]},"predicate":{"start":12,"end":15,"text":"met","lemma":"meet","kind":"verb","voice":"active"},"object":null,"arguments":[],"negated":false,"modality":"actual","attribution":null,"time":null,"place":null,"reciprocal":false,"event":null,"score":0.9}],"coverage":{"codepoints":21,"read":21}}"#;

    #[test]
    fn a_sound_record_has_none() {
        assert_eq!(faults(LINE), (Some("a".into()), vec![]));
        let more = LINE.replace("\"meta\":{}", "\"meta\":{},\"language\":\"en\"");
        assert_eq!(faults(&more).1, Vec::<String>::new(), "a later version may say more");
    }

    #[test]
    fn every_damage_is_told() {
        for (from, to, said) in [
            ("actant/1", "actant/2", "the schema is \"actant/2\""),
            (r#""schema":"actant/1","#, "", "no field \"schema\""),
            ("\"id\":\"a\"", "\"id\":\"\"", "the id is empty"),
            (r#""type":"GPE","kind""#, r#""type":"THING","kind""#, "unknown entity type \"THING\""),
            (r#""text":"Iran","type""#, r#""text":"Iraq","type""#, "the text reads \"Iran\" there"),
            (r#""start":16,"end":20"#, r#""start":16,"end":40"#, "no such span: 16..40"),
            (r#""entity":2,"#, r#""entity":3,"#, "mentions[2]: no entity 3"),
            (
                r#""entity":2,"#,
                r#""entity":1,"#,
                "entities[2] has mention 2, which does not name it",
            ),
            (r#""mentions":[1]"#, r#""mentions":[]"#, "entities[1] has no mention"),
            (r#""mentions":[0]"#, r#""mentions":[2]"#, "stands behind one that follows it"),
            (r#""entities":[0,1]"#, r#""entities":[1,0]"#, "entities are not in order"),
            (r#""entities":[0,1]"#, r#""entities":[0,7]"#, "relations[0]: no entity 7"),
            (r#""head":{"start":5,"end":11}"#, r#""head":{"start":5,"end":12}"#, "lies outside"),
            (r#""sentence":0"#, r#""sentence":1"#, "sentence 1 does not hold its predicate"),
            (
                r#"[{"start":0,"end":21}]"#,
                r#"[{"start":0,"end":22}]"#,
                "sentences[0]: no such span",
            ),
            (r#""modality":"actual","#, "", "relations[0]: no field \"modality\""),
            (r#""read":21"#, r#""read":20"#, "coverage: 20 of 21 read"),
            (r#""codepoints":21"#, r#""codepoints":22"#, "coverage: 22 code points of 21"),
            (r#""score":0.9}]"#, r#""score":1.9}]"#, "the score 1.9 is not between"),
            (r#""meta":{}"#, r#""meta":"#, "not JSON"),
        ] {
            assert!(LINE.contains(from), "{from}");
            let (_, found) = faults(&LINE.replacen(from, to, 1));
            assert!(found.iter().any(|fault| fault.contains(said)), "{said}: {found:?}");
        }
        let swapped = LINE
            .replacen(r#""start":0,"end":11,"text":"Café owners","type""#, "@", 1)
            .replacen(
                r#""start":0,"end":4,"text":"Café","type""#,
                r#""start":0,"end":11,"text":"Café owners","type""#,
                1,
            )
            .replacen('@', r#""start":0,"end":4,"text":"Café","type""#, 1);
        let (_, found) = faults(&swapped);
        assert_eq!(found, ["mentions[1] stands behind one that follows it"]);
    }
}
