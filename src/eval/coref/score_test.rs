//! Articles of every source, scored and shown.

use serde_json::{Value, json};

use super::*;
use crate::doc::MentionKind;
use crate::eval::error_blocks_text;
use crate::format::conllu::parse_conllu;
use crate::format::labels::{LabelFormat, ReadOptions, parse};

const TEXT: &str = "Ann met Bo. She left. Ann and Bo talked.";

/// A record of [`TEXT`] with each of its mentions, by text and place of the text, in an entity or none.
fn record(mentions: &[(&str, usize, Option<usize>)]) -> CorefArticle {
    let at = |word: &str, nth: usize| TEXT.match_indices(word).nth(nth).expect("it stands there").0;
    let written = mentions.iter().map(|&(word, nth, entity)| {
        let start = at(word, nth);
        let kind = if word == "She" { "pronoun" } else { "name" };
        json!({"start": start, "end": start + word.len(), "type": "PERSON", "kind": kind, "entity": entity})
    });
    let entities = mentions.iter().filter_map(|m| m.2).max().map_or(0, |last| last + 1);
    let entity = json!({"name": "x", "type": "PERSON", "mentions": []});
    let record = json!({
        "id": "a", "text": TEXT, "mentions": written.collect::<Value>(),
        "entities": vec![entity; entities]});
    of_file(&record.to_string(), LabelFormat::Records).expect("a good record")
}

fn of_file(content: &str, format: LabelFormat) -> crate::Result<CorefArticle> {
    let read = parse(content, "f", format, &ReadOptions::default()).expect("a good file");
    CorefArticle::of_labels(&read.strict().expect("good articles").articles[0])
}

fn rules(matching: MentionMatch, left_out: LeftOut) -> CorefRules {
    CorefRules { matching, labels: LabelFilter::ALL, left_out }
}

fn gold() -> CorefArticle {
    let ann = Some(0);
    let bo = Some(1);
    record(&[("Ann", 0, ann), ("Bo", 0, bo), ("She", 0, ann), ("Ann", 1, ann), ("Bo", 1, bo)])
}

#[test]
fn gold_is_perfect_and_its_report_says_so() {
    let gold = gold();
    let rules = rules(MentionMatch::Exact, LeftOut::Nothing);
    let scored = score_coref(&gold.mentions, &gold.mentions, &rules);
    assert!(coref_error_blocks(&gold, &scored).is_empty());
    let report = coref_report(&[scored.clone(), scored], &["a", "b"], &rules);
    for key in ["coref.conll", "coref.muc", "coref.b_cubed", "coref.ceaf_e", "coref.lea"] {
        let figure = report.figure(&format!("{key}.f1")).expect("it is reported");
        assert_eq!((figure.value, figure.interval), (1.0, Some((1.0, 1.0))), "{key}");
    }
    assert_eq!(report.figure("coref.singletons.mentions.f1").expect("reported").value, 1.0);
    assert_eq!(report.tables["coref.articles"][1]["id"], "b");
}

#[test]
fn mentions_alone_count_in_one_of_the_two_settings() {
    let gold = record(&[("Ann", 0, Some(0)), ("Bo", 0, Some(1)), ("She", 0, Some(0))]);
    let lone = record(&[("Ann", 0, Some(0)), ("Bo", 0, Some(1)), ("She", 0, None)]);
    let scored =
        score_coref(&gold.mentions, &lone.mentions, &rules(MentionMatch::Exact, LeftOut::Nothing));
    // Removed, gold has one entity and the prediction none; kept, Bo is right.
    assert_eq!(scored.counts.b_cubed.recall, Share { right: 0.0, total: 2.0 });
    assert_eq!(scored.counts.b_cubed.precision, Share::default());
    assert_eq!(scored.with_singletons.b_cubed.recall, Share { right: 1.5, total: 3.0 });
    assert_eq!(scored.with_singletons.mentions.matched, 2);
}

#[test]
fn what_gold_does_not_label_may_be_left_out() {
    let names = record(&[("Ann", 0, Some(0)), ("Ann", 1, Some(0))]);
    let strict = score_coref(
        &names.mentions,
        &gold().mentions,
        &rules(MentionMatch::Exact, LeftOut::Nothing),
    );
    assert!(strict.counts.b_cubed.precision.value() < 1.0);
    let found = score_coref(
        &names.mentions,
        &gold().mentions,
        &rules(MentionMatch::Exact, LeftOut::AllButFound),
    );
    assert_eq!((found.counts.conll_f1(), found.predicted.len()), (1.0, 2));
    // A gold mention of another label takes its prediction with it.
    let by = CorefRules {
        labels: "ORG".parse().expect("a label"),
        ..rules(MentionMatch::Exact, LeftOut::Nothing)
    };
    let none = score_coref(&gold().mentions, &gold().mentions, &by);
    assert!(none.with_singletons.is_empty());
}

