//! Gold and predictions in any format.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use actant::eval::{ErrorBlock, error_page};
use actant::format::labels::{self, LabelFormat, LabelMap, Labels, Origin, ReadOptions, Scheme};
use actant::{Error, Result};

/// The files that a layer is scored from, and how they are read.
#[derive(Debug, clap::Args)]
pub struct LabelledFiles {
    /// Labelled articles, in any format that `actant convert` reads the layer from.
    gold: PathBuf,
    /// Predictions, in any of the formats; without them the model runs on gold's text.
    pub predicted: Option<PathBuf>,
    /// Compare with the predictions of another system for the same articles, in any of the formats.
    #[arg(long, value_name = "OTHER")]
    pub against: Option<PathBuf>,
    /// Write every mistake, in its sentence, to this file; as a page for a browser if it ends in .html.
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
    /// What gold is written in: records, columns, conllu, brat, doccano, label-studio, spacy, dygie, crossre, spert, carb,
    /// plover or dwie; by default the file tells.
    #[arg(long, value_name = "NAME")]
    format: Option<LabelFormat>,
    /// What predictions are written in; by default the file tells.
    #[arg(long, value_name = "NAME")]
    pred_format: Option<LabelFormat>,
    /// Rename labels of mentions on both sides first: a table with a label, a tab and what it is called instead, or - to
    /// leave it out.
    #[arg(long, value_name = "FILE")]
    label_map: Option<PathBuf>,
    /// The column of the tags, counting from 1; the last one by default.
    #[arg(long)]
    column: Option<usize>,
    /// Refuse columns whose tags are not well formed in a scheme: iob1, iob2, iobes or bilou.
    #[arg(long)]
    scheme: Option<Scheme>,
}

impl LabelledFiles {
    /// The format of gold.
    ///
    /// # Errors
    /// If the file cannot be read or does not tell.
    pub fn gold_format(&self) -> Result<LabelFormat> {
        format_of(&self.gold, self.format)
    }

    /// The format of predictions.
    ///
    /// # Errors
    /// As [`LabelledFiles::gold_format`].
    pub fn predicted_format(&self, path: &Path) -> Result<LabelFormat> {
        format_of(path, self.pred_format)
    }

    /// Gold's file.
    pub fn gold(&self) -> &Path {
        &self.gold
    }

    /// The articles of gold, and their format.
    ///
    /// # Errors
    /// If the file cannot be read or is broken.
    pub fn read_gold(&self) -> Result<(LabelFormat, Vec<Labels>)> {
        self.read(&self.gold, self.format)
    }

    /// The articles of predictions, and their format.
    ///
    /// # Errors
    /// As [`LabelledFiles::read_gold`].
    pub fn read_predicted(&self, path: &Path) -> Result<(LabelFormat, Vec<Labels>)> {
        self.read(path, self.pred_format)
    }

    /// Writes the mistakes to the file that is to have them, if any: as a page where its name ends in .html, else as `text`.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write_errors(
        &self,
        title: &str,
        blocks: impl FnOnce() -> Vec<ErrorBlock>,
        text: impl FnOnce(&[ErrorBlock]) -> String,
    ) -> Result<()> {
        let Some(path) = &self.errors else { return Ok(()) };
        let page = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("html"));
        let blocks = blocks();
        let content = if page { error_page(title, &blocks) } else { text(&blocks) };
        std::fs::write(path, content).map_err(|e| Error::io(path, e))
    }

    fn read(&self, path: &Path, format: Option<LabelFormat>) -> Result<(LabelFormat, Vec<Labels>)> {
        let format = format_of(path, format)?;
        let options = ReadOptions { column: self.column, scheme: self.scheme };
        let read = labels::read(path, format, &options)?.strict()?;
        if !read.left_out.is_empty() {
            eprintln!("not read from {}: {}", path.display(), read.left_out);
        }
        let mut articles = read.articles;
        if let Some(map) = &self.label_map {
            let map = LabelMap::read(map)?;
            for article in &mut articles {
                map.apply(article)?;
            }
        }
        Ok((format, articles))
    }
}

/// The format that was named, or the one that the file tells.
///
/// # Errors
/// If the file cannot be read or does not tell.
pub fn format_of(path: &Path, named: Option<LabelFormat>) -> Result<LabelFormat> {
    if let Some(format) = named {
        return Ok(format);
    }
    if path.is_dir() {
        return LabelFormat::of_input(path, "");
    }
    let content = std::fs::read_to_string(path).map_err(|e| Error::io(path, e))?;
    LabelFormat::of_input(path, &content)
}

/// What articles are paired by.
pub struct Paired<'a> {
    /// The article's id.
    pub id: &'a str,
    /// Its text.
    pub text: &'a str,
    /// Where it was read.
    pub origin: &'a Origin,
}

/// Gold articles beside the predictions for them: by id where both sides have ids of their own, else by their order.
///
/// # Errors
/// If one side lacks an article or their texts differ.
pub fn paired(
    gold: (LabelFormat, Vec<Labels>),
    predicted: (LabelFormat, Vec<Labels>),
    path: &Path,
) -> Result<Vec<(Labels, Labels)>> {
    paired_by(gold, predicted, path, |a| Paired { id: &a.id, text: &a.text, origin: &a.origin })
}

/// The same for articles in any form.
///
/// # Errors
/// As [`paired`].
pub fn paired_by<A>(
    gold: (LabelFormat, Vec<A>),
    predicted: (LabelFormat, Vec<A>),
    path: &Path,
    of: impl Fn(&A) -> Paired<'_>,
) -> Result<Vec<(A, A)>> {
    let by_id = gold.0.has_ids() && predicted.0.has_ids();
    // Without ids, the place in the file is what tells.
    let key = |at: usize, article: &A| match by_id {
        true => (0, of(article).id.to_owned()),
        false => (at, String::new()),
    };
    let predicted = predicted.1.into_iter().enumerate();
    let mut predicted: BTreeMap<_, A> = predicted.map(|(at, p)| (key(at, &p), p)).collect();
    let mut pairs = Vec::with_capacity(gold.1.len());
    for (at, g) in gold.1.into_iter().enumerate() {
        let found = predicted.remove(&key(at, &g));
        let gold = of(&g);
        let Some(p) = found else {
            let what = format!("no prediction for {:?} in {}", gold.id, path.display());
            return Err(gold.origin.error(what));
        };
        let other = of(&p);
        if other.text != gold.text {
            let what = format!("the text differs from the one at {}", other.origin);
            return Err(gold.origin.error(what));
        }
        pairs.push((g, p));
    }
    match predicted.into_values().next() {
        Some(p) => Err(of(&p).origin.error(format!("no gold article for {:?}", of(&p).id))),
        None => Ok(pairs),
    }
}
