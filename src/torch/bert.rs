//! The network of a bundle as rust-bert builds it.

use std::collections::BTreeMap;

use rust_bert::bert::{BertConfig, BertEmbeddings, BertModel};
use tch::nn::VarStore;
use tch::{Device, Kind, Tensor};

use crate::error::{Error, ErrorKind, Result};
use crate::model::{Bundle, Config};
use crate::text::Shape;

/// What rust-bert's layer norms add to the variance, whatever a configuration says.
const NORM_EPS: f32 = 1e-12;

/// The tensors of a bundle's encoder under rust-bert's names, in the memory of the processor.
pub(super) struct Weights(BTreeMap<String, Tensor>);

impl Weights {
    /// Reads them, as floats.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] if rust-bert has no network like this one.
    pub(super) fn read(bundle: &Bundle) -> Result<Weights> {
        let config = &bundle.config;
        if config.norm_eps != NORM_EPS {
            let what = format!(
                "config.json: norm_eps is {}; on libtorch only models with {NORM_EPS} can be run",
                config.norm_eps
            );
            return Err(Error::new(ErrorKind::Model, what));
        }
        let (hidden, ffn) = (config.hidden, config.ffn);
        let mut tensors = bundle.float_tensors()?;
        let mut weights = Weights(BTreeMap::new());
        let words = tensors.float_matrix("embeddings.word", config.vocab, hidden)?;
        weights.matrix("embeddings.word_embeddings", &words, hidden);
        let positions = tensors.floats("embeddings.position", &[config.positions, hidden])?;
        weights.matrix("embeddings.position_embeddings", &positions, hidden);
        // Every piece is of segment 0, and its shape is added in the place where BERT adds the segment.
        let segment = tensors.floats("embeddings.segment", &[1, hidden])?;
        let mut shapes = tensors.floats("embeddings.shape", &[Shape::COUNT, hidden])?;
        for row in shapes.chunks_exact_mut(hidden) {
            row.iter_mut().zip(&segment).for_each(|(x, s)| *x += s);
        }
        weights.matrix("embeddings.token_type_embeddings", &shapes, hidden);
        let mut norms = vec![("embeddings.norm".to_owned(), "embeddings".to_owned())];
        for n in 0..config.layers {
            let (ours, theirs) = (format!("layers.{n}"), format!("encoder.layer.{n}"));
            let qkv = tensors.float_matrix(&format!("{ours}.qkv"), 3 * hidden, hidden)?;
            let bias = tensors.floats(&format!("{ours}.qkv.bias"), &[3 * hidden])?;
            let parts = qkv.chunks(hidden * hidden).zip(bias.chunks(hidden));
            for (part, (weight, bias)) in ["query", "key", "value"].iter().zip(parts) {
                let name = format!("{theirs}.attention.self.{part}");
                weights.matrix(&name, weight, hidden);
                weights.vector(&format!("{name}.bias"), bias);
            }
            for (from, to, outputs, inputs) in [
                ("out", "attention.output.dense", hidden, hidden),
                ("up", "intermediate.dense", ffn, hidden),
                ("down", "output.dense", hidden, ffn),
            ] {
                let (from, to) = (format!("{ours}.{from}"), format!("{theirs}.{to}"));
                weights.matrix(&to, &tensors.float_matrix(&from, outputs, inputs)?, inputs);
                let bias = tensors.floats(&format!("{from}.bias"), &[outputs])?;
                weights.vector(&format!("{to}.bias"), &bias);
            }
            norms.push((format!("{ours}.norm1"), format!("{theirs}.attention.output")));
            norms.push((format!("{ours}.norm2"), format!("{theirs}.output")));
        }
        for (from, to) in norms {
            for part in ["weight", "bias"] {
                let values = tensors.floats(&format!("{from}.{part}"), &[hidden])?;
                weights.vector(&format!("{to}.LayerNorm.{part}"), &values);
            }
        }
        Ok(weights)
    }

    /// `values` as the weight of a layer, in rows of `columns` floats.
    fn matrix(&mut self, name: &str, values: &[f32], columns: usize) {
        let matrix = Tensor::from_slice(values).view([-1, columns as i64]);
        self.0.insert(format!("{name}.weight"), matrix);
    }

