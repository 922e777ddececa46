//! Tables of comma- or tab-separated fields, row by row.

use std::io::{self, BufRead};

use serde_json::{Map, Value};

use super::Size;
use super::article::utf8;
use super::table_row::{TableRow, column_names};

/// A table with a header, as RFC 4180 describes it: a field may stand in quotes, and then hold delimiters, ends of lines and
/// doubled quotes. Lines end in a line feed, a carriage return or both; blank ones between rows are passed over.
///
/// It is read strictly, since an article's text must come out as it went in: a row with too few or too many fields, or with
/// something behind a closing quote, is refused. A quote within a field that does not begin with one is itself.
#[derive(Debug)]
pub struct Delimited<R> {
    reader: R,
    delimiter: u8,
    columns: Vec<String>,
    /// Bytes that a row may have.
    limit: usize,
    /// Lines that were read to their ends.
    lines: u64,
    /// Whether the last byte read was a carriage return, whose line feed may follow.
    returned: bool,
}

/// A row as it was cut.
struct Cut {
    /// The line it begins in, from 1.
    line: u64,
    fields: Vec<Vec<u8>>,
    fault: Option<Fault>,
}

enum Fault {
    BehindQuote,
    Unclosed,
    /// So many bytes, which are passed over.
    TooLarge(u64),
}

/// Where in a field the reader is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Start,
    Plain,
    Quoted,
    /// Behind a quote in a quoted field, which closes it unless another follows.
    Quote,
}

impl<R: BufRead> Delimited<R> {
    /// Begins to read: the first row names the columns. What is wrong with it is said inside. Rows of more than `limit` bytes
    /// are passed over.
    ///
    /// # Errors
    /// Whatever reading answers.
    pub fn open(
        reader: R,
        delimiter: u8,
        limit: usize,
    ) -> io::Result<Result<Delimited<R>, String>> {
        let mut table =
            Delimited { reader, delimiter, columns: Vec::new(), limit, lines: 0, returned: false };
        let Some(header) = table.cut()? else {
            return Ok(Err("no header: the first line must name the columns".into()));
        };
        match header.fault {
            Some(Fault::TooLarge(size)) => {
                let limit = Size(limit as u64);
                return Ok(Err(format!(
                    "the header has {size} bytes, where a row may have {limit} in this memory: the first line must name the columns"
                )));
            }
            Some(Fault::BehindQuote | Fault::Unclosed) => {
                let what =
                    "the header is no row of names: a quote in it is not closed or not doubled";
                return Ok(Err(what.into()));
            }
            None => {}
        }
        let names = header.fields.iter().map(|name| utf8(name).map(str::to_owned));
        let names: Result<Vec<String>, String> = names.collect();
        Ok(names.and_then(column_names).map(|columns| Delimited { columns, ..table }))
    }

    /// The names of the columns.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The next row; its values are strings.
    ///
    /// # Errors
    /// Whatever reading answers.
    pub fn next_row(&mut self) -> io::Result<TableRow> {
        let Some(Cut { line, fields, fault }) = self.cut()? else {
            return Ok(TableRow::End);
        };
        let (found, wanted) = (fields.len(), self.columns.len());
        Ok(match fault {
            Some(Fault::Unclosed) => {
                TableRow::Bad("the file ends inside a quoted field of this row".into(), line)
            }
            Some(Fault::TooLarge(size)) => TableRow::TooLarge(size, line),
            Some(Fault::BehindQuote) => {
                let what = "something stands between a closing quote and the next field; quotes within a quoted field must be doubled";
                TableRow::Bad(what.into(), line)
            }
            None if found != wanted => {
                let what = format!(
                    "fields: {found}, columns in the header: {wanted}; a field that holds the delimiter or an end of line must be quoted"
                );
                TableRow::Bad(what, line)
            }
            None => {
                let mut record = Map::with_capacity(wanted);
                for (name, field) in self.columns.iter().zip(&fields) {
                    match utf8(field) {
                        Ok(text) => _ = record.insert(name.clone(), Value::from(text)),
                        Err(why) => {
                            return Ok(TableRow::Bad(format!("column {name:?}: {why}"), line));
                        }
                    }
                }
                TableRow::Fields(record, line)
            }
        })
    }

    /// Cuts the next row into its fields; `None` at the end.
    fn cut(&mut self) -> io::Result<Option<Cut>> {
        self.skip_blank_lines()?;
        let mut cut = Cut { line: self.lines + 1, fields: Vec::new(), fault: None };
        let (mut field, mut at, mut bytes) = (Vec::new(), At::Start, 0);
        loop {
            let chunk = match self.reader.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read?,
            };
            if chunk.is_empty() {
                if bytes == 0 {
                    return Ok(None);
                }
                if at == At::Quoted {
                    cut.fault = Some(Fault::Unclosed);
                }
                break;
            }
            // A row that is too large is read to its end, but not kept.
            let keep = bytes <= self.limit;
            let (mut ended, mut used) = (false, 0);
            for &byte in chunk {
                used += 1;
                let line_ends = matches!(byte, b'\n' | b'\r');
                if line_ends && !(byte == b'\n' && self.returned) {
                    self.lines += 1;
                }
                self.returned = byte == b'\r';
                at = match (at, byte) {
                    (At::Start, b'"') => At::Quoted,
                    (At::Quoted, b'"') => At::Quote,
                    (At::Quoted, byte) | (At::Quote, byte @ b'"') => {
                        if keep {
                            field.push(byte);
                        }
                        At::Quoted
                    }
                    (_, byte) if byte == self.delimiter => {
                        if keep {
                            cut.fields.push(std::mem::take(&mut field));
                        }
                        At::Start
                    }
                    _ if line_ends => {
                        ended = true;
                        break;
                    }
                    (from, byte) => {
                        if from == At::Quote {
                            cut.fault = Some(Fault::BehindQuote);
                        }
                        if keep {
                            field.push(byte);
                        }
                        At::Plain
                    }
                };
            }
            self.reader.consume(used);
            bytes += used;
            if !keep {
                (cut.fields, field) = (Vec::new(), Vec::new());
            }
            if ended {
                break;
            }
        }
        if bytes > self.limit {
            cut.fault = Some(Fault::TooLarge(bytes as u64));
        }
        cut.fields.push(field);
        Ok(Some(cut))
    }

    fn skip_blank_lines(&mut self) -> io::Result<()> {
        loop {
            let byte = match self.reader.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read?.first().copied(),
            };
            let Some(byte @ (b'\n' | b'\r')) = byte else { return Ok(()) };
            if !(byte == b'\n' && self.returned) {
                self.lines += 1;
            }
            self.returned = byte == b'\r';
            self.reader.consume(1);
        }
    }
}

#[cfg(test)]
#[path = "delimited_test.rs"]
mod tests;
