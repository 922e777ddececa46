//! The words of a sentence, from the model's scores.

use ndarray::{ArrayView1, s};

use super::lemma::lemma;
use super::tree;
use crate::doc::{Deprel, Document, SentenceId, TokenId, Word};
use crate::error::Result;
use crate::model::{Labels, SentenceScores};

/// One word per token of `sentence`, in order: tags and denotation with the highest scores, the best tree, and of each
/// arc the best relation. A word's score is the share that its head has among all candidates, times the share that its
/// relation has among all for this head.
///
/// `scores` has one row per token of the sentence. The result satisfies what
/// [`Document::set_words`] asks of a sentence.
///
/// # Errors
/// [`Internal`](crate::ErrorKind::Internal) if the scores of labels cannot be computed.
///
/// # Panics
/// If `scores` are not those of this sentence under these `labels`.
pub fn words(
    document: &Document,
    sentence: SentenceId,
    scores: &SentenceScores,
    labels: &Labels,
) -> Result<Vec<Word>> {
    let inside = document.sentences()[sentence.index()].tokens.clone();
    assert_eq!(inside.len(), scores.token.nrows(), "one row of scores per token");
    let heads = tree::heads(scores.arcs.view());
    let arcs: Vec<_> =
        heads.iter().enumerate().filter_map(|(i, head)| Some((i, (*head)? + 1))).collect();
    let mut by_label = scores.label_scores(&arcs)?;
    let mut by_label = by_label.rows_mut().into_iter();
    let root = labels.deprels.position(&Deprel::Root);
    let words = heads
        .into_iter()
        .enumerate()
        .map(|(i, head)| {
            let row = scores.token.row(i);
            let upos = labels.upos[top(row.slice(s![labels.upos.columns()]))];
            let xpos = labels.xpos[top(row.slice(s![labels.xpos.columns()]))];
            let script = &labels.lemma[top(row.slice(s![labels.lemma.columns()]))];
            let form = document.form(TokenId::new(inside.start + i));
            let (deprel, deprel_share) = match head.and_then(|_| by_label.next()) {
                None => (Deprel::Root, 1.0),
                Some(mut by_label) => {
                    if let Some(root) = root {
                        by_label[root] = f32::NEG_INFINITY;
                    }
                    let best = top(by_label.view());
                    let deprel = match labels.deprels[best] {
                        Deprel::Root => Deprel::Dep,
                        deprel => deprel,
                    };
                    (deprel, share(best, by_label.iter()))
                }
            };
            let arcs = scores.arcs.row(i);
            let column = head.map_or(0, |h| h + 1);
            // No word is a candidate for its own head.
            let (before, after) = (arcs.slice(s![..=i]), arcs.slice(s![i + 2..]));
            let candidate = if column > i { column - 1 } else { column };
            let head_share = share(candidate, before.iter().chain(after));
            Word {
                upos,
                xpos,
                lemma: lemma(form, upos, xpos, script.apply(form)),
                head: head.map(|h| TokenId::new(inside.start + h)),
                deprel,
                denotes: labels.denotes[top(row.slice(s![labels.denotes.columns()]))],
                score: head_share * deprel_share,
            }
        })
        .collect();
    Ok(words)
}

/// Index of the highest score, the first of equals; NaN never wins.
fn top(scores: ArrayView1<f32>) -> usize {
    let larger = |most: f32, score: f32| if score > most { score } else { most };
    let most = match scores.as_slice() {
        // Lane by lane, since one comparison after another would wait for each.
        Some(row) => {
            let (chunks, rest) = row.as_chunks::<16>();
            let mut lanes = [f32::NEG_INFINITY; 16];
            for chunk in chunks {
                lanes.iter_mut().zip(chunk).for_each(|(lane, &score)| *lane = larger(*lane, score));
            }
            lanes.iter().chain(rest).copied().fold(f32::NEG_INFINITY, larger)
        }
        None => scores.iter().copied().fold(f32::NEG_INFINITY, larger),
    };
    scores.iter().position(|&score| score == most).unwrap_or(0)
}

