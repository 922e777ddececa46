//! Offsets of a format as spans of a text, with errors that say where.

use super::form::Origin;
use crate::doc::Span;
use crate::error::Result;
use crate::format::{OffsetIndex, OffsetUnit};

/// A text whose offsets are being read.
pub(super) struct Located<'a> {
    pub origin: &'a Origin,
    pub text: &'a str,
    offsets: OffsetIndex<'a>,
}

impl<'a> Located<'a> {
    /// Offsets into `text` that count `unit`s.
    pub fn new(origin: &'a Origin, text: &'a str, unit: OffsetUnit) -> Located<'a> {
        Located { origin, text, offsets: OffsetIndex::new(text, unit) }
    }

    /// The same with messages that name another place.
    pub fn at<'b>(&self, origin: &'b Origin) -> Located<'b>
    where
        'a: 'b,
    {
        Located { origin, text: self.text, offsets: self.offsets.clone() }
    }

    /// The byte at an offset; `what` names the thing in messages, `end` which of its two offsets this is.
    ///
    /// # Errors
    /// For offsets outside the text and inside a character.
    pub fn byte(&self, offset: u64, what: &str, end: &str) -> Result<usize> {
        let found = usize::try_from(offset).ok().and_then(|n| self.offsets.to_byte(n));
        found.ok_or_else(|| {
            let what = format!("{what}: {end} {offset} is outside the text or inside a character");
            self.origin.error(what)
        })
    }

    /// The span from `start` to `end`, half-open.
    ///
    /// # Errors
    /// As [`Located::byte`], and for a span that covers nothing.
    pub fn span(&self, start: u64, end: u64, what: &str) -> Result<Span> {
        let (from, to) = (self.byte(start, what, "start")?, self.byte(end, what, "end")?);
        if from >= to {
            return Err(self.origin.error(format!("{what} covers nothing")));
        }
        Ok(Span::new(from, to))
    }

    /// Checks the text that a format writes beside its offsets.
    ///
    /// # Errors
    /// If the text has something else there.
    pub fn agrees(&self, span: Span, written: &str, what: &str) -> Result<()> {
        let found = span.of(self.text);
        if found == written {
            return Ok(());
        }
        Err(self.origin.error(format!("{what} says {written:?} where the text has {found:?}")))
    }
}
