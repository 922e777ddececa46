//! Named mentions, from the model's tag scores.

use std::ops::Range;

use ndarray::s;

use super::phrase;
use super::tags;
use crate::doc::{Document, EntityType, Mention, MentionKind, SentenceId, TokenId};
use crate::model::{Labels, SentenceScores};

/// The names in `sentence`, in text order: disjoint, beginning and ending with a word, without a leading *the*
/// (unless it is capitalised as part of the name) and without a trailing possessive.
///
/// `scores` has one row per token of the sentence. A name's score is the lowest probability of its tags, the boundary
/// after it included: its tokens are right or wrong together.
///
/// # Panics
/// If `scores` are not those of this sentence under these `labels`.
pub fn names(
    document: &Document,
    sentence: SentenceId,
    scores: &SentenceScores,
    labels: &Labels,
) -> Vec<Mention> {
    let inside = document.sentences()[sentence.index()].tokens.clone();
    assert_eq!(inside.len(), scores.token.nrows(), "one row of scores per token");
    let columns = scores.token.slice(s![.., labels.names.columns()]);
    tags::spans(columns, labels.names.labels())
        .into_iter()
        .filter_map(|found| {
            let tokens = inside.start + found.tokens.start..inside.start + found.tokens.end;
            let tokens = trimmed(document, tokens, inside.start, found.ty)?;
            Some(Mention {
                span: document.span_of(tokens.clone()),
                head: phrase::head(document, tokens.clone()),
                tokens,
                ty: found.ty,
                kind: MentionKind::Name,
                entity: None,
                value: None,
                score: found.score,
            })
        })
        .collect()
}

/// The tokens without what no name begins or ends with; `None` if nothing is left.
fn trimmed(
    document: &Document,
    mut tokens: Range<usize>,
    first: usize,
    ty: EntityType,
) -> Option<Range<usize>> {
    let form = |i: usize| document.form(TokenId::new(i));
    let is_word = |i: usize| form(i).chars().any(char::is_alphanumeric);
    let article = |i: usize| {
        let titled = matches!(ty, EntityType::Org | EntityType::WorkOfArt);
        match form(i) {
            "the" | "a" | "an" => true,
            "The" => i == first && !titled,
            "A" | "An" => i == first && !titled,
            _ => false,
        }
    };
    while !tokens.is_empty() && (!is_word(tokens.start) || article(tokens.start)) {
        tokens.start += 1;
    }
    while !tokens.is_empty()
        && (!is_word(tokens.end - 1) || matches!(form(tokens.end - 1), "'s" | "’s" | "'S" | "’S"))
    {
        tokens.end -= 1;
    }
    (!tokens.is_empty()).then_some(tokens)
}
