//! A point in a file that only grows.

use std::fs::File;
use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A point that a stream can be cut back to: so many bytes, with this SHA-256 in hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Bytes before it.
    pub bytes: u64,
    /// Their sum.
    pub sha256: String,
}

/// A file that knows how much was written to it.
pub(super) struct Tallied {
    pub file: File,
    pub bytes: u64,
    pub sum: Sha256,
}

impl Tallied {
    /// The point that it has come to.
    pub fn mark(&self) -> Mark {
        Mark { bytes: self.bytes, sha256: format!("{:x}", self.sum.clone().finalize()) }
    }
}

impl Write for Tallied {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.bytes += count as u64;
        self.sum.update(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
