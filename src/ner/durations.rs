//! How long, how long ago, how often, how old.

use super::atoms::Line;
use super::calendar;
use super::numbers;
use super::reckon::{Meaning, Unit};
use crate::doc::{Deprel, Upos, Xpos};

/// A duration, a distance in time or an age: its end, the unit that makes it `DATE` or `TIME`, and what it means.
pub(super) type Found = (usize, Unit, Meaning);

/// The longest expression of length or frequency at `i`.
pub(super) fn duration(line: &Line, i: usize) -> Option<Found> {
    let options = [
        counted(line, i),
        stretch(line, i),
        frequency(line, i),
        long(line, i),
        bare(line, i),
        age(line, i),
    ];
    options.into_iter().flatten().max_by_key(|f| f.0)
}

/// What counts units of time: end, and the count where it is one number.
fn count(line: &Line, i: usize) -> Option<(usize, Option<String>)> {
    if let Some(amount) = numbers::amount(line, i) {
        let mut end = amount.end;
        if amount.low.is_none() && line.is(end, &["of"]) {
            end += 1;
        }
        let one = amount.low.filter(|low| amount.high == Some(*low));
        return Some((end, one.map(|n| n.to_string())));
    }
    let from = numbers::qualifier(line, i).unwrap_or(i);
    let vague = [
        "several",
        "a few",
        "few",
        "many",
        "a couple",
        "a couple of",
        "couple of",
        "some",
        "countless",
        "recent",
        "a handful of",
        "a number of",
        "quite a few",
        "every few",
        "various",
        "multiple",
        "the last few",
        "numerous",
        "these",
        "those",
    ];
    if let Some(end) = line.any_phrase(from, &vague) {
        return Some((end, None));
    }
    if let Some(end) = line.any_phrase(from, &["half a", "half an"]) {
        return Some((end, Some("0.5".into())));
    }
    let one = [
        "a",
        "an",
        "a full",
        "an entire",
        "a whole",
        "another",
        "a further",
        "one full",
        "a single",
    ];
    line.any_phrase(from, &one).map(|end| (end, Some("1".into())))
}

/// *two weeks*, *a few hours*, *three days ago*, *a 24-hour*, *67 years old*, *two years later*.
fn counted(line: &Line, i: usize) -> Option<Found> {
    let (counted, mut n) = count(line, i)?;
    let extra = [
        "more",
        "additional",
        "full",
        "whole",
        "consecutive",
        "straight",
        "long",
        "short",
        "successive",
        "working",
        "business",
        "calendar",
        "further",
        "other",
        "entire",
        "extra",
        "solid",
        "and a half",
        "difficult",
    ];
    let at = line.any_phrase(counted, &extra).unwrap_or(counted);
    let hyphen = line.skip_hyphen(at);
    let (mut end, unit, plural) = calendar::unit(line, hyphen)?;
    let hyphenated = hyphen > at;
    let article = line.is(counted - 1, &["a", "an", "another"]);
    if article && !hyphenated {
        // *a second chance*, *a day care*, *a quarter of*, *a night club*
        let noun_after = line.upos(end) == Some(Upos::Noun)
            && line.word(end - 1).is_some_and(|w| w.deprel == Deprel::Compound);
        let ordinal = unit == Unit::Second && line.xpos(end - 1) != Some(Xpos::Nn);
        if plural || noun_after || ordinal || unit == Unit::Quarter || adjective(line, end - 1) {
            return None;
        }
    }
    if unit == Unit::Quarter && line.is(end, &["of"]) {
        return None;
    }
    if line.is(i, &["some", "these", "those", "recent", "many", "few"]) && !plural {
        return None;
    }
    if line.is(i, &["half", "one"]) && unit == Unit::Second && !plural && !hyphenated {
        return None;
    }
    if let Some(after) = line.phrase(end, &["and", "a", "half"]) {
        n = n.map(|n| format!("{n}.5"));
        end = after;
    }
    let value =
        n.as_deref().and_then(|n| unit.duration(n)).map_or(Meaning::Unknown, Meaning::Exact);
    // *67-year-old*, *two years old*
    let old = line.skip_hyphen(end);
    if line.is(old, &["old", "olds"]) {
        return Some((old + 1, unit, value));
    }
    if hyphenated && old > end && line.is(old, &["long"]) {
        return Some((old + 1, unit, value));
    }
    // *two hours and 30 minutes*, *six feet* no
    let joint = if line.is(end, &["and", ","]) { end + 1 } else { end };
    if let Some(more) = numbers::amount(line, joint)
        && let Some((after, smaller, _)) = calendar::unit(line, more.end)
        && smaller < unit
        && unit <= Unit::Year
    {
        let meaning = match (&value, more.low.and_then(|n| smaller.duration(&n.to_string()))) {
            (Meaning::Exact(a), Some(b)) => joined(a, &b),
            _ => Meaning::Unknown,
        };
        return Some(distance(line, after, smaller, None).unwrap_or((after, smaller, meaning)));
    }
    let whole = n.as_deref().and_then(|n| n.parse::<i64>().ok());
    distance(line, end, unit, whole).or(Some((end, unit, value)))
}

