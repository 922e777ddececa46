//! `actant eval parse`.

use std::path::PathBuf;

use actant::doc::Document;
use actant::eval;
use actant::{Error, ErrorKind, Result};

use super::Printing;
use crate::cli::Outcome;
use crate::cli::model::Model;

/// Score words and trees against a treebank in CoNLL-U, by the definitions of the CoNLL 2018 shared task.
#[derive(Debug, clap::Args)]
pub struct Parse {
    /// A treebank file.
    gold: PathBuf,
    /// What another system wrote for the same documents, in CoNLL-U; without it the model runs.
    #[arg(conflicts_with = "gold_tokens")]
    predicted: Option<PathBuf>,
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
        if let Some(path) = &self.predicted {
            let predicted = eval::read_treebank(path)?;
            if gold.len() != predicted.len() {
                let (path, n, asked) = (path.display(), predicted.len(), gold.len());
                let what = format!("{path}: {n} documents (# newdoc) where gold has {asked}");
                return Err(Error::new(ErrorKind::Input, what));
            }
            let pairs = gold.iter().zip(&predicted);
            let scored: Result<Vec<_>> = pairs.map(|(g, p)| eval::score_treebanks(g, p)).collect();
            return self.printing.finish(&eval::parse_report(&scored?, false));
        }
        let documents: Result<Vec<Document>> = gold
            .iter()
            .map(|d| match self.gold_tokens {
                true => eval::on_gold_tokens(d),
                false => Document::new(d.id.clone(), d.text.clone()),
            })
            .collect();
        let predicted = super::predict(&self.model, documents?)?;
        let scored: Result<Vec<_>> = gold
            .iter()
            .zip(&predicted)
            .map(|(g, p)| eval::score_parse(g, p, self.gold_tokens))
            .collect();
        self.printing.finish(&eval::parse_report(&scored?, self.gold_tokens))
    }
}
