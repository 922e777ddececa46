//! `actant config`: which settings are in force, and who has set them.

use std::ffi::OsString;
use std::io::Write;

use actant::Result;
use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory};

use super::extract::Extract;
use super::{Cli, Outcome, arguments};

/// Print the settings that extract would run with, as an actant.toml; takes the flags of extract.
#[derive(Debug, clap::Args)]
pub struct Config {
    #[command(flatten)]
    _extract: Extract,
}

impl Config {
    /// Prints them.
    pub fn run(self) -> Result<Outcome> {
        let given: Vec<OsString> = std::env::args_os().collect();
        let command = Cli::command();
        // Once as it was written, once with the settings of the file.
        let written = command.clone().get_matches_from(&given);
        let all = arguments::parse(command.clone(), given)?;
        let (Some(written), Some(all)) =
            (written.subcommand_matches("config"), all.subcommand_matches("config"))
        else {
            return Ok(Outcome::Clean);
        };
        let (file, settings) = arguments::configured(&command, written)?;
        let file = file.map_or(String::new(), |file| file.display().to_string());
        let mut text = String::new();
        for name in arguments::flags(&command, "config") {
            let id = name.replace('-', "_");
            let source = if written.value_source(&id) == Some(ValueSource::CommandLine) {
                "flag"
            } else if settings.iter().any(|(key, _)| *key == name) {
                &file
            } else {
                "default"
            };
            match value(all, &id) {
                Some(value) => text.push_str(&format!("{name} = {value}  # {source}\n")),
                None => text.push_str(&format!("# {name} is not set\n")),
            }
        }
        let _ = std::io::stdout().write_all(text.as_bytes());
        Ok(Outcome::Clean)
    }
}

/// The value of a flag as TOML.
fn value(matches: &ArgMatches, id: &str) -> Option<String> {
    let raw: Vec<_> = matches.get_raw(id)?.map(|raw| raw.to_string_lossy()).collect();
    let text = raw.last()?;
    if matches!(text.as_ref(), "true" | "false") || text.parse::<f64>().is_ok_and(f64::is_finite) {
        return Some(text.to_string());
    }
    Some(toml::Value::from(text.as_ref()).to_string())
}
