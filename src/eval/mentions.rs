//! Scoring mentions against gold.
//!
//! **Strict**: equal span and label. **Exact**: equal span, any label. **Type**: overlapping spans, equal label.
//! **Partial**: overlapping spans, any label. Pairs are one-to-one and as many as possible; under every rule each pair
//! counts as one whole match.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use super::calibration::{Calibration, Score};
use super::counts::Counts;
use super::matching::best_matching;
use crate::doc::Span;

/// A span with the label that it is compared by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LabelledSpan {
    /// Bytes of the article's text.
    pub span: Span,
    /// Its label in the inventory of the comparison.
    pub label: String,
    /// How sure the prediction is; gold has none.
    pub score: Option<Score>,
}

impl LabelledSpan {
    /// Equal span and label, which is a strict match.
    fn is_same(&self, other: &LabelledSpan) -> bool {
        self.span == other.span && self.label == other.label
    }
}

/// A gold label and the label predicted for it; `None` where the side has nothing.
pub type LabelPair = (Option<String>, Option<String>);

/// What adds up over articles.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MentionCounts {
    /// Equal span and label.
    pub strict: Counts,
    /// Equal span.
    pub exact: Counts,
    /// Overlapping span, equal label.
    pub typed: Counts,
    /// Overlapping span.
    pub partial: Counts,
    /// Strict counts by label.
    pub by_label: BTreeMap<String, Counts>,
    /// How often gold of one label was predicted with another (or the same), by overlap; `None` on the gold side for
    /// predictions that overlap no gold, on the predicted side for gold that nothing overlaps.
    pub confusion: BTreeMap<LabelPair, usize>,
    /// Scores against being right under the strict rule.
    pub calibration: Calibration,
}

/// One article's score and what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoredMentions {
    /// Gold mentions, sorted.
    pub gold: Vec<LabelledSpan>,
    /// Predicted mentions that take part, sorted.
    pub predicted: Vec<LabelledSpan>,
    /// Each gold mention with the overlapping prediction that is nearest, one-to-one, and every prediction left over.
    /// Indices into `gold` and `predicted`; at least one of the two is there.
    pub pairs: Vec<(Option<usize>, Option<usize>)>,
    /// The article's counts.
    pub counts: MentionCounts,
}

impl AddAssign<&MentionCounts> for MentionCounts {
    fn add_assign(&mut self, other: &MentionCounts) {
        self.strict += other.strict;
        self.exact += other.exact;
        self.typed += other.typed;
        self.partial += other.partial;
        for (label, counts) in &other.by_label {
            *self.by_label.entry(label.clone()).or_default() += *counts;
        }
        for (labels, n) in &other.confusion {
            *self.confusion.entry(labels.clone()).or_default() += n;
        }
        self.calibration += &other.calibration;
    }
}

impl MentionCounts {
    /// Mean of the strict F1 of the labels that gold has, 0 to 1.
    pub fn macro_f1(&self) -> f64 {
        macro_f1(self.by_label.values().copied())
    }
}

/// Mean F1 of the labels that gold has.
pub(super) fn macro_f1(labels: impl Iterator<Item = Counts>) -> f64 {
    let scores: Vec<f64> = labels.filter(|c| c.gold > 0).map(Counts::f1).collect();
    if scores.is_empty() { 0.0 } else { scores.iter().sum::<f64>() / scores.len() as f64 }
}

/// Scores one article. Predictions that touch a span in `unknown` (where gold does not say) are ignored.
pub fn score_mentions(
    gold: &[LabelledSpan],
    predicted: &[LabelledSpan],
    unknown: &[Span],
) -> ScoredMentions {
    let mut gold = gold.to_vec();
    let mut predicted = predicted.to_vec();
    predicted.retain(|p| !unknown.iter().any(|u| u.overlaps(p.span)));
    gold.sort();
    predicted.sort();
    let count = |rule: fn(&LabelledSpan, &LabelledSpan) -> bool| {
        let pairs = best_matching(gold.len(), predicted.len(), |g, p| {
            rule(&gold[g], &predicted[p]).then_some(1)
        });
        Counts {
            matched: pairs.iter().flatten().count(),
            predicted: predicted.len(),
            gold: gold.len(),
        }
    };
    let mut by_label: BTreeMap<String, Counts> = BTreeMap::new();
    for g in &gold {
        by_label.entry(g.label.clone()).or_default().gold += 1;
    }
    for p in &predicted {
        by_label.entry(p.label.clone()).or_default().predicted += 1;
    }
    // Strict pairs are equal items: how many there are of each kind is the smaller of the two numbers.
    for group in gold.chunk_by(LabelledSpan::is_same) {
        let same = predicted.iter().filter(|p| p.is_same(&group[0])).count();
        if let Some(counts) = by_label.get_mut(&group[0].label) {
            counts.matched += same.min(group.len());
        }
    }
    let pairs = nearest(&gold, &predicted);
    let mut confusion: BTreeMap<LabelPair, usize> = BTreeMap::new();
    let mut calibration = Calibration::default();
    for &(g, p) in &pairs {
        let (g, p) = (g.map(|g| &gold[g]), p.map(|p| &predicted[p]));
        let labels = (g.map(|g| g.label.clone()), p.map(|p| p.label.clone()));
        *confusion.entry(labels).or_default() += 1;
        if let Some(p) = p {
            calibration.add(p.score, g.is_some_and(|g| g.is_same(p)));
        }
    }
    let counts = MentionCounts {
        strict: count(LabelledSpan::is_same),
        exact: count(|g, p| g.span == p.span),
        typed: count(|g, p| g.label == p.label && g.span.overlaps(p.span)),
        partial: count(|g, p| g.span.overlaps(p.span)),
        by_label,
        confusion,
        calibration,
    };
    ScoredMentions { gold, predicted, pairs, counts }
}

