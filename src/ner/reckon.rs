//! What calendar expressions mean, and their values.
//!
//! Values are ISO 8601 with a few forms of its extended profile (EDTF), at the granularity of the text:
//!
//! | the text says | value |
//! |---|---|
//! | a day, month, year | `2024-03-13`, `2024-03`, `2024` |
//! | a week | `2024-W11` |
//! | a decade, a century | `199X`, `19XX` |
//! | a season | `2024-21` (spring) to `2024-24` (winter) |
//! | a span of time between two | `2019/2021`, `2024-03-16/2024-03-17` |
//! | how long | `P3D`, `P2W`, `PT2H` |
//! | how often | `R/P1D` |
//! | a time of day | `T15:30`, `T09:30Z`; with its day `2024-03-13T15:30` |
//!
//! *Early*, *late*, *about* and the like narrow a value or blur it, but do not change it.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// A unit of the calendar or the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Night,
    Day,
    Weekend,
    Week,
    Fortnight,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
    Millennium,
}

impl Unit {
    /// Whether expressions in it are `TIME` rather than `DATE`.
    pub fn is_clock(self) -> bool {
        self <= Unit::Night
    }

    /// An ISO 8601 duration of `n` of them.
    pub fn duration(self, n: &str) -> Option<String> {
        let scaled = |by: u32| n.parse::<u32>().ok()?.checked_mul(by).map(|n| n.to_string());
        Some(match self {
            Unit::Second => format!("PT{n}S"),
            Unit::Minute => format!("PT{n}M"),
            Unit::Hour => format!("PT{n}H"),
            Unit::Day => format!("P{n}D"),
            Unit::Week => format!("P{n}W"),
            Unit::Fortnight => format!("P{}W", scaled(2)?),
            Unit::Month => format!("P{n}M"),
            Unit::Quarter => format!("P{}M", scaled(3)?),
            Unit::Year => format!("P{n}Y"),
            Unit::Decade => format!("P{}Y", scaled(10)?),
            Unit::Century => format!("P{}Y", scaled(100)?),
            Unit::Millennium => format!("P{}Y", scaled(1000)?),
            Unit::Night | Unit::Weekend => return None,
        })
    }
}

/// Which of the many Mondays, Marches or summers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// The text does not say; tense tells.
    Bare,
    Last,
    This,
    Next,
}

/// Whether the clause around an expression speaks of the past or the future.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lean {
    Past,
    Future,
    Unknown,
}

/// What an expression means before it is resolved against a date.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Meaning {
    /// Nothing that can be written down.
    Unknown,
    /// This value.
    Exact(String),
    /// The unit that contains the anchor, moved by this many.
    Shift(Unit, i64),
    /// So many units up to the anchor (negative) or from it.
    Stretch(Unit, i64),
    Weekday(Weekday, Which),
    /// A weekday of the week so many weeks away.
    WeekdayOf(Weekday, i64),
    Month(i8, Which),
    /// A month of the year so many years away.
    MonthOf(i8, i64),
    MonthDay(i8, i8, Which),
    MonthDays(i8, i8, i8),
    /// 1 spring, 2 summer, 3 autumn, 4 winter.
    Season(u8, Which),
    Interval(Box<Meaning>, Box<Meaning>),
}

impl Meaning {
    /// The value, relative expressions resolved against `anchor`; `None` without one, or where nothing can be said.
    pub fn value(&self, anchor: Option<Date>, lean: Lean) -> Option<String> {
        match self {
            Meaning::Unknown => None,
            Meaning::Exact(value) => Some(value.clone()),
            Meaning::Interval(from, to) => {
                Some(format!("{}/{}", from.value(anchor, lean)?, to.value(anchor, lean)?))
            }
            relative => relative.relative(anchor?, lean),
        }
    }

