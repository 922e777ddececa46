//! `config.json` of a bundle: architecture, window sizes, label lists.

use serde::Deserialize;

use crate::error::{Error, ErrorKind, Result};

/// The only format that this version reads.
const FORMAT: &str = "actant-bundle/1";

/// What `config.json` says; unknown keys are an error. See `models/FORMAT.md`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// `actant-bundle/1`.
    pub format: String,
    /// The model's name.
    pub name: String,
    /// The model's version.
    pub version: String,
    /// Floats of a piece's vector.
    pub hidden: usize,
    /// Transformer layers.
    pub layers: usize,
    /// Attention heads of a layer; divides `hidden`.
    pub heads: usize,
    /// Floats inside a layer's feed-forward part.
    pub ffn: usize,
    /// Pieces in the vocabulary.
    pub vocab: usize,
    /// Pieces that a window can have at most, its two marks among them.
    pub positions: usize,
    /// What layer norms add to the variance.
    pub norm_eps: f32,
    /// Floats of a word's vectors in the arc scorer.
    pub arc: usize,
    /// Floats of a word's vectors in the label scorer.
    pub label: usize,
    /// How sentences are put into windows.
    pub window: WindowSizes,
    /// The label lists as text.
    pub labels: LabelLists,
}

/// How sentences are put into windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WindowSizes {
    /// Sentences are joined up to this many pieces, the two marks among them. A longer sentence stands alone.
    pub pieces: usize,
    /// Pieces that two windows share where a sentence is too long for the model's positions.
    pub overlap: usize,
}

/// The label lists as text; [`Labels`](super::Labels) has them as types.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct LabelLists {
    pub names: Vec<String>,
    pub denotes: Vec<String>,
    pub upos: Vec<String>,
    pub xpos: Vec<String>,
    pub lemma: Vec<String>,
    pub deprels: Vec<String>,
}

impl Config {
    /// Parses and checks the bytes of a `config.json`.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] saying which key is missing, unknown or out of range.
    pub fn parse(bytes: &[u8]) -> Result<Config> {
        let config: Config = serde_json::from_slice(bytes).map_err(|e| {
            Error::new(ErrorKind::Model, format!("config.json: {e}")).with_source(e)
        })?;
        config.check()?;
        Ok(config)
    }

    /// Floats of a piece's vector in one attention head.
    pub fn head_size(&self) -> usize {
        self.hidden / self.heads
    }

    fn check(&self) -> Result<()> {
        let fail = |what: String| Err(Error::new(ErrorKind::Model, format!("config.json: {what}")));
        if self.format != FORMAT {
            return fail(format!(
                "format is {:?}; this version of the program reads {FORMAT:?}",
                self.format
            ));
        }
        for (key, value, most) in [
            ("hidden", self.hidden, 1 << 14),
            ("layers", self.layers, 1 << 8),
            ("heads", self.heads, 1 << 10),
            ("ffn", self.ffn, 1 << 16),
            ("vocab", self.vocab, 1 << 24),
            ("positions", self.positions, 1 << 16),
            ("arc", self.arc, 1 << 14),
            ("label", self.label, 1 << 12),
        ] {
            if value == 0 || value > most {
                return fail(format!("{key} is {value}; it must be 1 to {most}"));
            }
        }
        if !self.hidden.is_multiple_of(self.heads) {
            return fail(format!("heads {} does not divide hidden {}", self.heads, self.hidden));
        }
        if !(self.norm_eps > 0.0 && self.norm_eps < 1.0) {
            return fail(format!("norm_eps is {}; it must lie between 0 and 1", self.norm_eps));
        }
        let WindowSizes { pieces, overlap } = self.window;
        if pieces < 4 || pieces > self.positions {
            return fail(format!(
                "window.pieces is {pieces}; it must be 4 to {} (positions)",
                self.positions
            ));
        }
        if overlap == 0 || overlap > (self.positions - 2) / 2 {
            return fail(format!(
                "window.overlap is {overlap}; it must be 1 to {} (half of positions)",
                (self.positions - 2) / 2
            ));
        }
        Ok(())
    }
}
