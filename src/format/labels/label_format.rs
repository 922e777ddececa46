//! The formats by name, and what they hold.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, ErrorKind, Result};
use crate::format::OffsetUnit;

/// A format of labelled data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LabelFormat {
    /// Records of the output contract, JSONL.
    Records,
    /// Columns of tokens with chunk tags: CoNLL-2003 and its kin.
    Columns,
    /// Treebanks in CoNLL-U.
    Conllu,
    /// brat standoff: a `.txt` with an `.ann` beside it, or a folder of such pairs.
    Brat,
    /// doccano's JSONL for sequence labelling, with or without relations.
    Doccano,
    /// Label Studio's JSON export.
    LabelStudio,
    /// What spaCy's `Doc.to_json` gives, in a list or one a line.
    Spacy,
    /// DyGIE++ (SciERC): sentences of tokens, inclusive token indices that count through the document; JSONL.
    Dygie,
    /// CrossRE: one sentence of tokens a line, inclusive token indices; JSONL.
    CrossRe,
    /// SpERT's JSON, as of CoNLL04: one sentence of tokens an item, half-open token indices.
    Spert,
    /// CaRB's tuples, TSV: sentence, relation, arguments.
    Carb,
    /// PLOVER's gold standard records, JSON with marks in the text; read only.
    Plover,
    /// DWIE articles, JSONL; read only.
    Dwie,
}

/// What a format holds of relations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RelationsHeld {
    /// None.
    No,
    /// Labelled links between two phrases.
    Links,
    /// Words of predicate and arguments.
    Tuples,
    /// All that is known of them.
    Whole,
}

/// The layers that a format has a place for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Holds {
    pub ids: bool,
    pub meta: bool,
    pub sentences: bool,
    pub tokens: bool,
    pub trees: bool,
    pub mentions: bool,
    /// Kinds, values, scores and entities of mentions.
    pub details: bool,
    pub relations: RelationsHeld,
}

impl LabelFormat {
    /// Every format, in the order of their documentation.
    pub const ALL: &'static [LabelFormat] = &[
        LabelFormat::Records,
        LabelFormat::Columns,
        LabelFormat::Conllu,
        LabelFormat::Brat,
        LabelFormat::Doccano,
        LabelFormat::LabelStudio,
        LabelFormat::Spacy,
        LabelFormat::Dygie,
        LabelFormat::CrossRe,
        LabelFormat::Spert,
        LabelFormat::Carb,
        LabelFormat::Plover,
        LabelFormat::Dwie,
    ];

    /// Its name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            LabelFormat::Records => "records",
            LabelFormat::Columns => "columns",
            LabelFormat::Conllu => "conllu",
            LabelFormat::Brat => "brat",
            LabelFormat::Doccano => "doccano",
            LabelFormat::LabelStudio => "label-studio",
            LabelFormat::Spacy => "spacy",
            LabelFormat::Dygie => "dygie",
            LabelFormat::CrossRe => "crossre",
            LabelFormat::Spert => "spert",
            LabelFormat::Carb => "carb",
            LabelFormat::Plover => "plover",
            LabelFormat::Dwie => "dwie",
        }
    }

    /// What its offsets count; `None` where it has token indices or no offsets at all. Records say it themselves.
    pub fn offsets(self) -> Option<OffsetUnit> {
        match self {
            LabelFormat::Records
            | LabelFormat::Brat
            | LabelFormat::Doccano
            | LabelFormat::LabelStudio
            | LabelFormat::Spacy
            | LabelFormat::Dwie => Some(OffsetUnit::Codepoint),
            _ => None,
        }
    }

    /// Whether its articles have ids of their own, by which gold and predictions can be paired.
    pub fn has_ids(self) -> bool {
        self.holds().ids
    }

    /// Whether it can be written.
    pub fn is_written(self) -> bool {
        !matches!(self, LabelFormat::Plover | LabelFormat::Dwie)
    }

    pub(super) fn holds(self) -> Holds {
        let holds = |ids, meta, mentions, relations| Holds {
            ids,
            meta,
            sentences: false,
            tokens: false,
            trees: false,
            mentions,
            details: false,
            relations,
        };
        let tokens = |holds: Holds| Holds { sentences: true, tokens: true, ..holds };
        use RelationsHeld::{Links, No, Tuples, Whole};
        match self {
            LabelFormat::Records => {
                Holds { trees: true, details: true, ..tokens(holds(true, true, true, Whole)) }
            }
            LabelFormat::Columns => tokens(holds(false, false, true, No)),
            LabelFormat::Conllu => Holds { trees: true, ..tokens(holds(true, false, false, No)) },
            LabelFormat::Brat => holds(true, false, true, Links),
            LabelFormat::Doccano | LabelFormat::LabelStudio => holds(true, true, true, Links),
            LabelFormat::Spacy => Holds { trees: true, ..tokens(holds(false, false, true, No)) },
            LabelFormat::Dygie | LabelFormat::CrossRe | LabelFormat::Spert => {
                tokens(holds(true, false, true, Links))
            }
            LabelFormat::Carb => Holds { sentences: true, ..holds(false, false, false, Tuples) },
            LabelFormat::Plover => holds(true, true, false, Links),
            LabelFormat::Dwie => holds(true, false, true, No),
        }
    }
}

impl fmt::Display for LabelFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for LabelFormat {
    type Err = Error;

    fn from_str(text: &str) -> Result<LabelFormat> {
        let found = LabelFormat::ALL.iter().copied().find(|f| f.as_str() == text);
        found.ok_or_else(|| {
            let names: Vec<&str> = LabelFormat::ALL.iter().map(|f| f.as_str()).collect();
            let what = format!("unknown format {text:?}; there are {}", names.join(", "));
            Error::new(ErrorKind::Config, what)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_formats_are_one_to_one() {
        for format in LabelFormat::ALL {
            assert_eq!(format.to_string().parse::<LabelFormat>().expect("a name"), *format);
        }
        assert!("bratt".parse::<LabelFormat>().is_err());
    }
}
