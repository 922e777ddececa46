//! Chunks and strict scores against those of seqeval on random sequences; `tests/reference/seqeval/make.py` made them.

use serde::Deserialize;

use super::mentions::{LabelledSpan, MentionCounts, score_mentions};
use crate::doc::Span;
use crate::format::conll::chunks;

/// Sentences with `|` between them; tags and chunks with spaces.
#[derive(Deserialize)]
struct Case {
    gold: String,
    predicted: String,
    /// Of the predicted sentences: first token, one past the last, label.
    chunks: String,
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

fn sentences(joined: &str) -> Vec<Vec<&str>> {
    joined.split('|').map(|sentence| sentence.split_whitespace().collect()).collect()
}

/// Chunks as spans whose "bytes" are token positions.
pub(super) fn spans<S: AsRef<str>>(tags: &[S]) -> Vec<LabelledSpan> {
    let found = chunks(tags).expect("good tags").into_iter();
    let span = |tokens: std::ops::Range<usize>| Span::new(tokens.start, tokens.end);
    found.map(|c| LabelledSpan { span: span(c.tokens), label: c.label, score: None }).collect()
}

#[test]
fn chunks_are_those_of_seqeval() {
    let mut compared = 0;
    for case in cases() {
        for (tags, expected) in sentences(&case.predicted).iter().zip(sentences(&case.chunks)) {
            let found: Vec<String> = chunks(tags)
                .expect("good tags")
                .into_iter()
                .map(|c| format!("{}-{}-{}", c.tokens.start, c.tokens.end, c.label))
                .collect();
            assert_eq!(found, expected, "{tags:?}");
            compared += 1;
        }
    }
    assert!(compared > 2000, "{compared} sentences");
}

#[test]
fn strict_scores_are_those_of_seqeval() {
    for case in cases() {
        let mut all = MentionCounts::default();
        for (gold, predicted) in sentences(&case.gold).iter().zip(sentences(&case.predicted)) {
            all += &score_mentions(&spans(gold), &spans(&predicted), &[]).counts;
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
