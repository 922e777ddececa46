//! The work of an extraction: reading, computing and writing at the same time.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::thread;
use std::time::Duration;

use actant::corpus::run::Run;
use actant::corpus::{
    Articles, Cluster, CopyOf, Entry, Incoming, Inputs, MaxFailures, Place, Progress, Raw,
    Rejection, Room, Shards,
};
use actant::doc::Document;
use actant::format::Rendering;
use actant::format::jsonl::Record;
use actant::format::rows::TextRows;
use actant::pipeline::Pipeline;
use actant::{Error, ErrorKind, Result};
use sha2::{Digest, Sha256};

use super::lanes::{Turns, lanes};
use super::report::Report;
use super::{interrupt, tables};

/// The streams of an extraction, by their place in the run: the records, or the first part of them.
pub const RECORDS: usize = 0;
/// Articles without a record.
pub const REJECTED: usize = 1;
/// The first of the tables, behind which come the other parts of the records.
pub const TABLES: usize = 2;

/// Bytes of input and number of articles after which a batch is full: enough to keep many threads busy, little enough
/// that those on their way fit in memory anywhere. They depend on the input alone, so that a resumed run has the same.
const BATCH_BYTES: usize = 1 << 20;
const BATCH_ARTICLES: usize = 1024;

/// The same of the first batch; each later one is a quarter larger, so that writing begins soon.
const FIRST_BYTES: usize = 1 << 14;

/// How often those who wait look whether an end was asked for.
const LOOK: Duration = Duration::from_millis(200);

/// What is known of an article beside its document.
struct Slot {
    place: Place,
    id: String,
    warning: Option<String>,
    raw: Raw,
    copy_of: Option<CopyOf>,
}

/// An article's way, in input order: it could not be read, or it comes with its document.
type Read = std::result::Result<Slot, Rejection>;
type Done = std::result::Result<(Slot, Result<Document>), Rejection>;

struct Batch<T> {
    slots: Vec<T>,
    /// The documents of those slots that could be read, until they are extracted.
    documents: Vec<Document>,
    /// Bytes of input, for which there is to be room.
    bytes: usize,
    /// Bytes of the corpus that were read up to here, as they lie on disk.
    read: u64,
    /// A sum over all articles up to here.
    taken: String,
    known: Known,
}

/// What is known of copies behind a batch.
struct Known {
    /// Clusters that no article will join any more and that were not told before.
    clusters: Vec<Cluster>,
    /// Articles of which copies are not known any more.
    forgotten: u64,
}

/// What goes from stage to stage.
enum Message<T> {
    Batch(Batch<T>),
    /// Nothing is left to be read; the clusters that were not told before.
    End(Inputs, Vec<Cluster>),
    /// Reading cannot go on.
    Stopped(Error),
}

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
        let reading = Reading { failed, articles, room: room.clone(), done: progress.clone() };
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
                    guarded(&slot.id, written).map(|(record, rows)| (document, record, rows))
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

/// Runs what may hold a bug: a panic becomes an error that names the article `id`, or none where it is empty.
fn guarded<T>(id: &str, work: impl FnOnce() -> T) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| {
        let of = if id.is_empty() { String::new() } else { format!("article {id:?}: ") };
        Error::new(ErrorKind::Internal, format!("{of}a bug stopped the work; see the panic above"))
    })
}

/// Reads articles into batches until there are no more, or nobody takes them.
struct Reading {
    failed: Vec<Rejection>,
    articles: Articles,
    room: Room,
    /// What was done before; its batches are read, and go no further.
    done: Progress,
}

impl Reading {
    fn run(mut self, batches: &mut Turns<SyncSender<Message<Read>>>) {
        let read = guarded("", || self.batches(batches)).and_then(|read| read);
        let message = match read {
            Ok(true) => Message::End(self.articles.inputs(), self.articles.clusters(true)),
            Ok(false) => return,
            Err(error) => Message::Stopped(error),
        };
        // Nobody takes it when the output has failed.
        let _ = batches.send(message);
    }

    /// `false` if nobody takes them, or an end was asked for.
    fn batches(&mut self, to: &mut Turns<SyncSender<Message<Read>>>) -> Result<bool> {
        let mut failed = std::mem::take(&mut self.failed).into_iter();
        let on_disk = self.articles.bytes_read();
        let mut taken = Sha256::new();
        let (mut number, mut articles, mut full) = (0, 0, FIRST_BYTES);
        loop {
            let (mut slots, mut documents, mut bytes) = (Vec::new(), Vec::new(), 0);
            while bytes < full && slots.len() < BATCH_ARTICLES {
                if interrupt::asked() {
                    return Ok(false);
                }
                let Some(next) = failed.next().map(Err).or_else(|| self.articles.next()) else {
                    break;
                };
                let raw = match &next {
                    Ok(incoming) => Some(&incoming.raw),
                    Err(rejection) => rejection.raw.as_deref(),
                };
                if let Some(raw) = raw {
                    bytes += raw.bytes.len();
                    taken.update(raw.bytes.len().to_le_bytes());
                    taken.update(&raw.bytes);
                } else if let Err(rejection) = &next {
                    taken.update(rejection.to_string());
                }
                slots.push(next.map(|incoming| {
                    let Incoming { place, document, warning, raw, copy_of } = incoming;
                    let id = document.id().to_owned();
                    documents.push(document);
                    Slot { place, id, warning, raw, copy_of }
                }));
            }
            if let Some(fault) = self.articles.fault() {
                return Err(fault);
            }
            if slots.is_empty() {
                break;
            }
            let forgotten = self.articles.forgotten();
            let known = Known { clusters: self.articles.clusters(false), forgotten };
            number += 1;
            articles += slots.len() as u64;
            full = BATCH_BYTES.min(full + full / 4);
            let taken = format!("{:x}", taken.clone().finalize());
            if number <= self.done.batches {
                let same = articles == self.done.ledger.articles && taken == self.done.taken;
                if number == self.done.batches && !same {
                    return Err(self.changed());
                }
                continue;
            }
            let read = on_disk.load(Ordering::Relaxed);
            let batch = Batch { slots, documents, bytes, read, taken, known };
            if !self.room.enter(bytes) || to.send(Message::Batch(batch)).is_err() {
                return Ok(false);
            }
        }
        // It has ended before it came to where an earlier attempt was.
        if number < self.done.batches { Err(self.changed()) } else { Ok(true) }
    }

    fn changed(&self) -> Error {
        let message = format!(
            "the input has changed since the run was begun: its first {} articles are not the same; begin anew with --force",
            self.done.ledger.articles
        );
        Error::new(ErrorKind::Input, message)
    }
}
