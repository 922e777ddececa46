//! `actant --version`: what this program is made of.

use std::io::Write;

use actant::Result;
use actant::format::jsonl::SCHEMA;

use super::Outcome;
use super::model::Model;

/// What `--backend` can name in this build.
#[cfg(feature = "torch")]
const BACKENDS: &str = "rust, torch (libtorch 2.4.0 through rust-bert)";
#[cfg(not(feature = "torch"))]
const BACKENDS: &str = "rust";

/// Prints the version and, when `verbose`, the model, the machine and the code that multiplies on it.
pub fn print(verbose: bool) -> Result<Outcome> {
    let mut text = format!("actant {}\n", env!("CARGO_PKG_VERSION"));
    if verbose {
        let model = Model::default();
        let model = match model.pipeline() {
            Ok(pipeline) => pipeline.model_name().to_owned(),
            Err(error) => format!("none ({error})"),
        };
        let (arch, os) = (std::env::consts::ARCH, std::env::consts::OS);
        let cores = std::thread::available_parallelism().map_or(1, |n| n.get());
        text.push_str(&format!("model    {model}\nschema   {SCHEMA}\n"));
        text.push_str(&format!("machine  {arch}-{os}, {cores} cores{}\n", instructions()));
        text.push_str(&format!("products {}\n", actant::model::byte_kernel()));
        text.push_str(&format!("backends {BACKENDS}\n"));
    }
    // A closed pipe is the reader's wish to stop, not a failure.
    let _ = std::io::stdout().write_all(text.as_bytes());
    Ok(Outcome::Clean)
}

/// The processor's instructions that matter for speed, of those that a program can use.
#[cfg(target_arch = "x86_64")]
fn instructions() -> String {
    let known = [
        ("AVX2", std::arch::is_x86_feature_detected!("avx2")),
        ("AVX-512", std::arch::is_x86_feature_detected!("avx512f")),
        ("AVX-512 VNNI", std::arch::is_x86_feature_detected!("avx512vnni")),
    ];
    known.iter().filter(|(_, has)| *has).map(|(name, _)| format!(", {name}")).collect()
}

#[cfg(not(target_arch = "x86_64"))]
fn instructions() -> String {
    String::new()
}
