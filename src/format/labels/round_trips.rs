//! What a format holds comes back from it; what it does not hold is counted.

use proptest::prelude::*;

use super::*;
use crate::doc::Span;

/// A small file of every format but brat.
const FIXTURES: [(LabelFormat, &str); 12] = [
    (LabelFormat::Records, include_str!("../../../tests/formats/records.jsonl")),
    (LabelFormat::Columns, include_str!("../../../tests/formats/columns.conll")),
    (LabelFormat::Conllu, include_str!("../../../tests/formats/treebank.conllu")),
    (LabelFormat::Doccano, include_str!("../../../tests/formats/doccano.jsonl")),
    (LabelFormat::LabelStudio, include_str!("../../../tests/formats/label-studio.json")),
    (LabelFormat::Spacy, include_str!("../../../tests/formats/spacy.json")),
    (LabelFormat::Dygie, include_str!("../../../tests/formats/dygie.jsonl")),
    (LabelFormat::CrossRe, include_str!("../../../tests/formats/crossre.jsonl")),
    (LabelFormat::Spert, include_str!("../../../tests/formats/spert.json")),
    (LabelFormat::Carb, include_str!("../../../tests/formats/carb.tsv")),
    (LabelFormat::Plover, include_str!("../../../tests/formats/plover.json")),
    (LabelFormat::Dwie, include_str!("../../../tests/formats/dwie.jsonl")),
];

const BRAT_TEXT: &str = include_str!("../../../tests/formats/brat/ceasefire.txt");
const BRAT_LINES: &str = include_str!("../../../tests/formats/brat/ceasefire.ann");

fn articles(content: &str, format: LabelFormat) -> Vec<Labels> {
    let read = parse(content, "f", format, &ReadOptions::default()).expect("a good file");
    read.strict().unwrap_or_else(|e| panic!("{format}: {e}")).articles
}

/// Writes and reads again; what was not held.
fn through(articles: &[Labels], format: LabelFormat, linking: Linking) -> (Vec<Labels>, Unheld) {
    let options = WriteOptions { linking, ..WriteOptions::default() };
    let written = write(articles, format, &options).unwrap_or_else(|e| panic!("{format}: {e}"));
    let read = match written.content {
        Ok(content) => self::articles(&content, format),
        Err(pairs) => pairs
            .into_iter()
            .map(|p| {
                let left_out = &mut Unheld::default();
                brat::article(p.name, p.text, &p.annotations, "f.ann", left_out)
                    .expect("good lines")
            })
            .collect(),
    };
    (read, written.unheld)
}

/// The same without places in files, which are other ones after writing.
fn unplaced(mut articles: Vec<Labels>) -> Vec<Labels> {
    for article in &mut articles {
        article.origin = Origin::default();
        article.mentions.iter_mut().flatten().for_each(|m| m.line = None);
    }
    articles
}

#[test]
fn every_format_that_is_written_comes_back_the_same() {
    for (format, content) in FIXTURES.iter().filter(|(format, _)| format.is_written()) {
        let read = articles(content, *format);
        assert!(!read.is_empty(), "{format}");
        let (again, unheld) = through(&read, *format, Linking::ByPredicate);
        assert_eq!(unplaced(again), unplaced(read), "{format}");
        assert!(unheld.is_empty(), "{format}: {unheld}");
    }
}

#[test]
fn brat_comes_back_the_same() {
    let mut left_out = Unheld::default();
    let read =
        brat::article("ceasefire".into(), BRAT_TEXT.into(), BRAT_LINES, "f.ann", &mut left_out);
    let read = vec![read.expect("good lines")];
    let said = "1 attribute, 1 equivalence, 1 event in events, 1 normalisation, 1 note";
    assert_eq!(left_out.to_string(), said);
    let relations = read[0].relations.as_ref().expect("relations");
    let labels: Vec<_> = relations.iter().map(|r| r.label.as_deref().unwrap_or("-")).collect();
    assert_eq!(labels, ["Located", "Attack", "-", "-"]);
    let (again, unheld) = through(&read, LabelFormat::Brat, Linking::ByPredicate);
    assert_eq!(unplaced(again), unplaced(read));
    assert!(unheld.is_empty(), "{unheld}");
}

/// Mentions by their words and labels, in text order: texts of tokens have other white space.
fn named(articles: &[Labels]) -> Vec<(String, String)> {
    let solid = |text: &str| text.split_whitespace().collect::<String>();
    let of = |a: &Labels| {
        let mentions = a.mentions.iter().flatten();
        let mut mentions: Vec<(Span, String)> =
            mentions.map(|m| (m.span, m.label.clone())).collect();
        mentions.sort();
        mentions.into_iter().map(|(s, l)| (solid(s.of(&a.text)), l)).collect::<Vec<_>>()
    };
    articles.iter().flat_map(of).collect()
}

