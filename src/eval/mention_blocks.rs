//! Every mistake of mentions in its sentence.

use super::claim_text::flat;
use super::error_block::{ErrorBlock, Mark, Side};
use super::mentions::{LabelledSpan, ScoredMentions};
use super::name_gold::GoldNames;
use crate::doc::{Document, Span};
use crate::text::tokenize;

/// The misses and false predictions of an article, each under its class: *missed*, *false*, *wrong type*, *wrong boundary*,
/// *wrong boundary and type*.
pub fn mention_error_blocks(article: &GoldNames, scored: &ScoredMentions) -> Vec<ErrorBlock> {
    let (id, text) = (article.document.id(), article.document.text());
    // Articles that are all right need no sentences.
    let mut sentences: Option<Vec<Span>> = None;
    let mut blocks = Vec::new();
    for &(g, p) in &scored.pairs {
        let gold = g.map(|g| &scored.gold[g]);
        let predicted = p.map(|p| &scored.predicted[p]);
        let Some(class) = class(gold, predicted) else { continue };
        let Some(at) = gold.or(predicted).map(|m| m.span) else { continue };
        let sentences = sentences.get_or_insert_with(|| sentences_of(&article.document));
        let sentence = sentences.iter().rev().find(|s| s.start() <= at.start()).copied();
        let mut marks = Vec::new();
        let mut lines = Vec::new();
        for (mention, side, name) in
            [(gold, Side::Gold, "gold"), (predicted, Side::Predicted, "pred")]
        {
            if let Some(m) = mention {
                marks.push(Mark { span: m.span, side, role: m.label.clone() });
                lines.push((name, format!("{}  {}", m.label, flat(text, m.span))));
            }
        }
        let sentence = sentence.unwrap_or(at);
        blocks.push(ErrorBlock::new(class.to_owned(), (id, text), sentence, marks, lines));
    }
    blocks.sort_by_key(|block| block.at);
    blocks
}

fn class(gold: Option<&LabelledSpan>, predicted: Option<&LabelledSpan>) -> Option<&'static str> {
    match (gold, predicted) {
        (Some(g), Some(p)) => match (g.span == p.span, g.label == p.label) {
            (true, true) => None,
            (true, false) => Some("wrong type"),
            (false, true) => Some("wrong boundary"),
            (false, false) => Some("wrong boundary and type"),
        },
        (Some(_), None) => Some("missed"),
        (None, Some(_)) => Some("false"),
        (None, None) => None,
    }
}

/// The document's own sentences, else those that the tokenizer finds.
pub(super) fn sentences_of(document: &Document) -> Vec<Span> {
    if document.has_tokens() {
        return document.sentences().iter().map(|s| s.span).collect();
    }
    tokenize(document.text()).sentences.iter().map(|s| s.span).collect()
}
