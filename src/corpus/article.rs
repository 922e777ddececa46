//! One article from its bytes.

use serde_json::{Map, Value};

use super::{Place, Rejection, parse_date};
use crate::doc::Document;

/// Which fields of a JSON record, or columns of a table, hold what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldNames {
    /// The article's id: a string or an integer.
    pub id: String,
    /// The article's text.
    pub text: String,
    /// The date of publication, against which *yesterday* is resolved.
    pub date: String,
    /// The headline. It stays in `meta`: only the text is read.
    pub title: String,
}

impl Default for FieldNames {
    fn default() -> FieldNames {
        FieldNames {
            id: "id".into(),
            text: "text".into(),
            date: "date".into(),
            title: "title".into(),
        }
    }
}

/// An article that could be read.
#[derive(Debug)]
pub(super) struct Article {
    pub document: Document,
    /// What a person should know although the article is fine.
    pub warning: Option<String>,
}

/// What a JSON value of another type than expected is, for messages.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// The article of one JSON record. Fields other than id and text pass through as `meta`; a record without an id is
/// named after its place.
pub(super) fn from_json(
    bytes: &[u8],
    place: &Place,
    fields: &FieldNames,
) -> Result<Article, Rejection> {
    let reject = |why: String| Rejection::new(place.clone(), why);
    let json = utf8(bytes).map_err(reject)?;
    let value: Value = serde_json::from_str(json).map_err(|e| {
        reject(format!("not JSON: {}; each record must be one JSON object", within(&e)))
    })?;
    let Value::Object(mut record) = value else {
        return Err(reject(format!("{} where a JSON object must stand", kind(&value))));
    };
    let (id, named) = match record.shift_remove(&fields.id) {
        Some(Value::String(id)) if !id.is_empty() => (id, true),
        Some(Value::Number(id)) if !id.is_f64() => (id.to_string(), true),
        None | Some(Value::Null | Value::String(_)) => (place.to_string(), false),
        Some(other) => {
            let (field, kind) = (&fields.id, kind(&other));
            return Err(reject(format!(
                "field {field:?} is {kind}; an id must be a string or a whole number"
            )));
        }
    };
    let reject = |why: String| Rejection {
        id: named.then(|| id.clone()),
        ..Rejection::new(place.clone(), why)
    };
    let text = match record.shift_remove(&fields.text) {
        Some(Value::String(text)) => text,
        Some(other) => {
            let (field, kind) = (&fields.text, kind(&other));
            return Err(reject(format!("field {field:?} is {kind}; the text must be a string")));
        }
        None => {
            let field = &fields.text;
            let others = list(&record);
            return Err(reject(format!(
                "no field {field:?}; name the field that holds the text with --text-field ({others})"
            )));
        }
    };
    let date = record.get(&fields.date);
    let parsed = date.and_then(parse_date);
    let warning =
        date.filter(|d| parsed.is_none() && !d.is_null() && d.as_str() != Some("")).map(|d| {
            format!("date {d} is not understood: kept in meta, relative dates stay unresolved")
        });
    document(&id, text)
        .map_err(reject)
        .map(|document| Article { document: document.with_date(parsed).with_meta(record), warning })
}

/// The article that is a whole file of text.
pub(super) fn from_text(bytes: Vec<u8>, place: &Place) -> Result<Article, Rejection> {
    let reject = |why: String| Rejection::new(place.clone(), why);
    utf8(&bytes).map_err(reject)?;
    let text = String::from_utf8(bytes).map_err(|e| reject(e.to_string()))?;
    let document = document(&place.source, text).map_err(reject)?;
    Ok(Article { document, warning: None })
}

fn document(id: &str, text: String) -> Result<Document, String> {
    if text.trim().is_empty() {
        let what = if text.is_empty() { "empty" } else { "white space only" };
        return Err(format!("the text is {what}: nothing to read"));
    }
    Document::new(id, text).map_err(|e| e.to_string())
}

/// Bytes as text, or what is wrong with them and what to do about it.
pub(super) fn utf8(bytes: &[u8]) -> Result<&str, String> {
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let convert = if matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]) {
            "it looks like UTF-16; convert it, for example with iconv -f UTF-16 -t UTF-8"
        } else {
            "convert it, for example with iconv -f WINDOWS-1252 -t UTF-8"
        };
        let byte = bytes.get(at).copied().unwrap_or_default();
        format!("not UTF-8: byte 0x{byte:02X} at byte {at}; {convert}")
    })
}