/// Pairs by overlap: as many strict pairs as there are, then equal spans, then equal labels.
fn nearest(
    gold: &[LabelledSpan],
    predicted: &[LabelledSpan],
) -> Vec<(Option<usize>, Option<usize>)> {
    const STRICT: i64 = 1 << 24;
    const EXACT: i64 = 1 << 16;
    const TYPED: i64 = 1 << 8;
    let found = best_matching(gold.len(), predicted.len(), |g, p| {
        let (g, p) = (&gold[g], &predicted[p]);
        let (exact, typed) = (g.span == p.span, g.label == p.label);
        g.span.overlaps(p.span).then_some(match (exact, typed) {
            (true, true) => STRICT,
            (true, false) => EXACT,
            (false, true) => TYPED,
            (false, false) => 1,
        })
    });
    let over = (0..predicted.len()).filter(|p| !found.contains(&Some(*p)));
    let over: Vec<_> = over.map(|p| (None, Some(p))).collect();
    found.iter().enumerate().map(|(g, p)| (Some(g), *p)).chain(over).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(items: &[(usize, usize, &str)]) -> Vec<LabelledSpan> {
        items
            .iter()
            .map(|&(a, b, label)| LabelledSpan {
                span: Span::new(a, b),
                label: label.to_owned(),
                score: None,
            })
            .collect()
    }

    #[test]
    fn four_rules_from_strict_to_partial() {
        let gold = spans(&[(0, 2, "PER"), (3, 5, "ORG"), (6, 8, "LOC"), (9, 10, "LOC")]);
        let predicted = spans(&[(0, 2, "PER"), (3, 5, "LOC"), (6, 9, "LOC"), (12, 13, "PER")]);
        let c = score_mentions(&gold, &predicted, &[]).counts;
        let matched = [c.strict, c.exact, c.typed, c.partial].map(|c| c.matched);
        assert_eq!(matched, [1, 2, 2, 3]);
        assert_eq!((c.strict.predicted, c.strict.gold), (4, 4));
        assert_eq!(c.by_label["LOC"], Counts { matched: 0, predicted: 2, gold: 2 });
        assert!((c.macro_f1() - (2.0 / 3.0) / 3.0).abs() < 1e-12);
    }

    #[test]
    fn one_prediction_over_two_gold_spans_matches_one() {
        let gold = spans(&[(0, 2, "PER"), (3, 5, "PER")]);
        let c = score_mentions(&gold, &spans(&[(0, 5, "PER")]), &[]).counts;
        assert_eq!(c.partial, Counts { matched: 1, predicted: 1, gold: 2 });
    }

    #[test]
    fn the_same_prediction_twice_is_right_once() {
        let gold = spans(&[(0, 2, "PER")]);
        let c = score_mentions(&gold, &spans(&[(0, 2, "PER"), (0, 2, "PER")]), &[]).counts;
        assert_eq!(c.strict, Counts { matched: 1, predicted: 2, gold: 1 });
        assert_eq!(c.by_label["PER"], c.strict);
    }

    #[test]
    fn predictions_where_gold_does_not_say_are_ignored() {
        let c =
            score_mentions(&[], &spans(&[(0, 2, "PER"), (3, 5, "PER")]), &[Span::new(1, 3)]).counts;
        assert_eq!(c.strict, Counts { matched: 0, predicted: 1, gold: 0 });
    }

    #[test]
    fn labels_are_confused_where_spans_overlap() {
        let gold = spans(&[(0, 2, "PER"), (3, 5, "ORG"), (6, 8, "LOC")]);
        let predicted = spans(&[(0, 2, "PER"), (3, 6, "LOC"), (12, 13, "PER")]);
        let scored = score_mentions(&gold, &predicted, &[]);
        let cell = |g: Option<&str>, p: Option<&str>| {
            let key = (g.map(str::to_owned), p.map(str::to_owned));
            scored.counts.confusion.get(&key).copied()
        };
        assert_eq!(cell(Some("PER"), Some("PER")), Some(1));
        assert_eq!(cell(Some("ORG"), Some("LOC")), Some(1));
        assert_eq!((cell(Some("LOC"), None), cell(None, Some("PER"))), (Some(1), Some(1)));
        assert_eq!(scored.counts.confusion.len(), 4);
        assert_eq!(scored.pairs.len(), 4);
    }

    #[test]
    fn an_exact_span_goes_before_one_that_overlaps() {
        // The prediction over both gold spans must not take the one that has its own.
        let gold = spans(&[(0, 2, "PER"), (3, 5, "PER")]);
        let scored = score_mentions(&gold, &spans(&[(0, 5, "PER"), (0, 2, "PER")]), &[]);
        assert_eq!(scored.pairs, [(Some(0), Some(1)), (Some(1), Some(0))]);
    }

    #[test]
    fn scores_are_right_where_the_match_is_strict() {
        let mut predicted = spans(&[(0, 2, "PER"), (3, 5, "LOC")]);
        predicted.iter_mut().for_each(|p| p.score = Score::new(0.75));
        let gold = spans(&[(0, 2, "PER"), (3, 5, "ORG")]);
        let error = score_mentions(&gold, &predicted, &[]).counts.calibration.error();
        assert_eq!(error, Some(0.25));
    }
}
