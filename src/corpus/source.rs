//! From command-line arguments to the files that hold articles.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::run::{duplicates_path, manifest_path, rejected_path};
use super::{Place, Rejection};

/// Endings of the files that are read in folders, each also with `.gz` or `.zst` behind it (which Parquet files are refused
/// with: they cannot be read as a stream).
const ENDINGS: [(&str, Format); 7] = [
    ("txt", Format::Text),
    ("jsonl", Format::Jsonl),
    ("ndjson", Format::Jsonl),
    ("json", Format::Json),
    ("csv", Format::Csv),
    ("tsv", Format::Tsv),
    ("parquet", Format::Parquet),
];

/// How a file holds articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One article, the whole file.
    Text,
    /// One JSON object a line.
    Jsonl,
    /// JSON objects in any layout: a line each, spread over lines, or in one array.
    Json,
    /// A table with a header: fields separated by commas, quoted as in RFC 4180.
    Csv,
    /// The same with tabs.
    Tsv,
    /// A Parquet file.
    Parquet,
    /// To be told by the content: Parquet by its first bytes, JSON if it begins with an object, else text.
    Auto,
    /// A file of rejected articles; those that it holds are read again.
    Rejected,
}

/// Which lines of a source are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Lines {
    /// All of them.
    #[default]
    All,
    /// The articles that begin in these, and all from a line on.
    Some {
        /// Single ones.
        single: BTreeSet<u64>,
        /// The first of a rest.
        from: Option<u64>,
    },
}

impl Lines {
    /// Whether an article that begins in `line` is wanted; one that is the file is.
    pub fn wants(&self, line: Option<u64>) -> bool {
        match (self, line) {
            (Lines::All, _) | (_, None) => true,
            (Lines::Some { single, from }, Some(line)) => {
                single.contains(&line) || from.is_some_and(|from| line >= from)
            }
        }
    }
}

/// Where bytes come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
}

/// One stream of articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its bytes.
    pub origin: Origin,
    /// How it is named in ids and messages: the path as given.
    pub name: Arc<str>,
    /// How it holds articles.
    pub format: Format,
    /// Which of its lines are wanted.
    pub lines: Lines,
}

/// What a command line names.
#[derive(Debug, Default)]
pub struct Sources {
    /// What there is to read, in reading order.
    pub found: Vec<Source>,
    /// Arguments and files that cannot be read.
    pub failed: Vec<Rejection>,
    /// Files and folders passed over in folders, because their ending is unknown or their name begins with a dot.
    pub skipped: usize,
    /// Bytes of all files found, as they lie on disk.
    pub bytes: u64,
}

impl Sources {
    /// Resolves arguments in their order: `-` is standard input, folders are walked in order of names, what is no file is
    /// tried as a glob pattern. `forced` overrides what endings say; `output` is the file that will be written, which is
    /// never read in a folder, nor are the files that a run writes beside it.
    pub fn resolve(arguments: &[String], forced: Option<Format>, output: Option<&Path>) -> Sources {
        let outputs = output.into_iter().flat_map(|path| {
            [path.to_owned(), rejected_path(path), duplicates_path(path), manifest_path(path)]
                .into_iter()
                .filter_map(|path| path.canonicalize().ok())
        });
        let outputs = outputs.collect();
        let mut walk = Walk { sources: Sources::default(), forced, outputs, above: Vec::new() };
        for argument in arguments {
            walk.argument(argument);
        }
        walk.sources
    }
}

struct Walk {
    sources: Sources,
    forced: Option<Format>,
    outputs: Vec<PathBuf>,
    /// The folders that the walk is inside of, so that a link to one of them is not followed.
    above: Vec<PathBuf>,
}

impl Walk {
    fn fail(&mut self, path: &Path, why: impl std::fmt::Display) {
        let source = path.to_string_lossy().into();
        let rejection = Rejection::of_rest(Place { source, line: None }, why.to_string());
        self.sources.failed.push(rejection);
    }

    fn argument(&mut self, argument: &str) {
        if argument == "-" {
            self.sources.found.push(Source {
                origin: Origin::Stdin,
                name: "stdin".into(),
                format: self.forced.unwrap_or(Format::Auto),
                lines: Lines::All,
            });
            return;
        }
        let path = Path::new(argument);
        match fs::metadata(path) {
            Ok(_) => self.path(path, true),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                if argument.contains(['*', '?', '[']) {
                    self.pattern(argument);
                } else {
                    self.fail(path, "no such file or folder");
                }
            }
            Err(error) => self.fail(path, error),
        }
    }

    fn pattern(&mut self, pattern: &str) {
        let matches = match glob::glob(pattern) {
            Ok(matches) => matches,
            Err(error) => return self.fail(Path::new(pattern), format!("not a pattern: {error}")),
        };
        let mut paths = BTreeSet::new();
        for path in matches {
            match path {
                Ok(path) => _ = paths.insert(path),
                Err(error) => self.fail(error.path(), error.error()),
            }
        }
        if paths.is_empty() {
            self.fail(Path::new(pattern), "no file matches this pattern");
        }
        for path in paths {
            self.path(&path, true);
        }
    }

    /// A file or folder, `named` by the user or met in a folder.
    fn path(&mut self, path: &Path, named: bool) {
        let metadata = match fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(error) => return self.fail(path, error),
        };
        if metadata.is_dir() {
            return self.folder(path);
        }
        let format = by_ending(path);
        if !named && format.is_none() {
            self.sources.skipped += 1;
            return;
        }
        let is_output = |real| self.outputs.contains(&real);
        if !named && !self.outputs.is_empty() && path.canonicalize().is_ok_and(is_output) {
            self.sources.skipped += 1;
            return;
        }
        // A file that cannot be opened is better known before the work than in the middle of it.
        if named
            && metadata.is_file()
            && let Err(error) = fs::File::open(path)
        {
            return self.fail(path, error);
        }
        self.sources.bytes += metadata.len();
        self.sources.found.push(Source {
            origin: Origin::File(path.to_owned()),
            name: path.to_string_lossy().into(),
            format: self.forced.or(format).unwrap_or(Format::Auto),
            lines: Lines::All,
        });
    }

    fn folder(&mut self, folder: &Path) {
        let real = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        if self.above.contains(&real) {
            self.sources.skipped += 1;
            return;
        }
        let entries = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let mut entries = match entries {
            Ok(entries) => entries,
            Err(error) => return self.fail(folder, error),
        };
        entries.sort_by_key(fs::DirEntry::file_name);
        self.above.push(real);
        for entry in entries {
            if entry.file_name().as_encoded_bytes().starts_with(b".") {
                self.sources.skipped += 1;
            } else {
                self.path(&entry.path(), false);
            }
        }
        self.above.pop();
    }
}

fn by_ending(path: &Path) -> Option<Format> {
    let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
    let name = name.strip_suffix(".gz").or(name.strip_suffix(".zst")).unwrap_or(&name);
    let (_, ending) = name.rsplit_once('.')?;
    ENDINGS.iter().find(|(known, _)| *known == ending).map(|&(_, format)| format)
}

#[cfg(test)]
#[path = "source_test.rs"]
mod tests;
