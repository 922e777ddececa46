//! Scoring tuples of open information extraction by the rules of CaRB (Bhardwaj, Aggarwal and Mausam 2019).
//!
//! A predicted tuple is compared with a gold one slot by slot (relation, first argument, all other arguments): the words of a
//! slot that both have count for precision and for recall. Tuples whose relations share no word do not match. In a sentence,
//! precision pairs each prediction with one gold tuple, the best pairs first; recall takes for each gold tuple its best
//! prediction, which may serve several (*single* matching: which serves one). Sums over sentences give a curve over the
//! thresholds of confidence; the figures are those of its point with the best F1, and the area under it.
//!
//! The figures are those of the scorer itself, `carb.py` with `binary_linient_tuple_match`, down to its particulars:
//! words are compared as written, a relation *be* stands for every form of the verb, speech may have its arguments
//! exchanged, and a sentence is known by its characters without spaces, punctuation and brackets. Where a point has neither
//! precision nor recall that scorer may take the undefined F1 for the best; here such a point is passed over.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::headline::{Headline, interval_of};
use super::report::{Report, interval_text};
use crate::format::carb::Tuple;

/// What a sentence adds to the curve. All sentences of one evaluation have the same number of levels.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoredSentence {
    /// How many distinct confidences the whole prediction has.
    levels: usize,
    /// Gold tuples.
    gold: usize,
    /// Sums by ranges of levels, rising and without gaps; nothing is left above the last one.
    steps: Vec<Step>,
}

/// The sums of a sentence at the levels `from..to`.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Step {
    from: usize,
    to: usize,
    predicted: usize,
    precision: f64,
    recall: f64,
    single_recall: f64,
}

/// The best point of a curve and the area under it, all 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Curve {
    /// Precision at the best point.
    pub precision: f64,
    /// Recall at the best point.
    pub recall: f64,
    /// The best F1.
    pub f1: f64,
    /// Area under precision over recall, with the point of precision 1 and recall 0.
    pub auc: f64,
}

/// Scores the sentences of gold, in the order of their keys. Predictions for other sentences change nothing but the levels.
pub fn score_tuples(gold: &[Tuple], predicted: &[Tuple]) -> Vec<ScoredSentence> {
    let (gold, predicted) = (by_sentence(gold), by_sentence(predicted));
    let mut levels: Vec<f64> = predicted.values().flatten().map(|t| t.confidence).collect();
    levels.sort_by(f64::total_cmp);
    levels.dedup();
    let nothing = Vec::new();
    gold.iter()
        .map(|(key, gold)| {
            let predicted = predicted.get(key).unwrap_or(&nothing);
            let steps = steps(gold, predicted, &levels);
            ScoredSentence { levels: levels.len(), gold: gold.len(), steps }
        })
        .collect()
}

/// Tuples by the key of their sentence. Of several spellings with one key the last is taken, as the scorer does.
fn by_sentence(tuples: &[Tuple]) -> BTreeMap<String, Vec<&Tuple>> {
    let mut spellings: Vec<&str> = Vec::new();
    let mut by_spelling: BTreeMap<&str, Vec<&Tuple>> = BTreeMap::new();
    for tuple in tuples {
        by_spelling.entry(&tuple.sentence).or_insert_with(|| {
            spellings.push(&tuple.sentence);
            Vec::new()
        });
        if let Some(group) = by_spelling.get_mut(tuple.sentence.as_str()) {
            group.push(tuple);
        }
    }
    let group = |spelling: &str| by_spelling.get(spelling).cloned().unwrap_or_default();
    spellings.into_iter().map(|spelling| (key(spelling), group(spelling))).collect()
}

fn key(sentence: &str) -> String {
    let mut key = sentence.replace(' ', "");
    for bracket in ["-LRB-", "-RRB-", "-LSB-", "-RSB-", "-LCB-", "-RCB-"] {
        key = key.replace(bracket, "");
    }
    key.chars().filter(|c| !c.is_ascii_punctuation()).collect()
}

