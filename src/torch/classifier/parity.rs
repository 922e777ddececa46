//! What the networks compute, beside each other and beside rust-bert's own.

use std::path::Path;

use ndarray::Array2;
use rust_bert::bert::BertConfig;
use rust_bert::deberta::{DebertaConfig, DebertaForTokenClassification};
use rust_bert::deberta_v2::{DebertaV2Config, DebertaV2ForTokenClassification};
use rust_bert::roberta::RobertaForTokenClassification;
use tch::nn::VarStore;
use tch::{Kind, Tensor};

use super::*;
use crate::model::PieceScorer;
use crate::torch::batches::Sizes;

/// The kinds of networks of which there is one of random weights, with what transformers computes with it.
pub(crate) const FAMILIES: [&str; 9] = [
    "albert",
    "bert",
    "deberta",
    "deberta-v2",
    "distilbert",
    "electra",
    "mobilebert",
    "roberta",
    "xlm-roberta",
];

/// Where the network of a family lies.
pub(crate) fn folder(family: &str) -> String {
    format!("{}/tests/reference/classifiers/{family}", env!("CARGO_MANIFEST_DIR"))
}

fn files(family: &str) -> Files {
    Files::in_folder(Path::new(&folder(family))).unwrap()
}

fn parts(family: &str) -> (Settings, Checkpoint) {
    let files = files(family);
    let settings = Settings::parse(&std::fs::read(&files.config).unwrap()).unwrap();
    let weights = std::fs::read(&files.weights).unwrap();
    (settings, Checkpoint::parse(&files.weights, weights).unwrap())
}

fn scorer(family: &str, sizes: Sizes) -> TorchScorer {
    let (settings, weights) = parts(family);
    TorchScorer::with_sizes(settings, weights, Device::Cpu, false, 1, sizes).unwrap()
}

/// Windows of many lengths.
fn windows() -> Vec<Vec<u32>> {
    (1..30u32).map(|n| (0..2 * n).map(|i| 4 + (i * 7 + n) % 90).collect()).collect()
}

