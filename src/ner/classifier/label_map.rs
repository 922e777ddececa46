//! What the labels of other people's models mean among our types.

use crate::doc::EntityType;
use crate::error::{Error, ErrorKind, Result};

/// What a label stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Names of this type.
    Type(EntityType),
    /// Places of every kind: which of ours is told by the words.
    Place,
    /// What is neither person, organisation nor place.
    Misc,
    /// Nothing: found by rules, or no name for us.
    Dropped,
}

/// The map from labels, without their places in a name, to our types.
#[derive(Debug, Clone)]
pub struct LabelMap {
    /// The file that says so; `None` for the table that is built in.
    file: Option<String>,
    lines: Vec<Line>,
}

#[derive(Debug, Clone)]
struct Line {
    number: usize,
    label: String,
    meaning: Meaning,
}

/// Stands for every label that no line names.
const REST: &str = "*";

impl Default for LabelMap {
    /// The labels of CoNLL-2003, OntoNotes, WNUT and some others.
    fn default() -> LabelMap {
        // Checked by a test.
        let lines = parse("labels.tsv", include_str!("labels.tsv")).unwrap_or_default();
        LabelMap { file: None, lines }
    }
}

impl LabelMap {
    /// The map in the text of a file of this name, on top of the one that is built in. Each line has a label, a tab and what it
    /// means: a type of names, `PLACE` (`GPE` or `LOC`), `MISC` (`NORP` or `EVENT`), or `-` to drop it. The label `*` stands for all others;
    /// lines that begin with `#` are for people.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] with file and line for a line that says something else.
    pub fn parse(file: &str, text: &str) -> Result<LabelMap> {
        Ok(LabelMap { file: Some(file.to_owned()), lines: parse(file, text)? })
    }

    /// What each of the model's kinds of labels means.
    ///
    /// # Errors
    /// [`ErrorKind::Config`], as [`ClassifierLabels::new`](super::ClassifierLabels::new) says.
    pub(super) fn meanings(&self, kinds: &[&str]) -> Result<Vec<Meaning>> {
        if let Some(file) = &self.file
            && let Some(idle) = self.lines.iter().find(|line| {
                line.label != REST && !kinds.iter().any(|k| k.eq_ignore_ascii_case(&line.label))
            })
        {
            let what = format!(
                "{file}:{}: the model has no label {:?}; it has {}",
                idle.number,
                idle.label,
                kinds.join(", ")
            );
            return Err(Error::new(ErrorKind::Config, what));
        }
        let built_in = LabelMap::default().lines;
        let find = |lines: &[Line], label: &str| {
            lines.iter().find(|l| l.label.eq_ignore_ascii_case(label)).map(|l| l.meaning)
        };
        let rest = find(&self.lines, REST);
        let meaning = |kind: &&str| {
            // A star in a file overrides what is built in.
            find(&self.lines, kind).or(rest).or_else(|| find(&built_in, kind))
        };
        let known: Vec<Option<Meaning>> = kinds.iter().map(meaning).collect();
        let unknown: Vec<&str> =
            kinds.iter().zip(&known).filter(|(_, m)| m.is_none()).map(|(k, _)| *k).collect();
        if !unknown.is_empty() {
            let what = format!(
                "the model has labels that nothing is known of: {}; say what they mean in a file for --ner-labels, one line \
                 each with the label, a tab, and a type or -",
                unknown.join(", ")
            );
            return Err(Error::new(ErrorKind::Config, what));
        }
        let known: Vec<Meaning> = known.into_iter().flatten().collect();
        // Beside labels for cities and countries, a place is one of the others.
        let split = known.contains(&Meaning::Type(EntityType::Gpe));
        let settled = |meaning| match meaning {
            Meaning::Place if split => Meaning::Type(EntityType::Loc),
            other => other,
        };
        Ok(known.into_iter().map(settled).collect())
    }
}

