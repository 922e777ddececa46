//! One sentence for each construction, over trees made by hand.

use super::relations;
use crate::doc::testing::document;
use crate::doc::{Document, Modality, PredicateKind, Relation, Voice};

/// A relation in one line: `subject | lemma | [preposition] object`, then what is not plain about it.
pub(super) fn line(d: &Document, r: &Relation) -> String {
    let argument = |a: &Option<crate::doc::Argument>| match a {
        None => "-".to_string(),
        Some(a) => match a.preposition {
            Some(p) => format!("[{}] {}", d.slice(p), d.slice(a.span)),
            None => d.slice(a.span).to_string(),
        },
    };
    let mut out =
        format!("{} | {} | {}", argument(&r.subject), r.predicate.lemma, argument(&r.object));
    if r.predicate.kind != PredicateKind::Verb {
        out += &format!(" {}", r.predicate.kind);
    }
    if r.predicate.voice == Voice::Passive {
        out += " passive";
    }
    if r.negated {
        out += " not";
    }
    if r.modality != Modality::Actual {
        out += &format!(" {}", r.modality);
    }
    if r.reciprocal {
        out += " mutual";
    }
    if let Some(a) = &r.attribution {
        out += &format!(" by:{}", a.source.as_ref().map_or("?", |s| d.slice(s.span)));
    }
    if let Some(t) = &r.time {
        out += &format!(" at:{}", d.slice(t.span));
    }
    if let Some(p) = &r.place {
        out += &format!(" in:{}", d.slice(p.span));
    }
    out
}

/// The sentences of a fixture.
fn blocks(fixture: &str) -> impl Iterator<Item = &str> {
    fixture.split("\n\n").filter(|b| b.lines().any(|l| l.starts_with(char::is_numeric)))
}

#[test]
fn each_construction_states_its_relations() {
    check(include_str!("fixtures/constructions.txt"));
}

#[test]
fn contradictions_of_parsers_are_mended() {
    check(include_str!("fixtures/mended.txt"));
}

/// Fails with every sentence of `fixture` whose relations are not those its comments expect.
fn check(fixture: &str) {
    let mut wrong = String::new();
    for block in blocks(fixture) {
        let d = document(block);
        let expected: Vec<&str> =
            block.lines().filter_map(|l| l.strip_prefix("# relation = ")).collect();
        let got: Vec<String> = relations(&d).iter().map(|r| line(&d, r)).collect();
        if got != expected {
            wrong += &format!("\n{}\n  expected {expected:#?}\n  got {got:#?}\n", d.text());
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Prints the relations of a CoNLL-U file, for reading: `ACTANT_CONLLU=file cargo test --lib relate -- --ignored --nocapture`.
#[test]
#[ignore = "prints; needs a treebank by path"]
fn print_treebank() {
    let Ok(path) = std::env::var("ACTANT_CONLLU") else {
        eprintln!("skipped: ACTANT_CONLLU names no file");
        return;
    };
    let genre = std::env::var("ACTANT_GENRE").unwrap_or_default();
    let text = std::fs::read_to_string(path).expect("a readable file");
    for sentence in text.split("\n\n").filter(|s| s.contains(&genre) && !s.trim().is_empty()) {
        let d = document(sentence);
        println!("\n>> {}", d.text());
        for r in relations(&d) {
            println!("    {}", line(&d, &r));
        }
    }
}

/// A line break may be read as the end of a sentence in the middle of a title: what it ends belongs to nobody's title.
#[test]
fn a_title_ends_where_its_sentence_begins() {
    let sentence = "# mention 2-3 PERSON name
# mention 5 GPE name
1 Minister minister NOUN NN 2 nmod:desc person
2 Dilson Dilson PROPN NNP 6 nsubj person
3 Funaro Funaro PROPN NNP 2 flat
4 of of ADP IN 5 case
5 Brazil Brazil PROPN NNP 2 nmod place
6 left leave VERB VBD 0 root
7 . . PUNCT . 6 punct";
    let title = |d: &Document| {
        let all = relations(d);
        let found = all.iter().find(|r| r.predicate.kind == PredicateKind::Title);
        found.map(|r| d.slice(r.predicate.span).to_owned())
    };
    let before = "1 He he PRON PRP 2 nsubj person
2 toured tour VERB VBD 0 root
3 Finance Finance PROPN NNP 2 compound";
    let behind = document(&format!("{before}\n\n{sentence}"));
    assert_eq!(title(&document(sentence)).as_deref(), Some("Minister"));
    assert_eq!(title(&behind).as_deref(), Some("Minister"));
}
