//! The only wiring: text in, layers out.
//!
//! ```text
//! articles → tokens → windows → encoder, heads → words, names → mentions → entities, relations
//! └─ each article ──┘ └─ batches of windows of all articles ┘ └─────────── each article ──────┘
//! ```
//!
//! Where names are to come from another model than the pipeline's own, a [`NameFinder`] is asked for those of each article while
//! the windows are read.
//!
//! Work is spread over threads here and nowhere else. What an article gives depends on the article and the model alone: a
//! window is read on its own whatever batch it travels in, so the number of threads, the size of batches and the order
//! of articles leave every byte as it is.

mod backend;
mod classifier;
mod lexicon;
mod named;
mod plan;
mod timings;

use std::path::Path;

use rayon::prelude::*;

use crate::doc::{Document, Mention, SentenceId, Word};
use crate::error::{Error, ErrorKind, Result, caught};
use crate::model::{self, Bundle, Encoder, Heads, Labels, Shipped, WindowLimits};
use crate::ner::NameFinder;
use crate::text::{self, Vocabulary};
use crate::{ner, parse, relate, resolve};

pub use backend::Source;
pub use lexicon::lexicon_sha256;
use plan::{Batch, Group};
pub use timings::{Stage, Timings};

/// A model and everything around it that turns articles into entities and relations.
pub struct Pipeline {
    name: String,
    sha256: String,
    vocabulary: Vocabulary,
    labels: Labels,
    limits: WindowLimits,
    encoder: Box<dyn Encoder>,
    heads: Heads,
    /// Where names come from, if not from the heads.
    finder: Option<Box<dyn NameFinder>>,
    clauses: bool,
    threads: Option<rayon::ThreadPool>,
    timings: Timings,
}

/// An article with its tokens, and its windows.
type Prepared = (Document, Vec<model::Window>);

/// What the model says of one sentence, as far as it is decided sentence by sentence.
struct Reading {
    words: Vec<Word>,
    names: Vec<Mention>,
}

/// What has been read of a group of sentences.
type Read = (Group, Result<Vec<Reading>>);

impl Pipeline {
    /// The pipeline with the model that is compiled into the program, [`Shipped::Small`].
    ///
    /// # Errors
    /// [`ErrorKind::Model`] if the program was built without one.
    pub fn embedded() -> Result<Pipeline> {
        Pipeline::shipped(Shipped::default())
    }

    /// The pipeline with one of the models that come with the program.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] if the program was built without it.
    pub fn shipped(which: Shipped) -> Result<Pipeline> {
        Bundle::shipped(which).map(Pipeline::with_bundle)
    }

    /// The pipeline with the model in a folder.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] or [`ErrorKind::Model`] if the folder holds no intact model for this version.
    pub fn open(folder: impl AsRef<Path>) -> Result<Pipeline> {
        Bundle::open(folder).map(Pipeline::with_bundle)
    }

    /// The pipeline with a model that is loaded already.
    pub fn with_bundle(bundle: Bundle) -> Pipeline {
        let limits = bundle.limits();
        Pipeline {
            name: format!("{} {}", bundle.config.name, bundle.config.version),
            sha256: bundle.sha256,
            vocabulary: bundle.vocabulary,
            labels: bundle.labels,
            limits,
            encoder: Box::new(bundle.encoder),
            heads: bundle.heads,
            finder: None,
            clauses: false,
            threads: None,
            timings: Timings::default(),
        }
    }

    /// The same pipeline on `threads` threads of its own; without this it uses one for every core of the machine.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if there are to be no threads or they cannot be started.
    pub fn with_threads(mut self, threads: usize) -> Result<Pipeline> {
        if threads == 0 {
            return Err(Error::new(ErrorKind::Config, "at least one thread is needed"));
        }
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(|e| {
            Error::new(ErrorKind::Config, format!("{threads} threads cannot be started: {e}"))
        })?;
        self.threads = Some(pool);
        Ok(self)
    }

    /// The same pipeline, which also attaches [clauses](Document::clauses): every verb with its participants.
    pub fn with_clauses(mut self) -> Pipeline {
        self.clauses = true;
        self
    }

