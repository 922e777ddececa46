//! DeBERTa in its versions (He et al., 2020 and 2021).
//!
//! rust-bert's differ from what the models were trained with. In the first, it takes the number of heads for that of pieces, and so
//! all farther distances for one. In the others, scores between pieces and positions are divided by the number of floats where its root
//! is meant, and all positions before a piece are taken for one.

use serde::{Deserialize, Deserializer};
use tch::nn::{self, Module, Path};
use tch::{Device, Kind, Tensor};

use super::family::Family;
use super::layers::{Rest, Sizes, activated, filling};
use super::model_error;
use super::settings::Settings;
use crate::error::Result;

/// What this encoder has beside BERT's sizes, under the names of `config.json`.
#[derive(Debug, Clone, Deserialize)]
struct Extras {
    #[serde(default)]
    relative_attention: bool,
    #[serde(default = "yes")]
    position_biased_input: bool,
    #[serde(default = "unset")]
    max_relative_positions: i64,
    #[serde(default = "unset")]
    position_buckets: i64,
    #[serde(default)]
    share_att_key: bool,
    #[serde(default, deserialize_with = "parts")]
    pos_att_type: Vec<String>,
    #[serde(default, deserialize_with = "parts")]
    norm_rel_ebd: Vec<String>,
    embedding_size: Option<i64>,
    #[serde(default)]
    conv_kernel_size: i64,
    conv_groups: Option<i64>,
    conv_act: Option<String>,
    #[serde(default)]
    talking_head: bool,
}

fn yes() -> bool {
    true
}

fn unset() -> i64 {
    -1
}

/// A list, or a text with bars between its parts.
fn parts<'de, D: Deserializer<'de>>(from: D) -> std::result::Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        List(Vec<String>),
        Text(String),
    }
    Ok(match Either::deserialize(from)? {
        Either::List(parts) => parts,
        Either::Text(text) => text.split('|').map(|part| part.trim().to_lowercase()).collect(),
    })
}

/// The encoder with its classifier.
pub(super) struct Deberta {
    sizes: Sizes,
    words: nn::Embedding,
    positions: Option<nn::Embedding>,
    types: Option<nn::Embedding>,
    project: Option<nn::Linear>,
    norm: nn::LayerNorm,
    relative: Option<Relative>,
    layers: Vec<Layer>,
    convolution: Option<Convolution>,
    classifier: nn::Linear,
}

/// What the encoder knows of the distances between pieces.
struct Relative {
    /// A vector for each distance, from the farthest before to the farthest behind.
    vectors: nn::Embedding,
    norm: Option<nn::LayerNorm>,
    buckets: i64,
    farthest: i64,
}

struct Layer {
    projections: Projections,
    /// From what a piece asks to the distances.
    by_key: Option<nn::Linear>,
    /// From the distances to what a piece offers.
    by_query: Option<nn::Linear>,
    to_distance: bool,
    from_distance: bool,
    rest: Rest,
}

/// From a piece to what it asks, offers and gives.
enum Projections {
    /// Of the first version: one matrix for all three, head by head, and what is added to the first and last.
    Joined {
        all: nn::Linear,
        query: Tensor,
        value: Tensor,
    },
    Apart {
        query: nn::Linear,
        key: nn::Linear,
        value: nn::Linear,
    },
}

struct Convolution {
    conv: nn::Conv1D,
    norm: nn::LayerNorm,
    act: String,
}

