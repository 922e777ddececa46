//! BERT, RoBERTa and ELECTRA as their `config.json` has them.
//!
//! rust-bert's layer norms add 1e-12 to the variance, whatever the file says. RoBERTa and XLM-RoBERTa were trained with 1e-5, and where
//! embeddings are small, that shows in every score. Its ELECTRA is right as long as no row is filled up.

use tch::nn::{self, Module, Path};
use tch::{Kind, Tensor};

use super::family::Family;
use super::layers::{Rest, Sizes, filling};
use super::settings::Settings;
use crate::error::Result;

/// An encoder of BERT's kind with its classifier.
pub(super) struct Plain {
    sizes: Sizes,
    /// The position of a row's first piece.
    first: i64,
    words: nn::Embedding,
    positions: nn::Embedding,
    types: nn::Embedding,
    norm: nn::LayerNorm,
    /// From embeddings of another width than the rest.
    project: Option<nn::Linear>,
    layers: Vec<Layer>,
    classifier: nn::Linear,
}

struct Layer {
    query: nn::Linear,
    key: nn::Linear,
    value: nn::Linear,
    rest: Rest,
}

impl Plain {
    /// The network, its tensors without values yet.
    pub fn new(path: &Path, settings: &Settings) -> Result<Plain> {
        let sizes = Sizes::of(settings)?;
        let hidden = sizes.hidden_size;
        let width = match settings.family {
            Family::Electra => sizes.embedding_size.unwrap_or(hidden),
            _ => hidden,
        };
        let encoder = path / settings.family.prefix();
        let embeddings = &encoder / "embeddings";
        let embedding =
            |name, count| nn::embedding(&embeddings / name, count, width, Default::default());
        let layer = |i: i64| {
            let path = &encoder / "encoder" / "layer" / i;
            let own = &path / "attention" / "self";
            Layer {
                query: sizes.square(&own / "query"),
                key: sizes.square(&own / "key"),
                value: sizes.square(&own / "value"),
                rest: Rest::new(&path, &sizes),
            }
        };
        Ok(Plain {
            // RoBERTa counts from behind the padding's.
            first: if settings.family == Family::Roberta { i64::from(settings.pad) + 1 } else { 0 },
            words: embedding("word_embeddings", sizes.vocab_size),
            positions: embedding("position_embeddings", sizes.max_position_embeddings),
            types: embedding("token_type_embeddings", sizes.type_vocab_size),
            norm: sizes.norm_of(&embeddings / "LayerNorm", width),
            project: (width != hidden).then(|| {
                nn::linear(&encoder / "embeddings_project", width, hidden, Default::default())
            }),
            layers: (0..sizes.num_hidden_layers).map(layer).collect(),
            classifier: nn::linear(
                path / "classifier",
                hidden,
                settings.labels.len() as i64,
                Default::default(),
            ),
            sizes,
        })
    }

    /// The logits of `pieces`, `[rows, pieces]`; `mask` is 0 where a row is only filled.
    pub fn logits(&self, pieces: &Tensor, mask: Option<&Tensor>) -> Tensor {
        let whole = (Kind::Int64, pieces.device());
        let positions = Tensor::arange(pieces.size()[1], whole) + self.first;
        let embedded = self.words.forward(pieces)
            + self.positions.forward(&positions)
            + self.types.forward(&pieces.zeros_like());
        let mut hidden = self.norm.forward(&embedded);
        if let Some(project) = &self.project {
            hidden = project.forward(&hidden);
        }
        let filling = mask.map(filling);
        for layer in &self.layers {
            let [query, key, value] = [&layer.query, &layer.key, &layer.value]
                .map(|to| self.sizes.by_head(&to.forward(&hidden)));
            let width = query.size()[3] as f64;
            let mut scores = query.matmul(&key.transpose(2, 3)) / width.sqrt();
            if let Some(filling) = &filling {
                scores = scores.masked_fill(filling, f64::NEG_INFINITY);
            }
            let kind = scores.kind();
            hidden = layer.rest.forward(&hidden, &scores.softmax(-1, kind).matmul(&value));
        }
        self.classifier.forward(&hidden)
    }
}
