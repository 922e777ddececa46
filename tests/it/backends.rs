//! What runs the model: `--backend`.

use crate::program::{Folder, extract};

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/example.jsonl");

#[test]
fn flags_of_another_backend_are_refused() {
    for (arguments, message) in [
        (&["--backend", "onnx"][..], "invalid value 'onnx'"),
        (&["--device", "cpu"], "--device and --half are for --backend torch"),
        (&["--half"], "--device and --half are for --backend torch"),
        (&["--backend", "torch", "--device", "gpu"], "unknown device \"gpu\"; write cpu"),
        (&["--backend", "torch", "--half"], "--half is for GPUs"),
    ] {
        extract(&[&[EXAMPLE], arguments].concat()).exits(2).says(message);
    }
    extract(&[EXAMPLE, "--backend", "rust"]).exits(0);
}

#[cfg(not(feature = "torch"))]
#[test]
fn a_backend_that_is_not_built_in_says_how_to_get_it() {
    let folder = Folder::new();
    let out = folder.path("out.jsonl").to_string_lossy().into_owned();
    let run = extract(&[EXAMPLE, "--backend", "torch", "-o", &out]).exits(2);
    run.says("without the backend torch").says("cargo build --release --features torch");
    assert!(folder.names().is_empty());
}

#[cfg(feature = "torch")]
mod torch {
    use super::*;
    use crate::program::actant;

    #[test]
    fn a_gpu_that_is_not_there_is_refused() {
        let device = ["--backend", "torch", "--device", "cuda:4711"];
        extract(&[&[EXAMPLE][..], &device].concat()).exits(2).says("device cuda:4711: ");
    }

    #[test]
    fn records_do_not_depend_on_threads_or_batches() {
        let folder = Folder::new();
        let text = std::fs::read_to_string(EXAMPLE).unwrap();
        let reversed: String = text.lines().rev().map(|line| format!("{line}\n")).collect();
        let reversed = folder.file("reversed.jsonl", reversed).to_string_lossy().into_owned();
        let records = |input: &str, threads: &str| {
            let run = extract(&[input, "--backend", "torch", "--threads", threads]).exits(0);
            let text = String::from_utf8(run.stdout).unwrap();
            text.lines().map(str::to_owned).collect::<Vec<_>>()
        };
        let one = records(EXAMPLE, "1");
        assert_eq!(one.len(), 6);
        assert_eq!(records(EXAMPLE, "3"), one);
        let mut other = records(&reversed, "2");
        other.reverse();
        assert_eq!(other, one);
    }

    #[test]
    fn a_run_goes_on_with_its_backend_alone() {
        let folder = Folder::new();
        let out = folder.path("out.jsonl").to_string_lossy().into_owned();
        extract(&[EXAMPLE, "--backend", "torch", "-o", &out]).exits(0);
        let manifest = folder.path("out.jsonl.manifest.json");
        let manifest = std::fs::read_to_string(manifest).unwrap();
        assert!(manifest.contains("\"backend\": \"torch\""), "{manifest}");
        extract(&[EXAMPLE, "-o", &out, "--resume"]).exits(2).says("settings.backend was \"torch\"");
    }

    #[test]
    fn the_version_names_it() {
        let run = actant(&["--version", "--verbose"]).exits(0);
        assert!(String::from_utf8(run.stdout).unwrap().contains("torch (libtorch 2.4.0"));
    }
}
