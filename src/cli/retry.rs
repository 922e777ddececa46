//! `actant retry`: the articles that a run could not read or extract, once more.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use actant::corpus::run::{journal_path, rejected_path};
use actant::corpus::{
    Articles, Fate, Format, Lines, Manifest, Origin, Part, Place, Rejection, Source, Sources,
    decompressed, entries,
};
use actant::{Error, ErrorKind, Result};
use serde_json::{Map, Value};

use super::Outcome;
use super::extraction::Flags;
use super::input::{Fields, FormatFlag};
use super::log::Log;

/// Take up again what a run has rejected or failed at, with the settings of that run unless flags say otherwise.
///
/// The records go to an output of their own. The ids of OUT stay taken.
#[derive(Debug, Clone, clap::Args)]
pub struct Retry {
    /// The records of the run, beside which OUT.rejected.jsonl lies.
    #[arg(value_name = "OUT")]
    pub of: PathBuf,
    #[command(flatten)]
    fields: Fields,
    /// How the input of the run holds articles, where it must be read again.
    #[arg(long, value_enum, default_value_t = FormatFlag::Auto)]
    format: FormatFlag,
    #[command(flatten)]
    flags: Flags,
}

impl Retry {
    /// The settings that the run had, as flags have them.
    pub fn settings(of: &Path) -> Result<Map<String, Value>> {
        let manifest = Manifest::read(of)?;
        let settings = manifest.and_then(|m| m.run.get("settings")?.as_object().cloned());
        Ok(settings.unwrap_or_default())
    }

    /// For whom it tells what it does.
    pub fn log(&self) -> Log {
        self.flags.log
    }

    /// Runs the extraction.
    pub fn run(self) -> Result<Outcome> {
        let nothing = |what: String| Err(Error::new(ErrorKind::Config, what));
        let rejected = rejected_path(&self.of);
        if journal_path(&self.of).exists() {
            let of = self.of.display();
            return nothing(format!("{of}: its run is not finished; go on with extract --resume"));
        }
        if !rejected.exists() {
            let what = "no such file: the run has rejected nothing, or it is another one";
            return nothing(format!("{}: {what}", rejected.display()));
        }
        let sources = self.sources(&rejected)?;
        let of = self.of;
        self.flags
            .extract(sources, self.fields.names(), Map::new(), |articles| reserve(&of, articles))
    }

    /// The rejected articles, and those places of the input that must be read again.
    fn sources(&self, rejected: &Path) -> Result<Sources> {
        let failed = |e| Error::io(rejected, e);
        let file = File::open(rejected).map_err(failed)?;
        let bytes = file.metadata().map_err(failed)?.len();
        let name = rejected.to_string_lossy();
        // By name: single lines, and the first line of a rest.
        let mut again: BTreeMap<String, (BTreeSet<u64>, Option<u64>)> = BTreeMap::new();
        for entry in entries(BufReader::new(file), &name) {
            // A line that cannot be read is told of when its turn comes.
            let Ok(entry) = entry else { continue };
            let kept = entry.raw.is_some() || entry.raw_base64.is_some();
            if kept || entry.outcome == Fate::Duplicate {
                continue;
            }
            let (single, from) = again.entry(entry.source).or_default();
            match (entry.part, entry.line) {
                (Part::Record, Some(line)) => _ = single.insert(line),
                (_, line) => {
                    let line = line.unwrap_or(0);
                    *from = Some(from.map_or(line, |other| other.min(line)));
                }
            }
        }
        let mut all = Sources { bytes, ..Sources::default() };
        all.found.push(Source {
            origin: Origin::File(rejected.to_owned()),
            name: name.as_ref().into(),
            format: Format::Rejected,
            lines: Lines::All,
        });
        for (name, (single, from)) in again {
            if name == "stdin" {
                let place = Place { source: name.as_str().into(), line: None };
                let why = "standard input cannot be read again; extract from a file";
                all.failed.push(Rejection::of_rest(place, why));
                continue;
            }
            let found = Sources::resolve(&[name], self.format.forced(), None);
            all.bytes += found.bytes;
            all.failed.extend(found.failed);
            all.found.extend(found.found.into_iter().map(|source| {
                let lines = Lines::Some { single: single.clone(), from };
                Source { lines, ..source }
            }));
        }
        Ok(all)
    }
}

/// Marks the articles of the records of the output `of` as read.
fn reserve(of: &Path, articles: &mut Articles) -> Result<()> {
    #[derive(serde::Deserialize)]
    struct Known {
        id: String,
        text: String,
    }
    for of in Manifest::records(of)?.iter().filter(|of| of.exists()) {
        let failed = |e| Error::io(of, e);
        let reader = decompressed(File::open(of).map_err(failed)?).map_err(failed)?;
        let source: Arc<str> = of.to_string_lossy().into();
        for (line, number) in reader.lines().zip(1..) {
            let line = line.map_err(failed)?;
            let known: Known = serde_json::from_str(&line).map_err(|e| {
                let message = format!("{}:{number}: not a record: {e}", of.display());
                Error::new(ErrorKind::Input, message).with_source(e)
            })?;
            let place = Place { source: source.clone(), line: Some(number) };
            articles.reserve(&known.id, &known.text, &place)?;
        }
    }
    Ok(())
}
