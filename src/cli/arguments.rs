//! Command lines, with what a configuration file and an earlier run add to them.
//!
//! A setting of the file is put into the command line as the flag of its name, before the user's own, and the last of two
//! equal flags holds. So a setting is whatever the flag is, and there is no second list of them.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use actant::{Error, ErrorKind, Result};
use clap::{ArgMatches, Command};

use super::retry::Retry;

/// The file that is read where none is named.
const FILE: &str = "actant.toml";
/// Subcommands that settings are for.
const CONFIGURED: [&str; 3] = ["extract", "retry", "config"];
/// Flags that are for one run, and no settings.
const NO_SETTINGS: [&str; 7] = ["config", "dry-run", "force", "help", "output", "resume", "rows"];

/// A setting: the long name of a flag, and its value.
pub type Setting = (String, String);

/// The matches of a command line. What is wrong with it alone ends the program, with help where that is asked for.
///
/// # Errors
/// [`ErrorKind::Config`] if the configuration file cannot be read or understood.
pub fn parse(command: Command, arguments: Vec<OsString>) -> Result<ArgMatches> {
    let command = CONFIGURED.iter().fold(command, |command, name| {
        command.mut_subcommand(name, |sub| sub.args_override_self(true))
    });
    let plain = command.clone().get_matches_from(&arguments);
    let Some((name, matches)) = plain.subcommand().filter(|(name, _)| CONFIGURED.contains(name))
    else {
        return Ok(plain);
    };
    let mut settings = Vec::new();
    if name == "retry"
        && let Some(of) = matches.get_one::<PathBuf>("of")
    {
        let known = flags(&command, name);
        for (setting, value) in Retry::settings(of)? {
            // Memory belongs to the machine. Of the settings of a later version, some may be unknown.
            let taken = setting != "memory" && known.contains(&setting);
            if let (true, Some(value)) = (taken, value.as_str()) {
                settings.push((setting, value.to_owned()));
            }
        }
    }
    let (file, configured) = configured(&command, matches)?;
    let known = flags(&command, name);
    settings.extend(configured.into_iter().filter(|(setting, _)| known.contains(setting)));
    if settings.is_empty() {
        return Ok(plain);
    }
    let at = arguments.iter().position(|argument| argument == name).unwrap_or(0) + 1;
    let (before, behind) = arguments.split_at(at.min(arguments.len()));
    let inserted = settings.into_iter().map(|(setting, value)| match value.as_str() {
        "true" => format!("--{setting}").into(),
        _ => format!("--{setting}={value}").into(),
    });
    let all = before.iter().cloned().chain(inserted).chain(behind.iter().cloned());
    command.try_get_matches_from(all).map_err(|error| {
        // By themselves the arguments were in order.
        let text = error.to_string();
        let text = text.trim_start_matches("error: ").lines().next().unwrap_or_default();
        let file = file.unwrap_or_else(|| "the settings of that run".into());
        Error::new(ErrorKind::Config, format!("{}: {text}", file.display()))
    })
}

/// The settings of the configuration file that the matches of a subcommand name, or of the usual one, with its name.
///
/// # Errors
/// [`ErrorKind::Config`] if it cannot be read, is no TOML, or has a key that is no setting.
pub fn configured(
    command: &Command,
    matches: &ArgMatches,
) -> Result<(Option<PathBuf>, Vec<Setting>)> {
    let named = matches.get_one::<PathBuf>("config").cloned();
    let file = match named {
        Some(file) => file,
        None if Path::new(FILE).exists() => FILE.into(),
        None => return Ok((None, Vec::new())),
    };
    let refused = |what: String| {
        Error::new(ErrorKind::Config, format!("{}: {}", file.display(), what.trim_end()))
    };
    let text = std::fs::read_to_string(&file).map_err(|e| refused(e.to_string()))?;
    let table: toml::Table = text.parse().map_err(|e: toml::de::Error| refused(e.to_string()))?;
    let known = flags(command, "extract");
    let mut settings = Vec::new();
    for (key, value) in table {
        if !known.contains(&key) {
            let what = format!("unknown setting {key:?}; there are {}", known.join(", "));
            return Err(refused(what));
        }
        let value = match value {
            toml::Value::Boolean(false) => continue,
            toml::Value::Boolean(true) => "true".to_owned(),
            toml::Value::String(text) => text,
            toml::Value::Integer(number) => number.to_string(),
            toml::Value::Float(number) => number.to_string(),
            toml::Value::Array(items) if items.iter().all(toml::Value::is_str) => {
                let items: Vec<&str> = items.iter().filter_map(toml::Value::as_str).collect();
                items.join(",")
            }
            other => {
                let what = format!("{key} is {}; write a string or a number", other.type_str());
                return Err(refused(what));
            }
        };
        settings.push((key, value));
    }
    Ok((Some(file), settings))
}

/// The long names of a subcommand's flags that are settings, in the order of the help.
pub fn flags(command: &Command, subcommand: &str) -> Vec<String> {
    let arguments =
        command.find_subcommand(subcommand).into_iter().flat_map(Command::get_arguments);
    let names = arguments.filter_map(|argument| argument.get_long().map(str::to_owned));
    names.filter(|name| !NO_SETTINGS.contains(&name.as_str())).collect()
}
