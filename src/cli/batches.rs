//! Articles in batches, which are the same whenever the input is.

use std::sync::atomic::Ordering;
use std::sync::mpsc::SyncSender;

use actant::corpus::{
    Articles, Cluster, CopyOf, Incoming, Inputs, Place, Progress, Raw, Rejection, Room,
};
use actant::doc::Document;
use actant::error::{Panicked, caught};
use actant::{Error, ErrorKind, Result};
use sha2::{Digest, Sha256};

use super::interrupt;
use super::lanes::Turns;

/// Bytes of input and number of articles after which a batch is full: enough to keep many threads busy, little enough
/// that those on their way fit in memory anywhere. They depend on the input alone, so that a resumed run has the same.
const BATCH_BYTES: usize = 1 << 20;
const BATCH_ARTICLES: usize = 1024;

/// The same of the first batch; each later one is a quarter larger, so that writing begins soon.
const FIRST_BYTES: usize = 1 << 14;

/// What is known of an article beside its document.
pub struct Slot {
    pub place: Place,
    pub id: String,
    pub warning: Option<String>,
    pub raw: Raw,
    pub copy_of: Option<CopyOf>,
}

/// An article's way, in input order: it could not be read, or it comes with its document.
pub type Read = std::result::Result<Slot, Rejection>;

/// Articles that travel together.
pub struct Batch<T> {
    pub slots: Vec<T>,
    /// The documents of those slots that could be read, until they are extracted.
    pub documents: Vec<Document>,
    /// Bytes of input, for which there is to be room.
    pub bytes: usize,
    /// Bytes of the corpus that were read up to here, as they lie on disk.
    pub read: u64,
    /// A sum over all articles up to here.
    pub taken: String,
    pub known: Known,
}

/// What is known of copies behind a batch.
pub struct Known {
    /// Clusters that no article will join any more and that were not told before.
    pub clusters: Vec<Cluster>,
    /// Articles of which copies are not known any more.
    pub forgotten: u64,
}

/// What goes from stage to stage.
pub enum Message<T> {
    Batch(Batch<T>),
    /// Nothing is left to be read; the clusters that were not told before.
    End(Inputs, Vec<Cluster>),
    /// Reading cannot go on.
    Stopped(Error),
}

/// Reads articles into batches until there are no more, or nobody takes them.
pub struct Batches {
    /// What could not even be found, which comes first.
    pub failed: Vec<Rejection>,
    /// What is read.
    pub articles: Articles,
    /// Where a batch waits until there is memory for it.
    pub room: Room,
    /// What was done before; its batches are read, and go no further.
    pub done: Progress,
}

impl Batches {
    /// Sends them on `batches`, then how the reading has ended.
    pub fn run(mut self, batches: &mut Turns<SyncSender<Message<Read>>>) {
        let read = caught(|| self.send(batches)).unwrap_or_else(|what| Err(bug(&what)));
        let message = match read {
            Ok(true) => Message::End(self.articles.inputs(), self.articles.clusters(true)),
            Ok(false) => return,
            Err(error) => Message::Stopped(error),
        };
        // Nobody takes it when the output has failed.
        let _ = batches.send(message);
    }

    /// `false` if nobody takes them, or an end was asked for.
    fn send(&mut self, to: &mut Turns<SyncSender<Message<Read>>>) -> Result<bool> {
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

fn bug(what: &Panicked) -> Error {
    Error::new(ErrorKind::Internal, format!("a bug stopped the reading: {what}"))
}
