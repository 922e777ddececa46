//! Names by a token classifier whose labels, pieces and windows are its own.
//!
//! - `pieces`: a text as the classifier's tokenizer cuts it, with the bytes that each piece stands for
//! - `windows`: runs of pieces that overlap, so that nothing is too long to be read
//! - `tags`: the labels of a model, whatever their scheme; `label_map`: what they are among our types
//! - `spans`: the scores of pieces as names of our tokens
//!
//! What computes the scores is a [`PieceScorer`]; nothing here knows how.

mod label_map;
mod pieces;
mod spans;
mod tags;
mod windows;

use ndarray::{Array2, s};

use super::names::named;
use super::{NameFinder, tags::Tagged};
use crate::doc::{Document, Mention};
use crate::error::{Error, ErrorKind, Result};
use crate::model::PieceScorer;

pub use label_map::LabelMap;
pub use pieces::{PieceTokenizer, Pieces};
pub use tags::ClassifierLabels;
pub use windows::{PieceWindow, piece_windows};

/// A token classifier as a source of names.
///
/// The first piece of a token decides its label; a run of labels of one type is a name, wherever the labels' scheme lets it
/// begin. A name's score is the lowest probability of its labels, that of the label after it included.
pub struct Classifier {
    name: String,
    sha256: String,
    tokenizer: PieceTokenizer,
    labels: ClassifierLabels,
    scorer: Box<dyn PieceScorer>,
}

impl Classifier {
    /// A classifier of these parts; `name` and `sha256` are what it is known by.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] if its windows have no room for a piece between their marks.
    pub fn new(
        name: String,
        sha256: String,
        tokenizer: PieceTokenizer,
        labels: ClassifierLabels,
        scorer: Box<dyn PieceScorer>,
    ) -> Result<Classifier> {
        if scorer.longest() <= tokenizer.marks() {
            let what = format!("{name}: windows of {} pieces hold no text", scorer.longest());
            return Err(Error::new(ErrorKind::Model, what));
        }
        Ok(Classifier { name, sha256, tokenizer, labels, scorer })
    }

    /// The pieces of each text and their logits, one row a piece, whatever number of windows that takes.
    ///
    /// # Errors
    /// As [`PieceScorer::score`], and if a text cannot be cut into pieces.
    pub fn logits(&self, texts: &[&str]) -> Result<Vec<(Pieces, Array2<f32>)>> {
        let body = self.scorer.longest() - self.tokenizer.marks();
        let mut requests = Vec::new();
        let mut read = Vec::with_capacity(texts.len());
        for text in texts {
            let pieces = self.tokenizer.pieces(text)?;
            let windows = piece_windows(pieces.ids.len(), body);
            requests.extend(
                windows.iter().map(|w| self.tokenizer.between_marks(&pieces.ids[w.pieces.clone()])),
            );
            read.push((pieces, windows));
        }
        let lengths: Vec<usize> = requests.iter().map(Vec::len).collect();
        let scores = if requests.is_empty() { Vec::new() } else { self.scorer.score(requests)? };
        let columns = self.labels.len();
        let shapes = scores.iter().map(Array2::dim);
        if !shapes.eq(lengths.iter().map(|&length| (length, columns))) {
            let what = format!("{}: the scores are not those of its windows", self.name);
            return Err(Error::new(ErrorKind::Internal, what));
        }
        let mut scores = scores.into_iter();
        let gathered = read.into_iter().map(|(pieces, windows)| {
            let mut rows = Array2::zeros((pieces.ids.len(), columns));
            for (window, scores) in windows.iter().zip(scores.by_ref()) {
                // The first row is behind the mark that begins the window.
                let first =
                    self.tokenizer.marks_before() + window.answers.start - window.pieces.start;
                let answers = scores.slice(s![first..first + window.answers.len(), ..]);
                rows.slice_mut(s![window.answers.clone(), ..]).assign(&answers);
            }
            (pieces, rows)
        });
        Ok(gathered.collect())
    }

    /// The names as the labels have them, sentence by sentence, before anything is trimmed.
    fn tagged(&self, document: &Document, pieces: &Pieces, rows: &Array2<f32>) -> Vec<Vec<Tagged>> {
        let tokens = document.tokens();
        let of_sentence = |sentence: &crate::doc::Sentence| {
            let firsts: Vec<Option<usize>> = tokens[sentence.tokens.clone()]
                .iter()
                .map(|token| pieces.first_of(token.span.range()))
                .collect();
            spans::spans(document, sentence.tokens.start, &firsts, rows.view(), &self.labels)
        };
        document.sentences().iter().map(of_sentence).collect()
    }
}

impl NameFinder for Classifier {
    fn name(&self) -> &str {
        &self.name
    }

    fn sha256(&self) -> &str {
        &self.sha256
    }

    fn articles_at_once(&self) -> usize {
        self.scorer.articles_at_once()
    }

    fn find(&self, documents: &[&Document]) -> Result<Vec<Vec<Mention>>> {
        let texts: Vec<&str> = documents.iter().map(|d| d.text()).collect();
        let read = self.logits(&texts)?;
        let found = documents.iter().zip(read).map(|(document, (pieces, rows))| {
            let tagged = self.tagged(document, &pieces, &rows);
            let sentences = document.sentences().iter().zip(tagged);
            sentences.flat_map(|(s, found)| named(document, s.tokens.clone(), found)).collect()
        });
        Ok(found.collect())
    }
}

#[cfg(test)]
mod tests;
