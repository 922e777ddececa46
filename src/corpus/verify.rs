//! Whether an output is what its run says that it is.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::ids::{Ids, Sight};
use super::manifest::beside;
use super::run::{manifest_path, rejected_path};
use super::{Entry, Fate, Ledger, Manifest, Memory, Place, decompressed};
use crate::error::{Error, Result};
use crate::format;

/// What verifying has found.
#[derive(Debug, Default)]
pub struct Verified {
    /// Records that were read.
    pub records: u64,
    /// Articles without one that were read of.
    pub others: u64,
    /// Whether there is a manifest; without one, nothing tells how many records there must be.
    pub manifest: bool,
    /// How many things are wrong.
    pub faults: u64,
}

/// Reads the records `out`, or the parts that they are spread over, and what lies beside them, and tells `say` of everything that is wrong, a line each, with file, line
/// and article.
///
/// Each record is checked by itself, as [`format::faults`] does; ids must be unique; the counts of records and of articles
/// without one must be those of the manifest, and so must the sums of all files.
///
/// # Errors
/// If a file cannot be read; a manifest that is missing is none.
pub fn verify(out: &Path, say: &mut dyn FnMut(&str)) -> Result<Verified> {
    let mut found = Verified::default();
    let mut wrong = |line: String| {
        found.faults += 1;
        say(&line);
    };
    let manifest_name = manifest_path(out);
    let manifest = match Manifest::read(out) {
        Ok(manifest) => manifest,
        Err(error) => {
            wrong(error.to_string());
            None
        }
    };
    let memory = Memory::new(None, 1)?;
    let mut ids = Ids::new(memory.ids(), std::env::temp_dir());
    let mut counts = Ledger::default();
    let mut failure = None;
    // A manifest that cannot be read was told of.
    for path in Manifest::records(out).unwrap_or_else(|_| vec![out.to_owned()]) {
        let source: Arc<str> = path.to_string_lossy().into();
        each_line(&path, &mut |number, line| {
            let at = format!("{}:{number}", path.display());
            let line = match line {
                Ok(line) => line,
                Err(error) => return wrong(format!("{at}: cannot be read: {error}")),
            };
            counts.done += 1;
            let Ok(line) = std::str::from_utf8(line) else {
                return wrong(format!("{at}: not UTF-8"));
            };
            let (id, faults) = format::faults(line);
            let article = id.as_ref().map_or(String::new(), |id| format!("article {id:?}: "));
            for fault in faults {
                wrong(format!("{at}: {article}{fault}"));
            }
            let Some(id) = id else { return };
            let place = Place { source: source.clone(), line: Some(number) };
            match ids.note(&id, 0, &place) {
                Ok(Sight::New) => {}
                Ok(Sight::Same(earlier) | Sight::Other(earlier)) => {
                    wrong(format!("{at}: {article}the same id stands at {earlier}"));
                }
                Err(error) => failure = Some(Error::io("the file of ids", error)),
            }
        })?;
    }
    if let Some(error) = failure {
        return Err(error);
    }
    // Without a manifest, a file of this name may belong to anything.
    let rejected = rejected_path(out);
    if manifest.is_some() && rejected.exists() {
        let entry = |line: io::Result<&[u8]>| -> io::Result<Entry> {
            serde_json::from_slice(line?).map_err(io::Error::from)
        };
        each_line(&rejected, &mut |number, line| match entry(line) {
            Ok(entry) => {
                match entry.outcome {
                    Fate::Duplicate => counts.duplicate += 1,
                    Fate::Rejected => counts.rejected += 1,
                    Fate::Failed => counts.failed += 1,
                }
                if let Err(error) = entry.input() {
                    wrong(format!("{}:{number}: {error}", rejected.display()));
                }
            }
            Err(error) => {
                wrong(format!("{}:{number}: no entry: {error}", rejected.display()));
            }
        })?;
    }
    if let Some(manifest) = &manifest {
        let at = manifest_name.display();
        let said = &manifest.counts;
        if !said.reconciles() {
            wrong(format!("{at}: counts do not add up to {} articles", said.articles));
        }
        for (what, said, there) in [
            ("done", said.done, counts.done),
            ("duplicate", said.duplicate, counts.duplicate),
            ("rejected", said.rejected, counts.rejected),
            ("failed", said.failed, counts.failed),
        ] {
            if said != there {
                wrong(format!("{at}: says {said} {what}, the files have {there}"));
            }
        }
        for file in &manifest.outputs {
            let path = beside(out, &file.file);
            match sum(&path) {
                Ok(sum) if sum != (file.mark.bytes, file.mark.sha256.clone()) => {
                    let (bytes, sha256) = sum;
                    wrong(format!(
                        "{}: not as it was written: {bytes} bytes with SHA-256 {sha256}; {at} says {} and {}",
                        path.display(),
                        file.mark.bytes,
                        file.mark.sha256
                    ));
                }
                Ok(_) => {}
                Err(error) => wrong(format!("{}: {error}", path.display())),
            }
        }
    }
    found.records = counts.done;
    found.others = counts.duplicate + counts.rejected + counts.failed;
    found.manifest = manifest.is_some();
    Ok(found)
}

/// Tells `line` of every line, by number, without its line feed; last of an error where what is compressed is damaged.
fn each_line(path: &Path, line: &mut dyn FnMut(u64, io::Result<&[u8]>)) -> Result<()> {
    let failed = |e| Error::io(path, e);
    let mut reader = decompressed(File::open(path).map_err(failed)?).map_err(failed)?;
    let (mut bytes, mut number) = (Vec::new(), 0);
    loop {
        bytes.clear();
        number += 1;
        match reader.read_until(b'\n', &mut bytes) {
            Ok(0) => return Ok(()),
            Ok(_) => line(number, Ok(bytes.trim_ascii_end())),
            Err(error) => {
                line(number, Err(error));
                return Ok(());
            }
        }
    }
}

/// Length and SHA-256 of a file.
fn sum(path: &Path) -> io::Result<(u64, String)> {
    let mut sum = Sha256::new();
    let mut reader = BufReader::with_capacity(1 << 16, File::open(path)?);
    let bytes = io::copy(&mut reader.by_ref(), &mut sum)?;
    Ok((bytes, format!("{:x}", sum.finalize())))
}
