//! Products of byte matrices with AVX-512 VNNI, whose instruction adds four products to each of sixteen sums.
//!
//! The crate that multiplies elsewhere packs both sides and is made for large matrices; ours are a few dozen rows by weights that
//! never change, and turning the sums into floats while they are at hand saves a pass over memory.

use std::arch::x86_64::*;

use super::int8::{Columns, Finish, TILE_ROWS as ROWS};
use super::lanes::x86::Avx512;
use super::lines::{ByteRows, Line, Lines};
use super::simd::{LANES, Level, level};

/// Vectors of sums side by side in a tile. With six rows the sums take 24 of the 32 registers, and each of the weights
/// that is loaded is used six times.
const VECTORS: usize = 4;

/// Outputs of a panel.
const PANEL: usize = Lines::<VECTORS>::PANEL;

/// What sums begin with.
const ZEROS: [[i32; LANES]; VECTORS] = [[0; LANES]; VECTORS];

/// Weights that never change.
pub(super) struct VnniMatrix {
    lines: Lines<VECTORS>,
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
        Some(VnniMatrix { lines: Lines::pack(weights, inner) })
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
        let outputs = self.lines.outputs();
        assert!(stride >= 4 * self.lines.fours() && bytes.len() >= rows * stride);
        let mut sums = [[[0; LANES]; VECTORS]; ROWS];
        let tiles = rows.div_ceil(ROWS);
        let mut panels = self.lines.panels().enumerate().peekable();
        while let Some((p, panel)) = panels.next() {
            let columns = finish.columns::<PANEL>(p * PANEL);
            let next = panels.peek().map_or(panel, |(_, next)| next);
            for t in 0..tiles {
                // The last tiles fetch the weights of the next panel meanwhile, a vector of each line in turn.
                let left = tiles - 1 - t;
                let ahead = if left < VECTORS { (next, left) } else { (panel, 0) };
                let first = t * ROWS;
                let count = ROWS.min(rows - first);
                let out = &mut out[first * outputs..(first + count) * outputs];
                // SAFETY, of both: `pack` found the features.
                unsafe {
                    multiply(count, &bytes[first * stride..], stride, panel, ahead, &mut sums);
                    write(&columns, first, &sums, out, outputs);
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
    ahead: (&[[Line; VECTORS]], usize),
    sums: &mut [[[i32; LANES]; VECTORS]; ROWS],
) {
    let sums = sums.as_flattened_mut().as_flattened_mut();
    match count {
        1 => tile::<1, VECTORS>(left, stride, panel, ahead, &ZEROS, sums, PANEL),
        2 => tile::<2, VECTORS>(left, stride, panel, ahead, &ZEROS, sums, PANEL),
        3 => tile::<3, VECTORS>(left, stride, panel, ahead, &ZEROS, sums, PANEL),
        4 => tile::<4, VECTORS>(left, stride, panel, ahead, &ZEROS, sums, PANEL),
        5 => tile::<5, VECTORS>(left, stride, panel, ahead, &ZEROS, sums, PANEL),
        _ => tile::<ROWS, VECTORS>(left, stride, panel, ahead, &ZEROS, sums, PANEL),
    };
}

/// As [`Lines::multiply`], which has checked the sizes.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
pub(super) fn multiply_lines<const W: usize>(
    left: ByteRows<'_>,
    lines: &Lines<W>,
    starts: &[[[i32; LANES]; W]],
    out: &mut [i32],
    stride: usize,
) {
    for (p, (panel, start)) in lines.panels().zip(starts).enumerate() {
        let mut row = 0;
        while row < left.count {
            let bytes = &left.bytes[row * left.stride..];
            let out = &mut out[row * stride + p * Lines::<W>::PANEL..];
            let ahead = (panel, 0);
            row += match left.count - row {
                // As many sums as registers hold, whether two or four stand side by side.
                12.. if W <= 2 => {
                    tile::<12, W>(bytes, left.stride, panel, ahead, start, out, stride)
                }
                6.. => tile::<6, W>(bytes, left.stride, panel, ahead, start, out, stride),
                3.. => tile::<3, W>(bytes, left.stride, panel, ahead, start, out, stride),
                _ => tile::<1, W>(bytes, left.stride, panel, ahead, start, out, stride),
            };
        }
    }
}

/// Writes the sums of `N` rows of `left` with one panel, rows of `out` `out_stride` apart; fetches one vector of each line of another panel
/// into the cache meanwhile. Gives the number of rows.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn tile<const N: usize, const W: usize>(
    left: &[u8],
    stride: usize,
    panel: &[[Line; W]],
    (ahead, vector): (&[[Line; W]], usize),
    start: &[[i32; LANES]; W],
    out: &mut [i32],
    out_stride: usize,
) -> usize {
    assert!(left.len() >= (N - 1) * stride + 4 * panel.len());
    assert!(ahead.len() >= panel.len() && vector < W);
    assert!(out.len() >= (N - 1) * out_stride + W * LANES);
    let mut starts = [_mm512_setzero_si512(); W];
    for (to, start) in starts.iter_mut().zip(start) {
        // SAFETY: sixteen integers.
        *to = unsafe { _mm512_loadu_si512(start.as_ptr().cast()) };
    }
    let mut sums = [starts; N];
    for (k, lines) in panel.iter().enumerate() {
        // SAFETY: as many lines as in the panel, by the assertion.
        let line = unsafe { ahead.get_unchecked(k).as_ptr().add(vector) };
        _mm_prefetch::<_MM_HINT_T0>(line.cast());
        let mut right = [_mm512_setzero_si512(); W];
        for (right, line) in right.iter_mut().zip(lines) {
            // SAFETY: a line is 64 bytes and begins at a multiple of 64.
            *right = unsafe { _mm512_load_si512(line.0.as_ptr().cast()) };
        }
        for (r, sums) in sums.iter_mut().enumerate() {
            // SAFETY: the first assertion.
            let four =
                unsafe { left.as_ptr().add(r * stride + 4 * k).cast::<i32>().read_unaligned() };
            let four = _mm512_set1_epi32(four);
            for (sum, right) in sums.iter_mut().zip(right) {
                *sum = _mm512_dpbusd_epi32(*sum, four, right);
            }
        }
    }
    for (r, sums) in sums.into_iter().enumerate() {
        for (v, sum) in sums.into_iter().enumerate() {
            // SAFETY: sixteen sums, inside by the last assertion.
            unsafe {
                let out = out.as_mut_ptr().add(r * out_stride + v * LANES);
                _mm512_storeu_si512(out.cast(), sum);
            }
        }
    }
    N
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
