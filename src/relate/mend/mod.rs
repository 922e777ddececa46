//! Trees mended where a parser's labels contradict each other.
//!
//! A parser scores arcs one by one and so gives a verb two subjects, or an auxiliary a subject, or lets a coordination
//! cross a quotation mark. Each rule here changes what cannot be so in any sentence into the nearest thing that can; a tree
//! without contradictions is left as it is.

mod arguments;
mod clauses;

use super::lexicon;
use crate::doc::{Deprel, Document, Mention, Upos, Word, Xpos};

/// The changeable copy of a document's syntax.
pub(super) struct Syntax {
    pub head: Vec<Option<usize>>,
    pub deprel: Vec<Deprel>,
    pub upos: Vec<Upos>,
    pub xpos: Vec<Xpos>,
}

impl Syntax {
    /// The syntax of `document`, mended sentence by sentence.
    pub fn mended(document: &Document, words: &[Word]) -> Syntax {
        let syntax = Syntax {
            head: words.iter().map(|w| w.head.map(|h| h.index())).collect(),
            deprel: words.iter().map(|w| w.deprel).collect(),
            upos: words.iter().map(|w| w.upos).collect(),
            xpos: words.iter().map(|w| w.xpos).collect(),
        };
        let mut mender = Mender::new(document, words, syntax);
        for sentence in document.sentences() {
            mender.sentence(sentence.tokens.clone());
        }
        mender.syntax
    }
}

struct Mender<'d> {
    document: &'d Document,
    words: &'d [Word],
    syntax: Syntax,
    /// Children before mending, by head; moved tokens are looked up through [`Mender::children`].
    below: Vec<Vec<usize>>,
    mention: Vec<Option<&'d Mention>>,
    quoted: Vec<bool>,
}

use Deprel::{
    Acl, Advmod, Appos, Aux, AuxPass, Case, Cc, Compound, Conj, Cop, Det, Flat, Mark, Nmod, Nsubj,
    NsubjPass, Obj, Obl, OblAgent,
};

