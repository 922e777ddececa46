//! Relation scores as a report.

use std::fmt::Write;

use serde_json::{Value, json};

use super::counts::{Counts, Tally};
use super::headline::{Headline, accuracy, f1, interval_of, set_against};
use super::relations::{Kinds, RelationCounts, ScoredRelations};
use super::report::{Report, SCORES_HEADER, interval_text, scores_row};
use super::status::{Status, Statuses};
use super::unasserted::Alarms;

const LENIENT: &str = "lenient (heads inside spans)";
const STRICT: &str = "strict (equal spans)";
const ALARMS: &str = "pairs that gold does not assert, predicted as facts (less is better)";

/// The figures of relations that resampling is told of.
fn headlines() -> Vec<Headline<ScoredRelations>> {
    fn status(documents: &[&ScoredRelations], pick: fn(&Statuses) -> Status) -> f64 {
        accuracy(documents, |d| pick(&d.counts.statuses).accuracy)
    }
    vec![
        Headline { key: "relations.f1", score: |all| f1(all, |d| d.counts.lenient) },
        Headline { key: "relations.strict.f1", score: |all| f1(all, |d| d.counts.strict) },
        Headline { key: "relations.polarity.accuracy", score: |all| status(all, |s| s.polarity) },
        Headline { key: "relations.modality.accuracy", score: |all| status(all, |s| s.modality) },
        Headline {
            key: "relations.attribution.accuracy",
            score: |all| status(all, |s| s.attribution),
        },
        Headline { key: "relations.voice.accuracy", score: |all| status(all, |s| s.voice) },
        Headline { key: "relations.time.accuracy", score: |all| status(all, |s| s.time) },
        Headline { key: "relations.place.accuracy", score: |all| status(all, |s| s.place) },
        Headline {
            key: "relations.false_alarms",
            score: |all| {
                let mut sum = Alarms::default();
                all.iter().for_each(|d| sum += d.counts.alarms);
                sum.share().unwrap_or(f64::NAN)
            },
        },
        Headline {
            key: "relations.ece",
            score: |all| {
                let mut sum = super::Calibration::default();
                all.iter().for_each(|d| sum += &d.counts.calibration);
                sum.error().unwrap_or(f64::NAN)
            },
        },
    ]
}

/// Sums articles up: `scored` holds one entry per article, of relations of `kinds`.
pub fn relation_report(scored: &[ScoredRelations], kinds: Kinds) -> Report {
    let mut all = RelationCounts::default();
    for article in scored {
        all += &article.counts;
    }
    let headlines = headlines();
    let interval = |key: &str| interval_of(&headlines, key, scored);
    let mut report = Report::default();
    let (lenient, strict) = (interval("relations.f1"), interval("relations.strict.f1"));
    report.add_counts("relations", all.lenient, lenient, LENIENT);
    report.add_counts("relations.strict", all.strict, strict, STRICT);
    for (name, status) in all.statuses.each() {
        let (key, rule) = (format!("relations.{name}.accuracy"), "on lenient matches");
        let spread = interval(&key);
        report.add_with_interval(key, status.accuracy.accuracy(), spread, rule);
        report.add(format!("relations.{name}.marked_f1"), status.marked.f1(), rule);
    }
    if let Some(share) = all.alarms.share() {
        let key = "relations.false_alarms";
        report.add_with_interval(key, share, interval(key), ALARMS);
    }
    if let Some(error) = all.calibration.error() {
        let key = "relations.ece";
        let rule = "expected calibration error of scores, ten bins (less is better)";
        report.add_with_interval(key, error, interval(key), rule);
        report.tables.insert("relations.calibration".into(), all.calibration.to_json());
    }
    report.tables.insert("relations.errors".into(), errors_table(&all));
    report.tables.insert("relations.constructions".into(), constructions_table(&all));
    report.text = summary(&all, kinds, &report);
    report
}

