//! Bundles: a model's files, checked and ready for use.

use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, ErrorKind, Result};
use crate::text::Vocabulary;

use super::bytes::Bytes;
use super::sums::Sums;
use super::tensors::{Precision, Tensors};
use super::{Config, Heads, Labels, PackedEncoder, Shipped, WindowLimits};

/// A model, loaded: everything that the pipeline needs to go from tokens to scores.
#[derive(Debug)]
pub struct Bundle {
    /// Architecture and window sizes.
    pub config: Config,
    /// What the columns of the scores mean.
    pub labels: Labels,
    /// Words to pieces.
    pub vocabulary: Vocabulary,
    /// Windows to word vectors.
    pub encoder: PackedEncoder,
    /// Word vectors to scores.
    pub heads: Heads,
    /// SHA-256 over the sums of its files, in hexadecimal digits: which model it is.
    pub sha256: String,
    #[cfg(feature = "torch")]
    weights: Bytes,
}

/// The files that make a model what it is.
const FILES: [&str; 3] = ["config.json", "tokenizer.json", "model.safetensors"];

impl Bundle {
    /// Opens a model folder.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] if a file cannot be read; [`ErrorKind::Model`] if the bundle is incomplete, damaged or made for
    /// another version of the program: the message names the file, and the tensor or key in it.
    pub fn open(folder: impl AsRef<Path>) -> Result<Bundle> {
        Bundle::open_with(folder, Precision::Stored)
    }

    /// Opens a model folder with its weights in a given precision.
    ///
    /// # Errors
    /// As [`Bundle::open`].
    pub fn open_with(folder: impl AsRef<Path>, precision: Precision) -> Result<Bundle> {
        let folder = folder.as_ref();
        let read = |name: &str| {
            let path = folder.join(name);
            std::fs::read(&path).map_err(|e| {
                if e.kind() == std::io::ErrorKind::NotFound {
                    let what = format!(
                        "{}: not found; a model folder holds config.json, model.safetensors, tokenizer.json and SHA256SUMS",
                        path.display()
                    );
                    Error::new(ErrorKind::Model, what).with_source(e)
                } else {
                    Error::io(&path, e)
                }
            })
        };
        let sums = Sums::parse(&read("SHA256SUMS")?)?;
        let checked = |name: &str| {
            let bytes = read(name)?;
            sums.check(name, &bytes)?;
            Ok::<_, Error>(bytes)
        };
        let (config, tokenizer) = (checked("config.json")?, checked("tokenizer.json")?);
        let weights = Bytes::Shared(Arc::new(checked("model.safetensors")?));
        let bundle = Bundle::assemble(&config, &tokenizer, weights, precision).map_err(|e| {
            Error::new(e.kind(), format!("model {}: {e}", folder.display())).with_source(e)
        })?;
        Ok(bundle.with_sums(&sums))
    }

    /// A model that is compiled into the program.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] if the program was built without it.
    pub fn shipped(which: Shipped) -> Result<Bundle> {
        Bundle::shipped_with(which, Precision::Stored)
    }

    /// The same, with its weights in a given precision.
    ///
    /// # Errors
    /// As [`Bundle::shipped`].
    pub fn shipped_with(which: Shipped, precision: Precision) -> Result<Bundle> {
        super::embedded::bundle(which, precision)
    }

