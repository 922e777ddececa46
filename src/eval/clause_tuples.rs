//! What clauses, titles and appositions say as tuples, in the manner of CaRB's annotators.
//!
//! The order is the sentence's: a passive has its patient first and the agent behind *by*. The relation takes auxiliaries,
//! negation, adverbs beside the verb, *to*, the verb that an infinitive completes, and the preposition of the second argument;
//! further arguments keep theirs. A clause without an object makes one tuple for each of its other participants.

use crate::doc::{
    Argument, Clause, Deprel, Document, Function, PredicateKind, Span, TokenId, Upos, Voice, Word,
};
use crate::format::carb::Tuple;

/// How sure a tuple of each kind is.
const WITH_OBJECT: f64 = 0.9;
const WITHOUT_OBJECT: f64 = 0.8;
const TITLE: f64 = 0.85;
const APPOSITION: f64 = 0.6;

/// What a document of one sentence says, clause by clause, then its titles and appositions; needs the clauses.
pub fn tuples_of(document: &Document, sentence: &str) -> Vec<Tuple> {
    let words = document.words().unwrap_or_default();
    let view = View { document, words };
    let mut out = Vec::new();
    let mut add = |confidence: f64, relation: String, arguments: Vec<String>| {
        if !relation.is_empty() && arguments.len() > 1 {
            out.push(Tuple { sentence: sentence.to_owned(), relation, arguments, confidence });
        }
    };
    for clause in document.clauses().unwrap_or_default() {
        if words[clause.predicate.head.index()].deprel != Deprel::Amod {
            view.clause(clause, &mut add);
        }
    }
    let titles = document.relations().unwrap_or_default().iter();
    for title in titles.filter(|r| r.predicate.kind == PredicateKind::Title) {
        let Some(subject) = &title.subject else { continue };
        let mut held = view.text(title.predicate.span);
        if let Some(of) = &title.object {
            held = format!("{held} of {}", view.text(of.span));
        }
        let arguments = vec![view.text(subject.span), held];
        add(TITLE, "is".to_owned(), arguments);
    }
    for (t, word) in words.iter().enumerate() {
        if let Some(head) = word.head.filter(|_| word.deprel == Deprel::Appos) {
            let named = view.noun_phrase(head.index(), Some(t));
            add(APPOSITION, "is".to_owned(), vec![named, view.noun_phrase(t, None)]);
        }
    }
    out
}

struct View<'d> {
    document: &'d Document,
    words: &'d [Word],
}

