//! Finds the model that is compiled into the library.

use std::path::Path;

const FOLDER: &str = "models/actant-en-small";
const FILES: [&str; 4] = ["config.json", "tokenizer.json", "model.safetensors", "SHA256SUMS"];

fn main() {
    println!("cargo::rustc-check-cfg=cfg(actant_embedded_model)");
    println!("cargo::rerun-if-changed=build.rs");
    let root = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| ".".into());
    let folder = Path::new(&root).join(FOLDER);
    println!("cargo::rerun-if-changed=models");
    if FILES.iter().all(|file| folder.join(file).is_file()) {
        println!("cargo::rustc-cfg=actant_embedded_model");
        println!("cargo::rustc-env=ACTANT_EMBEDDED_MODEL={}", folder.display());
    }
}
