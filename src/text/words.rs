//! Where a word ends: full stops, apostrophes, hyphens, slashes and figures inside words, as the UD treebanks of English
//! (EWT and GUM) treat them.

use super::chars::{Class, class};
use super::lexicon::{
    self, Abbreviation, DOMAIN, INTERJECTION, MEASURE, ORDINAL, PREFIX, SLASH, SUFFIX,
};
use super::scan::{Kind, Run, Scanner};

/// How far a decision looks ahead, in characters.
const AHEAD: usize = 24;

/// What to do with the character after a run of word characters.
enum Step {
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

    /// Where the unit begins in a figure such as `5km`, `$3.1bn` or `11:30am`.
    fn unit(&self, start: usize, end: usize) -> Option<usize> {
        let word = self.text[start..end].as_bytes();
        if !word.first()?.is_ascii_digit() && word[0] != b'.' {
            return None;
        }
        let letters = word.iter().rev().take(9).take_while(|b| b.is_ascii_alphabetic()).count();
        let figure = word.len() - letters;
        if letters == 0 || figure == 0 || !word[figure - 1].is_ascii_digit() {
            return None;
        }
        let figures = |b: &u8| b.is_ascii_digit() || b".,:/".contains(b);
        if figure > 40 || !word[..figure].iter().all(figures) {
            return None;
        }
        let unit = &self.text[start + figure..end];
        let properties = lexicon::properties(unit);
        let money = self.before(start).is_some_and(|c| class(c) == Class::Currency);
        let known = properties & MEASURE != 0
            && properties & ORDINAL == 0
            // Single letters other than these name models and generations (747s, 5G, 10b) unless they count money.
            && (letters > 1 || money || matches!(unit, "m" | "k" | "K" | "p" | "x" | "c"));
        (known || money).then_some(start + figure)
    }

    /// Whether the token from `start` up to the end of `run` is single letters with full stops between them.
    fn is_spelled(&self, start: usize, run: &Run) -> bool {
        let part = &self.text[start..run.end];
        if part.len() > AHEAD * 2 {
            return false;
        }
        let mut letters = part.split('.');
        letters.all(|letter| {
            let mut chars = letter.chars();
            chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
        })
    }

    fn at_dot(&mut self, start: usize, run: &Run, next: usize) -> Step {
        if self.class_at(next) == Class::Word {
            return self.inner_dot(start, run, next);
        }
        // *Inc..* ends a sentence, *Inc...* trails off.
        if self.in_chunk(next) == Some('…')
            || self.in_chunk(next) == Some('.') && self.in_chunk(next + 1) == Some('.')
        {
            return Stop;
        }
        let word = &self.text[start..run.end];
        let spelled = word.len() > 1 && self.is_spelled(start, run);
        match lexicon::abbreviation(word) {
            Some(kind) if self.takes_stop(kind, word, next) => {
                return End(next, Kind::Abbreviation(kind));
            }
            Some(Abbreviation::Title | Abbreviation::Number | Abbreviation::Weekday) if spelled => {
            }
            Some(_) if !spelled && run.chars > 1 => return Stop,
            _ => {}
        }
        if spelled && run.chars == 1 && word.contains('.') {
            return End(next, Kind::Acronym);
        }
        if run.chars == 1 && run.start == start && run.capitals == 1 {
            // *J. Smith*, *J.-P. Serre*, *E. coli*, *George W., his son*; but *Plan B.* at the end.
            let after = self.in_chunk(next).or_else(|| self.next_chunk_char());
            let initial = match self.in_chunk(next) {
                Some(c) => matches!(c, '-' | ',' | '’' | '\''),
                None => after.is_some_and(char::is_alphabetic),
            };
            if initial {
                return End(next, Kind::Initial);
            }
        }
        Stop
    }

