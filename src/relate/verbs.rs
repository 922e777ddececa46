//! Relations stated by verbs.

use super::Reading;
use super::circumstance::{place, time};
use super::clause::{Oblique, is_reciprocal, is_time};
use super::clauses::is_clause;
use super::lexicon::{Verb, takes};
use super::phrase::{Phrase, phrase};
use super::score;
use super::sharing::is_infinitive;
use super::spread::spread;
use super::tree::Tree;
use crate::doc::{
    Argument, Deprel, EntityType, Predicate, PredicateKind, Relation, SentenceId, Span, TokenId,
    Upos, Voice, Xpos,
};

/// Prepositions whose phrase is a participant of any verb; others only of the verbs that take them.
const PARTICIPANT: &[&str] =
    &["to", "with", "into", "against", "onto", "toward", "towards", "upon", "from"];

/// The relations of the verb `v`; none where it states none.
pub(super) fn relations(reading: &Reading, v: usize) -> Vec<Relation> {
    let tree = &reading.tree;
    if !states_relation(tree, v) {
        return Vec::new();
    }
    let lemma = tree.lemma(v).to_lowercase();
    let arguments = &reading.arguments[v];
    let surface = reading.subjects[v];
    let mut passive = reading.passive[v];
    if passive
        && arguments.agent.is_none()
        && Verb::Stative.holds(&lemma)
        && arguments.obliques.iter().any(|o| is_participant(tree, &lemma, o))
    {
        passive = false;
    }
    if skips(tree, v, &lemma, passive, arguments.object.is_some()) {
        return Vec::new();
    }
    let own = surface.is_some_and(|s| s.own);
    let surface = surface.map(|s| s.head);
    let (subject, mut object) = if passive {
        match arguments.object.filter(|_| Verb::Transfer.holds(&lemma)) {
            Some(thing) => (arguments.agent, Some(thing)),
            None => (arguments.agent, surface.or(arguments.object)),
        }
    } else {
        let object = arguments.object.filter(|_| idiom(tree, v).is_none());
        (surface, object.or_else(|| shared_object(reading, v)))
    };
    if object.is_some_and(|o| is_reciprocal(tree, o) || Some(o) == subject && !passive) {
        object = None;
    }
    let mut preposition = None;
    if object.is_none() && !passive {
        let participant = arguments.obliques.iter().find(|o| {
            is_participant(tree, &lemma, o)
                || idiom(tree, v).is_some() && tree.is(o.preposition.start, &["in"])
        });
        object = participant.map(|o| o.head);
        preposition = participant.map(|o| o.preposition.clone());
    }
    let subjects: Vec<Phrase> = subject.map(|s| spread(tree, s)).unwrap_or_default();
    let reciprocal = !passive
        && Verb::Reciprocal.holds(&lemma)
        && subjects.len() >= 2
        && object.is_none_or(|_| {
            let about = ["on", "over", "about", "in", "at", "for"];
            preposition.as_ref().is_some_and(|p| tree.is(p.start, &about))
        })
        || tree.by(v, &[Deprel::Obj]).any(|o| is_reciprocal(tree, o)) && subjects.len() >= 2;
    if reciprocal {
        return pairs(reading, v, &subjects);
    }
    if object.is_none() || subject.is_none() && !passive {
        return Vec::new();
    }
    let objects: Vec<Phrase> = object.map(|o| spread(tree, o)).unwrap_or_default();
    let with = preposition.as_ref().is_some_and(|p| tree.is(p.start, &["with"]));
    let mutual = with && Verb::Reciprocal.holds(&lemma) && !is_time(tree, v) && lemma != "fight";
    let taken = object;
    let several = objects.len() * subjects.len().max(1) > 1;
    let score = score::verb(own, preposition.is_some(), several);
    let common = Common::new(reading, v, passive, taken, arguments.object, score);
    let mut out = Vec::new();
    let nobody = [None];
    let somebody: Vec<Option<&Phrase>> = subjects.iter().map(Some).collect();
    let subjects: &[Option<&Phrase>] = if somebody.is_empty() { &nobody } else { &somebody };
    let introduced = preposition.map(|p| tree.document.span_of(p));
    for subject in subjects {
        for object in &objects {
            let mut relation = common.relation(
                subject.map(|s| argument(tree, s, None)),
                Some(argument(tree, object, introduced)),
            );
            relation.reciprocal = mutual;
            out.push(relation);
        }
    }
    out
}

/// Each conjunct with each later one: *X, Y and Z met*.
fn pairs(reading: &Reading, v: usize, parties: &[Phrase]) -> Vec<Relation> {
    let tree = &reading.tree;
    let common = Common::new(reading, v, false, None, None, score::PARTIES);
    let mut out = Vec::new();
    for (i, a) in parties.iter().enumerate() {
        for b in &parties[i + 1..] {
            let mut relation =
                common.relation(Some(argument(tree, a, None)), Some(argument(tree, b, None)));
            relation.reciprocal = true;
            out.push(relation);
        }
    }
    out
}

