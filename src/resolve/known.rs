//! Names of institutions that were read as something else.

use super::lexicon::Lexicon;
use crate::doc::{Document, EntityType, Mention};

/// Makes organisations of doubtful `names` that institutions known the world over are written with (*the Duma*, read as a person).
/// Surnames that institutions have too (*Bloomberg*) are not doubtful where they are surnames.
///
/// Companies are left alone: persons, rivers and what they make are called like them. So are names read as people (*Houthis*)
/// or buildings, which such a name may well mean.
pub fn know_institutions(document: &Document, names: &mut [Mention]) {
    use EntityType::{Fac, Norp, Org};
    for name in names.iter_mut().filter(|n| n.is_doubtful()) {
        let text = document.slice(name.span);
        let text = ["the ", "The "].iter().find_map(|the| text.strip_prefix(the)).unwrap_or(text);
        let other = matches!(name.ty, Fac | Norp | Org) || name.ty.is_value();
        if !other && Lexicon::get().is_institution(text) {
            name.ty = Org;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::testing;

    #[test]
    fn doubtful_names_of_institutions_are_organisations() {
        let typed = |name: &str, ty: &str, score: f32| {
            let line = format!("# mention 1 {ty} name\n1 {name} {name} PROPN NNP 0 root");
            let document = testing::document(&line);
            let mut names = document.mentions().unwrap_or_default().to_vec();
            names[0].score = score;
            know_institutions(&document, &mut names);
            names[0].ty
        };
        assert_eq!(typed("Duma", "PERSON", 0.5), EntityType::Org);
        assert_eq!(typed("Hezbollah", "GPE", 0.4), EntityType::Org);
        // Sure of it, a people, written otherwise, a company.
        assert_eq!(typed("Bloomberg", "PERSON", 0.97), EntityType::Person);
        assert_eq!(typed("Houthis", "NORP", 0.5), EntityType::Norp);
        assert_eq!(typed("Who", "PERSON", 0.5), EntityType::Person);
        assert_eq!(typed("Ford", "PERSON", 0.5), EntityType::Person);
    }
}
