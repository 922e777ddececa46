//! Clauses: a verb with everything that its clause says of who and what takes part.

use super::{Argument, Attribution, Function, Modality, Place, Predicate, SentenceId, When};

/// One verb, or copula, with its participants in logical order (the agent of a passive is the subject). Unlike a
/// [`Relation`](super::Relation) it may have one participant alone, what is said or tried is one too, and coordinations
/// give several participants of one function.
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// The sentence that the predicate stands in.
    pub sentence: SentenceId,
    /// The verb with its particle, or the copula.
    pub predicate: Predicate,
    /// Who and what takes part, in text order.
    pub participants: Vec<Participant>,
    /// Whether the clause is denied.
    pub negated: bool,
    /// Whether it is reported as having happened.
    pub modality: Modality,
    /// According to whom.
    pub attribution: Option<Attribution>,
    /// When, by the clause's own words.
    pub time: Option<When>,
    /// Where, by the clause's own words.
    pub place: Option<Place>,
}

/// A phrase or clause with what it is to its verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Participant {
    /// What it is to the verb, voice undone.
    pub function: Function,
    /// The phrase.
    pub argument: Argument,
}
