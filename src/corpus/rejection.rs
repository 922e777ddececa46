//! What could not be read, and where it stands.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::CopyOf;

/// Where an article stands in the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file as given, or `standard input`.
    pub source: Arc<str>,
    /// The line it begins in, or in Parquet its row, from 1; `None` where the article is the file.
    pub line: Option<u64>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)?;
        self.line.map_or(Ok(()), |line| write!(f, ":{line}"))
    }
}

/// How the bytes of one article are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RawFormat {
    /// As a JSON object.
    Json,
    /// As the text itself.
    Text,
}

/// An article's bytes as they came in, without the line feed behind them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raw {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// What they are.
    pub format: RawFormat,
}

/// How much of the input a rejection speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The one record or file that stands at the place.
    Record,
    /// Everything from the place to the end of its file, or an argument that names nothing to read.
    Rest,
}

/// An article, or a file of them, that is not extracted.
#[derive(Debug, Clone, PartialEq)]
pub struct Rejection {
    /// Where it stands.
    pub place: Place,
    /// Its id, where that much could be read.
    pub id: Option<String>,
    /// What is wrong and what to do about it.
    pub why: String,
    /// How much is lost.
    pub part: Part,
    /// The input itself, where it is one record and was read.
    pub raw: Option<Box<Raw>>,
    /// Where the same article was read before. Nothing is lost then.
    pub duplicate_of: Option<Box<Place>>,
    /// The article that this one is a copy of, where copies are skipped.
    pub copy_of: Option<Box<CopyOf>>,
}

impl Rejection {
    /// A rejection of one record without an id.
    pub fn new(place: Place, why: impl Into<String>) -> Rejection {
        let why = why.into();
        let (part, raw) = (Part::Record, None);
        Rejection { place, id: None, why, part, raw, duplicate_of: None, copy_of: None }
    }

    /// Whether nothing is lost: the article was read before, or a copy of it.
    pub fn is_duplicate(&self) -> bool {
        self.duplicate_of.is_some() || self.copy_of.is_some()
    }

    /// A rejection of all that follows `place`.
    pub fn of_rest(place: Place, why: impl Into<String>) -> Rejection {
        Rejection { part: Part::Rest, ..Rejection::new(place, why) }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.place)?;
        if let Some(id) = self.id.as_deref().filter(|&id| id != &*self.place.source) {
            write!(f, "article {id:?}: ")?;
        }
        f.write_str(&self.why)
    }
}
