//! What each fuzz target does with its bytes. Nothing may panic, and what is asserted must hold for all of them.
//!
//! `fuzz_targets` and a test of the main package run these functions.

use std::path::Path;

use actant::corpus::{
    Articles, Dedup, FieldNames, Format, Lines, MaxFailures, Memory, Origin, Screen, Size, Source,
    entries,
};
use actant::format::jsonl::{Record, Records};
use actant::format::labels::{
    LabelFormat, LabelMap, ReadOptions, WriteOptions, parse, read, write,
};
use actant::format::{Layers, OffsetUnit, faults};

/// A target: its name, and what it does.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: &[Target] = &[
    ("jsonl", jsonl),
    ("json", json),
    ("text", text),
    ("csv", csv),
    ("tsv", tsv),
    ("parquet", parquet),
    ("unknown", unknown),
    ("rejected", rejected),
    ("labels", labels),
    ("brat", brat),
    ("records", records),
    ("settings", settings),
    ("sentences", sentences),
];

/// Articles of a file of JSON lines.
pub fn jsonl(bytes: &[u8]) {
    articles(bytes, Format::Jsonl);
}

/// Articles of JSON in any layout.
pub fn json(bytes: &[u8]) {
    articles(bytes, Format::Json);
}

/// An article that is a file.
pub fn text(bytes: &[u8]) {
    articles(bytes, Format::Text);
}

/// Articles of a table with commas.
pub fn csv(bytes: &[u8]) {
    articles(bytes, Format::Csv);
}

/// Articles of a table with tabs.
pub fn tsv(bytes: &[u8]) {
    articles(bytes, Format::Tsv);
}

/// Articles of a Parquet file.
pub fn parquet(bytes: &[u8]) {
    articles(bytes, Format::Parquet);
}

/// Articles of a file of which nothing is known: it may be compressed, too.
pub fn unknown(bytes: &[u8]) {
    articles(bytes, Format::Auto);
}

/// Articles that were rejected.
pub fn rejected(bytes: &[u8]) {
    for entry in entries(bytes, "fuzz").flatten() {
        let _ = entry.input();
        let mut line = Vec::new();
        entry.write(&mut line).expect("memory takes everything");
        let again = entries(&line[..], "again").next().expect("a line").expect("an entry");
        assert_eq!(entry, again);
    }
    articles(bytes, Format::Rejected);
}

fn articles(bytes: &[u8], format: Format) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("articles");
    std::fs::write(&path, bytes).expect("a file");
    let (origin, name) = (Origin::File(path), "articles".into());
    let source = Source { origin, name, format, lines: Lines::All };
    let memory = Memory::for_copies(Some(Size(450_000_000)), 1).expect("it is enough");
    let screen = Screen::english().knowing_copies(Dedup::Mark, &memory);
    let articles = Articles::new(vec![source], FieldNames::default()).screened(screen);
    let mut articles = articles.bounded(&memory, folder.path().into());
    let mut ids = std::collections::BTreeSet::new();
    for article in &mut articles {
        match article {
            Ok(article) => {
                assert!(!article.document.text().trim().is_empty());
                assert!(ids.insert(article.document.id().to_owned()), "an id twice");
            }
            Err(rejection) => assert!(!rejection.why.is_empty()),
        }
    }
    assert!(articles.fault().is_none());
    let copies = articles.clusters(true).iter().map(|cluster| cluster.copies.len()).sum::<usize>();
    assert!(copies <= ids.len());
}

/// Labelled articles: a line with the name of the format, then the file.
pub fn labels(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Some((name, content)) = text.split_once('\n') else { return };
    let Ok(format) = name.parse::<LabelFormat>() else { return };
    let options = ReadOptions::default();
    let Ok(found) = parse(content, "fuzz", format, &options) else { return };
    for to in LabelFormat::ALL.iter().filter(|to| to.is_written()) {
        let Ok(written) = write(&found.articles, *to, &WriteOptions::default()) else { continue };
        if let Ok(content) = written.content {
            let _ = parse(&content, "again", *to, &options);
        }
    }
}

/// An article in brat's two files: the text, a line of four hyphens, the annotations.
pub fn brat(bytes: &[u8]) {
    let at = bytes.windows(6).position(|window| window == b"\n----\n");
    let (text, annotations) = at.map_or((bytes, &[][..]), |at| (&bytes[..at], &bytes[at + 6..]));
    let folder = tempfile::tempdir().expect("a folder");
    let put = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes);
    put("a.txt", text).and_then(|()| put("a.ann", annotations)).expect("files");
    let _ = read(Path::new(folder.path()), LabelFormat::Brat, &ReadOptions::default());
}

/// Records, of which those that are read are written as they were.
pub fn records(bytes: &[u8]) {
    for record in Records::new(bytes, "fuzz").flatten() {
        let mut line = Vec::new();
        record.write(&mut line).expect("memory takes everything");
        let line = std::str::from_utf8(&line).expect("JSON is UTF-8");
        assert_eq!(Record::parse(line).expect("a record"), record);
        let _ = faults(line);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = faults(text);
    }
}

/// What settings hold, and tables of labels.
pub fn settings(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(size) = text.parse::<Size>() {
        let _ = size.to_string().parse::<Size>().expect("it is written as it is read");
    }
    if let Ok(most) = text.parse::<MaxFailures>() {
        assert_eq!(most.to_string().parse(), Ok(most));
    }
    let _ = (text.parse::<Layers>(), text.parse::<OffsetUnit>());
    let _ = LabelMap::parse(text, "fuzz");
}

/// Sentences and tokens, which hold every character that is no white space once.
pub fn sentences(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let found = actant::text::tokenize(&text);
    let mut at = 0;
    for token in &found.tokens {
        let (start, end) = (token.span.start(), token.span.end());
        assert!(text[at..start].chars().all(char::is_whitespace), "a gap before {start}");
        assert!(start < end && text.is_char_boundary(end));
        at = end;
    }
    assert!(text[at..].chars().all(char::is_whitespace), "a gap at the end");
}
