//! Tables of a record made by hand, in every format.

use std::fs::File;

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use serde_json::{Value, json};

use super::*;
use crate::format::jsonl::Record;

const RECORD: &str = r#"{
 "schema": "actant/1", "id": "wire,42", "offset_unit": "codepoint",
 "text": "Café news. Iran told the rebels, \"Stop!\"\nIt was heard in Oman.",
 "meta": {"date": "13 Mar 2024"},
 "sentences": [{"start": 0, "end": 10}, {"start": 11, "end": 40}, {"start": 41, "end": 62}],
 "mentions": [
  {"start": 11, "end": 15, "text": "Iran", "type": "GPE", "kind": "name", "entity": 0, "score": 0.99},
  {"start": 21, "end": 31, "text": "the rebels", "type": "ORG", "kind": "nominal", "entity": 1, "score": 0.85},
  {"start": 57, "end": 61, "text": "Oman", "type": "GPE", "kind": "name", "entity": null, "score": 1.0}],
 "entities": [
  {"name": "Iran", "type": "GPE", "country": "IRN", "role": null, "mentions": [0]},
  {"name": "the rebels", "type": "ORG", "country": null, "role": "REB", "mentions": [1]}],
 "relations": [{
  "sentence": 1,
  "subject": {"start": 11, "end": 15, "text": "Iran", "head": {"start": 11, "end": 15}, "preposition": null, "entity": 0, "entities": [0]},
  "predicate": {"start": 16, "end": 20, "text": "told", "lemma": "tell", "kind": "verb", "voice": "active"},
  "object": {"start": 21, "end": 31, "text": "the rebels", "head": {"start": 25, "end": 31}, "preposition": null, "entity": 1, "entities": [1]},
  "arguments": [{"start": 57, "end": 61, "text": "Oman", "head": {"start": 57, "end": 61}, "preposition": "in", "entity": null, "entities": []}],
  "negated": false, "modality": "actual",
  "attribution": {"source": {"start": 11, "end": 15, "text": "Iran", "entity": 0}, "cue": {"start": 16, "end": 20, "text": "told"}},
  "time": null, "place": {"start": 57, "end": 61, "text": "Oman", "entity": null},
  "reciprocal": false, "event": {"plover": "REQUEST", "cameo": "02", "rule": "tell"}, "score": 0.93},
 {"predicate": {"start": 48, "end": 53, "text": "heard"}, "score": 0.5}]}"#;

fn record() -> Record {
    let record = Record::parse(RECORD).unwrap();
    record.check().unwrap();
    record
}

fn day() -> jiff::civil::Date {
    jiff::civil::date(2024, 3, 13)
}

/// Rows as objects, the way JSON Lines has them.
fn objects(kind: RowKind, article: &Article<'_>) -> Vec<Value> {
    let mut lines = Vec::new();
    let count = TextRows::new(kind, TextFormat::Jsonl).append(article, &mut lines);
    let lines = String::from_utf8(lines).unwrap();
    let objects: Vec<Value> = lines.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(objects.len(), count);
    objects
}

/// The fields of `row` that have a value.
fn given(row: &Value) -> Value {
    let fields = row.as_object().unwrap().iter().filter(|(_, v)| !v.is_null());
    Value::Object(fields.map(|(name, value)| (name.clone(), value.clone())).collect())
}

