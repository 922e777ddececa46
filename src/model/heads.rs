//! The heads: word vectors to the scores of labels, arcs and arc labels.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use ndarray::{Array2, ArrayView2, CowArray, Ix2};

use crate::error::{Error, ErrorKind, Result};

use super::arc_labels::ArcLabels;
use super::dense::Dense;
use super::float::Panels;
use super::int8::{Multiplier, block_rows};
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
    /// `arc.b`, to multiply candidate heads by.
    arc_b: Panels,
    arc_root: Vec<f32>,
    label_dep: Dense,
    label_head: Dense,
    labels: ArcLabels,
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
    rows: usize,
    floats: Floats,
}

/// What the layers make of many words, row by row.
#[derive(Debug, Default)]
struct Floats {
    token: Vec<f32>,
    arc_dep: Vec<f32>,
    /// The candidate heads, of which row 0 is the root, in this as in every sentence.
    arc_head: Vec<f32>,
    /// What is a dot product with `arc_dep` short of the scores of the arcs to each candidate.
    arc_u: Vec<f32>,
    /// What each candidate scores whatever the dependent.
    arc_bias: Vec<f32>,
    label_dep: Vec<f32>,
    label_head: Vec<f32>,
}

/// Memory that a thread uses again and again.
#[derive(Default)]
struct Scratch {
    multiplier: Multiplier,
    floats: Floats,
}

thread_local! {
    // Taken while in use, so that a call from within another finds none and makes its own.
    static SCRATCH: Cell<Option<Box<Scratch>>> = const { Cell::new(None) };
    static PANELS: RefCell<Panels> = RefCell::default();
}

impl Drop for Projections<'_> {
    fn drop(&mut self) {
        let mut scratch = SCRATCH.take().unwrap_or_default();
        scratch.floats = std::mem::take(&mut self.floats);
        SCRATCH.set(Some(scratch));
    }
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
        Ok(Heads {
            labels: ArcLabels::read(tensors, deprels, label, token.is_int8())?,
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
        let mut scratch = SCRATCH.take().unwrap_or_default();
        let projected = self.project_rows(rows, &mut scratch);
        let floats = std::mem::take(&mut scratch.floats);
        SCRATCH.set(Some(scratch));
        projected.map(|()| Projections { heads: self, rows: hidden.nrows(), floats })
    }

    fn project_rows(&self, rows: &[f32], scratch: &mut Scratch) -> Result<()> {
        let Scratch { multiplier, floats } = scratch;
        let inputs = self.token.inputs();
        let (count, size) = (rows.len() / inputs, self.arc_root.len());
        let Floats { token, arc_dep, arc_head, arc_u, arc_bias, label_dep, label_head } = floats;
        arc_head.resize((count + 1) * size, 0.0);
        let (root, arc_head_rows) = arc_head.split_at_mut(size);
        root.copy_from_slice(&self.arc_root);
        for (layer, out) in [
            (&self.token, &mut *token),
            (&self.arc_dep, &mut *arc_dep),
            (&self.label_dep, &mut *label_dep),
            (&self.label_head, &mut *label_head),
        ] {
            out.resize(count * layer.outputs(), 0.0);
        }
        // Every layer has the same rows, so they are rounded once.
        let block = block_rows(count);
        for (n, rows) in rows.chunks(block * inputs).enumerate() {
            multiplier.round(rows, inputs);
            let mut apply = |layer: &Dense, gelu: bool, out: &mut [f32]| {
                let out = &mut out[n * block * layer.outputs()..];
                layer.apply_rounded(rows, gelu, out, multiplier)
            };
            apply(&self.token, false, token)?;
            apply(&self.arc_dep, true, arc_dep)?;
            apply(&self.arc_head, true, arc_head_rows)?;
            apply(&self.label_dep, true, label_dep)?;
            apply(&self.label_head, true, label_head)?;
        }
        arc_u.resize((count + 1) * size, 0.0);
        self.arc_u.apply(arc_head, false, arc_u, multiplier)?;
        arc_bias.resize(count + 1, 0.0);
        self.arc_b.multiply(arc_head, size, count + 1, arc_bias, 1);
        Ok(())
    }

    /// The scores of one sentence, given the vectors of its words alone.
    ///
    /// # Errors
    /// As [`Heads::project`].
    pub fn score(&self, hidden: ArrayView2<f32>) -> Result<SentenceScores<'_>> {
        let words = hidden.nrows();
        self.project(hidden)?.sentence(0..words)
    }
}

/// The rows `words` of rows of `width` floats.
fn rows<'f>(all: &'f [f32], words: &Range<usize>, width: usize) -> &'f [f32] {
    &all[words.start * width..words.end * width]
}

impl<'a> Projections<'a> {
    /// The scores of the sentence that consists of the words `words`, counted as the projected rows.
    ///
    /// # Errors
    /// [`ErrorKind::Internal`] if `words` reaches beyond the projected rows.
    pub fn sentence(&self, words: Range<usize>) -> Result<SentenceScores<'a>> {
        if words.start > words.end || words.end > self.rows {
            let what = format!("words {words:?} of {}", self.rows);
            return Err(Error::new(ErrorKind::Internal, what));
        }
        let (heads, n) = (self.heads, words.len());
        let columns = heads.token.outputs();
        let token = rows(&self.floats.token, &words, columns).to_vec();
        let token = Array2::from_shape_vec((n, columns), token).unwrap_or_default();

        let size = heads.arc_root.len();
        // The root, then the words of this sentence.
        let candidate = |j: usize| if j == 0 { 0 } else { words.start + j };
        let dependents = rows(&self.floats.arc_dep, &words, size);
        let mut arcs = Array2::zeros((n, n + 1));
        let scores = arcs.as_slice_mut().unwrap_or_default();
        PANELS.with_borrow_mut(|right| {
            let u = &self.floats.arc_u;
            right.pack_rows(size, (0..n + 1).map(|j| &u[candidate(j) * size..][..size]));
            right.multiply(dependents, size, n, scores, n + 1);
        });
        let bias: Vec<f32> = (0..n + 1).map(|j| self.floats.arc_bias[candidate(j)]).collect();
        for row in scores.chunks_exact_mut(n + 1) {
            add(row, &bias);
        }

        let size = heads.label_root.len();
        let dependents = rows(&self.floats.label_dep, &words, size).to_vec();
        let candidates =
            [&heads.label_root[..], rows(&self.floats.label_head, &words, size)].concat();
        let labels = LabelScores::Deferred { by: &heads.labels, dependents, heads: candidates };
        Ok(SentenceScores::new(token, arcs, labels))
    }
}
