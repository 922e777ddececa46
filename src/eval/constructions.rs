//! Relation scores by construction: where a system is weak, told by what the labels and the words around them show.

use std::collections::BTreeMap;

use super::counts::Tally;
use super::labelled::{Claim, Source};
use crate::doc::{Modality, PredicateKind, Voice};

/// Recall over gold and precision over predicted relations that share a construction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ByConstruction {
    /// Required gold relations of the construction, and how many of them were found.
    pub recall: Tally,
    /// Counted predictions of the construction, and how many of them are right.
    pub precision: Tally,
}

/// Counts relations by construction; `pairs` are the lenient pairs of gold and predicted.
pub(super) fn by_construction(
    text: &str,
    golds: &[Claim],
    predictions: &[Claim],
    pairs: &[(usize, usize)],
) -> BTreeMap<&'static str, ByConstruction> {
    let mut by: BTreeMap<&'static str, ByConstruction> = BTreeMap::new();
    for (i, gold) in golds.iter().enumerate().filter(|(_, g)| !g.optional) {
        let found = pairs.iter().any(|pair| pair.0 == i);
        for name in constructions(text, gold, golds) {
            by.entry(name).or_default().recall.add(found);
        }
    }
    for (i, predicted) in predictions.iter().enumerate() {
        let pair = pairs.iter().find(|pair| pair.1 == i);
        if pair.is_some_and(|pair| golds[pair.0].optional) {
            continue;
        }
        for name in constructions(text, predicted, predictions) {
            by.entry(name).or_default().precision.add(pair.is_some());
        }
    }
    by
}

/// The constructions that a relation shows beside the others of its side.
fn constructions(text: &str, claim: &Claim, side: &[Claim]) -> Vec<&'static str> {
    let headline = text.find('\n').unwrap_or(0);
    let spread = |differs: fn(&Claim, &Claim) -> bool| {
        side.iter().any(|other| other.predicate == claim.predicate && differs(other, claim))
    };
    let shared = claim.subject.is_some()
        && side.iter().any(|o| o.subject == claim.subject && o.predicate != claim.predicate);
    let shown = [
        ("kind: verb", claim.kind == PredicateKind::Verb),
        ("kind: noun", claim.kind == PredicateKind::Noun),
        ("kind: title", claim.kind == PredicateKind::Title),
        ("voice: passive with agent", passive(claim) && claim.subject.is_some()),
        ("voice: passive without agent", passive(claim) && claim.subject.is_none()),
        ("subject: none, active", !passive(claim) && claim.subject.is_none()),
        ("subject: of several predicates", shared),
        ("object: none", claim.object.is_none()),
        ("object: prepositional", claim.prepositional),
        ("coordination: subjects", spread(|a, b| a.subject != b.subject)),
        ("coordination: objects", spread(|a, b| a.object != b.object)),
        ("relative clause", in_relative_clause(text, claim)),
        ("control: to-infinitive", infinitive(text, claim)),
        ("reciprocal", claim.reciprocal),
        ("negated", claim.negated == Some(true)),
        ("modality: not actual", claim.modality.is_some_and(|m| m != Modality::Actual)),
        ("attributed", claim.source.is_some_and(|s| s != Source::Author)),
        ("in the headline", claim.predicate.end() <= headline),
    ];
    shown.into_iter().filter(|(_, holds)| *holds).map(|(name, _)| name).collect()
}

fn passive(claim: &Claim) -> bool {
    claim.voice == Some(Voice::Passive)
}

const RELATIVES: [&str; 5] = ["who", "whom", "which", "that", "whose"];

/// Whether a relative pronoun follows an argument that stands before the predicate. *That* behind a comma is none.
fn in_relative_clause(text: &str, claim: &Claim) -> bool {
    claim.subject.iter().chain(&claim.object).any(|argument| {
        let between = text.get(argument.span.end()..claim.predicate.start()).unwrap_or_default();
        let bare = between.trim_start().trim_start_matches([',', '–', '—', '-']);
        let comma = bare.len() < between.trim_start().len();
        let first = bare.split_whitespace().next().unwrap_or_default();
        // *with whom*, *of which*
        let second = bare.split_whitespace().nth(1).unwrap_or_default();
        RELATIVES.contains(&first) && !(comma && first == "that")
            || ["whom", "which"].contains(&second)
    })
}

/// Whether the predicate is an infinitive with *to*, which has its subject from elsewhere: control, raising or purpose.
fn infinitive(text: &str, claim: &Claim) -> bool {
    let before = text.get(..claim.predicate.start()).unwrap_or_default();
    claim.kind == PredicateKind::Verb
        && claim.subject.is_some()
        && before.split_whitespace().next_back() == Some("to")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::eval::parse_labelled;

    /// The constructions of the relation between three phrases of `text`, each at its first occurrence.
    fn shown(text: &str, subject: &str, predicate: &str, object: &str) -> Vec<&'static str> {
        let at = |phrase: &str| {
            let start = text.find(phrase).expect("in the text");
            json!({"start": start, "end": start + phrase.len(), "kind": "verb"})
        };
        let argument = |phrase: &str| if phrase.is_empty() { Value::Null } else { at(phrase) };
        let line = json!({"id": "a", "text": text, "relations": [
            {"subject": argument(subject), "predicate": at(predicate), "object": argument(object)}]});
        let article = parse_labelled(&line.to_string(), "f").expect("a good record").remove(0);
        let claims = article.relations.expect("relations");
        constructions(text, &claims[0], &claims)
    }

    #[test]
    fn relative_pronouns_after_an_argument_make_a_relative_clause() {
        let relative = |text, subject, predicate, object| {
            shown(text, subject, predicate, object).contains(&"relative clause")
        };
        assert!(relative("The team, which Kani led, left.", "Kani", "led", "The team"));
        assert!(relative("Rebels who hold Torvel fled.", "Rebels", "hold", "Torvel"));
        assert!(relative("The men with whom Kim met left.", "Kim", "met", "The men"));
        assert!(!relative("Iran said that Oman left Iraq.", "Oman", "left", "Iraq"));
        assert!(!relative("In Iran, that army left Iraq.", "that army", "left", "Iraq"));
    }

    #[test]
    fn infinitives_with_a_subject_are_control() {
        let control = |text, subject, predicate, object| {
            shown(text, subject, predicate, object).contains(&"control: to-infinitive")
        };
        assert!(control("Oman tried to broker a truce.", "Oman", "broker", "a truce"));
        assert!(!control("Oman went to Iran.", "Oman", "went", "Iran"));
        assert!(!control("It is hard to broker a truce.", "", "broker", "a truce"));
    }

    #[test]
    fn conjuncts_are_told_by_side() {
        let text = "Iran and Oman met Kim.";
        let claim = |subject: (usize, usize)| {
            json!({
            "subject": {"start": subject.0, "end": subject.1}, "object": {"start": 18, "end": 21},
            "predicate": {"start": 14, "end": 17, "kind": "verb"}})
        };
        let line = json!({"id": "a", "text": text, "relations": [claim((0, 4)), claim((9, 13))]});
        let article = parse_labelled(&line.to_string(), "f").expect("a good record").remove(0);
        let claims = article.relations.expect("relations");
        let found = constructions(text, &claims[0], &claims);
        assert!(found.contains(&"coordination: subjects"));
        assert!(!found.contains(&"coordination: objects"));
    }
}
