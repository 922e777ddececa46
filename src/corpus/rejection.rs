//! What could not be read, and where it stands.

use std::fmt;
use std::sync::Arc;

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

/// An article, or a file of them, that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// Where it stands.
    pub place: Place,
    /// Its id, where that much could be read.
    pub id: Option<String>,
    /// What is wrong and what to do about it.
    pub why: String,
}

impl Rejection {
    /// A rejection of something without an id.
    pub fn new(place: Place, why: impl Into<String>) -> Rejection {
        Rejection { place, id: None, why: why.into() }
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
