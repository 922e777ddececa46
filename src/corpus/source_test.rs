use super::*;

fn names(sources: &Sources, root: &Path) -> Vec<String> {
    let root = format!("{}/", root.display());
    sources.found.iter().map(|s| s.name.replace(&root, "")).collect()
}

#[test]
fn folders_are_walked_in_order_and_patterns_matched() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::create_dir_all(root.join("sub/.git")).unwrap();
    for name in ["b.txt", "a.jsonl.GZ", "sub/c.json.zst", "sub/.git/x.txt", "notes.md", "out.jsonl"]
    {
        fs::write(root.join(name), "x").unwrap();
    }
    let given = |path: &str| root.join(path).to_string_lossy().into_owned();
    let output = root.join("out.jsonl");
    let all = Sources::resolve(&[given("")], None, Some(&output));
    assert_eq!(names(&all, root), ["a.jsonl.GZ", "b.txt", "sub/c.json.zst"]);
    let formats: Vec<_> = all.found.iter().map(|s| s.format).collect();
    assert_eq!(formats, [Format::Jsonl, Format::Text, Format::Json]);
    assert_eq!((all.skipped, all.bytes), (3, 3));

    let globbed = Sources::resolve(&[given("*.m?"), given("b.txt"), "-".into()], None, None);
    assert_eq!(names(&globbed, root), ["notes.md", "b.txt", "stdin"]);
    assert_eq!(globbed.found[0].format, Format::Auto);

    let forced = Sources::resolve(&[given("notes.md")], Some(Format::Jsonl), None);
    assert_eq!(forced.found[0].format, Format::Jsonl);
}

#[test]
fn what_is_missing_is_named() {
    let sources = Sources::resolve(&["no/such.txt".into(), "no/*.txt".into()], None, None);
    let failed: Vec<String> = sources.failed.iter().map(ToString::to_string).collect();
    assert_eq!(
        failed,
        ["no/such.txt: no such file or folder", "no/*.txt: no file matches this pattern"]
    );
}

#[cfg(unix)]
#[test]
fn a_link_back_up_is_not_followed_and_a_dangling_one_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::write(root.join("a.txt"), "x").unwrap();
    std::os::unix::fs::symlink(root, root.join("loop")).unwrap();
    std::os::unix::fs::symlink(root.join("gone"), root.join("b.txt")).unwrap();
    let given = root.to_string_lossy().into_owned();
    let sources = Sources::resolve(&[given], None, None);
    assert_eq!(names(&sources, root), ["a.txt"]);
    assert_eq!(sources.failed.len(), 1);
    assert!(sources.failed[0].to_string().contains("b.txt: No such file"));
}
