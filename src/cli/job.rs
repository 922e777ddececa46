//! The work of an extraction: reading, computing and writing at the same time.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::thread;
use std::time::Duration;

use actant::corpus::run::Run;
use actant::corpus::{
    Articles, Cluster, Entry, Inputs, MaxFailures, Progress, Rejection, Room, Shards,
};
use actant::doc::Document;
use actant::error::{Panicked, caught};
use actant::format::Rendering;
use actant::format::jsonl::Record;
use actant::format::rows::TextRows;
use actant::pipeline::Pipeline;
use actant::{Error, ErrorKind, Result};

use super::batches::{Batch, Batches, Message, Read, Slot};
use super::lanes::{Turns, lanes};
use super::report::Report;
use super::{interrupt, tables};

/// The streams of an extraction, by their place in the run: the records, or the first part of them.
pub const RECORDS: usize = 0;
/// Articles without a record.
pub const REJECTED: usize = 1;
/// The first of the tables, behind which come the other parts of the records.
pub const TABLES: usize = 2;

/// How often those who wait look whether an end was asked for.
const LOOK: Duration = Duration::from_millis(200);

/// A way to its end: with the layers, or with what went wrong.
type Done = std::result::Result<(Slot, Result<Document>), Rejection>;

/// How the work has ended.
#[derive(Debug)]
pub enum Ended {
    /// Everything was read, and this is what.
    Complete(Inputs),
    /// More went wrong than may.
    TooManyFailures,
    /// Somebody asked for it.
    Interrupted,
    /// Whoever reads the output has gone.
    Unread,
}

/// An extraction.
pub struct Job<'p> {
    /// What extracts.
    pub pipeline: &'p Pipeline,
    /// What records look like.
    pub rendering: Rendering,
    /// Bytes of input that may be on their way.
    pub in_flight: usize,
    /// When it has gone wrong.
    pub max_failures: Option<MaxFailures>,
    /// What writes the tables, a stream each.
    pub tables: Vec<TextRows>,
    /// The parts that the records are spread over.
    pub shards: Option<Shards>,
    /// Whether records say what they are copies of.
    pub marks: bool,
}

