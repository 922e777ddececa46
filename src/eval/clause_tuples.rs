//! What clauses, titles and appositions say as tuples, in the manner of CaRB's annotators.
//!
//! The order is the sentence's: a passive has its patient first and the agent behind *by*. The relation takes auxiliaries,
//! denial, adverbs beside the verb, *to*, the verb that an infinitive completes, and the preposition of the second argument;
//! further arguments keep theirs. A clause without an object makes one tuple for each of its other arguments, with the dates.
//! Pronouns give way to what they stand for, and what is told of a predicate noun is told of its subject.
//!
//! What the sentence states without a verb (appositions, titles, examples) is said with *be*, the dictionary form: the text
//! has no form that could be copied, and CaRB's scorer takes *be* for all of them.

use super::carb_tuples::Tuple;
use super::relation_words::{base_of, relation_words};
use super::sentence_view::View;
use super::tuple_arguments::{Part, Slot, argument_text, arguments, said_of, take_adjective};
use crate::doc::{Argument, Clause, Deprel, Document, Function, PredicateKind, Relation, Upos};

/// How sure a tuple is of a clause that stands by itself, of one joined to another, of one inside another, and of what no
/// verb states.
const MAIN: f64 = 0.9;
const JOINED: f64 = 0.8;
const INSIDE: f64 = 0.6;
const VERBLESS: f64 = 0.4;

/// What a document of one sentence says, clause by clause, then its titles, appositions and examples; needs the clauses.
pub fn tuples_of(document: &Document, sentence: &str) -> Vec<Tuple> {
    let view = View::new(document);
    let clauses = document.clauses().unwrap_or_default();
    let said_of = said_of(&view, clauses);
    let mut stated = Vec::new();
    for clause in clauses {
        if view.deprel(clause.predicate.head.index()) != Deprel::Amod {
            stated.extend(clause_tuples(&view, clause, &said_of));
        }
    }
    let relations = document.relations().unwrap_or_default();
    let titles = relations.iter().filter(|r| r.predicate.kind == PredicateKind::Title);
    stated.extend(titles.filter_map(|title| title_tuple(&view, title, clauses)));
    for t in 0..view.len() {
        match view.deprel(t) {
            Deprel::Appos => stated.extend(apposition(&view, t)),
            Deprel::Nmod => stated.extend(examples(&view, t)),
            _ => {}
        }
    }
    let tuple = |s: Stated| Tuple {
        sentence: sentence.to_owned(),
        relation: s.relation,
        arguments: s.arguments,
        confidence: s.confidence,
    };
    stated.into_iter().map(tuple).collect()
}

/// A tuple without its sentence.
struct Stated {
    confidence: f64,
    relation: String,
    arguments: Vec<String>,
}

impl Stated {
    fn new(confidence: f64, relation: &str, first: String, second: String) -> Stated {
        Stated { confidence, relation: relation.to_owned(), arguments: vec![first, second] }
    }
}

fn clause_tuples(view: &View, clause: &Clause, said_of: &[Option<Argument>]) -> Vec<Stated> {
    let relation = relation_words(view, clause);
    let (firsts, mut others): (Vec<Slot>, Vec<Slot>) =
        arguments(view, clause, &relation).into_iter().partition(|s| s.part == Part::First);
    let text = |slot: &Slot| argument_text(view, slot, &relation.tokens);
    let adjectives: Vec<Option<String>> =
        others.iter_mut().map(|slot| take_adjective(view, slot)).collect();
    // The second argument of each tuple, and those behind it.
    let main = [Part::Object, Part::Agent, Part::Attribute]
        .into_iter()
        .find(|part| others.iter().any(|slot| slot.part == *part));
    let alone = |slot: &Slot| {
        main.is_none() && slot.part == Part::Complement && view.deprel(slot.head) == Deprel::Xcomp
    };
    let (second, behind): (Vec<usize>, Vec<usize>) = match main {
        Some(part) => (0..others.len()).partition(|&i| others[i].part == part),
        None => {
            // *tried to broker*: the clause of the infinitive says it.
            let (times, more): (Vec<usize>, Vec<usize>) =
                (0..others.len()).filter(|&i| !alone(&others[i])).partition(|&i| others[i].time);
            if more.is_empty() {
                (times.iter().copied().take(1).collect(), times.into_iter().skip(1).collect())
            } else {
                (more, times)
            }
        }
    };
    let confidence = match view.deprel(base_of(view, clause)) {
        Deprel::Root => MAIN,
        Deprel::Conj | Deprel::Xcomp => JOINED,
        _ => INSIDE,
    };
    let mut out = Vec::new();
    for first in &firsts {
        let first = text(&subject(view, clause, first, said_of));
        for &i in &second {
            let opening = adjectives[i].as_ref().unwrap_or(&others[i].opening);
            let mut stated = Stated::new(
                confidence,
                format!("{} {opening}", relation.text).trim_end(),
                first.clone(),
                text(&others[i]),
            );
            for slot in behind.iter().map(|&b| &others[b]) {
                stated.arguments.push(format!("{} {}", slot.opening, text(slot)).trim().to_owned());
            }
            out.push(stated);
        }
    }
    out
}

