//! `actant eval`: scores of any system, or of the model, against labelled data. One file a layer.

use std::cmp::Ordering;
use std::io::Write;

use actant::doc::Document;
use actant::eval::Report;
use actant::{Error, ErrorKind, Result};

use super::Outcome;
use super::colour::{Colour, with_headings};
use super::model::Model;

mod carb;
mod coref;
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
    Coref(coref::Coref),
    Parse(parse::Parse),
    Tokens(tokens::Tokens),
    Carb(carb::Carb),
}

impl Eval {
    /// Runs the evaluation.
    pub fn run(self) -> Result<Outcome> {
        match self.layer {
            Layer::Relations(relations) => relations.run(),
            Layer::Mentions(mentions) => mentions.run(),
            Layer::Coref(coref) => coref.run(),
            Layer::Parse(parse) => parse.run(),
            Layer::Tokens(tokens) => tokens.run(),
            Layer::Carb(carb) => carb.run(),
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
    fail_under: Vec<Bound>,
    /// Exit with code 4 if a figure of which less is better is above a bound; may be given several times.
    #[arg(long, value_name = "FIGURE=MAXIMUM")]
    fail_over: Vec<Bound>,
    /// When to colour the tables.
    #[arg(long, value_enum, default_value_t = Colour::Auto)]
    color: Colour,
}

/// A figure and a number that it is held against.
#[derive(Debug, Clone)]
struct Bound {
    key: String,
    value: f64,
}

impl std::str::FromStr for Bound {
    type Err = Error;
    fn from_str(text: &str) -> Result<Bound> {
        let parts = text.split_once('=').and_then(|(key, value)| {
            let value: f64 = value.parse().ok().filter(|v: &f64| !v.is_nan())?;
            Some(Bound { key: key.to_owned(), value })
        });
        parts.ok_or_else(|| {
            Error::new(ErrorKind::Config, "write the name of a figure, = and a number")
        })
    }
}

/// Runs the model; articles that have tokens keep them.
fn predict(model: &Model, documents: Vec<Document>) -> Result<Vec<Document>> {
    // A score over some of the articles would be no score: the first that fails ends the run.
    model.pipeline()?.extract_batch(documents).into_iter().collect()
}

impl Printing {
    /// Prints the report and checks its figures against the bounds.
    fn finish(&self, report: &Report) -> Result<Outcome> {
        let text = match self.json {
            true => format!("{:#}\n", report.to_json()),
            false if self.color.on_stdout() => with_headings(&report.text),
            false => report.text.clone(),
        };
        // A closed pipe is the reader's wish to stop, not a failure.
        let _ = std::io::stdout().write_all(text.as_bytes());
        let mut outcome = Outcome::Clean;
        // A figure that is not a number meets no bound.
        let under = self.fail_under.iter().map(|bound| (bound, Ordering::is_ge as fn(_) -> _));
        let over = self.fail_over.iter().map(|bound| (bound, Ordering::is_le as fn(_) -> _));
        for (bound, holds) in under.chain(over) {
            let Bound { key, value } = bound;
            let Some(figure) = report.figure(key) else {
                let known: Vec<&str> = report.figures.iter().map(|f| f.key.as_str()).collect();
                let what = format!("no figure {key:?}; there are {}", known.join(", "));
                return Err(Error::new(ErrorKind::Config, what));
            };
            if !figure.value.partial_cmp(value).is_some_and(holds) {
                let side = if figure.value > *value { "above" } else { "below" };
                eprintln!("{key} = {:.4} is {side} {value}", figure.value);
                outcome = Outcome::OutOfBounds;
            }
        }
        Ok(outcome)
    }
}
