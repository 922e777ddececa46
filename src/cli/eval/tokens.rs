//! `actant eval tokens`.

use std::path::PathBuf;

use actant::Result;
use actant::doc::Document;
use actant::eval::{self, Labelled, TokenCounts};
use actant::text::tokenize;

use super::Printing;
use crate::cli::Outcome;

/// Score tokens and sentences on raw text; no model runs.
#[derive(Debug, clap::Args)]
pub struct Tokens {
    /// A treebank (*.conllu), or labelled articles with sentences (JSONL).
    gold: PathBuf,
    #[command(flatten)]
    printing: Printing,
}

impl Tokens {
    /// Runs the evaluation.
    pub fn run(self) -> Result<Outcome> {
        let scored: Result<Vec<TokenCounts>> =
            if self.gold.extension().is_some_and(|e| e == "conllu") {
                let gold = eval::read_treebank(&self.gold)?;
                gold.iter().map(|g| eval::score_tokens(g, &tokenized(&g.id, &g.text)?)).collect()
            } else {
                let gold = eval::read_labelled(&self.gold)?;
                gold.iter()
                    .map(|g| {
                        let predicted = Labelled::predicted(&tokenized(&g.id, &g.text)?);
                        eval::score_labelled_sentences(g, &predicted)
                    })
                    .collect()
            };
        self.printing.finish(&eval::token_report(&scored?))
    }
}

fn tokenized(id: &str, text: &str) -> Result<Document> {
    let mut document = Document::new(id, text)?;
    let tokenized = tokenize(document.text());
    document.set_tokens(tokenized.sentences, tokenized.tokens)?;
    Ok(document)
}
