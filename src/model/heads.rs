//! The heads: word vectors to the scores of labels, arcs and arc labels.

use std::cell::Cell;
use std::ops::Range;

use ndarray::{Array2, ArrayView2, CowArray, Ix2};

use crate::error::{Error, ErrorKind, Result};

use super::dense::Dense;
use super::float::Panels;
use super::int8::Multiplier;
use super::pointwise::add;
use super::scores::{LabelScores, Through};
use super::tensors::Tensors;
use super::{Config, SentenceScores};

/// The linear and biaffine classifiers on top of the encoder (Dozat and Manning, 2017).
pub struct Heads {
    token: Dense,
    arc_dep: Dense,
    arc_head: Dense,
    arc_u: Dense,
    /// `arc.b`, to multiply candidate heads by.
    arc_b: Panels,
    arc_root: Vec<f32>,
    label_dep: Dense,
    label_head: Dense,
    /// From the dependent's vector to what is a dot product with the head's short of the scores: `label.w` (with
    /// `label.v` as its bias), then `label.u` (with `label.b`). Bytes where the bundle has bytes.
    label_through: Dense,
    label_root: Vec<f32>,
}

impl std::fmt::Debug for Heads {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Heads").field("token", &self.token.outputs()).finish_non_exhaustive()
    }
}

/// The vectors of many words, from which the scores of any sentence among them are made.
#[derive(Debug)]
pub struct Projections<'a> {
    heads: &'a Heads,
    token: Array2<f32>,
    arc_dep: Array2<f32>,
    arc_u: Array2<f32>,
    /// What each candidate head scores whatever the dependent.
    arc_bias: Vec<f32>,
    label_dep: Array2<f32>,
    label_head: Array2<f32>,
}

thread_local! {
    static MULTIPLIER: Cell<Option<Box<Multiplier>>> = const { Cell::new(None) };
}

impl Heads {
    pub(super) fn read(
        tensors: &mut Tensors,
        config: &Config,
        token_columns: usize,
    ) -> Result<Heads> {
        let (hidden, arc, label) = (config.hidden, config.arc, config.label);
        let deprels = config.labels.deprels.len();
        let token = Dense::read(tensors, "token", token_columns, hidden)?;
        let w = tensors.floats("label.w", &[deprels, label, label])?;
        let mut through = Vec::with_capacity((label + 1) * deprels * label);
        for l in 0..deprels {
            for head in 0..label {
                through.extend((0..label).map(|dep| w[(l * label + dep) * label + head]));
            }
        }
        through.extend(tensors.floats("label.u", &[deprels, label])?);
        let mut bias = tensors.floats("label.v", &[deprels, label])?;
        bias.extend(tensors.floats("label.b", &[deprels])?);
        Ok(Heads {
            label_through: Dense::of(&through, bias, label, token.is_int8()),
            token,
            arc_dep: Dense::read(tensors, "arc_dep", arc, hidden)?,
            arc_head: Dense::read(tensors, "arc_head", arc, hidden)?,
            arc_u: Dense::read_with(tensors, "arc.u", vec![0.0; arc], arc)?,
            arc_b: Panels::transposed(&tensors.floats("arc.b", &[arc])?, arc),
            arc_root: tensors.floats("arc.root", &[arc])?,
            label_dep: Dense::read(tensors, "label_dep", label, hidden)?,
            label_head: Dense::read(tensors, "label_head", label, hidden)?,
            label_root: tensors.floats("label.root", &[label])?,
        })
    }

