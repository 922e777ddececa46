//! The metrics of coreference as counts that add up over articles.
//!
//! The definitions are those of the reference scorer (Pradhan et al. 2014, *Scoring Coreference Partitions of Predicted
//! Mentions: A Reference Implementation*): MUC (Vilain et al. 1995) counts links, B³ (Bagga and Baldwin 1998) mentions,
//! CEAF-e (Luo 2005, with φ4) entities, in the variant in which a mention that only one side has counts on that side. LEA
//! (Moosavi and Strube 2016) weighs each entity by its size and resolves it by its links.
//!
//! Everything takes time by the number of mentions and of overlapping entities; only the assignment of CEAF-e is cubic, and
//! only within a group of entities that overlaps connect.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use crate::eval::best_sparse_matching;
use crate::eval::counts::Counts;

/// A share as a numerator and a denominator, so that it adds up.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Share {
    /// What was right.
    pub right: f64,
    /// Out of how much.
    pub total: f64,
}

impl Share {
    /// The share, 0 to 1; 0 of nothing.
    pub fn value(self) -> f64 {
        if self.total > 0.0 { self.right / self.total } else { 0.0 }
    }

    fn add(&mut self, right: f64, total: f64) {
        self.right += right;
        self.total += total;
    }
}

/// What one metric counts on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Metric {
    /// Over gold.
    pub recall: Share,
    /// Over predictions.
    pub precision: Share,
}

impl AddAssign for Metric {
    fn add_assign(&mut self, other: Metric) {
        self.recall.add(other.recall.right, other.recall.total);
        self.precision.add(other.precision.right, other.precision.total);
    }
}

impl Metric {
    /// Harmonic mean of precision and recall, 0 to 1.
    pub fn f1(self) -> f64 {
        let (p, r) = (self.precision.value(), self.recall.value());
        if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
    }
}

/// The counts of every metric, additive over articles.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct CorefCounts {
    /// Mentions that both sides have.
    pub mentions: Counts,
    /// MUC: links.
    pub muc: Metric,
    /// B³: mentions.
    pub b_cubed: Metric,
    /// CEAF-e: entities, by φ4.
    pub ceaf_e: Metric,
    /// LEA: entities by their links.
    pub lea: Metric,
}

impl AddAssign<&CorefCounts> for CorefCounts {
    fn add_assign(&mut self, other: &CorefCounts) {
        self.mentions += other.mentions;
        self.muc += other.muc;
        self.b_cubed += other.b_cubed;
        self.ceaf_e += other.ceaf_e;
        self.lea += other.lea;
    }
}

impl CorefCounts {
    /// CoNLL F1: the mean of the F1 of MUC, B³ and CEAF-e, 0 to 1.
    pub fn conll_f1(&self) -> f64 {
        (self.muc.f1() + self.b_cubed.f1() + self.ceaf_e.f1()) / 3.0
    }

    /// Whether neither side has an entity.
    pub fn is_empty(&self) -> bool {
        self.mentions.gold + self.mentions.predicted == 0
    }
}

/// Scores two partitions. Entities are lists of mentions by number; a number stands for the same mention on both sides, and
/// at most once on each. Empty entities do not count.
pub fn score_entities(gold: &[Vec<usize>], predicted: &[Vec<usize>]) -> CorefCounts {
    let overlaps = Overlaps::new(gold, predicted);
    let back = overlaps.turned();
    let matched = overlaps.shared.values().sum();
    let mentions = Counts {
        matched,
        predicted: predicted.iter().map(Vec::len).sum(),
        gold: gold.iter().map(Vec::len).sum(),
    };
    let both =
        |side: fn(&Overlaps) -> Share| Metric { recall: side(&overlaps), precision: side(&back) };
    let similarity = overlaps.best_similarity();
    let of_entities = |sizes: &[usize]| Share {
        right: similarity,
        total: sizes.iter().filter(|n| **n > 0).count() as f64,
    };
    CorefCounts {
        mentions,
        muc: both(Overlaps::muc),
        b_cubed: both(Overlaps::b_cubed),
        ceaf_e: Metric {
            recall: of_entities(&overlaps.sizes),
            precision: of_entities(&overlaps.other_sizes),
        },
        lea: both(Overlaps::lea),
    }
}

