//! Named mentions, from the model's tag scores.

use std::ops::Range;

use ndarray::s;

use super::phrase;
use super::tags::{self, Tagged};
use crate::doc::{Document, EntityType, Mention, MentionKind, SentenceId, TokenId};
use crate::model::{Labels, SentenceScores};

/// The names in `sentence`, in text order: disjoint, beginning and ending with a word, without a leading *the*
/// (unless it is capitalised as part of the name) and without a trailing possessive.
///
/// `scores` has one row per token of the sentence. A name's score is the lowest probability of its tags, the boundary
/// after it included: its tokens are right or wrong together.
///
/// # Panics
/// If `scores` are not those of this sentence under these `labels`.
pub fn names(
    document: &Document,
    sentence: SentenceId,
    scores: &SentenceScores,
    labels: &Labels,
) -> Vec<Mention> {
    let inside = document.sentences()[sentence.index()].tokens.clone();
    assert_eq!(inside.len(), scores.token.nrows(), "one row of scores per token");
    let columns = scores.token.slice(s![.., labels.names.columns()]);
    named(document, inside, tags::spans(columns, labels.names.labels()))
}

/// The names that a tagger has found among the tokens `inside` of a sentence, as [`names`] describes them.
pub(super) fn named(document: &Document, inside: Range<usize>, found: Vec<Tagged>) -> Vec<Mention> {
    let mut reach = inside.start;
    joined(document, inside.start, found)
        .into_iter()
        .filter_map(|found| {
            let tokens = inside.start + found.tokens.start..inside.start + found.tokens.end;
            let mut tokens = trimmed(document, tokens, inside.start, found.ty)?;
            tokens.start = tokens.start.max(reach);
            reach = tokens.end;
            Some(Mention {
                span: document.span_of(tokens.clone()),
                head: phrase::head(document, tokens.clone()),
                tokens,
                ty: found.ty,
                kind: MentionKind::Name,
                entity: None,
                value: None,
                score: found.score,
            })
        })
        .collect()
}

/// Words that no name ends with.
const OPEN: &[&str] = &["of", "the", "for", "and", "in", "on", "at", "to", "&"];

/// The spans, what ends openly joined with the span right after it: *Court of the*, *Hague* are one name.
fn joined(document: &Document, offset: usize, spans: Vec<Tagged>) -> Vec<Tagged> {
    let mut out: Vec<Tagged> = Vec::with_capacity(spans.len());
    for span in spans {
        match out.last_mut() {
            Some(last)
                if last.tokens.end == span.tokens.start
                    && last.tokens.len() > 1
                    && OPEN
                        .contains(&document.form(TokenId::new(offset + last.tokens.end - 1))) =>
            {
                last.tokens.end = span.tokens.end;
                last.score = last.score.min(span.score);
            }
            _ => out.push(span),
        }
    }
    out
}

/// Last words of the names of newspapers, which have their article with them even where it begins a sentence.
const PAPERS: &[&str] = &[
    "Times",
    "Post",
    "Telegraph",
    "Guardian",
    "Journal",
    "Economist",
    "Herald",
    "Tribune",
    "Independent",
    "Mirror",
    "Observer",
    "Globe",
    "Gazette",
    "Star",
    "Sun",
    "Mail",
    "Hill",
    "Hindu",
    "Atlantic",
    "Intercept",
    "Examiner",
    "Chronicle",
    "Standard",
    "Age",
    "Nation",
    "Register",
    "Courier",
];

