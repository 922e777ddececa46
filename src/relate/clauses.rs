//! Clauses: what the reading of a document holds for each verb, whether or not it is a relation.

use super::Reading;
use super::circumstance::{place, time};
use super::lexicon::Verb;
use super::spread::spread;
use super::tree::Tree;
use super::verbs::{argument, predicate, shared_object};
use crate::doc::{
    Argument, Clause, Deprel, Function, Participant, Predicate, PredicateKind, SentenceId, Span,
    TokenId, Upos, Voice, Xpos,
};

/// The clause that the token `t` heads; `None` where it heads none or nobody and nothing takes part.
pub(super) fn clause(reading: &Reading, t: usize) -> Option<Clause> {
    let tree = &reading.tree;
    let mut participants = Participants { tree, out: Vec::new() };
    let predicate = if is_clause(tree, t) {
        participants.of_verb(reading, t);
        predicate(tree, t, reading.passive[t])
    } else {
        let copula = tree.first(t, &[Deprel::Cop])?;
        participants.of_copula(reading, t, copula);
        Predicate {
            span: tree.document.tokens()[copula].span,
            head: TokenId::new(copula),
            lemma: "be".to_owned(),
            kind: PredicateKind::Verb,
            voice: Voice::Active,
        }
    };
    let mut participants = participants.out;
    // *from 1978 to 1981* is one phrase: what stands inside it takes no part of its own.
    let spans: Vec<Span> = participants.iter().map(|p| p.argument.span).collect();
    let inside = |span: Span| spans.iter().any(|s| *s != span && s.contains(span));
    participants.retain(|p| p.function != Function::Oblique || !inside(p.argument.span));
    participants.sort_by_key(|p| (p.argument.span, p.function));
    participants.dedup();
    let object = if reading.passive[t] { None } else { reading.arguments[t].object };
    (!participants.is_empty()).then(|| Clause {
        sentence: SentenceId::new(tree.sentence(t)),
        predicate,
        participants,
        negated: reading.stances[t].negated,
        modality: reading.stances[t].modality,
        attribution: reading.reports[t].as_ref().map(|r| r.attribution(tree)),
        time: time(tree, t),
        place: place(tree, t, object, None),
    })
}

/// Whether the token `t` is a verb that heads a clause, or a participle before its noun.
pub(super) fn is_clause(tree: &Tree, t: usize) -> bool {
    use Deprel::*;
    tree.is_verb(t)
        && tree.lemma(t) != "be"
        && !matches!(
            tree.deprel(t),
            Case | Mark
                | Aux
                | AuxPass
                | Cop
                | Fixed
                | Compound
                | Flat
                | Det
                | Cc
                | Advmod
                | Discourse
                | Goeswith
                | Reparandum
        )
}

struct Participants<'a, 'd> {
    tree: &'a Tree<'d>,
    out: Vec<Participant>,
}

impl Participants<'_, '_> {
    fn of_verb(&mut self, reading: &Reading, t: usize) {
        let tree = self.tree;
        let arguments = &reading.arguments[t];
        let surface = reading.subjects[t].map(|s| s.head);
        let modified = tree.head(t).filter(|_| tree.deprel(t) == Deprel::Amod);
        let passive = reading.passive[t] || modified.is_some() && tree.xpos(t) == Xpos::Vbn;
        let surface = surface.or(modified);
        let (subject, object, indirect) = if !passive {
            let object = arguments.object.or_else(|| shared_object(reading, t));
            (surface, object, arguments.indirect)
        } else if arguments.object.is_some() && Verb::Transfer.holds(tree.lemma(t)) {
            (arguments.agent, arguments.object, surface)
        } else {
            (arguments.agent, surface.or(arguments.object), arguments.indirect)
        };
        self.phrases(Function::Subject, subject, None);
        self.phrases(Function::Object, object, None);
        self.phrases(Function::Indirect, indirect, None);
        for oblique in &arguments.obliques {
            let preposition = tree.document.span_of(oblique.preposition.clone());
            self.phrases(Function::Oblique, Some(oblique.head), Some(preposition));
        }
        for c in tree.by(t, &[Deprel::Ccomp, Deprel::Xcomp]) {
            self.complement(c);
        }
        for c in tree.by(t, &[Deprel::Csubj, Deprel::CsubjPass]) {
            self.content(if passive { Function::Object } else { Function::Subject }, c, None);
        }
        // *"…," she said*: what she said stands around her.
        if tree.deprel(t) == Deprel::Parataxis
            && Verb::Speech.holds(tree.lemma(t))
            && !tree.has(t, &[Deprel::Ccomp, Deprel::Obj])
            && let Some(h) = tree.head(t)
        {
            self.content(Function::Complement, h, Some(t));
        }
    }

