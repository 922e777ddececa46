//! Mention scores as a report.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde_json::{Value, json};

use super::counts::Counts;
use super::headline::{Headline, f1, interval_of, set_against};
use super::mentions::{LabelPair, MentionCounts, ScoredMentions};
use super::report::{Report, SCORES_HEADER, interval_text, scores_row};

/// The figures of mentions that resampling is told of.
fn headlines() -> Vec<Headline<ScoredMentions>> {
    vec![
        Headline { key: "mentions.f1", score: |all| f1(all, |d| d.counts.strict) },
        Headline {
            key: "mentions.macro_f1",
            score: |all| {
                let mut by: BTreeMap<&str, Counts> = BTreeMap::new();
                for (label, counts) in all.iter().flat_map(|d| &d.counts.by_label) {
                    *by.entry(label).or_default() += *counts;
                }
                super::mentions::macro_f1(by.into_values())
            },
        },
        Headline { key: "mentions.exact.f1", score: |all| f1(all, |d| d.counts.exact) },
        Headline { key: "mentions.type.f1", score: |all| f1(all, |d| d.counts.typed) },
        Headline { key: "mentions.partial.f1", score: |all| f1(all, |d| d.counts.partial) },
        Headline {
            key: "mentions.ece",
            score: |all| {
                let mut sum = super::Calibration::default();
                all.iter().for_each(|d| sum += &d.counts.calibration);
                sum.error().unwrap_or(f64::NAN)
            },
        },
    ]
}

/// Sums articles up: one entry of `scored` per article.
pub fn mention_report(scored: &[ScoredMentions]) -> Report {
    let mut all = MentionCounts::default();
    for article in scored {
        all += &article.counts;
    }
    let headlines = headlines();
    let interval = |key: &str| interval_of(&headlines, key, scored);
    let rules = [
        ("strict (equal span and type)", "mentions", all.strict),
        ("exact (equal span)", "mentions.exact", all.exact),
        ("type (overlap, equal type)", "mentions.type", all.typed),
        ("partial (overlap)", "mentions.partial", all.partial),
    ];
    let mut report = Report::default();
    let text = &mut String::new();
    let _ = writeln!(text, "mentions, micro-averaged\n{:<32}{SCORES_HEADER}", "rule");
    let macro_f1 = ("mentions.macro_f1", all.macro_f1(), interval("mentions.macro_f1"));
    for (rule, key, counts) in rules {
        let spread = interval(&format!("{key}.f1"));
        let _ = writeln!(text, "{rule:<32}{}{}", scores_row(counts), interval_text(spread));
        report.add_counts(key, counts, spread, rule);
        if key == "mentions" {
            let rule = "strict, mean over types that gold has";
            report.add_with_interval(macro_f1.0, macro_f1.1, macro_f1.2, rule);
        }
    }
    let _ = writeln!(text, "\n{:<32}{SCORES_HEADER}", "strict, by type");
    for (label, counts) in &all.by_label {
        let _ = writeln!(text, "{label:<32}{}", scores_row(*counts));
        report.add(format!("mentions.{label}.f1"), counts.f1(), rules[0].0);
    }
    let spread = interval_text(macro_f1.2);
    let name = "macro F1 (types that gold has)";
    let _ = writeln!(text, "{name:<46}{:>7.3}{:>25}{spread}", macro_f1.1, "");
    text.push_str(&confusion_text(&all));
    text.push_str(&all.calibration.table("scores of mentions"));
    if let Some(error) = all.calibration.error() {
        let key = "mentions.ece";
        let rule = "expected calibration error of scores, strict, ten bins (less is better)";
        report.add_with_interval(key, error, interval(key), rule);
        report.tables.insert("mentions.calibration".into(), all.calibration.to_json());
    }
    report.tables.insert("mentions.confusion".into(), confusion_json(&all));
    report.text = std::mem::take(text);
    report
}

/// Sets the figures of another system's predictions for the same articles beside those of `report`.
pub fn mentions_against(
    report: &mut Report,
    this: Vec<ScoredMentions>,
    other: Vec<ScoredMentions>,
) {
    set_against(report, &headlines(), this, other);
}

/// Gold types down, predicted types across; types that both sides lack have no row.
fn confusion_text(all: &MentionCounts) -> String {
    let side = |pick: fn(&LabelPair) -> &Option<String>| {
        all.confusion.keys().filter_map(|key| pick(key).clone()).collect::<BTreeSet<String>>()
    };
    let labels: Vec<String> = side(|k| &k.0).union(&side(|k| &k.1)).cloned().collect();
    if labels.is_empty() {
        return String::new();
    }
    // Labels stand over narrow columns: cut there, in full at their rows.
    let short = |label: &str| label.chars().take(7).collect::<String>();
    let mut out = format!("\n{:<32}", "gold down, predicted across");
    for label in &labels {
        let _ = write!(out, "{:>8}", short(label));
    }
    out.push_str("  missed\n");
    let cell = |out: &mut String, g: Option<&String>, p: Option<&String>| match all
        .confusion
        .get(&(g.cloned(), p.cloned()))
    {
        Some(n) => _ = write!(out, "{n:>8}"),
        None => _ = write!(out, "{:>8}", "·"),
    };
    for gold in labels.iter().map(Some).chain([None]) {
        let _ = write!(out, "{:<32}", gold.map_or("(no gold there)", String::as_str));
        for predicted in labels.iter().map(Some).chain([None]) {
            if gold.is_some() || predicted.is_some() {
                cell(&mut out, gold, predicted);
            }
        }
        out.push('\n');
    }
    out
}

fn confusion_json(all: &MentionCounts) -> Value {
    let cell = |((gold, predicted), n): (&LabelPair, &usize)| json!({"gold": gold, "predicted": predicted, "count": n});
    all.confusion.iter().map(cell).collect()
}
