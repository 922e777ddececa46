//! Products of byte matrices: activations of 8 bits a row, weights of 8 bits an output, sums of 32.
//!
//! The sums are exact, so they are equal on every machine, whichever code computes them.

use std::sync::OnceLock;

use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix};
use rten_tensor::{Matrix, NdTensorView};

use crate::error::{Error, ErrorKind, Result};

use super::lanes::Lanes;
use super::plain;
use super::pointwise::{RowScale, gelu, to_bytes};
use super::simd::{LANES, every_level};
#[cfg(target_arch = "x86_64")]
use super::vnni::VnniMatrix;

/// Outputs that the crate computes together. A block of sums, [`BLOCK_ROWS`] by this, stays in the first-level cache
/// until it has become floats; and the crate splits nothing so small among threads.
const PANEL: usize = 128;

/// Rows of a tile of our own kernel.
pub(super) const TILE_ROWS: usize = 6;

/// Rows that are worked on together at most, where what lies between the products of a block shall stay near.
pub(super) const BLOCK_ROWS: usize = 12 * TILE_ROWS;

/// How many of `rows` rows to work on together: blocks of about the same number, in whole tiles.
pub(super) fn block_rows(rows: usize) -> usize {
    let blocks = rows.div_ceil(BLOCK_ROWS).max(1);
    rows.div_ceil(blocks).next_multiple_of(TILE_ROWS).max(TILE_ROWS)
}

/// Who multiplies bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kernel {
    #[cfg(target_arch = "x86_64")]
    Vnni,
    Crate,
    Plain,
}

/// The variable that chooses [`Kernel`]s by name. All give the same sums; it is there to show that they do.
const VARIABLE: &str = "ACTANT_PRODUCTS";

impl Kernel {
    /// The one that is asked for; by default, and where another is not to be had, the fastest of this machine.
    fn chosen() -> Kernel {
        static CHOSEN: OnceLock<Kernel> = OnceLock::new();
        *CHOSEN.get_or_init(|| match std::env::var(VARIABLE).as_deref() {
            Ok("plain") => Kernel::Plain,
            Ok("rten-gemm") => Kernel::Crate,
            #[cfg(target_arch = "x86_64")]
            _ if VnniMatrix::is_available() => Kernel::Vnni,
            _ => Kernel::Crate,
        })
    }
}

/// Whether bytes are multiplied by VNNI.
#[cfg(target_arch = "x86_64")]
pub(super) fn is_vnni() -> bool {
    Kernel::chosen() == Kernel::Vnni && VnniMatrix::is_available()
}

/// What multiplies bytes on this machine.
pub(super) fn kernel_name() -> String {
    match Kernel::chosen() {
        #[cfg(target_arch = "x86_64")]
        Kernel::Vnni => "own, AVX-512 VNNI".to_owned(),
        Kernel::Crate => {
            format!("rten-gemm, {}", GemmExecutor::<u8, i8, i32>::new().kernel_name())
        }
        Kernel::Plain => "own, plain".to_owned(),
    }
}

/// Multiplies bytes; one per thread, since it cannot be shared.
pub(super) struct Multiplier {
    executor: GemmExecutor<u8, i8, i32>,
    /// Whether activations are multiplied in two halves: without VNNI, x86-64 adds pairs of products in 16 bits, which two
    /// halves of at most 128 each cannot overflow.
    halves: bool,
    /// Rows as bytes, each beginning at a multiple of 4, and what these stand for.
    bytes: Vec<u8>,
    scales: Vec<RowScale>,
    sums: Vec<i32>,
}

impl Default for Multiplier {
    fn default() -> Multiplier {
        let executor = GemmExecutor::<u8, i8, i32>::new();
        Multiplier {
            halves: executor.may_saturate(),
            executor,
            bytes: Vec::new(),
            scales: Vec::new(),
            sums: Vec::new(),
        }
    }
}

/// Weights as whoever multiplies them wants them.
enum Packed {
    #[cfg(target_arch = "x86_64")]
    Vnni(VnniMatrix),
    /// In panels of [`PANEL`] outputs.
    Crate(Vec<PackedBMatrix<i8>>),
    /// As they came.
    Plain(Vec<i8>),
}

/// A linear layer's weights as bytes, packed for this machine.
pub(super) struct Int8Matrix {
    packed: Packed,
    inner: usize,
    outputs: usize,
    /// What makes floats of sums, sixteen outputs at a time, with zeros up to a whole [`PANEL`].
    columns: Vec<Column>,
}

/// What concerns sixteen outputs side by side.
#[derive(Debug, Clone, Copy, Default)]
struct Column {
    /// What a weight of 1 stands for.
    scales: [f32; LANES],
    /// Sums of the weights, which correct for the zero points of the activations: of at most 65,536 weights, and so exact as
    /// floats.
    weights: [f32; LANES],
    bias: [f32; LANES],
}

