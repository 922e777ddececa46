//! Text into sentences and tokens, and words into what the model reads.
//!
//! ```text
//! text → layout (blocks) → scan · marks · words · dots · figures · links (tokens) → sentences
//! ```
//!
//! Tokens follow the UD treebanks of English, EWT and GUM: clitics (*n't*, *'s*) and hyphens are tokens of their own.
//! Everything runs in time linear in the text, without recursion, whatever the text.

mod chars;
mod dateline;
mod dots;
mod figures;
mod layout;
mod lexicon;
mod links;
mod marks;
mod office;
mod pieces;
mod scan;
mod sentences;
mod shape;
#[cfg(test)]
mod tests;
mod words;

use crate::doc::{Sentence, Span, Token};

pub use dateline::{Dateline, dateline};
pub use office::{general_of_office, office_of_general};
pub use pieces::Vocabulary;
pub use shape::Shape;

/// The sentences and tokens of a text, as [`Document::set_tokens`](crate::doc::Document::set_tokens) takes them.
///
/// Every character that is not white space lies in exactly one token.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tokenized {
    /// In text order; none is empty or longer than 256 tokens.
    pub sentences: Vec<Sentence>,
    /// In text order.
    pub tokens: Vec<Token>,
}

/// Splits a text into sentences and tokens.
///
/// Offsets are bytes into `text`, which must be shorter than 4 GiB (as the text of every
/// [`Document`](crate::doc::Document) is).
pub fn tokenize(text: &str) -> Tokenized {
    let mut blocks = Vec::new();
    layout::blocks(text, &mut blocks);
    let mut scanner = scan::Scanner::new(text);
    let mut out = Tokenized {
        sentences: Vec::with_capacity(text.len() / 100),
        tokens: Vec::with_capacity(text.len() / 5),
    };
    for block in blocks {
        scanner.block(block);
        let mut splitter = sentences::Splitter::new(text, &scanner.tokens);
        let mut start = 0;
        while start < scanner.tokens.len() {
            let end = splitter.next_end(start).max(start + 1);
            let first = out.tokens.len();
            out.tokens.extend(scanner.tokens[start..end].iter().map(|t| Token { span: t.span }));
            if let Some(stop) = splitter.parts_stop(end - 1)
                && let Some(last) = out.tokens.last_mut()
            {
                last.span = Span::new(last.span.start(), stop.start());
                out.tokens.push(Token { span: stop });
            }
            let span = out.tokens[first].span.cover(out.tokens[out.tokens.len() - 1].span);
            out.sentences.push(Sentence { span, tokens: first..out.tokens.len() });
            start = end;
        }
    }
    out
}