fn parse(file: &str, text: &str) -> Result<Vec<Line>> {
    let mut lines: Vec<Line> = Vec::new();
    for (i, line) in text.lines().enumerate() {
        let wrong =
            |what: String| Error::new(ErrorKind::Config, format!("{file}:{}: {what}", i + 1));
        let line = line.trim_end();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let Some((label, meaning)) = line.split_once('\t').map(|(a, b)| (a.trim(), b.trim()))
        else {
            return Err(wrong(format!("{line:?} is no label, a tab and a type")));
        };
        if lines.iter().any(|l| l.label.eq_ignore_ascii_case(label)) {
            return Err(wrong(format!("{label:?} stands there twice")));
        }
        let meaning = match meaning {
            "-" => Meaning::Dropped,
            "PLACE" => Meaning::Place,
            "MISC" => Meaning::Misc,
            ty => match ty.parse() {
                Ok(ty) if !EntityType::is_value(ty) => Meaning::Type(ty),
                Ok(_) => {
                    let what = format!("{ty} is found by rules, not by a model; write -");
                    return Err(wrong(what));
                }
                Err(_) => {
                    let names = EntityType::ALL.iter().filter(|ty| !ty.is_value());
                    let names: Vec<&str> = names.map(|ty| ty.as_str()).collect();
                    let what = format!("{ty:?} is none of {}, PLACE, MISC, -", names.join(", "));
                    return Err(wrong(what));
                }
            },
        };
        lines.push(Line { number: i + 1, label: label.to_owned(), meaning });
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use EntityType::{Event, Gpe, Loc, Org, Person};

    fn meanings(map: &LabelMap, kinds: &[&str]) -> std::result::Result<Vec<Meaning>, String> {
        map.meanings(kinds).map_err(|error| {
            assert_eq!(error.kind(), ErrorKind::Config);
            error.to_string()
        })
    }

    #[test]
    fn the_usual_labels_need_no_file() {
        let table = parse("labels.tsv", include_str!("labels.tsv")).unwrap();
        assert!(table.len() > 40);
        let map = LabelMap::default();
        let conll = meanings(&map, &["PER", "LOC", "ORG", "MISC"]).unwrap();
        let expected = [Meaning::Type(Person), Meaning::Place, Meaning::Type(Org), Meaning::Misc];
        assert_eq!(conll, expected);
        // Where there are countries and cities, what is called LOC is neither.
        let ontonotes = meanings(&map, &["LOC", "GPE", "CARDINAL"]).unwrap();
        assert_eq!(ontonotes, [Meaning::Type(Loc), Meaning::Type(Gpe), Meaning::Dropped]);
        assert_eq!(meanings(&map, &["creative-work"]).unwrap().len(), 1);
    }

    #[test]
    fn a_file_overrides_and_adds() {
        let text = "# ours\nMISC\tEVENT\nTeam\tORG\n";
        let map = LabelMap::parse("map.tsv", text).unwrap();
        let found = meanings(&map, &["PER", "MISC", "Team"]).unwrap();
        assert_eq!(found, [Meaning::Type(Person), Meaning::Type(Event), Meaning::Type(Org)]);
        let star = LabelMap::parse("map.tsv", "PER\tPERSON\n*\t-\n").unwrap();
        let found = meanings(&star, &["PER", "ORG", "LABEL_7"]).unwrap();
        assert_eq!(found, [Meaning::Type(Person), Meaning::Dropped, Meaning::Dropped]);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (text, said) in [
            ("PER PERSON", "map.tsv:1: \"PER PERSON\" is no label, a tab and a type"),
            ("\nPER\tHUMAN", "map.tsv:2: \"HUMAN\" is none of PERSON, NORP"),
            ("PER\tDATE", "map.tsv:1: DATE is found by rules"),
            ("PER\t-\nper\t-", "map.tsv:2: \"per\" stands there twice"),
        ] {
            let error = LabelMap::parse("map.tsv", text).unwrap_err().to_string();
            assert!(error.starts_with(said), "{error}");
        }
        let map = LabelMap::parse("map.tsv", "PRE\tPERSON").unwrap();
        let error = meanings(&map, &["PER", "ORG"]).unwrap_err();
        assert_eq!(error, "map.tsv:1: the model has no label \"PRE\"; it has PER, ORG");
        let error = meanings(&LabelMap::default(), &["PER", "A", "B"]).unwrap_err();
        assert!(error.contains("nothing is known of: A, B;"), "{error}");
    }
}
