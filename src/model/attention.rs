//! Multi-head attention within one window, in floats.

use super::float::Panels;
use super::pointwise::scale_rows;
use super::simd::LANES;
use super::softmax::exponentials;

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
    /// `mixed` a row of `hidden` for each of the first queries, as many as are asked for.
    pub(super) fn mix(&mut self, qkv: &[f32], heads: usize, hidden: usize, mixed: &mut [f32]) {
        let (size, width) = (hidden / heads, 3 * hidden);
        let (count, asked) = (qkv.len() / width, mixed.len() / hidden);
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
            for row in (0..asked).step_by(ROWS) {
                let rows = ROWS.min(asked - row);
                let scores = &mut self.scores[..rows * stride];
                self.keys.multiply(&qkv[row * width + first..], width, rows, scores, stride);
                let mut factors = [0.0; ROWS];
                exponentials(scores, stride, count, scale, &mut factors[..rows]);
                let out = &mut mixed[row * hidden + first..];
                self.values.multiply(scores, stride, rows, out, hidden);
                scale_rows(out, hidden, size, &factors[..rows]);
            }
        }
    }
}
