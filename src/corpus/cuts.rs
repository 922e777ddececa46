//! From the bytes of one source to the bytes of its articles.

use std::io::{self, BufRead, Read};
use std::sync::Arc;

use super::delimited::Delimited;
use super::inputs::InputSums;
use super::line::{Line, next_line};
use super::parquet_table::ParquetTable;
use super::quarantine::{Entry, Fate};
use super::table_row::TableRow;
use super::{Format, Memory, Origin, Part, Place, Raw, RawFormat, Rejection, Source, decompressed};
use crate::format::json_values::{Cut, JsonValues};

type Reader = Box<dyn BufRead + Send>;

/// A source that is being read.
pub(super) struct Cuts {
    name: Arc<str>,
    content: Content,
    /// Bytes that an article may have.
    limit: usize,
}

enum Content {
    Text(Reader),
    /// Lines, and the number of the last one read.
    Lines(Reader, u64),
    Values(JsonValues<Reader>),
    /// Lines of a file of rejected articles.
    Rejected(Reader, u64),
    Delimited(Delimited<Reader>),
    Parquet(Box<ParquetTable>),
    /// Something that is not what its name says, and why.
    Refused(String),
    Nothing,
}

/// What comes next in a source.
pub(super) enum Step {
    /// An article's bytes.
    Article(Place, Raw),
    /// Something that cannot be read; what follows it can.
    Passed(Rejection),
    /// The rest of the source cannot be read.
    Lost(Rejection),
    End,
}

impl Cuts {
    /// Opens a source; no article of it may have more than `limit` bytes.
    pub(super) fn open(source: &Source, limit: usize, sums: &mut InputSums) -> io::Result<Cuts> {
        let cuts = |content| Cuts { name: source.name.clone(), content, limit };
        let raw: Box<dyn Read + Send> = match &source.origin {
            Origin::Stdin => Box::new(io::stdin()),
            Origin::File(path) => {
                let file = std::fs::File::open(path)?;
                let is_parquet = match source.format {
                    Format::Auto => ParquetTable::begins(&file)?,
                    known => known == Format::Parquet,
                };
                if is_parquet {
                    let table = ParquetTable::open(file, sums.tally());
                    return Ok(cuts(match table {
                        Ok(table) => Content::Parquet(Box::new(table)),
                        Err(why) => Content::Refused(why),
                    }));
                }
                Box::new(file)
            }
        };
        let mut reader = decompressed(sums.counted(raw))?;
        let format = match source.format {
            Format::Auto if begins_with_object(reader.fill_buf()?) => Format::Json,
            Format::Auto => Format::Text,
            known => known,
        };
        if format != Format::Text && reader.fill_buf()?.starts_with(b"\xEF\xBB\xBF") {
            reader.consume(3);
        }
        let content = match format {
            Format::Text | Format::Auto => Content::Text(reader),
            Format::Jsonl => Content::Lines(reader, 0),
            Format::Json => lines_or_values(reader, limit)?,
            Format::Rejected => Content::Rejected(reader, 0),
            Format::Csv | Format::Tsv => {
                let delimiter = if format == Format::Csv { b',' } else { b'\t' };
                match Delimited::open(reader, delimiter, limit)? {
                    Ok(table) => Content::Delimited(table),
                    Err(why) => Content::Refused(why),
                }
            }
            Format::Parquet => {
                Content::Refused("Parquet cannot be read from a stream; name the file".into())
            }
        };
        Ok(cuts(content))
    }

    /// The names of the columns, if this is a table.
    pub(super) fn columns(&self) -> Option<&[String]> {
        match &self.content {
            Content::Delimited(table) => Some(table.columns()),
            Content::Parquet(table) => Some(table.columns()),
            _ => None,
        }
    }

    fn place(&self, line: Option<u64>) -> Place {
        Place { source: self.name.clone(), line }
    }

