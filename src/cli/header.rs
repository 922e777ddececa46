//! What decides the bytes of a run's output, for its journal and manifest.

use actant::corpus::{FieldNames, Origin, Sources};
use actant::format::Rendering;
use actant::format::jsonl::SCHEMA;
use actant::pipeline::{Pipeline, lexicon_sha256};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// The settings under their names as flags, so that a later run can be started with them.
pub fn settings(
    fields: &FieldNames,
    rendering: &Rendering,
    layers: &str,
    memory: u64,
) -> Map<String, Value> {
    let pairs = [
        ("id-field", fields.id.clone()),
        ("text-field", fields.text.clone()),
        ("date-field", fields.date.clone()),
        ("title-field", fields.title.clone()),
        ("layers", layers.to_owned()),
        ("offsets", rendering.unit.to_string()),
        ("min-score", rendering.min_score.to_string()),
        // It decides which records are too large.
        ("memory", memory.to_string()),
    ];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect()
}

/// Program, models, lexicon, settings and inputs, with their sums. The inputs are known by name and size here; what they hold is
/// summed while they are read.
pub fn header(
    pipeline: &Pipeline,
    settings: Map<String, Value>,
    sources: &Sources,
) -> Map<String, Value> {
    let mut inputs = Sha256::new();
    for source in &sources.found {
        let size = match &source.origin {
            Origin::Stdin => None,
            Origin::File(path) => std::fs::metadata(path).ok().map(|file| file.len()),
        };
        inputs.update(format!("{}\0{size:?}\n", source.name));
    }
    for rejection in &sources.failed {
        inputs.update(format!("{rejection}\n"));
    }
    let settings_sum = Sha256::digest(Value::Object(settings.clone()).to_string());
    let header = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "schema": SCHEMA,
        "model": {"name": pipeline.model_name(), "sha256": pipeline.model_sha256()},
        "lexicon_sha256": lexicon_sha256(),
        "settings": settings,
        "settings_sha256": format!("{settings_sum:x}"),
        "inputs": {
            "files": sources.found.len(),
            "bytes": sources.bytes,
            "sha256": format!("{:x}", inputs.finalize()),
        },
    });
    let mut header = header.as_object().cloned().unwrap_or_default();
    if let Some(finder) = pipeline.name_finder() {
        header.insert(
            "ner_model".to_owned(),
            json!({"name": finder.name(), "sha256": finder.sha256()}),
        );
    }
    header
}
