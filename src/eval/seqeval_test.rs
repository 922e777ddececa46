//! Chunks and strict scores against those of seqeval on random sequences; `tests/reference/seqeval/make.py` made them.

use serde::Deserialize;

use super::mentions::{LabelledSpan, MentionCounts, score_mentions};
use crate::doc::Span;
use crate::format::conll::chunks;

#[derive(Deserialize)]
struct Case {
    gold: Vec<Vec<String>>,
    predicted: Vec<Vec<String>>,
    /// Of the predicted sentences: first token, one past the last, label.
    chunks: Vec<Vec<(usize, usize, String)>>,
    precision: f64,
    recall: f64,
    f1: f64,
    by_label: std::collections::BTreeMap<String, f64>,
}

fn cases() -> Vec<Case> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/seqeval/cases.json");
    let content = std::fs::read_to_string(path).expect("the committed cases");
    serde_json::from_str(&content).expect("cases")
}

/// Chunks as spans whose "bytes" are token positions.
fn spans(tags: &[String]) -> Vec<LabelledSpan> {
    let found = chunks(tags).expect("good tags").into_iter();
    found
        .map(|c| LabelledSpan {
            span: Span::new(c.tokens.start, c.tokens.end),
            label: c.label,
            score: None,
        })
        .collect()
}

#[test]
fn chunks_are_those_of_seqeval() {
    for case in cases() {
        for (tags, expected) in case.predicted.iter().zip(&case.chunks) {
            let found: Vec<(usize, usize, String)> = chunks(tags)
                .expect("good tags")
                .into_iter()
                .map(|c| (c.tokens.start, c.tokens.end, c.label))
                .collect();
            assert_eq!(&found, expected, "{tags:?}");
        }
    }
}

#[test]
fn strict_scores_are_those_of_seqeval() {
    let cases = cases();
    assert_eq!(cases.len(), 60);
    for case in cases {
        let mut all = MentionCounts::default();
        for (gold, predicted) in case.gold.iter().zip(&case.predicted) {
            all += &score_mentions(&spans(gold), &spans(predicted), &[]).counts;
        }
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} {b} in {:?}", case.gold);
        close(all.strict.precision(), case.precision);
        close(all.strict.recall(), case.recall);
        close(all.strict.f1(), case.f1);
        assert_eq!(all.by_label.len(), case.by_label.len());
        for (label, f1) in &case.by_label {
            close(all.by_label[label].f1(), *f1);
        }
    }
}
