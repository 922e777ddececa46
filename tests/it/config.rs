//! Settings from a file.

use std::path::Path;
use std::process::Command;

use crate::program::{Folder, actant, extract};

fn arg(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

#[test]
fn a_file_sets_what_flags_do_not() {
    let folder = Folder::new();
    let input = arg(&folder.file("in.jsonl", "{\"id\": 1, \"body\": \"Café owners met.\"}\n"));
    let config = arg(&folder.file(
        "mine.toml",
        "text-field = \"body\"\noffsets = \"bytes\"\nlayers = [\"mentions\", \"relations\"]\nmin-score = 0.5\nverbose = true\n",
    ));
    let run = extract(&[&input, "--config", &config]).exits(0).says("stages");
    let by_flags = ["--text-field", "body", "--offsets", "bytes", "--layers", "mentions,relations"];
    let flags = [&[input.as_str()], &by_flags[..], &["--min-score", "0.5"]].concat();
    assert!(run.stdout == extract(&flags).exits(0).stdout);
    let over = extract(&[&input, "--config", &config, "--offsets", "utf16", "--quiet"]).exits(0);
    assert!(String::from_utf8(over.stdout).unwrap().contains("\"offset_unit\":\"utf16\""));
    assert_eq!(over.stderr, "", "a flag takes back what the file has set");
}

#[test]
fn the_file_of_the_folder_is_read_by_itself() {
    let folder = Folder::new();
    folder.file("actant.toml", "text-field = \"body\"\nmemory = \"2GB\"\n");
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_actant"));
        let output = command.args(arguments).current_dir(folder.path("")).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let printed = run(&["config", "--offsets", "bytes"]);
    for line in [
        "text-field = \"body\"  # actant.toml",
        "memory = \"2GB\"  # actant.toml",
        "offsets = \"bytes\"  # flag",
        "id-field = \"id\"  # default",
        "# max-failures is not set",
    ] {
        assert!(printed.lines().any(|l| l == line), "{line} is not in:\n{printed}");
    }
    folder.file("printed.toml", &printed);
    let again = run(&["config", "--config", "printed.toml"]);
    let values = |text: &str| {
        let lines = text.lines().filter_map(|l| Some(l.split_once("  # ")?.0.to_owned()));
        lines.collect::<Vec<_>>()
    };
    assert_eq!(values(&again), values(&printed), "what is printed is a file of settings");
}

#[test]
fn what_is_no_setting_is_refused() {
    let folder = Folder::new();
    for (text, said) in [
        ("colour = \"red\"", "mine.toml: unknown setting \"colour\"; there are format, "),
        ("force = true", "unknown setting \"force\""),
        ("layers = \"mentions,chunks\"", "unknown layer \"chunks\""),
        ("threads = \"many\"", "mine.toml: invalid value 'many' for '--threads"),
        ("threads = [1, 2]", "mine.toml: threads is array; write a string or a number"),
        ("[extract]\nthreads = 1", "mine.toml: unknown setting \"extract\""),
        ("threads = ", "mine.toml: TOML parse error"),
    ] {
        let config = arg(&folder.file("mine.toml", text));
        let input = arg(&folder.file("a.txt", "Iran met."));
        extract(&[&input, "--config", &config]).exits(2).says(said);
    }
    actant(&["config", "--config", "no/such.toml"]).exits(2).says("no/such.toml: No such file");
}
