//! Which format a file is in.

use std::path::Path;

use serde_json::{Map, Value};

use super::label_format::LabelFormat;
use crate::error::{Error, ErrorKind, Result};
use crate::format::json_values::{Cut, JsonValues};

impl LabelFormat {
    /// The format of a file that is there: by its ending, else by its first lines.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] where neither tells.
    pub fn of_input(path: &Path, content: &str) -> Result<LabelFormat> {
        if let Some(format) = by_ending(path) {
            return Ok(format);
        }
        let start = content.trim_start();
        let found = if start.starts_with(['{', '[']) {
            by_first_object(start)
                .or_else(|| ends(path, &["jsonl"]).then_some(LabelFormat::Records))
        } else if ends(path, &["jsonl"]) {
            // What is wrong with it, the reader says best.
            Some(LabelFormat::Records)
        } else {
            by_first_line(content)
        };
        found.ok_or_else(|| unknown(path))
    }

    /// The format that a file to be written is named for.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] where the name does not tell.
    pub fn of_output(path: &Path) -> Result<LabelFormat> {
        let by_name = by_ending(path).or_else(|| {
            let known: [(&[&str], LabelFormat); 2] =
                [(&["jsonl"], LabelFormat::Records), (&["tsv"], LabelFormat::Carb)];
            known.iter().find(|(endings, _)| ends(path, endings)).map(|(_, format)| *format)
        });
        by_name.ok_or_else(|| unknown(path))
    }
}

fn unknown(path: &Path) -> Error {
    let names: Vec<&str> = LabelFormat::ALL.iter().map(|f| f.as_str()).collect();
    let what =
        format!("{}: cannot tell its format; name it, one of {}", path.display(), names.join(", "));
    Error::new(ErrorKind::Config, what)
}

fn ends(path: &Path, endings: &[&str]) -> bool {
    let name = path.file_name().map(|n| n.to_string_lossy().to_ascii_lowercase());
    let name = name.as_deref().unwrap_or_default();
    let name = name.strip_suffix(".gz").or(name.strip_suffix(".zst")).unwrap_or(name);
    endings.iter().any(|ending| name.rsplit_once('.').is_some_and(|(_, last)| last == *ending))
}

fn by_ending(path: &Path) -> Option<LabelFormat> {
    let by_name: [(&[&str], LabelFormat); 3] = [
        (&["conllu"], LabelFormat::Conllu),
        (&["conll", "bio", "iob", "iob2"], LabelFormat::Columns),
        (&["ann"], LabelFormat::Brat),
    ];
    let found = by_name.iter().find(|(endings, _)| ends(path, endings)).map(|(_, format)| *format);
    let paired = || path.is_dir() || ends(path, &["txt"]) && path.with_extension("ann").is_file();
    found.or_else(|| paired().then_some(LabelFormat::Brat))
}

/// By the fields of the first object.
fn by_first_object(content: &str) -> Option<LabelFormat> {
    let Ok(Cut::Object(bytes, _)) = JsonValues::new(content.as_bytes(), 1).next() else {
        return None;
    };
    let object: Map<String, Value> = serde_json::from_slice(&bytes).ok()?;
    let has = |key: &str| object.contains_key(key);
    let inner = |key: &str, field: &str| {
        let items = object.get(key).and_then(Value::as_array);
        items.is_some_and(|items| items.iter().all(|i| i.get(field).is_some()))
    };
    if has("sentences") && (has("ner") || has("doc_key")) {
        Some(LabelFormat::Dygie)
    } else if has("sentence") && (has("ner") || has("doc_key")) {
        Some(LabelFormat::CrossRe)
    } else if has("data") && (has("annotations") || has("predictions")) {
        Some(LabelFormat::LabelStudio)
    } else if has("textInfo") && has("event") {
        Some(LabelFormat::Plover)
    } else if has("concepts") && has("mentions") {
        Some(LabelFormat::Dwie)
    } else if has("tokens") && has("entities") && !has("text") {
        Some(LabelFormat::Spert)
    } else if has("schema") || has("mentions") || has("offset_unit") {
        Some(LabelFormat::Records)
    } else if has("text") && has("ents") {
        Some(LabelFormat::Spacy)
    } else if has("text")
        && (has("label") || has("labels") || has("entities") && inner("entities", "start_offset"))
    {
        Some(LabelFormat::Doccano)
    } else if has("text") && has("id") {
        Some(LabelFormat::Records)
    } else {
        None
    }
}

/// By the first line that has anything in it.
fn by_first_line(content: &str) -> Option<LabelFormat> {
    let line = content.lines().find(|line| !line.trim().is_empty())?;
    let tabs: Vec<&str> = line.split('\t').collect();
    let last = line.split_whitespace().last()?;
    if line.starts_with("-DOCSTART-") {
        return Some(LabelFormat::Columns);
    }
    if line.starts_with("# ")
        || tabs.len() == 10 && tabs[0].starts_with(|c: char| c.is_ascii_digit())
    {
        return Some(LabelFormat::Conllu);
    }
    if tabs.len() >= 3 && tabs[0].contains(' ') {
        return Some(LabelFormat::Carb);
    }
    let tag = last == "O" || last.get(1..2) == Some("-");
    (tag && line.split_whitespace().count() > 1).then_some(LabelFormat::Columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_tells_its_format() {
        for (name, content, format) in [
            ("x.conllu", "", LabelFormat::Conllu),
            ("x.ann", "", LabelFormat::Brat),
            ("x.txt", "-DOCSTART- O\n", LabelFormat::Columns),
            ("x.txt", "\nKim\tB-PER\n", LabelFormat::Columns),
            ("x.txt", "# newdoc id = a\n", LabelFormat::Conllu),
            ("x.tsv", "He sang .\tsang\tHe\n", LabelFormat::Carb),
            ("x.jsonl", "{\"id\": \"a\", \"text\": \"\"}", LabelFormat::Records),
            ("x.jsonl", "{\"text\": \"\", \"label\": []}", LabelFormat::Doccano),
            ("x.jsonl", "broken", LabelFormat::Records),
            ("x.json", "[{\"text\": \"\", \"ents\": []}]", LabelFormat::Spacy),
            ("x.json", "[{\"tokens\": [], \"entities\": []}]", LabelFormat::Spert),
        ] {
            let found = LabelFormat::of_input(Path::new(name), content).expect(content);
            assert_eq!(found, format, "{name}: {content}");
        }
        for (name, content) in [("x.json", "[{\"a\": 1}]"), ("x.txt", "prose\n"), ("x", "")] {
            assert!(LabelFormat::of_input(Path::new(name), content).is_err(), "{content}");
        }
        assert_eq!(LabelFormat::of_output(Path::new("a.tsv")).expect("known"), LabelFormat::Carb);
        assert!(LabelFormat::of_output(Path::new("a.json")).is_err());
    }
}
