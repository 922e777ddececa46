//! Products of byte matrices in plain Rust: what other kernels are tested against, and a way out where one of them fails.

use super::simd::every_level;

every_level! {
    /// Writes the sums of each row of `left`, bytes that begin `stride` apart, with each row of `weights`, of `inner` bytes: rows of
    /// sums lie end to end.
    pub(super) fn multiply(left: &[u8], stride: usize, weights: &[i8], inner: usize, sums: &mut [i32]) {
        let outputs = weights.len() / inner;
        for (left, sums) in left.chunks_exact(stride).zip(sums.chunks_exact_mut(outputs)) {
            for (weights, sum) in weights.chunks_exact(inner).zip(sums) {
                *sum = left.iter().zip(weights).map(|(&a, &w)| i32::from(a) * i32::from(w)).sum();
            }
        }
    }
}
