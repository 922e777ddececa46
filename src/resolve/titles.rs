//! Titles before a person's name: *Iraqi Prime Minister Mohammed Shia al-Sudani*, *Mr. McGurk*.

use std::ops::Range;

use super::attributes::nationality;
use super::evidence::Evidence;
use super::gender::{self, Gender};
use super::lexicon::{Lexicon, NounKind, RoleNoun};
use crate::doc::{Country, Upos};

/// A title that stands before a name.
#[derive(Debug, Clone)]
pub(super) struct Title {
    /// The title's own tokens, without what modifies it.
    pub(super) tokens: Range<usize>,
    /// Its lower-case words, with *deputy* and the like before them.
    pub(super) phrase: String,
    /// What the lexicon says of it.
    pub(super) noun: RoleNoun,
    /// The country by which it is modified.
    pub(super) country: Option<Country>,
    /// Whether it is a thing of the past: *former President*.
    pub(super) former: bool,
}

/// How many tokens of a person's mention are its title: *President* in *President Joe Biden*.
pub(super) fn length_inside(evidence: &Evidence<'_>, mention: usize) -> usize {
    let tokens = evidence.mentions[mention].tokens.clone();
    let longest = tokens.len().saturating_sub(1).min(5);
    (1..=longest)
        .rev()
        .find(|&n| {
            let words: Vec<String> =
                (tokens.start..tokens.start + n).map(|i| evidence.lower(i)).collect();
            // A title and no more: in *Abdi Sheikh Ahmed* the second word is part of the name.
            let noun = Lexicon::get().role_noun(&words);
            noun.is_some_and(|(noun, length)| length == n && is_of_person(noun))
        })
        .unwrap_or(0)
}

/// The title right before the name of mention `mention`, or inside it.
pub(super) fn before(evidence: &Evidence<'_>, mention: usize) -> Option<Title> {
    let start = evidence.mentions[mention].tokens.start;
    let end = start + length_inside(evidence, mention);
    let run = run_before(evidence, start)..end;
    let words: Vec<String> = run.clone().map(|i| evidence.lower(i)).collect();
    let (noun, n) = Lexicon::get().role_noun(&words).filter(|(noun, _)| is_of_person(*noun))?;
    let tokens = end - n..end;
    let modifiers = run.start..tokens.start;
    let former = modifiers.clone().any(|i| is_past(&evidence.lower(i)));
    let country = nationality(evidence, modifiers, noun.kind);
    let first = words.len() - n;
    let first = if first > 0 && is_below(&words[first - 1]) { first - 1 } else { first };
    let phrase = words[first..].join(" ");
    Some(Title { tokens, phrase, noun, country, former })
}

/// The gender told by a title before or inside the mention.
pub(super) fn gender(evidence: &Evidence<'_>, mention: usize) -> Option<Gender> {
    let tokens = evidence.mentions[mention].tokens.clone();
    let inside =
        (tokens.len() > 1).then(|| gender::of_noun(&evidence.lower(tokens.start))).flatten();
    inside.or_else(|| {
        let before = tokens.start.checked_sub(1)?;
        let same = evidence.sentence(tokens.start).contains(&before);
        let mut left = evidence.lower(before);
        // An abbreviation whose point is a token of its own.
        if left == "." && before > 0 {
            left = evidence.lower(before - 1);
        }
        same.then(|| gender::of_noun(&left)).flatten()
    })
}

/// Whether a modifier puts a title in the past.
pub(super) fn is_past(word: &str) -> bool {
    matches!(
        word,
        "former" | "ex" | "late" | "ousted" | "deposed" | "onetime" | "one-time" | "then"
    ) || word.starts_with("ex-")
}

/// Whether a word makes a title another, lower one.
pub(super) fn is_below(word: &str) -> bool {
    matches!(word, "deputy" | "vice" | "assistant" | "acting" | "associate" | "under")
}

/// A title as it is used without a name: *general* for *gen.*
pub(super) fn spelled_out(title: &str) -> &str {
    match title {
        "gen." | "lt. gen." | "maj. gen." | "brig. gen." | "lieutenant general"
        | "major general" | "brigadier general" => "general",
        "adm." | "rear adm." | "vice adm." | "rear admiral" | "vice admiral" => "admiral",
        "col." | "lt. col." | "lieutenant colonel" => "colonel",
        "maj." => "major",
        "capt." => "captain",
        "sen." => "senator",
        "gov." => "governor",
        "rep." => "representative",
        "amb." => "ambassador",
        "prof." => "professor",
        other => other,
    }
}

fn is_of_person(noun: RoleNoun) -> bool {
    matches!(noun.kind, NounKind::Person | NounKind::Abroad)
}

/// The start of the nouns, adjectives and possessives that run up to token `end` without a break.
fn run_before(evidence: &Evidence<'_>, end: usize) -> usize {
    let first = if end < evidence.doc.tokens().len() { evidence.sentence(end).start } else { end };
    let joins = |i: usize| match evidence.word(i).map(|w| w.upos) {
        Some(Upos::Noun | Upos::Propn | Upos::Adj) => true,
        Some(Upos::Part) => matches!(evidence.form(i), "'s" | "’s" | "'" | "’"),
        Some(Upos::Adp) => evidence.form(i) == "of",
        Some(Upos::Punct) => matches!(evidence.form(i), "-" | "."),
        Some(_) => false,
        None => evidence.form(i).chars().next().is_some_and(char::is_uppercase),
    };
    // Titles are short; the bound keeps lists in capitals from being walked again and again.
    let floor = first.max(end.saturating_sub(12));
    (floor..end).rev().take_while(|&i| joins(i)).last().unwrap_or(end)
}
