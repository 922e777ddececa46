//! Where an argument comes from, and the way to it through the tree.

use super::tree::token;
use crate::doc::Deprel;
use crate::relate::relative;
use crate::relate::sharing::Share;
use crate::relate::tree::Tree;
use crate::relate::{Reading, clause};

/// How far coordinations are followed.
const REACH: usize = 64;

/// Which step of the reading gave the predicate `p` the argument headed by `a`.
pub(super) fn origin(reading: &Reading, p: usize, a: usize) -> String {
    let tree = &reading.tree;
    let mut at = a;
    for _ in 0..REACH {
        if let Some(known) = direct(reading, p, at) {
            return match at == a {
                true => known,
                false => format!("coordinated with {}: {known}", token(tree, at)),
            };
        }
        match tree.head(at).filter(|_| tree.deprel(at) == Deprel::Conj) {
            Some(h) => at = h,
            None => break,
        }
    }
    "by its place in the tree".into()
}

fn direct(reading: &Reading, p: usize, a: usize) -> Option<String> {
    let tree = &reading.tree;
    if tree.head(a) == Some(p) {
        let preposition = clause::preposition(tree, a).map(|p| tree.form(p.start));
        let with = preposition.map(|p| format!(" with {p:?}")).unwrap_or_default();
        return Some(format!("its own dependent ({}{with})", tree.deprel(a)));
    }
    let pronoun = tree.children(p).iter().find(|&&c| relative::referent(tree, c) == a);
    if let Some(&pronoun) = pronoun {
        return Some(format!("what {} stands for", token(tree, pronoun)));
    }
    if let Some(subject) = reading.subjects[p].filter(|s| s.head == a)
        && let Some((share, from)) = subject.shared
    {
        let from = token(tree, from);
        return Some(match share {
            Share::Conjunct => {
                format!("the subject of {from}, which the clause is coordinated with")
            }
            Share::Headline => format!("the subject of {from}, which a headline goes on from"),
            Share::Relative => format!("{from}, which the relative clause is about"),
            Share::Complement => format!("whoever does the complement of {from}"),
            Share::Adverbial => format!("whoever does what modifies {from}"),
            Share::Noun => format!("whoever does what the noun {from} is about"),
        });
    }
    let own = &reading.arguments[p];
    let held = [own.subject, own.agent, own.object, own.indirect].contains(&Some(a))
        || own.obliques.iter().any(|o| o.head == a);
    if held {
        return Some(match relative::gap(tree, p).is_some_and(|g| g.antecedent == a) {
            true => "the noun that its relative clause has a gap for".into(),
            false => "found beside the clause".into(),
        });
    }
    // Of a neighbour: the verb it is coordinated with, or the one whose object it is.
    let near = tree.by(p, &[Deprel::Conj]).chain(tree.head(p));
    let mut near = near.filter(|&v| tree.is_verb(v));
    near.find_map(|v| {
        let theirs = &reading.arguments[v];
        let what = if reading.subjects[v].is_some_and(|s| s.head == a) {
            "subject"
        } else if theirs.object == Some(a) {
            "object"
        } else if theirs.agent == Some(a) {
            "agent"
        } else {
            return None;
        };
        Some(format!("the {what} of {}", token(tree, v)))
    })
}

/// The way from `p` to `a` through the tree: up to their nearest common head, then down.
pub(super) fn path(tree: &Tree, p: usize, a: usize) -> String {
    let up = |from: usize| std::iter::successors(Some(from), |&t| tree.head(t));
    let above: Vec<usize> = up(p).collect();
    let Some(top) = up(a).find(|t| above.contains(t)) else { return String::new() };
    let mut out = tree.form(p).to_string();
    for t in up(p).take_while(|&t| t != top) {
        let head = tree.head(t).map_or("", |h| tree.form(h));
        out.push_str(&format!(" ↑{} {head}", tree.deprel(t)));
    }
    let mut down: Vec<usize> = up(a).take_while(|&t| t != top).collect();
    down.reverse();
    for t in down {
        out.push_str(&format!(" ↓{} {}", tree.deprel(t), tree.form(t)));
    }
    out
}