impl Int8Matrix {
    /// Packs `[out, inner]` bytes, none of them −128, with what a byte stands for and what is added, by output.
    pub(super) fn new(values: &[u8], scales: &[f32], bias: &[f32], inner: usize) -> Int8Matrix {
        let values: Vec<i8> = values.iter().map(|&b| b as i8).collect();
        Int8Matrix::packed(Kernel::chosen(), &values, scales, bias, inner)
    }

    fn packed(
        kernel: Kernel,
        values: &[i8],
        scales: &[f32],
        bias: &[f32],
        inner: usize,
    ) -> Int8Matrix {
        let packed = match kernel {
            #[cfg(target_arch = "x86_64")]
            Kernel::Vnni => VnniMatrix::pack(values, inner).map(Packed::Vnni),
            Kernel::Crate => None,
            Kernel::Plain => Some(Packed::Plain(values.to_vec())),
        };
        let packed = packed.unwrap_or_else(|| pack_for_crate(values, inner));
        let outputs = scales.len();
        let mut columns = vec![Column::default(); outputs.next_multiple_of(PANEL) / LANES];
        for (o, row) in values.chunks(inner).enumerate() {
            let (column, lane) = (&mut columns[o / LANES], o % LANES);
            column.scales[lane] = scales[o];
            column.weights[lane] = row.iter().map(|&w| i32::from(w)).sum::<i32>() as f32;
            column.bias[lane] = bias[o];
        }
        Int8Matrix { packed, inner, outputs, columns }
    }

    /// `out = left · selfᵀ + bias` for rows that `multiplier` has [rounded](Multiplier::round), then
    /// GELU if asked for.
    pub(super) fn apply(
        &self,
        rows: usize,
        gelu: bool,
        out: &mut [f32],
        multiplier: &mut Multiplier,
    ) -> Result<()> {
        let Multiplier { executor, halves, bytes, scales, sums } = multiplier;
        let (columns, outputs) = (&self.columns[..], self.outputs);
        let finish = Finish { rows: scales, columns, outputs, gelu };
        sums.resize(sums.len().max(rows * PANEL), 0);
        match &self.packed {
            #[cfg(target_arch = "x86_64")]
            Packed::Vnni(matrix) => {
                matrix.apply(bytes, stride(self.inner), rows, &finish, out);
                Ok(())
            }
            Packed::Crate(panels) => {
                by_crate(panels, bytes, rows, self.inner, *halves, executor, sums, &finish, out)
            }
            Packed::Plain(weights) => {
                let stride = stride(self.inner);
                for (p, weights) in weights.chunks(PANEL * self.inner).enumerate() {
                    let width = weights.len() / self.inner;
                    let sums = &mut sums[..rows * width];
                    plain::multiply(&bytes[..rows * stride], stride, weights, self.inner, sums);
                    to_floats(sums, width, &finish.columns::<PANEL>(p * PANEL), out, outputs);
                }
                Ok(())
            }
        }
    }
}

/// Bytes from one rounded row to the next.
fn stride(inner: usize) -> usize {
    inner.next_multiple_of(4)
}

impl Multiplier {
    /// Rounds rows of `inner` floats for all products that follow.
    pub(super) fn round(&mut self, rows: &[f32], inner: usize) {
        let stride = stride(inner);
        let count = rows.len() / inner;
        self.bytes.resize(count * stride, 0);
        self.scales.resize(count, RowScale::default());
        to_bytes(rows, inner, &mut self.bytes, stride, &mut self.scales);
    }
}

fn pack_for_crate(values: &[i8], inner: usize) -> Packed {
    let executor = GemmExecutor::<u8, i8, i32>::new();
    let panels = values.chunks(PANEL * inner).map(|rows| {
        let view = NdTensorView::from_data([rows.len() / inner, inner], rows);
        executor.prepack_b(view.transposed())
    });
    Packed::Crate(panels.collect())
}

#[allow(clippy::too_many_arguments)]
fn by_crate(
    panels: &[PackedBMatrix<i8>],
    bytes: &[u8],
    rows: usize,
    inner: usize,
    halves: bool,
    executor: &GemmExecutor<u8, i8, i32>,
    sums: &mut [i32],
    finish: &Finish,
    out: &mut [f32],
) -> Result<()> {
    let mut left = Vec::with_capacity(rows * inner);
    bytes.chunks_exact(stride(inner)).take(rows).for_each(|row| left.extend(&row[..inner]));
    let mut rest = Vec::new();
    if halves {
        rest = left.iter().map(|&b| b - b / 2).collect();
        left.iter_mut().for_each(|b| *b /= 2);
    }
    let packed = executor.prepack_a(matrix(&left, rows, inner));
    let rest = halves.then(|| executor.prepack_a(matrix(&rest, rows, inner)));
    for (p, panel) in panels.iter().enumerate() {
        let sums = &mut sums[..rows * panel.cols()];
        let failed = |e| Error::new(ErrorKind::Internal, format!("byte product: {e}"));
        let (left, right) = (GemmInputA::Packed(&packed), GemmInputB::Packed(panel));
        executor.gemm(sums, left, right, GemmOptions::default()).map_err(failed)?;
        if let Some(rest) = &rest {
            let add = GemmOptions { beta: 1, ..GemmOptions::default() };
            let (left, right) = (GemmInputA::Packed(rest), GemmInputB::Packed(panel));
            executor.gemm(sums, left, right, add).map_err(failed)?;
        }
        to_floats(sums, panel.cols(), &finish.columns::<PANEL>(p * PANEL), out, finish.outputs);
    }
    Ok(())
}

