//! `actant eval parse`.

use std::path::PathBuf;

use actant::Result;
use actant::doc::Document;
use actant::eval;

use super::{Model, Printing};
use crate::cli::Outcome;

/// Score words and trees of the model against a treebank in CoNLL-U, by the definitions of the CoNLL 2018 shared task.
#[derive(Debug, clap::Args)]
pub struct Parse {
    /// A treebank file.
    gold: PathBuf,
    /// Run on the treebank's sentences and words instead of on raw text.
    #[arg(long)]
    gold_tokens: bool,
    #[command(flatten)]
    model: Model,
    #[command(flatten)]
    printing: Printing,
}

impl Parse {
    /// Runs the evaluation.
    pub fn run(self) -> Result<Outcome> {
        let gold = eval::read_treebank(&self.gold)?;
        let documents: Result<Vec<Document>> = gold
            .iter()
            .map(|d| match self.gold_tokens {
                true => eval::on_gold_tokens(d),
                false => Document::new(d.id.clone(), d.text.clone()),
            })
            .collect();
        let predicted = self.model.predict(documents?)?;
        let scored: Result<Vec<_>> = gold
            .iter()
            .zip(&predicted)
            .map(|(g, p)| eval::score_parse(g, p, self.gold_tokens))
            .collect();
        self.printing.finish(&eval::parse_report(&scored?, self.gold_tokens))
    }
}
