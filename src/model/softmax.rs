//! Softmax of rows of scores, up to a factor for each row.

use super::lanes::Lanes;
use super::pointwise::ROUND;
use super::simd::{LANES, every_level, max_lanes, sum_lanes};

/// `2^x` for x ≤ 0, within 2e-7 of itself, and no smaller than 2^−126.
///
/// `2^x` is `2^n 2^f` with an integer n and |f| ≤ 1/2, where a polynomial fitted for the least largest relative error does.
#[inline(always)]
fn exp2<L: Lanes>(x: L) -> L {
    // The first is near the logarithm of 2, which it would be in a series.
    #[allow(clippy::approx_constant)]
    power(x, [0.693_147, 0.240_222_42, 0.055_507_336, 0.009_671_513, 0.001_326_472_6])
}

/// The same within 1.1e-4, a fortieth of what a byte can tell.
#[inline(always)]
fn exp2_for_bytes<L: Lanes>(x: L) -> L {
    power(x, [0.693_282_9, 0.242_211_01, 0.055_008_95])
}

/// `2^x` for x ≤ 0 by the coefficients of a polynomial, the one of `f` first.
#[inline(always)]
fn power<L: Lanes, const N: usize>(x: L, polynomial: [f32; N]) -> L {
    let at = L::splat;
    let x = x.max(at(-126.0));
    let shifted = x.add(at(ROUND));
    let f = x.sub(shifted.sub(at(ROUND)));
    let mut p = at(polynomial[N - 1]);
    for i in (0..N - 1).rev() {
        p = p.mul_add(f, at(polynomial[i]));
    }
    // The low bits of `shifted` are n.
    p.mul_add(f, at(1.0)).mul(shifted.two_to_low_bits())
}

/// What the last sixteen places of rows of `width` numbers may be at most: anything where there is a number, else `otherwise`.
fn ends(width: usize, otherwise: f32) -> [f32; LANES] {
    let used = (width - 1) % LANES + 1;
    std::array::from_fn(|i| if i < used { f32::MAX } else { otherwise })
}

/// The largest of the first numbers of a row whose length is a multiple of [`LANES`]: `end` is what the last ones are at most.
#[inline(always)]
fn largest<L: Lanes, T>(row: &[T], end: L, load: impl Fn(&[T; LANES]) -> L) -> f32 {
    let (last, chunks) = match row.as_chunks::<LANES>().0 {
        [chunks @ .., last] => (load(last).min(end), chunks),
        [] => return f32::MIN,
    };
    let mut most = last;
    for chunk in chunks {
        most = most.max(load(chunk));
    }
    max_lanes(most.array())
}

/// Rows whose largest numbers are looked for before they are used, so that none waits for what lies across lanes.
pub(super) const AHEAD: usize = 8;

every_level! {
    /// Turns each row of `width` scores into `e^(scale * (score - largest))`, and gives in `factors` what to multiply each row
    /// by to make it a distribution. Rows lie `stride` apart, `width` rounded up to a multiple of [`LANES`]; what lies between
    /// them becomes 0.
    pub(super) fn exponentials<L>(rows: &mut [f32], stride: usize, width: usize, scale: f32, factors: &mut [f32]) {
        if width == 0 {
            return;
        }
        let (no_score, no_odds) = (L::load(&ends(width, f32::MIN)), L::load(&ends(width, 0.0)));
        let scale = L::splat(scale * std::f32::consts::LOG2_E);
        for (rows, factors) in rows.chunks_mut(AHEAD * stride).zip(factors.chunks_mut(AHEAD)) {
            let mut most = [0.0; AHEAD];
            for (row, most) in rows.chunks_exact(stride).zip(&mut most) {
                *most = largest(row, no_score, L::load);
            }
            for ((row, factor), most) in rows.chunks_exact_mut(stride).zip(factors).zip(most) {
                let most = L::splat(most);
                let mut sums = [L::splat(0.0); 2];
                let chunks = row.as_chunks_mut::<LANES>().0;
                let count = chunks.len();
                for (i, scores) in chunks.iter_mut().enumerate() {
                    let mut odds = exp2(L::load(scores).sub(most).mul(scale));
                    if i + 1 == count {
                        odds = odds.min(no_odds);
                    }
                    odds.store(scores);
                    sums[i % 2] = sums[i % 2].add(odds);
                }
                *factor = 1.0 / sum_lanes(sums[0].add(sums[1]).array());
            }
        }
    }
}

