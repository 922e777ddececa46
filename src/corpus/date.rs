//! Publication dates as people and feeds write them.

use jiff::civil::Date;
use serde_json::Value;

/// The calendar date of a record's date field: a string in one of many forms, or a number.
///
/// Understood are ISO 8601 dates and date-times, RFC 2822 (*Wed, 13 Mar 2024 10:00:00 GMT*), dates with a month's name in
/// any order (*March 13, 2024*, *13 Mar 2024*, *26-FEB-1987 15:01*), *2024/03/13*, *13.03.2024*, slashed dates whose
/// order is beyond doubt (*03/25/2024*), *20240313*, and Unix times in seconds or milliseconds (UTC). The date is the one
/// that is written, whatever its time zone. `None` for anything else, *03/04/2024* included: no guesses.
pub fn parse_date(value: &Value) -> Option<Date> {
    match value {
        Value::String(text) => parse(text.trim()),
        Value::Number(number) => {
            numeric(number.as_i64().or_else(|| number.as_f64().map(|f| f as i64))?)
        }
        _ => None,
    }
}

fn parse(text: &str) -> Option<Date> {
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    if let [one] = words[..]
        && one.bytes().all(|b| b.is_ascii_digit())
    {
        return numeric(one.parse().ok()?);
    }
    if let Some(at) = words.iter().position(|w| month(w).is_some()) {
        return named(&words, at);
    }
    let separator = text.chars().find(|c| !c.is_ascii_digit())?;
    let mut parts = text.splitn(3, separator);
    let (first, second, rest) = (parts.next()?, parts.next()?, parts.next()?);
    // What follows the third number is a time of day.
    let third = &rest[..rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())];
    let after = rest[third.len()..].chars().next();
    if after.is_some_and(|c| !(c == 'T' || c == 't' || c == ',' || c.is_whitespace())) {
        return None;
    }
    let numbers =
        (first.parse::<i16>().ok()?, second.parse::<i16>().ok()?, third.parse::<i16>().ok()?);
    match (separator, first.len(), third.len()) {
        ('-' | '/' | '.', 4, 1..=2) => date(numbers.0, numbers.1, numbers.2),
        ('.', 1..=2, 4) => date(numbers.2, numbers.1, numbers.0),
        ('-' | '/', 1..=2, 4) => match numbers {
            (day, month, year) if day > 12 => date(year, month, day),
            (month, day, year) if day > 12 || day == month => date(year, month, day),
            _ => None,
        },
        _ => None,
    }
}

fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// `20240313`, or seconds or milliseconds since 1970.
fn numeric(number: i64) -> Option<Date> {
    if (10_000_101..=99_991_231).contains(&number) {
        let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
        return date(year as i16, month as i16, day as i16);
    }
    let seconds = match number {
        100_000_000..10_000_000_000 => number,
        100_000_000_000..10_000_000_000_000 => number / 1000,
        _ => return None,
    };
    let epoch = Date::new(1970, 1, 1).ok()?;
    epoch.checked_add(jiff::Span::new().try_days(seconds / 86_400).ok()?).ok()
}

/// A date whose month is the name `words[at]`: the day stands beside it, the year after either.
fn named(words: &[&str], at: usize) -> Option<Date> {
    let month = month(words[at])?;
    let year_of =
        |i: usize| words.get(i).filter(|w| w.len() == 4).and_then(|w| w.parse::<i16>().ok());
    let before = at.checked_sub(1).and_then(|i| day(words[i]));
    if let (Some(day), Some(year)) = (before, year_of(at + 1)) {
        return date(year, month, day);
    }
    let after = words.get(at + 1).and_then(|w| day(w));
    // The year ends the date (*March 13, 2024*), comes after a time (*Wed Mar 13 10:00:00 2024*), or leads (*2024 Mar 13*).
    let leading = at.checked_sub(1).and_then(year_of);
    let trailing = (at + 2..words.len()).find_map(year_of);
    date(leading.or(trailing)?, month, after?)
}

/// A day of the month, with or without its ordinal ending.
fn day(word: &str) -> Option<i16> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = word[digits.len()..].to_ascii_lowercase();
    let known = ["", "st", "nd", "rd", "th"].contains(&ending.as_str());
    (known && digits.len() <= 2).then(|| digits.parse().ok())?
}

/// A month's English name, or its first three letters and any more of it.
fn month(word: &str) -> Option<i16> {
    const NAMES: [&str; 12] = [
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
    let word = word.to_ascii_lowercase();
    if word.len() < 3 {
        return None;
    }
    NAMES.iter().position(|name| name.starts_with(&word)).map(|i| i as i16 + 1)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn dates_as_feeds_and_people_write_them() {
        let march = Date::new(2024, 3, 13).unwrap();
        for text in [
            "2024-03-13",
            " 2024-03-13 ",
            "2024-3-13",
            "2024-03-13T23:59:59Z",
            "2024-03-13T23:59:59.123+0000",
            "2024-03-13 23:59",
            "2024/03/13",
            "20240313",
            "13.03.2024",
            "13/03/2024",
            "03/13/2024",
            "Wed, 13 Mar 2024 23:00:00 GMT",
            "13 Mar 2024 08:00 -0500",
            "March 13, 2024",
            "Mar. 13, 2024, 10:15 a.m. ET",
            "Wednesday, March 13th, 2024",
            "13 March 2024",
            "13-MAR-2024 15:01:01.79",
            "Wed Mar 13 10:00:00 2024",
            "2024 March 13",
        ] {
            assert_eq!(parse_date(&json!(text)), Some(march), "{text}");
        }
        assert_eq!(parse_date(&json!(1_710_288_000)), Some(march));
        assert_eq!(parse_date(&json!(1_710_374_399_999_i64)), Some(march));
        assert_eq!(parse_date(&json!(20240313)), Some(march));
        assert_eq!(parse_date(&json!("04/04/2024")), Date::new(2024, 4, 4).ok());
        assert_eq!(parse_date(&json!("Sept 1 2023")), Date::new(2023, 9, 1).ok());
    }

    #[test]
    fn no_guesses() {
        for value in [
            json!("03/04/2024"),
            json!("2024-13-01"),
            json!("2023-02-29"),
            json!("2024"),
            json!("2024-03"),
            json!("March 2024"),
            json!("yesterday"),
            json!("may not"),
            json!(""),
            json!("1-2"),
            json!("12:30:2024"),
            json!(2024),
            json!(-5),
            json!(null),
            json!(["2024-03-13"]),
        ] {
            assert_eq!(parse_date(&value), None, "{value}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_string_is_answered(text in "\\PC{0,30}") {
            parse_date(&json!(text));
        }

        #[test]
        fn almost_dates_are_answered(text in "[0-9a-zé]{1,9}[-/. ,][0-9amrch]{1,9}[-/. ,][0-9T:é]{0,9}") {
            parse_date(&json!(text));
        }
    }
}
