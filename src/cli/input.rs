//! What a subcommand reads: arguments to a stream of articles.

use std::io::IsTerminal;
use std::path::Path;

use actant::corpus::{FieldNames, Format, Sources};
use actant::{Error, ErrorKind, Result};

/// The articles to read.
#[derive(Debug, Clone, clap::Args)]
pub struct Input {
    /// Text files (an article each), files of JSON lines, CSV, TSV or Parquet, folders or glob patterns, also as .gz and
    /// .zst; standard input when there are none, or for `-`.
    #[arg(value_name = "INPUT")]
    pub input: Vec<String>,
    /// How the input holds articles, whatever its names say.
    #[arg(long, value_enum, default_value_t = FormatFlag::Auto)]
    pub format: FormatFlag,
    #[command(flatten)]
    pub fields: Fields,
}

/// Which fields of a JSON record, or columns of a table, hold what.
#[derive(Debug, Clone, clap::Args)]
pub struct Fields {
    /// Field or column that holds the article's id.
    #[arg(long, value_name = "NAME", default_value = "id")]
    pub id_field: String,
    /// Field that holds the text.
    #[arg(long, value_name = "NAME", default_value = "text")]
    pub text_field: String,
    /// Field that holds the date of publication.
    #[arg(long, value_name = "NAME", default_value = "date")]
    pub date_field: String,
    /// Field that holds the headline; like every other field it passes through in `meta`.
    #[arg(long, value_name = "NAME", default_value = "title")]
    pub title_field: String,
}

/// A format by its name on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum FormatFlag {
    /// By the file's ending, else by its first bytes.
    Auto,
    /// A file is an article.
    Text,
    /// A line is an article.
    Jsonl,
    /// JSON objects in any layout, or an array of them.
    Json,
    /// A table with a header and commas between its fields.
    Csv,
    /// A table with a header and tabs between its fields.
    Tsv,
    /// A Parquet file.
    Parquet,
}

impl FormatFlag {
    /// The format that every source has, whatever its name says.
    pub fn forced(self) -> Option<Format> {
        match self {
            FormatFlag::Auto => None,
            FormatFlag::Text => Some(Format::Text),
            FormatFlag::Jsonl => Some(Format::Jsonl),
            FormatFlag::Json => Some(Format::Json),
            FormatFlag::Csv => Some(Format::Csv),
            FormatFlag::Tsv => Some(Format::Tsv),
            FormatFlag::Parquet => Some(Format::Parquet),
        }
    }
}

impl Input {
    /// The sources that the arguments name.
    ///
    /// # Errors
    /// If there is nothing to read at all.
    pub fn sources(&self, output: Option<&Path>) -> Result<Sources> {
        let nothing = |what: String| Err(Error::new(ErrorKind::Config, what));
        let mut arguments = self.input.clone();
        if arguments.is_empty() {
            if std::io::stdin().is_terminal() {
                return nothing("nothing to read: name files or folders, or pipe text in".into());
            }
            arguments.push("-".into());
        }
        if arguments.iter().filter(|a| *a == "-").count() > 1 {
            return nothing("standard input can be read once only".into());
        }
        let sources = Sources::resolve(&arguments, self.format.forced(), output);
        if sources.found.is_empty() {
            let failed: Vec<String> = sources.failed.iter().map(ToString::to_string).collect();
            return nothing(if failed.is_empty() {
                let (names, skipped) = (arguments.join(", "), sources.skipped);
                format!(
                    "{names}: no articles ({skipped} other files); read are .txt, .jsonl, .ndjson, .json, .csv, .tsv and .parquet, all but the last also with .gz or .zst"
                )
            } else {
                failed.join("\nerror: ")
            });
        }
        Ok(sources)
    }

    /// The names of the fields of a record.
    pub fn fields(&self) -> FieldNames {
        self.fields.names()
    }
}

impl Fields {
    /// The names.
    pub fn names(&self) -> FieldNames {
        FieldNames {
            id: self.id_field.clone(),
            text: self.text_field.clone(),
            date: self.date_field.clone(),
            title: self.title_field.clone(),
        }
    }
}
