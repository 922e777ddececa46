//! Where a model's files are.

use std::path::{Path, PathBuf};

use super::hub::{Hub, Name};
use super::model_error;
use crate::error::{Error, ErrorKind, Result};

/// The files that a token classifier is read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Files {
    /// Where they lie.
    pub folder: PathBuf,
    pub config: PathBuf,
    pub tokenizer: PathBuf,
    pub weights: PathBuf,
}

pub(super) const CONFIG: &str = "config.json";
pub(super) const TOKENIZER: &str = "tokenizer.json";
/// What weights lie in, the better first.
pub(super) const WEIGHTS: [&str; 2] = ["model.safetensors", "pytorch_model.bin"];
/// What lies beside weights that are spread over several files.
pub(super) const INDICES: [&str; 2] =
    ["model.safetensors.index.json", "pytorch_model.bin.index.json"];

impl Files {
    /// The files of the model in a folder, or of this name on the hub.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] if one is missing, with where it was looked for and what to do; [`ErrorKind::Config`] if
    /// `model` is neither a folder nor a name; [`ErrorKind::Io`] if the hub cannot be reached.
    pub fn find(model: &str) -> Result<Files> {
        let folder = Path::new(model);
        if folder.is_dir() {
            return Files::in_folder(folder);
        }
        match model.parse::<Name>() {
            Ok(name) if !folder.exists() => {
                Hub::from_environment(|key| std::env::var(key).ok())?.files(&name)
            }
            _ => {
                let what = format!(
                    "{model}: neither a folder nor the name of a model on the hub, as owner/name"
                );
                Err(Error::new(ErrorKind::Config, what))
            }
        }
    }

    /// The files in a folder.
    pub fn in_folder(folder: &Path) -> Result<Files> {
        let found = |name: &str| Some(folder.join(name)).filter(|path| path.is_file());
        let needed = |name: &str| {
            found(name)
                .ok_or_else(|| missing(folder, name, "a folder with a token classifier has it"))
        };
        let weights = WEIGHTS.iter().find_map(|name| found(name));
        let (config, tokenizer) = (needed(CONFIG)?, tokenizer(folder, found(TOKENIZER))?);
        let weights = match weights {
            Some(weights) => weights,
            None => {
                return Err(no_weights(folder, INDICES.iter().any(|name| found(name).is_some())));
            }
        };
        Ok(Files { folder: folder.to_owned(), config, tokenizer, weights })
    }
}

/// The tokenizer, or how to make it.
pub(super) fn tokenizer(folder: &Path, found: Option<PathBuf>) -> Result<PathBuf> {
    found.ok_or_else(|| {
        let how = "models of before 2021 may lack it; in Python, transformers.AutoTokenizer.from_pretrained(MODEL).save_pretrained(FOLDER) \
                   makes it of their vocabulary";
        missing(folder, TOKENIZER, how)
    })
}

pub(super) fn no_weights(folder: &Path, spread: bool) -> Error {
    let names = WEIGHTS.join(" and no ");
    let how = match spread {
        false => "the weights of a token classifier are in one of them",
        true => {
            "the weights are spread over several files; in Python, save_pretrained(FOLDER, max_shard_size=\"100GB\") makes one"
        }
    };
    missing(folder, &names, how)
}

pub(super) fn missing(folder: &Path, name: &str, how: &str) -> Error {
    model_error(format!("{}: no {name}; {how}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let said = || Files::in_folder(path).unwrap_err().to_string();
        assert!(said().contains("no config.json"), "{}", said());
        std::fs::write(path.join("config.json"), "{}").unwrap();
        assert!(said().contains("no tokenizer.json; models of before 2021"), "{}", said());
        std::fs::write(path.join("tokenizer.json"), "{}").unwrap();
        assert!(
            said().contains("no model.safetensors and no pytorch_model.bin; the weights of"),
            "{}",
            said()
        );
        std::fs::write(path.join("model.safetensors.index.json"), "{}").unwrap();
        assert!(said().contains("spread over several files"), "{}", said());
        std::fs::write(path.join("pytorch_model.bin"), "").unwrap();
        assert!(Files::in_folder(path).unwrap().weights.ends_with("pytorch_model.bin"));
        std::fs::write(path.join("model.safetensors"), "").unwrap();
        assert!(Files::in_folder(path).unwrap().weights.ends_with("model.safetensors"));
        assert!(said_of("no/such/folder/here").contains("neither a folder nor the name"));
        assert!(said_of(path.join("config.json").to_str().unwrap()).contains("neither a folder"));
    }

    fn said_of(model: &str) -> String {
        let error = Files::find(model).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        error.to_string()
    }
}
