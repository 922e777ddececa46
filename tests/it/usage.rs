//! Runs that cannot start.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use crate::program::{Folder, TINY, actant, extract};

fn arg(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

#[test]
fn nothing_to_read_is_an_error() {
    extract(&["no/such.txt"]).exits(2).says("error: no/such.txt: no such file or folder");
    let folder = Folder::new();
    folder.file("notes.md", "x");
    extract(&[arg(&folder.path(""))]).exits(2).says("no articles (1 other files)");
    extract(&["-", "-"]).exits(2).says("standard input can be read once only");
}

#[test]
fn flags_that_make_no_sense_are_refused() {
    let folder = Folder::new();
    let good = arg(&folder.file("1.txt", "Iran met."));
    for (arguments, message) in [
        (["--offsets", "feet"], "unknown offset unit"),
        (["--layers", "mentions,chunks"], "unknown layer"),
        (["--threads", "0"], "at least one thread is needed"),
        (["--threads", "many"], "invalid value 'many'"),
        (["--format", "pdf"], "invalid value 'pdf'"),
        (["--rows", "relations"], "write KIND=FILE"),
        (["--rows", "clauses=x.csv"], "there are relations, mentions and entities"),
        (["--rows", "relations=x.xls"], "end the name in .csv, .tsv, .jsonl or .parquet"),
        (["--rows", "relations=x.csv"], "--rows needs --output"),
        (["--shards", "3"], "--shards needs --output"),
        (["--shards", "0"], "0 parts: there may be 1 to 256"),
    ] {
        extract(&[&[good.as_str()][..], &arguments].concat()).exits(2).says(message);
    }
    actant(&["extrct"]).exits(2).says("extract");
}

#[test]
fn a_damaged_model_is_refused_before_anything_is_written() {
    let folder = Folder::new();
    let good = arg(&folder.file("1.txt", "Iran met."));
    let out = folder.path("out.jsonl");
    let run = |model: &Path| {
        actant(&["extract", &good, "--model", &arg(model), "-o", &arg(&out)]).exits(2)
    };
    run(&folder.path("nowhere")).says("nowhere");
    let copy = |change: &str| {
        for entry in fs::read_dir(TINY).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            folder.file(&format!("{change}/{name}"), fs::read(entry.path()).unwrap());
        }
        folder.path(change)
    };
    let flipped = copy("flipped");
    let weights = flipped.join("model.safetensors");
    let mut bytes = fs::read(&weights).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&weights, bytes).unwrap();
    run(&flipped).says("model.safetensors");
    let lacking = copy("lacking");
    fs::remove_file(lacking.join("tokenizer.json")).unwrap();
    run(&lacking).says("tokenizer.json: not found");
    let cut = copy("cut");
    fs::write(cut.join("config.json"), "{").unwrap();
    run(&cut).says("config.json");
    assert!(!out.exists());
}

#[test]
fn the_version_is_told() {
    let short = actant(&["--version"]).exits(0);
    let expected = format!("actant {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(String::from_utf8(short.stdout).unwrap(), expected);
    let long = actant(&["--version", "--verbose"]).exits(0);
    let long = String::from_utf8(long.stdout).unwrap();
    assert!(long.starts_with(&expected) && long.contains("model"), "{long}");
}

#[test]
fn every_kernel_gives_the_same_records() {
    let folder = Folder::new();
    let text = "On Monday the foreign minister of Iran met 20 envoys in Muscat, officials said.";
    let article = folder.file("a.txt", text);
    let run = |kernel: &str, arguments: &[&OsStr]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_actant"));
        let command = command.args(arguments).env("ACTANT_PRODUCTS", kernel);
        command.output().unwrap().stdout
    };
    let extract: [&OsStr; 4] =
        ["extract".as_ref(), "--model".as_ref(), TINY.as_ref(), article.as_ref()];
    let best = run("", &extract);
    assert!(!best.is_empty());
    for kernel in ["plain", "rten-gemm"] {
        let version = run(kernel, &["--version".as_ref(), "--verbose".as_ref()]);
        let version = String::from_utf8(version).unwrap();
        let products = version.lines().find(|line| line.starts_with("products")).unwrap();
        assert!(products.contains(kernel), "{version}");
        assert!(run(kernel, &extract) == best, "{kernel}");
    }
}
