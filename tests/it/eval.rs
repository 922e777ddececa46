//! `actant eval` as a user runs it.

use std::path::Path;

use serde_json::Value;

use crate::program::{Folder, Run, TINY, actant, extract};

const GOLD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/gold.jsonl");

fn arg(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn eval(arguments: &[&str]) -> Run {
    let mut all = vec!["eval"];
    all.extend(arguments);
    actant(&all)
}

/// The value of a figure of a run with `--json`.
fn figure(run: &Run, key: &str) -> f64 {
    let report: Value = serde_json::from_slice(&run.stdout).unwrap();
    report[key]["value"].as_f64().unwrap_or_else(|| panic!("no {key} in {report:#}"))
}

#[test]
fn gold_is_perfect_by_every_rule() {
    let run = eval(&["relations", GOLD, GOLD, "--json"]).exits(0);
    assert_eq!(figure(&run, "relations.f1"), 1.0);
    assert_eq!(figure(&run, "relations.strict.f1"), 1.0);
    let run = eval(&["mentions", GOLD, GOLD, "--json"]).exits(0);
    assert_eq!(figure(&run, "mentions.f1"), 1.0);
    assert_eq!(figure(&run, "mentions.macro_f1"), 1.0);
}

#[test]
fn a_figure_below_its_bound_is_exit_code_4() {
    let folder = Folder::new();
    let gold = std::fs::read_to_string(GOLD).unwrap();
    let empty: String = gold
        .lines()
        .map(|line| {
            let mut record: Value = serde_json::from_str(line).unwrap();
            record["relations"] = Value::Array(Vec::new());
            format!("{record}\n")
        })
        .collect();
    let empty = arg(&folder.file("empty.jsonl", empty));
    let bound = ["--fail-under", "relations.f1=0.5"];
    eval(&["relations", GOLD, GOLD, bound[0], bound[1]]).exits(0);
    eval(&["relations", GOLD, &empty, bound[0], bound[1]])
        .exits(4)
        .says("relations.f1 = 0.0000 is below 0.5");
    eval(&["relations", GOLD, GOLD, "--fail-under", "f1=0.5"]).exits(2).says("no figure \"f1\"");
    eval(&["relations", GOLD, GOLD, "--fail-under", "relations.f1"]).exits(2);
}

#[test]
fn the_model_scores_as_its_own_records_do() {
    let folder = Folder::new();
    let output = arg(&folder.path("out.jsonl"));
    extract(&[GOLD, "-o", &output]).exits(0);
    for layer in ["relations", "mentions"] {
        let run = eval(&[layer, GOLD, "--model", TINY, "--json"]).exits(0);
        let read = eval(&[layer, GOLD, &output, "--json"]).exits(0);
        assert_eq!(String::from_utf8(run.stdout).unwrap(), String::from_utf8(read.stdout).unwrap());
    }
}

#[test]
fn every_mistake_is_written_with_its_sentence() {
    let folder = Folder::new();
    let gold = std::fs::read_to_string(GOLD).unwrap().replace("\"relations\"", "\"_\"");
    let gold = gold.replace("\"offset_unit\"", "\"relations\": [], \"offset_unit\"");
    let nothing = arg(&folder.file("nothing.jsonl", gold));
    let errors = folder.path("errors.txt");
    eval(&["relations", GOLD, &nothing, "--errors", &arg(&errors)]).exits(0);
    let text = std::fs::read_to_string(errors).unwrap();
    assert!(text.contains("MISS  missed predicate"), "{text}");
    assert!(text.contains("Envoys  —resume→  truce talks ‹talks›"), "{text}");
}

#[test]
fn column_files_are_scored_in_any_scheme() {
    let folder = Folder::new();
    let gold = "Kim B-PER\nJong I-PER\nvisited O\nSeoul B-LOC\n\nUN B-ORG\n";
    let same = "Kim B-PER\nJong L-PER\nvisited O\nSeoul U-LOC\n\nUN U-ORG\n";
    let other = "Kim I-PER\nJong I-PER\nvisited O\nSeoul I-ORG\n\nUN O\n";
    let gold = arg(&folder.file("gold.txt", gold));
    let score = |predicted: &str| {
        let predicted = arg(&folder.file("predicted.txt", predicted));
        let run = eval(&["mentions", &gold, &predicted, "--map", "conll", "--json"]).exits(0);
        (figure(&run, "mentions.f1"), figure(&run, "mentions.exact.f1"))
    };
    assert_eq!(score(same), (1.0, 1.0));
    assert_eq!(score(other), (0.4, 0.8));
    let run = eval(&["mentions", &gold, "--map", "conll", "--gold-tokens", "--model", TINY]);
    run.exits(0);
    eval(&["mentions", &gold, "--map", "own"])
        .exits(2)
        .says("label \"PER\" is not in the inventory");
}

const TREES: &str = "# newdoc id = d\n\
    1\tThey\tthey\tPRON\tPRP\t_\t2\tnsubj\t_\t_\n\
    2\twait\twait\tVERB\tVBP\t_\t0\troot\t_\tSpaceAfter=No\n\
    3\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_\n\n";

#[test]
fn trees_are_scored_on_gold_tokens_on_raw_text_and_from_files() {
    let folder = Folder::new();
    let gold = arg(&folder.file("gold.conllu", TREES));
    let run = eval(&["parse", &gold, "--gold-tokens", "--model", TINY, "--json"]).exits(0);
    assert_eq!(figure(&run, "parse.words"), 1.0);
    let run = eval(&["parse", &gold, "--model", TINY, "--json"]).exits(0);
    assert_eq!(figure(&run, "parse.sentences"), 1.0);
    let other = arg(&folder.file("other.conllu", TREES.replace("punct\t_\t_", "dep\t_\t_")));
    let run = eval(&["parse", &gold, &other, "--json"]).exits(0);
    assert_eq!((figure(&run, "parse.uas"), figure(&run, "parse.las")), (1.0, 2.0 / 3.0));
    let run = eval(&["tokens", &gold, "--json"]).exits(0);
    assert_eq!(figure(&run, "tokens.words.f1"), 1.0);
}

#[test]
fn broken_gold_is_an_error_with_file_and_line() {
    let folder = Folder::new();
    let gold = std::fs::read_to_string(GOLD).unwrap().replacen("\"ORG\"", "\"ORGANISATION\"", 1);
    let gold = arg(&folder.file("gold.jsonl", gold));
    eval(&["mentions", &gold, GOLD])
        .exits(2)
        .says("gold.jsonl:1: mention")
        .says("unknown entity type \"ORGANISATION\"");
}
