//! Whether a clause is said to have happened: modality and negation, passed down the tree.

use super::clause::{Arguments, is_actor, is_time};
use super::complement::{complement, directed, said};
use super::lexicon::{Noun, Verb};
use super::negation::{denier, denies, negations, unproven};
use super::sharing::{is_finite, is_infinitive};
use super::tree::Tree;
use crate::doc::{Deprel, Modality, Upos, Xpos};

/// The status of one clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stance {
    pub modality: Modality,
    pub negated: bool,
}

const PLAIN: Stance = Stance { modality: Modality::Actual, negated: false };

/// Adverbs that make a clause a possibility.
const PERHAPS: &[&str] = &[
    "allegedly",
    "possibly",
    "perhaps",
    "maybe",
    "likely",
    "probably",
    "potentially",
    "seemingly",
    "supposedly",
    "purportedly",
    "presumably",
    "apparently",
    "ostensibly",
];
/// What introduces a condition.
pub(super) const CONDITION: &[&str] = &["if", "unless", "until", "lest", "provided"];

/// The status of every clause, by the token that heads it: first as the clause above has it, then with its own words.
pub(super) fn stances(
    tree: &Tree,
    passive: &[bool],
    arguments: &[Arguments],
) -> (Vec<Stance>, Vec<Stance>) {
    let mut base = vec![PLAIN; tree.len()];
    let mut out = vec![PLAIN; tree.len()];
    for &t in tree.parents_first() {
        base[t] = match tree.head(t) {
            Some(h) => edge(tree, h, t, &base, &out, passive, arguments),
            None => PLAIN,
        };
        out[t] = local(tree, t, base[t], None);
    }
    (base, out)
}

/// The status that the clause `t` would have without its dependent `word`, which tells whether that word decides it.
pub(super) fn without(tree: &Tree, t: usize, base: Stance, word: usize) -> Stance {
    local(tree, t, base, Some(word))
}

/// What the clause above says of `t`, before `t`'s own auxiliaries are read.
fn edge(
    tree: &Tree,
    h: usize,
    t: usize,
    base: &[Stance],
    out: &[Stance],
    passive: &[bool],
    arguments: &[Arguments],
) -> Stance {
    use Deprel::*;
    if gives_time(tree, h, t) {
        return Stance { modality: Modality::Requested, negated: out[h].negated };
    }
    let bare = !tree.has(t, &[Aux, AuxPass, Cop]) && !tree.has(t, &[Nsubj, NsubjPass]);
    match tree.deprel(t) {
        Conj if bare && tree.xpos(t) == tree.xpos(h) => {
            let or = tree.has_word(t, &[Cc], &["or", "nor"]);
            let same_not = or || matches!(tree.xpos(t), Xpos::Vb);
            // What is denied from above is denied of both (*denied that it sells or sends them*).
            let negated = if same_not { out[h].negated } else { base[h].negated };
            Stance { negated, ..out[h] }
        }
        Conj => base[h],
        Xcomp => complement(tree, h, t, out[h], passive[h], &arguments[h]),
        Ccomp | Csubj
            if !is_finite(tree, t) && tree.is_verb(t) && !tree.has_word(t, &[Mark], &["that"]) =>
        {
            complement(tree, h, t, out[h], passive[h], &arguments[h])
        }
        Ccomp | Csubj => said(tree, h, t, out[h]),
        Advcl | AdvclRelcl | Obl | Acl | Nmod if tree.is_verb(h) || !tree.is_nominal(h) => {
            let asked = (Verb::Request.holds(tree.lemma(h)) || Verb::Permit.holds(tree.lemma(h)))
                && tree.deprel(t) == Advcl
                && is_infinitive(tree, t)
                && directed(tree, h, t, &arguments[h]);
            if asked {
                complement(tree, h, t, out[h], passive[h], &arguments[h])
            } else {
                adverbial(tree, h, t, out[h])
            }
        }
        Acl | AclRelcl | Advcl | Nmod if denier(tree, h, t).is_some() => {
            Stance { modality: Modality::Actual, negated: true }
        }
        Acl | Advcl | Nmod => of_noun(tree, h, t),
        Parataxis | AclRelcl | Appos => PLAIN,
        // Arguments pass their clause's status on to the clauses inside them only through the cases above.
        _ => PLAIN,
    }
}

