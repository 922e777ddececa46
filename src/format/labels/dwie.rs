//! DWIE articles: mentions in code points, types at their concepts.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::form::{Labels, Mention};
use super::json_items::{Item, typed};
use super::located::Located;
use super::unheld::Unheld;
use crate::doc::{EntityType, Span};
use crate::error::Result;
use crate::format::OffsetUnit;
use crate::format::record::Entity;

#[derive(Deserialize)]
struct DwieArticle {
    id: String,
    text: String,
    mentions: Vec<DwieMention>,
    concepts: Vec<DwieConcept>,
    #[serde(default)]
    relations: Option<Vec<serde_json::Value>>,
}

#[derive(Deserialize)]
struct DwieMention {
    start: u64,
    end: u64,
    concept: u64,
}

#[derive(Deserialize)]
struct DwieConcept {
    concept: u64,
    #[serde(default)]
    types: Option<Vec<String>>,
}

/// What DWIE's types say about a mention.
enum DwieKind {
    Name(EntityType),
    /// A role, a time, an amount: no name.
    Other,
    /// Nothing that tells.
    Unknown,
}

/// An article with its names, the outermost of nested ones, in our types, and its concepts as far as they are named, as
/// entities. Relations, which hold between concepts, are passed over.
pub(super) fn article(item: Item, _: usize, left_out: &mut Unheld) -> Result<Labels> {
    let origin = item.origin;
    let article: DwieArticle = typed(item.object?, &origin, "DWIE article")?;
    let located = Located::new(&origin, &article.text, OffsetUnit::Codepoint);
    let (mut names, mut unknown) = (Vec::new(), Vec::new());
    for (i, m) in article.mentions.iter().enumerate() {
        let what = format!("mention {i}");
        let (start, end) =
            (located.byte(m.start, &what, "start")?, located.byte(m.end, &what, "end")?);
        let Some(span) = trimmed(&article.text, start, end) else { continue };
        let concept = article.concepts.iter().find(|c| c.concept == m.concept);
        let types = concept.and_then(|c| c.types.as_ref());
        let types: BTreeSet<&str> = types.into_iter().flatten().map(String::as_str).collect();
        match dwie_kind(&types) {
            DwieKind::Name(ty) => names.push((span, ty, m.concept)),
            DwieKind::Other => left_out.add("mentions without a name", 1),
            DwieKind::Unknown => unknown.push(span),
        }
    }
    // A name inside a name does not count; the order of spans puts the longer one first.
    names.sort();
    let (mut reach, all) = (0, names.len());
    names.retain(|(span, ..)| {
        let outside = span.start() >= reach;
        reach = reach.max(span.end());
        outside
    });
    left_out.add("names inside names", all - names.len());
    left_out.add("relations of concepts", article.relations.map_or(0, |r| r.len()));
    let mut entities: Vec<Entity> = Vec::new();
    let mut of_concept: BTreeMap<u64, usize> = BTreeMap::new();
    let mut mentions = Vec::with_capacity(names.len());
    for (i, (span, ty, concept)) in names.iter().enumerate() {
        let entity = *of_concept.entry(*concept).or_insert_with(|| {
            let name = span.of(&article.text).to_owned();
            entities.push(Entity {
                name,
                ty: *ty,
                country: None,
                role: None,
                mentions: Vec::new(),
            });
            entities.len() - 1
        });
        entities[entity].mentions.push(i);
        mentions.push(Mention { entity: Some(entity), ..Mention::new(*span, ty.as_str()) });
    }
    Ok(Labels {
        id: article.id,
        mentions: Some(mentions),
        entities: Some(entities),
        unknown: unknown.into_iter().flat_map(|u| without(u, &names)).collect(),
        text: article.text,
        origin,
        ..Labels::default()
    })
}

