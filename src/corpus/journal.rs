//! The journal of a run: what it was begun with, and how far its streams were at the end of every batch.
//!
//! A line is a checksum, a space and a JSON value. The first line that is not whole ends the journal: it was being
//! written when the program was stopped.

use std::fs::{self, File, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::ledger::Ledger;
use super::mark::Mark;
use super::output::cannot_write;
use super::stream::with_suffix;
use crate::error::{Error, ErrorKind, Result};

/// Hexadecimal digits of a line's checksum.
const DIGITS: usize = 16;
/// Lines after which a journal is written anew with its first and last alone.
const LONG: usize = 4096;

/// How far a run has come, at the end of a batch.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// Batches done.
    pub batches: u64,
    /// What became of their articles.
    pub ledger: Ledger,
    /// A sum over the articles taken, so that a corpus that has changed is noticed.
    pub taken: String,
    /// When the run was begun.
    pub started: String,
    /// Seconds of work so far, over all attempts.
    pub seconds: f64,
    /// How often it was resumed.
    pub resumed: u64,
    /// Whether what stands behind the last batch is written, so that nothing is left but to name the files.
    #[serde(default)]
    pub ended: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Line {
    /// What must be the same when the run is resumed.
    Run(Map<String, Value>),
    /// The end of a batch.
    Batch { progress: Progress, marks: Vec<Mark> },
    /// Nothing is left but to name the files; the manifest.
    Complete(Value),
}

/// Lines, and where each ends.
pub(super) type Lines = Vec<(Line, u64)>;

impl Line {
    fn encode(&self) -> Result<String> {
        let json = serde_json::to_string(self).map_err(|e| {
            Error::new(ErrorKind::Internal, format!("a journal line: {e}")).with_source(e)
        })?;
        Ok(format!("{} {json}\n", sum(&json)))
    }

    fn decode(line: &str) -> Option<Line> {
        let (found, json) = line.strip_suffix('\n')?.split_at_checked(DIGITS)?;
        let json = json.strip_prefix(' ')?;
        (found == sum(json)).then(|| serde_json::from_str(json).ok())?
    }
}

fn sum(json: &str) -> String {
    let mut digits = format!("{:x}", Sha256::digest(json.as_bytes()));
    digits.truncate(DIGITS);
    digits
}

/// A journal that belongs to this process until it is dropped.
pub(super) struct Journal {
    path: PathBuf,
    file: File,
    first: String,
    lines: usize,
}

impl Journal {
    /// An empty journal, in place of any that was there.
    ///
    /// # Errors
    /// If another process writes it, or it cannot be written; `for_output` is what that is told of.
    pub(super) fn create(path: PathBuf, for_output: &Path) -> Result<Journal> {
        let options =
            File::options().read(true).write(true).create(true).truncate(false).to_owned();
        let file = options.open(&path).map_err(|e| cannot_write(for_output, e))?;
        lock(&file, &path)?;
        file.set_len(0).map_err(|e| cannot_write(&path, e))?;
        Ok(Journal { path, file, first: String::new(), lines: 0 })
    }

    /// The journal at `path` with its lines and where each ends; nothing if there is none, or not even its first line is
    /// whole.
    pub(super) fn open(path: &Path) -> Result<Option<(Journal, Lines)>> {
        if !path.exists() {
            return Ok(None);
        }
        let failed = |e| Error::io(path, e);
        let mut file = File::options().read(true).write(true).open(path).map_err(failed)?;
        lock(&file, path)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(failed)?;
        let (mut lines, mut end) = (Vec::new(), 0);
        for line in bytes.split_inclusive(|&byte| byte == b'\n') {
            let Some(read) = std::str::from_utf8(line).ok().and_then(Line::decode) else { break };
            end += line.len() as u64;
            lines.push((read, end));
        }
        let Some((Line::Run(_), end)) = lines.first() else { return Ok(None) };
        let first = String::from_utf8_lossy(&bytes[..*end as usize]).into_owned();
        let count = lines.len();
        Ok(Some((Journal { path: path.to_owned(), file, first, lines: count }, lines)))
    }

    /// Drops what stands behind `end`.
    pub(super) fn cut_back(&mut self, end: u64) -> Result<()> {
        let cut = self.file.set_len(end).and_then(|()| self.file.seek(SeekFrom::Start(end)));
        cut.map(|_| ()).map_err(|e| cannot_write(&self.path, e))
    }

    /// Appends a line.
    pub(super) fn append(&mut self, line: &Line) -> Result<()> {
        let text = line.encode()?;
        self.file.write_all(text.as_bytes()).map_err(|e| cannot_write(&self.path, e))?;
        if self.lines == 0 {
            self.first.clone_from(&text);
        }
        self.lines += 1;
        Ok(())
    }

    /// Waits until the journal lies on the disk. One that has grown long is first shortened to its beginning and `last`,
    /// which must hold on the disk already.
    pub(super) fn sync(&mut self, last: &Line) -> Result<()> {
        if self.lines > LONG {
            self.shorten(last)?;
        }
        self.file.sync_data().map_err(|e| cannot_write(&self.path, e))
    }

    fn shorten(&mut self, last: &Line) -> Result<()> {
        let new = with_suffix(&self.path, ".new");
        let failed = |e| cannot_write(&new, e);
        let mut file = File::create(&new).map_err(failed)?;
        lock(&file, &new)?;
        let text = format!("{}{}", self.first, last.encode()?);
        file.write_all(text.as_bytes()).and_then(|()| file.sync_data()).map_err(failed)?;
        fs::rename(&new, &self.path).map_err(failed)?;
        (self.file, self.lines) = (file, 2);
        Ok(())
    }

    /// Removes the journal: the run is over.
    pub(super) fn remove(self) -> Result<()> {
        fs::remove_file(&self.path).map_err(|e| cannot_write(&self.path, e))
    }
}

fn lock(file: &File, path: &Path) -> Result<()> {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => {
            let what = "another process is writing this output; wait for it, or write elsewhere";
            Err(Error::new(ErrorKind::Config, format!("{}: {what}", path.display())))
        }
        // Some file systems know no locks.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch(batches: u64) -> Line {
        let progress = Progress {
            batches,
            ledger: Ledger::default(),
            taken: "ab".into(),
            started: "now".into(),
            seconds: 1.5,
            resumed: 0,
            ended: false,
        };
        Line::Batch { progress, marks: vec![Mark { bytes: batches, sha256: "cd".into() }] }
    }

    fn first() -> Line {
        Line::Run(Map::from_iter([("settings".to_owned(), Value::from("x"))]))
    }

    fn lines(path: &Path) -> Vec<Line> {
        let (_, lines) = Journal::open(path).unwrap().unwrap();
        lines.into_iter().map(|(line, _)| line).collect()
    }

    #[test]
    fn a_torn_or_altered_line_ends_the_journal() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("j");
        let mut journal = Journal::create(path.clone(), &path).unwrap();
        let all = [first(), batch(1), batch(2)];
        all.iter().for_each(|line| journal.append(line).unwrap());
        drop(journal);
        let whole = fs::read(&path).unwrap();
        let ends: Vec<usize> = (0..whole.len()).filter(|&i| whole[i] == b'\n').collect();
        for cut in 0..=whole.len() {
            fs::write(&path, &whole[..cut]).unwrap();
            let expected = ends.iter().filter(|&&end| end < cut).count();
            match Journal::open(&path).unwrap() {
                None => assert_eq!(expected, 0, "cut at {cut}"),
                Some((_, read)) => assert_eq!(read.len(), expected, "cut at {cut}"),
            }
        }
        let mut altered = whole.clone();
        altered[ends[1] - 5] ^= 1;
        fs::write(&path, &altered).unwrap();
        assert_eq!(lines(&path), [first()]);
    }

    #[test]
    fn a_long_journal_is_shortened_and_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("j");
        let mut journal = Journal::create(path.clone(), &path).unwrap();
        journal.append(&first()).unwrap();
        for i in 1..=LONG as u64 {
            journal.append(&batch(i)).unwrap();
        }
        journal.sync(&batch(LONG as u64)).unwrap();
        journal.append(&batch(9999)).unwrap();
        drop(journal);
        assert_eq!(lines(&path), [first(), batch(LONG as u64), batch(9999)]);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn two_processes_do_not_write_one_output() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("j");
        let journal = Journal::create(path.clone(), &path).unwrap();
        let error = Journal::create(path.clone(), &path).map(|_| ()).unwrap_err().to_string();
        assert!(error.contains("another process is writing"), "{error}");
        drop(journal);
        Journal::create(path.clone(), &path).unwrap();
    }
}