/// Whether `h` sets a time for the infinitive `t`: *gave them until Friday to leave*.
pub(super) fn gives_time(tree: &Tree, h: usize, t: usize) -> bool {
    let complement = matches!(tree.deprel(t), Deprel::Advcl | Deprel::Xcomp | Deprel::Ccomp);
    complement
        && is_infinitive(tree, t)
        && tree.is_verb(h)
        && tree.is(h, &["give"])
        && tree.children(h).iter().any(|&c| h < c && c < t && is_time(tree, c))
        && tree.by(h, &[Deprel::Obj]).all(|o| is_time(tree, o) || is_actor(tree, o))
}

/// *had they obeyed*, *should he free them*, *were it to fail*: an auxiliary in front of its subject, and no question.
fn is_inverted(tree: &Tree, t: usize) -> bool {
    use Deprel::*;
    let Some(subject) = tree.first(t, &[Nsubj, NsubjPass]) else { return false };
    let sentence = &tree.document.sentences()[tree.sentence(t)].tokens;
    !tree.has(t, &[Mark])
        && tree.by(t, &[Aux, AuxPass, Cop]).any(|c| {
            c < subject && matches!(tree.form(c).to_lowercase().as_str(), "had" | "should" | "were")
        })
        && !sentence.clone().any(|c| tree.is(c, &["?"]))
        && !tree.by(t, &[Advmod, Cc]).any(|c| c < subject)
}

/// A clause that modifies the clause of `h`.
fn adverbial(tree: &Tree, h: usize, t: usize, above: Stance) -> Stance {
    let marked =
        |words: &[&str]| tree.has_word(t, &[Deprel::Mark, Deprel::Case, Deprel::Advmod], words);
    if denies(tree, h, t) {
        let modality = match tree.lemma(h) {
            decided if Verb::Intend.holds(decided) => Modality::Intended,
            warned if Verb::Request.holds(warned) => Modality::Requested,
            _ => above.modality,
        };
        let against = tree.has_word(t, &[Deprel::Mark, Deprel::Case], &["against"]);
        return Stance { modality: if against { modality } else { above.modality }, negated: true };
    }
    if marked(CONDITION) || is_inverted(tree, t) {
        return Stance { modality: Modality::Conditional, negated: false };
    }
    if is_infinitive(tree, t) {
        if Verb::Send.holds(tree.lemma(h)) && Verb::Request.holds(tree.lemma(h)) {
            return Stance { modality: Modality::Requested, negated: false };
        }
        return Stance { modality: Modality::Intended, negated: false };
    }
    if is_finite(tree, t) {
        return PLAIN;
    }
    if Verb::Prevent.holds(tree.lemma(h)) && marked(&["from"]) {
        return Stance { negated: !above.negated, ..above };
    }
    // *dream of finding*, *think about leaving*
    if tree.xpos(t) == Xpos::Vbg
        && marked(&["of", "about", "on"])
        && (Verb::Intend.holds(tree.lemma(h)) || tree.lemma(h) == "think")
    {
        return Stance { modality: Modality::Intended, negated: above.negated };
    }
    if marked(&["of", "with", "over", "for"])
        && matches!(tree.lemma(h), "accuse" | "suspect" | "charge" | "indict" | "investigate")
    {
        return Stance { modality: Modality::Possible, negated: false };
    }
    Stance { negated: false, ..above }
}

