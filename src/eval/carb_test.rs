//! Figures against those of CaRB's own scorer; `tests/reference/carb/make.py` made them.

use serde::Deserialize;

use super::carb::{curve, score_tuples};
use super::{Curve, ScoredSentence};
use crate::format::carb::{parse_gold, parse_predicted};

#[derive(Deserialize)]
struct Figures {
    precision: f64,
    recall: f64,
    f1: f64,
    auc: Option<f64>,
}

#[derive(Deserialize)]
struct Case {
    gold: Vec<String>,
    predicted: Vec<String>,
    many: Figures,
    single: Figures,
}

#[test]
fn figures_are_those_of_the_scorer() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/carb/cases.json");
    let content = std::fs::read_to_string(path).expect("the committed cases");
    let cases: Vec<Case> = serde_json::from_str(&content).expect("cases");
    assert_eq!(cases.len(), 40);
    for (i, case) in cases.iter().enumerate() {
        let gold = parse_gold(&case.gold.join("\n"), "gold").expect("good lines");
        let predicted =
            parse_predicted(&case.predicted.join("\n"), "predicted").expect("good lines");
        let scored = score_tuples(&gold, &predicted);
        let scored: Vec<&ScoredSentence> = scored.iter().collect();
        for (single, expected) in [(false, &case.many), (true, &case.single)] {
            let Curve { precision, recall, f1, auc } = curve(&scored, single);
            let auc_expected = expected.auc.unwrap_or(auc);
            for (name, found, expected) in [
                ("precision", precision, expected.precision),
                ("recall", recall, expected.recall),
                ("f1", f1, expected.f1),
                ("auc", auc, auc_expected),
            ] {
                assert!(
                    (found - expected).abs() < 1e-9,
                    "case {i}: {name} {found}, not {expected}"
                );
            }
        }
    }
}

fn figures(gold: &str, predicted: &str) -> Curve {
    let gold = parse_gold(gold, "gold").expect("good lines");
    let scored = score_tuples(&gold, &parse_predicted(predicted, "predicted").expect("good lines"));
    curve(&scored.iter().collect::<Vec<_>>(), false)
}

#[test]
fn gold_itself_is_perfect() {
    let all = figures("A b c .\tb\tA\tc\n", "A b c .\t0.5\tb\tA\tc\n");
    assert_eq!(all, Curve { precision: 1.0, recall: 1.0, f1: 1.0, auc: 1.0 });
}

#[test]
fn words_count_in_their_own_slots() {
    // Two of three predicted words and two of four gold words are right.
    let found = figures("A b c d .\tb\tA\tc d\n", "A b c d .\t0.5\tb\tA\tx\n");
    assert!((found.precision - 2.0 / 3.0).abs() < 1e-12 && (found.recall - 0.5).abs() < 1e-12);
    assert_eq!(figures("A b c .\tb\tA\tc\n", "A b c .\t0.5\tx\tA\tc\n").f1, 0.0);
    // One argument is not two.
    assert_eq!(figures("A b c .\tb\tA\tc\n", "A b c .\t0.5\tb\tA\n").f1, 0.0);
}

#[test]
fn contexts_of_gold_are_passed_over() {
    let gold = "D said A b c .\tb\tA\tc\tC: D said\n";
    assert_eq!(figures(gold, "D said A b c .\t0.5\tb\tA\tc\n").f1, 1.0);
}

#[test]
fn speech_may_be_turned_and_be_stands_for_its_forms() {
    assert_eq!(figures("A said c .\tsaid\tA\tc\n", "A said c .\t0.5\tsaid\tc\tA\n").f1, 1.0);
    assert_eq!(figures("A is c .\tis\tA\tc\n", "A is c .\t0.5\tbe\tA\tc\n").f1, 1.0);
}

#[test]
fn the_best_threshold_leaves_bad_predictions_out() {
    let gold = "A b c .\tb\tA\tc\n";
    let predicted = "A b c .\t0.9\tb\tA\tc\nA b c .\t0.1\tx\ty\tz\n";
    assert_eq!(figures(gold, predicted).f1, 1.0);
}
