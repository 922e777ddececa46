//! What is left of relations, and how good it is, when those of a low score are left out, as `actant extract --min-score` does.

use std::fmt::Write;

use serde_json::{Value, json};

use super::counts::Counts;
use super::labelled::Claim;
use super::relations::{ScoredRelations, count, lenient_match, pairs};
use super::report::{Report, SCORES_HEADER, scores_row};

/// The relations whose score is not below a bound.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct MinScore {
    /// The bound, 0 to 1.
    pub least: f64,
    /// How many predictions are left, those that match optional gold among them. One without a score is always left.
    pub left: usize,
    /// Their counts under the lenient rule, against all of gold.
    pub counts: Counts,
}

/// The bounds 0, 0.1 … 0.9, each with what it leaves of all articles. Pairs are chosen anew at each: a gold relation that
/// loses its partner may find another.
pub fn min_scores(scored: &[ScoredRelations]) -> Vec<MinScore> {
    let at = |tenths: u8| {
        let mut sum = MinScore { least: f64::from(tenths) / 10.0, ..MinScore::default() };
        for article in scored {
            let is_left =
                |claim: &&Claim| claim.details.score.is_none_or(|score| score.value() >= sum.least);
            let left: Vec<Claim> = article.predicted.iter().filter(is_left).cloned().collect();
            sum.counts += count(&article.gold, &left, &pairs(&article.gold, &left, lenient_match));
            sum.left += left.len();
        }
        sum
    };
    (0..10).map(at).collect()
}

/// Puts the bounds and what they leave into a report of relations.
pub fn add_min_scores(report: &mut Report, scored: &[ScoredRelations]) {
    let found = min_scores(scored);
    let text = &mut report.text;
    let _ = writeln!(text, "\n{:<25}{:>7}{SCORES_HEADER}", "--min-score (lenient)", "left");
    for MinScore { least, left, counts } in &found {
        let _ = writeln!(text, "{least:<25.1}{left:>7}{}", scores_row(*counts));
    }
    let row = |m: &MinScore| {
        json!({"min_score": m.least, "left": m.left, "precision": m.counts.precision(),
               "recall": m.counts.recall(), "f1": m.counts.f1()})
    };
    let rows: Value = found.iter().map(row).collect();
    report.tables.insert("relations.min_score".into(), rows);
}
