//! Records from documents.

use std::str::FromStr;

use super::record::{
    Argument, Attribution, Bounds, Clause, Coverage, Cue, Entity, Event, Mention, Participant,
    Place, Predicate, Record, Relation, SCHEMA, Status, Token, When,
};
use super::{OffsetIndex, OffsetUnit};
use crate::doc::{self, Document, EntityId, Span, TokenId};
use crate::error::{Error, ErrorKind, Result};

/// Which layers a record carries; the text is always there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layers {
    /// Sentence spans.
    pub sentences: bool,
    /// Tokens with lemma, part of speech and dependency.
    pub tokens: bool,
    /// Mentions.
    pub mentions: bool,
    /// Entities.
    pub entities: bool,
    /// Relations.
    pub relations: bool,
    /// Clauses: every verb with its participants.
    pub clauses: bool,
}

impl Default for Layers {
    /// All but tokens and clauses.
    fn default() -> Layers {
        Layers {
            sentences: true,
            tokens: false,
            mentions: true,
            entities: true,
            relations: true,
            clauses: false,
        }
    }
}

impl FromStr for Layers {
    type Err = Error;

    /// A comma-separated list such as `mentions,relations`.
    fn from_str(list: &str) -> Result<Layers> {
        let mut layers = Layers {
            sentences: false,
            tokens: false,
            mentions: false,
            entities: false,
            relations: false,
            clauses: false,
        };
        for name in list.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            match name {
                "sentences" => layers.sentences = true,
                "tokens" => layers.tokens = true,
                "mentions" => layers.mentions = true,
                "entities" => layers.entities = true,
                "relations" => layers.relations = true,
                "clauses" => layers.clauses = true,
                "text" => {}
                _ => {
                    let known = "sentences, tokens, mentions, entities, relations, clauses";
                    let message = format!("unknown layer {name:?}; there are {known}");
                    return Err(Error::new(ErrorKind::Config, message));
                }
            }
        }
        Ok(layers)
    }
}

/// How documents become records.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rendering {
    /// What offsets count.
    pub unit: OffsetUnit,
    /// What is written.
    pub layers: Layers,
    /// Relations below this score are left out; 0 keeps all.
    pub min_score: f32,
}

impl Rendering {
    /// The record of a document. A layer that was asked for and has not run is absent.
    pub fn record(&self, document: &Document) -> Record {
        let view = View { document, index: OffsetIndex::new(document.text(), self.unit) };
        let by_start = ByStart::new(document.mentions().unwrap_or_default());
        let layers = self.layers;
        Record {
            schema: SCHEMA.to_owned(),
            id: document.id().to_owned(),
            offset_unit: self.unit,
            text: document.text().to_owned(),
            meta: document.meta().clone(),
            sentences: (layers.sentences && document.has_tokens()).then(|| view.sentences()),
            tokens: (layers.tokens && document.has_tokens()).then(|| view.tokens()),
            mentions: document.mentions().filter(|_| layers.mentions).map(|m| view.mentions(m)),
            entities: document.entities().filter(|_| layers.entities).map(entities),
            relations: document.relations().filter(|_| layers.relations).map(|all| {
                let kept = all.iter().filter(|r| r.score >= self.min_score);
                kept.map(|r| view.relation(r, &by_start)).collect()
            }),
            clauses: document
                .clauses()
                .filter(|_| layers.clauses)
                .map(|c| c.iter().map(|c| view.clause(c, &by_start)).collect()),
            coverage: document.has_tokens().then(|| coverage(document)),
            duplicate_of: None,
        }
    }
}

/// A score as it is written, to three decimals: what lies behind depends on the machine's arithmetic.
pub fn rounded(score: f32) -> f64 {
    let score = if score.is_finite() { f64::from(score) } else { 0.0 };
    (score * 1000.0).round() / 1000.0
}