/// The share of the score at `chosen` under softmax, 0 to 1; scores that are no numbers have none.
fn share<'s>(chosen: usize, scores: impl Iterator<Item = &'s f32> + Clone) -> f32 {
    let Some(&own) = scores.clone().nth(chosen).filter(|own| own.is_finite()) else { return 0.0 };
    let odds: f32 = scores.map(|score| (score - own).exp()).filter(|odds| !odds.is_nan()).sum();
    1.0 / odds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::{Denotes, Sentence, Token, Upos, Xpos};
    use crate::model::LabelLists;
    use ndarray::{Array2, Array3};
    use proptest::prelude::*;

    fn labels() -> Labels {
        let list = |texts: &[&str]| texts.iter().map(|t| t.to_string()).collect();
        Labels::parse(&LabelLists {
            names: list(&["O"]),
            denotes: list(&["none", "person"]),
            upos: list(&["NOUN", "VERB"]),
            xpos: list(&["NNS", "VBD"]),
            lemma: list(&["=|0|", "l|1|", "l|9|"]),
            deprels: list(&["root", "nsubj", "obj"]),
        })
        .unwrap()
    }

    /// One sentence, split at spaces.
    fn document(text: &str) -> Document {
        let mut document = Document::new("t", text).unwrap();
        let mut at = 0;
        let mut tokens = Vec::new();
        for form in text.split(' ') {
            tokens.push(Token { span: crate::doc::Span::new(at, at + form.len()) });
            at += form.len() + 1;
        }
        let span = tokens[0].span.cover(tokens[tokens.len() - 1].span);
        let sentences = vec![Sentence { span, tokens: 0..tokens.len() }];
        document.set_tokens(sentences, tokens).unwrap();
        document
    }

    #[test]
    fn labels_lemmas_and_the_tree() {
        let mut document = document("Rebels fled");
        // names, denotes ×2, upos ×2, xpos ×2, lemma ×3
        let token = ndarray::array![
            [0.0, 0.0, 9.0, 9.0, 0.0, 9.0, 0.0, 0.0, 9.0, 0.0],
            [0.0, 9.0, 0.0, 0.0, 9.0, 0.0, 9.0, 0.0, 9.0, 0.0],
        ];
        let arcs = ndarray::array![[0.0, 0.0, 9.0], [9.0, 0.0, 0.0]];
        let mut relations = Array3::zeros((2, 3, 3));
        // Even where the model likes *root* best, an arc between words has another relation.
        relations[[0, 2, 0]] = 9.0;
        relations[[0, 2, 1]] = 5.0;
        let scores = SentenceScores::given(token, arcs, relations);
        let words = words(&document, SentenceId(0), &scores, &labels()).unwrap();
        assert_eq!((words[0].upos, words[0].xpos), (Upos::Noun, Xpos::Nns));
        assert_eq!((words[0].lemma.as_str(), words[1].lemma.as_str()), ("rebel", "flee"));
        assert_eq!((words[0].head, words[0].deprel), (Some(TokenId(1)), Deprel::Nsubj));
        assert_eq!((words[1].head, words[1].deprel), (None, Deprel::Root));
        assert_eq!(words[0].denotes, Denotes::Person);
        // The head of the first has all of the share that matters, and its relation what five leaves to zero; the diagonal
        // takes nothing.
        let head = 1.0 / (1.0 + (-9f32).exp());
        let relation = 1.0 / (1.0 + (-5f32).exp());
        assert!((words[0].score - head * relation).abs() < 1e-6, "{}", words[0].score);
        assert!((words[1].score - head).abs() < 1e-6, "{}", words[1].score);
        document.set_words(words).unwrap();
    }

    proptest! {
        #[test]
        fn any_scores_make_words_that_fit(n in 1usize..12, seed in prop::collection::vec(-4i8..5, 12 * 10 + 12 * 13 + 12 * 13 * 3)) {
            let mut document = document(&vec!["ox"; n].join(" "));
            let mut next = seed.iter().cycle().map(|&s| if s == 4 { f32::NAN } else { f32::from(s) });
            let mut take = || next.next().unwrap_or(0.0);
            let token = Array2::from_shape_simple_fn((n, 10), &mut take);
            let arcs = Array2::from_shape_simple_fn((n, n + 1), &mut take);
            let relations = Array3::from_shape_simple_fn((n, n + 1, 3), &mut take);
            let scores = SentenceScores::given(token, arcs, relations);
            let words = words(&document, SentenceId(0), &scores, &labels()).unwrap();
            prop_assert!(words.iter().all(|w| w.head.is_none() == (w.deprel == Deprel::Root)));
            prop_assert!(words.iter().all(|w| (0.0..=1.0).contains(&w.score)));
            prop_assert!(document.set_words(words).is_ok());
        }
    }
}
