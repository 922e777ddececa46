//! When and where: a clause's own words for its time and place.

use super::phrase::phrase;
use super::tree::Tree;
use crate::doc::{Denotes, Deprel, EntityType, Place, When};

/// Calendar words that tell a time without being recognised as a mention.
const CALENDAR: &[&str] = &[
    "yesterday",
    "today",
    "tomorrow",
    "tonight",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "day",
    "week",
    "month",
    "year",
    "decade",
    "century",
    "morning",
    "afternoon",
    "evening",
    "night",
    "hour",
    "minute",
    "weekend",
    "midnight",
    "noon",
];

/// Prepositions that say where.
const WHERE: &[&str] = &[
    "in",
    "at",
    "near",
    "on",
    "inside",
    "outside",
    "within",
    "across",
    "throughout",
    "around",
    "off",
    "along",
    "above",
    "beneath",
    "beside",
    "under",
    "over",
];

/// Whether a lower-case lemma is a calendar word.
pub(super) fn is_calendar(lemma: &str) -> bool {
    CALENDAR.contains(&lemma)
}

const HANGS: &[Deprel] = &[
    Deprel::Obl,
    Deprel::OblUnmarked,
    Deprel::Advmod,
    Deprel::Nmod,
    Deprel::NmodUnmarked,
    Deprel::Obj,
];

/// The time of the clause headed by `verb`, from its own dependents; the first of several.
pub(super) fn time(tree: &Tree, verb: usize) -> Option<When> {
    let mut times = tree.by(verb, HANGS).filter(|&c| {
        super::clause::is_time(tree, c)
            && !is_rate(tree, c)
            && !is_distance(tree, c, verb)
            && !is_term(tree, c)
            && !tree.has_word(c, &[Deprel::Det], &["no"])
            && (tree.deprel(c) != Deprel::Obj || tree.mention(c).is_some())
    });
    let head = times.next()?;
    Some(match tree.mention(head) {
        Some(m) => When { span: m.span, value: m.value.clone() },
        None => When { span: phrase(tree, head).span(tree), value: None },
    })
}

/// Whether a time tells how long before or after something else its verb was: *hours after the president left*.
fn is_distance(tree: &Tree, t: usize, verb: usize) -> bool {
    const UNITS: &[&str] = &["second", "minute", "hour", "day", "week", "month", "year", "decade"];
    let end = tree.mention(t).map_or(t + 1, |m| m.tokens.end);
    let length = tree.is(t, UNITS) && !tree.has(t, &[Deprel::Case]);
    end < tree.len()
        && (tree.head(end) == Some(verb) && tree.deprel(end) == Deprel::Mark || length)
        && tree.is(end, &["after", "before", "since"])
}

/// Whether a length of time is what somebody gets (*sentenced to six years*), not how long the verb took.
fn is_term(tree: &Tree, t: usize) -> bool {
    let length = tree
        .mention(t)
        .is_some_and(|m| m.value.as_ref().is_some_and(|value| value.starts_with('P')));
    length
        && super::clause::preposition(tree, t)
            .is_some_and(|p| p.len() == 1 && tree.is(p.start, &["to"]))
}

/// Whether a calendar word tells a rate and not a time (*12,000 passengers a day*).
fn is_rate(tree: &Tree, t: usize) -> bool {
    let article = tree.by(t, &[Deprel::Det, Deprel::Case]).any(|c| tree.is(c, &["a", "an", "per"]));
    let alone = tree.children(t).len() == 1;
    article
        && alone
        && (t + 1 >= tree.len() || !tree.is(t + 1, &["ago", "earlier", "later", "before", "after"]))
}

/// The place of the clause headed by `verb`: a phrase with a preposition of place beside the verb, or after its object.
/// A participant (`taken`) is no place.
pub(super) fn place(
    tree: &Tree,
    verb: usize,
    object: Option<usize>,
    taken: Option<usize>,
) -> Option<Place> {
    let of = |h: usize, relations: &'static [Deprel]| {
        tree.by(h, relations).find(|&c| c > h && Some(c) != taken && is_place(tree, c))
    };
    let beside = tree.by(verb, &[Deprel::Obl]).find(|&c| Some(c) != taken && is_place(tree, c));
    let after = || object.filter(|&o| o > verb).and_then(|o| of(o, &[Deprel::Nmod]));
    let head = beside.or_else(after)?;
    Some(Place { span: phrase(tree, head).span(tree) })
}

fn is_place(tree: &Tree, t: usize) -> bool {
    let located = super::clause::preposition(tree, t)
        .is_some_and(|p| p.len() == 1 && tree.is(p.start, WHERE));
    located
        && match tree.mention(t) {
            Some(m) => matches!(m.ty, EntityType::Gpe | EntityType::Loc | EntityType::Fac),
            None => tree.denotes(t) == Denotes::Place,
        }
}
