//! What the heads say of one sentence.

use std::cell::Cell;

use ndarray::{Array2, Array3, ArrayView1};

use super::simd::{LANES, every_level, sum_lanes};

/// Scores of one sentence of `n` words. Higher is likelier; none is a probability.
#[derive(Debug, Clone)]
pub struct SentenceScores {
    /// `[n, labels]`: each word's score of every label of the token lists ([`Labels`](super::Labels) has the columns).
    pub token: Array2<f32>,
    /// `[n, n + 1]`: each word's score of every candidate head: column 0 is the root, column `j + 1` the sentence's word `j`.
    /// The diagonal (a word as its own head) is meaningless.
    pub arcs: Array2<f32>,
    labels: LabelScores,
}

#[derive(Debug, Clone)]
pub(super) enum LabelScores {
    /// `[n, n + 1, deprels]`, of sentences made by hand.
    Given(Array3<f32>),
    /// A dot product short of the scores.
    Deferred {
        /// `[n, deprels * size + deprels]`: of each dependent, label by label, what to multiply the head's vector by, then
        /// what to add.
        through: Through,
        /// `[n + 1, size]`: the candidate heads, the root first.
        heads: Array2<f32>,
    },
}

thread_local! {
    static SPARE: Cell<Vec<f32>> = const { Cell::new(Vec::new()) };
}

/// A matrix whose memory the next sentence on the thread uses again: it is by far the largest that a sentence needs.
#[derive(Debug, Clone)]
pub(super) struct Through {
    pub(super) values: Vec<f32>,
    width: usize,
}

impl Through {
    /// Room for `rows` rows of `width` floats, to be written before they are read.
    pub(super) fn new(rows: usize, width: usize) -> Through {
        let mut values = SPARE.take();
        values.resize(rows * width, 0.0);
        Through { values, width }
    }

    fn row(&self, row: usize) -> &[f32] {
        &self.values[row * self.width..][..self.width]
    }
}

impl Drop for Through {
    fn drop(&mut self) {
        SPARE.set(std::mem::take(&mut self.values));
    }
}

every_level! {
    /// Of each row of `rows`, as long as `right`: its dot product with `right`, added to `out`.
    fn add_dots(rows: &[f32], right: &[f32], out: &mut [f32]) {
        for (row, out) in rows.chunks_exact(right.len()).zip(out) {
            let mut sums = [0.0f32; LANES];
            let (a, b) = (row.as_chunks::<LANES>(), right.as_chunks::<LANES>());
            for (a, b) in a.0.iter().zip(b.0) {
                for ((s, &a), &b) in sums.iter_mut().zip(a).zip(b) {
                    *s = a.mul_add(b, *s);
                }
            }
            for ((s, &a), &b) in sums.iter_mut().zip(a.1).zip(b.1) {
                *s = a.mul_add(b, *s);
            }
            *out += sum_lanes(sums);
        }
    }
}

impl SentenceScores {
    pub(super) fn new(
        token: Array2<f32>,
        arcs: Array2<f32>,
        labels: LabelScores,
    ) -> SentenceScores {
        SentenceScores { token, arcs, labels }
    }

    /// Scores made by hand, for tests of what reads them: `labels` is `[n, n + 1, deprels]`, with the candidate heads
    /// in the order of the columns of `arcs`.
    pub fn given(token: Array2<f32>, arcs: Array2<f32>, labels: Array3<f32>) -> SentenceScores {
        SentenceScores { token, arcs, labels: LabelScores::Given(labels) }
    }

    /// Words of the sentence.
    pub fn len(&self) -> usize {
        self.token.nrows()
    }

    /// Whether the sentence has no word.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The scores of word `dependent` for the labels of one list, in the list's order.
    pub fn of<T>(&self, dependent: usize, list: &super::LabelList<T>) -> ArrayView1<'_, f32> {
        self.token.row(dependent).slice_move(ndarray::s![list.columns()])
    }

    /// The score of every dependency relation for the arc from `dependent` (a word of the sentence, from 0) to `head`
    /// (a column of [`arcs`](SentenceScores::arcs): 0 is the root, `j + 1` is word `j`).
    pub fn label_scores(&self, dependent: usize, head: usize) -> Vec<f32> {
        match &self.labels {
            LabelScores::Given(scores) => {
                scores.slice(ndarray::s![dependent, head, ..]).iter().copied().collect()
            }
            LabelScores::Deferred { through, heads } => {
                let (head, row) = (heads.row(head), through.row(dependent));
                let Some(head) = head.as_slice() else {
                    return Vec::new();
                };
                let deprels = row.len() / (head.len() + 1);
                let (through, base) = row.split_at(row.len() - deprels);
                let mut out = base.to_vec();
                add_dots(through, head, &mut out);
                out
            }
        }
    }
}
