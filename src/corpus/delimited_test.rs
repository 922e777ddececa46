use super::*;

/// Every row as a line, read in chunks of `size` bytes.
fn rows(text: &[u8], delimiter: u8, size: usize) -> Vec<String> {
    let reader = io::BufReader::with_capacity(size, text);
    let mut table = Delimited::open(reader, delimiter, 1000).unwrap().unwrap();
    let mut all = Vec::new();
    loop {
        match table.next_row().unwrap() {
            TableRow::Fields(record, line) => {
                all.push(format!("{line} {}", Value::Object(record)));
            }
            TableRow::Bad(why, line) => all.push(format!("{line} {why}")),
            TableRow::TooLarge(size, line) => all.push(format!("{line} has {size} bytes")),
            TableRow::Lost(why, line) => {
                all.push(format!("{line} lost: {why}"));
                return all;
            }
            TableRow::End => return all,
        }
    }
}

#[test]
fn quoted_fields_hold_anything() {
    let text = "id,text\r\n\r\na,\"one, \"\"two\"\"\r\n\r\nthree\"\r\nb,5\" of rain\rc,\"\"\n\nd,é";
    let expected = [
        r#"3 {"id":"a","text":"one, \"two\"\r\n\r\nthree"}"#,
        r#"6 {"id":"b","text":"5\" of rain"}"#,
        r#"7 {"id":"c","text":""}"#,
        r#"9 {"id":"d","text":"é"}"#,
    ];
    for size in [1, 2, 3, 7, 4096] {
        assert_eq!(rows(text.as_bytes(), b',', size), expected, "chunks of {size}");
    }
    let tabs = rows(b"id\ttext\na\tone, two\n", b'\t', 16);
    assert_eq!(tabs, [r#"2 {"id":"a","text":"one, two"}"#]);
}

#[test]
fn a_bad_row_leaves_the_others_alone() {
    let text = b"id,text\na,b,c\nd\ne,\"said\" so\nf,caf\xE9\ng,fine\nh,\"never closed\nx,y\n";
    let rows = rows(text, b',', 5);
    assert!(rows[0].starts_with("2 fields: 3, columns in the header: 2; "), "{rows:?}");
    assert!(rows[1].starts_with("3 fields: 1, columns in the header: 2; "), "{rows:?}");
    assert!(rows[2].starts_with("4 something stands between a closing quote"), "{rows:?}");
    assert!(rows[3].starts_with("5 column \"text\": not UTF-8: byte 0xE9"), "{rows:?}");
    assert_eq!(rows[4], r#"6 {"id":"g","text":"fine"}"#);
    assert!(rows[5].starts_with("7 the file ends inside a quoted field"), "{rows:?}");
    assert_eq!(rows.len(), 6);
}

#[test]
fn what_is_too_large_is_passed_over() {
    let long = "long ".repeat(400);
    let text = format!("id,text\na,\"{long}\n{long}\"\nb,fine\nc,\"{long}");
    for size in [1, 7, 1 << 16] {
        let rows = rows(text.as_bytes(), b',', size);
        let expected = ["2 has 4006 bytes", r#"4 {"id":"b","text":"fine"}"#, "5 has 2003 bytes"];
        assert_eq!(rows, expected, "chunks of {size}");
    }
}

#[test]
fn a_table_needs_a_header() {
    let why = |text: &str| Delimited::open(text.as_bytes(), b',', 1000).unwrap().unwrap_err();
    assert!(why("").starts_with("no header"));
    assert!(why("\n\n").starts_with("no header"));
    assert!(why("a,b,a\n").contains("two columns are called"));
    assert!(why("a,\"b\n").contains("a quote in it is not closed"));
    let long = why(&format!("{}\na,b\n", "column,".repeat(200)));
    assert!(long.starts_with("the header has 1401 bytes, where a row may have 1 kB"), "{long}");
}
