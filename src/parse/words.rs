//! The words of a sentence, from the model's scores.

use ndarray::{ArrayView1, s};

use super::lemma::lemma;
use super::tree;
use crate::doc::{Deprel, Document, SentenceId, TokenId, Word};
use crate::model::{Labels, SentenceScores};

/// One word per token of `sentence`, in order: tags and denotation with the highest scores, the best tree, and of each
/// arc the best relation.
///
/// `scores` has one row per token of the sentence. The result satisfies what
/// [`Document::set_words`] asks of a sentence.
///
/// # Panics
/// If `scores` are not those of this sentence under these `labels`.
pub fn words(
    document: &Document,
    sentence: SentenceId,
    scores: &SentenceScores,
    labels: &Labels,
) -> Vec<Word> {
    let inside = document.sentences()[sentence.index()].tokens.clone();
    assert_eq!(inside.len(), scores.token.nrows(), "one row of scores per token");
    let heads = tree::heads(scores.arcs.view());
    let root = labels.deprels.position(&Deprel::Root);
    heads
        .into_iter()
        .enumerate()
        .map(|(i, head)| {
            let row = scores.token.row(i);
            let upos = labels.upos[top(row.slice(s![labels.upos.columns()]))];
            let xpos = labels.xpos[top(row.slice(s![labels.xpos.columns()]))];
            let script = &labels.lemma[top(row.slice(s![labels.lemma.columns()]))];
            let form = document.form(TokenId::new(inside.start + i));
            let deprel = match head {
                None => Deprel::Root,
                Some(_) => {
                    let mut by_label = scores.label_scores(i, head.map_or(0, |h| h + 1));
                    if let Some(root) = root {
                        by_label[root] = f32::NEG_INFINITY;
                    }
                    match labels.deprels[top(ArrayView1::from(&by_label))] {
                        Deprel::Root => Deprel::Dep,
                        deprel => deprel,
                    }
                }
            };
            Word {
                upos,
                xpos,
                lemma: lemma(form, upos, xpos, script.apply(form)),
                head: head.map(|h| TokenId::new(inside.start + h)),
                deprel,
                denotes: labels.denotes[top(row.slice(s![labels.denotes.columns()]))],
            }
        })
        .collect()
}

/// Index of the highest score, the first of equals; NaN never wins.
fn top(scores: ArrayView1<f32>) -> usize {
    let mut winner = (0, f32::NEG_INFINITY);
    for (i, &score) in scores.iter().enumerate() {
        if score > winner.1 {
            winner = (i, score);
        }
    }
    winner.0
}
