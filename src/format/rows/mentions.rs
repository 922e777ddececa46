//! The tables of mentions and of entities: one row each.

use super::column::{Column, Columns, column, country, name, role, ty};
use super::{Cell, ColumnType};
use crate::format::jsonl::{Entity, Mention};

use ColumnType::{Date, Integer, Number, Text};

/// The columns of the table of mentions.
pub(super) const MENTIONS: Columns<Mention> = &[&MENTION];

/// The columns of the table of entities.
pub(super) const ENTITIES: Columns<Entity> = &[&ENTITY];

static MENTION: [Column<Mention>; 18] = [
    column("article_id", Text, "the article's id", |at| Cell::text(&at.article.record.id)),
    column("date", Date, "the article's date of publication", |at| at.article.date()),
    column("mention_index", Integer, "which mention of the article this is, from 0", |at| {
        Cell::count(at.index)
    }),
    column("sentence_index", Integer, "which sentence of the article it stands in, from 0", |at| {
        at.article.sentence_index(at.item.start).map_or(Cell::Null, Cell::count)
    }),
    column("sentence", Text, "that sentence", |at| at.article.sentence(at.item.start)),
    column("text", Text, "the words of the mention", |at| Cell::text(&at.item.text)),
    column("type", Text, "the type of what it denotes", |at| Cell::text(at.item.ty.as_str())),
    column("kind", Text, "name, nominal or pronoun", |at| Cell::text(at.item.kind.as_str())),
    column("value", Text, "what a date, a time, an amount or a number comes to", |at| {
        Cell::optional(at.item.value.as_deref())
    }),
    column("entity", Text, "the name of the entity that it denotes", |at| {
        name(at.entity(at.item.entity))
    }),
    column("entity_index", Integer, "which entity of the article that is, from 0", |at| {
        at.item.entity.map_or(Cell::Null, Cell::count)
    }),
    column("entity_type", Text, "that entity's type", |at| ty(at.entity(at.item.entity))),
    column("entity_country", Text, "that entity's country, ISO 3166-1 alpha-3", |at| {
        country(at.entity(at.item.entity))
    }),
    column("entity_role", Text, "that entity's role", |at| role(at.entity(at.item.entity))),
    column("score", Number, "how sure the mention is", |at| Cell::number(at.item.score)),
    column("offset_unit", Text, "what the offsets count: codepoint, byte or utf16", |at| {
        Cell::text(at.article.record.offset_unit.as_str())
    }),
    column("start", Integer, "where it begins in the article", |at| Cell::count(at.item.start)),
    column("end", Integer, "one past its last unit", |at| Cell::count(at.item.end)),
];

static ENTITY: [Column<Entity>; 12] = [
    column("article_id", Text, "the article's id", |at| Cell::text(&at.article.record.id)),
    column("date", Date, "the article's date of publication", |at| at.article.date()),
    column("entity_index", Integer, "which entity of the article this is, from 0", |at| {
        Cell::count(at.index)
    }),
    column("name", Text, "its name", |at| name(Some(at.item))),
    column("type", Text, "its type", |at| ty(Some(at.item))),
    column("country", Text, "its country, ISO 3166-1 alpha-3", |at| country(Some(at.item))),
    column("role", Text, "the part it plays", |at| role(Some(at.item))),
    column("mentions", Integer, "how often the article mentions it", |at| {
        Cell::count(at.item.mentions.len())
    }),
    column("sentence_index", Integer, "the sentence of its first mention, from 0", |at| {
        let first = at.article.first_mention(at.item);
        first.and_then(|m| at.article.sentence_index(m.start)).map_or(Cell::Null, Cell::count)
    }),
    column("offset_unit", Text, "what the offsets count: codepoint, byte or utf16", |at| {
        Cell::text(at.article.record.offset_unit.as_str())
    }),
    column("start", Integer, "where its first mention begins in the article", |at| {
        at.article.first_mention(at.item).map_or(Cell::Null, |m| Cell::count(m.start))
    }),
    column("end", Integer, "one past the last unit of that mention", |at| {
        at.article.first_mention(at.item).map_or(Cell::Null, |m| Cell::count(m.end))
    }),
];
