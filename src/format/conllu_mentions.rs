//! Mentions and entities of treebanks that have them in brackets: GUM and CorefUD.
//!
//! `Entity=(7-person-new-nnnns-cf2-1,2-coref` opens a mention of entity 7 at its first word, `7)` closes it at its last, and
//! brackets nest. `# global.Entity = GRP-etype-…` says what the parts between the hyphens are; the last part may have hyphens
//! of its own.

use std::collections::BTreeMap;
use std::ops::Range;

use super::conllu::{TreebankDocument, TreebankSentence};
use crate::error::{Error, ErrorKind, Result};

/// A mention of a treebank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreebankMention {
    /// Index of its sentence.
    pub sentence: usize,
    /// Its words, as a half-open range of indices in the sentence; never empty.
    pub words: Range<usize>,
    /// The words that it cannot do without, its head or the heads of its conjuncts, as indices in the sentence; empty where
    /// the treebank does not say.
    pub heads: Vec<usize>,
    /// Which entity it is of: a number in the document, from 0, by first mention.
    pub entity: usize,
    /// What the treebank says it denotes; empty where it does not.
    pub label: String,
}

/// The mentions of a document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TreebankMentions {
    /// In text order, of two with one first word the longer before the shorter.
    pub mentions: Vec<TreebankMention>,
    /// How many were left out because they have gaps.
    pub discontinuous: usize,
}

/// Where the parts of a bracket stand.
struct Fields {
    count: usize,
    entity: usize,
    label: Option<usize>,
    heads: Option<usize>,
}

/// A bracket that is not closed yet.
struct Open<'a> {
    start: usize,
    parts: Vec<&'a str>,
}

/// Reads the brackets of a document; `name` is what messages call the file.
///
/// # Errors
/// [`ErrorKind::Input`], naming file and line of the sentence, for brackets that are not closed in their sentence or never
/// opened, and heads outside their mention.
pub fn mentions(document: &TreebankDocument, name: &str) -> Result<TreebankMentions> {
    let fields = Fields::of(&document.entity_fields);
    let mut found = TreebankMentions::default();
    let mut entities: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, sentence) in document.sentences.iter().enumerate() {
        let bad = |what: String| {
            Error::new(ErrorKind::Input, format!("{name}:{}: {what}", sentence.line))
        };
        let closed = closed(sentence, &fields).map_err(bad)?;
        for (open, end) in closed {
            let id = open.parts.get(fields.entity).copied().unwrap_or_default();
            if let Some((_, part)) = id.split_once('[') {
                // `7[1/2]` is the first of two parts.
                found.discontinuous += usize::from(part.starts_with("1/"));
                continue;
            }
            let words = open.start..end;
            let part = |at: Option<usize>| {
                at.and_then(|at| open.parts.get(at)).copied().unwrap_or_default()
            };
            let heads = heads(part(fields.heads), &words).ok_or_else(|| {
                bad(format!("the head {:?} of a mention of {id:?} is outside", part(fields.heads)))
            })?;
            let next = entities.len();
            let entity = *entities.entry(id).or_insert(next);
            let label = part(fields.label).to_owned();
            found.mentions.push(TreebankMention { sentence: index, words, heads, entity, label });
        }
    }
    Ok(found)
}

impl Fields {
    fn of(names: &[String]) -> Fields {
        let at = |known: &[&str]| names.iter().position(|name| known.contains(&name.as_str()));
        if names.is_empty() {
            return Fields { count: usize::MAX, entity: 0, label: Some(1), heads: None };
        }
        Fields {
            count: names.len(),
            entity: at(&["GRP", "eid"]).unwrap_or(0),
            label: at(&["etype"]),
            heads: at(&["minspan", "head"]),
        }
    }
}

/// The brackets of a sentence with the index past their last word, in text order; or what is wrong with them.
fn closed<'a>(
    sentence: &'a TreebankSentence,
    fields: &Fields,
) -> std::result::Result<Vec<(Open<'a>, usize)>, String> {
    let mut open: BTreeMap<&str, Vec<Open>> = BTreeMap::new();
    let mut closed = Vec::new();
    for (i, word) in sentence.words.iter().enumerate() {
        let mut rest = word.brackets.as_str();
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix('(') {
                let end = after.find(['(', ')']).unwrap_or(after.len());
                let parts: Vec<&str> = after[..end].splitn(fields.count, '-').collect();
                let id = parts.get(fields.entity).copied().unwrap_or_default();
                let bracket = Open { start: i, parts };
                rest = &after[end..];
                match rest.strip_prefix(')') {
                    Some(beyond) => {
                        closed.push((bracket, i + 1));
                        rest = beyond;
                    }
                    None => open.entry(id).or_default().push(bracket),
                }
            } else if let Some((id, after)) = rest.split_once(')') {
                let bracket = open.get_mut(id).and_then(Vec::pop);
                let bracket = bracket.ok_or_else(|| format!("{id:?} is closed and not open"))?;
                closed.push((bracket, i + 1));
                rest = after;
            } else {
                return Err(format!("{rest:?} is no bracket of an entity"));
            }
        }
    }
    if let Some((id, _)) = open.iter().find(|(_, brackets)| !brackets.is_empty()) {
        return Err(format!("the bracket of {id:?} is not closed in its sentence"));
    }
    closed.sort_by_key(|(bracket, end)| (bracket.start, std::cmp::Reverse(*end)));
    Ok(closed)
}