/// The tokens without what no name begins or ends with; `None` if nothing is left.
fn trimmed(
    document: &Document,
    mut tokens: Range<usize>,
    first: usize,
    ty: EntityType,
) -> Option<Range<usize>> {
    let form = |i: usize| document.form(TokenId::new(i));
    let is_word = |i: usize| form(i).chars().any(char::is_alphanumeric);
    let article = |i: usize| {
        let titled = matches!(ty, EntityType::Org | EntityType::WorkOfArt);
        match form(i) {
            "the" | "a" | "an" => true,
            "The" => i == first && !titled,
            "A" | "An" => i == first && !titled,
            _ => false,
        }
    };
    while !tokens.is_empty() && (!is_word(tokens.start) || article(tokens.start)) {
        tokens.start += 1;
    }
    while !tokens.is_empty()
        && (!is_word(tokens.end - 1) || matches!(form(tokens.end - 1), "'s" | "’s" | "'S" | "’S"))
    {
        tokens.end -= 1;
    }
    while tokens.len() > 1 && OPEN.contains(&form(tokens.end - 1)) {
        tokens.end -= 1;
    }
    // *told The Straits Times*: a capital article inside a sentence belongs to the name.
    if ty == EntityType::Org && tokens.start > first && form(tokens.start - 1) == "The" {
        let begins = tokens.start - 1 == first;
        if !begins || tokens.len() > 1 && PAPERS.contains(&form(tokens.end - 1)) {
            tokens.start -= 1;
        }
    }
    (!tokens.is_empty()).then_some(tokens)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::testing;
    use crate::model::LabelLists;
    use ndarray::{Array2, Array3};

    /// The names of a one-sentence document under one tag per token, as `TYPE text head`.
    fn found(conllu: &str, tags: &[&str]) -> Vec<String> {
        let document = testing::document(conllu);
        let all = ["O", "B-PERSON", "I-PERSON", "B-ORG", "I-ORG", "B-GPE", "I-GPE"];
        let lists = LabelLists {
            names: all.iter().map(|t| t.to_string()).collect(),
            denotes: vec!["none".into()],
            upos: vec!["X".into()],
            xpos: vec!["XX".into()],
            lemma: vec!["=|0|".into()],
            deprels: vec!["root".into()],
        };
        let labels = Labels::parse(&lists).unwrap();
        let mut token = Array2::zeros((tags.len(), labels.token_columns()));
        for (i, tag) in tags.iter().enumerate() {
            token[[i, all.iter().position(|t| t == tag).unwrap()]] = 9.0;
        }
        let n = tags.len();
        let scores =
            SentenceScores::given(token, Array2::zeros((n, n + 1)), Array3::zeros((n, n + 1, 1)));
        names(&document, SentenceId(0), &scores, &labels)
            .into_iter()
            .map(|m| {
                assert!(m.score > 0.9, "{}", m.score);
                format!("{} {} {}", m.ty, document.slice(m.span), document.form(m.head))
            })
            .collect()
    }

    #[test]
    fn articles_possessives_and_marks_are_trimmed() {
        let text = "1 In in ADP IN 5 case
             2 the the DET DT 5 det
             3 Bank bank PROPN NNP 5 nmod:poss SpaceAfter=No
             4 's 's PART POS 3 case
             5 vault vault NOUN NN 0 root
             6 \" \" PUNCT `` 7 punct SpaceAfter=No
             7 Acme Acme PROPN NNP 5 appos
             8 Corp. corp. PROPN NNP 7 flat";
        let tags = ["O", "B-ORG", "I-ORG", "I-ORG", "O", "B-ORG", "I-ORG", "I-ORG"];
        assert_eq!(found(text, &tags), ["ORG Bank Bank", "ORG Acme Corp. Acme"]);
        let tags = ["O", "B-ORG", "O", "O", "O", "B-ORG", "O", "O"];
        assert!(found(text, &tags).is_empty());
    }

    #[test]
    fn what_ends_openly_goes_on() {
        let text = "1 Court Court PROPN NNP 5 nsubj
             2 of of ADP IN 4 case
             3 the the DET DT 4 det
             4 Union Union PROPN NNP 1 nmod
             5 ruled rule VERB VBD 0 root";
        let cut = ["B-ORG", "I-ORG", "I-ORG", "B-GPE", "O"];
        assert_eq!(found(text, &cut), ["ORG Court of the Union Court"]);
        let open = ["B-ORG", "I-ORG", "I-ORG", "O", "O"];
        assert_eq!(found(text, &open), ["ORG Court Court"]);
    }

    #[test]
    fn papers_keep_their_article() {
        let text = "1 The the DET DT 3 det
             2 Lusaka Lusaka PROPN NNP 3 compound
             3 Times Times PROPN NNP 4 nsubj
             4 quoted quote VERB VBD 0 root
             5 The the DET DT 6 det
             6 Monitor Monitor PROPN NNP 4 obj";
        let tags = ["O", "B-ORG", "I-ORG", "O", "O", "B-ORG"];
        assert_eq!(found(text, &tags), ["ORG The Lusaka Times Times", "ORG The Monitor Monitor"]);
    }

    #[test]
    fn a_capital_article_stays_with_a_paper_but_not_with_a_country() {
        let text = "1 The the DET DT 2 det
             2 Times Times PROPN NNP 3 nsubj
             3 left leave VERB VBD 0 root";
        assert_eq!(found(text, &["B-ORG", "I-ORG", "O"]), ["ORG The Times Times"]);
        assert_eq!(found(text, &["B-GPE", "I-GPE", "O"]), ["GPE Times Times"]);
    }
}
