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

/// Writes what the streams behind `first` begin with.
///
/// # Errors
/// If they cannot be written.
pub fn begin(tables: &[TextRows], first: usize, run: &mut Run) -> Result<()> {
    tables.iter().enumerate().try_for_each(|(i, rows)| write(run, first + i, &rows.header()))
}

/// Writes the rows of an article to the streams behind `first`. `record` is the article's record as `rendering` has made it; rows
/// are the same whatever its layers are.
///
/// # Errors
/// If they cannot be written.
pub fn append(
    tables: &[TextRows],
    first: usize,
    run: &mut Run,
    document: &Document,
    (record, rendering): (&Record, &Rendering),
) -> Result<()> {
    if tables.is_empty() {
        return Ok(());
    }
    let Layers { sentences, mentions, entities, relations, .. } = rendering.layers;
    let whole = sentences && mentions && entities && relations;
    let rendering = Rendering { layers: Layers::default(), ..*rendering };
    let more = (!whole).then(|| Record::from_document(document, &rendering));
    let article = Article::new(more.as_ref().unwrap_or(record), document.date());
    let mut lines = Vec::new();
    for (i, rows) in tables.iter().enumerate() {
        lines.clear();
        rows.append(&article, &mut lines);
        write(run, first + i, &lines)?;
    }
    Ok(())
}

fn write(run: &mut Run, stream: usize, bytes: &[u8]) -> Result<()> {
    let stream = run.stream(stream);
    stream.write_all(bytes).map_err(|error| stream.error(error))
}
