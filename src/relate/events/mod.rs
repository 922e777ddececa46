//! The type of event that a relation reports, after PLOVER.
//!
//! A predicate in a syntactic frame states an event (`verbs.tsv`, `nouns.tsv`, read by `table`; conditions in `frame`, classes
//! of nouns in `classes`); light verbs state that of their noun. What is only promised, threatened or refused may be
//! an event of another type (`status`). Where no row fits, a relation has no type.

mod classes;
mod frame;
mod status;
mod table;
#[cfg(test)]
mod tests;

use super::Reading;
use crate::doc::{Deprel, Event, Plover, PredicateKind, Relation, Upos};
use classes::Filler;
use frame::{Match, Site};
use status::Status;
use table::{Kind, Outcome, Rule, Table};

/// Verbs of telling: whoever refuses to comment on something rejects nothing.
const TOLD: &[&str] = &[
    "answer",
    "comment",
    "confirm",
    "disclose",
    "discuss",
    "elaborate",
    "give",
    "identify",
    "name",
    "provide",
    "reveal",
    "say",
    "specify",
    "talk",
    "tell",
];

/// What the lexicon says of a relation.
pub(super) enum Verdict {
    /// It has no entry for the predicate.
    Unlisted,
    /// No frame of the predicate holds: each as the table writes it, and the condition of it that failed.
    Unfit(Vec<(&'static str, &'static str)>),
    /// The first frame that holds.
    Fits(Fit),
}

/// How a relation got its type.
pub(super) struct Fit {
    /// The predicate and frame as the table writes them; `None` where only the word above gives the type.
    pub rule: Option<(&'static str, &'static str)>,
    /// Those of the event noun that a light verb does.
    pub noun: Option<(&'static str, &'static str)>,
    /// Its type by the predicate alone, if any, the status that shifts it, and the token that gives it.
    pub shifted: Option<(Option<Plover>, &'static str, usize)>,
    pub event: Event,
}

/// The type of event that a relation reports; `None` where no rule fits.
pub(super) fn event(reading: &Reading, relation: &Relation) -> Option<Event> {
    match verdict(reading, relation) {
        Verdict::Fits(fit) => Some(fit.event),
        Verdict::Unlisted | Verdict::Unfit(_) => None,
    }
}

/// The type of event that a relation reports and why, or why it has none.
pub(super) fn verdict(reading: &Reading, relation: &Relation) -> Verdict {
    let Some(table) = table::table(relation.predicate.kind) else { return Verdict::Unlisted };
    let rules = rules(table, reading, relation);
    let mut failed = Vec::new();
    if !rules.is_empty() {
        let site = Site::new(reading, relation);
        for rule in rules {
            match apply(rule, &site) {
                Ok(found) => return Verdict::Fits(fit(reading, relation, rule, found)),
                Err(condition) => failed.push((rule.written, condition)),
            }
        }
    }
    match said(reading, relation) {
        Some(fit) => Verdict::Fits(fit),
        None if failed.is_empty() => Verdict::Unlisted,
        None => Verdict::Unfit(failed),
    }
}

/// The event of saying what a relation without a type of its own says: *agreed to resign* is an agreement, whatever resigning is.
fn said(reading: &Reading, relation: &Relation) -> Option<Fit> {
    let tree = &reading.tree;
    let someone = relation
        .subject
        .is_some_and(|s| Filler::Person.holds(tree, tree.first_word(s.head.index())));
    if relation.predicate.kind != PredicateKind::Verb || !someone {
        return None;
    }
    let quiet = tree.is(relation.predicate.head.index(), TOLD);
    let announced = status::status(reading, relation)
        .filter(|announced| !(quiet && announced.status == Status::Refused))?;
    let (kind, rule) = announced.saying?;
    Some(Fit {
        rule: None,
        noun: None,
        shifted: Some((None, announced.status.as_str(), announced.word)),
        event: Event { plover: kind.plover, cameo: kind.cameo.into(), rule },
    })
}

/// The rules of a relation's predicate: of the verb with its particle, also where the parser takes that for an adverb.
fn rules(table: &'static Table, reading: &Reading, relation: &Relation) -> &'static [Rule] {
    let tree = &reading.tree;
    let (head, lemma) = (relation.predicate.head.index(), relation.predicate.lemma.as_str());
    if relation.predicate.kind == PredicateKind::Verb && !lemma.contains(' ') {
        let particle = tree.by(head, &[Deprel::Advmod, Deprel::Case]).find(|&c| {
            c > head && matches!(tree.upos(c), Upos::Adv | Upos::Adp) && tree.children(c).is_empty()
        });
        if let Some(particle) = particle {
            let phrasal = format!("{lemma} {}", tree.form(particle).to_lowercase());
            let rules = table.rules(&phrasal);
            if !rules.is_empty() {
                return rules;
            }
        }
    }
    table.rules(lemma)
}

/// What a rule says at a place where it holds.
struct Found {
    kind: Kind,
    name: String,
    noun: Option<&'static Rule>,
}

/// Applies a rule; the error is the condition that fails, as the table writes it.
fn apply(rule: &'static Rule, site: &Site) -> Result<Found, &'static str> {
    let mut name = rule.predicate.replace(' ', "-");
    let mut noun = None;
    for (condition, written) in rule.frame.iter().zip(rule.written.split(' ')) {
        match condition.meets(site, |t| of_noun(site, t).is_some()) {
            Match::No => return Err(written),
            Match::Yes(part) => {
                name.push('.');
                name.push_str(&part);
            }
            Match::Event(t) => noun = of_noun(site, t),
        }
    }
    match (rule.outcome, noun) {
        (Outcome::Is(kind), _) => Ok(Found { kind, name, noun: None }),
        (Outcome::OfNoun, Some((noun, found))) => {
            Ok(Found { kind: found.kind, name: format!("{name}.{}", found.name), noun: Some(noun) })
        }
        (Outcome::OfNoun, None) => Err(rule.written),
    }
}

/// The event of the noun `t` as what the light verb at `site` does.
fn of_noun(site: &Site, t: usize) -> Option<(&'static Rule, Found)> {
    let site = site.noun(t);
    let rules = table::table(PredicateKind::Noun)?.rules(&site.lemma());
    rules.iter().find_map(|rule| Some((rule, apply(rule, &site).ok()?)))
}

fn fit(reading: &Reading, relation: &Relation, rule: &'static Rule, found: Found) -> Fit {
    let Found { mut kind, mut name, noun } = found;
    let mut shifted = None;
    if let Some(announced) = status::status(reading, relation)
        && let Some(to) = announced.status.shift(kind.plover)
    {
        let status = announced.status.as_str();
        shifted = Some((Some(kind.plover), status, announced.word));
        kind = to;
        name.push('.');
        name.push_str(status);
    }
    Fit {
        rule: Some((rule.predicate, rule.written)),
        noun: noun.map(|rule| (rule.predicate, rule.written)),
        shifted,
        event: Event { plover: kind.plover, cameo: kind.cameo.into(), rule: name },
    }
}
