//! Gold mentions of every format as articles to run on and spans to compare.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;

use super::labelled::Labelled;
use super::mentions::LabelledSpan;
use super::name_labels::{Inventory, LabelFilter};
use super::reading::parse_labelled;
use crate::doc::{Document, EntityType, MentionKind, Sentence, Span, Token};
use crate::error::{Error, ErrorKind, Result};
use crate::format::conll::{ColumnSentence, chunks, parse_columns};
use crate::format::{OffsetIndex, OffsetUnit};

/// What gold mentions are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameFormat {
    /// Records of the output contract, JSONL.
    Records,
    /// Token columns with chunk tags; the tag's column counts from 1, the last one when absent.
    Columns(Option<usize>),
    /// DWIE articles, JSONL: mentions in code points, types at their concepts.
    Dwie,
}

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
        if !gold_tokens {
            let text = self.document.text();
            return Ok(Document::new(self.document.id(), text)?.with_date(self.document.date()));
        }
        if self.document.has_tokens() {
            return Ok(self.document.clone());
        }
        let what = format!("{}: this format has no gold tokens", self.origin);
        Err(Error::new(ErrorKind::Input, what))
    }
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

/// Reads gold mentions.
///
/// # Errors
/// [`ErrorKind::Io`] if the file cannot be read; [`ErrorKind::Input`], naming file and line, for broken gold.
pub fn read_names(path: &Path, format: NameFormat, by: &Comparison) -> Result<Vec<GoldNames>> {
    let content = std::fs::read_to_string(path).map_err(|e| Error::io(path, e))?;
    let name = path.display().to_string();
    match format {
        NameFormat::Records => parse_labelled(&content, &name)?
            .into_iter()
            .map(|article| {
                Ok(GoldNames {
                    spans: by.of_predicted(&article)?,
                    unknown: Vec::new(),
                    document: Document::new(article.id, article.text)?.with_date(article.date),
                    origin: article.origin,
                })
            })
            .collect(),
        NameFormat::Columns(column) => parse_columns(&content, &name, column)?
            .iter()
            .map(|sentences| from_columns(sentences, &name, by))
            .collect(),
        NameFormat::Dwie => content
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty())
            .map(|(at, line)| from_dwie(line, &format!("{name}:{}", at + 1), by))
            .collect(),
    }
}

/// Tokens joined by spaces, sentences by line feeds.
fn from_columns(sentences: &[ColumnSentence], name: &str, by: &Comparison) -> Result<GoldNames> {
    let origin = format!("{name}:{}", sentences.first().map_or(1, |s| s.line));
    let (mut text, mut tokens, mut bounds) = (String::new(), Vec::new(), Vec::new());
    let mut spans = Vec::new();
    for sentence in sentences {
        let at = |e: Error| {
            Error::new(ErrorKind::Input, format!("{name}, sentence of line {}: {e}", sentence.line))
        };
        let first = tokens.len();
        for (i, form) in sentence.forms.iter().enumerate() {
            if !text.is_empty() {
                text.push(if i == 0 { '\n' } else { ' ' });
            }
            let start = text.len();
            text.push_str(form);
            tokens.push(Token { span: Span::new(start, text.len()) });
        }
        let covered = |range: std::ops::Range<usize>| {
            tokens[first + range.start].span.cover(tokens[first + range.end - 1].span)
        };
        bounds
            .push(Sentence { span: covered(0..sentence.forms.len()), tokens: first..tokens.len() });
        for chunk in chunks(&sentence.tags).map_err(at)? {
            let label = by.inventory.of_gold(&chunk.label).map_err(at)?;
            spans.extend(label.and_then(|label| by.keep(covered(chunk.tokens), label)));
        }
    }
    let mut document = Document::new(origin.clone(), text)?;
    document.set_tokens(bounds, tokens)?;
    Ok(GoldNames { document, origin, spans, unknown: Vec::new() })
}

#[derive(Deserialize)]
struct DwieArticle {
    id: String,
    text: String,
    mentions: Vec<DwieMention>,
    concepts: Vec<DwieConcept>,
}

#[derive(Deserialize)]
struct DwieMention {
    start: usize,
    end: usize,
    concept: u64,
}

#[derive(Deserialize)]
struct DwieConcept {
    concept: u64,
    #[serde(default)]
    types: Option<Vec<String>>,
}

/// What DWIE's types say about a mention.
enum DwieKind {
    Name(EntityType),
    /// A role, a time, an amount: no name.
    Other,
    /// Nothing that tells.
    Unknown,
}

fn dwie_kind(types: &BTreeSet<&str>) -> DwieKind {
    let has = |names: &[&str]| names.iter().any(|name| types.contains(name));
    if has(&["role", "time", "money"]) {
        return DwieKind::Other;
    }
    // `gpe0-x`, `loc-x`, `religion-x`: adjectives and peoples.
    if has(&["ethnicity"]) || types.iter().any(|t| t.ends_with("-x")) {
        return DwieKind::Name(EntityType::Norp);
    }
    let by_type: [(&[&str], EntityType); 10] = [
        (&["person"], EntityType::Person),
        (&["organization"], EntityType::Org),
        (&["gpe"], EntityType::Gpe),
        (&["facility"], EntityType::Fac),
        (&["location"], EntityType::Loc),
        (&["event"], EntityType::Event),
        (&["gpe0", "gpe1", "gpe2"], EntityType::Gpe),
        (&["treaty"], EntityType::Law),
        (&["work_of_art", "award"], EntityType::WorkOfArt),
        (&["product", "military_equipment"], EntityType::Product),
    ];
    by_type
        .iter()
        .find(|(names, _)| has(names))
        .map_or(DwieKind::Unknown, |(_, ty)| DwieKind::Name(*ty))
}

