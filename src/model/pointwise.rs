//! What a transformer does to floats one row at a time: GELU, softmax, layer norm, and rounding to bytes.

use super::simd::{LANES, every_level, sum_lanes};

/// `x Φ(x)`, the Gaussian error linear unit, within 2e-5.
///
/// `Φ(x) - 1/2` is `x P(x²)`, with a polynomial fitted on |x| ≤ 4.5 (least largest error of the product) that gives ±1/2 at
/// the ends. A polynomial, because a division costs more than all of it; and an error that is a hundredth of what
/// rounding to bytes makes.
#[inline(always)]
pub(super) fn gelu(x: f32) -> f32 {
    const END: f32 = 4.5;
    // In the powers of 2 x² / END² - 1, which lies in -1…1: in those of x², rounding would show.
    const P: [f32; 10] = [
        0.156_904_24,
        -0.077_176_265,
        0.054_720_595,
        -0.040_428_16,
        0.028_295_198,
        -0.017_520_636,
        0.010_820_437,
        -0.007_785_749,
        0.004_229_546,
        -0.000_948_091_5,
    ];
    let inside = if x > END { END } else { x };
    let inside = if inside < -END { -END } else { inside };
    let u = (inside * inside).mul_add(2.0 / (END * END), -1.0);
    let mut p = P[9];
    for c in [P[8], P[7], P[6], P[5], P[4], P[3], P[2], P[1], P[0]] {
        p = p.mul_add(u, c);
    }
    x * p.mul_add(inside, 0.5)
}

/// Adding this to a float of less than 2²² in size rounds it to an integer (ties to even), which then stands in
/// the low bits of the sum.
const ROUND: f32 = 12_582_912.0;

/// `e^x` for x ≤ 0 (Cephes' `expf`): 2 units in the last place off at most; 0 below −87.
#[inline(always)]
fn exp(x: f32) -> f32 {
    const LOG2_E: f32 = std::f32::consts::LOG2_E;
    const LN2_HIGH: f32 = 0.693_359_4;
    const LN2_LOW: f32 = -2.121_944_4e-4;
    let clamped = if x < -87.0 { -87.0 } else { x };
    let shifted = clamped.mul_add(LOG2_E, ROUND);
    let n = shifted - ROUND;
    let r = n.mul_add(-LN2_HIGH, clamped);
    let r = n.mul_add(-LN2_LOW, r);
    let mut p: f32 = 1.987_569_1e-4;
    for c in [1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 0.166_666_66, 0.5] {
        p = p.mul_add(r, c);
    }
    let e = (p * r).mul_add(r, r) + 1.0;
    // 2^n by way of the exponent bits: the low bits of `shifted` are n.
    let power = f32::from_bits(shifted.to_bits().wrapping_add(127) << 23);
    if x < -87.0 { 0.0 } else { e * power }
}

#[inline(always)]
fn largest(row: &[f32]) -> f32 {
    let mut most = [f32::NEG_INFINITY; LANES];
    let (chunks, rest) = row.as_chunks::<LANES>();
    for chunk in chunks {
        for (m, &x) in most.iter_mut().zip(chunk) {
            *m = if x > *m { x } else { *m };
        }
    }
    for (m, &x) in most.iter_mut().zip(rest) {
        *m = if x > *m { x } else { *m };
    }
    most.iter().fold(f32::NEG_INFINITY, |a, &b| if b > a { b } else { a })
}

#[inline(always)]
fn sum(row: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let mut sums = [0.0; LANES];
    let (chunks, rest) = row.as_chunks::<LANES>();
    for chunk in chunks {
        for (s, &x) in sums.iter_mut().zip(chunk) {
            *s += of(x);
        }
    }
    for (s, &x) in sums.iter_mut().zip(rest) {
        *s += of(x);
    }
    sum_lanes(sums)
}

