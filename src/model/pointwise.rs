//! What a transformer does to floats one row at a time: GELU, layer norm, and rounding to bytes.

use super::lanes::Lanes;
use super::simd::{LANES, every_level, max_lanes, sum_lanes};

/// `x Φ(x)`, the Gaussian error linear unit, within 2e-5.
///
/// `Φ(x) - 1/2` is `x P(x²)`, with a polynomial fitted on |x| ≤ 4.5 (least largest error of the product) that gives ±1/2 at
/// the ends. A polynomial, because a division costs more than all of it; and an error that is a hundredth of what
/// rounding to bytes makes.
#[inline(always)]
pub(super) fn gelu<L: Lanes>(x: L) -> L {
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
    let at = L::splat;
    let inside = x.min(at(END)).max(at(-END));
    let u = inside.mul(inside).mul_add(at(2.0 / (END * END)), at(-1.0));
    let mut p = at(P[9]);
    for c in [P[8], P[7], P[6], P[5], P[4], P[3], P[2], P[1], P[0]] {
        p = p.mul_add(u, at(c));
    }
    x.mul(p.mul_add(inside, at(0.5)))
}

/// Adding this to a float of less than 2²² in size rounds it to an integer (ties to even), which then stands in
/// the low bits of the sum.
pub(super) const ROUND: f32 = 12_582_912.0;

/// Folds a row lane by lane; the row ends in as many of `fill` as are wanting. Four chains run side by side, since each step
/// waits for the one before, and are merged in the end.
#[inline(always)]
fn fold<L: Lanes>(
    row: &[f32],
    fill: f32,
    start: f32,
    with: impl Fn(L, L) -> L,
    merge: impl Fn(L, L) -> L,
) -> L {
    let (chunks, rest) = row.as_chunks::<LANES>();
    let mut chains = [L::splat(start); 4];
    let (fours, last) = chunks.as_chunks::<4>();
    for four in fours {
        for (chain, chunk) in chains.iter_mut().zip(four) {
            *chain = with(*chain, L::load(chunk));
        }
    }
    for (chain, chunk) in chains.iter_mut().zip(last) {
        *chain = with(*chain, L::load(chunk));
    }
    if !rest.is_empty() {
        chains[3] = with(chains[3], L::load_part(rest, fill));
    }
    merge(merge(chains[0], chains[1]), merge(chains[2], chains[3]))
}

#[inline(always)]
fn sum<L: Lanes>(row: &[f32]) -> f32 {
    sum_lanes(fold::<L>(row, 0.0, 0.0, L::add, L::add).array())
}

/// Changes a row, sixteen floats at a time.
#[inline(always)]
fn map<L: Lanes>(row: &mut [f32], with: impl Fn(L, usize) -> L) {
    let (chunks, rest) = row.as_chunks_mut::<LANES>();
    let count = chunks.len();
    for (i, chunk) in chunks.iter_mut().enumerate() {
        with(L::load(chunk), i * LANES).store(chunk);
    }
    if !rest.is_empty() {
        let all = with(L::load_part(rest, 0.0), count * LANES).array();
        rest.copy_from_slice(&all[..rest.len()]);
    }
}

/// Sixteen floats of a row from `at` on, or what is left of it.
#[inline(always)]
pub(super) fn load_at<L: Lanes>(row: &[f32], at: usize) -> L {
    match row[at..].first_chunk::<LANES>() {
        Some(chunk) => L::load(chunk),
        None => L::load_part(&row[at..], 0.0),
    }
}

every_level! {
    /// Multiplies the first `size` floats of each row of `width` by the row's factor.
    pub(super) fn scale_rows(rows: &mut [f32], width: usize, size: usize, factors: &[f32]) {
        for (row, &factor) in rows.chunks_mut(width).zip(factors) {
            for x in &mut row[..size] {
                *x *= factor;
            }
        }
    }
}

every_level! {
    /// Writes the bytes of `values` (two's complement), `scale` times, plus `first` plus `second`.
    pub(super) fn embedding(values: &[u8], scale: f32, first: &[f32], second: &[f32], out: &mut [f32]) {
        for (((x, &b), &y), &z) in out.iter_mut().zip(values).zip(first).zip(second) {
            *x = f32::from(b as i8) * scale + y + z;
        }
    }
}

#[inline(always)]
fn norm_row<L: Lanes>(row: &mut [f32], weight: &[f32], bias: &[f32], eps: f32) {
    let n = row.len() as f32;
    let mean = sum::<L>(row) / n;
    let at = L::splat(mean);
    let squares = fold::<L>(
        row,
        mean,
        0.0,
        #[inline(always)]
        |a, x| {
            let d = x.sub(at);
            d.mul_add(d, a)
        },
        L::add,
    );
    let inverse = L::splat(1.0 / (sum_lanes(squares.array()) / n + eps).sqrt());
    map::<L>(
        row,
        #[inline(always)]
        |x, i| x.sub(at).mul(inverse).mul_add(load_at(weight, i), load_at(bias, i)),
    );
}

every_level! {
    /// Layer norm of each row of `weight.len()` floats.
    pub(super) fn layer_norm<L>(rows: &mut [f32], weight: &[f32], bias: &[f32], eps: f32) {
        for row in rows.chunks_exact_mut(weight.len()) {
            norm_row::<L>(row, weight, bias, eps);
        }
    }
}

