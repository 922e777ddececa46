//! The matching rules on records made by hand.

use super::*;
use serde_json::{Value, json};

const TEXT: &str = "The US and the UN praised Iran and Oman. Aid was blocked by the army.";

fn at(phrase: &str) -> Value {
    let start = TEXT.find(phrase).expect("in the text");
    json!({"start": start, "end": start + phrase.len(), "text": phrase})
}

/// `phrase` with `head` inside.
fn headed(phrase: &str, head: &str) -> Value {
    let mut value = at(phrase);
    let start = TEXT.find(phrase).expect("in the text") + phrase.find(head).expect("inside");
    value["head"] = json!({"start": start, "end": start + head.len()});
    value
}

fn relation(subject: Value, verb: &str, object: Value) -> Value {
    let mut predicate = at(verb);
    predicate["kind"] = json!("verb");
    predicate["voice"] = json!("active");
    json!({"subject": subject, "predicate": predicate, "object": object, "negated": false,
           "modality": "actual", "attribution": null})
}

fn with(mut relation: Value, key: &str, value: Value) -> Value {
    relation[key] = value;
    relation
}

fn with_kind(mut relation: Value, kind: &str) -> Value {
    relation["predicate"]["kind"] = json!(kind);
    relation
}

fn score(gold: Vec<Value>, predicted: Vec<Value>, kinds: Kinds) -> ScoredRelations {
    let article = |relations: Vec<Value>| {
        let line = json!({"id": "a", "text": TEXT, "relations": relations}).to_string();
        parse_labelled(&line, "made.jsonl").expect("a good record").remove(0)
    };
    score_relations(&article(gold), &article(predicted), kinds).expect("both have relations")
}

fn counts(matched: usize, predicted: usize, gold: usize) -> Counts {
    Counts { matched, predicted, gold }
}

fn classes(scored: &ScoredRelations) -> Vec<ErrorClass> {
    scored.mistakes.iter().map(|m| m.class).collect()
}

fn us_praised_iran() -> Value {
    relation(headed("The US", "US"), "praised", headed("Iran", "Iran"))
}

#[test]
fn a_span_that_covers_the_head_matches_leniently_only() {
    let wide = relation(at("The US and the UN"), "praised", at("Iran and Oman"));
    let scored = score(vec![us_praised_iran()], vec![wide], Kinds::All);
    assert_eq!(scored.counts.lenient, counts(1, 1, 1));
    assert_eq!(scored.counts.strict, counts(0, 1, 1));
    assert_eq!(scored.mistakes, []);
}

#[test]
fn a_span_beside_the_head_is_a_boundary_error() {
    let narrow = relation(at("The"), "praised", at("Iran"));
    let scored = score(vec![us_praised_iran()], vec![narrow], Kinds::All);
    assert_eq!(scored.counts.lenient, counts(0, 1, 1));
    assert_eq!(classes(&scored), [ErrorClass::Boundary]);
}

#[test]
fn without_a_gold_head_overlap_is_enough() {
    let gold = relation(at("The US"), "praised", at("Iran"));
    let narrow = relation(at("The"), "praised", at("Iran"));
    assert_eq!(score(vec![gold], vec![narrow], Kinds::All).counts.lenient, counts(1, 1, 1));
}

#[test]
fn absent_matches_only_absent() {
    let agentless = relation(Value::Null, "blocked", at("Aid"));
    let full = relation(at("the army"), "blocked", at("Aid"));
    for (gold, predicted) in [(&agentless, &full), (&full, &agentless)] {
        let scored = score(vec![gold.clone()], vec![predicted.clone()], Kinds::All);
        assert_eq!(scored.counts.lenient, counts(0, 1, 1));
        assert_eq!(classes(&scored), [ErrorClass::Subject]);
    }
    let scored = score(vec![agentless.clone()], vec![agentless], Kinds::All);
    assert_eq!(scored.counts.strict, counts(1, 1, 1));
}

