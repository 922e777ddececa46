//! `actant eval`: scores of any system, or of the model, against labelled data.

use std::io::Write;
use std::path::PathBuf;

use actant::eval::{self, Kinds, Report};
use actant::{Error, ErrorKind, Result};

use super::Outcome;

/// Score predictions against labelled data.
#[derive(Debug, clap::Args)]
pub struct Eval {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    Relations(Relations),
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

/// Score relations: gold records of the output contract against predicted ones (or against the model's).
#[derive(Debug, clap::Args)]
struct Relations {
    /// Labelled articles, JSONL.
    gold: PathBuf,
    /// Predicted articles, JSONL; without them the model runs on gold's text.
    predicted: Option<PathBuf>,
    /// Which relations take part: verb, noun, title or all.
    #[arg(long, default_value = "all")]
    kinds: Kinds,
    /// Write every miss and false alarm, in its sentence, to this file.
    #[arg(long)]
    errors: Option<PathBuf>,
    #[command(flatten)]
    printing: Printing,
}

impl Eval {
    /// Runs the evaluation.
    pub fn run(self) -> Result<Outcome> {
        match self.what {
            What::Relations(relations) => relations.run(),
        }
    }
}

impl Relations {
    fn run(self) -> Result<Outcome> {
        let gold = eval::read_labelled(&self.gold)?;
        let predicted = match &self.predicted {
            Some(path) => eval::read_labelled(path)?,
            None => return Err(Error::new(ErrorKind::Model, "no model in this build; give PRED")),
        };
        let mut scored = Vec::new();
        let mut errors = String::new();
        for (g, p) in eval::pair_by_id(gold, predicted)? {
            let article = eval::score_relations(&g, &p, self.kinds)?;
            errors.push_str(&eval::relation_errors_text(&g, &article));
            scored.push(article);
        }
        if let Some(path) = &self.errors {
            std::fs::write(path, errors).map_err(|e| Error::io(path, e))?;
        }
        self.printing.finish(&eval::relation_report(&scored, self.kinds))
    }
}

impl Printing {
    /// Prints the report and checks its figures against the bounds.
    fn finish(&self, report: &Report) -> Result<Outcome> {
        let bounds: Result<Vec<(&str, f64)>> = self
            .fail_under
            .iter()
            .map(|bound| {
                bound
                    .split_once('=')
                    .and_then(|(key, minimum)| Some((key, minimum.parse().ok()?)))
                    .ok_or_else(|| {
                        let what = format!("--fail-under {bound:?}: write FIGURE=MINIMUM");
                        Error::new(ErrorKind::Config, what)
                    })
            })
            .collect();
        let text =
            if self.json { format!("{:#}\n", report.to_json()) } else { report.text.clone() };
        // A closed pipe is the reader's wish to stop, not a failure.
        let _ = std::io::stdout().write_all(text.as_bytes());
        let mut outcome = Outcome::Clean;
        for (key, minimum) in bounds? {
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