/// Whom a clause tells of: where that is a predicate noun before it, the noun's subject.
fn subject(view: &View, clause: &Clause, first: &Slot, said_of: &[Option<Argument>]) -> Slot {
    use Deprel::{Acl, AclRelcl, Advcl, Conj, Xcomp};
    let base = base_of(view, clause);
    let depends = matches!(view.deprel(base), Acl | AclRelcl | Advcl | Conj | Xcomp);
    let before = first.head < clause.predicate.head.index();
    match said_of[first.head].filter(|named| depends && before && named.head.index() != base) {
        Some(named) => {
            Slot { part: Part::First, ..Slot::of(view, clause, Function::Subject, &named) }
        }
        None => first.clone(),
    }
}

/// A title that neither a copula nor an apposition states: *President Bush*.
fn title_tuple(view: &View, title: &Relation, clauses: &[Clause]) -> Option<Stated> {
    let subject = title.subject?;
    let (head, held) = (title.predicate.head, title.predicate.span);
    let attribute = |clause: &Clause| {
        let mut all = clause.participants.iter();
        all.any(|p| p.function == Function::Attribute && p.argument.head == head)
    };
    let named = subject.head.index();
    let apposition = view.deprel(head.index()) == Deprel::Appos
        || view.deprel(named) == Deprel::Appos && view.head(named) == Some(head.index());
    if apposition || clauses.iter().any(attribute) {
        return None;
    }
    let text = match title.object {
        None => view.text(held),
        Some(of) => {
            let both = held.cover(of.span);
            let around = both.overlaps(view.document.token(subject.head).span);
            if around {
                format!("{} of {}", view.text(held), view.text(of.span))
            } else {
                view.text(both)
            }
        }
    };
    Some(Stated::new(VERBLESS, "be", view.text(subject.span), text))
}

/// What the apposition `t` says: a name is what the noun beside it tells, a place is in the place behind it.
fn apposition(view: &View, t: usize) -> Option<Stated> {
    let head = view.head(t)?;
    let (mut first, mut second) = (view.noun_phrase(head, Some(t)), view.noun_phrase(t, None));
    let names = [head, t].map(|t| view.upos(t) == Upos::Propn);
    if names == [false, true] && view.upos(head) == Upos::Noun {
        (first, second) = (second, first);
    }
    let inside = names == [true, true] && view.is_place(head) && view.is_place(t);
    let relation = if inside { "be in" } else { "be" };
    Some(Stated::new(VERBLESS, relation, view.phrase(first), view.phrase(second)))
}

/// *banks such as A and B*: what each example `t` and its conjuncts are of.
fn examples(view: &View, t: usize) -> Vec<Stated> {
    let preposition = view.preposition(t);
    let (Some(&first), Some(&last)) = (preposition.first(), preposition.last()) else {
        return Vec::new();
    };
    let Some(head) = view.head(t).filter(|_| view.is(first, &["including", "such", "like"])) else {
        return Vec::new();
    };
    let relation = format!("be {}", view.phrase(first..last + 1));
    let kind = view.phrase(view.noun_phrase(head, Some(t)));
    let each = [t].into_iter().chain(view.by(t, &[Deprel::Conj]));
    each.map(|e| {
        let example = view.phrase(view.noun_phrase(e, None));
        Stated::new(VERBLESS, &relation, kind.clone(), example)
    })
    .collect()
}
