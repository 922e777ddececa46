use std::io::Write;

use super::*;
use crate::corpus::Ledger;

fn specs(out: &Path) -> Vec<StreamSpec> {
    vec![
        StreamSpec { name: "records", path: out.to_owned(), keep_empty: true, parquet: None },
        StreamSpec { name: "rejected", path: rejected_path(out), keep_empty: false, parquet: None },
    ]
}

fn header(offsets: &str) -> Map<String, Value> {
    let value = serde_json::json!({
        "version": "1",
        "settings": {"offsets": offsets, "layers": "all"},
        "settings_sha256": offsets.len().to_string(),
    });
    value.as_object().cloned().unwrap()
}

fn progress(batches: u64) -> Progress {
    Progress {
        batches,
        ledger: Ledger { articles: batches, ..Ledger::default() },
        taken: String::new(),
        started: "then".into(),
        seconds: 0.0,
        resumed: 0,
        ended: false,
    }
}

fn begin(out: &Path, start: Start) -> Result<(Run, Option<Progress>)> {
    match Run::begin(out, specs(out), &header("bytes"), start)? {
        Begun::Open(run, progress) => Ok((run, progress)),
        Begun::Complete(_) => panic!("complete"),
    }
}

/// Writes batches `from..to`.
fn write(run: &mut Run, from: u64, to: u64) -> Result<()> {
    for batch in from..to {
        let failed = |run: &mut Run, e| Err(run.stream(0).error(e));
        if let Err(error) = writeln!(run.stream(0), "record of batch {batch}") {
            return failed(run, error);
        }
        if batch % 3 == 2 {
            writeln!(run.stream(1), "rejected in {batch}").unwrap();
        }
        run.end_batch(&progress(batch + 1))?;
    }
    Ok(())
}

fn manifest(written: &[Written]) -> Value {
    let names: Vec<_> = written.iter().map(|w| format!("{} {}", w.name, w.mark.bytes)).collect();
    serde_json::json!({"run": header("bytes"), "outputs": names})
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect();
    files.sort();
    files
}

