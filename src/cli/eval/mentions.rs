//! `actant eval mentions`.

use std::path::Path;

use actant::Result;
use actant::doc::MentionKind;
use actant::eval::{
    self, Comparison, GoldNames, Inventory, LabelFilter, Labelled, LabelledSpan, ScoredMentions,
};
use actant::format::labels::{LabelFormat, Labels};

use super::Printing;
use super::labelled_files::{LabelledFiles, paired};
use crate::cli::Outcome;
use crate::cli::model::Model;

/// Score mentions: names and values by default.
#[derive(Debug, clap::Args)]
pub struct Mentions {
    #[command(flatten)]
    files: LabelledFiles,
    /// Run on the tokens and sentences of gold, in formats that have them, instead of on its text.
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
    #[command(flatten)]
    model: Model,
    #[command(flatten)]
    printing: Printing,
}

const DWIE_TYPES: &str = "PERSON,ORG,GPE,LOC,NORP,EVENT,FAC";

impl Mentions {
    /// Runs the evaluation.
    pub fn run(self) -> Result<Outcome> {
        let (format, gold) = self.files.read_gold()?;
        let labels = match &self.types {
            Some(labels) => labels.clone(),
            None if format == LabelFormat::Dwie => DWIE_TYPES.parse()?,
            None => LabelFilter::ALL,
        };
        let kind: Option<MentionKind> = match self.kinds.as_str() {
            "all" => None,
            kind => Some(kind.parse()?),
        };
        let by = Comparison { inventory: self.map, labels, kind };
        let names = |articles: Vec<Labels>| -> Result<Vec<GoldNames>> {
            articles.into_iter().map(|article| eval::gold_names(article, &by)).collect()
        };
        let paired_names = |path: &Path| -> Result<(Vec<GoldNames>, Vec<Vec<LabelledSpan>>)> {
            let pairs = paired((format, gold.clone()), self.files.read_predicted(path)?, path)?;
            let (gold, predicted) = pairs.into_iter().unzip();
            Ok((names(gold)?, names(predicted)?.into_iter().map(|p| p.spans).collect()))
        };
        let (articles, predicted) = match &self.files.predicted {
            Some(path) => paired_names(path)?,
            None => {
                let gold = names(gold.clone())?;
                let documents =
                    gold.iter().map(|g| g.to_run(self.gold_tokens)).collect::<Result<_>>()?;
                let documents = super::predict(&self.model, documents)?;
                let spans = documents.iter().map(|d| by.of_predicted(&Labelled::predicted(d)));
                let spans = spans.collect::<Result<_>>()?;
                (gold, spans)
            }
        };
        let scored = score(&articles, &predicted);
        let blocks = || {
            let articles = articles.iter().zip(&scored);
            articles.flat_map(|(g, s)| eval::mention_error_blocks(g, s)).collect()
        };
        self.files.write_errors("Mentions: errors", blocks, eval::error_blocks_text)?;
        let mut report = eval::mention_report(&scored);
        if let Some(other) = &self.files.against {
            let (articles, predicted) = paired_names(other)?;
            eval::mentions_against(&mut report, scored, score(&articles, &predicted));
        }
        self.printing.finish(&report)
    }
}

fn score(gold: &[GoldNames], predicted: &[Vec<LabelledSpan>]) -> Vec<ScoredMentions> {
    let pairs = gold.iter().zip(predicted);
    pairs.map(|(g, p)| eval::score_mentions(&g.spans, p, &g.unknown)).collect()
}
