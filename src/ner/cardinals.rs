//! Numbers that count things, and numbers that only look like it.

use super::amounts::Found;
use super::atoms::{Kind, Line};
use super::numbers;
use crate::doc::{EntityType, Mention, Upos, Xpos};

/// A count at `i`: *at least 20*, *two million*, *dozens*, *two-thirds*, *nearly half*, *230-to-198*.
pub(super) fn cardinal(line: &Line, i: usize) -> Option<Found> {
    if let Some(end) = fraction(line, i) {
        return Some((end, None));
    }
    let amount = numbers::amount(line, i)?;
    let end = amount.end;
    let number = numbers::number(line, i);
    let single = number.is_some_and(|n| n.end == end);
    if single && end == i + 1 && line.is(i, &["one"]) && !counts_one(line, i) {
        return None;
    }
    if single && number.is_some_and(|n| n.digits) && !counts(line, i, end) {
        return None;
    }
    // *the Nine Network*
    if i > 0 && line.capital(i) && line.upos(i) == Some(Upos::Propn) {
        return None;
    }
    if number.is_some() && (code(line, i) || names_a_thing(line, i)) {
        return None;
    }
    // A year that was no date, a version, a road.
    if line.glued(end)
        && (line.letters(end) || line.is(end, &["/", ":"]) && line.digits(end + 1).is_some())
    {
        return None;
    }
    Some((end, amount.value()))
}

/// *one* that is a number and not a pronoun (*no one*, *the one who*, *one another*).
fn counts_one(line: &Line, i: usize) -> bool {
    let after = line.is(i + 1, &["another", "'"]) || line.phrase(i + 1, &["'", "s"]).is_some();
    if line.is(i.wrapping_sub(1), &["-"])
        && line.is(i.wrapping_sub(2), &["no", "any", "every", "some"])
    {
        return false;
    }
    let before = ["no", "this", "that", "which", "any", "every", "some", "another", "each"];
    if after || line.is(i.wrapping_sub(1), &before) {
        return false;
    }
    match line.word(i) {
        Some(word) => word.upos == Upos::Num || word.xpos == Xpos::Cd,
        None => line.before(i) != "the",
    }
}

/// Whether single digits count: not a list's number, not a code.
fn counts(line: &Line, i: usize, end: usize) -> bool {
    let listed = line.xpos(i) == Some(Xpos::Ls)
        || i == 0 && line.is(end, &[".", ")"]) && end + 1 < line.len();
    let symbol = line.is(i.wrapping_sub(1), &["#", "§"]);
    !(listed || symbol)
}

/// *COVID-19*, *B-52*, *1-800-555-0199*: digits joined to letters or more digits before them.
fn code(line: &Line, i: usize) -> bool {
    if !line.glued(i) || i < 2 || line.atoms[i].kind != Kind::Digits {
        return false;
    }
    let joined = line.is(i - 1, &["-", "/", ".", "_", "–"]) && line.glued(i - 1);
    let letters = line.letters(i - 2) && (line.capital(i - 2) || line.at(i - 1) != "-");
    joined && (letters || line.digits(i - 2).is_some())
}

/// *Flight 370*, *Apollo 11*, *Boeing 737-800*: a number that identifies what the name before it calls.
fn names_a_thing(line: &Line, i: usize) -> bool {
    let Some(word) = line.word(i) else { return false };
    let token = line.atoms[i].token;
    if !line.capital(i.wrapping_sub(1)) {
        return false;
    }
    word.head.is_some_and(|h| h.index() + 1 == token)
        && line
            .words
            .and_then(|w| w.get(token.wrapping_sub(1)))
            .is_some_and(|w| w.upos == Upos::Propn)
}

/// *two-thirds*, *a third of*, *three quarters*, *half of*, *nearly half*.
fn fraction(line: &Line, i: usize) -> Option<usize> {
    let from = numbers::qualifier(line, i).unwrap_or(i);
    if line.is(from, &["half"]) {
        let of = line.is(
            from + 1,
            &["of", "the", "its", "their", "his", "her", "all", "our", "that", "those", "these"],
        );
        let alone = from > i
            || line.upos(from) == Some(Upos::Noun)
                && !line.is(i.wrapping_sub(1), &["first", "second", "other", "-"]);
        let bound =
            line.skip_hyphen(from + 1) > from + 1 || line.is(from + 1, &["time", "an", "a"]);
        return ((of || alone) && !bound).then_some(from + 1);
    }
    if line.is(from, &["a", "one"]) {
        let at = line.skip_hyphen(from + 1);
        let part = line.is(at, &["third", "quarter", "fifth", "tenth", "sixth", "eighth", "half"]);
        let of = line.is(at + 1, &["of"]) || at > from + 1;
        return (part && of).then_some(at + 1);
    }
    let n = numbers::number(line, from).filter(|n| !n.digits && n.magnitude == 1)?;
    let at = line.skip_hyphen(n.end);
    let parts = [
        "thirds",
        "quarters",
        "fifths",
        "sixths",
        "sevenths",
        "eighths",
        "ninths",
        "tenths",
        "hundredths",
    ];
    line.is(at, &parts).then_some(at + 1)
}

/// The age that follows a person's name between commas or in brackets: *Jane Doe, 67,*.
pub(super) fn age(line: &Line, i: usize, names: &[Mention]) -> Option<Found> {
    let n = line.integer(i).filter(|n| (1..=115).contains(n) && line.digits(i) <= Some(3))?;
    let opened = line.is(i.wrapping_sub(1), &[",", "("]);
    let closed = line.is(i + 1, &[",", ")", ".", ";"]) || i + 1 == line.len();
    if i < 2
        || !opened
        || !closed
        || line.glued(i + 1) && line.glued(i + 2) && line.digits(i + 2).is_some()
    {
        return None;
    }
    let before = line.atoms[i - 2].token;
    let after = names.partition_point(|m| m.tokens.end <= before);
    let person = names[after..]
        .iter()
        .take(1)
        .any(|m| m.ty == EntityType::Person && m.tokens.end == before + 1);
    person.then(|| (i + 1, Some(format!("P{n}Y"))))
}
