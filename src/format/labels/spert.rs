//! SpERT's JSON, as of CoNLL04: one sentence of tokens an item, half-open token indices, relations between entities by
//! their numbers.

use serde::Deserialize;
use serde_json::{Value, json};

use super::crossre::sentence_id;
use super::form::Labels;
use super::graph::Linking;
use super::json_items::{Item, id_of, typed};
use super::sentence_graphs::{Ends, Reading, by_sentence};
use super::unheld::Unheld;
use crate::error::Result;

#[derive(Deserialize)]
struct Sentence {
    #[serde(default)]
    orig_id: Option<Value>,
    tokens: Vec<String>,
    entities: Vec<Entity>,
    #[serde(default)]
    relations: Option<Vec<Relation>>,
}

#[derive(Deserialize)]
struct Entity {
    #[serde(rename = "type")]
    ty: String,
    start: usize,
    end: usize,
}

#[derive(Deserialize)]
struct Relation {
    #[serde(rename = "type")]
    ty: String,
    head: usize,
    tail: usize,
}

/// A sentence as an article.
pub(super) fn article(item: Item, number: usize, _: &mut Unheld) -> Result<Labels> {
    let origin = item.origin;
    let sentence: Sentence = typed(item.object?, &origin, "SpERT sentence")?;
    let mut reading = Reading::new(&origin);
    reading.sentence(&sentence.tokens)?;
    for entity in &sentence.entities {
        reading.node(entity.start..entity.end, &entity.ty)?;
    }
    for relation in sentence.relations.iter().flatten() {
        reading.link(relation.head, relation.tail, &relation.ty)?;
    }
    let id = sentence.orig_id.as_ref().and_then(id_of);
    let mut labels = reading.finish(id.unwrap_or_else(|| number.to_string()));
    labels.relations = labels.relations.filter(|_| sentence.relations.is_some());
    Ok(labels)
}

/// Articles as sentences: those of an article with several are numbered behind its id.
pub(super) fn write(articles: &[Labels], linking: Linking, unheld: &mut Unheld) -> Vec<Value> {
    let mut items = Vec::new();
    for article in articles {
        let sentences = by_sentence(article, linking, Ends::ByNumber, unheld);
        unheld.add("article bounds", usize::from(sentences.len() > 1));
        for (at, s) in sentences.iter().enumerate() {
            let node = |(tokens, label): &(std::ops::Range<usize>, String)| json!({"type": label, "start": tokens.start, "end": tokens.end});
            let link = |(head, tail, label): &(usize, usize, String)| json!({"type": label, "head": head, "tail": tail});
            items.push(json!({
                "tokens": s.forms,
                "entities": s.nodes.iter().map(node).collect::<Value>(),
                "relations": s.links.iter().map(link).collect::<Value>(),
                "orig_id": sentence_id(article, at, sentences.len()),
            }));
        }
    }
    items
}
