use std::path::Path;

use super::*;
use crate::corpus::{Format, Memory, Size, Sources};

fn read(folder: &Path, files: &[(&str, &[u8])], format: Option<Format>) -> Vec<String> {
    let mut arguments = Vec::new();
    for (name, bytes) in files {
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        arguments.push(path.to_string_lossy().into_owned());
    }
    let sources = Sources::resolve(&arguments, format, None);
    assert!(sources.failed.is_empty());
    let root = format!("{}/", folder.display());
    Articles::new(sources.found, FieldNames::default())
        .map(|next| match next {
            Ok(incoming) => {
                format!("{} = {}", incoming.document.id(), incoming.document.text())
            }
            Err(rejection) => rejection.to_string(),
        })
        .map(|line| line.replace(&root, ""))
        .collect()
}

#[test]
fn a_bad_line_leaves_the_others_alone() {
    let folder = tempfile::tempdir().unwrap();
    let jsonl = b"\xEF\xBB\xBF{\"id\": \"a\", \"text\": \"one\"}\r\n\n{\"id\": \"b\"\n{\"id\": \"c\", \"text\": \"\xE9\"}\n{\"text\": \"four\"}";
    let read = read(folder.path(), &[("in.jsonl", jsonl)], None);
    assert_eq!(read[0], "a = one");
    assert!(read[1].starts_with("in.jsonl:3: not JSON: EOF while parsing an object"));
    assert!(read[2].starts_with("in.jsonl:4: not UTF-8: byte 0xE9 at byte 21"), "{}", read[2]);
    assert_eq!(read[3..], ["in.jsonl:5 = four"]);
}

#[test]
fn the_layout_of_json_does_not_matter() {
    let (a, b) = (r#"{"id": "a", "text": "x"}"#, "{\"id\": \"b\",\n \"text\": \"y\"}");
    for text in [format!("[{a}, {b}]"), format!("\n{b}\n{a}"), format!("[\n{a},\n{b}\n]\n")] {
        let folder = tempfile::tempdir().unwrap();
        for name in ["in.json", "unknown"] {
            let mut read = read(folder.path(), &[(name, text.as_bytes())], None);
            read.sort();
            assert_eq!(read, ["a = x", "b = y"], "{name}: {text}");
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let lines = format!("\n{a}\n{{broken\n{}", a.replace("\"a\"", "\"c\""));
    let read = read(folder.path(), &[("in.json", lines.as_bytes())], None);
    assert_eq!(read[0], "a = x");
    assert!(read[1].starts_with("in.json:3: not JSON"), "{}", read[1]);
    assert_eq!(read[2], "c = x");
}

#[test]
fn a_text_that_looks_like_json_is_a_text_when_its_name_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let files: [(&str, &[u8]); 3] =
        [("a.txt", b"{\"id\": 1}"), ("b", b"[Reuters] x"), ("c", b"{sic}")];
    let read = read(folder.path(), &files, None);
    assert_eq!(read, ["a.txt = {\"id\": 1}", "b = [Reuters] x", "c = {sic}"]);
}

#[test]
fn an_article_read_twice_is_a_duplicate_and_another_of_its_id_is_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let line: &[u8] = b"{\"id\": \"a\", \"text\": \"x\"}\n";
    let other: &[u8] = b"{\"id\": \"a\", \"text\": \"y\"}\n";
    let twice = [line, line].concat();
    let read = read(folder.path(), &[("1.jsonl", &twice), ("2.jsonl", other)], None);
    assert_eq!(read[0], "a = x");
    assert!(read[1].starts_with("1.jsonl:2: article \"a\": the same article was read at "));
    assert!(read[1].ends_with("1.jsonl:1"));
    assert!(read[2].starts_with("2.jsonl:1: article \"a\": the same id was read at"));
    assert!(read[2].contains("1.jsonl:1; ids must be unique"));
}

#[test]
fn what_is_too_large_is_rejected_and_the_rest_read() {
    let folder = tempfile::tempdir().unwrap();
    let memory = Memory::new(Some(Size(250_000_000)), 1).unwrap();
    assert_eq!(memory.largest_record(), 1_250_000);
    let record = |id: &str, bytes: usize| {
        let text = "word ".repeat(bytes / 5);
        format!("{{\"id\": \"{id}\", \"text\": \"{text}\"}}\n")
    };
    let lines = [record("a", 10), record("b", 4_000_000), record("c", 10)].concat();
    let array = format!("[{}]", lines.trim().replace('\n', ",\n"));
    for (name, bytes) in
        [("in.jsonl", &lines), ("in.json", &lines), ("array.json", &array), ("a.txt", &lines)]
    {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let sources = Sources::resolve(&[path.to_string_lossy().into_owned()], None, None);
        let articles = Articles::new(sources.found, FieldNames::default());
        let read: Vec<_> = articles.bounded(&memory, folder.path().into()).collect();
        let rejection = read.iter().find_map(|r| r.as_ref().err()).unwrap();
        assert!(rejection.why.contains("is too large to be read in this memory"));
        assert!(rejection.why.ends_with("give it 1 GB with --memory"), "{}", rejection.why);
        assert_eq!(read.len(), if name == "a.txt" { 1 } else { 3 }, "{name}");
        assert!(rejection.raw.is_none());
    }
}

#[test]
fn damage_in_a_compressed_file_loses_only_what_follows_it() {
    use std::io::Write;
    let folder = tempfile::tempdir().unwrap();
    let lines: String =
        (0..4000).map(|i| format!("{{\"id\": \"{i}\", \"text\": \"{}\"}}\n", i * i)).collect();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(lines.as_bytes()).unwrap();
    let whole = gz.finish().unwrap();
    let files: [(&str, &[u8]); 2] =
        [("cut.jsonl.gz", &whole[..whole.len() / 2]), ("z.txt", b"still read")];
    let read = read(folder.path(), &files, None);
    assert_eq!(read[0], "0 = 0");
    let bad = &read[read.len() - 2];
    assert!(bad.contains("cannot be decompressed") && bad.contains("cut.jsonl.gz:"), "{bad}");
    assert_eq!(read[read.len() - 1], "z.txt = still read");
}
