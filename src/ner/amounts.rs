//! Money, percentages and quantities with a unit.

use std::sync::OnceLock;

use super::atoms::Line;
use super::decimal::Decimal;
use super::numbers::{self, Amount, money_magnitude, range_value};
use super::table::Table;
use crate::doc::Upos;

/// End and normalised value of an expression.
pub(super) type Found = (usize, Option<String>);

/// A percentage at `i` (*90 percent*, *5-10%*, *2 percentage points*); its value is the bare number.
pub(super) fn percent(line: &Line, i: usize) -> Option<Found> {
    let sign = |at: usize| {
        let at = line.skip_hyphen(at);
        line.any_phrase(
            at,
            &[
                "%",
                "percent",
                "per cent",
                "per - cent",
                "pct",
                "percentage point",
                "percentage points",
            ],
        )
    };
    let first = numbers::amount(line, i).or_else(|| between_first(line, i))?;
    let end = sign(first.end)?;
    // *5% to 10%*
    if line.is(end, &["to", "and", "-", "–", "or"])
        && let Some(second) = numbers::number(line, end + 1)
        && let Some(last) = sign(second.end)
        && (!line.is(end, &["and"]) || line.is(i, &["between"]))
    {
        let value = first.low.zip(second.value).and_then(|(low, high)| range_value(low, high));
        return Some((last, value));
    }
    if line.is(i, &["between"]) && first.low == first.high {
        return None;
    }
    Some((end, first.value()))
}

/// *between 5%* of *between 5% and 10%*: the number that a later sign completes.
fn between_first(line: &Line, i: usize) -> Option<Amount> {
    if !line.is(i, &["between"]) {
        return None;
    }
    let number = numbers::number(line, i + 1)?;
    Some(Amount { end: number.end, low: number.value, high: number.value, qualified: true })
}

/// A measure at `i` (*about 160 km*, *a few blocks*, *5.7 million barrels*); value `160 km`, units as in the table.
pub(super) fn quantity(line: &Line, i: usize) -> Option<Found> {
    static UNITS: OnceLock<Table> = OnceLock::new();
    let units = UNITS.get_or_init(|| Table::read(include_str!("units.tsv"), |f| f.get(1).copied()));
    let (end, amount) = counted(line, i)?;
    let at = line.skip_hyphen(end);
    let (end, unit) = units.at(line, at).or_else(|| pounds(line, at))?;
    // *$50 a barrel* is a rate, *a mile away* a distance.
    let distance = [
        "away", "from", "long", "wide", "deep", "high", "tall", "north", "south", "east", "west",
        "off", "apart", "ahead",
    ];
    if line.is(i, &["a", "an"]) && end == i + 2 && !line.is(end, &distance) {
        return None;
    }
    // *the 50 block of Main Street*, *three foot soldiers*
    if at == end && line.is(at, &["block", "foot", "yard", "league", "stone", "mm", "mb"]) {
        return None;
    }
    let value = amount.and_then(|a| a.value()).map(|n| format!("{n} {unit}"));
    // *5 ft 10 in*
    if unit == "ft"
        && let Some(inches) = numbers::number(line, end)
        && line.is(inches.end, &["in", "inches", "ins"])
        && line.xpos(inches.end) != Some(crate::doc::Xpos::In)
    {
        return Some((inches.end + 1, None));
    }
    Some((end, value))
}

/// *pounds* as a weight: *200 pounds of*, *weighs 200 pounds*, *a 500-pound bomb*.
fn pounds(line: &Line, i: usize) -> Option<(usize, &'static str)> {
    if !line.is(i, &["pounds", "pound"]) {
        return None;
    }
    let weighed = (0..i).any(|k| line.at(k).starts_with("weigh"));
    let modifier = line.at(i) == "pound" && i > 0 && line.at(i - 1) == "-";
    (weighed || modifier || line.is(i + 1, &["of"])).then_some((i + 1, "lb"))
}

/// What may count a unit: an amount, or *a*, *several*, *a few*.
fn counted(line: &Line, i: usize) -> Option<(usize, Option<Amount>)> {
    if let Some(amount) = numbers::amount(line, i) {
        // *hundreds of miles*
        let end = if amount.low.is_none() && line.is(amount.end, &["of"]) {
            amount.end + 1
        } else {
            amount.end
        };
        return Some((end, Some(amount)));
    }
    let from = numbers::qualifier(line, i).unwrap_or(i);
    if let Some(half) = line.any_phrase(from, &["half a", "half an"]) {
        let value = Decimal::parse("0", "5");
        return Some((
            half,
            Some(Amount { end: half, low: value, high: value, qualified: from > i }),
        ));
    }
    if line.is(from, &["a", "an"]) && !line.is(from + 1, &["few", "couple"]) {
        let one = Some(Decimal::whole(1));
        return Some((
            from + 1,
            Some(Amount { end: from + 1, low: one, high: one, qualified: from > i }),
        ));
    }
    let vague = ["several", "a few", "few", "many", "a couple", "a couple of", "dozens of"];
    line.any_phrase(from, &vague).map(|end| (end, None))
}

struct Currencies {
    before: Table,
    after: Table,
}

