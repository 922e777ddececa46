//! Shared subjects: which noun phrase a clause without a subject of its own is about.

use super::clause::{Arguments, is_actor, is_reciprocal};
use super::lexicon::{Noun, Verb, passes_on};
use super::relative;
use super::stance::gives_time;
use super::tree::Tree;
use crate::doc::{Deprel, EntityType, Upos, Xpos};

/// A grammatical subject and how far the tree was read to find it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Subject {
    pub head: usize,
    /// Whether it depends on the verb itself.
    pub own: bool,
    /// If not, how it is shared, and the word above the clause that shares it.
    pub shared: Option<(Share, usize)>,
}

/// Why a clause shares a subject with what stands above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    /// It is coordinated with a clause or noun.
    Conjunct,
    /// It goes on from a headline.
    Headline,
    /// It is a relative clause.
    Relative,
    /// It is the complement of a verb or adjective, which says who does it.
    Complement,
    /// It modifies a clause.
    Adverbial,
    /// It modifies a noun.
    Noun,
}

/// The grammatical subject (of a passive: the patient) of every clause, own or shared, by token.
///
/// A clause is looked at after the one above it, so that a shared subject passes down any chain of clauses (*tried to
/// begin to negotiate*) in one step each.
pub(super) fn subjects(
    tree: &Tree,
    passive: &[bool],
    arguments: &[Arguments],
) -> Vec<Option<Subject>> {
    let mut out: Vec<Option<Subject>> = vec![None; tree.len()];
    for &t in tree.parents_first() {
        out[t] = match arguments[t].subject {
            Some(head) => Some(Subject { head, own: true, shared: None }),
            None => {
                let above = Above { tree, passive, arguments, subjects: &out };
                above.shared(t)
            }
        };
    }
    out
}

/// What is known of the clauses above the one in question.
struct Above<'a, 'd> {
    tree: &'a Tree<'d>,
    passive: &'a [bool],
    arguments: &'a [Arguments],
    subjects: &'a [Option<Subject>],
}

impl Above<'_, '_> {
    fn subject(&self, t: usize) -> Option<usize> {
        self.subjects[t].map(|s| s.head)
    }

    /// The agent of a passive, else the subject: who acts.
    fn actor(&self, t: usize) -> Option<usize> {
        if self.passive[t] { self.arguments[t].agent } else { self.subject(t) }
    }

    fn shared(&self, t: usize) -> Option<Subject> {
        use Deprel::*;
        let tree = self.tree;
        if tree.has(t, &[Expl]) && !tree.has(t, &[Obj]) {
            return None;
        }
        let h = tree.head(t)?;
        let clause = |h: usize| {
            tree.is_verb(h) || tree.has(h, &[Cop, Nsubj, NsubjPass]) || self.subjects[h].is_some()
        };
        let finite = is_finite(tree, t);
        let (head, share) = match tree.deprel(t) {
            Conj if clause(h) => (self.subject(h), Share::Conjunct),
            // A verb is no conjunct of a noun: the noun is its subject, in front of it.
            Conj if finite && h < t && tree.is_nominal(h) && tree.is_verb(t) => {
                (Some(h), Share::Conjunct)
            }
            // Headlines go on after a comma: *Iran admits error, cites fog*.
            Advcl | Parataxis | Ccomp
                if finite
                    && clause(h)
                    && h < t
                    && !tree.has(t, &[Mark])
                    && tree.sentence(h) == tree.sentence(t)
                    && headline(tree, t) =>
            {
                (self.subject(h), Share::Headline)
            }
            AclRelcl => (Some(h).filter(|&h| tree.is_nominal(h) && finite), Share::Relative),
            Xcomp if clause(h) => (self.controller(h, t), Share::Complement),
            Ccomp | Csubj if !finite && tree.is_verb(h) => {
                (self.controller(h, t), Share::Complement)
            }
            Advcl | AdvclRelcl | Obl | Parataxis | Dep if !finite && clause(h) => {
                (self.adverbial(h, t), Share::Adverbial)
            }
            Acl | Advcl | Nmod if !finite && tree.is_nominal(h) => {
                (self.of_noun(h, t), Share::Noun)
            }
            _ => return None,
        };
        Some(Subject { head: head?, own: false, shared: Some((share, h)) })
    }

