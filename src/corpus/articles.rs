//! The articles of a corpus, one after another.

use std::fs::File;
use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::article::{self, Article, some_of};
use super::delimited::Delimited;
use super::ids::Ids;
use super::parquet_table::ParquetTable;
use super::table_row::TableRow;
use super::{FieldNames, Format, Origin, Place, Rejection, Source, decompressed};
use crate::doc::Document;
use crate::format::json_values::{Cut, JsonValues};

type Reader = Box<dyn BufRead + Send>;

/// An article that came in.
#[derive(Debug)]
pub struct Incoming {
    /// Where it stands.
    pub place: Place,
    /// The article.
    pub document: Document,
    /// What a person should know although the article is fine.
    pub warning: Option<String>,
}

/// Reads sources in order, holding one article at a time. What cannot be read becomes a [`Rejection`], and reading goes
/// on with the next line, or with the next file where the rest of one is lost.
pub struct Articles {
    sources: std::vec::IntoIter<Source>,
    fields: FieldNames,
    ids: Ids,
    open: Option<Open>,
    bytes: Arc<AtomicU64>,
}

/// A source that is being read.
struct Open {
    name: Arc<str>,
    content: Content,
}

enum Content {
    Text(Reader),
    /// Lines, and the number of the last one read.
    Lines(Reader, u64),
    Values(JsonValues<Reader>),
    Delimited(Delimited<Reader>),
    Parquet(Box<ParquetTable>),
}

impl Articles {
    /// Articles of `sources`, whose JSON records and tables have the fields `fields`.
    pub fn new(sources: Vec<Source>, fields: FieldNames) -> Articles {
        Articles {
            sources: sources.into_iter(),
            fields,
            ids: Ids::default(),
            open: None,
            bytes: Arc::default(),
        }
    }

    /// The count of bytes read so far, as they lie on disk, for whoever shows progress.
    pub fn bytes_read(&self) -> Arc<AtomicU64> {
        self.bytes.clone()
    }

    /// Opens a source; what is wrong with it is said for a person.
    fn open(&self, source: &Source) -> Result<Content, String> {
        let raw: Box<dyn Read + Send> = match &source.origin {
            Origin::Stdin if source.format == Format::Parquet => {
                return Err("Parquet cannot be read from a stream; name the file".into());
            }
            Origin::Stdin => Box::new(io::stdin()),
            Origin::File(path) => {
                let file = File::open(path).map_err(|e| unreadable(&e))?;
                let parquet = match source.format {
                    Format::Auto => ParquetTable::begins(&file).map_err(|e| unreadable(&e))?,
                    known => known == Format::Parquet,
                };
                if parquet {
                    let table = ParquetTable::open(file, self.bytes.clone())?;
                    must_have_text(table.columns(), &self.fields)?;
                    return Ok(Content::Parquet(Box::new(table)));
                }
                Box::new(file)
            }
        };
        let counted = Counted { raw, bytes: self.bytes.clone() };
        self.content(counted, source.format).map_err(|e| unreadable(&e))?
    }

    /// The content of a stream: an error of reading outside, what is wrong with what was read inside.
    fn content(
        &self,
        raw: impl Read + Send + 'static,
        format: Format,
    ) -> io::Result<Result<Content, String>> {
        let mut reader = decompressed(raw)?;
        let format = match format {
            Format::Auto if begins_with_object(reader.fill_buf()?) => Format::Json,
            Format::Auto => Format::Text,
            known => known,
        };
        if format != Format::Text && reader.fill_buf()?.starts_with(b"\xEF\xBB\xBF") {
            reader.consume(3);
        }
        let delimiter = match format {
            Format::Text | Format::Auto | Format::Parquet => return Ok(Ok(Content::Text(reader))),
            Format::Jsonl => return Ok(Ok(Content::Lines(reader, 0))),
            Format::Json => return lines_or_values(reader).map(Ok),
            Format::Csv => b',',
            Format::Tsv => b'\t',
        };
        Ok(Delimited::open(reader, delimiter)?.and_then(|table| {
            must_have_text(table.columns(), &self.fields)?;
            Ok(Content::Delimited(table))
        }))
    }

    /// What an article must answer before it goes on: that its id is new.
    fn admit(&mut self, place: Place, article: Article) -> Result<Incoming, Rejection> {
        let Article { document, warning } = article;
        match self.ids.note(document.id(), &place) {
            None => Ok(Incoming { place, document, warning }),
            Some(earlier) => Err(Rejection {
                place,
                id: Some(document.id().to_owned()),
                why: format!("the same id was read at {earlier}; ids must be unique"),
            }),
        }
    }
}