fn dwie_kind(types: &BTreeSet<&str>) -> DwieKind {
    let has = |names: &[&str]| names.iter().any(|name| types.contains(name));
    if has(&["role", "time", "money"]) {
        return DwieKind::Other;
    }
    // `gpe0-x`, `loc-x`, `religion-x`: adjectives and peoples.
    if has(&["ethnicity"]) || types.iter().any(|t| t.ends_with("-x")) {
        return DwieKind::Name(EntityType::Norp);
    }
    let by_type: [(&[&str], EntityType); 10] = [
        (&["person"], EntityType::Person),
        (&["organization"], EntityType::Org),
        (&["gpe"], EntityType::Gpe),
        (&["facility"], EntityType::Fac),
        (&["location"], EntityType::Loc),
        (&["event"], EntityType::Event),
        (&["gpe0", "gpe1", "gpe2"], EntityType::Gpe),
        (&["treaty"], EntityType::Law),
        (&["work_of_art", "award"], EntityType::WorkOfArt),
        (&["product", "military_equipment"], EntityType::Product),
    ];
    by_type
        .iter()
        .find(|(names, _)| has(names))
        .map_or(DwieKind::Unknown, |(_, ty)| DwieKind::Name(*ty))
}

/// DWIE's spans take in articles, possessives and quotation marks at times.
fn trimmed(text: &str, mut start: usize, mut end: usize) -> Option<Span> {
    while text.get(start..end).is_some_and(|t| t.starts_with("the ")) {
        start += "the ".len();
    }
    for possessive in ["'s", "’s"] {
        if text.get(start..end).is_some_and(|t| t.ends_with(possessive)) {
            end -= possessive.len();
            break;
        }
    }
    let inside = text.get(start..end)?;
    let left = inside.trim_start_matches(|c: char| !(c.is_alphanumeric() || "#.".contains(c)));
    let both = left.trim_end_matches(|c: char| !(c.is_alphanumeric() || ".)%".contains(c)));
    let start = start + (inside.len() - left.len());
    (!both.is_empty()).then(|| Span::new(start, start + both.len()))
}

/// The parts of `stretch` that no name covers.
fn without(stretch: Span, names: &[(Span, EntityType, u64)]) -> Vec<Span> {
    let mut parts = Vec::new();
    let mut at = stretch.start();
    for (name, ..) in names.iter().filter(|(name, ..)| name.overlaps(stretch)) {
        if name.start() > at {
            parts.push(Span::new(at, name.start()));
        }
        at = at.max(name.end());
    }
    if at < stretch.end() {
        parts.push(Span::new(at, stretch.end()));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::labels::{LabelFormat, ReadOptions, parse};

    #[test]
    fn types_stand_at_concepts() {
        let line = r##"{"id": "d", "text": "«The Duma's chief and the EU Summit met ‘Ünal’. Duma.",
            "mentions": [{"start": 5, "end": 11, "concept": 0}, {"start": 12, "end": 17, "concept": 1},
                {"start": 22, "end": 35, "concept": 2}, {"start": 26, "end": 28, "concept": 0},
                {"start": 40, "end": 46, "concept": 3}, {"start": 48, "end": 52, "concept": 0}],
            "concepts": [{"concept": 0, "types": ["organization"]}, {"concept": 1, "types": ["role"]},
                {"concept": 2, "types": ["entity"]}, {"concept": 3, "types": ["person"]}]}"##;
        let read = parse(line, "f", LabelFormat::Dwie, &ReadOptions::default()).expect("JSON");
        let read = read.strict().expect("a good article");
        let article = &read.articles[0];
        let of = |span: Span| span.of(&article.text);
        let names: Vec<(&str, &str)> =
            article.mentions.iter().flatten().map(|m| (of(m.span), m.label.as_str())).collect();
        let person = ("Ünal", "PERSON");
        assert_eq!(names, [("Duma", "ORG"), ("EU", "ORG"), person, ("Duma", "ORG")]);
        let entities: Vec<(&str, &[usize])> =
            article.entities.iter().flatten().map(|e| (&*e.name, &*e.mentions)).collect();
        assert_eq!(entities, [("Duma", &[0, 1, 3][..]), ("Ünal", &[2][..])]);
        let unknown: Vec<&str> = article.unknown.iter().map(|&u| of(u)).collect();
        assert_eq!(unknown, [" Summit"]);
        assert_eq!(read.left_out.to_string(), "1 mention without a name");
    }
}
