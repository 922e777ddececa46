//! The labels of arcs: for each label a bilinear form of the vectors of dependent and head.

use std::cell::Cell;

use ndarray::Array2;

use crate::error::Result;

use super::dense::Dense;
use super::int8::{Multiplier, block_rows};
use super::simd::{LANES, every_level, sum_lanes};
use super::tensors::Tensors;

/// Scores all labels of an arc.
pub(super) struct ArcLabels {
    /// From the dependent's vector to what is a dot product with the head's short of the scores: `label.w`, with `label.v` as
    /// its bias. In parts of some labels each, so that what lies between stays in the first-level cache. Bytes where the
    /// bundle has bytes.
    through: Vec<Dense>,
    /// From the dependent's vector to what is added, label by label: `label.u`, `label.b`.
    base: Dense,
    size: usize,
}

/// Memory that a thread uses again and again.
#[derive(Default)]
struct Scratch {
    dependents: Vec<f32>,
    heads: Vec<f32>,
    through: Vec<f32>,
    multiplier: Multiplier,
}

thread_local! {
    static SCRATCH: Cell<Option<Box<Scratch>>> = const { Cell::new(None) };
}

every_level! {
    /// Adds to the first numbers of each row of `out`, which begin `stride` apart, the dot products of a row of `heads`, of
    /// `size` floats, with as many vectors as `count` says, which lie end to end in `vectors`.
    fn add_dots<L>(vectors: &[f32], heads: &[f32], size: usize, count: usize, out: &mut [f32], stride: usize) {
        let heads = heads.chunks_exact(size);
        for ((vectors, head), out) in vectors.chunks_exact(size * count).zip(heads).zip(out.chunks_mut(stride)) {
            let (head, head_rest) = head.as_chunks::<LANES>();
            for (vector, out) in vectors.chunks_exact(size).zip(out) {
                let (vector, rest) = vector.as_chunks::<LANES>();
                let mut sums = L::splat(0.0);
                for (a, b) in vector.iter().zip(head) {
                    sums = L::load(a).mul_add(L::load(b), sums);
                }
                if !rest.is_empty() {
                    sums = L::load_part(rest, 0.0).mul_add(L::load_part(head_rest, 0.0), sums);
                }
                *out += sum_lanes(sums.array());
            }
        }
    }
}

impl ArcLabels {
    /// Reads the tensors of `labels` labels, whose vectors have `size` floats; as bytes if asked for.
    pub(super) fn read(
        tensors: &mut Tensors,
        labels: usize,
        size: usize,
        bytes: bool,
    ) -> Result<ArcLabels> {
        let w = tensors.floats("label.w", &[labels, size, size])?;
        let v = tensors.floats("label.v", &[labels, size])?;
        // The row of an output has the weights of one float of the head's vector.
        let mut rows = Vec::with_capacity(w.len());
        for w in w.chunks_exact(size * size) {
            for head in 0..size {
                rows.extend((0..size).map(|dependent| w[dependent * size + head]));
            }
        }
        // The fewest labels whose outputs are whole vectors of sums.
        let together = (1..4 * LANES).find(|n| (n * size).is_multiple_of(4 * LANES));
        let outputs = together.unwrap_or(4 * LANES) * size;
        let parts = rows.chunks(outputs * size).zip(v.chunks(outputs));
        let through = parts.map(|(rows, v)| Dense::of(rows, v.to_vec(), size, bytes)).collect();
        let u = tensors.floats("label.u", &[labels, size])?;
        let base = Dense::of(&u, tensors.floats("label.b", &[labels])?, size, bytes);
        Ok(ArcLabels { through, base, size })
    }

    /// Floats of the vector of a dependent or a head.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// The scores of the labels of arcs, given as the vectors of dependent and head; a row an arc.
    pub(super) fn score<'v>(
        &self,
        arcs: impl ExactSizeIterator<Item = (&'v [f32], &'v [f32])>,
    ) -> Result<Array2<f32>> {
        let (labels, size) = (self.base.outputs(), self.size);
        let mut out = Array2::zeros((arcs.len(), labels));
        let mut scratch = SCRATCH.take().unwrap_or_default();
        let Scratch { dependents, heads, through, multiplier } = &mut *scratch;
        dependents.clear();
        heads.clear();
        let block = block_rows(arcs.len());
        for (dependent, head) in arcs {
            dependents.extend_from_slice(dependent);
            heads.extend_from_slice(head);
        }
        let blocks = dependents.chunks(block * size).zip(heads.chunks(block * size));
        let out_rows = out.as_slice_mut().unwrap_or_default();
        for ((dependents, heads), out) in blocks.zip(out_rows.chunks_mut(block * labels)) {
            multiplier.round(dependents, size);
            self.base.apply_rounded(dependents, false, out, multiplier)?;
            let mut first = 0;
            for part in &self.through {
                let count = part.outputs() / size;
                through.resize(block * part.outputs(), 0.0);
                part.apply_rounded(dependents, false, through, multiplier)?;
                let vectors = &through[..dependents.len() * count];
                add_dots(vectors, heads, size, count, &mut out[first..], labels);
                first += count;
            }
        }
        SCRATCH.set(Some(scratch));
        Ok(out)
    }
}
