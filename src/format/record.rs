//! The record of the output contract, `actant/1`, field by field and in the order in which they are written.
//!
//! Every `start` and `end` counts [`OffsetUnit`]s of the record, half-open, into the record's `text`. Reading tolerates
//! unknown fields, and defaults for what a hand-annotated record leaves out.

mod labels;
mod relations;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use self::labels::{country, label};
pub use self::relations::{
    Argument, Attribution, Clause, Cue, Event, Participant, Place, Predicate, Relation, Status,
    When,
};
use super::OffsetUnit;
use crate::doc::{Country, Deprel, EntityType, MentionKind, Role, Upos};

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

/// How much of the text reached the model, always in code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Length of the text.
    pub codepoints: usize,
    /// Code points of it that lie in a token that the model has read, or are white space.
    pub read: usize,
}
