//! `actant eval` as a user runs it.

use std::path::Path;

use serde_json::{Value, json};

use crate::program::{Folder, Run, TINY, actant, extract};

const GOLD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/gold.jsonl");

fn arg(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn eval(arguments: &[&str]) -> Run {
    let mut all = vec!["eval"];
    all.extend(arguments);
    actant(&all)
}

/// The value of a figure of a run with `--json`.
fn figure(run: &Run, key: &str) -> f64 {
    let report: Value = serde_json::from_slice(&run.stdout).unwrap();
    report[key]["value"].as_f64().unwrap_or_else(|| panic!("no {key} in {report:#}"))
}

#[test]
fn gold_is_perfect_by_every_rule() {
    let run = eval(&["relations", GOLD, GOLD, "--json"]).exits(0);
    assert_eq!(figure(&run, "relations.f1"), 1.0);
    assert_eq!(figure(&run, "relations.strict.f1"), 1.0);
    let run = eval(&["mentions", GOLD, GOLD, "--json"]).exits(0);
    assert_eq!(figure(&run, "mentions.f1"), 1.0);
    assert_eq!(figure(&run, "mentions.macro_f1"), 1.0);
}

#[test]
fn a_figure_below_its_bound_is_exit_code_4() {
    let folder = Folder::new();
    let gold = std::fs::read_to_string(GOLD).unwrap();
    let empty: String = gold
        .lines()
        .map(|line| {
            let mut record: Value = serde_json::from_str(line).unwrap();
            record["relations"] = Value::Array(Vec::new());
            format!("{record}\n")
        })
        .collect();
    let empty = arg(&folder.file("empty.jsonl", empty));
    let bound = ["--fail-under", "relations.f1=0.5"];
    eval(&["relations", GOLD, GOLD, bound[0], bound[1]]).exits(0);
    eval(&["relations", GOLD, &empty, bound[0], bound[1]])
        .exits(4)
        .says("relations.f1 = 0.0000 is below 0.5");
    eval(&["relations", GOLD, GOLD, "--fail-under", "f1=0.5"]).exits(2).says("no figure \"f1\"");
    eval(&["relations", GOLD, GOLD, "--fail-under", "relations.f1"]).exits(2);
}

#[test]
fn the_curve_tells_what_a_minimal_score_leaves() {
    let folder = Folder::new();
    let scores = changed(&folder, "scores.jsonl", |article, record| {
        for relation in record["relations"].as_array_mut().unwrap() {
            relation["score"] = json!(if article == 0 { 0.45 } else { 0.95 });
        }
    });
    let run = eval(&["relations", GOLD, &scores, "--curve", "--json"]).exits(0);
    let report: Value = serde_json::from_slice(&run.stdout).unwrap();
    let rows = report["relations.min_score"].as_array().unwrap();
    assert_eq!(
        (rows.len(), &rows[4]["recall"], &rows[4]["min_score"]),
        (10, &json!(1.0), &json!(0.4))
    );
    assert!(rows[5]["left"].as_u64() < rows[4]["left"].as_u64(), "{rows:?}");
    assert!(rows[5]["recall"].as_f64() < Some(1.0) && rows[5]["precision"] == json!(1.0));
    let plain = eval(&["relations", GOLD, &scores]).exits(0);
    assert!(!String::from_utf8_lossy(&plain.stdout).contains("--min-score"));
    let table = eval(&["relations", GOLD, &scores, "--curve"]).exits(0);
    assert!(String::from_utf8_lossy(&table.stdout).contains("--min-score (lenient)"));
}

/// Writes gold's records after `change`.
fn changed(folder: &Folder, name: &str, change: impl Fn(usize, &mut Value)) -> String {
    let gold = std::fs::read_to_string(GOLD).unwrap();
    let records = gold.lines().enumerate().map(|(i, line)| {
        let mut record: Value = serde_json::from_str(line).unwrap();
        change(i, &mut record);
        format!("{record}\n")
    });
    arg(&folder.file(name, records.collect::<String>()))
}

const DENIAL: &str = "Iran denied that its army shelled Oman.";

/// A record in which *its army* shelled *Oman*, as far as `modality` goes.
fn shelling(modality: &str) -> Value {
    json!({"id": "a", "text": DENIAL, "relations": [{
        "subject": {"start": 17, "end": 25}, "predicate": {"start": 26, "end": 33, "kind": "verb"},
        "object": {"start": 34, "end": 38}, "modality": modality, "attribution": null}]})
}

#[test]
fn pairs_that_gold_does_not_assert_are_false_alarms_with_a_bound_above() {
    let folder = Folder::new();
    let mut gold = shelling("actual");
    gold["relations"] = json!([]);
    gold["unasserted"] = json!([{
        "subject": {"start": 17, "end": 25, "text": "its army", "head": {"start": 21, "end": 25}},
        "object": {"start": 34, "end": 38}}]);
    let gold = arg(&folder.file("gold.jsonl", format!("{gold}\n")));
    let alarmed = arg(&folder.file("alarmed.jsonl", format!("{}\n", shelling("actual"))));
    let cautious = arg(&folder.file("cautious.jsonl", format!("{}\n", shelling("possible"))));
    let bound = ["--fail-over", "relations.false_alarms=0.5", "--json"];
    let run = eval(&[&["relations", &gold, &alarmed][..], &bound].concat())
        .exits(4)
        .says("relations.false_alarms = 1.0000 is above 0.5");
    assert_eq!(figure(&run, "relations.false_alarms"), 1.0);
    let run = eval(&[&["relations", &gold, &cautious][..], &bound].concat()).exits(0);
    assert_eq!(figure(&run, "relations.false_alarms"), 0.0);
    // Without pairs there is no such figure.
    eval(&["relations", &cautious, &cautious, bound[0], bound[1]]).exits(2).says("no figure");
    let broken = std::fs::read_to_string(&gold).unwrap().replace("\"end\":38}}", "\"end\":99}}");
    let broken = arg(&folder.file("broken.jsonl", broken));
    eval(&["relations", &broken, &alarmed])
        .exits(2)
        .says("broken.jsonl:1: unasserted pair 0 object");
}

#[test]
fn two_systems_are_compared_on_the_same_articles() {
    let folder = Folder::new();
    let empty = changed(&folder, "empty.jsonl", |_, record| {
        record["relations"] = json!([]);
        record["mentions"] = json!([]);
    });
    for (layer, key) in [("relations", "relations.f1"), ("mentions", "mentions.f1")] {
        let run = eval(&[layer, GOLD, GOLD, "--against", &empty, "--json"]).exits(0);
        let report: Value = serde_json::from_slice(&run.stdout).unwrap();
        let against = &report[key]["against"];
        assert_eq!((&against["value"], &against["difference"]), (&json!(0.0), &json!(1.0)));
        assert_eq!((&against["low"], &against["high"]), (&json!(1.0), &json!(1.0)));
        assert!(against["p"].as_f64().unwrap() < 0.01, "{against}");
        let same = eval(&[layer, GOLD, GOLD, "--against", GOLD, "--json"]).exits(0);
        let report: Value = serde_json::from_slice(&same.stdout).unwrap();
        assert_eq!(report[key]["against"]["p"], json!(1.0));
        let text = eval(&[layer, GOLD, GOLD, "--against", &empty]).exits(0);
        let text = String::from_utf8(text.stdout).unwrap();
        let articles = std::fs::read_to_string(GOLD).unwrap().lines().count();
        assert!(text.contains(&format!("against the other, {articles} documents")), "{text}");
        assert!(text.contains("[+1.000, +1.000]    0.001"), "{text}");
    }
}

#[test]
fn scores_are_held_against_what_is_right() {
    let folder = Folder::new();
    // Sure of everything, right in all but the first article.
    let sure = changed(&folder, "sure.jsonl", |i, record| {
        for key in ["relations", "mentions"] {
            for item in record[key].as_array_mut().unwrap() {
                item["score"] = json!(0.95);
                item["type"] = if i == 0 { json!("LAW") } else { item["type"].clone() };
            }
        }
    });
    let run = eval(&["mentions", GOLD, &sure, "--json"]).exits(0);
    let report: Value = serde_json::from_slice(&run.stdout).unwrap();
    let bin = &report["mentions.calibration"][9];
    let right = figure(&run, "mentions.precision");
    assert!(right < 1.0 && (bin["share_right"].as_f64().unwrap() - right).abs() < 1e-9);
    assert!((figure(&run, "mentions.ece") - (0.95 - right).abs()).abs() < 1e-9);
    let run = eval(&["relations", GOLD, &sure, "--json"]).exits(0);
    assert!((figure(&run, "relations.ece") - 0.05).abs() < 1e-9);
    let text = eval(&["relations", GOLD, &sure]).exits(0);
    let text = String::from_utf8(text.stdout).unwrap();
    assert!(text.contains("expected calibration error             0.050"), "{text}");
    // Gold has no scores to hold against anything.
    let run = eval(&["relations", GOLD, GOLD, "--json"]).exits(0);
    let report: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert!(report.get("relations.ece").is_none());
}

#[test]
fn headline_figures_have_intervals_that_are_the_same_each_time() {
    let folder = Folder::new();
    let half = changed(&folder, "half.jsonl", |i, record| {
        if i % 2 == 0 {
            record["relations"] = json!([]);
            record["mentions"] = json!([]);
        }
    });
    let keys = [
        ("relations", "relations.f1"),
        ("relations", "relations.strict.f1"),
        ("relations", "relations.polarity.accuracy"),
        ("mentions", "mentions.f1"),
        ("mentions", "mentions.macro_f1"),
    ];
    for (layer, key) in keys {
        let run = eval(&[layer, GOLD, &half, "--json"]).exits(0);
        let again = eval(&[layer, GOLD, &half, "--json"]).exits(0);
        assert_eq!(run.stdout, again.stdout);
        let report: Value = serde_json::from_slice(&run.stdout).unwrap();
        let (low, high) =
            (report[key]["low"].as_f64().unwrap(), report[key]["high"].as_f64().unwrap());
        let value = figure(&run, key);
        assert!(low <= value && value <= high, "{key} {low} {value} {high}");
        assert!(low < high || value == 1.0, "{key} {low} {high}");
    }
}

#[test]
fn types_are_confused_in_a_table() {
    let folder = Folder::new();
    let confused = changed(&folder, "confused.jsonl", |_, record| {
        for mention in record["mentions"].as_array_mut().unwrap() {
            if mention["type"] == "GPE" {
                mention["type"] = json!("LOC");
            }
        }
    });
    let run = eval(&["mentions", GOLD, &confused, "--json"]).exits(0);
    let report: Value = serde_json::from_slice(&run.stdout).unwrap();
    let cells = report["mentions.confusion"].as_array().unwrap();
    let of = |gold: &str, predicted: &str| {
        let cell = cells.iter().find(|c| c["gold"] == gold && c["predicted"] == predicted);
        cell.map_or(0, |c| c["count"].as_u64().unwrap())
    };
    assert!(of("GPE", "LOC") > 0 && of("PERSON", "PERSON") > 0);
    assert_eq!((of("GPE", "GPE"), of("PERSON", "LOC")), (0, 0));
    let text = eval(&["mentions", GOLD, &confused]).exits(0);
    let text = String::from_utf8(text.stdout).unwrap();
    assert!(text.contains("gold down, predicted across"), "{text}");
}

#[test]
fn tables_are_coloured_when_asked_for() {
    let run = eval(&["relations", GOLD, GOLD]).exits(0);
    assert!(!run.stdout.contains(&0x1b));
    let run = eval(&["relations", GOLD, GOLD, "--color", "always"]).exits(0);
    assert!(run.stdout.starts_with(b"\x1b[1mrelations, kinds: all"));
}

#[test]
fn the_model_scores_as_its_own_records_do() {
    let folder = Folder::new();
    let output = arg(&folder.path("out.jsonl"));
    extract(&[GOLD, "-o", &output]).exits(0);
    for layer in ["relations", "mentions"] {
        let run = eval(&[layer, GOLD, "--model", TINY, "--json"]).exits(0);
        let read = eval(&[layer, GOLD, &output, "--json"]).exits(0);
        assert_eq!(String::from_utf8(run.stdout).unwrap(), String::from_utf8(read.stdout).unwrap());
    }
}

#[test]
fn every_mistake_is_written_with_its_sentence() {
    let folder = Folder::new();
    let gold = std::fs::read_to_string(GOLD).unwrap().replace("\"relations\"", "\"_\"");
    let gold = gold.replace("\"offset_unit\"", "\"relations\": [], \"offset_unit\"");
    let nothing = arg(&folder.file("nothing.jsonl", gold));
    let errors = folder.path("errors.txt");
    eval(&["relations", GOLD, &nothing, "--errors", &arg(&errors)]).exits(0);
    let text = std::fs::read_to_string(errors).unwrap();
    assert!(text.contains("MISS  missed predicate"), "{text}");
    assert!(text.contains("Envoys  —resume→  truce talks ‹talks›"), "{text}");
}

#[test]
fn mistakes_of_mentions_are_written_with_their_sentences() {
    let folder = Folder::new();
    let gold = "Kim B-PER\nvisited O\nSeoul B-LOC\nand O\nRome B-LOC\n";
    let predicted = "Kim B-ORG\nvisited O\nSeoul B-LOC\nand I-LOC\nRome O\n";
    let gold = arg(&folder.file("gold.txt", gold));
    let predicted = arg(&folder.file("predicted.txt", predicted));
    let errors = folder.path("errors.txt");
    let flags = ["--map", "conll", "--errors"];
    let run = |errors: &Path| {
        eval(&[&["mentions", &gold, &predicted][..], &flags, &[&arg(errors)]].concat()).exits(0);
        std::fs::read_to_string(errors).unwrap()
    };
    let text = run(&errors);
    for part in [
        "\nKim visited Seoul and Rome\n  wrong type\n        gold  PER  Kim\n        pred  ORG  Kim\n",
        "  wrong boundary\n        gold  LOC  Seoul\n        pred  LOC  Seoul and\n",
        "  missed\n        gold  LOC  Rome\n",
    ] {
        assert!(text.contains(part), "{part:?} is not in:\n{text}");
    }
    let page = run(&folder.path("errors.html"));
    assert!(page.contains("<h2 id=\"class-0\">missed <small>1</small></h2>"), "{page}");
    assert!(page.contains("<sup class=\"gold\">PER</sup><sup class=\"pred\">ORG</sup>"), "{page}");
}

#[test]
fn mistakes_are_a_page_for_a_browser_when_the_file_is_html() {
    let folder = Folder::new();
    let predicted = changed(&folder, "predicted.jsonl", |_, record| {
        let relations = record["relations"].as_array_mut().unwrap();
        relations.truncate(2);
        for relation in relations {
            relation["negated"] = json!(true);
        }
    });
    let errors = folder.path("errors.HTML");
    eval(&["relations", GOLD, &predicted, "--errors", &arg(&errors)]).exits(0);
    let page = std::fs::read_to_string(errors).unwrap();
    for part in ["<!doctype html>", ">missed predicate <small>", ">polarity <small>"] {
        assert!(page.contains(part), "{part} is not in the page");
    }
    assert!(page.contains("gold affirmed, pred negated"));
}

#[test]
fn column_files_are_scored_in_any_scheme() {
    let folder = Folder::new();
    let gold = "Kim B-PER\nJong I-PER\nvisited O\nSeoul B-LOC\n\nUN B-ORG\n";
    let same = "Kim B-PER\nJong L-PER\nvisited O\nSeoul U-LOC\n\nUN U-ORG\n";
    let other = "Kim I-PER\nJong I-PER\nvisited O\nSeoul I-ORG\n\nUN O\n";
    let gold = arg(&folder.file("gold.txt", gold));
    let score = |predicted: &str| {
        let predicted = arg(&folder.file("predicted.txt", predicted));
        let run = eval(&["mentions", &gold, &predicted, "--map", "conll", "--json"]).exits(0);
        (figure(&run, "mentions.f1"), figure(&run, "mentions.exact.f1"))
    };
    assert_eq!(score(same), (1.0, 1.0));
    assert_eq!(score(other), (0.4, 0.8));
    let run = eval(&["mentions", &gold, "--map", "conll", "--gold-tokens", "--model", TINY]);
    run.exits(0);
    eval(&["mentions", &gold, "--map", "own"])
        .exits(2)
        .says("label \"PER\" is not in the inventory");
}

const TREES: &str = "# newdoc id = d\n\
    1\tThey\tthey\tPRON\tPRP\t_\t2\tnsubj\t_\t_\n\
    2\twait\twait\tVERB\tVBP\t_\t0\troot\t_\tSpaceAfter=No\n\
    3\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_\n\n";

#[test]
fn trees_are_scored_on_gold_tokens_on_raw_text_and_from_files() {
    let folder = Folder::new();
    let gold = arg(&folder.file("gold.conllu", TREES));
    let run = eval(&["parse", &gold, "--gold-tokens", "--model", TINY, "--json"]).exits(0);
    assert_eq!(figure(&run, "parse.words"), 1.0);
    let run = eval(&["parse", &gold, "--model", TINY, "--json"]).exits(0);
    assert_eq!(figure(&run, "parse.sentences"), 1.0);
    let other = arg(&folder.file("other.conllu", TREES.replace("punct\t_\t_", "dep\t_\t_")));
    let run = eval(&["parse", &gold, &other, "--json"]).exits(0);
    assert_eq!((figure(&run, "parse.uas"), figure(&run, "parse.las")), (1.0, 2.0 / 3.0));
    let run = eval(&["parse", &gold, &gold, "--against", &other, "--json"]).exits(0);
    let report: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(report["parse.las"]["against"]["value"], json!(2.0 / 3.0));
    let run = eval(&["tokens", &gold, "--json"]).exits(0);
    assert_eq!(figure(&run, "tokens.words.f1"), 1.0);
}

#[test]
fn broken_gold_is_an_error_with_file_and_line() {
    let folder = Folder::new();
    let name = |start: usize, end: usize, ty: &str| json!({"start": start, "end": end, "type": ty});
    for (mentions, complaint) in [
        (json!([name(0, 3, "ORGANISATION")]), "unknown entity type \"ORGANISATION\""),
        (json!([name(0, 99, "ORG")]), "end 99 is outside the text"),
        (
            json!([name(0, 7, "ORG"), name(4, 12, "ORG")]),
            "the names \"The Red\" and \"Red Cros\" cross",
        ),
    ] {
        let line = |id: &str| json!({"id": id, "text": "The Red Cross came.", "mentions": []});
        let mut broken = line("b");
        broken["mentions"] = mentions;
        let gold = arg(&folder.file("gold.jsonl", format!("{}\n{broken}\n", line("a"))));
        eval(&["mentions", &gold, GOLD]).exits(2).says("gold.jsonl:2: ").says(complaint);
        eval(&["relations", &gold, GOLD]).exits(2).says("gold.jsonl:2: ").says(complaint);
    }
}

#[test]
fn ids_on_one_side_only_are_errors_with_file_and_line() {
    let folder = Folder::new();
    let records = |name: &str, ids: &[&str]| {
        let line = |id: &&str| json!({"id": id, "text": "x", "mentions": [], "relations": []});
        let lines = ids.iter().map(|id| format!("{}\n", line(id))).collect::<String>();
        arg(&folder.file(name, lines))
    };
    let (both, one) = (records("both.jsonl", &["a", "b"]), records("one.jsonl", &["a"]));
    for layer in ["mentions", "relations"] {
        eval(&[layer, &both, &one]).exits(2).says("both.jsonl:2: no prediction").says("\"b\"");
        eval(&[layer, &one, &both]).exits(2).says("both.jsonl:2: no gold article");
        eval(&[layer, &both, &both, "--against", &one])
            .exits(2)
            .says("both.jsonl:2: no prediction");
    }
    let columns = |name: &str, text: &str| arg(&folder.file(name, text));
    let (long, short) = (columns("long.txt", "a O\n\nb O\n"), columns("short.txt", "a O\n"));
    eval(&["mentions", &short, &long]).exits(2).says("long.txt:3: no gold article");
    eval(&["mentions", &long, &short]).exits(2).says("long.txt:3: no prediction");
}

#[test]
fn tuples_are_scored_from_files_and_from_the_model() {
    let folder = Folder::new();
    let gold = "Kim visited Seoul .\tvisited\tKim\tSeoul\n";
    let gold = arg(&folder.file("gold.tsv", gold));
    let tuples = arg(&folder.file("tuples.tsv", "Kim visited Seoul.\t0.5\tvisited\tKim\tRome\n"));
    let run = eval(&["carb", &gold, &tuples, "--json"]).exits(0);
    assert_eq!(figure(&run, "carb.precision"), 2.0 / 3.0);
    assert_eq!(figure(&run, "carb.single.f1"), 2.0 / 3.0);
    let text = eval(&["carb", &gold, &tuples]).exits(0);
    let text = String::from_utf8(text.stdout).unwrap();
    assert!(
        text.contains("many gold tuples a prediction     0.667  0.667  0.667  0.556"),
        "{text}"
    );
    // The model's own tuples score as their file does.
    let written = arg(&folder.path("written.tsv"));
    let run = eval(&["carb", &gold, "--model", TINY, "--write", &written, "--json"]).exits(0);
    let read = eval(&["carb", &gold, &written, "--json"]).exits(0);
    assert_eq!(run.stdout, read.stdout);
    let broken = arg(&folder.file("broken.tsv", "Kim visited Seoul.\thalf\tvisited\tKim\n"));
    eval(&["carb", &gold, &broken]).exits(2).says("broken.tsv:1: confidence \"half\" is no number");
}

/// A record with *Mira Oskan* in two entities of one name or in one entity.
fn oskan(entities: [usize; 2]) -> String {
    let mention = |start: usize, end: usize, entity: usize| json!({"start": start, "end": end, "type": "PERSON", "kind": "name", "entity": entity});
    let entity = json!({"name": "Oskan", "type": "PERSON", "mentions": []});
    let record = json!({
        "id": "a", "text": "Mira Oskan left. Oskan denied it.",
        "mentions": [mention(0, 10, entities[0]), mention(17, 22, entities[1])],
        "entities": vec![entity; 2]});
    format!("{record}\n")
}

#[test]
fn coreference_is_scored_and_its_mistakes_shown() {
    let folder = Folder::new();
    let gold = arg(&folder.file("gold.jsonl", oskan([0, 0])));
    let parted = arg(&folder.file("parted.jsonl", oskan([0, 1])));
    let run = eval(&["coref", &gold, &gold, "--against", &parted, "--json"]).exits(0);
    assert_eq!(figure(&run, "coref.conll.f1"), 1.0);
    let report: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(report["coref.conll.f1"]["against"]["value"], json!(0.0));
    assert!(report["coref.conll.f1"]["rule"].as_str().unwrap().contains("equal spans"));
    let errors = folder.path("errors.txt");
    eval(&["coref", &gold, &parted, "--errors", &arg(&errors), "--match", "head"]).exits(0);
    let errors = std::fs::read_to_string(errors).unwrap();
    assert!(
        errors.contains("missed link, name") && errors.contains("gold  Mira Oskan"),
        "{errors}"
    );
    eval(&["coref", GOLD, GOLD]).exits(2).says("no entities in");
    eval(&["coref", &gold, &gold, "--match", "near"]).exits(2);
}