#[test]
fn links_that_are_wrong_or_missing_are_shown() {
    let predicted = record(&[
        ("Ann", 0, Some(0)),
        ("Bo", 0, Some(1)),
        ("She", 0, Some(1)),
        ("left", 0, Some(1)),
        ("Bo", 1, Some(1)),
    ]);
    let gold = gold();
    let scored = score_coref(
        &gold.mentions,
        &predicted.mentions,
        &rules(MentionMatch::Exact, LeftOut::Nothing),
    );
    let blocks = coref_error_blocks(&gold, &scored);
    let shown: Vec<(&str, usize)> = blocks.iter().map(|b| (&*b.class, b.at)).collect();
    assert_eq!(
        shown,
        [
            ("false link, pronoun", 12),
            ("missed link, pronoun", 12),
            ("link of no mention, name", 12),
            ("missed mention, name", 22),
        ]
    );
    let text = error_blocks_text(&blocks[..1]);
    assert!(text.contains("gold  Ann\n") && text.contains("pred  Bo\n"), "{text}");
}

#[test]
fn entities_may_stand_at_mentions_or_list_them() {
    let listed = r#"{"id": "a", "text": "Ann met Ann.", "mentions": [
        {"start": 0, "end": 3, "type": "PERSON"}, {"start": 8, "end": 11, "type": "PERSON"}],
        "entities": [{"name": "Ann", "type": "PERSON", "mentions": [0, 1]}]}"#;
    let article = of_file(&listed.replace('\n', " "), LabelFormat::Records).expect("good");
    let entities: Vec<usize> = article.mentions.iter().map(|m| m.entity).collect();
    assert_eq!(entities, [0, 0]);
    let error = of_file("Ann B-PER\n", LabelFormat::Columns).expect_err("no entities");
    assert!(error.to_string().starts_with("f:1: no entities in \"1\""), "{error}");
}

const TREEBANK: &str = "# newdoc id = d\n# global.Entity = GRP-etype-minspan\n\
    1-2\tgonna\t_\t_\t_\t_\t_\t_\t_\t_\n\
    1\tgoing\tgo\tVERB\tVBG\t_\t0\troot\t_\t_\n\
    2\tto\tto\tPART\tTO\t_\t1\tmark\t_\t_\n\
    3\tthe\tthe\tDET\tDT\t_\t4\tdet\t_\tEntity=(1-person-2\n\
    4\tman\tman\tNOUN\tNN\t_\t1\tobj\t_\t_\n\
    5\tinside\tinside\tADV\tRB\t_\t4\tadvmod\t_\tEntity=1)\n\n\
    1\tHe\the\tPRON\tPRP\t_\t2\tnsubj\t_\tEntity=(1-person-1)\n\
    2\tleft\tleave\tVERB\tVBD\t_\t0\troot\t_\t_\n";

#[test]
fn treebanks_stand_on_their_raw_text_or_their_own_words() {
    let treebank = parse_conllu(TREEBANK, "f").expect("good").remove(0);
    for (gold_tokens, text) in
        [(false, "gonna the man inside He left"), (true, "goingto the man inside He left")]
    {
        let (article, gaps) =
            CorefArticle::of_treebank(&treebank, "f", gold_tokens).expect("brackets");
        assert_eq!((article.document.text(), gaps), (text, 0));
        let shown: Vec<(&str, &str, usize, MentionKind)> = article
            .mentions
            .iter()
            .map(|m| (m.span.of(text), m.heads[0].of(text), m.entity, m.kind))
            .collect();
        assert_eq!(
            shown,
            [
                ("the man inside", "man", 0, MentionKind::Nominal),
                ("He", "He", 0, MentionKind::Pronoun)
            ]
        );
        assert_eq!(article.to_run(true).is_ok(), gold_tokens);
    }
    let bare = parse_conllu(&TREEBANK.replace("Entity=", "E="), "f").expect("good").remove(0);
    let error = CorefArticle::of_treebank(&bare, "f", false).expect_err("no brackets");
    assert!(error.to_string().starts_with("f:4: no Entity= in \"d\""), "{error}");
}

#[test]
fn mentions_of_the_model_bring_their_heads() {
    let mut document = crate::doc::testing::document(
        "# mention 1-2 PERSON name
         # mention 4-6 PERSON nominal
         # mention 7 DATE name
         1 Vera Vera PROPN NNP 3 nsubj
         2 Oskan Oskan PROPN NNP 1 flat
         3 met meet VERB VBD 0 root
         4 the the DET DT 6 det
         5 Omani Omani ADJ JJ 6 amod
         6 envoy envoy NOUN NN 3 obj
         7 Monday Monday PROPN NNP 3 obl:unmarked",
    );
    let entities = crate::resolve::entities(&document);
    document.set_entities(entities).expect("good entities");
    let text = document.text();
    let found = coref_mentions(&document);
    let heads: Vec<Vec<&str>> =
        found.iter().map(|m| m.heads.iter().map(|h| h.of(text)).collect()).collect();
    assert_eq!(heads, [vec!["Vera", "Oskan"], vec!["envoy"]]);
}