impl Iterator for Articles {
    type Item = Result<Incoming, Rejection>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let Some(open) = &mut self.open else {
                let source = self.sources.next()?;
                match self.open(&source) {
                    Ok(content) => self.open = Some(Open { name: source.name, content }),
                    Err(error) => {
                        let place = Place { source: source.name, line: None };
                        return Some(Err(Rejection::new(place, error)));
                    }
                }
                continue;
            };
            match open.next(&self.fields) {
                Step::Article(place, article) => {
                    return Some(article.and_then(|article| self.admit(place, article)));
                }
                Step::Lost(rejection) => {
                    self.open = None;
                    return Some(Err(rejection));
                }
                Step::End => self.open = None,
            }
        }
    }
}

enum Step {
    Article(Place, Box<Result<Article, Rejection>>),
    /// The rest of the source cannot be read.
    Lost(Rejection),
    End,
}

impl Open {
    fn next(&mut self, fields: &FieldNames) -> Step {
        let place = |line| Place { source: self.name.clone(), line };
        let lost = |line, why: String| Step::Lost(Rejection::new(place(line), why));
        match &mut self.content {
            Content::Text(reader) => {
                let mut bytes = Vec::new();
                if let Err(error) = reader.read_to_end(&mut bytes) {
                    return lost(None, unreadable(&error));
                }
                // One article, then the end.
                self.content = Content::Lines(Box::new(io::empty()), 0);
                let place = Place { source: self.name.clone(), line: None };
                let article = article::from_text(bytes, &place);
                Step::Article(place, Box::new(article))
            }
            Content::Lines(reader, line) => {
                let mut bytes = Vec::new();
                loop {
                    *line += 1;
                    bytes.clear();
                    match reader.read_until(b'\n', &mut bytes) {
                        Ok(0) => return Step::End,
                        Ok(_) if bytes.trim_ascii().is_empty() => {}
                        Ok(_) => break,
                        Err(error) => return lost(Some(*line), rest_lost(unreadable(&error))),
                    }
                }
                let place = place(Some(*line));
                let article = article::from_json(bytes.trim_ascii_end(), &place, fields);
                Step::Article(place, Box::new(article))
            }
            Content::Values(values) => match values.next() {
                Ok(Cut::Object(bytes, line)) => {
                    let place = place(Some(line));
                    let article = article::from_json(&bytes, &place, fields);
                    Step::Article(place, Box::new(article))
                }
                Ok(Cut::Unfinished(line)) => {
                    lost(Some(line), "the file ends inside this record".into())
                }
                Ok(Cut::Stray(byte, line)) => {
                    let byte = char::from(byte).escape_default();
                    let what = format!("'{byte}' where a JSON object must begin");
                    lost(Some(line), rest_lost(what))
                }
                Ok(Cut::End) => Step::End,
                Err(error) => lost(None, rest_lost(unreadable(&error))),
            },
            Content::Delimited(table) => match table.next_row() {
                Ok(row) => self.row(row, fields),
                Err(error) => lost(None, rest_lost(unreadable(&error))),
            },
            Content::Parquet(table) => {
                let row = table.next_row();
                self.row(row, fields)
            }
        }
    }

    fn row(&self, row: TableRow, fields: &FieldNames) -> Step {
        let place = |line| Place { source: self.name.clone(), line };
        match row {
            TableRow::Fields(record, line) => {
                let place = place(Some(line));
                let article = article::from_fields(record, &place, fields);
                Step::Article(place, Box::new(article))
            }
            TableRow::Bad(why, line) => {
                let place = place(Some(line));
                Step::Article(place.clone(), Box::new(Err(Rejection::new(place, why))))
            }
            TableRow::Lost(why, line) => {
                Step::Lost(Rejection::new(place(Some(line)), rest_lost(why)))
            }
            TableRow::End => Step::End,
        }
    }
}

/// A table without a column of texts is wrong as a whole, and not in each of its rows.
fn must_have_text(columns: &[String], fields: &FieldNames) -> Result<(), String> {
    if columns.contains(&fields.text) {
        return Ok(());
    }
    Err(format!(
        "no column {:?}; name the column that holds the text with --text-field (the columns are {})",
        fields.text,
        some_of(columns.iter())
    ))
}

fn rest_lost(why: String) -> String {
    format!("{why}; the rest of the file is not read")
}