impl View<'_> {
    fn text(&self, span: Span) -> String {
        self.document.slice(span).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn form(&self, t: usize) -> &str {
        self.document.form(TokenId::new(t))
    }

    fn children(&self, t: usize) -> impl Iterator<Item = usize> {
        let head = Some(TokenId::new(t));
        self.words.iter().enumerate().filter(move |(_, w)| w.head == head).map(|(c, _)| c)
    }

    /// The argument behind its preposition.
    fn introduced(&self, argument: &Argument) -> String {
        let preposition = argument.preposition.map(|span| self.text(span) + " ");
        preposition.unwrap_or_default() + &self.text(argument.span)
    }

    fn clause(&self, clause: &Clause, add: &mut impl FnMut(f64, String, Vec<String>)) {
        let passive = clause.predicate.voice == Voice::Passive;
        let of = |function: Function| {
            let all = clause.participants.iter().filter(move |p| p.function == function);
            all.map(|p| p.argument).collect::<Vec<_>>()
        };
        let (subjects, objects) = (of(Function::Subject), of(Function::Object));
        let (first, objects, agents) =
            if passive { (objects, Vec::new(), subjects) } else { (subjects, objects, Vec::new()) };
        let attributes = of(Function::Attribute);
        let (main, second): (&[Argument], &[Argument]) =
            match (objects.as_slice(), agents.as_slice()) {
                ([], []) => (&attributes, &[]),
                ([], agents) => (agents, &attributes),
                (objects, _) => (objects, &attributes),
            };
        let others =
            [&of(Function::Indirect), second, &of(Function::Oblique), &of(Function::Complement)];
        let rest: Vec<Argument> = others.into_iter().flatten().copied().collect();
        let covered = |span: Span| rest.iter().chain(main).any(|a| a.span.contains(span));
        let time = clause.time.as_ref().filter(|time| !covered(time.span));
        let time: Vec<String> = time.iter().map(|time| self.text(time.span)).collect();
        let relation = self.relation(clause);
        let with = |argument: &Argument| {
            let by =
                if passive && agents.contains(argument) { "by".to_owned() } else { String::new() };
            let preposition = argument.preposition.map_or(by, |span| self.text(span));
            format!("{relation} {preposition}").trim_end().to_owned()
        };
        for subject in first.iter().map(|a| self.text(a.span)) {
            for argument in main {
                let mut arguments = vec![subject.clone(), self.text(argument.span)];
                arguments.extend(rest.iter().map(|a| self.introduced(a)));
                arguments.extend(time.clone());
                add(WITH_OBJECT, with(argument), arguments);
            }
            if !main.is_empty() {
                continue;
            }
            for argument in &rest {
                let arguments = vec![subject.clone(), self.text(argument.span)];
                add(WITHOUT_OBJECT, with(argument), arguments);
            }
            if rest.is_empty() {
                let arguments = [subject].into_iter().chain(time.clone()).collect();
                add(WITHOUT_OBJECT, relation.clone(), arguments);
            }
        }
    }

    /// The words of a clause's relation, in text order.
    fn relation(&self, clause: &Clause) -> String {
        let verb = clause.predicate.head.index();
        let base = match self.words[verb].deprel {
            Deprel::Cop => self.words[verb].head.map_or(verb, TokenId::index),
            _ => verb,
        };
        let helps = |c: &usize| {
            let word = &self.words[*c];
            let near = c.abs_diff(verb) <= 2 && word.upos == Upos::Adv;
            match word.deprel {
                Deprel::Aux | Deprel::AuxPass => true,
                Deprel::Mark => word.lemma == "to",
                Deprel::Advmod => near || matches!(word.lemma.as_str(), "not" | "never"),
                _ => false,
            }
        };
        let mut tokens: Vec<usize> =
            self.children(base).filter(|&c| c != verb).filter(helps).collect();
        // *tried to broker* is one relation.
        let above = self.words[base].head.map(TokenId::index);
        if let Some(above) = above
            && self.words[base].deprel == Deprel::Xcomp
            && self.words[above].upos == Upos::Verb
            && above < base
            && base - above <= 3
            && !self
                .children(above)
                .any(|c| matches!(self.words[c].deprel, Deprel::Obj | Deprel::Iobj))
        {
            let auxiliary =
                |c: &usize| matches!(self.words[*c].deprel, Deprel::Aux | Deprel::AuxPass);
            tokens.extend(self.children(above).filter(auxiliary));
            tokens.push(above);
        }
        tokens.sort_unstable();
        let split = tokens.partition_point(|&t| t < verb);
        let form = |&t: &usize| self.form(t).to_owned();
        let mut words: Vec<String> = tokens[..split].iter().map(form).collect();
        words.push(self.text(clause.predicate.span));
        words.extend(tokens[split..].iter().map(form));
        words.join(" ")
    }

    /// The noun phrase headed by `head`, without clauses, conjuncts and what hangs under `without`.
    fn noun_phrase(&self, head: usize, without: Option<usize>) -> String {
        let mut inside = vec![head];
        let mut next = 0;
        while let Some(&t) = inside.get(next) {
            let kept = self.children(t).filter(|&c| {
                use Deprel::{Acl, AclRelcl, Appos, Case, Cc, Conj, Cop, Nsubj, Punct};
                let loose = matches!(self.words[c].deprel, Acl | AclRelcl | Appos);
                let outside =
                    matches!(self.words[c].deprel, Conj | Cc | Case | Punct | Cop | Nsubj);
                Some(c) != without && !loose && !(t == head && outside)
            });
            let kept: Vec<usize> = kept.collect();
            inside.extend(kept);
            next += 1;
        }
        inside.sort_unstable();
        let at = inside.binary_search(&head).unwrap_or_default();
        let (mut first, mut last) = (at, at);
        while first > 0 && inside[first - 1] + 1 == inside[first] {
            first -= 1;
        }
        while last + 1 < inside.len() && inside[last] + 1 == inside[last + 1] {
            last += 1;
        }
        self.text(self.document.span_of(inside[first]..inside[last] + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::testing;
    use crate::relate::relations_and_clauses;

    /// `relation(argument; …)` of every tuple.
    fn found(conllu: &str) -> Vec<String> {
        let mut document = testing::document(conllu);
        let (relations, clauses) = relations_and_clauses(&document);
        document.set_relations(relations).unwrap();
        document.set_clauses(clauses).unwrap();
        let shown = |t: &Tuple| format!("{}({})", t.relation, t.arguments.join("; "));
        tuples_of(&document, "s").iter().map(shown).collect()
    }

    #[test]
    fn objects_keep_what_follows_them() {
        let tuples = found(
            "1 Oskan Oskan PROPN NNP 4 nsubj person
             2 did do AUX VBD 4 aux
             3 not not PART RB 4 advmod
             4 send send VERB VB 0 root
             5 aid aid NOUN NN 4 obj
             6 to to ADP IN 7 case
             7 Rome Rome PROPN NNP 4 obl place",
        );
        assert_eq!(tuples, ["did not send(Oskan; aid; to Rome)"]);
    }

    #[test]
    fn without_an_object_each_participant_is_told() {
        let tuples = found(
            "1 Oskan Oskan PROPN NNP 2 nsubj person
             2 flew fly VERB VBD 0 root
             3 to to ADP IN 4 case
             4 Rome Rome PROPN NNP 2 obl place
             5 with with ADP IN 6 case
             6 Kim Kim PROPN NNP 2 obl person",
        );
        assert_eq!(tuples, ["flew to(Oskan; Rome)", "flew with(Oskan; Kim)"]);
    }

    #[test]
    fn a_passive_has_its_patient_first() {
        let tuples = found(
            "1 Aid aid NOUN NN 3 nsubj:pass
             2 was be AUX VBD 3 aux:pass
             3 blocked block VERB VBN 0 root
             4 by by ADP IN 5 case
             5 rebels rebel NOUN NNS 3 obl:agent person",
        );
        assert_eq!(tuples, ["was blocked by(Aid; rebels)"]);
    }

    #[test]
    fn copulas_infinitives_and_appositions() {
        let tuples = found(
            "1 Kim Kim PROPN NNP 6 nsubj person
             2 , , PUNCT , 4 punct
             3 a a DET DT 4 det
             4 judge judge NOUN NN 1 appos person
             5 , , PUNCT , 4 punct
             6 tried try VERB VBD 0 root
             7 to to PART TO 8 mark
             8 free free VERB VB 6 xcomp
             9 rebels rebel NOUN NNS 8 obj person",
        );
        assert!(tuples.contains(&"tried to free(Kim; rebels)".to_owned()), "{tuples:?}");
        assert!(tuples.contains(&"is(Kim; a judge)".to_owned()), "{tuples:?}");
        let copula = found(
            "1 Kim Kim PROPN NNP 4 nsubj person
             2 is be AUX VBZ 4 cop
             3 a a DET DT 4 det
             4 judge judge NOUN NN 0 root person",
        );
        assert!(copula.contains(&"is(Kim; a judge)".to_owned()), "{copula:?}");
    }
}
