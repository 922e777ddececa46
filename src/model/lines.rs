//! Matrices of bytes in the order in which VNNI multiplies them, four inputs of sixteen outputs at a time, and plain code that
//! gives the same sums.

use super::float::Panels;
#[cfg(target_arch = "x86_64")]
use super::int8;
use super::simd::{LANES, every_level};

/// Four weights of each of sixteen outputs, where a vector register begins.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
pub(super) struct Line(pub(super) [i8; 4 * LANES]);

/// A right-hand matrix of bytes, in panels of `W` lines side by side; the last one is filled up with zeros, as are the inputs
/// to a multiple of four.
#[derive(Debug, Clone, Default)]
pub(super) struct Lines<const W: usize> {
    lines: Vec<[Line; W]>,
    outputs: usize,
    /// Inputs, in fours.
    fours: usize,
}

/// Rows of bytes, a multiple of 4 apart.
#[derive(Clone, Copy)]
pub(super) struct ByteRows<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) stride: usize,
    pub(super) count: usize,
}

impl<const W: usize> Lines<W> {
    /// Outputs of a panel.
    pub(super) const PANEL: usize = W * LANES;

    /// Makes it a matrix of zeros of this size.
    pub(super) fn reset(&mut self, outputs: usize, inputs: usize) {
        (self.outputs, self.fours) = (outputs, inputs.div_ceil(4));
        self.lines.clear();
        self.lines.resize(outputs.div_ceil(Self::PANEL) * self.fours, [Line([0; 4 * LANES]); W]);
    }

    /// Inputs, in fours.
    pub(super) fn fours(&self) -> usize {
        self.fours
    }

    /// Number of outputs.
    pub(super) fn outputs(&self) -> usize {
        self.outputs
    }

    /// The panels in order, each a `[Line; W]` for every four inputs.
    pub(super) fn panels(&self) -> impl Iterator<Item = &[[Line; W]]> {
        self.lines.chunks_exact(self.fours.max(1))
    }

    /// The four weights from input `4 * four` on of one output.
    #[inline(always)]
    pub(super) fn weights(&mut self, output: usize, four: usize) -> &mut [i8] {
        let (vector, lane) = (output / LANES, output % LANES);
        &mut self.line(vector, four).0[4 * lane..][..4]
    }

    /// The weights from input `4 * four` on of the outputs from `vector` times [`LANES`] on.
    #[inline(always)]
    pub(super) fn line(&mut self, vector: usize, four: usize) -> &mut Line {
        &mut self.lines[vector / W * self.fours + four][vector % W]
    }

    /// Sums of products of `left` with every output, each from what `starts` has for it, the outputs of whole panels. Rows of `out` are `stride`
    /// apart, at least so many; what is written for outputs beyond the last one does not matter.
    pub(super) fn multiply(
        &self,
        left: ByteRows<'_>,
        starts: &[[i32; LANES]],
        out: &mut [i32],
        stride: usize,
    ) {
        let width = self.outputs.next_multiple_of(Self::PANEL);
        assert!(left.count == 0 || out.len() >= (left.count - 1) * stride + width);
        assert!(left.stride >= 4 * self.fours && left.bytes.len() >= left.count * left.stride);
        let starts = &starts.as_chunks::<W>().0[..width / Self::PANEL];
        #[cfg(target_arch = "x86_64")]
        if int8::is_vnni() {
            // SAFETY: the machine has the features.
            return unsafe { super::vnni::multiply_lines(left, self, starts, out, stride) };
        }
        if 4 * self.fours <= EXACT_INPUTS {
            return self.multiply_floats(left, starts.as_flattened(), out, stride);
        }
        for (p, (panel, starts)) in self.panels().zip(starts).enumerate() {
            for row in 0..left.count {
                let bytes = &left.bytes[row * left.stride..][..4 * self.fours];
                let out = &mut out[row * stride + p * Self::PANEL..][..Self::PANEL];
                for (vector, out) in out.as_chunks_mut::<LANES>().0.iter_mut().enumerate() {
                    *out = starts[vector];
                    add_products(bytes, panel.as_flattened(), W, vector, out);
                }
            }
        }
    }
}

