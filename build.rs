//! Finds the models that are compiled into the library.

use std::path::Path;

const FILES: [&str; 4] = ["config.json", "tokenizer.json", "model.safetensors", "SHA256SUMS"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=models");
    let root = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| ".".into());
    for name in ["small", "tiny"] {
        println!("cargo::rustc-check-cfg=cfg(actant_embedded_{name})");
        let folder = Path::new(&root).join("models").join(format!("actant-en-{name}"));
        if FILES.iter().all(|file| folder.join(file).is_file()) {
            println!("cargo::rustc-cfg=actant_embedded_{name}");
            println!(
                "cargo::rustc-env=ACTANT_EMBEDDED_{}={}",
                name.to_uppercase(),
                folder.display()
            );
        }
    }
}
