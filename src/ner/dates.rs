//! Calendar expressions: days, months, years, and what is relative to them.

use std::sync::OnceLock;

use super::atoms::Line;
use super::calendar::{self, month, weekday};
use super::ordinals::ordinal;
use super::reckon::{Meaning, Unit, Which};
use super::table::Table;
use crate::doc::{Denotes, Deprel, Upos};

/// End and meaning of a calendar expression.
pub(super) type Found = (usize, Meaning);

/// The longest date at `i`, with the words that narrow it (*early*, *mid-*, *the end of*) and ranges of dates.
pub(super) fn date(line: &Line, i: usize) -> Option<Found> {
    let plain = ranged(line, i);
    let narrowed = narrowing(line, i).and_then(|at| ranged(line, at));
    longest([plain, narrowed, part_of_unit(line, i)])
}

/// *the end of the year*, whichever year that is.
fn part_of_unit(line: &Line, i: usize) -> Option<Found> {
    let at = line.any_phrase(
        i,
        &[
            "end of the",
            "beginning of the",
            "start of the",
            "middle of the",
            "close of the",
            "turn of the",
        ],
    )?;
    let (end, unit, plural) = calendar::unit(line, at)?;
    (!plural && !unit.is_clock()).then_some((end, Meaning::Unknown))
}

fn longest<const N: usize>(options: [Option<Found>; N]) -> Option<Found> {
    // The first of equally long ones: callers list the more specific reading first.
    options.into_iter().flatten().rev_max()
}

trait FirstMax: Iterator<Item = Found> + Sized {
    fn rev_max(self) -> Option<Found> {
        self.fold(None, |best: Option<Found>, found| match best {
            Some(best) if best.0 >= found.0 => Some(best),
            _ => Some(found),
        })
    }
}

impl<I: Iterator<Item = Found>> FirstMax for I {}

/// The end of a word at `i` that narrows the date after it.
fn narrowing(line: &Line, i: usize) -> Option<usize> {
    let parts = [
        "end",
        "beginning",
        "start",
        "middle",
        "close",
        "turn",
        "dawn",
        "final days",
        "eve",
        "height",
    ];
    if let Some(end) = line.any_phrase(i, &parts) {
        let of = end + usize::from(line.is(end, &["of"]));
        return (of > end).then(|| of + usize::from(line.is(of, &["the"])));
    }
    let adverbs = [
        "as early as",
        "early",
        "earlier",
        "early on",
        "late",
        "later",
        "later on",
        "mid",
        "at least",
        "around",
        "about",
        "circa",
        "more than",
        "nearly",
        "almost",
    ];
    let end = line.any_phrase(i, &adverbs)?;
    Some(line.skip_hyphen(end))
}

/// A date, or two of one kind with *to*, *until* or a dash between them.
fn ranged(line: &Line, i: usize) -> Option<Found> {
    let between = line.is(i, &["between"]);
    let from = if between { i + 1 } else { i };
    let first = single(line, from);
    if let Some((end, meaning)) = &first {
        let joint = if between {
            line.is(*end, &["and"]).then_some(end + 1)
        } else {
            let dash = line.skip_hyphen(*end);
            let spaced = line.is(*end, &["–", "—"]) && !line.glued(*end);
            if dash > *end || spaced {
                Some(end + 1)
            } else {
                line.any_phrase(*end, &["to", "until", "till", "through", "up to", "and until"])
            }
        };
        if let Some(at) = joint
            && let Some((last, other)) = range_end(line, at, meaning)
            && same_kind(meaning, &other)
        {
            return Some((last, Meaning::Interval(Box::new(meaning.clone()), Box::new(other))));
        }
    }
    if between { None } else { first }
}

