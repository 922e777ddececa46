//! An article and its layers.

use std::fmt;
use std::ops::Range;

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::{
    Argument, Clause, Denotes, Deprel, EntityId, EntityType, MentionId, MentionKind, Relation,
    Role, SentenceId, Span, TokenId, Upos, Xpos,
};
use crate::error::{Error, ErrorKind, Result};

/// A sentence: a run of consecutive tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// From the first token's first byte to the last token's last.
    pub span: Span,
    /// Its tokens, as a half-open range of indices; never empty.
    pub tokens: Range<usize>,
}

/// A linguistic token (a UD word): clitics such as *n't* and *'s* are tokens of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Where it stands; never empty.
    pub span: Span,
}

/// The syntax of one token.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// Universal part of speech.
    pub upos: Upos,
    /// Penn tag, for tense and number.
    pub xpos: Xpos,
    /// Dictionary form.
    pub lemma: String,
    /// The governing token, in the same sentence; `None` at the sentence's one root.
    pub head: Option<TokenId>,
    /// Relation to the head; [`Deprel::Root`] exactly where `head` is `None`.
    pub deprel: Deprel,
    /// What a noun phrase headed by this token denotes.
    pub denotes: Denotes,
    /// Probability that head and relation are right, as the parser sees it, 0 to 1.
    pub score: f32,
}

/// One occurrence of a name, a nominal, a pronoun or a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// Where it stands; begins and ends with a token.
    pub span: Span,
    /// Its tokens, as a half-open range of indices.
    pub tokens: Range<usize>,
    /// The token that heads it.
    pub head: TokenId,
    /// What it denotes.
    pub ty: EntityType,
    /// How it refers.
    pub kind: MentionKind,
    /// The entity it belongs to; `None` for values and unresolved pronouns.
    pub entity: Option<EntityId>,
    /// Normalised value of a calendar or numeric mention (ISO 8601 for dates and times).
    pub value: Option<String>,
    /// Probability that span and type are right, 0 to 1.
    pub score: f32,
}

impl Mention {
    /// Whether it is so unsure that its type should give way to what else is known.
    pub fn is_doubtful(&self) -> bool {
        self.score < 0.8
    }
}

/// A thing in the world, as one article speaks of it: a cluster of mentions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Its most telling name in this article.
    pub name: String,
    /// What it is.
    pub ty: EntityType,
    /// The country it is or belongs to, where the text says so.
    pub country: Option<Country>,
    /// The part it plays.
    pub role: Option<Role>,
    /// Its mentions, in text order; never empty.
    pub mentions: Vec<MentionId>,
}

/// ISO 3166-1 alpha-3 country code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 3]);

impl Country {
    /// From three upper-case ASCII letters; `None` for anything else.
    pub const fn new(code: &str) -> Option<Country> {
        let b = code.as_bytes();
        if b.len() == 3
            && b[0].is_ascii_uppercase()
            && b[1].is_ascii_uppercase()
            && b[2].is_ascii_uppercase()
        {
            Some(Country([b[0], b[1], b[2]]))
        } else {
            None
        }
    }

    /// The code, `IRN`.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("???")
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An article: the one owner of its text and of every layer over it.
///
/// The text is never changed; all offsets inside are bytes. Layers are attached in order: tokens, words, mentions,
/// entities, relations and, where asked for, clauses; each setter checks what the later stages rely on.
#[derive(Debug, Clone, Default)]
pub struct Document {
    id: String,
    text: String,
    meta: Map<String, Value>,
    date: Option<Date>,
    sentences: Option<Vec<Sentence>>,
    tokens: Option<Vec<Token>>,
    words: Option<Vec<Word>>,
    mentions: Option<Vec<Mention>>,
    entities: Option<Vec<Entity>>,
    relations: Option<Vec<Relation>>,
    clauses: Option<Vec<Clause>>,
}

fn broken(id: &str, what: &str) -> Error {
    Error::new(ErrorKind::Internal, format!("article {id:?}: {what}"))
}

impl Document {
    /// An article without layers.
    ///
    /// # Errors
    /// [`ErrorKind::Input`] if the text has 4 GiB or more.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Result<Document> {
        let (id, text) = (id.into(), text.into());
        if text.len() > u32::MAX as usize {
            return Err(Error::new(
                ErrorKind::Input,
                format!("article {id:?}: text of {} bytes; at most 4 GiB are read", text.len()),
            ));
        }
        Ok(Document { id, text, ..Document::default() })
    }

