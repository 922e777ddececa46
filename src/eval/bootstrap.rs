//! Confidence by resampling documents.

/// How many resamples an interval rests on.
pub const RESAMPLES: usize = 1000;
const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// The 95 % percentile interval of `score` over documents drawn with replacement (Efron 1979).
///
/// Deterministic: the seed is fixed. Resamples whose score is not a number, because nothing in them is scored, are left
/// out. `None` for fewer than two documents, over which no spread can be estimated, and if no resample has a score.
pub fn interval<T>(documents: &[T], score: impl Fn(&[&T]) -> f64) -> Option<(f64, f64)> {
    let mut scores = resampled(documents, score)?;
    scores.retain(|s| !s.is_nan());
    middle(scores)
}

/// How two systems differ on the same documents.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// 95 % percentile interval of the first system's score less the second's.
    pub interval: (f64, f64),
    /// How often chance alone would part two equal systems as far, 0 to 1, two-sided.
    pub p: f64,
}

/// Compares two systems by drawing documents with replacement, for both systems the same ones (Efron and Tibshirani 1993,
/// section 16.4): `p` is the share of resamples whose difference is as far from the observed difference as that one is from
/// zero.
///
/// Deterministic, and `None` as with [`interval`].
pub fn paired<T>(documents: &[(T, T)], score: impl Fn(&[&T]) -> f64) -> Option<Difference> {
    let difference = |drawn: &[&(T, T)]| {
        let first: Vec<&T> = drawn.iter().map(|pair| &pair.0).collect();
        let second: Vec<&T> = drawn.iter().map(|pair| &pair.1).collect();
        score(&first) - score(&second)
    };
    let observed = difference(&documents.iter().collect::<Vec<_>>());
    let mut differences = resampled(documents, difference)?;
    differences.retain(|d| !d.is_nan());
    if observed.is_nan() || differences.is_empty() {
        return None;
    }
    // Sums of floating point numbers in another order differ by less than this.
    let far = |d: f64| (d - observed).abs() >= observed.abs() - 1e-12;
    let as_far = differences.iter().filter(|d| far(**d)).count();
    // The observed sample is one of those that chance could draw.
    let p = (as_far + 1) as f64 / (differences.len() + 1) as f64;
    Some(Difference { interval: middle(differences)?, p })
}

/// The scores of all resamples.
fn resampled<T>(documents: &[T], score: impl Fn(&[&T]) -> f64) -> Option<Vec<f64>> {
    if documents.len() < 2 {
        return None;
    }
    let mut state = SEED;
    let mut drawn: Vec<&T> = Vec::with_capacity(documents.len());
    let resample = |_| {
        drawn.clear();
        drawn.extend(documents.iter().map(|_| &documents[below(documents.len(), &mut state)]));
        score(&drawn)
    };
    Some((0..RESAMPLES).map(resample).collect())
}

/// The middle 95 % of numbers.
fn middle(mut numbers: Vec<f64>) -> Option<(f64, f64)> {
    numbers.sort_by(f64::total_cmp);
    let last = numbers.len().checked_sub(1)?;
    let at = |quantile: f64| numbers[(last as f64 * quantile).round() as usize];
    Some((at(0.025), at(0.975)))
}

/// A number below `n`, by SplitMix64 (Steele, Lea and Flood 2014) and the multiply-shift reduction.
fn below(n: usize, state: &mut u64) -> usize {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^= z >> 31;
    ((u128::from(z) * n as u128) >> 64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(drawn: &[&f64]) -> f64 {
        drawn.iter().copied().sum::<f64>() / drawn.len() as f64
    }

    #[test]
    fn equal_documents_leave_no_spread() {
        assert_eq!(interval(&[0.5; 20], mean), Some((0.5, 0.5)));
    }

    #[test]
    fn the_interval_of_a_mean_is_about_two_standard_errors_each_side() {
        // 400 fair coins: the standard error of their mean is 0.025.
        let coins: Vec<f64> = (0..400).map(|i| f64::from(i % 2)).collect();
        let (low, high) = interval(&coins, mean).expect("many documents");
        assert!((0.44..0.46).contains(&low) && (0.54..0.56).contains(&high), "{low} {high}");
        assert_eq!(interval(&coins, mean), Some((low, high)));
    }

    #[test]
    fn one_document_has_no_interval() {
        assert_eq!(interval(&[1.0], mean), None);
        assert_eq!(paired(&[(1.0, 0.0)], mean), None);
    }

    #[test]
    fn resamples_without_a_score_are_left_out() {
        // The mean of the documents that have anything: a resample may have none.
        let some = |drawn: &[&Option<f64>]| {
            let all: Vec<f64> = drawn.iter().filter_map(|d| **d).collect();
            all.iter().sum::<f64>() / all.len() as f64
        };
        assert_eq!(interval(&[Some(0.5), None], some), Some((0.5, 0.5)));
        assert_eq!(interval(&[None, None], some), None);
    }

    #[test]
    fn a_steady_difference_is_surer_than_one_of_the_same_size_that_varies() {
        let steady: Vec<(f64, f64)> =
            (0..40).map(|i| (f64::from(i % 7) + 0.5, f64::from(i % 7))).collect();
        let found = paired(&steady, mean).expect("many documents");
        assert!((found.interval.0 - 0.5).abs() < 1e-9 && (found.interval.1 - 0.5).abs() < 1e-9);
        assert!(found.p < 0.01, "{found:?}");
        // Half of the documents 4 better, half 3 worse.
        let varied: Vec<(f64, f64)> =
            (0..40).map(|i| if i % 2 == 0 { (4.0, 0.0) } else { (0.0, 3.0) }).collect();
        let found = paired(&varied, mean).expect("many documents");
        assert!(found.interval.0 < 0.0 && found.interval.1 > 1.0 && found.p > 0.2, "{found:?}");
    }

    #[test]
    fn the_p_value_of_a_mean_is_that_of_the_normal_test() {
        // Mean 0.2, standard deviation 1, 100 documents: two standard errors, for which a normal test gives 0.046.
        let documents: Vec<(f64, f64)> =
            (0..100).map(|i| (if i % 2 == 0 { 1.2 } else { -0.8 }, 0.0)).collect();
        let found = paired(&documents, mean).expect("many documents");
        assert!((0.025..0.07).contains(&found.p), "{found:?}");
    }

    #[test]
    fn equal_systems_are_not_told_apart() {
        let same: Vec<(f64, f64)> = (0..9).map(|i| (f64::from(i), f64::from(i))).collect();
        assert_eq!(paired(&same, mean), Some(Difference { interval: (0.0, 0.0), p: 1.0 }));
    }
}
