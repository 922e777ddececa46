//! Clauses: what the reading of a document holds for each verb, whether or not it is a relation.

use super::Reading;
use super::circumstance::{place, time};
use super::lexicon::Verb;
use super::spread::spread;
use super::tree::Tree;
use super::verbs::{argument, predicate, shared_object};
use crate::doc::{
    Argument, Clause, Deprel, Function, Participant, Predicate, PredicateKind, SentenceId, TokenId,
    Upos, Voice, Xpos,
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
        participants.of_copula(reading, t);
        Predicate {
            span: tree.document.tokens()[copula].span,
            head: TokenId::new(copula),
            lemma: "be".to_owned(),
            kind: PredicateKind::Verb,
            voice: Voice::Active,
        }
    };
    let mut participants = participants.out;
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

    fn of_copula(&mut self, reading: &Reading, t: usize) {
        let tree = self.tree;
        self.phrases(Function::Subject, reading.subjects[t].map(|s| s.head), None);
        for c in tree.by(t, &[Deprel::Csubj]) {
            self.content(Function::Subject, c, None);
        }
        let preposition = super::clause::preposition(tree, t);
        let preposition = preposition.map(|p| tree.document.span_of(p));
        self.phrases(Function::Attribute, Some(t), preposition);
    }

    /// The phrases of the coordination headed by `head`.
    fn phrases(
        &mut self,
        function: Function,
        head: Option<usize>,
        preposition: Option<crate::doc::Span>,
    ) {
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

#[cfg(test)]
mod tests {
    use crate::doc::testing;
    use crate::relate::relations_and_clauses;

    /// Every clause as `lemma: function phrase; …`.
    fn found(conllu: &str) -> Vec<String> {
        let document = testing::document(conllu);
        let (_, clauses) = relations_and_clauses(&document);
        let shown = clauses.iter().map(|c| {
            let participants = c.participants.iter().map(|p| {
                let preposition = p.argument.preposition.map(|s| document.slice(s).to_owned());
                let preposition = preposition.map(|p| format!("[{p}] ")).unwrap_or_default();
                format!("{} {preposition}{}", p.function, document.slice(p.argument.span))
            });
            let participants = participants.collect::<Vec<_>>().join("; ");
            format!("{}{}: {participants}", c.predicate.lemma, if c.negated { " not" } else { "" })
        });
        shown.collect()
    }

    #[test]
    fn what_is_said_and_tried_takes_part() {
        let clauses = found(
            "1 Kim Kim PROPN NNP 2 nsubj person
             2 said say VERB VBD 0 root
             3 rebels rebel NOUN NNS 5 nsubj person
             4 never never ADV RB 5 advmod
             5 tried try VERB VBD 2 ccomp
             6 to to PART TO 7 mark
             7 leave leave VERB VB 5 xcomp",
        );
        assert_eq!(
            clauses,
            [
                "say: subject Kim; complement rebels never tried to leave",
                "try not: subject rebels; complement to leave",
                "leave not: subject rebels",
            ]
        );
    }

    #[test]
    fn voice_is_undone_and_coordination_spread() {
        let clauses = found(
            "1 Guns gun NOUN NNS 5 nsubj:pass
             2 and and CCONJ CC 3 cc
             3 drones drone NOUN NNS 1 conj
             4 were be AUX VBD 5 aux:pass
             5 seized seize VERB VBN 0 root
             6 in in ADP IN 7 case
             7 Aden Aden PROPN NNP 5 obl place
             8 by by ADP IN 9 case
             9 police police NOUN NN 5 obl:agent person",
        );
        assert_eq!(
            clauses,
            ["seize: object Guns; object drones; oblique [in] Aden; subject police"]
        );
    }

    #[test]
    fn copulas_and_participles_before_nouns() {
        let clauses = found(
            "1 The the DET DT 3 det
             2 seized seize VERB VBN 3 amod
             3 ship ship NOUN NN 6 nsubj object
             4 was be AUX VBD 6 cop
             5 a a DET DT 6 det
             6 tanker tanker NOUN NN 0 root object",
        );
        assert_eq!(
            clauses,
            ["seize: object The seized ship", "be: subject The seized ship; attribute a tanker"]
        );
    }

    #[test]
    fn what_stands_around_its_speaker_is_said() {
        let clauses = found(
            "1 Talks talk NOUN NNS 2 nsubj event
             2 failed fail VERB VBD 0 root SpaceAfter=No
             3 , , PUNCT , 5 punct
             4 Kim Kim PROPN NNP 5 nsubj person
             5 said say VERB VBD 2 parataxis SpaceAfter=No
             6 . . PUNCT . 2 punct",
        );
        assert_eq!(clauses, ["fail: subject Talks", "say: complement Talks failed; subject Kim"]);
    }
}