/// Sets the figures of another system's predictions for the same articles beside those of `report`.
pub fn relations_against(
    report: &mut Report,
    this: Vec<ScoredRelations>,
    other: Vec<ScoredRelations>,
) {
    set_against(report, &headlines(), this, other);
}

/// Mistakes by class: misses and false alarms, then wrong statuses of what matched.
fn errors(counts: &RelationCounts) -> Vec<(String, usize)> {
    let classes = counts.errors.iter().map(|(class, n)| (class.to_string(), *n));
    let statuses = counts.statuses.each().into_iter().map(|(name, status)| {
        let Tally { right, total } = status.accuracy;
        (name.to_owned(), total - right)
    });
    classes.chain(statuses.filter(|(_, n)| *n > 0)).collect()
}

fn errors_table(counts: &RelationCounts) -> Value {
    Value::Object(errors(counts).into_iter().map(|(class, n)| (class, json!(n))).collect())
}

fn constructions_table(counts: &RelationCounts) -> Value {
    let tally = |t: Tally| json!({"right": t.right, "total": t.total});
    let entry = |(name, by): (&&str, &super::ByConstruction)| {
        let scores = json!({"recall": tally(by.recall), "precision": tally(by.precision)});
        ((*name).to_owned(), scores)
    };
    Value::Object(counts.constructions.iter().map(entry).collect())
}

fn summary(counts: &RelationCounts, kinds: Kinds, report: &Report) -> String {
    let spread = |key: &str| interval_text(report.figure(key).and_then(|f| f.interval));
    let mut out = String::new();
    let _ = writeln!(
        out,
        "relations, kinds: {} (required gold; optional gold is ignored)",
        kinds.as_str()
    );
    let _ = writeln!(out, "{:<32}{SCORES_HEADER}", "rule");
    let row = |out: &mut String, rule: &str, c: Counts, key: &str| {
        let _ = writeln!(out, "{rule:<32}{}{}", scores_row(c), spread(key));
    };
    row(&mut out, LENIENT, counts.lenient, "relations.f1");
    row(&mut out, STRICT, counts.strict, "relations.strict.f1");
    let _ = writeln!(out, "predictions that match optional gold, ignored: {}", counts.ignored);
    if let Some(share) = counts.alarms.share() {
        let Alarms { alarmed, pairs } = counts.alarms;
        let spread = spread("relations.false_alarms");
        let _ = writeln!(out, "false alarms: {share:.3} ({alarmed}/{pairs} {ALARMS}){spread}");
    }
    let _ = writeln!(
        out,
        "\n{:<28}{:>20}{:>17}{:>7}{:>7}{:>7}",
        "on lenient matches", "accuracy", "marked cases: P", "R", "F1", "gold"
    );
    for (name, status) in counts.statuses.each() {
        let m = status.marked;
        let _ = writeln!(
            out,
            "{name:<28}{:>20}{:>17.3}{:>7.3}{:>7.3}{:>7}{}",
            tally(status.accuracy),
            m.precision(),
            m.recall(),
            m.f1(),
            m.gold,
            spread(&format!("relations.{name}.accuracy"))
        );
    }
    let _ = writeln!(
        out,
        "\nmistakes (a miss and a false alarm at one predicate count once; then wrong statuses)"
    );
    for (class, n) in errors(counts) {
        let _ = writeln!(out, "{class:<32}{n:>6}");
    }
    let _ = writeln!(
        out,
        "\n{:<32}{:>17}{:>20}",
        "by construction (lenient)", "recall of gold", "precision of pred"
    );
    for (name, by) in &counts.constructions {
        let _ = writeln!(out, "{name:<32}{:>17}{:>20}", tally(by.recall), tally(by.precision));
    }
    out.push_str(&counts.calibration.table("scores of relations"));
    out
}

fn tally(t: Tally) -> String {
    if t.total == 0 {
        return "–".to_owned();
    }
    format!("{:.3} ({}/{})", t.accuracy(), t.right, t.total)
}
