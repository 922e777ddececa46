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

    /// Packs anew the transpose of a matrix of which `rows` gives the rows, `inner` floats each.
    #[inline]
    pub(super) fn pack_rows<'a>(
        &mut self,
        inner: usize,
        rows: impl ExactSizeIterator<Item = &'a [f32]>,
    ) {
        self.reserve(inner, rows.len());
        let (columns, size) = (rows.len(), LANES * inner.max(1));
        let mut rows = rows;
        let panels = self.data.chunks_exact_mut(size);
        for (panel, first) in panels.zip((0..columns).step_by(LANES)) {
            let mut sixteen = [&[][..]; LANES];
            let count = LANES.min(columns - first);
            sixteen[..count].iter_mut().zip(&mut rows).for_each(|(to, row)| *to = row);
            if count == LANES {
                transpose(sixteen, panel);
                continue;
            }
            panel.fill(0.0);
            for (c, row) in sixteen[..count].iter().enumerate() {
                for (out, &x) in panel.chunks_exact_mut(LANES).zip(*row) {
                    out[c] = x;
                }
            }
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
    /// `columns` are written, and zeros after them where `out_stride` is their number rounded up to a multiple of [`LANES`].
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
        let (panels, inner, columns) = (&self.data[..], self.inner, self.columns);
        Product { left, left_stride, rows, panels, inner, columns, out, out_stride }.run();
    }
}

/// Writes sixteen rows of one length as columns.
fn transpose(rows: [&[f32]; LANES], out: &mut [f32]) {
    let done = match level() {
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 => {
            // SAFETY: `level` found the features.
            unsafe { x86::transpose(rows, out) };
            rows[0].len() - rows[0].len() % LANES
        }
        _ => 0,
    };
    for (c, row) in rows.iter().enumerate() {
        for (out, &x) in out.chunks_exact_mut(LANES).zip(*row).skip(done) {
            out[c] = x;
        }
    }
}

/// The operands of a product: rows of `left` lie `left_stride` apart, rows of `out` `out_stride`.
struct Product<'a> {
    left: &'a [f32],
    left_stride: usize,
    rows: usize,
    panels: &'a [f32],
    inner: usize,
    columns: usize,
    out: &'a mut [f32],
    out_stride: usize,
}

/// Computes tiles of outputs by some instructions.
trait Kernel {
    /// Writes the outputs of `N` rows, each as long as the panels, with `P` panels: rows of `out` begin `stride` floats apart.
    fn tile<const N: usize, const P: usize>(
        left: [&[f32]; N],
        panels: [&[[f32; LANES]]; P],
        out: &mut [f32],
        stride: usize,
    );
}

impl Product<'_> {
    /// Computes it with the best instructions of this machine, and as many rows and panels together as hide the latency of
    /// multiply-adds and leave their sums in registers.
    fn run(self) {
        match level() {
            #[cfg(target_arch = "x86_64")]
            Level::Avx512 => self.panels::<x86::Avx512, 8, 2>(),
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 => self.panels::<x86::Avx2, 4, 1>(),
            Level::Baseline => self.panels::<Plain, 4, 1>(),
        }
    }

    fn panels<K: Kernel, const N: usize, const P: usize>(mut self) {
        let (floats, inner) = (self.panels.as_chunks::<LANES>().0, self.inner);
        let panel = |n: usize| &floats[n * inner..(n + 1) * inner];
        let count = floats.len() / inner;
        let together = count - count % P;
        for first in (0..together).step_by(P) {
            let panels = std::array::from_fn(|i| panel(first + i));
            self.rows::<K, N, P>(panels, first * LANES);
        }
        for n in together..count {
            self.rows::<K, N, 1>([panel(n)], n * LANES);
        }
    }

    fn rows<K: Kernel, const N: usize, const P: usize>(
        &mut self,
        panels: [&[[f32; LANES]]; P],
        column: usize,
    ) {
        let mut at = 0;
        while at + N <= self.rows {
            self.tile::<K, N, P>(panels, at, column);
            at += N;
        }
        while at + 4 <= self.rows {
            self.tile::<K, 4, P>(panels, at, column);
            at += 4;
        }
        while at < self.rows {
            self.tile::<K, 1, P>(panels, at, column);
            at += 1;
        }
    }

    #[inline(always)]
    fn tile<K: Kernel, const N: usize, const P: usize>(
        &mut self,
        panels: [&[[f32; LANES]]; P],
        row: usize,
        column: usize,
    ) {
        let left = |i: usize| &self.left[(row + i) * self.left_stride..][..self.inner];
        let left = std::array::from_fn::<_, N, _>(left);
        let out = &mut self.out[row * self.out_stride + column..];
        // Rows of whole panels may be written beyond the columns; what stands beside others is not theirs.
        let padded = self.out_stride == self.columns.next_multiple_of(LANES);
        let room = padded || column + P * LANES <= self.columns;
        if room && out.len() >= (N - 1) * self.out_stride + P * LANES {
            return K::tile(left, panels, out, self.out_stride);
        }
        let mut sums = [[[0.0; LANES]; P]; N];
        K::tile(left, panels, sums.as_flattened_mut().as_flattened_mut(), P * LANES);
        let width = (P * LANES).min(self.columns - column);
        for (sums, out) in sums.iter().zip(out.chunks_mut(self.out_stride)) {
            out[..width].copy_from_slice(&sums.as_flattened()[..width]);
        }
    }
}

