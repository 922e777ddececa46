//! Labelled articles, from records of the output contract in which any layer may be missing.
//!
//! Labels made by hand contain slips. Every one that can be found without knowing the language is an error that names
//! file and line: offsets outside the text, a `text` that is not what stands there, heads outside their phrase, unknown
//! labels, names that cross, an id used twice.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;
use serde_json::Value;

use super::calibration::Score;
use super::labelled::{
    Claim, Details, EventCode, Labelled, LabelledMention, Phrase, Source, Unasserted,
};
use crate::doc::{MentionKind, Span};
use crate::error::{Error, ErrorKind, Result};
use crate::format::{OffsetIndex, OffsetUnit};

/// Reads a JSONL file of labelled articles.
///
/// # Errors
/// [`ErrorKind::Io`] if it cannot be read; [`ErrorKind::Input`], naming file and line, for any broken record.
pub fn read_labelled(path: &Path) -> Result<Vec<Labelled>> {
    let content = std::fs::read_to_string(path).map_err(|e| Error::io(path, e))?;
    parse_labelled(&content, &path.display().to_string())
}

/// Parses JSONL records; `name` is what messages call the file.
///
/// # Errors
/// As [`read_labelled`].
pub fn parse_labelled(content: &str, name: &str) -> Result<Vec<Labelled>> {
    let mut articles: Vec<Labelled> = Vec::new();
    let mut lines_of: BTreeMap<String, usize> = BTreeMap::new();
    for (at, line) in content.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let origin = format!("{name}:{}", at + 1);
        let article = article(line, &origin)?;
        if let Some(first) = lines_of.insert(article.id.clone(), at + 1) {
            return Err(bad(&origin, &format!("id {:?} was used in line {first}", article.id)));
        }
        articles.push(article);
    }
    Ok(articles)
}

/// Pairs gold with predicted articles by id, in gold order.
///
/// # Errors
/// [`ErrorKind::Input`] if an id stands on one side only or the two texts differ.
pub fn pair_by_id(
    gold: Vec<Labelled>,
    predicted: Vec<Labelled>,
) -> Result<Vec<(Labelled, Labelled)>> {
    let mut by_id: BTreeMap<String, Labelled> =
        predicted.into_iter().map(|p| (p.id.clone(), p)).collect();
    let mut pairs = Vec::with_capacity(gold.len());
    for g in gold {
        let Some(p) = by_id.remove(&g.id) else {
            return Err(bad(&g.origin, &format!("no prediction has the id {:?}", g.id)));
        };
        if g.text != p.text {
            let what = format!("the text of {:?} differs from the one in {}", g.id, p.origin);
            return Err(bad(&g.origin, &what));
        }
        pairs.push((g, p));
    }
    match by_id.into_values().next() {
        Some(p) => Err(bad(&p.origin, &format!("no gold article has the id {:?}", p.id))),
        None => Ok(pairs),
    }
}

fn bad(origin: &str, what: &str) -> Error {
    Error::new(ErrorKind::Input, format!("{origin}: {what}"))
}

