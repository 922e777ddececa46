//! Records of the output contract as articles, and articles as records.
//!
//! Labels made by hand contain slips. Every one that can be found without knowing the language is an error: offsets
//! outside the text, a `text` that is not what stands there, heads outside their phrase, unknown labels, names that cross.

use serde_json::{Map, Value, json};

use super::form::{
    Argument, Attribution, Labels, Mention, Noted, Origin, Predicate, Relation, Token, When,
};
use super::json_items::Item;
use super::located::Located;
use super::unheld::Unheld;
use crate::doc::{Deprel, EntityType, MentionKind, Span, Upos};
use crate::error::{Error, Result};
use crate::format::record::{Entity, SCHEMA};
use crate::format::{OffsetIndex, OffsetUnit};

/// The fields that are read.
const FIELDS: [&str; 10] = [
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
    let coverage = record.get("coverage").filter(|c| !c.is_null()).cloned();
    let coverage = coverage.map(serde_json::from_value).transpose();
    let coverage = coverage.map_err(|e| origin.error(format!("\"coverage\": {e}")))?;
    let known = |key: &&String| FIELDS.contains(&key.as_str()) || *key == "coverage";
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
        match value.get("score") {
            None | Some(Value::Null) => Ok(None),
            Some(v) => match v.as_f64() {
                Some(score) => Ok(Some(score)),
                None => Err(self.bad(format!("{what}: \"score\" is no number"))),
            },
        }
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

/// Articles as records, offsets in code points. What was not labelled is absent.
///
/// # Errors
/// For labels of mentions that are none of our types.
pub(super) fn write(articles: &[Labels], unheld: &mut Unheld) -> Result<Vec<Value>> {
    articles.iter().map(|article| record(article, unheld)).collect()
}

fn record(article: &Labels, unheld: &mut Unheld) -> Result<Value> {
    let units = Units {
        text: &article.text,
        offsets: OffsetIndex::new(&article.text, OffsetUnit::Codepoint),
    };
    let mut record = json!({
        "schema": SCHEMA,
        "id": article.id,
        "offset_unit": OffsetUnit::Codepoint,
        "text": article.text,
        "meta": article.meta,
    });
    if let Some(sentences) = &article.sentences {
        record["sentences"] = sentences.iter().map(|&s| units.bounds(s)).collect();
    }
    if let Some(tokens) = &article.tokens {
        record["tokens"] = tokens.iter().map(|t| units.token(t, unheld)).collect();
    }
    if let Some(mentions) = &article.mentions {
        // Where nothing points at mentions by number they can stand in text order.
        let mut order: Vec<&Mention> = mentions.iter().collect();
        if article.entities.is_none() {
            order.sort_by_key(|m| m.span);
        }
        let written: Result<Vec<Value>> =
            order.into_iter().map(|m| units.mention(m, &article.origin)).collect();
        record["mentions"] = Value::Array(written?);
    }
    if let Some(entities) = &article.entities {
        record["entities"] = json!(entities);
    }
    if let Some(relations) = &article.relations {
        let with_predicate = relations.iter().filter(|r| r.predicate.is_some());
        record["relations"] = with_predicate.map(|r| units.relation(r)).collect();
        let without = relations.iter().filter(|r| r.predicate.is_none());
        let (placed, unplaced): (Vec<_>, Vec<_>) = without.partition(|r| r.is_placed());
        unheld.add("relations without a predicate", placed.len());
        unheld.add("relations whose words are not in the text", unplaced.len());
    }
    if let Some(coverage) = article.coverage {
        record["coverage"] = json!(coverage);
    }
    Ok(record)
}

struct Units<'a> {
    text: &'a str,
    offsets: OffsetIndex<'a>,
}

