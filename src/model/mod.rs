//! Numbers in, numbers out: the model bundle, windows of pieces, the encoder and its heads.
//!
//! [`Bundle`] holds a loaded model. [`windows`] makes its input of a document, an [`Encoder`] turns windows into one vector a
//! word, and [`Heads`] turn the vectors of a sentence into [`SentenceScores`]. What the scores mean is decided by the
//! layers above. The format of bundles is described in `models/FORMAT.md`.

use ndarray::Array2;

use crate::error::Result;

mod arc_labels;
mod attention;
mod backend;
mod bundle;
mod byte_attention;
mod bytes;
mod config;
mod dense;
mod embedded;
mod encoder;
mod fake;
mod float;
mod heads;
mod int8;
mod labels;
mod lanes;
mod lines;
#[cfg(test)]
pub(crate) mod parity;
mod plain;
mod pointwise;
mod scores;
mod simd;
mod softmax;
#[cfg(feature = "bench")]
pub mod speed;
mod sums;
mod tensors;
#[cfg(target_arch = "x86_64")]
mod vnni;
mod window;

pub use backend::{Backend, Device};
pub use bundle::Bundle;
pub use config::{Config, LabelLists, WindowSizes};
pub use embedded::Shipped;
pub use encoder::PackedEncoder;
pub use fake::FakeEncoder;
pub use heads::{Heads, Projections};
pub use labels::{LabelList, Labels, LemmaScript, NameTag};
pub use scores::SentenceScores;
pub use tensors::Precision;
pub use window::{Window, WindowLimits, code_points_read, windows};

/// The code that multiplies byte matrices on this machine, for people to read.
pub fn byte_kernel() -> String {
    int8::kernel_name()
}

/// Turns windows of pieces into word vectors.
///
/// An implementation must give a word the same bits in every batch: whatever else is in it, in whatever order, on
/// whatever thread.
pub trait Encoder: Send + Sync {
    /// Floats of a word's vector.
    fn hidden(&self) -> usize;

    /// One row of [`hidden`](Encoder::hidden) floats for every word that the windows answer for, window after window.
    ///
    /// # Errors
    /// [`Internal`](crate::ErrorKind::Internal) if a window cannot be read by this model: it has too many pieces, unknown ones,
    /// or lists that do not fit together.
    fn encode(&self, batch: &[Window]) -> Result<Array2<f32>>;
}

/// Scores the labels of pieces.
pub trait PieceScorer: Send + Sync {
    /// The most pieces that a window may have, the marks at its ends among them.
    fn longest(&self) -> usize;

    /// How many articles' windows it is best given at a time.
    fn articles_at_once(&self) -> usize {
        1
    }

    /// For each window, given as the pieces' numbers, one row a piece and one column a label: logits.
    ///
    /// # Errors
    /// If a window is too long, holds an unknown piece, or the device fails.
    fn score(&self, windows: Vec<Vec<u32>>) -> Result<Vec<Array2<f32>>>;
}
