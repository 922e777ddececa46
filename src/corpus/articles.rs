//! The articles of a corpus, one after another.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use sha2::{Digest, Sha256};

use super::article::{self, Article, some_of};
use super::cuts::{Cuts, Step, unreadable};
use super::ids::{Ids, Sight};
use super::inputs::InputSums;
use super::{
    Cluster, CopyOf, FieldNames, Inputs, Memory, Place, Raw, RawFormat, Rejection, Screen, Source,
};
use crate::doc::Document;
use crate::error::{Error, ErrorKind, Result};

/// An article that came in.
#[derive(Debug)]
pub struct Incoming {
    /// Where it stands.
    pub place: Place,
    /// The article.
    pub document: Document,
    /// What a person should know although the article is fine.
    pub warning: Option<String>,
    /// The article as it stands there.
    pub raw: Raw,
    /// What it is a copy of, where copies are marked.
    pub copy_of: Option<CopyOf>,
}

/// Reads sources in order, holding one article at a time. What cannot be read becomes a [`Rejection`], and reading goes
/// on with the next line, or with the next file where the rest of one is lost.
///
/// An id stands for one article: the same article a second time is a duplicate, another one of the same id is rejected.
pub struct Articles {
    sources: std::vec::IntoIter<Source>,
    fields: FieldNames,
    ids: Ids,
    limit: usize,
    screen: Screen,
    open: Option<(Source, Cuts)>,
    sums: InputSums,
    fault: Option<Error>,
}

impl Articles {
    /// Articles of `sources`, whose JSON records and tables have the fields `fields`.
    pub fn new(sources: Vec<Source>, fields: FieldNames) -> Articles {
        Articles {
            sources: sources.into_iter(),
            fields,
            ids: Ids::default(),
            limit: usize::MAX,
            screen: Screen::default(),
            open: None,
            sums: InputSums::default(),
            fault: None,
        }
    }

    /// The same, in bounded memory: larger records are rejected, and what is known of ids goes to a nameless file in
    /// `folder` when there are too many.
    #[must_use]
    pub fn bounded(self, memory: &Memory, folder: PathBuf) -> Articles {
        let ids = Ids::new(memory.ids(), folder);
        Articles { ids, limit: memory.largest_record(), ..self }
    }

    /// The same, but for those articles that `screen` does not let pass.
    #[must_use]
    pub fn screened(self, screen: Screen) -> Articles {
        Articles { screen, ..self }
    }

    /// The clusters of copies that no article will join any more, of the articles so far, each once; at the `end` all of
    /// them.
    pub fn clusters(&mut self, end: bool) -> Vec<Cluster> {
        if end { self.screen.end() } else { self.screen.closed() }
    }

    /// Articles of which copies are not known any more, because there is no memory for it.
    pub fn forgotten(&self) -> u64 {
        self.screen.forgotten()
    }

    /// The count of bytes read so far, as they lie on disk, for whoever shows progress.
    pub fn bytes_read(&self) -> Arc<AtomicU64> {
        self.sums.bytes()
    }

    /// What was read, of the files that are through.
    pub fn inputs(&self) -> Inputs {
        self.sums.inputs()
    }

    /// What ended the articles before their end, which is no fault of an article.
    pub fn fault(&mut self) -> Option<Error> {
        self.fault.take()
    }

    /// Marks `id` as that of an article that stands at `place` and is not read here, and has this `text`.
    ///
    /// # Errors
    /// If the file of ids cannot be written.
    pub fn reserve(&mut self, id: &str, text: &str, place: &Place) -> Result<()> {
        self.screen.copy_of(id, text);
        self.ids.note(id, 0, place).map(|_| ()).map_err(cannot_note)
    }

