//! Label Studio's JSON export, offsets in code points.
//!
//! Of a task with several annotations the first that was not cancelled is read, and the first prediction where there is
//! none. The text is `data.text`, or the one string under `data`; every other field there is metadata.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::form::Labels;
use super::graph::{Graph, Link, Linking, Node};
use super::json_items::{Item, id_of, typed};
use super::located::Located;
use super::unheld::Unheld;
use crate::error::Result;
use crate::format::{OffsetIndex, OffsetUnit};

#[derive(Deserialize)]
struct Task {
    #[serde(default)]
    id: Option<Value>,
    data: Map<String, Value>,
    #[serde(default)]
    annotations: Option<Vec<Annotation>>,
    #[serde(default)]
    predictions: Option<Vec<Annotation>>,
}

#[derive(Deserialize)]
struct Annotation {
    #[serde(default)]
    was_cancelled: Option<bool>,
    result: Vec<Outcome>,
}

#[derive(Deserialize)]
struct Outcome {
    #[serde(default)]
    id: Option<String>,
    #[serde(rename = "type")]
    ty: String,
    #[serde(default)]
    value: Option<Value>,
    #[serde(default)]
    from_id: Option<String>,
    #[serde(default)]
    to_id: Option<String>,
    #[serde(default)]
    direction: Option<String>,
    #[serde(default)]
    labels: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Region {
    start: u64,
    end: u64,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    labels: Option<Vec<String>>,
}

/// A task as an article.
pub(super) fn article(item: Item, number: usize, left_out: &mut Unheld) -> Result<Labels> {
    let origin = item.origin;
    let mut task: Task = typed(item.object?, &origin, "Label Studio task")?;
    let strings: Vec<&String> =
        task.data.iter().filter(|(k, v)| v.is_string() && *k != "id").map(|(key, _)| key).collect();
    let key = match &strings[..] {
        _ if strings.iter().any(|key| *key == "text") => "text".to_owned(),
        [key] => (*key).clone(),
        _ => return Err(origin.error("no string under \"text\" in its data")),
    };
    let Some(Value::String(text)) = task.data.remove(&key) else {
        return Err(origin.error(format!("no string under {key:?} in its data")));
    };
    let mut annotations: Vec<Annotation> = task.annotations.unwrap_or_default();
    let all = annotations.len();
    annotations.retain(|a| a.was_cancelled != Some(true));
    left_out.add("cancelled annotations", all - annotations.len());
    left_out.add("further annotations", annotations.len().saturating_sub(1));
    let predictions = task.predictions.unwrap_or_default();
    let chosen = annotations.into_iter().next().or_else(|| predictions.into_iter().next());
    let located = Located::new(&origin, &text, OffsetUnit::Codepoint);
    let layers = chosen.map(|a| graph(a, &located, left_out)).transpose()?.map(|g| g.layers());
    let (mentions, relations) = layers.unzip();
    let own = task.data.remove("id").as_ref().and_then(id_of);
    let id = own.or_else(|| task.id.as_ref().and_then(id_of));
    // What was written from metadata goes back there.
    let nested = match task.data.remove("meta") {
        Some(Value::Object(meta)) => meta,
        Some(other) => Map::from_iter([("meta".to_owned(), other)]),
        None => Map::new(),
    };
    let mut meta = task.data;
    meta.extend(nested);
    Ok(Labels {
        id: id.unwrap_or_else(|| number.to_string()),
        text,
        meta,
        mentions,
        relations,
        origin,
        ..Labels::default()
    })
}

fn graph(annotation: Annotation, located: &Located, left_out: &mut Unheld) -> Result<Graph> {
    let origin = located.origin;
    let mut graph = Graph::default();
    let mut by_id: BTreeMap<String, Option<usize>> = BTreeMap::new();
    let (links, regions): (Vec<_>, Vec<_>) =
        annotation.result.into_iter().partition(|outcome| outcome.ty == "relation");
    for (i, outcome) in regions.into_iter().enumerate() {
        if outcome.ty != "labels" {
            left_out.add("results of other types", 1);
            continue;
        }
        let what = format!("region {}", outcome.id.clone().unwrap_or_else(|| i.to_string()));
        let region: Region = serde_json::from_value(outcome.value.unwrap_or_default())
            .map_err(|e| origin.error(format!("{what}: {e}")))?;
        let span = located.span(region.start, region.end, &what)?;
        if let Some(written) = &region.text {
            located.agrees(span, written, &what)?;
        }
        let labels = region.labels.unwrap_or_default();
        left_out.add("regions without a label", usize::from(labels.is_empty()));
        let first = graph.nodes.len();
        graph.nodes.extend(labels.iter().map(|label| Node::new(span, label, None)));
        if let Some(id) = outcome.id
            && by_id.insert(id, (!labels.is_empty()).then_some(first)).is_some()
        {
            return Err(origin.error(format!("{what}: the id was used before")));
        }
    }
    for link in links {
        let end = |id: &Option<String>| {
            let id = id.as_deref().unwrap_or_default();
            let found = by_id.get(id).copied();
            found.ok_or_else(|| origin.error(format!("a relation: no region has the id {id:?}")))
        };
        let (Some(mut from), Some(mut to)) = (end(&link.from_id)?, end(&link.to_id)?) else {
            left_out.add("relations of regions without a label", 1);
            continue;
        };
        if link.direction.as_deref() == Some("left") {
            (from, to) = (to, from);
        }
        let labels = link.labels.filter(|labels| !labels.is_empty());
        for label in labels.unwrap_or_else(|| vec!["related".to_owned()]) {
            graph.links.push(Link { from, to, label });
        }
    }
    Ok(graph)
}

/// Articles as tasks with one annotation each, for a project whose `Labels` are named `label` and whose `Text` is named `text`.
pub(super) fn write(articles: &[Labels], linking: Linking, unheld: &mut Unheld) -> Vec<Value> {
    articles
        .iter()
        .map(|article| {
            let index = OffsetIndex::new(&article.text, OffsetUnit::Codepoint);
            let graph = Graph::of(article, linking, unheld);
            let region = |(i, node): (usize, &Node)| {
                json!({
                    "id": format!("r{i}"),
                    "from_name": "label",
                    "to_name": "text",
                    "type": "labels",
                    "value": {
                        "start": index.from_byte(node.span.start()),
                        "end": index.from_byte(node.span.end()),
                        "text": node.span.of(&article.text),
                        "labels": [node.written()],
                    },
                })
            };
            let relation = |link: &Link| {
                json!({
                    "type": "relation",
                    "from_id": format!("r{}", link.from),
                    "to_id": format!("r{}", link.to),
                    "direction": "right",
                    "labels": [link.label],
                })
            };
            let regions = graph.nodes.iter().enumerate().map(region);
            let result: Vec<Value> = regions.chain(graph.links.iter().map(relation)).collect();
            let mut data = json!({"id": article.id, "text": article.text});
            if !article.meta.is_empty() {
                data["meta"] = json!(article.meta);
            }
            let labelled = article.mentions.is_some() || article.relations.is_some();
            let annotations = if labelled { json!([{"result": result}]) } else { json!([]) };
            json!({"data": data, "annotations": annotations})
        })
        .collect()
}
