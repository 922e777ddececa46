//! Products of byte matrices: activations of 8 bits a row, weights of 8 bits an output, sums of 32.
//!
//! The sums are exact, so they are equal on every machine.

use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix};
use rten_tensor::{Matrix, NdTensorView};

use crate::error::{Error, ErrorKind, Result};

use super::pointwise::{RowScale, to_bytes};
use super::simd::every_level;

/// Outputs that are computed together. A block of sums, [`BLOCK_ROWS`] by this, stays in the first-level cache
/// until it has become floats; and the crate that multiplies splits nothing so small among threads.
const PANEL: usize = 128;

/// Rows that are worked on together at most.
pub(super) const BLOCK_ROWS: usize = 64;

/// Multiplies bytes; one per thread, since it cannot be shared.
pub(super) struct Multiplier {
    executor: GemmExecutor<u8, i8, i32>,
    /// Whether activations are multiplied in two halves: without VNNI, x86-64 adds pairs of products in 16 bits, which two
    /// halves of at most 128 each cannot overflow.
    halves: bool,
    bytes: Vec<u8>,
    scales: [RowScale; BLOCK_ROWS],
    sums: Vec<i32>,
}

impl Default for Multiplier {
    fn default() -> Multiplier {
        let executor = GemmExecutor::<u8, i8, i32>::new();
        Multiplier {
            halves: executor.may_saturate(),
            executor,
            bytes: Vec::new(),
            scales: [RowScale::default(); BLOCK_ROWS],
            sums: vec![0; BLOCK_ROWS * PANEL],
        }
    }
}

/// A linear layer's weights as bytes, packed for this machine.
pub(super) struct Int8Matrix {
    panels: Vec<PackedBMatrix<i8>>,
    inner: usize,
    /// What a weight of 1 stands for, by output.
    scales: Vec<f32>,
    /// Sum of an output's weights, which corrects for the zero points of the activations. Of at most 65,536 weights, and
    /// so exact as a float.
    sums: Vec<f32>,
}

impl Int8Matrix {
    /// Packs `[out, inner]` bytes, none of them −128.
    pub(super) fn new(values: &[u8], scales: Vec<f32>, inner: usize) -> Int8Matrix {
        let executor = GemmExecutor::<u8, i8, i32>::new();
        let values: Vec<i8> = values.iter().map(|&b| b as i8).collect();
        let panels = values
            .chunks(PANEL * inner)
            .map(|rows| {
                let view = NdTensorView::from_data([rows.len() / inner, inner], rows);
                executor.prepack_b(view.transposed())
            })
            .collect();
        let sums = values
            .chunks(inner)
            .map(|row| row.iter().map(|&w| i32::from(w)).sum::<i32>() as f32)
            .collect();
        Int8Matrix { panels, inner, scales, sums }
    }

    /// Number of outputs.
    pub(super) fn outputs(&self) -> usize {
        self.scales.len()
    }

    /// `out = left · selfᵀ + bias` for at most [`BLOCK_ROWS`] rows, then GELU if asked for.
    pub(super) fn apply(
        &self,
        left: &[f32],
        rows: usize,
        bias: &[f32],
        gelu: bool,
        out: &mut [f32],
        multiplier: &mut Multiplier,
    ) -> Result<()> {
        let (inner, outputs) = (self.inner, self.outputs());
        let Multiplier { executor, halves, bytes, scales, sums } = multiplier;
        bytes.resize(BLOCK_ROWS * inner, 0);
        to_bytes(&left[..rows * inner], inner, bytes, inner, scales);
        let mut rest = Vec::new();
        if *halves {
            rest = bytes[..rows * inner].iter().map(|&b| b - b / 2).collect();
            bytes.iter_mut().for_each(|b| *b /= 2);
        }
        let packed = executor.prepack_a(matrix(bytes, rows, inner));
        let rest = halves.then(|| executor.prepack_a(matrix(&rest, rows, inner)));
        for (p, panel) in self.panels.iter().enumerate() {
            let columns = p * PANEL..(p * PANEL + panel.cols());
            let sums = &mut sums[..rows * columns.len()];
            let failed = |e| Error::new(ErrorKind::Internal, format!("byte product: {e}"));
            executor
                .gemm(
                    sums,
                    GemmInputA::Packed(&packed),
                    GemmInputB::Packed(panel),
                    GemmOptions::default(),
                )
                .map_err(failed)?;
            if let Some(rest) = &rest {
                let add = GemmOptions { beta: 1, ..GemmOptions::default() };
                executor
                    .gemm(sums, GemmInputA::Packed(rest), GemmInputB::Packed(panel), add)
                    .map_err(failed)?;
            }
            let range = columns.clone();
            to_floats(
                sums,
                scales,
                &self.scales[range.clone()],
                &self.sums[range.clone()],
                &bias[range],
                gelu,
                &mut out[columns.start..],
                outputs,
            );
        }
        Ok(())
    }
}