    /// Whether the full stop before `next` belongs to the abbreviation `word`.
    fn takes_stop(&self, kind: Abbreviation, word: &str, next: usize) -> bool {
        let inside = self.in_chunk(next);
        let after = inside.or_else(|| self.next_chunk_char());
        let previous = self.tokens.last().map(|t| t.span.of(self.text));
        let figure = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        match kind {
            Abbreviation::Title => {
                inside == Some('-')
                    || inside.is_none()
                        && after.is_some_and(|c| {
                            c.is_uppercase()
                                || matches!(
                                    class(c),
                                    Class::Quote | Class::Apostrophe | Class::Open
                                )
                        })
            }
            Abbreviation::Number => {
                // *Vol. II*; a single capital is an initial.
                let capital = word.starts_with(char::is_uppercase);
                figure(after)
                    || matches!(after, Some('#' | '§'))
                    || (capital && word.len() > 1 && self.next_chunk_is_roman())
            }
            Abbreviation::Weekday => {
                figure(after) || after == Some(',') || matches!(after, Some('J' | 'F' | 'O' | 'D'))
            }
            Abbreviation::State => {
                previous.is_some_and(|p| p == "," || p.ends_with('.'))
                    || matches!(after, Some(',' | ')'))
            }
            Abbreviation::Unit => {
                previous.is_some_and(|p| p.ends_with(|c: char| c.is_ascii_digit()))
                    && (after.is_none_or(|c| !c.is_uppercase()) || inside.is_some())
            }
            Abbreviation::Common if word.eq_ignore_ascii_case("al") => {
                previous.is_some_and(|p| p.eq_ignore_ascii_case("et"))
            }
            Abbreviation::Inner if word.eq_ignore_ascii_case("v") => {
                after.is_some_and(char::is_uppercase) && self.chunk.start() + 2 >= next
            }
            Abbreviation::Month
            | Abbreviation::Common
            | Abbreviation::Time
            | Abbreviation::Inner => true,
        }
    }

    /// A full stop between two word characters.
    fn inner_dot(&mut self, start: usize, run: &Run, next: usize) -> Step {
        let (after, _) = self.char(next);
        let last_is_digit = self.text[run.start..run.end].ends_with(|c: char| c.is_ascii_digit());
        if after.is_ascii_digit() && last_is_digit {
            return Join;
        }
        let ahead = self.run(next, AHEAD);
        // *2p.m.*
        if run.digits + 1 == run.chars
            && self.text[run.start..run.end].ends_with(['a', 'p', 'A', 'P'])
            && self.text[ahead.start..ahead.end].eq_ignore_ascii_case("m")
        {
            let middle = run.end - 1;
            let end = if self.in_chunk(ahead.end) == Some('.') { ahead.end + 1 } else { ahead.end };
            return Split(middle, end, Kind::Abbreviation(Abbreviation::Time));
        }
        if run.digits > 0 && run.digits == run.chars {
            // *3.that*, but *2.com* and *4chan.org*.
            return if self.domain_end(next).is_some() { self.take_domain(next) } else { Stop };
        }
        let word = &self.text[start..run.end];
        if run.chars == 1 && self.is_spelled(start, run) {
            if ahead.letters == ahead.chars && ahead.chars == 1 {
                return Join;
            }
            if ahead.chars <= 3
                && ahead.letters == ahead.chars
                && lexicon::abbreviation(&self.text[start..ahead.end]).is_some()
            {
                return Join;
            }
            if self.domain_end(next).is_some() {
                return self.take_domain(next);
            }
            // *J.K.Rowling*, *S.Korea*
            if after.is_uppercase() {
                let kind = if word.len() > 1 { Kind::Acronym } else { Kind::Initial };
                return End(next, kind);
            }
        }
        if self.domain_end(next).is_some() {
            return self.take_domain(next);
        }
        if lexicon::abbreviation(&self.text[start..ahead.end]).is_some() {
            return Join;
        }
        match lexicon::abbreviation(word) {
            Some(kind) if after.is_uppercase() && kind == Abbreviation::Title => {
                return End(next, Kind::Abbreviation(kind));
            }
            Some(kind @ (Abbreviation::Month | Abbreviation::Number)) if after.is_ascii_digit() => {
                return End(next, Kind::Abbreviation(kind));
            }
            _ => {}
        }
        // *BICC.L*
        let shouted = run.capitals > 0 && run.capitals == run.letters;
        if shouted && ahead.capitals == ahead.chars {
            return Join;
        }
        // A forgotten space after a sentence, unless everything is small: *comp.mail.maps*.
        if after.is_uppercase() || after.is_ascii_digit() || run.capitals > 0 { Stop } else { Join }
    }

