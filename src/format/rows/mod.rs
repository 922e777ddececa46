//! Records as rows of tables: what analysts join, count and plot.
//!
//! A table has one row for each relation, mention or entity ([`RowKind`]). Its columns are typed ([`Heading`]) and always
//! the same ones in the same order, whatever a record holds; what it does not hold is missing in its row.
//! [`TableFormat`] says how rows are written: as text that can be appended to ([`TextRows`]), or as Parquet
//! ([`ParquetRows`]), which is either written at once or made of a finished text ([`parquet_of_lines`]).

mod article;
mod cell;
mod column;
mod mentions;
mod parquet_rows;
mod relations;
#[cfg(test)]
mod rows_test;
mod table_format;
mod text;

use std::fmt;
use std::str::FromStr;

pub use article::Article;
pub use cell::{Cell, ColumnType};
pub use column::Heading;
pub use parquet_rows::{ParquetRows, parquet_of_lines};
pub use table_format::{TableFormat, TextFormat};
pub use text::TextRows;

use crate::error::{Error, ErrorKind, Result};

/// What there is a row for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// Each relation.
    Relations,
    /// Each mention.
    Mentions,
    /// Each entity.
    Entities,
}

impl RowKind {
    /// Every kind.
    pub const ALL: [RowKind; 3] = [RowKind::Relations, RowKind::Mentions, RowKind::Entities];

    /// Its name on the command line, which is that of the record's layer.
    pub fn as_str(self) -> &'static str {
        match self {
            RowKind::Relations => "relations",
            RowKind::Mentions => "mentions",
            RowKind::Entities => "entities",
        }
    }

    /// The heads of the columns, in their order.
    pub fn headings(self) -> Vec<Heading> {
        match self {
            RowKind::Relations => column::headings(relations::COLUMNS),
            RowKind::Mentions => column::headings(mentions::MENTIONS),
            RowKind::Entities => column::headings(mentions::ENTITIES),
        }
    }

    /// The rows of an article, in the record's order; each has a cell of the right type, or a missing one, for every
    /// heading.
    pub fn rows<'r>(self, article: &'r Article<'r>) -> Vec<Vec<Cell<'r>>> {
        let record = article.record;
        match self {
            RowKind::Relations => {
                let relations = record.relations.as_deref().unwrap_or_default();
                column::rows(relations::COLUMNS, article, relations)
            }
            RowKind::Mentions => {
                let mentions = record.mentions.as_deref().unwrap_or_default();
                column::rows(mentions::MENTIONS, article, mentions)
            }
            RowKind::Entities => {
                let entities = record.entities.as_deref().unwrap_or_default();
                column::rows(mentions::ENTITIES, article, entities)
            }
        }
    }
}

impl fmt::Display for RowKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for RowKind {
    type Err = Error;

    fn from_str(text: &str) -> Result<RowKind> {
        RowKind::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| {
            let message =
                format!("unknown rows {text:?}; there are relations, mentions and entities");
            Error::new(ErrorKind::Config, message)
        })
    }
}
