//! Institutions, role nouns and short given names, from the tables beside this file.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::form::key_of;
use super::gazetteer::{list, rows};
use crate::doc::{Country, Role};

/// An institution known the world over.
#[derive(Debug, Clone, Copy)]
pub(super) struct Institution {
    /// The same for all names of one institution.
    pub(super) id: usize,
    /// The part it plays.
    pub(super) role: Option<Role>,
    /// The country it belongs to, if to one.
    pub(super) country: Option<Country>,
}

/// What kind of thing a role noun names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NounKind {
    /// A person.
    Person,
    /// A person who may be posted to, or be an expert on, a country that is not his own: *the Iran envoy* is no Iranian.
    Abroad,
    /// A group or organisation.
    Group,
    /// Only the last word of a proper name.
    NameOnly,
}

/// A role noun of the lexicon.
#[derive(Debug, Clone, Copy)]
pub(super) struct RoleNoun {
    /// `None` where the noun alone does not tell: *spokesman*, *leader*.
    pub(super) role: Option<Role>,
    /// What the noun names.
    pub(super) kind: NounKind,
}

#[derive(Debug, Default)]
pub(super) struct Lexicon {
    institutions: FxHashMap<String, Institution>,
    /// Names of institutions as they are written, but those of companies.
    written: FxHashSet<&'static str>,
    roles: FxHashMap<String, RoleNoun>,
    nicknames: FxHashMap<&'static str, Vec<&'static str>>,
    generic: FxHashSet<&'static str>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::load);

/// Longest phrase of the role table, in words.
const LONGEST_PHRASE: usize = 5;

impl Lexicon {
    /// The one lexicon.
    pub(super) fn get() -> &'static Lexicon {
        &LEXICON
    }

    /// The institution that a folded key ([`key_of`]) names.
    pub(super) fn institution(&self, key: &str) -> Option<Institution> {
        self.institutions.get(key).copied()
    }

    /// Whether an institution that is no company is written exactly so.
    pub(super) fn is_institution(&self, name: &str) -> bool {
        self.written.contains(name)
    }

    /// The longest role phrase that ends `words` (lower-case, the last one singular), with its length in words.
    pub(super) fn role_noun<S: AsRef<str>>(&self, words: &[S]) -> Option<(RoleNoun, usize)> {
        (1..=words.len().min(LONGEST_PHRASE)).rev().find_map(|n| {
            let phrase: Vec<&str> = words[words.len() - n..].iter().map(AsRef::as_ref).collect();
            // A hyphen is a word of its own here, and one that the table may have or not.
            let mut phrase = phrase.join(" ");
            if phrase.contains(" - ") {
                phrase = phrase.replace(" - ", "-");
                if !self.roles.contains_key(&phrase) {
                    phrase = phrase.replace('-', " ");
                }
            }
            self.roles.get(&phrase).map(|noun| (*noun, n))
        })
    }

    /// Whether one of two given names is short for the other.
    pub(super) fn is_nickname(&self, a: &str, b: &str) -> bool {
        let short = |x: &str, y: &str| self.nicknames.get(x).is_some_and(|full| full.contains(&y));
        short(a, b) || short(b, a)
    }

    /// Whether a folded word is too common in names to stand for a longer one.
    pub(super) fn is_generic(&self, word: &str) -> bool {
        self.generic.contains(word)
    }

    fn load() -> Lexicon {
        let mut lexicon = Lexicon::default();
        for (id, row) in rows(include_str!("institutions.tsv")).enumerate() {
            let [name, aliases, role, country] = row[..] else { continue };
            let entry = Institution { id, role: role.parse().ok(), country: Country::new(country) };
            for name in std::iter::once(name).chain(list(aliases)) {
                if entry.role != Some(Role::Bus) {
                    lexicon.written.insert(name);
                }
                lexicon.institutions.entry(key_of(name)).or_insert(entry);
            }
        }
        for row in rows(include_str!("roles.tsv")) {
            let [phrase, role, kind] = row[..] else { continue };
            let kind = match kind {
                "p" => NounKind::Person,
                "x" => NounKind::Abroad,
                "g" => NounKind::Group,
                _ => NounKind::NameOnly,
            };
            let noun = RoleNoun { role: role.parse().ok(), kind };
            lexicon.roles.entry(phrase.to_string()).or_insert(noun);
        }
        for row in rows(include_str!("nicknames.tsv")) {
            if let Some((short, full)) = row.split_first() {
                lexicon.nicknames.insert(short, full.to_vec());
            }
        }
        lexicon.generic =
            rows(include_str!("generic.tsv")).filter_map(|r| r.first().copied()).collect();
        lexicon
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_phrase_wins() {
        let role = |words: &[&str]| Lexicon::get().role_noun(words).map(|(noun, n)| (noun.role, n));
        assert_eq!(role(&["iraqi", "police", "commander"]), Some((Some(Role::Cop), 2)));
        assert_eq!(role(&["rebel", "commander"]), Some((Some(Role::Reb), 2)));
        assert_eq!(role(&["senior", "commander"]), Some((Some(Role::Mil), 1)));
        assert_eq!(role(&["spokesman"]), Some((None, 1)));
        assert_eq!(role(&["un", "secretary", "-", "general"]), Some((None, 3)));
        assert_eq!(role(&["attorney", "-", "general"]), Some((Some(Role::Gov), 3)));
        assert_eq!(role(&["table"]), None);
    }

    #[test]
    fn names_of_one_institution_share_it() {
        let id = |name| Lexicon::get().institution(&key_of(name)).map(|i| i.id);
        assert_eq!(id("the IRGC"), id("Islamic Revolutionary Guard Corps"));
        assert_eq!(id("U.N."), id("United Nations"));
        assert_ne!(id("UN"), id("UN Security Council"));
        assert_eq!(id("Acme Corporation"), None);
    }

    #[test]
    fn every_row_of_the_tables_is_whole() {
        for row in rows(include_str!("institutions.tsv")) {
            assert_eq!(row.len(), 4, "{row:?}");
            assert!(row[2].parse::<Role>().is_ok(), "{row:?}");
            assert!(row[3] == "-" || Country::new(row[3]).is_some(), "{row:?}");
        }
        for row in rows(include_str!("roles.tsv")) {
            assert_eq!(row.len(), 3, "{row:?}");
            assert!(row[1] == "-" || row[1].parse::<Role>().is_ok(), "{row:?}");
            assert!(["p", "x", "g", "n"].contains(&row[2]), "{row:?}");
        }
    }
}
