//! The tree of a relation's sentence, as indented lines.

use crate::doc::Relation;
use crate::relate::tree::Tree;

/// A token as it is referred to: its form, and its number in the sentence from 1.
pub(super) fn token(tree: &Tree, t: usize) -> String {
    format!("{:?} ({})", tree.form(t), number(tree, t))
}

fn number(tree: &Tree, t: usize) -> usize {
    t - tree.document.sentences()[tree.sentence(t)].tokens.start + 1
}

/// One line a token, each below its head and indented by its depth: number, form, lemma, parts of speech and relation, and
/// what the parser said where that was mended.
pub(super) fn lines(tree: &Tree, relation: &Relation) -> Vec<String> {
    let predicate = relation.predicate.head.index();
    let node = |a: &crate::doc::Argument| tree.first_word(a.head.index());
    let subject = relation.subject.as_ref().map(node);
    let object = relation.object.as_ref().map(node);
    let tokens = tree.document.sentences()[relation.sentence.index()].tokens.clone();
    let mut open: Vec<(usize, usize)> =
        tokens.filter(|&t| tree.head(t).is_none()).map(|t| (t, 0)).collect();
    open.reverse();
    let mut out = Vec::new();
    while let Some((t, depth)) = open.pop() {
        let part = match t {
            _ if t == predicate => "  <- predicate",
            _ if Some(t) == subject => "  <- subject",
            _ if Some(t) == object => "  <- object",
            _ => "",
        };
        // Very deep trees are still to be read.
        let indent = "  ".repeat(depth.min(40));
        out.push(format!(
            "{:>5}  {indent}{}  {} {} {} {}{}{part}",
            number(tree, t),
            tree.form(t),
            tree.lemma(t),
            tree.upos(t),
            tree.xpos(t),
            tree.deprel(t),
            mended(tree, t),
        ));
        open.extend(tree.children(t).iter().rev().map(|&c| (c, depth + 1)));
    }
    out
}

/// What the parser said of a token whose head or relation was mended.
fn mended(tree: &Tree, t: usize) -> String {
    let Some(word) = tree.document.words().and_then(|words| words.get(t)) else {
        return String::new();
    };
    let head = word.head.map(|h| h.index());
    if (head, word.deprel) == (tree.head(t), tree.deprel(t)) {
        return String::new();
    }
    let of = head.map(|h| format!(" of {}", token(tree, h))).unwrap_or_default();
    format!(" (parsed as {}{of})", word.deprel)
}
