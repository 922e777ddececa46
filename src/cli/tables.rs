//! The tables that an extraction writes beside its records.

use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use actant::corpus::StreamSpec;
use actant::corpus::run::Run;
use actant::doc::Document;
use actant::format::jsonl::Record;
use actant::format::rows::{Article, RowKind, TableFormat, TextRows};
use actant::format::{Layers, Rendering};
use actant::{Error, ErrorKind, Result};

/// Tables and their files, as a flag names them: `relations=FILE,mentions=FILE`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tables(Vec<Table>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Table {
    kind: RowKind,
    format: TableFormat,
    path: PathBuf,
}

impl FromStr for Tables {
    type Err = Error;

    fn from_str(list: &str) -> Result<Tables> {
        let refused = |what: String| Err(Error::new(ErrorKind::Config, what));
        let mut tables: Vec<Table> = Vec::new();
        for item in list.split(',') {
            let Some((kind, path)) = item.split_once('=').filter(|(_, path)| !path.is_empty())
            else {
                return refused(format!(
                    "{item:?}: write KIND=FILE, for example relations=out.csv"
                ));
            };
            let path = PathBuf::from(path);
            if tables.iter().any(|table| table.path == path) {
                return refused(format!("{}: one file cannot be two tables", path.display()));
            }
            tables.push(Table { kind: kind.parse()?, format: TableFormat::of(&path)?, path });
        }
        Ok(Tables(tables))
    }
}

impl fmt::Display for Tables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, Table { kind, path, .. }) in self.0.iter().enumerate() {
            let comma = if i > 0 { "," } else { "" };
            write!(f, "{comma}{kind}={}", path.display())?;
        }
        Ok(())
    }
}

impl Tables {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The files.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.0.iter().map(|table| table.path.as_path())
    }

    /// The streams of the files, in the order of [`writers`](Tables::writers).
    pub fn streams(&self) -> impl Iterator<Item = StreamSpec> {
        self.0.iter().map(|table| StreamSpec {
            name: table.kind.as_str(),
            path: table.path.clone(),
            keep_empty: true,
            parquet: (table.format == TableFormat::Parquet).then_some(table.kind),
        })
    }

    /// What writes them.
    pub fn writers(&self) -> Vec<TextRows> {
        self.0.iter().map(|table| TextRows::new(table.kind, table.format.spool())).collect()
    }
}

/// What each table begins with.
pub fn headers(tables: &[TextRows]) -> Vec<Vec<u8>> {
    tables.iter().map(TextRows::header).collect()
}

/// The rows of an article, for each table. `record` is the article's record as `rendering` has made it; rows are the same
/// whatever its layers are.
pub fn rows(
    tables: &[TextRows],
    document: &Document,
    record: &Record,
    rendering: &Rendering,
) -> Vec<Vec<u8>> {
    if tables.is_empty() {
        return Vec::new();
    }
    let Layers { sentences, mentions, entities, relations, .. } = rendering.layers;
    let whole = sentences && mentions && entities && relations;
    let rendering = Rendering { layers: Layers::default(), ..*rendering };
    let more = (!whole).then(|| Record::from_document(document, &rendering));
    let article = Article::new(more.as_ref().unwrap_or(record), document.date());
    let lines = |rows: &TextRows| {
        let mut lines = Vec::new();
        rows.append(&article, &mut lines);
        lines
    };
    tables.iter().map(lines).collect()
}

/// Writes to the stream of each table, of which `first` is the first.
///
/// # Errors
/// If one cannot be written.
pub fn write(each: &[Vec<u8>], first: usize, run: &mut Run) -> Result<()> {
    each.iter().enumerate().try_for_each(|(i, bytes)| {
        let stream = run.stream(first + i);
        stream.write_all(bytes).map_err(|error| stream.error(error))
    })
}