fn matrix(bytes: &[u8], rows: usize, inner: usize) -> Matrix<'_, u8> {
    NdTensorView::from_data([rows, inner], &bytes[..rows * inner])
}

/// What makes floats of sums of products of bytes.
pub(super) struct Finish<'a> {
    /// By row.
    rows: &'a [RowScale],
    columns: &'a [Column],
    outputs: usize,
    /// Whether GELU follows.
    gelu: bool,
}

impl<'a> Finish<'a> {
    /// What concerns `N` outputs, a multiple of [`LANES`], from `first` on; there may be fewer left.
    pub(super) fn columns<const N: usize>(&self, first: usize) -> Columns<'a, N> {
        Columns {
            rows: self.rows,
            columns: &self.columns[first / LANES..][..N / LANES],
            gelu: self.gelu,
            first,
            width: N.min(self.outputs - first),
        }
    }
}

/// A [`Finish`] of `N` outputs side by side, of which there are `width`.
pub(super) struct Columns<'a, const N: usize> {
    rows: &'a [RowScale],
    columns: &'a [Column],
    gelu: bool,
    first: usize,
    width: usize,
}

impl<const N: usize> Columns<'_, N> {
    /// Makes floats of the sums of the rows from `row` on, which lie `sums_stride` apart. Rows of `out` are `out_stride` apart,
    /// and have all outputs of the layer.
    #[inline(always)]
    pub(super) fn write<L: Lanes>(
        &self,
        row: usize,
        sums: &[i32],
        sums_stride: usize,
        out: &mut [f32],
        out_stride: usize,
    ) {
        let rows = sums.chunks_exact(sums_stride).zip(out.chunks_exact_mut(out_stride));
        for ((sums, out), row) in rows.zip(&self.rows[row..]) {
            let out = &mut out[self.first..self.first + self.width];
            match (sums.first_chunk::<N>(), out.first_chunk_mut::<N>()) {
                (Some(sums), Some(out)) => self.write_row::<L>(row, sums, out),
                _ => {
                    let (mut all, mut reals) = ([0; N], [0.0; N]);
                    all[..self.width].copy_from_slice(&sums[..self.width]);
                    self.write_row::<L>(row, &all, &mut reals);
                    out.copy_from_slice(&reals[..self.width]);
                }
            }
        }
    }

    // No closure takes part: one that is not inlined would be compiled without the instructions.
    #[inline(always)]
    fn write_row<L: Lanes>(&self, row: &RowScale, sums: &[i32; N], out: &mut [f32; N]) {
        let (zero, scale) = (L::splat(-row.zero), L::splat(row.scale));
        let (sums, out) = (sums.as_chunks::<LANES>().0, out.as_chunks_mut::<LANES>().0);
        for i in 0..N / LANES {
            let Column { scales, weights, bias } = &self.columns[i];
            let sum = L::load(weights).mul_add(zero, L::from_ints(&sums[i]));
            let real = sum.mul_add(scale.mul(L::load(scales)), L::load(bias));
            if self.gelu { gelu(real) } else { real }.store(&mut out[i]);
        }
    }
}

every_level! {
    /// Makes floats of a block of sums, rows of `width`.
    fn to_floats<L>(sums: &[i32], width: usize, columns: &Columns<PANEL>, out: &mut [f32], stride: usize) {
        columns.write::<L>(0, sums, width, out, stride);
    }
}

#[cfg(test)]
mod tests {
    use super::super::simd::at_every_level;
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
            let scales: Vec<f32> = (0..outputs).map(|o| 0.5 + o as f32 / 8.0).collect();
            let bias: Vec<f32> = (0..outputs).map(|o| o as f32).collect();
            let mut multiplier = Multiplier::default();
            let mut by = |kernel, halves: bool| {
                let matrix = Int8Matrix::packed(kernel, &weights, &scales, &bias, inner);
                multiplier.halves |= halves;
                at_every_level(|| {
                    let mut out = vec![f32::NAN; rows * outputs];
                    multiplier.round(&left, inner);
                    matrix.apply(rows, false, &mut out, &mut multiplier).unwrap();
                    out
                })
            };
            // Whatever this machine has, the crate in halves too, on every level.
            let mut all = by(Kernel::Plain, false);
            all.extend(by(Kernel::chosen(), false));
            all.extend(by(Kernel::Crate, false));
            all.extend(by(Kernel::Crate, true));
            let out = all[0].clone();
            assert!(all.iter().all(|other| *other == out), "{rows} {inner} {outputs}");

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
