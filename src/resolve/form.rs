//! A name in comparable form.

use std::sync::Arc;

/// Words of a name, folded to lower-case ASCII where a letter has an obvious base, without determiner, possessive mark and
/// punctuation, so that two spellings of one name compare equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NameForm {
    /// Folded words; never empty.
    pub(super) words: Vec<Arc<str>>,
    /// The words joined by one space.
    pub(super) key: String,
    /// Whether the name is written as one run of capitals (*IRGC*, *U.N.*, *AfD*).
    pub(super) acronym: bool,
    /// What stands in parentheses inside the name (*World Health Organization (WHO)*).
    pub(super) inner: Option<String>,
}

impl NameForm {
    /// The form of `text`; `None` if nothing but marks and determiners is in it.
    pub(super) fn new(text: &str) -> Option<NameForm> {
        let (outer, inner) = match (text.find('('), text.find(')')) {
            (Some(open), Some(close)) if 0 < open && open < close => {
                (&text[..open], Some(text[open + 1..close].trim().to_string()))
            }
            _ => (text, None),
        };
        let bare = unprefixed(trimmed(outer));
        let words = fold_words(bare);
        if words.is_empty() {
            return None;
        }
        let key = words.join(" ");
        let words: Vec<Arc<str>> = words.into_iter().map(Arc::from).collect();
        let acronym = words.len() == 1 && is_acronym(bare);
        Some(NameForm { words, key, acronym, inner })
    }
}

/// A name without leading determiner and trailing possessive mark: what an entity is called.
pub(super) fn trimmed(name: &str) -> &str {
    let mut bare = name.trim();
    for determiner in ["the ", "The ", "THE ", "a ", "an ", "A ", "An "] {
        if let Some(rest) = bare.strip_prefix(determiner) {
            bare = rest.trim_start();
            break;
        }
    }
    for mark in ["'s", "’s", "'S", "’S", "'", "’"] {
        if let Some(rest) = bare.strip_suffix(mark)
            && !rest.trim().is_empty()
        {
            return rest.trim_end();
        }
    }
    bare
}

/// A name without a prefix that hangs on it by a hyphen: *Kremlin* of *pro-Kremlin*.
fn unprefixed(name: &str) -> &str {
    let Some((prefix, rest)) = name.split_once('-') else { return name };
    let hangs =
        ["anti", "pro", "ex", "non", "pre", "post"].iter().any(|p| prefix.eq_ignore_ascii_case(p));
    if hangs && rest.starts_with(char::is_uppercase) { rest } else { name }
}

/// The comparable key of any string, as [`NameForm::key`] has it.
pub(super) fn key_of(text: &str) -> String {
    fold_words(trimmed(text)).join(" ")
}

/// Whether `name` is written as initials are: at most eight letters, most of them capitals (*IRGC*, *U.N.*, *AfD*; not *McGurk*).
fn is_acronym(name: &str) -> bool {
    let letters: Vec<char> = name.chars().filter(|c| c.is_alphabetic()).collect();
    let upper = letters.iter().filter(|c| c.is_uppercase()).count();
    let plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '&' | '-'));
    plain
        && upper >= 2
        && letters.len() <= 8
        && letters.first().is_some_and(|c| c.is_uppercase())
        && upper * 2 > letters.len()
}

fn fold_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() {
            fold_into(c, &mut word);
        } else if c == '&' {
            word.push_str("and");
        } else if !matches!(c, '.' | '\'' | '’' | '‘' | '`' | '"' | '“' | '”' | 'ʿ' | 'ʾ')
            && !word.is_empty()
        {
            words.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

fn fold_into(c: char, word: &mut String) {
    if c.is_ascii() {
        word.push(c.to_ascii_lowercase());
        return;
    }
    for lower in c.to_lowercase() {
        match lower {
            'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' => word.push('a'),
            'æ' => word.push_str("ae"),
            'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => word.push('c'),
            'ď' | 'đ' | 'ð' => word.push('d'),
            'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ə' => word.push('e'),
            'ĝ' | 'ğ' | 'ġ' | 'ģ' => word.push('g'),
            'ĥ' | 'ħ' => word.push('h'),
            'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => word.push('i'),
            'ĵ' => word.push('j'),
            'ķ' => word.push('k'),
            'ĺ' | 'ļ' | 'ľ' | 'ł' => word.push('l'),
            'ñ' | 'ń' | 'ņ' | 'ň' => word.push('n'),
            'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => word.push('o'),
            'œ' => word.push_str("oe"),
            'ŕ' | 'ř' => word.push('r'),
            'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => word.push('s'),
            'ß' => word.push_str("ss"),
            'ţ' | 'ť' | 'ț' => word.push('t'),
            'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => word.push('u'),
            'ŵ' => word.push('w'),
            'ý' | 'ÿ' => word.push('y'),
            'ź' | 'ż' | 'ž' => word.push('z'),
            // The dot of a Turkish capital I, as lower-casing leaves it.
            '\u{0300}'..='\u{036f}' => {}
            other => word.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_compare_equal() {
        for (a, b) in [
            ("the Ministry of Defense", "Ministry of Defense"),
            ("BAGHDAD", "Baghdad"),
            ("Iran's", "Iran"),
            ("U.N.", "UN"),
            ("al-Qaeda", "Al Qaeda"),
            ("Erdoğan", "Erdogan"),
            ("İstanbul", "Istanbul"),
            ("Workers’ Party", "Workers' Party"),
        ] {
            assert_eq!(key_of(a), key_of(b), "{a} and {b}");
        }
        assert_ne!(key_of("Niger"), key_of("Nigeria"));
    }

    #[test]
    fn knows_acronyms() {
        for (name, is) in [
            ("IRGC", true),
            ("U.N.", true),
            ("AfD", true),
            ("G20", false),
            ("Iran", false),
            ("McGurk", false),
            ("NATO", true),
            ("A", false),
            ("World Bank", false),
        ] {
            assert_eq!(NameForm::new(name).map(|f| f.acronym), Some(is), "{name}");
        }
    }

    #[test]
    fn keeps_an_inner_definition_apart() {
        let form = NameForm::new("World Health Organization (WHO)").expect("words");
        assert_eq!(
            (form.key.as_str(), form.inner.as_deref()),
            ("world health organization", Some("WHO"))
        );
        assert!(NameForm::new("the '").is_none());
        assert_eq!(NameForm::new("pro-Kremlin").map(|f| f.key), Some("kremlin".to_string()));
    }
}
