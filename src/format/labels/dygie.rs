//! DyGIE++ and SciERC: sentences of tokens; token indices count through the document, and ends are inclusive.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::form::Labels;
use super::graph::Linking;
use super::json_items::{Item, id_of, typed};
use super::sentence_graphs::{Ends, Reading, by_sentence};
use super::unheld::Unheld;
use crate::error::Result;

#[derive(Deserialize)]
struct Document {
    #[serde(default)]
    doc_key: Option<Value>,
    sentences: Vec<Vec<String>>,
    #[serde(default)]
    ner: Option<Vec<Vec<Value>>>,
    #[serde(default)]
    relations: Option<Vec<Vec<Value>>>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

/// A document as an article. Clusters and events are passed over; so are the scores of predicted files.
pub(super) fn article(item: Item, number: usize, left_out: &mut Unheld) -> Result<Labels> {
    let origin = item.origin;
    let document: Document = typed(item.object?, &origin, "DyGIE document")?;
    for (key, kind) in [("clusters", "clusters"), ("events", "events")] {
        let items = document.rest.get(key).and_then(Value::as_array);
        let count = |items: &Vec<Value>| match key {
            "events" => items.iter().filter_map(Value::as_array).map(Vec::len).sum(),
            _ => items.len(),
        };
        left_out.add(kind, items.map_or(0, count));
    }
    let mut reading = Reading::new(&origin);
    for sentence in &document.sentences {
        reading.sentence(sentence)?;
    }
    for span in document.ner.iter().flatten().flatten() {
        let (start, end, label) =
            typed_parts(span, 2).map(|(ends, label)| (ends[0], ends[1], label)).ok_or_else(
                || origin.error(format!("{span} under \"ner\" is no [start, end, label]")),
            )?;
        reading.node(start..end.saturating_add(1), label)?;
    }
    for relation in document.relations.iter().flatten().flatten() {
        let (ends, label) = typed_parts(relation, 4).ok_or_else(|| {
            let what = "is no [start, end, start, end, label]";
            origin.error(format!("{relation} under \"relations\" {what}"))
        })?;
        let tokens = |i: usize| ends[i]..ends[i + 1].saturating_add(1);
        reading.link_tokens(tokens(0), tokens(2), label)?;
    }
    let id = document.doc_key.as_ref().and_then(id_of);
    let mut labels = reading.finish(id.unwrap_or_else(|| number.to_string()));
    labels.mentions = labels.mentions.filter(|_| document.ner.is_some());
    labels.relations = labels.relations.filter(|_| document.relations.is_some());
    Ok(labels)
}

/// A list of `count` token indices and a label; what predictors write behind is not looked at.
pub(super) fn typed_parts(value: &Value, count: usize) -> Option<(Vec<usize>, &str)> {
    let list = value.as_array()?;
    let number = |v: &Value| usize::try_from(v.as_u64()?).ok();
    let numbers: Option<Vec<usize>> = list.get(..count)?.iter().map(number).collect();
    Some((numbers?, list.get(count)?.as_str()?))
}

/// Articles as documents.
pub(super) fn write(articles: &[Labels], linking: Linking, unheld: &mut Unheld) -> Vec<Value> {
    articles
        .iter()
        .map(|article| {
            let sentences = by_sentence(article, linking, Ends::ByTokens, unheld);
            let tokens = sentences.iter().map(|s| json!(s.forms)).collect::<Vec<_>>();
            let mut document = json!({"doc_key": article.id, "sentences": tokens});
            let ner = sentences.iter().map(|s| {
                let node = |(tokens, label): &(std::ops::Range<usize>, String)| {
                    json!([s.first + tokens.start, s.first + tokens.end - 1, label])
                };
                s.nodes.iter().map(node).collect::<Value>()
            });
            if article.mentions.is_some() || article.relations.is_some() {
                document["ner"] = ner.collect();
            }
            if article.relations.is_some() {
                let relations = sentences.iter().map(|s| {
                    let link = |(from, to, label): &(usize, usize, String)| {
                        let (a, b) = (&s.nodes[*from].0, &s.nodes[*to].0);
                        let (a0, a1) = (s.first + a.start, s.first + a.end - 1);
                        let (b0, b1) = (s.first + b.start, s.first + b.end - 1);
                        json!([a0, a1, b0, b1, label])
                    };
                    s.links.iter().map(link).collect::<Value>()
                });
                document["relations"] = relations.collect();
            }
            document
        })
        .collect()
}
