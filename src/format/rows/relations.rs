//! The table of relations: one row each.

use serde_json::json;

use super::column::{At, Column, Columns, column, country, name, role, ty};
use super::{Cell, ColumnType};
use crate::format::jsonl::{Argument, Relation};

use ColumnType::{Boolean, Date, Integer, Number, Text};

/// All columns, in their order.
pub(super) const COLUMNS: Columns<Relation> =
    &[&ARTICLE, &SUBJECT, &PREDICATE, &OBJECT, &CIRCUMSTANCES, &OFFSETS];

static ARTICLE: [Column<Relation>; 5] = [
    column("article_id", Text, "the article's id", |at| Cell::text(&at.article.record.id)),
    column("date", Date, "the article's date of publication", |at| at.article.date()),
    column("relation_index", Integer, "which relation of the article this is, from 0", |at| {
        Cell::count(at.index)
    }),
    column("sentence_index", Integer, "which sentence of the article it stands in, from 0", |at| {
        at.article.sentence_index(at.item.predicate.start).map_or(Cell::Null, Cell::count)
    }),
    column("sentence", Text, "that sentence", |at| at.article.sentence(at.item.predicate.start)),
];

/// The columns of an argument: `$of` takes it from a relation.
macro_rules! argument {
    ($side:literal, $of:ident) => {
        [
            column($side, Text, concat!("the words of the ", $side), |at| {
                Cell::optional($of(at).map(|a| a.text.as_str()))
            }),
            column(
                concat!($side, "_head"),
                Text,
                concat!("the word that heads the ", $side),
                |at| $of(at).and_then(|a| a.head).map_or(Cell::Null, |head| at.article.slice(head)),
            ),
            column(
                concat!($side, "_preposition"),
                Text,
                concat!("the preposition before the ", $side),
                |at| Cell::optional($of(at).and_then(|a| a.preposition.as_deref())),
            ),
            column(
                concat!($side, "_entity"),
                Text,
                concat!("the name of the entity that the ", $side, " denotes"),
                |at| name(at.entity($of(at).and_then(|a| a.entity))),
            ),
            column(
                concat!($side, "_entity_index"),
                Integer,
                "which entity of the article that is, from 0",
                |at| $of(at).and_then(|a| a.entity).map_or(Cell::Null, Cell::count),
            ),
            column(concat!($side, "_type"), Text, "that entity's type", |at| {
                ty(at.entity($of(at).and_then(|a| a.entity)))
            }),
            column(
                concat!($side, "_country"),
                Text,
                "that entity's country, ISO 3166-1 alpha-3",
                |at| country(at.entity($of(at).and_then(|a| a.entity))),
            ),
            column(concat!($side, "_role"), Text, "that entity's role", |at| {
                role(at.entity($of(at).and_then(|a| a.entity)))
            }),
        ]
    };
}

fn subject<'r>(at: &At<'r, Relation>) -> Option<&'r Argument> {
    at.item.subject.as_ref()
}

fn object<'r>(at: &At<'r, Relation>) -> Option<&'r Argument> {
    at.item.object.as_ref()
}

static SUBJECT: [Column<Relation>; 8] = argument!("subject", subject);

static OBJECT: [Column<Relation>; 8] = argument!("object", object);

static PREDICATE: [Column<Relation>; 6] = [
    column("predicate", Text, "the words of the predicate", |at| {
        Cell::text(&at.item.predicate.text)
    }),
    column("predicate_lemma", Text, "the predicate's lemma", |at| {
        Cell::text(&at.item.predicate.lemma)
    }),
    column("predicate_kind", Text, "verb, noun or title", |at| {
        Cell::text(at.item.predicate.kind.as_str())
    }),
    column("voice", Text, "active or passive; subject and object are in logical order", |at| {
        Cell::text(at.item.predicate.voice.as_str())
    }),
    column("negated", Boolean, "whether it is said not to hold", |at| {
        Cell::Boolean(at.item.status.negated)
    }),
    column(
        "modality",
        Text,
        "actual, future, intended, requested, possible or conditional",
        |at| Cell::text(at.item.status.modality.as_str()),
    ),
];

