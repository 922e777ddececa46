//! Scoring coreference: which mentions of an article are of one entity.
//!
//! Predicted mentions are paired with gold ones first, by a rule that reports name; a mention that only one side has counts
//! against that side. The metrics are then told for entities of two mentions and more, as the CoNLL-2012 task has them, and
//! again with mentions that stand alone. A mention that is of no entity takes no part.

mod article;
mod blocks;
mod metrics;
#[cfg(test)]
mod metrics_test;
mod pairing;
mod report;
#[cfg(test)]
mod score_test;

use std::collections::BTreeMap;

pub use article::{CorefArticle, CorefMention, coref_mentions};
pub use blocks::coref_error_blocks;
pub use metrics::{CorefCounts, Metric, Share, score_entities};
pub use pairing::MentionMatch;
pub use report::{coref_against, coref_report};

use super::name_labels::LabelFilter;

/// What is compared, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorefRules {
    /// When a predicted mention is a gold one.
    pub matching: MentionMatch,
    /// Gold's labels that take part. A predicted mention that is a gold one of another label takes none either.
    pub labels: LabelFilter,
    /// Which predicted mentions that are no gold ones take no part.
    pub left_out: LeftOut,
}

/// What a source does not mark as mentions, so that such a prediction is neither right nor wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LeftOut {
    /// It marks everything that we do.
    #[default]
    Nothing,
    /// Relative pronouns: GUM, as OntoNotes, does not mark them.
    RelativePronouns,
    /// All but names.
    AllButFound,
}

impl LeftOut {
    /// The rule in words, as it follows another.
    fn rule(self) -> &'static str {
        match self {
            LeftOut::Nothing => "",
            LeftOut::RelativePronouns => "; relative pronouns that gold does not mark left out",
            LeftOut::AllButFound => {
                "; predicted mentions that are no gold ones left out, for gold has names alone"
            }
        }
    }

    /// Whether a predicted mention that is no gold one takes part.
    fn admits(self, mention: &CorefMention) -> bool {
        match self {
            LeftOut::Nothing => true,
            LeftOut::RelativePronouns => !mention.relative,
            LeftOut::AllButFound => false,
        }
    }
}

impl CorefRules {
    /// The rules in words, for both ways to treat mentions that stand alone.
    fn in_words(&self) -> String {
        let labels = match self.labels == LabelFilter::ALL {
            true => String::new(),
            false => format!("; gold's {}", self.labels),
        };
        format!("{}{}{labels}", self.matching.rule(), self.left_out.rule())
    }
}

/// A scored article with what reports need.
#[derive(Debug, Clone)]
pub struct ScoredCoref {
    /// Over entities of two mentions and more; those of one are left out on either side.
    pub counts: CorefCounts,
    /// Over all entities.
    pub with_singletons: CorefCounts,
    /// Gold mentions that take part, in text order.
    pub gold: Vec<CorefMention>,
    /// Predicted mentions that take part, in text order.
    pub predicted: Vec<CorefMention>,
    /// Of each predicted mention the gold mention that it is.
    pub gold_of: Vec<Option<usize>>,
}

/// Scores an article's predicted mentions, which are in text order, against its gold ones.
pub fn score_coref(
    gold: &[CorefMention],
    predicted: &[CorefMention],
    rules: &CorefRules,
) -> ScoredCoref {
    let gold_of = pairing::pair(gold, predicted, rules.matching);
    let admitted = |g: usize| rules.labels.admits(&gold[g].label);
    // Where a gold mention stands among those that take part.
    let mut place = vec![None; gold.len()];
    let mut kept_gold = Vec::new();
    for (g, mention) in gold.iter().enumerate().filter(|(g, _)| admitted(*g)) {
        place[g] = Some(kept_gold.len());
        kept_gold.push(mention.clone());
    }
    let (mut kept, mut kept_gold_of) = (Vec::new(), Vec::new());
    for (mention, g) in predicted.iter().zip(gold_of) {
        let takes_part = g.map_or_else(|| rules.left_out.admits(mention), admitted);
        if takes_part {
            kept.push(mention.clone());
            kept_gold_of.push(g.and_then(|g| place[g]));
        }
    }
    // Numbers that are the same on both sides for the same mention.
    let of_gold = kept_gold.iter().enumerate().map(|(i, m)| (m.entity, i));
    let numbers = kept_gold_of.iter().enumerate().map(|(p, g)| g.unwrap_or(kept_gold.len() + p));
    let of_predicted = kept.iter().zip(numbers).map(|(m, number)| (m.entity, number));
    let (mut golds, mut predictions) = (entities(of_gold), entities(of_predicted));
    let with_singletons = score_entities(&golds, &predictions);
    golds.retain(|e| e.len() > 1);
    predictions.retain(|e| e.len() > 1);
    ScoredCoref {
        counts: score_entities(&golds, &predictions),
        with_singletons,
        gold: kept_gold,
        predicted: kept,
        gold_of: kept_gold_of,
    }
}

/// The mentions of every entity.
fn entities(mentions: impl Iterator<Item = (usize, usize)>) -> Vec<Vec<usize>> {
    let mut by_entity: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (entity, mention) in mentions {
        by_entity.entry(entity).or_default().push(mention);
    }
    by_entity.into_values().collect()
}
