//! Numbers: digits with magnitudes, number words, vague counts (*dozens*), ranges and the words that qualify them.

use super::atoms::{Kind, Line};
use super::decimal::Decimal;

/// One number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Number {
    /// One past its last atom.
    pub end: usize,
    /// What it is worth; `None` for vague counts (*dozens*, *several hundred*).
    pub value: Option<Decimal>,
    /// The magnitude that ends it (*million*), 1 if none does.
    pub magnitude: u128,
    /// Whether it is written in digits.
    pub digits: bool,
}

/// A number or a range of numbers with the words that qualify it (*at least 20*, *20 to 30*, *two or three*).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Amount {
    /// One past its last atom.
    pub end: usize,
    /// The number, or the lower end of the range.
    pub low: Option<Decimal>,
    /// The upper end; equal to `low` unless it is a range.
    pub high: Option<Decimal>,
    /// Whether it began with a word that qualifies (*about*).
    pub qualified: bool,
}

impl Amount {
    /// `20`, or `20/30` for a range; `None` where vague.
    pub fn value(&self) -> Option<String> {
        range_value(self.low?, self.high?)
    }
}

/// `LOW/HIGH`, one number if they are equal, `None` if they are out of order (a score, *5-3*).
pub(super) fn range_value(low: Decimal, high: Decimal) -> Option<String> {
    match (low == high, low.less_than(high)) {
        (true, _) => Some(low.to_string()),
        (_, true) => Some(format!("{low}/{high}")),
        _ => None,
    }
}

/// Words before a number that belong to it.
pub(super) const QUALIFIERS: &[&str] = &[
    "a little less than",
    "a little more than",
    "a little over",
    "a little under",
    "about",
    "almost",
    "an estimated",
    "approx",
    "approx .",
    "approximately",
    "around",
    "as few as",
    "as little as",
    "as many as",
    "as much as",
    "at least",
    "at most",
    "at the least",
    "circa",
    "close to",
    "fewer than",
    "greater than",
    "in excess of",
    "just about",
    "just over",
    "just under",
    "less than",
    "more than",
    "much more than",
    "nearly",
    "no fewer than",
    "no less than",
    "no more than",
    "not less than",
    "not more than",
    "only about",
    "over",
    "roughly",
    "slightly less than",
    "slightly more than",
    "slightly over",
    "slightly under",
    "some",
    "under",
    "up to",
    "upwards of",
    "well over",
    "well under",
    "~",
    "≈",
    "≥",
    "≤",
];

/// The end of a qualifier at `i`, where one stands that belongs to the number after it.
pub(super) fn qualifier(line: &Line, i: usize) -> Option<usize> {
    let end = line.any_phrase(i, QUALIFIERS)?;
    // *around 20 people* but *around the table*; *talks about three issues* has a preposition, *over three years* too.
    let ambiguous = end == i + 1 && line.is(i, &["about", "around", "over", "under"]);
    if ambiguous
        && let Some(word) = line.word(i)
        && matches!(
            word.deprel,
            crate::doc::Deprel::Case | crate::doc::Deprel::CompoundPrt | crate::doc::Deprel::Mark
        )
    {
        return None;
    }
    Some(end)
}

/// A number or range at `i`, qualifiers included.
pub(super) fn amount(line: &Line, i: usize) -> Option<Amount> {
    let (start, between) = match qualifier(line, i) {
        Some(end) => (end, false),
        None if line.is(i, &["between"]) => (i + 1, true),
        None => (i, false),
    };
    let first = number(line, start)?;
    let (mut low, mut high, mut end) = (first.value, first.value, first.end);
    match second(line, &first, between) {
        Some(other) => {
            // *5 to 10 million* means five million to ten.
            if first.magnitude == 1 && other.magnitude > 1 {
                low = low.and_then(|v| v.times(Decimal::whole(other.magnitude)));
            }
            high = other.value;
            end = other.end;
            if low.is_none() || high.is_none() {
                (low, high) = (None, None);
            }
        }
        None if between => return None,
        None => {}
    }
    if let Some(after) = line.any_phrase(end, &["or so", "or more", "or less", "or fewer"]) {
        end = after;
    } else if line.is(end, &["+"]) && line.glued(end) {
        end += 1;
    }
    Some(Amount { end, low, high, qualified: start > i })
}

