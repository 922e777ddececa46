//! Arguments that contradict each other: subjects of auxiliaries, subjects with prepositions, two subjects or objects of one
//! verb, particles taken for prepositions.

use super::Mender;
use crate::doc::Deprel::{
    Appos, Aux, AuxPass, Case, Compound, CompoundPrt, Conj, Cop, Det, Iobj, Mark, Nmod, NmodPoss,
    Nsubj, NsubjPass, Nummod, Obj, Obl, OblAgent,
};
use crate::doc::{Deprel, EntityType, Mention, MentionKind, Upos, Xpos};
use crate::relate::lexicon;
use crate::text::office_of_general;

impl Mender<'_> {
    /// An auxiliary has no arguments: they are its verb's.
    pub(super) fn auxiliary(&mut self, t: usize) {
        if !matches!(self.syntax.deprel[t], Aux | AuxPass | Cop) {
            return;
        }
        let Some(verb) = self.syntax.head[t] else { return };
        let strays: Vec<usize> = self.by(t, &[Nsubj, NsubjPass, Obj, Obl]).collect();
        for stray in strays {
            self.attach(stray, verb, self.syntax.deprel[stray]);
        }
    }

    /// A subject has no preposition: with one it modifies the noun before it, or the verb.
    pub(super) fn introduced_subject(&mut self, t: usize) {
        if !matches!(self.syntax.deprel[t], Nsubj | NsubjPass) {
            return;
        }
        let Some(h) = self.syntax.head[t] else { return };
        let plain = [
            "by", "of", "in", "on", "with", "from", "at", "to", "into", "for", "against", "over",
            "under", "about",
        ];
        let Some(case) = self.by(t, &[Case, Mark]).find(|&c| c < t && self.is(c, &plain)) else {
            return;
        };
        let before = self.left(t).min(case).checked_sub(1);
        match before.filter(|&b| {
            self.is_noun(b) && self.syntax.head[b].is_some() && b != h && b + 1 == case
        }) {
            Some(noun) if h < t => self.attach(t, noun, Nmod),
            _ => self.syntax.deprel[t] = if self.is_verb(h) { Obl } else { Nmod },
        }
    }

    /// What something is called may stand before it (*dismissed as absurd a report*): then *as* is not its preposition.
    pub(super) fn named_as(&mut self, t: usize) {
        if self.syntax.deprel[t] != Obl || !self.is_noun(t) {
            return;
        }
        let Some(verb) = self.syntax.head[t].filter(|&v| v < t && self.is_verb(v)) else { return };
        let Some(case) = self.opening_case(t, "as") else { return };
        let name =
            self.children(verb).find(|&c| c == case + 1 && c < t && self.below[c].is_empty());
        if let Some(name) = name.filter(|_| !self.has(verb, &[Obj])) {
            self.attach(case, name, Case);
            self.syntax.deprel[name] = Obl;
            self.syntax.deprel[t] = Obj;
        }
    }

    /// A name takes part once: a word of it that does the same beside its head belongs to that (*blamed Kofi Annan*, where both
    /// are objects).
    pub(super) fn name_part(&mut self, t: usize) {
        let Some(name) = self.mention[t].filter(|m| m.kind == MentionKind::Name) else { return };
        let (head, deprel) = (self.syntax.head[t], self.syntax.deprel[t]);
        if head.is_none() || !matches!(deprel, Nsubj | NsubjPass | Obj | Deprel::Iobj | Obl) {
            return;
        }
        for part in name.tokens.clone().filter(|&part| part > t) {
            let twin = self.syntax.head[part] == head && self.syntax.deprel[part] == deprel;
            if twin && self.syntax.upos[part] == Upos::Propn {
                self.attach(part, t, Deprel::Flat);
            }
        }
    }

    /// A part of a compound has no preposition: what stands before the whole is the whole's (*by Kofi Annan*, where *Kofi* has
    /// *by*).
    pub(super) fn compound_part(&mut self, t: usize) {
        if self.syntax.deprel[t] != Compound {
            return;
        }
        let Some(whole) = self.syntax.head[t].filter(|&h| t < h && self.is_noun(h)) else { return };
        let oblique = matches!(self.syntax.deprel[whole], Obl | OblAgent | Nmod);
        let first = self.left(whole);
        let introduces = self.by(t, &[Case]).find(|&c| c == first);
        // *an in-house lawyer* has a preposition inside, held by its hyphen.
        if let Some(case) = introduces
            && oblique
            && !self.has(whole, &[Case])
            && !self.has(t, &[Deprel::Punct])
        {
            self.attach(case, whole, Case);
        }
    }

    /// Several names behind one title are who takes part, not the title (*foreign ministers A of X and B of Y met*).
    pub(super) fn title_of_several(&mut self, t: usize) {
        let title = t.checked_sub(1).filter(|&title| {
            self.syntax.deprel[t] == Appos
                && self.syntax.head[t] == Some(title)
                && self.syntax.upos[t] == Upos::Propn
                && matches!(self.syntax.xpos[title], Xpos::Nns | Xpos::Nnps)
                && lexicon::is_title(&self.words[title].lemma)
                && self.has(t, &[Conj])
        });
        let Some(title) = title else { return };
        let Some(head) = self.syntax.head[title] else { return };
        self.attach(t, head, self.syntax.deprel[title]);
        self.attach(title, t, Deprel::NmodDesc);
        let cases: Vec<usize> = self.by(title, &[Case]).collect();
        cases.into_iter().for_each(|case| self.attach(case, t, Case));
    }

    /// An office of two words is one name of it, and what hangs on the second hangs on the first (*the attorney general, Hugo
    /// Lund*).
    pub(super) fn office(&mut self, t: usize) {
        let Some(first) = office_of_general(self.document, t) else { return };
        if self.syntax.head[first] == Some(t) {
            return;
        }
        self.attach(t, first, Deprel::Flat);
        let hung: Vec<usize> =
            self.children(t).filter(|&c| self.syntax.deprel[c] != Deprel::Punct).collect();
        for c in hung {
            self.attach(c, first, self.syntax.deprel[c]);
        }
    }

    /// An infinitive's noun before it belongs to the verb above (*let the army detain civilians*).
    pub(super) fn early_object(&mut self, t: usize) {
        let bare = matches!(self.syntax.deprel[t], Deprel::Xcomp | Deprel::Ccomp)
            && self.syntax.xpos[t] == Xpos::Vb;
        let Some(h) = self.syntax.head[t].filter(|&h| bare && h < t && self.is_verb(h)) else {
            return;
        };
        let early = self.by(t, &[Obj]).find(|&o| {
            h < o
                && o < t
                && self.is_noun(o)
                && !matches!(self.syntax.xpos[o], Xpos::Wdt | Xpos::Wp)
        });
        if let Some(early) = early.filter(|_| !self.has(h, &[Obj])) {
            self.attach(early, h, Obj);
        }
    }

    /// A gerund alone is a noun (*denied wrongdoing*), but after verbs such as *stop* and *begin*.
    pub(super) fn gerund(&mut self, t: usize) {
        use lexicon::Verb::{Intend, Raise, Refuse};
        let Some(h) = self.syntax.head[t].filter(|&h| h + 1 == t && self.is_verb(h)) else {
            return;
        };
        let lemma = self.lemma(h);
        let phase = [Intend, Raise].iter().any(|v| v.holds(&lemma))
            || Refuse.holds(&lemma) && lemma != "deny";
        let alone = self.below[t].is_empty() && self.syntax.xpos[t] == Xpos::Vbg;
        if self.syntax.deprel[t] == Deprel::Xcomp && alone && !phase && !self.has(h, &[Obj]) {
            self.syntax.deprel[t] = Obj;
            self.syntax.upos[t] = Upos::Noun;
            self.syntax.xpos[t] = Xpos::Nn;
        }
    }

    /// One verb, one subject: of two before it, a title and a name are one phrase; one after the verb is its object.
    pub(super) fn subjects(&mut self, verb: usize) {
        let before: Vec<usize> = self.by(verb, &[Nsubj, NsubjPass]).filter(|&c| c < verb).collect();
        let after: Vec<usize> =
            self.by(verb, &[Nsubj]).filter(|&c| c > verb && self.is_noun(c)).collect();
        if let [title, name] = before[..]
            && self.syntax.upos[name] == Upos::Propn
            && lexicon::is_title(&self.words[title].lemma)
            && !(title..name).any(|t| self.is(t, &[","]))
        {
            self.attach(name, title, Appos);
        }
        // *The UN secretary left*: a name right before a noun without a determiner of its own.
        if let [name, noun] = before[..]
            && self.syntax.upos[name] == Upos::Propn
            && self.syntax.upos[noun] == Upos::Noun
            && self.left(noun) == name + 1
            && !self.has(noun, &[Det, NmodPoss])
        {
            self.attach(name, noun, Compound);
            let determiner: Vec<usize> = self.by(name, &[Det]).collect();
            determiner.into_iter().for_each(|c| self.attach(c, noun, Det));
        }
        if !before.is_empty()
            && !self.has(verb, &[Obj])
            && let Some(&object) = after.first()
        {
            self.syntax.deprel[object] = Obj;
        }
    }

    /// Of several objects, those in a list are conjuncts, those side by side one phrase, and of two others the first
    /// is the indirect one.
    pub(super) fn objects(&mut self, verb: usize) {
        let objects: Vec<usize> =
            self.by(verb, &[Obj]).filter(|&o| o > verb && self.is_noun(o)).collect();
        if let Some(&last) = objects.last() {
            let next = self.by(verb, &[Obl]).find(|&o| o > last);
            let listed = next.filter(|&o| {
                let time = |m: &Mention| matches!(m.ty, EntityType::Date | EntityType::Time);
                self.is_noun(o)
                    && !self.has(o, &[Case, Mark])
                    && !self.mention[o].is_some_and(time)
                    && self.only_commas(last, o)
            });
            if let Some(next) = listed {
                self.attach(next, last, Conj);
            }
        }
        for pair in objects.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let themselves = self.syntax.xpos[b] == Xpos::Prp && self.form(b).contains("sel");
            let titled = lexicon::is_title(&self.words[a].lemma)
                && self.syntax.xpos[a] == Xpos::Nn
                && self.syntax.upos[b] == Upos::Propn;
            let possessor = self.by(a, &[Case]).find(|&c| self.syntax.xpos[c] == Xpos::Pos);
            if possessor.is_some() && self.left(b) <= b && a < b {
                self.attach(a, b, NmodPoss);
            } else if themselves {
                self.syntax.deprel[b] = Deprel::Dep;
            } else if self.only_commas(a, b) {
                self.attach(b, a, if titled { Appos } else { Conj });
            } else if self.left(b) == a + 1 {
                let name = self.syntax.upos[b] == Upos::Propn;
                let bare = !self.has(b, &[Det, NmodPoss, Nummod]);
                match self.syntax.upos[a] {
                    Upos::Noun if name && bare => self.attach(b, a, Appos),
                    Upos::Propn if !name && bare => self.attach(a, b, Compound),
                    _ => self.syntax.deprel[a] = Iobj,
                }
            } else if !(a..b).any(|t| self.is(t, &[","])) {
                let bracket = (a + 1..self.left(b)).all(|t| {
                    self.syntax.upos[t] == Upos::Punct
                        || self.below[a].contains(&t)
                        || self.syntax.head[t].is_some_and(|h| self.below[a].contains(&h))
                });
                let bare = !self.has(b, &[NmodPoss, Nummod]) && self.by(b, &[Det]).all(|d| d < a);
                if bracket
                    && bare
                    && self.syntax.upos[a] == Upos::Propn
                    && self.syntax.upos[b] == Upos::Noun
                {
                    self.attach(a, b, Compound);
                } else {
                    self.syntax.deprel[a] = Iobj;
                }
            }
        }
    }

    /// Whether what stands between the head `a` and the phrase of `b` is a comma or conjunction, whatever follows `a`.
    pub(super) fn only_commas(&self, a: usize, b: usize) -> bool {
        let from = self.left(b);
        from > a + 1 && (a + 1..from).all(|t| self.is(t, &[",", "and", "or"]))
            || from > a && self.is(from, &[","]) && from == a + 1
    }

    /// A particle right before a noun phrase without a preposition is that phrase's, but where it makes a phrasal verb we know (*signed in
    /// Ankara*).
    pub(super) fn stray_particle(&mut self, verb: usize) {
        let particle = verb + 1;
        let own = particle < self.words.len()
            && self.syntax.deprel[particle] == CompoundPrt
            && self.syntax.head[particle] == Some(verb);
        let lemma = self.lemma(verb);
        if !own || lexicon::is_phrasal(&lemma, &self.form(particle).to_lowercase()) {
            return;
        }
        let follows = self
            .by(verb, &[Obl])
            .find(|&o| self.is_noun(o) && !self.has(o, &[Case]) && self.left(o) == particle + 1);
        if let Some(phrase) = follows {
            self.attach(particle, phrase, Case);
        }
    }

    /// A preposition right after a verb that it makes a phrasal verb with is its particle (*hand over the documents*).
    pub(super) fn phrasal(&mut self, verb: usize) {
        let particle = verb + 1;
        if particle >= self.words.len() || self.syntax.deprel[particle] != Case {
            return;
        }
        let Some(object) = self.syntax.head[particle] else { return };
        let own = self.syntax.head[object] == Some(verb)
            && matches!(self.syntax.deprel[object], Obl | Obj);
        let lemma = self.lemma(verb);
        if own
            && !self.has(verb, &[Obj])
            && lexicon::is_phrasal(&lemma, &self.form(particle).to_lowercase())
        {
            self.attach(particle, verb, CompoundPrt);
            self.syntax.deprel[object] = Obj;
        }
    }
}
