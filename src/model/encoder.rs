//! The encoder: windows of pieces to one vector a word.

use std::cell::Cell;

use ndarray::Array2;

use crate::error::{Error, ErrorKind, Result};
use crate::text::Shape;

use super::attention::{Attention, HeadGroup};
use super::byte_attention::ByteAttention;
use super::bytes::Bytes;
use super::dense::Dense;
use super::int8::{BLOCK_ROWS, Multiplier, block_rows};
use super::pointwise::{add, add_and_norm, embedding, layer_norm};
use super::tensors::{RawMatrix, Tensors};
use super::{Config, Encoder, Window};

/// Pieces that are worked on together at most (a longer window stands alone): enough to read a layer's weights seldom, and few
/// enough that what lies between its products stays near.
const GROUP_PIECES: usize = 512;

/// Pieces whose queries, keys and values are worked on together at most, for some heads at a time: they must still be near when
/// attention reads them.
const NEAR_PIECES: usize = 224;

/// Dimensions of the heads that are worked on together: with fewer, byte products would compute what nobody asks for.
const HEADS_SIZE: usize = 64;

/// A BERT encoder that computes nothing but what is there: the windows of a batch lie end to end in one matrix, without
/// padding. Weights are bytes or floats, as the bundle has them, and so is what attention multiplies; everything between the products
/// is `f32`.
///
/// A word's vector depends on its window alone, bit for bit: not on the batch, its order, or the number of threads.
pub struct PackedEncoder {
    hidden: usize,
    heads: usize,
    vocab: usize,
    positions: usize,
    eps: f32,
    words: WordRows,
    position: Vec<f32>,
    /// Segment 0 and the shape, which are added alike.
    shape: Vec<f32>,
    norm: Norm,
    layers: Vec<Layer>,
}

impl std::fmt::Debug for PackedEncoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PackedEncoder")
            .field("hidden", &self.hidden)
            .field("layers", &self.layers.len())
            .finish_non_exhaustive()
    }
}

/// The word embeddings, left where they are: of the 30,000 rows, a document needs a few hundred.
enum WordRows {
    Int8 { bytes: Bytes, start: usize, scales: Vec<f32> },
    Float(Vec<f32>),
}

struct Norm {
    weight: Vec<f32>,
    bias: Vec<f32>,
}

impl Norm {
    fn read(tensors: &mut Tensors, name: &str, size: usize) -> Result<Norm> {
        Ok(Norm {
            weight: tensors.floats(&format!("{name}.weight"), &[size])?,
            bias: tensors.floats(&format!("{name}.bias"), &[size])?,
        })
    }

    fn apply(&self, rows: &mut [f32], eps: f32) {
        layer_norm(rows, &self.weight, &self.bias, eps);
    }

    fn add_and_apply(&self, rows: &mut [f32], other: &[f32], eps: f32) {
        add_and_norm(rows, other, &self.weight, &self.bias, eps);
    }
}

struct Layer {
    /// Queries, keys and values of some heads each.
    qkv: Vec<Dense>,
    out: Dense,
    norm1: Norm,
    up: Dense,
    down: Dense,
    norm2: Norm,
}

impl Layer {
    fn read(tensors: &mut Tensors, n: usize, config: &Config) -> Result<Layer> {
        let (hidden, ffn) = (config.hidden, config.ffn);
        let name = |part: &str| format!("layers.{n}.{part}");
        let dimensions: Vec<usize> = (0..hidden).collect();
        let parts: Vec<Vec<usize>> = dimensions
            .chunks(heads_together(hidden / config.heads))
            .map(|part| (0..3).flat_map(|n| part.iter().map(move |d| n * hidden + d)).collect())
            .collect();
        Ok(Layer {
            qkv: Dense::read_parts(tensors, &name("qkv"), hidden, &parts)?,
            out: Dense::read(tensors, &name("out"), hidden, hidden)?,
            norm1: Norm::read(tensors, &name("norm1"), hidden)?,
            up: Dense::read(tensors, &name("up"), ffn, hidden)?,
            down: Dense::read(tensors, &name("down"), hidden, ffn)?,
            norm2: Norm::read(tensors, &name("norm2"), hidden)?,
        })
    }
}

/// Dimensions of heads of a size that are worked on together.
fn heads_together(size: usize) -> usize {
    (HEADS_SIZE / size).max(1) * size
}

/// Memory that a thread uses again and again.
#[derive(Default)]
struct Scratch {
    x: Vec<f32>,
    mixed: Vec<f32>,
    up: Vec<f32>,
    down: Vec<f32>,
    rest: Rest,
}

/// What attention and products use.
#[derive(Default)]
struct Rest {
    qkv: Vec<f32>,
    attention: Attention,
    byte_attention: ByteAttention,
    multiplier: Multiplier,
}

