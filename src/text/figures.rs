//! Figures: units, ranges, telephone numbers, dates, fractions, sums.

use super::chars::{Class, class};
use super::lexicon::{self, MEASURE, ORDINAL, SLASH};
use super::scan::{Kind, Run, Scanner};
use super::words::{AHEAD, Step};

use super::words::Step::{End, Join, Stop};

impl Scanner<'_> {
    /// Where the unit begins in a figure such as `5km`, `$3.1bn` or `11:30am`.
    pub(super) fn unit(&self, start: usize, end: usize) -> Option<usize> {
        let word = &self.text.as_bytes()[start..end];
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

    /// Telephone numbers and dates are one token, ranges three.
    pub(super) fn between_figures(&self, run: &Run, ahead: &Run) -> Step {
        let more = matches!(self.in_chunk(ahead.end), Some('-' | '‐' | '‑'))
            && self.in_chunk(ahead.end + 1).is_some_and(|c| c.is_ascii_digit());
        let hyphenated = self.before(run.start).is_some_and(|c| class(c) == Class::Hyphen);
        let telephone = ahead.chars == 4
            && matches!(run.chars, 1 | 3 | 5)
            && !self.text[ahead.start..ahead.end].ends_with("00");
        if more || hyphenated || telephone { Join } else { Stop }
    }

    pub(super) fn at_comma(&mut self, start: usize, run: &Run, next: usize) -> Step {
        let ahead = self.run(next, 5);
        let first = run.start == start || self.char(run.start - 1).0 == ',';
        let thousands =
            run.digits == run.chars && (1..=3).contains(&run.digits) && first && ahead.digits == 3;
        if thousands { Join } else { Stop }
    }

    pub(super) fn at_colon(&mut self, run: &Run, c: char, next: usize) -> Step {
        let figures = run.digits == run.chars && run.digits > 0;
        let joins = c == ':' && figures && self.in_chunk(next).is_some_and(|c| c.is_ascii_digit());
        if joins { Join } else { Stop }
    }

    /// *US$*, *A$*
    pub(super) fn at_currency(&mut self, start: usize, run: &Run, next: usize) -> Step {
        let code = run.start == start && run.chars <= 3 && run.capitals == run.chars;
        let figure = self.in_chunk(next).is_none_or(|c| c.is_ascii_digit() || c == '.');
        if code && figure { End(next, Kind::Symbol) } else { Stop }
    }

    pub(super) fn at_slash(&mut self, start: usize, run: &Run, next: usize) -> Step {
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
}
