//! From the lines of a text to blocks: runs of text that no sentence crosses the borders of.
//!
//! A blank line always ends a block. A single line break ends one too, unless the text is hard-wrapped there: the
//! line was full (the next word would not have fit), or it breaks off in the middle of a sentence.

use crate::doc::Span;

use super::chars::{Class, class};

/// Lines of wrapped text are at most this long, in characters.
const WIDEST: usize = 110;
/// And the longest of a wrapped paragraph is at least this long.
const NARROWEST: usize = 35;

/// A line without the white space at its ends.
#[derive(Debug, Clone, Copy)]
struct Line {
    span: Span,
    /// Length in characters, the indentation included.
    width: usize,
    /// White space in front, in characters.
    indent: usize,
    /// Length of the first word, in characters.
    first: usize,
}

fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Appends the blocks of `text`, in order; none is empty or begins or ends with white space.
pub(super) fn blocks(text: &str, out: &mut Vec<Span>) {
    let mut paragraph: Vec<Line> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let end = memchr_break(text, at);
        let line = &text[at..end];
        let body = line.trim();
        if body.is_empty() {
            wrap(text, &paragraph, out);
            paragraph.clear();
        } else {
            let indent = line.len() - line.trim_start().len();
            paragraph.push(Line {
                span: Span::new(at + indent, at + indent + body.len()),
                width: line.trim_end().chars().take(WIDEST + 2).count(),
                indent: line.chars().take_while(|c| c.is_whitespace()).take(WIDEST).count(),
                first: body.chars().take_while(|c| !c.is_whitespace()).take(WIDEST).count(),
            });
        }
        at = end;
        if text[at..].starts_with("\r\n") {
            at += 2;
        } else {
            at += text[at..].chars().next().map_or(0, char::len_utf8);
        }
    }
    wrap(text, &paragraph, out);
}

/// The first line break at or after `from`, or the end.
fn memchr_break(text: &str, from: usize) -> usize {
    text[from..].find(is_break).map_or(text.len(), |offset| from + offset)
}

/// Joins the lines of a paragraph that wrapping has parted.
fn wrap(text: &str, lines: &[Line], out: &mut Vec<Span>) {
    let Some(&first) = lines.first() else { return };
    let widest = lines.iter().map(|l| l.width).max().unwrap_or(0);
    let fits = (NARROWEST..=WIDEST).contains(&widest);
    let wrapped = fits && is_wrapped(text, lines, widest);
    // Where indented lines begin paragraphs, the others go on with them.
    let indents = wrapped && lines.windows(2).any(|pair| is_deeper(pair[0], pair[1]));
    let mut block = first.span;
    for pair in lines.windows(2) {
        let (line, next) = (pair[0], pair[1]);
        let joined = if wrapped {
            !is_deeper(line, next)
                && (indents || is_full(line, next, widest) || begins_small(text, next))
        } else {
            (line.indent > 0 || next.indent == 0) && goes_on(text, line, next, widest)
        };
        if joined {
            block = block.cover(next.span);
        } else {
            out.push(block);
            block = next.span;
        }
    }
    out.push(block);
}

/// Whether `next` is indented behind `line` by more than a space.
fn is_deeper(line: Line, next: Line) -> bool {
    next.indent > line.indent + 1
}

/// Whether the first word of `next` would not have fit on `line`.
fn is_full(line: Line, next: Line, widest: usize) -> bool {
    line.width + 1 + next.first > widest
}

/// Whether most lines of the paragraph that do not end a sentence are full, and one of them goes on in small letters or
/// indentation tells two of them from the beginnings of paragraphs.
fn is_wrapped(text: &str, lines: &[Line], widest: usize) -> bool {
    let (mut open, mut full, mut small, mut deeper) = (0, 0, 0, 0);
    for pair in lines.windows(2) {
        let (line, next) = (pair[0], pair[1]);
        if is_deeper(line, next) {
            deeper += 1;
        } else if !ends_sentence(text, line) {
            open += 1;
            if is_full(line, next, widest) {
                full += 1;
                small += usize::from(begins_small(text, next));
            }
        }
    }
    (small > 0 || (deeper > 0 && full > 1)) && full * 3 >= open * 2
}

fn ends_sentence(text: &str, line: Line) -> bool {
    let end = line
        .span
        .of(text)
        .trim_end_matches(|c| matches!(class(c), Class::Quote | Class::Apostrophe | Class::Close));
    end.ends_with(|c: char| matches!(class(c), Class::Dot | Class::Bang | Class::Ellipsis))
}

/// Whether the first word is written in small letters alone: not *iPhone*, nor *al-Qaeda*.
fn begins_small(text: &str, line: Line) -> bool {
    let body = line.span.of(text);
    let mut first = body.chars().take_while(|c| !c.is_whitespace()).take(WIDEST);
    body.starts_with(char::is_lowercase) && !first.any(char::is_uppercase)
}

/// Whether `line` breaks off in the middle of a sentence that `next` goes on with, though it was not full.
fn goes_on(text: &str, line: Line, next: Line, widest: usize) -> bool {
    let body = line.span.of(text);
    let several = |line: Line| line.width > line.indent + line.first;
    if widest < NARROWEST || ends_sentence(text, line) || !several(line) {
        return false;
    }
    if begins_small(text, next) {
        return several(next) && !body.ends_with(|c: char| class(c) == Class::Colon);
    }
    line.width >= NARROWEST
        && (body.ends_with(|c: char| class(c) == Class::Comma) || ends_open(body))
}

/// Whether the line ends with a word that cannot end a sentence.
fn ends_open(body: &str) -> bool {
    let tail = body.len().saturating_sub(6);
    let Some(word) = body.get(tail..).and_then(|t| t.rsplit(' ').next()) else { return false };
    matches!(
        word,
        "the"
            | "a"
            | "an"
            | "of"
            | "and"
            | "to"
            | "with"
            | "for"
            | "from"
            | "by"
            | "in"
            | "at"
            | "or"
    )
}
