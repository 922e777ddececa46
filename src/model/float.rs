//! Products of float matrices, with the same bits on every machine.
//!
//! Each output is one chain of fused multiply-adds in the order of the inner dimension, whatever the number of rows, so a
//! row's result does not depend on what stands beside it.

use super::simd::{LANES, Level, level};

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
        let mut panels = Panels::default();
        panels.pack_rows(inner, rows.chunks_exact(inner.max(1)));
        panels
    }

    /// Packs anew, in the same memory, the matrix that `at` gives by row and column.
    #[inline]
    pub(super) fn pack(&mut self, inner: usize, columns: usize, at: impl Fn(usize, usize) -> f32) {
        self.reserve(inner, columns);
        for (p, panel) in self.data.chunks_exact_mut(LANES * inner.max(1)).enumerate() {
            let width = LANES.min(columns - p * LANES);
            for (k, out) in panel.chunks_exact_mut(LANES).enumerate() {
                for (lane, x) in out[..width].iter_mut().enumerate() {
                    *x = at(k, p * LANES + lane);
                }
                out[width..].fill(0.0);
            }
        }
    }

    /// Packs anew the transpose of a matrix of which `rows` gives the rows, `inner` floats each.
    #[inline]
    pub(super) fn pack_rows<'a>(
        &mut self,
        inner: usize,
        rows: impl ExactSizeIterator<Item = &'a [f32]>,
    ) {
        self.reserve(inner, rows.len());
        let (columns, size) = (rows.len(), LANES * inner.max(1));
        for (c, row) in rows.enumerate() {
            let panel = &mut self.data[c / LANES * size..][..LANES * inner];
            for (out, &x) in panel.chunks_exact_mut(LANES).zip(row) {
                out[c % LANES] = x;
            }
        }
        if !columns.is_multiple_of(LANES) {
            let panel = &mut self.data[columns / LANES * size..][..LANES * inner];
            panel.chunks_exact_mut(LANES).for_each(|out| out[columns % LANES..].fill(0.0));
        }
    }

    /// Packs anew the matrix of which `rows` gives the rows, `columns` floats each.
    #[inline]
    pub(super) fn pack_columns<'a>(
        &mut self,
        columns: usize,
        rows: impl ExactSizeIterator<Item = &'a [f32]>,
    ) {
        let inner = rows.len();
        self.reserve(inner, columns);
        for (k, row) in rows.enumerate() {
            for (p, part) in row.chunks(LANES).enumerate() {
                let out = &mut self.data[(p * inner + k) * LANES..][..LANES];
                if let Some(part) = part.first_chunk::<LANES>() {
                    out.copy_from_slice(part);
                } else {
                    out[..part.len()].copy_from_slice(part);
                    out[part.len()..].fill(0.0);
                }
            }
        }
    }

    fn reserve(&mut self, inner: usize, columns: usize) {
        (self.inner, self.columns) = (inner, columns);
        self.data.resize(columns.div_ceil(LANES) * LANES * inner, 0.0);
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

#[allow(clippy::too_many_arguments)]
fn product(
    left: &[f32],
    left_stride: usize,
    rows: usize,
    panels: &[f32],
    inner: usize,
    columns: usize,
    out: &mut [f32],
    out_stride: usize,
) {
    // As many rows together as hide the latency of multiply-adds and leave their sums in registers.
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")]
        #[allow(clippy::too_many_arguments)]
        fn avx512(
            a: &[f32],
            b: usize,
            c: usize,
            d: &[f32],
            e: usize,
            f: usize,
            g: &mut [f32],
            h: usize,
        ) {
            blocks::<8>(a, b, c, d, e, f, g, h);
        }
        #[target_feature(enable = "avx2,fma")]
        #[allow(clippy::too_many_arguments)]
        fn avx2(
            a: &[f32],
            b: usize,
            c: usize,
            d: &[f32],
            e: usize,
            f: usize,
            g: &mut [f32],
            h: usize,
        ) {
            blocks::<4>(a, b, c, d, e, f, g, h);
        }
        match level() {
            // SAFETY: `level` found the features.
            Level::Avx512 => {
                return unsafe {
                    avx512(left, left_stride, rows, panels, inner, columns, out, out_stride)
                };
            }
            // SAFETY: as above.
            Level::Avx2 => {
                return unsafe {
                    avx2(left, left_stride, rows, panels, inner, columns, out, out_stride)
                };
            }
            Level::Baseline => {}
        }
    }
    blocks::<4>(left, left_stride, rows, panels, inner, columns, out, out_stride);
}

#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn blocks<const ROWS: usize>(
    left: &[f32],
    left_stride: usize,
    rows: usize,
    panels: &[f32],
    inner: usize,
    columns: usize,
    out: &mut [f32],
    out_stride: usize,
) {
    for (p, panel) in panels.chunks_exact(LANES * inner).enumerate() {
        let (column, panel) = (p * LANES, panel.as_chunks::<LANES>().0);
        let width = LANES.min(columns - column);
        let mut row = 0;
        while row < rows {
            let left = &left[row * left_stride..];
            let out = &mut out[row * out_stride + column..];
            row += match rows - row {
                n if n >= ROWS => tile::<ROWS>(left, left_stride, panel, out, out_stride, width),
                n if n >= 4 => tile::<4>(left, left_stride, panel, out, out_stride, width),
                n if n >= 2 => tile::<2>(left, left_stride, panel, out, out_stride, width),
                _ => tile::<1>(left, left_stride, panel, out, out_stride, width),
            };
        }
    }
}

/// One panel's outputs for `N` rows; gives `N`.
#[inline(always)]
fn tile<const N: usize>(
    left: &[f32],
    left_stride: usize,
    panel: &[[f32; LANES]],
    out: &mut [f32],
    out_stride: usize,
    width: usize,
) -> usize {
    let left: [&[f32]; N] = std::array::from_fn(|i| &left[i * left_stride..][..panel.len()]);
    let mut sums = [[0.0f32; LANES]; N];
    for (k, right) in panel.iter().enumerate() {
        for i in 0..N {
            // SAFETY: each row was cut to the length of the panel.
            let x = unsafe { *left[i].get_unchecked(k) };
            for l in 0..LANES {
                sums[i][l] = x.mul_add(right[l], sums[i][l]);
            }
        }
    }
    for (i, sums) in sums.iter().enumerate() {
        let out = &mut out[i * out_stride..];
        match out.first_chunk_mut::<LANES>() {
            Some(out) if width == LANES => *out = *sums,
            _ => out[..width].copy_from_slice(&sums[..width]),
        }
    }
    N
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
