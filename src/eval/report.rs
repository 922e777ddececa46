//! What every evaluation hands back: a text for people, figures by name for machines.

use serde_json::{Map, Value, json};

use super::bootstrap::Difference;
use super::counts::Counts;

/// One figure of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Dotted name, `relations.f1`.
    pub key: String,
    /// Its value, 0 to 1.
    pub value: f64,
    /// 95 % interval over documents.
    pub interval: Option<(f64, f64)>,
    /// The matching rule or definition it follows.
    pub rule: String,
    /// The same figure of the system that this one is compared with.
    pub against: Option<Against>,
}

/// The figure of another system on the same documents.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Against {
    /// Its value, 0 to 1.
    pub value: f64,
    /// How sure the difference is; `None` for a single document.
    pub difference: Option<Difference>,
}

/// The outcome of one evaluation.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    /// Tables for people.
    pub text: String,
    /// Headline figures first.
    pub figures: Vec<Figure>,
    /// Tables for machines, by name.
    pub tables: Map<String, Value>,
}

impl Report {
    /// Adds one figure.
    pub fn add(&mut self, key: impl Into<String>, value: f64, rule: impl Into<String>) {
        self.figures.push(Figure {
            key: key.into(),
            value,
            interval: None,
            rule: rule.into(),
            against: None,
        });
    }

    /// Adds one figure with its interval.
    pub fn add_with_interval(
        &mut self,
        key: impl Into<String>,
        value: f64,
        interval: Option<(f64, f64)>,
        rule: impl Into<String>,
    ) {
        self.add(key, value, rule);
        if let Some(last) = self.figures.last_mut() {
            last.interval = interval;
        }
    }

    /// Adds precision, recall and F1 under `prefix`, the interval at F1.
    pub fn add_counts(
        &mut self,
        prefix: &str,
        counts: Counts,
        interval: Option<(f64, f64)>,
        rule: &str,
    ) {
        self.add_with_interval(format!("{prefix}.f1"), counts.f1(), interval, rule);
        self.add(format!("{prefix}.precision"), counts.precision(), rule);
        self.add(format!("{prefix}.recall"), counts.recall(), rule);
    }

    /// The figure called `key`.
    pub fn figure(&self, key: &str) -> Option<&Figure> {
        self.figures.iter().find(|f| f.key == key)
    }

    /// The figures as one JSON object: name → value, rule and, where there are any, the 95 % interval and the figure of the
    /// other system; then the tables.
    pub fn to_json(&self) -> Value {
        let mut all: Map<String, Value> = self
            .figures
            .iter()
            .map(|f| {
                let mut entry = json!({"value": f.value, "rule": f.rule});
                if let Some((low, high)) = f.interval {
                    entry["low"] = json!(low);
                    entry["high"] = json!(high);
                }
                if let Some(against) = f.against {
                    entry["against"] =
                        json!({"value": against.value, "difference": f.value - against.value});
                    if let Some(found) = against.difference {
                        entry["against"]["low"] = json!(found.interval.0);
                        entry["against"]["high"] = json!(found.interval.1);
                        entry["against"]["p"] = json!(found.p);
                    }
                }
                (f.key.clone(), entry)
            })
            .collect();
        all.extend(self.tables.clone());
        Value::Object(all)
    }
}

/// Precision, recall and F1 with the counts behind them, as cells of a table.
pub(super) fn scores_row(c: Counts) -> String {
    format!(
        "{:>7.3}{:>7.3}{:>7.3}{:>9}{:>8}{:>8}",
        c.precision(),
        c.recall(),
        c.f1(),
        c.matched,
        c.predicted,
        c.gold
    )
}

/// The header over [`scores_row`].
pub(super) const SCORES_HEADER: &str = "      P      R     F1  matched    pred    gold";

/// ` [0.70, 0.80]`, or nothing.
pub(super) fn interval_text(interval: Option<(f64, f64)>) -> String {
    interval.map_or_else(String::new, |(low, high)| {
        format!("  95 % [{low:.3}, {high:.3}] over documents")
    })
}
