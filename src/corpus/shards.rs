//! Output in parts.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::error::{Error, ErrorKind, Result};

/// The most parts: all are open at once, each with its buffer.
const MOST: usize = 256;

/// The files that an output is spread over, and which of them an article goes to.
///
/// `news.jsonl.gz` in ten parts is `news-00000-of-00010.jsonl.gz` to `news-00009-of-00010.jsonl.gz`. An article's part
/// depends on its id alone: whatever order articles come in, however many runs they come in, each part holds the same ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shards {
    path: PathBuf,
    count: NonZeroUsize,
}

impl Shards {
    /// `count` parts of the output `path`.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if there are none or too many, or if `path` names no file.
    pub fn new(path: &Path, count: usize) -> Result<Shards> {
        let refused = |what: String| Err(Error::new(ErrorKind::Config, what));
        let Some(count) = NonZeroUsize::new(count).filter(|n| n.get() <= MOST) else {
            return refused(format!("{count} parts: there may be 1 to {MOST}"));
        };
        if path.file_name().is_none() {
            return refused(format!(
                "{}: no name of a file, of which to name parts",
                path.display()
            ));
        }
        Ok(Shards { path: path.to_owned(), count })
    }

    /// The file of the part `index`, from 0.
    pub fn path(&self, index: usize) -> PathBuf {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        let (stem, ending) = stem_and_ending(&name);
        self.path.with_file_name(format!("{stem}-{index:05}-of-{:05}{ending}", self.count))
    }

    /// All files, in order.
    pub fn paths(&self) -> impl Iterator<Item = PathBuf> {
        (0..self.count.get()).map(|index| self.path(index))
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.count.get()
    }

    /// The part, from 0, that the article with this id goes to.
    pub fn of(&self, id: &str) -> usize {
        let digest = Sha256::digest(id.as_bytes());
        // Half of the digest in 128 bits: the remainder favours no part.
        let number = digest.iter().take(16).fold(0_u128, |n, &byte| n << 8 | u128::from(byte));
        (number % self.count.get() as u128) as usize
    }
}

/// `news.v2.jsonl.gz` is `news.v2` and `.jsonl.gz`.
fn stem_and_ending(name: &str) -> (&str, &str) {
    let inner = name.strip_suffix(".gz").or(name.strip_suffix(".zst")).unwrap_or(name);
    // A dot in front begins a hidden name and no ending.
    let stem = inner.rfind('.').filter(|&dot| dot > 0).unwrap_or(inner.len());
    name.split_at(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_named_before_the_ending() {
        for (name, part) in [
            ("out.jsonl", "out-00003-of-00010.jsonl"),
            ("a.b/news.v2.jsonl.gz", "a.b/news.v2-00003-of-00010.jsonl.gz"),
            ("out", "out-00003-of-00010"),
            (".hidden", ".hidden-00003-of-00010"),
            ("out.gz", "out-00003-of-00010.gz"),
            ("rows.parquet", "rows-00003-of-00010.parquet"),
        ] {
            let shards = Shards::new(Path::new(name), 10).unwrap();
            assert_eq!(shards.path(3), Path::new(part));
            assert_eq!(shards.paths().count(), 10);
        }
    }

    #[test]
    fn ids_are_spread_evenly_and_always_alike() {
        let shards = Shards::new(Path::new("out.jsonl"), 7).unwrap();
        let mut counts = [0; 7];
        for i in 0..7000 {
            counts[shards.of(&format!("https://example.org/{i}"))] += 1;
        }
        assert!(counts.iter().all(|n| (850..1150).contains(n)), "{counts:?}");
        // Output that was written before must be found again.
        assert_eq!(["a", "wire-0042", "é"].map(|id| shards.of(id)), FIXED);
        assert_eq!(Shards::new(Path::new("x"), 1).unwrap().of("a"), 0);
    }

    /// From Python: `int(hashlib.sha256(id.encode()).hexdigest()[:32], 16) % 7`.
    const FIXED: [usize; 3] = [5, 4, 0];

    #[test]
    fn senseless_numbers_are_refused() {
        for count in [0, MOST + 1] {
            assert!(Shards::new(Path::new("x"), count).is_err());
        }
        assert!(Shards::new(Path::new("/"), 2).is_err());
    }
}