    fn relative(&self, anchor: Date, lean: Lean) -> Option<String> {
        match *self {
            Meaning::Shift(unit, by) => shifted(anchor, unit, by),
            Meaning::Stretch(unit, by) => {
                // In units that calendars name: three decades back is thirty years.
                let (unit, by) = match unit {
                    Unit::Decade => (Unit::Year, by.checked_mul(10)?),
                    Unit::Century => (Unit::Year, by.checked_mul(100)?),
                    Unit::Fortnight => (Unit::Week, by.checked_mul(2)?),
                    Unit::Quarter => (Unit::Month, by.checked_mul(3)?),
                    unit if unit.is_clock() => {
                        return unit.duration(&by.unsigned_abs().to_string());
                    }
                    unit => (unit, by),
                };
                let (here, there) = (shifted(anchor, unit, 0)?, shifted(anchor, unit, by)?);
                Some(if by < 0 { format!("{there}/{here}") } else { format!("{here}/{there}") })
            }
            Meaning::Weekday(weekday, which) => weekday_near(anchor, weekday, which, lean).map(day),
            Meaning::WeekdayOf(weekday, weeks) => {
                let monday = monday(anchor)?.checked_add(weeks.weeks()).ok()?;
                let offset = i64::from(weekday.to_monday_zero_offset());
                monday.checked_add(offset.days()).ok().map(day)
            }
            Meaning::Month(month, which) => {
                let at = |year| Date::new(year, month, 1).ok();
                year_near(anchor, which, lean, Span::Month, at)
                    .map(|d| d.strftime("%Y-%m").to_string())
            }
            Meaning::MonthOf(month, years) => {
                let year = shifted(anchor, Unit::Year, years)?;
                Some(format!("{year}-{month:02}"))
            }
            Meaning::MonthDay(month, d, which) => {
                year_near(anchor, which, lean, Span::Day, |year| Date::new(year, month, d).ok())
                    .map(day)
            }
            Meaning::MonthDays(month, from, to) => {
                let at = |year| Date::new(year, month, from).ok();
                let first = year_near(anchor, Which::Bare, lean, Span::Day, at)?;
                let last = Date::new(first.year(), month, to).ok()?;
                Some(format!("{}/{}", day(first), day(last)))
            }
            Meaning::Season(season, which) => {
                let at = |year| Date::new(year, season as i8 * 3, 1).ok();
                let start = year_near(anchor, which, lean, Span::Season, at)?;
                Some(format!("{:04}-2{season}", start.year()))
            }
            Meaning::Unknown | Meaning::Exact(_) | Meaning::Interval(..) => None,
        }
    }
}

fn day(date: Date) -> String {
    date.strftime("%Y-%m-%d").to_string()
}

fn monday(date: Date) -> Option<Date> {
    let offset = i64::from(date.weekday().to_monday_zero_offset());
    date.checked_sub(offset.days()).ok()
}

/// The unit that contains `anchor`, moved by `by`, at its own granularity.
fn shifted(anchor: Date, unit: Unit, by: i64) -> Option<String> {
    // Far beyond any text, and within what the span type takes.
    let years = if unit == Unit::Century { 100 } else { 10 };
    if by.unsigned_abs() > 9_000 / years {
        return None;
    }
    let moved = match unit {
        Unit::Day | Unit::Night => anchor.checked_add(by.days()),
        Unit::Week | Unit::Weekend => anchor.checked_add(by.weeks()),
        Unit::Fortnight => anchor.checked_add((by * 2).weeks()),
        Unit::Month => anchor.checked_add(by.months()),
        Unit::Quarter => anchor.checked_add((by * 3).months()),
        Unit::Year => anchor.checked_add(by.years()),
        Unit::Decade => anchor.checked_add((by * 10).years()),
        Unit::Century => anchor.checked_add((by * 100).years()),
        _ => return None,
    }
    .ok()?;
    let year = moved.year();
    Some(match unit {
        Unit::Day | Unit::Night => day(moved),
        Unit::Week | Unit::Fortnight => {
            let week = moved.iso_week_date();
            format!("{:04}-W{:02}", week.year(), week.week())
        }
        Unit::Weekend => {
            let saturday = monday(moved)?.checked_add(5.days()).ok()?;
            format!("{}/{}", day(saturday), day(saturday.tomorrow().ok()?))
        }
        Unit::Month => moved.strftime("%Y-%m").to_string(),
        Unit::Quarter => {
            let first = (moved.month() - 1) / 3 * 3 + 1;
            format!("{year:04}-{first:02}/{year:04}-{:02}", first + 2)
        }
        Unit::Decade => format!("{:03}X", year / 10),
        Unit::Century => format!("{:02}XX", year / 100),
        _ => format!("{year:04}"),
    })
}

fn weekday_near(anchor: Date, weekday: Weekday, which: Which, lean: Lean) -> Option<Date> {
    let back = i64::from(anchor.weekday().since(weekday));
    let past = anchor.checked_sub(back.days()).ok()?;
    let today = back == 0;
    match (which, lean) {
        (Which::Last, _) if today => past.checked_sub(7.days()).ok(),
        (Which::Last, _) => Some(past),
        (Which::Next, _) => past.checked_add(7.days()).ok(),
        (Which::Bare, Lean::Past | Lean::Unknown) | (Which::This, Lean::Past) => Some(past),
        _ if today => Some(past),
        _ => past.checked_add(7.days()).ok(),
    }
}

/// How long the thing lasts whose year is sought.
#[derive(Clone, Copy, PartialEq)]
enum Span {
    Day,
    Month,
    Season,
}

