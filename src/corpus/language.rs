//! Whether an article is in another language than English.
//!
//! It is told for pieces of the text, each by itself, and an article is in another language if most of its letters are. What
//! is told of a piece is what `whatlang` says of its script and its trigrams, unless the piece has the function words of
//! English: names, figures and headlines look like many languages, but no other language is full of *the*, *of* and *that*. A
//! piece of which nothing is sure speaks for English.

use whatlang::{Lang, Script};

/// Bytes of a piece.
const PIECE: usize = 600;
/// Pieces that are looked at, spread evenly over a longer text.
const PIECES: usize = 64;
/// Bytes of letters below which nothing is told of a piece.
const FEW: usize = 80;
/// Bytes of letters below which nothing is told of a text.
const SHORT: usize = 200;
/// How sure the detector must be of a piece in Latin letters.
const SURE: f64 = 0.9;
/// One of so many words makes a piece English.
const OF: usize = 25;
/// One digit to so many letters makes a piece a table, of which nothing is told.
const FIGURES: usize = 10;
/// Bytes of letters that the words of a piece may have on the average.
const LONG: usize = 20;

/// Words that are frequent in any English prose, and hardly words of other languages in Latin letters.
const ENGLISH: [&str; 40] = [
    "about", "after", "also", "and", "any", "are", "been", "being", "between", "but", "by",
    "could", "from", "has", "have", "his", "into", "it", "its", "more", "not", "of", "other",
    "said", "she", "should", "than", "that", "the", "their", "there", "they", "this", "was",
    "were", "which", "who", "will", "with", "would",
];

/// A language other than English that a text is in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Foreign {
    /// Its English name.
    pub language: &'static str,
    /// How sure that is, up to 1.
    pub confidence: f64,
    /// The share of the text's letters that are in it, or in others that are not English, up to 1.
    pub share: f64,
}

impl Foreign {
    /// Why the article is not extracted, and what to do about it.
    pub(super) fn why(&self) -> String {
        let Foreign { language, confidence, share } = self;
        let percent = (100.0 * share).round();
        format!(
            "the text is in {language} and not in English (confidence {confidence:.2}, {percent}% of the text); --any-language extracts it all the same"
        )
    }
}

/// The language of a text, if it is surely not English. Takes time that is bounded, however long the text is.
pub(super) fn foreign(text: &str) -> Option<Foreign> {
    let step = text.len().div_ceil(PIECE).div_ceil(PIECES).max(1) * PIECE;
    let (mut letters, mut other) = (0, 0);
    // In the order of their first piece.
    let mut languages: Vec<(Lang, usize, f64)> = Vec::new();
    for start in (0..text.len()).step_by(step) {
        let piece = &text[boundary(text, start)..boundary(text, start + PIECE)];
        let bytes: usize = piece.chars().filter(|c| c.is_alphabetic()).map(char::len_utf8).sum();
        letters += bytes;
        let Some((language, confidence)) = of_piece(piece, bytes) else { continue };
        other += bytes;
        let sure = bytes as f64 * confidence;
        match languages.iter_mut().find(|(known, ..)| *known == language) {
            Some((_, of_it, sum)) => (*of_it, *sum) = (*of_it + bytes, *sum + sure),
            None => languages.push((language, bytes, sure)),
        }
    }
    if letters < SHORT || other * 2 <= letters {
        return None;
    }
    let most = languages.iter().map(|(_, bytes, _)| *bytes).max()?;
    let (language, bytes, sure) = languages.into_iter().find(|(_, bytes, _)| *bytes == most)?;
    Some(Foreign {
        language: language.eng_name(),
        confidence: sure / bytes as f64,
        share: other as f64 / letters as f64,
    })
}

/// The last place up to `at` that lies between two characters.
fn boundary(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// The language of a piece with so many bytes of letters, and how sure that is; `None` if it may be English.
fn of_piece(piece: &str, letters: usize) -> Option<(Lang, f64)> {
    if letters < FEW {
        return None;
    }
    let (mut words, mut lower, mut english) = (0, 0, 0);
    for word in piece.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        words += 1;
        lower += usize::from(word.starts_with(char::is_lowercase));
        english += usize::from(ENGLISH.iter().any(|known| known.eq_ignore_ascii_case(word)));
    }
    if english * OF > words {
        return None;
    }
    let digits = piece.bytes().filter(u8::is_ascii_digit).count();
    // Neither a table, nor a list of names, nor something without words.
    let prose = digits * FIGURES <= letters && lower * 2 >= words && words * LONG >= letters;
    let info = whatlang::detect(piece)?;
    match (info.script(), info.lang()) {
        (Script::Latin, Lang::Eng) => None,
        (Script::Latin, _) if !prose || info.confidence() < SURE => None,
        (Script::Latin, other) => Some((other, info.confidence())),
        // Whichever it may be, it is none that is written in Latin letters.
        (_, other) => Some((other, 1.0)),
    }
}

#[cfg(test)]
#[path = "language_test.rs"]
mod tests;
