//! Records of the output contract as articles.
//!
//! Labels made by hand contain slips. Every one that can be found without knowing the language is an error: offsets
//! outside the text, a `text` that is not what stands there, heads outside their phrase, unknown labels, names that cross.

use serde_json::{Map, Value};

use super::form::{
    Argument, Attribution, Labels, Mention, Noted, Predicate, Relation, Token, When,
};
use super::json_items::Item;
use super::located::Located;
use super::unheld::Unheld;
use crate::doc::{Deprel, EntityType, MentionKind, Span, Upos};
use crate::error::{Error, Result};
use crate::format::OffsetUnit;
use crate::format::record::Entity;

/// The fields that are read.
const FIELDS: [&str; 13] = [
    "schema",
    "id",
    "offset_unit",
    "text",
    "meta",
    "sentences",
    "tokens",
    "mentions",
    "entities",
    "relations",
    "unasserted",
    "coverage",
    "clauses",
];

/// A record as an article.
///
/// # Errors
/// For whatever is wrong with it.
pub(super) fn article(item: Item, _: usize, left_out: &mut Unheld) -> Result<Labels> {
    let Item { origin, object } = item;
    let record = object?;
    let string = |key: &str| {
        let found = record.get(key).and_then(Value::as_str);
        found.ok_or_else(|| origin.error(format!("no string under {key:?}")))
    };
    let text = string("text")?;
    let unit = record.get("offset_unit").and_then(Value::as_str).unwrap_or("codepoint");
    let unit: OffsetUnit = unit.parse().map_err(|e| origin.error(e))?;
    let spans = Spans { located: Located::new(&origin, text, unit) };
    let list = |key: &str| match record.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Array(items)) => Ok(Some(items)),
        Some(_) => Err(origin.error(format!("{key:?} is no list"))),
    };
    let meta = match record.get("meta") {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(meta)) => meta.clone(),
        Some(_) => return Err(origin.error("\"meta\" is no object")),
    };
    let sentences = all(list("sentences")?, |s, i| spans.of(s, &format!("sentence {i}")))?;
    let pairs = sentences.iter().flat_map(|s| s.windows(2));
    if let Some(i) = pairs.into_iter().position(|pair| pair[0].end() > pair[1].start()) {
        return Err(origin.error(format!("sentence {} begins before {i} ends", i + 1)));
    }
    let tokens = list("tokens")?.map(|items| spans.tokens(items)).transpose()?;
    let mentions = all(list("mentions")?, |m, i| spans.mention(m, i))?;
    spans.refuse_crossing_names(mentions.as_deref().unwrap_or_default())?;
    let count = mentions.as_ref().map_or(0, Vec::len);
    let entities = all(list("entities")?, |e, i| spans.entity(e, i, count))?;
    let relations = all(list("relations")?, |r, i| spans.relation(r, i))?;
    let mut unasserted = Vec::new();
    for (i, pair) in list("unasserted")?.into_iter().flatten().enumerate() {
        let what = format!("unasserted pair {i}");
        let side = |key: &str| {
            let phrase = spans.argument(pair.get(key), &format!("{what} {key}"))?;
            phrase.ok_or_else(|| origin.error(format!("{what} has no {key}")))
        };
        unasserted.push((side("subject")?, side("object")?));
    }
    let coverage = record.get("coverage").filter(|c| !c.is_null()).cloned();
    let coverage = coverage.map(serde_json::from_value).transpose();
    let coverage = coverage.map_err(|e| origin.error(format!("\"coverage\": {e}")))?;
    let known = |key: &&String| FIELDS.contains(&key.as_str());
    left_out.add("clauses", list("clauses")?.map_or(0, Vec::len));
    left_out.add("fields of records", record.keys().filter(|key| !known(key)).count());
    let (id, text) = (string("id")?.to_owned(), text.to_owned());
    Ok(Labels {
        id,
        text,
        meta,
        sentences,
        tokens,
        mentions,
        entities,
        relations,
        unasserted,
        unknown: Vec::new(),
        coverage,
        origin,
    })
}

fn all<T>(
    items: Option<&Vec<Value>>,
    one: impl Fn(&Value, usize) -> Result<T>,
) -> Result<Option<Vec<T>>> {
    let read = |items: &Vec<Value>| items.iter().enumerate().map(|(i, v)| one(v, i)).collect();
    items.map(read).transpose()
}

struct Spans<'a> {
    located: Located<'a>,
}

