//! Scores of predicted layers against labelled ones.
//!
//! Counts are additive, scores derive from them, and every report names its matching rule.

mod alignment;
pub mod bootstrap;
#[cfg(test)]
mod conll18_test;
mod counts;
mod labelled;
mod matching;
mod mentions;
mod name_gold;
mod name_labels;
mod parse;
#[cfg(test)]
mod parse_test;
mod reading;
mod relation_errors;
mod relation_report;
mod relations;
#[cfg(test)]
mod relations_test;
mod report;
#[cfg(test)]
mod seqeval_test;
mod sides;
mod status;
mod tokens;

pub use counts::{Counts, Tally};
pub use labelled::{Claim, Labelled, LabelledMention, Phrase, Source};
pub use matching::best_matching;
pub use mentions::{LabelledSpan, MentionCounts, mention_report, score_mentions};
pub use name_gold::{Comparison, GoldNames, gold_names};
pub use name_labels::{Inventory, LabelFilter};
pub use parse::{
    ParseCounts, on_gold_tokens, parse_report, read_treebank, score_parse, score_treebanks,
};
pub use reading::{pair_by_id, parse_labelled, read_labelled, to_labelled};
pub use relation_errors::{ErrorClass, Mistake};
pub use relation_report::{relation_errors_text, relation_report};
pub use relations::{
    ByConstruction, Kinds, RelationCounts, ScoredRelations, lenient_match, score_relations,
    strict_match,
};
pub use report::{Figure, Report};
pub use status::{Status, Statuses};
pub use tokens::{TokenCounts, score_labelled_sentences, score_tokens, token_report};