fn steps(gold: &[&Tuple], predicted: &[&Tuple], levels: &[f64]) -> Vec<Step> {
    // The scorer takes no notice of gold's contexts.
    let stated = |argument: &&String| !argument.contains("C: ");
    let gold = gold.iter().map(|t| Slots::new(t, t.arguments.iter().filter(stated)));
    let gold: Vec<Slots> = gold.collect();
    let slots = predicted.iter().map(|t| Slots::new(t, t.arguments.iter()));
    let slots: Vec<Slots> = slots.collect();
    let scores: Vec<Vec<(f64, f64)>> =
        gold.iter().map(|g| slots.iter().map(|p| best_match(g, p)).collect()).collect();
    let mut own: Vec<f64> = predicted.iter().map(|t| t.confidence).collect();
    own.sort_by(f64::total_cmp);
    own.dedup();
    let mut steps = Vec::new();
    let mut from = 0;
    for confidence in own {
        let to = levels.partition_point(|level| *level <= confidence);
        let kept: Vec<usize> =
            (0..predicted.len()).filter(|&p| predicted[p].confidence >= confidence).collect();
        let best_recall =
            |row: &Vec<(f64, f64)>| kept.iter().map(|&p| row[p].1).fold(0.0, f64::max);
        steps.push(Step {
            from,
            to,
            predicted: kept.len(),
            precision: greedily(&scores, &kept, |score| score.0),
            recall: scores.iter().map(best_recall).sum(),
            single_recall: greedily(&scores, &kept, |score| score.1),
        });
        from = to;
    }
    steps
}

/// The sum over one-to-one pairs, the best first; of equals the first gold tuple and then the first prediction.
fn greedily(
    scores: &[Vec<(f64, f64)>],
    predicted: &[usize],
    pick: impl Fn((f64, f64)) -> f64,
) -> f64 {
    let mut rows: Vec<usize> = (0..scores.len()).collect();
    let mut columns = predicted.to_vec();
    let mut sum = 0.0;
    while !rows.is_empty() && !columns.is_empty() {
        let mut best = (f64::NEG_INFINITY, 0, 0);
        for (i, &row) in rows.iter().enumerate() {
            for (j, &column) in columns.iter().enumerate() {
                let score = pick(scores[row][column]);
                if score > best.0 {
                    best = (score, i, j);
                }
            }
        }
        sum += best.0;
        rows.remove(best.1);
        columns.remove(best.2);
    }
    sum
}

/// A tuple as it is compared: its words slot by slot.
struct Slots<'t> {
    relation: Vec<&'t str>,
    /// The first argument, then all others as one.
    arguments: Vec<Vec<&'t str>>,
    /// Whether the relation is one of speech, by its letters.
    speech: bool,
}

impl<'t> Slots<'t> {
    fn new(tuple: &'t Tuple, mut stated: impl Iterator<Item = &'t String>) -> Slots<'t> {
        let words = |text: &'t String| text.split_whitespace();
        let first: Option<Vec<&str>> = stated.next().map(|first| words(first).collect());
        let mut others = stated.peekable();
        let more = others.peek().is_some();
        let others: Vec<&str> = others.flat_map(words).collect();
        let arguments = first.into_iter().chain(more.then_some(others)).collect();
        let speech = ["said", "told", "added", "adds", "says"];
        Slots {
            relation: words(&tuple.relation).collect(),
            arguments,
            speech: speech.iter().any(|verb| tuple.relation.contains(verb)),
        }
    }
}

/// Precision and recall of a prediction, for speech the better of both orders.
fn best_match(gold: &Slots, predicted: &Slots) -> (f64, f64) {
    let plain: Vec<&[&str]> = predicted.arguments.iter().map(Vec::as_slice).collect();
    let straight = slot_match(gold, &predicted.relation, &plain);
    if !gold.speech {
        return straight;
    }
    let turned: Vec<&[&str]> = plain.into_iter().rev().collect();
    let reverse = slot_match(gold, &predicted.relation, &turned);
    if reverse.0 > straight.0 || reverse.0 == straight.0 && reverse.1 > straight.1 {
        reverse
    } else {
        straight
    }
}

fn slot_match(gold: &Slots, relation: &[&str], arguments: &[&[&str]]) -> (f64, f64) {
    const BE: [&str; 8] = ["be", "is", "am", "are", "was", "were", "been", "being"];
    let mut left = relation.to_vec();
    let mut matched = take_common(&gold.relation, &mut left);
    if left.contains(&"be") && gold.relation.iter().any(|word| BE.contains(word)) {
        matched += 1;
    }
    if matched == 0 || arguments.len() < gold.arguments.len() {
        return (0.0, 0.0);
    }
    let (mut of_predicted, mut of_gold) = (relation.len(), gold.relation.len());
    for (gold, predicted) in gold.arguments.iter().zip(arguments) {
        of_gold += gold.len();
        of_predicted += predicted.len();
        matched += take_common(gold, &mut predicted.to_vec());
    }
    let share = |of: usize| if of == 0 { 0.0 } else { matched as f64 / of as f64 };
    (share(of_predicted), share(of_gold))
}