every_level! {
    /// Turns each row of `width` scores into `e^(scale * (score - largest))`, and gives in `factors` what to multiply each row
    /// by to make it a distribution. Rows lie `stride` apart, a multiple of [`LANES`]; what lies between them becomes 0.
    pub(super) fn exponentials(rows: &mut [f32], stride: usize, width: usize, scale: f32, factors: &mut [f32]) {
        for (row, factor) in rows.chunks_exact_mut(stride).zip(factors) {
            row[width..].fill(f32::MIN);
            let most = largest(row);
            let mut sums = [0.0; LANES];
            for chunk in row.as_chunks_mut::<LANES>().0 {
                for (s, x) in sums.iter_mut().zip(chunk) {
                    *x = exp((*x - most) * scale);
                    *s += *x;
                }
            }
            *factor = 1.0 / sum_lanes(sums);
        }
    }
}

#[inline(always)]
fn norm_row(row: &mut [f32], weight: &[f32], bias: &[f32], eps: f32) {
    let n = row.len() as f32;
    let mean = sum(
        row,
        #[inline(always)]
        |x| x,
    ) / n;
    let variance = sum(
        row,
        #[inline(always)]
        |x| (x - mean) * (x - mean),
    ) / n;
    let inverse = 1.0 / (variance + eps).sqrt();
    for ((x, &w), &b) in row.iter_mut().zip(weight).zip(bias) {
        *x = ((*x - mean) * inverse).mul_add(w, b);
    }
}

every_level! {
    /// Layer norm of each row of `weight.len()` floats.
    pub(super) fn layer_norm(rows: &mut [f32], weight: &[f32], bias: &[f32], eps: f32) {
        for row in rows.chunks_exact_mut(weight.len()) {
            norm_row(row, weight, bias, eps);
        }
    }
}

every_level! {
    /// Adds `other` to `rows`, then layer norm.
    pub(super) fn add_and_norm(rows: &mut [f32], other: &[f32], weight: &[f32], bias: &[f32], eps: f32) {
        let n = weight.len();
        for (row, other) in rows.chunks_exact_mut(n).zip(other.chunks_exact(n)) {
            for (x, &y) in row.iter_mut().zip(other) {
                *x += y;
            }
            norm_row(row, weight, bias, eps);
        }
    }
}

every_level! {
    /// Adds `other` to `rows`, element by element.
    pub(super) fn add(rows: &mut [f32], other: &[f32]) {
        for (x, &y) in rows.iter_mut().zip(other) {
            *x += y;
        }
    }
}

every_level! {
    /// GELU of every element.
    pub(super) fn gelu_all(rows: &mut [f32]) {
        for x in rows.iter_mut() {
            *x = gelu(*x);
        }
    }
}

/// How the bytes of a row stand for its floats: `real = (byte - zero) * scale`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct RowScale {
    pub(super) scale: f32,
    /// A whole number, 0 to 255.
    pub(super) zero: f32,
}

every_level! {
    /// Rounds each row of `width` floats to bytes (rows `stride` bytes apart) that span the row's own range, in which 0 is exact.
    pub(super) fn to_bytes(rows: &[f32], width: usize, bytes: &mut [u8], stride: usize, scales: &mut [RowScale]) {
        for ((row, out), row_scale) in rows.chunks_exact(width).zip(bytes.chunks_exact_mut(stride)).zip(scales) {
            let (low, high) = range(row);
            let (scale, inverse) =
                if high > low { ((high - low) / 255.0, 255.0 / (high - low)) } else { (1.0, 1.0) };
            let zero = (-low).mul_add(inverse, ROUND) - ROUND;
            for (b, &x) in out[..width].iter_mut().zip(row) {
                let q = x.mul_add(inverse, ROUND) - ROUND + zero;
                let q = if q < 0.0 { 0.0 } else { q };
                let q = if q > 255.0 { 255.0 } else { q };
                *b = (q + ROUND).to_bits() as u8;
            }
            *row_scale = RowScale { scale, zero };
        }
    }
}

