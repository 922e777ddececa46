//! What denies a clause: words beside its verb, in its subject or object, and before it.

use super::lexicon::Noun;
use super::sharing::possessor;
use super::tree::Tree;
use crate::doc::{Deprel, Xpos};

/// Words that negate the verb they modify.
const NEGATIVE: &[&str] = &["not", "n't", "never", "neither", "nor", "hardly", "scarcely", "no"];
/// Pronouns that negate the clause they stand in.
const NOBODY: &[&str] = &["nobody", "nothing", "none", "neither"];
/// Adverbs that *not* takes back without denying the clause (*not only*).
const FOCUS: &[&str] = &["only", "just", "merely", "simply", "solely", "least", "even"];
/// Nouns that *no* makes an adverb of: *at no time*, *in no way*, *under no circumstances*.
const MANNER: &[&str] =
    &["time", "way", "circumstance", "account", "point", "case", "condition", "means", "stage"];
/// Verbs that say of their object that it did not do what follows *of*.
const ACQUIT: &[&str] = &["acquit", "clear", "absolve", "exonerate"];

/// How many of the `dependents` of a clause deny it; `denied` where the clause above denies it already, which *nor* goes on with.
pub(super) fn negations(
    tree: &Tree,
    dependents: impl Iterator<Item = usize>,
    denied: bool,
) -> usize {
    dependents.filter(|&c| negates(tree, c, denied)).count()
}

/// Whether the dependent `c` denies its clause.
fn negates(tree: &Tree, c: usize, denied: bool) -> bool {
    use Deprel::*;
    let not = |relations: &[Deprel]| tree.has_word(c, relations, &["not", "no"]);
    match tree.deprel(c) {
        Cc => !denied && tree.is(c, NEGATIVE),
        Advmod | Det | CcPreconj if tree.is(c, NEGATIVE) => true,
        // *no longer*, *not once*, *no more*
        Advmod => not(&[Advmod, Det]) && !tree.is(c, FOCUS),
        Nsubj | NsubjPass | Obj => {
            let single = tree.has_word(c, &[Amod, Nummod, Det], &["single", "one"]);
            tree.is(c, NOBODY)
                || tree.has_word(c, &[Det, CcPreconj], &["no", "neither"])
                || single && not(&[Advmod, Det])
                || tree.is(c, &["one"]) && not(&[Advmod])
        }
        Obl => tree.is(c, MANNER) && tree.has_word(c, &[Det], &["no"]),
        _ => false,
    }
}

/// Whether what introduces the clause `t`, which modifies the clause of `h`, denies it: *instead of*, *rather than*, *far
/// from*, *decided against*, *acquitted of*.
pub(super) fn denies(tree: &Tree, h: usize, t: usize) -> bool {
    use Deprel::*;
    let introduced = |words: &[&str]| {
        tree.by(t, &[Mark, Case, Advmod, Cc]).filter(|&c| c < t && tree.is(c, words)).last()
    };
    let followed = |c: Option<usize>, word: &str| {
        c.is_some_and(|c| c + 1 < tree.len() && tree.is(c + 1, &[word]))
    };
    introduced(&["without", "instead"]).is_some()
        || followed(introduced(&["rather"]), "than")
        || followed(introduced(&["far"]), "from")
        || tree.is(h, &["far"]) && introduced(&["from"]).is_some()
        || tree.xpos(t) == Xpos::Vbg
            && (introduced(&["against"]).is_some()
                || introduced(&["of"]).is_some() && tree.is(h, ACQUIT))
}

/// Whether the noun `h` denies the clause that it announces: *no sign that*, *no evidence that*, but *no doubt that*.
pub(super) fn unproven(tree: &Tree, h: usize) -> bool {
    tree.has_word(h, &[Deprel::Det], &["no"])
        && tree.is(h, &["sign", "evidence", "proof", "indication", "trace", "hint", "suggestion"])
}

/// Verbs that say of what was said that it is not so.
const DENY: &[&str] =
    &["debunk", "deny", "dismiss", "disprove", "rebut", "refute", "reject", "repudiate"];

/// The verb that says of what the noun `h` announces, the clause `t`, that it is not so: *denied reports that*, *rejected
/// accusations of killing*. What somebody else is said to have claimed (*rejected her claim that*) is according to them.
pub(super) fn denier(tree: &Tree, h: usize, t: usize) -> Option<usize> {
    use Deprel::*;
    let announced = tree.has_word(t, &[Mark], &["that"])
        || tree.xpos(t) == Xpos::Vbg && tree.has_word(t, &[Mark, Case], &["of"]);
    let verb = tree.head(h).filter(|&v| tree.is_verb(v))?;
    (announced
        && matches!(tree.deprel(h), Obj | NsubjPass)
        && DENY.contains(&tree.lemma(verb))
        && Noun::Say.holds(&tree.lemma(h).to_lowercase())
        && possessor(tree, h).is_none()
        && negations(tree, tree.children(verb).iter().copied(), false) % 2 == 0)
        .then_some(verb)
}

/// Whether `h` says that its clause `t` is not so: *it is false that*, *it is not true that*.
pub(super) fn falsifies(tree: &Tree, h: usize, negated: bool) -> bool {
    tree.is(h, &["false", "untrue"])
        != (negated && tree.is(h, &["true", "correct", "false", "untrue"]))
}
