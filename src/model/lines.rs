//! Matrices of bytes in the order in which VNNI multiplies them, four inputs of sixteen outputs at a time, and plain code that
//! gives the same sums.

use super::float::Panels;
#[cfg(target_arch = "x86_64")]
use super::int8;
use super::simd::LANES;

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

    /// Packs `[outputs, inputs]` weights.
    pub(super) fn pack(weights: &[i8], inputs: usize) -> Lines<W> {
        let mut lines = Lines::default();
        lines.reset(weights.len() / inputs, inputs);
        for (output, row) in weights.chunks_exact(inputs).enumerate() {
            for (four, weights) in row.chunks(4).enumerate() {
                lines.weights(output, four)[..weights.len()].copy_from_slice(weights);
            }
        }
        lines
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
    fn weights(&mut self, output: usize, four: usize) -> &mut [i8] {
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
        self.multiply_floats(left, starts.as_flattened(), out, stride);
    }

    /// The same by floats, which hold the sums of so many products exactly.
    fn multiply_floats(
        &self,
        left: ByteRows<'_>,
        starts: &[[i32; LANES]],
        out: &mut [i32],
        stride: usize,
    ) {
        let width = starts.len() * LANES;
        for out in out.chunks_mut(stride.max(1)).take(left.count) {
            out[..width].copy_from_slice(starts.as_flattened());
        }
        let mut panels = Panels::default();
        for first in (0..self.fours).step_by(EXACT_FOURS) {
            let fours = first..self.fours.min(first + EXACT_FOURS);
            let inputs = 4 * fours.len();
            let mut rows = Vec::with_capacity(left.count * inputs);
            for row in left.bytes.chunks(left.stride).take(left.count) {
                rows.extend(row[4 * first..][..inputs].iter().map(|&b| f32::from(b)));
            }
            let mut columns = vec![0.0; inputs * width];
            for (p, panel) in self.panels().enumerate() {
                for (rows, lines) in columns.chunks_exact_mut(4 * width).zip(&panel[fours.clone()])
                {
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
            panels.pack_columns(width, columns.chunks_exact(width));
            let mut sums = vec![0.0; left.count * width];
            panels.multiply(&rows, inputs, left.count, &mut sums, width);
            for (out, sums) in out.chunks_mut(stride).zip(sums.chunks_exact(width)) {
                out.iter_mut().zip(sums).for_each(|(out, sum)| *out += *sum as i32);
            }
        }
    }
}

/// Inputs, in fours, whose sums of products of bytes, 255 by 128 at most, floats hold exactly.
const EXACT_FOURS: usize = (1 << 24) / (255 * 128) / 4;

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
                let lines = Lines::<W>::pack(weights, inputs);
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