impl<'d> Mender<'d> {
    fn new(document: &'d Document, words: &'d [Word], syntax: Syntax) -> Mender<'d> {
        let n = words.len();
        let mut below = vec![Vec::new(); n];
        for t in 0..n {
            if let Some(h) = syntax.head[t] {
                below[h].push(t);
            }
        }
        let mut mention = vec![None; n];
        for m in document.mentions().unwrap_or_default() {
            mention[m.head.index()] = Some(m);
        }
        let mut quoted = vec![false; n];
        for sentence in document.sentences() {
            let mut open = false;
            for t in sentence.tokens.clone() {
                match document.tokens()[t].span.of(document.text()) {
                    "“" | "``" => open = true,
                    "”" | "''" => open = false,
                    "\"" => open = !open,
                    _ => quoted[t] = open,
                }
            }
        }
        Mender { document, words, syntax, below, mention, quoted }
    }

    fn form(&self, t: usize) -> &'d str {
        self.document.tokens()[t].span.of(self.document.text())
    }

    fn is(&self, t: usize, words: &[&str]) -> bool {
        words.iter().any(|w| self.form(t).eq_ignore_ascii_case(w))
    }

    fn children(&self, t: usize) -> impl Iterator<Item = usize> + '_ {
        self.below[t].iter().copied()
    }

    fn by<'a>(&'a self, t: usize, relations: &'a [Deprel]) -> impl Iterator<Item = usize> + 'a {
        self.children(t).filter(|&c| relations.contains(&self.syntax.deprel[c]))
    }

    fn has(&self, t: usize, relations: &[Deprel]) -> bool {
        self.by(t, relations).next().is_some()
    }

    fn is_verb(&self, t: usize) -> bool {
        self.syntax.upos[t] == Upos::Verb
    }

    fn is_noun(&self, t: usize) -> bool {
        matches!(self.syntax.upos[t], Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num)
    }

    /// The first token of the subtree of `t`, by its leftmost chain.
    fn left(&self, t: usize) -> usize {
        let mut at = t;
        while let Some(c) = self.below[at].iter().copied().min().filter(|&c| c < at) {
            at = c;
        }
        at
    }

    /// The preposition `word` that opens the phrase of `t`.
    fn opening_case(&self, t: usize, word: &str) -> Option<usize> {
        let first = self.left(t);
        self.by(t, &[Case]).find(|&c| c == first && self.is(c, &[word]))
    }

    /// Moves `t` under `head`, unless that would close a circle.
    fn attach(&mut self, t: usize, head: usize, deprel: Deprel) {
        let mut above = Some(head);
        let mut steps = 0;
        while let Some(h) = above {
            steps += 1;
            if h == t || steps > 200 {
                return;
            }
            above = self.syntax.head[h];
        }
        if let Some(old) = self.syntax.head[t] {
            self.below[old].retain(|&c| c != t);
        }
        self.syntax.head[t] = Some(head);
        self.syntax.deprel[t] = deprel;
        let at = self.below[head].partition_point(|&c| c < t);
        self.below[head].insert(at, t);
    }

    fn sentence(&mut self, tokens: std::ops::Range<usize>) {
        for t in tokens.clone() {
            self.auxiliary(t);
            self.past_tense(t);
            self.early_phrase(t);
        }
        for t in tokens.clone() {
            self.office(t);
            self.title_of_several(t);
            self.participle(t);
            self.introduced_subject(t);
            self.introduced_clause(t);
            self.early_subject(t);
            self.early_oblique(t);
            self.accused_of(t);
            self.named_as(t);
            self.for_to(t);
            self.compound_part(t);
            self.name_part(t);
        }
        for t in tokens {
            self.conjunct(t);
            if self.is_verb(t) {
                self.gerund(t);
                self.accusation(t);
                self.loose_speech(t);
                self.loose_result(t);
                self.early_object(t);
                self.subjects(t);
                self.stray_particle(t);
                self.phrasal(t);
                self.objects(t);
                self.quotation(t);
                self.garden_path(t);
            }
            self.list_of_names(t);
        }
    }

    /// *Spoke* is no participle, whatever the tag, and no passive (*spoke by telephone*).
    fn past_tense(&mut self, t: usize) {
        let past = self.is_verb(t) && !self.has(t, &[Aux, AuxPass]);
        if !past || !lexicon::is_past_only(&self.form(t).to_lowercase()) {
            return;
        }
        self.syntax.xpos[t] = Xpos::Vbd;
        for (passive, active) in [(OblAgent, Obl), (NsubjPass, Nsubj)] {
            let labels: Vec<usize> = self.by(t, &[passive]).collect();
            labels.into_iter().for_each(|c| self.syntax.deprel[c] = active);
        }
    }

    /// A noun's prepositional phrase follows it. One that stands before it, behind a comma, belongs to the clause (*According to the
    /// council, the next vote is due in May*).
    fn early_phrase(&mut self, t: usize) {
        if self.syntax.deprel[t] != Nmod {
            return;
        }
        let Some(noun) = self.syntax.head[t].filter(|&n| t < n && self.is_noun(n)) else { return };
        let introduced = self.by(t, &[Case]).any(|c| c < t);
        let apart = (t + 1..noun).any(|c| self.form(c) == ",");
        let mut at = noun;
        for _ in 0..6 {
            let Some(up) = self.syntax.head[at].filter(|_| introduced && apart) else { return };
            if self.is_verb(up) || self.has(up, &[Cop]) {
                return self.attach(t, up, Obl);
            }
            at = up;
        }
    }

    /// What has a passive subject or an agent is a participle, not an adjective (*was less affected by*).
    fn participle(&mut self, t: usize) {
        let passive = self.has(t, &[NsubjPass, OblAgent, AuxPass]);
        let ends = self.form(t).to_lowercase().ends_with("ed");
        // *is allied with*: a participle by its verb, whatever the tag.
        let stative = || {
            lexicon::verb_lemma(self.form(t), self.form(t))
                .is_some_and(|l| lexicon::Verb::Stative.holds(&l))
                && self.has(t, &[Cop])
                && self.has(t, &[Obl])
        };
        if self.syntax.upos[t] == Upos::Adj && ends && (passive || stative()) {
            self.syntax.upos[t] = Upos::Verb;
            self.syntax.xpos[t] = Xpos::Vbn;
            let copulas: Vec<usize> = self.by(t, &[Cop]).collect();
            for c in copulas {
                self.syntax.deprel[c] = AuxPass;
            }
        }
    }

    /// A conjunction before a noun makes it a conjunct of the noun it hangs on.
    fn conjunct(&mut self, t: usize) {
        let Some(h) = self.syntax.head[t].filter(|&h| h < t) else { return };
        let joined = self.by(t, &[Cc]).any(|c| h < c && c < t);
        let part = matches!(
            self.syntax.deprel[t],
            Deprel::NmodDesc | Appos | Compound | Nmod | Flat | Deprel::Dep
        );
        if joined && part && self.is_noun(t) && self.is_noun(h) && !self.has(t, &[Case]) {
            self.syntax.deprel[t] = Conj;
        }
    }

    fn lemma(&self, t: usize) -> String {
        lexicon::verb_lemma(self.form(t), &self.words[t].lemma)
            .unwrap_or_else(|| self.words[t].lemma.to_lowercase())
    }

    /// A verb outside quotation marks is no conjunct of one inside, but of the last one before it outside.
    fn quotation(&mut self, verb: usize) {
        if self.syntax.deprel[verb] != Conj || self.quoted[verb] {
            return;
        }
        let Some(h) = self.syntax.head[verb].filter(|&h| self.quoted[h] && h < verb) else {
            return;
        };
        let other = (h + 1..verb).rev().find(|&t| {
            self.is_verb(t) && !self.quoted[t] && self.syntax.xpos[t] == self.syntax.xpos[verb]
        });
        if let Some(other) = other {
            self.attach(verb, other, Conj);
        }
    }

    /// *A defeated B and C will move*: a conjunct of the object right before the second verb is that verb's subject.
    fn garden_path(&mut self, verb: usize) {
        let lone = matches!(
            self.syntax.deprel[verb],
            Conj | Deprel::Parataxis | Deprel::Ccomp | Deprel::AclRelcl | Acl
        ) && !self.has(verb, &[Nsubj, NsubjPass, Mark])
            && !self.by(verb, &[Cc]).any(|c| c < verb);
        let finite = self.by(verb, &[Aux, AuxPass]).any(|c| {
            c < verb && matches!(self.syntax.xpos[c], Xpos::Md | Xpos::Vbd | Xpos::Vbz | Xpos::Vbp)
        });
        if !lone || !finite {
            return;
        }
        let Some(n) = self.left(verb).checked_sub(1) else { return };
        let joined = self.syntax.deprel[n] == Conj
            && self.is_noun(n)
            && self.has(n, &[Cc])
            && self.syntax.head[n].is_some_and(|h| {
                matches!(self.syntax.deprel[h], Obj | Obl)
                    && self.syntax.head[h].is_some_and(|v| v < n && v != verb && self.is_verb(v))
            });
        if joined {
            let clause = self.syntax.head[n].and_then(|h| self.syntax.head[h]);
            self.attach(n, verb, Nsubj);
            if let Some(clause) = clause {
                self.attach(verb, clause, Conj);
            }
        }
    }

    /// Headlines list names with a comma (*Benin, Nigeria join bloc*): before a plural verb that is no apposition.
    fn list_of_names(&mut self, t: usize) {
        if self.syntax.deprel[t] != Appos || self.syntax.upos[t] != Upos::Propn {
            return;
        }
        let Some(first) =
            self.syntax.head[t].filter(|&h| self.syntax.upos[h] == Upos::Propn && h < t)
        else {
            return;
        };
        let Some(verb) = self.syntax.head[first] else { return };
        let plural = self.syntax.deprel[first] == Nsubj
            && matches!(self.syntax.xpos[verb], Xpos::Vb | Xpos::Vbp)
            && !self.has(verb, &[Aux]);
        let bare = !self.has(t, &[Det, Case, Nmod, Advmod])
            && self.below[t]
                .iter()
                .all(|&c| matches!(self.syntax.deprel[c], Deprel::Punct | Flat | Compound));
        if plural && bare && t + 1 == verb {
            self.syntax.deprel[t] = Conj;
        }
    }
}
