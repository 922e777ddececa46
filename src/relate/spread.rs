//! Coordination: one relation for each conjunct (SCHEMA 3.3).

use super::phrase::{Phrase, phrase};
use super::tree::Tree;
use crate::doc::{Deprel, EntityType, Upos, Xpos};

/// At most this many conjuncts of one phrase are spread, so that a list of hundreds of names cannot make a clause
/// explode; with subject and object both at the cap, a clause gives 144 relations.
pub(super) const CAP: usize = 12;

/// The phrases that the coordination headed by `head` consists of, in text order, at most [`CAP`].
pub(super) fn spread(tree: &Tree, head: usize) -> Vec<Phrase> {
    let mut heads = tree.descend(head, |c| {
        tree.deprel(c) == Deprel::Conj
            && (tree.is_nominal(c) || tree.upos(c) == Upos::Adj || tree.xpos(c) == Xpos::Vbg)
            && !tree.has_word(c, &[Deprel::Advmod, Deprel::Cc], &["not", "never"])
    });
    heads.sort_unstable();
    let mut out = Vec::new();
    for h in heads {
        out.extend(modifiers(tree, h).unwrap_or_else(|| vec![phrase(tree, h)]));
        if out.len() >= CAP {
            out.truncate(CAP);
            break;
        }
    }
    out
}

/// *US and European militaries*: one phrase for each coordinated modifier that names a place, people or organisation;
/// the last keeps the head.
fn modifiers(tree: &Tree, head: usize) -> Option<Vec<Phrase>> {
    if !matches!(tree.xpos(head), Xpos::Nns | Xpos::Nnps) {
        return None;
    }
    let before = |&c: &usize| c < head;
    let lead = tree
        .by(head, &[Deprel::Amod, Deprel::Compound, Deprel::NmodPoss])
        .filter(before)
        .find(|&c| names(tree, c) && tree.has(c, &[Deprel::Conj]))?;
    let mut conjuncts = tree.descend(lead, |c| tree.deprel(c) == Deprel::Conj && c < head);
    conjuncts.sort_unstable();
    if conjuncts.len() < 2 || !conjuncts.iter().all(|&c| names(tree, c)) {
        return None;
    }
    let whole = phrase(tree, head);
    let mut out = Vec::new();
    let mut start = whole.tokens.start;
    for (i, &c) in conjuncts.iter().enumerate() {
        let own = phrase(tree, c);
        if i + 1 == conjuncts.len() {
            out.push(Phrase { head, tokens: own.tokens.start..whole.tokens.end });
        } else {
            if i > 0 {
                start = own.tokens.start;
            }
            out.push(Phrase { head: c, tokens: start.min(c)..c + 1 });
        }
    }
    Some(out)
}

/// Whether a modifier names someone or somewhere: only then does its coordination stand for several phrases.
fn names(tree: &Tree, t: usize) -> bool {
    use EntityType::{Gpe, Loc, Norp, Org};
    match tree.mention(t) {
        Some(m) => matches!(m.ty, Gpe | Norp | Org | Loc),
        None => {
            tree.upos(t) == Upos::Propn
                || tree.upos(t) == Upos::Adj
                    && tree.form(t).chars().next().is_some_and(char::is_uppercase)
        }
    }
}
