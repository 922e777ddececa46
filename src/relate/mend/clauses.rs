//! Clauses that hang in the wrong place, and what stands in front of their verbs: participles behind commas, subjects behind *that* and
//! *for*, phrases before a participle.

use super::Mender;
use crate::doc::Deprel::{
    Acl, Advcl, Amod, Aux, AuxPass, Case, Cc, Ccomp, Conj, Cop, Mark, Nmod, Nsubj, NsubjPass, Obj,
    Obl, Xcomp,
};
use crate::doc::{Denotes, EntityType, Upos, Xpos};
use crate::relate::lexicon;

impl Mender<'_> {
    /// What somebody is accused of or kept from belongs to the verb, not to the noun (*accused the mayor of taking money*).
    pub(super) fn accusation(&mut self, t: usize) {
        // *being involved*, *having fled*: the form in *-ing* may be an auxiliary.
        let gerund = self.syntax.xpos[t] == Xpos::Vbg
            || self.by(t, &[Aux, AuxPass, Cop]).any(|c| self.syntax.xpos[c] == Xpos::Vbg);
        let modifies = matches!(self.syntax.deprel[t], Acl | Nmod | Advcl) && gerund;
        let Some(noun) = self.syntax.head[t].filter(|&n| modifies && n < t && self.is_noun(n))
        else {
            return;
        };
        let Some(verb) = self.syntax.head[noun].filter(|&v| v < noun && self.is_verb(v)) else {
            return;
        };
        let lemma = self.words[verb].lemma.to_lowercase();
        let accused = lexicon::Verb::Accuse.holds(&lemma)
            && self.by(t, &[Mark, Case]).any(|c| self.is(c, &["of", "with"]));
        let kept = lexicon::Verb::Prevent.holds(&lemma)
            && self.by(t, &[Mark, Case]).any(|c| self.is(c, &["from"]));
        if self.syntax.deprel[noun] == Obj && (accused || kept) {
            self.attach(t, verb, Advcl);
        }
    }

    /// What follows *accused of* and the like is what somebody did, and the noun behind it whom or what (*accused of killing civilians*),
    /// not civilians that kill.
    pub(super) fn accused_of(&mut self, t: usize) {
        if self.syntax.deprel[t] != Amod || self.syntax.xpos[t] != Xpos::Vbg {
            return;
        }
        let Some(noun) = self.syntax.head[t].filter(|&n| n == t + 1 && self.is_noun(n)) else {
            return;
        };
        let Some(verb) = self.syntax.head[noun].filter(|&v| v < t && self.is_verb(v)) else {
            return;
        };
        let case = self.by(noun, &[Case]).find(|&c| c + 1 == t && self.is(c, &["of", "with"]));
        let accuses = lexicon::Verb::Accuse.holds(&self.lemma(verb));
        if let Some(case) = case.filter(|_| accuses && self.syntax.deprel[noun] == Obl) {
            self.attach(t, verb, Advcl);
            self.attach(noun, t, Obj);
            self.attach(case, t, Mark);
            self.syntax.upos[t] = Upos::Verb;
        }
    }

    /// Only somebody speaks: behind a comma, what a noun that is nobody is said to be *saying* or *warning of* is said by the subject of the
    /// clause (*rejected the plan, accusing the envoy of bias*).
    pub(super) fn loose_speech(&mut self, t: usize) {
        use lexicon::Verb::{Accuse, Addressee, Request, Say, Speech};
        let loose = self.syntax.deprel[t] == Acl
            && self.syntax.xpos[t] == Xpos::Vbg
            && self.is_behind_comma(t);
        let Some(noun) = self.syntax.head[t].filter(|&n| loose && n < t && !self.is_somebody(n))
        else {
            return;
        };
        let lemma = self.lemma(t);
        if ![Say, Speech, Addressee, Request, Accuse].iter().any(|v| v.holds(&lemma)) {
            return;
        }
        let mut at = noun;
        for _ in 0..6 {
            let Some(up) = self.syntax.head[at] else { return };
            if self.is_verb(up) && up < t {
                let subject = self.by(up, &[Nsubj]).find(|&s| s < up);
                if subject.is_some_and(|s| self.is_somebody(s)) {
                    self.attach(t, up, Advcl);
                    return;
                }
            }
            at = up;
        }
    }

    /// What comes of it all stands behind a comma, as a participle: it belongs to what was said to have happened, not to the infinitive
    /// before the comma (*agreed to leave, ending the siege*).
    pub(super) fn loose_result(&mut self, t: usize) {
        let loose = self.syntax.xpos[t] == Xpos::Vbg
            && (self.syntax.deprel[t] == Advcl
                || self.syntax.deprel[t] == Conj && !self.has(t, &[Cc]))
            && !self.has(t, &[Mark, Case, Nsubj, NsubjPass, Aux])
            && self.is_behind_comma(t);
        let Some(h) = self.syntax.head[t].filter(|&h| loose && h < t && self.is_verb(h)) else {
            return;
        };
        let mut at = h;
        for _ in 0..6 {
            let infinitive = self.syntax.xpos[at] == Xpos::Vb
                && self.by(at, &[Mark]).any(|m| self.is(m, &["to"]))
                && matches!(self.syntax.deprel[at], Xcomp | Advcl);
            match self.syntax.head[at].filter(|&up| infinitive && up < at && self.is_verb(up)) {
                Some(up) => at = up,
                None => break,
            }
        }
        if at != h || self.syntax.deprel[t] == Conj {
            self.attach(t, at, Advcl);
        }
    }

    /// A participle that modifies a noun has no source in front of it: the source is the clause's, and what the participle modifies
    /// (*according to people briefed on the talks*).
    pub(super) fn early_oblique(&mut self, t: usize) {
        let source = self.by(t, &[Case]).any(|c| self.is(c, &["according"]));
        if self.syntax.deprel[t] != Obl || !self.is_noun(t) || !source {
            return;
        }
        let Some(participle) = self.syntax.head[t].filter(|&v| v == t + 1) else { return };
        let modifies = self.syntax.deprel[participle] == Acl
            && matches!(self.syntax.xpos[participle], Xpos::Vbn | Xpos::Vbg);
        let first = self.left(t);
        let Some(mut at) = self.syntax.head[participle].filter(|&n| modifies && n < first) else {
            return;
        };
        for _ in 0..6 {
            if self.is_verb(at) {
                self.attach(t, at, Obl);
                return self.attach(participle, t, Acl);
            }
            let Some(up) = self.syntax.head[at] else { return };
            at = up;
        }
    }

    /// The subject of a clause with *that* stands behind it: what the parser made a second subject of the verb above is the clause's
    /// own (*told Reuters that the minister would come*).
    pub(super) fn early_subject(&mut self, t: usize) {
        if self.syntax.deprel[t] != Nsubj {
            return;
        }
        let Some(h) = self.syntax.head[t].filter(|&h| h < t) else { return };
        let first = self.left(t);
        let clause = self.by(h, &[Ccomp]).find(|&c| {
            t < c
                && !self.has(c, &[Nsubj, NsubjPass])
                && self.by(c, &[Mark]).any(|m| h < m && m < first && self.is(m, &["that"]))
        });
        if let Some(clause) = clause {
            self.attach_subject(t, clause);
        }
    }

    /// *After* and *before* in front of a subject introduce its clause (*a day after the strike killed eleven*).
    pub(super) fn introduced_clause(&mut self, t: usize) {
        if !matches!(self.syntax.deprel[t], Nsubj | NsubjPass) {
            return;
        }
        let Some(verb) = self.syntax.head[t].filter(|&v| t < v) else { return };
        let first = self.left(t);
        let words = ["after", "before", "since", "until"];
        if self.syntax.deprel[first] == Case && first < t && self.is(first, &words) {
            self.attach(first, verb, Mark);
        }
    }

    /// What somebody is asked or waited for to do has its subject behind *for* (*called for the verdicts to be overturned*), wherever
    /// the parser hung that.
    pub(super) fn for_to(&mut self, t: usize) {
        if self.syntax.deprel[t] != Obl || !self.is_noun(t) {
            return;
        }
        let Some(h) = self.syntax.head[t] else { return };
        let Some(case) = self.opening_case(t, "for") else { return };
        let follows = |v: usize| {
            self.syntax.deprel[v] == Xcomp
                && self.syntax.head[v].is_some_and(|up| up < case && self.is_verb(up))
                && !self.has(v, &[Nsubj, NsubjPass])
                && self.by(v, &[Mark]).any(|m| m == t + 1 && self.is(m, &["to"]))
        };
        let found = if t < h { Some(h) } else { self.by(h, &[Xcomp]).find(|&v| t < v) };
        let Some(verb) = found.filter(|&v| follows(v)) else { return };
        self.attach_subject(t, verb);
        self.attach(case, verb, Mark);
        self.syntax.deprel[verb] = Advcl;
    }

    /// Makes `t` the subject of `verb`, as its voice wants it.
    fn attach_subject(&mut self, t: usize, verb: usize) {
        let passive = self.has(verb, &[AuxPass]);
        self.attach(t, verb, if passive { NsubjPass } else { Nsubj });
    }

    /// Whether the phrase of `t` stands behind a comma, or begins with one.
    fn is_behind_comma(&self, t: usize) -> bool {
        let first = self.left(t);
        self.form(first) == "," || first > 0 && self.form(first - 1) == ","
    }

    /// Whether a noun means a person, or a group or state that speaks like one.
    fn is_somebody(&self, t: usize) -> bool {
        match self.mention[t] {
            Some(m) => {
                matches!(
                    m.ty,
                    EntityType::Person | EntityType::Org | EntityType::Gpe | EntityType::Norp
                )
            }
            None => {
                matches!(self.syntax.upos[t], Upos::Propn | Upos::Pron)
                    || matches!(self.words[t].denotes, Denotes::Person | Denotes::Organization)
            }
        }
    }
}