#[test]
fn exchanged_arguments_are_a_direction_error_unless_gold_is_reciprocal() {
    let turned = relation(at("Iran"), "praised", at("The US"));
    let scored = score(vec![us_praised_iran()], vec![turned.clone()], Kinds::All);
    assert_eq!(scored.counts.lenient.matched, 0);
    assert_eq!(classes(&scored), [ErrorClass::Direction]);
    let mutual = with(us_praised_iran(), "reciprocal", json!(true));
    let scored = score(vec![mutual], vec![turned], Kinds::All);
    assert_eq!((scored.counts.lenient.matched, scored.counts.strict.matched), (1, 1));
}

#[test]
fn each_gold_relation_matches_once() {
    let scored =
        score(vec![us_praised_iran()], vec![us_praised_iran(), us_praised_iran()], Kinds::All);
    assert_eq!(scored.counts.lenient, counts(1, 2, 1));
    assert_eq!(classes(&scored), [ErrorClass::FalseReading]);
}

#[test]
fn a_wide_prediction_leaves_the_narrow_gold_to_others() {
    // The wide prediction fits both gold relations, the narrow one only the first: both must find a partner.
    let un = relation(headed("the UN", "UN"), "praised", headed("Iran", "Iran"));
    let wide = relation(at("The US and the UN"), "praised", at("Iran"));
    for predicted in [vec![wide.clone(), us_praised_iran()], vec![us_praised_iran(), wide]] {
        let scored = score(vec![us_praised_iran(), un.clone()], predicted, Kinds::All);
        assert_eq!(scored.counts.lenient, counts(2, 2, 2));
    }
}

#[test]
fn optional_gold_is_neither_miss_nor_false_alarm() {
    let optional = with(relation(at("the army"), "blocked", at("Aid")), "optional", json!(true));
    let gold = vec![us_praised_iran(), optional];
    let unpredicted = score(gold.clone(), vec![us_praised_iran()], Kinds::All);
    assert_eq!(unpredicted.counts.lenient, counts(1, 1, 1));
    let blocked = relation(at("the army"), "blocked", at("Aid"));
    let predicted = score(gold, vec![us_praised_iran(), blocked], Kinds::All);
    assert_eq!(predicted.counts.lenient, counts(1, 1, 1));
    assert_eq!(predicted.counts.ignored, 1);
    assert_eq!(predicted.mistakes, []);
}

#[test]
fn a_required_match_goes_before_an_optional_one() {
    let optional = with(us_praised_iran(), "optional", json!(true));
    let scored = score(vec![optional, us_praised_iran()], vec![us_praised_iran()], Kinds::All);
    assert_eq!(scored.counts.lenient, counts(1, 1, 1));
}

#[test]
fn kinds_restrict_both_sides_and_optional_gold_of_any_kind_excuses() {
    let noun = with_kind(relation(at("the army"), "blocked", at("Aid")), "noun");
    let verb = relation(at("the army"), "blocked", at("Aid"));
    let verbs = Kinds::Only(crate::doc::PredicateKind::Verb);
    // A required noun relation is not for verbs to find.
    let scored = score(vec![us_praised_iran(), noun.clone()], vec![verb.clone()], verbs);
    assert_eq!(scored.counts.lenient, counts(0, 1, 1));
    // Predicted nouns do not take part.
    let scored = score(vec![us_praised_iran()], vec![noun.clone()], verbs);
    assert_eq!(scored.counts.lenient, counts(0, 0, 1));
    // An optional noun relation excuses the verb that states it.
    let optional = with(noun.clone(), "optional", json!(true));
    let scored = score(vec![us_praised_iran(), optional], vec![verb.clone()], verbs);
    assert_eq!(scored.counts.lenient, counts(0, 0, 1));
    // Over all kinds, the kind is no part of the match.
    assert_eq!(score(vec![noun], vec![verb], Kinds::All).counts.lenient, counts(1, 1, 1));
}

