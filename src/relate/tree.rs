//! A view of the syntax: children, extents and a parents-first order, all computed once and without recursion.

use super::lexicon;
use super::mend::Syntax;
use crate::doc::{Denotes, Deprel, Document, Mention, MentionKind, Upos, Word, Xpos};
use crate::text::dateline;

/// The dependency trees of a document. Tokens are indices into [`Document::tokens`].
pub(super) struct Tree<'d> {
    pub document: &'d Document,
    words: &'d [Word],
    syntax: Syntax,
    /// Children of token `t`, in text order: `children[starts[t]..starts[t + 1]]`.
    children: Vec<usize>,
    starts: Vec<usize>,
    /// Tokens with every head before its dependents.
    order: Vec<usize>,
    sentence: Vec<usize>,
    /// The first token of each sentence after its dateline.
    opening: Vec<usize>,
    /// The lemma that the lexicon is asked for, where it is not the word's own.
    known: Vec<Option<String>>,
    /// The longest name that covers each token.
    covering: Vec<Option<usize>>,
    /// The longest mention that each token heads.
    mention: Vec<Option<usize>>,
}

impl<'d> Tree<'d> {
    /// `None` if the document has no syntax.
    pub fn new(document: &'d Document) -> Option<Tree<'d>> {
        let words = document.words()?;
        let syntax = Syntax::mended(document, words);
        let n = words.len();
        let mut starts = vec![0; n + 1];
        for h in syntax.head.iter().flatten() {
            starts[h + 1] += 1;
        }
        for t in 0..n {
            starts[t + 1] += starts[t];
        }
        let mut free = starts.clone();
        let mut children = vec![0; starts[n]];
        let mut order = Vec::with_capacity(n);
        for (t, &head) in syntax.head.iter().enumerate() {
            match head {
                Some(h) => {
                    children[free[h]] = t;
                    free[h] += 1;
                }
                None => order.push(t),
            }
        }
        let mut next = 0;
        while let Some(&t) = order.get(next) {
            order.extend_from_slice(&children[starts[t]..starts[t + 1]]);
            next += 1;
        }
        let mut sentence = vec![0; n];
        for (s, range) in document.sentences().iter().map(|s| s.tokens.clone()).enumerate() {
            sentence[range].fill(s);
        }
        let opening = document
            .sentences()
            .iter()
            .map(|s| dateline(document, s).map_or(s.tokens.start, |dateline| dateline.tokens.end));
        let opening = opening.collect();
        let mut mention: Vec<Option<usize>> = vec![None; n];
        let mentions = document.mentions().unwrap_or_default();
        let mut covering: Vec<Option<usize>> = vec![None; n];
        for (m, here) in mentions.iter().enumerate() {
            if here.kind == MentionKind::Name {
                for slot in &mut covering[here.tokens.clone()] {
                    if slot.is_none_or(|old| mentions[old].span.len() < here.span.len()) {
                        *slot = Some(m);
                    }
                }
            }
            let slot = &mut mention[here.head.index()];
            if slot.is_none_or(|old| mentions[old].span.len() < here.span.len()) {
                *slot = Some(m);
            }
        }
        let known = (0..n)
            .map(|t| {
                let form = document.tokens()[t].span.of(document.text());
                if syntax.upos[t] == Upos::Verb {
                    lexicon::verb_lemma(form, &words[t].lemma)
                } else {
                    None
                }
            })
            .collect();
        Some(Tree {
            document,
            words,
            syntax,
            children,
            starts,
            order,
            sentence,
            opening,
            known,
            covering,
            mention,
        })
    }

    pub fn len(&self) -> usize {
        self.words.len()
    }

    pub fn parents_first(&self) -> &[usize] {
        &self.order
    }

    pub fn form(&self, t: usize) -> &'d str {
        self.document.tokens()[t].span.of(self.document.text())
    }

    /// The dictionary form; of a verb whose given form no lexicon knows, the one that its spelling leads to.
    pub fn lemma(&self, t: usize) -> &str {
        self.known[t].as_deref().unwrap_or(&self.words[t].lemma)
    }

    pub fn upos(&self, t: usize) -> Upos {
        self.syntax.upos[t]
    }

    pub fn xpos(&self, t: usize) -> Xpos {
        self.syntax.xpos[t]
    }

    pub fn deprel(&self, t: usize) -> Deprel {
        self.syntax.deprel[t]
    }

    pub fn head(&self, t: usize) -> Option<usize> {
        self.syntax.head[t]
    }

    /// The relation to its head that the parser gave `t`.
    pub fn parsed(&self, t: usize) -> Deprel {
        self.words[t].deprel
    }

