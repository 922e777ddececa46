//! Articles in Parquet files, row by row.

use std::fs::File;
use std::io::{Read, Seek};

use parquet::basic::{
    Compression, ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical,
};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Row;
use parquet::record::reader::{ReaderIter, TreeBuilder};
use parquet::schema::types::Type;
use serde_json::Map;

use super::inputs::Tally;
use super::parquet_value::{Reading, value};
use super::table_row::{TableRow, column_names};
use crate::error::caught;

/// Rows whose values are decoded at a time: a few, since each may be a long text.
const ROWS_AT_A_TIME: usize = 64;

/// A Parquet file that is being read. In memory are a page of each column and a few rows.
pub struct ParquetTable {
    file: SerializedFileReader<File>,
    columns: Vec<String>,
    /// How each column's values are to be understood.
    readings: Vec<Reading>,
    /// Groups of rows that were begun.
    groups: usize,
    /// The file once more, to be summed at its end.
    whole: File,
    length: u64,
    tally: Tally,
    /// Bytes of the groups that were read, and all that were counted: of the group that is being read, as many as the share
    /// of its rows.
    ended: u64,
    counted: u64,
    rows: Option<ReaderIter>,
    /// Rows that were read, and how many before this group.
    count: u64,
    before: u64,
}

impl ParquetTable {
    /// Whether a file begins as Parquet files do. What is no regular file does not: it cannot be read twice.
    ///
    /// # Errors
    /// Whatever reading answers.
    pub fn begins(mut file: &File) -> std::io::Result<bool> {
        if !file.metadata()?.is_file() {
            return Ok(false);
        }
        let mut start = Vec::new();
        file.take(4).read_to_end(&mut start)?;
        file.rewind()?;
        Ok(start == b"PAR1")
    }

    /// Begins to read a file; `tally` is told how much was read of it.
    ///
    /// # Errors
    /// A message for a person if it is no Parquet file, or one of a kind that is not read.
    pub fn open(file: File, tally: Tally) -> Result<ParquetTable, String> {
        let unreadable = |error| format!("cannot be read: {error}");
        let metadata = file.metadata().map_err(unreadable)?;
        if !metadata.is_file() {
            return Err("Parquet cannot be read from a stream; name a file".into());
        }
        let (whole, length) = (file.try_clone().map_err(unreadable)?, metadata.len());
        let file = undamaged(|| SerializedFileReader::new(file))
            .map_err(|why| format!("no Parquet file: {why}"))?;
        let metadata = file.metadata();
        for column in metadata.row_groups().iter().flat_map(|group| group.columns()) {
            let codec = column.compression();
            if !matches!(
                codec,
                Compression::UNCOMPRESSED | Compression::SNAPPY | Compression::GZIP(_)
            ) {
                let codec = format!("{codec:?}");
                return Err(format!(
                    "compressed with {}, which is not read; write it with Snappy, in DuckDB: COPY (FROM 'this.parquet') TO 'new.parquet' (COMPRESSION snappy)",
                    codec.split('(').next().unwrap_or_default()
                ));
            }
        }
        // A damaged count would make rows of nothing, without end.
        let differs = metadata.row_groups().iter().any(|group| {
            let mut flat = group.columns().iter().filter(|c| c.column_descr().max_rep_level() == 0);
            flat.any(|column| column.num_values() != group.num_rows())
        });
        if differs {
            return Err("no Parquet file: its counts of rows do not agree".into());
        }
        let fields = metadata.file_metadata().schema().get_fields();
        for field in fields {
            if let Some(what) = not_read(field, false) {
                return Err(format!("column {:?} is {what}; leave it out", field.name()));
            }
        }
        let columns = column_names(fields.iter().map(|f| f.name().to_owned()).collect())?;
        let readings = fields.iter().map(|field| reading(field)).collect();
        Ok(ParquetTable {
            file,
            columns,
            readings,
            groups: 0,
            rows: None,
            count: 0,
            before: 0,
            whole,
            length,
            tally,
            ended: 0,
            counted: 0,
        })
    }

    /// The names of the columns.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The next row. Calendar dates and moments are strings in ISO 8601, lists arrays, structures and maps objects.
    pub fn next_row(&mut self) -> TableRow {
        loop {
            if let Some(rows) = &mut self.rows {
                match undamaged(|| rows.next().transpose()) {
                    Ok(Some(row)) => {
                        self.count += 1;
                        self.count_bytes();
                        return self.fields(row);
                    }
                    Ok(None) => self.end_group(),
                    Err(why) => return TableRow::Lost(why, self.count + 1),
                }
            }
            if self.groups >= self.file.num_row_groups() {
                self.count_rest();
                return TableRow::End;
            }
            let schema = self.file.metadata().file_metadata().schema_descr_ptr();
            let begun = undamaged(|| {
                let group = self.file.get_row_group(self.groups)?;
                TreeBuilder::new().with_batch_size(ROWS_AT_A_TIME).as_iter(schema, &*group)
            });
            match begun {
                Ok(rows) => self.rows = Some(rows),
                Err(why) => return TableRow::Lost(why, self.count + 1),
            }
            self.groups += 1;
        }
    }

