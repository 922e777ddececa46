//! Values of Parquet files as JSON.

use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;
use parquet::record::Field;
use serde_json::{Map, Number, Value};

/// How a column's values are to be understood, where their type alone does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// As they are.
    Plain,
    /// As moments, which are those of UTC or of a clock somewhere; whole numbers count nanoseconds since 1970.
    Moment { utc: bool, nanoseconds: bool },
    /// Sixteen bytes as an identifier.
    Uuid,
}

/// A value as JSON. Numbers that JSON does not have are `null`.
///
/// # Errors
/// A message for a person if it is bytes that are no text.
pub fn value(field: &Field, reading: Reading) -> Result<Value, String> {
    Ok(match field {
        Field::Null => Value::Null,
        Field::Bool(is) => Value::from(*is),
        Field::Byte(n) => Value::from(*n),
        Field::Short(n) => Value::from(*n),
        Field::Int(n) => Value::from(*n),
        Field::Long(n) => match reading {
            Reading::Moment { nanoseconds: true, .. } => {
                moment(Timestamp::from_nanosecond(i128::from(*n)), *n, reading)
            }
            _ => Value::from(*n),
        },
        Field::UByte(n) => Value::from(*n),
        Field::UShort(n) => Value::from(*n),
        Field::UInt(n) => Value::from(*n),
        Field::ULong(n) => Value::from(*n),
        Field::Float16(n) => number(f64::from(f32::from(*n))),
        // By its digits: the nearest number of 64 bits has more of them.
        Field::Float(n) => n.to_string().parse().map_or(Value::Null, number),
        Field::Double(n) => number(*n),
        Field::Decimal(_) | Field::TimeMillis(_) | Field::TimeMicros(_) => {
            Value::from(field.to_string())
        }
        Field::Str(text) => Value::from(text.as_str()),
        Field::Bytes(bytes) if reading == Reading::Uuid => Value::from(uuid(bytes.data())),
        Field::Bytes(bytes) => match std::str::from_utf8(bytes.data()) {
            Ok(text) => Value::from(text),
            Err(_) => return Err("bytes that are no text; leave the column out".into()),
        },
        Field::Date(days) => {
            let since = jiff::Span::new().try_days(i64::from(*days));
            match since.and_then(|since| date(1970, 1, 1).checked_add(since)) {
                Ok(day) => Value::from(day.to_string()),
                Err(_) => Value::from(*days),
            }
        }
        Field::TimestampMillis(n) => moment(Timestamp::from_millisecond(*n), *n, reading),
        Field::TimestampMicros(n) => moment(Timestamp::from_microsecond(*n), *n, reading),
        Field::Group(row) => {
            let mut object = Map::new();
            for (name, field) in row.get_column_iter() {
                object.insert(name.clone(), value(field, Reading::Plain)?);
            }
            Value::Object(object)
        }
        Field::ListInternal(list) => {
            let elements = list.elements().iter().map(|field| value(field, Reading::Plain));
            Value::Array(elements.collect::<Result<_, _>>()?)
        }
        Field::MapInternal(map) => {
            let mut object = Map::new();
            for (key, field) in map.entries() {
                let key = match value(key, Reading::Plain)? {
                    Value::String(key) => key,
                    other => other.to_string(),
                };
                object.insert(key, value(field, Reading::Plain)?);
            }
            Value::Object(object)
        }
    })
}

fn number(number: f64) -> Value {
    Number::from_f64(number).map_or(Value::Null, Value::Number)
}

/// A moment in ISO 8601, with a `Z` if it is known to be of UTC; the number itself if no calendar reaches that far.
fn moment(timestamp: Result<Timestamp, jiff::Error>, number: i64, reading: Reading) -> Value {
    let utc = matches!(reading, Reading::Moment { utc: true, .. });
    match timestamp {
        Ok(timestamp) => {
            let clock = timestamp.to_zoned(TimeZone::UTC).datetime();
            Value::from(format!("{clock}{}", if utc { "Z" } else { "" }))
        }
        Err(_) => Value::from(number),
    }
}

/// Bytes in groups of hexadecimal digits.
fn uuid(bytes: &[u8]) -> String {
    let mut text = String::new();
    for (i, byte) in bytes.iter().enumerate() {
        if matches!(i, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_what_a_person_would_write() {
        let moment = |utc, nanoseconds| Reading::Moment { utc, nanoseconds };
        for (field, reading, expected) in [
            (Field::Null, Reading::Plain, json!(null)),
            (Field::Float(0.1), Reading::Plain, json!(0.1)),
            (Field::Double(f64::NAN), Reading::Plain, json!(null)),
            (Field::Date(19_795), Reading::Plain, json!("2024-03-13")),
            (Field::Date(i32::MAX), Reading::Plain, json!(i32::MAX)),
            (
                Field::TimestampMillis(1_710_288_000_000),
                moment(true, false),
                json!("2024-03-13T00:00:00Z"),
            ),
            (
                Field::TimestampMicros(1_710_288_000_500_000),
                Reading::Plain,
                json!("2024-03-13T00:00:00.5"),
            ),
            (
                Field::Long(1_710_288_000_000_000_000),
                moment(false, true),
                json!("2024-03-13T00:00:00"),
            ),
            (Field::Long(1_710_288_000), Reading::Plain, json!(1_710_288_000)),
            (Field::TimestampMillis(i64::MAX), moment(true, false), json!(i64::MAX)),
            (Field::Bytes(b"caf\xC3\xA9".to_vec().into()), Reading::Plain, json!("café")),
            (
                Field::Bytes((0..16).collect::<Vec<u8>>().into()),
                Reading::Uuid,
                json!("00010203-0405-0607-0809-0a0b0c0d0e0f"),
            ),
        ] {
            assert_eq!(value(&field, reading), Ok(expected), "{field:?}");
        }
        assert!(value(&Field::Bytes(b"\xFF".to_vec().into()), Reading::Plain).is_err());
    }
}