/// `P2Y` and `P3M` are `P2Y3M`; `PT2H` and `PT30M` are `PT2H30M`.
fn joined(a: &str, b: &str) -> Meaning {
    let tail = if a.contains('T') { b.trim_start_matches("PT") } else { b.trim_start_matches('P') };
    Meaning::Exact(format!("{a}{tail}"))
}

/// What comes after a duration and makes it a point in time.
fn distance(line: &Line, end: usize, unit: Unit, n: Option<i64>) -> Option<Found> {
    let shift = |by: Option<i64>| by.map_or(Meaning::Unknown, |by| Meaning::Shift(unit, by));
    if line.is(end, &["ago"]) {
        return Some((end + 1, unit, shift(n.map(|n| -n))));
    }
    if let Some(after) = line.any_phrase(end, &["from now", "hence"]) {
        return Some((after, unit, shift(n)));
    }
    if line.is(end, &["later", "earlier", "afterwards", "afterward"]) {
        return Some((end + 1, unit, Meaning::Unknown));
    }
    None
}

/// *the past three years*, *next few days*, *recent weeks*, *last 24 hours*, *first three months*.
fn stretch(line: &Line, i: usize) -> Option<Found> {
    let direction = match line.at(i) {
        "last" | "past" | "previous" | "recent" | "preceding" | "final" | "first" | "latter"
        | "latest" => -1,
        "next" | "coming" | "following" | "upcoming" | "ensuing" | "remaining" | "subsequent"
        | "intervening" => 1,
        _ => return None,
    };
    let (at, n) = match count(line, i + 1) {
        Some((end, n)) if !line.is(i + 1, &["a", "an", "another"]) => (end, n),
        _ => (i + 1, None),
    };
    let at = line.any_phrase(at, &["and a half", "full"]).unwrap_or(at);
    let (end, unit, plural) = calendar::unit(line, line.skip_hyphen(at))?;
    if at == i + 1 && !plural {
        return None;
    }
    let anchored = line.is(i, &["last", "past", "next", "coming"]);
    let meaning = match n.and_then(|n| n.parse::<i64>().ok()) {
        Some(n) if anchored => Meaning::Stretch(unit, direction * n),
        _ => Meaning::Unknown,
    };
    Some((end, unit, meaning))
}

