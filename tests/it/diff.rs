//! `actant diff` as a user runs it.

use serde_json::{Value, json};

use crate::program::{Folder, Run, actant};

const TEXT: &str = "The US praised Iran in May. It blamed Oman.";

/// A record of one relation, *The US praised Iran*, after `change`.
fn record(id: &str, change: impl Fn(&mut Value)) -> Value {
    let mut record = json!({
        "id": id, "text": TEXT, "sentences": [{"start": 0, "end": 27}, {"start": 28, "end": 43}],
        "mentions": [{"start": 4, "end": 6, "type": "GPE"}, {"start": 15, "end": 19, "type": "GPE"}],
        "relations": [{"subject": {"start": 0, "end": 6, "head": {"start": 4, "end": 6}},
            "predicate": {"start": 7, "end": 14, "lemma": "praise", "kind": "verb"},
            "object": {"start": 15, "end": 19}, "modality": "actual"}]});
    change(&mut record);
    record
}

fn diff(first: &[Value], second: &[Value], flags: &[&str]) -> Run {
    let folder = Folder::new();
    let file = |name: &str, records: &[Value]| {
        let lines: String = records.iter().map(|r| format!("{r}\n")).collect();
        folder.file(name, lines).to_string_lossy().into_owned()
    };
    let (a, b) = (file("a.jsonl", first), file("b.jsonl", second));
    actant(&[&["diff", &a, &b][..], flags].concat())
}

fn changed() -> (Value, Value) {
    let second = record("x", |r| {
        r["relations"][0]["modality"] = json!("possible");
        r["relations"][0]["event"] = json!({"plover": "SUPPORT", "cameo": "05"});
        let blamed = json!({"subject": {"start": 28, "end": 30}, "object": {"start": 38, "end": 42},
            "predicate": {"start": 31, "end": 37, "lemma": "blame", "kind": "verb"}});
        r["relations"].as_array_mut().unwrap().push(blamed);
        r["mentions"][1]["type"] = json!("LOC");
    });
    (record("x", |_| {}), second)
}

#[test]
fn what_appeared_and_changed_is_counted_and_shown() {
    let (first, second) = changed();
    let run = diff(&[first, record("y", |_| {})], &[second, record("z", |_| {})], &[]).exits(0);
    let text = String::from_utf8(run.stdout).unwrap();
    for line in [
        "articles in both: 1",
        "only in the first: 1 (y)",
        "only in the second: 1 (z)",
        "mentions                                 1         0         0         1",
        "relations                                0         1         0         1",
        "blame                                              1         0         0",
        "praise                                             0         0         1",
        "relations: modality\n── x @0\nThe US praised Iran in May.",
        "    second  The US ‹US›  —praised→  Iran   [verb, possible]",
        "    event: none → SUPPORT 05",
        "relations: appeared\n── x @28\nIt blamed Oman.\n    first   –",
        "mentions: type\n── x @0",
    ] {
        assert!(text.contains(line), "{line:?} is not in:\n{text}");
    }
    assert!(!text.contains('\x1b'));
}

#[test]
fn examples_can_be_few_and_figures_json() {
    let (first, second) = changed();
    let run = diff(&[first], &[second], &["--json", "--examples", "0"]).exits(0);
    let found: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(found["examples"], json!([]));
    assert_eq!(found["relations"]["by_change"], json!({"appeared": 1, "modality": 1, "event": 1}));
    assert_eq!(found["relations"]["by_lemma"]["praise"]["changed"], json!(1));
    assert_eq!(found["mentions"]["by_type"]["GPE"]["changed"], json!(1));
    assert_eq!(found["articles"]["both"], json!(1));
}

#[test]
fn the_same_run_has_no_disagreement() {
    let run = diff(&[record("x", |_| {})], &[record("x", |_| {})], &[]).exits(0);
    let text = String::from_utf8(run.stdout).unwrap();
    assert!(!text.contains("──") && !text.contains("what changed"), "{text}");
}

#[test]
fn what_cannot_be_read_is_an_error() {
    diff(&[record("x", |r| r["mentions"][0]["end"] = json!(99))], &[], &[])
        .exits(2)
        .says("a.jsonl:1: mention 0");
    actant(&["diff", "no/such.jsonl", "no/such.jsonl"]).exits(2).says("no/such.jsonl");
}
