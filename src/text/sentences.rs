//! Where sentences end inside a block.

use crate::doc::Span;

use super::lexicon::{self, Abbreviation, NOUN, SAY, STARTER, ZONE};
use super::scan::{Kind, Scanned};

/// Longest sentence, in tokens: what runs on for longer is no sentence, and later stages take quadratic space.
pub(super) const LONGEST: usize = 255;

/// How many tokens may close a sentence behind its full stop.
const CLOSERS: usize = 24;

/// The sentences of one block.
pub(super) struct Splitter<'b> {
    text: &'b str,
    tokens: &'b [Scanned],
    /// First token of the current sentence.
    start: usize,
    /// Whether a straight double quotation mark is open in it.
    quoted: bool,
}

impl<'b> Splitter<'b> {
    /// Over the tokens of a block.
    pub(super) fn new(text: &'b str, tokens: &'b [Scanned]) -> Self {
        Splitter { text, tokens, start: 0, quoted: false }
    }

    /// One past the last token of the sentence that begins at token `start`.
    pub(super) fn next_end(&mut self, start: usize) -> usize {
        self.start = start;
        let mut at = start;
        while at < self.tokens.len() {
            if at - start >= LONGEST {
                return self.cut(start, at);
            }
            let token = self.tokens[at];
            if token.kind == Kind::Quote && token.span.len() == 1 && self.form(at) == "\"" {
                self.quoted = !self.quoted;
            }
            if let Some(end) = self.ends(at) {
                self.track(at + 1, end);
                return end;
            }
            at += 1;
        }
        self.tokens.len()
    }

    /// Keeps count of quotation marks among the tokens that close a sentence.
    fn track(&mut self, from: usize, to: usize) {
        for at in from..to {
            if self.tokens[at].kind == Kind::Quote && self.form(at) == "\"" {
                self.quoted = !self.quoted;
            }
        }
    }

    /// Where to cut a sentence that is too long: behind the last comma or the like in its second half.
    fn cut(&self, start: usize, limit: usize) -> usize {
        let half = start + (limit - start) / 2;
        (half..limit)
            .rev()
            .find(|&i| matches!(self.tokens[i].kind, Kind::Comma | Kind::Colon | Kind::Dash))
            .map_or(limit, |i| i + 1)
    }