fn coverage(document: &Document) -> Coverage {
    let text = document.text();
    let (mut unread, mut at) = (0, 0);
    let ends = document.tokens().iter().map(|t| (t.span.start(), t.span.end()));
    for (start, end) in ends.chain([(text.len(), text.len())]) {
        unread += text[at..start].chars().filter(|c| !c.is_whitespace()).count();
        at = end;
    }
    let codepoints = text.chars().count();
    Coverage { codepoints, read: codepoints - unread }
}

fn entities(entities: &[doc::Entity]) -> Vec<Entity> {
    let indices = |e: &doc::Entity| e.mentions.iter().map(|m| m.index()).collect();
    entities
        .iter()
        .map(|e| Entity {
            name: e.name.clone(),
            ty: e.ty,
            country: e.country,
            role: e.role,
            mentions: indices(e),
        })
        .collect()
}

/// Mentions in text order, found by where they start without walking the whole article for every argument.
struct ByStart<'d> {
    mentions: &'d [doc::Mention],
    /// Tokens of the longest mention: no mention that covers a token starts further before it.
    longest: usize,
}

impl<'d> ByStart<'d> {
    fn new(mentions: &'d [doc::Mention]) -> ByStart<'d> {
        let longest = mentions.iter().map(|m| m.tokens.len()).max().unwrap_or(0);
        ByStart { mentions, longest }
    }

    /// Every mention inside `span` that has an entity, as that entity.
    fn inside(&self, span: Span) -> impl Iterator<Item = usize> {
        let from = self.mentions.partition_point(|m| m.span.start() < span.start());
        self.mentions[from..]
            .iter()
            .take_while(move |m| m.span.start() < span.end())
            .filter(move |m| span.contains(m.span))
            .filter_map(|m| m.entity.map(EntityId::index))
    }

    /// The entities of all mentions inside `span`, ascending.
    fn all_inside(&self, span: Span) -> Vec<usize> {
        let mut found: Vec<usize> = self.inside(span).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// What a phrase without a known head denotes: the outermost mention that comes first in it.
    fn first_inside(&self, span: Span) -> Option<usize> {
        self.inside(span).next()
    }

    /// The entity that `head`, heading the phrase `span`, denotes: that of the mention headed by it that comes closest
    /// to the phrase, else that of the shortest mention around it. A head whose own mention has no entity, such as a pronoun whose
    /// antecedent is not known, denotes none: it is not what it stands in.
    fn denoted(&self, span: Span, head: TokenId) -> Option<usize> {
        let earliest = head.index().saturating_sub(self.longest);
        let from = self.mentions.partition_point(|m| m.tokens.start < earliest);
        self.mentions[from..]
            .iter()
            .take_while(|m| m.tokens.start <= head.index())
            .filter(|m| m.tokens.contains(&head.index()))
            .min_by_key(|m| {
                let distance =
                    m.span.start().abs_diff(span.start()) + m.span.end().abs_diff(span.end());
                let headed = m.head == head;
                (!headed, m.entity.is_none(), if headed { distance } else { m.span.len() })
            })
            .and_then(|m| m.entity.map(EntityId::index))
    }
}

/// A document in the unit of its record.
struct View<'d> {
    document: &'d Document,
    index: OffsetIndex<'d>,
}

impl View<'_> {
    fn bounds(&self, span: Span) -> Bounds {
        let start = self.index.from_byte(span.start());
        let end = self.index.from_byte(span.end());
        Bounds { start, end }
    }

    fn text(&self, span: Span) -> String {
        self.document.slice(span).to_owned()
    }

    fn sentences(&self) -> Vec<Bounds> {
        self.document.sentences().iter().map(|s| self.bounds(s.span)).collect()
    }

    fn tokens(&self) -> Vec<Token> {
        let words = self.document.words();
        let token = |(i, token): (usize, &doc::Token)| {
            let Bounds { start, end } = self.bounds(token.span);
            let word = words.and_then(|w| w.get(i));
            Token {
                start,
                end,
                lemma: word.map(|w| w.lemma.clone()),
                upos: word.map(|w| w.upos),
                head: word.and_then(|w| w.head).map(TokenId::index),
                deprel: word.map(|w| w.deprel),
                score: word.map(|w| rounded(w.score)),
            }
        };
        self.document.tokens().iter().enumerate().map(token).collect()
    }

