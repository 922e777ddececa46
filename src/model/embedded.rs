//! The model in the program itself, where the build found one.

use crate::error::{Error, Result};

use super::{Bundle, Precision};

#[cfg(actant_embedded_model)]
pub(super) fn bundle(precision: Precision) -> Result<Bundle> {
    use super::bytes::Bytes;

    macro_rules! file {
        ($name:literal) => {
            include_bytes!(concat!(env!("ACTANT_EMBEDDED_MODEL"), "/", $name))
        };
    }
    let sums = super::sums::Sums::parse(file!("SHA256SUMS"))?;
    // The sums are for files that travel; what the compiler read is checked by a test.
    let bundle = Bundle::assemble(
        file!("config.json"),
        file!("tokenizer.json"),
        Bytes::Static(file!("model.safetensors")),
        precision,
    )
    .map_err(|e| Error::new(e.kind(), format!("the embedded model: {e}")).with_source(e))?;
    Ok(bundle.with_sums(&sums))
}

#[cfg(not(actant_embedded_model))]
pub(super) fn bundle(_: Precision) -> Result<Bundle> {
    Err(Error::new(
        crate::error::ErrorKind::Model,
        "this program was built without a model; name a model folder, or build it where models/actant-en-small lies",
    ))
}

#[cfg(all(test, actant_embedded_model))]
mod tests {
    use super::*;

    #[test]
    fn embedded_files_are_those_of_the_sums() {
        let opened = Bundle::open(env!("ACTANT_EMBEDDED_MODEL")).unwrap();
        assert_eq!(opened.sha256.len(), 64);
        assert_eq!(bundle(Precision::Stored).unwrap().sha256, opened.sha256);
    }
}
