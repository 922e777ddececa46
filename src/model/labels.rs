//! The label lists of a model, parsed into types.

use std::ops::{Index, Range};
use std::str::FromStr;

use crate::doc::{Denotes, Deprel, EntityType, Upos, Xpos};
use crate::error::{Error, ErrorKind, Result};

use super::config::LabelLists;

/// An IOB2 tag: whether a word begins a name, continues one, or stands outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameTag {
    /// In no name.
    Outside,
    /// The first word of a name of this type.
    Begin(EntityType),
    /// A later word of a name of this type.
    Inside(EntityType),
}

impl FromStr for NameTag {
    type Err = Error;

    fn from_str(text: &str) -> Result<NameTag> {
        match text.split_once('-') {
            Some(("B", ty)) => Ok(NameTag::Begin(ty.parse()?)),
            Some(("I", ty)) => Ok(NameTag::Inside(ty.parse()?)),
            None if text == "O" => Ok(NameTag::Outside),
            _ => Err(Error::new(ErrorKind::Input, format!("unknown name tag {text:?}"))),
        }
    }
}

/// How to make a lemma of a word's form: perhaps lower-case it, drop characters at its end, append others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LemmaScript {
    /// Whether the form is lower-cased first.
    pub lower: bool,
    /// Characters (not bytes) dropped from the end.
    pub strip: usize,
    /// What is appended then.
    pub append: String,
}

impl LemmaScript {
    /// The lemma of `form`; `None` if the form has fewer characters than are to be dropped.
    pub fn apply(&self, form: &str) -> Option<String> {
        let mut lemma = if self.lower { form.to_lowercase() } else { form.to_owned() };
        for _ in 0..self.strip {
            lemma.pop()?;
        }
        lemma.push_str(&self.append);
        Some(lemma)
    }
}

impl FromStr for LemmaScript {
    type Err = Error;

    fn from_str(text: &str) -> Result<LemmaScript> {
        let bad = || Error::new(ErrorKind::Input, format!("unknown lemma script {text:?}"));
        let mut parts = text.splitn(3, '|');
        let (Some(case), Some(strip), Some(append)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(bad());
        };
        let lower = match case {
            "l" => true,
            "=" => false,
            _ => return Err(bad()),
        };
        let strip = strip.parse().map_err(|_| bad())?;
        Ok(LemmaScript { lower, strip, append: append.to_owned() })
    }
}

/// One label list; label `i` is scored by the `i`th of the list's columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelList<T> {
    labels: Vec<T>,
    columns: Range<usize>,
}

impl<T> LabelList<T> {
    /// A list whose scores begin at column `first` of their matrix.
    pub fn new(labels: Vec<T>, first: usize) -> LabelList<T> {
        let columns = first..first + labels.len();
        LabelList { labels, columns }
    }

    /// The labels, in the model's order.
    pub fn labels(&self) -> &[T] {
        &self.labels
    }

    /// Where the list's scores stand in a row of [`SentenceScores::token`](super::SentenceScores::token)
    /// (for the dependency relations: in a row of label scores).
    pub fn columns(&self) -> Range<usize> {
        self.columns.clone()
    }

    /// How many labels there are.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is no label; never true of a list in a bundle.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }
}

impl<T: PartialEq> LabelList<T> {
    /// The index of `label`, if the model has it.
    pub fn position(&self, label: &T) -> Option<usize> {
        self.labels.iter().position(|l| l == label)
    }
}

impl<T> Index<usize> for LabelList<T> {
    type Output = T;

    fn index(&self, label: usize) -> &T {
        &self.labels[label]
    }
}

/// Everything that a model can say of a word or an arc.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    /// IOB2 tags of names.
    pub names: LabelList<NameTag>,
    /// What the phrase that a word heads denotes.
    pub denotes: LabelList<Denotes>,
    /// Universal parts of speech.
    pub upos: LabelList<Upos>,
    /// Penn tags.
    pub xpos: LabelList<Xpos>,
    /// Lemma scripts.
    pub lemma: LabelList<LemmaScript>,
    /// Relations of a word to its head; not among the columns of the token scores.
    pub deprels: LabelList<Deprel>,
}

