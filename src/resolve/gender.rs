//! Evidence of a person's gender: titles and nouns that tell, never given names.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::gazetteer::rows;

/// Grammatical gender of the pronouns that a person takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gender {
    /// *he*
    Male,
    /// *she*
    Female,
}

/// The gender that a lower-case title or noun tells.
pub(super) fn of_noun(noun: &str) -> Option<Gender> {
    static NOUNS: LazyLock<FxHashMap<&str, Gender>> = LazyLock::new(|| {
        rows(include_str!("gendered.tsv"))
            .filter_map(|row| match row[..] {
                [noun, "m"] => Some((noun, Gender::Male)),
                [noun, "f"] => Some((noun, Gender::Female)),
                _ => None,
            })
            .collect()
    });
    NOUNS.get(noun).copied()
}

/// The gender of a lower-case third-person pronoun; `None` for any other word.
pub(super) fn of_pronoun(pronoun: &str) -> Option<Gender> {
    match pronoun {
        "he" | "him" | "his" | "himself" => Some(Gender::Male),
        "she" | "her" | "hers" | "herself" => Some(Gender::Female),
        _ => None,
    }
}