    /// Bytes and rows of the group that is being read.
    fn group(&self) -> (u64, u64) {
        let begun = self.groups.checked_sub(1);
        let group = begun.and_then(|group| self.file.metadata().row_groups().get(group));
        let size = |n: i64| u64::try_from(n).unwrap_or(0);
        group.map_or((0, 0), |group| (size(group.compressed_size()), size(group.num_rows())))
    }

    fn end_group(&mut self) {
        self.rows = None;
        self.ended = self.ended.saturating_add(self.group().0);
        self.before = self.count;
    }

    fn count_bytes(&mut self) {
        let (bytes, rows) = self.group();
        let share = u128::from(bytes) * u128::from(self.count - self.before);
        let share = u64::try_from(share / u128::from(rows.max(1))).unwrap_or(bytes).min(bytes);
        self.count_to(self.ended.saturating_add(share));
    }

    /// Counts what lies between and behind the groups, and sums the file.
    fn count_rest(&mut self) {
        // A file that cannot be read once more is one without a sum.
        let _ = self.tally.sum(&self.whole);
        self.count_to(u64::MAX);
    }

    fn count_to(&mut self, bytes: u64) {
        let more = bytes.min(self.length).saturating_sub(self.counted);
        self.counted += more;
        self.tally.add(more);
    }

    fn fields(&self, row: Row) -> TableRow {
        let mut record = Map::with_capacity(self.columns.len());
        let fields = row.get_column_iter().map(|(_, field)| field);
        for ((name, reading), field) in self.columns.iter().zip(&self.readings).zip(fields) {
            match value(field, *reading) {
                Ok(value) => _ = record.insert(name.clone(), value),
                Err(why) => return TableRow::Bad(format!("column {name:?}: {why}"), self.count),
            }
        }
        TableRow::Fields(record, self.count)
    }
}

/// What the crate for Parquet answers. On some damaged files it panics; that is one file's damage and not the program's.
fn undamaged<T>(read: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, String> {
    match caught(read) {
        Ok(Ok(read)) => Ok(read),
        Ok(Err(error)) => Err(error.to_string()),
        Err(panicked) => {
            // The values that an assertion has compared, on further lines, say nothing to a reader of the message.
            let what = panicked.message.lines().next().unwrap_or_default().to_owned();
            Err(format!("the data are damaged: {what}"))
        }
    }
}

/// How the values of a column are to be understood.
fn reading(field: &Type) -> Reading {
    match field.get_basic_info().logical_type_ref() {
        Some(LogicalType::Timestamp(time)) => Reading::Moment {
            utc: time.is_adjusted_to_u_t_c,
            nanoseconds: time.unit == TimeUnit::NANOS,
        },
        Some(LogicalType::Uuid) => Reading::Uuid,
        _ => Reading::Plain,
    }
}

/// What a column is, if it is something that is not read; `listed` if it stands directly in a list or a map.
fn not_read(field: &Type, listed: bool) -> Option<String> {
    let info = field.get_basic_info();
    let converted = info.converted_type();
    if info.has_repetition() && info.repetition() == Repetition::REPEATED && !listed {
        return Some("repeated without being a list".into());
    }
    if !field.is_primitive() {
        let lists = matches!(
            converted,
            ConvertedType::LIST | ConvertedType::MAP | ConvertedType::MAP_KEY_VALUE
        );
        return field.get_fields().iter().find_map(|inner| not_read(inner, lists));
    }
    use ConvertedType as C;
    let known = match field.get_physical_type() {
        Physical::BOOLEAN | Physical::FLOAT | Physical::DOUBLE | Physical::INT96 => true,
        Physical::INT32 => !matches!(
            converted,
            C::TIME_MICROS | C::TIMESTAMP_MILLIS | C::TIMESTAMP_MICROS | C::INT_64 | C::UINT_64
        ),
        Physical::INT64 => matches!(
            converted,
            C::NONE
                | C::INT_64
                | C::UINT_64
                | C::TIME_MICROS
                | C::TIMESTAMP_MILLIS
                | C::TIMESTAMP_MICROS
                | C::DECIMAL
        ),
        Physical::BYTE_ARRAY => {
            matches!(converted, C::NONE | C::UTF8 | C::ENUM | C::JSON | C::BSON | C::DECIMAL)
        }
        Physical::FIXED_LEN_BYTE_ARRAY => matches!(converted, C::NONE | C::DECIMAL),
    };
    (!known).then(|| format!("of type {converted}, which is not read"))
}

#[cfg(test)]
#[path = "parquet_table_test.rs"]
mod tests;
