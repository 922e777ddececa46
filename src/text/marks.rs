//! Tokens that begin with no word character: punctuation, quotation marks, symbols, faces.

use super::chars::{Class, class, joins};
use super::lexicon;
use super::scan::{Kind, Scanner};
use super::words::{AHEAD, is_clitic};

impl Scanner<'_> {
    /// One past the run of `c` that begins at `at`.
    pub(super) fn repeat(&self, at: usize, c: char) -> usize {
        let mut end = at;
        while self.in_chunk(end) == Some(c) {
            end += c.len_utf8();
        }
        end
    }

    /// One past the run of characters of `wanted` class that begins at `at`.
    pub(super) fn repeat_class(&self, at: usize, wanted: Class) -> usize {
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

    pub(super) fn token(&mut self, start: usize, end: usize, kind: Kind) -> usize {
        self.push(start, end, kind);
        end
    }

    /// Scans the token that begins with the character `c`, which is no word character.
    pub(super) fn mark(&mut self, at: usize, c: char, len: usize) -> usize {
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
    pub(super) fn symbol(&mut self, at: usize, c: char, next: usize) -> usize {
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
    pub(super) fn written_bracket(&self, at: usize) -> Option<usize> {
        let written = self.text.as_bytes().get(at..at + 5)?;
        let known: [&[u8]; 6] = [b"-LRB-", b"-RRB-", b"-LSB-", b"-RSB-", b"-LCB-", b"-RCB-"];
        (known.contains(&written) && at + 5 <= self.chunk.end()).then_some(at + 5)
    }

    /// One past a face such as `:)` or `=-D`, which must stand apart.
    pub(super) fn face(&self, at: usize) -> Option<usize> {
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

    /// An apostrophe or single quotation mark `c` at `at` that no word has taken.
    pub(super) fn quote(&mut self, at: usize, c: char, next: usize) -> usize {
        let bytes = self.in_chunk(next);
        // *``*, *''*, *’’*
        if bytes == Some(c) {
            let end = next + c.len_utf8();
            let kind = if matches!(c, '`' | '‘') { Kind::OpenQuote } else { Kind::CloseQuote };
            self.push(at, end, kind);
            return end;
        }
        let ahead = self.run(next, AHEAD);
        let suffix = &self.text[next..ahead.end];
        let follows = self.before(at).is_some_and(|b| {
            b.is_alphanumeric() || matches!(class(b), Class::Dot | Class::Close | Class::Quote)
        });
        let behind = self.class_at(ahead.end);
        let stands_alone = at == self.chunk.start() && behind == Class::Space;
        if c != '`' && is_clitic(suffix) && behind != Class::Hyphen && (follows || stands_alone) {
            self.push(at, ahead.end, Kind::Word);
            return ahead.end;
        }
        if c != '`' && !follows && ahead.chars > 0 {
            let digits = ahead.digits == 2
                && (ahead.chars == 2 || ahead.chars == 3 && suffix.ends_with('s'));
            // Not *'20,000* or *'10:30*.
            let more = matches!(behind, Class::Colon | Class::Comma | Class::Dot)
                && self.in_chunk(ahead.end + 1).is_some_and(|c| c.is_ascii_digit());
            let figures = digits && !more;
            if figures || (lexicon::has(suffix, lexicon::CUT) && behind != Class::Apostrophe) {
                self.push(at, ahead.end, Kind::Word);
                return ahead.end;
            }
            // *rock 'n' roll*
            if suffix.eq_ignore_ascii_case("n") && behind == Class::Apostrophe {
                let end = ahead.end + self.char(ahead.end).1;
                self.push(at, end, Kind::Word);
                return end;
            }
            // *'tis*
            if let Some(parts) = lexicon::contraction(&self.text[at..ahead.end])
                && let Some(&first) = parts.first()
            {
                let middle = next + first.saturating_sub(1);
                self.push(at, middle, Kind::Word);
                self.push(middle, ahead.end, Kind::Word);
                return ahead.end;
            }
        }
        let kind = match c {
            '‘' | '`' => Kind::OpenQuote,
            _ => Kind::Quote,
        };
        self.push(at, next, kind);
        next
    }
}
