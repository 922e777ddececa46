//! Column files as articles, and articles as columns.
//!
//! Tags are read by the rules of `conlleval`, under which an ill-formed sequence has chunks too; where a scheme is named,
//! an ill-formed one is an error.

use std::fmt;
use std::str::FromStr;

use super::form::{Labels, Mention, Origin};
use super::read::{Read, ReadOptions};
use super::tokenised::{Joined, Tokenised};
use super::unheld::Unheld;
use crate::doc::Span;
use crate::error::{Error, ErrorKind, Result};
use crate::format::conll::{Chunk, ColumnSentence, chunks, parse_columns};

/// How tags mark chunks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scheme {
    /// `B-` only where a chunk touches another of its label, `I-` elsewhere.
    Iob1,
    /// `B-` begins every chunk.
    #[default]
    Iob2,
    /// `B-`, `I-`, `E-`, and `S-` for a chunk of one token.
    Iobes,
    /// `B-`, `I-`, `L-`, and `U-` for a chunk of one token.
    Bilou,
}

impl Scheme {
    const NAMES: [(&'static str, Scheme); 4] = [
        ("iob1", Scheme::Iob1),
        ("iob2", Scheme::Iob2),
        ("iobes", Scheme::Iobes),
        ("bilou", Scheme::Bilou),
    ];

    /// The tags of chunks, which are in text order and do not overlap.
    fn tags(self, chunks: &[Chunk], length: usize) -> Vec<String> {
        let mut tags = vec!["O".to_owned(); length];
        let mut before: Option<&Chunk> = None;
        for chunk in chunks {
            let touches = before
                .is_some_and(|b| b.tokens.end == chunk.tokens.start && b.label == chunk.label);
            let last = chunk.tokens.end - 1;
            for at in chunk.tokens.clone() {
                let (first, last) = (at == chunk.tokens.start, at == last);
                let role = match (self, first, last) {
                    (Scheme::Iob1, true, _) if !touches => 'I',
                    (Scheme::Iobes, true, true) => 'S',
                    (Scheme::Iobes, false, true) => 'E',
                    (Scheme::Bilou, true, true) => 'U',
                    (Scheme::Bilou, false, true) => 'L',
                    (_, true, _) => 'B',
                    _ => 'I',
                };
                tags[at] = format!("{role}-{}", chunk.label);
            }
            before = Some(chunk);
        }
        tags
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Scheme::NAMES.iter().find(|(_, scheme)| scheme == self);
        f.write_str(name.map_or("", |(name, _)| name))
    }
}

impl FromStr for Scheme {
    type Err = Error;