/// By what the compiler makes of plain code.
struct Plain;

impl Kernel for Plain {
    fn tile<const N: usize, const P: usize>(
        left: [&[f32]; N],
        panels: [&[[f32; LANES]]; P],
        out: &mut [f32],
        stride: usize,
    ) {
        for (left, out) in left.iter().zip(out.chunks_mut(stride)) {
            for (panel, out) in panels.iter().zip(out.chunks_exact_mut(LANES)) {
                let mut sums = [0.0f32; LANES];
                for (x, right) in left.iter().zip(*panel) {
                    for (s, r) in sums.iter_mut().zip(right) {
                        *s = x.mul_add(*r, *s);
                    }
                }
                out.copy_from_slice(&sums);
            }
        }
    }
}

/// By hand: what compilers make of several rows together is a matter of luck.
#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use super::{Kernel, LANES};

    /// To be used where `level` has found the features.
    pub(super) struct Avx512;

    impl Kernel for Avx512 {
        #[inline(always)]
        fn tile<const N: usize, const P: usize>(
            left: [&[f32]; N],
            panels: [&[[f32; LANES]]; P],
            out: &mut [f32],
            stride: usize,
        ) {
            // SAFETY: `level` found the features.
            unsafe { avx512(left, panels, out, stride) }
        }
    }

    /// To be used where `level` has found the features.
    pub(super) struct Avx2;

    impl Kernel for Avx2 {
        #[inline(always)]
        fn tile<const N: usize, const P: usize>(
            left: [&[f32]; N],
            panels: [&[[f32; LANES]]; P],
            out: &mut [f32],
            stride: usize,
        ) {
            // SAFETY: `level` found the features.
            unsafe { avx2(left, panels, out, stride) }
        }
    }

    /// Writes sixteen rows of one length as columns, as far as sixteen of them are whole: pairs, fours, then quarters of
    /// registers change places.
    #[target_feature(enable = "avx512f")]
    pub(super) fn transpose(rows: [&[f32]; LANES], out: &mut [f32]) {
        let length = rows[0].len();
        assert!(rows.iter().all(|row| row.len() == length) && out.len() >= LANES * length);
        for first in (0..length / LANES).map(|n| n * LANES) {
            let mut a = [_mm512_setzero_ps(); LANES];
            for (a, row) in a.iter_mut().zip(&rows) {
                // SAFETY: sixteen floats of each row, which is that long.
                *a = unsafe { _mm512_loadu_ps(row.as_ptr().add(first)) };
            }
            let mut b = a;
            for i in (0..LANES).step_by(2) {
                b[i] = _mm512_unpacklo_ps(a[i], a[i + 1]);
                b[i + 1] = _mm512_unpackhi_ps(a[i], a[i + 1]);
            }
            let low = |a, b| {
                _mm512_castpd_ps(_mm512_unpacklo_pd(_mm512_castps_pd(a), _mm512_castps_pd(b)))
            };
            let high = |a, b| {
                _mm512_castpd_ps(_mm512_unpackhi_pd(_mm512_castps_pd(a), _mm512_castps_pd(b)))
            };
            for i in (0..LANES).step_by(4) {
                a[i] = low(b[i], b[i + 2]);
                a[i + 1] = high(b[i], b[i + 2]);
                a[i + 2] = low(b[i + 1], b[i + 3]);
                a[i + 3] = high(b[i + 1], b[i + 3]);
            }
            for i in 0..4 {
                // Quarters 0 and 2, then 1 and 3, of the first eight rows and of the last.
                let even = _mm512_shuffle_f32x4::<0x88>(a[i], a[i + 4]);
                let odd = _mm512_shuffle_f32x4::<0xdd>(a[i], a[i + 4]);
                let even_last = _mm512_shuffle_f32x4::<0x88>(a[i + 8], a[i + 12]);
                let odd_last = _mm512_shuffle_f32x4::<0xdd>(a[i + 8], a[i + 12]);
                b[i] = _mm512_shuffle_f32x4::<0x88>(even, even_last);
                b[i + 4] = _mm512_shuffle_f32x4::<0x88>(odd, odd_last);
                b[i + 8] = _mm512_shuffle_f32x4::<0xdd>(even, even_last);
                b[i + 12] = _mm512_shuffle_f32x4::<0xdd>(odd, odd_last);
            }
            for (c, column) in b.iter().enumerate() {
                // SAFETY: sixteen floats, inside by the assertion.
                unsafe { _mm512_storeu_ps(out.as_mut_ptr().add((first + c) * LANES), *column) };
            }
        }
    }

    #[target_feature(enable = "avx512f")]
    fn avx512<const N: usize, const P: usize>(
        left: [&[f32]; N],
        panels: [&[[f32; LANES]]; P],
        out: &mut [f32],
        stride: usize,
    ) {
        let inner = panels[0].len();
        assert!(left.iter().all(|row| row.len() == inner));
        assert!(panels.iter().all(|panel| panel.len() == inner));
        assert!(out.len() >= (N - 1) * stride + P * LANES);
        let mut totals = [[_mm512_setzero_ps(); P]; N];
        for k in 0..inner {
            let mut right = [_mm512_setzero_ps(); P];
            for (right, panel) in right.iter_mut().zip(&panels) {
                // SAFETY: sixteen floats of each panel, which is that long.
                *right = unsafe { _mm512_loadu_ps(panel.get_unchecked(k).as_ptr()) };
            }
            for (totals, row) in totals.iter_mut().zip(&left) {
                // SAFETY: every row is as long as the panels.
                let x = _mm512_set1_ps(unsafe { *row.get_unchecked(k) });
                for (total, right) in totals.iter_mut().zip(right) {
                    *total = _mm512_fmadd_ps(x, right, *total);
                }
            }
        }
        for (r, totals) in totals.iter().enumerate() {
            for (p, total) in totals.iter().enumerate() {
                // SAFETY: sixteen floats, inside by the last assertion.
                unsafe { _mm512_storeu_ps(out.as_mut_ptr().add(r * stride + p * LANES), *total) };
            }
        }
    }

    #[target_feature(enable = "avx2,fma")]
    fn avx2<const N: usize, const P: usize>(
        left: [&[f32]; N],
        panels: [&[[f32; LANES]]; P],
        out: &mut [f32],
        stride: usize,
    ) {
        let inner = panels[0].len();
        assert!(left.iter().all(|row| row.len() == inner));
        assert!(panels.iter().all(|panel| panel.len() == inner));
        assert!(out.len() >= (N - 1) * stride + P * LANES);
        let mut totals = [[[_mm256_setzero_ps(); 2]; P]; N];
        for k in 0..inner {
            let mut right = [[_mm256_setzero_ps(); 2]; P];
            for (right, panel) in right.iter_mut().zip(&panels) {
                // SAFETY: sixteen floats in two halves, of each panel, which is that long.
                unsafe {
                    let panel = panel.get_unchecked(k).as_ptr();
                    *right = [_mm256_loadu_ps(panel), _mm256_loadu_ps(panel.add(8))];
                }
            }
            for (totals, row) in totals.iter_mut().zip(&left) {
                // SAFETY: every row is as long as the panels.
                let x = _mm256_set1_ps(unsafe { *row.get_unchecked(k) });
                for (total, right) in totals.iter_mut().zip(right) {
                    total[0] = _mm256_fmadd_ps(x, right[0], total[0]);
                    total[1] = _mm256_fmadd_ps(x, right[1], total[1]);
                }
            }
        }
        for (r, totals) in totals.iter().enumerate() {
            for (p, total) in totals.iter().enumerate() {
                // SAFETY: sixteen floats in two halves, inside by the last assertion.
                unsafe {
                    let out = out.as_mut_ptr().add(r * stride + p * LANES);
                    _mm256_storeu_ps(out, total[0]);
                    _mm256_storeu_ps(out.add(8), total[1]);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::simd::at_every_level;
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
    fn what_stands_beside_the_outputs_is_left_alone() {
        let (rows, inner, columns, stride) = (9, 5, 14, 42);
        let (left, right) = (noise(rows * inner, 1), noise(columns * inner, 2));
        let panels = Panels::transposed(&right, inner);
        for first in [0, 28] {
            let all = at_every_level(|| {
                let mut out = vec![7.0; rows * stride];
                panels.multiply(&left, inner, rows, &mut out[first..], stride);
                out
            });
            for (i, x) in all.iter().flat_map(|out| out.iter().enumerate()) {
                assert_eq!(*x == 7.0, !(first..first + columns).contains(&(i % stride)), "{i}");
            }
        }
    }

    #[test]
    fn product_of_every_odd_size() {
        for (rows, inner, columns) in [(1, 1, 1), (7, 5, 16), (8, 33, 17), (13, 64, 40), (3, 0, 4)]
        {
            let (left, right) = (noise(rows * inner, 1), noise(columns * inner, 2));
            let mut panels = Panels::default();
            panels.pack_rows(inner, (0..columns).map(|c| &right[c * inner..(c + 1) * inner]));
            let all = at_every_level(|| {
                let mut out = vec![f32::NAN; rows * columns];
                panels.multiply(&left, inner, rows, &mut out, columns);
                out
            });
            for (out, r) in all.iter().flat_map(|out| (0..rows).map(move |r| (out, r))) {
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
