//! Phrase tables: what stands at an atom, by the longest entry.

use std::collections::HashMap;

use super::atoms::Line;

/// Phrases (lower case, atoms separated by one space) and what they mean.
pub(super) struct Table {
    meanings: HashMap<&'static str, &'static str>,
    /// Atoms of the longest phrase.
    longest: usize,
}

impl Table {
    /// From tab-separated lines, phrase first; `#` begins a comment. Keeps the lines that `select` gives a meaning.
    pub fn read(text: &'static str, select: fn(&[&'static str]) -> Option<&'static str>) -> Table {
        let mut table = Table { meanings: HashMap::new(), longest: 0 };
        for line in text.lines().filter(|l| !l.starts_with('#')) {
            let fields: Vec<&'static str> = line.split('\t').collect();
            if let Some(meaning) = select(&fields) {
                table.longest = table.longest.max(fields[0].split(' ').count());
                table.meanings.insert(fields[0], meaning);
            }
        }
        table
    }

    /// All phrases, in no order that means anything.
    pub fn phrases(&self) -> impl Iterator<Item = &'static str> {
        self.meanings.keys().copied()
    }

    /// End and meaning of the longest phrase that stands at `i`.
    pub fn at(&self, line: &Line, i: usize) -> Option<(usize, &'static str)> {
        let mut key = String::new();
        let mut found = None;
        for end in i + 1..=line.len().min(i + self.longest) {
            if !key.is_empty() {
                key.push(' ');
            }
            key.push_str(line.at(end - 1));
            if let Some(meaning) = self.meanings.get(key.as_str()) {
                found = Some((end, *meaning));
            }
        }
        found
    }
}
