//! What the encoders that are ours have in common.

use serde::Deserialize;
use tch::Tensor;
use tch::nn::{self, Module, Path};

use super::settings::Settings;
use crate::error::Result;

/// The sizes of an encoder, under the names that `config.json` has for them.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Sizes {
    pub vocab_size: i64,
    pub hidden_size: i64,
    pub num_hidden_layers: i64,
    pub num_attention_heads: i64,
    pub intermediate_size: i64,
    pub max_position_embeddings: i64,
    pub type_vocab_size: i64,
    pub layer_norm_eps: f64,
    pub hidden_act: String,
    pub embedding_size: Option<i64>,
}

impl Sizes {
    pub fn of(settings: &Settings) -> Result<Sizes> {
        settings.network()
    }

    pub fn norm(&self, path: Path) -> nn::LayerNorm {
        self.norm_of(path, self.hidden_size)
    }

    pub fn norm_of(&self, path: Path, width: i64) -> nn::LayerNorm {
        let config = nn::LayerNormConfig { eps: self.layer_norm_eps, ..Default::default() };
        nn::layer_norm(path, vec![width], config)
    }

    pub fn square(&self, path: Path) -> nn::Linear {
        nn::linear(path, self.hidden_size, self.hidden_size, Default::default())
    }

    /// The rows of a batch as `[rows, heads, pieces, floats of a head]`.
    pub fn by_head(&self, x: &Tensor) -> Tensor {
        let (rows, pieces) = (x.size()[0], x.size()[1]);
        x.view([rows, pieces, self.num_attention_heads, -1]).transpose(1, 2)
    }
}

/// What follows the attention in a layer: it is the same in all of them.
pub(super) struct Rest {
    dense: nn::Linear,
    norm: nn::LayerNorm,
    up: nn::Linear,
    down: nn::Linear,
    last_norm: nn::LayerNorm,
    act: String,
}

impl Rest {
    /// The tensors of the layer at `path`.
    pub fn new(path: &Path, sizes: &Sizes) -> Rest {
        let (attention, output) = (path / "attention" / "output", path / "output");
        let (hidden, inner) = (sizes.hidden_size, sizes.intermediate_size);
        Rest {
            dense: sizes.square(&attention / "dense"),
            norm: sizes.norm(&attention / "LayerNorm"),
            up: nn::linear(path / "intermediate" / "dense", hidden, inner, Default::default()),
            down: nn::linear(&output / "dense", inner, hidden, Default::default()),
            last_norm: sizes.norm(&output / "LayerNorm"),
            act: sizes.hidden_act.clone(),
        }
    }

    /// The layer's output, from its input and what its heads have gathered, `[rows, heads, pieces, floats of a head]`.
    pub fn forward(&self, input: &Tensor, gathered: &Tensor) -> Tensor {
        let gathered = gathered.transpose(1, 2).contiguous().view_as(input);
        let attended = self.norm.forward(&(self.dense.forward(&gathered) + input));
        let inner = activated(&self.act, &self.up.forward(&attended));
        self.last_norm.forward(&(self.down.forward(&inner) + attended))
    }
}

/// An activation by the name that [`Settings`] has checked.
pub(super) fn activated(name: &str, x: &Tensor) -> Tensor {
    match name {
        "gelu_new" => x.gelu("tanh"),
        "relu" => x.relu(),
        "swish" => x.silu(),
        "mish" => x.mish(),
        "tanh" => x.tanh(),
        _ => x.gelu("none"),
    }
}

/// What scores of attention are multiplied by nothing with: true where a piece is only filling; `[rows, 1, 1, pieces]`.
pub(super) fn filling(mask: &Tensor) -> Tensor {
    mask.eq(0).unsqueeze(1).unsqueeze(1)
}