fn matrix(bytes: &[u8], rows: usize, inner: usize) -> Matrix<'_, u8> {
    NdTensorView::from_data([rows, inner], &bytes[..rows * inner])
}

/// What a sum of products of bytes stands for.
#[inline(always)]
fn real(sum: i32, row: RowScale, weights: f32, scale: f32, bias: f32) -> f32 {
    weights.mul_add(-row.zero, sum as f32).mul_add(row.scale * scale, bias)
}

every_level! {
    fn to_floats(
        sums: &[i32], rows: &[RowScale], scales: &[f32], weights: &[f32], bias: &[f32], gelu: bool,
        out: &mut [f32], out_stride: usize,
    ) {
        let n = scales.len();
        let (weights, bias) = (&weights[..n], &bias[..n]);
        // Two loops, so that neither asks in the middle what it is.
        for ((sums, row), out) in sums.chunks_exact(n).zip(rows).zip(out.chunks_mut(out_stride)) {
            let out = &mut out[..n];
            let sums = &sums[..n];
            if gelu {
                for i in 0..n {
                    out[i] = super::pointwise::gelu(real(sums[i], *row, weights[i], scales[i], bias[i]));
                }
            } else {
                for i in 0..n {
                    out[i] = real(sums[i], *row, weights[i], scales[i], bias[i]);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_exact_at_the_limits_and_elsewhere() {
        let mut x = 1u32;
        let mut next = || {
            x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            x >> 8
        };
        for (rows, inner, outputs) in [(1, 4, 1), (5, 42, 3), (64, 384, 300), (33, 1540, 130)] {
            // Pairs of 255 · ±127 are what 16 bits cannot hold.
            let weights: Vec<i8> = (0..outputs * inner)
                .map(|i| if i % 3 == 0 { (next() % 255) as i8 } else { 127 })
                .map(|w| w.max(-127))
                .collect();
            let left: Vec<f32> = (0..rows * inner)
                .map(|i| if i % 2 == 0 { 255.0 } else { (next() % 256) as f32 } - (i / inner % 7) as f32)
                .collect();
            let bytes: Vec<u8> = weights.iter().map(|&w| w as u8).collect();
            let scales: Vec<f32> = (0..outputs).map(|o| 0.5 + o as f32 / 8.0).collect();
            let matrix = Int8Matrix::new(&bytes, scales.clone(), inner);
            let bias: Vec<f32> = (0..outputs).map(|o| o as f32).collect();
            let mut out = vec![f32::NAN; rows * outputs];
            let mut multiplier = Multiplier::default();
            matrix.apply(&left, rows, &bias, false, &mut out, &mut multiplier).unwrap();
            let mut in_halves = out.clone();
            multiplier.halves = true;
            matrix.apply(&left, rows, &bias, false, &mut in_halves, &mut multiplier).unwrap();
            assert_eq!(out, in_halves);

            let mut rounded = vec![0; rows * inner];
            let mut row_scales = vec![RowScale::default(); rows];
            to_bytes(&left, inner, &mut rounded, inner, &mut row_scales);
            for r in 0..rows {
                for o in 0..outputs {
                    let sum: i32 = (0..inner)
                        .map(|k| i32::from(rounded[r * inner + k]))
                        .zip(&weights[o * inner..])
                        .map(|(a, &w)| a * i32::from(w))
                        .sum();
                    let total: i32 =
                        weights[o * inner..][..inner].iter().map(|&w| i32::from(w)).sum();
                    let sum = (total as f32).mul_add(-row_scales[r].zero, sum as f32);
                    let exact = sum.mul_add(row_scales[r].scale * scales[o], bias[o]);
                    assert_eq!(
                        out[r * outputs + o].to_bits(),
                        exact.to_bits(),
                        "{rows} {inner}: {r} {o}"
                    );
                }
            }
        }
    }
}