    /// The tensors of the weights file as floats, for another encoder to take what it needs.
    #[cfg(feature = "torch")]
    pub(crate) fn float_tensors(&self) -> Result<Tensors<'_>> {
        Tensors::parse(self.weights.as_slice(), Precision::Float)
    }

    /// The bundle, known by these sums.
    pub(super) fn with_sums(self, sums: &Sums) -> Bundle {
        Bundle { sha256: sums.digest(&FILES), ..self }
    }

    /// Puts the parts of a bundle together, whose sums have been checked or need no check.
    pub(super) fn assemble(
        config: &[u8],
        tokenizer: &[u8],
        weights: Bytes,
        precision: Precision,
    ) -> Result<Bundle> {
        let config = Config::parse(config)?;
        let labels = Labels::parse(&config.labels)?;
        // The vocabulary and the weights take about as long as each other.
        let (vocabulary, network) = std::thread::scope(|scope| {
            let vocabulary = scope.spawn(|| Vocabulary::from_tokenizer_json(tokenizer));
            let network = || {
                let mut tensors = Tensors::parse(weights.as_slice(), precision)?;
                let encoder = PackedEncoder::read(&mut tensors, &config, &weights)?;
                let heads = Heads::read(&mut tensors, &config, labels.token_columns())?;
                tensors.finish()?;
                Ok::<_, Error>((encoder, heads))
            };
            let network = network();
            (vocabulary.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), network)
        });
        let (vocabulary, (encoder, heads)) = (vocabulary?, network?);
        if vocabulary.size() > config.vocab {
            let what = format!(
                "tokenizer.json has {} pieces; config.json says that the model knows {}",
                vocabulary.size(),
                config.vocab
            );
            return Err(Error::new(ErrorKind::Model, what));
        }
        Ok(Bundle {
            config,
            labels,
            vocabulary,
            encoder,
            heads,
            sha256: String::new(),
            #[cfg(feature = "torch")]
            weights,
        })
    }

    /// How long the model's windows may be.
    pub fn limits(&self) -> WindowLimits {
        WindowLimits::from(&self.config)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str) -> Vec<u8> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/tiny");
        std::fs::read(folder.join(name)).unwrap()
    }

    /// What is said of the tiny bundle when `from` in its config is replaced by `to`.
    fn refusal(from: &str, to: &str) -> String {
        let config = String::from_utf8(file("config.json")).unwrap();
        assert!(config.contains(from), "{config}");
        let weights = Bytes::Shared(Arc::new(file("model.safetensors")));
        let config = config.replacen(from, to, 1);
        let made = Bundle::assemble(
            config.as_bytes(),
            &file("tokenizer.json"),
            weights,
            Precision::Stored,
        );
        let error = made.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Model);
        error.to_string()
    }

    #[test]
    fn what_does_not_fit_is_named() {
        for (from, to, said) in [
            ("\"ffn\": 70", "\"ffn\": 71", "layers.0.up.bias has shape [70]"),
            ("\"layers\": 2", "\"layers\": 3", "no tensor layers.2.qkv.bias"),
            ("\"layers\": 2", "\"layers\": 1", "does not ask for"),
            ("\"heads\": 3", "\"heads\": 4", "does not divide hidden"),
            ("\"heads\": 3", "\"heads\": 3, \"experts\": 2", "unknown field `experts`"),
            ("\"arc\": 26,", "", "missing field `arc`"),
            ("bundle/1", "bundle/2", "reads \"actant-bundle/1\""),
            ("\"pieces\": 40", "\"pieces\": 400", "window.pieces is 400"),
        ] {
            let message = refusal(from, to);
            assert!(message.contains(said), "{message}");
        }
    }

    #[test]
    fn missing_and_damaged_files_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let names = ["config.json", "model.safetensors", "tokenizer.json", "SHA256SUMS"];
        for name in names {
            std::fs::write(folder.path().join(name), file(name)).unwrap();
        }
        Bundle::open(folder.path()).unwrap();
        let mut weights = file("model.safetensors");
        let last = weights.len() - 1;
        weights[last] ^= 1;
        std::fs::write(folder.path().join("model.safetensors"), weights).unwrap();
        let message = Bundle::open(folder.path()).unwrap_err().to_string();
        assert!(message.starts_with("model.safetensors: damaged"), "{message}");
        std::fs::remove_file(folder.path().join("tokenizer.json")).unwrap();
        let error = Bundle::open(folder.path()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Model);
        assert!(error.to_string().contains("tokenizer.json: not found"), "{error}");
    }
}
