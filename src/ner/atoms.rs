//! A sentence as atoms: runs of letters, runs of digits, single marks.
//!
//! Values are read from atoms and not from tokens, so that *5km*, *10-15%* and *2019-03-04* read the same however they
//! were tokenised; only where a value may begin and end do tokens decide.

use std::borrow::Cow;
use std::ops::Range;

use crate::doc::{Document, SentenceId, TokenId, Upos, Word, Xpos};

/// What an atom is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Letters,
    Digits,
    /// One other character.
    Mark,
}

/// A maximal run of letters or ASCII digits, or one other character, inside one token.
#[derive(Debug)]
pub(super) struct Atom<'a> {
    pub kind: Kind,
    /// As written.
    pub text: &'a str,
    /// Lower-cased, curly apostrophes straightened.
    pub lower: Cow<'a, str>,
    /// The token it is part of.
    pub token: usize,
    /// Whether it is the first of its token.
    pub first: bool,
    /// Whether it is the last of its token.
    pub last: bool,
    /// Whether it stands right after the atom before it, without white space.
    pub glued: bool,
}

/// The atoms of one sentence, with what is known of their words.
pub(super) struct Line<'a> {
    pub words: Option<&'a [Word]>,
    pub atoms: Vec<Atom<'a>>,
}

impl<'a> Line<'a> {
    pub fn new(document: &'a Document, sentence: SentenceId) -> Line<'a> {
        let mut atoms: Vec<Atom> = Vec::new();
        let mut end = None;
        for token in document.sentences()[sentence.index()].tokens.clone() {
            let span = document.token(TokenId::new(token)).span;
            split(document.slice(span), token, end == Some(span.start()), &mut atoms);
            end = Some(span.end());
        }
        Line { words: document.words(), atoms }
    }

    /// A text without tokens: every run between white space is one.
    pub fn of_text(text: &'a str) -> Line<'a> {
        let mut atoms: Vec<Atom> = Vec::new();
        for (token, run) in text.split_whitespace().enumerate() {
            split(run, token, false, &mut atoms);
        }
        Line { words: None, atoms }
    }

    /// How many atoms there are.
    pub fn len(&self) -> usize {
        self.atoms.len()
    }

    /// Atom `i` lower-cased; empty past the end.
    pub fn at(&self, i: usize) -> &str {
        self.atoms.get(i).map_or("", |a| &a.lower)
    }

    /// The atom before atom `i`, lower-cased; empty at the start.
    pub fn before(&self, i: usize) -> &str {
        i.checked_sub(1).map_or("", |j| self.at(j))
    }

    /// Atom `i` as written; empty past the end.
    pub fn text(&self, i: usize) -> &'a str {
        self.atoms.get(i).map_or("", |a| a.text)
    }

    /// Whether atom `i` is one of these.
    pub fn is(&self, i: usize, options: &[&str]) -> bool {
        i < self.len() && options.contains(&self.at(i))
    }

    /// Whether atom `i` follows the one before it without white space.
    pub fn glued(&self, i: usize) -> bool {
        self.atoms.get(i).is_some_and(|a| a.glued)
    }

    /// The end of these atoms if they stand at `i`, in order.
    pub fn phrase(&self, i: usize, atoms: &[&str]) -> Option<usize> {
        atoms.iter().enumerate().all(|(k, a)| self.at(i + k) == *a).then_some(i + atoms.len())
    }

    /// The end of the longest of these phrases (atoms separated by one space) that stands at `i`.
    pub fn any_phrase(&self, i: usize, phrases: &[&str]) -> Option<usize> {
        let first = self.at(i);
        // Nearly every phrase fails here: this runs at every atom of every article.
        let begins =
            |p: &&&str| p.strip_prefix(first).is_some_and(|r| r.is_empty() || r.starts_with(' '));
        if first.is_empty() {
            return None;
        }
        let fits = |p: &&str| p.split(' ').enumerate().all(|(k, a)| self.at(i + k) == a);
        phrases.iter().filter(begins).filter(|p| fits(p)).map(|p| i + p.split(' ').count()).max()
    }

    /// After a hyphen or dash at `i` without white space around it; `i` itself if there is none.
    pub fn skip_hyphen(&self, i: usize) -> usize {
        if self.is(i, &["-", "‐", "‑", "–"]) && self.glued(i) && self.glued(i + 1) {
            i + 1
        } else {
            i
        }
    }

    /// Whether atom `i` begins with a capital.
    pub fn capital(&self, i: usize) -> bool {
        self.text(i).chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether atom `i` is made of digits, and how many.
    pub fn digits(&self, i: usize) -> Option<usize> {
        self.atoms.get(i).filter(|a| a.kind == Kind::Digits).map(|a| a.text.len())
    }

    /// The number that atom `i` writes in at most nine digits.
    pub fn integer(&self, i: usize) -> Option<u32> {
        self.digits(i).filter(|&n| n <= 9).and_then(|_| self.text(i).parse().ok())
    }

    /// Whether atom `i` is a run of letters.
    pub fn letters(&self, i: usize) -> bool {
        self.atoms.get(i).is_some_and(|a| a.kind == Kind::Letters)
    }

    /// The word that atom `i` is part of, where syntax has run.
    pub fn word(&self, i: usize) -> Option<&'a Word> {
        self.words?.get(self.atoms.get(i)?.token)
    }

    /// Part of speech of atom `i`'s word, where known.
    pub fn upos(&self, i: usize) -> Option<Upos> {
        self.word(i).map(|w| w.upos)
    }

    /// Penn tag of atom `i`'s word, where known.
    pub fn xpos(&self, i: usize) -> Option<Xpos> {
        self.word(i).map(|w| w.xpos)
    }

    /// The tokens of the atoms `i..end` if these begin and end with whole tokens.
    pub fn tokens(&self, i: usize, end: usize) -> Option<Range<usize>> {
        let (first, last) = (self.atoms.get(i)?, self.atoms.get(end.checked_sub(1)?)?);
        (i < end && first.first && last.last).then_some(first.token..last.token + 1)
    }
}

/// Appends the atoms of one token.
fn split<'a>(text: &'a str, token: usize, glued: bool, atoms: &mut Vec<Atom<'a>>) {
    let mut first = true;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let kind = kind(c);
        let length = match kind {
            Kind::Mark => c.len_utf8(),
            _ => rest.find(|d| self::kind(d) != kind).unwrap_or(rest.len()),
        };
        let (text, after) = rest.split_at(length);
        rest = after;
        atoms.push(Atom {
            kind,
            text,
            lower: lower(text),
            token,
            first,
            last: rest.is_empty(),
            glued: glued || !first,
        });
        first = false;
    }
}

fn kind(c: char) -> Kind {
    if c.is_ascii_digit() {
        Kind::Digits
    } else if c.is_alphabetic() {
        Kind::Letters
    } else {
        Kind::Mark
    }
}

fn lower(text: &str) -> Cow<'_, str> {
    match text {
        "’" | "‘" => Cow::Borrowed("'"),
        _ if text.chars().any(char::is_uppercase) => Cow::Owned(text.to_lowercase()),
        _ => Cow::Borrowed(text),
    }
}
