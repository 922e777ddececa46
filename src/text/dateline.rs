//! Datelines: *BAGHDAD, March 3 (Reuters) –* before the first words of a report.

use std::ops::Range;

use crate::doc::{Document, Sentence, TokenId};

/// The parts of a dateline, as half-open ranges of tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dateline {
    /// All of it, with the dash that ends it; begins where its sentence does.
    pub tokens: Range<usize>,
    /// The place that the report was written in, up to the first comma or bracket.
    pub place: Range<usize>,
    /// What stands in brackets: the agency.
    pub agency: Option<Range<usize>>,
}

/// A dateline has at most this many tokens.
const LONGEST: usize = 18;

/// Small words inside names of places.
const PARTICLES: &[&str] =
    &["al", "and", "da", "de", "del", "di", "do", "el", "es", "la", "le", "of", "the"];

/// The dateline that opens a sentence at the beginning of a paragraph; the token layer must have run.
///
/// Only capitalised words, figures and what stands in brackets come before its dash, and either brackets, a figure, or a
/// place in capitals with a capitalised word after the dash tell it from a name that is explained (*Baghdad – the
/// old capital –*).
pub fn dateline(document: &Document, sentence: &Sentence) -> Option<Dateline> {
    let text = document.text();
    let before = text[..sentence.span.start()].trim_end_matches([' ', '\t', '\u{a0}']);
    if !(before.is_empty() || before.ends_with(['\n', '\r', '\u{2028}', '\u{2029}'])) {
        return None;
    }
    let form = |t: usize| document.form(TokenId::new(t));
    let capital = |t: usize| form(t).starts_with(char::is_uppercase);
    let Range { start, end } = sentence.tokens;
    let (mut open, mut figure) = (None, false);
    let (mut place, mut agency) = (None, None);
    let mut dash = None;
    for t in start..end.min(start + LONGEST) {
        match form(t) {
            "(" | "[" if open.is_none() && t > start => {
                place.get_or_insert(start..t);
                open = Some(t + 1);
            }
            ")" | "]" => {
                let inside = open.take()?..t;
                agency = agency.or(Some(inside).filter(|inside| !inside.is_empty()));
            }
            _ if open.is_some() => {}
            "–" | "—" | "―" | "--" | "-" if t > start => {
                let span = document.token(TokenId::new(t)).span;
                let apart = |c: Option<char>| c.is_none_or(char::is_whitespace);
                if apart(text[span.end()..].chars().next())
                    && (agency.is_some() || apart(text[..span.start()].chars().next_back()))
                {
                    dash = Some(t);
                    break;
                }
                // A hyphen inside a name: *PORT-AU-PRINCE*.
            }
            "," | "/" if t > start => {
                place.get_or_insert(start..t);
            }
            "." if t > start => {}
            word if word.starts_with(|c: char| c.is_ascii_digit()) && t > start => {
                place.get_or_insert(start..t);
                figure = true;
            }
            word if capital(t) || t > start && PARTICLES.contains(&word) => {}
            _ => return None,
        }
    }
    let dash = dash.filter(|dash| dash + 2 < end)?;
    let place = place.unwrap_or(start..dash);
    let shouted = place.clone().all(|t| !form(t).chars().any(char::is_lowercase))
        && form(start).chars().filter(|c| c.is_alphabetic()).count() > 2;
    // A heading goes on in capitals: *SOCCER - JAPAN WIN*.
    let prose = (dash + 1..end).any(|t| form(t).starts_with(char::is_lowercase));
    let begins = prose && (capital(dash + 1) || !form(dash + 1).starts_with(char::is_alphabetic));
    (agency.is_some() || figure || shouted && begins).then_some(Dateline {
        tokens: start..dash + 1,
        place,
        agency,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokenize;

    /// `place | agency | rest` of the first sentence with a dateline.
    fn found(text: &str) -> String {
        let tokenized = tokenize(text);
        let mut document = Document::new("d", text).unwrap();
        document.set_tokens(tokenized.sentences, tokenized.tokens).unwrap();
        let Some(found) = document.sentences().iter().find_map(|s| dateline(&document, s)) else {
            return "none".into();
        };
        let show = |tokens: Range<usize>| document.slice(document.span_of(tokens)).to_owned();
        let rest = document.span_of(found.tokens.end..document.tokens().len());
        let agency = found.agency.map_or("-".to_owned(), show);
        format!("{} | {agency} | {}", show(found.place), document.slice(rest))
    }

    #[test]
    fn places_and_agencies_before_a_dash() {
        for (text, expected) in [
            ("BAGHDAD (Reuters) – Qaani told them.", "BAGHDAD | Reuters | Qaani told them."),
            ("PARIS, Jan. 3 (AP) -- The U.S. said so.", "PARIS | AP | The U.S. said so."),
            ("PORT-AU-PRINCE, Haiti — Gangs took it.", "PORT-AU-PRINCE | - | Gangs took it."),
            ("Rio de Janeiro (AFP) - A judge spoke.", "Rio de Janeiro | AFP | A judge spoke."),
            ("MUSCAT – “We agree,” he said.", "MUSCAT | - | “We agree,” he said."),
            ("Talks end\n\nKYIV, 3 May – It rained hard.", "KYIV | - | It rained hard."),
        ] {
            assert_eq!(found(text), expected);
        }
    }

    #[test]
    fn dashes_of_other_kinds() {
        for text in [
            "Baghdad – the old capital – fell.",
            "NATO – the alliance of 32 states – met.",
            "He spoke. BAGHDAD – a city.",
            "The army – all of it – left.",
            "US-led forces left Iraq today.",
            "BAGHDAD (Reuters",
            "– – –",
            "ROWING - CHAD TAKE THE CUP AGAIN .",
        ] {
            assert_eq!(found(text), "none", "{text}");
        }
    }
}
