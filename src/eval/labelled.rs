//! What scorers compare: an article's text with the layers somebody labelled, gold or predicted alike.

use super::calibration::Score;
use crate::doc::{
    Argument, Document, EntityType, MentionKind, Modality, Plover, PredicateKind, Span, TokenId,
    Voice,
};
use crate::format::rounded;

/// An article with whatever layers its file (or the model) gave it. All offsets are bytes.
///
/// A layer that is `None` was not labelled, and cannot be scored; an empty one was labelled as empty.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Labelled {
    /// The article's id: gold and predicted are paired by it.
    pub id: String,
    /// Where it was read, `FILE:LINE`, for messages.
    pub origin: String,
    /// The text, exactly as it came in.
    pub text: String,
    /// Publication date, which relative dates are resolved against.
    pub date: Option<jiff::civil::Date>,
    /// Sentence spans in text order.
    pub sentences: Option<Vec<Span>>,
    /// Mentions in text order.
    pub mentions: Option<Vec<LabelledMention>>,
    /// Relations, in the order of their file.
    pub relations: Option<Vec<Claim>>,
    /// Gold only: pairs of which the text asserts nothing as a fact.
    pub unasserted: Vec<Unasserted>,
}

/// One labelled mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LabelledMention {
    /// Where it stands.
    pub span: Span,
    /// What it denotes.
    pub ty: EntityType,
    /// How it refers.
    pub kind: MentionKind,
    /// How sure the prediction is; gold has none.
    pub score: Option<Score>,
}

/// An argument as labelled: a phrase and, where it was labelled, the word that heads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Phrase {
    /// The whole noun phrase.
    pub span: Span,
    /// Its head word; lies inside `span`.
    pub head: Option<Span>,
}

impl Phrase {
    /// Whether `span` contains the head, or overlaps the phrase where no head was labelled.
    pub fn is_headed_in(self, span: Span) -> bool {
        match self.head {
            Some(head) => span.contains(head),
            None => span.overlaps(self.span),
        }
    }
}

/// A pair that looks like a relation and is none: the text does not assert as fact that the subject did something to
/// the object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unasserted {
    /// Who did nothing, as far as the text asserts.
    pub subject: Phrase,
    /// To whom.
    pub object: Phrase,
}

/// According to whom a relation was labelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// The article's own voice.
    Author,
    /// Attributed, to nobody named (*reportedly*).
    Unnamed,
    /// Attributed to the speaker whom this phrase names.
    Named(Span),
}

/// One labelled relation. A status that is `None` was not labelled and is not scored.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Claim {
    /// The word or words that state it.
    pub predicate: Span,
    /// Who; `None` where the text does not say.
    pub subject: Option<Phrase>,
    /// To whom; `None` for an intransitive clause.
    pub object: Option<Phrase>,
    /// Whether the object stands behind a preposition.
    pub prepositional: bool,
    /// What kind of word states it.
    pub kind: PredicateKind,
    /// Active or passive.
    pub voice: Option<Voice>,
    /// Whether it is denied.
    pub negated: Option<bool>,
    /// Whether it is reported as having happened.
    pub modality: Option<Modality>,
    /// According to whom.
    pub source: Option<Source>,
    /// When; the inner `None` says that the clause does not tell.
    pub time: Option<Option<Span>>,
    /// Where; the inner `None` says that the clause does not tell.
    pub place: Option<Option<Span>>,
    /// Whether subject and object could be exchanged.
    pub reciprocal: bool,
    /// Gold only: a careful reader could leave it out, so it is neither a miss nor, when predicted, a false alarm.
    pub optional: bool,
    /// What no matching rule looks at.
    pub details: Details,
}

/// What a relation says beside what it is matched by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Details {
    /// Participants beside subject and object.
    pub arguments: Vec<Phrase>,
    /// The predicate's dictionary form.
    pub lemma: Option<String>,
    /// The type of event.
    pub event: Option<EventCode>,
    /// How sure the prediction is; gold has none.
    pub score: Option<Score>,
}

/// A type of event.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventCode {
    /// PLOVER type.
    pub plover: Plover,
    /// CAMEO root code; empty where it was not labelled.
    pub cameo: String,
}

impl std::fmt::Display for EventCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.plover, self.cameo)
    }
}

impl Labelled {
    /// The layers that ran on `document`, as predictions.
    pub fn predicted(document: &Document) -> Labelled {
        let phrase = |a: &Argument| Phrase { span: a.span, head: Some(word(document, a.head)) };
        let mentions = document.mentions().map(|mentions| {
            mentions
                .iter()
                .map(|m| LabelledMention {
                    span: m.span,
                    ty: m.ty,
                    kind: m.kind,
                    score: Score::new(rounded(m.score)),
                })
                .collect()
        });
        let relations = document.relations().map(|relations| {
            relations
                .iter()
                .map(|r| Claim {
                    predicate: r.predicate.span,
                    subject: r.subject.as_ref().map(phrase),
                    object: r.object.as_ref().map(phrase),
                    prepositional: r.object.is_some_and(|o| o.preposition.is_some()),
                    kind: r.predicate.kind,
                    voice: Some(r.predicate.voice),
                    negated: Some(r.negated),
                    modality: Some(r.modality),
                    source: Some(match r.attribution {
                        None => Source::Author,
                        Some(a) => a.source.map_or(Source::Unnamed, |s| Source::Named(s.span)),
                    }),
                    time: Some(r.time.as_ref().map(|t| t.span)),
                    place: Some(r.place.map(|p| p.span)),
                    reciprocal: r.reciprocal,
                    optional: false,
                    details: Details {
                        arguments: r.arguments.iter().map(phrase).collect(),
                        lemma: Some(r.predicate.lemma.clone()),
                        event: r
                            .event
                            .as_ref()
                            .map(|e| EventCode { plover: e.plover, cameo: e.cameo.clone() }),
                        score: Score::new(rounded(r.score)),
                    },
                })
                .collect()
        });
        Labelled {
            id: document.id().to_owned(),
            origin: format!("article {:?}", document.id()),
            text: document.text().to_owned(),
            date: document.date(),
            sentences: document
                .has_tokens()
                .then(|| document.sentences().iter().map(|s| s.span).collect()),
            mentions,
            relations,
            unasserted: Vec::new(),
        }
    }

    /// The sentence that `span` begins in, or its line where no sentences were labelled.
    pub fn sentence_around(&self, span: Span) -> Span {
        let labelled = self.sentences.iter().flatten().rev().find(|s| s.start() <= span.start());
        match labelled {
            Some(sentence) => sentence.cover(span),
            None => {
                let start = self.text[..span.start()].rfind('\n').map_or(0, |at| at + 1);
                let end =
                    self.text[span.end()..].find('\n').map_or(self.text.len(), |n| span.end() + n);
                Span::new(start, end)
            }
        }
    }
}

fn word(document: &Document, token: TokenId) -> Span {
    document.token(token).span
}
