//! Scoring words and trees against a treebank, by the definitions of the CoNLL 2018 shared task.
//!
//! Every figure is an F1 over words: predicted words count for precision, gold words for recall, and only aligned words
//! can be right. On gold tokens all words align and F1 is accuracy. *LAS* compares universal relations (`nmod:poss` is
//! `nmod`), as the shared task did; *LAS+* compares subtypes too. *CLAS* is LAS over relations of content words.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::ops::AddAssign;
use std::path::Path;

use super::alignment::align_words;
use super::counts::Counts;
use super::headline::{Headline, f1, interval_of, set_against};
use super::report::{Report, SCORES_HEADER, interval_text, scores_row};
use super::sides::{
    Comparable, Places, places_of_document, places_of_treebank, same_characters, words_of_document,
    words_of_treebank,
};
use crate::doc::{Document, Sentence, Span, Token};
use crate::error::{Error, ErrorKind, Result};
use crate::format::conllu::{TreebankDocument, parse_conllu};

/// What adds up over documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ParseCounts {
    /// Sentences with equal characters.
    pub sentences: Counts,
    /// Aligned words.
    pub words: Counts,
    /// Universal parts of speech.
    pub upos: Counts,
    /// Treebank tags.
    pub xpos: Counts,
    /// Dictionary forms, case and all.
    pub lemma: Counts,
    /// Heads.
    pub uas: Counts,
    /// Heads and universal relations.
    pub las: Counts,
    /// Heads and relations with subtypes.
    pub las_subtypes: Counts,
    /// LAS where gold has a content relation.
    pub clas: Counts,
}

impl ParseCounts {
    /// Each figure with its key and its definition, in the order of reports.
    pub fn each(&self) -> [(&'static str, &'static str, Counts); 9] {
        [
            ("sentences", "sentences (equal characters)", self.sentences),
            ("words", "words (CoNLL 2018 alignment)", self.words),
            ("upos", "UPOS", self.upos),
            ("xpos", "XPOS", self.xpos),
            ("lemma", "lemma", self.lemma),
            ("uas", "UAS", self.uas),
            ("las", "LAS (universal relations)", self.las),
            ("las_subtypes", "LAS+ (with subtypes)", self.las_subtypes),
            ("clas", "CLAS (content relations)", self.clas),
        ]
    }
}

impl AddAssign<&ParseCounts> for ParseCounts {
    fn add_assign(&mut self, other: &ParseCounts) {
        self.sentences += other.sentences;
        self.words += other.words;
        self.upos += other.upos;
        self.xpos += other.xpos;
        self.lemma += other.lemma;
        self.uas += other.uas;
        self.las += other.las;
        self.las_subtypes += other.las_subtypes;
        self.clas += other.clas;
    }
}

/// Reads a treebank in CoNLL-U.
///
/// # Errors
/// [`ErrorKind::Io`] if it cannot be read; [`ErrorKind::Input`], naming file and line, if it is broken.
pub fn read_treebank(path: &Path) -> Result<Vec<TreebankDocument>> {
    let content = std::fs::read_to_string(path).map_err(|e| Error::io(path, e))?;
    parse_conllu(&content, &path.display().to_string())
}

/// A treebank document with its own words as tokens, for running on gold tokens.
///
/// Its text spells every word by its form, so it differs from the raw text where a multiword token does not (*gonna*).
///
/// # Errors
/// [`ErrorKind::Internal`] if a form is empty.
pub fn on_gold_tokens(gold: &TreebankDocument) -> Result<Document> {
    let (mut text, mut tokens, mut sentences) = (String::new(), Vec::new(), Vec::new());
    for sentence in &gold.sentences {
        let first = tokens.len();
        let mut before: Option<Span> = None;
        for word in &sentence.words {
            let glued = before.is_some_and(|b| b.end() == word.span.start() || b == word.span);
            if !glued && !text.is_empty() {
                text.push(' ');
            }
            before = Some(word.span);
            let start = text.len();
            text.push_str(&word.form);
            tokens.push(Token { span: Span::new(start, text.len()) });
        }
        let last = tokens.len() - 1;
        let span = tokens[first].span.cover(tokens[last].span);
        sentences.push(Sentence { span, tokens: first..tokens.len() });
    }
    let mut document = Document::new(gold.id.clone(), text)?;
    document.set_tokens(sentences, tokens)?;
    Ok(document)
}

/// Scores one document. With `gold_tokens`, `predicted` must have been made by [`on_gold_tokens`]; otherwise it must have
/// the raw text of `gold`.
///
/// # Errors
/// [`ErrorKind::Input`] if the words or texts do not correspond, or a layer is missing.
pub fn score_parse(
    gold: &TreebankDocument,
    predicted: &Document,
    gold_tokens: bool,
) -> Result<ParseCounts> {
    let (truth, system) = (words_of_treebank(gold), words_of_document(predicted)?);
    if !gold_tokens {
        same_characters(&gold.id, &gold.text, predicted.text())?;
        let places = (places_of_treebank(gold), places_of_document(predicted));
        return Ok(align_and_compare(&truth, &system, places));
    }
    if truth.len() != system.len() {
        let what = format!("{:?}: gold and predicted words differ in number", gold.id);
        return Err(Error::new(ErrorKind::Input, what));
    }
    let same = gold.sentences.len();
    let pairs: Vec<(usize, usize)> = (0..truth.len()).map(|i| (i, i)).collect();
    let sentences = Counts { matched: same, predicted: same, gold: same };
    Ok(compare(&truth, &system, &pairs, sentences))
}

