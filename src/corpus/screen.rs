//! Which articles that can be read are extracted.

use super::Memory;
use super::cluster::{Cluster, CopyOf};
use super::language::foreign;
use super::near_copies::NearCopies;

/// What becomes of an article that is a copy of an earlier one, or nearly so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dedup {
    /// It is not extracted.
    Skip,
    /// It is extracted, and its record says what it is a copy of.
    Mark,
}

/// What articles must answer before they are extracted. The default lets all of them pass.
#[derive(Debug, Default)]
pub struct Screen {
    english: bool,
    copies: Option<(Dedup, NearCopies)>,
    /// Clusters that no article will join any more.
    closed: Vec<Cluster>,
}

impl Screen {
    /// Lets all pass that are in English or may be.
    pub fn english() -> Screen {
        Screen { english: true, ..Screen::default() }
    }

    /// The same, and knows copies. For that it takes the memory that [`Memory::for_copies`] has set aside.
    #[must_use]
    pub fn knowing_copies(self, dedup: Dedup, memory: &Memory) -> Screen {
        Screen { copies: Some((dedup, NearCopies::new(memory.copies()))), ..self }
    }

    /// Why a text is not extracted that is in another language.
    pub(super) fn refuses(&self, text: &str) -> Option<String> {
        if self.english { foreign(text).map(|foreign| foreign.why()) } else { None }
    }

    /// What the article is a copy of, where that is to be known.
    pub(super) fn copy_of(&mut self, id: &str, text: &str) -> Option<CopyOf> {
        let (_, known) = self.copies.as_mut()?;
        let (copy, closed) = known.note(id, text);
        self.closed.extend(closed);
        copy
    }

    /// Whether copies are not extracted.
    pub(super) fn skips(&self) -> bool {
        matches!(self.copies, Some((Dedup::Skip, _)))
    }

    /// Articles of which copies are not known any more.
    pub(super) fn forgotten(&self) -> u64 {
        self.copies.as_ref().map_or(0, |(_, known)| known.forgotten())
    }

    /// The clusters that no article will join any more and that were not taken yet.
    pub(super) fn closed(&mut self) -> Vec<Cluster> {
        std::mem::take(&mut self.closed)
    }

    /// All clusters that were not taken yet. Nothing is known of copies from here on.
    pub(super) fn end(&mut self) -> Vec<Cluster> {
        let mut clusters = self.closed();
        clusters.extend(self.copies.take().into_iter().flat_map(|(_, known)| known.clusters()));
        clusters
    }
}