/// The second date of a range: *2014-15* writes only the end of its year.
fn range_end(line: &Line, at: usize, first: &Meaning) -> Option<Found> {
    if let Meaning::Exact(year) = first
        && year.len() == 4
        && line.digits(at) == Some(2)
        && line.glued(at)
        && line.is(at.wrapping_sub(1), &["-", "–"])
    {
        let short = line.text(at);
        return (short > &year[2..] && !continues(line, at + 1))
            .then(|| (at + 1, Meaning::Exact(format!("{}{short}", &year[..2]))));
    }
    let at = if line.is(at, &["the"]) { at + 1 } else { at };
    single(line, at).or_else(|| narrowing(line, at).and_then(|at| single(line, at)))
}

/// *(1126-1198)*: years of any age, by their brackets.
fn lifespan(line: &Line, i: usize) -> Option<Found> {
    let at = line.skip_hyphen(i + 1);
    let (from, to) = (line.integer(i)?, line.integer(at)?);
    let years = line.digits(i) == Some(4) && line.digits(at) == Some(4) && is_year(to) && from < to;
    let bracketed = line.before(i) == "(" && line.is(at + 1, &[")", ","]);
    (at > i + 1 && years && bracketed)
        .then(|| (at + 1, Meaning::Exact(format!("{from:04}/{to:04}"))))
}

/// Whether digits at `i` go on with more of a number, date or code.
fn continues(line: &Line, i: usize) -> bool {
    line.glued(i)
        && (line.letters(i)
            || line.is(i, &["-", "/", ".", ":", ","])
                && line.glued(i + 1)
                && line.digits(i + 1).is_some())
}

fn same_kind(a: &Meaning, b: &Meaning) -> bool {
    let kind = |m: &Meaning| match m {
        Meaning::Exact(value) => value.len(),
        Meaning::Weekday(..) => 100,
        Meaning::Month(..) | Meaning::MonthOf(..) => 101,
        Meaning::MonthDay(..) => 102,
        Meaning::Shift(unit, _) => 103 + *unit as usize,
        _ => 0,
    };
    // *March 2019 to May 2020*, *March 3 to March 5, 2019*
    let known = kind(a) > 0 && kind(b) > 0;
    known
        && (kind(a) == kind(b)
            || (100..103).contains(&kind(a)) && matches!(b, Meaning::Exact(v) if v.len() > 4))
}

fn single(line: &Line, i: usize) -> Option<Found> {
    longest([
        numeric(line, i),
        by_weekday(line, i),
        by_month(line, i),
        day_first(line, i),
        relative_day(line, i),
        relative_unit(line, i),
        relative_name(line, i),
        part_of_year(line, i),
        decade(line, i),
        century(line, i),
        year(line, i),
        lifespan(line, i),
        season(line, i),
        holiday(line, i),
        nth_unit(line, i),
    ])
}