    fn form(&self, at: usize) -> &'b str {
        self.tokens[at].span.of(self.text)
    }

    fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|t| t.kind)
    }

    fn spaced(&self, at: usize) -> bool {
        self.tokens.get(at).is_none_or(|t| t.spaced)
    }

    fn is_upper(&self, at: usize) -> bool {
        at < self.tokens.len() && self.form(at).starts_with(char::is_uppercase)
    }

    fn is_small(&self, at: usize) -> bool {
        at < self.tokens.len() && self.form(at).starts_with(char::is_lowercase)
    }

    /// If a sentence ends with the token at `at` and what closes after it: one past its end.
    fn ends(&self, at: usize) -> Option<usize> {
        let kind = self.tokens[at].kind;
        if !matches!(
            kind,
            Kind::Period
                | Kind::Bang
                | Kind::Ellipsis
                | Kind::Abbreviation(_)
                | Kind::Acronym
                | Kind::Initial
        ) {
            return None;
        }
        let (end, closed, kind) = self.close(at + 1, kind);
        if end >= self.tokens.len() {
            return Some(end);
        }
        let first = self.first_word(end);
        let after = self.tokens[end].kind;
        if matches!(after, Kind::Comma | Kind::Colon | Kind::Period) {
            return None;
        }
        let breaks = match kind {
            Kind::Period => self.after_period(at, end, first, closed),
            Kind::Bang => self.after_bang(at, end, first, closed),
            Kind::Ellipsis => {
                self.spaced(end)
                    && !self.is_omission(at)
                    && first.is_some_and(|f| !self.is_small(f) && self.begins(f))
            }
            Kind::Acronym => self.spaced(end) && first.is_some_and(|f| self.starts(f, STARTER)),
            Kind::Initial => {
                self.spaced(end)
                    && at > self.start
                    && first.is_some_and(|f| self.starts(f, STARTER))
            }
            Kind::Abbreviation(abbreviation) => {
                self.spaced(end)
                    && first.is_some_and(|f| self.after_abbreviation(abbreviation, f, closed))
            }
            _ => false,
        };
        breaks.then_some(end)
    }

    /// Whether the ellipsis at `at` begins the sentence: *… but*, *[...] But*.
    fn is_omission(&self, at: usize) -> bool {
        at == self.start || (at == self.start + 1 && self.kind(self.start) == Some(Kind::Open))
    }

    /// The tokens from `at` on that close a sentence: one past them, whether a quotation was among them, and the kind
    /// of the stop as it turns out to be.
    fn close(&self, mut at: usize, mut kind: Kind) -> (usize, bool, Kind) {
        let mut quote = false;
        let mut dots = usize::from(kind == Kind::Period);
        let limit = (at + CLOSERS).min(self.start + LONGEST);
        while let Some(next) = self.kind(at).filter(|_| at < limit) {
            let spaced = self.spaced(at);
            match next {
                Kind::Period if dots > 0 && spaced => {
                    // *. . .*
                    dots += 1;
                    if dots >= 3 {
                        kind = Kind::Ellipsis;
                    }
                }
                Kind::Period if kind == Kind::Ellipsis || kind == Kind::Bang => kind = Kind::Period,
                Kind::Bang => kind = Kind::Bang,
                Kind::Ellipsis if kind == Kind::Bang => {}
                Kind::Close => {}
                Kind::CloseQuote => quote = true,
                Kind::Quote if self.quote_closes(at) => quote = true,
                Kind::Open if self.is_reference(at) => at += 2,
                Kind::Symbol if self.is_face(at) => {}
                // *innovation.23 The*: the number of a note.
                Kind::Word
                    if kind == Kind::Period
                        && !spaced
                        && self.form(at).bytes().all(|b| b.is_ascii_digit())
                        && self.spaced(at + 1) => {}
                _ => break,
            }
            at += 1;
        }
        (at, quote, kind)
    }

    /// Whether the quotation mark at `at`, of a kind that can open and close, closes.
    fn quote_closes(&self, at: usize) -> bool {
        if at + 1 == self.tokens.len() {
            return true;
        }
        let glued = !self.spaced(at);
        let parted = self.spaced(at + 1) || self.closes_too(at + 1);
        if self.form(at) == "\"" && self.quoted { glued || parted } else { glued && parted }
    }

    /// Whether the token at `at`, glued to what closes before it, closes as well.
    fn closes_too(&self, at: usize) -> bool {
        matches!(
            self.kind(at),
            Some(
                Kind::Close
                    | Kind::CloseQuote
                    | Kind::Quote
                    | Kind::Comma
                    | Kind::Colon
                    | Kind::Dash
            )
        )
    }

    /// Whether `[12]` stands at `at`.
    fn is_reference(&self, at: usize) -> bool {
        self.form(at) == "["
            && self.kind(at + 1) == Some(Kind::Word)
            && self.form(at + 1).len() <= 4
            && self.form(at + 1).bytes().all(|b| b.is_ascii_digit())
            && self.kind(at + 2) == Some(Kind::Close)
    }

    /// Whether `:)` or the like stands at `at`.
    fn is_face(&self, at: usize) -> bool {
        let form = self.form(at);
        form.len() > 1 && form.starts_with([':', ';', '='])
    }

    /// The first word from `at` on, behind what may open a sentence.
    fn first_word(&self, at: usize) -> Option<usize> {
        (at..self.tokens.len().min(at + 4)).find(|&i| {
            !matches!(
                self.tokens[i].kind,
                Kind::Open
                    | Kind::OpenQuote
                    | Kind::Quote
                    | Kind::Dash
                    | Kind::Symbol
                    | Kind::Ellipsis
            )
        })
    }

    /// Whether the word at `at` is capitalised and has one of the properties.
    fn starts(&self, at: usize, properties: u16) -> bool {
        self.is_upper(at) && lexicon::has(self.form(at), properties)
    }

    /// Whether the word at `at` can begin a sentence by its looks.
    fn begins(&self, at: usize) -> bool {
        self.form(at)
            .starts_with(|c: char| c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase()))
    }

    fn after_period(&self, at: usize, end: usize, first: Option<usize>, closed: bool) -> bool {
        let Some(first) = first else { return self.spaced(end) };
        // *1. First of all*: the number of a list.
        if at == self.start + 1 && self.is_marker(self.start) {
            return false;
        }
        if self.spaced(at) && at > self.start {
            // Text that came in tokens: *George W . Bush*, *Mr . Smith*
            let before = self.form(at - 1);
            if let Some(abbreviation) = lexicon::abbreviation(before)
                && !matches!(
                    abbreviation,
                    Abbreviation::Common
                        | Abbreviation::Weekday
                        | Abbreviation::Unit
                        | Abbreviation::Number
                        | Abbreviation::State
                )
            {
                return self.after_abbreviation(abbreviation, first, closed);
            }
            let mut letters = before.chars();
            if letters.next().is_some_and(char::is_uppercase)
                && letters.next().is_none()
                && before != "I"
            {
                return self.starts(first, STARTER);
            }
        }
        if !self.spaced(end) {
            return self.is_joint(at, end, closed);
        }
        // *(signed in 2001.) ended*, *"… laid back." kind of guy*
        let bracket = self.kind(end - 1) == Some(Kind::Close);
        !((closed || bracket) && self.is_small(first))
    }

    /// Whether a sentence ends between the stop at `at` and the token at `end` though no space parts them: *again.The*,
    /// *again.“The*, *again.”The*. Newlines get lost where articles are scraped.
    fn is_joint(&self, at: usize, end: usize, closed: bool) -> bool {
        let word = at > 0 && self.form(at - 1).len() > 1;
        let opens = matches!(self.kind(end), Some(Kind::Quote | Kind::OpenQuote));
        let first = if opens { end + 1 } else { end };
        word && (closed || end == at + 1) && !self.spaced(first) && self.is_upper(first)
    }

    /// Whether the token at `at` numbers an item of a list.
    fn is_marker(&self, at: usize) -> bool {
        let form = self.form(at);
        form.len() <= 3
            && (form.bytes().all(|b| b.is_ascii_digit())
                || (form.len() == 1
                    && form.bytes().all(|b| b.is_ascii_alphabetic())
                    && form != "I")
                || form.bytes().all(|b| b"ivx".contains(&b)))
    }

    fn after_bang(&self, at: usize, end: usize, first: Option<usize>, closed: bool) -> bool {
        let Some(first) = first else { return self.spaced(end) };
        if !self.spaced(end) {
            return self.is_joint(at, end, closed);
        }
        if self.is_small(first) {
            let bracket = self.kind(end - 1) == Some(Kind::Close);
            // *Yahoo! said*
            let name = at > self.start && self.is_upper(at - 1) && !self.spaced(at);
            return !closed && !bracket && !name;
        }
        !(closed && self.speaks(end))
    }

    /// Whether *Smith said* or the like stands at `at`.
    fn speaks(&self, at: usize) -> bool {
        for i in at..self.tokens.len().min(at + 6) {
            if self.kind(i) != Some(Kind::Word)
                && !matches!(self.kind(i), Some(Kind::Abbreviation(_) | Kind::Initial))
            {
                return false;
            }
            if i > at && lexicon::has(self.form(i), SAY) {
                return true;
            }
            if !self.is_upper(i) {
                return false;
            }
        }
        false
    }

    fn after_abbreviation(&self, abbreviation: Abbreviation, first: usize, closed: bool) -> bool {
        match abbreviation {
            Abbreviation::Title
            | Abbreviation::Number
            | Abbreviation::Inner
            | Abbreviation::Weekday => closed && self.is_upper(first),
            Abbreviation::Month | Abbreviation::State => self.starts(first, STARTER),
            Abbreviation::Common => {
                self.starts(first, STARTER | NOUN) || (closed && self.is_upper(first))
            }
            Abbreviation::Time => self.is_upper(first) && !lexicon::has(self.form(first), ZONE),
            Abbreviation::Unit => self.is_upper(first),
        }
    }

    /// Whether the full stop of the abbreviation at `at`, at the end of a sentence, is a token of its own.
    pub(super) fn parts_stop(&self, at: usize) -> Option<Span> {
        let token = self.tokens[at];
        (token.kind == Kind::Initial).then(|| Span::new(token.span.end() - 1, token.span.end()))
    }
}
