//! `actant eval relations`.

use std::path::Path;

use actant::Result;
use actant::doc::Document;
use actant::eval::{self, Kinds, Labelled, ScoredRelations};
use actant::format::labels::{Labels, Unheld};

use super::Printing;
use super::labelled_files::{LabelledFiles, paired};
use crate::cli::Outcome;
use crate::cli::model::Model;

/// Score relations: labelled ones against predicted ones (or against the model's).
#[derive(Debug, clap::Args)]
pub struct Relations {
    #[command(flatten)]
    files: LabelledFiles,
    /// Which relations take part: verb, noun, title or all.
    #[arg(long, default_value = "all")]
    kinds: Kinds,
    /// Also tell what `actant extract --min-score` would leave at 0, 0.1 … 0.9, and how good that is.
    #[arg(long)]
    curve: bool,
    #[command(flatten)]
    model: Model,
    #[command(flatten)]
    printing: Printing,
}

impl Relations {
    /// Runs the evaluation.
    pub fn run(self) -> Result<Outcome> {
        let (format, gold) = self.files.read_gold()?;
        let of_file = |path: &Path| -> Result<Vec<(Labelled, Labelled)>> {
            let pairs = paired((format, gold.clone()), self.files.read_predicted(path)?, path)?;
            let (gold, predicted) = pairs.into_iter().unzip();
            let (gold, predicted) = (labelled(gold, "gold")?, labelled(predicted, "predictions")?);
            Ok(gold.into_iter().zip(predicted).collect())
        };
        let pairs: Vec<(Labelled, Labelled)> = match &self.files.predicted {
            Some(path) => of_file(path)?,
            None => {
                let gold = labelled(gold.clone(), "gold")?;
                let predicted = predict(&self.model, &gold)?;
                gold.into_iter().zip(predicted).collect()
            }
        };
        let scored = self.score(&pairs)?;
        let articles = || pairs.iter().zip(&scored);
        let blocks =
            || articles().flat_map(|((g, _), s)| eval::relation_error_blocks(g, s)).collect();
        let text =
            |_: &[_]| articles().map(|((g, _), s)| eval::relation_errors_text(g, s)).collect();
        self.files.write_errors("Relations: errors", blocks, text)?;
        let mut report = eval::relation_report(&scored, self.kinds);
        if self.curve {
            eval::add_min_scores(&mut report, &scored);
        }
        if let Some(other) = &self.files.against {
            eval::relations_against(&mut report, scored, self.score(&of_file(other)?)?);
        }
        self.printing.finish(&report)
    }

    fn score(&self, pairs: &[(Labelled, Labelled)]) -> Result<Vec<ScoredRelations>> {
        pairs.iter().map(|(g, p)| eval::score_relations(g, p, self.kinds)).collect()
    }
}

/// Articles as they are scored; mentions take no part, whatever their labels.
fn labelled(articles: Vec<Labels>, side: &str) -> Result<Vec<Labelled>> {
    let mut unscored = Unheld::default();
    let count = articles.iter().flat_map(|a| &a.relations).flatten().count();
    let origin = articles.first().map(|a| a.origin.clone()).unwrap_or_default();
    let labelled: Result<Vec<Labelled>> = articles
        .into_iter()
        .map(|article| eval::to_labelled(Labels { mentions: None, ..article }, &mut unscored))
        .collect();
    let labelled = labelled?;
    if count > 0 && labelled.iter().flat_map(|a| &a.relations).flatten().next().is_none() {
        let what = "no relation here has a predicate in the text, by which relations are scored";
        return Err(origin.error(what));
    }
    if !unscored.is_empty() {
        eprintln!("not scored, of {side}: {unscored}");
    }
    Ok(labelled)
}

/// What the model says about the texts of labelled articles.
pub fn predict(model: &Model, gold: &[Labelled]) -> Result<Vec<Labelled>> {
    let documents: Result<Vec<Document>> = gold
        .iter()
        .map(|g| Ok(Document::new(g.id.clone(), g.text.clone())?.with_date(g.date)))
        .collect();
    Ok(super::predict(model, documents?)?.iter().map(Labelled::predicted).collect())
}
