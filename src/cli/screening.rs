//! Which articles that can be read are extracted: flags, settings, memory and the file of clusters.

use std::path::Path;

use actant::Result;
use actant::corpus::run::duplicates_path;
use actant::corpus::{Dedup, Memory, Screen, Size, StreamSpec};
use serde_json::Value;

/// Which articles that can be read are extracted.
#[derive(Debug, Clone, clap::Args)]
pub struct Screening {
    /// Extract articles in other languages, too; only English is known, so that without this they are rejected.
    #[arg(long)]
    pub any_language: bool,
    /// What becomes of an article that is a copy of an earlier one, or nearly so [default: what becomes of any other].
    #[arg(long, value_enum, value_name = "HOW")]
    pub dedup: Option<DedupFlag>,
}

/// What becomes of a copy, by its name on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum DedupFlag {
    /// It is not extracted, and counts as a duplicate.
    Skip,
    /// Its record says what it is a copy of.
    Mark,
}

impl Screening {
    /// The settings under their names as flags, where they are given.
    pub fn settings(&self) -> impl Iterator<Item = (String, Value)> {
        let dedup = self.dedup.map(|dedup| match dedup {
            DedupFlag::Skip => "skip",
            DedupFlag::Mark => "mark",
        });
        let any_language = self.any_language.then_some("true");
        let pairs = [("any-language", any_language), ("dedup", dedup)];
        pairs.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into())))
    }

    /// The memory of a run, with what copies are known by.
    ///
    /// # Errors
    /// If it is too little.
    pub fn memory(&self, bound: Option<Size>, threads: usize) -> Result<Memory> {
        match self.dedup {
            Some(_) => Memory::for_copies(bound, threads),
            None => Memory::new(bound, threads),
        }
    }

    /// What lets articles pass, whatever they are copies of.
    pub fn language(&self) -> Screen {
        if self.any_language { Screen::default() } else { Screen::english() }
    }

    /// What lets articles pass.
    pub fn screen(&self, memory: &Memory) -> Screen {
        match self.dedup {
            None => self.language(),
            Some(DedupFlag::Skip) => self.language().knowing_copies(Dedup::Skip, memory),
            Some(DedupFlag::Mark) => self.language().knowing_copies(Dedup::Mark, memory),
        }
    }

    /// Whether records say what they are copies of.
    pub fn marks(&self) -> bool {
        self.dedup == Some(DedupFlag::Mark)
    }

    /// The stream of clusters beside the output `out`, if copies are known.
    pub fn stream(&self, out: &Path) -> Option<StreamSpec> {
        self.dedup.map(|_| StreamSpec {
            name: "duplicates",
            path: duplicates_path(out),
            keep_empty: true,
            parquet: None,
        })
    }
}
