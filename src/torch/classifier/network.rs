//! The network of a family.

use rust_bert::RustBertError;
use rust_bert::albert::{AlbertConfig, AlbertForTokenClassification};
use rust_bert::bert::{BertConfig, BertForTokenClassification};
use rust_bert::distilbert::{DistilBertConfig, DistilBertForTokenClassification};
use rust_bert::mobilebert::{MobileBertConfig, MobileBertForTokenClassification};
use tch::nn::VarStore;
use tch::{Device, Kind, Tensor};

use super::checkpoint::Checkpoint;
use super::deberta::Deberta;
use super::family::Family;
use super::model_error;
use super::plain::Plain;
use super::settings::Settings;
use crate::error::{Error, ErrorKind, Result};

/// What rust-bert adds to the variance in the layer norms of BERT, whatever `config.json` says.
const NORM_EPS: f64 = 1e-12;

/// A network with its weights on a device. It belongs to one thread.
pub(super) struct Network {
    // The model's tensors are those of the store.
    _store: VarStore,
    model: Model,
    device: Device,
}

enum Model {
    Bert(BertForTokenClassification),
    DistilBert(DistilBertForTokenClassification),
    MobileBert(MobileBertForTokenClassification),
    Albert(AlbertForTokenClassification),
    Deberta(Box<Deberta>),
    Plain(Plain),
}

/// What a network reads: rows of equal length, one behind the other.
pub(super) struct Rows {
    pub length: usize,
    pub pieces: Vec<i64>,
    /// 1 where there is a piece, 0 where the row is only filled; `None` where none is.
    pub mask: Option<Vec<i64>>,
}

impl Network {
    /// The network with these settings and weights, on `device`, in numbers of `kind`.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] if `config.json` cannot be understood or the weights are not those that it describes.
    pub fn new(
        settings: &Settings,
        weights: &Checkpoint,
        device: Device,
        kind: Kind,
    ) -> Result<Network> {
        let mut store = VarStore::new(device);
        let path = store.root();
        let refused = |e: RustBertError| model_error(format!("config.json: {e}"));
        let model = match settings.family {
            Family::Bert if settings.norm_eps == NORM_EPS => {
                let config: BertConfig = settings.network()?;
                Model::Bert(BertForTokenClassification::new(&path, &config).map_err(refused)?)
            }
            Family::Bert | Family::Roberta | Family::Electra => {
                Model::Plain(Plain::new(&path, settings)?)
            }
            Family::DistilBert => {
                let config: DistilBertConfig = settings.network()?;
                Model::DistilBert(
                    DistilBertForTokenClassification::new(&path, &config).map_err(refused)?,
                )
            }
            Family::MobileBert => {
                let config: MobileBertConfig = settings.network()?;
                Model::MobileBert(
                    MobileBertForTokenClassification::new(&path, &config).map_err(refused)?,
                )
            }
            Family::Albert => {
                let config: AlbertConfig = settings.network()?;
                Model::Albert(AlbertForTokenClassification::new(&path, &config).map_err(refused)?)
            }
            Family::Deberta | Family::DebertaV2 => {
                Model::Deberta(Box::new(Deberta::new(&path, settings)?))
            }
        };
        weights.fill(&mut store, device, kind)?;
        Ok(Network { _store: store, model, device })
    }

    /// The logits of every piece of every row, end to end.
    ///
    /// # Errors
    /// [`ErrorKind::Internal`] if libtorch says so; what it says in a panic is the caller's to catch.
    pub fn logits(&self, rows: &Rows) -> Result<Vec<f32>> {
        tch::no_grad(|| {
            let matrix = |values: &[i64]| {
                Tensor::from_slice(values).view([-1, rows.length as i64]).to_device(self.device)
            };
            let pieces = matrix(&rows.pieces);
            let mask = rows.mask.as_deref().map(matrix);
            let logits = self.model.forward(&pieces, mask.as_ref())?;
            let logits = logits.to_kind(Kind::Float).to_device(Device::Cpu).contiguous();
            let mut out = vec![0.0f32; logits.numel()];
            logits.copy_data(&mut out, logits.numel());
            Ok(out)
        })
    }
}

impl Model {
    fn forward(&self, pieces: &Tensor, mask: Option<&Tensor>) -> Result<Tensor> {
        let some = Some(pieces);
        let failed = |e: RustBertError| Error::new(ErrorKind::Internal, format!("rust-bert: {e}"));
        Ok(match self {
            Model::Bert(model) => model.forward_t(some, mask, None, None, None, false).logits,
            Model::DistilBert(model) => {
                model.forward_t(some, mask, None, false).map_err(failed)?.logits
            }
            Model::MobileBert(model) => {
                model.forward_t(some, None, None, None, mask, false).map_err(failed)?.logits
            }
            Model::Albert(model) => model.forward_t(some, mask, None, None, None, false).logits,
            Model::Deberta(model) => model.logits(pieces, mask),
            Model::Plain(model) => model.logits(pieces, mask),
        })
    }
}
