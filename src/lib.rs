//! Who did what to whom: entities and relations from English news.
//!
//! [`Pipeline`](pipeline::Pipeline) holds a model and turns text into a [`Document`](doc::Document) with its layers: tokens,
//! words (syntax), mentions, entities and relations.
//!
//! ```no_run
//! use actant::pipeline::Pipeline;
//!
//! let pipeline = Pipeline::embedded()?;
//! let article = pipeline.extract("Iranian and Saudi envoys met in Baghdad on Sunday.")?;
//! for relation in article.relations().unwrap_or_default() {
//!     let who = relation.subject.map(|subject| article.slice(subject.span));
//!     let whom = relation.object.map(|object| article.slice(object.span));
//!     println!("{who:?} {} {whom:?}", relation.predicate.lemma);
//! }
//! for entity in article.entities().unwrap_or_default() {
//!     println!("{} {} {:?}", entity.name, entity.ty, entity.country);
//! }
//! # Ok::<(), actant::Error>(())
//! ```
//!
//! # How it is built
//!
//! Data walks one way, and modules import only what stands below them:
//!
//! ```text
//! read → tokenize → windows → encoder, heads → words, names → mentions → entities, relations → write
//!
//! pipeline · corpus                 eval
//! format    ner    parse    relate    resolve    torch
//! text      model
//! doc       error
//! ```
//!
//! | module | what it gives |
//! |---|---|
//! | [`doc`] | the nouns: a document owns its text and layers, everything else refers to them |
//! | [`text`] | sentences, tokens, word pieces |
//! | [`model`] | a bundle of weights, and from windows of pieces the scores of every word |
//! | `torch` | the same scores by libtorch, on a GPU too; only with the feature `torch` |
//! | [`parse`] | trees, parts of speech and lemmas from scores |
//! | [`ner`] | mentions: names from scores; values, nominals and pronouns by rules |
//! | [`relate`] | relations, from trees and mentions |
//! | [`resolve`] | entities, from mentions |
//! | [`format`](mod@format) | the record of the output contract, units of offsets, other formats |
//! | [`corpus`] | articles from files and streams; output that appears whole or not at all |
//! | [`pipeline`] | all of it together, on all cores |
//! | [`eval`] | how good it is |
//!
//! Offsets are bytes, half-open, on character boundaries; only [`format`](mod@format) knows other units. A layer that is `None` has not run, an empty
//! one ran and found nothing. The same input gives the same output, for any number of threads and any order of articles.
//!
//! A bug that panics is its article's error, and is not printed beside it: [`error::caught`] sets a hook for that.
pub mod corpus;
pub mod doc;
pub mod error;
pub mod eval;
pub mod format;
pub mod model;
pub mod ner;
pub mod parse;
pub mod pipeline;
pub mod relate;
pub mod resolve;
pub mod text;
#[cfg(feature = "torch")]
pub mod torch;

pub use error::{Error, ErrorKind, Result};