#[test]
fn a_relation_is_a_row_with_what_it_joins_on() {
    let record = record();
    let rows = objects(RowKind::Relations, &Article::new(&record, Some(day())));
    let arguments = r#"[{"preposition":"in","text":"Oman","entity":null,"entity_index":null}]"#;
    let expected = json!({
        "article_id": "wire,42", "date": "2024-03-13", "relation_index": 0, "sentence_index": 1,
        "sentence": "Iran told the rebels, \"Stop!\"",
        "subject": "Iran", "subject_head": "Iran", "subject_entity": "Iran",
        "subject_entity_index": 0, "subject_type": "GPE", "subject_country": "IRN",
        "predicate": "told", "predicate_lemma": "tell", "predicate_kind": "verb",
        "voice": "active", "negated": false, "modality": "actual",
        "object": "the rebels", "object_head": "rebels", "object_entity": "the rebels",
        "object_entity_index": 1, "object_type": "ORG", "object_role": "REB",
        "arguments": arguments,
        "attribution_source": "Iran", "attribution_entity": "Iran", "attribution_country": "IRN",
        "attribution_cue": "told", "place": "Oman", "reciprocal": false,
        "event_plover": "REQUEST", "event_cameo": "02", "event_rule": "tell",
        "score": 0.93, "offset_unit": "codepoint", "subject_start": 11, "subject_end": 15,
        "predicate_start": 16, "predicate_end": 20, "object_start": 21, "object_end": 31,
    });
    assert_eq!(given(&rows[0]), expected);
    // The sentence is where the predicate is, whatever number a record made by hand has left out.
    let expected = json!({
        "article_id": "wire,42", "date": "2024-03-13", "relation_index": 1, "sentence_index": 2,
        "sentence": "It was heard in Oman.", "predicate": "heard", "predicate_kind": "verb",
        "voice": "active", "negated": false, "modality": "actual", "reciprocal": false,
        "score": 0.5, "offset_unit": "codepoint", "predicate_start": 48, "predicate_end": 53,
    });
    assert_eq!(given(&rows[1]), expected);
    let names: Vec<&str> = rows[1].as_object().unwrap().keys().map(String::as_str).collect();
    let headings: Vec<&str> = RowKind::Relations.headings().iter().map(|h| h.name).collect();
    assert_eq!(names, headings, "a row has all columns in their order");
}

#[test]
fn mentions_and_entities_are_rows_too() {
    let record = record();
    let article = Article::new(&record, None);
    let mentions = objects(RowKind::Mentions, &article);
    let expected = json!({
        "article_id": "wire,42", "mention_index": 1, "sentence_index": 1,
        "sentence": "Iran told the rebels, \"Stop!\"", "text": "the rebels", "type": "ORG",
        "kind": "nominal", "entity": "the rebels", "entity_index": 1, "entity_type": "ORG",
        "entity_role": "REB", "score": 0.85, "offset_unit": "codepoint", "start": 21, "end": 31,
    });
    assert_eq!((mentions.len(), given(&mentions[1])), (3, expected));
    let entities = objects(RowKind::Entities, &article);
    let expected = json!({
        "article_id": "wire,42", "entity_index": 0, "name": "Iran", "type": "GPE",
        "country": "IRN", "mentions": 1, "sentence_index": 1, "offset_unit": "codepoint",
        "start": 11, "end": 15,
    });
    assert_eq!((entities.len(), given(&entities[0])), (2, expected));
}

#[test]
fn a_layer_that_is_absent_is_told_from_an_empty_one() {
    let mut record = record();
    record.entities = None;
    record.sentences = None;
    record.mentions = Some(vec![]);
    let article = Article::new(&record, None);
    assert!(!article.has(RowKind::Entities) && article.has(RowKind::Mentions));
    assert_eq!(objects(RowKind::Entities, &article), [] as [Value; 0]);
    let relation = &objects(RowKind::Relations, &article)[0];
    for field in ["sentence", "sentence_index", "subject_entity", "subject_country"] {
        assert_eq!(relation[field], Value::Null, "{field}");
    }
    assert_eq!(relation["subject_entity_index"], 0);
}

#[test]
fn the_columns_are_in_the_documentation() {
    let document = include_str!("../../../docs/tables.md");
    for kind in RowKind::ALL {
        let headings = kind.headings();
        let mut names: Vec<&str> = headings.iter().map(|h| h.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), headings.len(), "{kind}: every name is there once");
        let row = |h: &Heading| format!("| `{}` | {} | {} |\n", h.name, h.ty, h.about);
        let table: String = headings.iter().map(row).collect();
        assert!(document.contains(&table), "docs/tables.md wants for {kind}:\n{table}");
    }
}