fn furthest(a: &[Array2<f32>], b: &[Array2<f32>]) -> f32 {
    assert_eq!(a.len(), b.len());
    let pairs = a.iter().zip(b).flat_map(|(a, b)| {
        assert_eq!(a.dim(), b.dim());
        a.iter().zip(b)
    });
    pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[test]
fn a_window_has_its_scores_in_any_company() {
    for family in FAMILIES {
        let alone = scorer(family, Sizes::Alone);
        let expected = alone.score(windows()).unwrap();
        // To the bit, in another order and singly.
        let mut turned = alone.score(windows().into_iter().rev().collect()).unwrap();
        turned.reverse();
        assert_eq!(turned, expected, "{family}");
        for (window, expected) in windows().into_iter().zip(&expected) {
            assert_eq!(&alone.score(vec![window]).unwrap()[0], expected, "{family}");
        }
        if family == "mobilebert" {
            // Is read alone on a GPU, too.
            continue;
        }
        // As on a GPU: rows that are filled, and rows that are empty.
        let together = scorer(family, Sizes::Together { pieces: 256 }).score(windows()).unwrap();
        let off = furthest(&together, &expected);
        assert!(off < 1e-4, "{family}: {off}");
    }
}

#[test]
fn what_cannot_be_scored_is_refused() {
    let scorer = scorer("bert", Sizes::Alone);
    let said = |window| scorer.score(vec![window]).unwrap_err().to_string();
    assert_eq!(said(vec![4000]), "piece 4000 is beyond the 170 that the model knows");
    assert_eq!(said(vec![5; 65]), "a window of 65 pieces; the model reads 64");
}

/// The logits of one window by a network of rust-bert's with these weights, and by ours.
fn both<M>(
    family: &str,
    build: impl FnOnce(&tch::nn::Path, &Settings) -> M,
    run: impl FnOnce(&M, &Tensor) -> Tensor,
) -> (Vec<f32>, Vec<f32>) {
    let window: Vec<u32> = (4..60).collect();
    let ours = scorer(family, Sizes::Alone).score(vec![window.clone()]).unwrap();
    let (settings, weights) = parts(family);
    let mut store = VarStore::new(tch::Device::Cpu);
    let model = build(&store.root(), &settings);
    weights.fill(&mut store, tch::Device::Cpu, Kind::Float).unwrap();
    let pieces: Vec<i64> = window.into_iter().map(i64::from).collect();
    let theirs = tch::no_grad(|| run(&model, &Tensor::from_slice(&pieces).unsqueeze(0)));
    let theirs = Vec::<f32>::try_from(theirs.flatten(0, -1).contiguous()).unwrap();
    (theirs, ours[0].iter().copied().collect())
}

/// Why three families have networks of our own. When this fails, rust-bert has been mended, and its networks can be used.
#[test]
fn rust_bert_computes_three_families_otherwise() {
    let far = |(a, b): (Vec<f32>, Vec<f32>)| {
        assert_eq!(a.len(), b.len());
        a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
    };
    // Layer norms add 1e-12, where these models were trained with 1e-5.
    let roberta = far(both(
        "roberta",
        |path, settings| {
            let config: BertConfig = settings.network().unwrap();
            RobertaForTokenClassification::new(path, &config).unwrap()
        },
        |model, pieces| model.forward_t(Some(pieces), None, None, None, None, false).logits,
    ));
    assert!(roberta > 1e-4, "{roberta}");
    // Distances are taken for nearer ones.
    let deberta = far(both(
        "deberta",
        |path, settings| {
            let config: DebertaConfig = settings.network().unwrap();
            DebertaForTokenClassification::new(path, &config).unwrap()
        },
        |model, pieces| {
            model.forward_t(Some(pieces), None, None, None, None, false).unwrap().logits
        },
    ));
    assert!(deberta > 1e-3, "{deberta}");
    // Attention to positions is scaled and placed otherwise.
    let deberta = far(both(
        "deberta-v2",
        |path, settings| {
            let config: DebertaV2Config = settings.network().unwrap();
            DebertaV2ForTokenClassification::new(path, &config).unwrap()
        },
        |model, pieces| {
            model.forward_t(Some(pieces), None, None, None, None, false).unwrap().logits
        },
    ));
    assert!(deberta > 1e-3, "{deberta}");
}

#[test]
fn every_family_opens_by_its_folder() {
    for family in FAMILIES {
        let folder = files(family).folder.display().to_string();
        let opened = TokenClassifier::open(&folder, Device::Cpu, false, 2).unwrap();
        assert_eq!((opened.name.as_str(), opened.sha256.len()), (folder.as_str(), 64));
        assert_eq!(opened.labels[0], "O");
    }
}

#[test]
fn weights_of_another_network_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let copy = |family: &str, name: &str| {
        std::fs::copy(files(family).folder.join(name), folder.path().join(name)).unwrap();
    };
    copy("bert", "config.json");
    copy("bert", "tokenizer.json");
    copy("electra", "model.safetensors");
    let open = || {
        TokenClassifier::open(folder.path().to_str().unwrap(), Device::Cpu, false, 1).map(|_| ())
    };
    let said = open().unwrap_err().to_string();
    assert!(
        said.contains("model.safetensors: tensor electra.")
            && said.contains("none that such a network has"),
        "{said}"
    );
    copy("bert", "model.safetensors");
    open().unwrap();
    let config = std::fs::read_to_string(folder.path().join("config.json")).unwrap();
    let narrow = config.replace("\"intermediate_size\": 24", "\"intermediate_size\": 32");
    assert_ne!(narrow, config);
    std::fs::write(folder.path().join("config.json"), narrow).unwrap();
    let said = open().unwrap_err().to_string();
    assert!(said.contains("has shape [24]; config.json asks for [32]"), "{said}");
}
