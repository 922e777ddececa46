//! Runs that are stopped, by whatever it may be, and go on.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

#[cfg(unix)]
use crate::program::interruptible;
use crate::program::{Folder, TINY, extract, line};

fn arg(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// A corpus of some batches, with articles that are rejected and duplicates in it. Batches are of bytes and work is of words, so
/// that most of a record is for its `meta`.
fn corpus(folder: &Folder, articles: usize) -> String {
    let record = |i: usize| {
        let text = ["Iran met the US – and “others”.", "The café’s owner fled to Oman."][i % 2];
        let filler = format!("{i} ").repeat(500);
        format!("{}\n", serde_json::json!({"id": format!("a{i}"), "text": text, "filler": filler}))
    };
    let mut lines = String::new();
    for i in 0..articles {
        lines.push_str(&record(i));
        match i % 50 {
            7 => lines.push_str("{\"id\": \"without text\"}\n"),
            20 => lines.push_str(&record(i)),
            40 => lines.push_str(&line("a0", "Another article of this id.")),
            _ => {}
        }
    }
    arg(&folder.file("in.jsonl", lines))
}

fn start(arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_actant"))
        .args(["extract", "--model", TINY, "--threads", "1", "--quiet"])
        .args(arguments)
        .env_remove("ACTANT_MODEL")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// What a run has left behind, with the times out of its manifest.
pub fn left(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let mut bytes = fs::read(&path).unwrap();
        if name.ends_with(".manifest.json") {
            let mut manifest: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
            assert!(manifest.as_object_mut().unwrap().remove("time").is_some());
            bytes = serde_json::to_vec(&manifest).unwrap();
        }
        files.push((name, bytes));
    }
    files.sort();
    files
}

/// Numbers that look like chance and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

#[test]
fn killed_at_any_moment_it_goes_on_to_the_same_bytes() {
    let folder = Folder::new();
    let input = corpus(&folder, 300);
    let mut dice = Dice(7);
    for name in ["out.jsonl", "out.jsonl.gz"] {
        let expected = folder.path("expected");
        fs::create_dir_all(&expected).unwrap();
        let begun = Instant::now();
        extract(&[&input, "-o", &arg(&expected.join(name)), "--threads", "1"]).exits(1);
        let whole = begun.elapsed().as_millis() as u64;
        let killed = folder.path(&format!("killed {name}"));
        fs::create_dir_all(&killed).unwrap();
        let out = arg(&killed.join(name));
        let noted = || fs::metadata(format!("{out}.journal")).map_or(0, |journal| journal.len());
        let (mut kills, mut resumed) = (0, 0);
        for i in 0..14 {
            let (before, begun) = (noted(), Instant::now());
            let mut run = start(&[&input, "-o", &out, "--resume"]);
            // By turns at any time, and at any time behind one or two further batches.
            let batches = if i % 2 == 0 { before + dice.below(1400) } else { 0 };
            let time = Duration::from_millis(dice.below(whole / 4));
            while run.try_wait().unwrap().is_none() && noted() < batches {
                std::thread::sleep(Duration::from_millis(1));
            }
            std::thread::sleep(if batches > 0 {
                time / 8
            } else {
                time.saturating_sub(begun.elapsed())
            });
            if run.try_wait().unwrap().is_some() {
                break;
            }
            // On Unix this is SIGKILL: the program has no say in it.
            run.kill().unwrap();
            run.wait().unwrap();
            kills += 1;
            resumed += u64::from(before > 0 && noted() > before);
            if let Ok(bytes) = fs::read(&out) {
                let whole = fs::read(expected.join(name)).unwrap();
                assert!(bytes == whole, "a name before its file is complete");
            }
        }
        extract(&[&input, "-o", &out, "--resume"]).exits(1);
        assert!(kills >= 3 && resumed >= 1, "{kills} kills: the corpus is too small for them");
        assert!(left(&killed) == left(&expected), "{name} after {kills} kills");
        crate::program::actant(&["verify", &out]).exits(0);
        fs::remove_dir_all(&expected).unwrap();
    }
}

#[test]
fn a_run_that_is_complete_is_left_alone() {
    let folder = Folder::new();
    let input = corpus(&folder, 10);
    let out = arg(&folder.path("out.jsonl"));
    extract(&[&input, "-o", &out, "--resume"]).exits(1);
    let before = fs::metadata(&out).unwrap().modified().unwrap();
    extract(&[&input, "-o", &out, "--resume"]).exits(1).says("nothing is left to do");
    assert_eq!(fs::metadata(&out).unwrap().modified().unwrap(), before);
    extract(&[&input, "-o", &out, "--resume", "--offsets", "bytes"])
        .exits(2)
        .says("settings.offsets was \"codepoint\" and is now \"byte\"");
    extract(&[&input, "-o", &out]).exits(2).says("exists; --force replaces it");
    extract(&[&input, "--resume"]).exits(2).says("standard output cannot be resumed");
}

/// Leaves a run unfinished behind some batches.
fn unfinished(folder: &Folder, input: &str) -> String {
    let out = arg(&folder.path("out.jsonl"));
    let stopped = extract(&[input, "-o", &out, "--max-failures", "2"]).exits(1);
    stopped.says("stopped: ").says("go on with the same command and --resume");
    assert!(!Path::new(&out).exists());
    out
}

#[test]
fn too_many_failures_stop_a_run_that_can_go_on() {
    let folder = Folder::new();
    let input = corpus(&folder, 250);
    let out = unfinished(&folder, &input);
    assert_eq!(
        folder.names(),
        ["in.jsonl", "out.jsonl.journal", "out.jsonl.partial", "out.jsonl.rejected.jsonl.partial"]
    );
    extract(&[&input, "-o", &out]).exits(2).says("go on with --resume, or begin anew with --force");
    extract(&[&input, "-o", &out, "--resume", "--max-failures", "90%"])
        .exits(1)
        .says("were done before")
        .says("265 in: 250 done, 0 failed, 10 rejected, 5 duplicate");
    extract(&[&input, "--max-failures", "1%"]).exits(1).says("--max-failures is 1%");
    extract(&[&input, "--max-failures", "10"]).exits(1).says("articles    265 in");
}

#[test]
fn what_has_changed_since_is_named() {
    let folder = Folder::new();
    let input = corpus(&folder, 250);
    let out = unfinished(&folder, &input);
    let resume = |more: &[&str]| {
        let mut all = vec![input.as_str(), "-o", &out, "--resume"];
        all.extend(more);
        extract(&all)
    };
    for (flags, said) in [
        (["--offsets", "utf16"], "settings.offsets was \"codepoint\" and is now \"utf16\""),
        (["--min-score", "0.5"], "settings.min-score was \"0\" and is now \"0.5\""),
        (["--text-field", "body"], "settings.text-field was \"text\" and is now \"body\""),
        (["--layers", "mentions"], "settings.layers was"),
        (["--memory", "2GB"], "settings.memory was \"1000000000\" and is now \"2000000000\""),
    ] {
        resume(&flags).exits(2).says(said).says("out.jsonl.journal: this is not the run");
    }
    let whole = fs::read_to_string(&input).unwrap();
    // As long as it was, with another article.
    fs::write(&input, whole.replacen("Iran", "Oman", 1)).unwrap();
    resume(&[]).exits(2).says("the input has changed since the run was begun");
    fs::write(&input, format!("{whole}\n")).unwrap();
    resume(&[]).exits(2).says("inputs.bytes was");
    fs::write(&input, whole).unwrap();
    resume(&[]).exits(1).says("265 in");
}

#[test]
fn a_torn_journal_loses_a_batch_and_no_more() {
    let folder = Folder::new();
    let input = corpus(&folder, 250);
    let expected = extract(&[&input]).exits(1).stdout;
    let out = unfinished(&folder, &input);
    let journal = format!("{out}.journal");
    let bytes = fs::read(&journal).unwrap();
    fs::write(&journal, &bytes[..bytes.len() - 10]).unwrap();
    let partial = format!("{out}.partial");
    let mut records = fs::read(&partial).unwrap();
    records.extend(b"{\"half\": ");
    fs::write(&partial, records).unwrap();
    extract(&[&input, "-o", &out, "--resume"]).exits(1);
    assert!(fs::read(&out).unwrap() == expected);
}

/// Runs a shell line with `$0` for the program and `$1` and so on for `arguments`.
#[cfg(target_os = "linux")]
fn shell(script: &str, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_actant")])
        .args(arguments)
        .env_remove("ACTANT_MODEL")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_up_keeps_what_is_done() {
    let folder = Folder::new();
    let input = corpus(&folder, 250);
    for name in ["out.jsonl", "out.jsonl.gz"] {
        let whole = arg(&folder.path(&format!("whole/{name}")));
        fs::create_dir_all(folder.path("whole")).unwrap();
        extract(&[&input, "-o", &whole]).exits(1);
        let length = fs::metadata(&whole).unwrap().len();
        fs::create_dir_all(folder.path("full")).unwrap();
        let out = arg(&folder.path(&format!("full/{name}")));
        // No file may grow beyond this many blocks of 512 bytes, as if the disk were full; a little more each time.
        for tenths in [0, 1, 5, 9] {
            let blocks = (length * tenths / 10 / 512).to_string();
            let script = r#"trap '' XFSZ; ulimit -f "$1"; exec "$0" extract --model "$2" "$3" -o "$4" --resume"#;
            let (code, said) = shell(script, &[&blocks, TINY, &input, &out]);
            assert_eq!(code, Some(2), "{said}");
            assert!(said.contains("cannot be written: File too large"), "{said}");
            assert!(!Path::new(&out).exists());
        }
        extract(&[&input, "-o", &out, "--resume"]).exits(1);
        assert!(left(&folder.path("full")) == left(&folder.path("whole")), "{name}");
        fs::remove_dir_all(folder.path("full")).unwrap();
        fs::remove_dir_all(folder.path("whole")).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_cleanly_and_says_how_to_go_on() {
    let folder = Folder::new();
    let input = corpus(&folder, 1000);
    let out = arg(&folder.path("out.jsonl"));
    let child = interruptible()
        .args(["extract", "--model", TINY, "--threads", "1", &input, "-o", &out])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let journal = format!("{out}.journal");
    while fs::metadata(&journal).map_or(0, |j| j.len()) < 2000 {
        std::thread::sleep(Duration::from_millis(5));
    }
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{said}");
    assert!(said.contains("go on with the same command and --resume"), "{said}");
    assert!(said.contains("articles    "), "{said}");
    assert!(!Path::new(&out).exists());
    extract(&[&input, "-o", &out, "--resume"]).exits(1).says("were done before");
    assert!(fs::read(&out).unwrap() == extract(&[&input]).exits(1).stdout);
}

#[test]
fn the_manifest_says_what_was_done() {
    let folder = Folder::new();
    let input = corpus(&folder, 60);
    let out = arg(&folder.path("out.jsonl"));
    extract(&[&input, "-o", &out]).exits(1);
    let manifest = fs::read(format!("{out}.manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    assert_eq!(manifest["format"], "actant-manifest/1");
    let run = &manifest["run"];
    assert_eq!(run["schema"], "actant/1");
    assert_eq!(run["settings"]["offsets"], "codepoint");
    for sum in [&run["model"]["sha256"], &run["lexicon_sha256"], &run["settings_sha256"]] {
        assert_eq!(sum.as_str().unwrap().len(), 64);
    }
    assert_eq!(manifest["inputs"]["list"][0]["name"], input.as_str());
    assert_eq!(manifest["inputs"]["bytes"], fs::metadata(&input).unwrap().len());
    let counts = &manifest["counts"];
    let count = |name: &str| counts[name].as_u64().unwrap();
    assert_eq!(count("articles"), 64);
    assert_eq!(
        [count("done"), count("duplicate"), count("rejected"), count("failed")],
        [60, 1, 3, 0]
    );
    assert_eq!(manifest["outputs"][0]["bytes"], fs::metadata(&out).unwrap().len());
    assert!(manifest["time"]["words_per_second"].as_f64().unwrap() > 0.0);
}

#[test]
fn progress_is_told_to_people_and_machines() {
    let folder = Folder::new();
    let input = corpus(&folder, 100);
    extract(&[&input, "--progress", "0"]).exits(1).says("progress: ").says(" words/s, ");
    let run = extract(&[&input, "--log", "json", "--progress", "0"]).exits(1);
    let events: Vec<serde_json::Value> =
        run.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |name: &str| events.iter().filter(|e| e["event"] == name).count();
    assert!(of("progress") > 0 && of("error") > 0 && of("duplicate") > 0);
    let last = events.last().unwrap();
    assert_eq!(
        (last["event"].as_str(), last["counts"]["done"].as_u64()),
        (Some("summary"), Some(100))
    );
    // The error that ends a run is told in the same way.
    let missing = arg(&folder.path("missing.jsonl"));
    let run = extract(&[&missing, "--log", "json"]).exits(2);
    let event: serde_json::Value = serde_json::from_str(run.stderr.trim_end()).unwrap();
    assert_eq!(event["event"], "error");
    assert!(event["message"].as_str().unwrap().ends_with("missing.jsonl: no such file or folder"));
    assert!(
        extract(&[&input, "--quiet"]).exits(1).stderr.lines().all(|l| l.starts_with("error: "))
    );
}

#[test]
fn a_dry_run_writes_nothing_and_tells_how_long_it_would_take() {
    let folder = Folder::new();
    let input = corpus(&folder, 100);
    let out = arg(&folder.path("out.jsonl"));
    let run = extract(&[&input, "-o", &out, "--dry-run"]).exits(0);
    let said = String::from_utf8(run.stdout).unwrap();
    let articles = said.lines().find_map(|l| l.strip_prefix("articles    about ")).unwrap();
    let articles: u64 = articles.split(' ').next().unwrap().parse().unwrap();
    assert!((95..=105).contains(&articles), "{said}");
    assert!(said.contains("records     about ") && said.contains("time        about "), "{said}");
    assert_eq!(folder.names(), ["in.jsonl"]);
}

#[cfg(target_os = "linux")]
#[test]
fn memory_stays_under_its_bound_whatever_comes() {
    let folder = Folder::new();
    let path = folder.path("in.jsonl");
    let mut lines = line("a", "Iran met the US.").into_bytes();
    lines.extend(b"{\"id\": \"long\", \"text\": \"");
    lines.resize(lines.len() + 200_000_000, b'x');
    lines.extend(b"\"}\n");
    lines.extend((0..3000).flat_map(|i| line(&format!("t{i}"), "Iran.").into_bytes()));
    fs::write(&path, lines).unwrap();
    let text = arg(&folder.file("long.txt", "word ".repeat(10_000_000)));
    let run = extract(&[&arg(&path), &text, "--memory", "250MB", "--threads", "1", "--verbose"])
        .exits(1)
        .says("in.jsonl:2: a record of 200000027 bytes is too large to be read in this memory")
        .says("where one may have 1.2 MB: give it 41 GB with --memory")
        .says("long.txt: a text of 50000000 bytes is too large")
        .says("3,003 in: 3,001 done, 0 failed, 2 rejected");
    let peak = run.stderr.lines().find_map(|l| l.strip_prefix("memory      ")).unwrap();
    let peak: u64 = peak.split(' ').next().unwrap().parse().unwrap();
    assert!(peak < 250, "{peak} MB");
    extract(&[&text, "--memory", "90MB"]).exits(2).says("too little").says("at least");
}
