//! Counts add up; scores are derived from them.

use std::ops::AddAssign;

/// How many items matched, of how many predicted and how many gold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Pairs of a gold and a predicted item that match, each item in one pair at most.
    pub matched: usize,
    /// Predicted items that count.
    pub predicted: usize,
    /// Gold items that count.
    pub gold: usize,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.matched += other.matched;
        self.predicted += other.predicted;
        self.gold += other.gold;
    }
}

impl Counts {
    /// Share of predicted items that match, 0 to 1; 0 when nothing was predicted.
    pub fn precision(self) -> f64 {
        share(self.matched, self.predicted)
    }

    /// Share of gold items that match, 0 to 1; 0 when there is no gold.
    pub fn recall(self) -> f64 {
        share(self.matched, self.gold)
    }

    /// Harmonic mean of precision and recall, 0 to 1.
    pub fn f1(self) -> f64 {
        share(2 * self.matched, self.predicted + self.gold)
    }
}

/// How many of a number of decisions were right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Right decisions.
    pub right: usize,
    /// All decisions.
    pub total: usize,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.right += other.right;
        self.total += other.total;
    }
}

impl Tally {
    /// Counts one decision.
    pub fn add(&mut self, right: bool) {
        self.right += usize::from(right);
        self.total += 1;
    }

    /// Share of right decisions, 0 to 1; 0 without decisions.
    pub fn accuracy(self) -> f64 {
        share(self.right, self.total)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_derive_from_sums_not_from_averages() {
        let mut all = Counts { matched: 1, predicted: 1, gold: 1 };
        all += Counts { matched: 1, predicted: 3, gold: 5 };
        assert_eq!((all.precision(), all.recall()), (0.5, 2.0 / 6.0));
        assert!((all.f1() - 0.4).abs() < 1e-12);
    }

    #[test]
    fn nothing_scores_zero_not_nan() {
        assert_eq!(Counts::default().f1(), 0.0);
        assert_eq!(Tally::default().accuracy(), 0.0);
    }
}
