//! An output that is not what its run wrote is found out.

use std::fs;
use std::path::Path;

use crate::program::{Folder, actant, extract, line};

fn arg(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// An output with three records and a rejected article.
fn output(folder: &Folder) -> String {
    let text = "Iran, the US – and “others” – met in Oman; the café’s owner wasn’t there.";
    let lines = [line("a", text), line("b", text), "{}\n".into(), line("c", text)].concat();
    let input = arg(&folder.file("in.jsonl", lines));
    let out = arg(&folder.path("out.jsonl"));
    let layers = "sentences,tokens,mentions,entities,relations,clauses";
    extract(&[&input, "-o", &out, "--layers", layers, "--force"]).exits(1);
    out
}

#[test]
fn what_extraction_writes_is_sound() {
    let folder = Folder::new();
    let out = output(&folder);
    let run = actant(&["verify", &out]).exits(0);
    assert_eq!(
        String::from_utf8(run.stdout).unwrap(),
        "sound: 3 records, 1 articles without one, the manifest agrees\n"
    );
    for unit in ["bytes", "utf16"] {
        let out = arg(&folder.path("other.jsonl.gz"));
        let input = arg(&folder.path("in.jsonl"));
        extract(&[&input, "-o", &out, "--offsets", unit, "--force"]).exits(1);
        actant(&["verify", &out]).exits(0);
    }
    fs::remove_file(format!("{out}.manifest.json")).unwrap();
    let run = actant(&["verify", &out]).exits(0);
    assert!(String::from_utf8(run.stdout).unwrap().contains("no manifest"));
    actant(&["verify", "no/such.jsonl"]).exits(2).says("no/such.jsonl: No such file");
}

#[test]
fn every_damage_is_found_and_its_place_named() {
    let folder = Folder::new();
    let record = crate::program::records(&fs::read(output(&folder)).unwrap()).remove(0);
    let mention = &record.mentions.as_ref().unwrap()[0];
    let at = |start: usize| format!("\"start\":{start},\"end\":{},\"text\":", mention.end);
    let (right, wrong) = (at(mention.start), at(mention.start + 1));
    let length = record.text.chars().count();
    let (read, less) = (format!("\"read\":{length}"), format!("\"read\":{}", length - 1));
    // A file, what stands in it, what it is turned into, and what is to be said.
    let cases: [(&str, &str, &str, &str); 13] = [
        (
            "",
            "\"schema\":\"actant/1\"",
            "\"schema\":\"actant/9\"",
            "out.jsonl:1: article \"a\": the schema is",
        ),
        ("", "\"id\":\"b\"", "\"id\":\"a\"", "out.jsonl:2: article \"a\": the same id stands at"),
        ("", &right, &wrong, ": the text reads "),
        ("", &right, "\"start\":0,\"end\":900,\"text\":", "no such span: 0..900"),
        ("", &read, &less, "coverage: "),
        (
            "",
            "\"offset_unit\":\"codepoint\"",
            "\"offset_unit\":\"bytes\"",
            "out.jsonl:1: article \"a\": ",
        ),
        ("", "\"meta\":{}", "\"meta\":{", "out.jsonl:1: not JSON"),
        ("", "\"score\":", "\"score\":7", "tokens[0]: the score"),
        ("", "\"entity\":0,\"score\":", "\"entity\":0,\"score\":7", "is not between 0 and 1"),
        ("", "\n", "\n\n", "out.jsonl:2: not JSON"),
        (
            ".rejected.jsonl",
            "\"outcome\":\"rejected\"",
            "\"outcome\":\"failed\"",
            "says 1 rejected, the files have 0",
        ),
        (".rejected.jsonl", "{\"outcome\"", "{\"outcame\"", "out.jsonl.rejected.jsonl:1: no entry"),
        (".manifest.json", "\"done\": 3", "\"done\": 4", "says 4 done, the files have 3"),
    ];
    for (suffix, from, to, said) in cases {
        let out = output(&folder);
        let path = format!("{out}{suffix}");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from} is not in {path}");
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
        let run = actant(&["verify", &out]).exits(1);
        let stdout = String::from_utf8(run.stdout).unwrap();
        assert!(stdout.contains(said), "{said:?} is not in:\n{stdout}");
        if suffix != ".manifest.json" {
            let sum = format!("{path}: not as it was written: ");
            assert!(stdout.contains(&sum), "the sum tells too:\n{stdout}");
        }
    }
}

#[test]
fn a_file_that_was_cut_short_is_found() {
    let folder = Folder::new();
    let out = output(&folder);
    let bytes = fs::read(&out).unwrap();
    let second = bytes.iter().position(|&b| b == b'\n').unwrap() + 1;
    fs::write(&out, &bytes[..second]).unwrap();
    let run = actant(&["verify", &out]).exits(1);
    assert!(String::from_utf8(run.stdout).unwrap().contains("says 3 done, the files have 1"));
    let packed = arg(&folder.path("out.jsonl.gz"));
    extract(&[&arg(&folder.path("in.jsonl")), "-o", &packed]).exits(1);
    let bytes = fs::read(&packed).unwrap();
    fs::write(&packed, &bytes[..bytes.len() - 20]).unwrap();
    let run = actant(&["verify", &packed]).exits(1);
    assert!(String::from_utf8(run.stdout).unwrap().contains("out.jsonl.gz:"));
    fs::remove_file(format!("{out}.rejected.jsonl")).unwrap();
    let run = actant(&["verify", &out]).exits(1);
    assert!(String::from_utf8(run.stdout).unwrap().contains("says 1 rejected, the files have 0"));
}
