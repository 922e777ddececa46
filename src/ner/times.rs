//! Times of day.

use super::atoms::Line;
use super::calendar::{deictic, part_of_day, weekday};
use super::dates;
use super::numbers;
use super::reckon::{Meaning, Unit, Which};

/// A time of day.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    /// One past its last atom.
    pub end: usize,
    /// The day it belongs to, where the expression says so (*Friday night*).
    pub day: Meaning,
    /// `15:30`, with its zone; `None` for a part of the day.
    pub clock: Option<String>,
}

/// The longest time of day at `i`.
pub(super) fn time(line: &Line, i: usize) -> Option<Found> {
    let clock =
        clock(line, i).map(|(end, clock)| Found { end, day: Meaning::Unknown, clock: Some(clock) });
    let from = line.any_phrase(
        i,
        &[
            "about",
            "around",
            "shortly before",
            "shortly after",
            "just before",
            "just after",
            "almost",
            "nearly",
            "approximately",
        ],
    );
    let about = from.and_then(|at| self::clock(line, at)).map(|(end, clock)| Found {
        end,
        day: Meaning::Unknown,
        clock: Some(clock),
    });
    [clock, about.filter(|_| !line.is(i, &["shortly", "just"])), part(line, i)]
        .into_iter()
        .flatten()
        .max_by_key(|f| f.end)
}

/// *15:30 UTC*, *9 a.m.*, *7.30pm*, *0930 GMT*, *five o'clock*, *noon*.
fn clock(line: &Line, i: usize) -> Option<(usize, String)> {
    if line.is(i, &["noon", "midday"]) && line.skip_hyphen(i + 1) == i + 1 {
        return Some(zoned(line, i + 1, 12, 0));
    }
    if line.is(i, &["midnight"]) && line.skip_hyphen(i + 1) == i + 1 {
        return Some(zoned(line, i + 1, 0, 0));
    }
    // *0930 UTC*, *1430 hours*
    if line.digits(i) == Some(4) {
        let n = line.integer(i)?;
        let (hour, minute) = (n / 100, n % 100);
        let hours = line.any_phrase(i + 1, &["hours", "hrs", "h"]).unwrap_or(i + 1);
        let zone = zone(line, hours);
        let marked = zone.is_some()
            || hours > i + 1
                && line.is(i.wrapping_sub(1), &["at", "around", "by", "from", "until"]);
        if hour < 24 && minute < 60 && marked && !line.glued(i) {
            return Some(zoned(line, hours, hour, minute));
        }
        if hour < 24
            && minute < 60
            && zone.is_some()
            && line.is(i.wrapping_sub(1), &["(", "[", "/"])
        {
            return Some(zoned(line, hours, hour, minute));
        }
        return None;
    }
    let written = numbers::number(line, i).filter(|n| !n.digits).and_then(|n| {
        let hour = n.value?.to_u32().filter(|h| (1..=12).contains(h))?;
        Some((n.end, hour))
    });
    let (mut end, hour, minute, marked) = if let Some((end, hour)) = written {
        (end, hour, 0, false)
    } else {
        let hour = line.integer(i).filter(|&h| h <= 24 && line.digits(i) <= Some(2))?;
        let minutes = line.is(i + 1, &[":", "."])
            && line.glued(i + 1)
            && line.glued(i + 2)
            && line.digits(i + 2) == Some(2);
        if minutes {
            let minute = line.integer(i + 2).filter(|&m| m < 60)?;
            let mut end = i + 3;
            if line.is(end, &[":"]) && line.glued(end) && line.digits(end + 1) == Some(2) {
                end += 2;
            }
            (end, hour, minute, line.at(i + 1) == ":")
        } else {
            (i + 1, hour, 0, false)
        }
    };
    if line.is(end, &[":", "-", "/", "."])
        && line.glued(end)
        && line.glued(end + 1)
        && line.digits(end + 1).is_some()
        && !marked
    {
        return None;
    }
    let half = line
        .any_phrase(end, &["a . m .", "p . m .", "am", "pm", "a . m", "p . m", "noon", "midnight"]);
    let mut marked = marked;
    let mut hour24 = hour;
    if let Some(after) = half {
        if !(1..=12).contains(&hour) {
            return None;
        }
        let evening = line.is(end, &["p", "pm", "noon"]);
        hour24 = hour % 12 + if evening { 12 } else { 0 };
        (end, marked) = (after, true);
    } else if let Some(after) = line.phrase(end, &["o", "'", "clock"]) {
        (end, marked) = (after, true);
    }
    if let Some(after) =
        line.any_phrase(end, &["in the morning", "at night", "in the afternoon", "in the evening"])
        && (1..=12).contains(&hour)
        && half.is_none()
    {
        // *5 in the morning*
        let late = line.is(after - 1, &["afternoon", "evening", "night"]) && hour != 12;
        hour24 = hour % 24 + if late { 12 } else { 0 };
        (end, marked) = (after, true);
    }
    if !marked && (minute == 0 || zone(line, end).is_none()) {
        return None;
    }
    Some(zoned(line, end, hour24, minute))
}

