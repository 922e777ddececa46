//! The arguments of a clause: what its verb's own dependents, and the clauses around it, say about who and whom.

use std::ops::Range;

use super::relative;
use super::tree::Tree;
use super::voice::by_phrase;
use crate::doc::{Deprel, EntityType, Upos, Xpos};

/// A noun phrase after a preposition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Oblique {
    pub head: usize,
    /// The tokens of the preposition (*out of*), half-open.
    pub preposition: Range<usize>,
}

/// What a verb's own dependents fill; heads are tokens, relative pronouns already replaced by what they stand for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Arguments {
    pub subject: Option<usize>,
    pub agent: Option<usize>,
    pub object: Option<usize>,
    pub indirect: Option<usize>,
    pub obliques: Vec<Oblique>,
}

/// The arguments that depend on `verb` itself.
pub(super) fn arguments(tree: &Tree, verb: usize, passive: bool) -> Arguments {
    use Deprel::*;
    let mut out = Arguments { subject: subject(tree, verb), ..Arguments::default() };
    for &c in tree.children(verb) {
        let head = relative::referent(tree, c);
        match tree.deprel(c) {
            Obj if out.object.is_none() && !is_question(tree, c) => out.object = Some(head),
            Iobj if out.indirect.is_none() => out.indirect = Some(head),
            OblAgent | Obl
                if passive && by_phrase(tree, c) && !is_time(tree, c) && out.agent.is_none() =>
            {
                out.agent = Some(head);
            }
            Obl | OblAgent | Nmod => {
                if let Some(preposition) = preposition(tree, c) {
                    out.obliques.push(Oblique { head, preposition });
                }
            }
            _ => {}
        }
    }
    if out.object.is_none() && !passive {
        out.object = out.indirect.take();
    }
    if let Some(gap) = relative::gap(tree, verb) {
        match gap.preposition {
            Some(p) => out.obliques.push(Oblique { head: gap.antecedent, preposition: p..p + 1 }),
            None if out.object.is_none() && !passive => out.object = Some(gap.antecedent),
            None => {}
        }
    }
    out
}

/// The subject that depends on `verb` itself; of several, the one nearest before it that is no date.
fn subject(tree: &Tree, verb: usize) -> Option<usize> {
    let mut found: Option<usize> = None;
    for c in tree.by(verb, &[Deprel::Nsubj, Deprel::NsubjPass]) {
        if found.is_none() || !is_time(tree, c) && c < verb {
            found = Some(c);
        }
    }
    let gerund =
        || tree.by(verb, &[Deprel::Csubj, Deprel::CsubjPass]).find(|&c| tree.xpos(c) == Xpos::Vbg);
    let found = found.or_else(gerund).filter(|&s| !is_question(tree, s))?;
    Some(relative::referent(tree, found))
}

/// The tokens of the preposition before `t`, with its fixed parts (*out of*, *because of*).
pub(super) fn preposition(tree: &Tree, t: usize) -> Option<Range<usize>> {
    let mut cases = tree.by(t, &[Deprel::Case]).filter(|&c| tree.xpos(c) != Xpos::Pos);
    let first = cases.next()?;
    let mut end = first + 1;
    for part in tree.by(first, &[Deprel::Fixed]).chain(cases) {
        if part == end {
            end += 1;
        }
    }
    Some(first..end)
}

/// Whether a phrase headed by `t` tells a time: by its mention, or by the calendar word that heads it.
pub(super) fn is_time(tree: &Tree, t: usize) -> bool {
    match tree.mention(t) {
        Some(m) => matches!(m.ty, EntityType::Date | EntityType::Time),
        None => {
            tree.denotes(t) == crate::doc::Denotes::Time
                || super::circumstance::is_calendar(&tree.lemma(t).to_lowercase())
        }
    }
}

/// Whether `t` is a question word that stands for nothing named (*what they did*).
fn is_question(tree: &Tree, t: usize) -> bool {
    tree.upos(t) == Upos::Pron && tree.is(t, &["what", "whatever"])
}

/// Whether the phrase headed by `t` can act: a person, organisation, country or group, as far as the layers say.
pub(super) fn is_actor(tree: &Tree, t: usize) -> bool {
    use crate::doc::Denotes;
    use EntityType::{Gpe, Norp, Org, Person};
    if let Some(m) = tree.mention(t) {
        return matches!(m.ty, Person | Org | Gpe | Norp);
    }
    match tree.denotes(t) {
        Denotes::Person | Denotes::Organization => true,
        Denotes::Place => tree.upos(t) == Upos::Propn,
        Denotes::None => {
            tree.upos(t) == Upos::Propn
                || matches!(tree.xpos(t), Xpos::Prp) && !tree.is(t, &["it"])
                || super::lexicon::is_title(tree.lemma(t))
        }
        _ => false,
    }
}