impl Units<'_> {
    fn bounds(&self, span: Span) -> Value {
        let (start, end) =
            (self.offsets.from_byte(span.start()), self.offsets.from_byte(span.end()));
        json!({"start": start, "end": end})
    }

    fn phrase(&self, span: Span) -> Value {
        let mut value = self.bounds(span);
        value["text"] = json!(span.of(self.text));
        value
    }

    fn token(&self, token: &Token, unheld: &mut Unheld) -> Value {
        let mut value = self.bounds(token.span);
        if token.deprel.is_none() && token.upos.is_none() && token.lemma.is_none() {
            return value;
        }
        // Tags of other inventories would not be read again.
        let known = |label: &Option<String>, is_ours: fn(&str) -> bool| {
            label.clone().filter(|label| is_ours(label))
        };
        let upos = known(&token.upos, |label| label.parse::<Upos>().is_ok());
        let deprel = known(&token.deprel, |label| label.parse::<Deprel>().is_ok());
        unheld.add("parts of speech of others", usize::from(upos != token.upos));
        unheld.add("dependency labels of others", usize::from(deprel != token.deprel));
        unheld.add("treebank tags", usize::from(token.xpos.is_some()));
        unheld.add("word forms", usize::from(token.form.is_some()));
        value["lemma"] = json!(token.lemma);
        value["upos"] = json!(upos);
        value["head"] = json!(token.head);
        value["deprel"] = json!(deprel);
        value
    }

    fn mention(&self, m: &Mention, origin: &Origin) -> Result<Value> {
        if m.label.parse::<EntityType>().is_err() {
            let what = format!(
                "label {:?} is no type of records; --label-map FILE says which one it is",
                m.label
            );
            return Err(origin.at(m.line).error(what));
        }
        let mut value = self.phrase(m.span);
        value["type"] = json!(m.label);
        value["kind"] = json!(m.kind.as_str());
        if let Some(entity) = m.entity {
            value["entity"] = json!(entity);
        }
        if let Some(score) = m.score {
            value["score"] = json!(score);
        }
        if let Some(normalised) = &m.value {
            value["value"] = json!(normalised);
        }
        Ok(value)
    }

    fn argument(&self, argument: &Argument) -> Value {
        let mut value = self.phrase(argument.span);
        value["head"] = argument.head.map_or(Value::Null, |head| self.bounds(head));
        value["preposition"] = json!(argument.preposition);
        if let Some(role) = &argument.role {
            value["role"] = json!(role);
        }
        value["entity"] = json!(argument.entity);
        value["entities"] = json!(argument.entities);
        value
    }

    fn noted(&self, noted: &Noted) -> Value {
        let mut value = self.phrase(noted.span);
        value["entity"] = json!(noted.entity);
        value
    }

    fn relation(&self, r: &Relation) -> Value {
        let mut value = Map::new();
        let mut put = |key: &str, field: Option<Value>| {
            if let Some(field) = field {
                value.insert(key.to_owned(), field);
            }
        };
        let argument = |a: &Option<Argument>| a.as_ref().map_or(Value::Null, |a| self.argument(a));
        put("sentence", r.sentence.map(|s| json!(s)));
        put("label", r.label.as_ref().map(|l| json!(l)));
        put("subject", Some(argument(&r.subject)));
        put("predicate", r.predicate.as_ref().map(|p| self.predicate(p)));
        put("object", Some(argument(&r.object)));
        put("arguments", Some(r.arguments.iter().map(|a| self.argument(a)).collect()));
        put("negated", r.negated.map(|n| json!(n)));
        put("modality", r.modality.map(|m| json!(m.as_str())));
        put(
            "attribution",
            r.attribution.as_ref().map(|a| {
                a.as_ref().map_or(Value::Null, |a| {
                    json!({
                        "source": a.source.as_ref().map(|s| self.noted(s)),
                        "cue": a.cue.map(|c| self.phrase(c)),
                    })
                })
            }),
        );
        put(
            "time",
            r.time.as_ref().map(|t| {
                t.as_ref().map_or(Value::Null, |t| {
                    let mut value = self.phrase(t.span);
                    value["value"] = json!(t.value);
                    value
                })
            }),
        );
        put("place", r.place.as_ref().map(|p| p.as_ref().map_or(Value::Null, |p| self.noted(p))));
        put("reciprocal", r.reciprocal.map(|flag| json!(flag)));
        put("event", r.event.as_ref().map(|e| json!(e)));
        put("score", r.score.map(|s| json!(s)));
        put("optional", r.optional.then_some(json!(true)));
        Value::Object(value)
    }

    fn predicate(&self, p: &Predicate) -> Value {
        let mut value = self.phrase(p.span);
        if let Some(lemma) = &p.lemma {
            value["lemma"] = json!(lemma);
        }
        value["kind"] = json!(p.kind.as_str());
        if let Some(voice) = p.voice {
            value["voice"] = json!(voice.as_str());
        }
        value
    }
}