/// The clock with the zone at `end`, which becomes part of it.
fn zoned(line: &Line, end: usize, hour: u32, minute: u32) -> (usize, String) {
    let (end, offset) = zone(line, end).unwrap_or((end, ""));
    (end, format!("{hour:02}:{minute:02}{offset}"))
}

/// A time zone at `i`: end and ISO 8601 offset, empty for local or ambiguous ones.
fn zone(line: &Line, i: usize) -> Option<(usize, &'static str)> {
    let local = [
        "local time",
        "local",
        "eastern time",
        "eastern",
        "pacific time",
        "central time",
        "et",
        "pt",
        "moscow time",
        "ist",
        "cst",
        "in the morning local time",
        "est time",
    ];
    let abbreviation = [
        ("utc", "Z"),
        ("gmt", "Z"),
        ("z", "Z"),
        ("bst", "+01:00"),
        ("cet", "+01:00"),
        ("cest", "+02:00"),
        ("eet", "+02:00"),
        ("eest", "+03:00"),
        ("msk", "+03:00"),
        ("est", "-05:00"),
        ("edt", "-04:00"),
        ("cdt", "-05:00"),
        ("mst", "-07:00"),
        ("mdt", "-06:00"),
        ("pst", "-08:00"),
        ("pdt", "-07:00"),
        ("jst", "+09:00"),
        ("kst", "+09:00"),
        ("aest", "+10:00"),
        ("aedt", "+11:00"),
    ];
    let upper = line.text(i).chars().all(char::is_uppercase);
    if upper && let Some((_, offset)) = abbreviation.iter().find(|(name, _)| *name == line.at(i)) {
        return Some((i + 1, offset));
    }
    let end = line.any_phrase(i, &local)?;
    (end > i + 1 || upper || line.is(i, &["local"])).then_some((end, ""))
}

/// *last night*, *Saturday morning*, *yesterday afternoon*, *tonight*, *the morning*.
fn part(line: &Line, i: usize) -> Option<Found> {
    let found = |end, day| Some(Found { end, day, clock: None });
    match line.at(i) {
        "tonight" => return found(i + 1, Meaning::Shift(Unit::Day, 0)),
        "overnight" => return found(i + 1, Meaning::Unknown),
        _ => {}
    }
    let narrowed =
        line.any_phrase(i, &["early", "late", "mid", "later", "earlier", "early on", "late on"]);
    let at = narrowed.map_or(i, |at| line.skip_hyphen(at));
    if let Some((end, which, by)) = deictic(line, at)
        && let Some(after) = part_of_day(line, end)
        && which != Which::Next
    {
        return found(after, Meaning::Shift(Unit::Day, by));
    }
    if line.is(
        at,
        &["that", "same", "following", "next", "previous", "one", "every", "each", "all", "recent"],
    ) && let Some(after) = {
        // *that Sunday evening*
        let day = weekday(line, at + 1).map_or(at + 1, |(end, ..)| end);
        part_of_day(line, day)
    } {
        return found(after, Meaning::Unknown);
    }
    // *early Saturday morning*, *on the evening of March 3*
    let named = weekday(line, at).map(|(end, day, _)| (end, Meaning::Weekday(day, Which::Bare)));
    let named = named.or_else(|| relative(line, at));
    let named = named.or_else(|| dates::date(line, at).filter(|(_, m)| is_day(m)));
    if let Some((end, day)) = named
        && let Some(after) = part_of_day(line, end).or_else(|| {
            let at = line.any_phrase(end, &["early", "late", "mid"])?;
            part_of_day(line, line.skip_hyphen(at))
        })
    {
        return found(after, day);
    }
    let end = part_of_day(line, at)
        .filter(|_| !line.is(at, &["noon", "midnight", "midday", "nights"]))?;
    let modifies = line.word(at).is_some_and(|w| w.deprel == crate::doc::Deprel::Compound);
    if let Some(of) = line.any_phrase(end, &["of", "on"])
        && let Some((after, day)) = dates::date(line, of).filter(|(_, m)| is_day(m))
        && line.is(end, &["of"])
    {
        return found(after, day);
    }
    let before = line.before(at);
    let introduced =
        matches!(before, "the" | "in" | "at" | "by" | "until" | "a") && at == i && before != "a";
    let narrowed = narrowed.is_some() && !line.is(at.wrapping_sub(1), &["-"]);
    ((introduced || narrowed) && !modifies && line.skip_hyphen(end) == end).then_some(Found {
        end,
        day: Meaning::Unknown,
        clock: None,
    })
}

fn relative(line: &Line, i: usize) -> Option<(usize, Meaning)> {
    let by = match line.at(i) {
        "yesterday" => -1,
        "today" => 0,
        "tomorrow" => 1,
        _ => return None,
    };
    Some((i + 1, Meaning::Shift(Unit::Day, by)))
}

fn is_day(meaning: &Meaning) -> bool {
    match meaning {
        Meaning::MonthDay(..) | Meaning::Weekday(..) | Meaning::WeekdayOf(..) => true,
        Meaning::Shift(unit, _) => *unit == Unit::Day,
        Meaning::Exact(value) => value.len() == 10,
        _ => false,
    }
}
