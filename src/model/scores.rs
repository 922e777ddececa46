//! What the heads say of one sentence.

use ndarray::{Array2, Array3, ArrayView1};

use crate::error::{Error, ErrorKind, Result};

use super::arc_labels::ArcLabels;

/// Scores of one sentence of `n` words. Higher is likelier; none is a probability.
#[derive(Debug, Clone)]
pub struct SentenceScores<'h> {
    /// `[n, labels]`: each word's score of every label of the token lists ([`Labels`](super::Labels) has the columns).
    pub token: Array2<f32>,
    /// `[n, n + 1]`: each word's score of every candidate head: column 0 is the root, column `j + 1` the sentence's word `j`.
    /// The diagonal (a word as its own head) is meaningless.
    pub arcs: Array2<f32>,
    labels: LabelScores<'h>,
}

#[derive(Clone)]
pub(super) enum LabelScores<'h> {
    /// `[n, n + 1, deprels]`, of sentences made by hand.
    Given(Array3<f32>),
    /// Not before somebody says of which arcs: a label's score takes more arithmetic than everything else about an arc.
    Deferred {
        by: &'h ArcLabels,
        /// The vectors of the dependents, one for each word.
        dependents: Vec<f32>,
        /// The vectors of the candidate heads, the root first.
        heads: Vec<f32>,
    },
}

impl std::fmt::Debug for LabelScores<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            LabelScores::Given(scores) => f.debug_tuple("Given").field(scores).finish(),
            LabelScores::Deferred { .. } => f.debug_struct("Deferred").finish_non_exhaustive(),
        }
    }
}

impl<'h> SentenceScores<'h> {
    pub(super) fn new(
        token: Array2<f32>,
        arcs: Array2<f32>,
        labels: LabelScores<'h>,
    ) -> SentenceScores<'h> {
        SentenceScores { token, arcs, labels }
    }

    /// Scores made by hand, for tests of what reads them: `labels` is `[n, n + 1, deprels]`, with the candidate heads
    /// in the order of the columns of `arcs`.
    pub fn given(token: Array2<f32>, arcs: Array2<f32>, labels: Array3<f32>) -> SentenceScores<'h> {
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

    /// The scores of every dependency relation for some arcs: a row for each. An arc is a dependent (a word of the sentence,
    /// from 0) and its head (a column of [`arcs`](SentenceScores::arcs): 0 is the root, `j + 1` is word `j`).
    ///
    /// # Errors
    /// [`ErrorKind::Internal`] if the sentence has no such word.
    pub fn label_scores(&self, arcs: &[(usize, usize)]) -> Result<Array2<f32>> {
        let n = self.len();
        if let Some((dependent, head)) = arcs.iter().find(|&&(d, h)| d >= n || h > n) {
            let what = format!("an arc from {dependent} to {head} in a sentence of {n} words");
            return Err(Error::new(ErrorKind::Internal, what));
        }
        match &self.labels {
            LabelScores::Given(scores) => {
                let mut out = Array2::zeros((arcs.len(), scores.dim().2));
                for (mut out, &(dependent, head)) in out.rows_mut().into_iter().zip(arcs) {
                    out.assign(&scores.slice(ndarray::s![dependent, head, ..]));
                }
                Ok(out)
            }
            LabelScores::Deferred { by, dependents, heads } => {
                let size = by.size();
                let dependents = |i: usize| &dependents[i * size..][..size];
                let heads = |i: usize| &heads[i * size..][..size];
                by.score(arcs.iter().map(|&(d, h)| (dependents(d), heads(h))))
            }
        }
    }
}
