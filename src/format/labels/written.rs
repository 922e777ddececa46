//! Articles as files of every format.

use super::columns::Scheme;
use super::form::Labels;
use super::graph::Linking;
use super::json_items::laid_out;
use super::label_format::LabelFormat;
use super::unheld::Unheld;
use super::{
    brat, carb, columns, crossre, doccano, dygie, label_studio, record_values, spacy, spert,
    treebank,
};
use crate::error::{Error, ErrorKind, Result};

/// How articles are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WriteOptions {
    /// The scheme of tags in columns.
    pub scheme: Scheme,
    /// How relations become links, in formats that have links alone.
    pub linking: Linking,
    /// One JSON object a line, in formats that are a list of them otherwise.
    pub in_lines: bool,
}

/// What writing gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The content of the file; `Err` of the pairs of files that brat has.
    pub content: std::result::Result<String, Vec<Pair>>,
    /// What the format could not hold.
    pub unheld: Unheld,
}

/// An article in brat's two files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// Name of the files, without ending.
    pub name: String,
    /// What the `.txt` holds.
    pub text: String,
    /// What the `.ann` holds.
    pub annotations: String,
}

/// Writes articles in `format`.
///
/// # Errors
/// [`ErrorKind::Config`] for a format that is only read; [`ErrorKind::Input`], with the article's place, for labels that
/// the format would misread (a type that is none of ours in records, a space in brat) and for trees that are missing.
pub fn write(articles: &[Labels], format: LabelFormat, options: &WriteOptions) -> Result<Written> {
    let mut unheld = Unheld::default();
    articles.iter().for_each(|article| unheld.count_layers(article, format));
    let counts = &mut unheld;
    let content = match format {
        LabelFormat::Brat => {
            let pairs = brat::write(articles, options.linking, counts)?;
            return Ok(Written { content: Err(pairs), unheld });
        }
        LabelFormat::Records => laid_out(&record_values::write(articles, counts)?, true),
        LabelFormat::Columns => columns::write(articles, options.scheme, counts)?,
        LabelFormat::Conllu => treebank::write(articles, counts)?,
        LabelFormat::Doccano => laid_out(&doccano::write(articles, options.linking, counts), true),
        LabelFormat::LabelStudio => {
            laid_out(&label_studio::write(articles, options.linking, counts), options.in_lines)
        }
        LabelFormat::Spacy => laid_out(&spacy::write(articles, counts), options.in_lines),
        LabelFormat::Dygie => laid_out(&dygie::write(articles, options.linking, counts), true),
        LabelFormat::CrossRe => laid_out(&crossre::write(articles, options.linking, counts), true),
        LabelFormat::Spert => {
            laid_out(&spert::write(articles, options.linking, counts), options.in_lines)
        }
        LabelFormat::Carb => carb::write(articles, counts),
        LabelFormat::Plover | LabelFormat::Dwie => {
            let what = format!("{format} is read but not written; choose another format");
            return Err(Error::new(ErrorKind::Config, what));
        }
    };
    Ok(Written { content: Ok(content), unheld })
}
