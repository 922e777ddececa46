//! What the shipped model makes of one article, committed.
//!
//! After a change that is meant to change it: `UPDATE_GOLDEN=1 cargo test --test it golden`, and read the difference.

use std::fs;
use std::path::PathBuf;

use actant::doc::Document;
use actant::format::Rendering;
use actant::format::jsonl::Record;
use serde_json::Value;

use crate::program::shipped;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");

/// Scores may differ by this much between machines whose floating-point kernels round differently.
const TOLERANCE: f64 = 0.005;

#[test]
fn golden_article() {
    let Some(pipeline) = shipped() else { return };
    let text = fs::read_to_string(format!("{FOLDER}/article.txt")).unwrap();
    let date = jiff::civil::Date::new(2024, 3, 13).ok();
    let document = Document::new("golden", text).unwrap().with_date(date);
    let mut rendering = Rendering::default();
    rendering.layers.tokens = true;
    let record = rendering.record(&pipeline.extract_document(document).unwrap());
    record.check().unwrap();
    let found = serde_json::to_value(&record).unwrap();
    let path = PathBuf::from(format!("{FOLDER}/article.json"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, serde_json::to_string_pretty(&found).unwrap() + "\n").unwrap();
        return;
    }
    let golden = fs::read_to_string(&path).unwrap();
    let parsed: Record = Record::parse(&golden).unwrap();
    parsed.check().unwrap();
    let golden: Value = serde_json::from_str(&golden).unwrap();
    let mut differences = Vec::new();
    compare("", &golden, &found, &mut differences);
    assert!(
        differences.is_empty(),
        "{} differences; if they are meant: UPDATE_GOLDEN=1 cargo test --test it golden\n{}",
        differences.len(),
        differences[..differences.len().min(30)].join("\n")
    );
}

fn compare(at: &str, golden: &Value, found: &Value, differences: &mut Vec<String>) {
    match (golden, found) {
        (Value::Object(a), Value::Object(b)) if a.keys().eq(b.keys()) => {
            for (key, value) in a {
                compare(&format!("{at}.{key}"), value, &b[key], differences);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (i, (a, b)) in a.iter().zip(b).enumerate() {
                compare(&format!("{at}[{i}]"), a, b, differences);
            }
        }
        (Value::Number(a), Value::Number(b)) if at.ends_with(".score") => {
            let apart = a.as_f64().zip(b.as_f64()).map(|(a, b)| (a - b).abs());
            if apart.is_none_or(|apart| apart > TOLERANCE) {
                differences.push(format!("{at}: {a} became {b}"));
            }
        }
        (a, b) if a == b => {}
        (Value::Array(a), Value::Array(b)) => {
            differences.push(format!("{at}: {} items became {}", a.len(), b.len()));
        }
        (a, b) => differences.push(format!("{at}: {a} became {b}")),
    }
}
