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

/// Takes every word for a person's name that begins with a capital letter; cannot bear one of the words.
struct Capitals {
    asked: Arc<AtomicUsize>,
    panics: bool,
}

impl NameFinder for Capitals {
    fn name(&self) -> &str {
        "capitals"
    }

    fn sha256(&self) -> &str {
        "0"
    }

    fn articles_at_once(&self) -> usize {
        3
    }

    fn find(&self, documents: &[&Document]) -> Result<Vec<Vec<Mention>>> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let of_one = |document: &&Document| {
            let form = |i: usize| document.form(crate::doc::TokenId::new(i));
            let tokens = 0..document.tokens().len();
            let names = tokens.filter(|&i| form(i).starts_with(char::is_uppercase)).map(|i| {
                if form(i) == "Unbearable" {
                    assert!(!self.panics, "too capital");
                    return Err(internal("too capital"));
                }
                Ok(Mention {
                    span: document.tokens()[i].span,
                    tokens: i..i + 1,
                    head: crate::doc::TokenId::new(i),
                    ty: crate::doc::EntityType::Person,
                    kind: crate::doc::MentionKind::Name,
                    entity: None,
                    value: None,
                    score: 0.9,
                })
            });
            names.collect()
        };
        documents.iter().map(of_one).collect()
    }
}

fn with_capitals(panics: bool) -> (Pipeline, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    (tiny().with_names_from(Box::new(Capitals { asked: asked.clone(), panics })), asked)
}

#[test]
fn names_come_from_the_finder_and_nothing_else_does() {
    let (pipeline, asked) = with_capitals(false);
    let found = pipeline.extract_batch(articles());
    assert_eq!(asked.load(Ordering::Relaxed), 4, "ten articles, three at a time");
    let own = tiny().extract_batch(articles());
    let mut differ = false;
    for (found, own) in found.into_iter().zip(own) {
        let (found, own) = (found.unwrap(), own.unwrap());
        assert_eq!(found.words(), own.words());
        differ |= found.mentions() != own.mentions();
        for mention in found.mentions().unwrap() {
            let capital = found.slice(mention.span).starts_with(char::is_uppercase);
            let name = mention.kind == crate::doc::MentionKind::Name && !mention.ty.is_value();
            assert!(capital || !name, "{mention:?}");
        }
    }
    assert!(differ);
    for threads in [1, 3] {
        let (pipeline, _) = with_capitals(false);
        let (other, _) = with_capitals(false);
        let pipeline = pipeline.with_threads(threads).unwrap();
        assert_eq!(
            bytes(pipeline.extract_batch(articles())),
            bytes(other.extract_batch(articles()))
        );
    }
}

#[test]
fn what_the_finder_cannot_read_fails_alone() {
    for panics in [false, true] {
        let (pipeline, _) = with_capitals(panics);
        let expected = bytes(pipeline.extract_batch(articles()));
        let mut all = articles();
        all.insert(4, Document::new("victim", "Iran met Unbearable men.").unwrap());
        let mut results = pipeline.extract_batch(all);
        let error = results.remove(4).unwrap_err().to_string();
        assert!(error.contains("too capital"), "{error}");
        if panics {
            assert!(error.contains("article \"victim\""), "{error}");
        }
        assert_eq!(bytes(results), expected);
    }
}
