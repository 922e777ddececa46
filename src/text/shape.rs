//! What a word's letters look like, which the lower-cased pieces no longer tell.

/// The shape of a word as written, in the order of the ids of `models/FORMAT.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Shape {
    /// Not a word: the marks that the model puts around a window.
    Special = 0,
    /// Has a letter, but no upper-case one.
    Lower = 1,
    /// Two letters or more; the first is upper-case and no other.
    Title = 2,
    /// Two letters or more, all upper-case.
    Upper = 3,
    /// Exactly one letter, which is upper-case (`I`, `J.`, `G20`).
    Single = 4,
    /// Any other word with an upper-case letter (`McGurk`, `iPhone`).
    Mixed = 5,
    /// No letter, but a digit.
    Digit = 6,
    /// Anything else.
    Punctuation = 7,
}

impl Shape {
    /// How many shapes there are, and so how many rows the model's shape embedding has.
    pub const COUNT: usize = 8;

    /// The shape of `word`. Letters are alphabetic characters in the sense of Unicode, digits numeric ones.
    pub fn of(word: &str) -> Shape {
        let (mut letters, mut upper, mut digit, mut first_upper) = (0u32, 0u32, false, false);
        for c in word.chars() {
            if c.is_alphabetic() {
                if c.is_uppercase() {
                    upper += 1;
                    first_upper |= letters == 0;
                }
                letters += 1;
            } else {
                digit |= c.is_numeric();
            }
        }
        match (letters, upper) {
            (0, _) if digit => Shape::Digit,
            (0, _) => Shape::Punctuation,
            (_, 0) => Shape::Lower,
            (1, _) => Shape::Single,
            _ if upper == letters => Shape::Upper,
            (_, 1) if first_upper => Shape::Title,
            _ => Shape::Mixed,
        }
    }

    /// The row of the shape embedding.
    pub fn id(self) -> u8 {
        self as u8
    }
}

#[cfg(test)]
mod tests {
    use super::Shape::{self, *};

    #[test]
    fn every_shape_by_its_definition() {
        for (word, shape) in [
            ("iran", Lower),
            ("n't", Lower),
            ("mid-2024", Lower),
            ("中", Lower),
            ("Iran", Title),
            ("Al-quds", Title),
            ("'Tis", Title),
            ("3Com", Title),
            ("UN", Upper),
            ("U.S.", Upper),
            ("F-16C", Upper),
            ("I", Single),
            ("J.", Single),
            ("G20", Single),
            ("McGurk", Mixed),
            ("iPhone", Mixed),
            ("Al-Quds", Mixed),
            ("2024", Digit),
            ("3.5%", Digit),
            ("½", Digit),
            ("–", Punctuation),
            ("...", Punctuation),
            ("", Punctuation),
        ] {
            assert_eq!(Shape::of(word), shape, "{word}");
        }
    }

    #[test]
    fn ids_are_those_of_the_format() {
        let all = [Special, Lower, Title, Upper, Single, Mixed, Digit, Punctuation];
        assert_eq!(all.len(), Shape::COUNT);
        assert!(all.iter().enumerate().all(|(i, s)| usize::from(s.id()) == i));
    }
}
