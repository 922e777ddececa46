//! `actant rows`, and articles from tables.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::{Folder, Run, actant, extract, line, piped};

const GOLD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/gold.jsonl");

fn arg(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn rows(input: &str, output: &str, more: &[&str]) -> Run {
    let mut all = vec!["rows", input, "-o", output];
    all.extend(more);
    actant(&all)
}

fn objects(lines: &[u8]) -> Vec<Value> {
    let lines = std::str::from_utf8(lines).unwrap().lines();
    lines.map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn every_relation_is_a_row() {
    let gold = fs::read_to_string(GOLD).unwrap();
    let relations: usize = gold
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|article| article["relations"].as_array().unwrap().len())
        .sum();
    let table = rows(GOLD, "-", &["--to", "jsonl"]).exits(0);
    let table = objects(&table.stdout);
    assert_eq!(table.len(), relations);
    assert_eq!(table[0]["article_id"], "ceasefire");
    assert_eq!(table[0]["date"], "2024-05-14");
    assert_eq!(table[0]["subject"], "Envoys");
    assert_eq!(table[0]["place"], "Muscat");
    let said = rows(GOLD, "-", &["--to", "csv", "--rows", "entities"]).exits(0);
    said.says("records have no layer of entities");
}

#[test]
fn tables_come_back_as_articles() {
    let folder = Folder::new();
    let sentences = |run: Run| -> Vec<String> {
        run.exits(0).records().into_iter().map(|record| record.text).collect()
    };
    let table = rows(GOLD, "-", &["--to", "jsonl"]).exits(0);
    let expected: Vec<Value> = objects(&table.stdout);
    for name in ["t.csv", "t.tsv", "t.csv.gz", "t.jsonl", "t.parquet"] {
        let path = arg(&folder.path(name));
        rows(GOLD, &path, &[]).exits(0).says(" relations of 14 records");
        let columns = ["--text-field", "sentence", "--id-field", "no such"];
        let read = extract(&[&[path.as_str(), "--quiet"], &columns[..]].concat());
        let meta: Vec<Value> =
            read.records().into_iter().map(|r| r.meta["subject"].clone()).collect();
        let texts = sentences(read);
        assert_eq!(texts.len(), expected.len(), "{name}");
        for ((text, subject), row) in texts.iter().zip(&meta).zip(&expected) {
            assert_eq!(row["sentence"], text.as_str(), "{name}");
            let given = row["subject"].as_str().unwrap_or_default();
            assert_eq!(subject.as_str().unwrap_or_default(), given, "{name}");
        }
    }
    let parquet = fs::read(folder.path("t.parquet")).unwrap();
    rows(GOLD, &arg(&folder.path("again.parquet")), &[]).exits(0);
    assert!(fs::read(folder.path("again.parquet")).unwrap() == parquet, "the same bytes");
    let unnamed = arg(&folder.file("unnamed", &parquet));
    let read = extract(&[unnamed.as_str(), "--text-field", "sentence", "--quiet"]);
    assert_eq!(sentences(read).len(), expected.len(), "Parquet is known by its first bytes");
}

#[test]
fn bad_rows_are_rejected_by_line_and_bad_tables_whole() {
    let folder = Folder::new();
    let csv = "id,text,date,desk\na,Iran fled.,13 Mar 2024,\"world, news\"\nb,Iran, fled.,,\nc,\"Iran\nfled.\",,\na,Again.,,\n";
    let path = arg(&folder.file("in.csv", csv));
    let run = extract(&[path.as_str(), "--verbose"]).exits(1);
    assert_eq!(run.ids(), ["a", "c"]);
    assert_eq!(run.records()[0].meta["desk"], "world, news");
    assert_eq!(run.records()[0].meta["date"], "13 Mar 2024");
    let run = run.says("in.csv:3: fields: 5, columns in the header: 4");
    run.says("in.csv:6: article \"a\": the same id was read at ");
    let piped_in = piped(
        &["extract", "--model", crate::program::TINY, "--format", "csv", "--quiet"],
        b"id,text\na,Iran fled.\n",
    );
    assert_eq!(piped_in.exits(0).ids(), ["a"]);
    let headless = arg(&folder.file("headless.csv", "a,Iran fled.\nb,Iran met.\n"));
    let good = arg(&folder.file("good.jsonl", line("g", "Iran met.")));
    let run = extract(&[headless.as_str(), good.as_str(), "--verbose"]).exits(1);
    assert_eq!(run.ids(), ["g"]);
    run.says("headless.csv: no column \"text\"; name the column that holds the text with --text-field (the columns are a, Iran fled.)");
    let broken = arg(&folder.file("broken.parquet", "PAR1 and nothing else"));
    extract(&[broken.as_str(), good.as_str(), "--verbose"]).exits(1).says("no Parquet file: ");
    let stdin = ["extract", "--model", crate::program::TINY, "--format", "parquet", "-"];
    piped(&stdin, b"PAR1").exits(1).says("Parquet cannot be read from a stream; name the file");
}

#[test]
fn rows_that_cannot_be_written_are_refused_and_bad_lines_reported() {
    let folder = Folder::new();
    let out = arg(&folder.path("out.csv"));
    rows(GOLD, "-", &[]).exits(2).says("has to be named: --to NAME");
    rows(GOLD, "out.txt", &[]).exits(2).says("end the name in .csv, .tsv, .jsonl or .parquet");
    rows(GOLD, "out.parquet.gz", &[]).exits(2).says("compressed inside");
    rows(GOLD, &out, &["--rows", "sentences"]).exits(2).says("there are relations, mentions and");
    rows("no/such.jsonl", &out, &[]).exits(2).says("no/such.jsonl");
    assert!(folder.names().is_empty());
    rows(GOLD, &out, &[]).exits(0);
    rows(GOLD, &out, &[]).exits(2).says("out.csv exists; --force replaces it");
    let first = fs::read_to_string(GOLD).unwrap().lines().next().unwrap().to_owned();
    let input = arg(&folder.file("in.jsonl", format!("{first}\n{{\"id\": 1}}\n")));
    rows(&input, &input, &["--force"]).exits(2).says("is the input too");
    let run = rows(&input, &out, &["--force"]).exits(1).says("in.jsonl:2: not a record");
    run.says("of 1 records, 1 lines failed");
    assert!(fs::read_to_string(&out).unwrap().starts_with("article_id,date,relation_index,"));
    let piped = piped(&["rows", "-", "-o", "-", "--to", "tsv"], first.as_bytes()).exits(0);
    assert!(piped.stdout.starts_with(b"article_id\tdate\t"));
}

/// Articles of some batches, two of them without a text.
fn corpus(folder: &Folder) -> String {
    let sentence = "Iran, the US – and “others” – met in Oman; the café’s owner wasn’t there. ";
    let mut lines = String::new();
    for i in 0..60 {
        lines.push_str(&line(&format!("a{i}"), &sentence.repeat(1 + i * 5 % 17)));
        if i == 45 || i == 50 {
            lines.push_str("{\"id\": \"without text\", \"date\": \"2024-03-13\"}\n");
        }
    }
    arg(&folder.file("in.jsonl", lines))
}

#[test]
fn tables_are_written_with_the_records_and_resumed_with_them() {
    let folder = Folder::new();
    let input = corpus(&folder);
    let files = ["out.jsonl.zst", "r.csv.gz", "m.parquet", "e.tsv"];
    let run = |name: &str, more: &[&str]| {
        fs::create_dir_all(folder.path(name)).unwrap();
        let path = |file: &str| arg(&folder.path(name).join(file));
        let [out, relations, mentions, entities] = files.map(path);
        let tables = format!("relations={relations},mentions={mentions},entities={entities}");
        let arguments =
            [input.as_str(), "--quiet", "--layers", "mentions", "-o", &out, "--rows", &tables];
        extract(&[&arguments[..], more].concat())
    };
    run("whole", &[]).exits(1);
    actant(&["verify", &arg(&folder.path("whole/out.jsonl.zst"))]).exits(0);
    run("stopped", &["--max-failures", "0"]).exits(1);
    for file in files {
        let partial = folder.path("stopped").join(format!("{file}.partial"));
        let mut bytes = fs::read(&partial).unwrap();
        assert!(!bytes.is_empty(), "{file}");
        // What a killed program leaves of the batch in hand.
        bytes.extend_from_slice(b"half a li");
        fs::write(partial, bytes).unwrap();
    }
    run("stopped", &["--resume"]).exits(1);
    for file in files {
        let [whole, resumed] =
            ["whole", "stopped"].map(|name| fs::read(folder.path(name).join(file)).unwrap());
        assert!(whole == resumed, "{file}");
    }
    let manifest = "out.jsonl.zst.manifest.json".to_owned();
    let rejected = "out.jsonl.zst.rejected.jsonl".to_owned();
    let mut expected: Vec<String> = files.map(str::to_owned).into();
    expected.extend([manifest, rejected]);
    expected.sort();
    let mut left: Vec<String> = fs::read_dir(folder.path("stopped"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(left, expected, "nothing else is left");
    // Another run with all layers has the same rows as its records have.
    let records = arg(&folder.path("all.jsonl"));
    extract(&[input.as_str(), "--quiet", "-o", &records]).exits(1);
    for (kind, file) in
        [("relations", "r.csv.gz"), ("mentions", "m.parquet"), ("entities", "e.tsv")]
    {
        let made = arg(&folder.path(file));
        rows(&records, &made, &["--rows", kind]).exits(0);
        let unpacked = |path: &Path| {
            let mut bytes = Vec::new();
            let file = fs::File::open(path).unwrap();
            let mut reader = actant::corpus::decompressed(file).unwrap();
            std::io::Read::read_to_end(&mut reader, &mut bytes).unwrap();
            bytes
        };
        let beside = unpacked(&folder.path("whole").join(file));
        assert!(unpacked(Path::new(&made)) == beside, "{file}");
    }
}

#[test]
fn records_are_spread_over_parts_by_their_ids() {
    let folder = Folder::new();
    let input = corpus(&folder);
    let whole = arg(&folder.path("whole.jsonl"));
    extract(&[input.as_str(), "--quiet", "-o", &whole]).exits(1);
    let run = |name: &str, more: &[&str]| {
        fs::create_dir_all(folder.path(name)).unwrap();
        let out = arg(&folder.path(name).join("out.jsonl.gz"));
        let table = format!("relations={}", arg(&folder.path(name).join("r.csv")));
        let arguments = ["--quiet", "-o", &out, "--shards", "3", "--rows", &table];
        extract(&[&[input.as_str()], &arguments[..], more].concat())
    };
    run("parts", &[]).exits(1);
    run("parts", &[]).exits(2).says("exists; --force replaces it");
    run("parts", &["--resume"]).exits(1);
    let out = arg(&folder.path("parts/out.jsonl.gz"));
    actant(&["verify", &out]).exits(0);
    run("stopped", &["--max-failures", "0"]).exits(1);
    run("stopped", &["--resume"]).exits(1);
    let mut lines = Vec::new();
    for part in 0..3 {
        let name = format!("out-0000{part}-of-00003.jsonl.gz");
        let bytes = fs::read(folder.path("parts").join(&name)).unwrap();
        assert!(fs::read(folder.path("stopped").join(&name)).unwrap() == bytes, "{name}");
        let mut text = String::new();
        let mut reader = actant::corpus::decompressed(std::io::Cursor::new(bytes)).unwrap();
        std::io::Read::read_to_string(&mut reader, &mut text).unwrap();
        assert!(text.lines().count() > 5, "{name}");
        lines.extend(text.lines().map(str::to_owned));
    }
    let mut expected: Vec<String> =
        fs::read_to_string(&whole).unwrap().lines().map(str::to_owned).collect();
    expected.sort();
    lines.sort();
    assert!(lines == expected, "each record is in one part");
    // A retry knows the ids of all parts.
    fs::write(folder.path("parts/out.jsonl.gz.rejected.jsonl"), "").unwrap();
    let more = arg(&folder.path("more.jsonl"));
    let retry =
        ["retry", &out, "-o", &more, "--model", crate::program::TINY, "--shards", "1", "--quiet"];
    actant(&retry).exits(0);
    assert!(folder.path("more-00000-of-00001.jsonl").exists());
    let lost = folder.path("parts/out-00001-of-00003.jsonl.gz");
    fs::remove_file(lost).unwrap();
    actant(&["verify", &out]).exits(2).says("out-00001-of-00003.jsonl.gz");
}
