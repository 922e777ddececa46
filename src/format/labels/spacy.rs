//! What spaCy's `Doc.to_json` gives, offsets in code points.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::columns::flat;
use super::form::{Labels, Mention, Token};
use super::json_items::{Item, typed};
use super::located::Located;
use super::tokenised::Tokenised;
use super::unheld::Unheld;
use crate::doc::Span;
use crate::error::Result;
use crate::format::{OffsetIndex, OffsetUnit};

#[derive(Deserialize)]
struct Doc {
    text: String,
    #[serde(default)]
    ents: Option<Vec<Entity>>,
    #[serde(default)]
    sents: Option<Vec<Sentence>>,
    #[serde(default)]
    tokens: Option<Vec<DocToken>>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

#[derive(Deserialize)]
struct Sentence {
    start: u64,
    end: u64,
}

#[derive(Deserialize)]
struct Entity {
    start: u64,
    end: u64,
    label: String,
}

#[derive(Deserialize)]
struct DocToken {
    start: u64,
    end: u64,
    #[serde(default)]
    tag: String,
    #[serde(default)]
    pos: String,
    #[serde(default)]
    morph: String,
    #[serde(default)]
    lemma: String,
    #[serde(default)]
    dep: String,
    #[serde(default)]
    head: Option<usize>,
}

/// A document as an article.
pub(super) fn article(item: Item, number: usize, left_out: &mut Unheld) -> Result<Labels> {
    let origin = item.origin;
    let doc: Doc = typed(item.object?, &origin, "spaCy document")?;
    for (key, kind) in [("spans", "span groups"), ("cats", "categories"), ("_", "extensions")] {
        let fields = doc.rest.get(key).and_then(Value::as_object);
        left_out.add(kind, fields.map_or(0, Map::len));
    }
    let located = Located::new(&origin, &doc.text, OffsetUnit::Codepoint);
    let mut tokens: Option<Vec<Token>> = None;
    for (i, token) in doc.tokens.iter().flatten().enumerate() {
        let what = format!("token {i}");
        let span = located.span(token.start, token.end, &what)?;
        let read = tokens.get_or_insert_default();
        if read.last().is_some_and(|before| before.span.end() > span.start()) {
            return Err(origin.error(format!("{what} begins before the one before it ends")));
        }
        if token.head.is_some_and(|h| h >= doc.tokens.as_ref().map_or(0, Vec::len)) {
            return Err(origin.error(format!("{what} has its head outside the document")));
        }
        left_out.add("feature sets", usize::from(!token.morph.is_empty()));
        let named = |value: &String| (!value.is_empty()).then(|| value.clone());
        read.push(Token {
            span,
            lemma: named(&token.lemma),
            upos: named(&token.pos),
            xpos: named(&token.tag),
            // A root is its own head, and so is every token that was not parsed.
            head: token.head.filter(|&h| h != i && !token.dep.is_empty()),
            deprel: named(&token.dep),
            ..Token::default()
        });
    }
    let mut sentences: Option<Vec<Span>> = None;
    for (i, sentence) in doc.sents.iter().flatten().enumerate() {
        let span = located.span(sentence.start, sentence.end, &format!("sentence {i}"))?;
        let read = sentences.get_or_insert_default();
        if read.last().is_some_and(|before| before.end() > span.start()) {
            return Err(origin.error(format!("sentence {i} begins before the one before it ends")));
        }
        read.push(span);
    }
    let mut mentions = Vec::new();
    for (i, entity) in doc.ents.iter().flatten().enumerate() {
        let span = located.span(entity.start, entity.end, &format!("entity {i}"))?;
        mentions.push(Mention::new(span, entity.label.clone()));
    }
    mentions.sort_by_key(|m| m.span);
    if let Some(pair) = mentions.windows(2).find(|pair| pair[0].span.overlaps(pair[1].span)) {
        let of = |m: &Mention| m.span.of(&doc.text).to_owned();
        let (a, b) = (of(&pair[0]), of(&pair[1]));
        return Err(origin.error(format!("the entities {a:?} and {b:?} overlap")));
    }
    Ok(Labels {
        id: number.to_string(),
        mentions: doc.ents.is_some().then_some(mentions),
        text: doc.text,
        sentences,
        tokens,
        origin,
        ..Labels::default()
    })
}

/// Articles as documents that `Doc.from_json` reads: with tokens, and entities that begin and end with one.
pub(super) fn write(articles: &[Labels], unheld: &mut Unheld) -> Vec<Value> {
    articles.iter().map(|article| document(article, unheld)).collect()
}

fn document(article: &Labels, unheld: &mut Unheld) -> Value {
    let index = OffsetIndex::new(&article.text, OffsetUnit::Codepoint);
    let mentions = flat(article, unheld);
    let cuts: Vec<Span> = mentions.iter().map(|(span, _)| *span).collect();
    let cut = Tokenised::new(article, &cuts);
    let place = |span: Span| json!({"start": index.from_byte(span.start()), "end": index.from_byte(span.end())});
    let mut doc = json!({"text": article.text});
    if article.mentions.is_some() {
        let mut entities = Vec::new();
        for (span, label) in mentions {
            if cut.covering(span).is_none() {
                unheld.add("mentions off token bounds", 1);
                continue;
            }
            let mut entity = place(span);
            entity["label"] = json!(label);
            entities.push(entity);
        }
        doc["ents"] = Value::Array(entities);
    }
    if article.sentences.is_some() || article.tokens.is_none() {
        let sentence = |run: &std::ops::Range<usize>| {
            place(cut.tokens[run.start].cover(cut.tokens[run.end - 1]))
        };
        doc["sents"] = cut.sentences.iter().map(sentence).collect();
    }
    // Words of a multiword token that share its place are one token here, and their trees cannot be kept.
    let words = article.tokens.as_ref().filter(|words| words.len() == cut.tokens.len());
    if let (Some(all), None) = (&article.tokens, words) {
        unheld.add("parsed tokens", all.len());
    }
    let token = |(i, span): (usize, &Span)| {
        let mut token = json!({"id": i});
        let at = place(*span);
        (token["start"], token["end"]) = (at["start"].clone(), at["end"].clone());
        let Some(word) = words.map(|words| &words[i]) else { return token };
        for (key, value) in [
            ("tag", &word.xpos),
            ("pos", &word.upos),
            ("lemma", &word.lemma),
            ("dep", &word.deprel),
        ] {
            if let Some(value) = value {
                token[key] = json!(value);
            }
        }
        if word.deprel.is_some() {
            token["head"] = json!(word.head.unwrap_or(i));
        }
        token
    };
    doc["tokens"] = cut.tokens.iter().enumerate().map(token).collect();
    doc
}
