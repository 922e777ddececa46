//! Pipelines whose names come from a token classifier.

use std::path::Path;

use super::Pipeline;
use crate::error::Result;
use crate::model::Device;

impl Pipeline {
    /// The same pipeline, with its names from the token classifier `model`: a folder in the format of Hugging Face, or the name of a model
    /// on the hub. The file `labels` says what its labels mean, where that is not known
    /// ([`LabelMap::parse`](crate::ner::LabelMap::parse)). It runs on `device`: on a processor on `threads` threads, or one for every
    /// core of the machine; on a GPU in numbers of 16 bits if `half` says so.
    ///
    /// # Errors
    /// [`Config`](crate::ErrorKind::Config) if the program was built without the feature `torch`, the device is not there or the
    /// labels cannot be mapped; [`Io`](crate::ErrorKind::Io) or [`Model`](crate::ErrorKind::Model) if the model cannot be read.
    pub fn with_ner_model(
        self,
        model: &str,
        labels: Option<&Path>,
        device: Device,
        half: bool,
        threads: Option<usize>,
    ) -> Result<Pipeline> {
        Ok(self.with_names_from(classifier(model, labels, device, half, threads)?))
    }
}

#[cfg(feature = "torch")]
fn classifier(
    model: &str,
    labels: Option<&Path>,
    device: Device,
    half: bool,
    threads: Option<usize>,
) -> Result<Box<dyn crate::ner::NameFinder>> {
    use sha2::{Digest, Sha256};

    use crate::error::{Error, ErrorKind};
    use crate::ner::{Classifier, ClassifierLabels, LabelMap, PieceTokenizer};
    use crate::torch::TokenClassifier;

    let text = labels
        .map(|path| std::fs::read_to_string(path).map_err(|e| Error::io(path, e)))
        .transpose()?;
    let map = match (labels, &text) {
        (Some(path), Some(text)) => LabelMap::parse(&path.display().to_string(), text)?,
        _ => LabelMap::default(),
    };
    let cores = || std::thread::available_parallelism().map_or(1, |n| n.get());
    let opened = TokenClassifier::open(model, device, half, threads.unwrap_or_else(cores))?;
    let of_model =
        |error: Error| Error::new(error.kind(), format!("{model}: {error}")).with_source(error);
    let labels = ClassifierLabels::new(&opened.labels, &map).map_err(of_model)?;
    let tokenizer = PieceTokenizer::from_json(&opened.tokenizer).map_err(of_model)?;
    if tokenizer.size() > opened.pieces {
        let what = format!(
            "tokenizer.json has {} pieces; config.json says that the model knows {}",
            tokenizer.size(),
            opened.pieces
        );
        return Err(of_model(Error::new(ErrorKind::Model, what)));
    }
    // What the labels mean decides what is found, too.
    let sum = format!("{}\n{:x}\n", opened.sha256, Sha256::digest(text.unwrap_or_default()));
    let sha256 = format!("{:x}", Sha256::digest(sum));
    let scorer = Box::new(opened.scorer);
    Ok(Box::new(Classifier::new(opened.name, sha256, tokenizer, labels, scorer)?))
}

#[cfg(not(feature = "torch"))]
fn classifier(
    _: &str,
    _: Option<&Path>,
    _: Device,
    _: bool,
    _: Option<usize>,
) -> Result<Box<dyn crate::ner::NameFinder>> {
    use crate::error::{Error, ErrorKind};

    let what = "this program was built without --ner-model; with libtorch set up by scripts/setup-libtorch, build it with \
        `cargo build --release --features torch` (docs/backends.md)";
    Err(Error::new(ErrorKind::Config, what))
}

#[cfg(test)]
#[cfg(feature = "torch")]
mod torch_tests {
    use super::*;
    use crate::ErrorKind;
    use crate::doc::Document;
    use crate::ner::{Classifier, ClassifierLabels, LabelMap, PieceTokenizer};
    use crate::torch::TokenClassifier;
    use crate::torch::classifier::parity::{FAMILIES, folder};