/// Relations by the words of their parts.
fn stated(articles: &[Labels]) -> Vec<String> {
    let mut all = Vec::new();
    for a in articles {
        let of = |span: Span| span.of(&a.text).split_whitespace().collect::<String>();
        for r in a.relations.iter().flatten() {
            let argument =
                |x: &Argument| format!("{}/{}", x.preposition.as_deref().unwrap_or(""), of(x.span));
            let subject = r.subject.as_ref().map(argument).unwrap_or_default();
            let object = r.object.as_ref().map(argument).unwrap_or_default();
            let predicate = r.predicate.as_ref().map(|p| format!("{} {}", p.kind, of(p.span)));
            let more: Vec<String> = r.arguments.iter().map(argument).collect();
            all.push(format!("{subject} [{}] {object} {more:?}", predicate.unwrap_or_default()));
        }
    }
    all.sort();
    all
}

#[test]
fn records_keep_mentions_and_relations_through_formats_that_hold_them() {
    let records = articles(FIXTURES[0].1, LabelFormat::Records);
    let gold = articles(include_str!("../../../data/gold.jsonl"), LabelFormat::Records);
    for format in LabelFormat::ALL.iter().filter(|f| f.is_written()) {
        let holds = format.holds();
        for articles in [&records, &gold] {
            if *format == LabelFormat::Conllu {
                continue;
            }
            let (back, unheld) = through(articles, *format, Linking::ByPredicate);
            let nested = ["nested mentions", "crossing mentions"].iter().map(|k| unheld.count(k));
            if holds.mentions && nested.sum::<usize>() == 0 {
                assert_eq!(named(&back), named(articles), "{format}");
            }
            let whole = matches!(
                holds.relations,
                label_format::RelationsHeld::Links | label_format::RelationsHeld::Whole
            );
            let lost = ["phrases across sentences", "links across sentences"];
            let lost: usize = lost.iter().map(|kind| unheld.count(kind)).sum();
            if whole && lost + unheld.count("relations with the predicate of another") == 0 {
                assert_eq!(stated(&back), stated(articles), "{format}");
            } else if holds.relations == label_format::RelationsHeld::No {
                assert_eq!(unheld.count("relations"), stated(articles).len(), "{format}");
            }
        }
    }
}

#[test]
fn nested_mentions_are_counted_where_tags_cannot_nest() {
    let records = articles(FIXTURES[0].1, LabelFormat::Records);
    for format in [LabelFormat::Columns, LabelFormat::Spacy] {
        let (back, unheld) = through(&records, format, Linking::ByPredicate);
        let lost = unheld.count("nested mentions");
        assert!(lost > 0, "{format}");
        assert_eq!(named(&back).len() + lost, named(&records).len(), "{format}");
    }
}

#[test]
fn direct_links_join_subject_and_object() {
    let records = articles(FIXTURES[0].1, LabelFormat::Records);
    for format in [LabelFormat::Spert, LabelFormat::Brat, LabelFormat::Doccano] {
        let (back, unheld) = through(&records, format, Linking::Direct);
        let labels: Vec<_> =
            back.iter().flat_map(|a| &a.relations).flatten().map(|r| r.label.clone()).collect();
        assert_eq!(labels, [Some("REQUEST".to_owned())], "{format}");
        assert_eq!(unheld.count("predicates"), 1, "{format}");
    }
}

#[test]
fn carb_has_the_words_and_where_they_stand_if_they_do() {
    let read = articles(FIXTURES[9].1, LabelFormat::Carb);
    let relations: Vec<&Relation> = read.iter().flat_map(|a| &a.relations).flatten().collect();
    let placed: Vec<bool> = relations.iter().map(|r| r.is_placed()).collect();
    assert_eq!(placed, [true, false, true]);
    let options = WriteOptions::default();
    let written = write(&read, LabelFormat::Records, &options).expect("written");
    assert_eq!(written.unheld.count("relations whose words are not in the text"), 1);
    let records = articles(FIXTURES[0].1, LabelFormat::Records);
    let tuples = write(&records, LabelFormat::Carb, &options).expect("written").content;
    let tuples = tuples.expect("one file");
    let (_, words) = tuples.lines().next().and_then(|l| l.split_once('\t')).expect("a tuple");
    assert_eq!(words, "told\tEsmail Qaani\tIran-backed Iraqi militias\tlast month");
}

#[test]
fn plover_relates_sources_to_targets() {
    let read = articles(FIXTURES[10].1, LabelFormat::Plover);
    let shown = stated(&read);
    assert_eq!(
        shown,
        [
            "/Jordan [verb agreed] /Oman []",
            "/ThirdWaterForum [verb concluded] /EU []",
            "/ThirdWaterForum [verb concluded] /US []",
        ]
    );
    let error = write(&read, LabelFormat::Plover, &WriteOptions::default()).expect_err("read only");
    assert_eq!(error.to_string(), "plover is read but not written; choose another format");
}

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
