//! An encoder without weights, for tests of what stands around it.

use ndarray::Array2;

use crate::error::Result;

use super::{Encoder, Window};

/// Gives each word a vector that depends on its first piece, its shape and its window's length alone.
#[derive(Debug, Clone, Copy)]
pub struct FakeEncoder {
    /// Floats of a word's vector.
    pub hidden: usize,
}

impl Encoder for FakeEncoder {
    fn hidden(&self) -> usize {
        self.hidden
    }

    fn encode(&self, batch: &[Window]) -> Result<Array2<f32>> {
        let words = batch.iter().flat_map(|w| {
            w.firsts.iter().map(|&f| (w.pieces[f as usize], w.shapes[f as usize], w.pieces.len()))
        });
        let words: Vec<_> = words.collect();
        Ok(Array2::from_shape_fn((words.len(), self.hidden), |(row, column)| {
            let (piece, shape, count) = words[row];
            let seed = f64::from(piece) * 8.0 + f64::from(shape) + count as f64 / 1024.0;
            (seed * (column + 1) as f64).sin() as f32
        }))
    }
}
