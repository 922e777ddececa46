//! Why a relation is what it is: the tree, and which word decided what.
//!
//! Everything is told from what [`Reading`] holds and by the functions that decide; nothing is decided here again. Where
//! a decision is the sum of several words, a word counts as a reason if without it the outcome were another.

mod origin;
mod tree;

use std::fmt;

use super::events::{Verdict, verdict};
use super::score::least_sure;
use super::{Reading, stance};
use crate::doc::{Document, Modality, PredicateKind, Relation};
use origin::{origin, path};

/// Why one relation is what it is; `Display` prints it as a page of plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    sentence: String,
    tree: Vec<String>,
    facts: Vec<(&'static str, String)>,
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n", self.sentence)?;
        for line in &self.tree {
            writeln!(f, "{line}")?;
        }
        writeln!(f)?;
        for (name, fact) in &self.facts {
            for (i, line) in fact.lines().enumerate() {
                writeln!(f, "{:<12}{line}", if i == 0 { name } else { "" })?;
            }
        }
        Ok(())
    }
}

/// Explains the relation with this index in [`Document::relations`]; `None` if there is none, or no syntax.
///
/// The relations must be those that [`relations`](super::relations) finds in the document as it is.
pub fn explain(document: &Document, index: usize) -> Option<Explanation> {
    let relation = document.relations()?.get(index)?;
    let reading = Reading::new(document)?;
    let sentence = document.sentences().get(relation.sentence.index())?;
    let account = Account { reading: &reading, relation };
    Some(Explanation {
        sentence: folded(document.slice(sentence.span)),
        tree: tree::lines(&reading.tree, relation),
        facts: account.facts(),
    })
}

struct Account<'a, 'd> {
    reading: &'a Reading<'d>,
    relation: &'a Relation,
}

impl Account<'_, '_> {
    fn facts(&self) -> Vec<(&'static str, String)> {
        let (r, document) = (self.relation, self.reading.tree.document);
        let mut facts = vec![("predicate", self.predicate())];
        let nobody = || "not said".to_string();
        let arguments = r.subject.iter().map(|a| ("subject", a));
        let arguments = arguments.chain(r.object.iter().map(|a| ("object", a)));
        let arguments: Vec<_> =
            arguments.chain(r.arguments.iter().map(|a| ("argument", a))).collect();
        if r.subject.is_none() {
            facts.push(("subject", nobody()));
        }
        for (name, argument) in arguments {
            let before = argument.preposition.map(|p| format!("[{}] ", document.slice(p)));
            let head = r.predicate.head.index();
            let node = self.reading.tree.first_word(argument.head.index());
            facts.push((
                name,
                format!(
                    "{}{}\n{}\n{}",
                    before.unwrap_or_default(),
                    folded(document.slice(argument.span)),
                    origin(self.reading, head, node),
                    path(&self.reading.tree, head, node),
                ),
            ));
        }
        if r.object.is_none() {
            facts.push(("object", nobody()));
        }
        facts.push(("negated", self.negation()));
        facts.push(("modality", self.modality()));
        facts.push(("attribution", self.attribution()));
        facts.push((
            "time",
            r.time.as_ref().map_or_else(nobody, |t| {
                let value = t.value.as_ref().map(|v| format!(" = {v}")).unwrap_or_default();
                format!("{}{value}", folded(document.slice(t.span)))
            }),
        ));
        facts.push(("place", r.place.map_or_else(nobody, |p| folded(document.slice(p.span)))));
        facts.push(("event", self.event()));
        facts.push(("score", format!("{:.3}", r.score)));
        if let Some((t, sure)) = least_sure(&self.reading.tree, r) {
            let (word, deprel) = (self.token(t), self.reading.tree.parsed(t));
            facts.push(("least sure", format!("{word} as {deprel}: {sure:.3}")));
        }
        facts
    }

    fn token(&self, t: usize) -> String {
        tree::token(&self.reading.tree, t)
    }

    fn predicate(&self) -> String {
        let p = &self.relation.predicate;
        let (lemma, kind, voice, word) = (&p.lemma, p.kind, p.voice, self.token(p.head.index()));
        let mutual = if self.relation.reciprocal { ", reciprocal" } else { "" };
        format!("{lemma}: {kind}, {voice}{mutual}, {word}")
    }

    /// The clause whose status the relation has: its verb, or the one whose object its noun is.
    fn clause(&self) -> Option<usize> {
        let head = self.relation.predicate.head.index();
        let tree = &self.reading.tree;
        match self.relation.predicate.kind {
            PredicateKind::Verb => Some(head),
            PredicateKind::Noun | PredicateKind::Title => {
                Some(tree.head(head).filter(|&v| tree.is_verb(v)).unwrap_or(head))
            }
        }
        // Whatever reads a noun otherwise has given it another status than the clause's: then that is no reason.
        .filter(|&c| {
            let s = self.reading.stances[c];
            (s.modality, s.negated) == (self.relation.modality, self.relation.negated)
        })
    }

