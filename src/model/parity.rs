//! The encoder and its heads against PyTorch, and against themselves in other batches.
//!
//! The reference (`tests/reference/tiny`) is made by `scripts/train/tiny_bundle.py`: a bundle of random weights of odd sizes.

use std::path::PathBuf;

use ndarray::{Array2, Axis};
use proptest::prelude::*;
use serde::Deserialize;

use super::*;
use crate::doc::{Document, Sentence, Span, Token};

#[derive(Deserialize)]
struct Reference {
    window: Vec<u32>,
    sentences: Vec<ReferenceSentence>,
}

#[derive(Deserialize)]
struct ReferenceSentence {
    words: Vec<String>,
    pieces: Vec<Vec<u32>>,
    shapes: Vec<u8>,
    token: Vec<Vec<f32>>,
    arcs: Vec<Vec<f32>>,
    heads: Vec<usize>,
    labels: Vec<Vec<f32>>,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reference/tiny")
}

pub(crate) fn tiny(precision: Precision) -> Bundle {
    Bundle::open_with(folder(), precision).unwrap()
}

fn reference() -> Reference {
    serde_json::from_slice(&std::fs::read(folder().join("reference.json")).unwrap()).unwrap()
}

/// A document of these words, a space after each.
pub(super) fn document<S: AsRef<str>>(sentences: &[Vec<S>]) -> Document {
    let (mut text, mut tokens, mut out) = (String::new(), Vec::new(), Vec::new());
    for words in sentences {
        let first = tokens.len();
        for word in words {
            let start = text.len();
            text.push_str(word.as_ref());
            tokens.push(Token { span: Span::new(start, text.len()) });
            text.push(' ');
        }
        let span = Span::new(tokens[first].span.start(), tokens[tokens.len() - 1].span.end());
        out.push(Sentence { span, tokens: first..tokens.len() });
    }
    let mut document = Document::new("made by hand", text).unwrap();
    document.set_tokens(out, tokens).unwrap();
    document
}

/// How far the scores are from those of the reference.
#[derive(Debug, Default)]
pub(crate) struct Distance {
    /// The largest difference.
    pub(crate) worst: f32,
    /// Sums of the squares of differences and of reference scores.
    pub(crate) squares: (f32, f32),
}

impl Distance {
    pub(crate) fn see(&mut self, ours: f32, theirs: f32) {
        self.worst = self.worst.max((ours - theirs).abs());
        self.squares.0 += (ours - theirs).powi(2);
        self.squares.1 += theirs.powi(2);
    }

    /// Differences as a share of the scores, as root mean squares.
    pub(crate) fn relative(&self) -> f32 {
        (self.squares.0 / self.squares.1).sqrt()
    }
}

/// The tiny bundle, whose vectors `encoder` computes, against its reference.
pub(crate) fn compare(bundle: &Bundle, encoder: &dyn Encoder) -> Distance {
    let reference = reference();
    let sentences: Vec<_> = reference.sentences.iter().map(|s| s.words.clone()).collect();
    let joined = WindowLimits { joined: 64, ..bundle.limits() };
    let windows = windows(&document(&sentences), &bundle.vocabulary, joined);
    assert_eq!(windows.len(), 1);
    assert_eq!(windows[0].pieces, reference.window);
    let hidden = encoder.encode(&windows).unwrap();
    let projections = bundle.heads.project(hidden.view()).unwrap();
    let (mut distance, mut at) = (Distance::default(), 0);
    let mut see = |ours: f32, theirs: f32| distance.see(ours, theirs);
    for sentence in &reference.sentences {
        let n = sentence.words.len();
        for (i, word) in sentence.words.iter().enumerate() {
            assert_eq!(bundle.vocabulary.pieces(word), sentence.pieces[i], "{word}");
            assert_eq!(crate::text::Shape::of(word).id(), sentence.shapes[i], "{word}");
        }
        let scores = projections.sentence(at..at + n).unwrap();
        assert_eq!(scores.arcs.dim(), (n, n + 1));
        for i in 0..n {
            scores.token.row(i).iter().zip(&sentence.token[i]).for_each(|(&a, &b)| see(a, b));
            scores.arcs.row(i).iter().zip(&sentence.arcs[i]).for_each(|(&a, &b)| see(a, b));
            let labels = scores.label_scores(&[(i, sentence.heads[i])]).unwrap();
            labels.iter().zip(&sentence.labels[i]).for_each(|(&a, &b)| see(a, b));
        }
        at += n;
    }
    distance
}

