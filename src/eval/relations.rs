//! Scoring relations against gold.
//!
//! **Lenient** match: the predicates overlap and, for subject and object each, the predicted span contains the gold head
//! (overlaps the gold span where gold has no head); an absent argument matches only an absent one. **Strict** match: the
//! spans of predicate, subject and object are equal. A gold relation marked reciprocal matches in either direction.
//!
//! Pairs are one-to-one, chosen so that as many required gold relations as possible are matched, then as many optional
//! ones, then so that spans agree best. A prediction paired with an optional relation is ignored.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use super::calibration::Calibration;
use super::constructions::{ByConstruction, by_construction};
use super::counts::Counts;
use super::labelled::{Claim, Labelled, Phrase};
use super::matching::best_matching;
use super::relation_errors::{ErrorClass, Mistake, mistakes};
use super::status::Statuses;
use super::unasserted::{Alarms, FalseAlarm, alarms, false_alarms};
use crate::doc::PredicateKind;
use crate::error::{Error, ErrorKind, Result};

/// Which relations take part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kinds {
    /// Every kind, with no regard to whether gold and predicted agree in it.
    All,
    /// Predictions of one kind against required gold of that kind; optional gold of any kind excuses a prediction.
    Only(PredicateKind),
}

impl Kinds {
    /// Whether a relation of `kind` takes part.
    pub fn admits(self, kind: PredicateKind) -> bool {
        match self {
            Kinds::All => true,
            Kinds::Only(only) => only == kind,
        }
    }

    /// `verb`, `noun`, `title` or `all`.
    pub fn as_str(self) -> &'static str {
        match self {
            Kinds::All => "all",
            Kinds::Only(kind) => kind.as_str(),
        }
    }
}

impl std::str::FromStr for Kinds {
    type Err = Error;
    fn from_str(text: &str) -> Result<Kinds> {
        if text == "all" {
            return Ok(Kinds::All);
        }
        text.parse().map(Kinds::Only).map_err(|_| {
            let what = format!("unknown kind {text:?}: verb, noun, title or all");
            Error::new(ErrorKind::Config, what)
        })
    }
}

/// What adds up over articles.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RelationCounts {
    /// Under the lenient rule.
    pub lenient: Counts,
    /// Under the strict rule.
    pub strict: Counts,
    /// Predictions ignored because they match optional gold, under the lenient rule.
    pub ignored: usize,
    /// Polarity, modality, attribution, … on required relations that match leniently.
    pub statuses: Statuses,
    /// What went wrong with misses and false alarms.
    pub errors: BTreeMap<ErrorClass, usize>,
    /// Lenient scores by construction.
    pub constructions: BTreeMap<&'static str, ByConstruction>,
    /// Pairs that the text does not assert, and how many were predicted as facts.
    pub alarms: Alarms,
    /// Scores against being right under the lenient rule; predictions that match optional gold are left out.
    pub calibration: Calibration,
}

impl AddAssign<&RelationCounts> for RelationCounts {
    fn add_assign(&mut self, other: &RelationCounts) {
        self.lenient += other.lenient;
        self.strict += other.strict;
        self.ignored += other.ignored;
        self.statuses += other.statuses;
        for (class, n) in &other.errors {
            *self.errors.entry(*class).or_default() += n;
        }
        for (name, by) in &other.constructions {
            let sum = self.constructions.entry(name).or_default();
            sum.recall += by.recall;
            sum.precision += by.precision;
        }
        self.alarms += other.alarms;
        self.calibration += &other.calibration;
    }
}

/// One article's score and the pairs behind it. Indices are into `gold` and `predicted`.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoredRelations {
    /// Gold relations that take part, in canonical order.
    pub gold: Vec<Claim>,
    /// Predicted relations that take part, in canonical order.
    pub predicted: Vec<Claim>,
    /// Lenient pairs of gold and predicted, required and optional.
    pub pairs: Vec<(usize, usize)>,
    /// Every miss and every false alarm.
    pub mistakes: Vec<Mistake>,
    /// Every prediction that asserts one of gold's unasserted pairs; pairs are in the order of gold.
    pub alarms: Vec<FalseAlarm>,
    /// The article's counts.
    pub counts: RelationCounts,
}