/// A clause that modifies the noun `h`.
fn of_noun(tree: &Tree, h: usize, t: usize) -> Stance {
    let lemma = tree.lemma(h).to_lowercase();
    let infinitive = is_infinitive(tree, t);
    let marked = tree.has(t, &[Deprel::Mark, Deprel::Case]);
    let with = |modality| Stance { modality, negated: false };
    if marked && unproven(tree, h) {
        return Stance { modality: Modality::Actual, negated: true };
    }
    if !infinitive && !marked {
        return PLAIN;
    }
    if Noun::Refuse.holds(&lemma) {
        Stance { modality: Modality::Actual, negated: true }
    } else if Noun::Doubt.holds(&lemma) && !infinitive {
        with(Modality::Possible)
    } else if Noun::Intend.holds(&lemma) {
        with(Modality::Intended)
    } else if Noun::Request.holds(&lemma) {
        with(Modality::Requested)
    } else if Noun::Permit.holds(&lemma) {
        with(Modality::Possible)
    } else if infinitive {
        let ranked = tree
            .by(h, &[Deprel::Amod])
            .any(|c| tree.is(c, &["first", "second", "third", "last", "only", "latest"]));
        with(if ranked { Modality::Actual } else { Modality::Intended })
    } else {
        PLAIN
    }
}

/// The clause's own auxiliaries, adverbs, determiners and conditions on top of what the clause above says; as if `without`
/// were not there.
fn local(tree: &Tree, t: usize, base: Stance, without: Option<usize>) -> Stance {
    use Deprel::*;
    let mut modality = base.modality;
    let own = tree.children(t).iter().copied().filter(|&c| Some(c) != without);
    let negations = usize::from(base.negated) + negations(tree, own.clone(), base.negated);
    let to = is_infinitive(tree, t);
    let mut modal = false;
    for c in own {
        match tree.deprel(c) {
            Aux | AuxPass | Cop => {
                let word = tree.lemma(c).to_lowercase();
                let own = match word.as_str() {
                    "may" | "might" | "could" | "can" => Some(Modality::Possible),
                    "will" | "shall" | "'ll" | "wo" => Some(Modality::Future),
                    "would" | "'d" if tree.xpos(c) == Xpos::Md => Some(would(tree, t)),
                    "should" | "must" | "ought" => Some(Modality::Requested),
                    "be" if to && tree.upos(c) == Upos::Aux && before_to(tree, t, c) => {
                        Some(Modality::Future)
                    }
                    _ => None,
                };
                if let Some(own) = own {
                    modal = true;
                    if base.modality != Modality::Conditional {
                        modality = own;
                    }
                }
            }
            Advmod | Discourse if tree.is(c, PERHAPS) && modality == Modality::Actual => {
                modality = Modality::Possible;
            }
            _ => {}
        }
    }
    let condition = tree
        .by(t, &[Advcl])
        .any(|c| Some(c) != without && tree.has_word(c, &[Mark], &["if", "unless"]));
    // *may* and *could* stay possibilities under a condition.
    if condition && modal && modality != Modality::Possible {
        modality = Modality::Conditional;
    }
    Stance { modality, negated: negations % 2 == 1 }
}

/// *is to present*: a form of *be* that stands before the *to* of its infinitive.
fn before_to(tree: &Tree, t: usize, be: usize) -> bool {
    tree.by(t, &[Deprel::Mark, Deprel::Aux]).any(|c| tree.is(c, &["to"]) && be < c)
}

/// *would*: the future of the past in what someone said, else hypothetical.
fn would(tree: &Tree, t: usize) -> Modality {
    let mut at = t;
    for _ in 0..4 {
        let Some(h) = tree.head(at) else { break };
        match tree.deprel(at) {
            Deprel::Conj => at = h,
            Deprel::Ccomp if Verb::Say.holds(tree.lemma(h)) => return Modality::Future,
            // *assurances that it would not*
            Deprel::Acl | Deprel::Ccomp
                if tree.is_nominal(h) && tree.has_word(at, &[Deprel::Mark], &["that"]) =>
            {
                return Modality::Future;
            }
            _ => break,
        }
    }
    Modality::Conditional
}