#[test]
fn floats_agree_with_pytorch() {
    let bundle = tiny(Precision::Float);
    let distance = compare(&bundle, &bundle.encoder);
    assert!(distance.worst < 1e-3 && distance.squares.1 > 1e3, "{distance:?}");
}

#[test]
fn bytes_agree_with_pytorch_as_far_as_rounding_allows() {
    // Random weights forgive less than trained ones; the products themselves are tested bit for bit in `int8`.
    let bundle = tiny(Precision::Stored);
    let distance = compare(&bundle, &bundle.encoder);
    assert!(distance.relative() < 0.05, "{distance:?}: {}", distance.relative());
}

/// The shipped model against `tests/reference/model.json`, which `scripts/train/reference.py` writes.
#[cfg(actant_embedded_small)]
pub(crate) mod shipped {
    use super::*;

    #[derive(Deserialize)]
    struct Shipped {
        windows: Vec<ShippedWindow>,
    }

    #[derive(Deserialize)]
    struct ShippedWindow {
        words: Vec<String>,
        sentences: Vec<usize>,
        pieces: Vec<u32>,
        shapes: Vec<u8>,
        firsts: Vec<u32>,
        checked: Vec<usize>,
        hidden: Vec<Vec<f32>>,
        token: Vec<Vec<f32>>,
        arcs: Vec<Vec<f32>>,
        head: Vec<usize>,
        label: Vec<Vec<f32>>,
    }

    pub(crate) fn best<'a>(scores: impl IntoIterator<Item = &'a f32>) -> Option<usize> {
        let scores = scores.into_iter().enumerate();
        scores.max_by(|a, b| a.1.total_cmp(b.1)).map(|(i, _)| i)
    }

    /// The distance, and the shares of decisions (label of every list, head, relation) that are the same, where `encoder` computes
    /// the vectors.
    pub(crate) fn compare(bundle: &Bundle, encoder: &dyn Encoder) -> (Distance, f64) {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let reference = std::fs::read(root.join("tests/reference/model.json")).unwrap();
        let reference: Shipped = serde_json::from_slice(&reference).unwrap();
        let (mut distance, mut same, mut all) = (Distance::default(), 0, 0);
        for window in &reference.windows {
            let (mut sentences, mut rest) = (Vec::new(), &window.words[..]);
            for &n in &window.sentences {
                sentences.push(rest[..n].to_vec());
                rest = &rest[n..];
            }
            let joined = WindowLimits { joined: 512, ..bundle.limits() };
            let windows = windows(&document(&sentences), &bundle.vocabulary, joined);
            assert_eq!(windows[0].pieces, window.pieces);
            assert_eq!(windows[0].shapes, window.shapes);
            assert_eq!(windows[0].firsts, window.firsts);
            let hidden = encoder.encode(&windows).unwrap();
            let projections = bundle.heads.project(hidden.view()).unwrap();
            let mut at = 0;
            for &n in &window.sentences {
                let scores = projections.sentence(at..at + n).unwrap();
                for (k, &word) in window.checked.iter().enumerate() {
                    let Some(i) = word.checked_sub(at).filter(|&i| i < n) else { continue };
                    let ours = hidden.row(word);
                    ours.iter().zip(&window.hidden[k]).for_each(|(&a, &b)| distance.see(a, b));
                    let mut see = |ours: &[f32], theirs: &[f32]| {
                        ours.iter().zip(theirs).for_each(|(&a, &b)| distance.see(a, b));
                        all += 1;
                        same += usize::from(best(ours) == best(theirs));
                    };
                    let labels = &bundle.labels;
                    for list in [
                        labels.names.columns(),
                        labels.denotes.columns(),
                        labels.upos.columns(),
                        labels.xpos.columns(),
                        labels.lemma.columns(),
                    ] {
                        let ours = scores.token.row(i);
                        see(&ours.as_slice().unwrap()[list.clone()], &window.token[k][list]);
                    }
                    see(scores.arcs.row(i).as_slice().unwrap(), &window.arcs[k]);
                    let labels = scores.label_scores(&[(i, window.head[k])]).unwrap();
                    see(labels.as_slice().unwrap(), &window.label[k]);
                }
                at += n;
            }
        }
        assert!(all > 200, "{all} decisions");
        println!("{distance:?}, relative {}, same {same} of {all}", distance.relative());
        (distance, same as f64 / all as f64)
    }

    #[test]
    fn floats_agree_with_pytorch() {
        let bundle = Bundle::shipped_with(crate::model::Shipped::Small, Precision::Float).unwrap();
        let (distance, same) = compare(&bundle, &bundle.encoder);
        assert!(distance.worst < 1e-3 && distance.relative() < 1e-5, "{distance:?}");
        assert!(same > 0.995, "{same}");
    }

    #[test]
    fn bytes_decide_as_pytorch_does() {
        let bundle = Bundle::shipped(crate::model::Shipped::Small).unwrap();
        let (distance, same) = compare(&bundle, &bundle.encoder);
        assert!(distance.relative() < 0.05, "{distance:?}: {}", distance.relative());
        assert!(same > 0.96, "{same}");
    }
}

