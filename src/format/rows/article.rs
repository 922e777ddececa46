//! A record, as rows are made of it.

use jiff::civil::Date;

use super::{Cell, RowKind};
use crate::format::OffsetIndex;
use crate::format::jsonl::{Bounds, Entity, Mention, Record};

/// A record with its date and what is needed to read its spans.
#[derive(Debug)]
pub struct Article<'r> {
    pub(super) record: &'r Record,
    date: Option<Date>,
    index: OffsetIndex<'r>,
}

impl<'r> Article<'r> {
    /// An article; `date` is its date of publication, which a record holds in the words of its source.
    pub fn new(record: &'r Record, date: Option<Date>) -> Article<'r> {
        let index = OffsetIndex::new(&record.text, record.offset_unit);
        Article { record, date, index }
    }

    /// Whether the record has the layer that rows of `kind` are made of. Without it there are no rows, which is something
    /// else than an article in which nothing was found.
    pub fn has(&self, kind: RowKind) -> bool {
        match kind {
            RowKind::Relations => self.record.relations.is_some(),
            RowKind::Mentions => self.record.mentions.is_some(),
            RowKind::Entities => self.record.entities.is_some(),
        }
    }

    pub(super) fn date(&self) -> Cell<'r> {
        self.date.map_or(Cell::Null, Cell::Date)
    }

    /// What the record's text reads between `bounds`.
    pub(super) fn slice(&self, bounds: Bounds) -> Cell<'r> {
        let bytes = self.index.to_byte(bounds.start).zip(self.index.to_byte(bounds.end));
        let text = bytes.and_then(|(start, end)| self.record.text.get(start..end));
        Cell::optional(text)
    }

    /// The sentence that the unit `at` stands in. It is looked up: records made by hand do not always number sentences.
    pub(super) fn sentence_index(&self, at: usize) -> Option<usize> {
        let sentences = self.record.sentences.as_ref()?;
        let last = sentences.partition_point(|s| s.start <= at).checked_sub(1)?;
        sentences.get(last).filter(|s| at < s.end).map(|_| last)
    }

    pub(super) fn sentence(&self, at: usize) -> Cell<'r> {
        let index = self.sentence_index(at);
        let bounds = index.and_then(|i| self.record.sentences.as_ref()?.get(i));
        bounds.map_or(Cell::Null, |&bounds| self.slice(bounds))
    }

    pub(super) fn first_mention(&self, entity: &Entity) -> Option<&'r Mention> {
        let mentions = self.record.mentions.as_ref()?;
        entity.mentions.iter().filter_map(|&m| mentions.get(m)).min_by_key(|m| (m.start, m.end))
    }
}
