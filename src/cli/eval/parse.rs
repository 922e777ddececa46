//! `actant eval parse`.

use std::path::{Path, PathBuf};

use actant::doc::Document;
use actant::eval::{self, ParseCounts};
use actant::format::conllu::TreebankDocument;
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
    /// Compare with what another system wrote for the same documents, in CoNLL-U.
    #[arg(long, value_name = "OTHER", conflicts_with = "gold_tokens")]
    against: Option<PathBuf>,
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
        let scored = match &self.predicted {
            Some(path) => score_file(&gold, path)?,
            None => self.score_model(&gold)?,
        };
        let mut report = eval::parse_report(&scored, self.gold_tokens);
        if let Some(other) = &self.against {
            eval::parse_against(&mut report, scored, score_file(&gold, other)?);
        }
        self.printing.finish(&report)
    }

    fn score_model(&self, gold: &[TreebankDocument]) -> Result<Vec<ParseCounts>> {
        let documents: Result<Vec<Document>> = gold
            .iter()
            .map(|d| match self.gold_tokens {
                true => eval::on_gold_tokens(d),
                false => Document::new(d.id.clone(), d.text.clone()),
            })
            .collect();
        let predicted = super::predict(&self.model, documents?)?;
        let pairs = gold.iter().zip(&predicted);
        pairs.map(|(g, p)| eval::score_parse(g, p, self.gold_tokens)).collect()
    }
}

fn score_file(gold: &[TreebankDocument], path: &Path) -> Result<Vec<ParseCounts>> {
    let predicted = eval::read_treebank(path)?;
    if gold.len() != predicted.len() {
        let (path, n, asked) = (path.display(), predicted.len(), gold.len());
        let what = format!("{path}: {n} documents (# newdoc) where gold has {asked}");
        return Err(Error::new(ErrorKind::Input, what));
    }
    gold.iter().zip(&predicted).map(|(g, p)| eval::score_treebanks(g, p)).collect()
}
