//! Gold and predicted syntax of a document in one form, whichever they came from.

use super::alignment::{AlignedWord, solid_offsets};
use crate::doc::Document;
use crate::error::{Error, ErrorKind, Result};
use crate::format::conllu::TreebankDocument;

/// What is compared of a word.
pub(super) struct Comparable<'a> {
    pub upos: &'a str,
    pub xpos: &'a str,
    pub lemma: &'a str,
    /// Index of the head among the document's words; `None` at a root.
    pub head: Option<usize>,
    pub deprel: &'a str,
}

/// Where the words and sentences of a document stand, counting characters that are no white space.
pub(super) struct Places<'a> {
    /// Every word.
    pub words: Vec<AlignedWord<'a>>,
    /// Start and end of every sentence.
    pub sentences: Vec<(usize, usize)>,
}

/// The places of a treebank document.
pub(super) fn places_of_treebank(document: &TreebankDocument) -> Places<'_> {
    let solid = solid_offsets(&document.text);
    let mut words = Vec::new();
    for sentence in &document.sentences {
        for (i, word) in sentence.words.iter().enumerate() {
            let token = sentence.multiword.iter().find(|(words, _)| words.contains(&i));
            let span = token.map_or(word.span, |(_, span)| *span);
            words.push(AlignedWord {
                start: solid[span.start()],
                end: solid[span.end()],
                multiword: token.is_some(),
                form: &word.form,
            });
        }
    }
    let sentences = document.sentences.iter();
    let sentences = sentences.map(|s| (solid[s.span.start()], solid[s.span.end()])).collect();
    Places { words, sentences }
}

/// The places of a document's tokens and sentences.
pub(super) fn places_of_document(document: &Document) -> Places<'_> {
    let solid = solid_offsets(document.text());
    let words = document.tokens().iter().map(|t| AlignedWord {
        start: solid[t.span.start()],
        end: solid[t.span.end()],
        multiword: false,
        form: document.slice(t.span),
    });
    let sentences = document.sentences().iter();
    let sentences = sentences.map(|s| (solid[s.span.start()], solid[s.span.end()])).collect();
    Places { words: words.collect(), sentences }
}

/// The words of a treebank document.
pub(super) fn words_of_treebank(document: &TreebankDocument) -> Vec<Comparable<'_>> {
    let mut words = Vec::new();
    for sentence in &document.sentences {
        let first = words.len();
        words.extend(sentence.words.iter().map(|w| Comparable {
            upos: &w.upos,
            xpos: &w.xpos,
            lemma: &w.lemma,
            head: w.head.map(|h| first + h),
            deprel: &w.deprel,
        }));
    }
    words
}

/// The words of a document.
///
/// # Errors
/// [`ErrorKind::Input`] if the layer has not run.
pub(super) fn words_of_document(document: &Document) -> Result<Vec<Comparable<'_>>> {
    let Some(words) = document.words() else {
        let what = format!("{:?}: no words were predicted", document.id());
        return Err(Error::new(ErrorKind::Input, what));
    };
    Ok(words
        .iter()
        .map(|w| Comparable {
            upos: w.upos.as_str(),
            xpos: w.xpos.as_str(),
            lemma: &w.lemma,
            head: w.head.map(|h| h.index()),
            deprel: w.deprel.as_str(),
        })
        .collect())
}

/// Refuses texts that differ in more than white space.
///
/// # Errors
/// [`ErrorKind::Input`], with the first characters that differ.
pub(super) fn same_characters(id: &str, gold: &str, predicted: &str) -> Result<()> {
    let mut a = gold.chars().filter(|c| !c.is_whitespace());
    let mut b = predicted.chars().filter(|c| !c.is_whitespace());
    loop {
        match (a.next(), b.next()) {
            (None, None) => return Ok(()),
            (x, y) if x == y => {}
            (x, y) => {
                let rest = |c: Option<char>, rest: &mut dyn Iterator<Item = char>| -> String {
                    c.into_iter().chain(rest.take(20)).collect()
                };
                let (x, y) = (rest(x, &mut a), rest(y, &mut b));
                let what = format!("{id:?}: gold's text goes on {x:?}, the predicted one {y:?}");
                return Err(Error::new(ErrorKind::Input, what));
            }
        }
    }
}
