//! Models of the Hugging Face hub, or of the cache that its programs share.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use hf_hub::api::sync::{ApiBuilder, ApiError, ApiRepo};
use hf_hub::{Cache, Repo, RepoType};

use super::files::{self, CONFIG, Files, INDICES, TOKENIZER, WEIGHTS};
use crate::error::{Error, ErrorKind, Result};

/// The name of a model: `owner/name`, or `name` alone for some old ones, perhaps with `@revision` behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    id: String,
    revision: String,
}

impl FromStr for Name {
    type Err = ();

    fn from_str(text: &str) -> std::result::Result<Name, ()> {
        let (id, revision) = text.split_once('@').unwrap_or((text, "main"));
        let part = |part: &str| {
            let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
            !part.is_empty() && part.chars().all(known) && !part.starts_with('.')
        };
        let parts: Vec<&str> = id.split('/').collect();
        if parts.len() > 2 || !parts.iter().all(|p| part(p)) || !revision.split('/').all(part) {
            return Err(());
        }
        Ok(Name { id: id.to_owned(), revision: revision.to_owned() })
    }
}

/// How the hub is to be reached, and where what comes from it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hub {
    cache: PathBuf,
    offline: bool,
    token: Option<String>,
    endpoint: Option<String>,
}

impl Hub {
    /// As the environment has it: `HF_HOME` or `HF_HUB_CACHE` say where the cache is, `HF_HUB_OFFLINE` that nothing is to be
    /// downloaded, `HF_TOKEN` who asks, `HF_ENDPOINT` whom. Without them it is as for Hugging Face's own programs.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if nothing says where the cache is.
    pub fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Result<Hub> {
        let set = |key: &str| variable(key).filter(|value| !value.trim().is_empty());
        let home = || {
            let cache = set("XDG_CACHE_HOME").map(PathBuf::from);
            let cache = cache.or_else(|| set("HOME").map(|home| Path::new(&home).join(".cache")));
            cache.map(|cache| cache.join("huggingface"))
        };
        let cache = set("HF_HUB_CACHE").map(PathBuf::from).or_else(|| {
            set("HF_HOME").map(PathBuf::from).or_else(home).map(|home| home.join("hub"))
        });
        let cache = cache.ok_or_else(|| {
            let what =
                "neither HF_HOME nor HOME says where models of the hub are kept; set one of them";
            Error::new(ErrorKind::Config, what)
        })?;
        let yes = |value: String| {
            matches!(value.to_ascii_uppercase().as_str(), "1" | "ON" | "YES" | "TRUE")
        };
        let token = set("HF_TOKEN").map(|token| token.trim().to_owned());
        Ok(Hub {
            // Where `huggingface-cli login` has left it.
            token: token.or_else(|| Cache::new(cache.clone()).token()),
            cache,
            offline: set("HF_HUB_OFFLINE").is_some_and(yes),
            endpoint: set("HF_ENDPOINT"),
        })
    }

    /// The files of a model: from the cache where it has them, else downloaded into it.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] if the model lacks one, or the cache does and nothing is to be downloaded; [`ErrorKind::Io`] if the
    /// hub cannot be reached or does not let us in.
    pub fn files(&self, name: &Name) -> Result<Files> {
        let repo = Repo::with_revision(name.id.clone(), RepoType::Model, name.revision.clone());
        let shelf = self.cache.join(repo.folder_name());
        let cached = |file: &str| self.cached(&repo, &shelf, name, file);
        let online = match self.offline {
            true => None,
            false => Some(self.online(&repo, name)?),
        };
        let find = |file: &str| match (cached(file), &online) {
            (Some(path), _) => Ok(Some(path)),
            (None, Some(online)) => self.download(online, name, file),
            (None, None) => Ok(None),
        };
        let needed = |file: &str, found: Option<PathBuf>| {
            found.ok_or_else(|| match self.offline {
                true => self.not_cached(name, &shelf, file),
                false => files::missing(
                    Path::new(&name.id),
                    file,
                    "no token classifier on the hub is without it",
                ),
            })
        };
        let config = needed(CONFIG, find(CONFIG)?)?;
        let tokenizer = match find(TOKENIZER)? {
            None if self.offline => return Err(self.not_cached(name, &shelf, TOKENIZER)),
            found => files::tokenizer(Path::new(&name.id), found)?,
        };
        // What is there is good enough.
        let mut weights = WEIGHTS.iter().find_map(|file| cached(file));
        for file in WEIGHTS {
            if weights.is_none() {
                weights = find(file)?;
            }
        }
        let weights = match weights {
            Some(weights) => weights,
            None if self.offline => {
                return Err(self.not_cached(name, &shelf, &WEIGHTS.join(" and no ")));
            }
            None => {
                let spread = INDICES.iter().any(|file| matches!(find(file), Ok(Some(_))));
                return Err(files::no_weights(Path::new(&name.id), spread));
            }
        };
        let folder = config.parent().unwrap_or(&shelf).to_owned();
        Ok(Files { folder, config, tokenizer, weights })
    }

