//! A run that goes on where an earlier attempt has stopped, be it in its last step.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use serde_json::{Map, Value};

use super::journal::{Journal, Line, Lines};
use super::output::{cannot_write, sync_folder};
use super::run::{Begun, Run, duplicates_path, journal_path, manifest_path};
use super::same_run::same;
use super::stream::{self, Stream, StreamSpec, with_suffix};
use crate::error::{Error, ErrorKind, Result};

/// The run whose first stream is `out`, behind the last batch of which every stream holds what the journal noted; or, where all of them
/// were noted, its end.
///
/// # Errors
/// As [`Run::begin`].
pub(super) fn resumed(
    out: &Path,
    specs: Vec<StreamSpec>,
    header: &Map<String, Value>,
    mut journal: Journal,
    lines: Lines,
) -> Result<Begun> {
    let mut ends = vec![];
    let (mut done, mut marks) = (Vec::new(), vec![Vec::new(); specs.len()]);
    for (line, end) in lines {
        match line {
            Line::Run(was) => {
                same(&journal_path(out), &was, header)?;
                ends.push(end);
            }
            Line::Complete(manifest) => {
                settle(out, &specs, &manifest, journal)?;
                return Ok(Begun::Complete(manifest));
            }
            Line::Batch { progress, marks: all } => {
                if all.len() != specs.len() {
                    break;
                }
                marks.iter_mut().zip(all).for_each(|(marks, mark)| marks.push(mark));
                done.push(progress);
                ends.push(end);
            }
        }
    }
    let held: Vec<_> =
        specs.iter().zip(&marks).map(|(s, m)| Stream::held(s, m)).collect::<Result<_>>()?;
    let holds = held.iter().map(stream::Held::marks).min().unwrap_or(0);
    let streams = specs.into_iter().zip(held).zip(&marks);
    let streams = streams.map(|((spec, held), marks)| Stream::cut_back(spec, held, marks, holds));
    let streams = streams.collect::<Result<_>>()?;
    journal.cut_back(ends[holds])?;
    let progress = holds.checked_sub(1).map(|last| done.swap_remove(last));
    Ok(Begun::Open(Run::over(out, streams, journal), progress))
}

/// Writes the manifest and gives all files their names; may be done again where it was cut off.
pub(super) fn settle(
    out: &Path,
    specs: &[StreamSpec],
    manifest: &Value,
    journal: Journal,
) -> Result<()> {
    let path = manifest_path(out);
    let partial = with_suffix(&path, ".partial");
    let text = serde_json::to_string_pretty(manifest).map_err(|e| {
        Error::new(ErrorKind::Internal, format!("the manifest: {e}")).with_source(e)
    })?;
    let written = File::create(&partial).and_then(|mut file| {
        writeln!(file, "{text}")?;
        file.sync_data()
    });
    written.map_err(|e| cannot_write(&partial, e))?;
    for spec in specs.iter().rev() {
        stream::settle(spec)?;
    }
    // The clusters of an earlier run are none of this one.
    let clusters = duplicates_path(out);
    if clusters.exists() && specs.iter().all(|spec| spec.path != clusters) {
        fs::remove_file(&clusters).map_err(|e| cannot_write(&clusters, e))?;
    }
    fs::rename(&partial, &path).map_err(|e| cannot_write(&path, e))?;
    sync_folder(out);
    journal.remove()
}
