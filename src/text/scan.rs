//! From a block of text to tokens: one walk from left to right, with bounded look-ahead.

use crate::doc::Span;

use super::chars::{Class, class};
use super::lexicon::Abbreviation;

/// What a token is to the sentence splitter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word, number, address or part of one.
    Word,
    /// A word with the full stop of a known abbreviation.
    Abbreviation(Abbreviation),
    /// One capital letter with its full stop.
    Initial,
    /// Letters with a full stop after each.
    Acronym,
    /// A full stop.
    Period,
    /// `!`, `?` or a run of them.
    Bang,
    /// `…` or a run of full stops.
    Ellipsis,
    /// `,`
    Comma,
    /// `:` or `;`
    Colon,
    /// Opening bracket.
    Open,
    /// Closing bracket.
    Close,
    /// Quotation mark that can only open.
    OpenQuote,
    /// Quotation mark that can only close.
    CloseQuote,
    /// Quotation mark that can do both.
    Quote,
    /// A dash or hyphen that is a token.
    Dash,
    /// Anything else.
    Symbol,
}

/// A token as scanned.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scanned {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
    /// Whether white space stands before it (or nothing at all).
    pub spaced: bool,
}

/// A run of word characters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// How many characters.
    pub chars: usize,
    /// How many of them are letters.
    pub letters: usize,
    /// How many of them are digits.
    pub digits: usize,
    /// How many of them are capitals.
    pub capitals: usize,
}

/// An `@` with the address around it.
#[derive(Debug, Clone, Copy)]
pub(super) struct At {
    /// Where the part before the sign begins.
    pub(super) local: usize,
    /// The sign.
    pub(super) at: usize,
    /// One past the address; equal to `at` if nothing fit for an address follows.
    pub(super) end: usize,
}

/// The scanner of one text.
pub(super) struct Scanner<'t> {
    pub(super) text: &'t str,
    /// Tokens of the block scanned last.
    pub(super) tokens: Vec<Scanned>,
    /// The bounds of the current run of characters without white space.
    pub(super) chunk: Span,
    /// One past the block.
    pub(super) block_end: usize,
    /// Whether the chunk contains `@`.
    pub(super) has_at: bool,
    /// The next `@` at or after the scanner's position, once looked for.
    pub(super) next_at: Option<At>,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Scanner {
            text,
            tokens: Vec::new(),
            chunk: Span::default(),
            block_end: 0,
            has_at: false,
            next_at: None,
        }
    }

    /// Replaces [`Scanner::tokens`] by those of `block`.
    pub(super) fn block(&mut self, block: Span) {
        self.tokens.clear();
        self.block_end = block.end();
        let mut at = block.start();
        while at < block.end() {
            let (c, len) = self.char(at);
            if class(c) == Class::Space {
                at += len;
                continue;
            }
            let start = at;
            self.has_at = false;
            while at < block.end() {
                let (c, len) = self.char(at);
                if class(c) == Class::Space {
                    break;
                }
                self.has_at |= c == '@';
                at += len;
            }
            self.chunk = Span::new(start, at);
            self.next_at = None;
            self.chunk();
        }
    }

    /// The character at byte `at`, which is a boundary inside the text, and its length in bytes.
    #[inline]
    pub(super) fn char(&self, at: usize) -> (char, usize) {
        match self.text.as_bytes().get(at) {
            Some(&b) if b < 0x80 => (b as char, 1),
            _ => match self.text.get(at..).and_then(|rest| rest.chars().next()) {
                Some(c) => (c, c.len_utf8()),
                None => ('\n', 1),
            },
        }
    }

    /// The character at `at` in the chunk; `None` at its end.
    #[inline]
    pub(super) fn in_chunk(&self, at: usize) -> Option<char> {
        (at < self.chunk.end()).then(|| self.char(at).0)
    }

    /// The class of the character at `at` in the chunk; [`Class::Space`] at its end.
    #[inline]
    pub(super) fn class_at(&self, at: usize) -> Class {
        self.in_chunk(at).map_or(Class::Space, class)
    }

    /// The character before `at` in the chunk.
    pub(super) fn before(&self, at: usize) -> Option<char> {
        if at <= self.chunk.start() {
            return None;
        }
        self.text.get(self.chunk.start()..at).and_then(|part| part.chars().next_back())
    }

    /// The first character of the next chunk of the block.
    pub(super) fn next_chunk_char(&self) -> Option<char> {
        let rest = self.text.get(self.chunk.end()..self.block_end)?;
        rest.chars().find(|&c| class(c) != Class::Space)
    }

    /// Whether the next chunk of the block begins with a Roman figure.
    pub(super) fn next_chunk_is_roman(&self) -> bool {
        let Some(rest) = self.text.get(self.chunk.end()..self.block_end) else { return false };
        let word = rest.trim_start();
        let figure = word.bytes().take(8).take_while(|b| b"IVXLC".contains(b)).count();
        figure > 0 && !word[figure..].starts_with(char::is_alphanumeric)
    }

    /// The word characters from `at` on, at most `most` of them.
    pub(super) fn run(&self, at: usize, most: usize) -> Run {
        let mut run = Run { start: at, end: at, chars: 0, letters: 0, digits: 0, capitals: 0 };
        while run.end < self.chunk.end() && run.chars < most {
            let (c, len) = self.char(run.end);
            if class(c) != Class::Word {
                break;
            }
            if c.is_ascii() {
                run.letters += usize::from(c.is_ascii_alphabetic());
                run.digits += usize::from(c.is_ascii_digit());
                run.capitals += usize::from(c.is_ascii_uppercase());
            } else {
                run.letters += usize::from(c.is_alphabetic());
                run.digits += usize::from(c.is_numeric());
                run.capitals += usize::from(c.is_uppercase());
            }
            run.chars += 1;
            run.end += len;
        }
        run
    }

    /// Appends a token.
    #[inline]
    pub(super) fn push(&mut self, start: usize, end: usize, kind: Kind) {
        if start < end {
            let spaced = start == self.chunk.start();
            self.tokens.push(Scanned { span: Span::new(start, end), kind, spaced });
        }
    }

    fn chunk(&mut self) {
        let end = self.chunk.end();
        let mut at = self.chunk.start();
        while at < end {
            let (c, len) = self.char(at);
            let next = match class(c) {
                Class::Word => self.address(at).unwrap_or_else(|| self.word(at)),
                _ => self.mark(at, c, len),
            };
            // Every branch moves on; were one not to, the character would still become a token.
            at = if next > at {
                next
            } else {
                self.push(at, at + len, Kind::Symbol);
                at + len
            };
        }
    }
}
