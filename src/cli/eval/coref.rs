//! `actant eval coref`.

use std::path::Path;

use actant::Result;
use actant::doc::Document;
use actant::eval::{
    self, CorefArticle, CorefMention, CorefRules, LabelFilter, LeftOut, MentionMatch, ScoredCoref,
};
use actant::format::labels::{LabelFormat, Labels};

use super::Printing;
use super::labelled_files::{LabelledFiles, Paired, paired_by};
use crate::cli::Outcome;
use crate::cli::model::Model;

/// Score entities: which mentions are of one thing, by MUC, B³, CEAF-e and LEA. Files are records, DWIE, or treebanks in CoNLL-U
/// with entities in brackets (GUM, CorefUD).
#[derive(Debug, clap::Args)]
pub struct Coref {
    #[command(flatten)]
    files: LabelledFiles,
    /// Run on the tokens and sentences of gold, in formats that have them, instead of on its text.
    #[arg(long)]
    gold_tokens: bool,
    /// When a predicted mention is a gold one: exact (equal spans) or head (a common head word).
    #[arg(long = "match", default_value = "exact", value_name = "RULE")]
    matching: MentionMatch,
    /// Labels of gold that take part, with commas between, as gold writes them. All by default, for dwie all but NORP:
    /// nationalities are entities of their own there.
    #[arg(long)]
    types: Option<LabelFilter>,
    #[command(flatten)]
    model: Model,
    #[command(flatten)]
    printing: Printing,
}

const DWIE_TYPES: &str = "PERSON,ORG,GPE,LOC,FAC,EVENT,PRODUCT,WORK_OF_ART,LAW";

type Scored = Vec<(CorefArticle, ScoredCoref)>;

impl Coref {
    /// Runs the evaluation.
    pub fn run(self) -> Result<Outcome> {
        let format = self.files.gold_format()?;
        let gold = || self.articles(self.files.gold(), format, |files, _| files.read_gold());
        let left_out = match format {
            LabelFormat::Dwie => LeftOut::AllButFound,
            LabelFormat::Conllu => LeftOut::RelativePronouns,
            _ => LeftOut::Nothing,
        };
        let labels = match &self.types {
            Some(labels) => labels.clone(),
            None if format == LabelFormat::Dwie => DWIE_TYPES.parse()?,
            None => LabelFilter::ALL,
        };
        let rules = CorefRules { matching: self.matching, labels, left_out };
        let of_file = |path: &Path| self.score_file((format, gold()?), path, &rules);
        let scored = match &self.files.predicted {
            Some(path) => of_file(path)?,
            None => self.score_model(gold()?, &rules)?,
        };
        let blocks = || scored.iter().flat_map(|(g, s)| eval::coref_error_blocks(g, s)).collect();
        self.files.write_errors("Coreference: errors", blocks, eval::error_blocks_text)?;
        let (articles, scored): (Vec<CorefArticle>, Vec<ScoredCoref>) = scored.into_iter().unzip();
        let ids: Vec<&str> = articles.iter().map(|a| a.document.id()).collect();
        let mut report = eval::coref_report(&scored, &ids, &rules);
        if let Some(other) = &self.files.against {
            let other = of_file(other)?.into_iter().map(|(_, s)| s).collect();
            eval::coref_against(&mut report, scored, other);
        }
        self.printing.finish(&report)
    }

    /// The articles of a file; treebanks have their own reader, which knows brackets.
    fn articles(
        &self,
        path: &Path,
        format: LabelFormat,
        labelled: impl Fn(&LabelledFiles, &Path) -> Result<(LabelFormat, Vec<Labels>)>,
    ) -> Result<Vec<CorefArticle>> {
        if format != LabelFormat::Conllu {
            let (_, articles) = labelled(&self.files, path)?;
            return articles.iter().map(CorefArticle::of_labels).collect();
        }
        let file = path.display().to_string();
        let (mut articles, mut gaps) = (Vec::new(), 0);
        for treebank in eval::read_treebank(path)? {
            let (article, left_out) =
                CorefArticle::of_treebank(&treebank, &file, self.gold_tokens)?;
            articles.push(article);
            gaps += left_out;
        }
        if gaps > 0 {
            eprintln!("not read from {file}: {gaps} mentions with gaps");
        }
        Ok(articles)
    }

    fn score_file(
        &self,
        gold: (LabelFormat, Vec<CorefArticle>),
        path: &Path,
        rules: &CorefRules,
    ) -> Result<Scored> {
        let format = self.files.predicted_format(path)?;
        let predicted = self.articles(path, format, |files, path| files.read_predicted(path))?;
        let pairs = paired_by(gold, (format, predicted), path, |a| Paired {
            id: a.document.id(),
            text: a.document.text(),
            origin: &a.origin,
        })?;
        Ok(pairs.into_iter().map(|(g, p)| scored(g, &p.mentions, rules)).collect())
    }

    fn score_model(&self, gold: Vec<CorefArticle>, rules: &CorefRules) -> Result<Scored> {
        let documents: Result<Vec<Document>> =
            gold.iter().map(|g| g.to_run(self.gold_tokens)).collect();
        let found = super::predict(&self.model, documents?)?;
        let pairs = gold.into_iter().zip(&found);
        Ok(pairs.map(|(g, d)| scored(g, &eval::coref_mentions(d), rules)).collect())
    }
}

fn scored(
    gold: CorefArticle,
    predicted: &[CorefMention],
    rules: &CorefRules,
) -> (CorefArticle, ScoredCoref) {
    let scored = eval::score_coref(&gold.mentions, predicted, rules);
    (gold, scored)
}
