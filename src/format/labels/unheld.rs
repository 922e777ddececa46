//! What a format has no place for, counted by kind.

use std::collections::BTreeMap;
use std::fmt;

use super::form::{Labels, Relation};
use super::label_format::{LabelFormat, RelationsHeld};
use crate::doc::{MentionKind, Modality, Voice};

/// Counts of what was not held, by kind; printed as `12 relations, 3 nested mentions`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unheld(BTreeMap<&'static str, usize>);

impl Unheld {
    /// Counts `count` more of a kind, which is named in the plural.
    pub fn add(&mut self, kind: &'static str, count: usize) {
        if count > 0 {
            *self.0.entry(kind).or_default() += count;
        }
    }

    /// How many of a kind were counted.
    pub fn count(&self, kind: &str) -> usize {
        self.0.get(kind).copied().unwrap_or(0)
    }

    /// Whether everything was held.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds the counts of another.
    pub fn merge(&mut self, other: &Unheld) {
        for (kind, count) in &other.0 {
            self.add(kind, *count);
        }
    }

    /// Counts the layers and details of an article for which `format` has no place at all. What depends on how things
    /// lie in the text (nested mentions, relations across sentences) is counted by the writers.
    pub(super) fn count_layers(&mut self, article: &Labels, format: LabelFormat) {
        let holds = format.holds();
        let lacks = |held: bool, count: usize| if held { 0 } else { count };
        let numbered = article.id.parse::<usize>().is_ok();
        self.add("ids", lacks(holds.ids || numbered, 1));
        self.add("meta fields", lacks(holds.meta, article.meta.len()));
        let sentences = article.sentences.as_ref().map_or(0, Vec::len);
        self.add("sentences", lacks(holds.sentences, sentences));
        let tokens = article.tokens.as_deref().unwrap_or_default();
        self.add("tokens", lacks(holds.tokens, tokens.len()));
        let parsed = tokens.iter().filter(|t| t.deprel.is_some() || t.upos.is_some()).count();
        self.add("parsed tokens", lacks(holds.trees || !holds.tokens, parsed));
        self.add("entities", lacks(holds.details, article.entities.as_ref().map_or(0, Vec::len)));
        self.add("unknown stretches", article.unknown.len());
        self.add("unasserted pairs", lacks(holds.details, article.unasserted.len()));
        let mentions = article.mentions.as_deref().unwrap_or_default();
        self.add("mentions", lacks(holds.mentions, mentions.len()));
        if holds.mentions && !holds.details {
            for m in mentions {
                self.add("mention kinds", usize::from(m.kind != MentionKind::Name));
                self.add("values", usize::from(m.value.is_some()));
                self.add("scores", usize::from(m.score.is_some()));
            }
        }
        let relations = article.relations.as_deref().unwrap_or_default();
        match holds.relations {
            RelationsHeld::No => self.add("relations", relations.len()),
            RelationsHeld::Whole => {}
            RelationsHeld::Links => {
                relations.iter().for_each(|r| self.count_details(r));
                self.add(
                    "times",
                    relations.iter().filter(|r| matches!(r.time, Some(Some(_)))).count(),
                );
                self.add(
                    "places",
                    relations.iter().filter(|r| matches!(r.place, Some(Some(_)))).count(),
                );
            }
            RelationsHeld::Tuples => relations.iter().for_each(|r| self.count_details(r)),
        }
    }

    /// Counts what a relation says beside predicate and participants.
    fn count_details(&mut self, r: &Relation) {
        self.add("negations", usize::from(r.negated == Some(true)));
        let modal = r.modality.is_some_and(|m| m != Modality::Actual);
        self.add("modalities", usize::from(modal));
        self.add("attributions", usize::from(matches!(r.attribution, Some(Some(_)))));
        self.add("reciprocal marks", usize::from(r.reciprocal == Some(true)));
        self.add("events", usize::from(r.event.is_some()));
        self.add("optional marks", usize::from(r.optional));
        self.add("scores", usize::from(r.score.is_some()));
        let passive = r.predicate.as_ref().is_some_and(|p| p.voice == Some(Voice::Passive));
        self.add("passives", usize::from(passive));
        let arguments = r.subject.iter().chain(&r.object).chain(&r.arguments);
        self.add("heads of arguments", arguments.filter(|a| a.head.is_some()).count());
    }
}

impl fmt::Display for Unheld {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (kind, count)) in self.0.iter().enumerate() {
            let comma = if i > 0 { ", " } else { "" };
            let shown = if *count == 1 { singular(kind) } else { (*kind).to_owned() };
            write!(f, "{comma}{count} {shown}")?;
        }
        Ok(())
    }
}

/// `relations across sentences` as `relation across sentences`.
fn singular(kind: &str) -> String {
    let behind = [
        " of ",
        " without ",
        " whose ",
        " across ",
        " off ",
        " with ",
        " between ",
        " in ",
        " that ",
    ];
    let end = behind.iter().filter_map(|word| kind.find(word)).min().unwrap_or(kind.len());
    let (noun, rest) = kind.split_at(end);
    match (noun.strip_suffix("ies"), noun.strip_suffix('s')) {
        (Some(stem), _) => format!("{stem}y{rest}"),
        (None, Some(stem)) => format!("{stem}{rest}"),
        (None, None) => kind.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_read_as_words() {
        let mut unheld = Unheld::default();
        assert!(unheld.is_empty());
        for (kind, count) in [("relations", 12), ("nested mentions", 1), ("entities", 1), ("x", 0)]
        {
            unheld.add(kind, count);
        }
        unheld.add("phrases off token bounds", 1);
        let shown = "1 entity, 1 nested mention, 1 phrase off token bounds, 12 relations";
        assert_eq!(unheld.to_string(), shown);
    }
}
