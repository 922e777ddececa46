//! The encoder on libtorch: windows of pieces to one vector a word.

use ndarray::Array2;

use super::batches::{Batch, Sizes};
use super::bert::{Network, Rows, Weights};
use super::{Owners, device};
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Bundle, Config, Device, Encoder, Window};

/// Pieces that a GPU gets at a time.
const GPU_PIECES: usize = 8192;
/// Batches of callers that are put together for a GPU, if as many wait.
const GPU_CALLERS: usize = 64;

/// A bundle's encoder on libtorch, through rust-bert's BERT. Its weights are the floats that the bundle's stand for.
///
/// On a processor there is one owner for each thread that computes, all with the same weights in memory, and libtorch starts no
/// threads inside an operation. A GPU has one owner, which reads together what many threads ask.
///
/// A word's vector depends on its window, the device and libtorch alone, not on the batch or its order: what libtorch gets has a size that
/// the window decides.
pub struct TorchEncoder {
    hidden: usize,
    vocab: usize,
    positions: usize,
    owners: Owners<Vec<Window>, Vec<f32>>,
}

impl std::fmt::Debug for TorchEncoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TorchEncoder").field("hidden", &self.hidden).finish_non_exhaustive()
    }
}

impl TorchEncoder {
    /// The encoder of `bundle`; on a processor with `threads` threads, on a GPU with numbers of 16 bits if `half` says so.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if the device is not there, there are to be no threads, or a processor is to compute in halves;
    /// [`ErrorKind::Model`] if rust-bert has no network like the bundle's.
    pub fn new(bundle: &Bundle, on: Device, half: bool, threads: usize) -> Result<TorchEncoder> {
        let sizes = match on {
            Device::Cpu => Sizes::Alone,
            Device::Cuda(_) => Sizes::Together { pieces: GPU_PIECES },
        };
        TorchEncoder::with_sizes(bundle, on, half, threads, sizes)
    }

    pub(super) fn with_sizes(
        bundle: &Bundle,
        on: Device,
        half: bool,
        threads: usize,
        sizes: Sizes,
    ) -> Result<TorchEncoder> {
        let to = device(on)?;
        let (owners, callers) = match on {
            Device::Cpu if half => {
                let what = "numbers of 16 bits are for GPUs; name one with --device cuda:0";
                return Err(Error::new(ErrorKind::Config, what));
            }
            Device::Cpu if threads == 0 => {
                return Err(Error::new(ErrorKind::Config, "at least one thread is needed"));
            }
            Device::Cpu => (threads, 1),
            Device::Cuda(_) => (1, GPU_CALLERS),
        };
        let weights = Weights::read(bundle)?;
        let makers = (0..owners).map(|_| {
            let (weights, config) = (weights.share(), bundle.config.clone());
            move || {
                // The cores are taken by the owners themselves.
                tch::set_num_threads(1);
                let network = Network::new(&config, &weights, to, half)?;
                let owned = Owned { network, sizes, config };
                Ok(move |questions: &[Vec<Window>]| owned.answer(questions))
            }
        });
        let owners = Owners::start(makers.collect(), callers)?;
        let Config { hidden, vocab, positions, .. } = bundle.config;
        Ok(TorchEncoder { hidden, vocab, positions, owners })
    }
}

impl Encoder for TorchEncoder {
    fn hidden(&self) -> usize {
        self.hidden
    }

    fn encode(&self, batch: &[Window]) -> Result<Array2<f32>> {
        batch.iter().try_for_each(|window| window.check(self.vocab, self.positions))?;
        let words = batch.iter().map(|w| w.firsts.len()).sum();
        let vectors = self.owners.ask(batch.to_vec())?;
        Array2::from_shape_vec((words, self.hidden), vectors).map_err(|e| {
            Error::new(ErrorKind::Internal, "rows from libtorch do not match the words")
                .with_source(e)
        })
    }
}

/// What an owner's thread has.
struct Owned {
    network: Network,
    sizes: Sizes,
    config: Config,
}

impl Owned {
    /// The vectors of the words of each question, end to end.
    fn answer(&self, questions: &[Vec<Window>]) -> Result<Vec<Vec<f32>>> {
        let hidden = self.config.hidden;
        let windows: Vec<&Window> = questions.iter().flatten().collect();
        // Where nothing is asked of a window, it need not be read.
        let lengths: Vec<usize> =
            windows.iter().map(|w| if w.firsts.is_empty() { 0 } else { w.pieces.len() }).collect();
        let mut found: Vec<Vec<f32>> = vec![Vec::new(); windows.len()];
        for batch in self.sizes.batches(&lengths, self.config.positions) {
            let (rows, wanted) = laid_out(&batch, &windows);
            let vectors = self.network.vectors(&rows, &wanted)?;
            let mut rest = &vectors[..];
            for &window in &batch.windows {
                let size = windows[window].firsts.len() * hidden;
                let Some((own, others)) = rest.split_at_checked(size) else {
                    return Err(Error::new(ErrorKind::Internal, "libtorch gave too few vectors"));
                };
                found[window].extend_from_slice(own);
                rest = others;
            }
        }
        let mut found = found.into_iter();
        Ok(questions.iter().map(|q| found.by_ref().take(q.len()).flatten().collect()).collect())
    }
}

/// The rows of a batch, and where in them the first pieces of the words stand.
fn laid_out(batch: &Batch, windows: &[&Window]) -> (Rows, Vec<i64>) {
    let size = batch.rows * batch.length;
    let (mut pieces, mut shapes, mut mask) = (vec![0; size], vec![0; size], vec![0; size]);
    let mut wanted = Vec::new();
    for (&window, at) in batch.windows.iter().zip((0..).step_by(batch.length)) {
        let window = windows[window];
        for (place, (&piece, &shape)) in (at..).zip(window.pieces.iter().zip(&window.shapes)) {
            pieces[place] = i64::from(piece);
            shapes[place] = i64::from(shape);
            mask[place] = 1;
        }
        wanted.extend(window.firsts.iter().map(|&f| at as i64 + i64::from(f)));
    }
    (Rows { length: batch.length, pieces, shapes, mask }, wanted)
}
