//! doccano's JSONL, offsets in code points: `label` (or `labels`) as `[start, end, label]`, or `entities` with `relations`.
//! Every other field is metadata.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::form::{Labels, Mention};
use super::graph::{Graph, Link, Linking, Node};
use super::json_items::{Item, id_of, typed};
use super::located::Located;
use super::unheld::Unheld;
use crate::error::Result;
use crate::format::{OffsetIndex, OffsetUnit};

#[derive(Deserialize)]
struct Example {
    #[serde(default)]
    id: Option<Value>,
    text: String,
    #[serde(default, alias = "labels")]
    label: Option<Vec<(u64, u64, String)>>,
    #[serde(default)]
    entities: Option<Vec<Entity>>,
    #[serde(default)]
    relations: Option<Vec<Relation>>,
    #[serde(default)]
    meta: Option<Map<String, Value>>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

#[derive(Deserialize)]
struct Entity {
    id: Value,
    label: String,
    start_offset: u64,
    end_offset: u64,
}

#[derive(Deserialize)]
struct Relation {
    from_id: Value,
    to_id: Value,
    #[serde(rename = "type", alias = "label")]
    ty: String,
}

/// An example as an article.
pub(super) fn article(item: Item, number: usize, left_out: &mut Unheld) -> Result<Labels> {
    let origin = item.origin;
    let mut example: Example = typed(item.object?, &origin, "doccano example")?;
    // Comments of annotators are about the labels, not about the article.
    for key in ["Comments", "comments"] {
        let comments = example.rest.remove(key);
        let count = comments.as_ref().and_then(Value::as_array).map_or(0, Vec::len);
        left_out.add("comments", count);
    }
    let located = Located::new(&origin, &example.text, OffsetUnit::Codepoint);
    let mut graph = Graph::default();
    let mut by_id: BTreeMap<String, usize> = BTreeMap::new();
    for (i, (start, end, label)) in example.label.iter().flatten().enumerate() {
        let span = located.span(*start, *end, &format!("label {i}"))?;
        graph.nodes.push(Node::new(span, label, None));
    }
    for (i, entity) in example.entities.iter().flatten().enumerate() {
        let what = format!("entity {}", entity.id);
        let span = located.span(entity.start_offset, entity.end_offset, &what)?;
        let node = graph.nodes.len();
        graph.nodes.push(Node::new(span, &entity.label, None));
        if by_id.insert(entity.id.to_string(), node).is_some() {
            return Err(origin.error(format!("{what} (number {i}): the id was used before")));
        }
    }
    for relation in example.relations.iter().flatten() {
        let end = |id: &Value| {
            let found = by_id.get(&id.to_string()).copied();
            found.ok_or_else(|| {
                origin.error(format!("relation {:?}: no entity has the id {id}", relation.ty))
            })
        };
        let (from, to) = (end(&relation.from_id)?, end(&relation.to_id)?);
        graph.links.push(Link { from, to, label: relation.ty.clone() });
    }
    let (mentions, relations) = graph.layers();
    let labelled = example.label.is_some() || example.entities.is_some();
    let mut meta = example.meta.unwrap_or_default();
    meta.extend(example.rest);
    Ok(Labels {
        id: example.id.as_ref().and_then(id_of).unwrap_or_else(|| number.to_string()),
        text: example.text,
        meta,
        mentions: labelled.then_some(mentions),
        relations: (example.relations.is_some() || !relations.is_empty()).then_some(relations),
        origin,
        ..Labels::default()
    })
}

/// Articles as examples: with `entities` and `relations` if any of them has relations, else with `label`.
pub(super) fn write(articles: &[Labels], linking: Linking, unheld: &mut Unheld) -> Vec<Value> {
    let related = articles.iter().any(|article| article.relations.is_some());
    articles
        .iter()
        .map(|article| {
            let index = OffsetIndex::new(&article.text, OffsetUnit::Codepoint);
            let offset = |byte: usize| index.from_byte(byte);
            let mut example = json!({"id": article.id, "text": article.text});
            if !article.meta.is_empty() {
                example["meta"] = json!(article.meta);
            }
            if !related {
                let label =
                    |m: &Mention| json!([offset(m.span.start()), offset(m.span.end()), m.label]);
                let mentions = article.mentions.as_ref();
                if let Some(mentions) = mentions {
                    example["label"] = mentions.iter().map(label).collect();
                }
                return example;
            }
            let graph = Graph::of(article, linking, unheld);
            let entities = graph.nodes.iter().enumerate().map(|(id, node)| {
                json!({
                    "id": id,
                    "label": node.written(),
                    "start_offset": offset(node.span.start()),
                    "end_offset": offset(node.span.end()),
                })
            });
            example["entities"] = entities.collect();
            let relations = graph.links.iter().enumerate().map(|(id, link)| {
                json!({"id": id, "from_id": link.from, "to_id": link.to, "type": link.label})
            });
            example["relations"] = relations.collect();
            example
        })
        .collect()
}
