//! The relations and clauses of a record.

use serde::{Deserialize, Serialize};

use super::labels::label;
use super::{Bounds, certain};
use crate::doc::{Function, Modality, Plover, PredicateKind, Voice};

fn is_false(value: &bool) -> bool {
    !value
}

/// Who did what to whom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Relation {
    /// Index of the predicate's sentence.
    #[serde(default)]
    pub sentence: usize,
    #[serde(default)]
    pub subject: Option<Argument>,
    pub predicate: Predicate,
    #[serde(default)]
    pub object: Option<Argument>,
    #[serde(default)]
    pub arguments: Vec<Argument>,
    #[serde(flatten)]
    pub status: Status,
    #[serde(default)]
    pub reciprocal: bool,
    #[serde(default)]
    pub event: Option<Event>,
    #[serde(default = "certain")]
    pub score: f64,
    /// Only in gold records: a relation that a careful reader could leave out. Never written by extraction.
    #[serde(default, skip_serializing_if = "is_false")]
    pub optional: bool,
}

/// Whether, according to whom, when and where a relation or clause holds; written as fields of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Status {
    #[serde(default)]
    pub negated: bool,
    #[serde(default = "actual", with = "label")]
    pub modality: Modality,
    #[serde(default)]
    pub attribution: Option<Attribution>,
    #[serde(default)]
    pub time: Option<When>,
    #[serde(default)]
    pub place: Option<Place>,
}

fn actual() -> Modality {
    Modality::Actual
}

/// A participant of a relation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Argument {
    pub start: usize,
    pub end: usize,
    #[serde(default)]
    pub text: String,
    /// Where the token that heads it stands.
    #[serde(default)]
    pub head: Option<Bounds>,
    /// The preposition that introduces it, in lower case.
    #[serde(default)]
    pub preposition: Option<String>,
    /// The entity that the head denotes.
    #[serde(default)]
    pub entity: Option<usize>,
    /// Every entity mentioned inside, in ascending order.
    #[serde(default)]
    pub entities: Vec<usize>,
}

/// A verb, or a copula, with everything that takes part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Clause {
    /// Index of the predicate's sentence.
    #[serde(default)]
    pub sentence: usize,
    pub predicate: Predicate,
    pub participants: Vec<Participant>,
    #[serde(flatten)]
    pub status: Status,
}

/// An argument with what it is to its verb.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Participant {
    #[serde(with = "label")]
    pub function: Function,
    #[serde(flatten)]
    pub argument: Argument,
}

/// The word or words that state a relation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Predicate {
    pub start: usize,
    pub end: usize,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub lemma: String,
    #[serde(default = "verb", with = "label")]
    pub kind: PredicateKind,
    #[serde(default = "active", with = "label")]
    pub voice: Voice,
}

fn verb() -> PredicateKind {
    PredicateKind::Verb
}

fn active() -> Voice {
    Voice::Active
}

/// According to whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Attribution {
    #[serde(default)]
    pub source: Option<Place>,
    #[serde(default)]
    pub cue: Option<Cue>,
}

/// The word that attributes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Cue {
    pub start: usize,
    pub end: usize,
    #[serde(default)]
    pub text: String,
}

/// A phrase with the entity that it denotes: a speaker or a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Place {
    pub start: usize,
    pub end: usize,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub entity: Option<usize>,
}

/// When a relation holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct When {
    pub start: usize,
    pub end: usize,
    #[serde(default)]
    pub text: String,
    /// ISO 8601.
    #[serde(default)]
    pub value: Option<String>,
}

/// The type of event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Event {
    #[serde(with = "label")]
    pub plover: Plover,
    #[serde(default)]
    pub cameo: String,
    #[serde(default)]
    pub rule: String,
}