/// The least and the largest of the row and 0.
#[inline(always)]
fn range(row: &[f32]) -> (f32, f32) {
    let (mut low, mut high) = ([0.0f32; LANES], [0.0f32; LANES]);
    let (chunks, rest) = row.as_chunks::<LANES>();
    for chunk in chunks {
        for ((l, h), &x) in low.iter_mut().zip(&mut high).zip(chunk) {
            *l = if x < *l { x } else { *l };
            *h = if x > *h { x } else { *h };
        }
    }
    for ((l, h), &x) in low.iter_mut().zip(&mut high).zip(rest) {
        *l = if x < *l { x } else { *l };
        *h = if x > *h { x } else { *h };
    }
    let least = low.iter().fold(0.0f32, |a, &b| if b < a { b } else { a });
    let most = high.iter().fold(0.0f32, |a, &b| if b > a { b } else { a });
    (least, most)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `erf` by its Taylor series in `f64`.
    fn erf_exactly(x: f64) -> f64 {
        if x.abs() > 5.0 {
            return x.signum();
        }
        let (mut term, mut total, mut n) = (x, x, 0.0);
        while term.abs() > 1e-17 {
            n += 1.0;
            term *= -x * x / n;
            total += term / (2.0 * n + 1.0);
        }
        total * 2.0 / std::f64::consts::PI.sqrt()
    }

    #[test]
    fn gelu_is_within_two_hundred_thousandths() {
        for i in -80_000..80_000 {
            let x = i as f32 * 1e-4;
            let exact = 0.5 * x as f64 * (1.0 + erf_exactly(x as f64 / 2f64.sqrt()));
            assert!((gelu(x) as f64 - exact).abs() < 2e-5, "{x}: {} {exact}", gelu(x));
        }
    }

    #[test]
    fn gelu_of_large_numbers_is_the_number_or_nothing() {
        for x in [5.0, 100.0, 1e6f32] {
            assert!((gelu(x) / x - 1.0).abs() < 1e-7 && (gelu(-x) / x).abs() < 1e-7, "{x}");
        }
    }

    #[test]
    fn exp_is_within_two_units() {
        for i in 0..870_000 {
            let x = -i as f32 * 1e-4;
            let exact = (x as f64).exp();
            assert!((exp(x) as f64 / exact - 1.0).abs() < 2.4e-7, "{x}");
        }
        assert_eq!((exp(0.0), exp(-88.0), exp(f32::NEG_INFINITY)), (1.0, 0.0, 0.0));
    }

    #[test]
    fn softmax_of_rows_with_a_tail() {
        let width = 21;
        let mut rows = vec![0.0; 2 * 32];
        for (i, x) in rows.iter_mut().enumerate() {
            *x = (i % 7) as f32 - 3.0;
        }
        let scores = rows.clone();
        let mut factors = [0.0; 2];
        exponentials(&mut rows, 32, width, 0.5, &mut factors);
        for r in 0..2 {
            let whole: f64 =
                scores[r * 32..][..width].iter().map(|&x| (x as f64 * 0.5).exp()).sum();
            for c in 0..width {
                let exact = (scores[r * 32 + c] as f64 * 0.5).exp() / whole;
                assert!(((rows[r * 32 + c] * factors[r]) as f64 - exact).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn rows_round_to_bytes_and_back() {
        let width = 37;
        let row: Vec<f32> = (0..width).map(|i| (i as f32 * 0.77).sin() * 3.0 + 1.0).collect();
        let mut rows = row.clone();
        rows.extend(vec![0.0; width]);
        rows.extend(row.iter().map(|x| -x.abs()));
        let (mut bytes, mut scales) = (vec![0; 3 * 40], [RowScale::default(); 3]);
        to_bytes(&rows, width, &mut bytes, 40, &mut scales);
        for r in 0..3 {
            for c in 0..width {
                let real = (bytes[r * 40 + c] as f32 - scales[r].zero) * scales[r].scale;
                assert!((real - rows[r * width + c]).abs() <= scales[r].scale, "{r} {c}");
            }
        }
    }
}
