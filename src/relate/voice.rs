//! Which verbs are passive.

use super::tree::Tree;
use crate::doc::{Deprel, Xpos};

/// For every token, whether it is a verb in the passive: marked by its auxiliary, its subject or its agent, or a
/// past participle where only a passive can stand (*weapons seized by*). Labels that contradict the form lose.
pub(super) fn passives(tree: &Tree) -> Vec<bool> {
    let mut out = vec![false; tree.len()];
    for &t in tree.parents_first() {
        out[t] = tree.is_verb(t) && passive(tree, t, &out);
    }
    out
}

fn passive(tree: &Tree, t: usize, known: &[bool]) -> bool {
    use Deprel::*;
    // *Has been shuttling*: no form in *-ing* is one, whatever its auxiliary is labelled.
    if tree.xpos(t) == Xpos::Vbg {
        return false;
    }
    let marked = tree.has(t, &[AuxPass]);
    let participle = matches!(tree.xpos(t), Xpos::Vbn | Xpos::Vbd);
    if marked {
        return participle || tree.has(t, &[NsubjPass]);
    }
    if !participle {
        return false;
    }
    // *The rebels demanded recognition by the state*: a verb with subject and object is active, whosever the phrase with *by* is.
    let transitive = !tree.has(t, &[Aux, Cop])
        && tree.by(t, &[Nsubj]).any(|s| s < t)
        && tree.by(t, &[Obj]).any(|o| o > t);
    if tree.has(t, &[NsubjPass]) || tree.has(t, &[OblAgent]) && !transitive {
        return true;
    }
    let auxiliary = |c: usize| matches!(tree.deprel(c), Aux | Cop);
    let be = tree.children(t).iter().any(|&c| auxiliary(c) && tree.is(c, &["be", "get"]));
    let have = tree.children(t).iter().any(|&c| auxiliary(c) && tree.is(c, &["have"]));
    let finite = tree.children(t).iter().any(|&c| auxiliary(c));
    if be && tree.xpos(t) == Xpos::Vbn {
        return true;
    }
    let subject = tree.has(t, &[Nsubj]);
    let object = tree.has(t, &[Obj]);
    match tree.deprel(t) {
        _ if have || finite => false,
        // *Reported* is a past tense where it has a subject, a participle where it only modifies.
        Acl | Amod => !subject && !object,
        Advcl | Xcomp => tree.xpos(t) == Xpos::Vbn && !object,
        Conj if !subject && !object => {
            tree.xpos(t) == Xpos::Vbn && tree.head(t).is_some_and(|h| known[h])
        }
        // Headlines leave out the auxiliary.
        Root | Ccomp | Parataxis | Conj => {
            !object && tree.by(t, &[Obl]).any(|c| by_phrase(tree, c)) && tree.xpos(t) == Xpos::Vbn
                || !object && !subject && tree.xpos(t) == Xpos::Vbn
        }
        _ => false,
    }
}

/// Whether `t` is introduced by *by* alone.
pub(super) fn by_phrase(tree: &Tree, t: usize) -> bool {
    let mut cases = tree.by(t, &[Deprel::Case]);
    cases.next().is_some_and(|c| tree.is(c, &["by"])) && cases.next().is_none()
}