    /// The same article with its publication date, against which relative dates are resolved.
    #[must_use]
    pub fn with_date(mut self, date: Option<Date>) -> Document {
        self.date = date;
        self
    }

    /// The same article with the fields of its input record that pass through.
    #[must_use]
    pub fn with_meta(mut self, meta: Map<String, Value>) -> Document {
        self.meta = meta;
        self
    }

    /// The article's id, unique in its corpus.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The text, exactly as it came in.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Every other field of the input record.
    pub fn meta(&self) -> &Map<String, Value> {
        &self.meta
    }

    /// Publication date, where known.
    pub fn date(&self) -> Option<Date> {
        self.date
    }

    /// The text under `span`.
    pub fn slice(&self, span: Span) -> &str {
        span.of(&self.text)
    }

    /// The text of a token.
    pub fn form(&self, token: TokenId) -> &str {
        self.slice(self.token(token).span)
    }

    /// One token; the token layer must have run.
    pub fn token(&self, token: TokenId) -> Token {
        self.tokens()[token.index()]
    }

    /// The span from the first to the last token of a half-open range of token indices, which must not be empty.
    pub fn span_of(&self, tokens: Range<usize>) -> Span {
        self.tokens()[tokens.start].span.cover(self.tokens()[tokens.end - 1].span)
    }

    /// The sentence that `token` stands in.
    pub fn sentence_of(&self, token: TokenId) -> SentenceId {
        let after = self.sentences().partition_point(|s| s.tokens.end <= token.index());
        SentenceId::new(after)
    }

    /// Whether the token layer has run.
    pub fn has_tokens(&self) -> bool {
        self.tokens.is_some()
    }

    /// Sentences in text order; empty if the layer has not run.
    pub fn sentences(&self) -> &[Sentence] {
        self.sentences.as_deref().unwrap_or_default()
    }

    /// Tokens in text order; empty if the layer has not run.
    pub fn tokens(&self) -> &[Token] {
        self.tokens.as_deref().unwrap_or_default()
    }

    /// Syntax, one entry per token; `None` if the layer has not run.
    pub fn words(&self) -> Option<&[Word]> {
        self.words.as_deref()
    }

    /// Mentions in text order; `None` if the layer has not run.
    pub fn mentions(&self) -> Option<&[Mention]> {
        self.mentions.as_deref()
    }

    /// Entities by first mention; `None` if the layer has not run.
    pub fn entities(&self) -> Option<&[Entity]> {
        self.entities.as_deref()
    }

    /// Relations by predicate, then subject, then object; `None` if the layer has not run.
    pub fn relations(&self) -> Option<&[Relation]> {
        self.relations.as_deref()
    }

    /// Clauses by predicate; `None` if the layer has not run.
    pub fn clauses(&self) -> Option<&[Clause]> {
        self.clauses.as_deref()
    }

    /// Attaches sentences and tokens.
    ///
    /// # Errors
    /// [`ErrorKind::Internal`] unless tokens are non-empty, ordered, disjoint and on character boundaries, and sentences are
    /// non-empty and cover the tokens in order without gaps.
    pub fn set_tokens(&mut self, sentences: Vec<Sentence>, tokens: Vec<Token>) -> Result<()> {
        let mut at = 0;
        for token in &tokens {
            let (start, end) = (token.span.start(), token.span.end());
            let fits = start >= at
                && end > start
                && self.text.is_char_boundary(start)
                && self.text.is_char_boundary(end);
            if !fits {
                return Err(broken(&self.id, &format!("token {:?} out of order", token.span)));
            }
            at = end;
        }
        let mut next = 0;
        for sentence in &sentences {
            let (start, end) = (sentence.tokens.start, sentence.tokens.end);
            let fits = start == next
                && end > start
                && end <= tokens.len()
                && sentence.span == tokens[start].span.cover(tokens[end - 1].span);
            if !fits {
                return Err(broken(
                    &self.id,
                    &format!("sentence {:?} out of order", sentence.span),
                ));
            }
            next = end;
        }
        if next != tokens.len() {
            return Err(broken(&self.id, "tokens outside every sentence"));
        }
        self.sentences = Some(sentences);
        self.tokens = Some(tokens);
        Ok(())
    }

