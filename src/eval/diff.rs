//! What two runs over the same articles disagree on.
//!
//! Mentions of both sides are matched by span, else by overlap within a kind; relations by predicate and the heads of subject
//! and object, else by overlapping predicates. What finds no partner has appeared or vanished; partners that differ have
//! changed. Scores are not compared.

use std::collections::BTreeMap;
use std::fmt;

use super::labelled::{Claim, Labelled, LabelledMention, Phrase, Source};
use super::matching::best_matching;
use crate::doc::{Modality, Span};

/// How an item of one run differs from its partner in the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Only the second run has it.
    Appeared,
    /// Only the first run has it.
    Vanished,
    /// A mention of another entity type.
    Type,
    /// A name that became a nominal, a verb that became a noun, …
    Kind,
    /// The same heads, other spans.
    Boundaries,
    /// Subject and object are exchanged.
    Direction,
    /// Another subject, or none.
    Subject,
    /// Another object, or none.
    Object,
    /// Other further arguments.
    Arguments,
    /// Denied or not.
    Polarity,
    /// Another modality.
    Modality,
    /// Another source, or none.
    Attribution,
    /// Active or passive.
    Voice,
    /// Another time, or none.
    Time,
    /// Another place, or none.
    Place,
    /// Reciprocal or not.
    Reciprocal,
    /// Another type of event, or none.
    Event,
}

impl Change {
    /// The change as reports name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Change::Appeared => "appeared",
            Change::Vanished => "vanished",
            Change::Type => "type",
            Change::Kind => "kind",
            Change::Boundaries => "boundaries",
            Change::Direction => "direction",
            Change::Subject => "subject",
            Change::Object => "object",
            Change::Arguments => "arguments",
            Change::Polarity => "polarity",
            Change::Modality => "modality",
            Change::Attribution => "attribution",
            Change::Voice => "voice",
            Change::Time => "time",
            Change::Place => "place",
            Change::Reciprocal => "reciprocal",
            Change::Event => "event",
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// An item of the first run, its partner in the second, and how they differ. At least one of the two is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Disagreement<T> {
    /// Index into [`Diff::articles`].
    pub article: usize,
    /// What the first run has.
    pub first: Option<T>,
    /// What the second run has.
    pub second: Option<T>,
    /// Every way in which they differ; never empty.
    pub changes: Vec<Change>,
}

/// What two runs say of one layer.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerDiff<T> {
    /// Items that both runs have alike.
    pub same: usize,
    /// Articles in which a run has no such layer, so that nothing was compared.
    pub lacking: usize,
    /// The others, in the order of articles and text.
    pub disagreements: Vec<Disagreement<T>>,
}

/// What two runs disagree on.
#[derive(Debug, Clone, PartialEq)]
pub struct Diff {
    /// The articles that were compared, as the first run has them.
    pub articles: Vec<Labelled>,
    /// Ids that only the first run has.
    pub only_first: Vec<String>,
    /// Ids that only the second run has.
    pub only_second: Vec<String>,
    /// Ids of articles whose texts differ, which are not compared.
    pub other_text: Vec<String>,
    /// Mentions.
    pub mentions: LayerDiff<LabelledMention>,
    /// Relations.
    pub relations: LayerDiff<Claim>,
}

/// Compares two runs.
pub fn diff(first: Vec<Labelled>, second: Vec<Labelled>) -> Diff {
    let mut by_id: BTreeMap<String, Labelled> =
        second.into_iter().map(|article| (article.id.clone(), article)).collect();
    let mut found = Diff {
        articles: Vec::new(),
        only_first: Vec::new(),
        only_second: Vec::new(),
        other_text: Vec::new(),
        mentions: LayerDiff { same: 0, lacking: 0, disagreements: Vec::new() },
        relations: LayerDiff { same: 0, lacking: 0, disagreements: Vec::new() },
    };
    for a in first {
        let Some(b) = by_id.remove(&a.id) else {
            found.only_first.push(a.id);
            continue;
        };
        if a.text != b.text {
            found.other_text.push(a.id);
            continue;
        }
        let article = found.articles.len();
        let mentions = (a.mentions.as_deref(), b.mentions.as_deref());
        compare(article, mentions, mention_closeness, mention_changes, &mut found.mentions);
        let relations = (a.relations.as_deref(), b.relations.as_deref());
        compare(article, relations, claim_closeness, claim_changes, &mut found.relations);
        found.articles.push(a);
    }
    found.only_second = by_id.into_keys().collect();
    found
}