impl Labels {
    /// Parses the lists of a `config.json`.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] naming the list and the label if one is unknown or stands there twice, or a list is empty.
    pub fn parse(lists: &LabelLists) -> Result<Labels> {
        let mut at = 0;
        Ok(Labels {
            names: list("names", &lists.names, &mut at)?,
            denotes: list("denotes", &lists.denotes, &mut at)?,
            upos: list("upos", &lists.upos, &mut at)?,
            xpos: list("xpos", &lists.xpos, &mut at)?,
            lemma: list("lemma", &lists.lemma, &mut at)?,
            deprels: list("deprels", &lists.deprels, &mut 0)?,
        })
    }

    /// How many columns the token scores have: the labels of all lists but the relations.
    pub fn token_columns(&self) -> usize {
        self.lemma.columns.end
    }
}

fn list<T: FromStr<Err = Error> + PartialEq>(
    name: &str,
    texts: &[String],
    at: &mut usize,
) -> Result<LabelList<T>> {
    let model =
        |what: String| Error::new(ErrorKind::Model, format!("config.json: labels.{name}: {what}"));
    if texts.is_empty() {
        return Err(model("the list is empty".into()));
    }
    let mut labels: Vec<T> = Vec::with_capacity(texts.len());
    for text in texts {
        let label = text.parse().map_err(|e: Error| {
            model(format!("{e}; the model was made for another version of this program"))
        })?;
        if labels.contains(&label) {
            return Err(model(format!("{text:?} stands there twice")));
        }
        labels.push(label);
    }
    let out = LabelList::new(labels, *at);
    *at = out.columns.end;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_tags_parse() {
        assert_eq!("O".parse::<NameTag>().unwrap(), NameTag::Outside);
        assert_eq!("B-GPE".parse::<NameTag>().unwrap(), NameTag::Begin(EntityType::Gpe));
        assert_eq!(
            "I-WORK_OF_ART".parse::<NameTag>().unwrap(),
            NameTag::Inside(EntityType::WorkOfArt)
        );
        for bad in ["", "B", "B-", "E-GPE", "B-COUNTRY", "o"] {
            assert!(bad.parse::<NameTag>().is_err(), "{bad}");
        }
    }

    #[test]
    fn lemma_scripts_apply_by_characters() {
        for (script, form, lemma) in [
            ("l|4|go", "went", Some("go")),
            ("=|0|", "Iran", Some("Iran")),
            ("l|0|", "The", Some("the")),
            ("l|1|", "Cafés", Some("café")),
            ("l|3|", "é", None),
            ("=|0||", "a", Some("a|")),
        ] {
            let script: LemmaScript = script.parse().unwrap();
            assert_eq!(script.apply(form).as_deref(), lemma, "{form}");
        }
        for bad in ["", "l", "l|1", "u|1|", "l|x|"] {
            assert!(bad.parse::<LemmaScript>().is_err(), "{bad}");
        }
    }

    #[test]
    fn columns_follow_one_another_and_bad_labels_are_named() {
        let mut lists = LabelLists {
            names: vec!["O".into(), "B-ORG".into()],
            denotes: vec!["none".into()],
            upos: vec!["NOUN".into(), "VERB".into()],
            xpos: vec!["NN".into()],
            lemma: vec!["=|0|".into(), "l|0|".into()],
            deprels: vec!["root".into(), "nsubj".into()],
        };
        let labels = Labels::parse(&lists).unwrap();
        assert_eq!(labels.upos.columns(), 3..5);
        assert_eq!(labels.lemma.columns(), 6..8);
        assert_eq!(labels.deprels.columns(), 0..2);
        assert_eq!(labels.token_columns(), 8);
        assert_eq!(labels.upos.position(&Upos::Verb), Some(1));
        lists.upos.push("VERBS".into());
        let message = Labels::parse(&lists).unwrap_err().to_string();
        assert!(message.contains("labels.upos") && message.contains("VERBS"), "{message}");
        lists.upos.pop();
        lists.upos.push("NOUN".into());
        assert!(Labels::parse(&lists).unwrap_err().to_string().contains("twice"));
    }
}
