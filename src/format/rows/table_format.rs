//! The formats of tables, by the names of their files.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use crate::error::{Error, ErrorKind, Result};

/// How a table is written as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextFormat {
    /// Comma-separated, as in RFC 4180, with line feeds: fields are quoted where they have to be.
    Csv,
    /// The same with tabs instead of commas.
    Tsv,
    /// A JSON object a row, with a field for every column.
    Jsonl,
}

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableFormat {
    /// As text, which can be appended to.
    Text(TextFormat),
    /// As Parquet, which is whole only at its end.
    Parquet,
}

impl TableFormat {
    /// The format that a file's name says; an ending `.gz` or `.zst` behind that of a text is passed over.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if the name ends otherwise, or says that Parquet be compressed once more.
    pub fn of(path: &Path) -> Result<TableFormat> {
        let name = path.to_string_lossy().to_ascii_lowercase();
        let inner = name.strip_suffix(".gz").or(name.strip_suffix(".zst"));
        let ending = Path::new(inner.unwrap_or(&name)).extension();
        let format = ending.and_then(|ending| ending.to_str()?.parse().ok());
        let refused =
            |what: &str| Err(Error::new(ErrorKind::Config, format!("{}: {what}", path.display())));
        match format {
            Some(TableFormat::Parquet) if inner.is_some() => {
                refused("Parquet is compressed inside; end the name in .parquet")
            }
            Some(format) => Ok(format),
            None => refused(
                "cannot tell the table's format; end the name in .csv, .tsv, .jsonl or .parquet",
            ),
        }
    }

    /// The text in which rows are gathered before they become this format: that of a text is the text itself.
    pub fn spool(self) -> TextFormat {
        match self {
            TableFormat::Text(text) => text,
            TableFormat::Parquet => TextFormat::Jsonl,
        }
    }
}

impl FromStr for TableFormat {
    type Err = Error;

    fn from_str(text: &str) -> Result<TableFormat> {
        match text {
            "csv" => Ok(TableFormat::Text(TextFormat::Csv)),
            "tsv" => Ok(TableFormat::Text(TextFormat::Tsv)),
            "jsonl" | "ndjson" => Ok(TableFormat::Text(TextFormat::Jsonl)),
            "parquet" => Ok(TableFormat::Parquet),
            _ => {
                let what = format!("unknown table {text:?}; there are csv, tsv, jsonl and parquet");
                Err(Error::new(ErrorKind::Config, what))
            }
        }
    }
}

impl fmt::Display for TableFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TableFormat::Text(TextFormat::Csv) => "csv",
            TableFormat::Text(TextFormat::Tsv) => "tsv",
            TableFormat::Text(TextFormat::Jsonl) => "jsonl",
            TableFormat::Parquet => "parquet",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_formats() {
        for (name, format) in [
            ("a.csv", "csv"),
            ("a.b/c.TSV.gz", "tsv"),
            ("a.jsonl.zst", "jsonl"),
            ("a.ndjson", "jsonl"),
            ("a.parquet", "parquet"),
        ] {
            assert_eq!(TableFormat::of(Path::new(name)).unwrap().to_string(), format, "{name}");
        }
        let refused = |name: &str| TableFormat::of(Path::new(name)).unwrap_err().to_string();
        assert!(refused("a.txt").starts_with("a.txt: cannot tell the table's format"));
        assert!(refused("csv").contains("cannot tell"));
        assert!(refused("a.parquet.gz").contains("compressed inside"));
    }
}