    /// Who does the complement `t` of `h`: its object for *force*, its subject for *promise* and without an object.
    fn controller(&self, h: usize, t: usize) -> Option<usize> {
        let (tree, lemma) = (self.tree, self.tree.lemma(h));
        if self.passive[h] {
            return self.subject(h);
        }
        if Verb::Cause.holds(lemma) || Verb::Request.holds(lemma) {
            // *call on them to*, *appeal to them to*
            let on = self.arguments[h].obliques.iter().find(|o| {
                o.head < t
                    && tree.is(o.preposition.start, &["on", "upon", "to", "with", "for", "at"])
                    && is_actor(tree, o.head)
            });
            if self.arguments[h].object.is_none()
                && let Some(on) = on
            {
                return Some(on.head);
            }
        }
        let object = self.arguments[h]
            .object
            .filter(|&o| o < t || relative::referent(tree, o) == o)
            .filter(|&o| !is_reciprocal(tree, o));
        if Verb::Transfer.holds(lemma) && !Verb::SubjectControl.holds(lemma) && object.is_some() {
            // *gave them until Thursday to answer*, *gave them a chance to answer*
            return self.arguments[h].indirect.or(object);
        }
        match object {
            Some(o) if !Verb::SubjectControl.holds(lemma) => {
                let by_object =
                    Verb::Cause.holds(lemma) || Verb::Prevent.holds(lemma) || is_actor(tree, o);
                if by_object { Some(o) } else { self.subject(h) }
            }
            _ => self.subject(h),
        }
    }

    /// Who does the adverbial clause `t`: the subject, but whoever is accused, prevented or sent.
    fn adverbial(&self, h: usize, t: usize) -> Option<usize> {
        let (tree, lemma) = (self.tree, self.tree.lemma(h));
        if self.passive[h] {
            return self.subject(h);
        }
        if Verb::Request.holds(lemma) && is_infinitive(tree, t) {
            return self.controller(h, t);
        }
        if gives_time(tree, h, t) {
            return self.arguments[h].indirect.or(self.arguments[h].object);
        }
        // *allow them to be tried*, *extradite criminals to be tried*
        let object = self.arguments[h].object.filter(|&o| h < o && o < t);
        let directs = Verb::Permit.holds(lemma) || Verb::Cause.holds(lemma);
        if let Some(o) = object
            && is_infinitive(tree, t)
            && (self.passive[t] || directs && is_actor(tree, o))
        {
            return Some(o);
        }
        let auxiliary = || tree.by(t, &[Deprel::Aux, Deprel::AuxPass, Deprel::Cop]);
        let gerund = tree.xpos(t) == Xpos::Vbg || auxiliary().any(|c| tree.xpos(c) == Xpos::Vbg);
        let marked = |words: &[&str]| tree.has_word(t, &[Deprel::Mark, Deprel::Case], words);
        let accused = gerund && Verb::Accuse.holds(lemma) && marked(&["of", "for", "from", "with", "over"])
                || gerund && Verb::Prevent.holds(lemma) && marked(&["from", "of"])
                // *warned them against leaving*
                || gerund && Verb::Request.holds(lemma) && marked(&["against"])
                // *quoted the minister as saying*
                || gerund && passes_on(lemma) && marked(&["as"])
                || !gerund
                    && marked(&["to"])
                    && Verb::Send.holds(lemma)
                    && self.arguments[h].object.is_some_and(|o| is_actor(tree, o));
        let object = self.arguments[h].object.filter(|&o| accused && !is_reciprocal(tree, o));
        object.or(self.subject(h))
    }

