use std::path::Path;
use std::sync::Arc;

use parquet::basic::ZstdLevel;
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::*;
use crate::corpus::inputs::InputSums;

const SCHEMA: &str = "message articles {
    required int64 id;
    optional binary text (UTF8);
    required int64 date (TIMESTAMP(NANOS, true));
    optional group authors (LIST) { repeated group list { optional binary element (UTF8); } }
    optional binary raw;
}";

/// An id, a text and bytes.
type Row<'a> = (i64, Option<&'a str>, &'a [u8]);

/// Writes groups of rows; each article has the authors *A* and none.
fn write(path: &Path, groups: &[&[Row<'_>]]) {
    let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let file = File::create(path).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties)).unwrap();
    for rows in groups {
        let mut group = writer.next_row_group().unwrap();
        let count = rows.len();
        let array = |bytes: &[u8]| ByteArray::from(bytes.to_vec());
        let ids: Vec<i64> = rows.iter().map(|r| r.0).collect();
        let mut to = group.next_column().unwrap().unwrap();
        to.typed::<Int64Type>().write_batch(&ids, None, None).unwrap();
        to.close().unwrap();
        let texts: Vec<_> =
            rows.iter().filter_map(|r| r.1).map(|text| array(text.as_bytes())).collect();
        let levels: Vec<i16> = rows.iter().map(|r| i16::from(r.1.is_some())).collect();
        let mut to = group.next_column().unwrap().unwrap();
        to.typed::<ByteArrayType>().write_batch(&texts, Some(&levels), None).unwrap();
        to.close().unwrap();
        let dates = vec![1_710_288_000_000_000_000; count];
        let mut to = group.next_column().unwrap().unwrap();
        to.typed::<Int64Type>().write_batch(&dates, None, None).unwrap();
        to.close().unwrap();
        let mut to = group.next_column().unwrap().unwrap();
        let authors = vec![array(b"A"); count];
        let (defined, repeated) = ([3, 2].repeat(count), [0, 1].repeat(count));
        to.typed::<ByteArrayType>().write_batch(&authors, Some(&defined), Some(&repeated)).unwrap();
        to.close().unwrap();
        let mut to = group.next_column().unwrap().unwrap();
        let raw: Vec<_> = rows.iter().map(|r| array(r.2)).collect();
        to.typed::<ByteArrayType>().write_batch(&raw, Some(&vec![1; count]), None).unwrap();
        to.close().unwrap();
        group.close().unwrap();
    }
    writer.close().unwrap();
}

fn rows(path: &Path) -> Result<Vec<String>, String> {
    let mut sums = InputSums::default();
    let mut table = ParquetTable::open(File::open(path).unwrap(), sums.tally())?;
    let mut all = Vec::new();
    loop {
        all.push(match table.next_row() {
            TableRow::Fields(record, row) => format!("{row} {}", Value::Object(record)),
            TableRow::Bad(why, row) => format!("{row} {why}"),
            TableRow::TooLarge(size, row) => format!("{row} has {size} bytes"),
            TableRow::Lost(why, row) => {
                all.push(format!("{row} lost: {why}"));
                return Ok(all);
            }
            TableRow::End => break,
        });
    }
    sums.close("in.parquet");
    let whole = std::fs::read(path).unwrap();
    assert_eq!(sums.inputs().bytes, whole.len() as u64, "every byte is counted once");
    let sum = sums.inputs().list[0].sha256.clone();
    assert_eq!(sum, Some(format!("{:x}", Sha256::digest(whole))), "as sha256sum says");
    Ok(all)
}

#[test]
fn rows_come_in_order_across_groups() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("in.parquet");
    write(&path, &[&[(7, Some("Iran fled."), b"x"), (8, None, b"\xFF")], &[(9, Some("é"), b"y")]]);
    assert!(ParquetTable::begins(&File::open(&path).unwrap()).unwrap());
    let line = |row: u64, id: i64, text: Option<&str>, raw: &str| {
        let record = serde_json::json!({
            "id": id, "text": text, "date": "2024-03-13T00:00:00Z", "authors": ["A", null], "raw": raw,
        });
        format!("{row} {record}")
    };
    let rows = rows(&path).unwrap();
    assert_eq!(rows[0], line(1, 7, Some("Iran fled."), "x"));
    assert_eq!(rows[1], "2 column \"raw\": bytes that are no text; leave the column out");
    assert_eq!(rows[2..], [line(3, 9, Some("é"), "y")]);
}

#[test]
fn damage_is_an_error_and_never_the_end_of_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("in.parquet");
    let texts: Vec<String> = (0..50).map(|i| format!("Iran fled {i} times.")).collect();
    let group: Vec<(i64, Option<&str>, &[u8])> =
        (0..50).map(|i| (i as i64, Some(texts[i].as_str()), &b"x"[..])).collect();
    write(&path, &[&group, &group]);
    let good = std::fs::read(&path).unwrap();
    let damaged = folder.path().join("damaged.parquet");
    for at in (0..good.len()).step_by(5) {
        for flip in [1, 0xFF] {
            let mut bytes = good.clone();
            bytes[at] ^= flip;
            std::fs::write(&damaged, &bytes).unwrap();
            let tally = InputSums::default().tally();
            if let Ok(mut table) = ParquetTable::open(File::open(&damaged).unwrap(), tally) {
                let end = |row: &TableRow| matches!(row, TableRow::Lost(..) | TableRow::End);
                let read = std::iter::repeat_with(|| table.next_row());
                assert!(read.take(100_000).any(|row| end(&row)), "byte {at} ^ {flip}");
            }
        }
    }
    std::fs::write(&damaged, &good[..good.len() / 2]).unwrap();
    assert!(rows(&damaged).unwrap_err().starts_with("no Parquet file: "));
    std::fs::write(&damaged, b"id,text\n").unwrap();
    assert!(rows(&damaged).unwrap_err().starts_with("no Parquet file: "));
}

#[test]
fn what_is_not_read_is_said_before_the_first_row() {
    let refused = |schema: &str| {
        let schema = parse_message_type(schema).unwrap();
        schema.get_fields().iter().find_map(|field| not_read(field, false))
    };
    assert_eq!(refused(SCHEMA), None);
    let interval = "message m { required fixed_len_byte_array(12) i (INTERVAL); }";
    assert_eq!(refused(interval).unwrap(), "of type INTERVAL, which is not read");
    let repeated = "message m { repeated binary tags (UTF8); }";
    assert_eq!(refused(repeated).unwrap(), "repeated without being a list");
    let zstd = format!("{:?}", Compression::ZSTD(ZstdLevel::default()));
    assert!(zstd.starts_with("ZSTD("), "{zstd}");
}