/// Scores one article.
///
/// # Errors
/// [`ErrorKind::Input`] if a side has no relation layer.
pub fn score_relations(
    gold: &Labelled,
    predicted: &Labelled,
    kinds: Kinds,
) -> Result<ScoredRelations> {
    let layer = |side: &Labelled| -> Result<Vec<Claim>> {
        let mut claims = side.relations.clone().ok_or_else(|| {
            let what = format!("{}: no relations in {:?}", side.origin, side.id);
            Error::new(ErrorKind::Input, what)
        })?;
        // Canonical order: what follows depends on the set of relations alone.
        claims.sort();
        Ok(claims)
    };
    let mut golds = layer(gold)?;
    golds.retain(|c| c.optional || kinds.admits(c.kind));
    let mut predictions = layer(predicted)?;
    predictions.retain(|c| kinds.admits(c.kind));

    let lenient = pairs(&golds, &predictions, lenient_match);
    let strict = pairs(&golds, &predictions, strict_match);
    let mut counts = RelationCounts {
        lenient: count(&golds, &predictions, &lenient),
        strict: count(&golds, &predictions, &strict),
        ..RelationCounts::default()
    };
    counts.ignored = predictions.len() - counts.lenient.predicted;
    for &(g, p) in lenient.iter().filter(|(g, _)| !golds[*g].optional) {
        counts.statuses.add(&golds[g], &predictions[p]);
    }
    let mistakes = mistakes(&golds, &predictions, &lenient);
    for mistake in &mistakes {
        *counts.errors.entry(mistake.class).or_default() += 1;
    }
    counts.constructions = by_construction(&gold.text, &golds, &predictions, &lenient);
    let alarming = false_alarms(&gold.unasserted, &predictions);
    counts.alarms = alarms(&alarming, gold.unasserted.len());
    for (i, predicted) in predictions.iter().enumerate() {
        let pair = lenient.iter().find(|pair| pair.1 == i);
        if pair.is_none_or(|pair| !golds[pair.0].optional) {
            counts.calibration.add(predicted.details.score, pair.is_some());
        }
    }
    Ok(ScoredRelations {
        gold: golds,
        predicted: predictions,
        pairs: lenient,
        mistakes,
        alarms: alarming,
        counts,
    })
}

pub(super) type Rule = fn(&Claim, &Claim) -> bool;

const REQUIRED: i64 = 1 << 24;
const OPTIONAL: i64 = 1 << 12;

/// One-to-one pairs of gold and predicted that match, as the module says.
pub(super) fn pairs(golds: &[Claim], predictions: &[Claim], rule: Rule) -> Vec<(usize, usize)> {
    let found = best_matching(golds.len(), predictions.len(), |g, p| {
        let (gold, predicted) = (&golds[g], &predictions[p]);
        rule(gold, predicted).then(|| {
            let same_span = |a: &Option<Phrase>, b: &Option<Phrase>| {
                i64::from(a.map(|a| a.span) == b.map(|b| b.span))
            };
            let agreement = i64::from(gold.predicate == predicted.predicate)
                + same_span(&gold.subject, &predicted.subject)
                + same_span(&gold.object, &predicted.object)
                + i64::from(gold.kind == predicted.kind);
            agreement + if gold.optional { OPTIONAL } else { REQUIRED }
        })
    });
    found.into_iter().enumerate().filter_map(|(g, p)| p.map(|p| (g, p))).collect()
}

/// Counts of pairs, optional gold left out.
pub(super) fn count(golds: &[Claim], predictions: &[Claim], pairs: &[(usize, usize)]) -> Counts {
    let ignored = pairs.iter().filter(|(g, _)| golds[*g].optional).count();
    Counts {
        matched: pairs.len() - ignored,
        predicted: predictions.len() - ignored,
        gold: golds.iter().filter(|g| !g.optional).count(),
    }
}

/// Whether `predicted` matches `gold` under the lenient rule.
pub fn lenient_match(gold: &Claim, predicted: &Claim) -> bool {
    let fits = |subject, object| {
        covers_head(subject, &predicted.subject) && covers_head(object, &predicted.object)
    };
    gold.predicate.overlaps(predicted.predicate)
        && (fits(&gold.subject, &gold.object)
            || gold.reciprocal && fits(&gold.object, &gold.subject))
}

/// Whether `predicted` matches `gold` under the strict rule.
pub fn strict_match(gold: &Claim, predicted: &Claim) -> bool {
    let same = |a: &Option<Phrase>, b: &Option<Phrase>| a.map(|a| a.span) == b.map(|b| b.span);
    let fits =
        |subject, object| same(subject, &predicted.subject) && same(object, &predicted.object);
    gold.predicate == predicted.predicate
        && (fits(&gold.subject, &gold.object)
            || gold.reciprocal && fits(&gold.object, &gold.subject))
}

/// Whether a predicted argument covers the head of a gold one, or both are absent.
pub(super) fn covers_head(gold: &Option<Phrase>, predicted: &Option<Phrase>) -> bool {
    match (gold, predicted) {
        (None, None) => true,
        (Some(gold), Some(predicted)) => gold.is_headed_in(predicted.span),
        _ => false,
    }
}
