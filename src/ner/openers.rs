//! Which words a value may begin with: nearly every token begins none, and need not be tried against every rule.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use super::atoms::Line;
use super::{amounts, dates, numbers};

/// First words of readings, beside those of tables and of the words that qualify numbers.
const WORDS: &str = "
    a an half several few many couple dozens tens hundreds thousands millions billions trillions scores
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
    sixteenth seventeenth eighteenth nineteenth twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth
    ninetieth hundredth thousandth
    between some countless recent quite various multiple numerous these those another
    last past previous preceding final latter latest next coming following upcoming ensuing remaining subsequent
    intervening this current same that given every each all
    daily nightly hourly weekly monthly quarterly annual annually yearly
    hourlong daylong weeklong monthlong yearlong aged age
    century centuries millennium millennia min mins hr hrs yr yrs secs
    second seconds minute minutes hour hours night nights day days weekend weekends week weeks fortnight fortnights
    month months quarter quarters year years decade decades
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec
    monday tuesday wednesday thursday friday saturday sunday
    mondays tuesdays wednesdays thursdays fridays saturdays sundays
    mon tue tues wed thu thur thurs fri sat sun
    spring summer autumn fall winter fiscal financial fy q
    today yesterday tomorrow tonight overnight
    morning afternoon evening mornings afternoons evenings midnight noon midday dawn dusk lunchtime
    end beginning start middle close turn eve height
    as early earlier late later mid at around about circa more nearly almost approximately shortly just
";

/// Whether a value may begin at atom `i`; where this says no, no rule finds one.
pub(super) fn may_begin(line: &Line, i: usize) -> bool {
    match line.at(i) {
        // *the last few*, *in excess of*
        "the" => line.is(i + 1, &["last"]),
        "in" => line.is(i + 1, &["excess"]),
        // *'90s*
        "'" => line.digits(i + 1).is_some(),
        word => line.digits(i).is_some() || words().contains(word),
    }
}

fn words() -> &'static FxHashSet<&'static str> {
    static WORDS_OF_ALL: OnceLock<FxHashSet<&'static str>> = OnceLock::new();
    WORDS_OF_ALL.get_or_init(|| {
        let phrases = numbers::QUALIFIERS.iter().copied();
        let phrases = phrases.chain(amounts::symbols_before()).chain(dates::holidays().phrases());
        let first = |phrase: &'static str| phrase.split(' ').next();
        phrases.filter_map(first).chain(WORDS.split_whitespace()).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::super::values::readings;
    use super::*;

    /// Rules find words by literals, so that every word which begins a value stands in their sources.
    const SOURCES: &[&str] = &[
        include_str!("amounts.rs"),
        include_str!("calendar.rs"),
        include_str!("cardinals.rs"),
        include_str!("dates.rs"),
        include_str!("durations.rs"),
        include_str!("numbers.rs"),
        include_str!("ordinals.rs"),
        include_str!("times.rs"),
        include_str!("currencies.tsv"),
        include_str!("holidays.tsv"),
        include_str!("units.tsv"),
    ];

    const TAILS: &[&str] = &[
        "",
        "5",
        "5 days",
        "of 5 March",
        "days ago",
        "day",
        "week of June",
        "year",
        "few years",
        "hundred dollars",
        "March 2019",
        "Monday night",
        "morning",
        "of the year",
        "million euros",
        "% of",
        "$ 5",
        "century",
        "- year - old",
        "and a half hours",
    ];

    #[test]
    fn no_rule_finds_what_another_word_begins() {
        let mut words = std::collections::BTreeSet::new();
        for source in SOURCES {
            for run in source.split_whitespace() {
                let mut rest = run;
                while let Some(c) = rest.chars().next() {
                    let letters = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
                    let (word, after) = rest.split_at(letters.max(c.len_utf8()));
                    words.insert(word.to_lowercase());
                    words.insert(format!("{}s", word.to_lowercase()));
                    rest = after;
                }
            }
        }
        let mut skipped = 0;
        for word in &words {
            let mut letters = word.chars();
            let first = letters.next().map(|c| c.to_uppercase().to_string());
            let capital = first.unwrap_or_default() + letters.as_str();
            for word in [word.as_str(), capital.as_str()] {
                for tail in TAILS {
                    let text = format!("in the {word} {tail}");
                    let line = Line::of_text(&text);
                    if line.len() > 2 && !may_begin(&line, 2) {
                        skipped += 1;
                        assert!(readings(&line, 2).is_empty(), "{text}");
                    }
                }
            }
        }
        assert!(skipped > 1000 && words.contains("yesterday"), "{skipped}");
    }

    #[test]
    fn few_words_begin_a_value() {
        let line =
            Line::of_text("The minister of finance, who was in Paris, said the last word on it");
        let may: Vec<&str> =
            (0..line.len()).filter(|&i| may_begin(&line, i)).map(|i| line.at(i)).collect();
        assert_eq!(may, ["the", "last"]);
    }
}
