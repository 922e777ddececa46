//! Every stage of the pipeline on its own, one thread, on the labelled articles of `data/gold.jsonl`.
//!
//! ```sh
//! cargo bench                  # all of them
//! cargo bench -- encoder       # one
//! ```
//!
//! Throughput is in bytes of text, but for the encoder and the heads, which count word pieces and words.

// The function that criterion's macro makes has no documentation.
#![allow(missing_docs)]

use std::hint::black_box;

use actant::doc::{Document, SentenceId};
use actant::format::jsonl::Record;
use actant::format::{Layers, OffsetUnit, Rendering};
use actant::model::{self, Bundle, Encoder, Shipped, Window, WindowLimits};
use actant::pipeline::Pipeline;
use actant::{ner, parse, relate, resolve, text};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const ARTICLES: &str = include_str!("../data/gold.jsonl");

fn articles() -> Vec<String> {
    let read = |line| serde_json::from_str::<serde_json::Value>(line).expect("a labelled article");
    ARTICLES.lines().map(|line| read(line)["text"].as_str().expect("a text").to_owned()).collect()
}

fn tokenized(text: &str) -> Document {
    let mut document = Document::new("", text).expect("a text");
    let tokenized = text::tokenize(text);
    document.set_tokens(tokenized.sentences, tokenized.tokens).expect("tokens in order");
    document
}

fn stages(criterion: &mut Criterion) {
    let texts = articles();
    let bytes = texts.iter().map(String::len).sum::<usize>() as u64;
    let bundle = Bundle::shipped(Shipped::Small).expect("the model");
    let documents: Vec<Document> = texts.iter().map(|text| tokenized(text)).collect();
    let words: usize = documents.iter().map(|d| d.tokens().len()).sum();
    let of = |limits: WindowLimits| -> Vec<Window> {
        documents.iter().flat_map(|d| model::windows(d, &bundle.vocabulary, limits)).collect()
    };
    let passages = of(bundle.limits());
    let sentences = of(WindowLimits { joined: 0, ..bundle.limits() });
    let pieces = |windows: &[Window]| windows.iter().map(|w| w.pieces.len()).sum::<usize>() as u64;
    let hidden: Vec<_> = documents
        .iter()
        .map(|d| {
            let windows = model::windows(d, &bundle.vocabulary, bundle.limits());
            bundle.encoder.encode(&windows).expect("word vectors")
        })
        .collect();
    let pipeline = Pipeline::embedded().and_then(|p| p.with_threads(1)).expect("the model");
    let read: Vec<Document> =
        texts.iter().map(|text| pipeline.extract(text).expect("an article")).collect();

    let mut group = criterion.benchmark_group("text");
    group.throughput(Throughput::Bytes(bytes));
    group.bench_function("tokenize", |b| {
        b.iter(|| texts.iter().for_each(|text| _ = black_box(text::tokenize(text))));
    });
    group.bench_function("windows", |b| b.iter(|| black_box(of(bundle.limits()))));
    group.finish();

    let mut group = criterion.benchmark_group("encoder");
    for (name, windows) in [("sentences", &sentences), ("passages", &passages)] {
        group.throughput(Throughput::Elements(pieces(windows)));
        group.bench_function(name, |b| b.iter(|| black_box(bundle.encoder.encode(windows))));
    }
    group.finish();

    let mut group = criterion.benchmark_group("heads");
    group.throughput(Throughput::Elements(words as u64));
    group.bench_function("project", |b| {
        b.iter(|| hidden.iter().for_each(|h| _ = black_box(bundle.heads.project(h.view()))));
    });
    group.bench_function("score", |b| {
        b.iter(|| {
            for (document, hidden) in documents.iter().zip(&hidden) {
                let all = bundle.heads.project(hidden.view()).expect("vectors");
                for sentence in document.sentences() {
                    _ = black_box(all.sentence(sentence.tokens.clone()));
                }
            }
        });
    });
    let scored: Vec<Vec<_>> = documents
        .iter()
        .zip(&hidden)
        .map(|(document, hidden)| {
            let all = bundle.heads.project(hidden.view()).expect("vectors");
            let of = |s: &actant::doc::Sentence| all.sentence(s.tokens.clone()).expect("words");
            document.sentences().iter().map(of).collect()
        })
        .collect();
    group.finish();

    let mut group = criterion.benchmark_group("decode");
    group.throughput(Throughput::Elements(words as u64));
    let each = |with: &dyn Fn(&Document, SentenceId, &model::SentenceScores)| {
        for (document, scores) in documents.iter().zip(&scored) {
            for (i, scores) in scores.iter().enumerate() {
                with(document, SentenceId::new(i), scores);
            }
        }
    };
    group.bench_function("words", |b| {
        b.iter(|| each(&|d, s, scores| _ = black_box(parse::words(d, s, scores, &bundle.labels))));
    });
    group.bench_function("names", |b| {
        b.iter(|| each(&|d, s, scores| _ = black_box(ner::names(d, s, scores, &bundle.labels))));
    });
    group.finish();

    let mut group = criterion.benchmark_group("document");
    group.throughput(Throughput::Bytes(bytes));
    group.bench_function("mentions", |b| {
        b.iter(|| read.iter().for_each(|d| _ = black_box(ner::mentions(d, Vec::new()))));
    });
    group.bench_function("entities", |b| {
        b.iter(|| read.iter().for_each(|d| _ = black_box(resolve::entities(d))));
    });
    group.bench_function("relations", |b| {
        b.iter(|| read.iter().for_each(|d| _ = black_box(relate::relations(d))));
    });
    let rendering =
        Rendering { unit: OffsetUnit::Codepoint, layers: Layers::default(), min_score: 0.0 };
    group.bench_function("json", |b| {
        let mut out = Vec::new();
        b.iter(|| {
            out.clear();
            for document in &read {
                Record::from_document(document, &rendering).write(&mut out).expect("memory");
            }
        });
    });
    group.bench_function("everything", |b| {
        b.iter(|| {
            let documents =
                texts.iter().map(|text| Document::new("", text.as_str()).expect("text"));
            black_box(pipeline.extract_batch(documents.collect()))
        });
    });
    group.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