    pub(super) fn next(&mut self) -> Step {
        match &mut self.content {
            Content::Text(reader) => {
                let mut bytes = Vec::new();
                // One more than is allowed, to know of it.
                let most = (self.limit as u64).saturating_add(1);
                let read = reader.take(most).read_to_end(&mut bytes);
                // One article, then the end.
                self.content = Content::Nothing;
                let place = self.place(None);
                match read {
                    Err(error) => Step::Lost(Rejection::of_rest(place, unreadable(&error))),
                    Ok(size) if size > self.limit => Step::Passed(self.too_large(place, None)),
                    Ok(_) => Step::Article(place, Raw { bytes, format: RawFormat::Text }),
                }
            }
            Content::Lines(reader, line) => {
                let read = next_line(reader, line, self.limit);
                let place = Place { source: self.name.clone(), line: Some(*line) };
                match read {
                    Ok(Line::End) => Step::End,
                    Ok(Line::Whole(bytes)) => {
                        Step::Article(place, Raw { bytes, format: RawFormat::Json })
                    }
                    Ok(Line::TooLarge(size)) => Step::Passed(self.too_large(place, Some(size))),
                    Err(error) => lost(place, unreadable(&error)),
                }
            }
            Content::Values(values) => match values.next() {
                Ok(Cut::Object(bytes, line)) => {
                    Step::Article(self.place(Some(line)), Raw { bytes, format: RawFormat::Json })
                }
                Ok(Cut::TooLarge(size, line)) => {
                    Step::Passed(self.too_large(self.place(Some(line)), Some(size)))
                }
                Ok(Cut::Unfinished(line)) => {
                    let what = "the file ends inside this record";
                    Step::Lost(Rejection::of_rest(self.place(Some(line)), what))
                }
                Ok(Cut::Stray(byte, line)) => {
                    let byte = char::from(byte).escape_default();
                    let what = format!("'{byte}' where a JSON object must begin");
                    lost(self.place(Some(line)), what)
                }
                Ok(Cut::End) => Step::End,
                Err(error) => lost(self.place(None), unreadable(&error)),
            },
            Content::Rejected(reader, line) => {
                loop {
                    // An entry has the input in quotes or base64, and little else.
                    let read = next_line(reader, line, self.limit.saturating_mul(6));
                    let place = Place { source: self.name.clone(), line: Some(*line) };
                    let entry = match read {
                        Ok(Line::End) => return Step::End,
                        Ok(Line::Whole(bytes)) => serde_json::from_slice::<Entry>(&bytes),
                        Ok(Line::TooLarge(size)) => {
                            return Step::Passed(self.too_large(place, Some(size)));
                        }
                        Err(error) => return lost(place, unreadable(&error)),
                    };
                    let input = entry.map_err(|e| e.to_string()).and_then(|entry| {
                        let input = entry.input().map_err(|e| e.to_string())?;
                        Ok((entry, input))
                    });
                    match input {
                        Ok((entry, Some(raw))) if entry.outcome != Fate::Duplicate => {
                            return Step::Article(entry.place(), raw);
                        }
                        // Nothing was lost, or the source itself is read again.
                        Ok(_) => {}
                        Err(why) => {
                            let why = format!("no entry of a rejected file: {why}");
                            return Step::Passed(Rejection::new(place, why));
                        }
                    }
                }
            }
            Content::Delimited(table) => match table.next_row() {
                Ok(row) => self.row(row),
                Err(error) => lost(self.place(None), unreadable(&error)),
            },
            Content::Parquet(table) => {
                let row = table.next_row();
                self.row(row)
            }
            Content::Refused(why) => {
                let why = std::mem::take(why);
                Step::Lost(Rejection::of_rest(self.place(None), why))
            }
            Content::Nothing => Step::End,
        }
    }

    /// A row of a table as the JSON record that it stands for.
    fn row(&self, row: TableRow) -> Step {
        match row {
            TableRow::Fields(record, line) => {
                let bytes = serde_json::Value::Object(record).to_string().into_bytes();
                let place = self.place(Some(line));
                if bytes.len() > self.limit {
                    return Step::Passed(self.too_large(place, Some(bytes.len() as u64)));
                }
                Step::Article(place, Raw { bytes, format: RawFormat::Json })
            }
            TableRow::Bad(why, line) => Step::Passed(Rejection::new(self.place(Some(line)), why)),
            TableRow::TooLarge(size, line) => {
                Step::Passed(self.too_large(self.place(Some(line)), Some(size)))
            }
            TableRow::Lost(why, line) => lost(self.place(Some(line)), why),
            TableRow::End => Step::End,
        }
    }

    fn too_large(&self, place: Place, size: Option<u64>) -> Rejection {
        let limit = super::Size(self.limit as u64);
        let (what, enough) = match size {
            Some(size) => (format!("a record of {size} bytes"), Some(size)),
            None => match std::fs::metadata(&*self.name) {
                // Of a compressed file nobody knows how much it holds.
                Ok(file) if file.len() > self.limit as u64 => {
                    (format!("a text of {} bytes", file.len()), Some(file.len()))
                }
                _ => (format!("a text of more than {limit}"), None),
            },
        };
        let raise =
            enough.map_or("a larger bound".to_owned(), |size| Memory::enough_for(size).to_string());
        let why = format!(
            "{what} is too large to be read in this memory, where one may have {limit}: give it {raise} with --memory"
        );
        Rejection { part: Part::Record, ..Rejection::new(place, why) }
    }
}

fn lost(place: Place, why: String) -> Step {
    Step::Lost(Rejection::of_rest(place, format!("{why}; the rest of the file is not read")))
}

pub(super) fn unreadable(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => {
            format!("cannot be decompressed: {error}")
        }
        _ => format!("cannot be read: {error}"),
    }
}

/// Whether a text's first bytes are those of a JSON object or of an array of them.
fn begins_with_object(start: &[u8]) -> bool {
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start).trim_ascii_start();
    match start {
        [b'{', rest @ ..] => matches!(rest.trim_ascii_start(), [b'"' | b'}', ..]),
        [b'[', rest @ ..] => rest.trim_ascii_start().starts_with(b"{"),
        _ => false,
    }
}

/// A stream of JSON: line by line, where damage in one line leaves the others alone, if its first line is a whole
/// object, else cut by brackets.
fn lines_or_values(mut reader: Reader, limit: usize) -> io::Result<Content> {
    let mut first = Vec::new();
    let mut blank = 0;
    loop {
        let start = first.len();
        let most = (limit as u64).saturating_add(1);
        let read = reader.by_ref().take(most).read_until(b'\n', &mut first)?;
        if read == 0 || !first[start..].trim_ascii().is_empty() {
            break;
        }
        blank += u64::from(first.ends_with(b"\n"));
        first.clear();
    }
    let whole =
        serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(&first).is_ok();
    let again: Reader = Box::new(io::Cursor::new(first).chain(reader));
    Ok(if whole {
        Content::Lines(again, blank)
    } else {
        Content::Values(JsonValues::new(again, blank + 1).with_limit(limit))
    })
}
