//! The words of the calendar.

use jiff::civil::Weekday;

use super::atoms::Line;
use super::reckon::{Unit, Which};
use crate::doc::{Upos, Xpos};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// A month's name at `i`: its end and number from 1. Capitalised; abbreviations take their full stop along.
pub(super) fn month(line: &Line, i: usize) -> Option<(usize, i8)> {
    if !line.capital(i) {
        return None;
    }
    let word = line.at(i);
    if let Some(n) = MONTHS.iter().position(|m| *m == word) {
        let ambiguous = matches!(word, "may" | "march" | "august");
        if ambiguous && !reads_as_month(line, i) {
            return None;
        }
        return Some((i + 1, n as i8 + 1));
    }
    let n = match word {
        "sept" => 8,
        _ if word.len() == 3 => MONTHS.iter().position(|m| m.starts_with(word))?,
        _ => return None,
    };
    let dotted = line.is(i + 1, &["."]) && line.glued(i + 1);
    let end = i + 1 + usize::from(dotted);
    // *Jan* and *Mar* are names too: a stop, a number or a preposition must tell.
    let dated = line.digits(end).is_some() || i > 0 && line.digits(i - 1).is_some();
    (dated || dotted && word != "may").then_some((end, n as i8 + 1))
}

/// *May* the month, not the verb or the name; *March*, not a march.
fn reads_as_month(line: &Line, i: usize) -> bool {
    if line.digits(i + 1).is_some() || i > 0 && line.digits(i - 1).is_some() {
        return true;
    }
    let introduced = line.is(
        i.wrapping_sub(1),
        &[
            "in", "since", "until", "till", "by", "last", "next", "this", "early", "late", "mid",
            "-", "of", "from", "during", "before", "after", "through", "to", "and", "for",
            "between", "every",
        ],
    );
    match line.word(i) {
        Some(word) => word.upos == Upos::Propn && word.xpos == Xpos::Nnp && (introduced || i == 0),
        None => introduced,
    }
}

/// A weekday's name at `i`, and whether it is a plural (*Mondays*). Abbreviations need a stop or a date after them.
pub(super) fn weekday(line: &Line, i: usize) -> Option<(usize, Weekday, bool)> {
    if !line.capital(i) {
        return None;
    }
    let word = line.at(i);
    for (name, day) in WEEKDAYS {
        if word == name {
            return Some((i + 1, day, false));
        }
        if word.strip_suffix('s') == Some(name) {
            return Some((i + 1, day, true));
        }
    }
    let short = matches!(
        word,
        "mon" | "tue" | "tues" | "wed" | "thu" | "thur" | "thurs" | "fri" | "sat" | "sun"
    );
    let (_, day) = WEEKDAYS.into_iter().find(|(name, _)| short && name.starts_with(word))?;
    let dotted = line.is(i + 1, &["."]) && line.glued(i + 1);
    let end = i + 1 + usize::from(dotted);
    let comma = end + usize::from(line.is(end, &[","]));
    let dated = line.digits(comma).is_some() || month(line, comma).is_some();
    (dated || dotted && !matches!(word, "sun" | "sat")).then_some((end, day, false))
}

/// A unit of time at `i`, and whether it is a plural.
pub(super) fn unit(line: &Line, i: usize) -> Option<(usize, Unit, bool)> {
    let word = line.at(i);
    let found = |unit, plural| Some((i + 1, unit, plural));
    let (unit, plural) = match word {
        "century" => return found(Unit::Century, false),
        "centuries" => return found(Unit::Century, true),
        "millennium" => return found(Unit::Millennium, false),
        "millennia" => return found(Unit::Millennium, true),
        "mins" | "min" => return found(Unit::Minute, true),
        "hrs" | "hr" => return found(Unit::Hour, true),
        "yrs" | "yr" => return found(Unit::Year, true),
        "secs" => return found(Unit::Second, true),
        _ => match word.strip_suffix('s') {
            Some(stem) => (stem, true),
            None => (word, false),
        },
    };
    let unit = match unit {
        "second" => Unit::Second,
        "minute" => Unit::Minute,
        "hour" => Unit::Hour,
        "night" => Unit::Night,
        "day" => Unit::Day,
        "weekend" => Unit::Weekend,
        "week" => Unit::Week,
        "fortnight" => Unit::Fortnight,
        "month" => Unit::Month,
        "quarter" => Unit::Quarter,
        "year" => Unit::Year,
        "decade" => Unit::Decade,
        _ => return None,
    };
    found(unit, plural)
}

/// A season at `i`: 1 spring to 4 winter.
pub(super) fn season(line: &Line, i: usize) -> Option<(usize, u8)> {
    let n = match line.at(i) {
        "spring" => 1,
        "summer" => 2,
        "autumn" | "fall" => 3,
        "winter" => 4,
        _ => return None,
    };
    let other = matches!(line.upos(i), Some(Upos::Verb | Upos::Aux | Upos::Adj));
    (!other).then_some((i + 1, n))
}

/// A part of the day at `i`.
pub(super) fn part_of_day(line: &Line, i: usize) -> Option<usize> {
    let parts = [
        "morning",
        "afternoon",
        "evening",
        "night",
        "mornings",
        "afternoons",
        "evenings",
        "nights",
        "midnight",
        "noon",
        "dawn",
        "dusk",
        "lunchtime",
        "mid - morning",
        "mid - afternoon",
        "midday",
    ];
    line.any_phrase(i, &parts)
}

/// *last*, *this*, *next* and their like at `i`, with the units they move by.
pub(super) fn deictic(line: &Line, i: usize) -> Option<(usize, Which, i64)> {
    let (which, by) = match line.at(i) {
        "last" | "past" | "previous" => (Which::Last, -1),
        "this" | "current" => (Which::This, 0),
        "next" | "coming" | "upcoming" => (Which::Next, 1),
        _ => return None,
    };
    Some((i + 1, which, by))
}
