//! The name of a person without titles and suffixes, and when two of them may be of one person.

use std::sync::Arc;

use super::evidence::Evidence;
use super::form::NameForm;
use super::lexicon::Lexicon;
use super::titles;

/// Words beyond these are not compared: nobody is called by more.
const LONGEST: usize = 8;

/// Folded words of a person's name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct PersonName {
    /// Given names first; titles (*President*), suffixes (*Jr.*) left out; never empty.
    pub(super) words: Vec<Arc<str>>,
    /// *junior*, *senior* or a number, which tells namesakes apart.
    generation: Option<Arc<str>>,
}

impl PersonName {
    /// The name in mention `mention`; `None` if it has no words.
    pub(super) fn new(evidence: &Evidence<'_>, mention: usize) -> Option<PersonName> {
        let tokens = evidence.mentions[mention].tokens.clone();
        let title = titles::length_inside(evidence, mention);
        let form = if title == 0 {
            evidence.forms[mention].clone()?
        } else {
            let span = evidence.doc.span_of(tokens.start + title..tokens.end);
            NameForm::new(evidence.doc.slice(span)).or(evidence.forms[mention].clone())?
        };
        let mut words = form.words;
        let generation = words.last().filter(|w| words.len() > 1 && is_generation(w)).cloned();
        if generation.is_some() {
            words.pop();
        }
        words.truncate(LONGEST);
        Some(PersonName { words, generation })
    }

    /// Whether this is more than a family name with its particles.
    pub(super) fn is_full(&self) -> bool {
        self.bare().len() > 1
    }

    /// The words after leading particles: *sudani* of *al-Sudani*.
    pub(super) fn bare(&self) -> &[Arc<str>] {
        let particles =
            self.words.iter().take(self.words.len() - 1).take_while(|w| is_particle(w)).count();
        &self.words[particles..]
    }

    /// First and last word.
    pub(super) fn ends(&self) -> (&str, &str) {
        (self.words.first().map_or("", |w| w), self.words.last().map_or("", |w| w))
    }

    /// Whether two full names with the same last word may be one person's: given names equal, one short for the other or an
    /// initial of it, and no contradiction between them.
    pub(super) fn agrees(&self, other: &PersonName) -> bool {
        let ((a, last_a), (b, last_b)) = (self.ends(), other.ends());
        if last_a != last_b || self.words.len() < 2 || other.words.len() < 2 {
            return false;
        }
        if self.generation != other.generation {
            return false;
        }
        if !(a == b
            || sounds_like(a, b)
            || abbreviates(a, b)
            || abbreviates(b, a)
            || Lexicon::get().is_nickname(a, b))
        {
            return false;
        }
        let (x, y) = (self.middle(), other.middle());
        let same =
            |(p, q): (&Arc<str>, &Arc<str>)| p == q || abbreviates(p, q) || abbreviates(q, p);
        x.is_empty() || y.is_empty() || x.len() == y.len() && x.iter().zip(y).all(same)
    }

    /// Whether all words of the other stand together at the start or the end of this longer name.
    pub(super) fn extends(&self, other: &PersonName) -> bool {
        let (long, short) = (&self.words, &other.words);
        self.generation == other.generation
            && long.len() > short.len()
            && (long.ends_with(short) || long.starts_with(short))
    }

    fn middle(&self) -> &[Arc<str>] {
        &self.words[1..self.words.len() - 1]
    }
}

/// Whether `short` is the initial of `long`.
fn abbreviates(short: &str, long: &str) -> bool {
    short.chars().count() == 1 && long.starts_with(short)
}

/// Whether two given names are spellings of one: the same three consonants and more, *Mohammed* and *Muhamad*, but neither
/// *Daniel* and *Daniele* nor *Maria* and *Mario*.
fn sounds_like(a: &str, b: &str) -> bool {
    let vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let skeleton = |name: &str| {
        let mut consonants: Vec<char> = name.chars().filter(|c| !vowel(*c)).collect();
        consonants.dedup();
        consonants
    };
    let ends = |name: &str| name.chars().last().is_some_and(vowel);
    let first = |name: &str| name.chars().next();
    let shared = skeleton(a);
    shared.len() > 2 && shared == skeleton(b) && ends(a) == ends(b) && first(a) == first(b)
}

fn is_generation(word: &str) -> bool {
    matches!(
        word,
        "jr" | "sr"
            | "junior"
            | "senior"
            | "ii"
            | "iii"
            | "iv"
            | "v"
            | "vi"
            | "vii"
            | "viii"
            | "xiv"
            | "xvi"
    )
}

/// Words that belong to the family name after them.
fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "al" | "el"
            | "ul"
            | "as"
            | "ash"
            | "bin"
            | "ibn"
            | "ben"
            | "bint"
            | "abu"
            | "abd"
            | "van"
            | "von"
            | "vom"
            | "zu"
            | "der"
            | "den"
            | "de"
            | "da"
            | "di"
            | "do"
            | "dos"
            | "das"
            | "del"
            | "della"
            | "la"
            | "le"
            | "ter"
            | "ten"
            | "st"
            | "san"
            | "mac"
            | "af"
            | "av"
    )
}