/// A JSON error without its line number, which counts from the record and not from the file.
fn within(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let what = text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _)| what);
    match (error.line(), error.column()) {
        (0, _) => what.to_owned(),
        (1, column) => format!("{what} at column {column}"),
        (line, column) => format!("{what} at column {column} of line {line} of the record"),
    }
}

fn list(record: &Map<String, Value>) -> String {
    if record.is_empty() {
        return "the record has no other fields".into();
    }
    format!("the record has {}", some_of(record.keys()))
}

/// The first few of these names.
pub(super) fn some_of<'n>(names: impl Iterator<Item = &'n String>) -> String {
    let names: Vec<&str> = names.map(String::as_str).take(9).collect();
    match names.get(..8) {
        Some(first) if names.len() > 8 => format!("{}, …", first.join(", ")),
        _ => names.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Article, String> {
        let place = Place { source: "in.jsonl".into(), line: Some(7) };
        from_json(json.as_bytes(), &place, &FieldNames::default()).map_err(|r| r.to_string())
    }

    #[test]
    fn other_fields_pass_through_untouched() {
        let json = r#"{"z": 1.5, "id": "a", "title": "T", "text": " x ", "date": "13 Mar 2024", "b": {"n": null}}"#;
        let document = read(json).unwrap().document;
        assert_eq!((document.id(), document.text()), ("a", " x "));
        assert_eq!(document.date(), jiff::civil::Date::new(2024, 3, 13).ok());
        let meta = serde_json::to_string(document.meta()).unwrap();
        assert_eq!(meta, r#"{"z":1.5,"title":"T","date":"13 Mar 2024","b":{"n":null}}"#);
    }

    #[test]
    fn ids_may_be_numbers_and_may_be_missing() {
        assert_eq!(read(r#"{"id": 12, "text": "x"}"#).unwrap().document.id(), "12");
        assert_eq!(read(r#"{"text": "x"}"#).unwrap().document.id(), "in.jsonl:7");
        assert_eq!(read(r#"{"id": null, "text": "x"}"#).unwrap().document.id(), "in.jsonl:7");
    }

    #[test]
    fn a_strange_date_is_a_warning() {
        let article = read(r#"{"id": "a", "text": "x", "date": "soon"}"#).unwrap();
        assert!(article.warning.unwrap().contains(r#"date "soon" is not understood"#));
        assert!(article.document.date().is_none() && article.document.meta().contains_key("date"));
        for quiet in [r#"{"text": "x", "date": null}"#, r#"{"text": "x"}"#] {
            assert!(read(quiet).unwrap().warning.is_none());
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place_and_cure() {
        let cases = [
            ("", "in.jsonl:7: not JSON: EOF while parsing a value"),
            (
                "{\"id\": \"a\" \"text\": 1}",
                "in.jsonl:7: not JSON: expected `,` or `}` at column 12",
            ),
            ("[1]", "in.jsonl:7: an array where a JSON object must stand"),
            (r#"{"id": [], "text": "x"}"#, "in.jsonl:7: field \"id\" is an array"),
            (
                r#"{"id": "a", "body": "x"}"#,
                "in.jsonl:7: article \"a\": no field \"text\"; name the field that holds the text with --text-field (the record has body)",
            ),
            (r#"{"id": "a", "text": 5}"#, "in.jsonl:7: article \"a\": field \"text\" is a number"),
            (r#"{"id": "a", "text": ""}"#, "in.jsonl:7: article \"a\": the text is empty"),
            (
                r#"{"id": "a", "text": " \n\u00a0"}"#,
                "in.jsonl:7: article \"a\": the text is white space only",
            ),
            (r#"{"id": "a", "text": "\ud800"}"#, "in.jsonl:7: not JSON: "),
        ];
        for (json, expected) in cases {
            let message = read(json).unwrap_err();
            assert!(message.starts_with(expected), "{message}");
        }
    }

    #[test]
    fn text_in_another_encoding_is_told_so() {
        let place = Place { source: "a.txt".into(), line: None };
        let message = |bytes: &[u8]| from_text(bytes.to_vec(), &place).unwrap_err().to_string();
        assert_eq!(
            message(b"caf\xE9 x"),
            "a.txt: not UTF-8: byte 0xE9 at byte 3; convert it, for example with iconv -f WINDOWS-1252 -t UTF-8"
        );
        assert!(message(b"\xFF\xFEa\0").contains("it looks like UTF-16"));
    }
}