    /// How sure the parser is of the arc that it gave `t`, 0 to 1.
    pub fn certainty(&self, t: usize) -> f32 {
        self.words[t].score
    }

    /// The tokens from `a` and from `b` up to where they meet in the parser's own tree, without the one where they do.
    pub fn between(&self, a: usize, b: usize) -> Vec<usize> {
        let up =
            |t: usize| std::iter::successors(Some(t), |&t| self.words[t].head.map(|h| h.index()));
        let (mut a, mut b): (Vec<usize>, Vec<usize>) = (up(a).collect(), up(b).collect());
        while a.last() == b.last() && a.pop().is_some() {
            b.pop();
        }
        a.append(&mut b);
        a
    }

    pub fn sentence(&self, t: usize) -> usize {
        self.sentence[t]
    }

    /// The first token of the sentence of `t` after its dateline.
    pub fn opening(&self, t: usize) -> usize {
        self.opening[self.sentence[t]]
    }

    /// The longest mention headed by `t`.
    pub fn mention(&self, t: usize) -> Option<&'d Mention> {
        let mentions = self.document.mentions()?;
        self.mention[t].map(|m| &mentions[m])
    }

    /// A name that covers `t`, the longest of several.
    pub fn mention_at(&self, t: usize) -> Option<&'d Mention> {
        self.covering[t].and_then(|m| self.document.mentions().map(|all| &all[m]))
    }

    pub fn denotes(&self, t: usize) -> Denotes {
        self.words[t].denotes
    }

    /// Dependents of `t`, in text order.
    pub fn children(&self, t: usize) -> &[usize] {
        &self.children[self.starts[t]..self.starts[t + 1]]
    }

    /// Dependents of `t` by one of `relations`, in text order.
    pub fn by<'a>(&'a self, t: usize, relations: &'a [Deprel]) -> impl Iterator<Item = usize> + 'a {
        self.children(t).iter().copied().filter(move |&c| relations.contains(&self.deprel(c)))
    }

    /// The first dependent of `t` by one of `relations`.
    pub fn first(&self, t: usize, relations: &[Deprel]) -> Option<usize> {
        self.children(t).iter().copied().find(|&c| relations.contains(&self.deprel(c)))
    }

    /// Whether `t` has a dependent by one of `relations`.
    pub fn has(&self, t: usize, relations: &[Deprel]) -> bool {
        self.first(t, relations).is_some()
    }

    /// Whether a dependent of `t` by one of `relations` has one of `lemmas`.
    pub fn has_word(&self, t: usize, relations: &[Deprel], lemmas: &[&str]) -> bool {
        self.by(t, relations).any(|c| self.is(c, lemmas))
    }

    /// Whether the lower-cased lemma or form of `t` is among `words`.
    pub fn is(&self, t: usize, words: &[&str]) -> bool {
        let (lemma, form) = (self.lemma(t), self.form(t));
        words.iter().any(|w| lemma.eq_ignore_ascii_case(w) || form.eq_ignore_ascii_case(w))
    }

    /// Whether `t` is a verb form: by part of speech, or by Penn tag where the two disagree on a participle.
    pub fn is_verb(&self, t: usize) -> bool {
        match self.upos(t) {
            Upos::Verb => true,
            Upos::Adj | Upos::Aux => {
                matches!(self.xpos(t), Xpos::Vbn | Xpos::Vbd | Xpos::Vbg)
                    && self.has(t, &[Deprel::AuxPass, Deprel::NsubjPass, Deprel::OblAgent])
            }
            _ => false,
        }
    }

    /// Whether `t` is a noun, name, pronoun or number: something that can fill a role.
    pub fn is_nominal(&self, t: usize) -> bool {
        matches!(
            self.upos(t),
            Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num | Upos::Sym | Upos::X | Upos::Det
        )
    }

    /// The token that heads the phrase whose head word is `t`: of a name the first word, as treebanks have it.
    pub fn first_word(&self, t: usize) -> usize {
        let mut at = t;
        while self.deprel(at) == Deprel::Flat {
            match self.head(at) {
                Some(h) => at = h,
                None => break,
            }
        }
        at
    }

    /// `t` followed by everything it heads through `keep`, in no particular order.
    pub fn descend(&self, t: usize, mut keep: impl FnMut(usize) -> bool) -> Vec<usize> {
        let mut out = vec![t];
        let mut next = 0;
        while let Some(&at) = out.get(next) {
            out.extend(self.children(at).iter().copied().filter(|&c| keep(c)));
            next += 1;
        }
        out
    }
}
