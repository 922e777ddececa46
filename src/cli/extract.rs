//! `actant extract`: articles in, records out.

use actant::Result;
use serde_json::Map;

use super::Outcome;
use super::extraction::Flags;
use super::forecast::forecast;
use super::input::Input;
use super::log::Log;

/// Read articles, write one JSON record each.
#[derive(Debug, Clone, clap::Args)]
pub struct Extract {
    #[command(flatten)]
    input: Input,
    /// Extract a sample, write nothing, and tell how long the corpus would take and how large its output would be.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    flags: Flags,
}

impl Extract {
    /// For whom it tells what it does.
    pub fn log(&self) -> Log {
        self.flags.log
    }

    /// Runs the extraction.
    pub fn run(self) -> Result<Outcome> {
        let sources = self.input.sources(self.flags.path())?;
        if self.dry_run {
            return forecast(&self.flags, sources, self.input.fields());
        }
        let format = clap::ValueEnum::to_possible_value(&self.input.format);
        let format = format.map_or(String::new(), |value| value.get_name().to_owned());
        let extra = Map::from_iter([("format".to_owned(), format.into())]);
        self.flags.extract(sources, self.input.fields(), extra, |_| Ok(()))
    }
}