fn compare<T: Clone + Ord>(
    article: usize,
    sides: (Option<&[T]>, Option<&[T]>),
    closeness: fn(&T, &T) -> Option<i64>,
    changes: fn(&T, &T) -> Vec<Change>,
    found: &mut LayerDiff<T>,
) {
    let (Some(first), Some(second)) = sides else {
        // Nothing to tell where neither run has the layer.
        found.lacking += usize::from(sides.0.is_some() || sides.1.is_some());
        return;
    };
    let (mut first, mut second) = (first.to_vec(), second.to_vec());
    first.sort();
    second.sort();
    let pairs = best_matching(first.len(), second.len(), |a, b| closeness(&first[a], &second[b]));
    let mut note = |first: Option<&T>, second: Option<&T>, changes: Vec<Change>| {
        if changes.is_empty() {
            found.same += 1;
        } else {
            let (first, second) = (first.cloned(), second.cloned());
            found.disagreements.push(Disagreement { article, first, second, changes });
        }
    };
    for (a, partner) in first.iter().zip(&pairs) {
        match partner.map(|b| &second[b]) {
            Some(b) => note(Some(a), Some(b), changes(a, b)),
            None => note(Some(a), None, vec![Change::Vanished]),
        }
    }
    for (i, b) in second.iter().enumerate() {
        if !pairs.contains(&Some(i)) {
            note(None, Some(b), vec![Change::Appeared]);
        }
    }
}

fn mention_closeness(a: &LabelledMention, b: &LabelledMention) -> Option<i64> {
    if a.span == b.span {
        return Some(1 << 16 | i64::from(a.ty == b.ty) << 4 | i64::from(a.kind == b.kind));
    }
    (a.span.overlaps(b.span) && a.kind == b.kind).then(|| 1 + i64::from(a.ty == b.ty))
}

fn mention_changes(a: &LabelledMention, b: &LabelledMention) -> Vec<Change> {
    let differs = [
        (Change::Type, a.ty != b.ty),
        (Change::Kind, a.kind != b.kind),
        (Change::Boundaries, a.span != b.span),
    ];
    differs.into_iter().filter(|(_, differs)| *differs).map(|(change, _)| change).collect()
}

/// The head of an argument; the phrase where none was told.
fn head(phrase: Option<Phrase>) -> Option<Span> {
    phrase.map(|p| p.head.unwrap_or(p.span))
}

fn exchanged(a: &Claim, b: &Claim) -> bool {
    head(a.subject) != head(a.object)
        && head(a.subject) == head(b.object)
        && head(a.object) == head(b.subject)
}

fn claim_closeness(a: &Claim, b: &Claim) -> Option<i64> {
    a.predicate.overlaps(b.predicate).then(|| {
        let subject = i64::from(head(a.subject) == head(b.subject));
        let object = i64::from(head(a.object) == head(b.object));
        let predicate = i64::from(a.predicate == b.predicate);
        let all = subject * object * predicate;
        let equal = i64::from(claim_changes(a, b).is_empty());
        1 + equal
            + (all << 24)
            + (predicate << 4)
            + ((subject + object) << 8)
            + (i64::from(exchanged(a, b)) << 9)
    })
}

fn claim_changes(a: &Claim, b: &Claim) -> Vec<Change> {
    let direction = exchanged(a, b);
    let subject = head(a.subject) == head(b.subject);
    let object = head(a.object) == head(b.object);
    let span = |p: Option<Phrase>| p.map(|p| p.span);
    let wider = |same: bool, a, b| same && span(a) != span(b);
    let differs = [
        (Change::Direction, direction),
        (Change::Subject, !direction && !subject),
        (Change::Object, !direction && !object),
        (
            Change::Boundaries,
            a.predicate != b.predicate
                || wider(subject, a.subject, b.subject)
                || wider(object, a.object, b.object),
        ),
        (Change::Kind, a.kind != b.kind),
        (Change::Arguments, arguments(a) != arguments(b)),
        (Change::Polarity, a.negated.unwrap_or(false) != b.negated.unwrap_or(false)),
        (Change::Modality, modality(a) != modality(b)),
        (Change::Attribution, source(a) != source(b)),
        (Change::Voice, both(a.voice, b.voice)),
        (Change::Time, both(a.time, b.time)),
        (Change::Place, both(a.place, b.place)),
        (Change::Reciprocal, a.reciprocal != b.reciprocal),
        (Change::Event, a.details.event != b.details.event),
    ];
    differs.into_iter().filter(|(_, differs)| *differs).map(|(change, _)| change).collect()
}

/// Whether both runs tell something and not the same.
fn both<T: PartialEq>(a: Option<T>, b: Option<T>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a != b)
}

fn arguments(claim: &Claim) -> Vec<Span> {
    claim.details.arguments.iter().map(|p| p.span).collect()
}

fn modality(claim: &Claim) -> Modality {
    claim.modality.unwrap_or(Modality::Actual)
}

fn source(claim: &Claim) -> Source {
    claim.source.unwrap_or(Source::Author)
}

#[cfg(test)]
#[path = "diff_test.rs"]
mod tests;
