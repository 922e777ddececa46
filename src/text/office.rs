//! Offices of two words, the second of which is an adjective: *attorney general*, *Secretary-General*.

use crate::doc::{Document, TokenId};

/// Offices whose word may have *general* behind it.
const BEFORE_GENERAL: &[&str] = &[
    "advocate",
    "attorney",
    "auditor",
    "commissioner",
    "comptroller",
    "consul",
    "director",
    "governor",
    "inspector",
    "postmaster",
    "prosecutor",
    "registrar",
    "secretary",
    "solicitor",
    "surgeon",
];

/// The first token of the office that ends with the token `last`, which is its *general*; with or without a hyphen between them.
///
/// Lemmas are looked at where the document has words, forms else.
pub fn office_of_general(document: &Document, last: usize) -> Option<usize> {
    if !document.form(TokenId::new(last)).eq_ignore_ascii_case("general") {
        return None;
    }
    let before = last.checked_sub(1)?;
    let first = match document.form(TokenId::new(before)) {
        "-" | "‐" | "‑" => before.checked_sub(1)?,
        _ => before,
    };
    let id = TokenId::new(first);
    if document.sentence_of(id) != document.sentence_of(TokenId::new(last)) {
        return None;
    }
    let word = match document.words() {
        Some(words) => words[first].lemma.to_lowercase(),
        None => document.form(id).to_lowercase(),
    };
    BEFORE_GENERAL.contains(&word.as_str()).then_some(first)
}

/// The last token of the office that begins with the token `first`, if it is one that [`office_of_general`] knows.
pub fn general_of_office(document: &Document, first: usize) -> Option<usize> {
    (first + 1..(first + 3).min(document.tokens().len()))
        .find(|&last| office_of_general(document, last) == Some(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_ends_with_its_general() {
        let ends = |text: &str| {
            let mut document = Document::new("a", text).expect("a short text");
            let tokenized = crate::text::tokenize(text);
            document.set_tokens(tokenized.sentences, tokenized.tokens).expect("in order");
            let last = (0..document.tokens().len())
                .find(|&t| document.form(TokenId::new(t)).eq_ignore_ascii_case("general"))?;
            let first = office_of_general(&document, last)?;
            assert_eq!(general_of_office(&document, first), Some(last));
            Some(document.slice(document.span_of(first..last + 1)).to_string())
        };
        assert_eq!(ends("The U.N. Secretary-General spoke."), Some("Secretary-General".into()));
        assert_eq!(ends("The attorney general spoke."), Some("attorney general".into()));
        assert_eq!(ends("The retired general spoke."), None);
        assert_eq!(ends("He met the attorney. General Lee spoke."), None);
    }
}
