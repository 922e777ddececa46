//! Tables as text that can be appended to, article by article.

use std::io::Write as _;

use serde_json::{Map, Value};

use super::{Article, Cell, Heading, RowKind, TextFormat};

/// Writes rows of one kind in one format. What it writes of an article depends on nothing before it, so a text that was cut
/// behind any article can be gone on with.
#[derive(Debug, Clone)]
pub struct TextRows {
    kind: RowKind,
    format: TextFormat,
    headings: Vec<Heading>,
}

impl TextRows {
    /// A writer of rows.
    pub fn new(kind: RowKind, format: TextFormat) -> TextRows {
        TextRows { kind, format, headings: kind.headings() }
    }

    /// What a text begins with: the line of names, or nothing in JSON.
    pub fn header(&self) -> Vec<u8> {
        let mut to = Vec::new();
        let names = self.headings.iter().map(|h| h.name);
        match self.format {
            TextFormat::Csv => delimited(names, b',', &mut to),
            TextFormat::Tsv => delimited(names, b'\t', &mut to),
            TextFormat::Jsonl => {}
        }
        to
    }

    /// Appends the rows of an article to `to`, whole lines; answers how many there are.
    pub fn append(&self, article: &Article<'_>, to: &mut Vec<u8>) -> usize {
        let rows = self.kind.rows(article);
        for row in &rows {
            match self.format {
                TextFormat::Csv => delimited(row.iter().map(Cell::to_string), b',', to),
                TextFormat::Tsv => delimited(row.iter().map(Cell::to_string), b'\t', to),
                TextFormat::Jsonl => {
                    let fields = self.headings.iter().zip(row);
                    let object: Map<String, Value> =
                        fields.map(|(h, cell)| (h.name.to_owned(), cell.to_json())).collect();
                    // Writing into memory does not fail.
                    let _ = writeln!(to, "{}", Value::Object(object));
                }
            }
        }
        rows.len()
    }
}

/// One line of fields. A field that holds the delimiter, a quote or the end of a line is quoted, and quotes in it doubled.
fn delimited<S: AsRef<str>>(fields: impl Iterator<Item = S>, delimiter: u8, to: &mut Vec<u8>) {
    for (i, field) in fields.enumerate() {
        if i > 0 {
            to.push(delimiter);
        }
        let bytes = field.as_ref().as_bytes();
        if bytes.iter().any(|&b| b == delimiter || matches!(b, b'"' | b'\n' | b'\r')) {
            to.push(b'"');
            for &byte in bytes {
                if byte == b'"' {
                    to.push(b'"');
                }
                to.push(byte);
            }
            to.push(b'"');
        } else {
            to.extend_from_slice(bytes);
        }
    }
    to.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_where_they_have_to_be() {
        let mut to = Vec::new();
        let fields = ["plain", "", "a,b", "he said \"no\"", "two\nlines", "tab\there"];
        delimited(fields.iter(), b',', &mut to);
        let line = "plain,,\"a,b\",\"he said \"\"no\"\"\",\"two\nlines\",tab\there\n";
        assert_eq!(String::from_utf8(to).unwrap(), line);
    }
}
