//! From a block of text to tokens: one walk from left to right, with bounded look-ahead.

use crate::doc::Span;

use super::chars::{Class, class, joins};
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
struct At {
    /// Where the part before the sign begins.
    local: usize,
    /// The sign.
    at: usize,
    /// One past the address; equal to `at` if nothing fit for an address follows.
    end: usize,
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
    has_at: bool,
    /// The next `@` at or after the scanner's position, once looked for.
    next_at: Option<At>,
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

    /// One past the run of `c` that begins at `at`.
    fn repeat(&self, at: usize, c: char) -> usize {
        let mut end = at;
        while self.in_chunk(end) == Some(c) {
            end += c.len_utf8();
        }
        end
    }

    /// One past the run of characters of `wanted` class that begins at `at`.
    fn repeat_class(&self, at: usize, wanted: Class) -> usize {
        let mut end = at;
        while end < self.chunk.end() {
            let (c, len) = self.char(end);
            if class(c) != wanted {
                break;
            }
            end += len;
        }
        end
    }

    fn token(&mut self, start: usize, end: usize, kind: Kind) -> usize {
        self.push(start, end, kind);
        end
    }

    /// Scans the token that begins with the character `c`, which is no word character.
    fn mark(&mut self, at: usize, c: char, len: usize) -> usize {
        let next = at + len;
        match class(c) {
            Class::Dot => {
                let end = self.repeat(at, '.');
                if end - at > 1 {
                    let end = self.repeat(end, '…');
                    return self.token(at, end, Kind::Ellipsis);
                }
                let fraction = self.in_chunk(next).is_some_and(|c| c.is_ascii_digit())
                    && !self.before(at).is_some_and(char::is_alphanumeric);
                if fraction { self.word(at) } else { self.token(at, end, Kind::Period) }
            }
            Class::Ellipsis => {
                let end = self.repeat(at, '…');
                let end = self.repeat(end, '.');
                self.token(at, end, Kind::Ellipsis)
            }
            Class::Bang => {
                let kind = if matches!(c, '。' | '．' | '｡' | '۔' | '।' | '॥') {
                    Kind::Period
                } else {
                    Kind::Bang
                };
                let end = self.repeat_class(at, Class::Bang);
                self.token(at, end, kind)
            }
            Class::Apostrophe => self.quote(at, c, next),
            Class::Quote => match c {
                '“' | '„' | '«' | '‹' | '‚' | '「' | '『' | '〝' => {
                    self.token(at, next, Kind::OpenQuote)
                }
                '”' | '»' | '›' | '」' | '』' | '〞' => {
                    self.token(at, next, Kind::CloseQuote)
                }
                _ => self.token(at, next, Kind::Quote),
            },
            Class::Comma => self.token(at, next, Kind::Comma),
            Class::Colon => match self.face(at) {
                Some(end) => self.token(at, end, Kind::Symbol),
                None => self.token(at, next, Kind::Colon),
            },
            Class::Open => self.token(at, next, Kind::Open),
            Class::Close => self.token(at, next, Kind::Close),
            Class::Hyphen => {
                if let Some(end) = self.written_bracket(at) {
                    let open = self.in_chunk(at + 1) == Some('L');
                    return self.token(at, end, if open { Kind::Open } else { Kind::Close });
                }
                let end = self.repeat(at, c);
                self.token(at, end, Kind::Dash)
            }
            Class::Dash => {
                let end = self.repeat(at, c);
                self.token(at, end, Kind::Dash)
            }
            Class::Currency => {
                let end = self.repeat(at, c);
                self.token(at, end, Kind::Symbol)
            }
            Class::Invisible => {
                let end = self.repeat_class(at, Class::Invisible);
                self.token(at, end, Kind::Symbol)
            }
            Class::Symbol | Class::Word | Class::Space => self.symbol(at, c, next),
        }
    }

    /// `@name`, `#tag`, `&amp;`, `+44`, faces and runs of one symbol; a symbol keeps the marks that modify it.
    fn symbol(&mut self, at: usize, c: char, next: usize) -> usize {
        let follows_word = self.before(at).is_some_and(char::is_alphanumeric);
        let before_letter = self.in_chunk(next).is_some_and(char::is_alphabetic);
        let before_digit = self.in_chunk(next).is_some_and(|c| c.is_ascii_digit());
        match c {
            '@' | '#' if before_letter && !follows_word => {
                let mut end = next;
                while self.class_at(end) == Class::Word || self.in_chunk(end) == Some('_') {
                    end += self.char(end).1;
                }
                return self.token(at, end, Kind::Word);
            }
            '&' => {
                if let Some(end) = self.entity(at) {
                    return self.token(at, end, Kind::Symbol);
                }
            }
            '+' if before_digit && self.chunk.start() == at => return self.word(at),
            '_' if self.class_at(next) == Class::Word && !follows_word => return self.word(at),
            '=' => {
                if let Some(end) = self.face(at) {
                    return self.token(at, end, Kind::Symbol);
                }
            }
            _ => {}
        }
        let mut end = if c.is_ascii() { self.repeat(at, c) } else { next };
        while self.in_chunk(end).is_some_and(joins) {
            end += self.char(end).1;
        }
        self.token(at, end, Kind::Symbol)
    }

