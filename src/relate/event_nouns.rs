//! Relations stated by event nouns: *Israel's attack on Gaza*, *talks between X and Y*.

use super::Reading;
use super::circumstance::{place, time};
use super::clause::{is_actor, preposition};
use super::lexicon::{Noun, event_object, is_event};
use super::phrase::Phrase;
use super::score;
use super::spread::spread;
use super::stance::Stance;
use super::verbs::argument;
use crate::doc::{
    Deprel, EntityType, Modality, Predicate, PredicateKind, Relation, SentenceId, TokenId, Upos,
    Voice,
};

/// Verbs that lend an event noun their subject: *launched an attack on*.
const LIGHT: &[&str] = &[
    "have",
    "hold",
    "launch",
    "carry",
    "conduct",
    "stage",
    "make",
    "mount",
    "wage",
    "sign",
    "reach",
    "give",
    "pay",
    "lead",
    "begin",
    "start",
    "continue",
    "resume",
    "undertake",
    "order",
    "impose",
    "announce",
    "open",
    "strike",
    "commit",
];

/// The relations of the event noun `t`; none unless the text says both who and whom, since a one-sided event noun
/// mostly repeats what a verb near it says.
pub(super) fn relations(reading: &Reading, t: usize) -> Vec<Relation> {
    let tree = &reading.tree;
    let lemma = tree.lemma(t).to_lowercase();
    if tree.upos(t) != Upos::Noun || !is_event(&lemma) || tree.deprel(t) == Deprel::Compound {
        return Vec::new();
    }
    let mutual = Noun::Reciprocal.holds(&lemma);
    let phrases = |head: usize| spread(tree, head);
    let mut between = None;
    let mut object = None;
    for c in tree.by(t, &[Deprel::Nmod, Deprel::Obl]).filter(|&c| c > t) {
        let Some(p) = preposition(tree, c) else { continue };
        let word = tree.form(p.start).to_lowercase();
        if mutual && word == "between" && between.is_none() {
            between = Some(c);
        } else if p.len() == 1
            && object.is_none()
            && event_object(&lemma, &word)
            && !super::clause::is_time(tree, c)
        {
            object = Some((c, p));
        }
    }
    let mut pairs: Vec<(Phrase, Phrase, Option<std::ops::Range<usize>>)> = Vec::new();
    if let Some(parties) = between.map(phrases) {
        for (i, a) in parties.iter().enumerate() {
            for b in &parties[i + 1..] {
                pairs.push((a.clone(), b.clone(), None));
            }
        }
    } else if let Some((object, p)) = object {
        let Some(subject) = doer(reading, t, object) else { return Vec::new() };
        for a in phrases(subject) {
            for b in phrases(object) {
                pairs.push((a.clone(), b, Some(p.clone())));
            }
        }
    }
    let Stance { modality, negated } = stance(reading, t);
    let relation = |(a, b, p): (Phrase, Phrase, Option<std::ops::Range<usize>>)| Relation {
        sentence: SentenceId::new(tree.sentence(t)),
        subject: Some(argument(tree, &a, None)),
        predicate: Predicate {
            span: tree.document.tokens()[t].span,
            head: TokenId::new(t),
            lemma: lemma.clone(),
            kind: PredicateKind::Noun,
            voice: Voice::Active,
        },
        object: Some(argument(tree, &b, p.map(|p| tree.document.span_of(p)))),
        arguments: Vec::new(),
        negated,
        modality,
        attribution: reading.reports[t].as_ref().map(|r| r.attribution(tree)),
        time: time(tree, t),
        place: place(tree, t, None, Some(b.head)),
        reciprocal: mutual,
        event: None,
        score: score::NOUN,
    };
    pairs.into_iter().map(relation).collect()
}

/// Who does what the noun `t` says to `object`.
fn doer(reading: &Reading, t: usize, object: usize) -> Option<usize> {
    let tree = &reading.tree;
    let own = tree.first(t, &[Deprel::NmodPoss]).or_else(|| {
        tree.by(t, &[Deprel::Nmod]).find(|&c| {
            c != object && preposition(tree, c).is_some_and(|p| tree.is(p.start, &["by"]))
        })
    });
    let of = || {
        tree.by(t, &[Deprel::Nmod]).find(|&c| {
            c != object
                && preposition(tree, c).is_some_and(|p| tree.is(p.start, &["of", "from"]))
                && is_actor(tree, c)
        })
    };
    let named = || {
        tree.by(t, &[Deprel::Amod, Deprel::Compound]).find(|&c| {
            use EntityType::{Gpe, Norp, Org, Person};
            let name = tree.mention(c).is_some_and(|m| matches!(m.ty, Gpe | Norp | Org | Person));
            name && c < t
        })
    };
    let lent = || {
        let verb = tree.head(t).filter(|&v| tree.is_verb(v) && LIGHT.contains(&tree.lemma(v)))?;
        match tree.deprel(t) {
            Deprel::Obj if !reading.passive[verb] => reading.subjects[verb].map(|s| s.head),
            Deprel::NsubjPass | Deprel::Nsubj if reading.passive[verb] => {
                reading.arguments[verb].agent
            }
            _ => None,
        }
    };
    own.or_else(of).or_else(named).or_else(lent)
}

/// An event noun that is the object of a verb shares the verb's status; elsewhere it is taken as a fact.
fn stance(reading: &Reading, t: usize) -> Stance {
    let tree = &reading.tree;
    match tree.head(t) {
        Some(v) if tree.deprel(t) == Deprel::Obj && tree.is_verb(v) => reading.stances[v],
        _ => Stance { modality: Modality::Actual, negated: false },
    }
}