fn currencies() -> &'static Currencies {
    static TABLES: OnceLock<Currencies> = OnceLock::new();
    TABLES.get_or_init(|| {
        let text = include_str!("currencies.tsv");
        Currencies {
            before: Table::read(text, |f| (f.get(2) == Some(&"before")).then(|| f[1])),
            after: Table::read(text, |f| (f.get(2) == Some(&"after")).then(|| f[1])),
        }
    })
}

/// What may stand before the number of a price.
pub(super) fn symbols_before() -> impl Iterator<Item = &'static str> {
    currencies().before.phrases()
}

/// A price: number with currency.
struct Price {
    end: usize,
    code: &'static str,
    low: Option<Decimal>,
    high: Option<Decimal>,
    /// Magnitude of the last number; 1 if none.
    magnitude: u128,
}

/// A sum of money at `i`; value `USD 1130000000`, a range `USD 5000000/10000000`, `None` where amount or currency is
/// unknown.
pub(super) fn money(line: &Line, i: usize) -> Option<Found> {
    let between = line.is(i, &["between"]);
    let from = if between { i + 1 } else { numbers::qualifier(line, i).unwrap_or(i) };
    let first = price(line, from)?;
    let mut low = first.low;
    let (mut high, mut end, mut code) = (first.high, first.end, first.code);
    let joint = if between { &["and"][..] } else { &["to", "-", "–", "or"][..] };
    if first.low == first.high && line.is(end, joint) {
        let other = price(line, end + 1).or_else(|| {
            // *$5 to 10 million*: the symbol counts for both.
            let n = numbers::number(line, end + 1)?;
            let (end, scale) = money_magnitude(line, n.end).unwrap_or((n.end, 1));
            let value = n.value?.times(Decimal::whole(scale));
            let magnitude = n.magnitude * scale;
            let bare = line.is(end, &["percent", "%", "people"]);
            (!bare).then_some(Price { end, code: first.code, low: value, high: value, magnitude })
        });
        if let Some(other) = other {
            if first.magnitude == 1 && other.magnitude > 1 {
                low = low.and_then(|v| v.times(Decimal::whole(other.magnitude)));
            }
            (high, end) = (other.high, other.end);
            if other.code != code {
                code = "?";
            }
        } else if between {
            return None;
        }
    } else if between {
        return None;
    }
    if let Some(after) = line.any_phrase(end, &["or so", "or more", "or less"]) {
        end = after;
    }
    Some((end, value(code, low, high)))
}

fn value(code: &str, low: Option<Decimal>, high: Option<Decimal>) -> Option<String> {
    let (code, scale) = match code.strip_suffix("/100") {
        Some(code) => (code, Decimal::parse("0", "01")?),
        None => (code, Decimal::whole(1)),
    };
    if code == "?" {
        return None;
    }
    Some(format!("{code} {}", range_value(low?.times(scale)?, high?.times(scale)?)?))
}

/// A currency before its number. *A$20* but *a $20 note*, *US $20* but *us*: letters are capitals, and those of a symbol
/// touch it.
fn prefix(line: &Line, i: usize) -> Option<(usize, &'static str)> {
    let (end, code) = currencies().before.at(line, i)?;
    let touching = end - i != 2 || line.glued(i + 1) || line.is(i, &["us"]);
    (!line.letters(i) || line.capital(i) && touching).then_some((end, code))
}

fn price(line: &Line, i: usize) -> Option<Price> {
    if let Some((at, code)) = prefix(line, i) {
        let amount = numbers::amount(line, at)?;
        if amount.qualified {
            return None;
        }
        let number = numbers::number(line, at)?;
        let (mut end, mut low, mut high) = (amount.end, amount.low, amount.high);
        let mut magnitude = number.magnitude;
        if let Some((after, m)) = money_magnitude(line, end) {
            let scale = Decimal::whole(m);
            (low, high) = (low.and_then(|v| v.times(scale)), high.and_then(|v| v.times(scale)));
            (end, magnitude) = (after, m);
        }
        // *$5 million Canadian dollars*, *$20 US*
        let mut named = code;
        if let Some((after, name)) = currencies().after.at(line, end).filter(|_| code == "USD") {
            (end, named) = (after, name);
        }
        return Some(Price { end, code: named, low, high, magnitude });
    }
    let (at, amount) = counted(line, i)?;
    let number = numbers::number(line, i);
    let mut magnitude = number.map_or(1, |n| n.magnitude);
    let (mut low, mut high) = (amount.and_then(|a| a.low), amount.and_then(|a| a.high));
    let mut at = at;
    if let Some((after, m)) = money_magnitude(line, at) {
        let scale = Decimal::whole(m);
        (low, high) = (low.and_then(|v| v.times(scale)), high.and_then(|v| v.times(scale)));
        (at, magnitude) = (after, m);
    }
    // *300p a share*
    if line.is(at, &["p"]) && line.glued(at) {
        return Some(Price { end: at + 1, code: "GBP/100", low, high, magnitude });
    }
    let at = line.skip_hyphen(at);
    let (end, code) = currencies().after.at(line, at)?;
    // A symbol follows digits only: *5 €*.
    if !line.letters(at) && !number.is_some_and(|n| n.digits) {
        return None;
    }
    if matches!(line.upos(end - 1), Some(Upos::Verb | Upos::Aux)) || pounds(line, end - 1).is_some()
    {
        return None;
    }
    Some(Price { end, code, low, high, magnitude })
}
