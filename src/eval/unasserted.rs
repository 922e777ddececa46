//! False alarms: predictions that assert what the text does not.
//!
//! Gold lists pairs that the text brings close together without asserting as a fact that one did something to the other
//! (a denial, a threat, a quotation, two parties of different clauses). A prediction is a false alarm of a pair if its
//! subject contains the head of the pair's subject, its object or a further argument contains the head of the pair's
//! object, and it states a plain fact: not negated, actual, in the article's own voice.

use std::ops::AddAssign;

use super::labelled::{Claim, Phrase, Source, Unasserted};
use crate::doc::Modality;

/// How many unasserted pairs were predicted as facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Alarms {
    /// Pairs with at least one false alarm.
    pub alarmed: usize,
    /// All pairs.
    pub pairs: usize,
}

impl AddAssign for Alarms {
    fn add_assign(&mut self, other: Alarms) {
        self.alarmed += other.alarmed;
        self.pairs += other.pairs;
    }
}

impl Alarms {
    /// Share of pairs with a false alarm, 0 to 1; `None` without pairs.
    pub fn share(self) -> Option<f64> {
        (self.pairs > 0).then(|| self.alarmed as f64 / self.pairs as f64)
    }
}

/// A pair and a prediction that asserts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FalseAlarm {
    /// The pair's index among gold's.
    pub index: usize,
    /// The pair.
    pub pair: Unasserted,
    /// Index of the prediction.
    pub predicted: usize,
}

/// Every false alarm, in the order of `pairs`.
pub fn false_alarms(pairs: &[Unasserted], predictions: &[Claim]) -> Vec<FalseAlarm> {
    let mut found = Vec::new();
    for (index, &pair) in pairs.iter().enumerate() {
        for (predicted, claim) in predictions.iter().enumerate() {
            if plain_fact(claim) && joins(claim, &pair) {
                found.push(FalseAlarm { index, pair, predicted });
            }
        }
    }
    found
}

/// Counts the pairs that `found` touches, of `pairs` pairs.
pub fn alarms(found: &[FalseAlarm], pairs: usize) -> Alarms {
    Alarms { alarmed: found.chunk_by(|a, b| a.index == b.index).count(), pairs }
}

fn plain_fact(claim: &Claim) -> bool {
    claim.negated != Some(true)
        && claim.modality.is_none_or(|m| m == Modality::Actual)
        && claim.source.is_none_or(|s| s == Source::Author)
}

fn joins(claim: &Claim, pair: &Unasserted) -> bool {
    claim.subject.is_some_and(|s| pair.subject.is_headed_in(s.span))
        && phrases(claim).any(|p| pair.object.is_headed_in(p.span))
}

fn phrases(claim: &Claim) -> impl Iterator<Item = Phrase> + '_ {
    claim.object.into_iter().chain(claim.details.arguments.iter().copied())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::eval::parse_labelled;

    const TEXT: &str = "Iran denied that its army shelled Oman from Iraq.";

    fn at(phrase: &str) -> Value {
        let start = TEXT.find(phrase).expect("in the text");
        json!({"start": start, "end": start + phrase.len(), "text": phrase})
    }

    fn alarmed(change: impl Fn(&mut Value)) -> usize {
        let mut relation = json!({
            "subject": at("its army"), "object": at("Oman"), "arguments": [at("Iraq")],
            "predicate": {"start": 26, "end": 33, "kind": "verb"}, "attribution": null,
            "negated": false, "modality": "actual"});
        change(&mut relation);
        let mut object = at("Oman");
        object["head"] = at("Oman");
        let mut subject = at("its army");
        subject["head"] = at("army");
        let line = json!({"id": "a", "text": TEXT, "relations": [relation],
            "unasserted": [{"subject": subject, "object": object}, {"subject": at("Iran"), "object": at("Oman")}]});
        let article = parse_labelled(&line.to_string(), "f").expect("a good record").remove(0);
        let found = false_alarms(&article.unasserted, article.relations.as_deref().unwrap_or(&[]));
        let counted = alarms(&found, article.unasserted.len());
        assert_eq!(counted.pairs, 2);
        counted.alarmed
    }

    #[test]
    fn a_plain_fact_between_the_pair_is_a_false_alarm() {
        assert_eq!(alarmed(|_| {}), 1);
        // The span must contain the head, not be it.
        assert_eq!(alarmed(|r| r["object"] = at("Oman from Iraq")), 1);
        assert_eq!(alarmed(|r| r["object"] = at("Iraq")), 0);
        assert_eq!(alarmed(|r| r["subject"] = Value::Null), 0);
    }

    #[test]
    fn further_arguments_count_as_the_object_does() {
        let moved = |r: &mut Value| {
            r["object"] = at("Iraq");
            r["arguments"] = json!([at("Oman")]);
        };
        assert_eq!(alarmed(moved), 1);
    }

    #[test]
    fn what_is_denied_possible_or_said_by_others_is_none() {
        assert_eq!(alarmed(|r| r["negated"] = json!(true)), 0);
        assert_eq!(alarmed(|r| r["modality"] = json!("possible")), 0);
        assert_eq!(alarmed(|r| r["attribution"] = json!({"source": at("Iran")})), 0);
        assert_eq!(alarmed(|r| r["attribution"] = json!({"source": null})), 0);
    }

    #[test]
    fn shares_need_pairs() {
        assert_eq!(Alarms::default().share(), None);
        assert_eq!(Alarms { alarmed: 1, pairs: 4 }.share(), Some(0.25));
    }
}
