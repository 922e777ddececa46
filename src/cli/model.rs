//! Which model a subcommand runs with, and on what.

use std::path::PathBuf;

use actant::model::{Backend, Device};
use actant::pipeline::Pipeline;
use actant::{Error, ErrorKind, Result};
use serde_json::{Map, Value};

/// The model and what it runs on.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Model {
    /// Model folder; by default $ACTANT_MODEL, else the model inside this program.
    #[arg(long, value_name = "FOLDER")]
    pub model: Option<PathBuf>,
    /// Threads to compute with [default: one for each core].
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// What runs the model.
    #[arg(long, value_enum, default_value_t)]
    pub backend: Runner,
    /// With --backend torch: where it runs, cpu or cuda:N [default: cpu].
    #[arg(long, value_name = "DEVICE")]
    pub device: Option<Device>,
    /// With --backend torch on a GPU: compute with numbers of 16 bits.
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
        let folder = self.model.clone().or(named.map(PathBuf::from));
        Pipeline::open_on(self.backend()?, folder.as_deref(), self.threads)
    }

    /// What decides the bytes of the output, beside the model; under the names of the flags.
    pub fn settings(&self) -> Map<String, Value> {
        let mut settings = Map::new();
        if let Runner::Torch = self.backend {
            settings.insert("backend".into(), "torch".into());
            settings.insert("device".into(), self.device.unwrap_or_default().to_string().into());
            if self.half {
                settings.insert("half".into(), "true".into());
            }
        }
        settings
    }

    fn backend(&self) -> Result<Backend> {
        match self.backend {
            Runner::Torch => {
                let device = self.device.unwrap_or_default();
                if self.half && device == Device::Cpu {
                    let what = "--half is for GPUs; name one with --device cuda:0";
                    return Err(Error::new(ErrorKind::Config, what));
                }
                Ok(Backend::Torch { device, half: self.half })
            }
            Runner::Rust if self.device.is_some() || self.half => {
                let what = "--device and --half are for --backend torch";
                Err(Error::new(ErrorKind::Config, what))
            }
            Runner::Rust => Ok(Backend::Rust),
        }
    }
}
