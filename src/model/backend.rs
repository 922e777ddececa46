//! What computes the vectors of words, as a user names it.

use std::fmt;
use std::str::FromStr;

use super::Precision;
use crate::error::{Error, ErrorKind, Result};

/// What computes the vectors of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Backend {
    /// [`PackedEncoder`](super::PackedEncoder), part of every build.
    #[default]
    Rust,
    /// rust-bert on libtorch; only in builds with the feature `torch`.
    Torch {
        /// Where.
        device: Device,
        /// With numbers of 16 bits, which a GPU computes faster and a processor does not.
        half: bool,
    },
}

impl Backend {
    /// The precision that the weights of the heads are wanted in. libtorch computes with floats, and so do the heads that
    /// stand on it.
    pub fn precision(self) -> Precision {
        match self {
            Backend::Rust => Precision::Stored,
            Backend::Torch { .. } => Precision::Float,
        }
    }
}

/// What libtorch computes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Device {
    /// The processor.
    #[default]
    Cpu,
    /// The GPU of this number, counted from 0.
    Cuda(usize),
}

impl FromStr for Device {
    type Err = Error;

    fn from_str(text: &str) -> Result<Device> {
        let device = match text {
            "cpu" => Some(Device::Cpu),
            "cuda" => Some(Device::Cuda(0)),
            _ => text.strip_prefix("cuda:").and_then(|n| n.parse().ok()).map(Device::Cuda),
        };
        device.ok_or_else(|| {
            let what = format!("unknown device {text:?}; write cpu, or cuda:0 for the first GPU");
            Error::new(ErrorKind::Config, what)
        })
    }
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Device::Cpu => f.write_str("cpu"),
            Device::Cuda(n) => write!(f, "cuda:{n}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_read_as_they_are_written() {
        for device in [Device::Cpu, Device::Cuda(0), Device::Cuda(11)] {
            assert_eq!(device.to_string().parse::<Device>().unwrap(), device);
        }
        assert_eq!("cuda".parse::<Device>().unwrap(), Device::Cuda(0));
        for bad in ["", "gpu", "cuda:", "cuda:-1", "cuda:x", "CPU"] {
            assert_eq!(bad.parse::<Device>().unwrap_err().kind(), ErrorKind::Config, "{bad}");
        }
    }
}
