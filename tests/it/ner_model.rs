//! Names from a token classifier: `--ner-model`.

use crate::program::{Folder, extract};

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/example.jsonl");

#[test]
fn a_map_of_labels_needs_a_model() {
    extract(&[EXAMPLE, "--ner-labels", "x.tsv"]).exits(2).says("--ner-model");
}

#[cfg(not(feature = "torch"))]
#[test]
fn without_the_feature_it_says_how_to_get_it() {
    let folder = Folder::new();
    let out = folder.path("out.jsonl").to_string_lossy().into_owned();
    let run = extract(&[EXAMPLE, "--ner-model", "owner/name", "-o", &out]).exits(2);
    run.says("built without --ner-model").says("cargo build --release --features torch");
    assert!(folder.names().is_empty());
}

#[cfg(feature = "torch")]
mod torch {
    use super::*;
    use crate::program::actant;

    const BERT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/classifiers/bert");

    #[test]
    fn what_cannot_be_opened_starts_nothing() {
        let folder = Folder::new();
        let out = folder.path("out.jsonl").to_string_lossy().into_owned();
        let run = |model: &str| extract(&[EXAMPLE, "--ner-model", model, "-o", &out]).exits(2);
        run("no/such/folder").says("no/such/folder: neither a folder nor the name of a model");
        run(env!("CARGO_MANIFEST_DIR")).says("no config.json");
        run(crate::program::TINY).says("config.json: model_type is \"\"");
        assert!(folder.names().is_empty());
    }

    #[test]
    fn a_run_names_its_model_and_can_be_tried_again() {
        let folder = Folder::new();
        let labels = folder.file("labels.tsv", "MISC\tEVENT\n").to_string_lossy().into_owned();
        let input = folder
            .file("in.jsonl", "{\"text\": \"Iran met Oman.\"}\n{\"body\": \"Kenya fell.\"}\n");
        let input = input.to_string_lossy().into_owned();
        let out = folder.path("out.jsonl").to_string_lossy().into_owned();
        let flags = ["--ner-model", BERT, "--ner-labels", &labels, "-o", &out];
        extract(&[&[input.as_str()][..], &flags].concat()).exits(1);
        let manifest = |out: &str| {
            let text = std::fs::read_to_string(format!("{out}.manifest.json")).unwrap();
            let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
            manifest["run"].clone()
        };
        let first = manifest(&out);
        assert_eq!(first["ner_model"]["name"], BERT);
        assert_eq!(first["ner_model"]["sha256"].as_str().unwrap().len(), 64);
        assert_eq!(first["settings"]["ner-model"], BERT);
        assert_eq!(first["settings"]["ner-labels"], labels.as_str());
        // Another model is another run.
        extract(&[input.as_str(), "-o", &out, "--resume"]).exits(2);
        let again = folder.path("again.jsonl").to_string_lossy().into_owned();
        let retry =
            ["retry", &out, "-o", &again, "--text-field", "body", "--model", crate::program::TINY];
        actant(&retry).exits(0);
        assert_eq!(manifest(&again)["ner_model"], first["ner_model"]);
    }

    #[test]
    fn records_do_not_depend_on_threads() {
        let records = |threads: &str, model: &str| {
            extract(&[EXAMPLE, "--ner-model", model, "--threads", threads]).exits(0).stdout
        };
        let one = records("1", BERT);
        assert_eq!(records("3", BERT), one);
        assert_ne!(records("1", &BERT.replace("/bert", "/roberta")), one);
        assert_ne!(extract(&[EXAMPLE]).exits(0).stdout, one);
    }
}
