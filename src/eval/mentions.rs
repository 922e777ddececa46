//! Scoring mentions against gold.
//!
//! **Strict**: equal span and label. **Exact**: equal span, any label. **Type**: overlapping spans, equal label.
//! **Partial**: overlapping spans, any label. Pairs are one-to-one and as many as possible; under every rule each pair
//! counts as one whole match.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::AddAssign;

use super::bootstrap;
use super::counts::Counts;
use super::matching::best_matching;
use super::report::{Report, SCORES_HEADER, interval_text, scores_row};
use crate::doc::Span;

/// A span with the label that it is compared by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LabelledSpan {
    /// Bytes of the article's text.
    pub span: Span,
    /// Its label in the inventory of the comparison.
    pub label: String,
}

/// What adds up over articles.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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
    }
}

impl MentionCounts {
    /// Mean of the strict F1 of the labels that gold has, 0 to 1.
    pub fn macro_f1(&self) -> f64 {
        let scores: Vec<f64> =
            self.by_label.values().filter(|c| c.gold > 0).map(|c| c.f1()).collect();
        if scores.is_empty() { 0.0 } else { scores.iter().sum::<f64>() / scores.len() as f64 }
    }
}

/// Scores one article. Predictions that touch a span in `unknown` (where gold does not say) are ignored.
pub fn score_mentions(
    gold: &[LabelledSpan],
    predicted: &[LabelledSpan],
    unknown: &[Span],
) -> MentionCounts {
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
    for group in gold.chunk_by(|a, b| a == b) {
        let same = predicted.iter().filter(|p| **p == group[0]).count();
        if let Some(counts) = by_label.get_mut(&group[0].label) {
            counts.matched += same.min(group.len());
        }
    }
    MentionCounts {
        strict: count(|g, p| g == p),
        exact: count(|g, p| g.span == p.span),
        typed: count(|g, p| g.label == p.label && g.span.overlaps(p.span)),
        partial: count(|g, p| g.span.overlaps(p.span)),
        by_label,
    }
}

/// Sums articles up: one entry of `scored` per article.
pub fn mention_report(scored: &[MentionCounts]) -> Report {
    let mut all = MentionCounts::default();
    for article in scored {
        all += article;
    }
    let spread = bootstrap::interval(scored, |drawn| {
        let mut sum = Counts::default();
        for article in drawn {
            sum += article.strict;
        }
        sum.f1()
    });
    let mut text = String::new();
    let _ = writeln!(text, "mentions, micro-averaged\n{:<32}{SCORES_HEADER}", "rule");
    let rules = [
        ("strict (equal span and type)", "strict", all.strict),
        ("exact (equal span)", "exact", all.exact),
        ("type (overlap, equal type)", "type", all.typed),
        ("partial (overlap)", "partial", all.partial),
    ];
    for (rule, key, counts) in rules {
        let interval = spread.filter(|_| key == "strict");
        let _ = writeln!(text, "{rule:<32}{}{}", scores_row(counts), interval_text(interval));
    }
    let _ = writeln!(text, "\n{:<32}{SCORES_HEADER}", "strict, by type");
    for (label, counts) in &all.by_label {
        let _ = writeln!(text, "{label:<32}{}", scores_row(*counts));
    }
    let _ = writeln!(text, "{:<46}{:>7.3}", "macro F1 (types that gold has)", all.macro_f1());
    let mut report = Report { text, figures: Vec::new() };
    report.add_counts("mentions", all.strict, spread, rules[0].0);
    report.add("mentions.macro_f1", all.macro_f1(), "strict, mean over types that gold has");
    for (rule, key, counts) in &rules[1..] {
        report.add_counts(&format!("mentions.{key}"), *counts, None, rule);
    }
    for (label, counts) in &all.by_label {
        report.add(format!("mentions.{label}.f1"), counts.f1(), rules[0].0);
    }
    report
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(items: &[(usize, usize, &str)]) -> Vec<LabelledSpan> {
        items
            .iter()
            .map(|&(a, b, label)| LabelledSpan { span: Span::new(a, b), label: label.to_owned() })
            .collect()
    }

    #[test]
    fn four_rules_from_strict_to_partial() {
        let gold = spans(&[(0, 2, "PER"), (3, 5, "ORG"), (6, 8, "LOC"), (9, 10, "LOC")]);
        let predicted = spans(&[(0, 2, "PER"), (3, 5, "LOC"), (6, 9, "LOC"), (12, 13, "PER")]);
        let c = score_mentions(&gold, &predicted, &[]);
        let matched = [c.strict, c.exact, c.typed, c.partial].map(|c| c.matched);
        assert_eq!(matched, [1, 2, 2, 3]);
        assert_eq!((c.strict.predicted, c.strict.gold), (4, 4));
        assert_eq!(c.by_label["LOC"], Counts { matched: 0, predicted: 2, gold: 2 });
        assert!((c.macro_f1() - (2.0 / 3.0) / 3.0).abs() < 1e-12);
    }

    #[test]
    fn one_prediction_over_two_gold_spans_matches_one() {
        let gold = spans(&[(0, 2, "PER"), (3, 5, "PER")]);
        let c = score_mentions(&gold, &spans(&[(0, 5, "PER")]), &[]);
        assert_eq!(c.partial, Counts { matched: 1, predicted: 1, gold: 2 });
    }

    #[test]
    fn the_same_prediction_twice_is_right_once() {
        let gold = spans(&[(0, 2, "PER")]);
        let c = score_mentions(&gold, &spans(&[(0, 2, "PER"), (0, 2, "PER")]), &[]);
        assert_eq!(c.strict, Counts { matched: 1, predicted: 2, gold: 1 });
        assert_eq!(c.by_label["PER"], c.strict);
    }

    #[test]
    fn predictions_where_gold_does_not_say_are_ignored() {
        let c = score_mentions(&[], &spans(&[(0, 2, "PER"), (3, 5, "PER")]), &[Span::new(1, 3)]);
        assert_eq!(c.strict, Counts { matched: 0, predicted: 1, gold: 0 });
    }
}
