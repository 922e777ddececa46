//! Tables as Parquet.

use std::io::{BufRead, Write};
use std::sync::Arc;

use jiff::civil::Date;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};
use serde_json::{Map, Value};

use super::{Cell, ColumnType, Heading, RowKind};
use crate::error::{Error, ErrorKind, Result};

/// Rows and bytes of text after which a group of rows is written: enough to compress well, little enough for any memory.
const GROUP_ROWS: usize = 1 << 16;
const GROUP_BYTES: usize = 1 << 25;

/// Writes rows of one kind as a Parquet file: every column optional, compressed with Snappy. A group of rows is held in
/// memory, so that a table may be larger than that.
pub struct ParquetRows<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    columns: Vec<Gathered>,
    rows: usize,
    bytes: usize,
}

/// The values of a column in the group that is being gathered.
struct Gathered {
    values: Values,
    /// For each row, 1 where there is a value and 0 where it is missing.
    levels: Vec<i16>,
}

enum Values {
    Text(Vec<ByteArray>),
    Integer(Vec<i64>),
    Number(Vec<f64>),
    Boolean(Vec<bool>),
    /// Days since 1970-01-01.
    Date(Vec<i32>),
}

impl<W: Write + Send> ParquetRows<W> {
    /// A table that is written to `to` from its beginning on.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] if `to` cannot be written.
    pub fn new(kind: RowKind, to: W) -> Result<ParquetRows<W>> {
        let headings = kind.headings();
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("actant ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let schema = schema(kind, &headings).map_err(not_written)?;
        let writer =
            SerializedFileWriter::new(to, schema, Arc::new(properties)).map_err(not_written)?;
        let columns = headings.iter().map(|h| Gathered::new(h.ty)).collect();
        Ok(ParquetRows { writer, columns, rows: 0, bytes: 0 })
    }

    /// Adds a row, as [`RowKind::rows`] makes it.
    ///
    /// # Errors
    /// [`ErrorKind::Internal`] if the row is of another kind, [`ErrorKind::Io`] if a group of rows cannot be written.
    pub fn push(&mut self, row: &[Cell<'_>]) -> Result<()> {
        let fits = row.len() == self.columns.len()
            && self.columns.iter().zip(row).all(|(column, cell)| column.takes(cell));
        if !fits {
            let what = "a row that does not fit its table";
            return Err(Error::new(ErrorKind::Internal, what));
        }
        for (column, cell) in self.columns.iter_mut().zip(row) {
            self.bytes += column.push(cell);
        }
        self.rows += 1;
        if self.rows >= GROUP_ROWS || self.bytes >= GROUP_BYTES {
            self.end_group()?;
        }
        Ok(())
    }

    fn end_group(&mut self) -> Result<()> {
        if self.rows > 0 {
            self.write_group().map_err(not_written)?;
        }
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }

    fn write_group(&mut self) -> std::result::Result<(), ParquetError> {
        let mut group = self.writer.next_row_group()?;
        for Gathered { values, levels } in &mut self.columns {
            let Some(mut to) = group.next_column()? else { break };
            let present = Some(levels.as_slice());
            match values {
                Values::Text(v) => to.typed::<ByteArrayType>().write_batch(v, present, None)?,
                Values::Integer(v) => to.typed::<Int64Type>().write_batch(v, present, None)?,
                Values::Number(v) => to.typed::<DoubleType>().write_batch(v, present, None)?,
                Values::Boolean(v) => to.typed::<BoolType>().write_batch(v, present, None)?,
                Values::Date(v) => to.typed::<Int32Type>().write_batch(v, present, None)?,
            };
            to.close()?;
            values.clear();
            levels.clear();
        }
        group.close().map(|_| ())
    }

    /// Writes what is left and the file's end; gives back what was written to.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] if it cannot be written.
    pub fn finish(mut self) -> Result<W> {
        self.end_group()?;
        self.writer.into_inner().map_err(not_written)
    }
}

/// The Parquet file of a table that was gathered as JSON Lines ([`TextRows`](super::TextRows) with
/// [`TextFormat::Jsonl`](super::TextFormat::Jsonl)). Answers what was written to, and the number of rows.
///
/// # Errors
/// [`ErrorKind::Input`] naming the line that is no row of `kind`, [`ErrorKind::Io`] if reading or writing fails.
pub fn parquet_of_lines<W: Write + Send>(
    kind: RowKind,
    lines: impl BufRead,
    to: W,
) -> Result<(W, u64)> {
    let headings = kind.headings();
    let mut table = ParquetRows::new(kind, to)?;
    let mut count = 0;
    for line in lines.lines() {
        let line = line.map_err(|e| Error::io("rows", e))?;
        count += 1;
        let row = row_of_line(&headings, &line).ok_or_else(|| {
            let what = format!("line {count} is no row of {kind}");
            Error::new(ErrorKind::Input, what)
        })?;
        table.push(&row)?;
    }
    Ok((table.finish()?, count))
}

fn row_of_line(headings: &[Heading], line: &str) -> Option<Vec<Cell<'static>>> {
    let mut fields: Map<String, Value> = serde_json::from_str(line).ok()?;
    headings.iter().map(|h| Cell::from_json(h.ty, fields.remove(h.name)?)).collect()
}

fn schema(kind: RowKind, headings: &[Heading]) -> std::result::Result<TypePtr, ParquetError> {
    let field = |heading: &Heading| {
        let (physical, logical) = match heading.ty {
            ColumnType::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            ColumnType::Integer => (Physical::INT64, None),
            ColumnType::Number => (Physical::DOUBLE, None),
            ColumnType::Boolean => (Physical::BOOLEAN, None),
            ColumnType::Date => (Physical::INT32, Some(LogicalType::Date)),
        };
        Type::primitive_type_builder(heading.name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
            .build()
            .map(Arc::new)
    };
    let fields = headings.iter().map(field).collect::<std::result::Result<_, _>>()?;
    Type::group_type_builder(kind.as_str()).with_fields(fields).build().map(Arc::new)
}

fn not_written(error: ParquetError) -> Error {
    // A failed write stays what it was, for callers that tell a closed pipe from a full disk.
    match error {
        ParquetError::External(cause) => match cause.downcast::<std::io::Error>() {
            Ok(io) => Error::new(ErrorKind::Io, format!("the table cannot be written: {io}"))
                .with_source(*io),
            Err(other) => {
                Error::new(ErrorKind::Io, format!("the table cannot be written: {other}"))
            }
        },
        error => Error::new(ErrorKind::Io, format!("the table cannot be written: {error}"))
            .with_source(error),
    }
}

impl Gathered {
    fn new(ty: ColumnType) -> Gathered {
        let values = match ty {
            ColumnType::Text => Values::Text(Vec::new()),
            ColumnType::Integer => Values::Integer(Vec::new()),
            ColumnType::Number => Values::Number(Vec::new()),
            ColumnType::Boolean => Values::Boolean(Vec::new()),
            ColumnType::Date => Values::Date(Vec::new()),
        };
        Gathered { values, levels: Vec::new() }
    }

    fn takes(&self, cell: &Cell<'_>) -> bool {
        matches!(
            (&self.values, cell),
            (_, Cell::Null)
                | (Values::Text(_), Cell::Text(_))
                | (Values::Integer(_), Cell::Integer(_))
                | (Values::Number(_), Cell::Number(_))
                | (Values::Boolean(_), Cell::Boolean(_))
                | (Values::Date(_), Cell::Date(_))
        )
    }

    /// Adds a cell that the column [`takes`](Gathered::takes); answers its bytes.
    fn push(&mut self, cell: &Cell<'_>) -> usize {
        self.levels.push(i16::from(!matches!(cell, Cell::Null)));
        match (&mut self.values, cell) {
            (Values::Text(values), Cell::Text(text)) => {
                values.push(ByteArray::from(text.as_bytes().to_vec()));
                return text.len();
            }
            (Values::Integer(values), Cell::Integer(number)) => values.push(*number),
            (Values::Number(values), Cell::Number(number)) => values.push(*number),
            (Values::Boolean(values), Cell::Boolean(is)) => values.push(*is),
            (Values::Date(values), Cell::Date(date)) => values.push(days(*date)),
            _ => {}
        }
        8
    }
}

impl Values {
    fn clear(&mut self) {
        match self {
            Values::Text(values) => values.clear(),
            Values::Integer(values) => values.clear(),
            Values::Number(values) => values.clear(),
            Values::Boolean(values) => values.clear(),
            Values::Date(values) => values.clear(),
        }
    }
}

/// Days since 1970-01-01.
fn days(date: Date) -> i32 {
    (date - jiff::civil::date(1970, 1, 1)).get_days()
}
