//! `actant eval mentions`.

use std::path::{Path, PathBuf};

use actant::doc::MentionKind;
use actant::eval::{
    self, Comparison, GoldNames, Inventory, LabelFilter, Labelled, NameFormat, ScoredMentions,
};
use actant::{Error, ErrorKind, Result};

use super::Printing;
use crate::cli::Outcome;
use crate::cli::model::Model;

/// Score mentions: names and values by default.
#[derive(Debug, clap::Args)]
pub struct Mentions {
    /// Labelled articles or a column file.
    gold: PathBuf,
    /// Predictions in the format of gold; without them the model runs on gold's text.
    predicted: Option<PathBuf>,
    /// Compare with the predictions of another system for the same articles.
    #[arg(long, value_name = "OTHER")]
    against: Option<PathBuf>,
    /// What gold is: records (JSONL of the output contract), columns (tokens with chunk tags in IOB1, IOB2, IOBES or
    /// BILOU) or dwie. By default records for *.jsonl, columns for anything else.
    #[arg(long)]
    format: Option<String>,
    /// The column of the tags, counting from 1; the last one by default.
    #[arg(long)]
    column: Option<usize>,
    /// Run on the tokens and sentences of a column file instead of on its text.
    #[arg(long)]
    gold_tokens: bool,
    /// The inventory to compare in: own, conll (PER ORG LOC MISC) or politics (CrossNER's).
    #[arg(long, default_value = "own")]
    map: Inventory,
    /// Labels that take part, with commas between; names, values and all stand for families. All by default, for dwie
    /// the seven types that it annotates throughout.
    #[arg(long)]
    types: Option<LabelFilter>,
    /// The kind of mentions that takes part: name, nominal, pronoun or all.
    #[arg(long, default_value = "name")]
    kinds: String,
    /// Write every miss and false prediction, in its sentence, to this file; as a page for a browser if it ends in .html.
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
    #[command(flatten)]
    model: Model,
    #[command(flatten)]
    printing: Printing,
}

const DWIE_TYPES: &str = "PERSON,ORG,GPE,LOC,NORP,EVENT,FAC";

impl Mentions {
    /// Runs the evaluation.
    pub fn run(self) -> Result<Outcome> {
        let format = self.format()?;
        let labels = match &self.types {
            Some(labels) => labels.clone(),
            None if format == NameFormat::Dwie => DWIE_TYPES.parse()?,
            None => LabelFilter::ALL,
        };
        let kind: Option<MentionKind> = match self.kinds.as_str() {
            "all" => None,
            kind => Some(kind.parse()?),
        };
        let by = Comparison { inventory: self.map, labels, kind };
        let gold = eval::read_names(&self.gold, format, &by)?;
        let predicted = match &self.predicted {
            Some(path) => read_predicted(path, format, &by, &gold)?,
            None => {
                let documents =
                    gold.iter().map(|g| g.to_run(self.gold_tokens)).collect::<Result<_>>()?;
                let documents = super::predict(&self.model, documents)?;
                let spans = documents.iter().map(|d| by.of_predicted(&Labelled::predicted(d)));
                spans.collect::<Result<_>>()?
            }
        };
        let scored = score(&gold, &predicted);
        if let Some(path) = &self.errors {
            let articles = gold.iter().zip(&scored);
            let blocks: Vec<_> =
                articles.flat_map(|(g, s)| eval::mention_error_blocks(g, s)).collect();
            let text = || eval::error_blocks_text(&blocks);
            super::write_errors(path, "Mentions: errors", &blocks, text)?;
        }
        let mut report = eval::mention_report(&scored);
        if let Some(other) = &self.against {
            let other = score(&gold, &read_predicted(other, format, &by, &gold)?);
            eval::mentions_against(&mut report, scored, other);
        }
        self.printing.finish(&report)
    }

    fn format(&self) -> Result<NameFormat> {
        let jsonl = self.gold.extension().is_some_and(|e| e == "jsonl");
        match self.format.as_deref() {
            Some("records") => Ok(NameFormat::Records),
            Some("columns") => Ok(NameFormat::Columns(self.column)),
            Some("dwie") => Ok(NameFormat::Dwie),
            None if jsonl => Ok(NameFormat::Records),
            None => Ok(NameFormat::Columns(self.column)),
            Some(other) => {
                let what = format!("unknown format {other:?}: records, columns or dwie");
                Err(Error::new(ErrorKind::Config, what))
            }
        }
    }
}

fn score(gold: &[GoldNames], predicted: &[Vec<eval::LabelledSpan>]) -> Vec<ScoredMentions> {
    let pairs = gold.iter().zip(predicted);
    pairs.map(|(g, p)| eval::score_mentions(&g.spans, p, &g.unknown)).collect()
}

/// Predictions of another system: records for records, columns with the same tokens for columns.
fn read_predicted(
    path: &Path,
    format: NameFormat,
    by: &Comparison,
    gold: &[GoldNames],
) -> Result<Vec<Vec<eval::LabelledSpan>>> {
    let format = if format == NameFormat::Dwie { NameFormat::Records } else { format };
    let mut predicted = eval::read_names(path, format, by)?;
    if format == NameFormat::Records {
        // Records pair by id, whatever their order.
        predicted.sort_by(|a, b| a.document.id().cmp(b.document.id()));
    }
    let mut spans = Vec::with_capacity(gold.len());
    for (i, g) in gold.iter().enumerate() {
        let found = match format {
            NameFormat::Records => predicted
                .binary_search_by(|p| p.document.id().cmp(g.document.id()))
                .ok()
                .map(|at| &predicted[at]),
            _ => predicted.get(i),
        };
        match found {
            Some(p) if p.document.text() == g.document.text() => spans.push(p.spans.clone()),
            Some(p) => {
                let what = format!("{}: the text differs from the one at {}", g.origin, p.origin);
                return Err(Error::new(ErrorKind::Input, what));
            }
            None => {
                let (origin, id, path) = (&g.origin, g.document.id(), path.display());
                let what = format!("{origin}: no prediction for {id:?} in {path}");
                return Err(Error::new(ErrorKind::Input, what));
            }
        }
    }
    // Columns have no ids: the first that is left over is the one after gold's last.
    let known = |p: &GoldNames| gold.iter().any(|g| g.document.id() == p.document.id());
    let over = match format {
        NameFormat::Records => predicted.iter().find(|p| !known(p)),
        _ => predicted.get(gold.len()),
    };
    if let Some(p) = over {
        let what = match format {
            NameFormat::Records => {
                format!("{}: no gold article has the id {:?}", p.origin, p.document.id())
            }
            _ => format!("{}: gold has no sentence for this one", p.origin),
        };
        return Err(Error::new(ErrorKind::Input, what));
    }
    Ok(spans)
}
