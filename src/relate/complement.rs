//! What a word says of the clause that completes it.

use super::clause::Arguments;
use super::lexicon::Verb;
use super::negation::falsifies;
use super::sharing::is_infinitive;
use super::stance::{CONDITION, Stance};
use super::tree::Tree;
use crate::doc::{Deprel, Modality, Xpos};

/// Adjectives of what is to come, what may be, and what someone means to do.
const DUE: &[&str] = &[
    "due",
    "set",
    "bound",
    "certain",
    "sure",
    "scheduled",
    "poised",
    "destined",
    "expected",
    "slated",
];
const LIKELY: &[&str] = &[
    "likely",
    "possible",
    "able",
    "free",
    "eligible",
    "capable",
    "liable",
    "unlikely",
    "impossible",
];
const EAGER: &[&str] = &[
    "ready",
    "willing",
    "eager",
    "keen",
    "determined",
    "prepared",
    "anxious",
    "desperate",
    "reluctant",
    "unwilling",
    "hesitant",
    "intent",
    "poised",
];
/// What says that something ought to be done (*it is time for the army to leave*).
const NEEDED: &[&str] =
    &["advisable", "crucial", "essential", "imperative", "important", "necessary", "time", "vital"];
/// Adjectives that deny their infinitive.
const UNABLE: &[&str] =
    &["unable", "unlikely", "unwilling", "reluctant", "impossible", "hesitant", "powerless"];

/// An infinitive or gerund complement of `h`.
pub(super) fn complement(
    tree: &Tree,
    h: usize,
    t: usize,
    above: Stance,
    passive: bool,
    arguments: &Arguments,
) -> Stance {
    let lemma = tree.lemma(h).to_lowercase();
    let lemma = lemma.as_str();
    let with = |modality| Stance { modality, negated: above.negated };
    if !tree.is_verb(h) {
        let negated = above.negated != UNABLE.contains(&lemma);
        let modality = if LIKELY.contains(&lemma) {
            match above.modality {
                Modality::Actual | Modality::Future => Modality::Possible,
                other => other,
            }
        } else if DUE.contains(&lemma) {
            Modality::Future
        } else if EAGER.contains(&lemma) {
            Modality::Intended
        } else if NEEDED.contains(&lemma) && is_infinitive(tree, t) {
            Modality::Requested
        } else {
            above.modality
        };
        return Stance { modality, negated };
    }
    if tree.has_word(t, &[Deprel::Mark], &["whether"]) {
        return with(Modality::Possible);
    }
    // *if they try to meet*, *may try to meet*: trying and meeting are conditions or possibilities alike.
    let carried = above.modality == Modality::Possible
        || above.modality == Modality::Conditional && tree.has_word(h, &[Deprel::Mark], CONDITION);
    if carried && Verb::Intend.holds(lemma) && !passive {
        return above;
    }
    if tree.has_word(t, &[Deprel::Mark], &["in", "so"]) && is_infinitive(tree, t) {
        // *in order to*
        return Stance { modality: Modality::Intended, negated: false };
    }
    let object = directed(tree, h, t, arguments);
    if lemma == "go" && tree.xpos(h) == Xpos::Vbg || lemma == "be" {
        return with(Modality::Future);
    }
    if Verb::Refuse.holds(lemma) || Verb::Prevent.holds(lemma) && arguments.object.is_some() {
        // *stop to* is no refusal, *stop doing* is.
        return Stance { negated: !above.negated, ..above };
    }
    // *has yet to answer*
    if lemma == "have"
        && (tree.has_word(h, &[Deprel::Advmod], &["yet"])
            || tree.has_word(t, &[Deprel::Advmod], &["yet"]))
    {
        return Stance { negated: !above.negated, ..above };
    }
    // *let them try*
    if lemma == "let"
        && tree.xpos(h) == Xpos::Vb
        && !tree.has(h, &[Deprel::Nsubj, Deprel::Mark, Deprel::Aux])
    {
        return with(Modality::Requested);
    }
    if matches!(lemma, "have" | "need" | "ought") && is_infinitive(tree, t) && !object {
        return with(Modality::Requested);
    }
    if Verb::Expect.holds(lemma) && (passive || object) {
        return with(Modality::Future);
    }
    if Verb::Permit.holds(lemma) && (passive || object) && !matches!(lemma, "help" | "leave") {
        return with(Modality::Possible);
    }
    // *called the charges motivated by politics*: a name, not a request.
    if Verb::Name.holds(lemma) && tree.xpos(t) == Xpos::Vbn && !is_infinitive(tree, t) {
        return above;
    }
    if Verb::Request.holds(lemma) && (passive || object) && !matches!(lemma, "want") {
        return with(Modality::Requested);
    }
    if Verb::Intend.holds(lemma) && !passive {
        return with(Modality::Intended);
    }
    if Verb::Send.holds(lemma) {
        return with(Modality::Intended);
    }
    if Verb::Doubt.holds(lemma) {
        return with(Modality::Possible);
    }
    // *waited for the police to come*
    if is_for_to(tree, t) { with(Modality::Intended) } else { above }
}

