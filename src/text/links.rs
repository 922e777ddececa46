//! Web and mail addresses and file names.

use super::chars::Class;
use super::lexicon::{self, DOMAIN, STARTER};
use super::scan::{At, Kind, Scanner};
use super::words::Step::{self, End, Stop};

impl Scanner<'_> {
    /// An e-mail or web address at `at`, the first character of a word: emits it and gives its end.
    pub(super) fn address(&mut self, at: usize) -> Option<usize> {
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
    pub(super) fn find_at(&mut self, from: usize) -> Option<At> {
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
        // *sad.@user* is no address, though *smi...@x.com* is one with letters left out.
        if bytes[..at].ends_with(b".") && !bytes[..at].ends_with(b"..") {
            local = at;
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

    /// One past a web address or file name whose last part begins at or after `from`, if it ends like one.
    pub(super) fn domain_end(&self, from: usize) -> Option<usize> {
        let bytes = &self.text.as_bytes()[..self.chunk.end()];
        let mut end = from;
        let mut last = from;
        while end < bytes.len() && end < from + 80 {
            match bytes[end] {
                b'.' => last = end + 1,
                b if b.is_ascii_alphanumeric() || b == b'-' || b == b'_' => {}
                _ => break,
            }
            end += 1;
        }
        // The full stop of the sentence.
        if last == end && end > from {
            end -= 1;
            last = bytes[from..end].iter().rposition(|&b| b == b'.').map_or(from, |i| from + i + 1);
        }
        let whole =
            end >= bytes.len() || !(bytes[end] >= 0x80 && self.class_at(end) == Class::Word);
        let name = &self.text[last..end];
        // *It was unlikely.My …*: a forgotten space.
        let sentence =
            lexicon::has(name, STARTER) || lexicon::abbreviation(name).is_some() || name.len() == 2;
        let capital = name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.ends_with(|c: char| c.is_ascii_lowercase());
        (whole && lexicon::has(name, DOMAIN) && !(capital && sentence)).then_some(end)
    }

    /// The domain that ends as [`Scanner::domain_end`] says, with the path behind it.
    pub(super) fn take_domain(&self, from: usize) -> Step {
        match self.domain_end(from) {
            Some(end) if self.in_chunk(end) == Some('/') => {
                End(self.link_end(end).max(end), Kind::Word)
            }
            Some(end) => End(end, Kind::Word),
            None => Stop,
        }
    }
}
