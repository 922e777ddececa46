//! Products of byte matrices with AVX-512 VNNI, whose instruction adds four products to each of sixteen sums.
//!
//! The crate that multiplies elsewhere packs both sides and is made for large matrices; ours are a few dozen rows by weights that
//! never change, and turning the sums into floats while they are at hand saves a pass over memory.

use std::arch::x86_64::*;

use super::int8::{Columns, Finish, TILE_ROWS as ROWS};
use super::lanes::x86::Avx512;
use super::simd::{LANES, Level, level};

/// Vectors of sums side by side in a tile. With six rows the sums take 24 of the 32 registers, and each of the weights
/// that is loaded is used six times.
const VECTORS: usize = 4;

/// Outputs of a panel.
const PANEL: usize = VECTORS * LANES;

/// Four weights of each of sixteen outputs, where a vector register begins.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Line([i8; 64]);

/// Weights in panels of [`PANEL`] outputs, the last one filled up with zeros, four inputs at a time.
pub(super) struct VnniMatrix {
    lines: Vec<[Line; VECTORS]>,
    outputs: usize,
    /// Inputs, in fours.
    fours: usize,
}

impl VnniMatrix {
    /// Whether this machine has the instructions.
    pub(super) fn is_available() -> bool {
        level() == Level::Avx512 && is_x86_feature_detected!("avx512vnni")
    }

    /// Packs `[outputs, inner]` weights; `None` on a machine that could not multiply them.
    pub(super) fn pack(weights: &[i8], inner: usize) -> Option<VnniMatrix> {
        if !VnniMatrix::is_available() || inner == 0 {
            return None;
        }
        let (outputs, fours) = (weights.len() / inner, inner.div_ceil(4));
        let mut lines = vec![[Line([0; 64]); VECTORS]; outputs.div_ceil(PANEL) * fours];
        for (output, row) in weights.chunks_exact(inner).enumerate() {
            let (panel, vector, lane) = (output / PANEL, output % PANEL / LANES, output % LANES);
            for (four, weights) in row.chunks(4).enumerate() {
                let line = &mut lines[panel * fours + four][vector];
                line.0[4 * lane..][..weights.len()].copy_from_slice(weights);
            }
        }
        Some(VnniMatrix { lines, outputs, fours })
    }

    /// Multiplies `rows` rows of bytes that lie `stride` apart, a multiple of 4 and at least the number of inputs, and writes
    /// what `finish` makes of the sums. What stands between the end of a row and the next one does not matter.
    pub(super) fn apply(
        &self,
        bytes: &[u8],
        stride: usize,
        rows: usize,
        finish: &Finish,
        out: &mut [f32],
    ) {
        assert!(stride >= 4 * self.fours && bytes.len() >= rows * stride);
        let mut sums = [[[0; LANES]; VECTORS]; ROWS];
        for (p, panel) in self.lines.chunks_exact(self.fours).enumerate() {
            let columns = finish.columns::<PANEL>(p * PANEL);
            for first in (0..rows).step_by(ROWS) {
                let count = ROWS.min(rows - first);
                let out = &mut out[first * self.outputs..(first + count) * self.outputs];
                // SAFETY, of both: `pack` found the features.
                unsafe {
                    multiply(count, &bytes[first * stride..], stride, panel, &mut sums);
                    write(&columns, first, &sums, out, self.outputs);
                }
            }
        }
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
fn write(
    columns: &Columns<PANEL>,
    first: usize,
    sums: &[[[i32; LANES]; VECTORS]; ROWS],
    out: &mut [f32],
    stride: usize,
) {
    columns.write::<Avx512>(first, sums.as_flattened().as_flattened(), PANEL, out, stride);
}

/// The sums of `count` rows, at most [`ROWS`].
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn multiply(
    count: usize,
    left: &[u8],
    stride: usize,
    panel: &[[Line; VECTORS]],
    sums: &mut [[[i32; LANES]; VECTORS]; ROWS],
) {
    match count {
        1 => tile::<1>(left, stride, panel, sums),
        2 => tile::<2>(left, stride, panel, sums),
        3 => tile::<3>(left, stride, panel, sums),
        4 => tile::<4>(left, stride, panel, sums),
        5 => tile::<5>(left, stride, panel, sums),
        _ => tile::<ROWS>(left, stride, panel, sums),
    }
}

/// The sums of `N` rows of `left` with one panel.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn tile<const N: usize>(
    left: &[u8],
    stride: usize,
    panel: &[[Line; VECTORS]],
    out: &mut [[[i32; LANES]; VECTORS]; ROWS],
) {
    assert!(left.len() >= (N - 1) * stride + 4 * panel.len());
    let mut sums = [[_mm512_setzero_si512(); VECTORS]; N];
    for (k, lines) in panel.iter().enumerate() {
        let mut right = [_mm512_setzero_si512(); VECTORS];
        for (right, line) in right.iter_mut().zip(lines) {
            // SAFETY: a line is 64 bytes and begins at a multiple of 64.
            *right = unsafe { _mm512_load_si512(line.0.as_ptr().cast()) };
        }
        for (r, sums) in sums.iter_mut().enumerate() {
            // SAFETY: the assertion above.
            let four =
                unsafe { left.as_ptr().add(r * stride + 4 * k).cast::<i32>().read_unaligned() };
            let four = _mm512_set1_epi32(four);
            for (sum, right) in sums.iter_mut().zip(right) {
                *sum = _mm512_dpbusd_epi32(*sum, four, right);
            }
        }
    }
    for (out, sums) in out.iter_mut().zip(sums) {
        for (out, sum) in out.iter_mut().zip(sums) {
            // SAFETY: sixteen sums.
            unsafe { _mm512_storeu_si512(out.as_mut_ptr().cast(), sum) };
        }
    }
}

/// Multiply-adds in a second, of the instruction alone.
#[cfg(feature = "bench")]
pub(super) fn peak(time: std::time::Duration) -> Option<f64> {
    if !VnniMatrix::is_available() {
        return None;
    }
    let (mut count, began) = (0.0, std::time::Instant::now());
    while began.elapsed() < time {
        // SAFETY: the machine has the features.
        count += unsafe { multiply_registers(1 << 16) };
    }
    Some(count / began.elapsed().as_secs_f64())
}

/// Runs the instruction on registers, `rounds` times on sixteen sums that do not wait for one another, and counts
/// multiply-adds.
#[cfg(feature = "bench")]
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn multiply_registers(rounds: usize) -> f64 {
    let ones = _mm512_set1_epi8(1);
    let mut sums = [_mm512_setzero_si512(); 16];
    for _ in 0..rounds {
        for sum in &mut sums {
            *sum = _mm512_dpbusd_epi32(*sum, ones, ones);
            // SAFETY: nothing happens here but that the compiler must have the sum.
            unsafe { std::arch::asm!("/* {0} */", inout(zmm_reg) * sum) };
        }
    }
    let all = sums.into_iter().reduce(|a, b| _mm512_add_epi32(a, b));
    std::hint::black_box(all.map(|all| _mm512_reduce_add_epi32(all)));
    (rounds * sums.len() * 64) as f64
}
