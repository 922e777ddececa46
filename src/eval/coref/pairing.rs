//! Which predicted mention is which gold mention.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::article::CorefMention;
use crate::doc::Span;
use crate::error::{Error, ErrorKind};

/// When a predicted mention is a gold one. Each is paired at most once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MentionMatch {
    /// Equal spans.
    #[default]
    Exact,
    /// Equal spans or else a common head word, of several the one with the likest span: how much of the phrase a mention takes
    /// in differs from corpus to corpus.
    Head,
}

impl MentionMatch {
    /// The rule in words.
    pub fn rule(self) -> &'static str {
        match self {
            MentionMatch::Exact => "mentions match by equal spans",
            MentionMatch::Head => "mentions match by a common head word",
        }
    }
}

impl FromStr for MentionMatch {
    type Err = Error;
    fn from_str(text: &str) -> Result<MentionMatch, Error> {
        match text {
            "exact" => Ok(MentionMatch::Exact),
            "head" => Ok(MentionMatch::Head),
            _ => Err(Error::new(ErrorKind::Config, format!("{text:?} is neither exact nor head"))),
        }
    }
}

/// Of each predicted mention the gold mention that it is.
pub(super) fn pair(
    gold: &[CorefMention],
    predicted: &[CorefMention],
    by: MentionMatch,
) -> Vec<Option<usize>> {
    let mut gold_of = vec![None; predicted.len()];
    let mut found = vec![false; gold.len()];
    let mut by_span: BTreeMap<Span, Vec<usize>> = BTreeMap::new();
    for (g, mention) in gold.iter().enumerate().rev() {
        by_span.entry(mention.span).or_default().push(g);
    }
    for (p, mention) in predicted.iter().enumerate() {
        gold_of[p] = by_span.get_mut(&mention.span).and_then(Vec::pop);
        if let Some(g) = gold_of[p] {
            found[g] = true;
        }
    }
    if by == MentionMatch::Exact {
        return gold_of;
    }
    let mut candidates = Vec::new();
    for (g, p) in common_heads(gold, predicted) {
        if !found[g] && gold_of[p].is_none() {
            let (a, b) = (gold[g].span, predicted[p].span);
            let unlike = a.start().abs_diff(b.start()) + a.end().abs_diff(b.end());
            candidates.push((unlike, g, p));
        }
    }
    candidates.sort_unstable();
    for (_, g, p) in candidates {
        if !found[g] && gold_of[p].is_none() {
            (found[g], gold_of[p]) = (true, Some(g));
        }
    }
    gold_of
}

/// Pairs of mentions of which a head of one overlaps a head of the other.
fn common_heads(gold: &[CorefMention], predicted: &[CorefMention]) -> Vec<(usize, usize)> {
    let heads = |side: &[CorefMention]| -> Vec<(Span, usize)> {
        let all = side.iter().enumerate();
        let mut all: Vec<_> = all.flat_map(|(i, m)| m.heads.iter().map(move |h| (*h, i))).collect();
        all.sort_unstable();
        all
    };
    let (gold, predicted) = (heads(gold), heads(predicted));
    let mut pairs = Vec::new();
    let mut from = 0;
    for &(head, g) in &gold {
        // Heads are words: those of one side are equal or apart, so that whatever ends before this one is done with.
        while predicted.get(from).is_some_and(|(other, _)| other.end() <= head.start()) {
            from += 1;
        }
        let met = predicted[from..].iter().take_while(|(other, _)| other.start() < head.end());
        pairs.extend(met.filter(|(other, _)| other.overlaps(head)).map(|&(_, p)| (g, p)));
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::MentionKind;

    /// A mention from its span and the spans of its heads.
    fn mention(span: (usize, usize), heads: &[(usize, usize)]) -> CorefMention {
        CorefMention {
            span: Span::new(span.0, span.1),
            heads: heads.iter().map(|&(a, b)| Span::new(a, b)).collect(),
            entity: 0,
            label: String::new(),
            kind: MentionKind::Name,
            relative: false,
        }
    }

    #[test]
    fn equal_spans_pair_in_order_and_once() {
        let twice = [mention((0, 3), &[(0, 3)]), mention((0, 3), &[(0, 3)])];
        let thrice = [&twice[..], &twice[..1]].concat();
        assert_eq!(pair(&twice, &thrice, MentionMatch::Exact), [Some(0), Some(1), None]);
        assert_eq!(pair(&twice, &thrice, MentionMatch::Head), [Some(0), Some(1), None]);
    }

    #[test]
    fn heads_pair_what_takes_in_more_or_less() {
        // *the man who left* is *the man*; *Ann and Bob* has two heads, of which one is enough.
        let gold = [mention((0, 16), &[(4, 7)]), mention((20, 30), &[(20, 23), (27, 30)])];
        let predicted = [mention((0, 7), &[(4, 7)]), mention((27, 30), &[(27, 30)])];
        assert_eq!(pair(&gold, &predicted, MentionMatch::Exact), [None, None]);
        assert_eq!(pair(&gold, &predicted, MentionMatch::Head), [Some(0), Some(1)]);
        // Of two with the head, the one that is likest; the other stays alone.
        let two = [mention((0, 10), &[(4, 7)]), mention((4, 7), &[(4, 7)])];
        assert_eq!(pair(&gold[..1], &two, MentionMatch::Head), [Some(0), None]);
        // A span that is equal goes before any head.
        let inner = [mention((0, 16), &[(4, 7)]), mention((4, 7), &[(4, 7)])];
        assert_eq!(pair(&inner, &two, MentionMatch::Head), [Some(0), Some(1)]);
    }
}
