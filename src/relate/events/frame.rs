//! Syntactic frames: the conditions under which a predicate states an event.

use super::classes::{Filler, modified, portioned};
use crate::doc::{Argument, Deprel, PredicateKind, Relation};
use crate::relate::Reading;
use crate::relate::clause::preposition;
use crate::relate::sharing::{is_finite, is_infinitive};
use crate::relate::tree::Tree;

/// Prepositions that a frame may name.
const PREPOSITIONS: &[&str] = &[
    "about", "against", "around", "as", "at", "behind", "between", "by", "for", "from", "in",
    "into", "of", "on", "out", "outside", "over", "through", "to", "toward", "towards", "under",
    "upon", "with",
];

/// Where a condition looks.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Slot {
    Subject,
    Object,
    Preposition(Vec<&'static str>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Test {
    /// The slot is filled; by one of these, where there are any.
    Filled(Slot, Vec<Filler>),
    /// An infinitive depends on the predicate or its object.
    Infinitive,
    /// A finite complement does.
    That,
    /// The clause says one of these of its object.
    Says(Vec<&'static str>),
    /// One of these stands before the noun.
    Modified(Vec<&'static str>),
    Negated,
}

/// One condition of a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Condition {
    denied: bool,
    test: Test,
}

/// What met a condition.
pub(super) enum Match {
    No,
    /// It holds; its part in the name of the rule.
    Yes(String),
    /// It holds because of this event noun.
    Event(usize),
}

impl Condition {
    /// As a table writes it; `None` for what no table may write.
    pub fn parse(text: &'static str) -> Option<Condition> {
        let (denied, text) = match text.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (slot, wanted) = text.split_once(':').map_or((text, None), |(s, w)| (s, Some(w)));
        let words = |wanted: Option<&'static str>| {
            let words: Vec<&str> = wanted?.split('|').collect();
            words.iter().all(|w| !w.is_empty()).then_some(words)
        };
        let test = match slot {
            "to-infinitive" if wanted.is_none() => Test::Infinitive,
            "that" if wanted.is_none() => Test::That,
            "negated" if wanted.is_none() => Test::Negated,
            "pred" => Test::Says(words(wanted)?),
            "mod" => Test::Modified(words(wanted)?),
            _ => {
                let prepositions: Vec<&str> = slot.split('|').collect();
                let slot = match slot {
                    "subj" => Slot::Subject,
                    "obj" => Slot::Object,
                    _ if prepositions.iter().all(|p| PREPOSITIONS.contains(p)) => {
                        Slot::Preposition(prepositions)
                    }
                    _ => return None,
                };
                let fillers: Option<Vec<Filler>> = match wanted {
                    Some(wanted) => wanted.split('|').map(Filler::parse).collect(),
                    None => Some(Vec::new()),
                };
                Test::Filled(slot, fillers?)
            }
        };
        let condition = Condition { denied, test };
        // An event noun is found, never missed.
        (!(denied && condition.is_event())).then_some(condition)
    }

    /// Whether it asks for an event noun.
    pub fn is_event(&self) -> bool {
        matches!(&self.test, Test::Filled(_, fillers) if fillers.contains(&Filler::Event))
    }

    /// Whether it holds at `site`; `is_event` says whether a noun there states an event.
    pub fn meets(&self, site: &Site, is_event: impl Fn(usize) -> bool) -> Match {
        let found = match &self.test {
            Test::Filled(slot, fillers) => site.filled(slot, fillers, is_event),
            Test::Infinitive => yes(site.infinitive(), "to-infinitive"),
            Test::That => yes(site.that(), "that"),
            Test::Says(words) => first(words, |w| site.says(w)),
            Test::Modified(words) => first(words, |w| modified(site.tree, site.head, w)),
            Test::Negated => yes(site.negated, "negated"),
        };
        match (self.denied, found) {
            (false, found) => found,
            (true, Match::No) => Match::Yes(format!("not-{}", self.name())),
            (true, _) => Match::No,
        }
    }

    fn name(&self) -> String {
        match &self.test {
            Test::Filled(slot, fillers) => {
                slot.name(fillers.first().map(|f| f.name()).as_deref().unwrap_or_default(), None)
            }
            Test::Infinitive => "to-infinitive".into(),
            Test::That => "that".into(),
            Test::Says(words) | Test::Modified(words) => words.join("-"),
            Test::Negated => "negated".into(),
        }
    }

    /// Whether `other` holds wherever this does, as the tables alone tell.
    #[cfg(test)]
    pub fn implies(&self, other: &Condition) -> bool {
        if self == other {
            return true;
        }
        if self.denied || other.denied {
            return false;
        }
        match (&self.test, &other.test) {
            (Test::Filled(a, mine), Test::Filled(b, theirs)) => {
                let slot = match (a, b) {
                    (Slot::Preposition(a), Slot::Preposition(b)) => a.iter().all(|p| b.contains(p)),
                    _ => a == b,
                };
                slot && (theirs.is_empty()
                    || !mine.is_empty() && mine.iter().all(|m| theirs.iter().any(|t| m.within(*t))))
            }
            (Test::Says(a), Test::Says(b)) | (Test::Modified(a), Test::Modified(b)) => {
                a.iter().all(|w| b.contains(w))
            }
            _ => false,
        }
    }
}

