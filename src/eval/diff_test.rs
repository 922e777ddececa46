use serde_json::{Value, json};

use super::*;
use crate::eval::parse_labelled;

const TEXT: &str = "The US praised Iran and Oman in May, Kim said.";

fn at(phrase: &str) -> Value {
    let start = TEXT.find(phrase).expect("in the text");
    json!({"start": start, "end": start + phrase.len()})
}

fn praised(object: &str) -> Value {
    json!({"subject": at("The US"), "predicate": {"start": 7, "end": 14, "kind": "verb"},
           "object": at(object), "attribution": null, "time": null})
}

fn run(relations: Vec<Value>, mentions: Value) -> Vec<Labelled> {
    let record = json!({"id": "a", "text": TEXT, "relations": relations, "mentions": mentions});
    parse_labelled(&record.to_string(), "run").expect("a good record")
}

fn relation_changes(a: Vec<Value>, b: Vec<Value>) -> Vec<Vec<Change>> {
    let found = diff(run(a, json!([])), run(b, json!([])));
    found.relations.disagreements.into_iter().map(|d| d.changes).collect()
}

fn with(mut relation: Value, key: &str, value: Value) -> Value {
    relation[key] = value;
    relation
}

#[test]
fn relations_are_matched_by_predicate_and_heads_before_they_change() {
    let (iran, oman) = (praised("Iran"), praised("Oman"));
    let both = vec![iran.clone(), oman.clone()];
    assert_eq!(relation_changes(both.clone(), both.clone()), Vec::<Vec<Change>>::new());
    assert_eq!(relation_changes(both.clone(), vec![oman.clone()]), [[Change::Vanished]]);
    assert_eq!(relation_changes(vec![oman.clone()], both), [[Change::Appeared]]);
    assert_eq!(relation_changes(vec![iran], vec![oman]), [[Change::Object]]);
}

#[test]
fn each_field_has_its_change() {
    let a = || praised("Iran");
    let wide = with(a(), "object", {
        let mut wide = at("Iran and Oman");
        wide["head"] = at("Iran");
        wide
    });
    let mut turned = a();
    turned["subject"] = at("Iran");
    turned["object"] = at("The US");
    for (b, change) in [
        (wide, Change::Boundaries),
        (turned, Change::Direction),
        (with(a(), "subject", Value::Null), Change::Subject),
        (with(a(), "negated", json!(true)), Change::Polarity),
        (with(a(), "modality", json!("future")), Change::Modality),
        (with(a(), "attribution", json!({"source": at("Kim")})), Change::Attribution),
        (with(a(), "time", at("May")), Change::Time),
        (with(a(), "arguments", json!([at("May")])), Change::Arguments),
        (with(a(), "reciprocal", json!(true)), Change::Reciprocal),
        (with(a(), "event", json!({"plover": "SUPPORT", "cameo": "05"})), Change::Event),
    ] {
        assert_eq!(relation_changes(vec![a()], vec![b]), [[change]]);
    }
    // What one run does not tell is no change, nor is a score.
    let silent = {
        let mut silent = with(a(), "score", json!(0.5));
        silent.as_object_mut().expect("an object").remove("time");
        silent
    };
    assert_eq!(relation_changes(vec![a()], vec![silent]), Vec::<Vec<Change>>::new());
}

#[test]
fn mentions_change_in_type_or_boundaries() {
    let mention = |phrase: &str, ty: &str| {
        let mut mention = at(phrase);
        mention["type"] = json!(ty);
        mention
    };
    let a = json!([mention("US", "GPE"), mention("Iran", "GPE"), mention("Kim", "PERSON")]);
    let b = json!([mention("The US", "GPE"), mention("Iran", "LOC"), mention("May", "DATE")]);
    let found = diff(run(vec![], a), run(vec![], b));
    let changes: Vec<Change> = found.mentions.disagreements.iter().map(|d| d.changes[0]).collect();
    use Change::{Appeared, Boundaries, Type, Vanished};
    assert_eq!(changes, [Boundaries, Type, Vanished, Appeared]);
    assert_eq!(found.mentions.same, 0);
}

#[test]
fn articles_of_one_side_and_of_other_texts_are_told() {
    let side = |articles: &[(&str, &str)]| {
        let lines: Vec<String> = articles
            .iter()
            .map(|(id, text)| json!({"id": id, "text": text, "mentions": []}).to_string())
            .collect();
        parse_labelled(&lines.join("\n"), "run").expect("good records")
    };
    let found = diff(
        side(&[("a", "x"), ("b", "x"), ("c", "x")]),
        side(&[("d", "x"), ("c", "y"), ("b", "x")]),
    );
    assert_eq!((found.only_first, found.only_second), (vec!["a".into()], vec!["d".into()]));
    assert_eq!((found.other_text, found.articles.len()), (vec!["c".to_owned()], 1));
}

#[test]
fn a_layer_that_a_run_lacks_is_not_compared() {
    let without = json!({"id": "a", "text": TEXT, "mentions": []}).to_string();
    let without = parse_labelled(&without, "run").expect("a good record");
    let found = diff(run(vec![praised("Iran")], json!([])), without);
    assert_eq!((found.relations.lacking, found.relations.disagreements.len()), (1, 0));
    assert_eq!(found.mentions.lacking, 0);
}
