//! Where a word ends: full stops, apostrophes, hyphens, slashes and figures inside words, as the UD treebanks of English
//! (EWT and GUM) treat them.

use super::chars::{Class, class};
use super::lexicon::{self, INTERJECTION, PREFIX, SLASH, SUFFIX};
use super::scan::{Kind, Run, Scanner};

/// How far a decision looks ahead, in characters.
pub(super) const AHEAD: usize = 24;

/// What to do with the character after a run of word characters.
pub(super) enum Step {
    /// It belongs to the token, which goes on behind it.
    Join,
    /// The token ends before it.
    Stop,
    /// The token ends at this byte, and is of this kind.
    End(usize, Kind),
    /// One token ends at the first byte, another at the second.
    Split(usize, usize, Kind),
}

use Step::{End, Join, Split, Stop};

impl Scanner<'_> {
    /// Scans the word that begins at `start` and gives its end.
    pub(super) fn word(&mut self, start: usize) -> usize {
        if let Some(end) = self.mail(start) {
            self.push(start, end, Kind::Word);
            return end;
        }
        // A figure may begin with `+` or a decimal point.
        let first = if self.class_at(start) == Class::Word { start } else { start + 1 };
        let mut run = self.run(first, usize::MAX);
        // Where the part behind the last hyphen begins: *non-U.S.*
        let mut part = start;
        loop {
            let at = run.end;
            if at >= self.chunk.end() {
                break;
            }
            let (c, len) = self.char(at);
            let next = at + len;
            let step = match class(c) {
                Class::Dot => self.at_dot(part, &run, next),
                Class::Apostrophe => self.at_apostrophe(start, &run, at, next),
                Class::Hyphen => self.at_hyphen(start, &run, next),
                Class::Comma => self.at_comma(start, &run, next),
                Class::Colon => self.at_colon(&run, c, next),
                Class::Currency => self.at_currency(start, &run, next),
                Class::Symbol => self.at_symbol(start, &run, c, next),
                _ => Stop,
            };
            match step {
                Join => {
                    run = self.run(next, usize::MAX);
                    if class(c) == Class::Hyphen {
                        part = next;
                    }
                }
                Stop => break,
                End(end, kind) => {
                    self.push(start, end, kind);
                    return end;
                }
                Split(middle, end, kind) => {
                    self.finish(start, middle);
                    self.push(middle, end, kind);
                    return end;
                }
            }
        }
        self.finish(start, run.end);
        run.end
    }

    /// Emits a word, in parts if it is a contraction or a figure glued to its unit.
    fn finish(&mut self, start: usize, end: usize) {
        let word = &self.text[start..end];
        if (4..=12).contains(&word.len())
            && let Some(parts) = lexicon::contraction(word)
        {
            let mut from = start;
            let mut chars = word.char_indices();
            for &part in parts {
                let to =
                    chars.by_ref().nth(part - 1).map_or(end, |(i, c)| start + i + c.len_utf8());
                self.push(from, to, Kind::Word);
                from = to;
            }
            self.push(from, end, Kind::Word);
            return;
        }
        let middle = self.unit(start, end).unwrap_or(end);
        self.push(start, middle, Kind::Word);
        self.push(middle, end, Kind::Word);
    }

    fn at_apostrophe(&mut self, start: usize, run: &Run, at: usize, next: usize) -> Step {
        let (c, _) = self.char(at);
        if c == '`' || self.class_at(next) != Class::Word {
            return Stop;
        }
        let ahead = self.run(next, AHEAD);
        let suffix = &self.text[next..ahead.end];
        let last = self.text[start..run.end].chars().next_back();
        if suffix.eq_ignore_ascii_case("t") && matches!(last, Some('n' | 'N')) {
            let middle = run.end - 1;
            return if middle == start {
                End(ahead.end, Kind::Word)
            } else {
                Split(middle, ahead.end, Kind::Word)
            };
        }
        let decade = run.digits == run.chars && matches!(run.chars, 2 | 4) && last == Some('0');
        if decade && suffix.eq_ignore_ascii_case("s") {
            return End(ahead.end, Kind::Word);
        }
        if is_clitic(suffix) {
            return Stop;
        }
        if ahead.end - start <= 12
            && let Some(parts) = lexicon::contraction(&self.text[start..ahead.end])
        {
            let word = &self.text[start..ahead.end];
            let middle = parts
                .first()
                .and_then(|&n| word.char_indices().nth(n))
                .map_or(ahead.end, |(i, _)| start + i);
            return Split(middle, ahead.end, Kind::Word);
        }
        if self.char(next).0.is_alphabetic() && run.letters > 0 { Join } else { Stop }
    }

    fn at_hyphen(&mut self, start: usize, run: &Run, next: usize) -> Step {
        let word = &self.text[run.start..run.end];
        if self.class_at(next) != Class::Word {
            // *th- they*: a word broken off.
            let broken = next == self.chunk.end() && run.start == start && run.chars <= 2;
            return if broken && run.letters == run.chars && run.capitals == 0 {
                End(next, Kind::Word)
            } else {
                Stop
            };
        }
        let ahead = self.run(next, AHEAD);
        if run.digits == run.chars && ahead.digits == ahead.chars {
            return self.between_figures(run, &ahead);
        }
        if run.letters == run.chars && run.start == start {
            let properties = lexicon::properties(word);
            let shouted = run.capitals == run.chars && run.chars > 1;
            let fits = if run.chars == 1 {
                self.text[ahead.start..ahead.end].starts_with(char::is_lowercase)
            } else {
                !shouted || ahead.capitals == ahead.letters
            };
            if properties & PREFIX != 0 && fits {
                return Join;
            }
            if properties & INTERJECTION != 0
                && lexicon::has(&self.text[ahead.start..ahead.end], INTERJECTION)
            {
                return Join;
            }
        }
        if run.letters > 0 && lexicon::has(&self.text[ahead.start..ahead.end], SUFFIX) {
            return Join;
        }
        Stop
    }

    fn at_symbol(&mut self, start: usize, run: &Run, c: char, next: usize) -> Step {
        if self.class_at(next) != Class::Word {
            // *w/*; *S@P* is an address.
            let word = c == '/' && run.start == start && run.chars == 1 && next == self.chunk.end();
            return if word && lexicon::has(&self.text[start..next], SLASH) {
                End(next, Kind::Word)
            } else if c == '_' {
                Join
            } else {
                Stop
            };
        }
        match c {
            '_' => Join,
            // *AT&T*, *AT&amp;T*
            '&' if run.letters > 0 => match self.entity(run.end) {
                Some(end) if self.class_at(end) == Class::Word => {
                    End(self.run(end, usize::MAX).end, Kind::Word)
                }
                Some(_) => Stop,
                None => Join,
            },
            '*' if run.letters > 0 => Join,
            '/' => self.at_slash(start, run, next),
            _ => Stop,
        }
    }
}

/// Whether `suffix`, behind an apostrophe, is a token of its own with it.
pub(super) fn is_clitic(suffix: &str) -> bool {
    suffix.len() <= 2
        && ["s", "m", "d", "ll", "re", "ve"]
            .iter()
            .any(|clitic| suffix.eq_ignore_ascii_case(clitic))
}
