//! Articles that can be read and are not extracted: other languages, and copies.

use std::fs;
use std::path::Path;

use actant::corpus::{Entry, Fate, entries};
use serde_json::{Value, json};

use crate::program::{Folder, TINY, actant, extract, line, records};
use crate::runs::left;

const GERMAN: &str = "BERLIN – Die Außenminister der beiden Nachbarstaaten haben sich am Montag in \
    der Hauptstadt zu Gesprächen über den Grenzverkehr getroffen. Nach Angaben des Sprechers wurde \
    vereinbart, die gesperrten Übergänge bis zum Ende des Jahres wieder zu öffnen.";

const WIRE: &str = "Envoys of the rebels met the foreign minister of Oman in Muscat on Monday. They \
    asked for a truce of ninety days, an official said. The government has not answered yet, and \
    fighting went on in the north, where two villages were shelled.";

fn arg(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn rejected(out: &str) -> Vec<Entry> {
    let bytes = fs::read(format!("{out}.rejected.jsonl")).unwrap();
    entries(&bytes[..], "rejected").collect::<Result<_, _>>().unwrap()
}

fn clusters(out: &str) -> Vec<Value> {
    let lines = fs::read_to_string(format!("{out}.duplicates.jsonl")).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn other_languages_are_rejected_unless_they_are_asked_for() {
    let folder = Folder::new();
    let lines = [line("a", "Iran met the US."), line("b", GERMAN), line("c", "Sehr kurz.")];
    let input = arg(&folder.file("in.jsonl", lines.concat()));
    let (out, more) = (arg(&folder.path("out.jsonl")), arg(&folder.path("more.jsonl")));
    extract(&[&input, "-o", &out])
        .exits(1)
        .says(
            "in.jsonl:2: article \"b\": the text is in German and not in English (confidence 1.00",
        )
        .says("--any-language extracts it all the same")
        .says("3 in: 2 done, 0 failed, 1 rejected");
    let entry = &rejected(&out)[0];
    assert_eq!((entry.outcome, entry.id.as_deref()), (Fate::Rejected, Some("b")));
    assert!(entry.raw.as_ref().unwrap().contains("Außenminister"));
    actant(&["verify", &out]).exits(0);
    actant(&["retry", &out, "-o", &more, "--any-language", "--model", TINY]).exits(0);
    let ids: Vec<String> =
        records(&fs::read(&more).unwrap()).into_iter().map(|record| record.id).collect();
    assert_eq!(ids, ["b"]);
    extract(&[&input, "--any-language"]).exits(0).says("3 in: 3 done, 0 failed, 0 rejected");
}

/// Two articles with a copy of each, and an exact copy of a short one.
fn wires(folder: &Folder) -> String {
    let other = WIRE.replace("Oman", "Qatar").split(' ').rev().collect::<Vec<_>>().join(" ");
    let lines = [
        line("a", WIRE),
        line("b", &other),
        line("a2", &format!("DUBAI (Agencies) – {WIRE}")),
        line("short", "Iran met the US."),
        line("b2", &format!("{other} All rights reserved.")),
        line("a3", &WIRE.to_uppercase()),
        line("short2", "Iran met the US."),
        line("other", "Iran met the EU."),
    ];
    arg(&folder.file("in.jsonl", lines.concat()))
}

fn told() -> Vec<Value> {
    vec![
        json!({"first": "a", "copies": ["a2", "a3"], "n_sources": 3}),
        json!({"first": "b", "copies": ["b2"], "n_sources": 2}),
        json!({"first": "short", "copies": ["short2"], "n_sources": 2}),
    ]
}

#[test]
fn copies_are_skipped_as_duplicates_of_the_first() {
    let folder = Folder::new();
    let (input, out) = (wires(&folder), arg(&folder.path("out.jsonl")));
    extract(&[&input, "-o", &out, "--dedup", "skip"])
        .exits(0)
        .says("duplicate: ")
        .says("a copy of article \"a\" (similarity ")
        .says("8 in: 4 done, 0 failed, 0 rejected, 4 duplicate");
    let bytes = fs::read(&out).unwrap();
    let ids: Vec<String> = records(&bytes).into_iter().map(|record| record.id).collect();
    assert_eq!(ids, ["a", "b", "short", "other"]);
    assert!(!String::from_utf8(bytes).unwrap().contains("duplicate_of"));
    let entries = rejected(&out);
    let of = |entry: &Entry| (entry.id.clone().unwrap(), entry.duplicate_of.clone().unwrap());
    let pairs: Vec<(String, String)> = entries.iter().map(of).collect();
    let expected = [("a2", "a"), ("b2", "b"), ("a3", "a"), ("short2", "short")];
    assert_eq!(pairs, expected.map(|(id, first)| (id.to_owned(), first.to_owned())));
    assert!(entries.iter().all(|e| e.outcome == Fate::Duplicate && e.raw.is_none()));
    assert_eq!(entries[2].similarity, Some(1.0), "case does not count");
    assert_eq!(clusters(&out), told());
    actant(&["verify", &out]).exits(0);
    let manifest = fs::read_to_string(format!("{out}.manifest.json")).unwrap();
    assert!(manifest.contains("\"dedup\": \"skip\"") && manifest.contains("duplicates.jsonl"));
}

#[test]
fn clusters_of_an_earlier_run_do_not_stay() {
    let folder = Folder::new();
    let (input, out) = (wires(&folder), arg(&folder.path("out.jsonl")));
    extract(&[&input, "-o", &out, "--dedup", "mark"]).exits(0);
    extract(&[&input, "-o", &out, "--force"]).exits(0);
    assert_eq!(folder.names(), ["in.jsonl", "out.jsonl", "out.jsonl.manifest.json"]);
    actant(&["verify", &out]).exits(0);
}

#[test]
fn copies_are_marked_and_extracted() {
    let folder = Folder::new();
    let (input, out) = (wires(&folder), arg(&folder.path("out.jsonl")));
    extract(&[&input, "-o", &out, "--dedup", "mark", "--shards", "3"])
        .exits(0)
        .says("8 in: 8 done, 0 failed, 0 rejected");
    let mut marks = Vec::new();
    for part in 0..3 {
        let bytes = fs::read(folder.path(&format!("out-0000{part}-of-00003.jsonl"))).unwrap();
        marks.extend(records(&bytes).into_iter().map(|r| (r.id, r.duplicate_of.unwrap())));
    }
    marks.sort();
    let expected = [
        ("a", None),
        ("a2", Some("a")),
        ("a3", Some("a")),
        ("b", None),
        ("b2", Some("b")),
        ("other", None),
        ("short", None),
        ("short2", Some("short")),
    ];
    assert_eq!(marks, expected.map(|(id, of)| (id.to_owned(), of.map(str::to_owned))));
    assert_eq!(clusters(&out), told());
    actant(&["verify", &out]).exits(0);
    // Without a file, records are marked all the same; without the flag nothing is.
    let run = extract(&[&input, "--dedup", "mark", "--quiet"]).exits(0);
    assert!(String::from_utf8(run.stdout).unwrap().contains("\"duplicate_of\":null"));
    let run = extract(&[&input, "--quiet"]).exits(0);
    assert!(!String::from_utf8(run.stdout).unwrap().contains("duplicate_of"));
}

#[test]
fn a_stopped_run_knows_the_copies_that_it_had() {
    let folder = Folder::new();
    let mut lines = String::new();
    for i in 0..240_u64 {
        // Every third is a copy of one that came up to a hundred articles before; some are rejected.
        let of = if i % 3 == 2 { (i * 7 % 100).min(i) / 3 * 3 } else { i };
        let words = (0..30).map(|word| format!("w{} ", (of * 30 + word) * 7919 % 100_003));
        let text: String = words.collect();
        let filler = format!("{i} ").repeat(400);
        let record = json!({"id": format!("a{i}"), "text": text, "filler": filler});
        lines.push_str(&format!("{record}\n"));
        if i % 30 == 29 {
            lines.push_str("{}\n");
        }
    }
    let input = arg(&folder.file("in.jsonl", lines));
    for how in ["skip", "mark"] {
        for name in ["whole", "stopped"] {
            fs::create_dir_all(folder.path(name)).unwrap();
        }
        let whole = arg(&folder.path("whole/out.jsonl"));
        extract(&[&input, "-o", &whole, "--dedup", how]).exits(1);
        assert!(clusters(&whole).len() > 20);
        let out = arg(&folder.path("stopped/out.jsonl"));
        for failures in ["0", "3", "5"] {
            let flags = ["-o", &out, "--dedup", how, "--resume", "--max-failures", failures];
            extract(&[&[input.as_str()], &flags[..]].concat()).exits(1).says("stopped: ");
        }
        extract(&[&input, "-o", &out, "--resume"]).exits(2).says("settings.dedup was");
        extract(&[&input, "-o", &out, "--dedup", how, "--resume"]).exits(1).says("done before");
        assert!(left(&folder.path("stopped")) == left(&folder.path("whole")), "{how}");
        fs::remove_dir_all(folder.path("stopped")).unwrap();
        fs::remove_dir_all(folder.path("whole")).unwrap();
    }
}

#[test]
fn what_stands_behind_the_last_batch_is_written_once() {
    let folder = Folder::new();
    let input = wires(&folder);
    let out = arg(&folder.path("out.jsonl"));
    let table = format!("relations={}", arg(&folder.path("rows.parquet")));
    let run = |more: &[&str]| {
        let flags = [&input, "-o", &out, "--dedup", "mark", "--rows", &table];
        extract(&[&flags[..], more].concat())
    };
    // All is written, and then the table cannot be made.
    fs::create_dir(folder.path("rows.parquet.made")).unwrap();
    run(&[]).exits(2).says("rows.parquet: cannot be written").says("--resume");
    fs::remove_dir(folder.path("rows.parquet.made")).unwrap();
    run(&["--resume"]).exits(0);
    assert_eq!(clusters(&out), told());
    actant(&["verify", &out]).exits(0);
}

#[test]
fn a_retry_knows_the_articles_that_are_done() {
    let folder = Folder::new();
    let body = |id: &str, text: &str| format!("{}\n", json!({"id": id, "body": text}));
    let lines = [line("a", WIRE), body("a2", &WIRE.to_uppercase()), body("b", "Iran won.")];
    let input = arg(&folder.file("in.jsonl", lines.concat()));
    let (out, more) = (arg(&folder.path("out.jsonl")), arg(&folder.path("more.jsonl")));
    extract(&[&input, "-o", &out, "--dedup", "skip"]).exits(1);
    // What the run was told of copies holds for the retry, too.
    actant(&["retry", &out, "-o", &more, "--text-field", "body", "--model", TINY])
        .exits(0)
        .says("2 in: 1 done, 0 failed, 0 rejected, 1 duplicate");
    assert_eq!(clusters(&more), [json!({"first": "a", "copies": ["a2"], "n_sources": 2})]);
}