impl Spans<'_> {
    fn bad(&self, what: impl std::fmt::Display) -> Error {
        self.located.origin.error(what)
    }

    fn of(&self, value: &Value, what: &str) -> Result<Span> {
        let offset = |key: &str| -> Result<u64> {
            let number = value.get(key).and_then(Value::as_u64);
            number.ok_or_else(|| self.bad(format!("{what} has no offset {key:?}")))
        };
        let span = self.located.span(offset("start")?, offset("end")?, what)?;
        if let Some(written) = value.get("text").and_then(Value::as_str) {
            self.located.agrees(span, written, what)?;
        }
        Ok(span)
    }

    fn label<T: std::str::FromStr<Err = Error>>(
        &self,
        value: &Value,
        key: &str,
        what: &str,
    ) -> Result<Option<T>> {
        let text = self.string(value, key, what)?;
        let parse = |text: String| text.parse().map_err(|e| self.bad(format!("{what}: {e}")));
        text.map(parse).transpose()
    }

    fn string(&self, value: &Value, key: &str, what: &str) -> Result<Option<String>> {
        match value.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(self.bad(format!("{what}: {key:?} is no string"))),
        }
    }

    fn index(&self, value: &Value, key: &str, what: &str) -> Result<Option<usize>> {
        match value.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(v) => match v.as_u64().and_then(|n| usize::try_from(n).ok()) {
                Some(index) => Ok(Some(index)),
                None => Err(self.bad(format!("{what}: {key:?} is no index"))),
            },
        }
    }

    fn score(&self, value: &Value, what: &str) -> Result<Option<f64>> {
        let Some(score) = value.get("score").filter(|s| !s.is_null()) else { return Ok(None) };
        let probability = score.as_f64().filter(|score| (0.0..=1.0).contains(score));
        let what = || format!("{what}: score {score} is no number between 0 and 1");
        probability.map(Some).ok_or_else(|| self.bad(what()))
    }

    fn tokens(&self, items: &[Value]) -> Result<Vec<Token>> {
        let mut tokens: Vec<Token> = Vec::with_capacity(items.len());
        for (i, value) in items.iter().enumerate() {
            let what = format!("token {i}");
            let span = self.of(value, &what)?;
            let head = self.index(value, "head", &what)?;
            if head.is_some_and(|h| h >= items.len()) {
                return Err(self.bad(format!("{what} has its head outside the article")));
            }
            if tokens.last().is_some_and(|b| b.span != span && b.span.end() > span.start()) {
                return Err(self.bad(format!("{what} begins before the one before it ends")));
            }
            let upos: Option<Upos> = self.label(value, "upos", &what)?;
            let deprel: Option<Deprel> = self.label(value, "deprel", &what)?;
            tokens.push(Token {
                span,
                lemma: self.string(value, "lemma", &what)?,
                upos: upos.map(|u| u.to_string()),
                head,
                deprel: deprel.map(|d| d.to_string()),
                ..Token::default()
            });
        }
        Ok(tokens)
    }

    fn mention(&self, value: &Value, index: usize) -> Result<Mention> {
        let what = format!("mention {index}");
        let ty: Option<EntityType> = self.label(value, "type", &what)?;
        Ok(Mention {
            span: self.of(value, &what)?,
            label: ty.ok_or_else(|| self.bad(format!("{what} has no type")))?.to_string(),
            kind: self.label(value, "kind", &what)?.unwrap_or(MentionKind::Name),
            entity: self.index(value, "entity", &what)?,
            value: self.string(value, "value", &what)?,
            score: self.score(value, &what)?,
            line: None,
        })
    }

    fn entity(&self, value: &Value, index: usize, mentions: usize) -> Result<Entity> {
        let what = format!("entity {index}");
        let entity: Entity =
            serde_json::from_value(value.clone()).map_err(|e| self.bad(format!("{what}: {e}")))?;
        match entity.mentions.iter().find(|&&m| m >= mentions) {
            Some(m) => Err(self.bad(format!("{what}: there is no mention {m}"))),
            None => Ok(entity),
        }
    }

    fn refuse_crossing_names(&self, mentions: &[Mention]) -> Result<()> {
        let names = mentions.iter().filter(|m| m.kind == MentionKind::Name);
        let mut names: Vec<Span> = names.map(|m| m.span).collect();
        names.sort();
        let mut open: Option<Span> = None;
        for name in names {
            if let Some(before) = open
                && before.overlaps(name)
                && !before.contains(name)
            {
                let of = |span: Span| span.of(self.located.text);
                let what = format!("the names {:?} and {:?} cross", of(before), of(name));
                return Err(self.bad(what));
            }
            if open.is_none_or(|before| name.end() > before.end()) {
                open = Some(name);
            }
        }
        Ok(())
    }

    fn argument(&self, value: Option<&Value>, what: &str) -> Result<Option<Argument>> {
        let Some(value) = value.filter(|v| !v.is_null()) else { return Ok(None) };
        let span = self.of(value, what)?;
        let head = match value.get("head") {
            None | Some(Value::Null) => None,
            Some(head) => Some(self.of(head, &format!("{what} head"))?),
        };
        if head.is_some_and(|h| !span.contains(h)) {
            let phrase = span.of(self.located.text);
            return Err(self.bad(format!("{what} {phrase:?} has its head outside")));
        }
        let inside = value.get("entities").and_then(Value::as_array);
        let entities = inside.into_iter().flatten();
        let entities = entities.map(|e| {
            let index = e.as_u64().and_then(|n| usize::try_from(n).ok());
            index.ok_or_else(|| self.bad(format!("{what}: {e} under \"entities\" is no index")))
        });
        Ok(Some(Argument {
            span,
            head,
            preposition: self.string(value, "preposition", what)?,
            role: self.string(value, "role", what)?,
            entity: self.index(value, "entity", what)?,
            entities: entities.collect::<Result<_>>()?,
        }))
    }

    fn noted(&self, value: &Value, what: &str) -> Result<Noted> {
        Ok(Noted { span: self.of(value, what)?, entity: self.index(value, "entity", what)? })
    }

    fn relation(&self, value: &Value, index: usize) -> Result<Relation> {
        let what = format!("relation {index}");
        let predicate = value.get("predicate");
        let predicate = predicate.ok_or_else(|| self.bad(format!("{what} has no predicate")))?;
        let flag = |key: &str| match value.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(_) => Err(self.bad(format!("{what}: {key:?} is neither true nor false"))),
        };
        // Absent is not labelled; `null` is labelled as not there.
        let stated = |key: &str| value.get(key).map(|v| (!v.is_null()).then_some(v));
        let attribution = |v: &Value| -> Result<Attribution> {
            let part = |key: &str| v.get(key).filter(|v| !v.is_null());
            let source = part("source").map(|s| self.noted(s, &format!("{what} source")));
            let cue = part("cue").map(|c| self.of(c, &format!("{what} cue")));
            Ok(Attribution { source: source.transpose()?, cue: cue.transpose()? })
        };
        let when = |v: &Value| -> Result<When> {
            let name = format!("{what} time");
            Ok(When { span: self.of(v, &name)?, value: self.string(v, "value", &name)? })
        };
        let place = |v: &Value| self.noted(v, &format!("{what} place"));
        let mut arguments = Vec::new();
        for (i, argument) in
            value.get("arguments").and_then(Value::as_array).into_iter().flatten().enumerate()
        {
            arguments.extend(self.argument(Some(argument), &format!("{what} argument {i}"))?);
        }
        let event = value.get("event").filter(|e| !e.is_null()).cloned();
        let event = event.map(serde_json::from_value).transpose();
        Ok(Relation {
            label: self.string(value, "label", &what)?,
            predicate: Some(Predicate {
                span: self.of(predicate, &format!("{what} predicate"))?,
                lemma: self.string(predicate, "lemma", &what)?,
                kind: self
                    .label(predicate, "kind", &what)?
                    .ok_or_else(|| self.bad(format!("{what} has no predicate kind")))?,
                voice: self.label(predicate, "voice", &what)?,
            }),
            subject: self.argument(value.get("subject"), &format!("{what} subject"))?,
            object: self.argument(value.get("object"), &format!("{what} object"))?,
            arguments,
            sentence: self.index(value, "sentence", &what)?,
            negated: flag("negated")?,
            modality: self.label(value, "modality", &what)?,
            attribution: stated("attribution")
                .map(|v| v.map(attribution).transpose())
                .transpose()?,
            time: stated("time").map(|v| v.map(when).transpose()).transpose()?,
            place: stated("place").map(|v| v.map(place).transpose()).transpose()?,
            reciprocal: flag("reciprocal")?,
            event: event.map_err(|e| self.bad(format!("{what} event: {e}")))?,
            score: self.score(value, &what)?,
            optional: flag("optional")?.unwrap_or(false),
            tuple: None,
        })
    }
}