thread_local! {
    // Taken while in use, so that a call from within another finds none and makes its own.
    static SCRATCH: Cell<Option<Box<Scratch>>> = const { Cell::new(None) };
}

impl PackedEncoder {
    /// Reads the encoder's tensors. `bytes` are those that `tensors` was parsed from.
    pub(super) fn read(
        tensors: &mut Tensors,
        config: &Config,
        bytes: &Bytes,
    ) -> Result<PackedEncoder> {
        let hidden = config.hidden;
        let words = match tensors.stored_matrix("embeddings.word", config.vocab, hidden)? {
            RawMatrix::Float(values) => WordRows::Float(values),
            RawMatrix::Int8 { values, scales } => {
                let start = values.as_ptr() as usize - bytes.as_slice().as_ptr() as usize;
                WordRows::Int8 { bytes: bytes.clone(), start, scales }
            }
        };
        let position = tensors.floats("embeddings.position", &[config.positions, hidden])?;
        let segment = tensors.floats("embeddings.segment", &[1, hidden])?;
        let mut shape = tensors.floats("embeddings.shape", &[Shape::COUNT, hidden])?;
        shape.chunks_exact_mut(hidden).for_each(|row| add(row, &segment));
        let norm = Norm::read(tensors, "embeddings.norm", hidden)?;
        let layers = (0..config.layers).map(|n| Layer::read(tensors, n, config));
        Ok(PackedEncoder {
            hidden,
            heads: config.heads,
            vocab: config.vocab,
            positions: config.positions,
            eps: config.norm_eps,
            words,
            position,
            shape,
            norm,
            layers: layers.collect::<Result<_>>()?,
        })
    }

    /// The linear layers, and whether GELU follows.
    #[cfg(feature = "bench")]
    pub(super) fn products(&self) -> impl Iterator<Item = (&Dense, bool)> {
        self.layers.iter().flat_map(|l| {
            l.qkv.iter().chain([&l.out, &l.down]).map(|d| (d, false)).chain([(&l.up, true)])
        })
    }

    fn embed(&self, window: &Window, out: &mut [f32]) {
        let hidden = self.hidden;
        let marks = window.pieces.iter().zip(&window.shapes);
        for (i, ((&piece, &shape), row)) in marks.zip(out.chunks_exact_mut(hidden)).enumerate() {
            let piece = piece as usize;
            let position = &self.position[i * hidden..][..hidden];
            let shape = &self.shape[usize::from(shape) * hidden..][..hidden];
            match &self.words {
                WordRows::Float(values) => {
                    row.copy_from_slice(&values[piece * hidden..][..hidden]);
                    add(row, position);
                    add(row, shape);
                }
                WordRows::Int8 { bytes, start, scales } => {
                    let values = &bytes.as_slice()[start + piece * hidden..][..hidden];
                    embedding(values, scales[piece], position, shape, row);
                }
            }
        }
        self.norm.apply(out, self.eps);
    }

    /// What attention gives for the pieces of `windows` that are asked for, of which `x` has all rows.
    fn attend(
        &self,
        windows: &[Window],
        layer: &Layer,
        last: bool,
        x: &[f32],
        mixed: &mut [f32],
        rest: &mut Rest,
    ) -> Result<()> {
        let Rest { qkv, attention, byte_attention, multiplier } = rest;
        let (hidden, count) = (self.hidden, x.len() / self.hidden);
        let size = hidden / self.heads;
        if layer.qkv.iter().any(Dense::is_int8) {
            multiplier.round(x, hidden);
        }
        let mut first = 0;
        for part in &layer.qkv {
            let width = part.outputs();
            qkv.resize(count * width, 0.0);
            part.apply_rounded(x, false, qkv, multiplier)?;
            let (mut all, mut at) = (&mut qkv[..], 0);
            for window in windows {
                let (qkv, after) = all.split_at_mut(window.pieces.len() * width);
                all = after;
                if last {
                    keep_queries(qkv, width / 3, &window.firsts);
                }
                let heads = HeadGroup { count: width / 3 / size, size, asked: asked(window, last) };
                let rows = at * hidden..(at + heads.asked) * hidden;
                let mixed = mixed[rows].get_mut(first..).unwrap_or_default();
                if part.is_int8() {
                    byte_attention.mix(qkv, &heads, mixed, hidden);
                } else {
                    attention.mix(qkv, &heads, mixed, hidden);
                }
                at += heads.asked;
            }
            first += width / 3;
        }
        Ok(())
    }

