//! The common form: an article with the layers that somebody labelled.

use std::fmt;

use serde_json::{Map, Value};

use crate::doc::{MentionKind, Modality, PredicateKind, Span, Voice};
use crate::error::{Error, ErrorKind};
use crate::format::record::{Coverage, Entity, Event};

/// An article with whatever layers its file gave it. All offsets are bytes into `text`, half-open.
///
/// A layer that is `None` was not labelled; an empty one was labelled as empty. Every span lies in the text on character
/// boundaries and covers something; heads of tokens and mentions of entities are indices into their lists.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Labels {
    /// The article's id; where a format has none, its number in the file, from 1.
    pub id: String,
    /// Where it was read, for messages.
    pub origin: Origin,
    /// The text. Of formats that have tokens alone it is made: spaces between tokens, line feeds between sentences.
    pub text: String,
    /// Fields that travel along.
    pub meta: Map<String, Value>,
    /// Sentences in text order; they do not overlap.
    pub sentences: Option<Vec<Span>>,
    /// Tokens in text order; they do not overlap, but words of one multiword token may share its span.
    pub tokens: Option<Vec<Token>>,
    /// Mentions; in text order unless the format lets others point at them by number.
    pub mentions: Option<Vec<Mention>>,
    /// Entities of records.
    pub entities: Option<Vec<Entity>>,
    /// Relations, in the order of their file.
    pub relations: Option<Vec<Relation>>,
    /// Pairs of which the text asserts nothing as a fact.
    pub unasserted: Vec<(Argument, Argument)>,
    /// Stretches where the labels do not say what stands there.
    pub unknown: Vec<Span>,
    /// How much of the text a model has read.
    pub coverage: Option<Coverage>,
}

/// A file and a line in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// The file as messages name it.
    pub file: String,
    /// The line, from 1; `None` where the article is the file.
    pub line: Option<usize>,
}

impl Origin {
    /// A line of a file.
    pub fn new(file: &str, line: usize) -> Origin {
        Origin { file: file.to_owned(), line: Some(line) }
    }

    /// The same file at another line, where one is known.
    #[must_use]
    pub fn at(&self, line: Option<usize>) -> Origin {
        Origin { file: self.file.clone(), line: line.or(self.line) }
    }

    /// An error at this place.
    pub fn error(&self, what: impl fmt::Display) -> Error {
        Error::new(ErrorKind::Input, format!("{self}: {what}"))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        self.line.map_or(Ok(()), |line| write!(f, ":{line}"))
    }
}

/// A token, with as much of its syntax as was labelled, in the labels of its format.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// The multiword token that it is part of.
    pub whole: Option<Span>,
    /// Its form, where the text has another one.
    pub form: Option<String>,
    /// Dictionary form.
    pub lemma: Option<String>,
    /// Universal part of speech.
    pub upos: Option<String>,
    /// Treebank tag.
    pub xpos: Option<String>,
    /// Index of the governing token; `None` at a root and where no tree was labelled.
    pub head: Option<usize>,
    /// Relation to the head; `None` where no tree was labelled.
    pub deprel: Option<String>,
}

/// A labelled mention.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// Where it stands.
    pub span: Span,
    /// Its label, as written.
    pub label: String,
    /// How it refers; formats that do not say label names.
    pub kind: MentionKind,
    /// Index into the article's entities.
    pub entity: Option<usize>,
    /// Normalised value.
    pub value: Option<String>,
    /// Probability, 0 to 1.
    pub score: Option<f64>,
    /// The line that it was read in, where an article has several.
    pub line: Option<usize>,
}

impl Mention {
    /// A name with a label and nothing more.
    pub fn new(span: Span, label: impl Into<String>) -> Mention {
        Mention {
            span,
            label: label.into(),
            kind: MentionKind::Name,
            entity: None,
            value: None,
            score: None,
            line: None,
        }
    }
}

/// A labelled relation. What is `None` was not labelled.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Relation {
    /// The type that its format gives it (`Work_For`).
    pub label: Option<String>,
    /// The words that state it; `None` in formats that link two mentions and no more.
    pub predicate: Option<Predicate>,
    /// Who, or the first of two linked phrases.
    pub subject: Option<Argument>,
    /// To whom, or the second of two linked phrases.
    pub object: Option<Argument>,
    /// Every other participant.
    pub arguments: Vec<Argument>,
    /// Index of its sentence.
    pub sentence: Option<usize>,
    /// Whether it is denied.
    pub negated: Option<bool>,
    /// Whether it is reported as having happened.
    pub modality: Option<Modality>,
    /// According to whom; the inner `None` says that it is the article's own voice.
    pub attribution: Option<Option<Attribution>>,
    /// When; the inner `None` says that the clause does not tell.
    pub time: Option<Option<When>>,
    /// Where; the inner `None` says that the clause does not tell.
    pub place: Option<Option<Noted>>,
    /// Whether subject and object could be exchanged.
    pub reciprocal: Option<bool>,
    /// Its type of event.
    pub event: Option<Event>,
    /// Probability, 0 to 1.
    pub score: Option<f64>,
    /// A careful reader could leave it out.
    pub optional: bool,
    /// Relation and arguments as words, as CaRB has them. Where one of them does not stand in the text, this is all
    /// that is known of the relation.
    pub tuple: Option<Vec<String>>,
}

impl Relation {
    /// Whether it is known where any part of it stands.
    pub fn is_placed(&self) -> bool {
        self.predicate.is_some() || self.subject.is_some() || self.object.is_some()
    }
}

/// The words that state a relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Predicate {
    /// Where they stand.
    pub span: Span,
    /// Dictionary form.
    pub lemma: Option<String>,
    /// What kind of word it is; formats that do not say label verbs.
    pub kind: PredicateKind,
    /// Active or passive.
    pub voice: Option<Voice>,
}

/// A participant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Argument {
    /// The phrase.
    pub span: Span,
    /// Its head word; lies inside `span`.
    pub head: Option<Span>,
    /// The preposition before it, in lower case.
    pub preposition: Option<String>,
    /// What its format calls its part, where that is none of ours.
    pub role: Option<String>,
    /// Index of the entity that it denotes.
    pub entity: Option<usize>,
    /// Indices of every entity inside.
    pub entities: Vec<usize>,
}

impl Argument {
    /// A phrase and nothing more.
    pub fn new(span: Span) -> Argument {
        Argument { span, ..Argument::default() }
    }
}

/// According to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribution {
    /// The speaker; `None` where nobody is named.
    pub source: Option<Noted>,
    /// The word that attributes.
    pub cue: Option<Span>,
}

/// A phrase and the entity that it denotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// The phrase.
    pub span: Span,
    /// Index of the entity.
    pub entity: Option<usize>,
}

/// An expression of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    /// The expression.
    pub span: Span,
    /// ISO 8601.
    pub value: Option<String>,
}