#[test]
fn leftovers_are_classed_by_what_stands_at_their_predicate() {
    let oman = relation(headed("The US", "US"), "praised", headed("Oman", "Oman"));
    let aid = relation(Value::Null, "blocked", at("Aid"));
    let scored = score(
        vec![us_praised_iran(), oman.clone(), aid.clone()],
        vec![us_praised_iran()],
        Kinds::All,
    );
    assert_eq!(classes(&scored), [ErrorClass::MissedReading, ErrorClass::MissedPredicate]);
    let scored = score(vec![us_praised_iran()], vec![us_praised_iran(), oman, aid], Kinds::All);
    assert_eq!(classes(&scored), [ErrorClass::FalseReading, ErrorClass::FalsePredicate]);
}

#[test]
fn statuses_are_scored_on_matches() {
    let gold = with(us_praised_iran(), "attribution", json!({"source": at("the army")}));
    let gold = with(gold, "modality", json!("future"));
    let said = with(us_praised_iran(), "attribution", json!({"source": at("army")}));
    let statuses = score(vec![gold], vec![said], Kinds::All).counts.statuses;
    assert_eq!(statuses.polarity.accuracy, Tally { right: 1, total: 1 });
    assert_eq!(statuses.modality.accuracy, Tally { right: 0, total: 1 });
    assert_eq!(statuses.modality.marked, counts(0, 0, 1));
    assert_eq!(statuses.attribution.marked, counts(1, 1, 1));
    // Gold says nothing about time: nothing is counted.
    assert_eq!(statuses.time.accuracy.total, 0);
}

#[test]
fn the_report_breaks_down_by_construction_and_by_error() {
    let turned = relation(at("Iran"), "praised", at("The US"));
    let mut passive = relation(at("the army"), "blocked", at("Aid"));
    passive["predicate"]["voice"] = json!("passive");
    let active = with(relation(at("the army"), "blocked", at("Aid")), "negated", json!(true));
    let scored = score(vec![us_praised_iran(), passive], vec![turned, active], Kinds::All);
    let report = relation_report(&[scored], Kinds::All);
    let errors = &report.tables["relations.errors"];
    assert_eq!(*errors, json!({"direction": 1, "polarity": 1, "voice": 1}));
    let constructions = &report.tables["relations.constructions"];
    let passives = &constructions["voice: passive with agent"];
    assert_eq!(passives["recall"], json!({"right": 1, "total": 1}));
    assert_eq!(passives["precision"], json!({"right": 0, "total": 0}));
    assert_eq!(constructions["kind: verb"]["recall"], json!({"right": 1, "total": 2}));
    for line in ["direction                            1", "polarity                             1"]
    {
        assert!(report.text.contains(line), "{}", report.text);
    }
}

#[test]
fn a_minimal_score_leaves_the_surer_relations() {
    let scored_at = |relation: Value, score: f64| with(relation, "score", json!(score));
    let wrong = relation(at("Iran"), "praised", headed("The US", "US"));
    let optional = with(relation(at("the army"), "blocked", at("Aid")), "optional", json!(true));
    let blocked = relation(at("the army"), "blocked", at("Aid"));
    let unscored = relation(at("the UN"), "praised", headed("Oman", "Oman"));
    let predicted = vec![
        scored_at(us_praised_iran(), 0.7),
        scored_at(wrong, 0.25),
        scored_at(blocked, 0.1),
        unscored.clone(),
    ];
    let scored = score(vec![us_praised_iran(), unscored, optional], predicted, Kinds::All);
    let found = min_scores(&[scored.clone(), scored.clone()]);
    let told: Vec<(f64, usize, Counts)> =
        found.iter().map(|m| (m.least, m.left, m.counts)).collect();
    // What matches optional gold is left, but counts for nothing; a score at the bound is left.
    assert_eq!(
        told[..3],
        [(0.0, 8, counts(4, 6, 4)), (0.1, 8, counts(4, 6, 4)), (0.2, 6, counts(4, 6, 4)),]
    );
    assert_eq!(told[3], (0.3, 4, counts(4, 4, 4)));
    assert_eq!(told[7], (0.7, 4, counts(4, 4, 4)));
    // A relation without a score is never left out.
    assert_eq!(told[8..], [(0.8, 2, counts(2, 2, 4)), (0.9, 2, counts(2, 2, 4))]);
    let mut report = relation_report(std::slice::from_ref(&scored), Kinds::All);
    add_min_scores(&mut report, &[scored]);
    let row = &report.tables["relations.min_score"][9];
    assert_eq!(
        *row,
        json!({"min_score": 0.9, "left": 1, "precision": 1.0, "recall": 0.5, "f1": 2.0 / 3.0})
    );
    assert!(
        report.text.contains("0.9                            1  1.000  0.500  0.667"),
        "{}",
        report.text
    );
}