impl Deberta {
    /// The network, its tensors without values yet.
    pub fn new(path: &Path, settings: &Settings) -> Result<Deberta> {
        let sizes = Sizes::of(settings)?;
        let extras: Extras = settings.network()?;
        let hidden = sizes.hidden_size;
        let width = extras.embedding_size.unwrap_or(hidden);
        let (embeddings, encoder) = (path / "deberta" / "embeddings", path / "deberta" / "encoder");
        let embedding =
            |name, count| nn::embedding(&embeddings / name, count, width, Default::default());
        let bare = nn::LinearConfig { bias: false, ..Default::default() };
        let farthest = match extras.max_relative_positions {
            unset if unset < 1 => sizes.max_position_embeddings,
            set => set,
        };
        let span = if extras.position_buckets > 0 { extras.position_buckets } else { farthest };
        let relative = extras.relative_attention.then(|| Relative {
            vectors: nn::embedding(
                &encoder / "rel_embeddings",
                2 * span,
                hidden,
                Default::default(),
            ),
            norm: extras
                .norm_rel_ebd
                .iter()
                .any(|part| part == "layer_norm")
                .then(|| sizes.norm(&encoder / "LayerNorm")),
            buckets: extras.position_buckets,
            farthest,
        });
        let has =
            |part: &str| extras.relative_attention && extras.pos_att_type.iter().any(|p| p == part);
        let (to_distance, from_distance) = (has("c2p"), has("p2c"));
        if extras.talking_head {
            return Err(model_error(
                "config.json: talking_head is set; such models cannot be read",
            ));
        }
        let first = settings.family == Family::Deberta;
        let layer = |i: i64| {
            let path = &encoder / "layer" / i;
            let own = &path / "attention" / "self";
            let linear = |name: &str| sizes.square(&own / name);
            let bias = |name: &str| own.var(name, &[hidden], nn::Init::Const(0.0));
            let (projections, by_key, by_query) = if first {
                let all = nn::linear(&own / "in_proj", hidden, 3 * hidden, bare);
                let projections =
                    Projections::Joined { all, query: bias("q_bias"), value: bias("v_bias") };
                let by_key =
                    to_distance.then(|| nn::linear(&own / "pos_proj", hidden, hidden, bare));
                (projections, by_key, from_distance.then(|| linear("pos_q_proj")))
            } else {
                let (query, key, value) =
                    (linear("query_proj"), linear("key_proj"), linear("value_proj"));
                let apart = |wanted: bool, name: &str| {
                    (wanted && !extras.share_att_key).then(|| linear(name))
                };
                let by_key = apart(to_distance, "pos_key_proj");
                (
                    Projections::Apart { query, key, value },
                    by_key,
                    apart(from_distance, "pos_query_proj"),
                )
            };
            let rest = Rest::new(&path, &sizes);
            Layer { projections, by_key, by_query, to_distance, from_distance, rest }
        };
        let convolution = (extras.conv_kernel_size > 0).then(|| {
            let (path, size) = (&encoder / "conv", extras.conv_kernel_size);
            let groups = extras.conv_groups.unwrap_or(1);
            let config = nn::ConvConfig { padding: (size - 1) / 2, groups, ..Default::default() };
            Convolution {
                conv: nn::conv1d(&path / "conv", hidden, hidden, size, config),
                norm: sizes.norm(&path / "LayerNorm"),
                act: extras.conv_act.clone().unwrap_or_else(|| "tanh".to_owned()),
            }
        });
        Ok(Deberta {
            words: embedding("word_embeddings", sizes.vocab_size),
            positions: extras
                .position_biased_input
                .then(|| embedding("position_embeddings", sizes.max_position_embeddings)),
            types: (sizes.type_vocab_size > 0)
                .then(|| embedding("token_type_embeddings", sizes.type_vocab_size)),
            project: (width != hidden)
                .then(|| nn::linear(&embeddings / "embed_proj", width, hidden, bare)),
            norm: sizes.norm(&embeddings / "LayerNorm"),
            relative,
            layers: (0..sizes.num_hidden_layers).map(layer).collect(),
            convolution,
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
        let count = pieces.size()[1];
        let mut embedded = self.words.forward(pieces);
        if let Some(positions) = &self.positions {
            embedded += positions.forward(&Tensor::arange(count, (Kind::Int64, pieces.device())));
        }
        if let Some(types) = &self.types {
            embedded += types.forward(&pieces.zeros_like());
        }
        if let Some(project) = &self.project {
            embedded = project.forward(&embedded);
        }
        let kept = mask.map(|mask| mask.unsqueeze(-1).to_kind(embedded.kind()));
        let keep = |x: Tensor| kept.as_ref().map_or_else(|| x.shallow_clone(), |kept| &x * kept);
        let first = keep(self.norm.forward(&embedded));
        let filling = mask.map(filling);
        let distances =
            self.relative.as_ref().map(|r| (r.vectors(), r.places(count, pieces.device())));
        let mut hidden = first.shallow_clone();
        for (i, layer) in self.layers.iter().enumerate() {
            hidden = layer.forward(&self.sizes, &hidden, distances.as_ref(), filling.as_ref());
            if let Some(convolution) = self.convolution.as_ref().filter(|_| i == 0) {
                let local =
                    convolution.conv.forward(&first.transpose(1, 2).contiguous()).transpose(1, 2);
                let local = activated(&convolution.act, &keep(local.contiguous()));
                hidden = keep(convolution.norm.forward(&(hidden + local)));
            }
        }
        self.classifier.forward(&hidden)
    }
}

impl Relative {
    /// The vectors of the distances.
    fn vectors(&self) -> Tensor {
        match &self.norm {
            Some(norm) => norm.forward(&self.vectors.ws),
            None => self.vectors.ws.shallow_clone(),
        }
    }

    /// For each two of `count` pieces, how far the first stands behind the second, in the steps that there are vectors for.
    fn places(&self, count: i64, device: Device) -> Tensor {
        // On the processor and in floats, so that every device rounds alike.
        let at = Tensor::arange(count, (Kind::Int64, Device::Cpu));
        let exact = at.unsqueeze(1) - at.unsqueeze(0);
        if self.buckets <= 0 {
            return exact.to_device(device);
        }
        let middle = self.buckets / 2;
        let far = exact.abs().clamp_min(middle).to_kind(Kind::Float);
        let reach = Tensor::from_slice(&[(self.farthest - 1) as f32 / middle as f32]).log();
        let steps = ((far / middle).log() / reach * (middle - 1)).ceil() + middle;
        let steps = steps.to_kind(Kind::Int64) * exact.sign();
        exact.where_self(&exact.abs().le(middle), &steps).to_device(device)
    }
}

impl Layer {
    fn forward(
        &self,
        sizes: &Sizes,
        hidden: &Tensor,
        distances: Option<&(Tensor, Tensor)>,
        filling: Option<&Tensor>,
    ) -> Tensor {
        let (query, key, value) = self.projections.of(sizes, hidden);
        let size = query.size();
        let terms = 1 + i64::from(self.to_distance) + i64::from(self.from_distance);
        let scale = ((size[3] * terms) as f64).sqrt();
        let mut scores = query.matmul(&key.transpose(2, 3)) / scale;
        if let Some((vectors, places)) = distances {
            let span = vectors.size()[0] / 2;
            let of = |own: &Option<nn::Linear>, part: usize| match (own, &self.projections) {
                (Some(to), _) => sizes.by_head(&to.forward(&vectors.unsqueeze(0))),
                // The distances go the way of the pieces.
                (None, projections) => {
                    let (query, key, _) = projections.of(sizes, &vectors.unsqueeze(0));
                    if part == 0 { query } else { key }
                }
            };
            let all = [size[0], size[1], size[2], size[2]];
            let at = |places: Tensor| (places + span).clamp(0, 2 * span - 1).expand(all, false);
            if self.to_distance {
                let all = query.matmul(&of(&self.by_key, 1).transpose(2, 3));
                scores += all.gather(-1, &at(places.shallow_clone()), false) / scale;
            }
            if self.from_distance {
                let all = key.matmul(&of(&self.by_query, 0).transpose(2, 3));
                scores += all.gather(-1, &at(-places), false).transpose(2, 3) / scale;
            }
        }
        if let Some(filling) = filling {
            scores = scores.masked_fill(filling, f64::NEG_INFINITY);
        }
        let kind = scores.kind();
        self.rest.forward(hidden, &scores.softmax(-1, kind).matmul(&value))
    }
}

impl Projections {
    /// What pieces ask, offer and give, `[rows, heads, pieces, floats of a head]`.
    fn of(&self, sizes: &Sizes, hidden: &Tensor) -> (Tensor, Tensor, Tensor) {
        match self {
            Projections::Apart { query, key, value } => {
                let of = |to: &nn::Linear| sizes.by_head(&to.forward(hidden));
                (of(query), of(key), of(value))
            }
            Projections::Joined { all, query, value } => {
                let all = sizes.by_head(&all.forward(hidden));
                let width = all.size()[3] / 3;
                let part = |i: i64| all.narrow(3, i * width, width);
                let added = |bias: &Tensor| sizes.by_head(&bias.view([1, 1, -1]));
                (part(0) + added(query), part(1), part(2) + added(value))
            }
        }
    }
}
