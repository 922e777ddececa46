//! The record of the output contract, `actant/1`, field by field and in the order in which they are written.
//!
//! Every `start` and `end` counts [`OffsetUnit`]s of the record, half-open, into the record's `text`. Reading tolerates
//! unknown fields, and defaults for what a hand-annotated record leaves out.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::OffsetUnit;
use crate::doc::{
    Country, Deprel, EntityType, Function, MentionKind, Modality, Plover, PredicateKind, Role,
    Upos, Voice,
};

/// The version of the contract that this library writes.
pub const SCHEMA: &str = "actant/1";

/// One article with the layers that were asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// [`SCHEMA`].
    #[serde(default = "schema")]
    pub schema: String,
    /// The article's id, unique in its corpus.
    pub id: String,
    /// What offsets count.
    #[serde(default)]
    pub offset_unit: OffsetUnit,
    /// The text exactly as it came in.
    pub text: String,
    /// Every other field of the input record, untouched.
    #[serde(default)]
    pub meta: Map<String, Value>,
    /// Sentences in text order; absent when the layer was not asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sentences: Option<Vec<Bounds>>,
    /// Tokens in text order; absent unless asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens: Option<Vec<Token>>,
    /// Mentions in text order; absent when the layer was not asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mentions: Option<Vec<Mention>>,
    /// Entities by first mention; absent when the layer was not asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entities: Option<Vec<Entity>>,
    /// Relations by predicate, subject and object; absent when the layer was not asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relations: Option<Vec<Relation>>,
    /// Clauses by predicate; absent unless asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clauses: Option<Vec<Clause>>,
    /// How much of the text reached the model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage: Option<Coverage>,
    /// The id of the article that this one is a copy of, and `null` for one that is none; absent where copies are not marked.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub duplicate_of: Option<Option<String>>,
}

/// Keeps a `null` apart from a field that is not there.
fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(from).map(Some)
}

fn schema() -> String {
    SCHEMA.to_owned()
}

fn certain() -> f64 {
    1.0
}

fn is_false(value: &bool) -> bool {
    !value
}

/// A span without its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Bounds {
    /// First unit.
    pub start: usize,
    /// One past the last unit.
    pub end: usize,
}

/// A token with its syntax; the syntax is `null` where the parser has not run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Token {
    pub start: usize,
    pub end: usize,
    #[serde(default)]
    pub lemma: Option<String>,
    #[serde(default, with = "label::option")]
    pub upos: Option<Upos>,
    /// Index of the governing token in the article; `null` at a root.
    #[serde(default)]
    pub head: Option<usize>,
    #[serde(default, with = "label::option")]
    pub deprel: Option<Deprel>,
    /// Probability that head and relation are right.
    #[serde(default)]
    pub score: Option<f64>,
}

/// One occurrence of a name, a nominal, a pronoun or a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Mention {
    pub start: usize,
    pub end: usize,
    #[serde(default)]
    pub text: String,
    #[serde(rename = "type", with = "label")]
    pub ty: EntityType,
    #[serde(default = "name", with = "label")]
    pub kind: MentionKind,
    /// Index into the record's entities.
    #[serde(default)]
    pub entity: Option<usize>,
    #[serde(default = "certain")]
    pub score: f64,
    /// Normalised value of a calendar or numeric mention, where one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

fn name() -> MentionKind {
    MentionKind::Name
}

/// A cluster of mentions of one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Entity {
    pub name: String,
    #[serde(rename = "type", with = "label")]
    pub ty: EntityType,
    /// ISO 3166-1 alpha-3.
    #[serde(default, with = "country")]
    pub country: Option<Country>,
    #[serde(default, with = "label::option")]
    pub role: Option<Role>,
    /// Indices into the record's mentions.
    pub mentions: Vec<usize>,
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

/// How much of the text reached the model, always in code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Length of the text.
    pub codepoints: usize,
    /// Code points of it that lie in a token that the model has read, or are white space.
    pub read: usize,
}

/// Labels as their names in files.
mod label {
    use std::fmt::Display;
    use std::str::FromStr;

    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<T: Display, S: Serializer>(label: &T, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(label)
    }

    pub fn deserialize<'de, T, D>(from: D) -> Result<T, D::Error>
    where
        T: FromStr<Err: Display>,
        D: Deserializer<'de>,
    {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }

    /// Labels that may be `null`.
    pub mod option {
        use super::*;

        pub fn serialize<T, S>(label: &Option<T>, to: S) -> Result<S::Ok, S::Error>
        where
            T: Display,
            S: Serializer,
        {
            match label {
                Some(label) => to.collect_str(label),
                None => to.serialize_none(),
            }
        }

        pub fn deserialize<'de, T, D>(from: D) -> Result<Option<T>, D::Error>
        where
            T: FromStr<Err: Display>,
            D: Deserializer<'de>,
        {
            match Option::<String>::deserialize(from)? {
                Some(text) => text.parse().map(Some).map_err(serde::de::Error::custom),
                None => Ok(None),
            }
        }
    }
}

/// Countries as their codes.
mod country {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::doc::Country;

    pub fn serialize<S: Serializer>(c: &Option<Country>, to: S) -> Result<S::Ok, S::Error> {
        match c {
            Some(country) => to.serialize_str(country.as_str()),
            None => to.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Country>, D::Error> {
        match Option::<String>::deserialize(from)? {
            Some(code) => Country::new(&code)
                .map(Some)
                .ok_or_else(|| serde::de::Error::custom(format!("no country code: {code:?}"))),
            None => Ok(None),
        }
    }
}
