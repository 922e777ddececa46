//! libtorch against PyTorch's reference and the floats of the default backend, and against itself in other batches.

use ndarray::Array2;
use rayon::prelude::*;
use serde_json::Value;

use super::TorchEncoder;
use super::batches::Sizes;
use crate::doc::Document;
use crate::model::parity::{self, tiny};
use crate::model::{
    Bundle, Device, Encoder, Heads, Labels, Precision, SentenceScores, Window, windows,
};
use crate::text::tokenize;

/// What vectors and scores of the two backends may differ by.
const CLOSE: f32 = 1e-3;

/// Lengths and numbers of windows as on a GPU, only fewer: two batches of the lengths that come most.
const TOGETHER: Sizes = Sizes::Together { pieces: 512 };

fn torch(bundle: &Bundle, threads: usize, sizes: Sizes) -> TorchEncoder {
    TorchEncoder::with_sizes(bundle, Device::Cpu, false, threads, sizes).unwrap()
}

#[test]
fn the_tiny_network_agrees_with_pytorch() {
    let bundle = tiny(Precision::Float);
    for sizes in [Sizes::Alone, TOGETHER] {
        let distance = parity::compare(&bundle, &torch(&bundle, 1, sizes));
        assert!(distance.worst < CLOSE && distance.squares.1 > 1e3, "{sizes:?}: {distance:?}");
    }
}

#[test]
fn what_rust_bert_cannot_be_told_is_refused() {
    let mut bundle = tiny(Precision::Float);
    bundle.config.norm_eps = 1e-5;
    let error = TorchEncoder::new(&bundle, Device::Cpu, false, 1).unwrap_err();
    assert!(error.to_string().starts_with("config.json: norm_eps is 0.00001"), "{error}");
    let bundle = tiny(Precision::Float);
    let error = TorchEncoder::new(&bundle, Device::Cpu, true, 1).unwrap_err().to_string();
    assert!(error.contains("16 bits are for GPUs"), "{error}");
    let error = TorchEncoder::new(&bundle, Device::Cpu, false, 0).unwrap_err().to_string();
    assert!(error.contains("at least one thread"), "{error}");
}

#[test]
fn bad_windows_are_refused_and_empty_ones_are_not() {
    let bundle = tiny(Precision::Float);
    let encoder = torch(&bundle, 1, Sizes::Alone);
    let good =
        Window { pieces: vec![2, 5, 3], shapes: vec![0, 1, 0], firsts: vec![1], tokens: 0..1 };
    let unasked = Window { firsts: vec![], ..good.clone() };
    assert_eq!(encoder.encode(&[]).unwrap().dim(), (0, 42));
    assert_eq!(encoder.encode(&[unasked, good.clone(), Window::default()]).unwrap().dim(), (1, 42));
    let bad = Window { pieces: vec![2, 9999, 3], ..good };
    assert_eq!(encoder.encode(&[bad]).unwrap_err().kind(), crate::ErrorKind::Internal);
}

fn bits(rows: &Array2<f32>) -> Vec<u32> {
    rows.iter().map(|x| x.to_bits()).collect()
}

