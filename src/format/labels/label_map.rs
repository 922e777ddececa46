//! A table from the labels of others to ours.

use std::collections::BTreeMap;
use std::path::Path;

use super::form::Labels;
use crate::doc::EntityType;
use crate::error::{Error, ErrorKind, Result};

/// What labels of mentions are called instead. A label that the table lacks is an error, unless it is one of our types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelMap {
    name: String,
    labels: BTreeMap<String, Option<String>>,
}

impl LabelMap {
    /// Reads a table: a label, a tab, and what it is called instead, or `-` to leave its mentions out. Blank lines and
    /// those that begin with `#` are skipped.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] if the file cannot be read; [`ErrorKind::Input`], with the line, for one that is no such pair
    /// or has a label again.
    pub fn read(path: &Path) -> Result<LabelMap> {
        let content = std::fs::read_to_string(path).map_err(|e| Error::io(path, e))?;
        LabelMap::parse(&content, &path.display().to_string())
    }

    /// Parses a table; `name` is what messages call it.
    ///
    /// # Errors
    /// As [`LabelMap::read`].
    pub fn parse(content: &str, name: &str) -> Result<LabelMap> {
        let mut labels = BTreeMap::new();
        for (at, line) in content.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let bad = |what: &str| {
                Err(Error::new(ErrorKind::Input, format!("{name}:{}: {what}", at + 1)))
            };
            let Some((theirs, ours)) = line.split_once('\t') else {
                return bad("no tab between a label and what it is called instead");
            };
            let (theirs, ours) = (theirs.trim(), ours.trim());
            if theirs.is_empty() || ours.is_empty() || ours.contains('\t') {
                return bad("not two labels; write - for one to leave out");
            }
            let ours = (ours != "-").then(|| ours.to_owned());
            if labels.insert(theirs.to_owned(), ours).is_some() {
                return bad(&format!("the label {theirs:?} stands here again"));
            }
        }
        Ok(LabelMap { name: name.to_owned(), labels })
    }

    /// Renames the labels of an article's mentions; how many mentions were left out.
    ///
    /// # Errors
    /// [`ErrorKind::Input`], with the place, for a label that is neither in the table nor one of our types.
    pub fn apply(&self, article: &mut Labels) -> Result<usize> {
        for m in article.mentions.iter().flatten() {
            if !self.labels.contains_key(&m.label) && m.label.parse::<EntityType>().is_err() {
                let what = format!(
                    "label {:?} is not in {}; add a line for it, with - to leave it out",
                    m.label, self.name
                );
                return Err(article.origin.at(m.line).error(what));
            }
        }
        let mut left_out = 0;
        article.retain_mentions(|m| {
            let keeps = !matches!(self.labels.get(&m.label), Some(None));
            left_out += usize::from(!keeps);
            keeps
        });
        for m in article.mentions.iter_mut().flatten() {
            if let Some(Some(ours)) = self.labels.get(&m.label) {
                m.label.clone_from(ours);
            }
        }
        Ok(left_out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::Span;
    use crate::format::labels::{Mention, Origin};

    #[test]
    fn labels_are_renamed_left_out_or_refused() {
        let map = LabelMap::parse("# CoNLL\nPER\tPERSON\n\nMISC\t-\n", "map.tsv").expect("good");
        let article = |labels: &[&str]| Labels {
            origin: Origin::new("f", 7),
            text: "abc".into(),
            mentions: Some(labels.iter().map(|l| Mention::new(Span::new(0, 1), *l)).collect()),
            ..Labels::default()
        };
        let mut good = article(&["PER", "MISC", "GPE"]);
        assert_eq!(map.apply(&mut good).expect("known labels"), 1);
        let labels: Vec<_> = good.mentions.iter().flatten().map(|m| m.label.as_str()).collect();
        assert_eq!(labels, ["PERSON", "GPE"]);
        let error = map.apply(&mut article(&["LOCATION"])).expect_err("unknown").to_string();
        assert!(error.starts_with("f:7: label \"LOCATION\" is not in map.tsv"), "{error}");
    }

    #[test]
    fn broken_tables_are_refused() {
        for (content, complaint) in [
            ("PER PERSON\n", "m:1: no tab"),
            ("PER\t\n", "m:1: not two labels"),
            ("A\tB\nA\tC\n", "m:2: the label \"A\" stands here again"),
        ] {
            let error = LabelMap::parse(content, "m").expect_err("broken").to_string();
            assert!(error.starts_with(complaint), "{error}");
        }
    }
}