    fn negation(&self) -> String {
        let answer = if self.relation.negated { "yes" } else { "no" };
        let Some(t) = self.clause() else { return answer.into() };
        let own = self.own(t, |s| s.negated);
        let above = self.reading.bases[t].negated.then(|| self.above(t, |s| s.negated)).flatten();
        reasons(answer, own.into_iter().chain(above))
    }

    fn modality(&self) -> String {
        let answer = self.relation.modality.as_str();
        let Some(t) = self.clause() else { return answer.into() };
        let own = self.own(t, |s| s.modality);
        let above = (own.is_empty() && self.relation.modality != Modality::Actual)
            .then(|| self.above(t, |s| s.modality))
            .flatten();
        reasons(answer, own.into_iter().chain(above))
    }

    /// The words of the clause `t` without which `what` of its status were different.
    fn own<T: PartialEq>(&self, t: usize, what: impl Fn(stance::Stance) -> T) -> Vec<String> {
        let tree = &self.reading.tree;
        let (base, out) = (self.reading.bases[t], self.reading.stances[t]);
        let decides = |&&c: &&usize| what(stance::without(tree, t, base, c)) != what(out);
        tree.children(t).iter().filter(decides).map(|&c| self.token(c)).collect()
    }

    /// The word above `t` that `what` of its status comes from.
    fn above<T: PartialEq>(&self, t: usize, what: impl Fn(stance::Stance) -> T) -> Option<String> {
        let tree = &self.reading.tree;
        let mut at = t;
        let mut out = None;
        // As far as the status is handed down unchanged.
        while let Some(h) = tree.head(at) {
            let mark = tree
                .by(at, &[crate::doc::Deprel::Mark])
                .map(|m| format!(" with {}", self.token(m)))
                .next();
            let (relation, mark) = (tree.deprel(at), mark.unwrap_or_default());
            out = Some(format!("{} ({relation} of {}{mark})", self.token(at), self.token(h)));
            let passed = what(self.reading.stances[h]) == what(self.reading.bases[at]);
            let own = !self.own(h, &what).is_empty();
            if own && passed {
                let words = self.own(h, &what).join(", ");
                return out.map(|o| format!("{o}, which has {words}"));
            }
            if !passed {
                break;
            }
            at = h;
        }
        out
    }

    fn attribution(&self) -> String {
        let document = self.reading.tree.document;
        let Some(a) = &self.relation.attribution else { return "the article's own word".into() };
        let source = match &a.source {
            Some(s) => {
                format!("{}, {}", folded(document.slice(s.span)), self.token(s.head.index()))
            }
            None => "nobody named".into(),
        };
        let cue = a.cue.map(|cue| format!(", by the word {:?}", document.slice(cue)));
        source + &cue.unwrap_or_default()
    }

    fn event(&self) -> String {
        let row = |(predicate, frame): (&str, &str)| format!("{predicate} [{frame}]");
        match verdict(self.reading, self.relation) {
            Verdict::Unlisted => "none: the lexicon has no entry for the predicate".into(),
            Verdict::Unfit(tried) => {
                let mut out = String::from("none: no frame of the predicate holds");
                for (frame, condition) in tried {
                    out.push_str(&format!("\n[{frame}] fails at {condition}"));
                }
                out
            }
            Verdict::Fits(fit) => {
                let event = &fit.event;
                let mut out = format!("{} {}, rule {}", event.plover, event.cameo, event.rule);
                if let Some(rule) = fit.rule {
                    out.push_str(&format!("\nby the row {}", row(rule)));
                }
                if let Some(noun) = fit.noun {
                    out.push_str(&format!("\nand the noun's {}", row(noun)));
                }
                if let Some((from, status, word)) = fit.shifted {
                    let itself = from.map_or("no type", |plover| plover.as_str());
                    let word = self.token(word);
                    out.push_str(&format!("\n{itself} by itself, {status} by {word}"));
                }
                out
            }
        }
    }
}