    fn vector(&mut self, name: &str, values: &[f32]) {
        self.0.insert(name.to_owned(), Tensor::from_slice(values));
    }

    /// The same tensors for another owner: the memory is shared, and only ever read.
    pub(super) fn share(&self) -> Weights {
        Weights(self.0.iter().map(|(name, t)| (name.clone(), t.shallow_clone())).collect())
    }
}

/// A bundle's encoder on a device. It belongs to one thread.
pub(super) struct Network {
    // The model's tensors are those of the store.
    _store: VarStore,
    model: BertModel<BertEmbeddings>,
    device: Device,
}

/// What the network reads: rows of equal length, one behind the other.
pub(super) struct Rows {
    pub length: usize,
    pub pieces: Vec<i64>,
    pub shapes: Vec<i64>,
    /// 1 where there is a piece, 0 where the row is only filled.
    pub mask: Vec<i8>,
}

impl Network {
    /// The network with these weights, on `device`.
    ///
    /// # Errors
    /// [`ErrorKind::Internal`] if rust-bert asks for other tensors.
    pub(super) fn new(
        config: &Config,
        weights: &Weights,
        device: Device,
        half: bool,
    ) -> Result<Network> {
        let mut store = VarStore::new(device);
        let model = BertModel::new_with_optional_pooler(store.root(), &bert_config(config), false);
        let kind = if half { Kind::Half } else { Kind::Float };
        let variables: BTreeMap<String, Tensor> = store.variables().into_iter().collect();
        let unlike = |name: &str| {
            let what = format!("rust-bert and the bundle differ at {name}");
            Error::new(ErrorKind::Internal, what)
        };
        if let Some(name) = weights.0.keys().find(|name| !variables.contains_key(*name)) {
            return Err(unlike(name));
        }
        store.freeze();
        for (name, mut variable) in variables {
            let weight = weights.0.get(&name).filter(|w| w.size() == variable.size());
            let weight = weight.ok_or_else(|| unlike(&name))?;
            tch::no_grad(|| variable.set_data(&weight.to_device(device).to_kind(kind)));
        }
        Ok(Network { _store: store, model, device })
    }

    /// The vectors of the pieces at the positions `wanted` of the rows, counted through all rows; end to end.
    ///
    /// # Errors
    /// [`ErrorKind::Internal`] if libtorch says so; what it says in a panic is the caller's to catch.
    pub(super) fn vectors(&self, rows: &Rows, wanted: &[i64]) -> Result<Vec<f32>> {
        tch::no_grad(|| {
            let matrix =
                |values: &Tensor| values.view([-1, rows.length as i64]).to_device(self.device);
            let pieces = matrix(&Tensor::from_slice(&rows.pieces));
            let shapes = matrix(&Tensor::from_slice(&rows.shapes));
            let mask = matrix(&Tensor::from_slice(&rows.mask));
            let output = self
                .model
                .forward_t(Some(&pieces), Some(&mask), Some(&shapes), None, None, None, None, false)
                .map_err(|e| Error::new(ErrorKind::Internal, format!("rust-bert: {e}")))?;
            let hidden = output.hidden_state;
            let width = *hidden.size().last().unwrap_or(&1);
            let wanted = Tensor::from_slice(wanted).to_device(self.device);
            let vectors = hidden.view([-1, width]).index_select(0, &wanted);
            let vectors = vectors.to_kind(Kind::Float).to_device(Device::Cpu).contiguous();
            let mut out = vec![0.0f32; vectors.numel()];
            vectors.copy_data(&mut out, vectors.numel());
            Ok(out)
        })
    }
}

fn bert_config(config: &Config) -> BertConfig {
    BertConfig {
        hidden_size: config.hidden as i64,
        intermediate_size: config.ffn as i64,
        max_position_embeddings: config.positions as i64,
        num_attention_heads: config.heads as i64,
        num_hidden_layers: config.layers as i64,
        type_vocab_size: Shape::COUNT as i64,
        vocab_size: config.vocab as i64,
        // As in the bundle: GELU by the error function.
        ..BertConfig::default()
    }
}
