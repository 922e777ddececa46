//! Which model a subcommand runs with, and on what.

use std::path::PathBuf;

use actant::model::{Backend, Device, Shipped};
use actant::pipeline::{Pipeline, Source};
use actant::{Error, ErrorKind, Result};
use serde_json::{Map, Value};

/// The model and what it runs on.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Model {
    /// Which model: small or tiny, which are inside this program (tiny is faster and less right), or a model folder; by default
    /// $ACTANT_MODEL, else small.
    #[arg(long, value_name = "NAME|FOLDER")]
    pub model: Option<PathBuf>,
    /// Threads to compute with [default: one for each core].
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// What runs the model.
    #[arg(long, value_enum, default_value_t)]
    pub backend: Runner,
    /// Take names from this token classifier: a folder in the format of Hugging Face, or owner/name on its hub.
    #[arg(long, value_name = "FOLDER|NAME")]
    pub ner_model: Option<String>,
    /// With --ner-model: what its labels mean, a line each: the label, a tab, and a type of names or -.
    #[arg(long, value_name = "FILE", requires = "ner_model")]
    pub ner_labels: Option<PathBuf>,
    /// With --backend torch or --ner-model: where that runs, cpu or cuda:N [default: cpu].
    #[arg(long, value_name = "DEVICE")]
    pub device: Option<Device>,
    /// With --backend torch or --ner-model on a GPU: compute with numbers of 16 bits.
    #[arg(long)]
    pub half: bool,
}

/// The names of the backends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Runner {
    /// This program's own code, in eight-bit integers.
    #[default]
    Rust,
    /// libtorch, on the processor or a GPU; only in builds with the feature torch.
    Torch,
}

impl Model {
    /// How many threads that is.
    pub fn thread_count(&self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, |n| n.get());
        self.threads.unwrap_or_else(cores)
    }

    /// The pipeline with this model.
    pub fn pipeline(&self) -> Result<Pipeline> {
        let named = std::env::var_os("ACTANT_MODEL").filter(|name| !name.is_empty());
        let source = match self.model.clone().or(named.map(PathBuf::from)) {
            // A folder of that name is `./tiny`.
            Some(name) => match name.to_str().and_then(|name| name.parse::<Shipped>().ok()) {
                Some(which) => Source::Shipped(which),
                None => Source::Folder(name),
            },
            None => Source::default(),
        };
        let pipeline = Pipeline::open_on(self.backend()?, &source, self.threads)?;
        match &self.ner_model {
            Some(model) => {
                let (labels, device) =
                    (self.ner_labels.as_deref(), self.device.unwrap_or_default());
                pipeline.with_ner_model(model, labels, device, self.half, self.threads)
            }
            None => Ok(pipeline),
        }
    }

    /// What decides the bytes of the output, beside the model; under the names of the flags.
    pub fn settings(&self) -> Map<String, Value> {
        let mut settings = Map::new();
        if let Runner::Torch = self.backend {
            settings.insert("backend".into(), "torch".into());
        }
        if let Some(model) = &self.ner_model {
            settings.insert("ner-model".into(), model.clone().into());
        }
        if let Some(labels) = &self.ner_labels {
            settings.insert("ner-labels".into(), labels.to_string_lossy().into());
        }
        if !settings.is_empty() {
            settings.insert("device".into(), self.device.unwrap_or_default().to_string().into());
            if self.half {
                settings.insert("half".into(), "true".into());
            }
        }
        settings
    }

    fn backend(&self) -> Result<Backend> {
        let refused = |what: &str| Err(Error::new(ErrorKind::Config, what));
        let on_torch = self.backend == Runner::Torch;
        let device = self.device.unwrap_or_default();
        if !on_torch && self.ner_model.is_none() && (self.device.is_some() || self.half) {
            return refused("--device and --half are for --backend torch and --ner-model");
        }
        if self.half && device == Device::Cpu {
            return refused("--half is for GPUs; name one with --device cuda:0");
        }
        Ok(match self.backend {
            Runner::Torch => Backend::Torch { device, half: self.half },
            Runner::Rust => Backend::Rust,
        })
    }
}
