//! Pipelines by the backend that a user names.

use std::path::PathBuf;

use super::Pipeline;
use crate::error::Result;
use crate::model::{Backend, Bundle, Encoder, Shipped};

/// Where a model is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// In the program.
    Shipped(Shipped),
    /// In a folder.
    Folder(PathBuf),
}

impl Default for Source {
    fn default() -> Source {
        Source::Shipped(Shipped::default())
    }
}

impl Pipeline {
    /// The pipeline with the model at `source`, whose vectors `backend` computes; on `threads` threads of its own, or one for
    /// every core of the machine.
    ///
    /// # Errors
    /// [`Config`](crate::ErrorKind::Config) if the backend is not part of this build, the device is not there, or there are to be no threads;
    /// [`Io`](crate::ErrorKind::Io) or [`Model`](crate::ErrorKind::Model) if there is no intact model for this version.
    pub fn open_on(backend: Backend, source: &Source, threads: Option<usize>) -> Result<Pipeline> {
        check(backend)?;
        let bundle = match source {
            Source::Folder(folder) => Bundle::open_with(folder, backend.precision())?,
            Source::Shipped(which) => Bundle::shipped_with(*which, backend.precision())?,
        };
        let encoder = encoder(backend, &bundle, threads)?;
        let mut pipeline = Pipeline::with_bundle(bundle);
        if let Some(encoder) = encoder {
            pipeline.encoder = encoder;
        }
        match threads {
            Some(threads) => pipeline.with_threads(threads),
            None => Ok(pipeline),
        }
    }
}

/// Whether the backend can be used, before a model is read for it.
#[cfg(feature = "torch")]
fn check(backend: Backend) -> Result<()> {
    match backend {
        Backend::Rust => Ok(()),
        Backend::Torch { device, .. } => crate::torch::device(device).map(|_| ()),
    }
}

#[cfg(not(feature = "torch"))]
fn check(backend: Backend) -> Result<()> {
    use crate::error::{Error, ErrorKind};

    let what = "this program was built without the backend torch; with libtorch set up by scripts/setup-libtorch, build it with \
        `cargo build --release --features torch` (docs/backends.md)";
    match backend {
        Backend::Rust => Ok(()),
        Backend::Torch { .. } => Err(Error::new(ErrorKind::Config, what)),
    }
}

/// The encoder that takes the place of the bundle's own.
#[cfg(feature = "torch")]
fn encoder(
    backend: Backend,
    bundle: &Bundle,
    threads: Option<usize>,
) -> Result<Option<Box<dyn Encoder>>> {
    let Backend::Torch { device, half } = backend else {
        return Ok(None);
    };
    let cores = || std::thread::available_parallelism().map_or(1, |n| n.get());
    let threads = threads.unwrap_or_else(cores);
    let encoder = crate::torch::TorchEncoder::new(bundle, device, half, threads)?;
    Ok(Some(Box::new(encoder)))
}

#[cfg(not(feature = "torch"))]
fn encoder(_: Backend, _: &Bundle, _: Option<usize>) -> Result<Option<Box<dyn Encoder>>> {
    Ok(None)
}
