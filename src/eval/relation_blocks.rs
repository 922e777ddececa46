//! Every mistake of relations as a block of its own.

use super::claim_text::{deviations, triple};
use super::error_block::{ErrorBlock, Mark, Side};
use super::labelled::{Claim, Labelled, Phrase};
use super::relations::ScoredRelations;
use crate::doc::Span;

/// The misses, false predictions, false alarms and wrong statuses of an article, each under its class.
pub fn relation_error_blocks(article: &Labelled, scored: &ScoredRelations) -> Vec<ErrorBlock> {
    let mut blocks = Vec::new();
    let mut add = |class: String,
                   gold: Option<&Claim>,
                   predicted: Option<&Claim>,
                   more: (Vec<Mark>, Vec<(&'static str, String)>)| {
        let Some(at) = gold.or(predicted).map(|c| c.predicate) else { return };
        let (mut marks, notes) = more;
        let mut lines = Vec::new();
        for (claim, side, name) in
            [(gold, Side::Gold, "gold"), (predicted, Side::Predicted, "pred")]
        {
            if let Some(claim) = claim {
                lines.push((name, triple(&article.text, claim)));
                marks.extend(marks_of(claim, side));
            }
        }
        lines.extend(notes);
        let place = (article.id.as_str(), article.text.as_str());
        blocks.push(ErrorBlock::new(class, place, article.sentence_around(at), marks, lines));
    };
    let none = || (Vec::new(), Vec::new());
    for mistake in &scored.mistakes {
        let gold = mistake.gold.map(|g| &scored.gold[g]);
        let predicted = mistake.predicted.map(|p| &scored.predicted[p]);
        add(mistake.class.to_string(), gold, predicted, none());
    }
    for alarm in &scored.alarms {
        let pair = [(alarm.pair.subject, "subject"), (alarm.pair.object, "object")];
        let mark = |(phrase, role): (Phrase, &str)| mark(phrase.span, Side::Gold, role);
        let marks: Vec<Mark> = pair.into_iter().map(mark).collect();
        let note = ("note", "the text does not assert this of the underlined pair".to_owned());
        let predicted = &scored.predicted[alarm.predicted];
        add("false alarm".to_owned(), None, Some(predicted), (marks, vec![note]));
    }
    for &(g, p) in &scored.pairs {
        let (gold, predicted) = (&scored.gold[g], &scored.predicted[p]);
        if gold.optional {
            continue;
        }
        for deviation in deviations(&article.text, gold, predicted) {
            let told = format!("gold {}, pred {}", deviation.gold, deviation.predicted);
            let notes = vec![(deviation.status, told)];
            add(deviation.status.to_owned(), Some(gold), Some(predicted), (Vec::new(), notes));
        }
    }
    blocks
}

fn mark(span: Span, side: Side, role: &str) -> Mark {
    Mark { span, side, role: role.to_owned() }
}

fn marks_of(claim: &Claim, side: Side) -> Vec<Mark> {
    let arguments = [(claim.subject, "subject"), (claim.object, "object")];
    let mut marks = vec![mark(claim.predicate, side, "predicate")];
    for (phrase, role) in arguments {
        marks.extend(phrase.map(|p| mark(p.span, side, role)));
    }
    marks
}
