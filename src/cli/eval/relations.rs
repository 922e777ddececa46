//! `actant eval relations`.

use std::path::PathBuf;

use actant::Result;
use actant::doc::Document;
use actant::eval::{self, Kinds, Labelled};

use super::Printing;
use crate::cli::Outcome;
use crate::cli::model::Model;

/// Score relations: gold records of the output contract against predicted ones (or against the model's).
#[derive(Debug, clap::Args)]
pub struct Relations {
    /// Labelled articles, JSONL.
    gold: PathBuf,
    /// Predicted articles, JSONL; without them the model runs on gold's text.
    predicted: Option<PathBuf>,
    /// Compare with the predictions of another system for the same articles, JSONL.
    #[arg(long, value_name = "OTHER")]
    against: Option<PathBuf>,
    /// Which relations take part: verb, noun, title or all.
    #[arg(long, default_value = "all")]
    kinds: Kinds,
    /// Write every miss and false alarm, in its sentence, to this file; as a page for a browser if it ends in .html.
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
    #[command(flatten)]
    model: Model,
    #[command(flatten)]
    printing: Printing,
}

impl Relations {
    /// Runs the evaluation.
    pub fn run(self) -> Result<Outcome> {
        let gold = eval::read_labelled(&self.gold)?;
        let predicted = match &self.predicted {
            Some(path) => eval::read_labelled(path)?,
            None => predict(&self.model, &gold)?,
        };
        let mut scored = Vec::new();
        for (g, p) in eval::pair_by_id(gold.clone(), predicted)? {
            scored.push(eval::score_relations(&g, &p, self.kinds)?);
        }
        if let Some(path) = &self.errors {
            let articles = || gold.iter().zip(&scored);
            let blocks: Vec<_> =
                articles().flat_map(|(g, s)| eval::relation_error_blocks(g, s)).collect();
            let text = || articles().map(|(g, s)| eval::relation_errors_text(g, s)).collect();
            super::write_errors(path, "Relations: errors", &blocks, text)?;
        }
        let mut report = eval::relation_report(&scored, self.kinds);
        if let Some(other) = &self.against {
            let pairs = eval::pair_by_id(gold, eval::read_labelled(other)?)?;
            let other: Result<Vec<_>> =
                pairs.iter().map(|(g, p)| eval::score_relations(g, p, self.kinds)).collect();
            eval::relations_against(&mut report, scored, other?);
        }
        self.printing.finish(&report)
    }
}

/// What the model says about the texts of labelled articles.
pub fn predict(model: &Model, gold: &[Labelled]) -> Result<Vec<Labelled>> {
    let documents: Result<Vec<Document>> = gold
        .iter()
        .map(|g| Ok(Document::new(g.id.clone(), g.text.clone())?.with_date(g.date)))
        .collect();
    Ok(super::predict(model, documents?)?.iter().map(Labelled::predicted).collect())
}
