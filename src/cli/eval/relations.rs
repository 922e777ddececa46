//! `actant eval relations`.

use std::path::PathBuf;

use actant::doc::Document;
use actant::eval::{self, Kinds, Labelled};
use actant::format::labels::{Labels, Unheld};
use actant::{Error, Result};

use super::Printing;
use super::labelled_files::{LabelledFiles, paired};
use crate::cli::Outcome;
use crate::cli::model::Model;

/// Score relations: labelled ones against predicted ones (or against the model's).
#[derive(Debug, clap::Args)]
pub struct Relations {
    /// Labelled articles, in any format that `actant convert` reads relations from.
    gold: PathBuf,
    /// Predicted articles, in any of the formats; without them the model runs on gold's text.
    predicted: Option<PathBuf>,
    #[command(flatten)]
    files: LabelledFiles,
    /// Which relations take part: verb, noun, title or all.
    #[arg(long, default_value = "all")]
    kinds: Kinds,
    /// Write every miss and false alarm, in its sentence, to this file.
    #[arg(long)]
    errors: Option<PathBuf>,
    #[command(flatten)]
    model: Model,
    #[command(flatten)]
    printing: Printing,
}

impl Relations {
    /// Runs the evaluation.
    pub fn run(self) -> Result<Outcome> {
        let (format, gold) = self.files.gold(&self.gold)?;
        let pairs: Vec<(Labelled, Labelled)> = match &self.predicted {
            Some(path) => {
                let pairs = paired((format, gold), self.files.predicted(path)?, path)?;
                let (gold, predicted) = pairs.into_iter().unzip();
                let (gold, predicted) =
                    (labelled(gold, "gold")?, labelled(predicted, "predictions")?);
                gold.into_iter().zip(predicted).collect()
            }
            None => {
                let gold = labelled(gold, "gold")?;
                let predicted = predict(&self.model, &gold)?;
                gold.into_iter().zip(predicted).collect()
            }
        };
        let mut scored = Vec::new();
        let mut errors = String::new();
        for (g, p) in pairs {
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
