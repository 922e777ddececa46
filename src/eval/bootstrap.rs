//! Confidence intervals by resampling documents.

/// How many resamples an interval rests on.
pub const RESAMPLES: usize = 1000;
const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// The 95 % percentile interval of `score` over documents drawn with replacement (Efron 1979).
///
/// Deterministic: the seed is fixed. `None` for fewer than two documents, over which no spread can be estimated.
pub fn interval<T>(documents: &[T], score: impl Fn(&[&T]) -> f64) -> Option<(f64, f64)> {
    if documents.len() < 2 {
        return None;
    }
    let mut state = SEED;
    let mut drawn: Vec<&T> = Vec::with_capacity(documents.len());
    let mut scores: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            drawn.clear();
            drawn.extend(documents.iter().map(|_| &documents[below(documents.len(), &mut state)]));
            score(&drawn)
        })
        .collect();
    scores.sort_by(f64::total_cmp);
    let at = |quantile: f64| scores[((RESAMPLES - 1) as f64 * quantile).round() as usize];
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
    }
}
