//! What went wrong with each missed gold relation and each false prediction.

use std::fmt;

use super::labelled::{Claim, Phrase};
use super::matching::best_matching;
use super::relations::covers_head;

/// The kind of a mistake; classes exclude each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ErrorClass {
    /// Subject and object are exchanged.
    Direction,
    /// The right arguments overlap, but at least one span leaves the gold head out.
    Boundary,
    /// Another subject, or one where gold has none, or none where gold has one.
    Subject,
    /// Another object, or one where gold has none, or none where gold has one.
    Object,
    /// Neither subject nor object is right.
    BothArguments,
    /// Missed, though the predicate was found with other arguments, which match other gold: a conjunct not spread.
    MissedReading,
    /// Missed: nothing predicted at the predicate.
    MissedPredicate,
    /// False: another relation at a predicate that gold has.
    FalseReading,
    /// False: gold has nothing at the predicate.
    FalsePredicate,
}

impl fmt::Display for ErrorClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            ErrorClass::Direction => "direction",
            ErrorClass::Boundary => "wrong boundary",
            ErrorClass::Subject => "wrong subject",
            ErrorClass::Object => "wrong object",
            ErrorClass::BothArguments => "wrong subject and object",
            ErrorClass::MissedReading => "missed reading",
            ErrorClass::MissedPredicate => "missed predicate",
            ErrorClass::FalseReading => "false reading",
            ErrorClass::FalsePredicate => "false predicate",
        })
    }
}

/// A mistake: a gold relation nothing matches, a prediction that matches nothing, or both at one predicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mistake {
    /// The missed gold relation.
    pub gold: Option<usize>,
    /// The false prediction; at least one of the two is there.
    pub predicted: Option<usize>,
    /// What went wrong.
    pub class: ErrorClass,
}

/// Classifies what `pairs` leaves over; a miss and a false alarm at one predicate make one mistake.
pub fn mistakes(golds: &[Claim], predictions: &[Claim], pairs: &[(usize, usize)]) -> Vec<Mistake> {
    let missed: Vec<usize> = (0..golds.len())
        .filter(|&g| !golds[g].optional && pairs.iter().all(|pair| pair.0 != g))
        .collect();
    let false_alarms: Vec<usize> =
        (0..predictions.len()).filter(|&p| pairs.iter().all(|pair| pair.1 != p)).collect();
    let nearest = best_matching(missed.len(), false_alarms.len(), |m, f| {
        let (gold, predicted) = (&golds[missed[m]], &predictions[false_alarms[f]]);
        gold.predicate.overlaps(predicted.predicate).then(|| closeness(gold, predicted))
    });
    let mut found = Vec::new();
    for (m, f) in nearest.iter().enumerate() {
        let g = missed[m];
        let predicted = f.map(|f| false_alarms[f]);
        let class = match predicted {
            Some(p) => compare(&golds[g], &predictions[p]),
            None if at_predicate(&golds[g], predictions) => ErrorClass::MissedReading,
            None => ErrorClass::MissedPredicate,
        };
        found.push(Mistake { gold: Some(g), predicted, class });
    }
    for (f, &p) in false_alarms.iter().enumerate() {
        if !nearest.contains(&Some(f)) {
            let known = at_predicate(&predictions[p], golds);
            let class = if known { ErrorClass::FalseReading } else { ErrorClass::FalsePredicate };
            found.push(Mistake { gold: None, predicted: Some(p), class });
        }
    }
    found
}

fn at_predicate(claim: &Claim, others: &[Claim]) -> bool {
    others.iter().any(|other| other.predicate.overlaps(claim.predicate))
}

fn swapped(gold: &Claim, predicted: &Claim) -> bool {
    covers_head(&gold.subject, &predicted.object) && covers_head(&gold.object, &predicted.subject)
}

fn closeness(gold: &Claim, predicted: &Claim) -> i64 {
    let arguments = [(&gold.subject, &predicted.subject), (&gold.object, &predicted.object)]
        .map(|(g, p)| 4 * i64::from(covers_head(g, p)) + i64::from(touches(g, p)));
    1 + arguments.iter().sum::<i64>() + 6 * i64::from(swapped(gold, predicted))
}

fn touches(gold: &Option<Phrase>, predicted: &Option<Phrase>) -> bool {
    matches!((gold, predicted), (Some(g), Some(p)) if g.span.overlaps(p.span))
}

fn compare(gold: &Claim, predicted: &Claim) -> ErrorClass {
    if swapped(gold, predicted) {
        return ErrorClass::Direction;
    }
    let subject = covers_head(&gold.subject, &predicted.subject);
    let object = covers_head(&gold.object, &predicted.object);
    let near = |right: bool, g: &Option<Phrase>, p: &Option<Phrase>| right || touches(g, p);
    if near(subject, &gold.subject, &predicted.subject)
        && near(object, &gold.object, &predicted.object)
    {
        return ErrorClass::Boundary;
    }
    match (subject, object) {
        (false, true) => ErrorClass::Subject,
        (true, false) => ErrorClass::Object,
        _ => ErrorClass::BothArguments,
    }
}
