//! Pronouns that refer to people, groups and places.

use crate::doc::{Denotes, Deprel, EntityType, Upos, Word, Xpos};

/// What a pronoun refers to; `None` for words that are no such pronoun and for those that refer to things (*it*, unless
/// it denotes an organisation or a place).
pub(super) fn referent(form: &str, word: &Word) -> Option<EntityType> {
    let pronoun = matches!(word.upos, Upos::Pron | Upos::Det)
        && matches!(word.xpos, Xpos::Prp | Xpos::PrpS | Xpos::Wp | Xpos::WpS);
    // *US*, where it is written so, is no pronoun.
    if !pronoun || word.deprel == Deprel::Expl || form == "US" {
        return None;
    }
    let collective = match word.denotes {
        Denotes::Organization => Some(EntityType::Org),
        Denotes::Place => Some(EntityType::Gpe),
        _ => None,
    };
    match form.to_lowercase().as_str() {
        "he" | "him" | "his" | "himself" | "she" | "her" | "hers" | "herself" | "i" | "me"
        | "my" | "mine" | "myself" | "you" | "your" | "yours" | "yourself" | "yourselves" => {
            Some(EntityType::Person)
        }
        "we" | "us" | "our" | "ours" | "ourselves" | "who" | "whom" | "whose" => {
            Some(collective.unwrap_or(EntityType::Person))
        }
        "they" | "them" | "their" | "theirs" | "themselves" | "themself" | "'em" => {
            match word.denotes {
                Denotes::None | Denotes::Person => Some(EntityType::Person),
                _ => collective,
            }
        }
        "it" | "its" | "itself" => collective,
        _ => None,
    }
}
