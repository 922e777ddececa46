//! The models in the program itself, as far as the build found them.

use std::str::FromStr;

use crate::error::{Error, ErrorKind, Result};

use super::{Bundle, Precision};

/// A model that comes with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shipped {
    /// `actant-en-small`: five layers, the one to use unless time presses.
    #[default]
    Small,
    /// `actant-en-tiny`: three narrow layers, faster and less right; its card says by how much.
    Tiny,
}

impl Shipped {
    /// All of them.
    pub const ALL: [Shipped; 2] = [Shipped::Small, Shipped::Tiny];

    /// The short name, by which users choose: `small` or `tiny`.
    pub fn name(self) -> &'static str {
        match self {
            Shipped::Small => "small",
            Shipped::Tiny => "tiny",
        }
    }
}

impl FromStr for Shipped {
    type Err = Error;

    fn from_str(name: &str) -> Result<Shipped> {
        Shipped::ALL.into_iter().find(|s| s.name() == name).ok_or_else(|| {
            Error::new(ErrorKind::Config, format!("no model {name:?}; there are small and tiny"))
        })
    }
}

/// Reads the files of a model folder whose path the build has put into an environment variable.
#[cfg(any(actant_embedded_small, actant_embedded_tiny))]
macro_rules! read {
    ($folder:literal, $precision:expr) => {{
        use super::{bytes::Bytes, sums::Sums};
        macro_rules! file {
            ($name:literal) => {
                include_bytes!(concat!(env!($folder), "/", $name))
            };
        }
        // The sums are for files that travel; what the compiler read is checked by a test.
        Sums::parse(file!("SHA256SUMS")).and_then(|sums| {
            let bundle = Bundle::assemble(
                file!("config.json"),
                file!("tokenizer.json"),
                Bytes::Static(file!("model.safetensors")),
                $precision,
            )?;
            Ok(bundle.with_sums(&sums))
        })
    }};
}

pub(super) fn bundle(which: Shipped, precision: Precision) -> Result<Bundle> {
    let read: Result<Bundle> = match which {
        #[cfg(actant_embedded_small)]
        Shipped::Small => read!("ACTANT_EMBEDDED_SMALL", precision),
        #[cfg(actant_embedded_tiny)]
        Shipped::Tiny => read!("ACTANT_EMBEDDED_TINY", precision),
        #[allow(unreachable_patterns)]
        absent => {
            let name = absent.name();
            let what = format!(
                "this program was built without the model {name:?}; name a model folder, or build it where models/actant-en-{name} lies"
            );
            return Err(Error::new(ErrorKind::Model, what));
        }
    };
    read.map_err(|e| {
        let what = format!("the embedded model {:?}: {e}", which.name());
        Error::new(e.kind(), what).with_source(e)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for which in Shipped::ALL {
            assert_eq!(which.name().parse::<Shipped>().unwrap(), which);
        }
        assert_eq!("large".parse::<Shipped>().unwrap_err().kind(), ErrorKind::Config);
    }

    #[cfg(actant_embedded_small)]
    #[test]
    fn embedded_files_are_those_of_the_sums() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/models/actant-en-");
        for which in Shipped::ALL {
            let opened = Bundle::open(format!("{folder}{}", which.name())).unwrap();
            assert_eq!(opened.sha256.len(), 64);
            assert_eq!(bundle(which, Precision::Stored).unwrap().sha256, opened.sha256);
            assert!(opened.config.name.ends_with(which.name()), "{}", opened.config.name);
        }
    }
}
