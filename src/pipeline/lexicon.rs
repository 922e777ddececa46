//! Which word lists the program was built with.

use sha2::{Digest, Sha256};

macro_rules! table {
    ($path:literal) => {
        ($path, include_bytes!(concat!("../", $path)) as &[u8])
    };
}

/// Every table that decides what is read, by its name in `src`.
const TABLES: &[(&str, &[u8])] = &[
    table!("ner/classifier/labels.tsv"),
    table!("ner/currencies.tsv"),
    table!("ner/holidays.tsv"),
    table!("ner/nouns.tsv"),
    table!("ner/units.tsv"),
    table!("parse/irregular_nouns.tsv"),
    table!("parse/irregular_verbs.tsv"),
    table!("relate/events/classes.tsv"),
    table!("relate/events/governors.tsv"),
    table!("relate/events/nouns.tsv"),
    table!("relate/events/status.tsv"),
    table!("relate/events/verbs.tsv"),
    table!("relate/nouns.tsv"),
    table!("relate/phrasal.tsv"),
    table!("relate/titles.tsv"),
    table!("relate/verbs.tsv"),
    table!("resolve/countries.tsv"),
    table!("resolve/gendered.tsv"),
    table!("resolve/generic.tsv"),
    table!("resolve/institutions.tsv"),
    table!("resolve/nicknames.tsv"),
    table!("resolve/places.tsv"),
    table!("resolve/roles.tsv"),
    table!("text/data/abbreviations.tsv"),
    table!("text/data/contractions.tsv"),
    table!("text/data/words.tsv"),
];

/// SHA-256 of all word lists and tables of rules, in hexadecimal digits.
pub fn lexicon_sha256() -> String {
    let mut sum = Sha256::new();
    for (name, bytes) in TABLES {
        // Lengths keep a table's end apart from the next one's beginning.
        sum.update(format!("{name} {}\n", bytes.len()));
        sum.update(bytes);
    }
    format!("{:x}", sum.finalize())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    #[test]
    fn no_table_is_missing() {
        fn walk(folder: &Path, found: &mut Vec<String>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(&path, found);
                } else if path.extension().is_some_and(|e| e == "tsv") {
                    found.push(path.to_string_lossy().replace('\\', "/"));
                }
            }
        }
        let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut found = Vec::new();
        walk(&src, &mut found);
        let root = format!("{}/", src.to_string_lossy().replace('\\', "/"));
        let mut found: Vec<_> = found.iter().map(|path| path.replace(&root, "")).collect();
        found.sort();
        let mut listed: Vec<_> = super::TABLES.iter().map(|(name, _)| *name).collect();
        listed.sort_unstable();
        assert_eq!(listed, found);
        assert_eq!(super::lexicon_sha256().len(), 64);
    }
}
