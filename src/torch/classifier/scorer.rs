//! A classifier's network on the threads that own it.

use ndarray::Array2;
use tch::Kind;

use super::checkpoint::Checkpoint;
use super::family::Family;
use super::network::{Network, Rows};
use super::settings::Settings;
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Device, PieceScorer};
use crate::torch::batches::{Batch, Sizes};
use crate::torch::{Owners, device};

/// Pieces that a GPU gets at a time.
const GPU_PIECES: usize = 16384;
/// Articles that are sent to a GPU together.
const GPU_ARTICLES: usize = 16;
/// Callers whose articles are put together for a GPU, if as many wait.
const GPU_CALLERS: usize = 8;

/// A token classifier's network on libtorch.
///
/// On a processor there is one owner for each thread, all with the same weights in memory, and each window is read alone. A GPU
/// has one owner, which reads windows of like length together. What libtorch gets has a size that the window decides, so a
/// window's scores do not depend on what is read with it.
pub struct TorchScorer {
    longest: usize,
    vocab: usize,
    labels: usize,
    articles: usize,
    owners: Owners<Vec<Vec<u32>>, Vec<Vec<f32>>>,
}

impl TorchScorer {
    pub(super) fn new(
        settings: Settings,
        weights: Checkpoint,
        on: Device,
        half: bool,
        threads: usize,
    ) -> Result<TorchScorer> {
        let sizes = match on {
            Device::Cpu => Sizes::Alone,
            // Its pieces look at their neighbours, and so at what fills a row.
            Device::Cuda(_) if settings.family == Family::MobileBert => Sizes::Alone,
            Device::Cuda(_) => Sizes::Together { pieces: GPU_PIECES },
        };
        TorchScorer::with_sizes(settings, weights, on, half, threads, sizes)
    }

    pub(super) fn with_sizes(
        settings: Settings,
        weights: Checkpoint,
        on: Device,
        half: bool,
        threads: usize,
        sizes: Sizes,
    ) -> Result<TorchScorer> {
        let to = device(on)?;
        let (owners, articles, callers) = match on {
            Device::Cpu if half => {
                let what = "numbers of 16 bits are for GPUs; name one with --device cuda:0";
                return Err(Error::new(ErrorKind::Config, what));
            }
            Device::Cpu => (threads.max(1), 1, 1),
            Device::Cuda(_) => (1, GPU_ARTICLES, GPU_CALLERS),
        };
        let kind = if half { Kind::Half } else { Kind::Float };
        let (longest, vocab, labels) = (settings.longest, settings.vocab, settings.labels.len());
        let makers = (0..owners).map(|_| {
            let (settings, weights) = (settings.clone(), weights.share());
            move || {
                // The cores are taken by the owners themselves.
                tch::set_num_threads(1);
                let network = Network::new(&settings, &weights, to, kind)?;
                let owned = Owned { network, sizes, settings };
                Ok(move |questions: &[Vec<Vec<u32>>]| owned.answer(questions))
            }
        });
        let owners = Owners::start(makers.collect(), callers)?;
        Ok(TorchScorer { longest, vocab, labels, articles, owners })
    }
}

impl PieceScorer for TorchScorer {
    fn longest(&self) -> usize {
        self.longest
    }

    fn articles_at_once(&self) -> usize {
        self.articles
    }

    fn score(&self, windows: Vec<Vec<u32>>) -> Result<Vec<Array2<f32>>> {
        for window in &windows {
            let unknown = window.iter().find(|&&piece| piece as usize >= self.vocab);
            let what = match unknown {
                Some(piece) => {
                    format!("piece {piece} is beyond the {} that the model knows", self.vocab)
                }
                None if window.len() > self.longest => {
                    format!("a window of {} pieces; the model reads {}", window.len(), self.longest)
                }
                None => continue,
            };
            return Err(Error::new(ErrorKind::Internal, what));
        }
        let scores = self.owners.ask(windows)?;
        let shaped = scores.into_iter().map(|scores| {
            let shape = (scores.len() / self.labels, self.labels);
            Array2::from_shape_vec(shape, scores).map_err(|e| {
                Error::new(ErrorKind::Internal, "libtorch gave scores of no shape").with_source(e)
            })
        });
        shaped.collect()
    }
}

/// What an owner's thread has.
struct Owned {
    network: Network,
    sizes: Sizes,
    settings: Settings,
}

impl Owned {
    /// The logits of the windows of each question.
    fn answer(&self, questions: &[Vec<Vec<u32>>]) -> Result<Vec<Vec<Vec<f32>>>> {
        let windows: Vec<&Vec<u32>> = questions.iter().flatten().collect();
        let lengths: Vec<usize> = windows.iter().map(|w| w.len()).collect();
        let mut found: Vec<Vec<f32>> = vec![Vec::new(); windows.len()];
        for batch in self.sizes.batches(&lengths, self.settings.longest) {
            let logits = self.network.logits(&self.laid_out(&batch, &windows))?;
            let width = self.settings.labels.len();
            let rows = logits.chunks_exact(batch.length * width);
            for (&window, row) in batch.windows.iter().zip(rows) {
                found[window].extend_from_slice(&row[..lengths[window] * width]);
            }
        }
        let mut found = found.into_iter();
        Ok(questions.iter().map(|q| found.by_ref().take(q.len()).collect()).collect())
    }

    fn laid_out(&self, batch: &Batch, windows: &[&Vec<u32>]) -> Rows {
        let size = batch.rows * batch.length;
        let (mut pieces, mut mask) = (vec![i64::from(self.settings.pad); size], vec![0; size]);
        for (&window, at) in batch.windows.iter().zip((0..).step_by(batch.length)) {
            for (place, &piece) in (at..).zip(windows[window]) {
                (pieces[place], mask[place]) = (i64::from(piece), 1);
            }
        }
        // An empty row would have nothing to attend to, and divide by nothing.
        for row in batch.windows.len()..batch.rows {
            mask[row * batch.length] = 1;
        }
        let filled = mask.contains(&0);
        Rows { length: batch.length, pieces, mask: filled.then_some(mask) }
    }
}
