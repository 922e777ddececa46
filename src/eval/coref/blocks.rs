//! Every wrong or missing link in its sentence.

use std::collections::BTreeMap;

use super::{CorefArticle, CorefMention, ScoredCoref};
use crate::doc::Span;
use crate::eval::claim_text::flat;
use crate::eval::error_block::{ErrorBlock, Mark, Side};
use crate::eval::mention_blocks::sentences_of;

/// The mistakes of an article, each at the mention that should or should not have been joined with an earlier one. Their
/// classes, with the kind of mention: *false link* (gold has the mention and what it was joined with in different entities),
/// *link of no mention* (gold has no such mention), *missed link* and *missed mention*.
pub fn coref_error_blocks(article: &CorefArticle, scored: &ScoredCoref) -> Vec<ErrorBlock> {
    let mut found = false_links(scored);
    found.extend(missed_links(scored));
    found.sort_by_key(|m| (m.mention.span, m.class));
    let (id, text) = (article.document.id(), article.document.text());
    // Articles that are all right need no sentences.
    let sentences = if found.is_empty() { Vec::new() } else { sentences_of(&article.document) };
    let block = |m: Mistake| {
        let at = m.mention.span;
        let after = sentences.partition_point(|s| s.start() <= at.start());
        let sentence = after.checked_sub(1).map_or(at, |before| sentences[before]);
        let marks = vec![Mark { span: at, side: m.side, role: m.class.to_owned() }];
        let shown = |with: &[Span]| -> String {
            // The nearest come last; more of them tell nothing.
            let near = &with[with.len().saturating_sub(6)..];
            let all: Vec<String> = near.iter().map(|s| flat(text, *s)).collect();
            if all.is_empty() { "(nothing before)".to_owned() } else { all.join(" | ") }
        };
        let mut lines = vec![("this", flat(text, at))];
        lines.push(("gold", m.gold.as_deref().map_or("(no mention)".to_owned(), shown)));
        lines.push(("pred", m.predicted.as_deref().map_or("(no mention)".to_owned(), shown)));
        let class = format!("{}, {}", m.class, m.mention.kind);
        ErrorBlock::new(class, (id, text), sentence, marks, lines)
    };
    found.into_iter().map(block).collect()
}

struct Mistake<'a> {
    class: &'static str,
    mention: &'a CorefMention,
    side: Side,
    /// Earlier mentions of its gold entity; `None` where gold has no such mention.
    gold: Option<Vec<Span>>,
    /// Earlier mentions of its predicted entity; `None` where there is no such prediction.
    predicted: Option<Vec<Span>>,
}

/// For each mention the earlier ones of its entity, by index.
fn before(mentions: &[CorefMention]) -> Vec<Vec<usize>> {
    let mut entities: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let earlier = |(i, m): (usize, &CorefMention)| {
        let entity = entities.entry(m.entity).or_default();
        // Enough to tell what it was joined with; all of them would be quadratic.
        let known = entity[entity.len().saturating_sub(REMEMBERED)..].to_vec();
        entity.push(i);
        known
    };
    mentions.iter().enumerate().map(earlier).collect()
}

/// How many earlier mentions of an entity are looked at.
const REMEMBERED: usize = 64;

fn spans(mentions: &[CorefMention], indices: &[usize]) -> Vec<Span> {
    indices.iter().map(|&i| mentions[i].span).collect()
}

fn false_links(scored: &ScoredCoref) -> Vec<Mistake<'_>> {
    let (gold_before, before) = (before(&scored.gold), before(&scored.predicted));
    let mut mistakes = Vec::new();
    for (p, mention) in scored.predicted.iter().enumerate().filter(|(p, _)| !before[*p].is_empty())
    {
        let entity = |p: usize| scored.gold_of[p].map(|g| scored.gold[g].entity);
        let predicted = Some(spans(&scored.predicted, &before[p]));
        let Some(g) = scored.gold_of[p] else {
            let class = "link of no mention";
            mistakes.push(Mistake { class, mention, side: Side::Predicted, gold: None, predicted });
            continue;
        };
        let known: Vec<usize> = before[p].iter().filter_map(|&b| entity(b)).collect();
        if !known.is_empty() && !known.contains(&scored.gold[g].entity) {
            let gold = Some(spans(&scored.gold, &gold_before[g]));
            let class = "false link";
            mistakes.push(Mistake { class, mention, side: Side::Predicted, gold, predicted });
        }
    }
    mistakes
}

fn missed_links(scored: &ScoredCoref) -> Vec<Mistake<'_>> {
    let (gold_before, before) = (before(&scored.gold), before(&scored.predicted));
    let mut predicted_of = vec![None; scored.gold.len()];
    for (p, g) in scored.gold_of.iter().enumerate() {
        if let Some(g) = g {
            predicted_of[*g] = Some(p);
        }
    }
    let mut mistakes = Vec::new();
    for (g, mention) in scored.gold.iter().enumerate().filter(|(g, _)| !gold_before[*g].is_empty())
    {
        let gold = Some(spans(&scored.gold, &gold_before[g]));
        let side = Side::Gold;
        let Some(p) = predicted_of[g] else {
            let class = "missed mention";
            mistakes.push(Mistake { class, mention, side, gold, predicted: None });
            continue;
        };
        let entity = |p: usize| scored.predicted[p].entity;
        let known = gold_before[g].iter().filter_map(|&b| predicted_of[b]);
        if !known.map(entity).any(|e| e == entity(p)) {
            let predicted = Some(spans(&scored.predicted, &before[p]));
            mistakes.push(Mistake { class: "missed link", mention, side, gold, predicted });
        }
    }
    mistakes
}
