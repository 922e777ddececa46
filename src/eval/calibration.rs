//! Whether scores mean what they say: of the predictions with a score near 0.8, are eight of ten right?

use std::fmt::Write;
use std::ops::AddAssign;

use serde_json::{Value, json};

/// A probability, 0 to 1.
#[derive(Debug, Clone, Copy)]
pub struct Score(f64);

impl Score {
    /// A score; `None` for what is no number between 0 and 1.
    pub fn new(probability: f64) -> Option<Score> {
        (0.0..=1.0).contains(&probability).then_some(Score(probability))
    }

    /// The probability.
    pub fn value(self) -> f64 {
        self.0
    }
}

// No score is NaN, so these hold together; the sign of zero makes no difference to anything.
impl PartialEq for Score {
    fn eq(&self, other: &Score) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Score {}

impl PartialOrd for Score {
    fn partial_cmp(&self, other: &Score) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Score {
    fn cmp(&self, other: &Score) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

const BINS: usize = 10;

/// Predictions by score, in ten bins of equal width, and how many of them are right.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Calibration {
    bins: [Bin; BINS],
}

/// The predictions whose scores fall into one tenth of the scale.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Bin {
    /// How many there are.
    pub count: usize,
    /// How many of them are right.
    pub right: usize,
    /// The sum of their scores.
    pub scores: f64,
}

impl Bin {
    /// Mean score of its predictions; 0 without any.
    pub fn predicted(self) -> f64 {
        if self.count == 0 { 0.0 } else { self.scores / self.count as f64 }
    }

    /// Share of its predictions that are right; 0 without any.
    pub fn share_right(self) -> f64 {
        if self.count == 0 { 0.0 } else { self.right as f64 / self.count as f64 }
    }
}

impl AddAssign<&Calibration> for Calibration {
    fn add_assign(&mut self, other: &Calibration) {
        for (bin, other) in self.bins.iter_mut().zip(&other.bins) {
            bin.count += other.count;
            bin.right += other.right;
            bin.scores += other.scores;
        }
    }
}

impl Calibration {
    /// Counts a prediction; one without a score says nothing of itself and is left out.
    pub fn add(&mut self, score: Option<Score>, right: bool) {
        let Some(score) = score else { return };
        // The last bin is closed: it has the scores of exactly 1.
        let bin = &mut self.bins[((score.0 * BINS as f64) as usize).min(BINS - 1)];
        bin.count += 1;
        bin.right += usize::from(right);
        bin.scores += score.0;
    }

    /// The bins, of low scores first; bin `i` begins at `i / 10`.
    pub fn bins(&self) -> &[Bin] {
        &self.bins
    }

    /// Expected calibration error (Naeini et al. 2015): the distance of mean score and share right, averaged over bins by
    /// their number of predictions. `None` without predictions that have a score.
    pub fn error(&self) -> Option<f64> {
        let all: usize = self.bins.iter().map(|b| b.count).sum();
        let distance = |b: &Bin| b.count as f64 * (b.predicted() - b.share_right()).abs();
        (all > 0).then(|| self.bins.iter().map(distance).sum::<f64>() / all as f64)
    }

    /// The reliability table for people, of the bins that have predictions; empty without any.
    pub(super) fn table(&self, title: &str) -> String {
        let Some(error) = self.error() else { return String::new() };
        let mut out =
            format!("\n{title:<32}{:>12}{:>14}{:>10}\n", "mean score", "share right", "count");
        for (i, bin) in self.bins.iter().enumerate().filter(|(_, b)| b.count > 0) {
            let range = format!("{:.1}–{:.1}", i as f64 / 10.0, (i + 1) as f64 / 10.0);
            let (predicted, right) = (bin.predicted(), bin.share_right());
            let _ = writeln!(out, "{range:<32}{predicted:>12.3}{right:>14.3}{:>10}", bin.count);
        }
        let _ = writeln!(out, "{:<32}{error:>12.3}", "expected calibration error");
        out
    }

    /// The reliability table for machines.
    pub(super) fn to_json(self) -> Value {
        let bin = |(i, b): (usize, &Bin)| {
            json!({"from": i as f64 / 10.0, "to": (i + 1) as f64 / 10.0, "mean_score": b.predicted(),
                   "share_right": b.share_right(), "count": b.count})
        };
        self.bins.iter().enumerate().map(bin).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(predictions: &[(f64, bool)]) -> Calibration {
        let mut calibration = Calibration::default();
        for &(score, right) in predictions {
            calibration.add(Score::new(score), right);
        }
        calibration
    }

    #[test]
    fn scores_that_come_true_have_no_error() {
        let told = of(&[(0.75, true), (0.75, true), (0.75, true), (0.75, false), (1.0, true)]);
        assert_eq!(told.error(), Some(0.0));
        assert_eq!((told.bins()[7].count, told.bins()[9].count), (4, 1));
    }

    #[test]
    fn the_error_weighs_bins_by_their_predictions() {
        // Three at 0.9, all wrong; one at 0.1, wrong.
        let error = of(&[(0.9, false), (0.9, false), (0.9, false), (0.1, false)]).error();
        assert!((error.expect("scores") - 0.7).abs() < 1e-12);
    }

    #[test]
    fn without_scores_there_is_no_error() {
        let mut none = Calibration::default();
        none.add(None, true);
        assert_eq!((none.error(), none.table("x")), (None, String::new()));
    }

    #[test]
    fn what_is_no_probability_is_no_score() {
        assert!(Score::new(1.5).is_none() && Score::new(f64::NAN).is_none());
        assert!(Score::new(0.2) < Score::new(0.3));
    }

    #[test]
    fn counts_add_up() {
        let mut sum = of(&[(0.25, true)]);
        sum += &of(&[(0.25, false), (0.95, true)]);
        assert_eq!((sum.bins()[2].count, sum.bins()[2].right), (2, 1));
        assert!(
            sum.table("scores")
                .contains("0.2–0.3                                0.250         0.500         2")
        );
    }
}
