//! `actant rows`: records into tables.

use std::fs::File;
use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};

use actant::corpus::{Output, decompressed, parse_date};
use actant::format::jsonl::{Record, Records};
use actant::format::rows::{Article, ParquetRows, RowKind, TableFormat, TextRows};
use actant::{Error, ErrorKind, Result};

use super::Outcome;

/// Turn records that `extract` has written into a table for analysis, with a row for each relation, mention or entity.
#[derive(Debug, clap::Args)]
pub struct Rows {
    /// Files of records, also as .gz and .zst; standard input for `-`.
    #[arg(value_name = "RECORDS", required = true)]
    input: Vec<PathBuf>,
    /// Where the table goes: a name that ends in .csv, .tsv, .jsonl or .parquet; standard output for `-`. Behind all but
    /// the last, .gz and .zst compress.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// What there is a row for: relations, mentions or entities.
    #[arg(long, value_name = "KIND", default_value_t = RowKind::Relations)]
    rows: RowKind,
    /// The format, whatever the name says: csv, tsv, jsonl or parquet.
    #[arg(long, value_name = "NAME")]
    to: Option<TableFormat>,
    /// Field of a record's `meta` that holds the date of publication.
    #[arg(long, value_name = "NAME", default_value = "date")]
    date_field: String,
    /// Replace the output if it exists.
    #[arg(long)]
    force: bool,
}

impl Rows {
    /// Writes the table.
    pub fn run(self) -> Result<Outcome> {
        let to_stdout = self.output == Path::new("-");
        let format = match self.to {
            Some(format) => format,
            None if to_stdout => {
                let what = "the format of standard output has to be named: --to NAME";
                return Err(Error::new(ErrorKind::Config, what));
            }
            None => TableFormat::of(&self.output)?,
        };
        // Every input is opened before the output is begun: a run that cannot start leaves nothing behind.
        let inputs = self.input.iter().map(|path| self.open(path)).collect::<Result<Vec<_>>>()?;
        let output =
            if to_stdout { Output::stdout() } else { Output::create(&self.output, self.force)? };
        let mut table = Table::new(self.rows, format, output)?;
        let mut counts = Counts::default();
        for (name, reader) in inputs {
            for record in Records::new(reader, name) {
                let written = match record {
                    Ok(record) => self.write(&record, &mut table, &mut counts),
                    Err(error) if error.kind() == ErrorKind::Io => return Err(error),
                    Err(error) => {
                        eprintln!("error: {error}");
                        counts.failed += 1;
                        Ok(())
                    }
                };
                match written {
                    Err(error) if error.is_broken_pipe() => return Ok(counts.outcome()),
                    written => written?,
                }
            }
        }
        match table.finish() {
            Err(error) if error.is_broken_pipe() => return Ok(counts.outcome()),
            finished => finished?,
        }
        let Counts { records, rows, bare, failed } = counts;
        if bare > 0 {
            eprintln!("warning: {bare} of {records} records have no layer of {}", self.rows);
        }
        if !to_stdout {
            let (kind, output) = (self.rows, self.output.display());
            let lost = if failed > 0 { format!(", {failed} lines failed") } else { String::new() };
            eprintln!("{output}: {rows} {kind} of {records} records{lost}");
        }
        Ok(counts.outcome())
    }

    /// A file of records and its name in messages.
    fn open(&self, path: &Path) -> Result<(String, Box<dyn BufRead + Send>)> {
        if path == Path::new("-") {
            let reader = decompressed(io::stdin()).map_err(|e| Error::io("standard input", e))?;
            return Ok(("standard input".to_owned(), reader));
        }
        let same = path.canonicalize().ok().filter(|real| real.is_file());
        if same.is_some() && same == self.output.canonicalize().ok() {
            let what = format!("{}: is the input too; write elsewhere", self.output.display());
            return Err(Error::new(ErrorKind::Config, what));
        }
        let reader = File::open(path).and_then(decompressed).map_err(|e| Error::io(path, e))?;
        Ok((path.display().to_string(), reader))
    }

    fn write(&self, record: &Record, table: &mut Table, counts: &mut Counts) -> Result<()> {
        let date = record.meta.get(&self.date_field).and_then(parse_date);
        let article = Article::new(record, date);
        counts.records += 1;
        counts.bare += usize::from(!article.has(self.rows));
        counts.rows += table.append(&article)?;
        Ok(())
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    records: usize,
    rows: usize,
    /// Records without the layer.
    bare: usize,
    /// Lines that are no records.
    failed: usize,
}

impl Counts {
    fn outcome(self) -> Outcome {
        if self.failed == 0 { Outcome::Clean } else { Outcome::SomeFailed }
    }
}

/// A table that is being written.
enum Table {
    Text { rows: TextRows, output: Box<Output> },
    Parquet { kind: RowKind, rows: Box<ParquetRows<Output>> },
}

impl Table {
    fn new(kind: RowKind, format: TableFormat, mut output: Output) -> Result<Table> {
        match format {
            TableFormat::Text(text) => {
                let rows = TextRows::new(kind, text);
                output.write_all(&rows.header()).map_err(|e| output.error(e))?;
                Ok(Table::Text { rows, output: Box::new(output) })
            }
            TableFormat::Parquet => {
                Ok(Table::Parquet { kind, rows: Box::new(ParquetRows::new(kind, output)?) })
            }
        }
    }

    /// Adds an article's rows; answers how many they are.
    fn append(&mut self, article: &Article<'_>) -> Result<usize> {
        match self {
            Table::Text { rows, output } => {
                let mut lines = Vec::new();
                let count = rows.append(article, &mut lines);
                output.write_all(&lines).map_err(|e| output.error(e))?;
                Ok(count)
            }
            Table::Parquet { kind, rows } => {
                let all = kind.rows(article);
                all.iter().try_for_each(|row| rows.push(row))?;
                Ok(all.len())
            }
        }
    }

    fn finish(self) -> Result<()> {
        match self {
            Table::Text { output, .. } => output.finish(),
            Table::Parquet { rows, .. } => rows.finish()?.finish(),
        }
    }
}
