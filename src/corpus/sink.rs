//! Where what is written to a stream goes.

use std::io::{self, Write};

use super::Output;
use super::stream::Stream;
use crate::error::{Error, ErrorKind, Result};

/// Where a stream goes.
#[allow(clippy::large_enum_variant)] // There are a handful of them.
pub enum Sink {
    /// To a file of the run.
    Stream(Stream),
    /// To a pipe or device.
    Direct(Output),
    /// Nowhere.
    Nowhere,
}

impl Sink {
    pub(super) fn hand_on(&mut self) -> Result<()> {
        match self {
            Sink::Direct(output) => output.flush().map_err(|e| output.error(e)),
            Sink::Stream(_) | Sink::Nowhere => Ok(()),
        }
    }

    /// An error for what writing has answered, with the name of the stream.
    pub fn error(&self, error: io::Error) -> Error {
        match self {
            Sink::Stream(stream) => stream.error(error),
            Sink::Direct(output) => output.error(error),
            Sink::Nowhere => Error::new(ErrorKind::Io, error.to_string()),
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Sink::Stream(stream) => stream.write(bytes),
            Sink::Direct(output) => output.write(bytes),
            Sink::Nowhere => Ok(bytes.len()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Sink::Stream(stream) => stream.flush(),
            Sink::Direct(output) => output.flush(),
            Sink::Nowhere => Ok(()),
        }
    }
}
