//! What the passes look at: the document with its names in comparable form and its trees walkable downwards.

use std::ops::Range;

use super::form::NameForm;
use crate::doc::{
    Deprel, Document, EntityType, Mention, MentionId, MentionKind, TokenId, Upos, Word, Xpos,
};

/// A document prepared for resolution.
pub(super) struct Evidence<'d> {
    /// The document.
    pub(super) doc: &'d Document,
    /// Its mentions, in text order.
    pub(super) mentions: &'d [Mention],
    /// For each mention that is a name of something (not a value), its comparable form.
    pub(super) forms: Vec<Option<NameForm>>,
    /// For each token, the longest name that covers it.
    name_at: Vec<Option<u32>>,
    /// For each token, the nominal or pronoun that it heads; of several the longest.
    headed: Vec<Option<u32>>,
    words: Option<&'d [Word]>,
    /// Dependents of token `i`, in text order: `dependents[offsets[i]..offsets[i + 1]]`.
    dependents: Vec<u32>,
    offsets: Vec<u32>,
    /// For each mention, the fullest name of its entity, once entities are known.
    fullest: Vec<Option<u32>>,
}

impl<'d> Evidence<'d> {
    /// `None` if the mention layer has not run.
    pub(super) fn new(doc: &'d Document) -> Option<Evidence<'d>> {
        let mentions = doc.mentions()?;
        let is_name = |m: &Mention| m.kind == MentionKind::Name && !m.ty.is_value();
        let forms = mentions
            .iter()
            .map(|m| if is_name(m) { NameForm::new(doc.slice(m.span)) } else { None })
            .collect();
        let n = doc.tokens().len();
        let mut name_at = vec![None; n];
        let mut headed = vec![None; n];
        for (i, m) in mentions.iter().enumerate() {
            if is_name(m) {
                // Text order puts the longer of two nested names first.
                for slot in &mut name_at[m.tokens.clone()] {
                    slot.get_or_insert(i as u32);
                }
            } else if !m.ty.is_value() {
                headed[m.head.index()].get_or_insert(i as u32);
            }
        }
        let words = doc.words();
        let (dependents, offsets) = words.map(dependents).unwrap_or_default();
        let fullest = vec![None; mentions.len()];
        Some(Evidence {
            doc,
            mentions,
            forms,
            name_at,
            headed,
            words,
            dependents,
            offsets,
            fullest,
        })
    }

    /// Notes which mentions are of one thing.
    pub(super) fn note_fullest_names(&mut self, entities: &[Vec<MentionId>]) {
        for mentions in entities {
            let words = |m: &usize| self.forms[*m].as_ref().map(|f| (!f.acronym, f.words.len()));
            let names = mentions.iter().map(|m| m.index()).filter(|&m| self.forms[m].is_some());
            // Of equally full ones the first.
            let fullest = names.rev().max_by_key(words).map(|m| m as u32);
            mentions.iter().for_each(|m| self.fullest[m.index()] = fullest);
        }
    }

    /// The fullest name of what a mention is of, as far as it is known: else the mention itself.
    pub(super) fn fullest_name(&self, mention: usize) -> usize {
        self.fullest[mention].map_or(mention, |m| m as usize)
    }

    /// The named mentions with their forms and types, in text order.
    pub(super) fn names(&self) -> impl Iterator<Item = (usize, &NameForm, EntityType)> {
        let forms = self.forms.iter().enumerate();
        forms.filter_map(|(i, form)| Some((i, form.as_ref()?, self.mentions[i].ty)))
    }

    /// Whether there is syntax.
    pub(super) fn has_words(&self) -> bool {
        self.words.is_some()
    }

    /// The text of token `i`.
    pub(super) fn form(&self, i: usize) -> &'d str {
        self.doc.form(TokenId::new(i))
    }

    /// The token in lower case.
    pub(super) fn lower(&self, i: usize) -> String {
        self.form(i).to_lowercase()
    }

