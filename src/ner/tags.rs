//! The best well-formed IOB2 tag sequence over a matrix of tag scores.

use std::ops::Range;

use ndarray::ArrayView2;

use crate::doc::EntityType;
use crate::model::NameTag;

/// A tagged run of tokens.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tagged {
    /// Tokens of the sentence, half-open.
    pub tokens: Range<usize>,
    pub ty: EntityType,
    /// Probability, 0 to 1.
    pub score: f32,
}

/// The spans of the likeliest tag sequence in which every `I-X` follows `B-X` or `I-X`: Viterbi over the tags' log
/// probabilities. `scores` is `[tokens, tags]`; the spans are disjoint and in order.
///
/// # Panics
/// If there is not one column per tag.
pub(super) fn spans(scores: ArrayView2<f32>, tags: &[NameTag]) -> Vec<Tagged> {
    assert_eq!(scores.ncols(), tags.len(), "one column per tag");
    let logs: Vec<Vec<f32>> = scores.rows().into_iter().map(|r| log_softmax(r.iter())).collect();
    let path = viterbi(&logs, tags);
    let mut spans: Vec<Tagged> = Vec::new();
    let mut open = false;
    for (i, &tag) in path.iter().enumerate() {
        let log = logs[i][tag];
        match tags[tag] {
            NameTag::Outside => {
                if let Some(last) = spans.last_mut().filter(|_| open) {
                    last.score = last.score.min(log);
                }
                open = false;
            }
            NameTag::Begin(ty) => {
                spans.push(Tagged { tokens: i..i + 1, ty, score: log });
                open = true;
            }
            NameTag::Inside(_) => {
                if let Some(last) = spans.last_mut() {
                    last.tokens.end = i + 1;
                    last.score = last.score.min(log);
                }
            }
        }
    }
    for span in &mut spans {
        span.score = span.score.exp().clamp(0.0, 1.0);
    }
    spans
}

/// The logarithms of probabilities that a row of scores stands for.
pub(super) fn log_softmax<'a>(row: impl Iterator<Item = &'a f32> + Clone) -> Vec<f32> {
    // A NaN must neither win nor spread.
    let finite = |x: f32| if x.is_nan() { -1e6 } else { x.clamp(-1e6, 1e6) };
    let high = row.clone().fold(f32::NEG_INFINITY, |m, &x| m.max(finite(x)));
    let sum: f32 = row.clone().map(|&x| (finite(x) - high).exp()).sum();
    row.map(|&x| finite(x) - high - sum.ln()).collect()
}

/// Whether `tag` may stand after `before` (`None`: at the start).
fn may_follow(before: Option<NameTag>, tag: NameTag) -> bool {
    match tag {
        NameTag::Inside(ty) => {
            before == Some(NameTag::Begin(ty)) || before == Some(NameTag::Inside(ty))
        }
        _ => true,
    }
}

fn viterbi(logs: &[Vec<f32>], tags: &[NameTag]) -> Vec<usize> {
    let Some(first) = logs.first() else { return Vec::new() };
    // The only choice of history is for tags that follow anything: the best; `I-X` has at most two.
    let before: Vec<Vec<usize>> = tags
        .iter()
        .map(|&tag| (0..tags.len()).filter(|&b| may_follow(Some(tags[b]), tag)).collect())
        .collect();
    let start = |tag: usize| {
        if may_follow(None, tags[tag]) { first[tag] } else { f32::NEG_INFINITY }
    };
    let mut totals: Vec<f32> = (0..tags.len()).map(start).collect();
    let all: Vec<usize> = (0..tags.len()).collect();
    let mut back: Vec<Vec<usize>> = Vec::with_capacity(logs.len());
    for row in &logs[1..] {
        let best = top(&all, &totals);
        let of = |options: &Vec<usize>| {
            if options.len() == all.len() { best } else { top(options, &totals) }
        };
        let step: Vec<usize> = before.iter().map(of).collect();
        totals = (0..tags.len())
            .map(|tag| {
                let open = before[tag].is_empty();
                if open { f32::NEG_INFINITY } else { totals[step[tag]] + row[tag] }
            })
            .collect();
        back.push(step);
    }
    let mut path = vec![top(&all, &totals)];
    for step in back.iter().rev() {
        path.push(step[path[path.len() - 1]]);
    }
    path.reverse();
    path
}

fn top(options: &[usize], totals: &[f32]) -> usize {
    let mut winner = options.first().copied().unwrap_or(0);
    for &option in options {
        if totals[option] > totals[winner] {
            winner = option;
        }
    }
    winner
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, array};
    use proptest::prelude::*;

    const TAGS: [NameTag; 5] = [
        NameTag::Outside,
        NameTag::Begin(EntityType::Person),
        NameTag::Inside(EntityType::Person),
        NameTag::Begin(EntityType::Org),
        NameTag::Inside(EntityType::Org),
    ];

    #[test]
    fn reads_names_of_several_tokens() {
        let scores = array![
            [0.0, 9.0, 0.0, 0.0, 0.0],
            [0.0, 0.0, 9.0, 0.0, 0.0],
            [9.0, 0.0, 0.0, 0.0, 0.0],
            [0.0, 0.0, 0.0, 9.0, 0.0],
            [0.0, 0.0, 0.0, 9.0, 0.0],
        ];
        let found: Vec<_> =
            spans(scores.view(), &TAGS).into_iter().map(|t| (t.tokens, t.ty)).collect();
        let (person, org) = (EntityType::Person, EntityType::Org);
        assert_eq!(found, [(0..2, person), (3..4, org), (4..5, org)]);
    }

    #[test]
    fn an_inside_tag_never_stands_alone() {
        let scores = array![[0.0, 2.0, 0.0, 1.5, 0.0], [0.0, 0.0, 0.0, 0.0, 9.0]];
        let found = spans(scores.view(), &TAGS);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].tokens.clone(), found[0].ty), (0..2, EntityType::Org));
        assert!(found[0].score < 0.5, "the first token leans to another type: {}", found[0].score);
    }

    #[test]
    fn nothing_from_nothing() {
        assert!(spans(Array2::zeros((0, 5)).view(), &TAGS).is_empty());
    }

    proptest! {
        #[test]
        fn spans_are_disjoint_and_scored(n in 1usize..12, seed in prop::collection::vec(-5i8..6, 60)) {
            let scores = Array2::from_shape_fn((n, 5), |(i, j)| match seed[i * 5 + j] {
                5 => f32::NAN,
                -5 => f32::NEG_INFINITY,
                s => f32::from(s),
            });
            let mut at = 0;
            for span in spans(scores.view(), &TAGS) {
                prop_assert!(span.tokens.start >= at && !span.tokens.is_empty());
                prop_assert!((0.0..=1.0).contains(&span.score));
                at = span.tokens.end;
            }
            prop_assert!(at <= n);
        }
    }
}
