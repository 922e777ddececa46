//! Gold mentions of every format as articles to run on and spans to compare.

use super::calibration::Score;
use super::labelled::Labelled;
use super::mentions::LabelledSpan;
use super::name_labels::{Inventory, LabelFilter};
use crate::doc::{Document, MentionKind, Sentence, Span, Token};
use crate::error::{Error, ErrorKind, Result};
use crate::format::labels::Labels;

/// How labels are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The common inventory.
    pub inventory: Inventory,
    /// Labels that take part.
    pub labels: LabelFilter,
    /// The kind of mentions that takes part; all when `None`.
    pub kind: Option<MentionKind>,
}

/// An article with gold mentions.
#[derive(Debug, Clone)]
pub struct GoldNames {
    /// What to run on: the text, with the token layer where the format fixes tokens.
    pub document: Document,
    /// Where it was read, for messages.
    pub origin: String,
    /// Gold mentions by their labels in the inventory.
    pub spans: Vec<LabelledSpan>,
    /// Stretches where gold does not say what stands there.
    pub unknown: Vec<Span>,
}

impl GoldNames {
    /// What to run a model on: the document with its gold tokens if it has any and `gold_tokens`, else its text alone.
    ///
    /// # Errors
    /// [`ErrorKind::Input`] if gold tokens are asked for and the format has none.
    pub fn to_run(&self, gold_tokens: bool) -> Result<Document> {
        to_run(&self.document, &self.origin, gold_tokens)
    }
}

/// What to run a model on: `document` with its tokens if it has any and `gold_tokens`, else its text alone.
///
/// # Errors
/// [`ErrorKind::Input`] if gold tokens are asked for and there are none.
pub(super) fn to_run(
    document: &Document,
    origin: impl std::fmt::Display,
    gold_tokens: bool,
) -> Result<Document> {
    if !gold_tokens {
        return Ok(Document::new(document.id(), document.text())?.with_date(document.date()));
    }
    if document.has_tokens() {
        return Ok(document.clone());
    }
    let what = format!("{origin}: this format has no gold tokens");
    Err(Error::new(ErrorKind::Input, what))
}

/// An article's text and date, with the token layer where the format fixes tokens.
///
/// # Errors
/// As [`Document::new`].
pub(super) fn document_of(article: &Labels) -> Result<Document> {
    let date = article.meta.get("date").and_then(super::reading::published);
    let mut document = Document::new(&*article.id, &*article.text)?.with_date(date);
    if let (Some(tokens), Some(sentences)) = (&article.tokens, &article.sentences) {
        let tokens: Vec<Token> = tokens.iter().map(|t| Token { span: t.span }).collect();
        // Tokens that no sentence has make a layer that no model could run on.
        _ = document.set_tokens(runs(&tokens, sentences), tokens);
    }
    Ok(document)
}

impl Comparison {
    /// The mentions of a predicted article that take part.
    pub fn of_predicted(&self, article: &Labelled) -> Result<Vec<LabelledSpan>> {
        let Some(mentions) = &article.mentions else {
            let what = format!("{}: no mentions in {:?}", article.origin, article.id);
            return Err(Error::new(ErrorKind::Input, what));
        };
        Ok(mentions
            .iter()
            .filter(|m| self.kind.is_none_or(|kind| kind == m.kind))
            .filter_map(|m| {
                let kept = self.keep(m.span, self.inventory.of_type(m.ty)?)?;
                Some(LabelledSpan { score: m.score, ..kept })
            })
            .collect())
    }

    fn keep(&self, span: Span, label: &str) -> Option<LabelledSpan> {
        let kept = || LabelledSpan { span, label: label.to_owned(), score: None };
        self.labels.admits(label).then(kept)
    }
}

/// The mentions of an article that take part, by their labels in the inventory.
///
/// # Errors
/// [`ErrorKind::Input`], with the place, for labels that the inventory does not know and articles without mentions.
pub fn gold_names(article: Labels, by: &Comparison) -> Result<GoldNames> {
    let document = document_of(&article)?;
    let origin = article.origin;
    let Some(mentions) = article.mentions else {
        return Err(origin.error(format!("no mentions in {:?}", article.id)));
    };
    let mut spans = Vec::with_capacity(mentions.len());
    for m in mentions.iter().filter(|m| by.kind.is_none_or(|kind| kind == m.kind)) {
        let label = by.inventory.of_gold(&m.label).map_err(|e| origin.at(m.line).error(e))?;
        let kept = label.and_then(|label| by.keep(m.span, label));
        spans.extend(kept.map(|k| LabelledSpan { score: m.score.and_then(Score::new), ..k }));
    }
    spans.sort_by(|a, b| a.span.cmp(&b.span).then_with(|| a.label.cmp(&b.label)));
    Ok(GoldNames { document, origin: origin.to_string(), spans, unknown: article.unknown })
}

/// Sentences over the tokens that begin in them.
fn runs(tokens: &[Token], sentences: &[Span]) -> Vec<Sentence> {
    let mut next = 0;
    let mut runs = Vec::with_capacity(sentences.len());
    for sentence in sentences {
        let first = next;
        next += tokens[first..].partition_point(|t| t.span.start() < sentence.end());
        if first < next {
            let span = tokens[first].span.cover(tokens[next - 1].span);
            runs.push(Sentence { span, tokens: first..next });
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::labels::{LabelFormat, ReadOptions, parse};

    fn by(inventory: Inventory) -> Comparison {
        Comparison { inventory, labels: LabelFilter::ALL, kind: Some(MentionKind::Name) }
    }

    fn shown(gold: &GoldNames) -> Vec<(&str, &str)> {
        let text = gold.document.text();
        gold.spans.iter().map(|s| (s.span.of(text), s.label.as_str())).collect()
    }

    #[test]
    fn columns_become_a_text_with_tokens() {
        let content = "-DOCSTART- O\n\nMr B-MISC\nKim B-PER\n\nSeoul B-LOC\n";
        let read = || {
            let options = ReadOptions::default();
            let read = parse(content, "f", LabelFormat::Columns, &options).expect("good lines");
            read.articles.into_iter().next().expect("an article")
        };
        let gold = gold_names(read(), &by(Inventory::Conll)).expect("good tags");
        assert_eq!(gold.document.text(), "Mr Kim\nSeoul");
        assert_eq!(gold.document.sentences().len(), 2);
        assert_eq!(shown(&gold), [("Mr", "MISC"), ("Kim", "PER"), ("Seoul", "LOC")]);
        let error = gold_names(read(), &by(Inventory::Own)).expect_err("PER");
        assert!(error.to_string().starts_with("f:3: label \"MISC\""), "{error}");
    }
}
