//! CrossRE: one sentence of tokens a line, token indices with inclusive ends, relations with notes of their annotators.

use serde::Deserialize;
use serde_json::{Value, json};

use super::dygie::typed_parts;
use super::form::Labels;
use super::graph::Linking;
use super::json_items::{Item, id_of, typed};
use super::sentence_graphs::{Ends, Reading, by_sentence};
use super::unheld::Unheld;
use crate::error::Result;

#[derive(Deserialize)]
struct Sentence {
    #[serde(default)]
    doc_key: Option<Value>,
    sentence: Vec<String>,
    #[serde(default)]
    ner: Option<Vec<Value>>,
    #[serde(default)]
    relations: Option<Vec<Value>>,
}

/// A sentence as an article. Explanations, uncertainty and syntax marks of relations are passed over.
pub(super) fn article(item: Item, number: usize, left_out: &mut Unheld) -> Result<Labels> {
    let origin = item.origin;
    let sentence: Sentence = typed(item.object?, &origin, "CrossRE sentence")?;
    let mut reading = Reading::new(&origin);
    reading.sentence(&sentence.sentence)?;
    for span in sentence.ner.iter().flatten() {
        let (ends, label) = typed_parts(span, 2).ok_or_else(|| {
            origin.error(format!("{span} under \"ner\" is no [start, end, label]"))
        })?;
        reading.node(ends[0]..ends[1].saturating_add(1), label)?;
    }
    for relation in sentence.relations.iter().flatten() {
        let (ends, label) = typed_parts(relation, 4).ok_or_else(|| {
            let what = "is no [start, end, start, end, label]";
            origin.error(format!("{relation} under \"relations\" {what}"))
        })?;
        let told = |v: &&Value| match v {
            Value::String(text) => !text.is_empty(),
            Value::Bool(flag) => *flag,
            _ => false,
        };
        let notes = relation.as_array().into_iter().flatten().skip(5).filter(told);
        left_out.add("annotators' notes", notes.count());
        let tokens = |i: usize| ends[i]..ends[i + 1].saturating_add(1);
        reading.link_tokens(tokens(0), tokens(2), label)?;
    }
    let id = sentence.doc_key.as_ref().and_then(id_of);
    let mut labels = reading.finish(id.unwrap_or_else(|| number.to_string()));
    labels.mentions = labels.mentions.filter(|_| sentence.ner.is_some());
    labels.relations = labels.relations.filter(|_| sentence.relations.is_some());
    Ok(labels)
}

/// Articles as sentences: those of an article with several are numbered behind its id.
pub(super) fn write(articles: &[Labels], linking: Linking, unheld: &mut Unheld) -> Vec<Value> {
    let mut items = Vec::new();
    for article in articles {
        let sentences = by_sentence(article, linking, Ends::ByTokens, unheld);
        unheld.add("article bounds", usize::from(sentences.len() > 1));
        for (at, s) in sentences.iter().enumerate() {
            let node = |(tokens, label): &(std::ops::Range<usize>, String)| {
                json!([tokens.start, tokens.end - 1, label])
            };
            let link = |(from, to, label): &(usize, usize, String)| {
                let (a, b) = (&s.nodes[*from].0, &s.nodes[*to].0);
                json!([a.start, a.end - 1, b.start, b.end - 1, label, "", false, false])
            };
            items.push(json!({
                "doc_key": sentence_id(article, at, sentences.len()),
                "sentence": s.forms,
                "ner": s.nodes.iter().map(node).collect::<Value>(),
                "relations": s.links.iter().map(link).collect::<Value>(),
            }));
        }
    }
    items
}

/// The id of a sentence of an article.
pub(super) fn sentence_id(article: &Labels, at: usize, count: usize) -> String {
    if count == 1 { article.id.clone() } else { format!("{}-{}", article.id, at + 1) }
}