fn yes(holds: bool, name: &str) -> Match {
    if holds { Match::Yes(name.into()) } else { Match::No }
}

fn first(words: &[&'static str], holds: impl Fn(&str) -> bool) -> Match {
    words.iter().find(|w| holds(w)).map_or(Match::No, |w| Match::Yes((*w).into()))
}

impl Slot {
    fn name(&self, filler: &str, preposition: Option<&str>) -> String {
        let (word, alone) = match self {
            Slot::Subject => ("by", "subject"),
            Slot::Object if !filler.is_empty() => return filler.into(),
            Slot::Object => ("", "object"),
            Slot::Preposition(all) => {
                let word = preposition.or(all.first().copied()).unwrap_or_default();
                (word, word)
            }
        };
        if filler.is_empty() { alone.into() } else { format!("{word}-{filler}") }
    }
}

/// A predicate with what fills its places.
pub(super) struct Site<'a, 'd> {
    tree: &'a Tree<'d>,
    head: usize,
    negated: bool,
    subject: Option<usize>,
    object: Option<usize>,
    /// Phrases with the first word of their preposition, in lower case.
    phrases: Vec<(String, usize)>,
}

impl<'a, 'd> Site<'a, 'd> {
    /// The site of a relation.
    pub fn new(reading: &'a Reading<'d>, relation: &Relation) -> Site<'a, 'd> {
        let tree = &reading.tree;
        let head = relation.predicate.head.index();
        let node = |a: &Argument| tree.first_word(a.head.index());
        let mut site = Site {
            tree,
            head,
            negated: relation.negated,
            subject: relation.subject.as_ref().map(node),
            object: None,
            phrases: Vec::new(),
        };
        let verb = relation.predicate.kind == PredicateKind::Verb;
        if let Some(object) = &relation.object {
            match object.preposition {
                Some(span) => {
                    let words = tree.document.slice(span).to_lowercase();
                    let word = words.split_whitespace().next().unwrap_or_default();
                    site.phrases.push((word.into(), node(object)));
                }
                None if verb => site.object = Some(node(object)),
                None => site.phrases.push(("between".into(), node(object))),
            }
        }
        // *X and Y met* is *X met with Y*.
        if relation.reciprocal
            && let Some(other) = &relation.object
        {
            site.phrases.push(("with".into(), node(other)));
        }
        if verb {
            site.add_obliques(reading, head);
            if let Some(object) = site.object {
                site.add_modifiers(object);
            }
        } else {
            site.add_modifiers(head);
            if let Some(verb) = lending(tree, head) {
                site.add_obliques(reading, verb);
            }
        }
        site
    }

    /// The site of the event noun `noun` that the light verb of this site does: its parties are the verb's.
    pub fn noun(&self, noun: usize) -> Site<'a, 'd> {
        let mut site = Site {
            tree: self.tree,
            head: noun,
            negated: self.negated,
            subject: self.subject,
            object: None,
            phrases: self.phrases.iter().filter(|p| p.1 != noun).cloned().collect(),
        };
        if self.object != Some(noun) {
            site.add_modifiers(noun);
        }
        site
    }

    /// The dictionary form of the predicate's head.
    pub fn lemma(&self) -> String {
        self.tree.lemma(self.head).to_lowercase()
    }

    fn add_obliques(&mut self, reading: &Reading, verb: usize) {
        for o in &reading.arguments[verb].obliques {
            let word = self.tree.form(o.preposition.start).to_lowercase();
            self.phrases.push((word, o.head));
        }
    }

    fn add_modifiers(&mut self, noun: usize) {
        for c in self.tree.by(noun, &[Deprel::Nmod, Deprel::Obl]).filter(|&c| c > noun) {
            if let Some(p) = preposition(self.tree, c) {
                self.phrases.push((self.tree.form(p.start).to_lowercase(), c));
            }
        }
    }

    fn filled(&self, slot: &Slot, fillers: &[Filler], is_event: impl Fn(usize) -> bool) -> Match {
        let fills = |t: usize, word: Option<&str>| {
            if fillers.is_empty() {
                return Some(Match::Yes(slot.name("", word)));
            }
            if fillers.contains(&Filler::Event) {
                let mut at = Some(t);
                while let Some(noun) = at {
                    if is_event(noun) {
                        return Some(Match::Event(noun));
                    }
                    at = portioned(self.tree, noun).filter(|&next| next > noun);
                }
            }
            let filler = fillers.iter().find(|f| f.holds(self.tree, t))?;
            Some(Match::Yes(slot.name(&filler.name(), word)))
        };
        let found = match slot {
            Slot::Subject => self.subject.and_then(|t| fills(t, None)),
            Slot::Object => self.object.and_then(|t| fills(t, None)),
            Slot::Preposition(words) => self
                .phrases
                .iter()
                .filter(|(word, _)| words.contains(&word.as_str()))
                .find_map(|(word, t)| fills(*t, Some(word))),
        };
        found.unwrap_or(Match::No)
    }

    fn infinitive(&self) -> bool {
        use Deprel::{Acl, Advcl, Ccomp, Xcomp};
        let below = |t: usize, relations: &[Deprel]| {
            self.tree.by(t, relations).any(|c| c > self.head && is_infinitive(self.tree, c))
        };
        below(self.head, &[Xcomp, Ccomp, Advcl, Acl])
            || self.object.is_some_and(|o| below(o, &[Acl]))
            || self.phrases.iter().any(|(_, t)| below(*t, &[Acl]))
    }

    fn that(&self) -> bool {
        self.tree.by(self.head, &[Deprel::Ccomp]).any(|c| {
            c > self.head
                && (is_finite(self.tree, c) || self.tree.has_word(c, &[Deprel::Mark], &["that"]))
        })
    }

    fn says(&self, word: &str) -> bool {
        use Deprel::{Advcl, Advmod, Amod, Appos, Obl, Xcomp};
        let below = |t: usize, relations: &[Deprel]| {
            self.tree.by(t, relations).any(|c| c > self.head && self.tree.is(c, &[word]))
        };
        below(self.head, &[Xcomp, Advmod, Obl, Advcl])
            || self.object.is_some_and(|o| below(o, &[Amod, Appos, Xcomp]))
    }
}

/// The verb whose object the noun `t` is.
pub(super) fn lending(tree: &Tree, t: usize) -> Option<usize> {
    let object = matches!(tree.deprel(t), Deprel::Obj | Deprel::NsubjPass);
    tree.head(t).filter(|&v| object && tree.is_verb(v))
}
