//! Value mentions: dates, times, money, percentages, quantities, ordinals and cardinals, by rules.
//!
//! At each token the longest reading wins. Spans follow OntoNotes: qualifiers belong to them (*at least 20*, *about 160
//! km*, *early September*), an article *the* and prepositions do not.

use std::ops::Range;

use super::atoms::Line;
use super::openers::may_begin;
use super::reckon::{Lean, Meaning};
use super::{amounts, cardinals, dates, durations, ordinals, phrase, tense, times};
use crate::doc::{Document, EntityType, Mention, MentionKind, SentenceId};

/// A value found at an atom.
pub(super) struct Found {
    end: usize,
    ty: EntityType,
    value: Value,
}

pub(super) enum Value {
    /// Says all by itself.
    Plain(Option<String>),
    /// Depends on the article's date and the clause's tense.
    Calendar(Meaning),
    /// A clock time and the day it belongs to.
    Clock(String, Meaning),
}

/// The value mentions of an article, in text order and disjoint from each other; not checked against names, except
/// that an age after a name (*Jane Doe, 67,*) needs them.
///
/// Relative dates have a value only if the article has a date; weekdays, months and the like are then resolved by the
/// tense around them, for which syntax is used if it has run. See the head of `reckon.rs` for the forms of values of
/// dates; money is `USD 1130000000`, a percentage, ordinal or cardinal a bare number, a quantity `160 km`; ranges have a
/// slash (`USD 5/10`). The score is fixed per type: rules do not doubt.
pub fn values(document: &Document, names: &[Mention]) -> Vec<Mention> {
    let mut out = Vec::new();
    for sentence in 0..document.sentences().len() {
        let line = Line::new(document, SentenceId::new(sentence));
        let first = out.len();
        let mut clocks = Vec::new();
        let mut i = 0;
        while i < line.len() {
            let Some((found, tokens)) = longest(&line, i, names) else {
                i += 1;
                continue;
            };
            i = found.end;
            let mention = mention(document, tokens, &found);
            if let Value::Clock(clock, _) = found.value {
                clocks.push((out.len(), clock));
            }
            out.push(mention);
        }
        date_clocks(&mut out, first, clocks);
    }
    out
}

/// The value of a calendar expression as a document of its own, resolved against `anchor`: `2024-02` for *last month*
/// and the anchor 2024-03-13. `None` if `text` is no such expression as a whole, or has no value.
pub fn resolve_date(text: &str, anchor: Option<jiff::civil::Date>) -> Option<String> {
    let line = Line::of_text(text);
    if line.len() == 0 {
        return None;
    }
    let found = readings(&line, 0).into_iter().find(|f| f.end == line.len())?;
    match found.value {
        Value::Calendar(meaning) => meaning.value(anchor, Lean::Unknown),
        Value::Clock(clock, day) => {
            let day = day.value(anchor, Lean::Unknown).unwrap_or_default();
            Some(format!("{day}T{clock}"))
        }
        Value::Plain(_) => None,
    }
}

fn longest(line: &Line, i: usize, names: &[Mention]) -> Option<(Found, Range<usize>)> {
    if !line.atoms[i].first || !may_begin(line, i) {
        return None;
    }
    let mut best: Option<(Found, Range<usize>)> = None;
    let age = cardinals::age(line, i, names).map(|(end, value)| Found {
        end,
        ty: EntityType::Date,
        value: Value::Plain(value),
    });
    for found in age.into_iter().chain(readings(line, i)) {
        if best.as_ref().is_some_and(|(b, _)| b.end >= found.end) {
            continue;
        }
        if let Some(tokens) = line.tokens(i, found.end) {
            best = Some((found, tokens));
        }
    }
    best
}