fn exact_day(year: u32, month: u32, day: u32) -> Option<Meaning> {
    let (y, m, d) = (i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    let date = jiff::civil::Date::new(y, m, d).ok()?;
    Some(Meaning::Exact(date.strftime("%Y-%m-%d").to_string()))
}

/// *2019-03-04*, *26.02.2014*, *3/4/2019*, *2019-03*.
fn numeric(line: &Line, i: usize) -> Option<Found> {
    let mark = line.at(i + 1);
    if !matches!(mark, "-" | "." | "/" | "–") {
        return None;
    }
    let glued = (i + 1..i + 3).all(|k| line.glued(k));
    let (a, b) = (line.integer(i)?, line.integer(i + 2)?);
    if !glued || line.digits(i + 2)? > 2 {
        return None;
    }
    let third = line.at(i + 3) == mark && line.glued(i + 3) && line.glued(i + 4);
    let (la, lc) = (line.digits(i)?, line.digits(i + 4));
    if third
        && !continues(line, i + 5)
        && let Some(c) = line.integer(i + 4)
    {
        if la == 4 && lc <= Some(2) {
            return Some((i + 5, exact_day(a, b, c)?));
        }
        if la > 2 || !(lc == Some(4) || lc == Some(2) && mark != "-") {
            return None;
        }
        let year = match lc {
            Some(4) => c,
            _ => c + if c < 50 { 2000 } else { 1900 },
        };
        // The day comes first with stops; with slashes only a number past 12 tells.
        let meaning = match (mark, a > 12, b > 12) {
            (".", ..) | (_, true, false) => exact_day(year, b, a)?,
            (_, false, true) => exact_day(year, a, b)?,
            _ if a == b => exact_day(year, a, b)?,
            _ => Meaning::Exact(format!("{year:04}")),
        };
        return Some((i + 5, meaning));
    }
    // *2019-03*: only with both digits of the month, or it is a range or a season.
    let month = la == 4 && mark == "-" && line.text(i + 2).starts_with('0') && (1..=9).contains(&b);
    (month && is_year(a) && !continues(line, i + 3))
        .then(|| (i + 3, Meaning::Exact(format!("{a:04}-{b:02}"))))
}

fn is_year(n: u32) -> bool {
    (1000..=2100).contains(&n)
}

/// A year's number at `i` right after a month or day.
fn attached_year(line: &Line, i: usize) -> Option<(usize, u32)> {
    let at = i + usize::from(line.is(i, &[","]));
    let n = line.integer(at).filter(|&n| line.digits(at) == Some(4) && is_year(n))?;
    let clock = line.is(at + 1, &["utc", "gmt", "hours", "hrs", "local", ":"]);
    (!clock && !continues(line, at + 1)).then_some((at + 1, n))
}

/// A day of the month at `i`: *3*, *3rd*, *the 3rd*.
fn day_of_month(line: &Line, i: usize) -> Option<(usize, u32)> {
    let n = line.integer(i).filter(|n| (1..=31).contains(n))?;
    let (end, n) = match ordinal(line, i) {
        Some((end, n)) => (end, n),
        None => (i + 1, n),
    };
    let broken = line.is(end, &[":", "%", "."]) && line.glued(end) && line.glued(end + 1);
    (line.digits(i) <= Some(2) && !broken && !(line.glued(end) && line.letters(end)))
        .then_some((end, n))
}

/// *March 3, 2019*, *March 3*, *March 2019*, *March last year*, *March 3-5*, *March*.
fn by_month(line: &Line, i: usize) -> Option<Found> {
    let (end, m) = month(line, i)?;
    let the = end + usize::from(line.is(end, &["the"]));
    if let Some((after, d)) = day_of_month(line, the).filter(|_| !clock_follows(line, end)) {
        return Some(with_day(line, after, m, d));
    }
    Some(with_year(line, end, m, Which::Bare))
}

fn clock_follows(line: &Line, i: usize) -> bool {
    line.is(i + 1, &[":", "percent", "%", "million", "billion"])
}

/// What follows a month and a day.
fn with_day(line: &Line, end: usize, m: i8, d: u32) -> Found {
    let dash = line.skip_hyphen(end);
    if dash > end
        && let Some((after, to)) = day_of_month(line, dash)
        && to > d
    {
        return match attached_year(line, after) {
            Some((after, y)) => {
                let ends = exact_day(y, m as u32, d).zip(exact_day(y, m as u32, to));
                let meaning = ends
                    .map_or(Meaning::Unknown, |(a, b)| Meaning::Interval(Box::new(a), Box::new(b)));
                (after, meaning)
            }
            None => (after, Meaning::MonthDays(m, d as i8, to as i8)),
        };
    }
    match attached_year(line, end) {
        Some((after, y)) => (after, exact_day(y, m as u32, d).unwrap_or(Meaning::Unknown)),
        None => (end, Meaning::MonthDay(m, d as i8, Which::Bare)),
    }
}

/// What follows a month without a day.
fn with_year(line: &Line, end: usize, m: i8, which: Which) -> Found {
    let of = end + usize::from(line.is(end, &["of"]));
    if let Some((after, y)) = attached_year(line, of) {
        return (after, Meaning::Exact(format!("{y:04}-{m:02}")));
    }
    if let Some((at, _, by)) = calendar::deictic(line, of)
        && line.is(at, &["year"])
    {
        return (at + 1, Meaning::MonthOf(m, by));
    }
    if line.is(of, &["that"]) && line.is(of + 1, &["year"]) {
        return (of + 2, Meaning::Unknown);
    }
    (end, Meaning::Month(m, which))
}

/// *3 March 2019*, *3rd of March*, *3-5 March 2019*.
fn day_first(line: &Line, i: usize) -> Option<Found> {
    let (end, d) = day_of_month(line, i)?;
    let dash = line.skip_hyphen(end);
    if dash > end
        && let Some((after, to)) = day_of_month(line, dash).filter(|(_, to)| *to > d)
        && let Some((after, m)) = month(line, after)
    {
        // The same as with the month first.
        return Some(match attached_year(line, after) {
            Some((after, y)) => {
                let ends = exact_day(y, m as u32, d).zip(exact_day(y, m as u32, to));
                let interval = |(a, b)| Meaning::Interval(Box::new(a), Box::new(b));
                (after, ends.map_or(Meaning::Unknown, interval))
            }
            None => (after, Meaning::MonthDays(m, d as i8, to as i8)),
        });
    }
    let of = end + usize::from(line.is(end, &["of"]));
    let (after, m) = month(line, of)?;
    Some(with_day_only(line, after, m, d))
}

fn with_day_only(line: &Line, end: usize, m: i8, d: u32) -> Found {
    match attached_year(line, end) {
        Some((after, y)) => (after, exact_day(y, m as u32, d).unwrap_or(Meaning::Unknown)),
        None => (end, Meaning::MonthDay(m, d as i8, Which::Bare)),
    }
}

/// *Friday*, *Monday, March 3*, *Tuesday last week*, *Mondays*.
fn by_weekday(line: &Line, i: usize) -> Option<Found> {
    let (end, day, plural) = weekday(line, i)?;
    if plural {
        return Some((end, Meaning::Unknown));
    }
    let comma = end + usize::from(line.is(end, &[","]));
    let the = comma + usize::from(line.is(comma, &["the"]));
    let full = longest([by_month(line, comma), day_first(line, the), numeric(line, comma)]);
    if let Some((after, meaning)) = full
        && !matches!(meaning, Meaning::Month(..) | Meaning::MonthOf(..))
        && !matches!(&meaning, Meaning::Exact(v) if v.len() == 7)
    {
        return Some((after, meaning));
    }
    let of = end + usize::from(line.is(end, &["of"]));
    if let Some((at, _, by)) = calendar::deictic(line, of)
        && line.is(at, &["week"])
    {
        return Some((at + 1, Meaning::WeekdayOf(day, by)));
    }
    Some((end, Meaning::Weekday(day, Which::Bare)))
}

/// *today*, *yesterday*, *the day before yesterday*.
fn relative_day(line: &Line, i: usize) -> Option<Found> {
    let by = match line.at(i) {
        "today" => 0,
        "yesterday" => -1,
        "tomorrow" => 1,
        "day" => {
            if let Some(end) = line.phrase(i, &["day", "before", "yesterday"]) {
                return Some((end, Meaning::Shift(Unit::Day, -2)));
            }
            let end = line.phrase(i, &["day", "after", "tomorrow"])?;
            return Some((end, Meaning::Shift(Unit::Day, 2)));
        }
        _ => return None,
    };
    Some((i + 1, Meaning::Shift(Unit::Day, by)))
}

/// *last week*, *this year*, *the same day*, *that month*, *the following year*.
fn relative_unit(line: &Line, i: usize) -> Option<Found> {
    let (at, by) = match calendar::deictic(line, i) {
        Some((at, _, by)) => (at, Some(by)),
        None if line.is(
            i,
            &["same", "that", "following", "preceding", "subsequent", "previous", "given"],
        ) =>
        {
            (i + 1, None)
        }
        None => return None,
    };
    let at = at
        + usize::from(line.is(
            at,
            &["same", "past", "fiscal", "financial", "calendar", "academic", "school", "coming"],
        ));
    let (end, unit, plural) = calendar::unit(line, at)?;
    // *this second attack*
    if plural || unit.is_clock() {
        return None;
    }
    // *next day* and *previous year* lean on the text before, not on the article's date.
    let told = line.is(i, &["previous", "coming", "upcoming"])
        || line.phrase(i, &["next", "day"]).is_some();
    let meaning = match by {
        Some(by) if !told => Meaning::Shift(unit, by),
        _ => Meaning::Unknown,
    };
    Some((end, meaning))
}

/// *last Friday*, *this June*, *next March*, *last summer*, *next Christmas*.
fn relative_name(line: &Line, i: usize) -> Option<Found> {
    let (at, which, _) = match calendar::deictic(line, i) {
        Some(found) => found,
        None if line.is(i, &["every", "each", "that", "following", "past"]) => {
            let named = weekday(line, i + 1).map(|(end, ..)| end);
            let end = named.or_else(|| month(line, i + 1).map(|(end, _)| end));
            return end
                .or_else(|| calendar::season(line, i + 1).map(|(end, _)| end))
                .map(|end| (end, Meaning::Unknown));
        }
        None => return None,
    };
    let at = at + usize::from(line.is(at, &["past", "coming"]));
    if let Some((end, day, false)) = weekday(line, at) {
        return Some((end, Meaning::Weekday(day, which)));
    }
    if let Some((end, m)) = month(line, at) {
        return Some(match day_of_month(line, end) {
            Some((after, d)) => (after, Meaning::MonthDay(m, d as i8, which)),
            None => (end, Meaning::Month(m, which)),
        });
    }
    if let Some((end, n)) = calendar::season(line, at) {
        return Some((end, Meaning::Season(n, which)));
    }
    holiday(line, at).map(|(end, _)| (end, Meaning::Unknown))
}

/// *first quarter of 2019*, *second half*, *Q3 2020*, *fiscal 2019*.
fn part_of_year(line: &Line, i: usize) -> Option<Found> {
    if line.is(i, &["fiscal", "financial"]) || line.is(i, &["fy"]) {
        let at = i + 1 + usize::from(line.is(i + 1, &["year"]));
        let n = line.integer(at).filter(|&n| is_year(n))?;
        return Some((at + 1, Meaning::Exact(format!("{n:04}"))));
    }
    let (at, months, n) = if line.at(i) == "q" && line.glued(i + 1) && line.digits(i + 1) == Some(1)
    {
        (i + 2, 3, line.integer(i + 1)?)
    } else {
        let (at, n) = ordinal(line, i)?;
        let at = at + usize::from(line.is(at, &["fiscal"]));
        match line.at(line.skip_hyphen(at)) {
            "quarter" => (line.skip_hyphen(at) + 1, 3, n),
            "half" => (at + 1, 6, n),
            _ => return None,
        }
    };
    if n == 0 || n * months > 12 {
        return None;
    }
    let of = at + usize::from(line.is(at, &["of"]));
    let of_the = of + usize::from(line.is(of, &["the"]));
    let within = |y: &str| {
        let (first, last) = ((n - 1) * months + 1, n * months);
        Meaning::Exact(format!("{y}-{first:02}/{y}-{last:02}"))
    };
    if let Some((end, y)) = attached_year(line, of) {
        return Some((end, within(&format!("{y:04}"))));
    }
    let whole = longest([relative_unit(line, of_the), decade(line, of_the), century(line, of_the)]);
    if let Some((end, _)) = whole {
        return Some((end, Meaning::Unknown));
    }
    if line.is(of_the, &["year", "month", "decade", "week"]) {
        return Some((of_the + 1, Meaning::Unknown));
    }
    // *the second half* alone is more often a match's.
    (months == 3).then_some((at, Meaning::Unknown))
}

/// *1990s*, *the '90s*, *nineties*.
fn decade(line: &Line, i: usize) -> Option<Found> {
    let quoted = line.is(i, &["'"]) && line.glued(i + 1);
    let at = i + usize::from(quoted);
    let n = match (line.digits(at), line.integer(at)) {
        (Some(4), Some(n)) if is_year(n) && n % 10 == 0 => n,
        (Some(2), Some(n)) if n % 10 == 0 => n,
        _ => return None,
    };
    let apostrophe = at + 1 + usize::from(line.is(at + 1, &["'"]) && line.glued(at + 1));
    if !line.is(apostrophe, &["s"]) || !line.glued(apostrophe) {
        return None;
    }
    let meaning = match n {
        n if n >= 1000 => Meaning::Exact(format!("{:03}X", n / 10)),
        // *the '90s*, but *in his 20s*
        n if quoted || line.before(i) == "the" => {
            Meaning::Exact(format!("{}X", if n < 30 { 200 + n / 10 } else { 190 + n / 10 }))
        }
        _ => Meaning::Unknown,
    };
    Some((apostrophe + 1, meaning))
}

/// *20th century*, *nineteenth-century*.
fn century(line: &Line, i: usize) -> Option<Found> {
    let (end, n) = ordinal(line, i)?;
    let at = line.skip_hyphen(end);
    let plural = line.is(at, &["centuries"]);
    if !plural && !line.is(at, &["century"]) || !(1..=30).contains(&n) {
        return None;
    }
    let era = line.any_phrase(at + 1, &["bc", "b . c .", "bce", "ad", "a . d .", "ce"]);
    if let Some(end) = era {
        return Some((end, Meaning::Unknown));
    }
    Some((at + 1, Meaning::Exact(format!("{:02}XX", n - 1))))
}

/// *2019*, *the year 2019*; not a count of things.
fn year(line: &Line, i: usize) -> Option<Found> {
    let named = line.is(i, &["year"]);
    let at = i + usize::from(named);
    let n = line.integer(at).filter(|_| line.digits(at) == Some(4))?;
    let ranged = line.skip_hyphen(at + 1) > at + 1 && matches!(line.digits(at + 2), Some(2 | 4));
    let broken = continues(line, at + 1) && !ranged;
    if !(is_year(n) || named) || broken || line.is(at + 1, &["%"]) {
        return None;
    }
    let before = line.before(i);
    // *Boeing-1900*, *$2000*, *No. 2019*, *#2019*
    let joined =
        line.glued(i) && i > 0 && !matches!(before, "(" | "[" | "'" | "\"" | "-" | "–" | "/" | "“");
    if joined || matches!(before, "$" | "€" | "£" | "#") {
        return None;
    }
    let end = line.any_phrase(at + 1, &["bc", "b . c .", "bce"]).unwrap_or(at + 1);
    if end > at + 1 {
        return Some((end, Meaning::Unknown));
    }
    if !named && !reads_as_year(line, i, n) {
        return None;
    }
    Some((end, Meaning::Exact(format!("{n:04}"))))
}

fn reads_as_year(line: &Line, i: usize, n: u32) -> bool {
    let introduced = line.is(
        i.wrapping_sub(1),
        &[
            "in", "since", "until", "till", "by", "of", "from", "during", "before", "after",
            "through", "to", "early", "late", "mid", "the", "between", "and", "for", "his", "her",
            "its", "their", "'", "s", "-", "–",
        ],
    );
    let likely = (1900..=2099).contains(&n);
    let Some(word) = line.word(i) else { return likely || introduced };
    if let Some(head) = word.head.filter(|_| {
        matches!(
            word.deprel,
            Deprel::Nummod | Deprel::Compound | Deprel::NmodUnmarked | Deprel::NmodDesc
        )
    }) && let Some(noun) = line.words.and_then(|w| w.get(head.index()))
        && head.index() > line.atoms[i].token
    {
        // *2000 people*, but *the 2020 elections*
        let thing = matches!(
            noun.denotes,
            Denotes::Person | Denotes::Animal | Denotes::Object | Denotes::Substance
        );
        let counted = word.deprel == Deprel::Nummod && noun.xpos == crate::doc::Xpos::Nns;
        return likely && !(counted && (thing || !introduced));
    }
    if head_is_name_before(line, i) && !line.is(i.wrapping_sub(1), &[",", "("]) {
        return likely && n >= 1990;
    }
    // A bare *1,500*-like *1500* as subject or object is a count unless a preposition of time stands before it.
    likely
        || introduced
            && word.upos == Upos::Num
            && matches!(
                word.deprel,
                Deprel::Obl | Deprel::Nmod | Deprel::OblUnmarked | Deprel::Conj
            )
}

fn head_is_name_before(line: &Line, i: usize) -> bool {
    let Some(word) = line.word(i) else { return false };
    let Some(head) = word.head else { return false };
    head.index() + 1 == line.atoms[i].token
        && line.words.and_then(|w| w.get(head.index())).is_some_and(|w| w.upos == Upos::Propn)
}

/// *summer*, *the spring of 2015*, *winter 2019*.
fn season(line: &Line, i: usize) -> Option<Found> {
    let (end, n) = calendar::season(line, i)?;
    let of = end + usize::from(line.is(end, &["of"]));
    if let Some((after, y)) = attached_year(line, of) {
        return Some((after, Meaning::Exact(format!("{y:04}-2{n}"))));
    }
    if let Some((at, _, _)) = calendar::deictic(line, of)
        && line.is(at, &["year"])
    {
        return Some((at + 1, Meaning::Unknown));
    }
    let safe = line.is(i, &["summer", "winter", "autumn"]);
    let introduced = line.is(
        i.wrapping_sub(1),
        &["the", "in", "this", "early", "late", "until", "by", "since", "mid", "-"],
    );
    let modifies = line.word(i).is_some_and(|w| w.deprel == Deprel::Compound);
    let open = line.is(i, &["spring", "fall"])
        && !line.is(i.wrapping_sub(1), &["in", "this", "early", "late", "by", "since"])
        && line.is(end, &["of"]);
    ((safe || introduced) && !modifies && !open && (!line.capital(i) || i == 0))
        .then_some((end, Meaning::Season(n, Which::Bare)))
}

/// Days with names, and when they are.
pub(super) fn holidays() -> &'static Table {
    static HOLIDAYS: OnceLock<Table> = OnceLock::new();
    HOLIDAYS.get_or_init(|| Table::read(include_str!("holidays.tsv"), |f| f.get(1).copied()))
}

