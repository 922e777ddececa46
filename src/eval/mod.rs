//! Scores of predicted layers against labelled ones.
//!
//! Counts are additive, scores derive from them, and every report names its matching rule.

mod alignment;
pub mod bootstrap;
mod calibration;
mod carb;
#[cfg(test)]
mod carb_test;
mod carb_tuples;
mod claim_text;
mod clause_tuples;
#[cfg(test)]
mod clause_tuples_test;
#[cfg(test)]
mod conll18_test;
#[cfg(test)]
mod conlleval_test;
mod constructions;
mod coref;
mod counts;
mod diff;
mod diff_report;
mod error_block;
mod error_page;
mod headline;
mod labelled;
mod matching;
mod mention_blocks;
mod mention_report;
mod mentions;
mod name_gold;
mod name_labels;
mod parse;
#[cfg(test)]
mod parse_test;
mod reading;
mod relation_blocks;
mod relation_errors;
mod relation_listing;
mod relation_report;
mod relation_words;
mod relations;
#[cfg(test)]
mod relations_test;
mod report;
mod sentence_view;
#[cfg(test)]
mod seqeval_test;
mod sides;
mod status;
mod tokens;
mod tuple_arguments;
mod unasserted;

pub use calibration::{Bin, Calibration, Score};
pub use carb::{Curve, ScoredSentence, carb_report, curve, score_tuples};
pub use carb_tuples::{Tuple, read_gold_tuples, read_tuples, tuples_text};
pub use clause_tuples::tuples_of;
pub use constructions::ByConstruction;
pub use coref::{
    CorefArticle, CorefCounts, CorefMention, CorefRules, LeftOut, MentionMatch, Metric,
    ScoredCoref, Share, coref_against, coref_error_blocks, coref_mentions, coref_report,
    score_coref, score_entities,
};
pub use counts::{Counts, Tally};
pub use diff::{Change, Diff, Disagreement, LayerDiff, diff};
pub use diff_report::{diff_json, diff_text};
pub use error_block::{ErrorBlock, Mark, Side, error_blocks_text};
pub use error_page::error_page;
pub use labelled::{
    Claim, Details, EventCode, Labelled, LabelledMention, Phrase, Source, Unasserted,
};
pub use matching::{best_matching, best_sparse_matching};
pub use mention_blocks::mention_error_blocks;
pub use mention_report::{mention_report, mentions_against};
pub use mentions::{LabelPair, LabelledSpan, MentionCounts, ScoredMentions, score_mentions};
pub use name_gold::{Comparison, GoldNames, gold_names};
pub use name_labels::{Inventory, LabelFilter};
pub use parse::{
    ParseCounts, on_gold_tokens, parse_against, parse_report, read_treebank, score_parse,
    score_treebanks,
};
pub use reading::{pair_by_id, parse_labelled, read_labelled, to_labelled};
pub use relation_blocks::relation_error_blocks;
pub use relation_errors::{ErrorClass, Mistake};
pub use relation_listing::relation_errors_text;
pub use relation_report::{relation_report, relations_against};
pub use relations::{
    Kinds, RelationCounts, ScoredRelations, lenient_match, score_relations, strict_match,
};
pub use report::{Against, Figure, Report};
pub use status::{Status, Statuses};
pub use tokens::{TokenCounts, score_labelled_sentences, score_tokens, token_report};
pub use unasserted::{Alarms, FalseAlarm};