#[test]
fn a_text_may_be_cut_behind_any_article() {
    let record = record();
    let article = Article::new(&record, Some(day()));
    for format in [TextFormat::Csv, TextFormat::Tsv, TextFormat::Jsonl] {
        let rows = TextRows::new(RowKind::Relations, format);
        let mut whole = rows.header();
        rows.append(&article, &mut whole);
        let first = whole.len();
        rows.append(&article, &mut whole);
        let mut resumed = whole[..first].to_vec();
        TextRows::new(RowKind::Relations, format).append(&article, &mut resumed);
        assert_eq!(resumed, whole);
    }
    let mut csv = Vec::new();
    TextRows::new(RowKind::Mentions, TextFormat::Csv).append(&article, &mut csv);
    let first = "\"wire,42\",2024-03-13,0,1,\"Iran told the rebels, \"\"Stop!\"\"\",Iran,GPE,name,,Iran,0,GPE,IRN,,0.99,codepoint,11,15\n";
    assert!(String::from_utf8(csv).unwrap().starts_with(first));
}

/// Every row of a Parquet file as an object.
fn read_back(bytes: &[u8]) -> Vec<Value> {
    let mut file = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut file, bytes).unwrap();
    let reader = SerializedFileReader::new(File::try_clone(&file).unwrap()).unwrap();
    let cell = |field: &Field| match field {
        Field::Null => Cell::Null,
        Field::Str(text) => Cell::text(text.clone()),
        Field::Long(number) => Cell::Integer(*number),
        Field::Double(number) => Cell::Number(*number),
        Field::Bool(is) => Cell::Boolean(*is),
        Field::Date(days) => {
            let since = jiff::Span::new().days(*days);
            Cell::Date(jiff::civil::date(1970, 1, 1).checked_add(since).unwrap())
        }
        other => panic!("a column of another type: {other}"),
    };
    let row = |row: parquet::record::Row| {
        row.get_column_iter().map(|(name, field)| (name.clone(), cell(field).to_json())).collect()
    };
    reader.into_iter().map(|r| Value::Object(row(r.unwrap()))).collect()
}

#[test]
fn parquet_holds_the_same_rows() {
    let record = record();
    let article = Article::new(&record, Some(day()));
    for kind in RowKind::ALL {
        let mut table = ParquetRows::new(kind, Vec::new()).unwrap();
        for row in kind.rows(&article) {
            table.push(&row).unwrap();
        }
        let bytes = table.finish().unwrap();
        assert_eq!(read_back(&bytes), objects(kind, &article), "{kind}");
        let mut lines = Vec::new();
        TextRows::new(kind, TableFormat::Parquet.spool()).append(&article, &mut lines);
        let (made, count) = parquet_of_lines(kind, lines.as_slice(), Vec::new()).unwrap();
        assert!(made == bytes, "{kind}: the same bytes, written at once or made of lines");
        assert_eq!(count as usize, kind.rows(&article).len());
    }
}

#[test]
fn a_large_table_is_written_in_groups() {
    let mut record = record();
    record.mentions = Some(vec![]);
    let article = Article::new(&record, None);
    let rows = RowKind::Entities.rows(&article);
    let mut table = ParquetRows::new(RowKind::Entities, Vec::new()).unwrap();
    for row in rows.iter().cycle().take(70_000) {
        table.push(row).unwrap();
    }
    let mut file = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut file, &table.finish().unwrap()).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let groups: Vec<i64> = reader.metadata().row_groups().iter().map(|g| g.num_rows()).collect();
    assert_eq!(groups, [65_536, 4_464]);
}

#[test]
fn what_is_no_row_is_refused() {
    let mut table = ParquetRows::new(RowKind::Entities, Vec::new()).unwrap();
    assert!(table.push(&[Cell::Null]).is_err());
    let mut row = vec![Cell::Null; RowKind::Entities.headings().len()];
    row[0] = Cell::Integer(1);
    assert!(table.push(&row).is_err());
    assert_eq!(read_back(&table.finish().unwrap()), [] as [Value; 0], "an empty table is a table");
    let error = parquet_of_lines(RowKind::Entities, &b"{}\n"[..], Vec::new()).unwrap_err();
    assert_eq!(error.to_string(), "line 1 is no row of entities");
    assert!("relation".parse::<RowKind>().is_err());
}
