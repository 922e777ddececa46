//! Bad input: what is said of it, how the run ends, and that the rest is done.

use std::path::Path;

use crate::program::{Folder, TINY, extract, line, piped};

fn arg(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// A JSONL file with a good article, a bad line, and a good article.
fn around(bad: &[u8]) -> Vec<u8> {
    [line("before", "Iran met.").as_bytes(), bad, b"\n", line("after", "The US went.").as_bytes()]
        .concat()
}

#[test]
fn a_bad_line_is_named_and_the_rest_is_done() {
    let cases: [(&[u8], &str); 10] = [
        (b"{\"id\": \"x\", \"text\": \"caf\xE9\"}", "stdin:2: not UTF-8: byte 0xE9"),
        (b"{\"id\": \"x\", \"text\": ", "stdin:2: not JSON: EOF while parsing a value"),
        (b"plain words", "stdin:2: not JSON: expected value at column 1"),
        (b"\"text\"", "stdin:2: a string where a JSON object must stand"),
        (b"{\"id\": \"x\"}", "stdin:2: article \"x\": no field \"text\""),
        (
            b"{\"id\": \"x\", \"text\": null}",
            "article \"x\": field \"text\" is null; the text must be a string",
        ),
        (b"{\"id\": \"x\", \"text\": \"\"}", "stdin:2: article \"x\": the text is empty"),
        (b"{\"id\": \"x\", \"text\": \" \\n \"}", "article \"x\": the text is white space only"),
        (b"{\"id\": {}, \"text\": \"y\"}", "stdin:2: field \"id\" is an object"),
        (
            b"{\"id\": \"before\", \"text\": \"y\"}",
            "stdin:2: article \"before\": the same id was read at stdin:1; ids must be unique",
        ),
    ];
    for (bad, message) in cases {
        let run = piped(&["extract", "--model", TINY], &around(bad))
            .exits(1)
            .says(&format!(
                "error: {}",
                if message.starts_with("stdin") { message } else { "stdin:2: " }
            ))
            .says(message)
            .says("articles    3 in: 2 done, 0 failed, 1 rejected");
        assert_eq!(run.ids(), ["before", "after"]);
    }
}

#[test]
fn a_bad_file_is_named_and_the_rest_is_done() {
    let folder = Folder::new();
    let gz = [0x1F, 0x8B, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8];
    let cases: [(&str, &[u8], &str); 6] = [
        ("latin.txt", b"caf\xE9 Iran", "latin.txt: not UTF-8: byte 0xE9 at byte 3; convert it"),
        (
            "wide.txt",
            b"\xFF\xFEI\0r\0",
            "wide.txt: not UTF-8: byte 0xFF at byte 0; it looks like UTF-16",
        ),
        ("empty.txt", b"", "empty.txt: the text is empty"),
        ("blank.txt", b" \n\t\n", "blank.txt: the text is white space only"),
        ("damaged.txt.gz", &gz, "damaged.txt.gz: cannot be decompressed"),
        (
            "array.json",
            b"[{\"id\": \"x\", \"text\": \"y\"}, 7]",
            "array.json:1: '7' where a JSON object must begin",
        ),
    ];
    for (name, bytes, message) in cases {
        let folder = Folder::new();
        let bad = arg(&folder.file(name, bytes));
        let (first, last) = (folder.file("1.txt", "Iran met."), folder.file("2.txt", "Iran won."));
        let run = extract(&[arg(&first), bad, arg(&last)]).exits(1).says(message);
        let ids = run.ids();
        assert_eq!((ids.first(), ids.last()), (Some(&arg(&first)), Some(&arg(&last))), "{name}");
    }
    let good = arg(&folder.file("1.txt", "Iran met."));
    let run = extract(&["no/such.txt", "no/*.txt", &good])
        .exits(1)
        .says("no/such.txt: no such file or folder")
        .says("no/*.txt: no file matches this pattern")
        .says("3 in: 1 done, 0 failed, 2 rejected");
    assert_eq!(run.ids(), [good]);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_opened_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let good = arg(&folder.file("news/1.txt", "Iran met."));
    std::os::unix::fs::symlink("gone", folder.path("news/2.txt")).unwrap();
    let run = extract(&[arg(&folder.path("news"))]).exits(1).says("news/2.txt: No such file");
    assert_eq!(run.ids(), std::slice::from_ref(&good));

    let locked = folder.file("locked.txt", "Iran met.");
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::File::open(&locked).is_ok() {
        eprintln!("skipped in part: this user may read files whatever their permissions say");
        return;
    }
    extract(&[&arg(&locked), &good]).exits(1).says("locked.txt: Permission denied");
}

#[test]
fn many_problems_are_counted_and_not_all_printed() {
    let lines = "{}\n".repeat(50) + &line("good", "Iran met.");
    let run = piped(&["extract", "--model", TINY], lines.as_bytes())
        .exits(1)
        .says("more of this kind are counted")
        .says("51 in: 1 done, 0 failed, 50 rejected");
    assert_eq!(run.stderr.matches("error: stdin:").count(), 20);
    let run = piped(&["extract", "--model", TINY, "--verbose"], lines.as_bytes()).exits(1);
    assert_eq!(run.stderr.matches("error: stdin:").count(), 50);
}

#[test]
fn a_date_that_nobody_understands_is_a_warning() {
    let record = br#"{"id": "a", "text": "Iran met.", "date": "the other day"}"#;
    let run = piped(&["extract", "--model", TINY], record)
        .exits(0)
        .says("warning: stdin:1: date \"the other day\" is not understood: kept in meta")
        .says("warnings    1");
    assert_eq!(run.records()[0].meta["date"], "the other day");
}