#[test]
fn a_gold_relation_finds_another_partner_when_it_loses_one() {
    let sure = |score: f64| with(us_praised_iran(), "score", json!(score));
    let scored = score(vec![us_praised_iran()], vec![sure(0.2), sure(0.9)], Kinds::All);
    let told: Vec<Counts> = min_scores(&[scored]).iter().map(|m| m.counts).collect();
    assert_eq!((told[0], told[5]), (counts(1, 2, 1), counts(1, 1, 1)));
}

#[test]
fn every_mistake_is_a_block_with_its_marks() {
    let narrow = relation(at("The"), "praised", at("Iran"));
    let scored = score(vec![us_praised_iran()], vec![narrow], Kinds::All);
    let line = json!({"id": "a", "text": TEXT, "sentences": [{"start": 0, "end": 40}]}).to_string();
    let article = parse_labelled(&line, "made.jsonl").expect("a good record").remove(0);
    let blocks = relation_error_blocks(&article, &scored);
    assert_eq!((blocks.len(), blocks[0].class.as_str()), (1, "wrong boundary"));
    assert_eq!(blocks[0].text, "The US and the UN praised Iran and Oman.");
    let marked: Vec<(Side, &str, &str)> = blocks[0]
        .marks
        .iter()
        .map(|m| (m.side, m.role.as_str(), m.span.of(&blocks[0].text)))
        .collect();
    use Side::{Gold, Predicted};
    assert_eq!(
        marked,
        [
            (Gold, "subject", "The US"),
            (Predicted, "subject", "The"),
            (Gold, "predicate", "praised"),
            (Predicted, "predicate", "praised"),
            (Gold, "object", "Iran"),
            (Predicted, "object", "Iran"),
        ]
    );
}

#[test]
fn the_errors_file_shows_gold_beside_the_nearest_prediction() {
    let turned = relation(at("Iran"), "praised", at("The US"));
    let scored = score(vec![us_praised_iran()], vec![turned], Kinds::All);
    let line = json!({"id": "a", "text": TEXT, "relations": []}).to_string();
    let article = parse_labelled(&line, "made.jsonl").expect("a good record").remove(0);
    let text = relation_errors_text(&article, &scored);
    assert!(text.contains("WRONG direction"), "{text}");
    assert!(text.contains("gold  The US ‹US›  —praised→  Iran"), "{text}");
    assert!(text.contains("pred  Iran  —praised→  The US"), "{text}");
}

fn refused(record: Value) -> String {
    let content = format!("\n{record}\n");
    let error = parse_labelled(&content, "gold.jsonl").expect_err("a broken record");
    assert_eq!(error.kind(), crate::error::ErrorKind::Input);
    error.to_string()
}