/// Scores a document that another system wrote in CoNLL-U.
///
/// # Errors
/// [`ErrorKind::Input`] if the texts differ in more than white space.
pub fn score_treebanks(
    gold: &TreebankDocument,
    predicted: &TreebankDocument,
) -> Result<ParseCounts> {
    same_characters(&gold.id, &gold.text, &predicted.text)?;
    let places = (places_of_treebank(gold), places_of_treebank(predicted));
    Ok(align_and_compare(&words_of_treebank(gold), &words_of_treebank(predicted), places))
}

fn align_and_compare(
    truth: &[Comparable],
    system: &[Comparable],
    (gold, predicted): (Places, Places),
) -> ParseCounts {
    let pairs = align_words(&gold.words, &predicted.words);
    compare(truth, system, &pairs, score_sentences(&gold, &predicted))
}

fn compare(
    truth: &[Comparable],
    system: &[Comparable],
    pairs: &[(usize, usize)],
    sentences: Counts,
) -> ParseCounts {
    let mut gold_of: Vec<Option<usize>> = vec![None; system.len()];
    for &(g, p) in pairs {
        gold_of[p] = Some(g);
    }
    let count = |right: &dyn Fn(&Comparable, &Comparable) -> bool| Counts {
        matched: pairs.iter().filter(|(g, p)| right(&truth[*g], &system[*p])).count(),
        predicted: system.len(),
        gold: truth.len(),
    };
    // A root is right only as a root; a head that aligns with nothing is wrong.
    let head = |g: &Comparable, p: &Comparable| match (g.head, p.head) {
        (None, None) => true,
        (Some(g), Some(p)) => gold_of[p] == Some(g),
        _ => false,
    };
    let las =
        |g: &Comparable, p: &Comparable| head(g, p) && universal(g.deprel) == universal(p.deprel);
    let content = |w: &Comparable| CONTENT.contains(&universal(w.deprel));
    ParseCounts {
        sentences,
        words: count(&|_, _| true),
        upos: count(&|g, p| g.upos == p.upos),
        xpos: count(&|g, p| g.xpos == p.xpos),
        // Gold without a lemma asks for nothing.
        lemma: count(&|g, p| g.lemma == "_" || g.lemma == p.lemma),
        uas: count(&head),
        las: count(&las),
        las_subtypes: count(&|g, p| head(g, p) && g.deprel == p.deprel),
        clas: Counts {
            matched: pairs
                .iter()
                .filter(|(g, p)| content(&truth[*g]) && las(&truth[*g], &system[*p]))
                .count(),
            predicted: system.iter().filter(|w| content(w)).count(),
            gold: truth.iter().filter(|w| content(w)).count(),
        },
    }
}

/// Universal relations of content words, as the shared task lists them.
#[rustfmt::skip]
const CONTENT: [&str; 29] = [
    "nsubj", "obj", "iobj", "csubj", "ccomp", "xcomp", "obl", "vocative", "expl", "dislocated", "advcl", "advmod",
    "discourse", "nmod", "appos", "nummod", "acl", "amod", "conj", "fixed", "flat", "compound", "list", "parataxis",
    "orphan", "goeswith", "reparandum", "root", "dep",
];

fn universal(deprel: &str) -> &str {
    deprel.split(':').next().unwrap_or(deprel)
}

/// Sentences that cover the same characters.
pub(super) fn score_sentences(gold: &Places, predicted: &Places) -> Counts {
    let truth: BTreeSet<&(usize, usize)> = gold.sentences.iter().collect();
    let matched = predicted.sentences.iter().filter(|s| truth.contains(s)).count();
    Counts { matched, predicted: predicted.sentences.len(), gold: gold.sentences.len() }
}

/// The figures of words and trees, all of which resampling is told of.
fn headlines() -> Vec<Headline<ParseCounts>> {
    vec![
        Headline { key: "parse.sentences", score: |all| f1(all, |d| d.sentences) },
        Headline { key: "parse.words", score: |all| f1(all, |d| d.words) },
        Headline { key: "parse.upos", score: |all| f1(all, |d| d.upos) },
        Headline { key: "parse.xpos", score: |all| f1(all, |d| d.xpos) },
        Headline { key: "parse.lemma", score: |all| f1(all, |d| d.lemma) },
        Headline { key: "parse.uas", score: |all| f1(all, |d| d.uas) },
        Headline { key: "parse.las", score: |all| f1(all, |d| d.las) },
        Headline { key: "parse.las_subtypes", score: |all| f1(all, |d| d.las_subtypes) },
        Headline { key: "parse.clas", score: |all| f1(all, |d| d.clas) },
    ]
}

/// Sums documents up: one entry of `scored` per document.
pub fn parse_report(scored: &[ParseCounts], gold_tokens: bool) -> Report {
    let mut all = ParseCounts::default();
    for document in scored {
        all += document;
    }
    let on = if gold_tokens { "gold tokens" } else { "raw text" };
    let headlines = headlines();
    let mut report = Report { text: format!("words and trees, on {on}\n"), ..Report::default() };
    let _ = writeln!(report.text, "{:<32}{SCORES_HEADER}", "");
    for (key, rule, counts) in all.each() {
        let key = format!("parse.{key}");
        let interval = interval_of(&headlines, &key, scored);
        let _ =
            writeln!(report.text, "{rule:<32}{}{}", scores_row(counts), interval_text(interval));
        report.add_with_interval(key, counts.f1(), interval, format!("{rule}, F1 on {on}"));
    }
    report
}

/// Sets the figures of another system's predictions for the same documents beside those of `report`.
pub fn parse_against(report: &mut Report, this: Vec<ParseCounts>, other: Vec<ParseCounts>) {
    set_against(report, &headlines(), this, other);
}