impl<const W: usize> Lines<W> {
    /// The same by floats, which are exact as long as there are at most [`EXACT_INPUTS`], and fast without VNNI.
    fn multiply_floats(
        &self,
        left: ByteRows<'_>,
        starts: &[[i32; LANES]],
        out: &mut [i32],
        stride: usize,
    ) {
        let (inputs, width) = (4 * self.fours, starts.len() * LANES);
        let mut rows = Vec::with_capacity(left.count * inputs);
        for row in left.bytes.chunks(left.stride.max(1)).take(left.count) {
            rows.extend(row[..inputs].iter().map(|&b| f32::from(b)));
        }
        let mut columns = vec![0.0; inputs * width];
        for (p, panel) in self.panels().enumerate() {
            for (rows, lines) in columns.chunks_exact_mut(4 * width).zip(panel) {
                for (v, line) in lines.iter().enumerate() {
                    let at = p * Self::PANEL + v * LANES;
                    for (i, row) in rows.chunks_exact_mut(width).enumerate() {
                        for (lane, x) in row[at..at + LANES].iter_mut().enumerate() {
                            *x = f32::from(line.0[4 * lane + i]);
                        }
                    }
                }
            }
        }
        let mut panels = Panels::default();
        panels.pack_columns(width, columns.chunks_exact(width.max(1)));
        let mut sums = vec![0.0; left.count * width];
        panels.multiply(&rows, inputs, left.count, &mut sums, width);
        for (out, sums) in out.chunks_mut(stride.max(1)).zip(sums.chunks_exact(width.max(1))) {
            for ((out, sum), start) in out.iter_mut().zip(sums).zip(starts.as_flattened()) {
                *out = start + *sum as i32;
            }
        }
    }
}

/// Inputs whose sums of products of bytes, 255 by 127 at most, floats hold exactly, in fours.
const EXACT_INPUTS: usize = (1 << 24) / (255 * 128) / 4 * 4;

every_level! {
    /// Adds the products of `bytes` with one of the `width` vectors of each line.
    fn add_products(bytes: &[u8], lines: &[Line], width: usize, vector: usize, out: &mut [i32; LANES]) {
        // Sums of pairs, which instructions for words add.
        let mut pairs = [0i32; 2 * LANES];
        for (four, line) in bytes.as_chunks::<4>().0.iter().zip(lines.iter().skip(vector).step_by(width)) {
            let four = four.map(i16::from);
            for (i, pair) in pairs.iter_mut().enumerate() {
                let (a, b) = (four[2 * i % 4], four[2 * i % 4 + 1]);
                let (x, y) = (i16::from(line.0[2 * i]), i16::from(line.0[2 * i + 1]));
                *pair += i32::from(a) * i32::from(x) + i32::from(b) * i32::from(y);
            }
        }
        for (out, pair) in out.iter_mut().zip(pairs.as_chunks::<2>().0) {
            *out += pair[0] + pair[1];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::simd::at_every_level;
    use super::*;

    #[test]
    fn sums_are_exact_whoever_adds_them() {
        let mut x = 7u32;
        let mut next = || {
            x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            x >> 8
        };
        for (rows, inputs, outputs) in
            [(1usize, 3usize, 1), (13, 32, 100), (37, 101, 32), (12, 8, 64), (2, 600, 5)]
        {
            let weights: Vec<i8> =
                (0..inputs * outputs).map(|_| (next() % 255) as u8 as i8).collect();
            let stride = inputs.next_multiple_of(4);
            let bytes: Vec<u8> = (0..rows * stride).map(|_| (next() % 256) as u8).collect();
            let starts: Vec<[i32; LANES]> =
                (0..8).map(|_| std::array::from_fn(|_| next() as i32 % 1000 - 500)).collect();
            fn by<const W: usize>(
                weights: &[i8],
                inputs: usize,
                left: ByteRows<'_>,
                starts: &[[i32; LANES]],
            ) -> Vec<Vec<i32>> {
                let mut lines = Lines::<W>::default();
                lines.reset(weights.len() / inputs, inputs);
                for (output, weights) in weights.chunks(inputs).enumerate() {
                    for (four, weights) in weights.chunks(4).enumerate() {
                        lines.weights(output, four)[..weights.len()].copy_from_slice(weights);
                    }
                }
                at_every_level(|| {
                    let mut out = vec![0; left.count * 128];
                    lines.multiply(left, starts, &mut out, 128);
                    out
                })
            }
            let left = ByteRows { bytes: &bytes, stride, count: rows };
            let mut all = by::<4>(&weights, inputs, left, &starts);
            all.extend(by::<2>(&weights, inputs, left, &starts));
            for sums in all {
                for r in 0..rows {
                    for o in 0..outputs {
                        let sum: i32 = (0..inputs)
                            .map(|k| {
                                i32::from(bytes[r * stride + k])
                                    * i32::from(weights[o * inputs + k])
                            })
                            .sum();
                        let start = starts[o / LANES][o % LANES];
                        assert_eq!(sums[r * 128 + o], start + sum, "{rows} {inputs}: {r} {o}");
                    }
                }
            }
        }
    }
}
