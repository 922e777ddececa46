//! Articles whose mentions and entities are compared, whatever they were read from.

use std::ops::Range;

use crate::doc::{Deprel, Document, MentionKind, Span};
use crate::error::Result;
use crate::eval::name_gold::{document_of, to_run};
use crate::eval::on_gold_tokens;
use crate::format::conllu::TreebankDocument;
use crate::format::conllu_mentions::{self, TreebankMention};
use crate::format::labels::{Labels, Origin, Token};

/// A mention as coreference is scored: where it stands and what it is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorefMention {
    /// Where it stands.
    pub span: Span,
    /// The words that head it: one, or those of a name or a coordination. Never empty.
    pub heads: Vec<Span>,
    /// Which entity of the article it is of; a number that stands for nothing else.
    pub entity: usize,
    /// Its label as its source writes it.
    pub label: String,
    /// How it refers.
    pub kind: MentionKind,
    /// Whether it is a relative pronoun.
    pub relative: bool,
}

/// An article with entities.
#[derive(Debug, Clone)]
pub struct CorefArticle {
    /// Its id and text, with the token layer where the source fixes tokens.
    pub document: Document,
    /// Where it was read.
    pub origin: Origin,
    /// Every mention that is of an entity, in text order.
    pub mentions: Vec<CorefMention>,
}

impl CorefArticle {
    /// An article in the common form of labelled data. Mentions without an entity take no part. A mention's head is told by
    /// the tree, and is its last word where there is none.
    ///
    /// # Errors
    /// [`ErrorKind::Input`](crate::ErrorKind::Input), with the place, for an article without entities.
    pub fn of_labels(article: &Labels) -> Result<CorefArticle> {
        let (Some(mentions), Some(entities)) = (&article.mentions, &article.entities) else {
            let what = format!("no entities in {:?}, by which coreference is scored", article.id);
            return Err(article.origin.error(what));
        };
        let mut of_mention: Vec<Option<usize>> = mentions.iter().map(|m| m.entity).collect();
        for (e, entity) in entities.iter().enumerate() {
            for &m in &entity.mentions {
                // The mention's own word goes first.
                if let Some(known) = of_mention.get_mut(m) {
                    known.get_or_insert(e);
                }
            }
        }
        let tokens = article.tokens.as_deref().unwrap_or_default();
        let mut found: Vec<CorefMention> = mentions
            .iter()
            .zip(of_mention)
            .filter_map(|(m, entity)| {
                let (span, label, kind) = (m.span, m.label.clone(), m.kind);
                let heads = heads_of_labels(&article.text, tokens, span);
                let relative = kind == MentionKind::Pronoun && is_relative(span.of(&article.text));
                Some(CorefMention { span, heads, entity: entity?, label, kind, relative })
            })
            .collect();
        found.sort_by_key(|m| m.span);
        Ok(CorefArticle {
            document: document_of(article)?,
            origin: article.origin.clone(),
            mentions: found,
        })
    }

    /// A document of a treebank that has entities in brackets, on its raw text or, with `gold_tokens`, on
    /// [its own words](on_gold_tokens); and how many of its mentions were left out because they have gaps. `file` is what
    /// messages call its file.
    ///
    /// # Errors
    /// As [`conllu_mentions::mentions`], and for a document without any.
    pub fn of_treebank(
        treebank: &TreebankDocument,
        file: &str,
        gold_tokens: bool,
    ) -> Result<(CorefArticle, usize)> {
        let origin = Origin::new(file, treebank.sentences.first().map_or(1, |s| s.line));
        let read = conllu_mentions::mentions(treebank, file)?;
        if read.mentions.is_empty() {
            let what = format!("no Entity= in {:?}, by which coreference is scored", treebank.id);
            return Err(origin.error(what));
        }
        let document = match gold_tokens {
            true => on_gold_tokens(treebank)?,
            false => Document::new(&*treebank.id, &*treebank.text)?,
        };
        // Index of each sentence's first word in the document.
        let mut next = 0;
        let mut first = Vec::with_capacity(treebank.sentences.len());
        for sentence in &treebank.sentences {
            first.push(next);
            next += sentence.words.len();
        }
        let mention = |m: TreebankMention| {
            let words = &treebank.sentences[m.sentence].words;
            let place = |i: usize| match gold_tokens {
                true => document.tokens()[first[m.sentence] + i].span,
                false => words[i].span,
            };
            let span = place(m.words.start).cover(place(m.words.end - 1));
            let heads = match m.heads.is_empty() {
                true => heads(m.words.clone(), |i| words[i].head, |i| words[i].deprel == "flat"),
                false => m.heads,
            };
            let kind = match heads.first().map_or("", |&h| words[h].upos.as_str()) {
                "PRON" | "DET" => MentionKind::Pronoun,
                "PROPN" => MentionKind::Name,
                _ => MentionKind::Nominal,
            };
            let heads = heads.into_iter().map(place).collect();
            CorefMention { span, heads, entity: m.entity, label: m.label, kind, relative: false }
        };
        let mentions = read.mentions.into_iter().map(mention).collect();
        Ok((CorefArticle { mentions, document, origin }, read.discontinuous))
    }