    /// Projects the vectors of many words at once, one row a word, as the encoder gives them.
    ///
    /// # Errors
    /// [`ErrorKind::Internal`] if the rows have another width than the model's.
    pub fn project(&self, hidden: ArrayView2<f32>) -> Result<Projections<'_>> {
        if hidden.ncols() != self.token.inputs() {
            let what =
                format!("{} floats a word; the heads take {}", hidden.ncols(), self.token.inputs());
            return Err(Error::new(ErrorKind::Internal, what));
        }
        let hidden: CowArray<f32, Ix2> = hidden.as_standard_layout();
        let rows = hidden.as_slice().unwrap_or_default();
        let mut multiplier = MULTIPLIER.take().unwrap_or_default();
        let mut dense = |layer: &Dense, rows: &[f32], gelu: bool| {
            let mut out = Array2::zeros((rows.len() / layer.inputs(), layer.outputs()));
            layer.apply(rows, gelu, flat_mut(&mut out), &mut multiplier)?;
            Ok::<_, Error>(out)
        };
        // Row 0 of the candidates is the root, in this as in every sentence.
        let mut candidates = self.arc_root.clone();
        candidates.extend_from_slice(flat(&dense(&self.arc_head, rows, true)?));
        let count = candidates.len() / self.arc_root.len();
        let mut arc_bias = vec![0.0; count];
        self.arc_b.multiply(&candidates, self.arc_root.len(), count, &mut arc_bias, 1);
        let out = Projections {
            heads: self,
            token: dense(&self.token, rows, false)?,
            arc_dep: dense(&self.arc_dep, rows, true)?,
            arc_u: dense(&self.arc_u, &candidates, false)?,
            arc_bias,
            label_dep: dense(&self.label_dep, rows, true)?,
            label_head: dense(&self.label_head, rows, true)?,
        };
        MULTIPLIER.set(Some(multiplier));
        Ok(out)
    }

    /// The scores of one sentence, given the vectors of its words alone.
    ///
    /// # Errors
    /// As [`Heads::project`].
    pub fn score(&self, hidden: ArrayView2<f32>) -> Result<SentenceScores> {
        let words = hidden.nrows();
        self.project(hidden)?.sentence(0..words)
    }
}

fn flat(matrix: &Array2<f32>) -> &[f32] {
    matrix.as_slice().unwrap_or_default()
}

fn flat_mut(matrix: &mut Array2<f32>) -> &mut [f32] {
    matrix.as_slice_mut().unwrap_or_default()
}

fn rows_of<'a>(matrix: &'a Array2<f32>, rows: &Range<usize>) -> &'a [f32] {
    let width = matrix.ncols();
    &flat(matrix)[rows.start * width..rows.end * width]
}

impl Projections<'_> {
    /// The scores of the sentence that consists of the words `words`, counted as the projected rows.
    ///
    /// # Errors
    /// [`ErrorKind::Internal`] if `words` reaches beyond the projected rows.
    pub fn sentence(&self, words: Range<usize>) -> Result<SentenceScores> {
        if words.start > words.end || words.end > self.token.nrows() {
            let what = format!("words {words:?} of {}", self.token.nrows());
            return Err(Error::new(ErrorKind::Internal, what));
        }
        let (heads, n) = (self.heads, words.len());
        let token = self.token.slice(ndarray::s![words.clone(), ..]).to_owned();

        let size = heads.arc_root.len();
        let u = flat(&self.arc_u);
        // The root, then the words of this sentence.
        let candidate = |j: usize| if j == 0 { 0 } else { words.start + j };
        let mut right = Panels::default();
        right.pack_rows(size, (0..n + 1).map(|j| &u[candidate(j) * size..][..size]));
        let mut arcs = Array2::zeros((n, n + 1));
        right.multiply(rows_of(&self.arc_dep, &words), size, n, flat_mut(&mut arcs), n + 1);
        let bias: Vec<f32> = (0..n + 1).map(|j| self.arc_bias[candidate(j)]).collect();
        for row in flat_mut(&mut arcs).chunks_exact_mut(n + 1) {
            add(row, &bias);
        }

        let layer = &heads.label_through;
        let mut multiplier = MULTIPLIER.take().unwrap_or_default();
        let mut through = Through::new(n, layer.outputs());
        let dependents = rows_of(&self.label_dep, &words);
        layer.apply(dependents, false, &mut through.values, &mut multiplier)?;
        MULTIPLIER.set(Some(multiplier));
        let size = heads.label_root.len();
        let mut candidates = heads.label_root.clone();
        candidates.extend_from_slice(rows_of(&self.label_head, &words));
        let candidates = Array2::from_shape_vec((n + 1, size), candidates).unwrap_or_default();
        Ok(SentenceScores::new(token, arcs, LabelScores::Deferred { through, heads: candidates }))
    }
}
