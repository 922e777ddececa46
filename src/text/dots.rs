//! Full stops at and in words: abbreviations, initials, acronyms, or the end of a sentence.

use super::chars::{Class, class};
use super::lexicon::{self, Abbreviation};
use super::scan::{Kind, Run, Scanner};
use super::words::{AHEAD, Step};

use super::words::Step::{End, Join, Split, Stop};

impl Scanner<'_> {
    /// Whether the token from `start` up to the end of `run` is single letters with full stops between them.
    pub(super) fn is_spelled(&self, start: usize, run: &Run) -> bool {
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

    pub(super) fn at_dot(&mut self, start: usize, run: &Run, next: usize) -> Step {
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
    pub(super) fn takes_stop(&self, kind: Abbreviation, word: &str, next: usize) -> bool {
        let inside = self.in_chunk(next);
        let after = inside.or_else(|| self.next_chunk_char());
        let previous = self.tokens.last().map(|t| t.span.of(self.text));
        let figure = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        match kind {
            // *Gen. Smith*, *Mr. de Villepin*, *Maj.-Gen.*, *Dr. "Bob" Smith*
            Abbreviation::Title => {
                inside == Some('-')
                    || inside.is_none()
                        && after.is_some_and(|c| {
                            c.is_alphabetic()
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
    pub(super) fn inner_dot(&mut self, start: usize, run: &Run, next: usize) -> Step {
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
}
