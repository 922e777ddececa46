//! The fuzz targets on their seeds and on some thousand changes of them, the same each time.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use crate::program::{Folder, actant};

#[path = "../../fuzz/bodies.rs"]
mod bodies;

/// Changes of each seed.
const CHANGES: u64 = 80;
/// Changes of each configuration file, for which the program is started.
const STARTS: u64 = 10;

/// Pieces that readers look for.
const PIECES: [&[u8]; 16] = [
    b"\"",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b"\t",
    b"\n",
    b"\r",
    b"\\",
    b"\0",
    b"\xFF",
    b"\xC3\xA9",
    b"\xF0\x9D\x94\x9E",
    b"-1",
    b"99999999999999999999",
];

struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % n.max(1) as u64) as usize
    }

    /// `seed` with one to four changes.
    fn changed(&mut self, seed: &[u8], other: &[u8]) -> Vec<u8> {
        let mut bytes = seed.to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len() + 1);
            let end = (at + self.below(20)).min(bytes.len());
            match self.below(7) {
                0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
                1 => _ = bytes.drain(at..end),
                2 => bytes.truncate(at),
                3 => {
                    let part = bytes[at..end].to_vec();
                    let many = 1 + self.below(30);
                    bytes.splice(at..at, part.repeat(many));
                }
                4 => {
                    let from = self.below(other.len() + 1);
                    let to = (from + self.below(60)).min(other.len());
                    bytes.splice(at..end, other[from..to].iter().copied());
                }
                _ => {
                    let piece = PIECES[self.below(PIECES.len())];
                    bytes.splice(at..at, piece.iter().copied());
                }
            }
        }
        bytes
    }
}

fn seeds(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(target);
    let paths = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let mut seeds: Vec<_> = paths.map(|path| (path.clone(), fs::read(path).unwrap())).collect();
    seeds.sort();
    assert!(!seeds.is_empty(), "{}: no seeds", folder.display());
    seeds
}

#[test]
fn no_target_panics_on_its_seeds_or_changes_of_them() {
    let mut runs = 0;
    for (target, body) in bodies::TARGETS {
        let seeds = seeds(target);
        for (i, (path, seed)) in seeds.iter().enumerate() {
            let mut dice = Dice(i as u64 + 1);
            for change in 0..=CHANGES {
                let other = &seeds[dice.below(seeds.len())].1;
                let bytes = if change == 0 { seed.clone() } else { dice.changed(seed, other) };
                let done = catch_unwind(AssertUnwindSafe(|| body(&bytes)));
                let shown = String::from_utf8_lossy(&bytes);
                assert!(done.is_ok(), "{} change {change}:\n{shown}", path.display());
                runs += 1;
            }
        }
    }
    assert!(runs > 2000, "{runs}");
}

#[test]
fn no_configuration_file_stops_the_program_otherwise_than_by_saying_why() {
    let folder = Folder::new();
    for (i, (_, seed)) in seeds("config").into_iter().enumerate() {
        let mut dice = Dice(i as u64 + 1);
        for change in 0..=STARTS {
            let bytes = if change == 0 { seed.clone() } else { dice.changed(&seed, &seed) };
            let file = folder.file("actant.toml", &bytes).to_string_lossy().into_owned();
            let run = actant(&["config", "--config", &file]);
            let said = run.stderr;
            match run.code {
                Some(0) => {}
                Some(2) => assert!(said.starts_with("error: "), "{said}"),
                other => panic!("{other:?} {said}\n{}", String::from_utf8_lossy(&bytes)),
            }
        }
    }
}

#[test]
fn every_target_has_its_file() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    for (target, _) in bodies::TARGETS {
        let file = fs::read_to_string(folder.join(format!("fuzz_targets/{target}.rs"))).unwrap();
        assert!(file.contains(&format!("bodies::{target}(bytes)")), "{target}");
        assert!(manifest.contains(&format!("name = \"{target}\"")), "{target}");
    }
}