/// *Christmas Eve*, *New Year's Day 2020*.
fn holiday(line: &Line, i: usize) -> Option<Found> {
    if !line.capital(i) && line.digits(i).is_none() {
        return None;
    }
    let (end, day) = holidays().at(line, i)?;
    if let Some(exact) = day.strip_prefix('=') {
        return Some((end, Meaning::Exact(exact.to_string())));
    }
    let fixed = day.split_once('-').and_then(|(m, d)| Some((m.parse().ok()?, d.parse().ok()?)));
    let year = attached_year(line, end + usize::from(line.is(end, &["of"])));
    Some(match (fixed, year) {
        (Some((m, d)), Some((after, y))) => {
            (after, Meaning::Exact(format!("{y:04}-{m:02}-{d:02}")))
        }
        (Some((m, d)), None) => (end, Meaning::MonthDay(m, d, Which::Bare)),
        (None, Some((after, _))) => (after, Meaning::Unknown),
        (None, None) => (end, Meaning::Unknown),
    })
}

/// *third day*, *second consecutive week*, *fifth year*.
fn nth_unit(line: &Line, i: usize) -> Option<Found> {
    let (end, _) = ordinal(line, i)?;
    let extra = ["consecutive", "straight", "successive", "full", "working", "fiscal", "whole"];
    let at = line.any_phrase(end, &extra).unwrap_or(end);
    let (after, unit, plural) = calendar::unit(line, at)?;
    let modifies = line.word(at).is_some_and(|w| w.deprel == Deprel::Compound);
    (!plural && !unit.is_clock() && !modifies).then_some((after, Meaning::Unknown))
}
