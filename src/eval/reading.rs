//! Labelled articles of every format in the form that scorers compare.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;
use serde_json::Value;

use super::calibration::Score;
use super::labelled::{
    Claim, Details, EventCode, Labelled, LabelledMention, Phrase, Source, Unasserted,
};
use crate::error::{Error, ErrorKind, Result};
use crate::format::labels::{self, Argument, LabelFormat, Labels, ReadOptions, Relation, Unheld};

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
    let read = labels::parse(content, name, LabelFormat::Records, &ReadOptions::default())?;
    let mut unscored = Unheld::default();
    read.strict()?.articles.into_iter().map(|a| to_labelled(a, &mut unscored)).collect()
}

/// What scorers compare of an article; relations that cannot be scored, as nothing says which words state them, are left
/// out and counted.
///
/// # Errors
/// [`ErrorKind::Input`], with the place, for a label that is none of our entity types.
pub fn to_labelled(article: Labels, unscored: &mut Unheld) -> Result<Labelled> {
    let mut mentions = None;
    for (i, m) in article.mentions.iter().flatten().enumerate() {
        let ty = m.label.parse().map_err(|e| {
            let what = format!("mention {i}: {e}; --label-map FILE says which type it is");
            article.origin.at(m.line).error(what)
        })?;
        let score = m.score.and_then(Score::new);
        let mention = LabelledMention { span: m.span, ty, kind: m.kind, score };
        mentions.get_or_insert_with(Vec::new).push(mention);
    }
    if article.mentions.is_some() {
        mentions.get_or_insert_with(Vec::new).sort();
    }
    let relations = article.relations.map(|relations| {
        let count = relations.len();
        let claims: Vec<Claim> = relations.into_iter().filter_map(claim).collect();
        unscored.add("relations without a predicate in the text", count - claims.len());
        claims
    });
    let unasserted = article.unasserted.iter();
    let unasserted = unasserted
        .map(|(subject, object)| Unasserted { subject: phrase(subject), object: phrase(object) });
    Ok(Labelled {
        unasserted: unasserted.collect(),
        id: article.id,
        origin: article.origin.to_string(),
        text: article.text,
        date: article.meta.get("date").and_then(published),
        sentences: article.sentences,
        mentions,
        relations,
    })
}

/// The day of an ISO 8601 date, with or without a time.
pub(super) fn published(date: &Value) -> Option<Date> {
    date.as_str()?.get(..10)?.parse().ok()
}

fn phrase(argument: &Argument) -> Phrase {
    Phrase { span: argument.span, head: argument.head }
}

fn claim(relation: Relation) -> Option<Claim> {
    let predicate = relation.predicate?;
    let source = relation.attribution.map(|attribution| match attribution {
        None => Source::Author,
        Some(a) => a.source.map_or(Source::Unnamed, |s| Source::Named(s.span)),
    });
    let object = relation.object.as_ref();
    Some(Claim {
        predicate: predicate.span,
        subject: relation.subject.as_ref().map(phrase),
        object: object.map(phrase),
        prepositional: object.is_some_and(|o| o.preposition.is_some()),
        kind: predicate.kind,
        voice: predicate.voice,
        negated: relation.negated,
        modality: relation.modality,
        source,
        time: relation.time.map(|time| time.map(|t| t.span)),
        place: relation.place.map(|place| place.map(|p| p.span)),
        reciprocal: relation.reciprocal.unwrap_or(false),
        optional: relation.optional,
        details: Details {
            arguments: relation.arguments.iter().map(phrase).collect(),
            lemma: predicate.lemma,
            event: relation.event.map(|e| EventCode { plover: e.plover, cameo: e.cameo }),
            score: relation.score.and_then(Score::new),
        },
    })
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
