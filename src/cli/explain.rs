//! `actant explain`: why a relation is what it is.

use std::io::{self, Write};

use actant::corpus::{Articles, Sources};
use actant::doc::{Argument, Document, Relation};
use actant::{Error, ErrorKind, Result, relate};

use super::Outcome;
use super::input::Input;
use super::model::Model;

/// Print why a relation is what it is: the tree, and which word decided what. Without --relation: number the article's relations.
#[derive(Debug, clap::Args)]
pub struct Explain {
    #[command(flatten)]
    input: Input,
    /// The relation's index in the article's record, from 0.
    #[arg(long, value_name = "N")]
    relation: Option<usize>,
    /// The article with this id [default: the first].
    #[arg(long, value_name = "ID")]
    article: Option<String>,
    #[command(flatten)]
    model: Model,
}

impl Explain {
    /// Prints the explanation.
    pub fn run(self) -> Result<Outcome> {
        let document = self.model.pipeline()?.extract_document(self.document()?)?;
        let relations = document.relations().unwrap_or_default();
        let page = match self.relation {
            Some(index) => {
                relate::explain(&document, index).map(|e| e.to_string()).ok_or_else(|| {
                    let (id, count) = (document.id(), relations.len());
                    let what = format!(
                        "article {id:?} has {count} relations, numbered from 0; none is {index}"
                    );
                    Error::new(ErrorKind::Config, what)
                })?
            }
            None => {
                let numbered = relations.iter().enumerate();
                numbered.map(|(i, r)| format!("{i:>4}  {}\n", title(&document, r))).collect()
            }
        };
        match io::stdout().lock().write_all(plain(&page).as_bytes()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Outcome::Clean),
            written => written
                .map(|()| Outcome::Clean)
                .map_err(|error| Error::io("standard output", error)),
        }
    }

    /// The article that is asked for. Those before it that cannot be read are told and passed over.
    fn document(&self) -> Result<Document> {
        let Sources { found, failed, .. } = self.input.sources(None)?;
        failed.iter().for_each(|rejection| eprintln!("error: {rejection}"));
        for next in Articles::new(found, self.input.fields()) {
            match next {
                Ok(incoming) => {
                    let wanted = |id: &String| id == incoming.document.id();
                    if self.article.as_ref().is_none_or(wanted) {
                        return Ok(incoming.document);
                    }
                }
                Err(rejection) => eprintln!("error: {rejection}"),
            }
        }
        let what = match &self.article {
            Some(id) => format!("no article has the id {id}"),
            None => "no article could be read".into(),
        };
        Err(Error::new(ErrorKind::Config, what))
    }
}

fn title(document: &Document, relation: &Relation) -> String {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let phrase = |a: &Option<Argument>| {
        a.map_or("-".into(), |a| {
            let before = a.preposition.map(|p| format!("[{}] ", document.slice(p)));
            before.unwrap_or_default() + &words(document.slice(a.span))
        })
    };
    let (subject, object) = (phrase(&relation.subject), phrase(&relation.object));
    format!("{subject} | {} | {object}", relation.predicate.lemma)
}

/// A text without what could steer a terminal.
fn plain(text: &str) -> String {
    text.chars().filter(|&c| c == '\n' || !c.is_control()).collect()
}
