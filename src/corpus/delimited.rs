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
mod tests {
    use super::*;

    /// Every row as a line, read in chunks of `size` bytes.
    fn rows(text: &[u8], delimiter: u8, size: usize) -> Vec<String> {
        let reader = io::BufReader::with_capacity(size, text);
        let mut table = Delimited::open(reader, delimiter, 1000).unwrap().unwrap();
        let mut all = Vec::new();
        loop {
            match table.next_row().unwrap() {
                TableRow::Fields(record, line) => {
                    all.push(format!("{line} {}", Value::Object(record)));
                }
                TableRow::Bad(why, line) => all.push(format!("{line} {why}")),
                TableRow::TooLarge(size, line) => all.push(format!("{line} has {size} bytes")),
                TableRow::Lost(why, line) => {
                    all.push(format!("{line} lost: {why}"));
                    return all;
                }
                TableRow::End => return all,
            }
        }
    }

    #[test]
    fn quoted_fields_hold_anything() {
        let text =
            "id,text\r\n\r\na,\"one, \"\"two\"\"\r\n\r\nthree\"\r\nb,5\" of rain\rc,\"\"\n\nd,é";
        let expected = [
            r#"3 {"id":"a","text":"one, \"two\"\r\n\r\nthree"}"#,
            r#"6 {"id":"b","text":"5\" of rain"}"#,
            r#"7 {"id":"c","text":""}"#,
            r#"9 {"id":"d","text":"é"}"#,
        ];
        for size in [1, 2, 3, 7, 4096] {
            assert_eq!(rows(text.as_bytes(), b',', size), expected, "chunks of {size}");
        }
        let tabs = rows(b"id\ttext\na\tone, two\n", b'\t', 16);
        assert_eq!(tabs, [r#"2 {"id":"a","text":"one, two"}"#]);
    }

    #[test]
    fn a_bad_row_leaves_the_others_alone() {
        let text = b"id,text\na,b,c\nd\ne,\"said\" so\nf,caf\xE9\ng,fine\nh,\"never closed\nx,y\n";
        let rows = rows(text, b',', 5);
        assert!(rows[0].starts_with("2 fields: 3, columns in the header: 2; "), "{rows:?}");
        assert!(rows[1].starts_with("3 fields: 1, columns in the header: 2; "), "{rows:?}");
        assert!(rows[2].starts_with("4 something stands between a closing quote"), "{rows:?}");
        assert!(rows[3].starts_with("5 column \"text\": not UTF-8: byte 0xE9"), "{rows:?}");
        assert_eq!(rows[4], r#"6 {"id":"g","text":"fine"}"#);
        assert!(rows[5].starts_with("7 the file ends inside a quoted field"), "{rows:?}");
        assert_eq!(rows.len(), 6);
    }

    #[test]
    fn what_is_too_large_is_passed_over() {
        let long = "long ".repeat(400);
        let text = format!("id,text\na,\"{long}\n{long}\"\nb,fine\nc,\"{long}");
        for size in [1, 7, 1 << 16] {
            let rows = rows(text.as_bytes(), b',', size);
            let expected =
                ["2 has 4006 bytes", r#"4 {"id":"b","text":"fine"}"#, "5 has 2003 bytes"];
            assert_eq!(rows, expected, "chunks of {size}");
        }
    }

    #[test]
    fn a_table_needs_a_header() {
        let why = |text: &str| Delimited::open(text.as_bytes(), b',', 1000).unwrap().unwrap_err();
        assert!(why("").starts_with("no header"));
        assert!(why("\n\n").starts_with("no header"));
        assert!(why("a,b,a\n").contains("two columns are called"));
        assert!(why("a,\"b\n").contains("a quote in it is not closed"));
        let long = why(&format!("{}\na,b\n", "column,".repeat(200)));
        assert!(long.starts_with("the header has 1401 bytes, where a row may have 1 kB"), "{long}");
    }
}
