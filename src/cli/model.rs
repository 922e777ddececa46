//! Which model a subcommand runs with.

use std::path::PathBuf;

use actant::Result;
use actant::model::Shipped;
use actant::pipeline::Pipeline;

/// The model and the threads it runs on.
#[derive(Debug, Clone, clap::Args)]
pub struct Model {
    /// Which model: small or tiny, which are inside this program (tiny is faster and less right), or a model folder; by default
    /// $ACTANT_MODEL, else small.
    #[arg(long, value_name = "NAME|FOLDER")]
    pub model: Option<PathBuf>,
    /// Threads to compute with [default: one for each core].
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
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
        let pipeline = match self.model.clone().or(named.map(PathBuf::from)) {
            // A folder of that name is `./tiny`.
            Some(name) => match name.to_str().and_then(|name| name.parse::<Shipped>().ok()) {
                Some(which) => Pipeline::shipped(which)?,
                None => Pipeline::open(name)?,
            },
            None => Pipeline::embedded()?,
        };
        match self.threads {
            Some(threads) => pipeline.with_threads(threads),
            None => Ok(pipeline),
        }
    }
}
