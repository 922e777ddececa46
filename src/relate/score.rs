//! How likely a relation is right: by its construction, and by how sure the parser is of what joins predicate and arguments.
//!
//! The numbers of constructions are shares of right relations on labelled development articles, as `actant eval relations` prints
//! them in its table of scores; they are to be set anew when a model changes them, and then [`GAIN`] and [`POWER`].

use super::tree::Tree;
use crate::doc::Relation;

/// Relations of titles.
pub(super) const TITLE: f32 = 0.85;
/// Relations of event nouns.
pub(super) const NOUN: f32 = 0.65;
/// What the parties of a reciprocal verb do with each other.
pub(super) const PARTIES: f32 = 0.8;

/// A relation of a verb. The subject may be the verb's `own` or shared with another clause, the object may stand after a
/// `preposition`, and several conjuncts may be `spread`.
pub(super) fn verb(own: bool, preposition: bool, spread: bool) -> f32 {
    match (own, preposition, spread) {
        (true, false, false) => 0.94,
        (true, false, true) => 0.92,
        (false, false, false) | (true, true, false) => 0.89,
        (false, false, true) => 0.83,
        (false, true, false) | (true, true, true) => 0.72,
        (false, true, true) => 0.65,
    }
}

/// What the odds of a construction are multiplied by where the parser is certain. `scripts/scores.py` fits this and [`POWER`] on
/// labelled articles, by logistic regression.
const GAIN: f32 = 2.23;
/// The power of the least sure word's score that the odds are multiplied by.
const POWER: f32 = 2.69;

/// The score of a relation whose construction has a `share` of right ones, and whose `least` sure word has that score; both 0
/// to 1.
pub(super) fn weighed(share: f32, least: f32) -> f32 {
    let odds = share / (1.0 - share) * GAIN * least.powf(POWER);
    odds / (1.0 + odds)
}

/// The word that the parser is least sure of, with its score, among those that join the predicate to its subject and object in
/// the parser's tree: from each of them up to where they meet. `None` where nothing joins them.
pub(super) fn least_sure(tree: &Tree, relation: &Relation) -> Option<(usize, f32)> {
    let predicate = relation.predicate.head.index();
    let mut least: Option<(usize, f32)> = None;
    for argument in relation.subject.iter().chain(&relation.object) {
        let argument = tree.first_word(argument.head.index());
        for t in tree.between(argument, predicate) {
            let score = tree.certainty(t);
            if least.is_none_or(|(_, low)| score < low) {
                least = Some((t, score));
            }
        }
    }
    least
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::testing;

    #[test]
    fn whatever_is_less_direct_is_less_sure() {
        for own in [true, false] {
            for preposition in [true, false] {
                for spread in [true, false] {
                    let score = verb(own, preposition, spread);
                    assert!(score <= verb(true, preposition, spread));
                    assert!(score <= verb(own, false, spread));
                    assert!(score <= verb(own, preposition, false));
                }
            }
        }
    }

    #[test]
    fn doubt_about_an_arc_lowers_a_score() {
        let (sure, unsure, lost) = (weighed(0.9, 1.0), weighed(0.9, 0.5), weighed(0.9, 0.0));
        assert!(sure > 0.9 && sure < 1.0 && unsure < 0.9 && lost == 0.0, "{sure} {unsure} {lost}");
        assert!(weighed(0.8, 0.7) < weighed(0.9, 0.7));
    }

    /// The relation's score of *Iran urged the army again.* when one word is doubtful.
    fn score_with_doubt(doubtful: usize) -> f32 {
        let mut document = testing::document(
            "1 Iran Iran PROPN NNP 2 nsubj
             2 urged urge VERB VBD 0 root
             3 the the DET DT 4 det
             4 army army NOUN NN 2 obj organization
             5 again again ADV RB 2 advmod
             6 . . PUNCT . 2 punct",
        );
        let mut words = document.words().unwrap_or_default().to_vec();
        words[doubtful].score = 0.5;
        document.set_words(words).expect("the same tree");
        let relations = super::super::relations(&document);
        assert_eq!(relations.len(), 1);
        relations[0].score
    }

    #[test]
    fn only_words_that_join_predicate_and_arguments_count() {
        // Neither the root's own arc nor words inside or beside the arguments.
        for beside in [1, 2, 4, 5] {
            assert_eq!(score_with_doubt(beside), weighed(verb(true, false, false), 1.0));
        }
        for joining in [0, 3] {
            assert_eq!(score_with_doubt(joining), weighed(verb(true, false, false), 0.5));
        }
    }
}
