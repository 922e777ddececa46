//! The one error type of the library.

mod panicked;

use std::fmt;
use std::path::Path;

pub use panicked::{Panicked, caught};

/// What went wrong, for callers that branch on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A file could not be found, opened, read or written.
    Io,
    /// Input that is not what its format says: the message names file and line, or the article's id.
    Input,
    /// A model bundle that is incomplete, damaged or made for another version.
    Model,
    /// A setting or flag that makes no sense.
    Config,
    /// A broken invariant: always a bug in this library.
    Internal,
}

/// An error with the place it concerns and what to do about it in its message.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    message: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// `Result` with this crate's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error of `kind` with a message for a person.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Error { kind, message: message.into(), source: None }
    }

    /// An I/O failure on `path`.
    pub fn io(path: impl AsRef<Path>, source: std::io::Error) -> Self {
        Error::new(ErrorKind::Io, format!("{}: {source}", path.as_ref().display()))
            .with_source(source)
    }

    /// The same error with its cause attached.
    #[must_use]
    pub fn with_source(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.source = Some(Box::new(source));
        self
    }

    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Whether something could not be written because whoever reads it has gone: a wish to stop, and no failure.
    pub fn is_broken_pipe(&self) -> bool {
        std::error::Error::source(self)
            .and_then(|source| source.downcast_ref::<std::io::Error>())
            .is_some_and(|source| source.kind() == std::io::ErrorKind::BrokenPipe)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|e| e as _)
    }
}
