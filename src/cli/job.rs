//! The work of an extraction: reading, computing and writing at the same time.

use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use actant::corpus::{Articles, Incoming, Output, Place, Rejection};
use actant::doc::Document;
use actant::format::Rendering;
use actant::format::jsonl::Record;
use actant::pipeline::Pipeline;
use actant::{Error, Result};

use super::report::Report;

/// Bytes of text and number of articles after which a batch is full: enough to keep many threads busy, little enough
/// that the three batches on their way fit in memory anywhere.
const BATCH_BYTES: usize = 1 << 20;
const BATCH_ARTICLES: usize = 1024;

/// The same of the first batch; each later one is twice as large, so that writing begins soon.
const FIRST_BYTES: usize = 1 << 16;

/// An article's way, in input order: it could not be read, or it comes with what is known of it beside its document.
type Read = std::result::Result<(Place, Option<String>), Rejection>;
type Done = std::result::Result<(Place, Option<String>, Result<Document>), Rejection>;

struct Batch {
    slots: Vec<Read>,
    /// The documents of those slots that could be read.
    documents: Vec<Document>,
}

/// An extraction.
pub struct Job<'p> {
    /// What extracts.
    pub pipeline: &'p Pipeline,
    /// What records look like.
    pub rendering: Rendering,
}

impl Job<'_> {
    /// Extracts all articles and writes their records, in order. `false` if whoever reads the output has gone.
    ///
    /// # Errors
    /// If the output cannot be written.
    pub fn run(&self, articles: Articles, output: Output, report: &mut Report) -> Result<bool> {
        thread::scope(|scope| {
            let (batches, to_compute) = sync_channel(1);
            let (computed, to_write) = sync_channel(1);
            scope.spawn(move || read(articles, &batches));
            let writer = scope.spawn(|| self.write(to_write, output, report));
            self.compute(&to_compute, &computed);
            // The writer ends when nobody can send to it, the reader when nobody takes what it sends.
            drop((computed, to_compute));
            writer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }

    fn compute(&self, batches: &Receiver<Batch>, computed: &SyncSender<Vec<Done>>) {
        for batch in batches {
            let mut results = self.pipeline.extract_batch(batch.documents).into_iter();
            let done = batch.slots.into_iter().map(|slot| {
                slot.map(|(place, warning)| {
                    let missing = || {
                        let what = "an article was lost";
                        Err(Error::new(actant::ErrorKind::Internal, what))
                    };
                    (place, warning, results.next().unwrap_or_else(missing))
                })
            });
            if computed.send(done.collect()).is_err() {
                return;
            }
        }
    }

    fn write(
        &self,
        computed: Receiver<Vec<Done>>,
        mut output: Output,
        report: &mut Report,
    ) -> Result<bool> {
        for done in computed {
            for article in done {
                let (place, warning, result) = match article {
                    Ok(article) => article,
                    Err(rejection) => {
                        report.rejected(&rejection);
                        continue;
                    }
                };
                if let Some(warning) = warning {
                    report.warned(&place, &warning);
                }
                match result {
                    Ok(document) => {
                        let record = Record::from_document(&document, &self.rendering);
                        match record.write(&mut output) {
                            Ok(()) => report.done(&document),
                            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                                return Ok(false);
                            }
                            Err(error) => return Err(output.error(error)),
                        }
                    }
                    Err(error) => report.failed(&place, &error),
                }
            }
            match output.flush_stream() {
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(false),
                flushed => flushed.map_err(|error| output.error(error))?,
            }
        }
        report.work_ended();
        match output.finish() {
            Err(error) if is_broken_pipe(&error) => Ok(false),
            finished => finished.map(|()| true),
        }
    }
}

fn is_broken_pipe(error: &Error) -> bool {
    std::error::Error::source(error)
        .and_then(|source| source.downcast_ref::<io::Error>())
        .is_some_and(|source| source.kind() == io::ErrorKind::BrokenPipe)
}

/// Reads articles into batches until there are no more, or nobody takes them.
fn read(articles: Articles, batches: &SyncSender<Batch>) {
    let empty = || Batch { slots: Vec::new(), documents: Vec::new() };
    let (mut batch, mut bytes, mut full) = (empty(), 0, FIRST_BYTES);
    for next in articles {
        let slot = next.map(|Incoming { place, document, warning }| {
            bytes += document.text().len();
            batch.documents.push(document);
            (place, warning)
        });
        batch.slots.push(slot);
        if bytes >= full || batch.slots.len() >= BATCH_ARTICLES {
            if batches.send(std::mem::replace(&mut batch, empty())).is_err() {
                return;
            }
            (bytes, full) = (0, BATCH_BYTES.min(full * 2));
        }
    }
    if !batch.slots.is_empty() {
        // Nobody takes it when the output has failed.
        let _ = batches.send(batch);
    }
}
