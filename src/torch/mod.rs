//! Models on libtorch, through rust-bert: the numbers of [`model`](crate::model), on a processor or a GPU.
//!
//! [`TorchEncoder`] is an [`Encoder`](crate::model::Encoder) with the weights of a bundle; a [`TokenClassifier`] is any of Hugging Face's. Tensors may not be touched by two threads at
//! once, so each model has a thread that owns it (`Owners`), and whoever asks it something waits for the answer.
//!
//! Only built with the feature `torch`, which needs libtorch: `docs/backends.md`.

mod batches;
mod bert;
pub(crate) mod classifier;
mod encoder;
mod owners;
#[cfg(test)]
mod parity;

pub use classifier::{TokenClassifier, TorchScorer};
pub use encoder::TorchEncoder;
pub(crate) use owners::Owners;

use crate::error::{Error, ErrorKind, Result};
use crate::model::Device;

/// The device as libtorch names it.
///
/// # Errors
/// [`ErrorKind::Config`] if the machine has no such device, or this libtorch cannot use it.
pub(crate) fn device(device: Device) -> Result<tch::Device> {
    let Device::Cuda(number) = device else {
        return Ok(tch::Device::Cpu);
    };
    let count = usize::try_from(tch::Cuda::device_count()).unwrap_or(0);
    if number < count {
        return Ok(tch::Device::Cuda(number));
    }
    let what = match count {
        0 if !tch::utils::has_cuda() => {
            "this program's libtorch has no CUDA; build with scripts/setup-libtorch --cuda".into()
        }
        0 => "libtorch finds no GPU here".into(),
        _ => format!("there are {count} GPUs here, numbered from 0"),
    };
    Err(Error::new(ErrorKind::Config, format!("device {device}: {what}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gpu_that_is_not_there_is_refused() {
        assert_eq!(device(Device::Cpu).unwrap(), tch::Device::Cpu);
        let error = device(Device::Cuda(4711)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(error.to_string().starts_with("device cuda:4711: "), "{error}");
    }
}
