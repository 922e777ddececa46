//! `actant eval carb`.

use std::path::PathBuf;

use actant::doc::Document;
use actant::eval;
use actant::format::carb::{self, Tuple};
use actant::{Error, Result};

use super::Printing;
use crate::cli::Outcome;
use crate::cli::model::Model;

/// Score tuples of open information extraction by the rules of CaRB.
#[derive(Debug, clap::Args)]
pub struct Carb {
    /// Gold tuples, tab-separated: sentence, relation, arguments.
    gold: PathBuf,
    /// Predicted tuples, tab-separated: sentence, confidence, relation, arguments; without them the model runs on gold's
    /// sentences and its clauses, titles and appositions become tuples.
    tuples: Option<PathBuf>,
    /// Write the model's tuples to this file, in the format of predictions.
    #[arg(long, value_name = "FILE", conflicts_with = "tuples")]
    write: Option<PathBuf>,
    #[command(flatten)]
    model: Model,
    #[command(flatten)]
    printing: Printing,
}

impl Carb {
    /// Runs the evaluation.
    pub fn run(self) -> Result<Outcome> {
        let gold = carb::read_gold(&self.gold)?;
        let tuples = match &self.tuples {
            Some(path) => carb::read_predicted(path)?,
            None => self.extract(&gold)?,
        };
        if let Some(path) = &self.write {
            std::fs::write(path, carb::predicted_text(&tuples)).map_err(|e| Error::io(path, e))?;
        }
        self.printing.finish(&eval::carb_report(&eval::score_tuples(&gold, &tuples)))
    }

    /// The model's tuples: each sentence is an article.
    fn extract(&self, gold: &[Tuple]) -> Result<Vec<Tuple>> {
        let mut sentences: Vec<&str> = gold.iter().map(|t| t.sentence.as_str()).collect();
        sentences.sort_unstable();
        sentences.dedup();
        let documents: Result<Vec<Document>> = sentences
            .iter()
            .enumerate()
            .map(|(i, sentence)| Document::new(i.to_string(), *sentence))
            .collect();
        let pipeline = self.model.pipeline()?.with_clauses();
        let found: Result<Vec<Document>> = pipeline.extract_batch(documents?).into_iter().collect();
        Ok(found?.iter().zip(sentences).flat_map(|(d, s)| eval::tuples_of(d, s)).collect())
    }
}