    /// One past `&name;` or `&#1234;` at `at`.
    pub(super) fn entity(&self, at: usize) -> Option<usize> {
        let bytes = self.text.as_bytes().get(at + 1..self.chunk.end())?;
        let bytes = &bytes[..bytes.len().min(9)];
        let end = bytes.iter().position(|&b| b == b';')?;
        let name = bytes[..end].strip_prefix(b"#").unwrap_or(&bytes[..end]);
        let fits = name.len() >= 2 && name.iter().all(u8::is_ascii_alphanumeric);
        fits.then_some(at + 1 + end + 1)
    }

    /// One past a bracket written as `-LRB-`.
    fn written_bracket(&self, at: usize) -> Option<usize> {
        let written = self.text.as_bytes().get(at..at + 5)?;
        let known: [&[u8]; 6] = [b"-LRB-", b"-RRB-", b"-LSB-", b"-RSB-", b"-LCB-", b"-RCB-"];
        (known.contains(&written) && at + 5 <= self.chunk.end()).then_some(at + 5)
    }

    /// One past a face such as `:)` or `=-D`, which must stand apart.
    fn face(&self, at: usize) -> Option<usize> {
        if self.before(at).is_some_and(char::is_alphanumeric) {
            return None;
        }
        let mut end = at + 1;
        if self.in_chunk(end) == Some('-') {
            end += 1;
        }
        if !matches!(self.in_chunk(end)?, ')' | '(' | 'D' | 'P' | 'p' | '/' | '|') {
            return None;
        }
        let mouth = self.in_chunk(end)?;
        end = self.repeat(end, mouth);
        (!matches!(self.class_at(end), Class::Word | Class::Symbol)).then_some(end)
    }

    /// An e-mail or web address at `at`, the first character of a word: emits it and gives its end.
    fn address(&mut self, at: usize) -> Option<usize> {
        let bytes = &self.text.as_bytes()[at..self.chunk.end()];
        let scheme = bytes.iter().take(12).position(|b| !b.is_ascii_alphanumeric())?;
        let rest = &bytes[scheme..];
        let name = &bytes[..scheme];
        let web = rest.starts_with(b"://")
            || (rest.starts_with(b".") && name.eq_ignore_ascii_case(b"www") && rest.len() > 2)
            || (rest.starts_with(b":")
                && rest.len() > 3
                && (name.eq_ignore_ascii_case(b"mailto") || name.eq_ignore_ascii_case(b"doi")));
        if web {
            let end = self.link_end(at);
            if end > at + scheme + 1 {
                return Some(self.token(at, end, Kind::Word));
            }
        }
        None
    }

    /// An e-mail address at `at`; called where a word begins.
    pub(super) fn mail(&mut self, at: usize) -> Option<usize> {
        if !self.has_at {
            return None;
        }
        if self.next_at.is_none_or(|found| found.at < at) {
            self.next_at = self.find_at(at);
        }
        let found = self.next_at?;
        (found.local <= at && at < found.at && found.end > found.at).then_some(found.end)
    }

    /// Finds the first `@` from `from` on; a part before the sign is at most 64 characters (RFC 5321).
    fn find_at(&mut self, from: usize) -> Option<At> {
        let bytes = &self.text.as_bytes()[..self.chunk.end()];
        let Some(offset) = memchr::memchr(b'@', &bytes[from..]) else {
            self.has_at = false;
            return None;
        };
        let at = from + offset;
        let floor = from.max(at.saturating_sub(64));
        let mut local = at;
        while local > floor
            && (bytes[local - 1].is_ascii_alphanumeric() || b"._%+-~".contains(&bytes[local - 1]))
        {
            local -= 1;
        }
        let mut end = at + 1;
        let mut last = at;
        while end < bytes.len()
            && (bytes[end].is_ascii_alphanumeric() || b".-_".contains(&bytes[end]))
        {
            if bytes[end].is_ascii_alphanumeric() {
                last = end + 1;
            }
            end += 1;
        }
        Some(At { local, at, end: last })
    }

    /// One past the web address that begins at `at`: up to white space, a quotation mark or an angle bracket, less the
    /// punctuation of the sentence around it.
    pub(super) fn link_end(&self, at: usize) -> usize {
        let mut end = at;
        let mut depth = 0i64;
        while end < self.chunk.end() {
            let (c, len) = self.char(end);
            match c {
                '<' | '>' | '"' | '“' | '”' | '«' | '»' | '{' | '}' | '|' | '\\' | '^' | '`'
                | '[' | ']' => {
                    break;
                }
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            end += len;
        }
        while end > at {
            let Some(c) = self.text[at..end].chars().next_back() else { break };
            let closes = match c {
                ')' => {
                    let unbalanced = depth < 0;
                    depth += i64::from(unbalanced);
                    unbalanced
                }
                '(' => {
                    depth -= 1;
                    true
                }
                _ => matches!(
                    c,
                    '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | ']' | '[' | '…' | '*'
                ),
            };
            if !closes {
                break;
            }
            end -= c.len_utf8();
        }
        end
    }
}