/// *every day*, *each year*, *every two weeks*, *daily*, *annual*.
fn frequency(line: &Line, i: usize) -> Option<Found> {
    let every = |unit: Unit, n: &str| {
        unit.duration(n).map_or(Meaning::Unknown, |d| Meaning::Exact(format!("R/{d}")))
    };
    let unit = match line.at(i) {
        "daily" => Some(Unit::Day),
        "nightly" => Some(Unit::Night),
        "hourly" => Some(Unit::Hour),
        "weekly" => Some(Unit::Week),
        "monthly" => Some(Unit::Month),
        "quarterly" => Some(Unit::Quarter),
        "annual" | "annually" | "yearly" => Some(Unit::Year),
        _ => None,
    };
    if let Some(unit) = unit {
        return Some((i + 1, unit, every(unit, "1")));
    }
    if !line.is(i, &["every", "each"]) {
        return None;
    }
    if line.at(i) == "every"
        && let Some((at, n)) = count(line, i + 1)
        && let Some((end, unit, _)) = calendar::unit(line, at)
        && !line.is(i + 1, &["a", "an"])
    {
        let meaning = n.map_or(Meaning::Unknown, |n| every(unit, &n));
        return Some((end, unit, meaning));
    }
    let at = if line.is(i + 1, &["single", "other", "passing"]) { i + 2 } else { i + 1 };
    let (end, unit, plural) = calendar::unit(line, at)?;
    let second = unit == Unit::Second && line.xpos(at) != Some(Xpos::Nn);
    (!plural && !second).then(|| (end, unit, every(unit, "1")))
}

/// *day-long*, *months-long*, *decades-old*, *weeklong*.
fn long(line: &Line, i: usize) -> Option<Found> {
    let once = |unit: Unit, plural: bool| match unit.duration("1") {
        Some(d) if !plural => Meaning::Exact(d),
        _ => Meaning::Unknown,
    };
    if let Some((end, unit, plural)) = calendar::unit(line, i) {
        let after = line.skip_hyphen(end);
        return (after > end && line.is(after, &["long", "old"]))
            .then(|| (after + 1, unit, once(unit, plural)));
    }
    let unit = match line.at(i) {
        "hourlong" => Unit::Hour,
        "daylong" => Unit::Day,
        "weeklong" => Unit::Week,
        "monthlong" => Unit::Month,
        "yearlong" => Unit::Year,
        _ => return None,
    };
    Some((i + 1, unit, once(unit, false)))
}

/// *weeks of protests*, *minutes before*, *years ago*; a singular only after *the* (*in the week leading up to*).
fn bare(line: &Line, i: usize) -> Option<Found> {
    let (end, unit, plural) = calendar::unit(line, i)?;
    if adjective(line, i) || line.skip_hyphen(end) > end || i > 0 && line.skip_hyphen(i - 1) == i {
        return None;
    }
    if matches!(line.upos(i), Some(Upos::Verb | Upos::Propn)) {
        return None;
    }
    if plural {
        if let Some(found) = distance(line, end, unit, None) {
            return Some(found);
        }
        // *school days*, *office hours*: a kind of time, not a length of it.
        let kind = i > 0
            && line.word(i - 1).is_some_and(|w| {
                matches!(w.deprel, Deprel::Compound | Deprel::NmodPoss)
                    && w.head.map(|h| h.index()) == line.atoms.get(i).map(|a| a.token)
            });
        return (!kind && !matches!(unit, Unit::Quarter | Unit::Weekend)).then_some((
            end,
            unit,
            Meaning::Unknown,
        ));
    }
    let modifies = line.word(i).is_some_and(|w| w.deprel == Deprel::Compound);
    let named = matches!(
        unit,
        Unit::Week
            | Unit::Month
            | Unit::Year
            | Unit::Decade
            | Unit::Century
            | Unit::Day
            | Unit::Weekend
    );
    (line.before(i) == "the" && named && !modifies).then_some((end, unit, Meaning::Unknown))
}

/// *aged 67*, *age 12*, *age of 99*.
fn age(line: &Line, i: usize) -> Option<Found> {
    let at = line.any_phrase(i, &["aged", "age", "age of"])?;
    let amount = numbers::amount(line, at)?;
    let years = amount.low.filter(|_| amount.low == amount.high).and_then(|n| n.to_u32());
    if years.is_some_and(|n| n > 130) {
        return None;
    }
    let value = years.and_then(|n| Unit::Year.duration(&n.to_string()));
    Some((amount.end, Unit::Year, value.map_or(Meaning::Unknown, Meaning::Exact)))
}

/// Whether atom `i`, *second*, is the ordinal by its tag.
fn adjective(line: &Line, i: usize) -> bool {
    line.is(i, &["second"]) && matches!(line.upos(i), Some(Upos::Adj | Upos::Adv))
}
