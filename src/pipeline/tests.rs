use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use ndarray::Array2;

use super::*;
use crate::format::Rendering;
use crate::format::jsonl::Record;
use crate::model::Window;

fn tiny() -> Pipeline {
    Pipeline::open(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/tiny")).unwrap()
}

/// Articles of very different lengths, with sentences longer than any window.
fn articles() -> Vec<Document> {
    let sentences = [
        "Iran met the US in Oman on Monday.",
        "“We won’t go,” McGurk said – twice!",
        "The café’s owner, Ms. Qaani, paid $4.5 million to 20 militias.",
    ];
    let long = format!("It {} met Iran.", "was said to have been ".repeat(25));
    let text = |n: usize| {
        let mut text = String::new();
        for i in 0..n {
            text.push_str(sentences[(i + n) % 3]);
            text.push_str(if i % 4 == 3 { "\n\n" } else { " " });
            if i % 7 == 5 {
                text.push_str(&long);
            }
        }
        text
    };
    (0..10).map(|n| Document::new(format!("a{n}"), text(n * n / 5)).unwrap()).collect()
}

fn bytes(results: Vec<Result<Document>>) -> Vec<(String, Vec<u8>)> {
    let mut rendering = Rendering::default();
    rendering.layers.tokens = true;
    let mut records = Vec::new();
    for result in results {
        let document = result.unwrap();
        let mut line = Vec::new();
        Record::from_document(&document, &rendering).write(&mut line).unwrap();
        records.push((document.id().to_owned(), line));
    }
    records
}

#[test]
fn threads_batches_and_order_change_no_byte() {
    let expected = bytes(tiny().with_threads(1).unwrap().extract_batch(articles()));
    assert!(expected.iter().any(|(_, line)| line.len() > 10_000));
    for threads in [2, 4] {
        let pipeline = tiny().with_threads(threads).unwrap();
        assert_eq!(bytes(pipeline.extract_batch(articles())), expected, "{threads} threads");
        let singly = articles().into_iter().map(|a| pipeline.extract_document(a)).collect();
        assert_eq!(bytes(singly), expected, "one at a time on {threads} threads");
    }
    let mut shuffled = articles();
    shuffled.sort_by_key(|a| (a.text().len() * 7919 % 31, a.text().len()));
    let mut shuffled = bytes(tiny().extract_batch(shuffled));
    assert_ne!(shuffled, expected);
    shuffled.sort_by_key(|(id, _)| expected.iter().position(|(other, _)| other == id));
    assert_eq!(shuffled, expected, "in another order");
}

#[test]
fn everything_is_read_and_every_layer_attached() {
    for document in tiny().extract_batch(articles()) {
        let document = document.unwrap();
        assert_eq!(document.words().unwrap().len(), document.tokens().len());
        assert!(document.mentions().is_some() && document.entities().is_some());
        assert!(document.relations().is_some());
        let record = Record::from_document(&document, &Rendering::default());
        record.check().unwrap();
        let coverage = record.coverage.unwrap();
        assert_eq!(coverage.read, coverage.codepoints);
    }
}

/// An encoder that cannot bear windows of one length.
struct Brittle {
    inner: Box<dyn Encoder>,
    length: usize,
    panics: bool,
}

impl Encoder for Brittle {
    fn hidden(&self) -> usize {
        self.inner.hidden()
    }

    fn encode(&self, batch: &[Window]) -> Result<Array2<f32>> {
        if batch.iter().any(|w| w.pieces.len() == self.length) {
            assert!(!self.panics, "too brittle");
            return Err(internal("too brittle"));
        }
        self.inner.encode(batch)
    }
}

#[test]
fn what_breaks_one_article_leaves_the_others_as_they_are() {
    let whole = tiny();
    let expected = bytes(whole.extract_batch(articles()));
    let victim = Document::new("victim", "Iran Iran Iran met.").unwrap();
    let (_, windows) = whole.tokenized(victim.clone()).unwrap();
    for panics in [false, true] {
        let mut pipeline = tiny();
        pipeline.encoder =
            Box::new(Brittle { inner: pipeline.encoder, length: windows[0].pieces.len(), panics });
        let mut all = articles();
        all.insert(5, victim.clone());
        let mut results = pipeline.extract_batch(all);
        let error = results.remove(5).unwrap_err();
        assert!(error.to_string().contains("too brittle"), "{error}");
        if panics {
            assert!(error.to_string().contains("article \"victim\""), "{error}");
        }
        assert_eq!(bytes(results), expected);
    }
}

/// An encoder that counts what it reads.
struct Counting {
    inner: Box<dyn Encoder>,
    pieces: Arc<AtomicUsize>,
}

impl Encoder for Counting {
    fn hidden(&self) -> usize {
        self.inner.hidden()
    }

    fn encode(&self, batch: &[Window]) -> Result<Array2<f32>> {
        let pieces = batch.iter().map(|w| w.pieces.len()).sum();
        self.pieces.fetch_add(pieces, Ordering::Relaxed);
        self.inner.encode(batch)
    }
}

#[test]
fn what_reads_the_same_is_encoded_once() {
    let mut pipeline = tiny();
    let pieces = Arc::new(AtomicUsize::new(0));
    pipeline.encoder = Box::new(Counting { inner: pipeline.encoder, pieces: pieces.clone() });
    let read = |articles: Vec<Document>| {
        let results = pipeline.extract_batch(articles);
        (bytes(results), pieces.swap(0, Ordering::Relaxed))
    };
    let (once, needed) = read(articles());
    // The same words a second time, but for the spaces between them.
    let copy = |d: &Document| {
        Document::new(format!("{} again", d.id()), d.text().replace(' ', "  ")).unwrap()
    };
    let copies: Vec<Document> = articles().iter().map(copy).collect();
    let (copied, _) = read(copies.clone());
    let (both, spent) = read(articles().into_iter().chain(copies).collect());
    assert_eq!(spent, needed);
    assert_eq!(both, [once, copied].concat());
}

#[test]
fn an_empty_text_has_empty_layers() {
    let document = tiny().extract(" \n").unwrap();
    assert_eq!(document.relations(), Some(&[][..]));
    assert_eq!(document.mentions(), Some(&[][..]));
}

#[test]
fn no_threads_is_an_error() {
    assert_eq!(tiny().with_threads(0).map(|_| ()).unwrap_err().kind(), ErrorKind::Config);
}
