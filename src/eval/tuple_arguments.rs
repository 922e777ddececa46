//! The arguments of a tuple: what takes part in its clause, and when and under which circumstances it holds.

use std::ops::Range;

use super::relation_words::{RelationWords, base_of};
use super::sentence_view::View;
use crate::doc::{Argument, Clause, Deprel, Function, Upos, Voice, Xpos};

/// How many clauses up a date is looked for.
const SHARED: usize = 3;

/// What an argument is to its clause, in the order in which a tuple has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// Who or what the sentence is about: the patient of a passive.
    First,
    Object,
    Indirect,
    Attribute,
    /// Whoever does what a passive tells.
    Agent,
    Oblique,
    Complement,
    /// A clause with its conjunction (*when talks failed*).
    Circumstance,
}

/// An argument.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    pub part: Part,
    pub head: usize,
    pub tokens: Range<usize>,
    /// The preposition or conjunction before it, or nothing.
    pub opening: String,
    /// Whether it tells a time.
    pub time: bool,
}

impl Slot {
    /// The argument of a participant of `clause`.
    pub fn of(view: &View, clause: &Clause, function: Function, argument: &Argument) -> Slot {
        let passive = clause.predicate.voice == Voice::Passive;
        let part = match function {
            Function::Subject if passive => Part::Agent,
            Function::Object if passive => Part::First,
            Function::Subject => Part::First,
            Function::Object => Part::Object,
            Function::Indirect => Part::Indirect,
            Function::Attribute => Part::Attribute,
            Function::Oblique => Part::Oblique,
            Function::Complement => Part::Complement,
        };
        let head = argument.head.index();
        let by = if part == Part::Agent { "by" } else { "" };
        let opening = argument.preposition.map_or(by.to_owned(), |span| view.text(span));
        let tokens = view.tokens(argument.span);
        Slot { part, head, tokens, opening, time: view.is_time(head) }
    }

    fn new(view: &View, part: Part, head: usize, tokens: Range<usize>) -> Slot {
        Slot { part, head, tokens, opening: String::new(), time: view.is_time(head) }
    }
}

/// The arguments of `clause` in the order of their parts.
pub(super) fn arguments(view: &View, clause: &Clause, relation: &RelationWords) -> Vec<Slot> {
    let base = base_of(view, clause);
    let participants = clause.participants.iter();
    let mut slots: Vec<Slot> =
        participants.map(|p| Slot::of(view, clause, p.function, &p.argument)).collect();
    let told = |t: usize, slots: &[Slot]| {
        relation.tokens.contains(&t) || slots.iter().any(|s| s.tokens.contains(&t))
    };
    let dependents = view.children(base).iter().filter(|&&c| !told(c, &slots));
    let more: Vec<Slot> =
        dependents.filter_map(|&c| circumstance(view, c, &relation.tokens)).collect();
    slots.extend(more);
    if !slots.iter().any(|s| s.time) {
        slots.extend(shared_time(view, base));
    }
    slots.sort_by_key(|s| s.part);
    slots
}

/// The circumstance that the dependent `t` of a clause tells.
fn circumstance(view: &View, t: usize, relation: &[usize]) -> Option<Slot> {
    use Deprel::{Advcl, Advmod, Mark, Nmod, NmodUnmarked, Obl, OblUnmarked};
    let tokens = view.whole(t, relation);
    let mut slot = Slot::new(view, Part::Oblique, t, tokens);
    match view.deprel(t) {
        Obl | Nmod => {
            let preposition = view.preposition(t);
            if let (Some(&first), Some(&last)) = (preposition.first(), preposition.last())
                && first == slot.tokens.start
                && last < t
            {
                slot.opening = view.phrase(first..last + 1);
                slot.tokens.start = last + 1;
            }
        }
        OblUnmarked | NmodUnmarked => slot.time = true,
        Advcl if !view.is_infinitive(t) => {
            slot.part = Part::Circumstance;
            let asks = |c: usize| view.deprel(c) == Advmod && view.xpos(c) == Xpos::Wrb;
            let opens = |c: &&usize| view.deprel(**c) == Mark || asks(**c);
            let &mark = view.children(t).iter().find(opens)?;
            if mark == slot.tokens.start && mark < t {
                slot.opening = view.form(mark).to_owned();
                slot.tokens.start += 1;
            }
        }
        _ => return None,
    }
    Some(slot)
}

