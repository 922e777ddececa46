//! Relation scores as text: a summary, and every mistake in its sentence.

use std::fmt::Write;

use super::bootstrap;
use super::counts::{Counts, Tally};
use super::labelled::{Claim, Labelled, Phrase, Source};
use super::relation_errors::ErrorClass;
use super::relations::{Kinds, RelationCounts, ScoredRelations};
use super::report::{Report, SCORES_HEADER, interval_text, scores_row};
use super::status::{same_place, same_source};
use crate::doc::Span;

/// Sums articles up: `scored` holds one entry per article, of relations of `kinds`.
pub fn relation_report(scored: &[ScoredRelations], kinds: Kinds) -> Report {
    let mut all = RelationCounts::default();
    for article in scored {
        all += &article.counts;
    }
    let spread = |pick: fn(&RelationCounts) -> Counts| {
        bootstrap::interval(scored, |drawn| {
            let mut sum = Counts::default();
            for article in drawn {
                sum += pick(&article.counts);
            }
            sum.f1()
        })
    };
    let (lenient, strict) = (spread(|c| c.lenient), spread(|c| c.strict));
    let mut report = Report { text: summary(&all, kinds, lenient, strict), figures: Vec::new() };
    report.add_counts("relations", all.lenient, lenient, LENIENT);
    report.add_counts("relations.strict", all.strict, strict, STRICT);
    for (name, status) in all.statuses.each() {
        let rule = "on lenient matches";
        report.add(format!("relations.{name}.accuracy"), status.accuracy.accuracy(), rule);
        report.add(format!("relations.{name}.marked_f1"), status.marked.f1(), rule);
    }
    report
}

const LENIENT: &str = "lenient (heads inside spans)";
const STRICT: &str = "strict (equal spans)";

fn summary(
    counts: &RelationCounts,
    kinds: Kinds,
    lenient: Option<(f64, f64)>,
    strict: Option<(f64, f64)>,
) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "relations, kinds: {} (required gold; optional gold is ignored)",
        kinds.as_str()
    );
    let _ = writeln!(out, "{:<32}{SCORES_HEADER}", "rule");
    for (rule, c, spread) in [(LENIENT, counts.lenient, lenient), (STRICT, counts.strict, strict)] {
        let _ = writeln!(out, "{rule:<32}{}{}", scores_row(c), interval_text(spread));
    }
    let _ = writeln!(out, "predictions that match optional gold, ignored: {}", counts.ignored);
    let _ = writeln!(
        out,
        "\n{:<28}{:>20}{:>17}{:>7}{:>7}{:>7}",
        "on lenient matches", "accuracy", "marked cases: P", "R", "F1", "gold"
    );
    for (name, status) in counts.statuses.each() {
        let m = status.marked;
        let _ = writeln!(
            out,
            "{name:<28}{:>20}{:>17.3}{:>7.3}{:>7.3}{:>7}",
            tally(status.accuracy),
            m.precision(),
            m.recall(),
            m.f1(),
            m.gold
        );
    }
    let _ = writeln!(out, "\nmistakes (a miss and a false alarm at one predicate count once)");
    for (class, n) in &counts.errors {
        let _ = writeln!(out, "{class:<28}{n:>6}");
    }
    let _ = writeln!(
        out,
        "\n{:<32}{:>17}{:>20}",
        "by construction (lenient)", "recall of gold", "precision of pred"
    );
    for (name, by) in &counts.constructions {
        let _ = writeln!(out, "{name:<32}{:>17}{:>20}", tally(by.recall), tally(by.precision));
    }
    out
}

fn tally(t: Tally) -> String {
    if t.total == 0 {
        return "–".to_owned();
    }
    format!("{:.3} ({}/{})", t.accuracy(), t.right, t.total)
}

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
        let differences = differences(&article.text, gold, predicted);
        if differences.is_empty() {
            add(gold.predicate, 2, format!("  ok    {}\n", show(predicted)));
        } else {
            let listed = differences.join("; ");
            add(gold.predicate, 1, format!("  STATUS {}\n        {listed}\n", show(predicted)));
        }
    }
    lines.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut out = String::new();
    for group in lines.chunk_by(|a, b| a.0 == b.0) {
        if group.iter().all(|line| line.1 >= 2) {
            continue;
        }
        let sentence = group[0].0;
        let text = sentence.of(&article.text).split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = writeln!(out, "── {} @{}\n{text}", article.id, sentence.start());
        for line in group {
            out.push_str(&line.2);
        }
        out.push('\n');
    }
    out
}

fn triple(text: &str, claim: &Claim) -> String {
    let phrase = |p: &Option<Phrase>| match p {
        None => "∅".to_owned(),
        Some(p) => match p.head {
            Some(h) if h != p.span => format!("{} ‹{}›", flat(text, p.span), flat(text, h)),
            _ => flat(text, p.span),
        },
    };
    let mut marks = vec![claim.kind.as_str().to_owned()];
    marks.extend(claim.voice.filter(|v| *v == crate::doc::Voice::Passive).map(|v| v.to_string()));
    if claim.negated == Some(true) {
        marks.push("negated".to_owned());
    }
    marks.extend(claim.modality.map(|m| m.to_string()).filter(|m| m != "actual"));
    if claim.reciprocal {
        marks.push("reciprocal".to_owned());
    }
    match claim.source {
        Some(Source::Named(span)) => marks.push(format!("says {}", flat(text, span))),
        Some(Source::Unnamed) => marks.push("reportedly".to_owned()),
        _ => {}
    }
    format!(
        "{}  —{}→  {}   [{}]",
        phrase(&claim.subject),
        flat(text, claim.predicate),
        phrase(&claim.object),
        marks.join(", ")
    )
}

fn flat(text: &str, span: Span) -> String {
    span.of(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn differences(text: &str, gold: &Claim, predicted: &Claim) -> Vec<String> {
    let mut found = Vec::new();
    let mut note = |name: &str, gold: String, said: String| {
        found.push(format!("{name}: gold {gold}, pred {said}"));
    };
    let or_none = |s: Option<String>| s.unwrap_or_else(|| "none".to_owned());
    if gold.negated.is_some() && gold.negated != predicted.negated {
        let word =
            |n: Option<bool>| if n == Some(true) { "negated" } else { "affirmed" }.to_owned();
        note("polarity", word(gold.negated), word(predicted.negated));
    }
    if gold.modality.is_some() && gold.modality != predicted.modality {
        let word = |m: Option<crate::doc::Modality>| or_none(m.map(|m| m.to_string()));
        note("modality", word(gold.modality), word(predicted.modality));
    }
    if gold.voice.is_some() && gold.voice != predicted.voice {
        let word = |v: Option<crate::doc::Voice>| or_none(v.map(|v| v.to_string()));
        note("voice", word(gold.voice), word(predicted.voice));
    }
    if let Some(source) = gold.source {
        let said = predicted.source.unwrap_or(Source::Author);
        if !same_source(source, said) {
            let word = |s: Source| match s {
                Source::Author => "the article".to_owned(),
                Source::Unnamed => "unnamed".to_owned(),
                Source::Named(span) => flat(text, span),
            };
            note("source", word(source), word(said));
        }
    }
    for (name, gold, said) in
        [("time", gold.time, predicted.time), ("place", gold.place, predicted.place)]
    {
        if let Some(gold) = gold
            && !same_place(gold, said.flatten())
        {
            let word = |s: Option<Span>| or_none(s.map(|s| flat(text, s)));
            note(name, word(gold), word(said.flatten()));
        }
    }
    found
}
