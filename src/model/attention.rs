//! Multi-head attention within one window.

use super::float::Panels;
use super::pointwise::exponentials;
use super::simd::LANES;

/// Rows of scores that are worked on together, so that they stay in the first-level cache.
const ROWS: usize = 32;

/// Memory that attention uses again and again.
#[derive(Default)]
pub(super) struct Attention {
    keys: Panels,
    values: Panels,
    scores: Vec<f32>,
}

impl Attention {
    /// Mixes the values of one window: `qkv` has a row of `3 * hidden` floats for each of its pieces (queries, keys, values),
    /// `mixed` a row of `hidden`.
    pub(super) fn mix(&mut self, qkv: &[f32], heads: usize, hidden: usize, mixed: &mut [f32]) {
        let (size, width) = (hidden / heads, 3 * hidden);
        let count = qkv.len() / width;
        let stride = count.next_multiple_of(LANES);
        let scale = 1.0 / (size as f32).sqrt();
        self.scores.resize(ROWS * stride, 0.0);
        for head in 0..heads {
            let first = head * size;
            let part = |n: usize| {
                qkv.chunks_exact(width).map(move |row| &row[n * hidden + first..][..size])
            };
            self.keys.pack_rows(size, part(1));
            self.values.pack_columns(size, part(2));
            for row in (0..count).step_by(ROWS) {
                let rows = ROWS.min(count - row);
                let scores = &mut self.scores[..rows * stride];
                self.keys.multiply(&qkv[row * width + first..], width, rows, scores, stride);
                let mut factors = [0.0; ROWS];
                exponentials(scores, stride, count, scale, &mut factors[..rows]);
                let out = &mut mixed[row * hidden + first..];
                self.values.multiply(scores, stride, rows, out, hidden);
                for (out, factor) in out.chunks_mut(hidden).zip(&factors[..rows]) {
                    out[..size].iter_mut().for_each(|x| *x *= factor);
                }
            }
        }
    }
}
