//! A sentence as the converter to tuples reads it: its words, their dependents, and the phrases that these make.

use std::ops::Range;

use crate::doc::{
    Deprel, Document, EntityType, Mention, MentionKind, Span, TokenId, Upos, Word, Xpos,
};

/// The words of a document with their dependents. Tokens are indices into [`Document::tokens`].
pub(super) struct View<'d> {
    pub document: &'d Document,
    words: &'d [Word],
    children: Vec<Vec<usize>>,
    times: Vec<bool>,
    places: Vec<bool>,
}

impl<'d> View<'d> {
    /// Empty where the document has no syntax.
    pub fn new(document: &'d Document) -> View<'d> {
        let words = document.words().unwrap_or_default();
        let mut children = vec![Vec::new(); words.len()];
        for (t, word) in words.iter().enumerate() {
            if let Some(head) = word.head {
                children[head.index()].push(t);
            }
        }
        let mentions = document.mentions().unwrap_or_default();
        let inside = |types: &[EntityType]| {
            let mut inside = vec![false; words.len()];
            for mention in mentions.iter().filter(|m| types.contains(&m.ty)) {
                inside[mention.tokens.clone()].fill(true);
            }
            inside
        };
        let times = inside(&[EntityType::Date, EntityType::Time]);
        let places = inside(&[EntityType::Gpe, EntityType::Loc, EntityType::Fac]);
        View { document, words, children, times, places }
    }

    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// The text under `span` on one line.
    pub fn text(&self, span: Span) -> String {
        self.document.slice(span).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The text of some tokens.
    pub fn phrase(&self, tokens: Range<usize>) -> String {
        if tokens.is_empty() { String::new() } else { self.text(self.document.span_of(tokens)) }
    }

    pub fn form(&self, t: usize) -> &'d str {
        self.document.form(TokenId::new(t))
    }

    pub fn lemma(&self, t: usize) -> &str {
        &self.words[t].lemma
    }

    pub fn upos(&self, t: usize) -> Upos {
        self.words[t].upos
    }

    pub fn xpos(&self, t: usize) -> Xpos {
        self.words[t].xpos
    }

    pub fn deprel(&self, t: usize) -> Deprel {
        self.words[t].deprel
    }

    pub fn head(&self, t: usize) -> Option<usize> {
        self.words[t].head.map(TokenId::index)
    }

    /// Dependents of `t`, in text order.
    pub fn children(&self, t: usize) -> &[usize] {
        &self.children[t]
    }

    /// Dependents of `t` by one of `relations`, in text order.
    pub fn by<'a>(&'a self, t: usize, relations: &'a [Deprel]) -> impl Iterator<Item = usize> + 'a {
        self.children[t].iter().copied().filter(|&c| relations.contains(&self.deprel(c)))
    }

    /// Whether `t` has a dependent by one of `relations`.
    pub fn has(&self, t: usize, relations: &[Deprel]) -> bool {
        self.by(t, relations).next().is_some()
    }

    /// Whether the form of `t` is one of `words`, in capitals or not.
    pub fn is(&self, t: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.form(t).eq_ignore_ascii_case(word))
    }

    /// Whether `t` is an infinitive behind *to*.
    pub fn is_infinitive(&self, t: usize) -> bool {
        self.by(t, &[Deprel::Mark]).any(|c| self.lemma(c) == "to")
    }

    /// Whether `t` is a noun, name, pronoun or number.
    pub fn is_nominal(&self, t: usize) -> bool {
        matches!(self.upos(t), Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num | Upos::Sym)
    }

    /// Whether a date or a time of day covers `t`.
    pub fn is_time(&self, t: usize) -> bool {
        self.times[t]
    }

    /// Whether a place covers `t`.
    pub fn is_place(&self, t: usize) -> bool {
        self.places[t]
    }

    /// The tokens that `span` touches.
    pub fn tokens(&self, span: Span) -> Range<usize> {
        let tokens = self.document.tokens();
        let start = tokens.partition_point(|t| t.span.end() <= span.start());
        start..tokens.partition_point(|t| t.span.start() < span.end()).max(start)
    }

    /// The tokens of the preposition before `t` with its fixed parts (*such as*), in text order.
    pub fn preposition(&self, t: usize) -> Vec<usize> {
        let mut found: Vec<usize> = self.by(t, &[Deprel::Case]).collect();
        let fixed: Vec<usize> = found.iter().flat_map(|&c| self.by(c, &[Deprel::Fixed])).collect();
        found.extend(fixed);
        found.sort_unstable();
        found
    }

    /// The run of tokens around `head` that depend on it, over and over, through `keep`.
    pub fn run(&self, head: usize, keep: impl Fn(usize) -> bool) -> Range<usize> {
        let inside = self.below(head, keep);
        let (mut start, mut end) = (head, head + 1);
        while start > 0 && inside[start - 1] {
            start -= 1;
        }
        while end < inside.len() && inside[end] {
            end += 1;
        }
        start..end
    }

    /// For every token, whether it is `head` or depends on it through `keep`.
    pub fn below(&self, head: usize, keep: impl Fn(usize) -> bool) -> Vec<bool> {
        let mut inside = vec![false; self.len()];
        let mut open = vec![head];
        while let Some(t) = open.pop() {
            inside[t] = true;
            open.extend(self.children[t].iter().copied().filter(|&c| keep(c)));
        }
        inside
    }

    /// All that hangs under `t` but for the tokens in `without`, without punctuation at its ends.
    pub fn whole(&self, t: usize, without: &[usize]) -> Range<usize> {
        let mut tokens = self.run(t, |c| !without.contains(&c));
        while tokens.start < t && self.upos(tokens.start) == Upos::Punct {
            tokens.start += 1;
        }
        while tokens.end > t + 1 && self.upos(tokens.end - 1) == Upos::Punct {
            tokens.end -= 1;
        }
        tokens
    }

    /// The noun phrase headed by `head`, without clauses, conjuncts and what hangs under `without`.
    pub fn noun_phrase(&self, head: usize, without: Option<usize>) -> Range<usize> {
        use Deprel::{Acl, AclRelcl, Appos, Case, Cc, Conj, Cop, Nsubj, Punct};
        self.run(head, |c| {
            let loose = matches!(self.deprel(c), Acl | AclRelcl | Appos);
            let outside = matches!(self.deprel(c), Conj | Cc | Case | Punct | Cop | Nsubj);
            Some(c) != without && !loose && !(outside && self.head(c) == Some(head))
        })
    }

    /// What the pronoun `t` stands for: the first name of its entity, else its first noun phrase.
    pub fn antecedent(&self, t: usize) -> Option<&'d Mention> {
        let mentions = self.document.mentions()?;
        let pronoun = |m: &&Mention| m.kind == MentionKind::Pronoun && m.tokens == (t..t + 1);
        let entity = mentions.iter().find(pronoun)?.entity?;
        let all = &self.document.entities()?.get(entity.index())?.mentions;
        let of = |kind: MentionKind| {
            all.iter().map(|m| &mentions[m.index()]).find(move |m| m.kind == kind)
        };
        of(MentionKind::Name).or_else(|| of(MentionKind::Nominal))
    }
}
