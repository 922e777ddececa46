//! What is malformed is refused by file and line, and nothing makes a reader panic.

use proptest::prelude::*;

use super::round_trips_test::{BRAT_LINES, BRAT_TEXT, FIXTURES, articles};
use super::*;

#[test]
fn broken_files_are_refused_by_file_and_line() {
    use LabelFormat::*;
    let cases: [(LabelFormat, &str, &str); 21] = [
        (Doccano, r#"{"text": "é", "label": [[0, 2, "A"]]}"#, "f:1: label 0: end 2 is outside"),
        (Doccano, r#"{"text": "e", "label": [[0, 0, "A"]]}"#, "f:1: label 0 covers nothing"),
        (Doccano, r#"{"label": []}"#, "f:1: no doccano example: missing field `text`"),
        (
            Doccano,
            r#"{"text": "e", "entities": [], "relations": [{"from_id": 1, "to_id": 1, "type": "r"}]}"#,
            "f:1: relation \"r\": no entity has the id 1",
        ),
        (
            Records,
            "{\"id\": \"a\", \"text\": \"\"}\n{\"id\": \"a\", \"text\": \"\"}",
            "f:2: id \"a\" was used in line 1",
        ),
        (Records, "\n[1, 2]", "f:2: '1' where an object should begin"),
        (
            LabelStudio,
            r#"[{"data": {"n": 1}, "annotations": []}]"#,
            "f:1: no string under \"text\"",
        ),
        (
            LabelStudio,
            r#"[{"data": {"text": "ab"}, "annotations": [{"result": [{"type": "labels", "value": {"start": 0, "end": 1, "text": "b", "labels": ["A"]}}]}]}]"#,
            "f:1: region 0 says \"b\" where the text has \"a\"",
        ),
        (
            LabelStudio,
            r#"[{"data": {"text": "ab"}, "annotations": [{"result": [{"type": "relation", "from_id": "x", "to_id": "y"}]}]}]"#,
            "f:1: a relation: no region has the id \"x\"",
        ),
        (
            Spacy,
            r#"[{"text": "abc", "ents": [{"start": 0, "end": 2, "label": "A"}, {"start": 1, "end": 3, "label": "B"}]}]"#,
            "f:1: the entities \"ab\" and \"bc\" overlap",
        ),
        (
            Spacy,
            r#"{"text": "ab", "tokens": [{"start": 0, "end": 1, "head": 3, "dep": "x"}]}"#,
            "f:1: token 0 has its head outside",
        ),
        (
            Dygie,
            r#"{"doc_key": "a", "sentences": [["a", "b"]], "ner": [[[1, 2, "A"]]]}"#,
            "f:1: tokens 1 to before 3: there are 2 tokens",
        ),
        (
            Dygie,
            r#"{"doc_key": "a", "sentences": [["a", "b"]], "ner": [[[1, "A"]]]}"#,
            "f:1: [1,\"A\"] under \"ner\" is no",
        ),
        (Dygie, r#"{"sentences": [["a", ""]]}"#, "f:1: a sentence or a token in it is empty"),
        (
            CrossRe,
            r#"{"doc_key": "a", "sentence": ["a"], "ner": [], "relations": [[0, 0, 1, "r"]]}"#,
            "f:1: [0,0,1,\"r\"] under \"relations\" is no",
        ),
        (
            Spert,
            r#"[{"tokens": ["a"], "entities": [], "relations": [{"type": "r", "head": 0, "tail": 0}]}]"#,
            "f:1: relation \"r\" from 0 to 0: there are 0 entities",
        ),
        (Carb, "a b\tc\n", "f:1: not a sentence, a relation and at least one argument"),
        (
            Plover,
            r#"[{"id": "a", "text": "", "event": "HUG", "textInfo": {"markup": "(EVT: x)"}}]"#,
            "f:1: event \"HUG\" is none of PLOVER's",
        ),
        (
            Plover,
            r#"[{"id": "a", "text": "", "event": "AID", "textInfo": "x"}]"#,
            "f:1: no PLOVER record with marks",
        ),
        (
            Dwie,
            r#"{"id": "a", "text": "x", "mentions": [], "concepts": 1}"#,
            "f:1: no DWIE article",
        ),
        (Conllu, "1\ta\n", "f:1: not ten columns"),
    ];
    for (format, content, complaint) in cases {
        let read = parse(content, "f", format, &ReadOptions::default()).and_then(Read::strict);
        let error = read.map(|_| ()).expect_err(content).to_string();
        assert!(error.starts_with(complaint), "{format}: {error}");
    }
}

#[test]
fn broken_brat_is_refused_by_file_and_line() {
    for (lines, complaint) in [
        ("T1\tA 0 2;3 4\tab c\n", "f.ann:1: T1 is discontinuous (A 0 2;3 4)"),
        ("\nT1\tA 0 9\tab\n", "f.ann:2: T1: end 9 is outside the text"),
        ("T1\tA 0 2\txy\n", "f.ann:1: T1 says \"xy\" where the text has \"ab\""),
        ("T1\tA 0 2\tab\nT1\tA 0 2\tab\n", "f.ann:2: the id T1 was used before"),
        ("R1\tr Arg1:T1 Arg2:T2\n", "f.ann:1: no T line has the id T1"),
        ("E1\tAttack\n", "f.ann:1: \"E1\\tAttack\": no TYPE:TRIGGER"),
        ("X1\tA\n", "f.ann:1: \"X1\\tA\" is none of brat's lines"),
    ] {
        let left_out = &mut Unheld::default();
        let read = brat::article("a".into(), "ab c".into(), lines, "f.ann", left_out);
        let error = read.map(|_| ()).expect_err(lines).to_string();
        assert!(error.starts_with(complaint), "{error}");
    }
}

#[test]
fn labels_that_a_format_would_misread_are_refused() {
    let read = articles(
        r#"{"id": "a", "text": "ab", "label": [[0, 1, "head of state"]]}"#,
        LabelFormat::Doccano,
    );
    for (format, complaint) in [
        (LabelFormat::Brat, "f:1: label \"head of state\" cannot stand in brat's lines"),
        (LabelFormat::Columns, "f:1: label \"head of state\" cannot be a tag"),
        (LabelFormat::Records, "f:1: label \"head of state\" is no type of records"),
    ] {
        let error = write(&read, format, &WriteOptions::default()).expect_err("misread");
        assert!(error.to_string().starts_with(complaint), "{error}");
    }
    let records = articles(FIXTURES[0].1, LabelFormat::Records);
    let error =
        write(&records, LabelFormat::Conllu, &WriteOptions::default()).expect_err("no trees");
    assert!(error.to_string().contains("has no place in a tree"), "{error}");
}

/// Every reader on some content: it reads or says what is wrong, and what it reads can be written.
fn survives(content: &str) {
    for (format, _) in &FIXTURES {
        if let Ok(read) = parse(content, "f", *format, &ReadOptions::default()) {
            for to in LabelFormat::ALL {
                let _ = write(&read.articles, *to, &WriteOptions::default());
            }
        }
    }
    let left_out = &mut Unheld::default();
    let _ = brat::article("a".into(), BRAT_TEXT.into(), content, "f", left_out);
    let _ = brat::article("a".into(), content.into(), BRAT_LINES, "f", left_out);
    let _ = LabelMap::parse(content, "f");
    let _ = LabelFormat::of_input(std::path::Path::new("f"), content);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        survives(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn no_change_of_a_good_file_makes_a_reader_panic(
        which in 0..FIXTURES.len() + 1,
        edits in proptest::collection::vec((any::<proptest::sample::Index>(), 0..12_usize), 1..4),
    ) {
        let good = FIXTURES.get(which).map_or(BRAT_LINES, |(_, content)| content);
        let mut content: Vec<char> = good.chars().collect();
        let inserts = ['"', '[', '}', '9', '-', '\t', '\n', ' ', 'é', '0', ';', ')'];
        for (at, edit) in edits {
            if content.is_empty() {
                break;
            }
            let at = at.index(content.len());
            match edit % 3 {
                0 => content[at] = inserts[edit],
                1 => content.insert(at, inserts[edit]),
                _ => _ = content.remove(at),
            }
        }
        survives(&content.into_iter().collect::<String>());
    }
}