/// A text on one line.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn reasons(answer: &str, because: impl Iterator<Item = String>) -> String {
    let because: Vec<String> = because.collect();
    if because.is_empty() { answer.into() } else { format!("{answer}: {}", because.join("; ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::testing::document;

    fn page(conllu: &str, index: usize) -> String {
        let mut d = document(conllu);
        let relations = crate::relate::relations(&d);
        d.set_relations(relations).expect("relations of the document");
        explain(&d, index).expect("a relation").to_string()
    }

    const URGED: &str = "# mention 1 GPE name
        # mention 4 GPE name
        1 Iran Iran PROPN NNP 3 nsubj place
        2 will will AUX MD 3 aux
        3 urge urge VERB VB 0 root
        4 Oman Oman PROPN NNP 3 obj place
        5 not not PART RB 7 advmod
        6 to to PART TO 7 mark
        7 meet meet VERB VB 3 xcomp
        8 rebels rebel NOUN NNS 7 obj person
        9 , , PUNCT , 11 punct
        10 officials official NOUN NNS 11 nsubj person
        11 said say VERB VBD 3 parataxis";

    #[test]
    fn a_shared_subject_and_a_status_from_above_are_told() {
        let expected = "Iran will urge Oman not to meet rebels , officials said

    3  urge  urge VERB VB root
    1    Iran  Iran PROPN NNP nsubj
    2    will  will AUX MD aux
    4    Oman  Oman PROPN NNP obj  <- subject
    7    meet  meet VERB VB xcomp  <- predicate
    5      not  not PART RB advmod
    6      to  to PART TO mark
    8      rebels  rebel NOUN NNS obj  <- object
   11    said  say VERB VBD parataxis
    9      ,  , PUNCT , punct
   10      officials  official NOUN NNS nsubj

predicate   meet: verb, active, \"meet\" (7)
subject     Oman
            whoever does the complement of \"urge\" (3)
            meet ↑xcomp urge ↓obj Oman
object      rebels
            its own dependent (obj)
            meet ↓obj rebels
negated     yes: \"not\" (5)
modality    requested: \"meet\" (7) (xcomp of \"urge\" (3) with \"to\" (6))
attribution officials, \"officials\" (10), by the word \"said\"
time        not said
place       not said
event       CONSULT 04, rule meet.person
            by the row meet [obj:Person]
score       0.947
least sure  \"Oman\" (4) as obj: 1.000
";
        assert_eq!(page(URGED, 1), expected);
    }

    #[test]
    fn own_words_decide_a_status() {
        let page = page(URGED, 0);
        assert!(page.contains("modality    future: \"will\" (2)\n"), "{page}");
        assert!(page.contains("event       REQUEST 02, rule urge.person.to-infinitive"), "{page}");
    }

    #[test]
    fn the_origin_of_arguments_is_told() {
        let relative = page(
            "1 ships ship NOUN NNS 0 root
             2 which which PRON WDT 3 obj
             3 seized seize VERB VBN 1 acl:relcl
             4 by by ADP IN 5 case
             5 rebels rebel NOUN NNS 3 obl:agent
             6 and and CCONJ CC 7 cc
             7 pirates pirate NOUN NNS 5 conj",
            0,
        );
        assert!(relative.contains("its own dependent (obl:agent with \"by\")"), "{relative}");
        assert!(relative.contains("what \"which\" (2) stands for"), "{relative}");
        let passive = page(
            "1 ships ship NOUN NNS 3 nsubj:pass
             2 were be AUX VBD 3 aux:pass
             3 seized seize VERB VBN 0 root
             4 by by ADP IN 5 case
             5 rebels rebel NOUN NNS 3 obl:agent
             6 and and CCONJ CC 7 cc
             7 pirates pirate NOUN NNS 5 conj",
            1,
        );
        assert!(
            passive.contains(
                "coordinated with \"rebels\" (5): its own dependent (obl:agent with \"by\")"
            ),
            "{passive}"
        );
        assert!(passive.contains("its own dependent (nsubj:pass)"), "{passive}");
    }

    #[test]
    fn what_has_no_event_says_why() {
        let unlisted = page(
            "1 rebels rebel NOUN NNS 2 nsubj\n2 painted paint VERB VBD 0 root\n3 roads road NOUN NNS 2 obj",
            0,
        );
        assert!(unlisted.contains("no entry for the predicate"), "{unlisted}");
        let unfit = page(
            "1 storms storm NOUN NNS 2 nsubj\n2 hit hit VERB VBD 0 root\n3 roads road NOUN NNS 2 obj",
            0,
        );
        assert!(unfit.contains("no frame of the predicate holds\n"), "{unfit}");
        assert!(unfit.contains("fails at subj:Armed|"), "{unfit}");
    }

    #[test]
    fn what_is_not_there_is_not_explained() {
        let mut d = document("1 rain rain NOUN NN 0 root");
        assert_eq!(explain(&d, 0), None);
        d.set_relations(Vec::new()).expect("none");
        assert_eq!(explain(&d, 0), None);
    }
}