    /// What to run a model on: the document with its gold tokens if it has any and `gold_tokens`, else its text alone.
    ///
    /// # Errors
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) if gold tokens are asked for and the source has none.
    pub fn to_run(&self, gold_tokens: bool) -> Result<Document> {
        to_run(&self.document, &self.origin, gold_tokens)
    }
}

/// The mentions of `document` that are of an entity, in text order.
pub fn coref_mentions(document: &Document) -> Vec<CorefMention> {
    let words = document.words();
    let mentions = document.mentions().unwrap_or_default().iter();
    let in_entities = mentions.filter_map(|m| Some((m, m.entity?)));
    in_entities
        .map(|(m, entity)| {
            let head = |i: usize| words.and_then(|w| w[i].head).map(|h| h.index());
            let flat = |i: usize| words.is_some_and(|w| w[i].deprel == Deprel::Flat);
            let mut heads = heads(m.tokens.clone(), head, flat);
            if words.is_none() || !heads.contains(&m.head.index()) {
                heads = vec![m.head.index()];
            }
            CorefMention {
                span: m.span,
                heads: heads.into_iter().map(|i| document.tokens()[i].span).collect(),
                entity: entity.index(),
                label: m.ty.to_string(),
                kind: m.kind,
                relative: m.kind == MentionKind::Pronoun && is_relative(document.slice(m.span)),
            }
        })
        .collect()
}

/// Our pronouns that are read as questions are never of an entity.
fn is_relative(word: &str) -> bool {
    ["who", "whom", "whose", "which", "that"].iter().any(|w| w.eq_ignore_ascii_case(word))
}

/// Of a run of words (not empty) the one whose head lies outside and, of a flat name, the other words of the name.
fn heads(
    words: Range<usize>,
    head: impl Fn(usize) -> Option<usize>,
    flat: impl Fn(usize) -> bool,
) -> Vec<usize> {
    let outside = |&i: &usize| head(i).is_none_or(|h| !words.contains(&h));
    let top = words.clone().find(outside).unwrap_or(words.end - 1);
    words.filter(|&i| i == top || flat(i) && head(i) == Some(top)).collect()
}

fn heads_of_labels(text: &str, tokens: &[Token], span: Span) -> Vec<Span> {
    let from = tokens.partition_point(|t| t.span.start() < span.start());
    let to = tokens.partition_point(|t| t.span.start() < span.end());
    let parsed = from < to && tokens[from..to].iter().all(|t| t.deprel.is_some());
    if parsed {
        let flat = |i: usize| tokens[i].deprel.as_deref() == Some("flat");
        let found = heads(from..to, |i| tokens[i].head, flat);
        return found.into_iter().map(|i| tokens[i].span).collect();
    }
    let inside = span.of(text);
    let trimmed = inside.trim_end();
    let start = trimmed
        .rfind(char::is_whitespace)
        .map_or(0, |at| at + trimmed[at..].chars().next().map_or(1, char::len_utf8));
    vec![Span::new(span.start() + start, span.start() + trimmed.len().max(start))]
}
