//! Articles that are copies of others, or nearly so.

use super::cluster::{Cluster, CopyOf};
use super::figures::Figures;
use super::signature::{BAND, NUMBERS, Signature};

/// The least [similarity](Signature::similarity) of a copy, whose [figures](Figures::agree_with) agree besides.
pub(super) const COPY: f64 = 0.5;

/// Places of the table that are looked at for a band: where it is more common, it tells nothing.
const LOOKED_AT: usize = 64;
/// Places that the first table has.
const FIRST: usize = 1 << 10;
/// Bytes that an article takes beside its id: a sketch, its places in a table that is at most five eighths full, and where its
/// id ends.
const ENTRY: usize = size_of::<Sketch>() + 4 * (NUMBERS / BAND) * 2 + 8;
/// Bytes that a copy takes beside its id.
const NOTE: usize = 32;

/// What is kept of an article.
#[derive(Debug, Clone, Copy)]
struct Sketch {
    signature: Signature,
    figures: Figures,
}

impl Sketch {
    fn of(text: &str) -> Sketch {
        Sketch { signature: Signature::of(text), figures: Figures::of(text) }
    }

    /// How similar two articles are, if one is a copy of the other.
    fn copies(&self, other: &Sketch) -> Option<f64> {
        let similarity = self.signature.similarity(&other.signature);
        (similarity >= COPY && self.figures.agree_with(&other.figures)).then_some(similarity)
    }
}

/// The articles of a corpus that are no copies of others, in bounded memory.
///
/// They are held in two generations. When the newer one has half of the memory, the older one is forgotten, and the newer one
/// takes its place: whatever comes, an article is compared with the articles of the last half of the memory at least.
#[derive(Debug)]
pub(super) struct NearCopies {
    older: Generation,
    newer: Generation,
    /// Bytes that one generation may take.
    half: usize,
    forgotten: u64,
}

impl NearCopies {
    /// No articles yet; they will take `memory` bytes at most.
    pub(super) fn new(memory: usize) -> NearCopies {
        let (older, newer) = (Generation::default(), Generation::default());
        NearCopies { older, newer, half: memory / 2, forgotten: 0 }
    }

    /// What the article is a copy of; if of none, it is known from now on. With it come the clusters of articles that are
    /// forgotten from now on.
    pub(super) fn note(&mut self, id: &str, text: &str) -> (Option<CopyOf>, Vec<Cluster>) {
        let sketch = Sketch::of(text);
        let [older, newer] = [&self.older, &self.newer].map(|known| known.nearest(&sketch));
        // Of two that are equally near, the one that came first.
        let in_older = older.is_some_and(|(_, o)| newer.is_none_or(|(_, n)| o >= n));
        let (generation, found) = match in_older {
            true => (&mut self.older, older),
            false => (&mut self.newer, newer),
        };
        let copy = found.map(|(first, similarity)| {
            let copy = CopyOf { first: generation.id(first).to_owned(), similarity };
            generation.add_copy(first, id);
            copy
        });
        if copy.is_none() {
            self.newer.add(id, &sketch);
        }
        let full = self.newer.bytes + self.older.bytes > 2 * self.half
            || self.newer.bytes > self.half && self.older.bytes > 0;
        (copy, if full { self.forget() } else { Vec::new() })
    }

    fn forget(&mut self) -> Vec<Cluster> {
        let gone = std::mem::replace(&mut self.older, std::mem::take(&mut self.newer));
        self.forgotten += gone.sketches.len() as u64;
        gone.clusters()
    }

    /// Articles that were forgotten.
    pub(super) fn forgotten(&self) -> u64 {
        self.forgotten
    }

    /// The clusters of all articles that were not forgotten.
    pub(super) fn clusters(self) -> impl Iterator<Item = Cluster> {
        self.older.clusters().into_iter().chain(self.newer.clusters())
    }
}

#[derive(Debug, Default)]
struct Generation {
    sketches: Vec<Sketch>,
    /// Ids, one behind the other, and where each ends.
    ids: String,
    ends: Vec<usize>,
    /// By the hash of a band, the first free place behind it: an article's number, from 1. The length is a power of two.
    places: Vec<u32>,
    taken: usize,
    /// Copies: the number of the article that came first, and the copy's id.
    copies: Vec<(u32, Box<str>)>,
    /// What all that takes.
    bytes: usize,
}

impl Generation {
    fn id(&self, number: usize) -> &str {
        let start = number.checked_sub(1).and_then(|before| self.ends.get(before).copied());
        let end = self.ends.get(number).copied().unwrap_or(self.ids.len());
        &self.ids[start.unwrap_or(0)..end]
    }

    /// The article that is most similar, if it is a copy; of several the first.
    fn nearest(&self, sketch: &Sketch) -> Option<(usize, f64)> {
        let mut best: Option<(usize, f64)> = None;
        for band in sketch.signature.bands() {
            for place in places(band, self.places.len()) {
                let Some(number) = (self.places[place] as usize).checked_sub(1) else { break };
                let Some(similarity) = self.sketches[number].copies(sketch) else { continue };
                let better = best.is_none_or(|(first, most)| {
                    similarity > most || similarity == most && number < first
                });
                if better {
                    best = Some((number, similarity));
                }
            }
        }
        best
    }

    fn add(&mut self, id: &str, sketch: &Sketch) {
        self.ids.push_str(id);
        self.ends.push(self.ids.len());
        self.sketches.push(*sketch);
        self.bytes += ENTRY + id.len();
        let bands = NUMBERS / BAND;
        if (self.taken + bands) * 8 > self.places.len() * 5 {
            self.places = vec![0; (self.places.len() * 2).max(FIRST)];
            self.taken = 0;
            for number in 0..self.sketches.len() - 1 {
                self.place(number);
            }
        }
        self.place(self.sketches.len() - 1);
    }

    fn place(&mut self, number: usize) {
        for band in self.sketches[number].signature.bands() {
            let free = places(band, self.places.len()).find(|&place| self.places[place] == 0);
            if let Some(place) = free {
                self.places[place] = number as u32 + 1;
                self.taken += 1;
            }
        }
    }

    fn add_copy(&mut self, first: usize, id: &str) {
        self.copies.push((first as u32, id.into()));
        self.bytes += NOTE + id.len();
    }

    /// The articles that have copies, in the order in which they came.
    fn clusters(mut self) -> Vec<Cluster> {
        // The sort keeps the order of the copies of one.
        let mut copies = std::mem::take(&mut self.copies);
        copies.sort_by_key(|(first, _)| *first);
        let clusters = copies.chunk_by(|(a, _), (b, _)| a == b).map(|copies| Cluster {
            first: self.id(copies[0].0 as usize).to_owned(),
            copies: copies.iter().map(|(_, id)| id.to_string()).collect(),
        });
        clusters.collect()
    }
}

/// The places that a band may have in a table of this length.
fn places(band: u64, length: usize) -> impl Iterator<Item = usize> {
    let mask = length.wrapping_sub(1);
    (0..LOOKED_AT.min(length)).map(move |i| (band as usize).wrapping_add(i) & mask)
}

#[cfg(test)]
#[path = "near_copies_test.rs"]
mod tests;
