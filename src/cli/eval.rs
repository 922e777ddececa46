//! `actant eval`: scores of any system, or of the model, against labelled data. One file a layer.

use std::io::Write;

use actant::doc::Document;
use actant::eval::Report;
use actant::{Error, ErrorKind, Result};

use super::Outcome;
use super::model::Model;

pub mod labelled_files;
mod mentions;
mod parse;
mod relations;
mod tokens;

/// Score predictions against labelled data.
#[derive(Debug, clap::Args)]
pub struct Eval {
    #[command(subcommand)]
    layer: Layer,
}

#[derive(Debug, clap::Subcommand)]
enum Layer {
    Relations(relations::Relations),
    Mentions(mentions::Mentions),
    Parse(parse::Parse),
    Tokens(tokens::Tokens),
}

impl Eval {
    /// Runs the evaluation.
    pub fn run(self) -> Result<Outcome> {
        match self.layer {
            Layer::Relations(relations) => relations.run(),
            Layer::Mentions(mentions) => mentions.run(),
            Layer::Parse(parse) => parse.run(),
            Layer::Tokens(tokens) => tokens.run(),
        }
    }
}

/// How an evaluation is printed and what counts as failing.
#[derive(Debug, clap::Args)]
struct Printing {
    /// Print the figures as JSON instead of tables.
    #[arg(long)]
    json: bool,
    /// Exit with code 4 if a figure is below a bound; may be given several times.
    #[arg(long, value_name = "FIGURE=MINIMUM")]
    fail_under: Vec<String>,
}

/// Runs the model; articles that have tokens keep them.
fn predict(model: &Model, documents: Vec<Document>) -> Result<Vec<Document>> {
    // A score over some of the articles would be no score: the first that fails ends the run.
    model.pipeline()?.extract_batch(documents).into_iter().collect()
}

fn parse_bound(bound: &str) -> Result<(&str, f64)> {
    bound.split_once('=').and_then(|(key, minimum)| Some((key, minimum.parse().ok()?))).ok_or_else(
        || {
            let what = format!("--fail-under {bound:?}: write FIGURE=MINIMUM");
            Error::new(ErrorKind::Config, what)
        },
    )
}

impl Printing {
    /// Prints the report and checks its figures against the bounds.
    fn finish(&self, report: &Report) -> Result<Outcome> {
        let text =
            if self.json { format!("{:#}\n", report.to_json()) } else { report.text.clone() };
        // A closed pipe is the reader's wish to stop, not a failure.
        let _ = std::io::stdout().write_all(text.as_bytes());
        let mut outcome = Outcome::Clean;
        for bound in &self.fail_under {
            let (key, minimum) = parse_bound(bound)?;
            let Some(figure) = report.figure(key) else {
                let known: Vec<&str> = report.figures.iter().map(|f| f.key.as_str()).collect();
                let what = format!("no figure {key:?}; there are {}", known.join(", "));
                return Err(Error::new(ErrorKind::Config, what));
            };
            // A figure that is not a number is below every bound.
            if figure.value.partial_cmp(&minimum).is_none_or(std::cmp::Ordering::is_lt) {
                eprintln!("{key} = {:.4} is below {minimum}", figure.value);
                outcome = Outcome::BelowBound;
            }
        }
        Ok(outcome)
    }
}
