//! The same articles in every container give the same records.

use std::io::Write;
use std::path::Path;

use crate::program::{Folder, TINY, extract, line, piped};

const TEXTS: [(&str, &str); 3] = [
    ("a", "Iran met the US in Oman."),
    ("b", "McGurk – who won’t go – said “yes” 😀.\r\n\r\nThe café paid $5 million."),
    ("c", "  The militias were backed by Iran. "),
];

fn jsonl() -> String {
    TEXTS.iter().map(|(id, text)| line(id, text)).collect()
}

fn table(delimiter: char) -> String {
    let rows = TEXTS
        .iter()
        .map(|(id, text)| format!("{id}{delimiter}\"{}\"\r\n", text.replace('"', "\"\"")));
    format!("id{delimiter}text\r\n{}", rows.collect::<String>())
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

fn zst(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

fn arg(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

#[test]
fn containers_do_not_matter() {
    let folder = Folder::new();
    let plain = folder.file("in.jsonl", jsonl());
    let expected = extract(&[arg(&plain)]).exits(0);
    assert_eq!(expected.ids(), ["a", "b", "c"]);
    let texts: Vec<_> = expected.records().into_iter().map(|r| r.text).collect();
    assert_eq!(texts, TEXTS.map(|(_, text)| text), "the text comes out as it went in");

    let array = format!("[{}]", jsonl().trim().replace('\n', ",\n"));
    let (first, rest) = jsonl().split_at(jsonl().find('\n').unwrap() + 1).to_owned_pair();
    let containers = [
        ("in.jsonl.gz", gz(jsonl().as_bytes())),
        ("members.jsonl.gz", [gz(first.as_bytes()), gz(rest.as_bytes())].concat()),
        ("in.jsonl.zst", zst(jsonl().as_bytes())),
        ("frames.jsonl.zst", [zst(first.as_bytes()), zst(rest.as_bytes())].concat()),
        ("in.json", array.into_bytes()),
        ("in.ndjson", jsonl().replace('\n', "\r\n\r\n").into_bytes()),
        ("no-ending", jsonl().into_bytes()),
    ];
    let tables = [
        ("in.csv", table(',').into_bytes()),
        ("in.tsv", table('\t').into_bytes()),
        ("in.CSV.gz", gz(table(',').as_bytes())),
        ("in.tsv.zst", zst(table('\t').as_bytes())),
        ("marked.csv", format!("\u{FEFF}{}", table(',')).into_bytes()),
    ];
    for (name, bytes) in tables {
        let path = folder.file(name, &bytes);
        assert_eq!(extract(&[arg(&path)]).exits(0).stdout, expected.stdout, "{name}");
    }
    for (name, bytes) in containers {
        let path = folder.file(name, &bytes);
        assert_eq!(extract(&[arg(&path)]).exits(0).stdout, expected.stdout, "{name}");
        let stdin = piped(&["extract", "--model", TINY], &bytes).exits(0);
        assert_eq!(stdin.stdout, expected.stdout, "{name} on standard input");
    }
    let dash = piped(&["extract", "-", "--model", TINY], jsonl().as_bytes()).exits(0);
    assert_eq!(dash.stdout, expected.stdout);
}

trait ToOwnedPair {
    fn to_owned_pair(self) -> (String, String);
}

impl ToOwnedPair for (&str, &str) {
    fn to_owned_pair(self) -> (String, String) {
        (self.0.to_owned(), self.1.to_owned())
    }
}

#[test]
fn folders_patterns_and_lists_of_files_are_the_same() {
    let folder = Folder::new();
    for (id, text) in TEXTS {
        folder.file(&format!("news/{id}.txt"), text);
    }
    folder.file("news/.hidden.txt", "Not read.");
    folder.file("news/readme.md", "Not read.");
    let ids: Vec<String> =
        ["a", "b", "c"].map(|n| arg(&folder.path(&format!("news/{n}.txt")))).into();
    let listed = extract(&ids).exits(0);
    assert_eq!(listed.ids(), ids, "the id of a text file is its path as given");
    let walked =
        extract(&[arg(&folder.path("news"))]).exits(0).says("2 with other endings or hidden");
    assert_eq!(walked.stdout, listed.stdout);
    let globbed = extract(&[arg(&folder.path("news/*.txt"))]).exits(0);
    // A pattern matches hidden files as little as a shell does, if it does not ask for them.
    let globbed: Vec<_> = globbed.ids().into_iter().filter(|id| !id.contains(".hidden")).collect();
    assert_eq!(globbed, ids);
}

#[test]
fn text_on_standard_input_is_one_article() {
    let run = piped(&["extract", "--model", TINY], TEXTS[0].1.as_bytes()).exits(0);
    assert_eq!(run.ids(), ["stdin"]);
    let json_as_text =
        piped(&["extract", "--model", TINY, "--format", "text"], jsonl().as_bytes()).exits(0);
    assert_eq!(json_as_text.records()[0].text, jsonl());
}

#[test]
fn fields_may_have_other_names_and_pass_through() {
    let folder = Folder::new();
    let record = r#"{"uid": 7, "body": "Iran met the US.", "published": "March 13, 2024", "headline": "H", "tags": ["x", 1.25]}"#;
    let path = folder.file("in.jsonl", record);
    let names = ["--id-field", "uid", "--text-field", "body", "--date-field", "published"];
    let mut arguments = vec![arg(&path)];
    arguments.extend(names.map(String::from));
    arguments.extend(["--title-field", "headline"].map(String::from));
    let run = extract(&arguments).exits(0);
    let record = &run.records()[0];
    assert_eq!((record.id.as_str(), record.text.as_str()), ("7", "Iran met the US."));
    assert_eq!(
        serde_json::to_string(&record.meta).unwrap(),
        r#"{"published":"March 13, 2024","headline":"H","tags":["x",1.25]}"#
    );
}

#[test]
fn a_record_without_an_id_is_named_after_its_line() {
    let run =
        piped(&["extract", "--model", TINY], b"{\"text\": \"x\"}\n{\"text\": \"y\"}").exits(0);
    assert_eq!(run.ids(), ["stdin:1", "stdin:2"]);
}