    /// Who does a clause that depends on the noun `h`.
    fn of_noun(&self, h: usize, t: usize) -> Option<usize> {
        let tree = self.tree;
        let lemma = tree.lemma(h).to_lowercase();
        let infinitive = is_infinitive(tree, t);
        if !infinitive {
            // *carried out the attack using drones*: means are the doer's, wherever the parser hung them.
            if tree.xpos(t) == Xpos::Vbg && tree.lemma(t) == "use" && !is_actor(tree, h) {
                return self.through(h).or(Some(h));
            }
            let quoted = tree.has_word(t, &[Deprel::Mark, Deprel::Case], &["as"])
                && tree.head(h).is_some_and(|v| passes_on(tree.lemma(v)));
            let marked = tree.has(t, &[Deprel::Mark, Deprel::Case]) && !quoted;
            return if marked { possessor(tree, h).or_else(|| self.through(h)) } else { Some(h) };
        }
        let named = [Noun::Intend, Noun::Refuse, Noun::Permit].iter().any(|n| n.holds(&lemma));
        if named {
            return possessor(tree, h).or_else(|| self.through(h));
        }
        if Noun::Request.holds(&lemma) {
            // *a call on them to*, *pressure on them to*
            return tree.by(h, &[Deprel::Nmod]).find(|&c| {
                super::clause::preposition(tree, c)
                    .is_some_and(|p| tree.is(p.start, &["on", "upon", "to", "for"]))
                    && is_actor(tree, c)
            });
        }
        let ranked = tree.by(h, &[Deprel::Amod, Deprel::Nummod]).any(|c| {
            tree.is(c, &["first", "second", "third", "last", "next", "only", "latest"])
                || matches!(tree.xpos(c), Xpos::Jjs)
        });
        if ranked || is_actor(tree, h) { Some(h) } else { self.through(h) }
    }

    /// The subject of the verb whose object or complement the noun `h` is (*made an attempt to*).
    fn through(&self, h: usize) -> Option<usize> {
        let tree = self.tree;
        let verb = tree.head(h)?;
        match tree.deprel(h) {
            Deprel::Obj | Deprel::Xcomp | Deprel::Obl if tree.is_verb(verb) => self.actor(verb),
            Deprel::NsubjPass if tree.is_verb(verb) => self.arguments[verb].agent,
            _ => None,
        }
    }
}

/// Whose the noun `h` is: its possessor, else a phrase with *by* or *of* that can act, else the country or group before it.
pub(super) fn possessor(tree: &Tree, h: usize) -> Option<usize> {
    let with = |words: &[&str]| {
        tree.by(h, &[Deprel::Nmod]).find(|&c| {
            super::clause::preposition(tree, c).is_some_and(|p| tree.is(p.start, words))
                && is_actor(tree, c)
        })
    };
    tree.first(h, &[Deprel::NmodPoss])
        .or_else(|| with(&["by"]))
        .or_else(|| with(&["of", "from", "between", "among"]))
        .or_else(|| {
            tree.by(h, &[Deprel::Amod, Deprel::Compound]).find(|&c| {
                use EntityType::{Gpe, Norp, Org, Person};
                tree.mention(c).is_some_and(|m| matches!(m.ty, Gpe | Norp | Org | Person))
            })
        })
}

/// Whether `t` is a verb in the present right after a comma, as only headlines have it without a subject.
fn headline(tree: &Tree, t: usize) -> bool {
    tree.xpos(t) == Xpos::Vbz && t > 0 && tree.is(t - 1, &[","])
}

/// Whether `t` is an infinitive with *to* (or a bare one).
pub(super) fn is_infinitive(tree: &Tree, t: usize) -> bool {
    let to = tree.by(t, &[Deprel::Mark, Deprel::Aux]).any(|c| tree.is(c, &["to"]));
    to && tree.xpos(t) != Xpos::Vbg
}

/// Whether `t` is a finite verb: by its tag or by an auxiliary.
pub(super) fn is_finite(tree: &Tree, t: usize) -> bool {
    if is_infinitive(tree, t) {
        return false;
    }
    let own = matches!(tree.xpos(t), Xpos::Vbd | Xpos::Vbz | Xpos::Vbp | Xpos::Md);
    let auxiliary = tree.by(t, &[Deprel::Aux, Deprel::AuxPass, Deprel::Cop]).any(|c| {
        tree.upos(c) == Upos::Aux
            && matches!(tree.xpos(c), Xpos::Vbd | Xpos::Vbz | Xpos::Vbp | Xpos::Md)
    });
    // A reduced relative clause may be tagged as past tense: only a clause of its own is finite by tag.
    let reduced = tree.deprel(t) == Deprel::Acl && tree.xpos(t) == Xpos::Vbd;
    auxiliary || own && !reduced
}