/// A copy of a folder, as it would be found after the power has gone.
fn copy(from: &[(String, Vec<u8>)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in from {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

fn undisturbed(name: &str, batches: u64) -> Vec<(String, Vec<u8>)> {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join(name);
    let (mut run, _) = begin(&out, Start::New { force: false }).unwrap();
    write(&mut run, 0, batches).unwrap();
    run.finish(&progress(batches), manifest).unwrap();
    files(folder.path())
}

#[test]
fn names_appear_when_all_is_complete() {
    let names = |files: Vec<(String, Vec<u8>)>| files.into_iter().map(|f| f.0).collect::<Vec<_>>();
    let with = undisturbed("out", 4);
    assert_eq!(names(with), ["out", "out.manifest.json", "out.rejected.jsonl"]);
    let without = undisturbed("out", 2);
    assert_eq!(names(without), ["out", "out.manifest.json"], "no empty file");
    assert_eq!(names(undisturbed("out.gz", 0)), ["out.gz", "out.gz.manifest.json"]);
}

#[test]
fn a_run_goes_on_from_whatever_a_stop_has_left() {
    for name in ["out", "out.gz"] {
        let expected = undisturbed(name, 6);
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join(name);
        let (mut run, _) = begin(&out, Start::New { force: false }).unwrap();
        for done in 0..6 {
            write(&mut run, done, done + 1).unwrap();
            let found = files(folder.path());
            // Of each file, a piece may be missing: in any order, disks write what they were given.
            for (which, (_, bytes)) in found.iter().enumerate() {
                for missing in [0, 1, 7, 40, bytes.len()] {
                    let mut torn = found.clone();
                    let end = bytes.len().saturating_sub(missing);
                    torn[which].1.truncate(end);
                    let folder = copy(&torn);
                    let out = folder.path().join(name);
                    let (mut run, progress) = begin(&out, Start::Resume).unwrap();
                    let from = progress.map_or(0, |p| p.batches);
                    assert!(from <= done + 1);
                    if missing == 0 {
                        assert_eq!(from, done + 1, "nothing that was done is lost");
                    }
                    write(&mut run, from, 6).unwrap();
                    run.finish(&super::tests::progress(6), manifest).unwrap();
                    assert!(files(folder.path()) == expected, "{name} {done} {which} {missing}");
                }
            }
        }
    }
}

#[test]
fn an_end_that_was_cut_off_is_made_up_for() {
    let expected = undisturbed("out", 4);
    let (records, rejected) = (expected[0].clone(), expected[2].clone());
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let (mut run, _) = begin(&out, Start::New { force: false }).unwrap();
    write(&mut run, 0, 4).unwrap();
    let marks = run.end_batch_with(&progress(4), true).unwrap();
    let written: Vec<_> = specs(&out)
        .into_iter()
        .zip(marks)
        .map(|(spec, mark)| Written { name: spec.name, path: spec.path, mark })
        .collect();
    run.kept.as_mut().unwrap().journal.append(&Line::Complete(manifest(&written))).unwrap();
    let complete = files(folder.path());
    assert_eq!(complete[0].0, "out.journal");
    let journal = complete[0].clone();
    // Between the renames: each file under its first or its last name.
    for renamed in 0..3 {
        let at = |file: &(String, Vec<u8>), done: bool| {
            let name = if done { file.0.clone() } else { format!("{}.partial", file.0) };
            (name, file.1.clone())
        };
        let left = [journal.clone(), at(&rejected, renamed > 0), at(&records, renamed > 1)];
        let folder = copy(&left);
        let out = folder.path().join("out");
        let begun = Run::begin(&out, specs(&out), &header("bytes"), Start::Resume).unwrap();
        assert!(matches!(begun, Begun::Complete(_)));
        assert!(files(folder.path()) == expected, "{renamed} files renamed");
        let again = Run::begin(&out, specs(&out), &header("bytes"), Start::Resume).unwrap();
        assert!(matches!(again, Begun::Complete(_)), "nothing is to be done a second time");
        let other = Run::begin(&out, specs(&out), &header("words"), Start::Resume);
        assert!(other.map(|_| ()).unwrap_err().to_string().contains("settings.offsets"));
    }
}

#[test]
fn another_run_does_not_go_on_with_this_one() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let (mut run, _) = begin(&out, Start::New { force: false }).unwrap();
    write(&mut run, 0, 2).unwrap();
    let refused = |start| begin(&out, start).map(|_| ()).unwrap_err().to_string();
    assert!(refused(Start::Resume).contains("another process is writing this output"));
    run.leave().unwrap();
    assert!(refused(Start::New { force: false }).contains("go on with --resume, or begin anew"));
    let other = Run::begin(&out, specs(&out), &header("utf16!"), Start::Resume);
    let message = other.map(|_| ()).unwrap_err().to_string();
    let expected = "settings.offsets was \"bytes\" and is now \"utf16!\"; resume";
    assert!(message.contains(expected), "{message}");
    let (_, progress) = begin(&out, Start::New { force: true }).unwrap();
    assert_eq!(progress, None);
}

#[cfg(target_os = "linux")]
#[test]
fn a_pipe_has_one_stream_and_no_journal() {
    let output = Output::create(Path::new("/dev/full"), false).unwrap();
    let mut run = Run::direct(output, 2);
    assert!(!run.is_resumable());
    write!(run.stream(1), "goes nowhere").unwrap();
    run.end_batch(&progress(1)).unwrap();
    write!(run.stream(0), "finds no room").unwrap();
    let error = run.end_batch(&progress(2)).unwrap_err().to_string();
    assert!(error.starts_with("/dev/full: cannot be written: No space"), "{error}");
}