/// The occurrence of a yearly date that is meant: `at` gives its first day in a year.
fn year_near(
    anchor: Date,
    which: Which,
    lean: Lean,
    span: Span,
    at: impl Fn(i16) -> Option<Date>,
) -> Option<Date> {
    let days = |d: Date| anchor.until(d).map_or(0, |s| s.get_days());
    let length = match span {
        Span::Day => 1,
        Span::Month => 31,
        Span::Season => 92,
    };
    // A leap day is missing in most years, so look a little further than one year away.
    let year = anchor.year();
    let near: Vec<Date> = (-8..=8).filter_map(|k| at(year.checked_add(k)?)).collect();
    let begun = near.iter().rev().find(|d| days(**d) <= 0).copied();
    let over = near.iter().rev().find(|d| days(**d) <= -length).copied();
    let ahead = near.iter().find(|d| days(**d) > 0).copied();
    let running = near.iter().find(|d| days(**d) <= 0 && days(**d) > -length).copied();
    match (which, lean) {
        (Which::Last, _) => over,
        (Which::Next, _) => ahead,
        (Which::This, _) => near.iter().find(|d| d.year() == year).copied(),
        (Which::Bare, Lean::Past) => begun,
        (Which::Bare, Lean::Future) => running.or(ahead),
        (Which::Bare, Lean::Unknown) => near.iter().min_by_key(|d| days(**d).abs()).copied(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn past(meaning: Meaning) -> String {
        meaning.value(Some(date(2024, 3, 13)), Lean::Past).unwrap()
    }

    fn future(meaning: Meaning) -> String {
        meaning.value(Some(date(2024, 3, 13)), Lean::Future).unwrap()
    }

    #[test]
    fn units_move_at_their_own_granularity() {
        assert_eq!(past(Meaning::Shift(Unit::Day, -1)), "2024-03-12");
        assert_eq!(past(Meaning::Shift(Unit::Week, 0)), "2024-W11");
        assert_eq!(past(Meaning::Shift(Unit::Month, -1)), "2024-02");
        assert_eq!(past(Meaning::Shift(Unit::Year, 1)), "2025");
        assert_eq!(past(Meaning::Shift(Unit::Decade, -1)), "201X");
        assert_eq!(past(Meaning::Shift(Unit::Quarter, -1)), "2023-10/2023-12");
        assert_eq!(past(Meaning::Shift(Unit::Weekend, 0)), "2024-03-16/2024-03-17");
        assert_eq!(past(Meaning::Stretch(Unit::Year, -3)), "2021/2024");
        assert_eq!(past(Meaning::Stretch(Unit::Hour, -24)), "PT24H");
    }

    #[test]
    fn tense_chooses_the_weekday() {
        // The anchor is a Wednesday.
        let bare = |day| Meaning::Weekday(day, Which::Bare);
        assert_eq!(past(bare(Weekday::Friday)), "2024-03-08");
        assert_eq!(future(bare(Weekday::Friday)), "2024-03-15");
        assert_eq!(past(bare(Weekday::Wednesday)), "2024-03-13");
        assert_eq!(past(Meaning::Weekday(Weekday::Wednesday, Which::Last)), "2024-03-06");
        assert_eq!(past(Meaning::Weekday(Weekday::Monday, Which::Next)), "2024-03-18");
        assert_eq!(past(Meaning::WeekdayOf(Weekday::Tuesday, -1)), "2024-03-05");
    }

    #[test]
    fn tense_chooses_the_year() {
        assert_eq!(past(Meaning::Month(6, Which::Bare)), "2023-06");
        assert_eq!(future(Meaning::Month(6, Which::Bare)), "2024-06");
        assert_eq!(past(Meaning::Month(3, Which::Bare)), "2024-03");
        assert_eq!(past(Meaning::Month(3, Which::Last)), "2023-03");
        assert_eq!(future(Meaning::MonthDay(3, 1, Which::Bare)), "2025-03-01");
        assert_eq!(past(Meaning::MonthDay(12, 31, Which::Bare)), "2023-12-31");
        assert_eq!(past(Meaning::MonthDay(2, 29, Which::Bare)), "2024-02-29");
        assert_eq!(past(Meaning::Season(2, Which::Last)), "2023-22");
        assert_eq!(past(Meaning::MonthOf(11, -1)), "2023-11");
    }

    #[test]
    fn nothing_relative_without_an_anchor() {
        assert_eq!(Meaning::Shift(Unit::Day, 0).value(None, Lean::Past), None);
        assert_eq!(Meaning::Exact("2019".into()).value(None, Lean::Past).as_deref(), Some("2019"));
    }

    #[test]
    fn the_ends_of_the_calendar_are_no_panic() {
        for unit in [Unit::Day, Unit::Week, Unit::Month, Unit::Year, Unit::Century, Unit::Weekend] {
            for by in [i64::MIN + 1, -9000, 9000, i64::MAX] {
                for anchor in [Date::MIN, date(2024, 3, 13), Date::MAX] {
                    Meaning::Shift(unit, by).value(Some(anchor), Lean::Past);
                    Meaning::Stretch(unit, by).value(Some(anchor), Lean::Past);
                }
            }
        }
        for anchor in [Date::MIN, Date::MAX] {
            for lean in [Lean::Past, Lean::Future, Lean::Unknown] {
                Meaning::Weekday(Weekday::Monday, Which::Bare).value(Some(anchor), lean);
                Meaning::MonthDay(2, 29, Which::Next).value(Some(anchor), lean);
                Meaning::Season(4, Which::Bare).value(Some(anchor), lean);
            }
        }
    }
}
