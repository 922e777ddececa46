use super::*;

fn spec(folder: &Path, name: &str) -> StreamSpec {
    let path = folder.join(name);
    StreamSpec { name: "records", path, keep_empty: true, parquet: None }
}

fn text(path: &Path) -> String {
    let mut text = String::new();
    let file = File::open(path).unwrap();
    crate::corpus::decompressed(file).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_stream_goes_on_from_any_mark() {
    for name in ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst"] {
        let folder = tempfile::tempdir().unwrap();
        let spec = spec(folder.path(), name);
        let mut stream = Stream::create(spec.clone()).unwrap();
        let mut marks = Vec::new();
        for part in ["one\n", "two\n", "three\n"] {
            stream.write_all(part.as_bytes()).unwrap();
            marks.push(stream.end_batch().unwrap());
        }
        let whole = fs::read(spec.partial()).unwrap();
        for kept in 0..=3 {
            // What a killed program leaves: all marks, and a bit of the next batch.
            fs::write(spec.partial(), [&whole[..], b"half a li"].concat()).unwrap();
            let held = Stream::held(&spec, &marks).unwrap();
            assert_eq!(held.marks(), 3);
            let mut stream = Stream::cut_back(spec.clone(), held, &marks, kept).unwrap();
            for part in &["one\n", "two\n", "three\n"][kept..] {
                stream.write_all(part.as_bytes()).unwrap();
                stream.end_batch().unwrap();
            }
            assert!(fs::read(spec.partial()).unwrap() == whole, "{name} from mark {kept}");
        }
        settle(&spec).unwrap();
        assert_eq!(text(&spec.path), "one\ntwo\nthree\n");
        settle(&spec).unwrap();
    }
}

#[test]
fn marks_behind_damage_do_not_hold() {
    let folder = tempfile::tempdir().unwrap();
    let spec = spec(folder.path(), "out");
    let mut stream = Stream::create(spec.clone()).unwrap();
    let mut marks = Vec::new();
    for part in ["one\n", "two\n", "three\n"] {
        stream.write_all(part.as_bytes()).unwrap();
        marks.push(stream.end_batch().unwrap());
    }
    for (bytes, holds) in
        [("one\ntwo\nthr", 2), ("one\ntWo\nthree\n", 1), ("o", 0), ("one\ntwo\nthree\nx", 3)]
    {
        fs::write(spec.partial(), bytes).unwrap();
        assert_eq!(Stream::held(&spec, &marks).unwrap().marks(), holds, "{bytes:?}");
    }
    fs::remove_file(spec.partial()).unwrap();
    assert_eq!(Stream::held(&spec, &marks).unwrap().marks(), 0);
}

#[test]
fn an_empty_stream_is_a_file_only_where_it_must_be() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["kept.gz", "kept.zst"] {
        let kept = spec(folder.path(), name);
        let mut stream = Stream::create(kept.clone()).unwrap();
        stream.end().unwrap();
        stream.end_batch().unwrap();
        settle(&kept).unwrap();
        assert!(fs::metadata(&kept.path).unwrap().len() > 0, "{name}");
        assert_eq!(text(&kept.path), "");
    }
    let dropped = StreamSpec { keep_empty: false, ..spec(folder.path(), "dropped") };
    fs::write(&dropped.path, "of an earlier run").unwrap();
    Stream::create(dropped.clone()).unwrap();
    settle(&dropped).unwrap();
    assert!(!dropped.path.exists() && !dropped.partial().exists());
}

#[test]
fn rows_become_a_table_and_may_do_so_twice() {
    let folder = tempfile::tempdir().unwrap();
    let parquet = Some(RowKind::Entities);
    let spec = StreamSpec { parquet, ..spec(folder.path(), "out.parquet") };
    let mut stream = Stream::create(spec.clone()).unwrap();
    let names: Vec<String> =
        RowKind::Entities.headings().iter().map(|h| format!("\"{}\":null", h.name)).collect();
    writeln!(stream, "{{{}}}", names.join(",")).unwrap();
    stream.end_batch().unwrap();
    let made = make(&spec).unwrap();
    assert_eq!(make(&spec).unwrap(), made, "as when the first was cut off");
    settle(&spec).unwrap();
    settle(&spec).unwrap();
    let bytes = fs::read(&spec.path).unwrap();
    assert!(bytes.starts_with(b"PAR1"));
    let mark = Mark { bytes: bytes.len() as u64, sha256: format!("{:x}", Sha256::digest(&bytes)) };
    assert_eq!(made, Some(mark));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
}