impl Job<'_> {
    /// Extracts all articles behind those that `progress` knows of and writes what becomes of them, in order, to `run`; notes
    /// in `progress` how far it has come. Articles that `failed` could not even be found.
    ///
    /// # Errors
    /// If the output cannot be written, or the articles are others than `progress` was made with.
    pub fn run(
        &self,
        failed: Vec<Rejection>,
        articles: Articles,
        run: &mut Run,
        progress: &mut Progress,
        report: &mut Report,
    ) -> Result<Ended> {
        let room = Room::new(self.in_flight);
        let (mut batches, to_compute) = lanes();
        let reading = Batches { failed, articles, room: room.clone(), done: progress.clone() };
        // It may wait for input that never comes, so nobody waits for it.
        thread::spawn(move || reading.run(&mut batches));
        thread::scope(|scope| {
            let (computed, to_write) = lanes();
            let writer = scope.spawn(|| {
                let ended = self.write(to_write, &room, run, progress, report);
                room.close();
                ended
            });
            // The writer ends when nobody can send to it, the reader when nobody takes what it sends.
            for (from, to) in to_compute.into_ends().into_iter().zip(computed.into_ends()) {
                scope.spawn(move || self.compute(&from, &to));
            }
            writer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }

    fn compute(&self, batches: &Receiver<Message<Read>>, computed: &SyncSender<Message<Done>>) {
        while !interrupt::asked() {
            let message = match batches.recv_timeout(LOOK) {
                Ok(Message::Batch(batch)) => Message::Batch(self.extracted(batch)),
                Ok(Message::End(inputs, clusters)) => Message::End(inputs, clusters),
                Ok(Message::Stopped(error)) => Message::Stopped(error),
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => return,
            };
            if computed.send(message).is_err() {
                return;
            }
        }
    }

    fn extracted(&self, batch: Batch<Read>) -> Batch<Done> {
        let Batch { slots, documents, bytes, read, taken, known } = batch;
        let mut results = self.pipeline.extract_batch(documents).into_iter();
        let done = slots.into_iter().map(|slot| {
            slot.map(|slot| {
                let missing = || Err(Error::new(ErrorKind::Internal, "an article was lost"));
                (slot, results.next().unwrap_or_else(missing))
            })
        });
        Batch { slots: done.collect(), documents: Vec::new(), bytes, read, taken, known }
    }

    fn write(
        &self,
        mut computed: Turns<Receiver<Message<Done>>>,
        room: &Room,
        run: &mut Run,
        progress: &mut Progress,
        report: &mut Report,
    ) -> Result<Ended> {
        loop {
            let batch = match computed.recv_timeout(LOOK) {
                Ok(Message::Batch(batch)) => batch,
                Ok(Message::End(inputs, clusters)) => {
                    if !progress.ended {
                        if progress.batches == 0 {
                            tables::write(&tables::headers(&self.tables), TABLES, run)?;
                        }
                        self.write_clusters(&clusters, run)?;
                        progress.ended = true;
                    }
                    return Ok(Ended::Complete(inputs));
                }
                Ok(Message::Stopped(error)) => return Err(error),
                Err(RecvTimeoutError::Timeout) => {
                    report.tick(interrupt::asked());
                    continue;
                }
                Err(RecvTimeoutError::Disconnected) => return Ok(Ended::Interrupted),
            };
            let bytes = batch.bytes;
            match self.write_batch(batch, run, progress, report) {
                Err(error) if error.is_broken_pipe() => return Ok(Ended::Unread),
                written => written?,
            }
            room.leave(bytes);
            report.tick(interrupt::asked());
            if self.max_failures.is_some_and(|most| most.exceeded(&progress.ledger)) {
                return Ok(Ended::TooManyFailures);
            }
        }
    }

    /// The stream of the record of an article.
    fn part_of(&self, id: &str) -> usize {
        match self.shards.as_ref().map(|shards| shards.of(id)) {
            None | Some(0) => RECORDS,
            Some(part) => TABLES + self.tables.len() + part - 1,
        }
    }

    fn write_clusters(&self, clusters: &[Cluster], run: &mut Run) -> Result<()> {
        let parts = self.shards.as_ref().map_or(1, Shards::count);
        let stream = run.stream(TABLES + self.tables.len() + parts - 1);
        for cluster in clusters {
            cluster.write(stream).map_err(|error| stream.error(error))?;
        }
        Ok(())
    }

    fn write_batch(
        &self,
        batch: Batch<Done>,
        run: &mut Run,
        progress: &mut Progress,
        report: &mut Report,
    ) -> Result<()> {
        report.taken(batch.slots.len(), batch.read);
        if progress.batches == 0 {
            tables::write(&tables::headers(&self.tables), TABLES, run)?;
        }
        for article in batch.slots {
            let recorded = article.map(|(slot, document)| {
                let record = document.and_then(|document| {
                    let written = || {
                        let mut record = Record::from_document(&document, &self.rendering);
                        let first = || slot.copy_of.as_ref().map(|copy| copy.first.clone());
                        record.duplicate_of = self.marks.then(first);
                        let rows = tables::rows(&self.tables, &document, &record, &self.rendering);
                        (record, rows)
                    };
                    let (record, rows) = caught(written).map_err(|what| bug(&slot.id, &what))?;
                    Ok((document, record, rows))
                });
                (slot, record)
            });
            let entry = match recorded {
                Err(rejection) => {
                    report.rejected(&rejection);
                    Entry::of_rejection(rejection)
                }
                Ok((slot, Ok((document, record, rows)))) => {
                    if let Some(warning) = &slot.warning {
                        report.warned(&slot.place, warning);
                    }
                    let stream = run.stream(self.part_of(&slot.id));
                    record.write(stream).map_err(|error| stream.error(error))?;
                    tables::write(&rows, TABLES, run)?;
                    report.done(&document);
                    continue;
                }
                Ok((slot, Err(error))) => {
                    report.failed(&slot.place, &error);
                    Entry::of_failure(&slot.place, Some(slot.id), &error, slot.raw)
                }
            };
            let stream = run.stream(REJECTED);
            entry.write(stream).map_err(|error| stream.error(error))?;
        }
        self.write_clusters(&batch.known.clusters, run)?;
        report.forgotten(batch.known.forgotten);
        progress.batches += 1;
        progress.taken = batch.taken;
        progress.ledger = report.ledger().clone();
        progress.seconds = report.seconds();
        if !progress.ledger.reconciles() {
            let message = format!("the ledger does not add up: {:?}", progress.ledger);
            return Err(Error::new(ErrorKind::Internal, message));
        }
        run.end_batch(progress)
    }
}

fn bug(id: &str, what: &Panicked) -> Error {
    let message = format!("article {id:?}: a bug stopped the writing of its record: {what}");
    Error::new(ErrorKind::Internal, message)
}
