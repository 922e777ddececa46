//! `OUT.rejected.jsonl`: the articles that have no record, why, and what they were.

use std::io::{BufRead, Write};

use serde::{Deserialize, Serialize};

use super::{Part, Place, Raw, RawFormat, Rejection};
use crate::error::{Error, ErrorKind, Result};

/// Why an article has no record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    /// It is one that was read before, or a copy of one.
    Duplicate,
    /// It could not be read.
    Rejected,
    /// It could be read and not extracted.
    Failed,
}

/// One line of the file.
///
/// The input stands in `raw` if it is UTF-8 and in `raw_base64` if not, byte for byte without its line feed; in neither where it
/// was a duplicate, too large to be read, or a whole file or its rest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// What became of the article.
    pub outcome: Fate,
    /// The file it came from, as given.
    pub source: String,
    /// The line it begins in, from 1; `null` where it is the file.
    pub line: Option<u64>,
    /// Its id, where one could be read.
    pub id: Option<String>,
    /// What is wrong and what to do about it.
    pub reason: String,
    /// Where a duplicate was read before; of a copy that was skipped, the id of the article that came first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duplicate_of: Option<String>,
    /// How similar a copy that was skipped is to that article, up to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub similarity: Option<f64>,
    /// How much of the input this speaks of.
    pub part: Part,
    /// What `raw` is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<RawFormat>,
    /// The input.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
    /// The input in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw_base64: Option<String>,
}

impl Entry {
    /// The entry of what could not be read.
    pub fn of_rejection(rejection: Rejection) -> Entry {
        let outcome = if rejection.is_duplicate() { Fate::Duplicate } else { Fate::Rejected };
        let Rejection { place, id, why, part, raw, duplicate_of, copy_of } = rejection;
        let entry = Entry::new(outcome, &place, id, why, part, raw);
        let similarity = copy_of.as_ref().map(|copy| (copy.similarity * 1000.0).round() / 1000.0);
        let of = duplicate_of.map(|place| place.to_string());
        Entry { duplicate_of: of.or(copy_of.map(|copy| copy.first)), similarity, ..entry }
    }

    /// The entry of an article that could not be extracted.
    pub fn of_failure(place: &Place, id: Option<String>, error: &Error, raw: Raw) -> Entry {
        Entry::new(Fate::Failed, place, id, error.to_string(), Part::Record, Some(Box::new(raw)))
    }

    fn new(
        outcome: Fate,
        place: &Place,
        id: Option<String>,
        reason: String,
        part: Part,
        raw: Option<Box<Raw>>,
    ) -> Entry {
        let format = raw.as_ref().map(|raw| raw.format);
        let (raw, raw_base64) = match raw.map(|raw| String::from_utf8(raw.bytes)) {
            None => (None, None),
            Some(Ok(text)) => (Some(text), None),
            Some(Err(error)) => (None, Some(base64::encode(error.as_bytes()))),
        };
        Entry {
            outcome,
            source: place.source.to_string(),
            line: place.line,
            id,
            reason,
            duplicate_of: None,
            similarity: None,
            part,
            format,
            raw,
            raw_base64,
        }
    }

    /// Where the article stood.
    pub fn place(&self) -> Place {
        Place { source: self.source.as_str().into(), line: self.line }
    }

    /// The input as it came in, where the entry has it.
    ///
    /// # Errors
    /// [`ErrorKind::Input`] if the base64 is damaged.
    pub fn input(&self) -> Result<Option<Raw>> {
        let bytes = match (&self.raw, &self.raw_base64) {
            (Some(text), _) => text.clone().into_bytes(),
            (None, Some(code)) => base64::decode(code).map_err(|error| {
                let message = format!("{}: raw_base64: {error}", self.place());
                Error::new(ErrorKind::Input, message).with_source(error)
            })?,
            (None, None) => return Ok(None),
        };
        Ok(Some(Raw { bytes, format: self.format.unwrap_or(RawFormat::Json) }))
    }

    /// Writes the entry as a line.
    ///
    /// # Errors
    /// Whatever `to` answers.
    pub fn write(&self, to: &mut impl Write) -> std::io::Result<()> {
        serde_json::to_writer(&mut *to, self)?;
        to.write_all(b"\n")
    }
}

/// The entries of a file `name`, line by line.
///
/// Each is an [`ErrorKind::Input`] naming file and line where the line is no entry, or an I/O failure.
pub fn entries(reader: impl BufRead, name: &str) -> impl Iterator<Item = Result<Entry>> {
    let lines = reader.lines().zip(1..);
    lines.map(move |(line, number): (_, u64)| {
        let line = line.map_err(|error| Error::io(name, error))?;
        serde_json::from_str(&line).map_err(|error| {
            let message = format!("{name}:{number}: no entry of a rejected file: {error}");
            Error::new(ErrorKind::Input, message).with_source(error)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_in_comes_out_again() {
        let place = Place { source: "in.jsonl".into(), line: Some(3) };
        for bytes in [&b"{\"id\": \"\xC3\xA9"[..], b"caf\xE9 \0\xFF", b""] {
            let raw = Raw { bytes: bytes.to_vec(), format: RawFormat::Json };
            let rejection = Rejection {
                raw: Some(Box::new(raw.clone())),
                ..Rejection::new(place.clone(), "odd")
            };
            let mut line = Vec::new();
            Entry::of_rejection(rejection).write(&mut line).unwrap();
            let read: Vec<Entry> = entries(&line[..], "r").collect::<Result<_>>().unwrap();
            assert_eq!(read.len(), 1);
            assert_eq!((read[0].place(), read[0].outcome), (place.clone(), Fate::Rejected));
            assert_eq!(read[0].input().unwrap(), Some(raw));
            assert_eq!(read[0].raw.is_some(), std::str::from_utf8(bytes).is_ok());
        }
    }

    #[test]
    fn damage_names_file_and_line() {
        let message = entries(&b"{}\n"[..], "r.jsonl").next().unwrap().unwrap_err().to_string();
        assert!(message.starts_with("r.jsonl:1: no entry"), "{message}");
    }

    #[test]
    fn a_duplicate_says_of_what_and_keeps_nothing() {
        let place = |line| Place { source: "in.jsonl".into(), line: Some(line) };
        let rejection = Rejection {
            duplicate_of: Some(Box::new(place(1))),
            ..Rejection::new(place(3), "again")
        };
        let mut line = Vec::new();
        Entry::of_rejection(rejection).write(&mut line).unwrap();
        assert_eq!(
            String::from_utf8(line).unwrap(),
            "{\"outcome\":\"duplicate\",\"source\":\"in.jsonl\",\"line\":3,\"id\":null,\"reason\":\"again\",\
             \"duplicate_of\":\"in.jsonl:1\",\"part\":\"record\"}\n"
        );
    }
}
