//! Figures that can be computed from any set of scored documents, so that resampling can tell how sure they are.

use std::fmt::Write;

use super::bootstrap;
use super::counts::{Counts, Tally};
use super::report::{Against, Report};

/// A figure as a function of the documents that it is computed over.
pub struct Headline<D> {
    /// Its name in the report.
    pub key: &'static str,
    /// Its value over `documents`; not a number where none of them has anything to score.
    pub score: fn(&[&D]) -> f64,
}

/// F1 of summed counts.
pub(super) fn f1<D>(documents: &[&D], pick: impl Fn(&D) -> Counts) -> f64 {
    let mut sum = Counts::default();
    for document in documents {
        sum += pick(document);
    }
    if sum.predicted + sum.gold == 0 { f64::NAN } else { sum.f1() }
}

/// Accuracy of summed decisions.
pub(super) fn accuracy<D>(documents: &[&D], pick: impl Fn(&D) -> Tally) -> f64 {
    let mut sum = Tally::default();
    for document in documents {
        sum += pick(document);
    }
    if sum.total == 0 { f64::NAN } else { sum.accuracy() }
}

/// The interval of one figure over documents.
pub(super) fn interval_of<D>(
    headlines: &[Headline<D>],
    key: &str,
    documents: &[D],
) -> Option<(f64, f64)> {
    let headline = headlines.iter().find(|h| h.key == key)?;
    bootstrap::interval(documents, headline.score)
}

/// Sets another system beside `report`, which is of `this`: both values of every headline figure that the report has, their
/// difference, its interval and its p value. Both hold the same documents in the same order.
pub(super) fn set_against<D>(
    report: &mut Report,
    headlines: &[Headline<D>],
    this: Vec<D>,
    other: Vec<D>,
) {
    let pairs: Vec<(D, D)> = this.into_iter().zip(other).collect();
    let others: Vec<&D> = pairs.iter().map(|pair| &pair.1).collect();
    let mut text = format!(
        "\n{:<34}{:>8}{:>8}{:>12}{:>22}{:>9}\n",
        format!("against the other, {} documents", pairs.len()),
        "this",
        "other",
        "difference",
        "95 % interval",
        "p"
    );
    for headline in headlines {
        let Some(figure) = report.figures.iter_mut().find(|f| f.key == headline.key) else {
            continue;
        };
        let value = (headline.score)(&others);
        if value.is_nan() {
            continue;
        }
        let difference = bootstrap::paired(&pairs, headline.score);
        let _ = write!(
            text,
            "{:<34}{:>8.3}{value:>8.3}{:>+12.3}",
            figure.key,
            figure.value,
            figure.value - value
        );
        if let Some(found) = difference {
            let interval = format!("[{:+.3}, {:+.3}]", found.interval.0, found.interval.1);
            let _ = write!(text, "{interval:>22}{:>9.3}", found.p);
        }
        text.push('\n');
        figure.against = Some(Against { value, difference });
    }
    report.text.push_str(&text);
}