/// `1,3` as words of the sentence; numbers count the words of the mention, from 1. `None` for one outside.
fn heads(written: &str, words: &Range<usize>) -> Option<Vec<usize>> {
    let numbers = written.split(',').map(str::trim).filter(|n| !n.is_empty());
    let inside = |n: &str| n.parse::<usize>().ok().filter(|n| (1..=words.len()).contains(n));
    numbers.map(|n| inside(n).map(|n| words.start + n - 1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::conllu::parse_conllu;

    /// A document of words `FORM/BRACKETS`, a line a sentence.
    fn document(fields: &str, sentences: &[&str]) -> TreebankDocument {
        let mut content = format!("# newdoc id = d\n# global.Entity = {fields}\n");
        for sentence in sentences {
            for (i, word) in sentence.split(' ').enumerate() {
                let (form, brackets) = word.split_once('/').unwrap_or((word, ""));
                let misc =
                    if brackets.is_empty() { "_".into() } else { format!("A=b|Entity={brackets}") };
                let head = usize::from(i > 0);
                content
                    .push_str(&format!("{}\t{form}\t_\tX\tX\t_\t{head}\tdep\t_\t{misc}\n", i + 1));
            }
            content.push('\n');
        }
        parse_conllu(&content, "f").expect("a good file").remove(0)
    }

    /// `text of words: heads label entity`.
    fn shown(document: &TreebankDocument) -> Vec<String> {
        let found = mentions(document, "f").expect("good brackets");
        let show = |m: &TreebankMention| {
            let words = &document.sentences[m.sentence].words;
            let forms = |at: &mut dyn Iterator<Item = usize>| -> String {
                at.map(|i| words[i].form.as_str()).collect::<Vec<_>>().join(" ")
            };
            let (all, heads) = (forms(&mut m.words.clone()), forms(&mut m.heads.iter().copied()));
            format!("{all}: {heads} {} {}", m.label, m.entity)
        };
        found.mentions.iter().map(show).collect()
    }

    #[test]
    fn brackets_nest_and_entities_go_on_over_sentences() {
        let d = document(
            "GRP-etype-infstat-minspan-identity",
            &[
                "the/(12-person-new-2 head of the/(3-place-new-3-A-B port town/3)12)",
                "He/(12-person-giv-1) left/(x-event-new)",
            ],
        );
        assert_eq!(
            shown(&d),
            [
                "the head of the port town: head person 0",
                "the port town: town place 1",
                "He: He person 0",
                "left:  event 2",
            ]
        );
    }

    #[test]
    fn an_entity_may_stand_inside_itself() {
        let d = document("eid-etype-head", &["a/(e1-person-2(e1-person-1) b/e1)"]);
        assert_eq!(shown(&d), ["a b: b person 0", "a: a person 0"]);
    }

    #[test]
    fn mentions_with_gaps_are_counted() {
        let d = document(
            "eid-etype-head",
            &["a/(e1[1/2]-person-1) b/(e2-place-1) c/(e1[2/2]-person-1)"],
        );
        let found = mentions(&d, "f").expect("good brackets");
        assert_eq!((found.mentions.len(), found.discontinuous), (1, 1));
    }

    #[test]
    fn broken_brackets_are_named_with_their_line() {
        for (sentence, complaint) in [
            ("a/(1-person b", "f:3: the bracket of \"1\" is not closed in its sentence"),
            ("a b/1)", "f:3: \"1\" is closed and not open"),
            ("a/1", "f:3: \"1\" is no bracket of an entity"),
            ("a/(1-person-2)", "f:3: the head \"2\" of a mention of \"1\" is outside"),
        ] {
            let d = document("eid-etype-head", &[sentence]);
            assert_eq!(mentions(&d, "f").expect_err("broken").to_string(), complaint);
        }
    }
}