fn article(line: &str, origin: &str) -> Result<Labelled> {
    let record: Value =
        serde_json::from_str(line).map_err(|e| bad(origin, &format!("not a JSON record: {e}")))?;
    let string = |key: &str| {
        record
            .get(key)
            .and_then(Value::as_str)
            .ok_or_else(|| bad(origin, &format!("no string under {key:?}")))
    };
    let text = string("text")?;
    let unit = record.get("offset_unit").and_then(Value::as_str).unwrap_or("codepoint");
    let unit: OffsetUnit = unit.parse().map_err(|e| bad(origin, &format!("{e}")))?;
    let spans = Offsets { origin, text, bytes: OffsetIndex::new(text, unit) };
    let list = |key: &str| match record.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Array(items)) => Ok(Some(items)),
        Some(_) => Err(bad(origin, &format!("{key:?} is no list"))),
    };
    let mut sentences = None;
    if let Some(items) = list("sentences")? {
        let read: Result<Vec<Span>> =
            items.iter().enumerate().map(|(i, s)| spans.of(s, &format!("sentence {i}"))).collect();
        let read = read?;
        if let Some(i) = read.windows(2).position(|pair| pair[0].end() > pair[1].start()) {
            return Err(bad(origin, &format!("sentence {} begins before {i} ends", i + 1)));
        }
        sentences = Some(read);
    }
    let mut mentions = None;
    if let Some(items) = list("mentions")? {
        let read: Result<Vec<_>> =
            items.iter().enumerate().map(|(i, m)| spans.mention(m, i)).collect();
        let mut read = read?;
        read.sort();
        spans.refuse_crossing_names(&read)?;
        mentions = Some(read);
    }
    let mut relations = None;
    if let Some(items) = list("relations")? {
        let read: Result<Vec<_>> =
            items.iter().enumerate().map(|(i, r)| spans.claim(r, i)).collect();
        relations = Some(read?);
    }
    let mut unasserted = Vec::new();
    for (i, pair) in list("unasserted")?.into_iter().flatten().enumerate() {
        let what = format!("unasserted pair {i}");
        let side = |key: &str| {
            let phrase = spans.phrase(pair.get(key), &format!("{what} {key}"))?;
            phrase.ok_or_else(|| bad(origin, &format!("{what} has no {key}")))
        };
        unasserted.push(Unasserted { subject: side("subject")?, object: side("object")? });
    }
    Ok(Labelled {
        id: string("id")?.to_owned(),
        origin: origin.to_owned(),
        text: text.to_owned(),
        date: record.get("meta").and_then(|meta| meta.get("date")).and_then(published),
        sentences,
        mentions,
        relations,
        unasserted,
    })
}

/// The day of an ISO 8601 date, with or without a time.
fn published(date: &Value) -> Option<Date> {
    date.as_str()?.get(..10)?.parse().ok()
}

struct Offsets<'a> {
    origin: &'a str,
    text: &'a str,
    bytes: OffsetIndex<'a>,
}

