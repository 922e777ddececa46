//! Tables of comma- or tab-separated fields, row by row.

use std::io::{self, BufRead};

use serde_json::{Map, Value};

use super::article::utf8;
use super::table_row::{TableRow, column_names};

/// Bytes that a row may have. One that is longer holds the rest of the file, because a quote was not closed.
const LONGEST: usize = 1 << 26;

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
    TooLong,
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
    /// Begins to read: the first row names the columns. What is wrong with it is said inside.
    ///
    /// # Errors
    /// Whatever reading answers.
    pub fn open(reader: R, delimiter: u8) -> io::Result<Result<Delimited<R>, String>> {
        let mut table =
            Delimited { reader, delimiter, columns: Vec::new(), lines: 0, returned: false };
        let Some(header) = table.cut()? else {
            return Ok(Err("no header: the first line must name the columns".into()));
        };
        if header.fault.is_some() {
            return Ok(Err("the header is no row of names: a quote in it is not closed".into()));
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
            Some(Fault::TooLong) => {
                let what = format!(
                    "the row is longer than {} MiB: a quote in it is not closed",
                    LONGEST >> 20
                );
                TableRow::Lost(what, line)
            }
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
            let chunk = self.reader.fill_buf()?;
            if chunk.is_empty() {
                if bytes == 0 {
                    return Ok(None);
                }
                if at == At::Quoted {
                    cut.fault = Some(Fault::Unclosed);
                }
                cut.fields.push(field);
                return Ok(Some(cut));
            }
            let mut ended = false;
            let mut used = 0;
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
                    (At::Quoted, byte) => {
                        field.push(byte);
                        At::Quoted
                    }
                    (At::Quote, b'"') => {
                        field.push(b'"');
                        At::Quoted
                    }
                    (_, byte) if byte == self.delimiter => {
                        cut.fields.push(std::mem::take(&mut field));
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
                        field.push(byte);
                        At::Plain
                    }
                };
            }
            self.reader.consume(used);
            bytes += used;
            if ended {
                cut.fields.push(field);
                return Ok(Some(cut));
            }
            if bytes > LONGEST {
                cut.fault = Some(Fault::TooLong);
                return Ok(Some(cut));
            }
        }
    }

    fn skip_blank_lines(&mut self) -> io::Result<()> {
        while let Some(&byte @ (b'\n' | b'\r')) = self.reader.fill_buf()?.first() {
            if !(byte == b'\n' && self.returned) {
                self.lines += 1;
            }
            self.returned = byte == b'\r';
            self.reader.consume(1);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every row as a line, read in chunks of `size` bytes.
    fn rows(text: &[u8], delimiter: u8, size: usize) -> Vec<String> {
        let reader = io::BufReader::with_capacity(size, text);
        let mut table = Delimited::open(reader, delimiter).unwrap().unwrap();
        let mut all = Vec::new();
        loop {
            match table.next_row().unwrap() {
                TableRow::Fields(record, line) => {
                    all.push(format!("{line} {}", Value::Object(record)));
                }
                TableRow::Bad(why, line) => all.push(format!("{line} {why}")),
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
    fn a_row_without_end_does_not_fill_the_memory() {
        struct Endless(u64);
        impl io::Read for Endless {
            fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
                let start: &[u8] = if self.0 == 0 { b"id,text\na,\"" } else { &[] };
                self.0 += 1;
                let count = start.len().min(to.len());
                to[..count].copy_from_slice(&start[..count]);
                to[count..].fill(b'x');
                Ok(to.len())
            }
        }
        let reader = io::BufReader::with_capacity(1 << 20, Endless(0));
        let mut table = Delimited::open(reader, b',').unwrap().unwrap();
        let row = table.next_row().unwrap();
        assert!(matches!(row, TableRow::Lost(why, 2) if why.contains("longer than 64 MiB")));
    }

    #[test]
    fn a_table_needs_a_header() {
        let why = |text: &str| Delimited::open(text.as_bytes(), b',').unwrap().unwrap_err();
        assert!(why("").starts_with("no header"));
        assert!(why("\n\n").starts_with("no header"));
        assert!(why("a,b,a\n").contains("two columns are called"));
        assert!(why("a,\"b\n").contains("a quote in it is not closed"));
    }
}
