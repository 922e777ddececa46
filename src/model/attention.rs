//! Multi-head attention within one window, in floats.

use super::float::Panels;
use super::pointwise::scale_rows;
use super::simd::LANES;
use super::softmax::exponentials;

/// Rows of scores that are worked on together, so that they stay in the first-level cache.
const ROWS: usize = 32;

/// The heads of attention that are worked on together.
pub(super) struct HeadGroup {
    pub(super) count: usize,
    /// Dimensions of a head.
    pub(super) size: usize,
    /// How many queries there are; theirs are the first rows.
    pub(super) asked: usize,
}

/// Memory that attention uses again and again.
#[derive(Default)]
pub(super) struct Attention {
    keys: Panels,
    values: Panels,
    scores: Vec<f32>,
}

impl Attention {
    /// Mixes the values of one window: `qkv` has a row for each of its pieces, the queries, keys and values of all heads. Rows of
    /// `mixed` lie `to` apart, and begin with what the heads mix.
    pub(super) fn mix(&mut self, qkv: &[f32], heads: &HeadGroup, mixed: &mut [f32], to: usize) {
        let HeadGroup { size, asked, .. } = *heads;
        let hidden = heads.count * size;
        let width = 3 * hidden;
        let count = qkv.len() / width;
        let stride = count.next_multiple_of(LANES);
        let scale = 1.0 / (size as f32).sqrt();
        self.scores.resize(ROWS * stride, 0.0);
        for head in 0..heads.count {
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
                let out = &mut mixed[row * to + first..];
                self.values.multiply(scores, stride, rows, out, to);
                scale_rows(out, to, size, &factors[..rows]);
            }
        }
    }
}