/// The other end of a range after its first number.
fn second(line: &Line, first: &Number, between: bool) -> Option<Number> {
    let at = first.end;
    let from = if between {
        (line.is(at, &["and"])).then_some(at + 1)?
    } else if line.is(at, &["to", "or"]) {
        at + 1
    } else if line.skip_hyphen(at) > at {
        // *230-to-198*
        let after = at + 1;
        if line.is(after, &["to", "or"]) { line.skip_hyphen(after + 1) } else { after }
    } else {
        return None;
    };
    let second = number(line, from)?;
    let same_kind = first.digits == second.digits || second.magnitude > 1;
    // *one or two* is a range; *page one or 50 lines* is not.
    if line.is(at, &["or"]) && !(first.value?.less_than(second.value?)) {
        return None;
    }
    // Telephone numbers and the like go on.
    let goes_on =
        line.skip_hyphen(second.end) > second.end && line.digits(second.end + 1).is_some();
    (same_kind && !goes_on).then_some(second)
}

/// A single number at `i`.
pub(super) fn number(line: &Line, i: usize) -> Option<Number> {
    vague(line, i).or_else(|| in_digits(line, i)).or_else(|| in_words(line, i))
}

fn in_digits(line: &Line, i: usize) -> Option<Number> {
    let (end, value) = plain_digits(line, i)?;
    let (end, magnitude) = match magnitude(line, end) {
        Some((after, m)) => (after, m),
        None => (end, 1),
    };
    Some(Number { end, value: value.times(Decimal::whole(magnitude)), magnitude, digits: true })
}

/// Digits with thousands separators and a decimal fraction; `None` where they are part of something else.
fn plain_digits(line: &Line, i: usize) -> Option<(usize, Decimal)> {
    line.digits(i)?;
    let mut whole = line.text(i).to_string();
    let mut end = i + 1;
    let glued_mark = |at: usize, marks: &[&str]| {
        line.is(at, marks) && line.glued(at) && line.glued(at + 1) && line.digits(at + 1).is_some()
    };
    if whole.len() <= 3 {
        while glued_mark(end, &[","]) && line.digits(end + 1) == Some(3) {
            whole.push_str(line.text(end + 1));
            end += 2;
        }
    }
    let mut fraction = "";
    if glued_mark(end, &["."]) {
        fraction = line.text(end + 1);
        end += 2;
    }
    // A clock, a date, a fraction, a version or an ordinal.
    if glued_mark(end, &[":", "/", ".", ","]) {
        return None;
    }
    if line.glued(end) && line.is(end, &["st", "nd", "rd", "th", "s"]) {
        return None;
    }
    Some((end, Decimal::parse(&whole, fraction)?))
}

/// A magnitude word or suffix at `i`.
fn magnitude(line: &Line, i: usize) -> Option<(usize, u128)> {
    let after = line.skip_hyphen(i);
    let m = match line.at(after) {
        "hundred" => 100,
        "thousand" => 1_000,
        "lakh" => 100_000,
        "million" | "mn" | "mln" | "mio" => 1_000_000,
        "crore" => 10_000_000,
        "billion" | "bn" | "bln" => 1_000_000_000,
        "trillion" | "tn" | "trn" => 1_000_000_000_000,
        "dozen" => 12,
        // One letter is a magnitude only where it touches the digits.
        "k" if line.glued(i) && after == i => 1_000,
        _ => return None,
    };
    Some((after + 1, m))
}

/// A magnitude that only money uses: the *m* and *b* of *$5m*.
pub(super) fn money_magnitude(line: &Line, i: usize) -> Option<(usize, u128)> {
    if line.is(i, &["m", "mm"]) && line.glued(i) {
        Some((i + 1, 1_000_000))
    } else if line.is(i, &["b"]) && line.glued(i) {
        Some((i + 1, 1_000_000_000))
    } else if line.is(i, &["t"]) && line.glued(i) {
        Some((i + 1, 1_000_000_000_000))
    } else {
        None
    }
}

const PLURALS: &[&str] = &["dozens", "hundreds", "thousands", "millions", "billions", "trillions"];

const SINGULARS: &[&str] = &["dozen", "hundred", "thousand", "million", "billion", "trillion"];

/// *dozens*, *tens of thousands*, *several hundred*, *a few thousand*.
fn vague(line: &Line, i: usize) -> Option<Number> {
    let found = |end| Some(Number { end, value: None, magnitude: 1, digits: false });
    if line.is(i, PLURALS) || line.is(i, &["tens"]) {
        let mut end = i + 1;
        while line.is(end, &["of", "and", "or"]) && line.is(end + 1, PLURALS) {
            end += 2;
        }
        return if end == i + 1 && line.is(i, &["tens"]) { None } else { found(end) };
    }
    if line.is(i, &["scores"]) && line.is(i + 1, &["of"]) && line.before(i) != "the" {
        return found(i + 1);
    }
    let end =
        line.any_phrase(i, &["several", "a few", "few", "many", "a couple", "a couple of"])?;
    if line.is(end, SINGULARS) { found(end + 1) } else { None }
}