    fn mentions(&self, mentions: &[doc::Mention]) -> Vec<Mention> {
        let mention = |m: &doc::Mention| {
            let Bounds { start, end } = self.bounds(m.span);
            Mention {
                start,
                end,
                text: self.text(m.span),
                ty: m.ty,
                kind: m.kind,
                entity: m.entity.map(EntityId::index),
                score: rounded(m.score),
                value: m.value.clone(),
            }
        };
        mentions.iter().map(mention).collect()
    }

    fn argument(&self, argument: &doc::Argument, mentions: &ByStart<'_>) -> Argument {
        let Bounds { start, end } = self.bounds(argument.span);
        Argument {
            start,
            end,
            text: self.text(argument.span),
            head: Some(self.bounds(self.document.token(argument.head).span)),
            preposition: argument.preposition.map(|span| {
                let words = self.document.slice(span).split_whitespace();
                words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
            }),
            entity: mentions.denoted(argument.span, argument.head),
            entities: mentions.all_inside(argument.span),
        }
    }

    fn phrase(&self, span: Span, entity: Option<usize>) -> Place {
        let Bounds { start, end } = self.bounds(span);
        Place { start, end, text: self.text(span), entity }
    }

    fn place(&self, span: Span, mentions: &ByStart<'_>) -> Place {
        self.phrase(span, mentions.first_inside(span))
    }

    fn predicate(&self, predicate: &doc::Predicate) -> Predicate {
        let Bounds { start, end } = self.bounds(predicate.span);
        Predicate {
            start,
            end,
            text: self.text(predicate.span),
            lemma: predicate.lemma.clone(),
            kind: predicate.kind,
            voice: predicate.voice,
        }
    }

    fn attribution(&self, attribution: &doc::Attribution, mentions: &ByStart<'_>) -> Attribution {
        Attribution {
            source: attribution
                .source
                .map(|s| self.phrase(s.span, mentions.denoted(s.span, s.head))),
            cue: attribution.cue.map(|span| {
                let Bounds { start, end } = self.bounds(span);
                Cue { start, end, text: self.text(span) }
            }),
        }
    }

    fn when(&self, time: &doc::When) -> When {
        let Bounds { start, end } = self.bounds(time.span);
        When { start, end, text: self.text(time.span), value: time.value.clone() }
    }

    fn relation(&self, relation: &doc::Relation, mentions: &ByStart<'_>) -> Relation {
        Relation {
            sentence: relation.sentence.index(),
            subject: relation.subject.map(|a| self.argument(&a, mentions)),
            predicate: self.predicate(&relation.predicate),
            object: relation.object.map(|a| self.argument(&a, mentions)),
            arguments: relation.arguments.iter().map(|a| self.argument(a, mentions)).collect(),
            status: Status {
                negated: relation.negated,
                modality: relation.modality,
                attribution: relation.attribution.map(|a| self.attribution(&a, mentions)),
                time: relation.time.as_ref().map(|time| self.when(time)),
                place: relation.place.map(|place| self.place(place.span, mentions)),
            },
            reciprocal: relation.reciprocal,
            event: relation.event.as_ref().map(|e| Event {
                plover: e.plover,
                cameo: e.cameo.clone(),
                rule: e.rule.clone(),
            }),
            score: rounded(relation.score),
            optional: false,
        }
    }

    fn clause(&self, clause: &doc::Clause, mentions: &ByStart<'_>) -> Clause {
        let participant = |p: &doc::Participant| Participant {
            function: p.function,
            argument: self.argument(&p.argument, mentions),
        };
        Clause {
            sentence: clause.sentence.index(),
            predicate: self.predicate(&clause.predicate),
            participants: clause.participants.iter().map(participant).collect(),
            status: Status {
                negated: clause.negated,
                modality: clause.modality,
                attribution: clause.attribution.map(|a| self.attribution(&a, mentions)),
                time: clause.time.as_ref().map(|time| self.when(time)),
                place: clause.place.map(|place| self.place(place.span, mentions)),
            },
        }
    }
}