    /// A file that the cache has.
    fn cached(&self, repo: &Repo, shelf: &Path, name: &Name, file: &str) -> Option<PathBuf> {
        let of_commit = shelf.join("snapshots").join(&name.revision).join(file);
        let of_branch = || Cache::new(self.cache.clone()).repo(repo.clone()).get(file);
        Some(of_commit).filter(|path| path.exists()).or_else(of_branch)
    }

    fn online(&self, repo: &Repo, name: &Name) -> Result<ApiRepo> {
        let mut builder = ApiBuilder::from_cache(Cache::new(self.cache.clone()))
            .with_token(self.token.clone())
            // What is told of a run has one voice.
            .with_progress(false);
        if let Some(endpoint) = &self.endpoint {
            builder = builder.with_endpoint(endpoint.trim_end_matches('/').to_owned());
        }
        let api = builder.build().map_err(|e| self.unreached(name, CONFIG, &e))?;
        Ok(api.repo(repo.clone()))
    }

    /// Downloads a file; `None` if the model has none of this name.
    fn download(&self, online: &ApiRepo, name: &Name, file: &str) -> Result<Option<PathBuf>> {
        match online.download(file) {
            Ok(path) => Ok(Some(path)),
            // The hub says 401 of models that are not there, too.
            Err(error) if file != CONFIG && error.to_string().contains("status code 404") => {
                Ok(None)
            }
            Err(error) => Err(self.unreached(name, file, &error)),
        }
    }

    fn unreached(&self, name: &Name, file: &str, error: &ApiError) -> Error {
        let said = error.to_string();
        let refused =
            ["401", "403", "404"].iter().any(|code| said.contains(&format!("status code {code}")));
        let advice = match (refused, &self.token) {
            (true, None) => {
                "is its name right? models that are not public need HF_TOKEN".to_owned()
            }
            (true, Some(_)) => {
                "is its name right, and may the owner of HF_TOKEN read it?".to_owned()
            }
            (false, _) => format!(
                "without the network, give --ner-model a folder with {CONFIG}, {TOKENIZER} and {}, or put the model into the cache, {}",
                WEIGHTS[0],
                self.cache.display()
            ),
        };
        let Name { id, revision } = name;
        Error::new(
            ErrorKind::Io,
            format!("model {id}@{revision}: {file} cannot be downloaded: {said}; {advice}"),
        )
    }

    fn not_cached(&self, name: &Name, shelf: &Path, file: &str) -> Error {
        let Name { id, revision } = name;
        let place = match std::fs::read_to_string(shelf.join("refs").join(revision)) {
            Ok(commit) => shelf.join("snapshots").join(commit.trim()),
            Err(_) => shelf.to_owned(),
        };
        let what = match shelf.is_dir() {
            true => format!("no {file} of it in {}", place.display()),
            false => format!("it is not in the cache, {}", self.cache.display()),
        };
        let message = format!(
            "model {id}@{revision}: HF_HUB_OFFLINE is set, and {what}; unset it, or give --ner-model a folder with the model"
        );
        Error::new(ErrorKind::Model, message)
    }
}

#[cfg(test)]
#[path = "hub_test.rs"]
mod tests;