    fn tiny() -> Pipeline {
        Pipeline::open(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/tiny")).unwrap()
    }

    fn named(family: &str, labels: Option<&Path>, threads: usize) -> Result<Pipeline> {
        let pipeline = tiny().with_threads(threads)?;
        pipeline.with_ner_model(&folder(family), labels, Device::Cpu, false, Some(threads))
    }

    #[test]
    fn logits_are_those_of_transformers() {
        for family in FAMILIES {
            let opened = TokenClassifier::open(&folder(family), Device::Cpu, false, 1).unwrap();
            let labels = ClassifierLabels::new(&opened.labels, &LabelMap::default()).unwrap();
            let tokenizer = PieceTokenizer::from_json(&opened.tokenizer).unwrap();
            let scorer = Box::new(opened.scorer);
            let classifier =
                Classifier::new("n".into(), "0".into(), tokenizer, labels, scorer).unwrap();
            let reference = std::fs::read(format!("{}/reference.json", folder(family))).unwrap();
            let reference: serde_json::Value = serde_json::from_slice(&reference).unwrap();
            let cases = reference["texts"].as_array().unwrap();
            let texts: Vec<&str> =
                cases.iter().map(|case| case["text"].as_str().unwrap()).collect();
            // All at once, so that their windows are on their way together.
            for (case, (_, rows)) in cases.iter().zip(classifier.logits(&texts).unwrap()) {
                let expected: Vec<Vec<f32>> =
                    serde_json::from_value(case["logits"].clone()).unwrap();
                assert_eq!(rows.dim(), (expected.len(), opened.labels.len()));
                let pairs = rows.iter().zip(expected.iter().flatten());
                // Some networks have logits in the hundreds, of which floats have seven digits.
                let off = pairs.map(|(a, b)| (a - b).abs() / b.abs().max(1.0)).fold(0.0, f32::max);
                assert!(off < 1e-4, "{family}: {off} in {}", case["text"]);
            }
        }
    }

    fn articles() -> Vec<Document> {
        let text = |n: usize| {
            let name = ["Ağaoğlu", "Nairobi", "São Tomé", "🎉 Goma"][n % 4];
            format!(
                "{} flew to {name}. {}",
                "The minister of Kenya ".repeat(n),
                "It met them. ".repeat(n * 3)
            )
        };
        (0..9).map(|n| Document::new(format!("a{n}"), text(n)).unwrap()).collect()
    }

    #[test]
    fn articles_have_the_same_names_in_any_company() {
        for family in ["bert", "roberta", "deberta-v2"] {
            let names = |documents: Vec<Result<Document>>| -> Vec<_> {
                let names = |d: Result<Document>| d.unwrap().mentions().unwrap().to_vec();
                documents.into_iter().map(names).collect()
            };
            let expected = names(named(family, None, 1).unwrap().extract_batch(articles()));
            assert!(expected.iter().flatten().count() > 20);
            let pipeline = named(family, None, 3).unwrap();
            assert_eq!(names(pipeline.extract_batch(articles())), expected, "{family}");
            let singly = articles().into_iter().map(|a| pipeline.extract_document(a)).collect();
            assert_eq!(names(singly), expected, "{family}");
        }
    }

    #[test]
    fn labels_can_be_told_and_count() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("labels.tsv");
        let sum =
            |labels| named("bert", labels, 1).unwrap().name_finder().unwrap().sha256().to_owned();
        std::fs::write(&file, "MISC\tEVENT\n").unwrap();
        assert_ne!(sum(None), sum(Some(&file)));
        assert_eq!(sum(None), sum(None));
        std::fs::write(&file, "*\t-\n").unwrap();
        let none = named("bert", Some(&file), 1).unwrap().extract_batch(articles());
        let kinds = none.into_iter().flat_map(|d| d.unwrap().mentions().unwrap().to_vec());
        let name =
            |m: &crate::doc::Mention| m.kind == crate::doc::MentionKind::Name && !m.ty.is_value();
        assert_eq!(kinds.filter(name).count(), 0);
        std::fs::write(&file, "CITY\tGPE\n").unwrap();
        let error = named("bert", Some(&file), 1).map(|_| ()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(
            error
                .to_string()
                .contains("labels.tsv:1: the model has no label \"CITY\"; it has PER, ORG"),
            "{error}"
        );
    }
}
