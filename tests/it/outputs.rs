//! What is written, and that it is the same every time.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use actant::format::OffsetUnit;

use crate::program::{Folder, TINY, actant, extract, line, records};

fn arg(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn corpus(folder: &Folder, articles: usize) -> String {
    let sentence = "Iran, the US – and “others” – met in Oman; the café’s owner wasn’t there 😀. ";
    let text = |i: usize| sentence.repeat(1 + i * 5 % 17);
    let lines: String = (0..articles).map(|i| line(&format!("a{i}"), &text(i))).collect();
    arg(&folder.file("in.jsonl", lines))
}

#[test]
fn threads_change_no_byte() {
    let folder = Folder::new();
    let input = corpus(&folder, 24);
    let one = extract(&[input.as_str(), "--threads", "1"]).exits(0);
    assert_eq!(one.records().len(), 24);
    for threads in ["2", "4"] {
        let many = extract(&[input.as_str(), "--threads", threads]).exits(0);
        assert!(many.stdout == one.stdout, "{threads} threads");
    }
}

#[test]
fn the_order_of_files_orders_records_and_changes_none() {
    let folder = Folder::new();
    let (a, b) = (folder.file("a.txt", "Iran met."), folder.file("b.txt", "The US went."));
    let (a, b) = (arg(&a), arg(&b));
    let forth = extract(&[&a, &b]).exits(0);
    let back = extract(&[&b, &a]).exits(0);
    let mut reversed = back.records();
    reversed.reverse();
    assert_eq!(forth.records(), reversed);
}

#[test]
fn every_unit_says_the_same_of_the_same_text() {
    let folder = Folder::new();
    let input = corpus(&folder, 5);
    let mut seen = Vec::new();
    for (flag, unit) in [
        ("codepoint", OffsetUnit::Codepoint),
        ("bytes", OffsetUnit::Byte),
        ("utf16", OffsetUnit::Utf16),
    ] {
        let run = extract(&[input.as_str(), "--offsets", flag]).exits(0);
        let records = run.records();
        assert!(records.iter().all(|r| r.offset_unit == unit));
        let texts: Vec<String> = records
            .iter()
            .flat_map(|r| r.spans().into_iter().map(|(_, _, text)| text.to_owned()))
            .collect();
        assert!(!texts.is_empty());
        seen.push(texts);
    }
    assert!(seen.iter().all(|texts| *texts == seen[0]));
}

#[test]
fn layers_are_those_asked_for() {
    let folder = Folder::new();
    let input = corpus(&folder, 1);
    let keys = |layers: &[&str]| {
        let run = extract(&[&[input.as_str()], layers].concat()).exits(0);
        let value: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
        value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ")
    };
    let always = "schema id offset_unit text meta";
    assert_eq!(keys(&[]), format!("{always} sentences mentions entities relations coverage"));
    assert_eq!(
        keys(&["--layers", "tokens,mentions"]),
        format!("{always} tokens mentions coverage")
    );
}

#[test]
fn relations_below_the_minimum_are_left_out() {
    let folder = Folder::new();
    let input = corpus(&folder, 6);
    let scores = |minimum: &str| {
        let run = extract(&[&input, "--min-score", minimum]).exits(0);
        let text = String::from_utf8(run.stdout).unwrap();
        let records = text.lines().map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap());
        let relations = records.flat_map(|r| r["relations"].as_array().unwrap().clone());
        relations.map(|r| r["score"].as_f64().unwrap()).collect::<Vec<_>>()
    };
    let all = scores("0");
    assert!(scores("1").is_empty());
    let some = scores("0.8");
    assert_eq!(some, all.into_iter().filter(|&s| s >= 0.8).collect::<Vec<_>>());
    extract(&[&input, "--min-score", "2"]).exits(2).says("from 0 to 1");
}

#[test]
fn a_file_is_written_whole_and_never_over_another() {
    let folder = Folder::new();
    let input = corpus(&folder, 3);
    let out = arg(&folder.path("out.jsonl"));
    let expected = extract(&[&input]).exits(0).stdout;
    extract(&[&input, "-o", &out]).exits(0).says("3 in: 3 done, 0 failed, 0 rejected");
    assert!(fs::read(&out).unwrap() == expected);
    fs::write(&out, "precious").unwrap();
    extract(&[&input, "-o", &out]).exits(2).says("out.jsonl exists; --force replaces it");
    assert_eq!(fs::read(&out).unwrap(), b"precious");
    extract(&[&input, "-o", &out, "--force"]).exits(0);
    assert!(fs::read(&out).unwrap() == expected);
    extract(&[&input, "-o", &input, "--force"]).exits(2).says("is an input too");
    let missing = arg(&folder.path("no/out.jsonl"));
    extract(&[&input, "-o", &missing]).exits(2).says("does not exist");
    let names = ["in.jsonl", "out.jsonl", "out.jsonl.manifest.json"];
    assert_eq!(folder.names(), names, "nothing half done is left");
    let packed = arg(&folder.path("out.jsonl.gz"));
    extract(&[&input, "-o", &packed]).exits(0);
    let mut text = Vec::new();
    let file = fs::File::open(packed).unwrap();
    std::io::Read::read_to_end(&mut actant::corpus::decompressed(file).unwrap(), &mut text)
        .unwrap();
    assert!(text == expected);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let folder = Folder::new();
    let input = corpus(&folder, 2);
    let run = extract(&[input.as_str(), "-o", "/dev/full"]).exits(2);
    run.says("error: /dev/full: cannot be written: No space left");
}

#[test]
fn quiet_says_nothing_and_verbose_more() {
    let folder = Folder::new();
    let input = corpus(&folder, 2);
    assert_eq!(extract(&[&input, "--quiet"]).exits(0).stderr, "");
    extract(&[&input, "--verbose"]).exits(0).says("stages").says("encoder");
}

#[cfg(unix)]
#[test]
fn a_reader_that_leaves_ends_the_run_quietly() {
    let folder = Folder::new();
    let input = corpus(&folder, 40);
    let mut child = Command::new(env!("CARGO_BIN_EXE_actant"))
        .args(["extract", input.as_str(), "--model", TINY, "--quiet"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn what_was_written_can_be_shown_and_so_can_an_article() {
    let folder = Folder::new();
    let text = folder.file("a.txt", "Iran met the US in Oman.\nThe café paid.");
    let shown = actant(&["show", &arg(&text), "--model", TINY]).exits(0);
    let page = String::from_utf8(shown.stdout).unwrap();
    assert!(page.contains("Iran met the US in Oman.\n"), "{page}");
    assert!(!page.contains('\x1b'), "no colours but on a terminal");
    let out = arg(&folder.path("out.jsonl"));
    extract(&[&arg(&text), "-o", &out]).exits(0);
    let again = actant(&["show", &out, "--model", "nowhere"]).exits(0);
    assert_eq!(String::from_utf8(again.stdout).unwrap(), page, "no model is needed for a record");
    actant(&["show", &out, "--id", "other"]).exits(2).says("no article has the id other");
}

#[test]
fn records_read_back_as_they_were_written() {
    let folder = Folder::new();
    let input = corpus(&folder, 4);
    let layers = "sentences,tokens,mentions,entities,relations";
    let run = extract(&[input.as_str(), "--layers", layers]).exits(0);
    let mut again = Vec::new();
    for record in run.records() {
        record.write(&mut again).unwrap();
    }
    assert!(again == run.stdout);
    assert_eq!(records(&again), run.records());
}
