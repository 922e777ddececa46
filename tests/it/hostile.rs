//! Input that is made to break its reader: each ends once in the ledger, and nothing else happens.

use std::io::Write;

use actant::corpus::Manifest;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::program::{Folder, actant, extract, line};

/// How an article ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    Done,
    /// With this in the reason.
    Rejected(&'static str),
}
use Ends::{Done, Rejected};

/// Bytes of a text that is extracted: a word of it may be a byte, and a debug build takes its time.
const TEXT: usize = 2_000;
/// Brackets and columns of what is not extracted.
const SIZE: usize = 100_000;
/// More than a record may have by default.
const TOO_LARGE: usize = 6_000_000;

fn texts() -> Vec<(&'static str, String, Ends)> {
    let many = |piece: &str| piece.repeat(TEXT / piece.len());
    vec![
        ("brackets that open", many("("), Done),
        ("brackets of all kinds", many("[{(<>)}]"), Done),
        ("quotes", many("\"'"), Done),
        ("combining characters", format!("e{}", many("\u{301}")), Done),
        ("right-to-left marks", format!("Iran {} met.", many("\u{200F}")), Done),
        ("overrides of direction", format!("Iran {} met.", many("\u{202E}\u{202C}")), Done),
        ("joiners", many("\u{200D}"), Done),
        ("one word", "a".repeat(SIZE), Done),
        ("one word of letters of four bytes", many("𝔞"), Done),
        ("dots", many("."), Done),
        ("words of a letter and a dot", many("A."), Done),
        ("hyphens", many("a-"), Done),
        ("line feeds", format!("Iran{}met.", many("\n")), Done),
        ("nothing but line feeds", many("\n"), Rejected("white space only")),
        ("NULs", format!("Iran\0met{}", many("\0")), Done),
        ("noncharacters", many("\u{FFFF}\u{FFFE}"), Done),
        ("the byte order mark, again and again", many("\u{FEFF}"), Done),
        ("digits", many("1"), Done),
    ]
}

fn files() -> Vec<(&'static str, Vec<u8>, Ends)> {
    let text = |text: &str| format!("{{\"id\": \"x\", \"text\": \"{text}\"}}\n").into_bytes();
    let with = |meta: String| format!("{{\"text\": \"Iran met.\", \"m\": {meta}}}\n").into_bytes();
    let nested = |open: &str, close: &str| format!("{}1{}", open.repeat(SIZE), close.repeat(SIZE));
    let bytes = TOO_LARGE;
    vec![
        ("lone.jsonl", text("Iran \\ud800 met."), Rejected("not JSON")),
        ("trailing.jsonl", text("Iran \\udc00\\ud800"), Rejected("not JSON")),
        ("nul.jsonl", text("Iran \\u0000 met."), Done),
        ("raw-nul.jsonl", text("Iran \0 met."), Rejected("not JSON")),
        ("arrays.jsonl", with(nested("[", "]")), Rejected("not JSON")),
        ("arrays.json", with(nested("[", "]")), Rejected("not JSON")),
        ("objects.jsonl", with(nested("{\"a\":", "}")), Rejected("not JSON")),
        ("open.jsonl", "[".repeat(SIZE).into_bytes(), Rejected("not JSON")),
        ("open.json", "{\"a\":".repeat(SIZE).into_bytes(), Rejected("ends inside this record")),
        ("unended.jsonl", text(&"a".repeat(SIZE))[..SIZE].to_vec(), Rejected("not JSON")),
        ("long.jsonl", "a".repeat(bytes).into_bytes(), Rejected("too large")),
        ("long.json", format!("{{{}", "a".repeat(bytes)).into_bytes(), Rejected("")),
        ("long.csv", format!("text\n\"{}", "a".repeat(bytes)).into_bytes(), Rejected("too large")),
        ("header.csv", "a,".repeat(bytes / 2).into_bytes(), Rejected("")),
        ("columns.csv", ",".repeat(SIZE).into_bytes(), Rejected("no column \"text\"")),
        ("quote.tsv", b"text\n\"Iran met.\n\n".to_vec(), Rejected("")),
        ("nul.txt", b"Iran\0met.".to_vec(), Done),
        ("long.txt", "a ".repeat(bytes / 2).into_bytes(), Rejected("too large")),
        ("magic.parquet", b"PAR1\0\0\0\0PAR1".to_vec(), Rejected("")),
        ("huge.parquet", b"PAR1\xFF\xFF\xFF\x7FPAR1".to_vec(), Rejected("")),
    ]
}

