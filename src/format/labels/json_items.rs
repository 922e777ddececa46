//! The JSON objects of a file, each with its line.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::form::Origin;
use crate::error::{Error, ErrorKind, Result};
use crate::format::json_values::{Cut, JsonValues};

/// An object and where it begins.
pub(super) struct Item {
    pub origin: Origin,
    pub object: Result<Map<String, Value>>,
}

/// The objects of a file: one a line, or a list of them in any layout.
///
/// # Errors
/// [`ErrorKind::Input`] for what is neither. In a file of lines, a line that is no object is an error of its item.
pub(super) fn items(content: &str, name: &str) -> Result<Vec<Item>> {
    let content = content.strip_prefix('\u{feff}').unwrap_or(content);
    let is_list = content.trim_start().starts_with('[');
    let first = content.lines().find(|line| !line.trim().is_empty());
    let Some(first) = first else { return Ok(Vec::new()) };
    // An object that is laid out over lines does not end in its first one.
    if !is_list && (first.trim_end().ends_with('}') || !first.trim_start().starts_with('{')) {
        let lines = content.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let items = lines.map(|(at, line)| {
            let origin = Origin::new(name, at + 1);
            Item { object: object(line.as_bytes(), &origin), origin }
        });
        return Ok(items.collect());
    }
    if is_list && !content.trim_end().ends_with(']') {
        let what = "the list is not closed; the file may have been cut off";
        return Err(Origin::new(name, content.lines().count()).error(what));
    }
    let mut values = JsonValues::new(content.as_bytes(), 1);
    let mut items = Vec::new();
    loop {
        match values.next().map_err(|e| Error::io(name, e))? {
            Cut::Object(bytes, line) => {
                let origin = Origin::new(name, line as usize);
                items.push(Item { object: object(&bytes, &origin), origin });
            }
            // Nothing is too large where no limit is set.
            Cut::Unfinished(line) | Cut::TooLarge(_, line) => {
                let what = "the object that begins here does not end";
                return Err(Origin::new(name, line as usize).error(what));
            }
            Cut::Stray(byte, line) => {
                let what = format!("{:?} where an object should begin", char::from(byte));
                return Err(Origin::new(name, line as usize).error(what));
            }
            Cut::End => return Ok(items),
        }
    }
}

fn object(bytes: &[u8], origin: &Origin) -> Result<Map<String, Value>> {
    serde_json::from_slice(bytes).map_err(|e| origin.error(format!("no JSON object: {e}")))
}

/// An object as the item of a format; `what` names it in messages.
///
/// # Errors
/// [`ErrorKind::Input`] where a field is missing or of another type.
pub(super) fn typed<T: DeserializeOwned>(
    object: Map<String, Value>,
    origin: &Origin,
    what: &str,
) -> Result<T> {
    serde_json::from_value(Value::Object(object)).map_err(|e| {
        // A value of the wrong type is quoted whole, be it a text.
        let mut why = e.to_string();
        if let Some((at, _)) = why.char_indices().nth(150) {
            why.truncate(at);
            why.push('…');
        }
        Error::new(ErrorKind::Input, format!("{origin}: no {what}: {why}")).with_source(e)
    })
}

/// An id that may be a string or a number.
pub(super) fn id_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Objects as a file: one a line, or a list with one a line.
pub(super) fn laid_out(objects: &[Value], in_lines: bool) -> String {
    let lines: Vec<String> = objects.iter().map(Value::to_string).collect();
    match (in_lines, lines.is_empty()) {
        (true, true) => String::new(),
        (true, false) => lines.join("\n") + "\n",
        (false, true) => "[]\n".to_owned(),
        (false, false) => format!("[\n{}\n]\n", lines.join(",\n")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(content: &str) -> Vec<(Option<usize>, bool)> {
        let items = items(content, "f").expect("objects");
        items.into_iter().map(|i| (i.origin.line, i.object.is_ok())).collect()
    }

    #[test]
    fn objects_come_a_line_or_a_list_at_a_time() {
        assert_eq!(lines("{\"a\": 1}\n\n{\"a\": 2}\n"), [(Some(1), true), (Some(3), true)]);
        assert_eq!(lines("[\n{\n\"a\": 1},\n{}]"), [(Some(2), true), (Some(4), true)]);
        assert_eq!(lines("{\n \"a\": 1\n}\n"), [(Some(1), true)]);
        assert_eq!(
            lines("{\"a\": 1}\n{oops\n{}\n"),
            [(Some(1), true), (Some(2), false), (Some(3), true)]
        );
        assert_eq!(lines(" \n"), []);
    }

    #[test]
    fn what_is_no_object_is_named() {
        for (content, complaint) in [
            ("[\n{\"a\": \"b\n]", "f:2: the object that begins here does not end"),
            ("[{}", "f:1: the list is not closed"),
            ("[{},\n7]", "f:2: '7' where an object should begin"),
        ] {
            let error = items(content, "f").map(|_| ()).expect_err("broken").to_string();
            assert!(error.starts_with(complaint), "{error}");
        }
    }
}
