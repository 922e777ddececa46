//! Files of every format as articles.

use std::collections::BTreeMap;
use std::path::Path;

use super::columns::{self, Scheme};
use super::form::Labels;
use super::json_items::{Item, items};
use super::label_format::LabelFormat;
use super::unheld::Unheld;
use super::{
    brat, carb, crossre, doccano, dwie, dygie, label_studio, plover, records, spacy, spert,
    treebank,
};
use crate::error::{Error, ErrorKind, Result};

/// How a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReadOptions {
    /// The column of the tags, counting from 1; the last one by default.
    pub column: Option<usize>,
    /// The scheme that tags must be well formed in; without one they are read by the rules of `conlleval`.
    pub scheme: Option<Scheme>,
}

/// What a file gave.
#[derive(Debug, Default)]
pub struct Read {
    /// Its articles, in their order.
    pub articles: Vec<Labels>,
    /// What is wrong with those that are missing, with file and line.
    pub broken: Vec<Error>,
    /// What was passed over because the common form has no place for it.
    pub left_out: Unheld,
}

impl Read {
    /// The same, if no article is broken.
    ///
    /// # Errors
    /// What is wrong with the first that is.
    pub fn strict(mut self) -> Result<Read> {
        if self.broken.is_empty() { Ok(self) } else { Err(self.broken.swap_remove(0)) }
    }

    /// Takes an article in, or what is wrong with it.
    pub(super) fn take(&mut self, article: Result<Labels>) {
        match article {
            Ok(article) => self.articles.push(article),
            Err(error) => self.broken.push(error),
        }
    }

    /// An id that only one article has: the second one goes.
    fn refuse_ids_used_twice(&mut self) {
        let mut seen: BTreeMap<String, String> = BTreeMap::new();
        let broken = &mut self.broken;
        self.articles.retain(|article| {
            let first = seen.get(&article.id).cloned();
            let Some(first) = first else {
                seen.insert(article.id.clone(), article.origin.to_string());
                return true;
            };
            let place = match (article.origin.line, first.rsplit_once(':')) {
                (Some(_), Some((_, line))) => format!("line {line}"),
                _ => first,
            };
            let what = format!("id {:?} was used in {place}", article.id);
            broken.push(article.origin.error(what));
            false
        });
    }
}

/// Reads a file, or of brat a folder, in `format`.
///
/// # Errors
/// [`ErrorKind::Io`] if it cannot be read; [`ErrorKind::Input`] if nothing in it can be told apart any more. What is
/// wrong with single articles is in [`Read::broken`].
pub fn read(path: &Path, format: LabelFormat, options: &ReadOptions) -> Result<Read> {
    if format == LabelFormat::Brat {
        return brat::read(path);
    }
    let content = std::fs::read_to_string(path).map_err(|e| Error::io(path, e))?;
    parse(&content, &path.display().to_string(), format, options)
}

/// Parses the content of a file; `name` is what messages call it.
///
/// # Errors
/// As [`read`]; [`ErrorKind::Config`] for brat, whose articles are pairs of files.
pub fn parse(
    content: &str,
    name: &str,
    format: LabelFormat,
    options: &ReadOptions,
) -> Result<Read> {
    if content.len() > u32::MAX as usize {
        let what = format!("{name}: {} bytes; at most 4 GiB are read", content.len());
        return Err(Error::new(ErrorKind::Input, what));
    }
    let mut read = match format {
        LabelFormat::Columns => columns::parse(content, name, options)?,
        LabelFormat::Conllu => treebank::parse(content, name)?,
        LabelFormat::Carb => carb::parse(content, name),
        LabelFormat::Brat => {
            let what =
                format!("{name}: brat's articles are pairs of files; name a .ann or a folder");
            return Err(Error::new(ErrorKind::Config, what));
        }
        LabelFormat::Records => each(content, name, records::article)?,
        LabelFormat::Doccano => each(content, name, doccano::article)?,
        LabelFormat::LabelStudio => each(content, name, label_studio::article)?,
        LabelFormat::Spacy => each(content, name, spacy::article)?,
        LabelFormat::Dygie => each(content, name, dygie::article)?,
        LabelFormat::CrossRe => each(content, name, crossre::article)?,
        LabelFormat::Spert => each(content, name, spert::article)?,
        LabelFormat::Plover => each(content, name, plover::article)?,
        LabelFormat::Dwie => each(content, name, dwie::article)?,
    };
    read.refuse_ids_used_twice();
    Ok(read)
}

/// An article of an item; `usize` is the item's number in the file, from 1, for those that have no id.
type OfItem = fn(Item, usize, &mut Unheld) -> Result<Labels>;

fn each(content: &str, name: &str, article: OfItem) -> Result<Read> {
    let mut read = Read::default();
    for (at, item) in items(content, name)?.into_iter().enumerate() {
        let mut left_out = Unheld::default();
        let article = article(item, at + 1, &mut left_out);
        if article.is_ok() {
            read.left_out.merge(&left_out);
        }
        read.take(article);
    }
    Ok(read)
}
