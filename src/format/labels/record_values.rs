//! Articles as records of the output contract.

use serde_json::{Map, Value, json};

use super::form::{Argument, Labels, Mention, Noted, Origin, Predicate, Relation, Token};
use super::unheld::Unheld;
use crate::doc::{Deprel, EntityType, Span, Upos};
use crate::error::Result;
use crate::format::record::SCHEMA;
use crate::format::{OffsetIndex, OffsetUnit};

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
    if !article.unasserted.is_empty() {
        let pairs = article.unasserted.iter();
        let pairs = pairs.map(|(subject, object)| {
            json!({"subject": units.argument(subject), "object": units.argument(object)})
        });
        record["unasserted"] = pairs.collect();
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