#[test]
fn broken_gold_is_refused_by_file_and_line() {
    let article = |key: &str, items: Value| {
        let mut record = json!({"id": "a", "text": "Ünal met Kim Jong Un."});
        record[key] = items;
        record
    };
    let name = |start: usize, end: usize, ty: &str| json!({"start": start, "end": end, "type": ty});
    for (record, complaint) in [
        (article("mentions", json!([name(0, 99, "PERSON")])), "outside the text"),
        (article("mentions", json!([name(3, 3, "PERSON")])), "covers nothing"),
        (article("mentions", json!([name(0, 4, "PER")])), "unknown entity type"),
        (
            article("mentions", json!([name(9, 17, "PERSON"), name(13, 20, "PERSON")])),
            "\"Kim Jong\" and \"Jong Un\" cross",
        ),
        (
            article("mentions", json!([{"start": 0, "end": 4, "type": "PERSON", "text": "Unal"}])),
            "says \"Unal\" where the text has \"Ünal\"",
        ),
        (
            article(
                "relations",
                json!([{"subject": {"start": 0, "end": 4, "head": {"start": 5, "end": 8}},
                        "predicate": {"start": 5, "end": 8, "kind": "verb"}, "object": null}]),
            ),
            "head outside",
        ),
        (
            article("unasserted", json!([{"subject": {"start": 0, "end": 4}}])),
            "unasserted pair 0 has no object",
        ),
        (
            article("relations", json!([{"predicate": {"start": 5, "end": 8, "kind": "adverb"}}])),
            "unknown predicate kind \"adverb\"",
        ),
        (
            article("mentions", json!([{"start": 0, "end": 4, "type": "PERSON", "score": 1.5}])),
            "score 1.5 is no number between 0 and 1",
        ),
        (
            article("sentences", json!([{"start": 0, "end": 9}, {"start": 5, "end": 21}])),
            "sentence 1 begins before 0 ends",
        ),
        (json!({"text": "No id."}), "no string under \"id\""),
    ] {
        let message = refused(record);
        assert!(message.starts_with("gold.jsonl:2: "), "{message}");
        assert!(message.contains(complaint), "{message} should say {complaint}");
    }
    let twice = "{\"id\": \"a\", \"text\": \"\"}\n{\"id\": \"a\", \"text\": \"\"}";
    let error = parse_labelled(twice, "gold.jsonl").expect_err("one id twice");
    assert_eq!(error.to_string(), "gold.jsonl:2: id \"a\" was used in line 1");
}

#[test]
fn both_sides_have_the_same_articles() {
    let side = |ids: &[&str], text: &str, name: &str| {
        let lines: Vec<String> =
            ids.iter().map(|id| json!({"id": id, "text": text}).to_string()).collect();
        parse_labelled(&lines.join("\n"), name).expect("good records")
    };
    let message = |gold, predicted| pair_by_id(gold, predicted).expect_err("unpaired").to_string();
    assert_eq!(
        message(side(&["a", "b"], "x", "gold"), side(&["a"], "x", "pred")),
        "gold:2: no prediction has the id \"b\""
    );
    assert_eq!(
        message(side(&["a"], "x", "gold"), side(&["a", "c"], "x", "pred")),
        "pred:2: no gold article has the id \"c\""
    );
    assert!(message(side(&["a"], "x", "gold"), side(&["a"], "y", "pred")).contains("differs"));
}

#[test]
fn the_labelled_articles_of_the_repository_are_sound() {
    let files = [
        ("data/gold.jsonl", include_str!("../../data/gold.jsonl")),
        ("data/negatives.jsonl", include_str!("../../data/negatives.jsonl")),
    ];
    for (name, content) in files {
        let articles = || parse_labelled(content, name).expect("sound");
        for (gold, predicted) in pair_by_id(articles(), articles()).expect("one set of ids") {
            let scored = score_relations(&gold, &predicted, Kinds::All).expect("relations");
            // Two required relations that one prediction would satisfy would be one relation labelled twice.
            assert_eq!(scored.counts.strict.matched, scored.counts.strict.gold, "{}", gold.id);
            assert!(gold.mentions.is_some() && gold.date.is_some(), "{}", gold.id);
        }
    }
}
