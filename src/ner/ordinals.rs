//! Ordinal numbers.

use super::atoms::Line;
use super::numbers;
use crate::doc::Upos;

const UNITS: &[&str] = &[
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
];

const TENS: &[&str] = &[
    "twentieth",
    "thirtieth",
    "fortieth",
    "fiftieth",
    "sixtieth",
    "seventieth",
    "eightieth",
    "ninetieth",
];

/// What follows an ordinal that is part of a fixed term and orders nothing.
const TERMS: &[(&str, &[&str])] = &[
    (
        "first",
        &["aid", "lady", "responder", "responders", "name", "names", "hand", "class", "minister"],
    ),
    ("second", &["hand"]),
    ("third", &["party", "parties", "world"]),
];

/// End and number of an ordinal at `i`: *second*, *twenty-first*, *22nd*, *100th*.
pub(super) fn ordinal(line: &Line, i: usize) -> Option<(usize, u32)> {
    if let Some(n) = line.integer(i) {
        let suffix = line.is(i + 1, &["st", "nd", "rd", "th"]) && line.glued(i + 1);
        return suffix.then_some((i + 2, n));
    }
    if let Some(tens) = numbers::tens(line.at(i)) {
        let after = line.skip_hyphen(i + 1);
        let unit = UNITS.iter().take(9).position(|u| *u == line.at(after))?;
        return Some((after + 1, u32::try_from(tens).ok()? + unit as u32 + 1));
    }
    if let Some(n) = UNITS.iter().position(|u| *u == line.at(i)) {
        return Some((i + 1, n as u32 + 1));
    }
    if let Some(n) = TENS.iter().position(|u| *u == line.at(i)) {
        return Some((i + 1, n as u32 * 10 + 20));
    }
    match line.at(i) {
        "hundredth" => Some((i + 1, 100)),
        "thousandth" => Some((i + 1, 1000)),
        _ => None,
    }
}

/// An ordinal mention at `i`; not the unit of time *second*, not a fraction (*two thirds*), not *first aid*.
pub(super) fn mention(line: &Line, i: usize) -> Option<(usize, Option<String>)> {
    let (end, n) = ordinal(line, i)?;
    let word = line.at(end - 1);
    if word == "second" {
        let counted =
            i > 0 && (numbers::is_number(line, i - 1) || line.is(i - 1, &["per", "split", "-"]));
        let verb = matches!(line.upos(i), Some(Upos::Verb));
        let unit = line.word(i).is_some_and(|w| w.xpos == crate::doc::Xpos::Nn)
            && line.is(i.wrapping_sub(1), &["a", "each", "every"])
            && line.upos(i + 1) != Some(Upos::Noun);
        if counted || verb || unit {
            return None;
        }
    }
    if n > 2 && i > 0 && line.is(i - 1, &["a", "one"]) && line.is(end, &["of"]) && word != "th" {
        return None;
    }
    if line.before(i) == "at" && word == "first" {
        return None;
    }
    let after = line.skip_hyphen(end);
    let fixed = TERMS.iter().any(|(w, nouns)| *w == word && line.is(after, nouns));
    (!fixed).then_some((end, Some(n.to_string())))
}