/// A date before a clause above, which holds for the clause of `base` too: *In 1990 he left, moved to Rome and …*
fn shared_time(view: &View, base: usize) -> Option<Slot> {
    use Deprel::{Advcl, Ccomp, Conj, NmodUnmarked, Obl, OblUnmarked, Xcomp};
    let mut at = base;
    for _ in 0..SHARED {
        if !matches!(view.deprel(at), Conj | Xcomp | Advcl | Ccomp) {
            return None;
        }
        at = view.head(at)?;
        let mut dates = view.by(at, &[Obl, OblUnmarked, NmodUnmarked]);
        if let Some(date) = dates.find(|&c| c < at && view.is_time(c)) {
            return Some(Slot::new(view, Part::Oblique, date, view.whole(date, &[])));
        }
    }
    None
}

/// An adjective's *of* or *with*, which belong to the relation: *is aware of*. The attribute becomes what stands behind.
pub(super) fn take_adjective(view: &View, attribute: &mut Slot) -> Option<String> {
    if attribute.part != Part::Attribute || view.upos(attribute.head) != Upos::Adj {
        return None;
    }
    let inside = |c: &usize| attribute.head < *c && attribute.tokens.contains(c);
    for c in view.by(attribute.head, &[Deprel::Obl]).filter(inside) {
        let preposition = view.preposition(c);
        if let (Some(&first), Some(&last)) = (preposition.first(), preposition.last())
            && attribute.head < first
            && last < c
        {
            let words = view.phrase(attribute.tokens.start..last + 1);
            attribute.tokens.start = last + 1;
            attribute.head = c;
            return Some(words);
        }
    }
    None
}

/// The words of an argument: a noun phrase keeps its participles and infinitives (*a law passed in May*), a pronoun gives way
/// to what it stands for.
pub(super) fn argument_text(view: &View, slot: &Slot, relation: &[usize]) -> String {
    let mut tokens = slot.tokens.clone();
    let closed = matches!(slot.part, Part::Indirect | Part::Complement | Part::Circumstance);
    if !closed && view.is_nominal(slot.head) {
        let inside = view.below(slot.head, |c| {
            use Deprel::{AclRelcl, Appos, Cc, Conj, Parataxis};
            let own = view.head(c) == Some(slot.head);
            let behind = view.head(c).is_some_and(|h| h < c);
            match view.deprel(c) {
                Conj | Cc => !own,
                AclRelcl | Appos | Parataxis => !behind,
                _ => true,
            }
        });
        let more = |t: usize| inside.get(t) == Some(&true) && !relation.contains(&t);
        let mark = |t: usize| t < view.len() && view.upos(t) == Upos::Punct;
        while more(tokens.end) || mark(tokens.end) && more(tokens.end + 1) {
            tokens.end += 1;
        }
        while tokens.len() > 1 && mark(tokens.end - 1) {
            tokens.end -= 1;
        }
    }
    let antecedent = if tokens.len() == 1 { view.antecedent(tokens.start) } else { None };
    antecedent.map_or_else(|| view.phrase(tokens), |m| view.text(m.span))
}

/// Whom a predicate noun is said of, for each token that is one: *Kim is a judge who …* tells of Kim.
pub(super) fn said_of(view: &View, clauses: &[Clause]) -> Vec<Option<Argument>> {
    let mut said_of = vec![None; view.len()];
    for clause in clauses.iter().filter(|c| c.predicate.lemma == "be") {
        let of = |function: Function| {
            clause.participants.iter().filter(move |p| p.function == function).map(|p| p.argument)
        };
        let mut subjects = of(Function::Subject);
        let (Some(subject), None) = (subjects.next(), subjects.next()) else { continue };
        for attribute in of(Function::Attribute).filter(|a| a.preposition.is_none()) {
            if view.is_nominal(attribute.head.index()) {
                said_of[attribute.head.index()] = Some(subject);
            }
        }
    }
    said_of
}