/// Asserts the promise of [`Encoder`]: a window's rows are the same bits alone and among others, on any of several threads.
fn assert_rows_do_not_depend_on_their_batch(bundle: &Bundle, lengths: &[usize]) {
    let vocab = bundle.config.vocab as u32;
    let mut x = 1u32;
    let mut next = || {
        x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        x >> 8
    };
    let batch: Vec<Window> = lengths
        .iter()
        .map(|&n| Window {
            pieces: (0..n).map(|_| next() % vocab).collect(),
            shapes: (0..n).map(|_| (next() % 8) as u8).collect(),
            firsts: (0..n as u32).filter(|_| next() % 4 > 0).collect(),
            tokens: 0..0,
        })
        .collect();
    for sizes in [Sizes::Alone, TOGETHER] {
        let (one, three) = (torch(bundle, 1, sizes), torch(bundle, 3, sizes));
        let together = one.encode(&batch).unwrap();
        let mut at = 0;
        let parts: Vec<_> = batch
            .iter()
            .map(|window| {
                at += window.firsts.len();
                bits(&together.slice(ndarray::s![at - window.firsts.len()..at, ..]).to_owned())
            })
            .collect();
        std::thread::scope(|scope| {
            for first in 0..4 {
                let (three, batch, parts) = (&three, &batch, &parts);
                scope.spawn(move || {
                    for i in (first..batch.len()).step_by(4) {
                        let alone = three.encode(&batch[i..=i]).unwrap();
                        let length = batch[i].pieces.len();
                        assert!(bits(&alone) == parts[i], "{sizes:?}: {length} pieces, alone");
                    }
                });
            }
        });
        let reversed: Vec<Window> = batch.iter().rev().cloned().collect();
        let other = three.encode(&reversed).unwrap();
        let parts: Vec<u32> = parts.into_iter().rev().flatten().collect();
        assert!(bits(&other) == parts, "{sizes:?}: in another order");
    }
}

#[test]
fn rows_of_the_tiny_network_do_not_depend_on_their_batch() {
    let lengths: Vec<usize> = (3..=64).chain([9; 30]).collect();
    assert_rows_do_not_depend_on_their_batch(&tiny(Precision::Float), &lengths);
}

/// The shipped model.
#[cfg(actant_embedded_small)]
mod shipped {
    use super::*;
    use crate::model::Shipped;
    use crate::model::parity::shipped::{best, compare};

    fn bundle() -> Bundle {
        Bundle::shipped_with(Shipped::Small, Precision::Float).unwrap()
    }

    #[test]
    fn it_agrees_with_pytorch() {
        let bundle = bundle();
        let (distance, same) = compare(&bundle, &torch(&bundle, 1, Sizes::Alone));
        assert!(distance.worst < 5e-3 && distance.relative() < 1e-4, "{distance:?}");
        assert!(same > 0.995, "{same}");
    }

    #[test]
    fn rows_do_not_depend_on_their_batch() {
        assert_rows_do_not_depend_on_their_batch(
            &bundle(),
            &[5, 12, 31, 32, 33, 77, 150, 160, 160, 159, 300],
        );
    }

    /// The articles of the labelled data and the examples, then as many of recombined halves of their sentences as make 1,000 sentences
    /// of all.
    fn articles() -> Vec<Document> {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/data/");
        let mut texts = Vec::new();
        for file in ["example.jsonl", "gold.jsonl", "negatives.jsonl"] {
            for line in std::fs::read_to_string(format!("{root}{file}")).unwrap().lines() {
                let article: Value = serde_json::from_str(line).unwrap();
                texts.push(article["text"].as_str().unwrap().to_owned());
            }
        }
        let mut documents: Vec<Document> = texts.into_iter().map(tokenized).collect();
        let sentences: Vec<String> = documents
            .iter()
            .flat_map(|d| d.sentences().iter().map(|s| d.slice(s.span).replace('\n', " ")))
            .collect();
        let mut count = sentences.len();
        for shift in 1.. {
            let ends = sentences.iter().cycle().skip(7 * shift);
            for (first, second) in sentences.iter().zip(ends) {
                if count >= 1000 {
                    return documents;
                }
                let half = |text: &str| text.split(' ').count() / 2;
                let words =
                    first.split(' ').take(half(first)).chain(second.split(' ').skip(half(second)));
                documents.push(tokenized(words.collect::<Vec<_>>().join(" ")));
                count += documents.last().map_or(0, |d| d.sentences().len());
            }
        }
        documents
    }

    fn tokenized(text: String) -> Document {
        let tokenized = tokenize(&text);
        let mut document = Document::new("", text).unwrap();
        document.set_tokens(tokenized.sentences, tokenized.tokens).unwrap();
        document
    }

