//! The spans of noun phrases: whole, but without what trails them (SCHEMA 3.2).

use std::ops::Range;

use super::tree::Tree;
use crate::doc::{Deprel, MentionKind, Span, Upos, Xpos};

/// A phrase: its head and the tokens it covers, half-open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase {
    pub head: usize,
    pub tokens: Range<usize>,
}

impl Phrase {
    pub fn span(&self, tree: &Tree) -> Span {
        tree.document.span_of(self.tokens.clone())
    }
}

/// Dependents of a phrase's head that are not part of it.
fn outside_head(tree: &Tree, head: usize, c: usize) -> bool {
    use Deprel::*;
    match tree.deprel(c) {
        Conj | Cc | CcPreconj | Case | Mark | Cop | Aux | AuxPass | Nsubj | NsubjPass
        | NsubjOuter | Csubj | Expl | Parataxis | Discourse | Vocative | Dislocated | Orphan
        | Reparandum | Advcl | AdvclRelcl | Root | List => {
            !tree.is_verb(head) || matches!(tree.deprel(c), Conj | Cc | Mark | Parataxis)
        }
        Punct => false,
        // An adverb before the preposition (*just outside the city*) belongs to neither.
        Advmod => tree.first(head, &[Case]).is_some_and(|case| c < case),
        _ => false,
    }
}

/// Dependents that close a phrase wherever in it they hang: what follows them is not part of it either.
fn trails(tree: &Tree, c: usize) -> bool {
    use Deprel::*;
    let Some(h) = tree.head(c).filter(|&h| h < c) else { return false };
    // *motorcyclist Harry Dunn*: a name right after the noun is part of the phrase.
    let close = tree.deprel(c) == Appos
        && (h + 1..c).all(|t| tree.upos(t) != Upos::Punct)
        && tree.upos(c) == Upos::Propn;
    !close && matches!(tree.deprel(c), Acl | AclRelcl | Appos | Parataxis | AdvclRelcl | Dep)
}

/// The noun phrase headed by `head`: its subtree without conjuncts, prepositions, trailing clauses and appositions.
///
/// A gerund or other clause in a noun's place keeps its own dependents.
pub(super) fn phrase(tree: &Tree, head: usize) -> Phrase {
    let clause = tree.is_verb(head);
    let mut tokens = tree.descend(head, |c| {
        let own = tree.head(c) == Some(head);
        !(own && outside_head(tree, head, c)) && (clause || !trails(tree, c))
    });
    let opening = tree.opening(head);
    if head >= opening {
        tokens.retain(|&t| t >= opening);
    }
    tokens.sort_unstable();
    let at = tokens.binary_search(&head).unwrap_or_default();
    // Grow from the head outwards; a hole on the right of more than a parenthesis ends the phrase.
    let mut end = at;
    while end + 1 < tokens.len()
        && tokens[end + 1] - tokens[end] <= 1 + parenthesis(tree, tokens[end] + 1)
    {
        end += 1;
    }
    let mut start = at;
    while start > 0
        && tokens[start] - tokens[start - 1] <= 1 + parenthesis(tree, tokens[start - 1] + 1)
    {
        start -= 1;
    }
    Phrase {
        head,
        tokens: whole_names(tree, head, trim(tree, head, tokens[start]..tokens[end] + 1)),
    }
}

/// Widens a phrase to the end of the name that crosses its edge, so that no name is ever cut in two.
fn whole_names(tree: &Tree, head: usize, tokens: Range<usize>) -> Range<usize> {
    match tree.mention(head) {
        Some(m) if m.kind == MentionKind::Name => {
            tokens.start.min(m.tokens.start)..tokens.end.max(m.tokens.end)
        }
        _ => tokens,
    }
}

/// How many tokens of parenthesis stand at `t`: a bracketed abbreviation that may stand inside a phrase.
fn parenthesis(tree: &Tree, t: usize) -> usize {
    if t >= tree.len() || tree.xpos(t) != Xpos::Lrb {
        return 0;
    }
    let reach = (t + 6).min(tree.len());
    (t..reach).find(|&i| tree.xpos(i) == Xpos::Rrb).map_or(0, |i| i + 1 - t)
}

/// Drops punctuation and function words from the edges; a pair of quotes or brackets stays.
fn trim(tree: &Tree, head: usize, mut tokens: Range<usize>) -> Range<usize> {
    loop {
        let (first, last) = (tokens.start, tokens.end - 1);
        if first < head && last > head && pair(tree.form(first), tree.form(last)) {
            break;
        }
        let loose = |t: usize| {
            tree.upos(t) == Upos::Punct && !closes_inside(tree, t, tokens.clone())
                || matches!(tree.deprel(t), Deprel::Cc | Deprel::CcPreconj)
        };
        if last > head && (loose(last) || tree.xpos(last) == Xpos::Pos) {
            tokens.end -= 1;
        } else if first < head && loose(first) {
            tokens.start += 1;
        } else {
            break;
        }
    }
    tokens
}

fn pair(open: &str, close: &str) -> bool {
    matches!(
        (open, close),
        ("\"", "\"")
            | ("“", "”")
            | ("'", "'")
            | ("‘", "’")
            | ("``", "''")
            | ("(", ")")
            | ("[", "]")
    )
}

/// Whether `t` is a quote or bracket whose partner stands inside `tokens`.
fn closes_inside(tree: &Tree, t: usize, tokens: Range<usize>) -> bool {
    tokens.filter(|&o| o != t).any(|o| {
        let (a, b) = if o < t { (o, t) } else { (t, o) };
        pair(tree.form(a), tree.form(b))
    })
}