/// How many words both have, each counted as often as on the side that has it less; takes them out of `from`.
fn take_common(words: &[&str], from: &mut Vec<&str>) -> usize {
    let before = from.len();
    for word in words {
        if let Some(at) = from.iter().position(|other| other == word) {
            from.remove(at);
        }
    }
    before - from.len()
}

/// The curve of some sentences; with `single`, under single matching.
pub fn curve(sentences: &[&ScoredSentence], single: bool) -> Curve {
    let levels = sentences.first().map_or(0, |s| s.levels);
    let gold: usize = sentences.iter().map(|s| s.gold).sum();
    // Each step adds at its first level and takes away behind its last.
    let mut changes = vec![(0_i64, 0.0, 0.0); levels + 1];
    for step in sentences.iter().flat_map(|s| &s.steps) {
        let recall = if single { step.single_recall } else { step.recall };
        for (at, sign) in [(step.from, 1.0), (step.to, -1.0)] {
            if let Some((predicted, precision_sum, recall_sum)) = changes.get_mut(at) {
                *predicted += sign as i64 * step.predicted as i64;
                *precision_sum += sign * step.precision;
                *recall_sum += sign * recall;
            }
        }
    }
    let mut best: Option<Curve> = None;
    let mut auc = 0.0;
    let mut before: Option<(f64, f64)> = None;
    let mut sums = (0_i64, 0.0, 0.0);
    for change in changes.iter().take(levels) {
        sums = (sums.0 + change.0, sums.1 + change.1, sums.2 + change.2);
        // Where nothing is predicted any more, what is left of the sums is rounding.
        let any = sums.0 > 0;
        let precision = if any { sums.1 / sums.0 as f64 } else { 1.0 };
        let recall = if any && gold > 0 { sums.2 / gold as f64 } else { 0.0 };
        let f1 = 2.0 * precision * recall / (precision + recall);
        if best.map_or(!f1.is_nan(), |best| f1 > best.f1) {
            best = Some(Curve { precision, recall, f1, auc: 0.0 });
        }
        auc += before.map_or(0.0, |point| under(point, (precision, recall)));
        before = Some((precision, recall));
    }
    auc += before.map_or(0.0, |point| under(point, (1.0, 0.0)));
    Curve { auc, ..best.unwrap_or_default() }
}

/// The area between two points of precision and recall, the first of higher recall.
fn under(first: (f64, f64), second: (f64, f64)) -> f64 {
    (first.1 - second.1) * (first.0 + second.0) / 2.0
}

fn headlines() -> Vec<Headline<ScoredSentence>> {
    vec![
        Headline { key: "carb.f1", score: |all| curve(all, false).f1 },
        Headline { key: "carb.auc", score: |all| curve(all, false).auc },
        Headline { key: "carb.single.f1", score: |all| curve(all, true).f1 },
    ]
}

/// The figures over all sentences.
pub fn carb_report(scored: &[ScoredSentence]) -> Report {
    let all: Vec<&ScoredSentence> = scored.iter().collect();
    let (many, single) = (curve(&all, false), curve(&all, true));
    let headlines = headlines();
    let interval = |key: &str| interval_of(&headlines, key, scored);
    let mut report = Report::default();
    let rule = "CaRB, binary lenient tuple match, best F1";
    let single_rule = "CaRB, binary lenient tuple match, single matching, best F1";
    let (f1, auc) = (interval("carb.f1"), interval("carb.auc"));
    let single_f1 = interval("carb.single.f1");
    report.add_with_interval("carb.f1", many.f1, f1, rule);
    report.add("carb.precision", many.precision, rule);
    report.add("carb.recall", many.recall, rule);
    report.add_with_interval("carb.auc", many.auc, auc, "CaRB, area under the curve");
    report.add_with_interval("carb.single.f1", single.f1, single_f1, single_rule);
    report.add("carb.single.precision", single.precision, single_rule);
    report.add("carb.single.recall", single.recall, single_rule);
    let gold: usize = scored.iter().map(|s| s.gold).sum();
    let text = &mut report.text;
    let _ =
        writeln!(text, "tuples by CaRB's rules: {} sentences, {gold} gold tuples", scored.len());
    let _ = writeln!(text, "{:<32}{:>7}{:>7}{:>7}{:>7}", "at the best F1", "P", "R", "F1", "AUC");
    for (name, c, spread) in
        [("many gold tuples a prediction", many, f1), ("single matching", single, single_f1)]
    {
        let (p, r, f1, auc) = (c.precision, c.recall, c.f1, c.auc);
        let spread = interval_text(spread).replace("documents", "sentences, of F1");
        let _ = writeln!(text, "{name:<32}{p:>7.3}{r:>7.3}{f1:>7.3}{auc:>7.3}{spread}");
    }
    report
}
