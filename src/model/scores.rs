//! What the heads say of one sentence.

use ndarray::{Array2, Array3, ArrayView1};

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
        /// `[n, deprels * size]`: of dependent `i` and label `l`, what to multiply the head's vector by.
        through: Array2<f32>,
        /// `[n, deprels]`: what to add to that.
        base: Array2<f32>,
        /// `[n + 1, size]`: the candidate heads, the root first.
        heads: Array2<f32>,
    },
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
            LabelScores::Deferred { through, base, heads } => {
                let head = heads.row(head);
                let size = head.len();
                let through = through.row(dependent);
                base.row(dependent)
                    .iter()
                    .enumerate()
                    .map(|(l, b)| {
                        b + through.slice(ndarray::s![l * size..(l + 1) * size]).dot(&head)
                    })
                    .collect()
            }
        }
    }
}
