//! Running the program.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use actant::format::jsonl::Record;
use actant::pipeline::Pipeline;

/// A model of random weights, small enough to run in no time: for everything but quality.
pub const TINY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/tiny");

/// The model that is built in, or the one that `ACTANT_MODEL` names; without either a test says that it is skipped.
pub fn shipped() -> Option<Pipeline> {
    let found = match std::env::var_os("ACTANT_MODEL") {
        Some(folder) => Some(Pipeline::open(folder).unwrap()),
        None => Pipeline::embedded().ok(),
    };
    if found.is_none() {
        eprintln!("skipped: built without a model, and ACTANT_MODEL names none");
    }
    found
}

/// What a run left behind.
pub struct Run {
    pub code: Option<i32>,
    pub stdout: Vec<u8>,
    pub stderr: String,
}

impl Run {
    /// The records on standard output, each checked against its text.
    pub fn records(&self) -> Vec<Record> {
        records(&self.stdout)
    }

    /// Ids of the records on standard output.
    pub fn ids(&self) -> Vec<String> {
        self.records().into_iter().map(|record| record.id).collect()
    }

    /// Asserts the exit code, showing what was said.
    #[track_caller]
    pub fn exits(self, code: i32) -> Run {
        assert_eq!(self.code, Some(code), "{}", self.stderr);
        self
    }

    /// Asserts that something was said on standard error.
    #[track_caller]
    pub fn says(self, what: &str) -> Run {
        assert!(self.stderr.contains(what), "{what:?} is not in:\n{}", self.stderr);
        self
    }
}

pub fn records(lines: &[u8]) -> Vec<Record> {
    let records = actant::format::jsonl::Records::new(lines, "output");
    records.collect::<Result<_, _>>().unwrap()
}

/// The program with its arguments to come, started so that SIGINT ends it: whoever runs the tests in the background of a script has it
/// ignored, which programs inherit and `actant` respects.
#[cfg(unix)]
pub fn interruptible() -> Command {
    const PYTHON: &str = "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])";
    // Only libc could undo it from here, and that is unsafe. `env` can since coreutils 8.31.
    let ways: [&[&str]; 3] = [
        &["env", "--default-signal=INT"],
        &["perl", "-e", "$SIG{INT} = 'DEFAULT'; exec @ARGV or die $!"],
        &["python3", "-c", PYTHON],
    ];
    let through = |way: &[&str]| {
        let mut command = Command::new(way[0]);
        command.args(&way[1..]).arg(env!("CARGO_BIN_EXE_actant"));
        command
    };
    let works = |way: &&[&str]| {
        let mut trial = through(way);
        trial.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
        trial.status().is_ok_and(|status| status.success())
    };
    // Without any of them it is as it is, which is good where nothing is ignored.
    let way = ways.into_iter().find(works);
    way.map_or_else(|| Command::new(env!("CARGO_BIN_EXE_actant")), through)
}

/// Runs `actant` with these arguments.
pub fn actant<S: AsRef<OsStr>>(arguments: &[S]) -> Run {
    piped(arguments, b"")
}

/// Runs `actant` with these arguments and bytes on standard input.
pub fn piped<S: AsRef<OsStr>>(arguments: &[S], input: &[u8]) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_actant"))
        .args(arguments)
        .env_remove("ACTANT_MODEL")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // A program that does not read closes the pipe, which is no failure of the test.
    let feeder = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    Run {
        code: output.status.code(),
        stdout: output.stdout,
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs `actant extract` on the tiny model.
pub fn extract<S: AsRef<OsStr>>(arguments: &[S]) -> Run {
    let mut all: Vec<&OsStr> = vec!["extract".as_ref(), "--model".as_ref(), TINY.as_ref()];
    all.extend(arguments.iter().map(AsRef::as_ref));
    actant(&all)
}

/// A folder that goes when the test ends.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Folder {
        Folder(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file and gives its path.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub fn names(&self) -> Vec<String> {
        names(self.0.path())
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A line of JSON for an article.
pub fn line(id: &str, text: &str) -> String {
    format!("{}\n", serde_json::json!({"id": id, "text": text}))
}
