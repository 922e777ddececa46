//! Scoring tokens and sentences on raw text.
//!
//! Words count as right when they align by the rules of the CoNLL 2018 shared task; sentences when they cover the same
//! characters, white space left out.

use std::fmt::Write;
use std::ops::AddAssign;

use super::alignment::{align_words, solid_offsets};
use super::bootstrap;
use super::counts::Counts;
use super::headline::f1;
use super::labelled::Labelled;
use super::parse::score_sentences;
use super::report::{Report, SCORES_HEADER, interval_text, scores_row};
use super::sides::{places_of_document, places_of_treebank, same_characters};
use crate::doc::{Document, Span};
use crate::error::{Error, ErrorKind, Result};
use crate::format::conllu::TreebankDocument;

/// What adds up over documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TokenCounts {
    /// Aligned words; all zero where gold has no words.
    pub words: Counts,
    /// Sentences with equal characters.
    pub sentences: Counts,
}

impl AddAssign<&TokenCounts> for TokenCounts {
    fn add_assign(&mut self, other: &TokenCounts) {
        self.words += other.words;
        self.sentences += other.sentences;
    }
}

/// Scores a tokenised document against a treebank document of the same raw text.
///
/// # Errors
/// [`ErrorKind::Input`] if the texts differ in more than white space.
pub fn score_tokens(gold: &TreebankDocument, predicted: &Document) -> Result<TokenCounts> {
    same_characters(&gold.id, &gold.text, predicted.text())?;
    let (truth, system) = (places_of_treebank(gold), places_of_document(predicted));
    let words = Counts {
        matched: align_words(&truth.words, &system.words).len(),
        predicted: system.words.len(),
        gold: truth.words.len(),
    };
    Ok(TokenCounts { words, sentences: score_sentences(&truth, &system) })
}

/// Scores the sentences of an article against labelled ones.
///
/// # Errors
/// [`ErrorKind::Input`] if a side has no sentences or the texts differ.
pub fn score_labelled_sentences(gold: &Labelled, predicted: &Labelled) -> Result<TokenCounts> {
    let layer = |side: &Labelled| -> Result<Vec<(usize, usize)>> {
        let Some(sentences) = &side.sentences else {
            let what = format!("{}: no sentences in {:?}", side.origin, side.id);
            return Err(Error::new(ErrorKind::Input, what));
        };
        let solid = solid_offsets(&side.text);
        Ok(sentences.iter().map(|s: &Span| (solid[s.start()], solid[s.end()])).collect())
    };
    if gold.text != predicted.text {
        let what =
            format!("{}: the text differs from the one in {}", gold.origin, predicted.origin);
        return Err(Error::new(ErrorKind::Input, what));
    }
    let (truth, system) = (layer(gold)?, layer(predicted)?);
    let sentences = Counts {
        matched: system.iter().filter(|s| truth.contains(s)).count(),
        predicted: system.len(),
        gold: truth.len(),
    };
    Ok(TokenCounts { words: Counts::default(), sentences })
}

/// Sums documents up: one entry of `scored` per document.
pub fn token_report(scored: &[TokenCounts]) -> Report {
    let mut all = TokenCounts::default();
    for document in scored {
        all += document;
    }
    let mut report = Report { text: "segmentation of raw text\n".to_owned(), ..Report::default() };
    let _ = writeln!(report.text, "{:<32}{SCORES_HEADER}", "");
    let mut add = |key: &str, rule: &str, pick: fn(&TokenCounts) -> Counts| {
        let counts = pick(&all);
        if counts.gold == 0 {
            let _ = writeln!(report.text, "{rule:<32}gold has none: not scored");
            return;
        }
        let spread = bootstrap::interval(scored, |drawn| f1(drawn, pick));
        let _ = writeln!(report.text, "{rule:<32}{}{}", scores_row(counts), interval_text(spread));
        report.add_counts(key, counts, spread, rule);
    };
    add("tokens.words", "words (CoNLL 2018 alignment)", |c| c.words);
    add("tokens.sentences", "sentences (equal characters)", |c| c.sentences);
    report
}
