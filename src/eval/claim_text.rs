//! Relations as a line of text, and what a prediction says otherwise than gold.

use super::labelled::{Claim, Phrase, Source};
use super::status::{same_place, same_source};
use crate::doc::{Modality, Span, Voice};

/// A relation on one line: `subject ‹head›  —predicate→  object   [kind, status]`.
pub(super) fn triple(text: &str, claim: &Claim) -> String {
    let phrase = |p: &Option<Phrase>| match p {
        None => "∅".to_owned(),
        Some(p) => match p.head {
            Some(h) if h != p.span => format!("{} ‹{}›", flat(text, p.span), flat(text, h)),
            _ => flat(text, p.span),
        },
    };
    let mut marks = vec![claim.kind.as_str().to_owned()];
    marks.extend(claim.voice.filter(|v| *v == Voice::Passive).map(|v| v.to_string()));
    if claim.negated == Some(true) {
        marks.push("negated".to_owned());
    }
    marks.extend(claim.modality.map(|m| m.to_string()).filter(|m| m != "actual"));
    if claim.reciprocal {
        marks.push("reciprocal".to_owned());
    }
    match claim.source {
        Some(Source::Named(span)) => marks.push(format!("says {}", flat(text, span))),
        Some(Source::Unnamed) => marks.push("reportedly".to_owned()),
        _ => {}
    }
    format!(
        "{}  —{}→  {}   [{}]",
        phrase(&claim.subject),
        flat(text, claim.predicate),
        phrase(&claim.object),
        marks.join(", ")
    )
}

/// The text under `span` on one line.
pub(super) fn flat(text: &str, span: Span) -> String {
    span.of(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One status that two relations differ in.
pub(super) struct Deviation {
    /// `polarity`, `modality`, …: the names of [`Statuses::each`](super::Statuses::each).
    pub status: &'static str,
    /// What gold says.
    pub gold: String,
    /// What was predicted.
    pub predicted: String,
}

/// The statuses that gold labels and `predicted` has otherwise.
pub(super) fn deviations(text: &str, gold: &Claim, predicted: &Claim) -> Vec<Deviation> {
    let mut found = Vec::new();
    let mut note = |status: &'static str, gold: String, predicted: String| {
        found.push(Deviation { status, gold, predicted });
    };
    let or_none = |s: Option<String>| s.unwrap_or_else(|| "none".to_owned());
    if let Some(negated) = gold.negated
        && negated != predicted.negated.unwrap_or(false)
    {
        let word = |n: bool| if n { "negated" } else { "affirmed" }.to_owned();
        note("polarity", word(negated), word(!negated));
    }
    if let Some(modality) = gold.modality {
        let said = predicted.modality.unwrap_or(Modality::Actual);
        if modality != said {
            note("modality", modality.to_string(), said.to_string());
        }
    }
    if let Some(voice) = gold.voice
        && predicted.voice != Some(voice)
    {
        note("voice", voice.to_string(), or_none(predicted.voice.map(|v| v.to_string())));
    }
    if let Some(source) = gold.source {
        let said = predicted.source.unwrap_or(Source::Author);
        if !same_source(source, said) {
            let word = |s: Source| match s {
                Source::Author => "the article".to_owned(),
                Source::Unnamed => "unnamed".to_owned(),
                Source::Named(span) => flat(text, span),
            };
            note("attribution", word(source), word(said));
        }
    }
    for (name, gold, said) in
        [("time", gold.time, predicted.time), ("place", gold.place, predicted.place)]
    {
        if let Some(gold) = gold
            && !same_place(gold, said.flatten())
        {
            let word = |s: Option<Span>| or_none(s.map(|s| flat(text, s)));
            note(name, word(gold), word(said.flatten()));
        }
    }
    found
}
