//! PLOVER's gold standard records: a text in which `(SRC: …)`, `(EVT: …)`, `(TAR: …)` and others are marked.
//!
//! The text is the marked one without its marks. Every source is related to every target by the first words of the event;
//! those marked `SRC/TAR` are related to one another.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::form::{Argument, Labels, Origin, Predicate, Relation};
use super::json_items::{Item, typed};
use super::unheld::Unheld;
use crate::doc::{Plover, PredicateKind, Span};
use crate::error::Result;
use crate::format::record::Event;

#[derive(Deserialize)]
struct Record {
    id: String,
    text: String,
    event: String,
    #[serde(rename = "textInfo")]
    text_info: TextInfo,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

#[derive(Deserialize)]
struct TextInfo {
    markup: String,
}

const MARKS: [&str; 5] = ["SRC/TAR", "SRC", "TAR", "EVT", "LOC"];

/// A record as an article with its relations.
pub(super) fn article(item: Item, _: usize, left_out: &mut Unheld) -> Result<Labels> {
    let origin = item.origin;
    let record: Record = typed(item.object?, &origin, "PLOVER record with marks")?;
    let (text, marked) = unmarked(&record.text_info.markup, &origin)?;
    left_out.add("texts that differ from the marked ones", usize::from(text != record.text));
    let of = |mark: &str| {
        marked.iter().filter(|(name, _)| *name == mark).map(|(_, span)| *span).collect::<Vec<_>>()
    };
    let (sources, targets, both) = (of("SRC"), of("TAR"), of("SRC/TAR"));
    let events = of("EVT");
    let Some(&predicate) = events.first() else {
        return Err(origin.error("no (EVT: …) in its marked text"));
    };
    left_out.add("further words of events", events.len() - 1);
    left_out.add("places", of("LOC").len());
    let event = Event {
        plover: event_of(&record.event)
            .ok_or_else(|| origin.error(format!("event {:?} is none of PLOVER's", record.event)))?,
        cameo: String::new(),
        rule: String::new(),
    };
    let relation = |subject: Option<Span>, object: Option<Span>, reciprocal: bool| Relation {
        predicate: Some(Predicate {
            span: predicate,
            lemma: None,
            kind: PredicateKind::Verb,
            voice: None,
        }),
        subject: subject.map(Argument::new),
        object: object.map(Argument::new),
        reciprocal: reciprocal.then_some(true),
        event: Some(event.clone()),
        ..Relation::default()
    };
    let mut relations = Vec::new();
    let some = |spans: &[Span]| -> Vec<Option<Span>> {
        if spans.is_empty() { vec![None] } else { spans.iter().copied().map(Some).collect() }
    };
    if both.is_empty() || !sources.is_empty() || !targets.is_empty() {
        for &subject in &some(&[&sources[..], &both[..]].concat()) {
            for &object in &some(&[&targets[..], &both[..]].concat()) {
                if subject != object || subject.is_none() {
                    relations.push(relation(subject, object, false));
                }
            }
        }
    } else {
        for (i, &subject) in both.iter().enumerate() {
            let others = both[i + 1..].iter();
            relations.extend(others.map(|&object| relation(Some(subject), Some(object), true)));
        }
        if let [alone] = both[..] {
            relations.push(relation(Some(alone), None, false));
        }
    }
    let mut meta = record.rest;
    meta.insert("event".into(), record.event.into());
    Ok(Labels {
        id: record.id,
        text,
        meta,
        relations: Some(relations),
        origin,
        ..Labels::default()
    })
}

/// Types of older versions by their present names.
fn event_of(name: &str) -> Option<Plover> {
    match name {
        "DEMAND" => Some(Plover::Request),
        "DISAPPROVE" | "INVESTIGATE" => Some(Plover::Accuse),
        "FIGHT" => Some(Plover::Assault),
        _ => name.parse().ok(),
    }
}

/// A marked phrase: the name of its mark and where it stands.
type Marked = (&'static str, Span);

/// The text without marks, and the marked phrases in order of their starts; marks may lie in marks, and parentheses of
/// the text stay.
fn unmarked(markup: &str, origin: &Origin) -> Result<(String, Vec<Marked>)> {
    let mut text = String::with_capacity(markup.len());
    let mut marked = Vec::new();
    // The parentheses that are open: marks with their starts, and those of the text.
    let mut open: Vec<Option<(&'static str, usize)>> = Vec::new();
    let mut rest = markup;
    while let Some(c) = rest.chars().next() {
        let mark = rest.strip_prefix('(').and_then(|inside| {
            MARKS
                .iter()
                .find_map(|&name| Some((name, inside.strip_prefix(name)?.strip_prefix(':')?)))
        });
        if let Some((name, inside)) = mark {
            open.push(Some((name, text.len())));
            rest = inside.strip_prefix(' ').unwrap_or(inside);
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match (c, open.last()) {
            (')', Some(Some(_))) => {
                if let Some(Some((name, start))) = open.pop() {
                    if start == text.len() {
                        return Err(origin.error(format!("({name}: ) marks nothing")));
                    }
                    marked.push((name, Span::new(start, text.len())));
                }
                continue;
            }
            (')', Some(None)) => _ = open.pop(),
            ('(', _) => open.push(None),
            _ => {}
        }
        text.push(c);
    }
    if let Some((name, start)) = open.into_iter().flatten().next() {
        let near: String = text[start..].chars().take(20).collect();
        return Err(origin.error(format!("the mark ({name}: before {near:?} is not closed")));
    }
    marked.sort_by_key(|(_, span)| *span);
    Ok((text, marked))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(markup: &str) -> String {
        let origin = Origin::new("f", 1);
        match unmarked(markup, &origin) {
            Ok((text, marked)) => {
                let of = |(name, span): &(&str, Span)| format!("{name}={}", span.of(&text));
                let marks: Vec<String> = marked.iter().map(of).collect();
                format!("{text} | {}", marks.join(" "))
            }
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn marks_go_and_parentheses_stay() {
        assert_eq!(
            shown("The (SRC: UN) (EVT:sent) aid (in kind)."),
            "The UN sent aid (in kind). | SRC=UN EVT=sent"
        );
        assert_eq!(
            shown("(LOC: in (TAR: Oman) (sic))!"),
            "in Oman (sic)! | LOC=in Oman (sic) TAR=Oman"
        );
        assert!(shown("(SRC: UN sent").contains("is not closed"));
        assert!(shown("(SRC: ) sent").contains("marks nothing"));
    }
}