/// Every reading at `i`; of equally long ones the first counts.
pub(super) fn readings(line: &Line, i: usize) -> Vec<Found> {
    let plain = |ty| move |(end, value)| Found { end, ty, value: Value::Plain(value) };
    let clocked = |clock: bool| if clock { EntityType::Time } else { EntityType::Date };
    let time = times::time(line, i).map(|t| {
        let value = match t.clock {
            Some(clock) => Value::Clock(clock, t.day),
            None => Value::Calendar(t.day),
        };
        Found { end: t.end, ty: EntityType::Time, value }
    });
    let duration = durations::duration(line, i).map(|(end, unit, meaning)| Found {
        end,
        ty: clocked(unit.is_clock()),
        value: Value::Calendar(meaning),
    });
    let date = dates::date(line, i).map(|(end, meaning)| Found {
        end,
        ty: EntityType::Date,
        value: Value::Calendar(meaning),
    });
    [
        amounts::percent(line, i).map(plain(EntityType::Percent)),
        amounts::money(line, i).map(plain(EntityType::Money)),
        time,
        duration,
        date,
        amounts::quantity(line, i).map(plain(EntityType::Quantity)),
        ordinals::mention(line, i).map(plain(EntityType::Ordinal)),
        cardinals::cardinal(line, i).map(plain(EntityType::Cardinal)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn mention(document: &Document, tokens: Range<usize>, found: &Found) -> Mention {
    let head = phrase::head(document, tokens.clone());
    let resolve = |meaning: &Meaning| {
        let lean = document.words().map_or(Lean::Unknown, |words| tense::lean(words, head));
        meaning.value(document.date(), lean)
    };
    let value = match &found.value {
        Value::Plain(value) => value.clone(),
        Value::Calendar(meaning) => resolve(meaning),
        Value::Clock(_, day) => resolve(day),
    };
    Mention {
        span: document.span_of(tokens.clone()),
        head,
        tokens,
        ty: found.ty,
        kind: MentionKind::Name,
        entity: None,
        value,
        score: score(found.ty),
    }
}

/// How often a rule's mention is right in span and type.
fn score(ty: EntityType) -> f32 {
    match ty {
        EntityType::Percent | EntityType::Money => 0.98,
        EntityType::Date | EntityType::Time | EntityType::Ordinal => 0.95,
        _ => 0.9,
    }
}

/// How many tokens may stand between a time of day and the day it belongs to.
const NEAR: usize = 8;

/// Gives the clock times among `out[first..]` (by index) the nearest day of their sentence.
fn date_clocks(out: &mut [Mention], first: usize, clocks: Vec<(usize, String)>) {
    let days: Vec<(Range<usize>, String)> = out[first..]
        .iter()
        .filter(|m| m.ty == EntityType::Date)
        .filter_map(|m| Some((m.tokens.clone(), m.value.clone().filter(|v| is_day(v))?)))
        .collect();
    for (at, clock) in clocks {
        let tokens = out[at].tokens.clone();
        let gap = |r: &Range<usize>| {
            r.start.saturating_sub(tokens.end).max(tokens.start.saturating_sub(r.end))
        };
        let near = days.iter().min_by_key(|(r, _)| gap(r)).filter(|(r, _)| gap(r) <= NEAR);
        let own = out[at].value.take().filter(|v| is_day(v));
        let day = own.or_else(|| near.map(|(_, day)| day.clone())).unwrap_or_default();
        out[at].value = Some(format!("{day}T{clock}"));
    }
}

fn is_day(value: &str) -> bool {
    value.len() == 10 && value.bytes().filter(|&b| b == b'-').count() == 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::{Sentence, Span, Token};
    use jiff::civil::date;
    use proptest::prelude::*;

    /// One sentence without syntax, tokenised roughly as the treebanks do.
    fn plain(text: &str) -> Document {
        let mut tokens = Vec::new();
        let mut push = |start: usize, end: usize| {
            if end > start {
                tokens.push(Token { span: Span::new(start, end) });
            }
        };
        let mut at = 0;
        for run in text.split_inclusive(char::is_whitespace) {
            let (mut start, mut end) = (at, at + run.trim_end().len());
            at += run.len();
            while let Some(c) = text[start..end].chars().next().filter(|c| "(\"'$€£".contains(*c))
            {
                push(start, start + c.len_utf8());
                start += c.len_utf8();
            }
            let mut tail = Vec::new();
            loop {
                let word = &text[start..end];
                let abbreviated = word.len() > 1
                    && word.ends_with('.')
                    && (word[..word.len() - 1].contains('.')
                        || matches!(
                            &word[..word.len() - 1],
                            "Oct" | "Sept" | "Jan" | "No" | "approx"
                        ));
                let cut = match word.strip_suffix("'s") {
                    Some(_) => 2,
                    None if abbreviated => break,
                    None => match word.chars().last().filter(|c| ".,;:)\"'%?!".contains(*c)) {
                        Some(c) => c.len_utf8(),
                        None => break,
                    },
                };
                tail.push((end - cut, end));
                end -= cut;
            }
            let mut from = start;
            for (k, c) in text[start..end].match_indices(['-', '–']) {
                push(from, start + k);
                push(start + k, start + k + c.len());
                from = start + k + c.len();
            }
            push(from, end);
            for (a, b) in tail.into_iter().rev() {
                push(a, b);
            }
        }
        let all = 0..tokens.len();
        let mut document = Document::new("t", text).unwrap().with_date(Some(date(2024, 3, 13)));
        if !all.is_empty() {
            let span = tokens[0].span.cover(tokens[all.end - 1].span);
            document.set_tokens(vec![Sentence { span, tokens: all }], tokens).unwrap();
        }
        document
    }

    /// The values of a text as `TYPE text=value`, the value only where there is one.
    fn found(text: &str) -> Vec<String> {
        let document = plain(text);
        let show = |m: Mention| {
            let value = m.value.map_or(String::new(), |v| format!("={v}"));
            format!("{} {}{value}", m.ty, document.slice(m.span))
        };
        values(&document, &[]).into_iter().map(show).collect()
    }

    /// Asserts the values of each text, written after it between bars.
    fn check(table: &[&str]) {
        for row in table {
            let (text, expected) = row.split_once(" | ").unwrap_or((row, ""));
            let expected: Vec<&str> = expected.split(" | ").filter(|e| !e.is_empty()).collect();
            assert_eq!(found(text), expected, "{text}");
        }
    }

    // 2024-03-13 is a Wednesday.
    #[test]
    fn days() {
        check(&[
            "It exploded yesterday. | DATE yesterday=2024-03-12",
            "on Friday, thousands marched | DATE Friday=2024-03-08 | CARDINAL thousands",
            "last Friday | DATE last Friday=2024-03-08",
            "next Monday | DATE next Monday=2024-03-18",
            "on Tuesday last week | DATE Tuesday last week=2024-03-05",
            "on March 3, 2019, it fell | DATE March 3, 2019=2019-03-03",
            "on 3 March 2019 it fell | DATE 3 March 2019=2019-03-03",
            "Monday, March 11, was calm | DATE Monday, March 11=2024-03-11",
            "the 3rd of March | DATE 3rd of March=2024-03-03",
            "on Oct. 31 | DATE Oct. 31=2023-10-31",
            "dated 26.02.2014 | DATE 26.02.2014=2014-02-26",
            "dated 2019-03-04 | DATE 2019-03-04=2019-03-04",
            "dated 03/25/2019 | DATE 03/25/2019=2019-03-25",
            "dated 3/4/2019 | DATE 3/4/2019=2019",
            "from July 15-17 | DATE July 15-17=2024-07-15/2024-07-17",
            "two days ago | DATE two days ago=2024-03-11",
            "on the same day | DATE same day",
            "at Christmas | DATE Christmas=2023-12-25",
            "on New Year's Eve 2020 | DATE New Year's Eve 2020=2020-12-31",
            "Monday to Friday | DATE Monday to Friday=2024-03-11/2024-03-08",
        ]);
    }

    #[test]
    fn months_and_years() {
        check(&[
            "last month | DATE last month=2024-02",
            "in early September | DATE early September=2024-09",
            "in mid-January | DATE mid-January=2024-01",
            "since early this June | DATE early this June=2024-06",
            "in March of last year | DATE March of last year=2023-03",
            "in May 2019 | DATE May 2019=2019-05",
            "they may march on | ",
            "in May they march | DATE May=2024-05",
            "Averroes (1126-1198) wrote | DATE 1126-1198=1126/1198",
            "since 2014 | DATE 2014=2014",
            "from 2008 until 2016 | DATE 2008 until 2016=2008/2016",
            "in 2014-15 | DATE 2014-15=2014/2015",
            "in the 1990s | DATE 1990s=199X",
            "in the late '90s | DATE late '90s=199X",
            "the 20th century | DATE 20th century=19XX",
            "in early 2020 | DATE early 2020=2020",
            "at the end of the year | DATE end of the year",
            "the end of March | DATE end of March=2024-03",
            "this year | DATE this year=2024",
            "in the third quarter of 2019 | DATE third quarter of 2019=2019-07/2019-09",
            "last summer | DATE last summer=2023-22",
            "in the spring of 2015 | DATE spring of 2015=2015-21",
            "next week | DATE next week=2024-W12",
            "the weekend | DATE weekend",
        ]);
    }

    #[test]
    fn spans_of_time() {
        check(&[
            "after weeks of protests | DATE weeks",
            "for several days | DATE several days",
            "two weeks before the deadline | DATE two weeks=P2W",
            "the past three years | DATE past three years=2021/2024",
            "in the next few days | DATE next few days",
            "a three-day visit | DATE three-day=P3D",
            "a 67-year-old man | DATE 67-year-old=P67Y",
            "two and a half years | DATE two and a half years=P2.5Y",
            "for 24 hours | TIME 24 hours=PT24H",
            "A few hours before | TIME A few hours",
            "minutes before the vote | TIME minutes",
            "the daily newspaper | DATE daily=R/P1D",
            "every two weeks | DATE every two weeks=R/P2W",
            "a year later | DATE a year later",
            "years ago | DATE years ago",
            "recent months | DATE recent months",
            "aged 42 | DATE aged 42=P42Y",
            "at the age of 99 | DATE age of 99=P99Y",
            "in its current financial year to March 2005 | DATE current financial year=2024 | DATE March 2005=2005-03",
            "more than two years | DATE more than two years=P2Y",
            "three hours and 20 minutes | TIME three hours and 20 minutes=PT3H20M",
        ]);
    }

    #[test]
    fn times_of_day() {
        check(&[
            "at 4:00 A.M. local time (0100 UTC) | TIME 4:00 A.M. local time=T04:00 | TIME 0100 UTC=T01:00Z",
            "Today at 10:30 BST (0930 UTC) | DATE Today=2024-03-13 | TIME 10:30 BST=2024-03-13T10:30+01:00 | TIME 0930 UTC=2024-03-13T09:30Z",
            "at 9 a.m. on Monday | TIME 9 a.m.=2024-03-11T09:00 | DATE Monday=2024-03-11",
            "at 7.30pm | TIME 7.30pm=T19:30",
            "at five o'clock | TIME five o'clock=T05:00",
            "at noon | TIME noon=T12:00",
            "last night's attack | TIME last night=2024-03-12",
            "Yesterday afternoon, she | TIME Yesterday afternoon=2024-03-12",
            "On Saturday morning, he | TIME Saturday morning=2024-03-09",
            "that Sunday evening | TIME that Sunday evening",
            "in the morning | TIME morning",
            "tonight | TIME tonight=2024-03-13",
        ]);
    }

    #[test]
    fn money_percent_quantity() {
        check(&[
            "for $1.13 billion | MONEY $1.13 billion=USD 1130000000",
            "worth $5bn | MONEY $5bn=USD 5000000000",
            "about $5m | MONEY about $5m=USD 5000000",
            "500 million euros | MONEY 500 million euros=EUR 500000000",
            "half a million euros | MONEY half a million euros=EUR 500000",
            "C$20 million | MONEY C$20 million=CAD 20000000",
            "US$5 million to US$10 million | MONEY US$5 million to US$10 million=USD 5000000/10000000",
            "$5-10 million | MONEY $5-10 million=USD 5000000/10000000",
            "millions of dollars | MONEY millions of dollars",
            "a 20-euro note | MONEY 20-euro=EUR 20",
            "two million Kenyan shillings | MONEY two million Kenyan shillings=KES 2000000",
            "90 percent of | PERCENT 90 percent=90",
            "around five percent on | PERCENT around five percent=5",
            "rose 2.5% | PERCENT 2.5%=2.5",
            "5-10% | PERCENT 5-10%=5/10",
            "between 5% and 10% | PERCENT between 5% and 10%=5/10",
            "about 160 km (100 miles) east | QUANTITY about 160 km=160 km | QUANTITY 100 miles=100 mi",
            "5.7 million barrels of per-day production | QUANTITY 5.7 million barrels=5700000 bbl",
            "moved a few blocks to | QUANTITY a few blocks",
            "a $1 billion laboratory | MONEY $1 billion=USD 1000000000",
            "A$5 million | MONEY A$5 million=AUD 5000000",
            "300p a share | MONEY 300p=GBP 3",
            "$50 a barrel | MONEY $50=USD 50",
            "about a mile away | QUANTITY about a mile=1 mi",
            "a 500-pound bomb | QUANTITY 500-pound=500 lb",
            "300 square kilometres | QUANTITY 300 square kilometres=300 km²",
        ]);
    }

    #[test]
    fn counts_and_ranks() {
        check(&[
            "at least 20 were killed | CARDINAL at least 20=20",
            "At least five other civilians | CARDINAL At least five=5",
            "around twenty more | CARDINAL around twenty=20",
            "two million people | CARDINAL two million=2000000",
            "twenty-three of them | CARDINAL twenty-three=23",
            "two hundred and five men | CARDINAL two hundred and five=205",
            "two thousand and five men | CARDINAL two thousand and five=2005",
            "1,234,567 votes | CARDINAL 1,234,567=1234567",
            "tens of thousands fled | CARDINAL tens of thousands",
            "several hundred fled | CARDINAL several hundred",
            "nearly half of it | CARDINAL nearly half",
            "two-thirds of them | CARDINAL two-thirds",
            "by 230-to-198 | CARDINAL 230-to-198",
            "20 to 30 people | CARDINAL 20 to 30=20/30",
            "between 20 and 30 people | CARDINAL between 20 and 30=20/30",
            "two or three people | CARDINAL two or three=2/3",
            "one of which | CARDINAL one=1",
            "no one saw the one, no-one | ",
            "two-and-a-half times | CARDINAL two-and-a-half=2.5",
            "the COVID-19 ward | ",
            "The second blast | ORDINAL second=2",
            "a twenty-first birthday | ORDINAL twenty-first=21",
            "its 22nd summit | ORDINAL 22nd=22",
            "gave first aid | ",
            "half a dozen men | CARDINAL half a dozen=6",
        ]);
    }

    #[test]
    fn dates_on_their_own() {
        let anchor = Some(date(2024, 3, 13));
        assert_eq!(resolve_date("last month", anchor).as_deref(), Some("2024-02"));
        assert_eq!(resolve_date("March 3, 2019", None).as_deref(), Some("2019-03-03"));
        assert_eq!(resolve_date("yesterday", None), None);
        assert_eq!(resolve_date("a table", anchor), None);
        assert_eq!(resolve_date("", anchor), None);
    }

    proptest! {
        #[test]
        fn any_text_gives_ordered_values(text in "[ 0-9a-zA-Z.,:/$%'-]{0,60}") {
            let document = plain(&text);
            let mut at = 0;
            for m in values(&document, &[]) {
                prop_assert!(m.tokens.start >= at && !m.tokens.is_empty() && m.ty.is_value());
                at = m.tokens.end;
            }
        }

        #[test]
        fn any_words_give_ordered_values(words in prop::collection::vec(prop::sample::select(WORDS), 0..30)) {
            let document = plain(&words.join(" "));
            let mut at = 0;
            for m in values(&document, &[]) {
                prop_assert!(m.tokens.start >= at && m.tokens.contains(&m.head.index()));
                at = m.tokens.end;
            }
        }
    }

    const WORDS: &[&str] = &[
        "two",
        "hundred",
        "and",
        "a",
        "half",
        "million",
        "of",
        "the",
        "last",
        "next",
        "year",
        "years",
        "ago",
        "March",
        "May",
        "3",
        "2019",
        "31",
        "Monday",
        "morning",
        "at",
        "9",
        "a.m.",
        "UTC",
        "$",
        "5",
        "%",
        "to",
        "-",
        "between",
        "first",
        "second",
        "quarter",
        "century",
        "99999999999999999999999999",
        "0",
        "13.13.2013",
        "2024-02-30",
        "every",
        "end",
        "'s",
        "dozens",
        "km",
        "euros",
        "billion",
        "trillion",
        "more than",
        "early",
        "weeks",
        "old",
        "30:99",
        "1,000,00",
        "old",
        "decade",
        "New Year",
    ];
}