/// *for the army to take over*: an infinitive with a subject of its own.
fn is_for_to(tree: &Tree, t: usize) -> bool {
    is_infinitive(tree, t)
        && tree.has(t, &[Deprel::Nsubj, Deprel::NsubjPass])
        && tree.has_word(t, &[Deprel::Mark], &["for"])
}

/// Whether someone stands between `h` and its complement, whom it may be asked of: an object, or a phrase with *on*, *to*…
pub(super) fn directed(tree: &Tree, h: usize, t: usize, arguments: &Arguments) -> bool {
    let addressed = |p: usize| tree.is(p, &["on", "upon", "to", "for", "with", "at"]);
    is_for_to(tree, t)
        || arguments.object.or(arguments.indirect).is_some_and(|o| h < o && o < t)
        || arguments.obliques.iter().any(|o| o.head < t && addressed(o.preposition.start))
}

/// A finite complement of `h`.
pub(super) fn said(tree: &Tree, h: usize, t: usize, above: Stance) -> Stance {
    let lemma = tree.lemma(h).to_lowercase();
    let lemma = lemma.as_str();
    if !tree.is_verb(h) {
        // *it is not true that*, *it is possible that*
        let modality = match LIKELY.contains(&lemma) || lemma == "probable" {
            true => Modality::Possible,
            false => Modality::Actual,
        };
        return Stance { modality, negated: falsifies(tree, h, above.negated) };
    }
    // *it remains possible that*
    let possible = |h: usize| tree.by(h, &[Deprel::Xcomp]).any(|c| tree.is(c, LIKELY));
    // *suppose that a ship sinks*
    let supposed = tree.is(h, &["suppose", "imagine"])
        && matches!(tree.xpos(h), Xpos::Vb | Xpos::Vbp)
        && !tree.has(h, &[Deprel::Nsubj, Deprel::Aux]);
    let modality = if supposed {
        Modality::Conditional
    } else if possible(h)
        || tree.has_word(t, &[Deprel::Mark], &["if", "whether"])
        || Verb::Doubt.holds(lemma)
    {
        Modality::Possible
    } else if Verb::Expect.holds(lemma) {
        Modality::Future
    } else if is_subjunctive(tree, t, MANDATE.contains(&lemma)) && Verb::Request.holds(lemma) {
        // The subjunctive: *ordered that the army protect*.
        Modality::Requested
    } else {
        Modality::Actual
    };
    Stance { modality, negated: lemma == "deny" }
}

/// Verbs whose clause with *that* is never a fact.
const MANDATE: &[&str] =
    &["ask", "demand", "direct", "order", "propose", "recommend", "request", "require", "urge"];

/// *ordered that the army protect them*, *that they be freed*; with a plural subject its form is that of the present, which it is not
/// where the verb above has a `mandate`.
fn is_subjunctive(tree: &Tree, t: usize, mandate: bool) -> bool {
    let bare = tree.form(t).eq_ignore_ascii_case(tree.lemma(t));
    !tree.has(t, &[Deprel::Aux])
        && (tree.xpos(t) == Xpos::Vb
            || tree.xpos(t) == Xpos::Vbp && mandate && bare
            || tree.by(t, &[Deprel::AuxPass, Deprel::Cop]).any(|c| tree.xpos(c) == Xpos::Vb))
}
