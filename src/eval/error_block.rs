//! One error in its sentence, whatever the layer, ready to be shown.

use std::fmt::Write;

use super::claim_text::flat;
use crate::doc::Span;

/// Which side a mark belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// What was labelled.
    Gold,
    /// What was predicted.
    Predicted,
}

/// A stretch of the sentence that the error concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Bytes of the block's text.
    pub span: Span,
    /// Whose it is.
    pub side: Side,
    /// What it is: *subject*, *predicate*, an entity type.
    pub role: String,
}

/// An error with its context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorBlock {
    /// What kind of error it is; blocks are grouped by it.
    pub class: String,
    /// The article's id.
    pub article: String,
    /// Where the text begins in the article, in bytes.
    pub at: usize,
    /// The sentence.
    pub text: String,
    /// What the error concerns; every span lies in `text`.
    pub marks: Vec<Mark>,
    /// Further lines, each with its name: `gold`, `pred`, a status.
    pub lines: Vec<(&'static str, String)>,
}

impl ErrorBlock {
    /// A block on `sentence` of an article's `text`, widened to hold all marks, whose spans are bytes of that text.
    pub fn new(
        class: String,
        (article, text): (&str, &str),
        sentence: Span,
        mut marks: Vec<Mark>,
        lines: Vec<(&'static str, String)>,
    ) -> ErrorBlock {
        let stretch = marks.iter().fold(sentence, |all, mark| all.cover(mark.span));
        for mark in &mut marks {
            let at = stretch.start();
            mark.span = Span::new(mark.span.start() - at, mark.span.end() - at);
        }
        marks.sort_by(|a, b| a.span.cmp(&b.span).then(a.side.cmp(&b.side)));
        ErrorBlock {
            class,
            article: article.to_owned(),
            at: stretch.start(),
            text: stretch.of(text).to_owned(),
            marks,
            lines,
        }
    }
}

/// Blocks as plain text, in the order given.
pub fn error_blocks_text(blocks: &[ErrorBlock]) -> String {
    let mut out = String::new();
    for block in blocks {
        let text = flat(&block.text, Span::new(0, block.text.len()));
        let _ = writeln!(out, "── {} @{}\n{text}\n  {}", block.article, block.at, block.class);
        for (name, line) in &block.lines {
            let _ = writeln!(out, "        {name}  {line}");
        }
        out.push('\n');
    }
    out
}
