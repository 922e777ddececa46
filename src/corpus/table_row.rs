//! A row of a table of articles.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// What comes next in a table. Beside each row stands the line it begins in, or in Parquet its number, from 1.
#[derive(Debug)]
pub enum TableRow {
    /// A row, by the names of its columns.
    Fields(Map<String, Value>, u64),
    /// A row that cannot be read, and why; those behind it can.
    Bad(String, u64),
    /// A row of so many bytes, which are too many.
    TooLarge(u64, u64),
    /// Nothing can be read from here on, and why.
    Lost(String, u64),
    /// There are no more rows.
    End,
}

/// The names of a table's columns, fit for the fields of a record: one without a name is called after its place.
///
/// # Errors
/// If two columns have the same name: one of them would be lost.
pub fn column_names(names: Vec<String>) -> Result<Vec<String>, String> {
    let mut columns: Vec<String> = Vec::with_capacity(names.len());
    let mut seen = BTreeSet::new();
    for (i, name) in names.into_iter().enumerate() {
        let name = if name.is_empty() { format!("column {}", i + 1) } else { name };
        if !seen.insert(name.clone()) {
            return Err(format!("two columns are called {name:?}; rename one of them"));
        }
        columns.push(name);
    }
    Ok(columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_a_name_of_its_own() {
        let names = |names: &[&str]| column_names(names.iter().map(|n| n.to_string()).collect());
        assert_eq!(names(&["", "text", ""]).unwrap(), ["column 1", "text", "column 3"]);
        assert!(names(&["a", "b", "a"]).unwrap_err().contains("two columns are called \"a\""));
    }
}