    /// The same pipeline, with its names from `finder` instead of its own model. Everything else stays with that.
    pub fn with_names_from(mut self, finder: Box<dyn NameFinder>) -> Pipeline {
        self.finder = Some(finder);
        self
    }

    /// Where names come from, if not from the pipeline's own model.
    pub fn name_finder(&self) -> Option<&dyn NameFinder> {
        self.finder.as_deref()
    }

    /// Name and version of the model.
    pub fn model_name(&self) -> &str {
        &self.name
    }

    /// SHA-256 of the model: over the sums of its files, in hexadecimal digits.
    pub fn model_sha256(&self) -> &str {
        &self.sha256
    }

    /// How long each stage has taken since the pipeline was made, over all threads.
    pub fn timings(&self) -> &Timings {
        &self.timings
    }

    /// The layers of one text, which gets an empty id.
    ///
    /// # Errors
    /// As [`extract_batch`](Pipeline::extract_batch).
    pub fn extract(&self, text: &str) -> Result<Document> {
        self.extract_document(Document::new("", text)?)
    }

    /// The layers of one article.
    ///
    /// # Errors
    /// As [`extract_batch`](Pipeline::extract_batch).
    pub fn extract_document(&self, document: Document) -> Result<Document> {
        self.extract_batch(vec![document])
            .pop()
            .unwrap_or_else(|| Err(internal("an article was lost")))
    }

    /// The layers of many articles, in their order. Larger batches keep more threads busy; about a megabyte of text
    /// for each thread is plenty.
    ///
    /// # Errors
    /// An article that fails, be it by a panic, has its own [`ErrorKind::Internal`]: always a bug of this library. The
    /// others are not touched by it.
    pub fn extract_batch(&self, documents: Vec<Document>) -> Vec<Result<Document>> {
        match &self.threads {
            Some(pool) => pool.install(|| self.run(documents)),
            None => self.run(documents),
        }
    }

    fn run(&self, documents: Vec<Document>) -> Vec<Result<Document>> {
        let prepared: Vec<Result<Prepared>> = documents
            .into_par_iter()
            .map(|document| guarded(document.id().to_owned(), || self.tokenized(document)))
            .collect();
        let (batches, mut readings) = plan::batches(&prepared);
        let read = || batches.into_par_iter().map(|batch| self.read(batch, &prepared)).collect();
        let (read, mut named): (Vec<Vec<Read>>, _) = rayon::join(read, || self.named(&prepared));
        for (group, result) in read.into_iter().flatten() {
            let sentences = &mut readings[group.article];
            match (result, sentences) {
                (Ok(new), Ok(sentences)) => sentences.push((group.sentences.start, new)),
                (Err(error), sentences @ Ok(_)) => *sentences = Err(error),
                // The article's first error is the one that is told.
                (_, Err(_)) => {}
            }
        }
        named.resize_with(prepared.len(), || Ok(None));
        let work: Vec<_> = prepared.into_iter().zip(readings).zip(named).collect();
        work.into_par_iter()
            .map(|((prepared, readings), named)| {
                let (document, _) = prepared?;
                let mut readings = readings?;
                readings.sort_by_key(|&(first, _)| first);
                let readings = readings.into_iter().flat_map(|(_, r)| r).collect();
                let named = named?;
                guarded(document.id().to_owned(), || self.attached(document, readings, named))
            })
            .collect()
    }

    fn tokenized(&self, mut document: Document) -> Result<Prepared> {
        self.timings.time(Stage::Tokens, || {
            // Tokens that somebody fixed, a treebank's say, stay as they are.
            if !document.has_tokens() {
                let tokenized = text::tokenize(document.text());
                document.set_tokens(tokenized.sentences, tokenized.tokens)?;
            }
            let windows = model::windows(&document, &self.vocabulary, self.limits);
            Ok((document, windows))
        })
    }

