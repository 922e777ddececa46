//! The heads: word vectors to the scores of labels, arcs and arc labels.

use std::cell::Cell;
use std::ops::Range;

use ndarray::{Array2, ArrayView2, CowArray, Ix2};

use crate::error::{Error, ErrorKind, Result};

use super::dense::Dense;
use super::float::Panels;
use super::int8::Multiplier;
use super::pointwise::add;
use super::scores::LabelScores;
use super::tensors::Tensors;
use super::{Config, SentenceScores};

/// The linear and biaffine classifiers on top of the encoder (Dozat and Manning, 2017).
pub struct Heads {
    token: Dense,
    arc_dep: Dense,
    arc_head: Dense,
    arc_u: Dense,
    arc_b: Vec<f32>,
    arc_root: Vec<f32>,
    label_dep: Dense,
    label_head: Dense,
    /// `label.w` as a linear layer from the dependent's vector to `[deprels * size]` floats, with `label.v` as its bias.
    label_through: Panels,
    label_v: Vec<f32>,
    label_u: Panels,
    label_b: Vec<f32>,
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
    arc_head: Array2<f32>,
    arc_u: Array2<f32>,
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
        let w = tensors.floats("label.w", &[deprels, label, label])?;
        let mut label_through = Panels::default();
        label_through
            .pack(label, deprels * label, |k, c| w[(c / label * label + k) * label + c % label]);
        Ok(Heads {
            token: Dense::read(tensors, "token", token_columns, hidden)?,
            arc_dep: Dense::read(tensors, "arc_dep", arc, hidden)?,
            arc_head: Dense::read(tensors, "arc_head", arc, hidden)?,
            arc_u: Dense::read_with(tensors, "arc.u", vec![0.0; arc], arc)?,
            arc_b: tensors.floats("arc.b", &[arc])?,
            arc_root: tensors.floats("arc.root", &[arc])?,
            label_dep: Dense::read(tensors, "label_dep", label, hidden)?,
            label_head: Dense::read(tensors, "label_head", label, hidden)?,
            label_through,
            label_v: tensors.floats("label.v", &[deprels, label])?,
            label_u: Panels::transposed(&tensors.floats("label.u", &[deprels, label])?, label),
            label_b: tensors.floats("label.b", &[deprels])?,
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
        let mut multiplier = MULTIPLIER.take().unwrap_or_default();
        let hidden: CowArray<f32, Ix2> = hidden.as_standard_layout();
        let mut dense = |layer: &Dense, rows: &[f32], gelu: bool| {
            let mut out = Array2::zeros((rows.len() / layer.inputs(), layer.outputs()));
            layer.apply(rows, gelu, flat_mut(&mut out), &mut multiplier)?;
            Ok::<_, Error>(out)
        };
        let rows = hidden.as_slice().unwrap_or_default();
        let arc_head = dense(&self.arc_head, rows, true)?;
        // Row 0 of the candidates is the root, in this as in every sentence.
        let mut candidates = self.arc_root.clone();
        candidates.extend_from_slice(flat(&arc_head));
        let out = Projections {
            heads: self,
            token: dense(&self.token, rows, false)?,
            arc_dep: dense(&self.arc_dep, rows, true)?,
            arc_u: dense(&self.arc_u, &candidates, false)?,
            arc_head,
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
        Ok(self.project(hidden)?.sentence(0..words))
    }
}

fn flat(matrix: &Array2<f32>) -> &[f32] {
    matrix.as_slice().unwrap_or_default()
}

fn flat_mut(matrix: &mut Array2<f32>) -> &mut [f32] {
    matrix.as_slice_mut().unwrap_or_default()
}

fn rows_of(matrix: &Array2<f32>, rows: &Range<usize>) -> Vec<f32> {
    let width = matrix.ncols();
    flat(matrix)[rows.start * width..rows.end * width].to_vec()
}

impl Projections<'_> {
    /// The scores of the sentence that consists of the words `words`, counted as the projected rows.
    ///
    /// # Panics
    /// If `words` reaches beyond the projected rows.
    pub fn sentence(&self, words: Range<usize>) -> SentenceScores {
        let (heads, n) = (self.heads, words.len());
        let token = self.token.slice(ndarray::s![words.clone(), ..]).to_owned();

        let size = heads.arc_b.len();
        let u = flat(&self.arc_u);
        let candidate = |j: usize| if j == 0 { 0 } else { words.start + j };
        let mut right = Panels::default();
        right.pack(size, n + 1, |k, j| u[candidate(j) * size + k]);
        let mut arcs = Array2::zeros((n, n + 1));
        let dependents = &flat(&self.arc_dep)[words.start * size..];
        right.multiply(dependents, size, n, flat_mut(&mut arcs), n + 1);
        let dot = |e: &[f32]| e.iter().zip(&heads.arc_b).fold(0.0f32, |s, (e, b)| e.mul_add(*b, s));
        let mut bias = vec![dot(&heads.arc_root)];
        bias.extend(rows_of(&self.arc_head, &words).chunks_exact(size).map(dot));
        for row in flat_mut(&mut arcs).chunks_exact_mut(n + 1) {
            add(row, &bias);
        }

        let (size, deprels) = (heads.label_root.len(), heads.label_b.len());
        let dependents = rows_of(&self.label_dep, &words);
        let mut through = Array2::zeros((n, deprels * size));
        heads.label_through.multiply(&dependents, size, n, flat_mut(&mut through), deprels * size);
        for row in flat_mut(&mut through).chunks_exact_mut(deprels * size) {
            add(row, &heads.label_v);
        }
        let mut base = Array2::zeros((n, deprels));
        heads.label_u.multiply(&dependents, size, n, flat_mut(&mut base), deprels);
        for row in flat_mut(&mut base).chunks_exact_mut(deprels) {
            add(row, &heads.label_b);
        }
        let mut candidates = heads.label_root.clone();
        candidates.extend(rows_of(&self.label_head, &words));
        let candidates = Array2::from_shape_vec((n + 1, size), candidates).unwrap_or_default();
        SentenceScores::new(token, arcs, LabelScores::Deferred { through, base, heads: candidates })
    }
}