fn bits(rows: &Array2<f32>) -> Vec<u32> {
    rows.iter().map(|x| x.to_bits()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// The promise of [`Encoder`]: a window's rows are the same bits alone and in any batch.
    #[test]
    fn rows_do_not_depend_on_their_batch(
        lengths in prop::collection::vec(1usize..62, 1..40),
        seed in any::<u32>(),
        float in any::<bool>(),
    ) {
        let bundle = tiny(if float { Precision::Float } else { Precision::Stored });
        let vocab = bundle.config.vocab as u32;
        let mut x = seed;
        let mut next = || { x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223); x >> 8 };
        let batch: Vec<Window> = lengths.iter().map(|&n| Window {
            pieces: (0..n + 2).map(|_| next() % vocab).collect(),
            shapes: (0..n + 2).map(|_| (next() % 8) as u8).collect(),
            firsts: (1..=n as u32).filter(|_| next() % 4 > 0).collect(),
            tokens: 0..0,
        }).collect();
        let together = bundle.encoder.encode(&batch).unwrap();
        let mut at = 0;
        for window in &batch {
            let alone = bundle.encoder.encode(std::slice::from_ref(window)).unwrap();
            let n = window.firsts.len();
            let part = together.slice(ndarray::s![at..at + n, ..]).to_owned();
            prop_assert_eq!(bits(&alone), bits(&part));
            at += n;
        }
        // The heads likewise: a sentence scored alone and among others.
        let projections = bundle.heads.project(together.view()).unwrap();
        let words = at / 3..at / 3 + (at - at / 3).min(9);
        let among = projections.sentence(words.clone()).unwrap();
        let alone = bundle.heads.score(together.slice_axis(Axis(0), words.clone().into())).unwrap();
        prop_assert_eq!(bits(&among.token), bits(&alone.token));
        prop_assert_eq!(bits(&among.arcs), bits(&alone.arcs));
        let arcs: Vec<_> = (0..words.len()).map(|i| (i, i)).collect();
        let labels = among.label_scores(&arcs).unwrap();
        for (i, arc) in arcs.iter().enumerate() {
            let label = alone.label_scores(&[*arc]).unwrap();
            prop_assert_eq!(bits(&labels.slice(ndarray::s![i..i + 1, ..]).to_owned()), bits(&label));
        }
    }
}

#[test]
fn bad_windows_are_refused() {
    let bundle = tiny(Precision::Stored);
    let good =
        Window { pieces: vec![2, 5, 3], shapes: vec![0, 1, 0], firsts: vec![1], tokens: 0..1 };
    assert_eq!(bundle.encoder.encode(std::slice::from_ref(&good)).unwrap().dim(), (1, 42));
    assert_eq!(bundle.encoder.encode(&[]).unwrap().dim(), (0, 42));
    let long = 65;
    for bad in [
        Window { pieces: vec![2, 9999, 3], ..good.clone() },
        Window { shapes: vec![0, 8, 0], ..good.clone() },
        Window { shapes: vec![0, 1], ..good.clone() },
        Window { firsts: vec![3], ..good.clone() },
        Window { pieces: vec![5; long], shapes: vec![1; long], ..good.clone() },
    ] {
        assert_eq!(bundle.encoder.encode(&[bad]).unwrap_err().kind(), crate::ErrorKind::Internal);
    }
}