static CIRCUMSTANCES: [Column<Relation>; 14] = [
    column(
        "arguments",
        Text,
        "the other arguments, an array in JSON with preposition, text, entity and entity_index",
        arguments,
    ),
    column("attribution_source", Text, "according to whom", |at| {
        Cell::optional(source(at).map(|s| s.text.as_str()))
    }),
    column("attribution_entity", Text, "the name of the entity that is", |at| {
        name(at.entity(source(at).and_then(|s| s.entity)))
    }),
    column("attribution_country", Text, "that entity's country", |at| {
        country(at.entity(source(at).and_then(|s| s.entity)))
    }),
    column("attribution_cue", Text, "the word that attributes", |at| {
        let cue = at.item.status.attribution.as_ref().and_then(|a| a.cue.as_ref());
        Cell::optional(cue.map(|cue| cue.text.as_str()))
    }),
    column("time", Text, "the words that say when", |at| {
        Cell::optional(at.item.status.time.as_ref().map(|time| time.text.as_str()))
    }),
    column("time_value", Text, "when, in ISO 8601, as exactly as the text says", |at| {
        Cell::optional(at.item.status.time.as_ref().and_then(|time| time.value.as_deref()))
    }),
    column("place", Text, "the words that say where", |at| {
        Cell::optional(at.item.status.place.as_ref().map(|place| place.text.as_str()))
    }),
    column("place_entity", Text, "the name of the entity that is", |at| {
        name(at.entity(at.item.status.place.as_ref().and_then(|place| place.entity)))
    }),
    column("place_country", Text, "that entity's country", |at| {
        country(at.entity(at.item.status.place.as_ref().and_then(|place| place.entity)))
    }),
    column("reciprocal", Boolean, "whether it holds both ways, as of two who met", |at| {
        Cell::Boolean(at.item.reciprocal)
    }),
    column("event_plover", Text, "the PLOVER type of event", |at| {
        Cell::optional(at.item.event.as_ref().map(|event| event.plover.as_str()))
    }),
    column("event_cameo", Text, "the type's CAMEO root code", |at| {
        Cell::optional(at.item.event.as_ref().map(|event| event.cameo.as_str()))
    }),
    column("event_rule", Text, "the rule that told the type", |at| {
        Cell::optional(at.item.event.as_ref().map(|event| event.rule.as_str()))
    }),
];

static OFFSETS: [Column<Relation>; 8] = [
    column("score", Number, "how often relations of its construction are right", |at| {
        Cell::number(at.item.score)
    }),
    column("offset_unit", Text, "what the offsets count: codepoint, byte or utf16", |at| {
        Cell::text(at.article.record.offset_unit.as_str())
    }),
    column("subject_start", Integer, "where the subject begins in the article", |at| {
        subject(at).map_or(Cell::Null, |a| Cell::count(a.start))
    }),
    column("subject_end", Integer, "one past its last unit", |at| {
        subject(at).map_or(Cell::Null, |a| Cell::count(a.end))
    }),
    column("predicate_start", Integer, "where the predicate begins in the article", |at| {
        Cell::count(at.item.predicate.start)
    }),
    column("predicate_end", Integer, "one past its last unit", |at| {
        Cell::count(at.item.predicate.end)
    }),
    column("object_start", Integer, "where the object begins in the article", |at| {
        object(at).map_or(Cell::Null, |a| Cell::count(a.start))
    }),
    column("object_end", Integer, "one past its last unit", |at| {
        object(at).map_or(Cell::Null, |a| Cell::count(a.end))
    }),
];

fn source<'r>(at: &At<'r, Relation>) -> Option<&'r crate::format::jsonl::Place> {
    at.item.status.attribution.as_ref()?.source.as_ref()
}

fn arguments<'r>(at: &At<'r, Relation>) -> Cell<'r> {
    if at.item.arguments.is_empty() {
        return Cell::Null;
    }
    let argument = |a: &Argument| {
        json!({
            "preposition": a.preposition,
            "text": a.text,
            "entity": at.entity(a.entity).map(|e| &e.name),
            "entity_index": a.entity,
        })
    };
    let all: Vec<_> = at.item.arguments.iter().map(argument).collect();
    Cell::text(serde_json::Value::from(all).to_string())
}
