//! Phrases and links by the sentence that they stand in, for formats of tokens; and back.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::form::{Labels, Origin};
use super::graph::{Graph, Link, Linking, Node, Part};
use super::tokenised::{Joined, Tokenised};
use super::unheld::Unheld;
use crate::doc::Span;
use crate::error::Result;

/// A sentence with its phrases and links.
pub(super) struct SentenceGraph<'a> {
    /// Index of its first token in the article.
    pub first: usize,
    pub forms: Vec<&'a str>,
    /// Half-open ranges of indices into `forms`, and labels.
    pub nodes: Vec<(Range<usize>, String)>,
    /// Indices into `nodes`, and labels.
    pub links: Vec<(usize, usize, String)>,
}

/// How a format points at the ends of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    /// By number: two phrases may have the same tokens.
    ByNumber,
    /// By their tokens: of two predicates with the same tokens, only the first can be told.
    ByTokens,
}

/// The sentences of an article. Counted as not held are phrases off the bounds of tokens and sentences, and links that
/// leave their sentence or lose an end.
pub(super) fn by_sentence<'a>(
    article: &'a Labels,
    linking: Linking,
    ends: Ends,
    unheld: &mut Unheld,
) -> Vec<SentenceGraph<'a>> {
    let graph = Graph::of(article, linking, unheld);
    let cuts: Vec<Span> = graph.nodes.iter().map(|n| n.span).collect();
    let cut = Tokenised::new(article, &cuts);
    let mut sentences: Vec<SentenceGraph> = cut
        .sentences
        .iter()
        .map(|run| SentenceGraph {
            first: run.start,
            forms: cut.tokens[run.clone()].iter().map(|t| t.of(&article.text)).collect(),
            nodes: Vec::new(),
            links: Vec::new(),
        })
        .collect();
    let mut predicates = BTreeSet::new();
    // Sentence and place in it of every phrase that has one.
    let places: Vec<Option<(usize, usize)>> = graph
        .nodes
        .iter()
        .map(|node| {
            let Some(tokens) = cut.covering(node.span) else {
                unheld.add("phrases off token bounds", 1);
                return None;
            };
            let Some(at) = cut.sentence_of(&tokens) else {
                unheld.add("phrases across sentences", 1);
                return None;
            };
            let is_predicate = node.part == Part::Predicate;
            if is_predicate && ends == Ends::ByTokens && !predicates.insert(node.span) {
                unheld.add("relations with the predicate of another", 1);
                return None;
            }
            let sentence = &mut sentences[at];
            let tokens = tokens.start - sentence.first..tokens.end - sentence.first;
            sentence.nodes.push((tokens, node.written()));
            Some((at, sentence.nodes.len() - 1))
        })
        .collect();
    for Link { from, to, label } in graph.links {
        match (places[from], places[to]) {
            (Some((s, from)), Some((t, to))) if s == t => {
                sentences[s].links.push((from, to, label));
            }
            (Some(_), Some(_)) => unheld.add("links across sentences", 1),
            // The phrase that is missing was counted.
            _ => {}
        }
    }
    sentences
}

/// An article of tokens in the making.
pub(super) struct Reading<'o> {
    origin: &'o Origin,
    joined: Joined,
    graph: Graph,
    /// The first mention or phrase of every span, and the first predicate.
    ends: BTreeMap<(Span, bool), usize>,
}

impl<'o> Reading<'o> {
    pub fn new(origin: &'o Origin) -> Reading<'o> {
        Reading {
            origin,
            joined: Joined::default(),
            graph: Graph::default(),
            ends: BTreeMap::new(),
        }
    }

    /// Appends a sentence; the index of its first token.
    ///
    /// # Errors
    /// If it or one of its tokens is empty.
    pub fn sentence<S: AsRef<str>>(&mut self, forms: &[S]) -> Result<usize> {
        let pushed = self.joined.push(forms);
        pushed.ok_or_else(|| self.origin.error("a sentence or a token in it is empty"))
    }

    /// Adds a phrase over a half-open range of the article's tokens; its number.
    ///
    /// # Errors
    /// If there are no such tokens.
    pub fn node(&mut self, tokens: Range<usize>, label: &str) -> Result<usize> {
        let span = self.span(&tokens)?;
        let node = Node::new(span, label, None);
        let index = self.graph.nodes.len();
        self.ends.entry((span, node.part == Part::Predicate)).or_insert(index);
        self.graph.nodes.push(node);
        Ok(index)
    }

    /// Links two phrases by their numbers.
    ///
    /// # Errors
    /// If there are no such phrases.
    pub fn link(&mut self, from: usize, to: usize, label: &str) -> Result<()> {
        let count = self.graph.nodes.len();
        if from >= count || to >= count {
            let what =
                format!("relation {label:?} from {from} to {to}: there are {count} entities");
            return Err(self.origin.error(what));
        }
        self.graph.links.push(Link { from, to, label: label.to_owned() });
        Ok(())
    }

    /// Links two phrases by their tokens; tokens that no phrase has become one.
    ///
    /// # Errors
    /// If there are no such tokens.
    pub fn link_tokens(&mut self, from: Range<usize>, to: Range<usize>, label: &str) -> Result<()> {
        let (from, to) = (self.span(&from)?, self.span(&to)?);
        let stated = self.ends.get(&(from, true)).copied();
        let is_part = ["subject", "object", "argument"].iter().any(|part| {
            label.strip_prefix(part).is_some_and(|l| l.is_empty() || l.starts_with('-'))
        });
        let from = match stated {
            Some(predicate) if is_part || !self.ends.contains_key(&(from, false)) => predicate,
            _ => self.end(from),
        };
        let to = self.end(to);
        self.link(from, to, label)
    }

    fn end(&mut self, span: Span) -> usize {
        let nodes = &mut self.graph.nodes;
        *self.ends.entry((span, false)).or_insert_with(|| {
            nodes.push(Node { span, part: Part::Phrase, label: String::new(), line: None });
            nodes.len() - 1
        })
    }

    fn span(&self, tokens: &Range<usize>) -> Result<Span> {
        self.joined.covered(tokens.clone()).ok_or_else(|| {
            let (start, end) = (tokens.start, tokens.end);
            let count = self.joined.tokens.len();
            self.origin.error(format!("tokens {start} to before {end}: there are {count} tokens"))
        })
    }

    /// The article.
    pub fn finish(self, id: String) -> Labels {
        let (mentions, relations) = self.graph.layers();
        Labels {
            id,
            origin: self.origin.clone(),
            text: self.joined.text,
            sentences: Some(self.joined.sentences),
            tokens: Some(self.joined.tokens),
            mentions: Some(mentions),
            relations: Some(relations),
            ..Labels::default()
        }
    }
}
