//! Word lists of the tokeniser: abbreviations, contractions and word properties, from the tables in `data/`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// What the full stop of an abbreviation says about the text around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Abbreviation {
    /// Stands before a name and never ends a sentence (*Gen.*).
    Title,
    /// Only before a number (*No. 5*).
    Number,
    /// A month.
    Month,
    /// A day of the week.
    Weekday,
    /// A state of the US, after a comma.
    State,
    /// May end a sentence (*Inc.*).
    Common,
    /// *a.m.*, *p.m.*
    Time,
    /// Never ends a sentence (*vs.*).
    Inner,
    /// A unit, after a number (*ft.*).
    Unit,
}

macro_rules! properties {
    ($($(#[$doc:meta])* $name:ident = $text:literal = $bit:expr;)+) => {
        $($(#[$doc])* pub(super) const $name: u16 = 1 << $bit;)+
        fn property(text: &str) -> u16 {
            match text { $($text => $name,)+ _ => 0 }
        }
    };
}

properties! {
    /// Begins a sentence when capitalised after a full stop.
    STARTER = "starter" = 0;
    /// A common noun or adjective that does.
    NOUN = "noun" = 1;
    /// A verb of saying.
    SAY = "say" = 2;
    /// A time zone, weekday or month.
    ZONE = "zone" = 3;
    /// Joined to what follows its hyphen.
    PREFIX = "prefix" = 4;
    /// Joined to what precedes its hyphen.
    SUFFIX = "suffix" = 5;
    /// Joined by a hyphen to another interjection.
    INTERJECTION = "interjection" = 6;
    /// A unit that splits off a number.
    MEASURE = "measure" = 7;
    /// The ending of an ordinal.
    ORDINAL = "ordinal" = 8;
    /// The last part of a web address or file name.
    DOMAIN = "domain" = 9;
    /// Written with a slash.
    SLASH = "slash" = 10;
    /// Written with an apostrophe in front.
    CUT = "cut" = 11;
}

struct Lexicon {
    /// With whether it needs a capital.
    abbreviations: FxHashMap<String, (Abbreviation, bool)>,
    /// Parts of a contraction, as lengths in characters.
    contractions: FxHashMap<String, Vec<usize>>,
    words: FxHashMap<&'static str, u16>,
}

fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

/// Entries are ASCII; abbreviations that need a capital are keyed in lower case like the others.
static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut abbreviations = FxHashMap::default();
    for (word, kind) in rows(include_str!("data/abbreviations.tsv")) {
        let kind = match kind {
            "title" => Abbreviation::Title,
            "number" => Abbreviation::Number,
            "month" => Abbreviation::Month,
            "weekday" => Abbreviation::Weekday,
            "state" => Abbreviation::State,
            "time" => Abbreviation::Time,
            "inner" => Abbreviation::Inner,
            "unit" => Abbreviation::Unit,
            _ => Abbreviation::Common,
        };
        let capital = word.starts_with(|c: char| c.is_ascii_uppercase());
        abbreviations.insert(word.to_ascii_lowercase(), (kind, capital));
    }
    let contractions = rows(include_str!("data/contractions.tsv"))
        .map(|(word, parts)| (word.to_owned(), parts.split(' ').map(str::len).collect()))
        .collect();
    let words = rows(include_str!("data/words.tsv"))
        .map(|(word, list)| (word, list.split(' ').map(property).fold(0, |a, b| a | b)))
        .collect();
    Lexicon { abbreviations, contractions, words }
});

/// Longest entry of any table, in bytes.
const LONGEST: usize = 20;

/// Looks `word` up in lower case with straight apostrophes; `None` if it is too long or not Latin.
fn with_key<T>(word: &str, look: impl FnOnce(&str) -> Option<T>) -> Option<T> {
    let mut key = [0u8; LONGEST];
    let mut len = 0;
    if word.len() > LONGEST {
        return None;
    }
    for c in word.chars() {
        let b = match c {
            '’' | 'ʼ' | '‘' => b'\'',
            '‐' | '‑' => b'-',
            c if c.is_ascii() => (c as u8).to_ascii_lowercase(),
            _ => return None,
        };
        key[len] = b;
        len += 1;
    }
    look(std::str::from_utf8(&key[..len]).ok()?)
}

/// The abbreviation that `word` is, written without its last full stop.
pub(super) fn abbreviation(word: &str) -> Option<Abbreviation> {
    let (kind, capital) = with_key(word, |key| LEXICON.abbreviations.get(key).copied())?;
    (!capital || word.starts_with(char::is_uppercase)).then_some(kind)
}

/// The lengths, in characters, of the parts of a contraction.
pub(super) fn contraction(word: &str) -> Option<&'static [usize]> {
    with_key(word, |key| LEXICON.contractions.get(key).map(Vec::as_slice))
}

/// The properties of a word, as bits.
pub(super) fn properties(word: &str) -> u16 {
    with_key(word, |key| LEXICON.words.get(key).copied()).unwrap_or(0)
}

/// Whether `word` has the property.
pub(super) fn has(word: &str, property: u16) -> bool {
    properties(word) & property != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_well_formed() {
        for (word, kind) in rows(include_str!("data/abbreviations.tsv")) {
            let known =
                ["title", "number", "month", "weekday", "state", "common", "time", "inner", "unit"];
            assert!(word.is_ascii() && word.len() <= LONGEST, "{word}");
            assert!(known.contains(&kind), "{word} {kind}");
        }
        for (word, list) in rows(include_str!("data/words.tsv")) {
            assert!(word.len() <= LONGEST && word == word.to_ascii_lowercase(), "{word}");
            assert!(list.split(' ').all(|p| property(p) != 0), "{word} {list}");
        }
        for (word, parts) in rows(include_str!("data/contractions.tsv")) {
            assert_eq!(parts.replace(' ', ""), word);
        }
    }

    #[test]
    fn capitals_matter_where_the_table_has_them() {
        assert_eq!(abbreviation("Gen"), Some(Abbreviation::Title));
        assert_eq!(abbreviation("GEN"), Some(Abbreviation::Title));
        assert_eq!(abbreviation("gen"), None);
        assert_eq!(abbreviation("INC"), Some(Abbreviation::Common));
        assert_eq!(abbreviation("P.M"), Some(Abbreviation::Time));
        assert_eq!(contraction("Y’ALL"), Some(&[2, 3][..]));
    }
}
