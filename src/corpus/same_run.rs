//! Whether a run is the one that was begun.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value};

use super::Manifest;
use super::run::manifest_path;
use crate::error::{Error, ErrorKind, Result};

/// The manifest of a finished run at `out` that had this header; `None` if there is no output at all.
pub(super) fn finished(out: &Path, header: &Map<String, Value>) -> Result<Option<Value>> {
    let path = manifest_path(out);
    // What is no manifest of this format speaks of no parts.
    let records = Manifest::records(out).unwrap_or_else(|_| vec![out.to_owned()]);
    if !path.exists() || !records.iter().all(|records| records.exists()) {
        return Ok(None);
    }
    let bytes = fs::read(&path).map_err(|e| Error::io(&path, e))?;
    let manifest: Value = serde_json::from_slice(&bytes).map_err(|e| {
        Error::new(ErrorKind::Input, format!("{}: {e}", path.display())).with_source(e)
    })?;
    let was = manifest.get("run").and_then(Value::as_object).cloned().unwrap_or_default();
    same(&path, &was, header).map(|()| Some(manifest))
}

/// Refuses a header that differs from the one that `path` has, naming what does.
pub(super) fn same(path: &Path, was: &Map<String, Value>, is: &Map<String, Value>) -> Result<()> {
    let differences = differences("", was, is);
    if differences.is_empty() {
        return Ok(());
    }
    let message = format!(
        "{}: this is not the run that was begun: {}; resume with the same, or begin anew with --force",
        path.display(),
        differences.join(", ")
    );
    Err(Error::new(ErrorKind::Config, message))
}

/// What two headers have different, sums only where nothing else is.
fn differences(path: &str, was: &Map<String, Value>, is: &Map<String, Value>) -> Vec<String> {
    let mut found = Vec::new();
    let keys = was.keys().chain(is.keys().filter(|key| !was.contains_key(*key)));
    for key in keys {
        let (before, now) = (was.get(key), is.get(key));
        if before == now {
            continue;
        }
        let name = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match (before, now) {
            (Some(Value::Object(before)), Some(Value::Object(now))) => {
                found.extend(differences(&name, before, now));
            }
            _ if key.ends_with("sha256") && !found.is_empty() => {}
            _ => {
                let shown = |v: Option<&Value>| v.map_or("absent".into(), Value::to_string);
                found.push(format!("{name} was {} and is now {}", shown(before), shown(now)));
            }
        }
    }
    found
}
