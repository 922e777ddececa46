//! Relations: who did what to whom.

use super::{Modality, Plover, PredicateKind, SentenceId, Span, TokenId, Voice};

/// One predicate holding between a subject and an object, in logical order (the agent of a passive is the subject).
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    /// The sentence that the predicate stands in.
    pub sentence: SentenceId,
    /// Who; `None` when the text does not say (an agentless passive).
    pub subject: Option<Argument>,
    /// Did what.
    pub predicate: Predicate,
    /// To whom; `None` for an intransitive clause.
    pub object: Option<Argument>,
    /// Every other participant of the clause, in text order.
    pub arguments: Vec<Argument>,
    /// Whether the relation is denied; separate from [`Relation::modality`].
    pub negated: bool,
    /// Whether it is reported as having happened.
    pub modality: Modality,
    /// According to whom.
    pub attribution: Option<Attribution>,
    /// When, by the clause's own words.
    pub time: Option<When>,
    /// Where, by the clause's own words.
    pub place: Option<Place>,
    /// Whether subject and object could be exchanged (*X and Y met*).
    pub reciprocal: bool,
    /// The event type, where a rule of the lexicon fires.
    pub event: Option<Event>,
    /// Probability that the relation is right, 0 to 1.
    pub score: f32,
}

/// A participant: a whole noun phrase without trailing relative clause or apposition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Argument {
    /// The phrase; contains the head's span.
    pub span: Span,
    /// The token that heads it.
    pub head: TokenId,
    /// The preposition that introduces it, which lies outside `span`.
    pub preposition: Option<Span>,
}

/// The word or words that state a relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Predicate {
    /// The verb with its particle, the event noun, or the title.
    pub span: Span,
    /// The token that heads it.
    pub head: TokenId,
    /// Lower-case dictionary form, with the particle after a space (*hold back*).
    pub lemma: String,
    /// What kind of word it is.
    pub kind: PredicateKind,
    /// Active or passive.
    pub voice: Voice,
}

/// According to whom a relation is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attribution {
    /// The speaker's phrase; `None` when the text names none (*reportedly*).
    pub source: Option<Source>,
    /// The word that attributes: *said*, *according to*, *reportedly*.
    pub cue: Option<Span>,
}

/// The phrase that names a speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// The phrase.
    pub span: Span,
    /// The token that heads it.
    pub head: TokenId,
}

/// When a relation holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    /// The expression in the clause.
    pub span: Span,
    /// ISO 8601 at the granularity that the text supports, resolved against the article's date; `None` where it cannot be.
    pub value: Option<String>,
}

/// Where a relation holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The place's phrase, without its preposition.
    pub span: Span,
}

/// The type of event that a relation reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// PLOVER type.
    pub plover: Plover,
    /// CAMEO root code, two digits (or `087` for a military withdrawal).
    pub cameo: String,
    /// Name of the lexicon rule that fired.
    pub rule: String,
}
