//! One value of a table.

use std::borrow::Cow;
use std::fmt;

use jiff::civil::Date;
use serde_json::Value;

/// What the values of a column are. Every column may also be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    /// A string, never an empty one: an empty field of a CSV file is a missing value.
    Text,
    /// A whole number of 64 bits.
    Integer,
    /// A floating-point number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A calendar date, written as in ISO 8601.
    Date,
}

impl fmt::Display for ColumnType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ColumnType::Text => "text",
            ColumnType::Integer => "integer",
            ColumnType::Number => "number",
            ColumnType::Boolean => "boolean",
            ColumnType::Date => "date",
        })
    }
}

/// One value, of the type of its column or missing.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'r> {
    /// The text does not say, or it was not asked for.
    Null,
    /// Of [`ColumnType::Text`]; not empty.
    Text(Cow<'r, str>),
    /// Of [`ColumnType::Integer`].
    Integer(i64),
    /// Of [`ColumnType::Number`]; finite.
    Number(f64),
    /// Of [`ColumnType::Boolean`].
    Boolean(bool),
    /// Of [`ColumnType::Date`].
    Date(Date),
}

impl<'r> Cell<'r> {
    /// A text; an empty one says nothing.
    pub fn text(text: impl Into<Cow<'r, str>>) -> Cell<'r> {
        match text.into() {
            empty if empty.is_empty() => Cell::Null,
            text => Cell::Text(text),
        }
    }

    /// A text that may be missing.
    pub fn optional(text: Option<&'r str>) -> Cell<'r> {
        text.map_or(Cell::Null, Cell::text)
    }

    /// A count, an index or an offset.
    pub fn count(count: usize) -> Cell<'r> {
        i64::try_from(count).map_or(Cell::Null, Cell::Integer)
    }

    /// A score; what is no number says nothing.
    pub fn number(number: f64) -> Cell<'r> {
        if number.is_finite() { Cell::Number(number) } else { Cell::Null }
    }

    /// The cell as a value of JSON; dates are strings.
    pub fn to_json(&self) -> Value {
        match self {
            Cell::Null => Value::Null,
            Cell::Text(text) => Value::from(text.as_ref()),
            Cell::Integer(number) => Value::from(*number),
            Cell::Number(number) => Value::from(*number),
            Cell::Boolean(is) => Value::from(*is),
            Cell::Date(date) => Value::from(date.to_string()),
        }
    }

    /// The cell of a column of type `ty` that [`to_json`](Cell::to_json) made this value of; `None` if it made no such
    /// value of one.
    pub fn from_json(ty: ColumnType, value: Value) -> Option<Cell<'static>> {
        match (ty, value) {
            (_, Value::Null) => Some(Cell::Null),
            (ColumnType::Text, Value::String(text)) => Some(Cell::text(text)),
            (ColumnType::Integer, Value::Number(number)) => number.as_i64().map(Cell::Integer),
            (ColumnType::Number, Value::Number(number)) => number.as_f64().map(Cell::number),
            (ColumnType::Boolean, Value::Bool(is)) => Some(Cell::Boolean(is)),
            (ColumnType::Date, Value::String(text)) => text.parse().ok().map(Cell::Date),
            _ => None,
        }
    }
}

impl fmt::Display for Cell<'_> {
    /// The value as it stands in a text file, without quotes; a missing one is empty.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cell::Null => Ok(()),
            Cell::Text(text) => f.write_str(text),
            // As in JSON, so that both read back as the same number.
            Cell::Number(_) => write!(f, "{}", self.to_json()),
            Cell::Integer(number) => write!(f, "{number}"),
            Cell::Boolean(is) => write!(f, "{is}"),
            Cell::Date(date) => write!(f, "{date}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_read_back_from_json() {
        let date = Date::new(2024, 3, 13).unwrap();
        for (ty, cell, text) in [
            (ColumnType::Text, Cell::text("a \"b\""), "a \"b\""),
            (ColumnType::Integer, Cell::count(7), "7"),
            (ColumnType::Number, Cell::number(0.94), "0.94"),
            (ColumnType::Number, Cell::number(1.0), "1.0"),
            (ColumnType::Boolean, Cell::Boolean(false), "false"),
            (ColumnType::Date, Cell::Date(date), "2024-03-13"),
            (ColumnType::Date, Cell::Null, ""),
        ] {
            assert_eq!(cell.to_string(), text);
            assert_eq!(Cell::from_json(ty, cell.to_json()), Some(cell), "{ty}");
        }
        assert_eq!(Cell::from_json(ColumnType::Date, Value::from("soon")), None);
        assert_eq!(Cell::from_json(ColumnType::Integer, Value::from(1.5)), None);
    }

    #[test]
    fn what_says_nothing_is_missing() {
        assert_eq!(Cell::text(""), Cell::Null);
        assert_eq!(Cell::number(f64::NAN), Cell::Null);
    }
}