fn from_dwie(line: &str, origin: &str, by: &Comparison) -> Result<GoldNames> {
    let bad = |what: String| Error::new(ErrorKind::Input, format!("{origin}: {what}"));
    let article: DwieArticle =
        serde_json::from_str(line).map_err(|e| bad(format!("no DWIE article: {e}")))?;
    let index = OffsetIndex::new(&article.text, OffsetUnit::Codepoint);
    let (mut names, mut unknown) = (Vec::new(), Vec::new());
    for m in &article.mentions {
        let (Some(start), Some(end)) = (index.to_byte(m.start), index.to_byte(m.end)) else {
            return Err(bad(format!("mention {}..{} outside the text", m.start, m.end)));
        };
        let Some(span) = trimmed(&article.text, start, end) else { continue };
        let concept = article.concepts.iter().find(|c| c.concept == m.concept);
        let types = concept.and_then(|c| c.types.as_ref());
        let types: BTreeSet<&str> = types.into_iter().flatten().map(String::as_str).collect();
        match dwie_kind(&types) {
            DwieKind::Name(ty) => names.push((span, ty)),
            DwieKind::Other => {}
            DwieKind::Unknown => unknown.push(span),
        }
    }
    // A name inside a name does not count; the order of spans puts the longer one first.
    names.sort();
    let mut reach = 0;
    names.retain(|(span, _)| {
        let outside = span.start() >= reach;
        reach = reach.max(span.end());
        outside
    });
    let unknown = unknown.into_iter().flat_map(|u| without(u, &names)).collect();
    let spans =
        names.iter().filter_map(|(span, ty)| by.keep(*span, by.inventory.of_type(*ty)?)).collect();
    let document = Document::new(article.id, article.text)?;
    Ok(GoldNames { document, origin: origin.to_owned(), spans, unknown })
}

/// DWIE's spans take in articles, possessives and quotation marks at times.
fn trimmed(text: &str, mut start: usize, mut end: usize) -> Option<Span> {
    while text.get(start..end).is_some_and(|t| t.starts_with("the ")) {
        start += "the ".len();
    }
    for possessive in ["'s", "’s"] {
        if text.get(start..end).is_some_and(|t| t.ends_with(possessive)) {
            end -= possessive.len();
            break;
        }
    }
    let inside = text.get(start..end)?;
    let left = inside.trim_start_matches(|c: char| !(c.is_alphanumeric() || "#.".contains(c)));
    let both = left.trim_end_matches(|c: char| !(c.is_alphanumeric() || ".)%".contains(c)));
    let start = start + (inside.len() - left.len());
    (!both.is_empty()).then(|| Span::new(start, start + both.len()))
}

/// The parts of `stretch` that no name covers.
fn without(stretch: Span, names: &[(Span, EntityType)]) -> Vec<Span> {
    let mut parts = Vec::new();
    let mut at = stretch.start();
    for (name, _) in names.iter().filter(|(name, _)| name.overlaps(stretch)) {
        if name.start() > at {
            parts.push(Span::new(at, name.start()));
        }
        at = at.max(name.end());
    }
    if at < stretch.end() {
        parts.push(Span::new(at, stretch.end()));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(inventory: Inventory) -> Comparison {
        Comparison { inventory, labels: LabelFilter::ALL, kind: Some(MentionKind::Name) }
    }

    fn shown(gold: &GoldNames) -> Vec<(&str, &str)> {
        let text = gold.document.text();
        gold.spans.iter().map(|s| (s.span.of(text), s.label.as_str())).collect()
    }

    #[test]
    fn columns_become_a_text_with_tokens() {
        let sentences =
            parse_columns("-DOCSTART- O\n\nMr B-MISC\nKim B-PER\n\nSeoul B-LOC\n", "f", None)
                .expect("good lines");
        let gold = from_columns(&sentences[0], "f", &by(Inventory::Conll)).expect("good tags");
        assert_eq!(gold.document.text(), "Mr Kim\nSeoul");
        assert_eq!(gold.document.sentences().len(), 2);
        assert_eq!(shown(&gold), [("Mr", "MISC"), ("Kim", "PER"), ("Seoul", "LOC")]);
        let error = from_columns(&sentences[0], "f", &by(Inventory::Own)).expect_err("PER");
        assert!(error.to_string().starts_with("f, sentence of line 3: label \"MISC\""), "{error}");
    }

    #[test]
    fn dwie_types_stand_at_concepts() {
        let line = r##"{"id": "d", "text": "«The Duma's chief and the EU Summit met ‘Ünal’.",
            "mentions": [{"start": 5, "end": 11, "concept": 0}, {"start": 12, "end": 17, "concept": 1},
                {"start": 22, "end": 35, "concept": 2}, {"start": 26, "end": 28, "concept": 0},
                {"start": 40, "end": 46, "concept": 3}],
            "concepts": [{"concept": 0, "types": ["organization"]}, {"concept": 1, "types": ["role"]},
                {"concept": 2, "types": ["entity"]}, {"concept": 3, "types": ["person"]}]}"##;
        let line = line.replace('\n', " ");
        let gold = from_dwie(&line, "f:1", &by(Inventory::Own)).expect("a good article");
        assert_eq!(shown(&gold), [("Duma", "ORG"), ("EU", "ORG"), ("Ünal", "PERSON")]);
        let text = gold.document.text();
        let unknown: Vec<&str> = gold.unknown.iter().map(|u| u.of(text)).collect();
        assert_eq!(unknown, [" Summit"]);
    }
}
