//! Token classifiers of Hugging Face on libtorch.
//!
//! - `files`: the files of a model, in a folder or from the `hub`
//! - `settings`: what its `config.json` says; `family`: which kinds of networks there are
//! - `checkpoint`: its tensors, of a safetensors file, or of the `storages` that a `pickle` speaks of, which is read and never run
//! - `network`: rust-bert's network for its family with these tensors; where rust-bert computes something else than the
//!   model was trained with, ours: `plain`, `deberta`, of the same `layers`
//! - `scorer`: all that, on threads that own it

mod checkpoint;
mod deberta;
mod family;
mod files;
mod hub;
mod layers;
mod network;
#[cfg(test)]
pub(crate) mod parity;
mod pickle;
mod pickled;
mod plain;
mod scorer;
mod settings;
mod storages;

use sha2::{Digest, Sha256};

use crate::error::{Error, ErrorKind, Result};
use crate::model::Device;
use checkpoint::Checkpoint;
use files::Files;
use settings::Settings;

pub use scorer::TorchScorer;

/// A token classifier, loaded.
pub struct TokenClassifier {
    /// The name that it was asked for by.
    pub name: String,
    /// SHA-256 over the sums of its files, in hexadecimal digits.
    pub sha256: String,
    /// Its `tokenizer.json`.
    pub tokenizer: Vec<u8>,
    /// Its labels, in the order of the scores' columns.
    pub labels: Vec<String>,
    /// How many pieces the model knows.
    pub pieces: usize,
    /// What scores them.
    pub scorer: TorchScorer,
}

impl TokenClassifier {
    /// The classifier in a folder, or of this name on the hub: `owner/name`, perhaps with `@revision` behind. It runs on `device`; on a
    /// processor on `threads` threads, on a GPU with numbers of 16 bits if `half` says so.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] or [`ErrorKind::Model`] if files are missing, damaged or of a kind that cannot be read, with the names of file
    /// and tensor; [`ErrorKind::Config`] if the device is not there.
    pub fn open(
        model: &str,
        device: Device,
        half: bool,
        threads: usize,
    ) -> Result<TokenClassifier> {
        let files = Files::find(model)?;
        let of_file = |error: Error| {
            Error::new(error.kind(), format!("{}: {error}", files.folder.display()))
                .with_source(error)
        };
        let mut sum = Sha256::new();
        let mut read = |path: &std::path::Path| {
            let bytes = std::fs::read(path).map_err(|e| Error::io(path, e))?;
            sum.update(format!("{:x}\n", Sha256::digest(&bytes)));
            Ok::<_, Error>(bytes)
        };
        let settings = Settings::parse(&read(&files.config)?).map_err(of_file)?;
        let tokenizer = read(&files.tokenizer)?;
        let checkpoint = Checkpoint::parse(&files.weights, read(&files.weights)?)?;
        let (labels, pieces) = (settings.labels.clone(), settings.vocab);
        let scorer = TorchScorer::new(settings, checkpoint, device, half, threads)?;
        let sha256 = format!("{:x}", sum.finalize());
        Ok(TokenClassifier { name: model.to_owned(), sha256, tokenizer, labels, pieces, scorer })
    }
}

/// An error of a model's file.
fn model_error(what: impl Into<String>) -> Error {
    Error::new(ErrorKind::Model, what)
}