/// How the entities of one side, the first, overlap those of the other.
struct Overlaps {
    sizes: Vec<usize>,
    other_sizes: Vec<usize>,
    /// Mentions that an entity of the first side and one of the other share.
    shared: BTreeMap<(usize, usize), usize>,
}

impl Overlaps {
    fn new(first: &[Vec<usize>], other: &[Vec<usize>]) -> Overlaps {
        let mut entity_of: BTreeMap<usize, usize> = BTreeMap::new();
        for (e, mentions) in first.iter().enumerate() {
            entity_of.extend(mentions.iter().map(|m| (*m, e)));
        }
        let mut shared = BTreeMap::new();
        for (o, mentions) in other.iter().enumerate() {
            for e in mentions.iter().filter_map(|m| entity_of.get(m)) {
                *shared.entry((*e, o)).or_default() += 1;
            }
        }
        let sizes = |side: &[Vec<usize>]| side.iter().map(Vec::len).collect();
        Overlaps { sizes: sizes(first), other_sizes: sizes(other), shared }
    }

    /// The same with the sides exchanged.
    fn turned(&self) -> Overlaps {
        Overlaps {
            sizes: self.other_sizes.clone(),
            other_sizes: self.sizes.clone(),
            shared: self.shared.iter().map(|(&(a, b), &n)| ((b, a), n)).collect(),
        }
    }

    /// Links of the first side's entities, less those that are missing to hold together what the other side parts.
    fn muc(&self) -> Share {
        // A part for every entity of the other side, and one for every mention that it has in none.
        let mut parts = self.sizes.clone();
        for (&(e, _), &n) in &self.shared {
            parts[e] = parts[e] + 1 - n;
        }
        let mut share = Share::default();
        for (&size, &parts) in self.sizes.iter().zip(&parts).filter(|(size, _)| **size > 0) {
            share.add((size - parts) as f64, (size - 1) as f64);
        }
        share
    }

    fn b_cubed(&self) -> Share {
        let right = self.shared.iter().map(|(&(e, _), &n)| squared(n) / self.sizes[e] as f64);
        // Nothing sums to minus nought.
        Share { right: right.sum::<f64>() + 0.0, total: self.sizes.iter().sum::<usize>() as f64 }
    }

    fn lea(&self) -> Share {
        let mut share = Share::default();
        // The entity of a mention that is alone has a link to itself.
        for (&(e, o), &n) in &self.shared {
            let size = self.sizes[e];
            let found = match size {
                1 => f64::from(u8::from(self.other_sizes[o] == 1)),
                _ => links(n) / links(size),
            };
            share.add(size as f64 * found, 0.0);
        }
        share.total = self.sizes.iter().sum::<usize>() as f64;
        share
    }

    /// The greatest sum of φ4 over pairs of entities, each in one pair at most.
    fn best_similarity(&self) -> f64 {
        let phi = |e: usize, o: usize, n: usize| {
            2.0 * n as f64 / (self.sizes[e] + self.other_sizes[o]) as f64
        };
        let mut allowed = vec![Vec::new(); self.sizes.len()];
        for (&(e, o), &n) in &self.shared {
            // Whole numbers cannot part equal sums by the order of adding; 32 bits after the point are enough.
            allowed[e].push((o, (phi(e, o, n) * 4_294_967_296.0) as i64));
        }
        let pairs = best_sparse_matching(&allowed, self.other_sizes.len());
        let of_pair = |(e, o): (usize, &Option<usize>)| {
            o.and_then(|o| self.shared.get(&(e, o)).map(|&n| phi(e, o, n)))
        };
        pairs.iter().enumerate().filter_map(of_pair).sum::<f64>() + 0.0
    }
}

fn squared(n: usize) -> f64 {
    (n as f64) * (n as f64)
}

/// Pairs among `n` mentions.
fn links(n: usize) -> f64 {
    n as f64 * (n as f64 - 1.0) / 2.0
}
