//! `actant convert`, and `actant eval` on what others write.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::{Folder, Run, actant, records};

const FORMATS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/formats");

fn fixture(name: &str) -> String {
    format!("{FORMATS}/{name}")
}

fn arg(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn convert(input: &str, output: &str, more: &[&str]) -> Run {
    let mut all = vec!["convert", input, "-o", output];
    all.extend(more);
    actant(&all)
}

#[test]
fn what_is_lost_is_said_and_strict_makes_it_a_failure() {
    let folder = Folder::new();
    let out = arg(&folder.path("out.conll"));
    let input = fixture("records.jsonl");
    convert(&input, &out, &[]).exits(0).says("not held by columns: ").says("1 relation,");
    let columns = fs::read_to_string(&out).unwrap();
    assert!(columns.contains("Esmail B-PERSON\nQaani I-PERSON\n"), "{columns}");
    convert(&input, &out, &[]).exits(2).says("out.conll exists; --force replaces it");
    convert(&input, &out, &["--force", "--strict"]).exits(1);
    let whole = convert(&input, "-", &["--to", "records", "--strict"]).exits(0);
    assert_eq!(whole.stderr, "");
    assert_eq!(records(&whole.stdout).len(), 2);
    convert(&input, &input, &["--force"]).exits(2).says("is the input too");
}

#[test]
fn names_alone_fit_where_nominals_would_hide_them() {
    let run = convert(&fixture("records.jsonl"), "-", &["--to", "columns", "--kind", "name"]);
    let run = run.exits(0);
    let columns = String::from_utf8(run.stdout).unwrap();
    assert!(columns.contains("Iran B-GPE\n"), "{columns}");
    assert!(!run.stderr.contains("mention kind"), "{}", run.stderr);
}

#[test]
fn brat_is_a_folder_of_pairs() {
    let folder = Folder::new();
    let pairs = arg(&folder.path("pairs"));
    convert(&fixture("records.jsonl"), &pairs, &["--to", "brat"]).exits(0).says("1 attribution");
    for name in ["wire-0042.txt", "wire-0042.ann", "wire-0043.txt", "wire-0043.ann"] {
        assert!(folder.path("pairs").join(name).is_file(), "{name}");
    }
    convert(&fixture("records.jsonl"), &pairs, &["--to", "brat"]).exits(2).says("--force");
    let back = convert(&pairs, "-", &["--to", "records"]).exits(0);
    let records = records(&back.stdout);
    let relation = &records[0].relations.as_ref().unwrap()[0];
    assert_eq!(relation.subject.as_ref().unwrap().text, "Esmail Qaani");
    assert_eq!(relation.predicate.text, "told");
    convert(&fixture("records.jsonl"), "-", &["--to", "brat"]).exits(2).says("name a folder");
    let said = convert(&fixture("brat"), "-", &["--to", "doccano"]).exits(0);
    said.says("not read from brat: 1 attribute, ");
}

#[test]
fn formats_are_told_by_names_and_contents_or_named() {
    let folder = Folder::new();
    for (name, to) in [
        ("doccano.jsonl", "label-studio"),
        ("label-studio.json", "doccano"),
        ("spacy.json", "columns"),
        ("dygie.jsonl", "spert"),
        ("crossre.jsonl", "dygie"),
        ("spert.json", "crossre"),
        ("columns.conll", "spacy"),
        ("treebank.conllu", "spacy"),
        ("plover.json", "carb"),
        ("carb.tsv", "records"),
        ("dwie.jsonl", "records"),
    ] {
        let run = convert(&fixture(name), "-", &["--to", to]).exits(0);
        assert!(!run.stdout.is_empty(), "{name}");
    }
    let odd = arg(&folder.file("odd.txt", "Nothing but prose.\n"));
    convert(&odd, "-", &["--to", "records"]).exits(2).says("cannot tell its format; name it");
    convert(&odd, "-", &[]).exits(2);
    convert(&fixture("carb.tsv"), "-", &[]).exits(2).says("has to be named: --to NAME");
    convert(&fixture("carb.tsv"), "x.json", &[]).exits(2).says("cannot tell its format");
    convert(&fixture("carb.tsv"), "-", &["--to", "plover"]).exits(2).says("read but not written");
    convert(&fixture("carb.tsv"), "-", &["--to", "brad"]).exits(2).says("unknown format");
}

#[test]
fn labels_are_mapped_and_unknown_ones_refused() {
    let folder = Folder::new();
    let map = arg(&folder.file("map.tsv", "LOC\tGPE\n"));
    let input = fixture("columns.conll");
    let to_records = ["--to", "records"];
    convert(&input, "-", &to_records)
        .exits(2)
        .says("columns.conll:8: label \"PER\" is no type of records");
    let with = |map: &str| convert(&input, "-", &["--to", "records", "--label-map", map]);
    with(&map).exits(2).says("columns.conll:8: label \"PER\" is not in").says("map.tsv");
    let map = arg(&folder.file("map.tsv", "PER\tPERSON\nLOC\tLOC\nORG\t-\n"));
    let run = with(&map).exits(0).says("left out by the label map: 1 mention");
    let mentions: Vec<String> =
        run.records().iter().flat_map(|r| r.mentions.clone().unwrap()).map(|m| m.text).collect();
    assert_eq!(mentions, ["New York", "Boston", "Kim"]);
}

#[test]
fn broken_articles_end_the_run_or_are_left_out() {
    let folder = Folder::new();
    let good = fs::read_to_string(fixture("doccano.jsonl")).unwrap();
    let input = arg(&folder.file("in.jsonl", format!("{good}{{\"text\": 1, \"label\": []}}\n")));
    let from = ["--from", "doccano", "--to", "doccano"];
    convert(&input, "-", &from).exits(2).says("in.jsonl:3: no doccano example");
    let run = convert(&input, "-", &[&from[..], &["--keep-going"]].concat()).exits(1);
    let run = run.says("error: ").says("in.jsonl:3: no doccano example");
    assert_eq!(String::from_utf8(run.stdout).unwrap().lines().count(), 2);
}

#[test]
fn gold_and_predictions_may_be_in_any_format() {
    let folder = Folder::new();
    let figure = |run: Run, key: &str| -> f64 {
        let report: Value = serde_json::from_slice(&run.exits(0).stdout).unwrap();
        report[key]["value"].as_f64().unwrap()
    };
    let gold = fixture("records.jsonl");
    for format in ["doccano", "label-studio", "brat"] {
        let other = arg(&folder.path(format));
        convert(&gold, &other, &["--to", format, "--kind", "name"]).exits(0);
        let score = |layer: &str, key: &str| {
            let arguments = ["eval", layer, &gold, &other, "--pred-format", format, "--json"];
            figure(actant(&arguments), key)
        };
        assert_eq!(score("mentions", "mentions.f1"), 1.0, "{format}");
        assert_eq!(score("relations", "relations.f1"), 1.0, "{format}");
    }
    let columns = fixture("columns.conll");
    let spacy = arg(&folder.path("spacy.json"));
    convert(&columns, &spacy, &["--to", "spacy"]).exits(0);
    let map = arg(&folder.file("map.tsv", "PER\tPERSON\nLOC\tGPE\nORG\tORG\n"));
    let run = actant(&["eval", "mentions", &columns, &spacy, "--label-map", &map, "--json"]);
    assert_eq!(figure(run, "mentions.f1"), 1.0);
    let run = actant(&["eval", "relations", &fixture("carb.tsv"), &fixture("carb.tsv")]).exits(0);
    run.says("not scored, of gold: 1 relation without a predicate in the text");
    actant(&["eval", "relations", &fixture("spert.json"), &fixture("spert.json")])
        .exits(2)
        .says("no relation here has a predicate in the text");
}