/// Number words: *twenty-three*, *two hundred and five*, *a million*, *half a dozen*, *two and a half million*.
fn in_words(line: &Line, i: usize) -> Option<Number> {
    if line.is(i, &["half"]) && line.is(i + 1, &["a", "an"]) {
        let (end, magnitude) = magnitude(line, i + 2)?;
        return Some(Number {
            end,
            value: Decimal::whole(magnitude).times(Decimal::parse("0", "5")?),
            magnitude,
            digits: false,
        });
    }
    if line.is(i, &["a", "an"]) {
        let (mut end, mut scale) = magnitude(line, i + 1).filter(|(end, _)| *end == i + 2)?;
        let mut value = Decimal::whole(scale);
        if let Some(tail) = line.phrase(end, &["and", "a", "half"]) {
            value = value.plus(value.times(Decimal::parse("0", "5")?)?)?;
            end = tail;
        } else if let Some((after, m)) = magnitude(line, end) {
            value = value.times(Decimal::whole(m))?;
            (end, scale) = (after, m);
        }
        return Some(Number { end, value: Some(value), magnitude: scale, digits: false });
    }
    let mut total = Decimal::whole(0);
    let mut at = i;
    let mut ceiling = u128::MAX;
    let mut last_scale = 1;
    let mut halved = false;
    while let Some((end, hundreds)) = below_thousand(line, at) {
        let mut value = Decimal::whole(hundreds);
        let mut end = end;
        let half = ["and a half", "- and - a - half", "and - a - half"];
        if let Some(after) = line.any_phrase(end, &half) {
            value = value.plus(Decimal::parse("0", "5")?)?;
            end = after;
            halved = true;
        }
        let scale = magnitude(line, end).filter(|(_, m)| *m > 100 || (*m == 12 && hundreds < 10));
        let (end, scale) = scale.unwrap_or((end, 1));
        if scale >= ceiling {
            break;
        }
        total = total.plus(value.times(Decimal::whole(scale))?)?;
        (at, ceiling, last_scale) = (end, scale, scale);
        if scale == 1 || scale == 12 || halved {
            break;
        }
        if line.is(at, &["and", ","]) && below_thousand(line, at + 1).is_some() && scale == 1_000 {
            at += 1;
            // *two thousand and five* is one number, *five million and three others* two.
            if line.at(at - 1) == "," {
                at -= 1;
                break;
            }
        }
    }
    (at > i).then_some(Number { end: at, value: Some(total), magnitude: last_scale, digits: false })
}

/// 1 to 999 in words.
fn below_thousand(line: &Line, i: usize) -> Option<(usize, u128)> {
    let (end, value) = below_hundred(line, i)?;
    if value >= 100 {
        return None;
    }
    let after = line.skip_hyphen(end);
    if !line.is(after, &["hundred"]) {
        return Some((end, value));
    }
    let end = after + 1;
    let rest = if line.is(end, &["and"]) { end + 1 } else { end };
    match below_hundred(line, rest) {
        Some((end, units)) => Some((end, value * 100 + units)),
        None => Some((end, value * 100)),
    }
}

fn below_hundred(line: &Line, i: usize) -> Option<(usize, u128)> {
    let value = unit(line.at(i)).or_else(|| teen(line.at(i)));
    if let Some(value) = value {
        return Some((i + 1, value));
    }
    let tens = tens(line.at(i))?;
    let after = line.skip_hyphen(i + 1);
    match unit(line.at(after)).filter(|&u| u > 0) {
        Some(u) => Some((after + 1, tens + u)),
        None => Some((i + 1, tens)),
    }
}

fn place(word: &str, list: &[&str]) -> Option<u128> {
    list.iter().position(|w| *w == word).map(|p| p as u128)
}

fn unit(word: &str) -> Option<u128> {
    let list = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    place(word, &list)
}

fn teen(word: &str) -> Option<u128> {
    let list = [
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    place(word, &list).map(|p| p + 10)
}

pub(super) fn tens(word: &str) -> Option<u128> {
    let list = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    place(word, &list).map(|p| p * 10 + 20)
}

/// Whether atom `i` writes a number by itself, in digits or words.
pub(super) fn is_number(line: &Line, i: usize) -> bool {
    line.atoms.get(i).is_some_and(|a| a.kind == Kind::Digits)
        || unit(line.at(i)).is_some()
        || teen(line.at(i)).is_some()
        || tens(line.at(i)).is_some()
        || line.is(i, &["hundred", "thousand", "million", "billion", "trillion", "dozen"])
}
