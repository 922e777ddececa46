//! What is rejected is kept, and taken up again.

use std::fs;
use std::path::Path;

use actant::corpus::{Entry, Fate, entries};

use crate::program::{Folder, TINY, actant, extract, line, piped, records};

fn arg(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn rejected(out: &str) -> Vec<Entry> {
    let bytes = fs::read(format!("{out}.rejected.jsonl")).unwrap();
    entries(&bytes[..], "rejected").collect::<Result<_, _>>().unwrap()
}

#[test]
fn bad_records_are_kept_with_place_reason_and_input() {
    let folder = Folder::new();
    let bad: [&[u8]; 3] =
        [b"{\"id\": \"x\", \"body\": 1}", b"{\"text\": \"caf\xE9\"}", b"plain words"];
    let lines = [line("a", "Iran met.").as_bytes(), &bad.join(&b'\n')].concat();
    let input = arg(&folder.file("in.jsonl", lines));
    let twice = arg(&folder.file("again.jsonl", line("a", "Iran met.")));
    let out = arg(&folder.path("out.jsonl"));
    extract(&[&input, &twice, "no/such.txt", "-o", &out]).exits(1);
    let found = rejected(&out);
    // What is not there is known first.
    assert!(found[0].reason.contains("no such file") && found[0].source == "no/such.txt");
    for (entry, (bytes, number)) in found[1..].iter().zip(bad.iter().zip(2..)) {
        assert_eq!((entry.source.as_str(), entry.line), (input.as_str(), Some(number)));
        assert_eq!(entry.outcome, Fate::Rejected);
        assert_eq!(entry.input().unwrap().unwrap().bytes, *bytes);
    }
    assert_eq!(found[1].id.as_deref(), Some("x"));
    assert!(found[2].raw.is_none() && found[2].raw_base64.is_some(), "not UTF-8, so in base64");
    let last = &found[4];
    assert_eq!(
        (last.outcome, last.duplicate_of.as_deref()),
        (Fate::Duplicate, Some(&*format!("{input}:1")))
    );
    assert_eq!(found.len(), 5);
    actant(&["verify", &out]).exits(0).says("");
}

#[test]
fn a_retry_reads_what_was_rejected_in_another_way() {
    let folder = Folder::new();
    let record = |id: &str, field: &str| {
        format!("{{\"id\": \"{id}\", \"{field}\": \"Iran met the US.\"}}\n")
    };
    let lines =
        [record("a", "text"), record("b", "body"), record("c", "body"), "{\"body\": ".into()];
    let input = arg(&folder.file("in.jsonl", lines.concat()));
    let (out, more) = (arg(&folder.path("out.jsonl")), arg(&folder.path("more.jsonl")));
    extract(&[&input, "-o", &out, "--offsets", "bytes"]).exits(1);
    let retry = ["retry", &out, "-o", &more, "--text-field", "body", "--model", TINY];
    actant(&retry).exits(1).says("3 in: 2 done, 0 failed, 1 rejected");
    let whole = extract(&[&input, "--offsets", "bytes", "--text-field", "body"]).exits(1);
    let read = fs::read(&more).unwrap();
    assert!(read == whole.stdout, "the settings of the run hold, but for those that flags change");
    assert_eq!(records(&read).iter().map(|r| r.id.as_str()).collect::<Vec<_>>(), ["b", "c"]);
    let still = rejected(&more);
    assert_eq!(
        (still.len(), still[0].line, still[0].source.as_str()),
        (1, Some(4), input.as_str())
    );
    // The input need not be there any more.
    fs::remove_file(&input).unwrap();
    fs::remove_file(format!("{more}.rejected.jsonl")).unwrap();
    actant(&[&retry[..], &["--force"]].concat()).exits(1).says("2 done");
}

#[test]
fn a_retry_keeps_ids_unique() {
    let folder = Folder::new();
    let lines = [line("a", "Iran met."), line("a", "The US won."), line("a", "Iran met.")].concat();
    let input = arg(&folder.file("in.jsonl", lines));
    let out = arg(&folder.path("out.jsonl"));
    extract(&[&input, "-o", &out]).exits(1).says("3 in: 1 done, 0 failed, 1 rejected, 1 duplicate");
    actant(&["retry", &out, "--model", TINY])
        .exits(1)
        .says("out.jsonl:1; ids must be unique")
        .says("1 in: 0 done, 0 failed, 1 rejected");
}

#[test]
fn what_could_not_be_kept_is_read_again_from_its_place() {
    let folder = Folder::new();
    let long = "The rebels met. ".repeat(90_000);
    let lines = [line("a", "Iran met."), line("long", &long), line("c", "The US won.")].concat();
    let input = arg(&folder.file("in.jsonl", lines));
    let array = arg(&folder.path("array.json"));
    fs::write(&array, "[{\"id\": \"d\", \"text\": \"Iran fled.\"}, 7]").unwrap();
    let later = arg(&folder.path("later.txt"));
    let out = arg(&folder.path("out.jsonl"));
    extract(&[&input, &array, &later, "-o", &out, "--memory", "250MB", "--threads", "1"])
        .exits(1)
        .says("in.jsonl:2: a record of ")
        .says("6 in: 3 done, 0 failed, 3 rejected");
    assert!(rejected(&out).iter().all(|entry| entry.input().unwrap().is_none()));
    // What was missing is there, what was damaged is mended, and what was too large has shrunk.
    fs::write(&later, "Iran won.").unwrap();
    fs::write(
        &array,
        "[{\"id\": \"d\", \"text\": \"Iran fled.\"},\n{\"id\": \"e\", \"text\": \"Oman too.\"}]",
    )
    .unwrap();
    let lines =
        [line("a", "Iran met."), line("long", "Short now."), line("c", "The US won.")].concat();
    fs::write(&input, lines).unwrap();
    let run = actant(&["retry", &out, "--model", TINY]);
    let ids = run.ids();
    assert!(ids.contains(&"long".into()) && ids.contains(&"e".into()) && ids.contains(&later));
    assert!(!ids.contains(&"a".into()) && !ids.contains(&"c".into()), "{ids:?}");
}

#[test]
fn there_must_be_something_to_retry() {
    let folder = Folder::new();
    let input = arg(&folder.file("in.jsonl", line("a", "Iran met.")));
    let out = arg(&folder.path("out.jsonl"));
    extract(&[&input, "-o", &out]).exits(0);
    actant(&["retry", &out, "--model", TINY]).exits(2).says("the run has rejected nothing");
    let run = piped(&["extract", "--model", TINY, "-o", &out, "--force"], b"{}").exits(1);
    run.says("no field \"text\"");
    actant(&["retry", &out, "--model", TINY]).exits(1).says("1 in: 0 done, 0 failed, 1 rejected");
}