/// An argument for a phrase.
pub(super) fn argument(tree: &Tree, phrase: &Phrase, preposition: Option<Span>) -> Argument {
    Argument { span: phrase.span(tree), head: TokenId::new(head_word(tree, phrase)), preposition }
}

/// The token that a reader takes as the head: of a name it is the last word (*Esmail Qaani*), where a treebank takes the first.
fn head_word(tree: &Tree, phrase: &Phrase) -> usize {
    let ordinal = |t: usize| {
        let form = tree.form(t).trim_end_matches('.');
        form.chars().all(|c| matches!(c, 'I' | 'V' | 'X')) || matches!(form, "Jr" | "Sr")
    };
    tree.by(phrase.head, &[Deprel::Flat])
        .filter(|&c| phrase.tokens.contains(&c) && tree.upos(c) == Upos::Propn && !ordinal(c))
        .last()
        .unwrap_or(phrase.head)
}

/// What all relations of one predicate share.
pub(super) struct Common {
    relation: Relation,
}

impl Common {
    fn new(
        reading: &Reading,
        v: usize,
        passive: bool,
        taken: Option<usize>,
        object: Option<usize>,
        score: f32,
    ) -> Common {
        let tree = &reading.tree;
        let arguments = &reading.arguments[v];
        let place_of = if passive { taken } else { object };
        let place = place(tree, v, place_of, taken.filter(|_| object.is_none() && !passive));
        // Times, places and sources have fields of their own.
        let extra = |o: &&Oblique| {
            Some(o.head) != taken
                && !is_time(tree, o.head)
                && !tree.is(o.preposition.start, &["according"])
                && place.is_none_or(|p| phrase(tree, o.head).span(tree) != p.span)
        };
        let mut others: Vec<Argument> = arguments
            .obliques
            .iter()
            .filter(extra)
            .map(|o| {
                let preposition = tree.document.span_of(o.preposition.clone());
                argument(tree, &phrase(tree, o.head), Some(preposition))
            })
            .collect();
        others.extend(arguments.indirect.map(|i| argument(tree, &phrase(tree, i), None)));
        others.sort_by_key(|a| a.span);
        let relation = Relation {
            sentence: SentenceId::new(tree.sentence(v)),
            subject: None,
            predicate: predicate(tree, v, passive),
            object: None,
            arguments: others,
            negated: reading.stances[v].negated,
            modality: reading.stances[v].modality,
            attribution: reading.reports[v].as_ref().map(|r| r.attribution(tree)),
            time: time(tree, v),
            place,
            reciprocal: false,
            event: None,
            score,
        };
        Common { relation }
    }

    fn relation(&self, subject: Option<Argument>, object: Option<Argument>) -> Relation {
        Relation { subject, object, ..self.relation.clone() }
    }
}

/// The noun that makes an idiom with the verb before it: *take part* is one predicate, *take place* none.
fn idiom(tree: &Tree, v: usize) -> Option<&'static str> {
    let noun = tree
        .by(v, &[Deprel::Obj])
        .find(|&o| o == v + 1 && tree.children(o).iter().all(|&c| c > o))?;
    let noun = ["part", "place"].into_iter().find(|n| tree.is(noun, &[n]))?;
    (tree.lemma(v) == "take").then_some(noun)
}

/// The verb with its particle; a particle that stands apart (*threw it out*) is in the lemma alone.
pub(super) fn predicate(tree: &Tree, v: usize, passive: bool) -> Predicate {
    let mut end = v + 1;
    let mut lemma = tree.lemma(v).to_lowercase();
    for particle in tree.by(v, &[Deprel::CompoundPrt]) {
        lemma.push(' ');
        lemma.push_str(&tree.form(particle).to_lowercase());
        if particle == end {
            end += 1;
        }
    }
    if let Some(noun) = idiom(tree, v) {
        lemma.push(' ');
        lemma.push_str(noun);
        end = v + 2;
    }
    Predicate {
        span: tree.document.span_of(v..end),
        head: TokenId::new(v),
        lemma,
        kind: PredicateKind::Verb,
        voice: if passive { Voice::Passive } else { Voice::Active },
    }
}

/// Whether the token `v` stands where a verb states something: it heads a clause and is no participle before its noun.
fn states_relation(tree: &Tree, v: usize) -> bool {
    is_clause(tree, v) && tree.deprel(v) != Deprel::Amod
}