    /// A copula, and what it says of its subject: `t`.
    fn of_copula(&mut self, reading: &Reading, t: usize, copula: usize) {
        let tree = self.tree;
        self.phrases(Function::Subject, reading.subjects[t].map(|s| s.head), None);
        for c in tree.by(t, &[Deprel::Csubj]) {
            self.content(Function::Subject, c, None);
        }
        let preposition = super::clause::preposition(tree, t);
        let preposition = preposition.map(|p| tree.document.span_of(p));
        for mut phrase in spread(tree, t) {
            if phrase.head == t && copula < t {
                // *is n't likely*: what denies stands between the copula and the attribute.
                let denies = |x: usize| {
                    tree.deprel(x) == Deprel::Advmod && tree.is(x, &["not", "n't", "never"])
                };
                let start = &mut phrase.tokens.start;
                while *start < t && (*start <= copula || denies(*start)) {
                    *start += 1;
                }
            }
            let argument = argument(tree, &phrase, preposition);
            self.out.push(Participant { function: Function::Attribute, argument });
        }
    }

    /// The phrases of the coordination headed by `head`.
    fn phrases(&mut self, function: Function, head: Option<usize>, preposition: Option<Span>) {
        let Some(head) = head else { return };
        for phrase in spread(self.tree, head) {
            let argument = argument(self.tree, &phrase, preposition);
            self.out.push(Participant { function, argument });
        }
    }

    /// A complement: a clause, or the adjective or noun that an object is said to be.
    fn complement(&mut self, c: usize) {
        let tree = self.tree;
        let attribute = tree.deprel(c) == Deprel::Xcomp
            && !tree.is_verb(c)
            && !tree.has(c, &[Deprel::Mark, Deprel::Cop]);
        if attribute {
            let preposition = super::clause::preposition(tree, c);
            let preposition = preposition.map(|p| tree.document.span_of(p));
            self.phrases(Function::Attribute, Some(c), preposition);
        } else {
            self.content(Function::Complement, c, None);
        }
    }

    /// The whole clause headed by `c`, but for what hangs under `without`.
    fn content(&mut self, function: Function, c: usize, without: Option<usize>) {
        let tree = self.tree;
        let mut tokens = tree.descend(c, |x| Some(x) != without);
        tokens.sort_unstable();
        let at = tokens.binary_search(&c).unwrap_or_default();
        let (mut first, mut last) = (at, at);
        while first > 0 && tokens[first - 1] + 1 == tokens[first] {
            first -= 1;
        }
        while last + 1 < tokens.len() && tokens[last] + 1 == tokens[last + 1] {
            last += 1;
        }
        let (mut start, mut end) = (tokens[first], tokens[last] + 1);
        while start < c && tree.upos(start) == Upos::Punct {
            start += 1;
        }
        while end > c + 1 && tree.upos(end - 1) == Upos::Punct {
            end -= 1;
        }
        let span = tree.document.span_of(start..end);
        let argument = Argument { span, head: TokenId::new(c), preposition: None };
        self.out.push(Participant { function, argument });
    }
}