fn unreadable(error: &io::Error) -> String {
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
fn lines_or_values(mut reader: Reader) -> io::Result<Content> {
    let mut first = Vec::new();
    let mut blank = 0;
    loop {
        let start = first.len();
        let read = reader.read_until(b'\n', &mut first)?;
        if read == 0 || !first[start..].trim_ascii().is_empty() {
            break;
        }
        blank += 1;
        first.clear();
    }
    let whole =
        serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(&first).is_ok();
    let again: Reader = Box::new(io::Cursor::new(first).chain(reader));
    Ok(if whole {
        Content::Lines(again, blank)
    } else {
        Content::Values(JsonValues::new(again, blank + 1))
    })
}

/// Counts what is read from a file.
struct Counted {
    raw: Box<dyn Read + Send>,
    bytes: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.raw.read(out)?;
        self.bytes.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::corpus::Sources;

    fn read(folder: &Path, files: &[(&str, &[u8])], format: Option<Format>) -> Vec<String> {
        let mut arguments = Vec::new();
        for (name, bytes) in files {
            let path = folder.join(name);
            std::fs::write(&path, bytes).unwrap();
            arguments.push(path.to_string_lossy().into_owned());
        }
        let sources = Sources::resolve(&arguments, format, None);
        assert!(sources.failed.is_empty());
        let root = format!("{}/", folder.display());
        Articles::new(sources.found, FieldNames::default())
            .map(|next| match next {
                Ok(incoming) => {
                    format!("{} = {}", incoming.document.id(), incoming.document.text())
                }
                Err(rejection) => rejection.to_string(),
            })
            .map(|line| line.replace(&root, ""))
            .collect()
    }

    #[test]
    fn a_bad_line_leaves_the_others_alone() {
        let folder = tempfile::tempdir().unwrap();
        let jsonl = b"\xEF\xBB\xBF{\"id\": \"a\", \"text\": \"one\"}\r\n\n{\"id\": \"b\"\n{\"id\": \"c\", \"text\": \"\xE9\"}\n{\"text\": \"four\"}";
        let read = read(folder.path(), &[("in.jsonl", jsonl)], None);
        assert_eq!(read[0], "a = one");
        assert!(read[1].starts_with("in.jsonl:3: not JSON: EOF while parsing an object"));
        assert!(read[2].starts_with("in.jsonl:4: not UTF-8: byte 0xE9 at byte 21"), "{}", read[2]);
        assert_eq!(read[3..], ["in.jsonl:5 = four"]);
    }

    #[test]
    fn the_layout_of_json_does_not_matter() {
        let (a, b) = (r#"{"id": "a", "text": "x"}"#, "{\"id\": \"b\",\n \"text\": \"y\"}");
        for text in [format!("[{a}, {b}]"), format!("\n{b}\n{a}"), format!("[\n{a},\n{b}\n]\n")] {
            let folder = tempfile::tempdir().unwrap();
            for name in ["in.json", "unknown"] {
                let mut read = read(folder.path(), &[(name, text.as_bytes())], None);
                read.sort();
                assert_eq!(read, ["a = x", "b = y"], "{name}: {text}");
            }
        }
        let folder = tempfile::tempdir().unwrap();
        let lines = format!("\n{a}\n{{broken\n{}", a.replace("\"a\"", "\"c\""));
        let read = read(folder.path(), &[("in.json", lines.as_bytes())], None);
        assert_eq!(read[0], "a = x");
        assert!(read[1].starts_with("in.json:3: not JSON"), "{}", read[1]);
        assert_eq!(read[2], "c = x");
    }

    #[test]
    fn a_text_that_looks_like_json_is_a_text_when_its_name_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let files: [(&str, &[u8]); 3] =
            [("a.txt", b"{\"id\": 1}"), ("b", b"[Reuters] x"), ("c", b"{sic}")];
        let read = read(folder.path(), &files, None);
        assert_eq!(read, ["a.txt = {\"id\": 1}", "b = [Reuters] x", "c = {sic}"]);
    }

    #[test]
    fn a_second_article_of_an_id_is_rejected_with_both_places() {
        let folder = tempfile::tempdir().unwrap();
        let line: &[u8] = b"{\"id\": \"a\", \"text\": \"x\"}\n";
        let twice = [line, line].concat();
        let read = read(folder.path(), &[("1.jsonl", &twice), ("2.jsonl", line)], None);
        assert_eq!(read[0], "a = x");
        assert!(read[1].starts_with("1.jsonl:2: article \"a\": the same id was read at "));
        assert!(read[1].contains("1.jsonl:1; ids must be unique"));
        assert!(read[2].starts_with("2.jsonl:1: article \"a\": the same id"));
    }

    #[test]
    fn damage_in_a_compressed_file_loses_only_what_follows_it() {
        use std::io::Write;
        let folder = tempfile::tempdir().unwrap();
        let lines: String =
            (0..4000).map(|i| format!("{{\"id\": \"{i}\", \"text\": \"{}\"}}\n", i * i)).collect();
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(lines.as_bytes()).unwrap();
        let whole = gz.finish().unwrap();
        let files: [(&str, &[u8]); 2] =
            [("cut.jsonl.gz", &whole[..whole.len() / 2]), ("z.txt", b"still read")];
        let read = read(folder.path(), &files, None);
        assert_eq!(read[0], "0 = 0");
        let bad = &read[read.len() - 2];
        assert!(bad.contains("cannot be decompressed") && bad.contains("cut.jsonl.gz:"), "{bad}");
        assert_eq!(read[read.len() - 1], "z.txt = still read");
    }
}