    /// Encodes `windows` and appends a row for each word that they answer for.
    fn group(&self, windows: &[Window], scratch: &mut Scratch, out: &mut Vec<f32>) -> Result<()> {
        let hidden = self.hidden;
        let count: usize = windows.iter().map(|w| w.pieces.len()).sum();
        let Scratch { x, mixed, up, down, rest } = scratch;
        x.resize(count * hidden, 0.0);
        mixed.resize(count * hidden, 0.0);
        let mut at = 0;
        for window in windows {
            let size = window.pieces.len() * hidden;
            self.embed(window, &mut x[at..at + size]);
            at += size;
        }
        for (n, layer) in self.layers.iter().enumerate() {
            let last = n + 1 == self.layers.len();
            let (mut at, mut done) = (0, 0);
            for near in parts(windows, NEAR_PIECES) {
                let size = near.iter().map(|w| w.pieces.len()).sum::<usize>() * hidden;
                let asked = near.iter().map(|w| asked(w, last)).sum::<usize>() * hidden;
                let mixed = &mut mixed[done..done + asked];
                self.attend(near, layer, last, &x[at..at + size], mixed, rest)?;
                at += size;
                done += asked;
            }
            if last {
                keep_rows(x, hidden, first_rows(windows));
                mixed.truncate(done);
            }
            up.resize(BLOCK_ROWS * layer.up.outputs(), 0.0);
            down.resize(BLOCK_ROWS * hidden, 0.0);
            let block = block_rows(x.len() / hidden) * hidden;
            for (x, mixed) in x.chunks_mut(block).zip(mixed.chunks(block)) {
                let rows = x.len() / hidden;
                let down = &mut down[..rows * hidden];
                let up = &mut up[..rows * layer.up.outputs()];
                layer.out.apply(mixed, false, down, &mut rest.multiplier)?;
                layer.norm1.add_and_apply(x, down, self.eps);
                layer.up.apply(x, true, up, &mut rest.multiplier)?;
                layer.down.apply(up, false, down, &mut rest.multiplier)?;
                layer.norm2.add_and_apply(x, down, self.eps);
            }
        }
        out.extend_from_slice(x);
        Ok(())
    }
}

/// How many of a window's pieces are asked for: what follows attention in the last layer concerns each piece alone, and there only first
/// pieces are.
fn asked(window: &Window, last: bool) -> usize {
    if last { window.firsts.len() } else { window.pieces.len() }
}

/// Runs of whole windows of at most `most` pieces; a longer window stands alone.
fn parts(windows: &[Window], most: usize) -> impl Iterator<Item = &[Window]> {
    let mut rest = windows;
    std::iter::from_fn(move || {
        let mut pieces = 0;
        let fits = rest.iter().take_while(|w| {
            pieces += w.pieces.len();
            pieces <= most
        });
        let (part, after) = rest.split_at_checked(fits.count().max(1))?;
        rest = after;
        Some(part)
    })
}

/// Moves the queries of the rows `firsts`, in ascending order, to the front.
fn keep_queries(qkv: &mut [f32], hidden: usize, firsts: &[u32]) {
    for (kept, &first) in firsts.iter().enumerate() {
        let row = first as usize * 3 * hidden;
        qkv.copy_within(row..row + hidden, kept * 3 * hidden);
    }
}

/// The rows, among the pieces of all windows, of the first pieces of the words that they answer for; in ascending order.
fn first_rows(windows: &[Window]) -> impl Iterator<Item = usize> {
    let starts = windows.iter().scan(0, |at, window| {
        *at += window.pieces.len();
        Some(*at - window.pieces.len())
    });
    starts.zip(windows).flat_map(|(at, window)| window.firsts.iter().map(move |&f| at + f as usize))
}

/// Moves `rows` of `width` floats each, in ascending order, to the front, and drops all others.
fn keep_rows(matrix: &mut Vec<f32>, width: usize, rows: impl Iterator<Item = usize>) {
    let mut kept = 0;
    for row in rows {
        matrix.copy_within(row * width..(row + 1) * width, kept * width);
        kept += 1;
    }
    matrix.truncate(kept * width);
}

impl Encoder for PackedEncoder {
    fn hidden(&self) -> usize {
        self.hidden
    }

    fn encode(&self, batch: &[Window]) -> Result<Array2<f32>> {
        batch.iter().try_for_each(|window| window.check(self.vocab, self.positions))?;
        let words: usize = batch.iter().map(|w| w.firsts.len()).sum();
        let mut out = Vec::with_capacity(words * self.hidden);
        let mut scratch = SCRATCH.take().unwrap_or_default();
        for group in parts(batch, GROUP_PIECES) {
            self.group(group, &mut scratch, &mut out)?;
        }
        SCRATCH.set(Some(scratch));
        Array2::from_shape_vec((words, self.hidden), out).map_err(|e| {
            Error::new(ErrorKind::Internal, "rows of the encoder do not match its words")
                .with_source(e)
        })
    }
}