    /// Attaches syntax.
    ///
    /// # Errors
    /// [`ErrorKind::Internal`] unless there is one word per token and each sentence is a tree over its own tokens with
    /// one root.
    pub fn set_words(&mut self, words: Vec<Word>) -> Result<()> {
        if words.len() != self.tokens().len() {
            return Err(broken(&self.id, "words and tokens differ in number"));
        }
        for sentence in self.sentences() {
            let inside = &sentence.tokens;
            let mut roots = 0;
            for i in inside.clone() {
                match words[i].head {
                    None => roots += 1,
                    Some(h) if inside.contains(&h.index()) => {}
                    Some(h) => {
                        let what = format!("token {i} has its head {} in another sentence", h.0);
                        return Err(broken(&self.id, &what));
                    }
                }
            }
            if roots != 1 {
                return Err(broken(&self.id, &format!("{roots} roots in a sentence")));
            }
            // A walk up that takes more steps than there are tokens has met a cycle.
            for i in inside.clone() {
                let mut at = words[i].head;
                let mut steps = 0;
                while let Some(h) = at {
                    steps += 1;
                    if steps > inside.len() {
                        return Err(broken(&self.id, &format!("a cycle above token {i}")));
                    }
                    at = words[h.index()].head;
                }
            }
        }
        self.words = Some(words);
        Ok(())
    }

    /// Attaches mentions; sorts them into text order.
    ///
    /// # Errors
    /// [`ErrorKind::Internal`] unless every span is that of its tokens and every head lies inside.
    pub fn set_mentions(&mut self, mut mentions: Vec<Mention>) -> Result<()> {
        for m in &mentions {
            let fits = !m.tokens.is_empty()
                && m.tokens.end <= self.tokens().len()
                && m.tokens.contains(&m.head.index())
                && m.span == self.span_of(m.tokens.clone());
            if !fits {
                return Err(broken(&self.id, &format!("mention {:?} off its tokens", m.span)));
            }
        }
        mentions.sort_by(|a, b| a.span.cmp(&b.span).then(a.ty.cmp(&b.ty)));
        self.mentions = Some(mentions);
        Ok(())
    }

    /// Attaches entities and points each of their mentions at them.
    ///
    /// # Errors
    /// [`ErrorKind::Internal`] unless every entity has mentions and no mention belongs to two.
    pub fn set_entities(&mut self, entities: Vec<Entity>) -> Result<()> {
        let Some(mentions) = self.mentions.as_mut() else {
            return Err(broken(&self.id, "entities before mentions"));
        };
        for m in mentions.iter_mut() {
            m.entity = None;
        }
        for (i, entity) in entities.iter().enumerate() {
            if entity.mentions.is_empty() {
                return Err(broken(
                    &self.id,
                    &format!("entity {:?} without mentions", entity.name),
                ));
            }
            for id in &entity.mentions {
                match mentions.get_mut(id.index()) {
                    Some(m) if m.entity.is_none() => m.entity = Some(EntityId::new(i)),
                    _ => {
                        let what = format!("mention {} is missing or in two entities", id.0);
                        return Err(broken(&self.id, &what));
                    }
                }
            }
        }
        self.entities = Some(entities);
        Ok(())
    }

    /// Attaches relations; sorts them by predicate, subject and object.
    ///
    /// # Errors
    /// [`ErrorKind::Internal`] if an argument's head lies outside its span.
    pub fn set_relations(&mut self, mut relations: Vec<Relation>) -> Result<()> {
        for r in &relations {
            self.check_arguments(r.subject.iter().chain(&r.object).chain(&r.arguments))?;
        }
        relations.sort_by_key(|r| {
            (r.predicate.span, r.subject.map(|a| a.span), r.object.map(|a| a.span))
        });
        self.relations = Some(relations);
        Ok(())
    }

    /// Attaches clauses; sorts them by predicate.
    ///
    /// # Errors
    /// [`ErrorKind::Internal`] if a participant's head lies outside its span.
    pub fn set_clauses(&mut self, mut clauses: Vec<Clause>) -> Result<()> {
        for clause in &clauses {
            self.check_arguments(clause.participants.iter().map(|p| &p.argument))?;
        }
        clauses.sort_by_key(|c| c.predicate.span);
        self.clauses = Some(clauses);
        Ok(())
    }

    fn check_arguments<'a>(&self, mut all: impl Iterator<Item = &'a Argument>) -> Result<()> {
        match all.find(|a| !a.span.contains(self.token(a.head).span)) {
            Some(a) => Err(broken(&self.id, &format!("argument {:?} without its head", a.span))),
            None => Ok(()),
        }
    }
}
