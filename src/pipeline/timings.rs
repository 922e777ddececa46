//! Where the time goes.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A stage of the pipeline. `Names` is only where they come from another model than its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Stage {
    Tokens,
    Encoder,
    Heads,
    Decoding,
    Names,
    Mentions,
    Entities,
    Relations,
}

impl Stage {
    /// Every stage, in the order of the work.
    pub const ALL: [Stage; 8] = [
        Stage::Tokens,
        Stage::Encoder,
        Stage::Heads,
        Stage::Decoding,
        Stage::Names,
        Stage::Mentions,
        Stage::Entities,
        Stage::Relations,
    ];

    /// Its name for people.
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Tokens => "tokens",
            Stage::Encoder => "encoder",
            Stage::Heads => "heads",
            Stage::Decoding => "decoding",
            Stage::Names => "names",
            Stage::Mentions => "mentions",
            Stage::Entities => "entities",
            Stage::Relations => "relations",
        }
    }
}

/// Time taken by each stage, summed over threads.
#[derive(Debug, Default)]
pub struct Timings {
    nanoseconds: [AtomicU64; Stage::ALL.len()],
}

impl Timings {
    /// What a stage has taken so far.
    pub fn of(&self, stage: Stage) -> Duration {
        Duration::from_nanos(self.nanoseconds[stage as usize].load(Ordering::Relaxed))
    }

    pub(super) fn time<T>(&self, stage: Stage, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let done = work();
        let nanoseconds = start.elapsed().as_nanos() as u64;
        self.nanoseconds[stage as usize].fetch_add(nanoseconds, Ordering::Relaxed);
        done
    }
}