impl Offsets<'_> {
    fn bad(&self, what: &str) -> Error {
        bad(self.origin, what)
    }

    fn of(&self, value: &Value, what: &str) -> Result<Span> {
        let offset = |key: &str| -> Result<usize> {
            let number = value
                .get(key)
                .and_then(Value::as_u64)
                .ok_or_else(|| self.bad(&format!("{what} has no offset {key:?}")))?;
            usize::try_from(number).ok().and_then(|n| self.bytes.to_byte(n)).ok_or_else(|| {
                self.bad(&format!(
                    "{what}: {key} {number} is outside the text or inside a character"
                ))
            })
        };
        let (start, end) = (offset("start")?, offset("end")?);
        if start >= end {
            return Err(self.bad(&format!("{what} covers nothing")));
        }
        let span = Span::new(start, end);
        match value.get("text").and_then(Value::as_str) {
            Some(written) if written != span.of(self.text) => Err(self.bad(&format!(
                "{what} says {written:?} where the text has {:?}",
                span.of(self.text)
            ))),
            _ => Ok(span),
        }
    }

    fn label<T: std::str::FromStr<Err = Error>>(
        &self,
        value: &Value,
        key: &str,
        what: &str,
    ) -> Result<Option<T>> {
        match value.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => {
                text.parse().map(Some).map_err(|e| self.bad(&format!("{what}: {e}")))
            }
            Some(_) => Err(self.bad(&format!("{what}: {key:?} is no string"))),
        }
    }

    fn mention(&self, value: &Value, index: usize) -> Result<LabelledMention> {
        let what = format!("mention {index}");
        Ok(LabelledMention {
            span: self.of(value, &what)?,
            ty: self
                .label(value, "type", &what)?
                .ok_or_else(|| self.bad(&format!("{what} has no type")))?,
            kind: self.label(value, "kind", &what)?.unwrap_or(MentionKind::Name),
            score: self.score(value, &what)?,
        })
    }

    fn score(&self, value: &Value, what: &str) -> Result<Option<Score>> {
        let Some(score) = value.get("score").filter(|s| !s.is_null()) else { return Ok(None) };
        let probability = score.as_f64().and_then(Score::new);
        probability
            .map(Some)
            .ok_or_else(|| self.bad(&format!("{what}: score {score} is no number between 0 and 1")))
    }

    fn refuse_crossing_names(&self, sorted: &[LabelledMention]) -> Result<()> {
        let mut open: Option<Span> = None;
        for m in sorted.iter().filter(|m| m.kind == MentionKind::Name) {
            if let Some(before) = open
                && before.overlaps(m.span)
                && !before.contains(m.span)
            {
                return Err(self.bad(&format!(
                    "the names {:?} and {:?} cross",
                    before.of(self.text),
                    m.span.of(self.text)
                )));
            }
            if open.is_none_or(|before| m.span.end() > before.end()) {
                open = Some(m.span);
            }
        }
        Ok(())
    }

    fn phrase(&self, value: Option<&Value>, what: &str) -> Result<Option<Phrase>> {
        let Some(value) = value.filter(|v| !v.is_null()) else { return Ok(None) };
        let span = self.of(value, what)?;
        let head = match value.get("head") {
            None | Some(Value::Null) => None,
            Some(head) => Some(self.of(head, &format!("{what} head"))?),
        };
        if head.is_some_and(|h| !span.contains(h)) {
            return Err(self.bad(&format!("{what} {:?} has its head outside", span.of(self.text))));
        }
        Ok(Some(Phrase { span, head }))
    }

    fn claim(&self, value: &Value, index: usize) -> Result<Claim> {
        let what = format!("relation {index}");
        let predicate =
            value.get("predicate").ok_or_else(|| self.bad(&format!("{what} has no predicate")))?;
        let flag = |key: &str| match value.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(_) => Err(self.bad(&format!("{what}: {key:?} is neither true nor false"))),
        };
        let place = |key: &str| match value.get(key) {
            None => Ok(None),
            Some(Value::Null) => Ok(Some(None)),
            Some(v) => self.of(v, &format!("{what} {key}")).map(|span| Some(Some(span))),
        };
        let source = match value.get("attribution") {
            None => None,
            Some(Value::Null) => Some(Source::Author),
            Some(v) => Some(match v.get("source") {
                None | Some(Value::Null) => Source::Unnamed,
                Some(v) => Source::Named(self.of(v, &format!("{what} source"))?),
            }),
        };
        let object = value.get("object");
        Ok(Claim {
            predicate: self.of(predicate, &format!("{what} predicate"))?,
            subject: self.phrase(value.get("subject"), &format!("{what} subject"))?,
            object: self.phrase(object, &format!("{what} object"))?,
            prepositional: object.and_then(|o| o.get("preposition")).is_some_and(|p| !p.is_null()),
            kind: self
                .label(predicate, "kind", &what)?
                .ok_or_else(|| self.bad(&format!("{what} has no predicate kind")))?,
            voice: self.label(predicate, "voice", &what)?,
            negated: flag("negated")?,
            modality: self.label(value, "modality", &what)?,
            source,
            time: place("time")?,
            place: place("place")?,
            reciprocal: flag("reciprocal")?.unwrap_or(false),
            optional: flag("optional")?.unwrap_or(false),
            details: self.details(value, predicate, &what)?,
        })
    }

    fn details(&self, relation: &Value, predicate: &Value, what: &str) -> Result<Details> {
        let mut arguments = Vec::new();
        if let Some(items) = relation.get("arguments").and_then(Value::as_array) {
            for (i, item) in items.iter().enumerate() {
                arguments.extend(self.phrase(Some(item), &format!("{what} argument {i}"))?);
            }
        }
        let event = match relation.get("event") {
            Some(event) => self.label(event, "plover", &format!("{what} event"))?.map(|plover| {
                let cameo = event.get("cameo").and_then(Value::as_str).unwrap_or_default();
                EventCode { plover, cameo: cameo.to_owned() }
            }),
            None => None,
        };
        Ok(Details {
            arguments,
            lemma: predicate.get("lemma").and_then(Value::as_str).map(str::to_owned),
            event,
            score: self.score(relation, what)?,
        })
    }
}
