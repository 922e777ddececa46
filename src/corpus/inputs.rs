//! What was read of the files of a corpus, and its sums.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::manifest::{InputFile, Inputs};

/// Files that a manifest lists one by one.
const LISTED: usize = 1000;

/// The sums of the files of a corpus, one after another.
#[derive(Debug, Default)]
pub(super) struct InputSums {
    sums: Sha256,
    inputs: Inputs,
    file: Arc<Mutex<FileSum>>,
    bytes: Arc<AtomicU64>,
}

#[derive(Debug, Default)]
struct FileSum {
    sum: Sha256,
    bytes: u64,
    ended: bool,
}

impl InputSums {
    /// Bytes read of all files, as they lie on disk.
    pub(super) fn bytes(&self) -> Arc<AtomicU64> {
        self.bytes.clone()
    }

    /// A file that is read from here on.
    pub(super) fn counted(&mut self, raw: Box<dyn Read + Send>) -> Counted {
        self.file = Arc::default();
        Counted { raw, file: self.file.clone(), bytes: self.bytes.clone() }
    }

    /// A file that is not read from its beginning to its end.
    pub(super) fn tally(&mut self) -> Tally {
        self.file = Arc::default();
        Tally { file: self.file.clone(), bytes: self.bytes.clone() }
    }

    /// The end of a file that was counted.
    pub(super) fn close(&mut self, name: &str) {
        let file = std::mem::take(&mut *self.file.lock().unwrap_or_else(PoisonError::into_inner));
        let sha256 = file.ended.then(|| format!("{:x}", file.sum.finalize()));
        let line = format!("{}  {name}\n", sha256.as_deref().unwrap_or("-"));
        self.sums.update(line.as_bytes());
        self.inputs.files += 1;
        self.inputs.bytes += file.bytes;
        self.inputs.list.push(InputFile { name: name.to_owned(), bytes: file.bytes, sha256 });
        // One more than are listed says that there are too many.
        self.inputs.list.truncate(LISTED + 1);
    }

    /// What was read so far.
    pub(super) fn inputs(&self) -> Inputs {
        let mut inputs = self.inputs.clone();
        inputs.sha256 = format!("{:x}", self.sums.clone().finalize());
        if inputs.list.len() > LISTED {
            inputs.list.clear();
        }
        inputs
    }
}

/// Counts and sums what is read from a file.
pub(super) struct Counted {
    raw: Box<dyn Read + Send>,
    file: Arc<Mutex<FileSum>>,
    bytes: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.raw.read(out)?;
        self.bytes.fetch_add(count as u64, Ordering::Relaxed);
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.bytes += count as u64;
        file.ended |= count == 0 && !out.is_empty();
        file.sum.update(&out[..count]);
        Ok(count)
    }
}

/// Counts what its reader says to have read of a file, which is summed at its end.
#[derive(Debug)]
pub(super) struct Tally {
    file: Arc<Mutex<FileSum>>,
    bytes: Arc<AtomicU64>,
}

impl Tally {
    /// So many bytes more.
    pub(super) fn add(&self, count: u64) {
        self.bytes.fetch_add(count, Ordering::Relaxed);
        self.file.lock().unwrap_or_else(PoisonError::into_inner).bytes += count;
    }

    /// Sums all of `file`.
    ///
    /// # Errors
    /// Whatever reading it again answers.
    pub(super) fn sum(&self, mut file: &File) -> io::Result<()> {
        let mut sum = Sha256::new();
        file.rewind()?;
        io::copy(&mut file, &mut sum)?;
        let mut noted = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        (noted.sum, noted.ended) = (sum, true);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_summed_as_sha256sum_does() {
        let mut sums = InputSums::default();
        for (name, bytes) in [("a", &b"one"[..]), ("b", b"")] {
            let mut counted = sums.counted(Box::new(bytes));
            io::copy(&mut counted, &mut io::sink()).unwrap();
            sums.close(name);
        }
        let mut half = sums.counted(Box::new(&b"not read"[..]));
        half.read_exact(&mut [0; 3]).unwrap();
        sums.close("c");
        let inputs = sums.inputs();
        assert_eq!((inputs.files, inputs.bytes), (3, 6));
        let one = "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed";
        assert_eq!(inputs.list[0].sha256.as_deref(), Some(one));
        assert_eq!(inputs.list[2].sha256, None, "it may have more than was read");
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let lines = format!("{one}  a\n{empty}  b\n-  c\n");
        assert_eq!(inputs.sha256, format!("{:x}", Sha256::digest(lines.as_bytes())));
    }
}
