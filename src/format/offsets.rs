//! Offsets in the unit that a reader counts in.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::{Error, ErrorKind, Result};

/// What `start` and `end` of a record count, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OffsetUnit {
    /// Unicode code points, as Python's `str` counts.
    #[default]
    Codepoint,
    /// Bytes of UTF-8, as Rust, Go and C count.
    Byte,
    /// UTF-16 code units, as JavaScript, Java and C# count.
    Utf16,
}

impl OffsetUnit {
    /// The name that `offset_unit` has in a record.
    pub fn as_str(self) -> &'static str {
        match self {
            OffsetUnit::Codepoint => "codepoint",
            OffsetUnit::Byte => "byte",
            OffsetUnit::Utf16 => "utf16",
        }
    }
}

impl fmt::Display for OffsetUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for OffsetUnit {
    type Err = Error;

    /// Singular and plural both, so that the flag's words and the record's are one vocabulary.
    fn from_str(text: &str) -> Result<OffsetUnit> {
        match text {
            "codepoint" | "codepoints" => Ok(OffsetUnit::Codepoint),
            "byte" | "bytes" => Ok(OffsetUnit::Byte),
            "utf16" => Ok(OffsetUnit::Utf16),
            _ => Err(Error::new(
                ErrorKind::Config,
                format!("unknown offset unit {text:?}; there are codepoint, bytes and utf16"),
            )),
        }
    }
}

impl Serialize for OffsetUnit {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for OffsetUnit {
    fn deserialize<D: Deserializer<'de>>(de: D) -> std::result::Result<OffsetUnit, D::Error> {
        let text = String::deserialize(de)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Bytes between two checkpoints of an [`OffsetIndex`].
const STRIDE: usize = 64;

/// Converts between byte offsets into one text and offsets in another unit.
///
/// Built in one pass over the text; a conversion counts at most 64 bytes from the nearest checkpoint, so a record costs
/// time linear in its text and its spans.
#[derive(Debug, Clone)]
pub struct OffsetIndex<'t> {
    text: &'t str,
    unit: OffsetUnit,
    /// Units that begin before byte `i * STRIDE`; `None` where every unit is one byte.
    checkpoints: Option<Vec<u32>>,
}

/// How many units begin at this byte of UTF-8: a continuation byte begins none, a four-byte sequence is a surrogate
/// pair in UTF-16.
fn units_at(byte: u8, unit: OffsetUnit) -> u32 {
    match unit {
        OffsetUnit::Byte => 1,
        _ if byte & 0xC0 == 0x80 => 0,
        OffsetUnit::Utf16 if byte >= 0xF0 => 2,
        _ => 1,
    }
}

impl<'t> OffsetIndex<'t> {
    /// An index over `text`, which has fewer than 2^32 bytes.
    pub fn new(text: &'t str, unit: OffsetUnit) -> OffsetIndex<'t> {
        if unit == OffsetUnit::Byte || text.is_ascii() {
            return OffsetIndex { text, unit, checkpoints: None };
        }
        let mut units = 0;
        let checkpoints = text
            .as_bytes()
            .chunks(STRIDE)
            .map(|chunk| {
                let before = units;
                units += chunk.iter().map(|&b| units_at(b, unit)).sum::<u32>();
                before
            })
            .collect();
        OffsetIndex { text, unit, checkpoints: Some(checkpoints) }
    }

    /// The unit it converts to and from.
    pub fn unit(&self) -> OffsetUnit {
        self.unit
    }

    /// The offset, in units, of a byte offset on a character boundary; offsets past the end count as the end.
    pub fn from_byte(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        let Some(checkpoints) = &self.checkpoints else { return byte };
        // The end of a text of n whole strides lies behind the last checkpoint's stride.
        let nearest = (byte / STRIDE).min(checkpoints.len() - 1);
        let tail = &self.text.as_bytes()[nearest * STRIDE..byte];
        let units = tail.iter().map(|&b| units_at(b, self.unit)).sum::<u32>();
        (checkpoints[nearest] + units) as usize
    }

    /// The byte offset of an offset in units; `None` past the end of the text and inside a character.
    pub fn to_byte(&self, offset: usize) -> Option<usize> {
        let Some(checkpoints) = &self.checkpoints else {
            return self.text.is_char_boundary(offset).then_some(offset);
        };
        let target = u32::try_from(offset).ok()?;
        let nearest = checkpoints.partition_point(|&units| units <= target) - 1;
        let mut units = checkpoints[nearest];
        let bytes = self.text.as_bytes();
        let mut at = nearest * STRIDE;
        while at < bytes.len() && (units < target || !self.text.is_char_boundary(at)) {
            units += units_at(bytes[at], self.unit);
            at += 1;
        }
        (units == target).then_some(at)
    }

    /// Length of the text in units.
    pub fn len(&self) -> usize {
        self.from_byte(self.text.len())
    }

    /// Whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const UNITS: [OffsetUnit; 3] = [OffsetUnit::Codepoint, OffsetUnit::Byte, OffsetUnit::Utf16];

    fn naive(text: &str, byte: usize, unit: OffsetUnit) -> usize {
        match unit {
            OffsetUnit::Byte => byte,
            OffsetUnit::Codepoint => text[..byte].chars().count(),
            OffsetUnit::Utf16 => text[..byte].encode_utf16().count(),
        }
    }

    #[test]
    fn counts_what_each_language_counts() {
        let text = "é😀x";
        let at = |unit, byte| OffsetIndex::new(text, unit).from_byte(byte);
        assert_eq!(at(OffsetUnit::Codepoint, 6), 2);
        assert_eq!(at(OffsetUnit::Byte, 6), 6);
        assert_eq!(at(OffsetUnit::Utf16, 6), 3);
        assert_eq!(OffsetIndex::new(text, OffsetUnit::Utf16).to_byte(2), None, "half a pair");
    }

    #[test]
    fn an_end_on_a_checkpoint_converts() {
        for repeats in [31, 32, 33, 64] {
            let text = "é".repeat(repeats);
            assert_eq!(OffsetIndex::new(&text, OffsetUnit::Codepoint).len(), repeats);
        }
    }

    proptest! {
        #[test]
        fn agrees_with_counting_from_the_start(text in "(?s)[a-zé\u{4e2d}\u{1F600}\u{301}\\n]{0,300}") {
            for unit in UNITS {
                let index = OffsetIndex::new(&text, unit);
                let ends = text.char_indices().map(|(i, _)| i).chain([text.len()]);
                for byte in ends {
                    let offset = index.from_byte(byte);
                    prop_assert_eq!(offset, naive(&text, byte, unit));
                    prop_assert_eq!(index.to_byte(offset), Some(byte));
                }
                prop_assert_eq!(index.to_byte(index.len() + 1), None);
            }
        }
    }
}