every_level! {
    /// Adds `other` to `rows`, then layer norm.
    pub(super) fn add_and_norm<L>(rows: &mut [f32], other: &[f32], weight: &[f32], bias: &[f32], eps: f32) {
        let n = weight.len();
        for (row, other) in rows.chunks_exact_mut(n).zip(other.chunks_exact(n)) {
            map::<L>(row, #[inline(always)] |x, i| x.add(load_at(other, i)));
            norm_row::<L>(row, weight, bias, eps);
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

/// `x Φ(x)` of each number, as exactly as floats allow: for layers in floats, which are there to be compared with.
pub(super) fn gelu_exact(rows: &mut [f32]) {
    for x in rows {
        *x *= 0.5 + 0.5 * libm::erff(*x * std::f32::consts::FRAC_1_SQRT_2);
    }
}

/// How the bytes of a row stand for its floats: `real = (byte - zero) * scale`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct RowScale {
    pub(super) scale: f32,
    /// A whole number, 0 to 255.
    pub(super) zero: f32,
}

/// The least and the largest of a row and 0.
#[inline(always)]
fn bounds<L: Lanes>(row: &[f32]) -> (f32, f32) {
    let (chunks, rest) = row.as_chunks::<LANES>();
    let mut highs = [L::splat(0.0); 4];
    let mut lows = highs;
    let (fours, last) = chunks.as_chunks::<4>();
    for four in fours {
        for ((high, low), chunk) in highs.iter_mut().zip(&mut lows).zip(four) {
            let x = L::load(chunk);
            (*high, *low) = (high.max(x), low.min(x));
        }
    }
    for ((high, low), chunk) in highs.iter_mut().zip(&mut lows).zip(last) {
        let x = L::load(chunk);
        (*high, *low) = (high.max(x), low.min(x));
    }
    if !rest.is_empty() {
        let x = L::load_part(rest, 0.0);
        (highs[3], lows[3]) = (highs[3].max(x), lows[3].min(x));
    }
    let high = highs[0].max(highs[1]).max(highs[2].max(highs[3]));
    let low = lows[0].min(lows[1]).min(lows[2].min(lows[3]));
    (-max_lanes(L::splat(0.0).sub(low).array()), max_lanes(high.array()))
}

every_level! {
    /// Rounds each row of `width` floats to bytes (rows `stride` bytes apart) that span the row's own range, in which 0 is exact.
    pub(super) fn to_bytes<L>(rows: &[f32], width: usize, bytes: &mut [u8], stride: usize, scales: &mut [RowScale]) {
        for ((row, out), row_scale) in rows.chunks_exact(width).zip(bytes.chunks_exact_mut(stride)).zip(scales) {
            let (low, high) = bounds::<L>(row);
            let (scale, inverse) =
                if high > low { ((high - low) / 255.0, 255.0 / (high - low)) } else { (1.0, 1.0) };
            let zero = (-low).mul_add(inverse, ROUND) - ROUND;
            // The whole number stands in the low bits; those of `ROUND` itself are taken off with the zero.
            let offset = (zero as i32).wrapping_sub(ROUND.to_bits() as i32);
            let (inverse, round) = (L::splat(inverse), L::splat(ROUND));
            let (chunks, rest) = row.as_chunks::<LANES>();
            let (out, out_rest) = out[..width].as_chunks_mut::<LANES>();
            for (chunk, out) in chunks.iter().zip(out) {
                L::load(chunk).mul_add(inverse, round).write_bytes(offset, out);
            }
            if !rest.is_empty() {
                let mut all = [0; LANES];
                L::load_part(rest, 0.0).mul_add(inverse, round).write_bytes(offset, &mut all);
                out_rest.copy_from_slice(&all[..rest.len()]);
            }
            *row_scale = RowScale { scale, zero };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::simd::at_every_level;
    use super::*;

    /// `erf` by its Taylor series in `f64`.
    fn erf_exactly(x: f64) -> f64 {
        if x.abs() > 4.5 {
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

    every_level! {
        fn gelu_all<L>(rows: &mut [f32]) {
            map::<L>(rows, #[inline(always)] |x, _| gelu(x));
        }
    }

    #[test]
    fn gelu_is_within_two_hundred_thousandths_and_exact_to_a_float() {
        for i in -80_000..80_000 {
            let x = i as f32 * 1e-4;
            let exact = 0.5 * x as f64 * (1.0 + erf_exactly(x as f64 / 2f64.sqrt()));
            assert!((gelu([x; LANES])[3] as f64 - exact).abs() < 2e-5, "{x}: {exact}");
            let mut row = [x];
            gelu_exact(&mut row);
            assert!((row[0] as f64 - exact).abs() < 1e-6, "{x}: {exact}");
        }
    }

    #[test]
    fn gelu_of_large_numbers_is_the_number_or_nothing() {
        for x in [5.0, 100.0, 1e6f32] {
            let gelu = |x: f32| gelu([x; LANES])[3];
            assert!((gelu(x) / x - 1.0).abs() < 1e-7 && (gelu(-x) / x).abs() < 1e-7, "{x}");
        }
    }

    #[test]
    fn every_level_gives_the_same_bits() {
        let noise = |n: usize| (0..n).map(|i| (i as f32 * 1.37).sin() * 4.0).collect::<Vec<_>>();
        for width in [1, 15, 16, 42, 384] {
            let results = at_every_level(|| {
                let (mut x, w) = (noise(3 * width), noise(width));
                let (mut bytes, mut scales) = (vec![0u8; 3 * width], [RowScale::default(); 3]);
                to_bytes(&x, width, &mut bytes, width, &mut scales);
                add_and_norm(&mut x, &noise(3 * width), &w, &w, 1e-12);
                gelu_all(&mut x);
                let bits: Vec<u32> = x.iter().map(|x| x.to_bits()).collect();
                (bits, bytes, scales.map(|s| (s.scale.to_bits(), s.zero as i32)))
            });
            assert!(results.windows(2).all(|w| w[0] == w[1]), "{width}");
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
