//! The head of a run of tokens.

use std::ops::Range;

use crate::doc::{Document, TokenId};

/// The token of `tokens` (not empty) that heads them: the first whose own head lies outside, or the last token where
/// there is no syntax.
pub(super) fn head(document: &Document, tokens: Range<usize>) -> TokenId {
    let last = tokens.end - 1;
    let Some(words) = document.words() else { return TokenId::new(last) };
    let outside = |&i: &usize| words[i].head.is_none_or(|h| !tokens.contains(&h.index()));
    TokenId::new(tokens.clone().find(outside).unwrap_or(last))
}