every_level! {
    /// Writes `e^(scale * (score - largest))` of each row of `width` scores, with the row's scale, as a byte, of which 255 stand for 1, and gives in
    /// `factors` what to multiply each row of bytes by to make it a distribution. Rows of scores, integers of at most 24 bits, lie
    /// `from` apart; rows of bytes `to` apart, `width` rounded up to a multiple of [`LANES`]: what lies between them becomes 0.
    pub(super) fn odds<L>(scores: &[i32], from: usize, width: usize, scales: &[f32], bytes: &mut [u8], to: usize, factors: &mut [f32]) {
        if width == 0 {
            return;
        }
        let (no_score, no_odds) = (L::load(&ends(width, f32::MIN)), L::load(&ends(width, 0.0)));
        let (one, round) = (L::splat(255.0), L::splat(ROUND));
        let rows = scores.chunks(AHEAD * from).zip(bytes.chunks_mut(AHEAD * to));
        for ((scores, bytes), (scales, factors)) in rows.zip(scales.chunks(AHEAD).zip(factors.chunks_mut(AHEAD))) {
            let mut most = [0.0; AHEAD];
            for (row, most) in scores.chunks(from).zip(&mut most) {
                *most = largest(&row[..to], no_score, L::from_ints);
            }
            let rows = scores.chunks(from).zip(bytes.chunks_exact_mut(to));
            let rows = rows.zip(scales).zip(most);
            let mut sums = [1.0; AHEAD];
            for ((((scores, bytes), scale), most), sum) in rows.zip(&mut sums) {
                let (scale, most) = (L::splat(scale * std::f32::consts::LOG2_E), L::splat(most));
                let mut all = L::splat(0.0);
                let bytes = bytes.as_chunks_mut::<LANES>().0;
                let count = bytes.len();
                for (i, (scores, bytes)) in scores.as_chunks::<LANES>().0.iter().zip(bytes).enumerate() {
                    let mut odds = exp2_for_bytes(L::from_ints(scores).sub(most).mul(scale));
                    if i + 1 == count {
                        odds = odds.min(no_odds);
                    }
                    let whole = odds.mul_add(one, round);
                    whole.write_low_bytes(bytes);
                    all = all.add(whole.sub(round));
                }
                *sum = sum_lanes(all.array());
            }
            for (factor, sum) in factors.iter_mut().zip(sums) {
                *factor = 1.0 / sum;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::simd::at_every_level;
    use super::*;

    #[test]
    fn powers_of_two_are_as_exact_as_said() {
        for i in 0..126_000 {
            let x = -i as f32 * 1e-3;
            let exact = (x as f64).exp2();
            assert!((exp2([x; LANES])[3] as f64 / exact - 1.0).abs() < 2e-7, "{x}");
            assert!((exp2_for_bytes([x; LANES])[3] as f64 / exact - 1.0).abs() < 1.1e-4, "{x}");
        }
        assert_eq!(exp2([0.0; LANES])[0], 1.0);
        assert!(exp2([f32::MIN; LANES])[0] < 2e-38);
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
    fn odds_in_bytes_are_those_of_floats_to_half_a_byte() {
        for width in [1usize, 16, 21, 100] {
            let (from, to) = (128, width.next_multiple_of(LANES));
            let scores: Vec<i32> = (0..10 * from).map(|i| (i * i) as i32 % 1000 - 700).collect();
            let mut floats: Vec<f32> = Vec::new();
            scores.chunks(from).for_each(|row| floats.extend(row[..to].iter().map(|&x| x as f32)));
            let mut exact = [0.0; 10];
            exponentials(&mut floats, to, width, 0.01, &mut exact);
            let results = at_every_level(|| {
                let (mut bytes, mut factors) = (vec![7; 10 * to], [0.0; 10]);
                odds(&scores, from, width, &[0.01; 10], &mut bytes, to, &mut factors);
                (bytes, factors.map(f32::to_bits))
            });
            assert!(results.windows(2).all(|w| w[0] == w[1]), "{width}");
            let (bytes, factors) = &results[0];
            for (r, row) in bytes.chunks(to).enumerate() {
                assert!(row[width..].iter().all(|&b| b == 0));
                assert_eq!(row.iter().max(), Some(&255));
                let sum: u32 = row.iter().map(|&b| u32::from(b)).sum();
                assert_eq!(f32::from_bits(factors[r]), 1.0 / sum as f32);
                for (&b, x) in row.iter().zip(&floats[r * to..]) {
                    assert!((f32::from(b) - 255.0 * x).abs() <= 0.53, "{width}: {b} {x}");
                }
            }
        }
    }

    #[test]
    fn every_level_gives_the_same_bits() {
        for width in [1usize, 15, 16, 42, 384] {
            let stride = width.next_multiple_of(LANES);
            let results = at_every_level(|| {
                let mut scores: Vec<f32> =
                    (0..3 * stride).map(|i| (i as f32 * 1.37).sin() * 4.0).collect();
                let mut factors = [0.0; 3];
                exponentials(&mut scores, stride, width, 0.7, &mut factors);
                scores.iter().chain(&factors).map(|x| x.to_bits()).collect::<Vec<_>>()
            });
            assert!(results.windows(2).all(|w| w[0] == w[1]), "{width}");
        }
    }
}
