//! The labels of a token classifier, whatever their scheme.

use super::label_map::{LabelMap, Meaning};
use crate::error::{Error, ErrorKind, Result};

/// Where in a name a label puts its token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// `B-`: its first.
    Begin,
    /// `I-`, or no prefix at all: in it, and its first where none of the type stands before.
    Inside,
    /// `E-` or `L-`: its last.
    End,
    /// `S-` or `U-`: all of it.
    Single,
}

/// One label that stands for a name's token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ClassifierTag {
    pub place: Place,
    /// Index of the label without its place, as labels of one model have it.
    pub kind: usize,
}

/// The labels of a model in the order of its columns, and what they mean.
///
/// Understood are labels with and without places: `PER`; `B-PER`, `I-PER` (in either of the two senses of `B`); and with
/// the ends marked, as `E-`, `S-` or as `L-`, `U-`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassifierLabels {
    /// `None` for what stands outside every name.
    tags: Vec<Option<ClassifierTag>>,
    meanings: Vec<Meaning>,
}

impl ClassifierLabels {
    /// The labels of a model's `config.json`, in order, under a map.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] if there are none, or all stand outside of names; [`ErrorKind::Config`] if the map does not know some
    /// of them (all are listed) or speaks of some that the model does not have.
    pub fn new(labels: &[String], map: &LabelMap) -> Result<ClassifierLabels> {
        let mut kinds: Vec<&str> = Vec::new();
        let mut tags = Vec::with_capacity(labels.len());
        for label in labels {
            tags.push(split(label).map(|(place, kind)| {
                let index = kinds.iter().position(|k| *k == kind).unwrap_or_else(|| {
                    kinds.push(kind);
                    kinds.len() - 1
                });
                ClassifierTag { place, kind: index }
            }));
        }
        if kinds.is_empty() {
            let what = format!("config.json: no label of {labels:?} stands for a name");
            return Err(Error::new(ErrorKind::Model, what));
        }
        Ok(ClassifierLabels { tags, meanings: map.meanings(&kinds)? })
    }

    /// How many labels there are.
    pub fn len(&self) -> usize {
        self.tags.len()
    }

    /// Whether there is none; never true.
    pub fn is_empty(&self) -> bool {
        self.tags.is_empty()
    }

    /// What the label of a column says; `None` if it stands outside every name.
    pub(super) fn tag(&self, column: usize) -> Option<&ClassifierTag> {
        self.tags.get(column).and_then(Option::as_ref)
    }

    /// What labels of a kind mean.
    pub(super) fn meaning(&self, kind: usize) -> Meaning {
        self.meanings.get(kind).copied().unwrap_or(Meaning::Dropped)
    }
}

/// A label's place and kind; `None` for `O`.
fn split(label: &str) -> Option<(Place, &str)> {
    if label == "O" {
        return None;
    }
    let place = |letter| match letter {
        'B' => Some(Place::Begin),
        'I' | 'M' => Some(Place::Inside),
        'E' | 'L' => Some(Place::End),
        'S' | 'U' => Some(Place::Single),
        _ => None,
    };
    let mut characters = label.chars();
    if let (Some(letter), Some('-' | '_')) = (characters.next(), characters.next())
        && let Some(place) = place(letter)
        && !characters.as_str().is_empty()
    {
        return Some((place, characters.as_str()));
    }
    Some((Place::Inside, label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_every_scheme() {
        for (label, expected) in [
            ("O", None),
            ("PER", Some((Place::Inside, "PER"))),
            ("B-PER", Some((Place::Begin, "PER"))),
            ("I-creative-work", Some((Place::Inside, "creative-work"))),
            ("E-LOC", Some((Place::End, "LOC"))),
            ("L-LOC", Some((Place::End, "LOC"))),
            ("S-ORG", Some((Place::Single, "ORG"))),
            ("U-ORG", Some((Place::Single, "ORG"))),
            ("B_WORK_OF_ART", Some((Place::Begin, "WORK_OF_ART"))),
            // No letter of a place before the dash.
            ("EVENT", Some((Place::Inside, "EVENT"))),
            ("X-ORG", Some((Place::Inside, "X-ORG"))),
        ] {
            assert_eq!(split(label), expected, "{label}");
        }
    }

    #[test]
    fn unknown_labels_are_all_listed() {
        let labels = ["O", "B-PER", "LABEL_1", "LABEL_2"].map(str::to_owned);
        let error = ClassifierLabels::new(&labels, &LabelMap::default()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        let said = error.to_string();
        assert!(said.contains("LABEL_1, LABEL_2") && !said.contains("PER"), "{said}");
        let none = ClassifierLabels::new(&["O".to_owned()], &LabelMap::default()).unwrap_err();
        assert_eq!(none.kind(), ErrorKind::Model);
    }
}
