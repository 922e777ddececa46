//! The arguments of a clause: what its verb's own dependents, and the clauses around it, say about who and whom.

use std::ops::Range;

use super::lexicon::Verb;
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
            // *moved a few blocks to* has a distance there, no object.
            Obj if is_distance(tree, c) => {}
            // Only a pronoun of its own clause stands before the verb as its object; a dateline does not.
            Obj | Iobj if c < verb && head == c && !is_fronted(tree, c) => {}
            Obj if out.object.is_none() && !is_question(tree, c) => out.object = Some(head),
            Iobj if out.indirect.is_none() => out.indirect = Some(head),
            OblAgent | Obl
                if passive && by_phrase(tree, c) && !is_time(tree, c) && out.agent.is_none() =>
            {
                out.agent = Some(head);
            }
            Obl | OblAgent | Nmod => match preposition(tree, c) {
                Some(preposition) if is_adverb(tree, c, &preposition) => {}
                Some(preposition) => out.obliques.push(Oblique { head, preposition }),
                // A noun after the verb without a preposition is an object by another name.
                None if out.object.is_none() && !passive && c > verb && is_bare(tree, c) => {
                    out.object = Some(head);
                }
                None => {}
            },
            _ => {}
        }
    }
    if out.subject.is_none() && out.object.is_some_and(|o| is_inverted(tree, verb, o)) {
        out.subject = out.object.take();
    }
    if out.object.is_none() && !passive {
        out.object = out.indirect.take();
    }
    // *fined the bank 85 million crowns*: whoever is fined is the object.
    let sum = |o: usize| {
        tree.mention(o).is_some_and(|m| matches!(m.ty, EntityType::Money | EntityType::Percent))
            || tree.has(o, &[Nummod])
    };
    if out.indirect.is_some()
        && out.object.is_some_and(sum)
        && !Verb::Transfer.holds(tree.lemma(verb))
    {
        out.object = out.indirect.take();
    }
    // *called the vote a farce*: the vote is what is called something.
    if out.indirect.is_some() && !passive && Verb::Name.holds(tree.lemma(verb)) {
        out.object = out.indirect.take();
    }
    if passive && out.agent.is_none() {
        out.agent = stray_agent(tree, verb);
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

/// The noun phrase of a *by* right after the participle `verb`, where the parser hung it on the verb above.
fn stray_agent(tree: &Tree, verb: usize) -> Option<usize> {
    let by = (verb + 1 < tree.len() && tree.is(verb + 1, &["by"])).then_some(verb + 1)?;
    let agent = tree.head(by).filter(|&a| tree.deprel(by) == Deprel::Case && a > by)?;
    let above = tree.head(verb)?;
    let stray = tree.head(agent) == Some(above) || tree.head(agent) == tree.head(above);
    (stray && by_phrase(tree, agent) && !is_time(tree, agent)).then_some(agent)
}

/// Whether `t` is a question or relative word, or has one, which may stand before the verb it is the object of.
fn is_fronted(tree: &Tree, t: usize) -> bool {
    let word = |t: usize| {
        matches!(tree.xpos(t), Xpos::Wdt | Xpos::Wp | Xpos::WpS | Xpos::Wrb)
            || tree.is(t, &["that", "which"])
    };
    word(t) || tree.children(t).iter().any(|&c| word(c))
}

/// Phrases that are adverbs in two words and take no part: a preposition and what it has behind it.
const ADVERBS: &[(&str, &[&str])] = &[
    ("at", &["least", "once", "present"]),
    ("for", &["example", "good", "instance", "now"]),
    ("in", &["addition", "fact", "general", "particular", "reality", "short", "total", "turn"]),
    ("of", &["course"]),
    ("on", &["average"]),
    ("to", &["date"]),
];

/// Whether `t` is one of [`ADVERBS`] with its `preposition`, and has nothing else.
fn is_adverb(tree: &Tree, t: usize, preposition: &Range<usize>) -> bool {
    let listed = preposition.len() == 1
        && ADVERBS.iter().any(|(p, nouns)| tree.is(preposition.start, &[p]) && tree.is(t, nouns));
    listed
        && tree.children(t).iter().all(|&c| c == preposition.start || tree.upos(c) == Upos::Punct)
}

/// Whether `t` is a number of units of length.
fn is_distance(tree: &Tree, t: usize) -> bool {
    const UNITS: &[&str] = &[
        "mile",
        "kilometer",
        "kilometre",
        "km",
        "meter",
        "metre",
        "foot",
        "yard",
        "block",
        "inch",
        "step",
    ];
    tree.is(t, UNITS)
        && (tree.has(t, &[Deprel::Nummod])
            || tree.has_word(t, &[Deprel::Amod, Deprel::Det], &["few", "several", "many"]))
        && tree.by(t, &[Deprel::Nmod]).next().is_none()
}

/// Whether `t` is a noun phrase that tells neither time nor measure, without any word that introduces it.
fn is_bare(tree: &Tree, t: usize) -> bool {
    matches!(tree.upos(t), Upos::Noun | Upos::Propn | Upos::Pron)
        && !is_time(tree, t)
        && !tree.has(t, &[Deprel::Case, Deprel::Mark, Deprel::Advmod, Deprel::Nummod])
        && tree.mention(t).is_none_or(|m| !m.ty.is_value())
}

/// Whether what hangs on a speech verb as its object is its subject: *"…," said the minister*.
fn is_inverted(tree: &Tree, verb: usize, object: usize) -> bool {
    let lemma = tree.lemma(verb);
    let speech = Verb::Speech.holds(lemma) && !Verb::Addressee.holds(lemma);
    let finite = matches!(tree.xpos(verb), Xpos::Vbd | Xpos::Vbz | Xpos::Vbp);
    let after_mark = finite && verb > 0 && tree.upos(verb - 1) == Upos::Punct;
    speech && after_mark && object > verb && is_actor(tree, object)
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

/// Whether `t` is *each other* or *one another*: then whoever the verb is done to is whoever does it.
pub(super) fn is_reciprocal(tree: &Tree, t: usize) -> bool {
    let words = |first: usize| {
        tree.is(first, &["each"]) && tree.is(first + 1, &["other"])
            || tree.is(first, &["one"]) && tree.is(first + 1, &["another"])
    };
    t + 1 < tree.len() && words(t) || t > 0 && words(t - 1)
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
