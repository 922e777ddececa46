//! How likely a relation is right, by its construction.
//!
//! The numbers are shares of right relations on labelled development articles, as `actant eval relations` prints them in its
//! table of scores; they are to be set anew when a model changes them.

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

#[cfg(test)]
mod tests {
    use super::verb;

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
}