    /// What the model says of a batch's sentences, group by group. If the batch fails, each group is read on its own, so
    /// that only the article at fault has an error.
    fn read(&self, batch: Batch, prepared: &[Result<Prepared>]) -> Vec<Read> {
        let documents = |group: &Group| match &prepared[group.article] {
            Ok((document, _)) => Ok(document),
            Err(_) => Err(internal("a failed article was planned")),
        };
        let groups = &batch.groups;
        let all = guarded(String::new(), || self.read_groups(groups, &batch.windows, documents));
        if let Ok(readings) = all {
            return batch.groups.into_iter().zip(readings.into_iter().map(Ok)).collect();
        }
        let alone = batch.groups.into_iter().map(|group| {
            let id = documents(&group).map(|d| d.id().to_owned()).unwrap_or_default();
            let windows = &batch.windows[group.windows.clone()];
            let one = Group { windows: 0..windows.len(), ..group.clone() };
            let read = guarded(id, || self.read_groups(&[one], windows, documents));
            (group, read.map(|readings| readings.into_iter().flatten().collect()))
        });
        alone.collect()
    }

    fn read_groups<'d>(
        &self,
        groups: &[Group],
        windows: &[model::Window],
        documents: impl Fn(&Group) -> Result<&'d Document>,
    ) -> Result<Vec<Vec<Reading>>> {
        let hidden = self.timings.time(Stage::Encoder, || self.encoder.encode(windows))?;
        let projections = self.timings.time(Stage::Heads, || self.heads.project(hidden.view()))?;
        // Of each window, the row of its first word.
        let starts = windows.iter().scan(0, |row, window| {
            *row += window.firsts.len();
            Some(*row - window.firsts.len())
        });
        let starts: Vec<usize> = starts.collect();
        let mut readings = Vec::with_capacity(groups.len());
        for group in groups {
            let document = documents(group)?;
            let mut row = starts[group.windows.start];
            let mut sentences = Vec::with_capacity(group.sentences.len());
            for sentence in group.sentences.clone() {
                let words = document.sentences()[sentence].tokens.len();
                let scores =
                    self.timings.time(Stage::Heads, || projections.sentence(row..row + words))?;
                row += words;
                sentences.push(self.timings.time(Stage::Decoding, || {
                    let id = SentenceId::new(sentence);
                    let names = match self.finder {
                        None => ner::names(document, id, &scores, &self.labels),
                        Some(_) => Vec::new(),
                    };
                    let words = parse::words(document, id, &scores, &self.labels)?;
                    Ok::<_, Error>(Reading { words, names })
                })?);
            }
            readings.push(sentences);
        }
        Ok(readings)
    }

    fn attached(
        &self,
        mut document: Document,
        readings: Vec<Reading>,
        named: Option<Vec<Mention>>,
    ) -> Result<Document> {
        let (mut words, mut names) = (Vec::with_capacity(document.tokens().len()), Vec::new());
        for reading in readings {
            words.extend(reading.words);
            names.extend(reading.names);
        }
        document.set_words(words)?;
        let mut names = named.unwrap_or(names);
        resolve::know_institutions(&document, &mut names);
        let mentions = self.timings.time(Stage::Mentions, || ner::mentions(&document, names));
        document.set_mentions(mentions)?;
        let entities = self.timings.time(Stage::Entities, || resolve::entities(&document));
        document.set_entities(entities)?;
        if self.clauses {
            let (relations, clauses) =
                self.timings.time(Stage::Relations, || relate::relations_and_clauses(&document));
            document.set_relations(relations)?;
            document.set_clauses(clauses)?;
        } else {
            let relations = self.timings.time(Stage::Relations, || relate::relations(&document));
            document.set_relations(relations)?;
        }
        Ok(document)
    }
}

fn internal(what: &str) -> Error {
    Error::new(ErrorKind::Internal, what)
}

/// Runs what may hold a bug: a panic becomes the error of the article `id`.
fn guarded<T>(id: String, work: impl FnOnce() -> Result<T>) -> Result<T> {
    // What a panic leaves half done is dropped with the article; nothing else is shared but caches and counters.
    caught(work).unwrap_or_else(|panicked| {
        Err(internal(&format!("article {id:?}: a bug stopped its extraction: {panicked}")))
    })
}

#[cfg(test)]
mod tests;