    /// Decisions on words, of both backends.
    #[derive(Debug, Default)]
    struct Decisions {
        all: usize,
        /// That differ, each with how far apart the two choices are on the default backend.
        other: Vec<f32>,
        /// The largest differences of a vector's float, and of a score.
        vectors: f32,
        scores: f32,
    }

    impl Decisions {
        fn see(&mut self, ours: &[f32], theirs: &[f32]) {
            let differences = ours.iter().zip(theirs).map(|(a, b)| (a - b).abs());
            self.scores = differences.fold(self.scores, f32::max);
            self.all += 1;
            if let (Some(a), Some(b)) = (best(ours), best(theirs))
                && a != b
            {
                self.other.push(ours[a] - ours[b]);
            }
        }

        fn see_sentence(
            &mut self,
            labels: &Labels,
            ours: &SentenceScores,
            theirs: &SentenceScores,
        ) {
            for word in 0..ours.len() {
                for list in [
                    labels.names.columns(),
                    labels.denotes.columns(),
                    labels.upos.columns(),
                    labels.xpos.columns(),
                    labels.lemma.columns(),
                ] {
                    let of = |s: &SentenceScores| s.token.row(word).to_vec()[list.clone()].to_vec();
                    self.see(&of(ours), &of(theirs));
                }
                let arcs = |scores: &SentenceScores| {
                    let mut arcs = scores.arcs.row(word).to_vec();
                    // A word is not its own head.
                    arcs[word + 1] = f32::MIN;
                    arcs
                };
                self.see(&arcs(ours), &arcs(theirs));
                let head = best(&arcs(ours)).unwrap();
                let labels = |scores: &SentenceScores| {
                    scores.label_scores(&[(word, head)]).unwrap().into_iter().collect::<Vec<_>>()
                };
                self.see(&labels(ours), &labels(theirs));
            }
        }
    }

    #[test]
    fn decisions_differ_only_where_scores_tie() {
        let bundle = bundle();
        let encoder = torch(&bundle, 2, Sizes::Alone);
        let heads: &Heads = &bundle.heads;
        let compared = |document: &Document| {
            let mut decisions = Decisions::default();
            let windows = windows(document, &bundle.vocabulary, bundle.limits());
            let ours = bundle.encoder.encode(&windows).unwrap();
            let theirs = encoder.encode(&windows).unwrap();
            let differences = ours.iter().zip(&theirs).map(|(a, b)| (a - b).abs());
            decisions.vectors = differences.fold(decisions.vectors, f32::max);
            let (ours, theirs) =
                (heads.project(ours.view()).unwrap(), heads.project(theirs.view()).unwrap());
            for sentence in document.sentences() {
                let words = sentence.tokens.clone();
                let scores =
                    (ours.sentence(words.clone()).unwrap(), theirs.sentence(words).unwrap());
                decisions.see_sentence(&bundle.labels, &scores.0, &scores.1);
            }
            decisions
        };
        let documents = articles();
        let sentences: usize = documents.iter().map(|d| d.sentences().len()).sum();
        let all: Vec<Decisions> = documents.par_iter().map(compared).collect();
        let decisions = all.into_iter().fold(Decisions::default(), |sum, one| Decisions {
            all: sum.all + one.all,
            other: [sum.other, one.other].concat(),
            vectors: sum.vectors.max(one.vectors),
            scores: sum.scores.max(one.scores),
        });
        let Decisions { all, other, vectors, scores } = decisions;
        println!(
            "{sentences} sentences, {all} decisions, {} differ by scores {other:?} apart; vectors differ by {vectors:e} at \
             most, scores by {scores:e}",
            other.len()
        );
        assert!(sentences >= 1000 && all > 100_000, "{sentences} sentences, {all} decisions");
        assert!(vectors < CLOSE && scores < CLOSE, "{vectors} {scores}");
        // Each of the two may be off by so much.
        assert!(other.iter().all(|&apart| apart < 2.0 * CLOSE), "{other:?}");
        assert!(other.len() * 10_000 < all, "{} of {all} decisions", other.len());
    }
}