/// Whether the verb states no relation of its own: a participle used as a preposition, or a verb that only raises the
/// subject of its infinitive (*is expected to*).
fn skips(tree: &Tree, v: usize, lemma: &str, passive: bool, object: bool) -> bool {
    use Deprel::*;
    let participle = matches!(tree.xpos(v), Xpos::Vbg | Xpos::Vbn | Xpos::Vbd);
    let modifier = matches!(tree.deprel(v), Acl | Advcl | Amod | Obl | Nmod) && participle;
    let quasi = match tree.xpos(v) {
        Xpos::Vbg => {
            Verb::QuasiIng.holds(lemma)
                || tree.head(v).is_some_and(|h| tree.deprel(v) == Acl && is_time(tree, h))
        }
        _ => Verb::Quasi.holds(lemma),
    };
    let own = tree.has(v, &[Nsubj, NsubjPass]);
    // *was quoted as saying* reports; *as agreed*, *than expected* say nothing.
    let quoted = tree.xpos(v) == Xpos::Vbg
        && tree.head(v).is_some_and(|h| tree.is_verb(h) && Verb::Speech.holds(tree.lemma(h)));
    if modifier && !own && !quoted && (quasi || tree.has_word(v, &[Mark], &["as", "than"])) {
        return true;
    }
    if matches!(tree.deprel(v), Advcl | Obl) && tree.has_word(v, &[Mark], &["as"]) && passive {
        return true;
    }
    let infinitive = tree.by(v, &[Xcomp, Ccomp]).any(|c| is_infinitive(tree, c) || tree.is_verb(c));
    let clause = tree.by(v, &[Ccomp]).any(|c| tree.is_verb(c) || tree.has(c, &[Cop]));
    if passive && infinitive {
        let directed =
            Verb::Request.holds(lemma) || Verb::Cause.holds(lemma) || Verb::Permit.holds(lemma);
        return !directed || Verb::Expect.holds(lemma) || Verb::Raise.holds(lemma);
    }
    if infinitive && matches!(lemma, "want" | "like" | "need" | "expect" | "prefer") {
        return true;
    }
    if !passive && Verb::Incident.holds(lemma) && !object {
        return true;
    }
    if idiom(tree, v) == Some("place") {
        return true;
    }
    // *told reporters that* has an addressee; *said in a statement that* only attributes.
    (infinitive || clause) && !object && !passive
}

/// The object of a neighbouring conjunct that a verb without one shares (*bought and sold cars*).
pub(super) fn shared_object(reading: &Reading, v: usize) -> Option<usize> {
    let tree = &reading.tree;
    let complete = |v: usize| {
        tree.has(v, &[Deprel::Obj, Deprel::Ccomp, Deprel::Xcomp])
            || tree.by(v, &[Deprel::Obl]).any(|c| c > v)
    };
    if let Some(relative) = relative_object(reading, v) {
        return Some(relative);
    }
    if complete(v) || reading.passive[v] || Verb::Intransitive.holds(tree.lemma(v)) {
        return None;
    }
    // The object follows the last verb of the coordination, whichever of them it hangs on.
    let later = tree.by(v, &[Deprel::Conj]).find(|&c| tree.is_verb(c) && !reading.passive[c]);
    if let Some(later) = later
        && let Some(object) = reading.arguments[later].object
        && object > later
        && joined(tree, v, later)
        && !tree.has(later, &[Deprel::Nsubj])
    {
        return Some(object);
    }
    // Both verbs of a relative clause share its pronoun (*a point that we raised or will raise*).
    let earlier = tree.head(v).filter(|&h| tree.deprel(v) == Deprel::Conj && tree.is_verb(h))?;
    reading.arguments[earlier].object.filter(|&o| o > v && joined(tree, earlier, v))
}

/// The noun that a relative pronoun stands for which is the object of the verb that `v` is coordinated with.
fn relative_object(reading: &Reading, v: usize) -> Option<usize> {
    let tree = &reading.tree;
    let earlier = tree.head(v).filter(|&h| tree.deprel(v) == Deprel::Conj && tree.is_verb(h))?;
    let own = tree.has(v, &[Deprel::Obj, Deprel::Ccomp, Deprel::Xcomp]);
    if own
        || reading.passive[v]
        || reading.passive[earlier]
        || Verb::Intransitive.holds(tree.lemma(v))
    {
        return None;
    }
    let pronoun = tree.by(earlier, &[Deprel::Obj]).find(|&o| o < earlier)?;
    let noun = super::relative::referent(tree, pronoun);
    (noun != pronoun).then_some(noun)
}

/// Whether only conjunctions, auxiliaries, adverbs and prepositions stand between two verbs.
fn joined(tree: &Tree, a: usize, b: usize) -> bool {
    // A particle or adverb right after the first verb closes its clause (*sat down and wrote letters*).
    a < b
        && b - a <= 6
        && matches!(tree.upos(a + 1), Upos::Cconj | Upos::Punct | Upos::Adp)
        && (a + 1..b).all(|t| {
            matches!(
                tree.upos(t),
                Upos::Cconj
                    | Upos::Aux
                    | Upos::Adv
                    | Upos::Part
                    | Upos::Adp
                    | Upos::Verb
                    | Upos::Punct
            )
        })
}

/// Whether an oblique is someone or something that takes part, and not a time, an amount or a manner.
fn is_participant(tree: &Tree, lemma: &str, o: &Oblique) -> bool {
    if is_time(tree, o.head) || o.preposition.len() > 1 && !tree.is(o.preposition.start, &["out"]) {
        return false;
    }
    let amount = tree.mention(o.head).is_some_and(|m| {
        matches!(
            m.ty,
            EntityType::Money | EntityType::Percent | EntityType::Quantity | EntityType::Cardinal
        )
    });
    if amount {
        return false;
    }
    let word = tree.form(o.preposition.start).to_lowercase();
    PARTICIPANT.contains(&word.as_str()) || takes(lemma, &word)
}
