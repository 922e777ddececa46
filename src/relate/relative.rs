//! Relative clauses: what a relative pronoun stands for, and where a clause without one has its gap.

use super::tree::Tree;
use crate::doc::{Deprel, Upos, Xpos};

/// How far up or down a chain of clauses is followed; deeper nesting does not occur in edited text, and the bound
/// keeps the work linear on any tree.
const REACH: usize = 12;

/// The noun that the relative pronoun `t` stands for, or `t` itself.
pub(super) fn referent(tree: &Tree, t: usize) -> usize {
    let pronoun = matches!(tree.upos(t), Upos::Pron | Upos::Det | Upos::Sconj)
        && tree.is(t, &["who", "whom", "which", "that"])
        && (matches!(tree.xpos(t), Xpos::Wdt | Xpos::Wp | Xpos::In)
            || tree.is(t, &["who", "which", "whom"]));
    if !pronoun {
        return t;
    }
    match relative_clause(tree, t) {
        None if tree.is(t, &["who", "which", "whom"]) => before(tree, t).unwrap_or(t),
        // A demonstrative *that* after its verb is no relative pronoun.
        Some(clause) if t <= clause || !tree.is(t, &["that"]) => tree.head(clause).unwrap_or(t),
        _ => t,
    }
}

/// The noun right before the relative pronoun `t`, across a comma and a preposition: what it stands for where the clause is
/// attached to no noun.
fn before(tree: &Tree, t: usize) -> Option<usize> {
    let (mut at, mut comma) = (t, false);
    loop {
        at = at.checked_sub(1).filter(|&b| tree.sentence(b) == tree.sentence(t))?;
        match tree.upos(at) {
            Upos::Punct if tree.is(at, &[","]) && !comma => comma = true,
            Upos::Adp if at + 1 == t => {}
            Upos::Noun | Upos::Propn => break,
            _ => return None,
        }
    }
    let part = |t: usize| matches!(tree.deprel(t), Deprel::Flat | Deprel::Compound | Deprel::Nmod);
    for _ in 0..REACH {
        match tree.head(at) {
            Some(h) if part(at) && tree.is_nominal(h) && h < t => at = h,
            _ => break,
        }
    }
    Some(at)
}

/// The root of the relative clause that `t` stands in.
fn relative_clause(tree: &Tree, t: usize) -> Option<usize> {
    let mut at = t;
    for _ in 0..REACH {
        let relation = tree.deprel(at);
        let reduced = relation == Deprel::Acl && tree.has(at, &[Deprel::Nsubj, Deprel::NsubjPass]);
        let head = tree.head(at)?;
        if relation == Deprel::AclRelcl || reduced {
            return tree.is_nominal(head).then_some(head).map(|_| at);
        }
        at = head;
    }
    None
}

/// The place in a relative clause that its antecedent fills without a pronoun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Gap {
    pub antecedent: usize,
    /// The preposition left stranded (*the attacks he took part in*).
    pub preposition: Option<usize>,
}

/// The gap at `verb`, if the relative clause around it has no relative pronoun and its gap is here.
pub(super) fn gap(tree: &Tree, verb: usize) -> Option<Gap> {
    // Only infinitives and complement clauses can stand between a gap and its relative clause.
    let mut clause = verb;
    for _ in 0..REACH {
        match tree.deprel(clause) {
            Deprel::Xcomp | Deprel::Ccomp => clause = tree.head(clause)?,
            _ => break,
        }
    }
    let antecedent = tree.head(clause)?;
    let own_subject = tree.has(clause, &[Deprel::Nsubj, Deprel::NsubjPass]);
    let relative = matches!(tree.deprel(clause), Deprel::AclRelcl)
        || tree.deprel(clause) == Deprel::Acl && tree.has(clause, &[Deprel::Nsubj]);
    let free = tree.is(antecedent, &["what", "whatever", "who", "whoever"]);
    if !relative || !own_subject || antecedent > clause || !tree.is_nominal(antecedent) || free {
        return None;
    }
    // The gap is at the deepest clause of the chain.
    let deeper =
        |c: usize| matches!(tree.deprel(c), Deprel::Xcomp | Deprel::Ccomp) && tree.is_verb(c);
    if tree.children(verb).iter().any(|&c| deeper(c)) || has_pronoun(tree, clause) {
        return None;
    }
    let when = super::clause::is_time(tree, antecedent);
    if when || tree.is(antecedent, &["way", "reason", "moment", "manner", "extent"]) {
        return None;
    }
    let stranded = tree.children(verb).iter().copied().find(|&c| {
        c > verb
            && tree.upos(c) == Upos::Adp
            && tree.children(c).is_empty()
            && matches!(tree.deprel(c), Deprel::Obl | Deprel::Advmod | Deprel::Case | Deprel::Nmod)
    });
    Some(Gap { antecedent, preposition: stranded })
}

/// Whether a relative word stands anywhere before the verbs of `clause`'s chain.
fn has_pronoun(tree: &Tree, clause: usize) -> bool {
    let relative = |t: usize| {
        matches!(tree.xpos(t), Xpos::Wdt | Xpos::Wp | Xpos::WpS | Xpos::Wrb)
            || tree.is(t, &["which", "who", "whom", "whose", "where", "when", "whereby"])
            || tree.is(t, &["that"])
                && tree.deprel(t) != Deprel::Det
                && t < clause
                && tree.deprel(t) != Deprel::Mark
    };
    let mut at = vec![clause];
    let mut next = 0;
    while let Some(&t) = at.get(next) {
        next += 1;
        for &c in tree.children(t) {
            if relative(c) || tree.children(c).iter().any(|&g| g < clause && relative(g)) {
                return true;
            }
            if matches!(tree.deprel(c), Deprel::Xcomp | Deprel::Ccomp) && at.len() < REACH {
                at.push(c);
            }
        }
    }
    false
}
