//! What a format holds comes back from it; what it does not hold is counted.

use super::*;
use crate::doc::Span;

/// A small file of every format but brat.
pub(super) const FIXTURES: [(LabelFormat, &str); 12] = [
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

pub(super) const BRAT_TEXT: &str = include_str!("../../../tests/formats/brat/ceasefire.txt");
pub(super) const BRAT_LINES: &str = include_str!("../../../tests/formats/brat/ceasefire.ann");

pub(super) fn articles(content: &str, format: LabelFormat) -> Vec<Labels> {
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
    assert_eq!(placed, [true, false, true, true]);
    assert!(relations[3].object.is_none() && relations[3].arguments.len() == 1);
    let options = WriteOptions::default();
    let written = write(&read, LabelFormat::Records, &options).expect("written");
    assert_eq!(written.unheld.count("relations whose words are not in the text"), 1);
    let records = articles(FIXTURES[0].1, LabelFormat::Records);
    let tuples = write(&records, LabelFormat::Carb, &options).expect("written").content;
    let tuples = tuples.expect("one file");
    let (_, words) = tuples.lines().next().and_then(|l| l.split_once('\t')).expect("a tuple");
    assert_eq!(words, "told\tEsmail Qaani\tIran-backed Iraqi militias\tlast month");
    let met = r#"{"id": "a", "text": "Envoys met in Oman on Monday.", "relations": [{
        "subject": {"start": 0, "end": 6}, "predicate": {"start": 7, "end": 10, "kind": "verb"},
        "object": {"start": 14, "end": 18, "preposition": "in"}, "time": {"start": 22, "end": 28}}]}"#;
    let met = self::articles(&met.replace('\n', " "), LabelFormat::Records);
    let tuples = write(&met, LabelFormat::Carb, &options).expect("written").content;
    assert!(tuples.expect("one file").ends_with("\tmet in\tEnvoys\tOman\ton Monday\n"));
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
