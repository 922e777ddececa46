//! Who acts in a clause, and what a pronoun in it therefore cannot stand for.

use super::evidence::Evidence;
use crate::doc::{Deprel, Upos};

/// How far up a tree is looked.
const HEIGHT: usize = 6;

/// The token by which a name's or nominal's phrase hangs on its clause: past *flat* and title heads.
pub(super) fn top(evidence: &Evidence<'_>, head: usize) -> usize {
    let mut at = head;
    for _ in 0..4 {
        match evidence.head(at) {
            Some((up, Deprel::Flat | Deprel::NmodDesc | Deprel::Appos)) => at = up,
            _ => break,
        }
    }
    at
}

/// Who acts in the clause of `predicate`: its subject or, where it has none of its own, who is understood: of a complement the
/// object, else the subject of the verb above it (*asked him to go*, *wanted to go*), of a conjoined or adverbial clause the
/// subject of its main clause, of a participle the noun that it modifies.
pub(super) fn actor(evidence: &Evidence<'_>, predicate: usize) -> Option<usize> {
    let mut at = predicate;
    for _ in 0..HEIGHT {
        if let Some(subject) = evidence.subject(at) {
            return Some(subject);
        }
        let (up, deprel) = evidence.head(at)?;
        match deprel {
            Deprel::Xcomp => {
                let object = evidence.dependent(up, Deprel::Obj);
                if let Some(object) = object.or_else(|| evidence.dependent(up, Deprel::Iobj)) {
                    return Some(object);
                }
                at = up;
            }
            Deprel::Conj | Deprel::Advcl if is_clause(evidence, up) => at = up,
            // *A statement posted to its site* is posted by somebody else.
            Deprel::Acl if evidence.lower(at).ends_with("ing") => return Some(up),
            _ => return None,
        }
    }
    None
}

/// The actors of the clauses that hold token `i`, the innermost first, without itself.
pub(super) fn actors_above(evidence: &Evidence<'_>, i: usize) -> Vec<usize> {
    let mut actors = Vec::new();
    let mut at = i;
    for _ in 0..2 * HEIGHT {
        let Some((up, _)) = evidence.head(at) else { break };
        if let Some(actor) = actor(evidence, up).filter(|&a| a != i && !actors.contains(&a)) {
            actors.push(actor);
        }
        at = up;
    }
    actors
}

fn is_clause(evidence: &Evidence<'_>, i: usize) -> bool {
    evidence.is(i, Upos::Verb)
        || evidence.is(i, Upos::Aux)
        || evidence.dependent(i, Deprel::Cop).is_some()
}

/// The binding rule: a plain pronoun is neither the co-argument of its antecedent nor, as an object, what the actor of its own
/// clause is. A reflexive is one of the two.
pub(super) fn is_bound(
    evidence: &Evidence<'_>,
    pronoun: usize,
    candidate: usize,
    reflexive: bool,
) -> bool {
    let candidate = top(evidence, candidate);
    let (Some((verb, relation)), above) = (evidence.head(pronoun), evidence.head(candidate)) else {
        return false;
    };
    if !is_argument(relation) {
        // *He did it himself* stands beside the arguments.
        return reflexive && actor(evidence, verb) != Some(candidate);
    }
    let together = above.is_some_and(|(b, rel)| b == verb && is_argument(rel));
    let acts = !is_subject(relation) && actor(evidence, verb) == Some(candidate);
    if reflexive { !(together && candidate < pronoun || acts) } else { together || acts }
}

fn is_subject(deprel: Deprel) -> bool {
    matches!(deprel, Deprel::Nsubj | Deprel::NsubjPass | Deprel::NsubjOuter)
}

fn is_argument(deprel: Deprel) -> bool {
    is_subject(deprel)
        || matches!(deprel, Deprel::Obj | Deprel::Iobj | Deprel::Obl | Deprel::OblAgent)
}