    /// The syntax of token `i`; `None` where the layer has not run.
    pub(super) fn word(&self, i: usize) -> Option<&'d Word> {
        self.words.and_then(|w| w.get(i))
    }

    /// Whether token `i` has the part of speech.
    pub(super) fn is(&self, i: usize, upos: Upos) -> bool {
        self.word(i).is_some_and(|w| w.upos == upos)
    }

    /// The head of token `i` with the relation to it; `None` at a root.
    pub(super) fn head(&self, i: usize) -> Option<(usize, Deprel)> {
        let word = self.word(i)?;
        word.head.map(|h| (h.index(), word.deprel))
    }

    /// The relation of token `i` to its head.
    pub(super) fn deprel(&self, i: usize) -> Option<Deprel> {
        self.word(i).map(|w| w.deprel)
    }

    /// The dependents of token `i`, in text order.
    pub(super) fn dependents(&self, i: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        let range = match (self.offsets.get(i), self.offsets.get(i + 1)) {
            (Some(&a), Some(&b)) => a as usize..b as usize,
            _ => 0..0,
        };
        self.dependents[range].iter().map(|&d| d as usize)
    }

    /// The dependent of `i` in the given relation; the first of several.
    pub(super) fn dependent(&self, i: usize, deprel: Deprel) -> Option<usize> {
        self.dependents(i).find(|&d| self.deprel(d) == Some(deprel))
    }

    /// The subject of the clause headed by `i`, of an active or passive verb.
    pub(super) fn subject(&self, i: usize) -> Option<usize> {
        self.dependent(i, Deprel::Nsubj).or_else(|| self.dependent(i, Deprel::NsubjPass))
    }

    /// The longest name that covers token `i`.
    pub(super) fn name_at(&self, i: usize) -> Option<usize> {
        self.name_at.get(i).copied().flatten().map(|m| m as usize)
    }

    /// The mention that token `i` heads: the nominal or pronoun, or else the name.
    pub(super) fn mention_headed(&self, i: usize) -> Option<usize> {
        let name = self.name_at(i).filter(|&m| self.mentions[m].head.index() == i);
        self.headed.get(i).copied().flatten().map(|m| m as usize).or(name)
    }

    /// The tokens of the sentence that token `i` stands in.
    pub(super) fn sentence(&self, i: usize) -> Range<usize> {
        self.doc.sentences()[self.sentence_index(i)].tokens.clone()
    }

    /// Which sentence token `i` stands in, counting from 0.
    pub(super) fn sentence_index(&self, i: usize) -> usize {
        self.doc.sentence_of(TokenId::new(i)).index()
    }

    /// Lower-case words of a token range with the last one as its lemma: what the role table is asked for.
    pub(super) fn phrase(&self, tokens: Range<usize>) -> Vec<String> {
        let last = tokens.end.saturating_sub(1);
        let word = |i: usize| match self.word(i) {
            Some(word) if i == last => word.lemma.to_lowercase(),
            _ => self.lower(i),
        };
        tokens.map(word).filter(|w| w != "-").collect()
    }

    /// Whether the noun at `i` is plural.
    pub(super) fn is_plural(&self, i: usize) -> bool {
        self.word(i).is_some_and(|w| matches!(w.xpos, Xpos::Nns | Xpos::Nnps))
    }
}

/// Dependents of all tokens in one array, with the offset of each token's part.
fn dependents(words: &[Word]) -> (Vec<u32>, Vec<u32>) {
    let mut offsets = vec![0u32; words.len() + 1];
    for word in words {
        if let Some(head) = word.head {
            offsets[head.index() + 1] += 1;
        }
    }
    for i in 0..words.len() {
        offsets[i + 1] += offsets[i];
    }
    let mut next = offsets.clone();
    let mut dependents = vec![0u32; offsets[words.len()] as usize];
    for (i, word) in words.iter().enumerate() {
        if let Some(head) = word.head {
            let slot = &mut next[head.index()];
            dependents[*slot as usize] = i as u32;
            *slot += 1;
        }
    }
    (dependents, offsets)
}
