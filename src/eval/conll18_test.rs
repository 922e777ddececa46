//! Scores against those of the CoNLL 2018 shared task's script; `tests/reference/conll18/make.py` made them.

use super::parse::score_treebanks;
use crate::format::conllu::parse_conllu;

#[test]
fn scores_are_those_of_the_shared_task() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/conll18/cases.json");
    let content = std::fs::read_to_string(path).expect("the committed cases");
    let cases: Vec<serde_json::Value> = serde_json::from_str(&content).expect("cases");
    assert_eq!(cases.len(), 60);
    for case in &cases {
        let side = |key: &str| {
            let content = case[key].as_str().expect("a file");
            parse_conllu(content, key).expect("good CoNLL-U").remove(0)
        };
        let counts = score_treebanks(&side("gold"), &side("system")).expect("one text");
        for (key, _, c) in counts.each() {
            // The script has no figure with subtypes.
            if let Some(expected) = case.get(key).and_then(serde_json::Value::as_f64) {
                assert!(
                    (c.f1() - expected).abs() < 1e-12,
                    "{key}: {c:?} for {expected} in {case:#}"
                );
            }
        }
    }
}
