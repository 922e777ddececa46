//! The nouns of the library: [`Document`] owns an article's text and its layers; everything else refers to them by
//! byte [`Span`] or typed index.
//!
//! A layer that is `None` has not run; an empty one ran and found nothing.

mod clause;
mod document;
mod labels;
mod relation;
mod span;
#[cfg(test)]
pub(crate) mod testing;

pub use clause::{Clause, Participant};
pub use document::{Country, Document, Entity, Mention, Sentence, Token, Word};
pub use labels::{
    Denotes, Deprel, EntityType, Function, MentionKind, Modality, Plover, PredicateKind, Role,
    Upos, Voice, Xpos,
};
pub use relation::{Argument, Attribution, Event, Place, Predicate, Relation, Source, When};
pub use span::{EntityId, MentionId, SentenceId, Span, TokenId};