    /// One past a web address or file name whose last part begins at or after `from`, if it ends like one.
    fn domain_end(&self, from: usize) -> Option<usize> {
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
        (whole && end > last && lexicon::has(&self.text[last..end], DOMAIN)).then_some(end)
    }

    /// The domain that ends as [`Scanner::domain_end`] says, with the path behind it.
    fn take_domain(&self, from: usize) -> Step {
        match self.domain_end(from) {
            Some(end) if self.in_chunk(end) == Some('/') => {
                End(self.link_end(end).max(end), Kind::Word)
            }
            Some(end) => End(end, Kind::Word),
            None => Stop,
        }
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

    /// Telephone numbers and dates are one token, ranges three.
    fn between_figures(&self, run: &Run, ahead: &Run) -> Step {
        let more = matches!(self.in_chunk(ahead.end), Some('-' | '‐' | '‑'))
            && self.in_chunk(ahead.end + 1).is_some_and(|c| c.is_ascii_digit());
        let hyphenated = self.before(run.start).is_some_and(|c| class(c) == Class::Hyphen);
        let telephone = ahead.chars == 4
            && matches!(run.chars, 1 | 3 | 5)
            && !self.text[ahead.start..ahead.end].ends_with("00");
        if more || hyphenated || telephone { Join } else { Stop }
    }

    fn at_comma(&mut self, start: usize, run: &Run, next: usize) -> Step {
        let ahead = self.run(next, 5);
        let first = run.start == start || self.char(run.start - 1).0 == ',';
        let thousands = run.digits == run.chars
            && run.digits > 0
            && run.digits <= 3
            && first
            && ahead.digits >= 3
            && (ahead.digits == 3 || ahead.chars > ahead.digits && ahead.digits == 3);
        if thousands { Join } else { Stop }
    }

    fn at_colon(&mut self, run: &Run, c: char, next: usize) -> Step {
        let figures = run.digits == run.chars && run.digits > 0;
        let joins = c == ':' && figures && self.in_chunk(next).is_some_and(|c| c.is_ascii_digit());
        if joins { Join } else { Stop }
    }

    /// *US$*, *A$*
    fn at_currency(&mut self, start: usize, run: &Run, next: usize) -> Step {
        let code = run.start == start && run.chars <= 3 && run.capitals == run.chars;
        let figure = self.in_chunk(next).is_none_or(|c| c.is_ascii_digit() || c == '.');
        if code && figure { End(next, Kind::Symbol) } else { Stop }
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

    fn at_slash(&mut self, start: usize, run: &Run, next: usize) -> Step {
        let ahead = self.run(next, AHEAD);
        if run.start == start && run.chars <= 2 && lexicon::has(&self.text[start..ahead.end], SLASH)
        {
            return Join;
        }
        if run.digits != run.chars
            || ahead.digits != ahead.chars
            || ahead.chars > 4
            || run.chars > 4
        {
            return Stop;
        }
        let value = |r: &Run| self.text[r.start..r.end].parse::<u32>().unwrap_or(u32::MAX);
        let (a, b) = (value(run), value(&ahead));
        let third = self.in_chunk(ahead.end) == Some('/')
            && self.in_chunk(ahead.end + 1).is_some_and(|c| c.is_ascii_digit());
        let later = run.start > start;
        // Dates and fractions.
        if third || later || (a <= 12 && b <= 31) || (a <= 31 && b <= 12) { Join } else { Stop }
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
            let figures =
                digits && !matches!(behind, Class::Colon | Class::Comma | Class::Currency);
            if figures || (lexicon::has(suffix, lexicon::CUT) && behind != Class::Apostrophe) {
                self.push(at, ahead.end, Kind::Word);
                return ahead.end;
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

/// Whether `suffix`, behind an apostrophe, is a token of its own with it.
fn is_clitic(suffix: &str) -> bool {
    suffix.len() <= 2
        && ["s", "m", "d", "ll", "re", "ve"]
            .iter()
            .any(|clitic| suffix.eq_ignore_ascii_case(clitic))
}
