//! Products of float matrices, with the same bits on every machine.
//!
//! Each output is one chain of fused multiply-adds in the order of the inner dimension, whatever the number of rows, so a
//! row's result does not depend on what stands beside it.

use super::simd::{LANES, every_level};

/// A right-hand matrix of `inner` rows, in panels of [`LANES`] columns, the last one filled up with zeros.
#[derive(Debug, Clone, Default)]
pub(super) struct Panels {
    data: Vec<f32>,
    inner: usize,
    columns: usize,
}

impl Panels {
    /// Packs the transpose of `rows`, `inner` floats a row (a linear layer's `[out, in]` weights).
    pub(super) fn transposed(rows: &[f32], inner: usize) -> Panels {
        let columns = rows.len() / inner.max(1);
        let mut panels = Panels::default();
        panels.pack(inner, columns, |k, c| rows[c * inner + k]);
        panels
    }

    /// Packs anew, in the same memory, the matrix that `at` gives by row and column.
    pub(super) fn pack(&mut self, inner: usize, columns: usize, at: impl Fn(usize, usize) -> f32) {
        (self.inner, self.columns) = (inner, columns);
        self.data.clear();
        self.data.resize(columns.div_ceil(LANES) * LANES * inner, 0.0);
        for (p, panel) in self.data.chunks_exact_mut(LANES * inner.max(1)).enumerate() {
            let width = LANES.min(columns - p * LANES);
            for (k, out) in panel.chunks_exact_mut(LANES).enumerate() {
                for (lane, x) in out[..width].iter_mut().enumerate() {
                    *x = at(k, p * LANES + lane);
                }
            }
        }
    }

    /// `out = left · self`. Rows of `left` lie `left_stride` floats apart, rows of `out` `out_stride`, of which the first
    /// `columns` are written.
    pub(super) fn multiply(
        &self,
        left: &[f32],
        left_stride: usize,
        rows: usize,
        out: &mut [f32],
        out_stride: usize,
    ) {
        if rows == 0 || self.columns == 0 {
            return;
        }
        if self.inner == 0 {
            for row in out.chunks_mut(out_stride).take(rows) {
                row[..self.columns].fill(0.0);
            }
            return;
        }
        product(left, left_stride, rows, &self.data, self.inner, self.columns, out, out_stride);
    }
}

/// Rows that are worked on together: on AVX-512, one register of sums each, enough of them to hide the latency of
/// multiply-adds; narrower machines split them.
const ROWS: usize = 8;

every_level! {
    fn product(
        left: &[f32], left_stride: usize, rows: usize, panels: &[f32], inner: usize, columns: usize,
        out: &mut [f32], out_stride: usize,
    ) {
        for (p, panel) in panels.chunks_exact(LANES * inner).enumerate() {
            let width = LANES.min(columns - p * LANES);
            let mut row = 0;
            while row + ROWS <= rows {
                tile::<ROWS>(left, left_stride, row, panel, inner, out, out_stride, p * LANES, width);
                row += ROWS;
            }
            if row + ROWS / 2 <= rows {
                tile::<{ ROWS / 2 }>(left, left_stride, row, panel, inner, out, out_stride, p * LANES, width);
                row += ROWS / 2;
            }
            while row < rows {
                tile::<1>(left, left_stride, row, panel, inner, out, out_stride, p * LANES, width);
                row += 1;
            }
        }
    }
}

#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn tile<const N: usize>(
    left: &[f32],
    left_stride: usize,
    row: usize,
    panel: &[f32],
    inner: usize,
    out: &mut [f32],
    out_stride: usize,
    column: usize,
    width: usize,
) {
    let left: [&[f32]; N] = std::array::from_fn(|i| &left[(row + i) * left_stride..][..inner]);
    let mut sums = [[0.0f32; LANES]; N];
    let (lanes, _) = panel.as_chunks::<LANES>();
    for (k, right) in lanes[..inner].iter().enumerate() {
        for i in 0..N {
            let x = left[i][k];
            for l in 0..LANES {
                sums[i][l] = x.mul_add(right[l], sums[i][l]);
            }
        }
    }
    for (i, sums) in sums.iter().enumerate() {
        out[(row + i) * out_stride + column..][..width].copy_from_slice(&sums[..width]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(n: usize, seed: u32) -> Vec<f32> {
        let mut x = seed;
        (0..n)
            .map(|_| {
                x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (x >> 8) as f32 / (1 << 23) as f32 - 1.0
            })
            .collect()
    }

    #[test]
    fn product_of_every_odd_size() {
        for (rows, inner, columns) in [(1, 1, 1), (7, 5, 16), (8, 33, 17), (13, 64, 40), (3, 0, 4)]
        {
            let (left, right) = (noise(rows * inner, 1), noise(columns * inner, 2));
            let mut panels = Panels::default();
            panels.pack(inner, columns, |k, c| right[c * inner + k]);
            let mut out = vec![f32::NAN; rows * columns];
            panels.multiply(&left, inner, rows, &mut out, columns);
            for r in 0..rows {
                for c in 0..columns {
                    // The contract is bitwise: a chain of fused multiply-adds in order.
                    let exact = (0..inner)
                        .fold(0.0f32, |s, k| left[r * inner + k].mul_add(right[c * inner + k], s));
                    assert_eq!(out[r * columns + c].to_bits(), exact.to_bits(), "{r} {c}");
                }
            }
        }
    }
}
