//! Every mistake of relations as plain text, in its sentence.

use std::fmt::Write;

use super::claim_text::{deviations, flat, triple};
use super::labelled::{Claim, Labelled, Phrase};
use super::relation_errors::ErrorClass;
use super::relations::ScoredRelations;
use crate::doc::Span;

/// Every sentence of an article that holds a mistake, with all its relations: misses, false alarms, wrong statuses, and,
/// for context, what was right and what was ignored.
pub fn relation_errors_text(article: &Labelled, scored: &ScoredRelations) -> String {
    let mut lines: Vec<(Span, usize, String)> = Vec::new();
    let mut add = |at: Span, rank: usize, line: String| {
        lines.push((article.sentence_around(at), rank, line));
    };
    let show = |c: &Claim| triple(&article.text, c);
    for mistake in &scored.mistakes {
        let gold = mistake.gold.map(|g| &scored.gold[g]);
        let predicted = mistake.predicted.map(|p| &scored.predicted[p]);
        let Some(at) = gold.or(predicted).map(|c| c.predicate) else { continue };
        let class = mistake.class.to_string();
        let mark = match (gold, predicted) {
            (Some(_), Some(_)) => "WRONG",
            (Some(_), None) => "MISS ",
            _ => "FALSE",
        };
        let mut line = format!("  {mark} {class}\n");
        if let Some(gold) = gold {
            let _ = writeln!(line, "        gold  {}", show(gold));
        }
        if let Some(predicted) = predicted {
            let _ = writeln!(line, "        pred  {}", show(predicted));
        }
        if mistake.class == ErrorClass::MissedReading || mistake.class == ErrorClass::FalseReading {
            let others = if gold.is_some() { &scored.predicted } else { &scored.gold };
            let side = if gold.is_some() { "pred" } else { "gold" };
            for other in others.iter().filter(|o| o.predicate.overlaps(at)) {
                let _ = writeln!(line, "        ({side} has {})", show(other));
            }
        }
        add(at, 0, line);
    }
    for &(g, p) in &scored.pairs {
        let (gold, predicted) = (&scored.gold[g], &scored.predicted[p]);
        if gold.optional {
            add(gold.predicate, 3, format!("  opt   {}\n", show(predicted)));
            continue;
        }
        let deviations = deviations(&article.text, gold, predicted);
        if deviations.is_empty() {
            add(gold.predicate, 2, format!("  ok    {}\n", show(predicted)));
        } else {
            let listed: Vec<String> = deviations
                .iter()
                .map(|d| format!("{}: gold {}, pred {}", d.status, d.gold, d.predicted))
                .collect();
            let listed = listed.join("; ");
            add(gold.predicate, 1, format!("  STATUS {}\n        {listed}\n", show(predicted)));
        }
    }
    for alarm in &scored.alarms {
        let claim = &scored.predicted[alarm.predicted];
        let of = |p: Phrase| flat(&article.text, p.span);
        let (subject, object) = (of(alarm.pair.subject), of(alarm.pair.object));
        let line =
            format!("  ALARM not asserted: {subject} → {object}\n        pred  {}\n", show(claim));
        add(claim.predicate, 0, line);
    }
    lines.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut out = String::new();
    for group in lines.chunk_by(|a, b| a.0 == b.0) {
        if group.iter().all(|line| line.1 >= 2) {
            continue;
        }
        let sentence = group[0].0;
        let text = flat(&article.text, sentence);
        let _ = writeln!(out, "── {} @{}\n{text}", article.id, sentence.start());
        for line in group {
            out.push_str(&line.2);
        }
        out.push('\n');
    }
    out
}