    fn from_str(text: &str) -> Result<Scheme> {
        let found = Scheme::NAMES.iter().find(|(name, _)| *name == text);
        found.map(|(_, scheme)| *scheme).ok_or_else(|| {
            let what = format!("unknown scheme {text:?}; there are iob1, iob2, iobes and bilou");
            Error::new(ErrorKind::Config, what)
        })
    }
}

/// Parses a column file.
///
/// # Errors
/// For token lines without a tag.
pub(super) fn parse(content: &str, name: &str, options: &ReadOptions) -> Result<Read> {
    let mut read = Read::default();
    for (at, sentences) in parse_columns(content, name, options.column)?.iter().enumerate() {
        read.take(article(sentences, name, at + 1, options.scheme));
    }
    Ok(read)
}

fn article(
    sentences: &[ColumnSentence],
    name: &str,
    number: usize,
    scheme: Option<Scheme>,
) -> Result<Labels> {
    let origin = Origin::new(name, sentences.first().map_or(1, |s| s.line));
    let mut joined = Joined::default();
    let mut mentions = Vec::new();
    for sentence in sentences {
        let line = |token: usize| sentence.line + token;
        let Some(first) = joined.push(&sentence.forms) else {
            return Err(origin.at(Some(sentence.line)).error("a token of this sentence is empty"));
        };
        let chunks = chunks(&sentence.tags).map_err(|e| {
            let at = sentence.tags.iter().position(|t| chunks(&[t]).is_err()).unwrap_or(0);
            origin.at(Some(line(at))).error(e)
        })?;
        if let Some(scheme) = scheme {
            let expected = scheme.tags(&chunks, sentence.tags.len());
            let differs = expected.iter().zip(&sentence.tags).position(|(a, b)| a != b);
            if let Some(at) = differs {
                let (expected, found) = (&expected[at], &sentence.tags[at]);
                let what =
                    format!("tag {found:?} is ill-formed in {scheme}, which has {expected:?} here");
                return Err(origin.at(Some(line(at))).error(what));
            }
        }
        for chunk in chunks {
            let tokens = first + chunk.tokens.start..first + chunk.tokens.end;
            let span = joined.covered(tokens).unwrap_or_default();
            let line = Some(line(chunk.tokens.start));
            mentions.push(Mention { line, ..Mention::new(span, chunk.label) });
        }
    }
    Ok(Labels {
        id: number.to_string(),
        origin,
        text: joined.text,
        sentences: Some(joined.sentences),
        tokens: Some(joined.tokens),
        mentions: Some(mentions),
        ..Labels::default()
    })
}

/// Mentions as a format without nesting can have them: names before other kinds, then the longer before the shorter, none
/// inside or across another. What is left out is counted.
pub(super) fn flat(article: &Labels, unheld: &mut Unheld) -> Vec<(Span, String)> {
    let mut wanted: Vec<&Mention> = article.mentions.iter().flatten().collect();
    wanted.sort_by_key(|m| (m.kind, usize::MAX - m.span.len(), m.span));
    let mut kept: std::collections::BTreeMap<usize, (Span, String)> = Default::default();
    for m in wanted {
        let before = kept.range(..m.span.end()).next_back().map(|(_, (span, _))| *span);
        match before.filter(|before| before.overlaps(m.span)) {
            None => _ = kept.insert(m.span.start(), (m.span, m.label.clone())),
            Some(other) => {
                let nested = other.contains(m.span) || m.span.contains(other);
                unheld.add(if nested { "nested mentions" } else { "crossing mentions" }, 1);
            }
        }
    }
    kept.into_values().collect()
}

/// Writes token and tag, a space between; a `-DOCSTART-` before every article unless each is a single sentence.
///
/// # Errors
/// For labels with white space inside, and tokens with some.
pub(super) fn write(articles: &[Labels], scheme: Scheme, unheld: &mut Unheld) -> Result<String> {
    let mut cut = Vec::new();
    for article in articles {
        let mentions = flat(article, unheld);
        let cuts: Vec<Span> = mentions.iter().map(|(span, _)| *span).collect();
        cut.push((article, Tokenised::new(article, &cuts), mentions));
    }
    let marked = cut.iter().any(|(_, cut, _)| cut.sentences.len() != 1);
    let mut content = String::new();
    for (article, cut, mentions) in cut {
        if marked {
            content.push_str("-DOCSTART- O\n\n");
        }
        let mut chunks_of: Vec<Vec<Chunk>> = vec![Vec::new(); cut.sentences.len()];
        for (span, label) in mentions {
            if label.is_empty() || label.contains(char::is_whitespace) {
                let what = format!("label {label:?} cannot be a tag; --label-map renames it");
                return Err(article.origin.error(what));
            }
            let Some(tokens) = cut.covering(span) else {
                unheld.add("mentions off token bounds", 1);
                continue;
            };
            match cut.sentence_of(&tokens) {
                Some(at) => {
                    let first = cut.sentences[at].start;
                    let tokens = tokens.start - first..tokens.end - first;
                    chunks_of[at].push(Chunk { tokens, label });
                }
                None => unheld.add("mentions across sentences", 1),
            }
        }
        if respaced(&article.text, &cut) {
            unheld.add("layouts", 1);
        }
        for (run, chunks) in cut.sentences.iter().zip(&chunks_of) {
            let tags = scheme.tags(chunks, run.len());
            for (token, tag) in cut.tokens[run.clone()].iter().zip(tags) {
                let form = token.of(&article.text);
                if form.contains(char::is_whitespace) {
                    let what = format!("token {form:?} has white space, which columns cannot hold");
                    return Err(article.origin.error(what));
                }
                content.push_str(&format!("{form} {tag}\n"));
            }
            content.push('\n');
        }
    }
    Ok(content)
}

/// Whether joining the tokens again gives another text.
pub(super) fn respaced(text: &str, cut: &Tokenised) -> bool {
    let mut joined = Joined::default();
    for run in &cut.sentences {
        let forms: Vec<&str> = cut.tokens[run.clone()].iter().map(|t| t.of(text)).collect();
        joined.push(&forms);
    }
    joined.text != text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::labels::{LabelFormat, WriteOptions, parse, write};

    const FILE: &str = "-DOCSTART- O\n\nKim B-PER\nJong I-PER\nUN B-PER\nmet O\n\nSeoul B-LOC\n\n\
        -DOCSTART- O\n\nIran B-LOC\n\n";

    fn written(content: &str, scheme: Scheme) -> String {
        let options = ReadOptions::default();
        let read = parse(content, "f", LabelFormat::Columns, &options).expect("good").strict();
        let options = WriteOptions { scheme, ..WriteOptions::default() };
        let articles = read.expect("good tags").articles;
        let written = write(&articles, LabelFormat::Columns, &options).expect("good labels");
        assert_eq!(written.unheld.to_string(), "");
        written.content.expect("one file")
    }

    #[test]
    fn schemes_become_one_another_and_come_back() {
        assert_eq!(written(FILE, Scheme::Iob2), FILE);
        for scheme in [Scheme::Iob1, Scheme::Iobes, Scheme::Bilou] {
            let other = written(FILE, scheme);
            assert_ne!(other, FILE, "{scheme}");
            assert_eq!(written(&other, Scheme::Iob2), FILE, "{scheme}");
        }
        assert!(written(FILE, Scheme::Iob1).contains("Jong I-PER\nUN B-PER"));
        assert!(written(FILE, Scheme::Bilou).contains("UN U-PER"));
    }

    #[test]
    fn sentences_without_marks_stay_without() {
        let content = "Kim B-PER\n\nSeoul B-LOC\n\n";
        assert_eq!(written(content, Scheme::Iob2), content);
    }

    #[test]
    fn a_named_scheme_is_insisted_on() {
        let options = ReadOptions { scheme: Some(Scheme::Iob2), ..ReadOptions::default() };
        let content = "He O\nKim I-PER\n";
        let read = parse(content, "f", LabelFormat::Columns, &options).expect("lines");
        let error = read.strict().expect_err("ill-formed").to_string();
        assert_eq!(error, "f:2: tag \"I-PER\" is ill-formed in iob2, which has \"B-PER\" here");
        let read = parse("A O\nB PER\n", "f", LabelFormat::Columns, &ReadOptions::default());
        let error = read.expect("lines").strict().expect_err("no tag").to_string();
        assert!(error.starts_with("f:2: tag \"PER\" is neither"), "{error}");
    }

    #[test]
    fn names_win_over_what_lies_around_them() {
        use crate::doc::MentionKind;
        let mention = |start, end, label: &str, kind| Mention {
            kind,
            ..Mention::new(Span::new(start, end), label)
        };
        let article = Labels {
            text: "the Iran men".into(),
            mentions: Some(vec![
                mention(0, 12, "PERSON", MentionKind::Nominal),
                mention(4, 8, "GPE", MentionKind::Name),
                mention(0, 3, "ORG", MentionKind::Nominal),
            ]),
            ..Labels::default()
        };
        let mut unheld = Unheld::default();
        let kept = flat(&article, &mut unheld);
        let labels: Vec<&str> = kept.iter().map(|(_, label)| label.as_str()).collect();
        assert_eq!((labels, unheld.to_string().as_str()), (vec!["ORG", "GPE"], "1 nested mention"));
    }
}