    /// What an article must answer before it goes on: that its id is new, and what it is a copy of.
    fn admit(
        &mut self,
        place: Place,
        article: Article,
        raw: Raw,
    ) -> Result<std::result::Result<Incoming, Rejection>> {
        let Article { document, warning } = article;
        let digest = Sha256::digest(&raw.bytes);
        let mut start = [0; 8];
        start.copy_from_slice(&digest[..8]);
        let sum = u64::from_le_bytes(start).max(1);
        let sight = self.ids.note(document.id(), sum, &place).map_err(cannot_note)?;
        let id = Some(document.id().to_owned());
        Ok(match sight {
            Sight::New => match self.screen.copy_of(document.id(), document.text()) {
                Some(copy) if self.screen.skips() => {
                    let CopyOf { first, similarity } = &copy;
                    let why = format!("a copy of article {first:?} (similarity {similarity:.2})");
                    let copy_of = Some(Box::new(copy));
                    Err(Rejection { id, copy_of, ..Rejection::new(place, why) })
                }
                copy_of => Ok(Incoming { place, document, warning, raw, copy_of }),
            },
            Sight::Same(earlier) => {
                let why = format!("the same article was read at {earlier}");
                let duplicate_of = Some(Box::new(earlier));
                Err(Rejection { id, duplicate_of, ..Rejection::new(place, why) })
            }
            Sight::Other(earlier) => {
                let why = format!("the same id was read at {earlier}; ids must be unique");
                Err(Rejection { id, raw: Some(Box::new(raw)), ..Rejection::new(place, why) })
            }
        })
    }

    fn read(&mut self, place: Place, raw: Raw) -> Result<std::result::Result<Incoming, Rejection>> {
        let article = match raw.format {
            RawFormat::Json => article::from_json(&raw.bytes, &place, &self.fields),
            RawFormat::Text => article::from_text(raw.bytes.clone(), &place),
        };
        let article =
            article.and_then(|article| match self.screen.refuses(article.document.text()) {
                None => Ok(article),
                Some(why) => {
                    let id = Some(article.document.id().to_owned());
                    Err(Rejection { id, ..Rejection::new(place.clone(), why) })
                }
            });
        match article {
            Ok(article) => self.admit(place, article, raw),
            Err(rejection) => Ok(Err(Rejection { raw: Some(Box::new(raw)), ..rejection })),
        }
    }
}

/// What is wrong with a table that has no column of texts: it is wrong as a whole, and not in each of its rows.
fn lacks_text(cuts: &Cuts, fields: &FieldNames) -> Option<String> {
    let columns = cuts.columns().filter(|columns| !columns.contains(&fields.text))?;
    Some(format!(
        "no column {:?}; name the column that holds the text with --text-field (the columns are {})",
        fields.text,
        some_of(columns.iter())
    ))
}

fn cannot_note(error: std::io::Error) -> Error {
    let message =
        format!("the file of ids that were read: {error}; give more --memory or free space");
    Error::new(ErrorKind::Io, message).with_source(error)
}

impl Iterator for Articles {
    type Item = std::result::Result<Incoming, Rejection>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let Some((source, cuts)) = &mut self.open else {
                let source = self.sources.next()?;
                match Cuts::open(&source, self.limit, &mut self.sums) {
                    Ok(cuts) => {
                        if let Some(why) = lacks_text(&cuts, &self.fields) {
                            self.sums.close(&source.name);
                            let place = Place { source: source.name, line: None };
                            return Some(Err(Rejection::of_rest(place, why)));
                        }
                        self.open = Some((source, cuts));
                    }
                    Err(error) => {
                        self.sums.close(&source.name);
                        let place = Place { source: source.name, line: None };
                        return Some(Err(Rejection::of_rest(place, unreadable(&error))));
                    }
                }
                continue;
            };
            let step = cuts.next();
            let wanted = |place: &Place| source.lines.wants(place.line);
            let next = match step {
                Step::Article(place, _) if !wanted(&place) => continue,
                Step::Article(place, raw) => self.read(place, raw),
                Step::Passed(rejection) if !wanted(&rejection.place) => continue,
                Step::Passed(rejection) => Ok(Err(rejection)),
                Step::Lost(rejection) => {
                    self.sums.close(&source.name);
                    self.open = None;
                    Ok(Err(rejection))
                }
                Step::End => {
                    self.sums.close(&source.name);
                    self.open = None;
                    continue;
                }
            };
            return match next {
                Ok(item) => Some(item),
                Err(fault) => {
                    self.fault = Some(fault);
                    self.sources = Vec::new().into_iter();
                    self.open = None;
                    None
                }
            };
        }
    }
}

#[cfg(test)]
#[path = "articles_test.rs"]
mod tests;