/// What became of the only article of a file, and what was said.
fn fate(folder: &Folder, file: &str, flags: &[&str]) -> (Ends, String) {
    let out = folder.path("out.jsonl").to_string_lossy().into_owned();
    let arguments = [&[file, "-o", &out, "--force", "--verbose"][..], flags].concat();
    let run = extract(&arguments);
    assert!(matches!(run.code, Some(0 | 1)), "{file}: {:?} {}", run.code, run.stderr);
    assert!(!run.stderr.contains("panicked"), "{file}: {}", run.stderr);
    let counts = Manifest::read(out.as_ref()).unwrap().unwrap().counts;
    assert_eq!((counts.articles, counts.failed), (1, 0), "{file}: {}", run.stderr);
    assert!(counts.reconciles());
    actant(&["verify", &out]).exits(0);
    (if counts.done == 1 { Done } else { Rejected("") }, run.stderr)
}

#[track_caller]
fn check(what: &str, (found, said): (Ends, String), expected: Ends) {
    match expected {
        Done => assert_eq!(found, Done, "{what}: {said}"),
        Rejected(why) => {
            assert_eq!(found, Rejected(""), "{what}");
            assert!(said.contains(why), "{what}: {why:?} is not in {said}");
        }
    }
}

#[test]
fn a_text_made_to_break_its_reader_has_a_record_or_a_reason() {
    let folder = Folder::new();
    for (what, text, ends) in texts() {
        for (name, bytes) in [("in.txt", text.clone()), ("in.jsonl", line("x", &text))] {
            let file = folder.file(name, bytes).to_string_lossy().into_owned();
            check(what, fate(&folder, &file, &["--dedup", "mark"]), ends);
        }
    }
}

#[test]
fn a_file_made_to_break_its_reader_has_a_record_or_a_reason() {
    let folder = Folder::new();
    for (name, bytes, ends) in files() {
        let file = folder.file(name, bytes).to_string_lossy().into_owned();
        check(name, fate(&folder, &file, &[]), ends);
    }
}

#[test]
fn a_panic_that_is_caught_is_told_by_the_program_alone() {
    let lying = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/seeds/parquet/lying-dictionary.parquet");
    let run = extract(&[lying]).exits(1).says(&format!("error: {lying}:1: the data are damaged: "));
    assert!(!run.stderr.contains("panicked at"), "{}", run.stderr);
    assert!(!run.stderr.contains("backtrace"), "{}", run.stderr);
    assert!(run.stdout.is_empty());
}

/// Little that becomes very much: a gzip member of a megabyte, 300 times.
fn bomb(start: &str, filler: u8) -> Vec<u8> {
    let gzip = |bytes: &[u8]| {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(bytes).unwrap();
        gzip.finish().unwrap()
    };
    let mut bytes = gzip(start.as_bytes());
    bytes.extend(gzip(&vec![filler; 1_000_000]).repeat(300));
    assert!(bytes.len() < 1_000_000);
    bytes
}

#[test]
fn what_grows_without_end_when_it_is_decompressed_is_rejected_in_the_memory_there_is() {
    const MEMORY: u64 = 250;
    let folder = Folder::new();
    let text = "{\"id\": \"x\", \"text\": \"";
    for (name, start, filler) in [
        ("bomb.txt.gz", "", b'a'),
        ("spaces.txt.gz", "", b' '),
        ("bomb.jsonl.gz", text, b'a'),
        ("bomb.json.gz", text, b'a'),
        ("brackets.json.gz", "{\"id\": ", b'['),
        ("bomb.csv.gz", "id,text\nx,\"", b'a'),
        ("bomb.tsv.gz", "id\ttext\nx\t", b'a'),
        ("header.csv.gz", "", b','),
    ] {
        let file = folder.file(name, bomb(start, filler)).to_string_lossy().into_owned();
        let memory = format!("{MEMORY}MB");
        let found = fate(&folder, &file, &["--memory", &memory, "--threads", "1"]);
        // Only Linux tells how much it was.
        if let Some(most) = found.1.split("memory      ").nth(1) {
            let most: u64 = most.split(' ').next().unwrap().parse().unwrap();
            assert!(most <= MEMORY, "{name}: {most} MB");
        }
        check(name, found, Rejected(""));
    }
}
