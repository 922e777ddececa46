//! Nominal and pronoun mentions, from what words denote and the tree.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use super::pronouns;
use crate::doc::{
    Denotes, Deprel, Document, EntityType, Mention, MentionKind, TokenId, Upos, Word,
};
use crate::text::{general_of_office, office_of_general};

/// The nominals and pronouns of an article, in text order; none before syntax has run.
///
/// A nominal is a noun phrase whose head is a common noun (or a capitalised one outside every name: *the President*) that
/// denotes a person, a group, an organisation or a place. Its span runs from its first determiner or modifier to its
/// head: *an Iranian official*, *Iran-backed Iraqi militias*. What follows the head (*of* phrases, clauses, appositions) is
/// left out. A head inside one of the `others`, names and values, makes no nominal. A title before a name (*commander* Esmail Qaani) is no nominal of its own.
///
/// Places are `GPE`, `FAC` or `LOC` by a word list; groups with an organisation of their own are `ORG`. Scores are fixed.
pub fn nominals(document: &Document, others: &[Mention]) -> Vec<Mention> {
    let Some(words) = document.words() else { return Vec::new() };
    let mut named = vec![false; words.len()];
    for name in others {
        named[name.tokens.clone()].fill(true);
    }
    let mut out = Vec::new();
    for sentence in document.sentences() {
        let inside = sentence.tokens.clone();
        let dependents = Dependents::new(words, inside.clone());
        for i in inside.clone() {
            if named[i] {
                continue;
            }
            let form = document.form(TokenId::new(i));
            let mention = |tokens: Range<usize>, ty, kind, score| Mention {
                span: document.span_of(tokens.clone()),
                tokens,
                head: TokenId::new(i),
                ty,
                kind,
                entity: None,
                value: None,
                score,
            };
            let office = office(document, words, i);
            if let Some(ty) = pronouns::referent(form, &words[i]) {
                out.push(mention(i..i + 1, ty, MentionKind::Pronoun, 0.95));
            } else if let Some(ty) = office.map_or_else(|| denoted(&words[i]), Office::denoted)
                && heads_a_phrase(words, &dependents, &named, i)
                && !dependents.is_count(document, words, i)
                && form.chars().any(char::is_alphabetic)
            {
                let start = dependents.phrase_start(document, words, i);
                let end = match office {
                    Some(Office::Head { last }) => last + 1,
                    _ => i + 1,
                };
                out.push(mention(start..end, ty, MentionKind::Nominal, 0.85));
            }
        }
    }
    out.sort_by_key(|m| m.span);
    out
}

/// The type of what a phrase headed by `word` denotes, where that is one of ours.
fn denoted(word: &Word) -> Option<EntityType> {
    if !matches!(word.upos, Upos::Noun | Upos::Propn | Upos::Adj) {
        return None;
    }
    let lemma = word.lemma.to_lowercase();
    let entry = nouns().get(lemma.as_str());
    let listed = entry.map(|noun| noun.ty);
    match (word.denotes, listed) {
        // *the Twitter*, *a Brexit*: a capitalised word that is no name and no noun we know.
        (Denotes::Organization | Denotes::Place, None) if word.upos == Upos::Propn => None,
        (Denotes::Person, Some(ty @ (EntityType::Org | EntityType::Gpe))) => Some(ty),
        (Denotes::Person, _) => Some(EntityType::Person),
        (Denotes::Organization, Some(ty @ (EntityType::Gpe | EntityType::Person))) => Some(ty),
        (Denotes::Organization, _) => Some(EntityType::Org),
        (Denotes::Place, Some(ty)) => Some(ty),
        (Denotes::Place, None) => Some(EntityType::Loc),
        (Denotes::Abstract | Denotes::Object | Denotes::Event, listed) => {
            listed.filter(|_| entry.is_some_and(|noun| noun.sure))
        }
        _ => None,
    }
}

/// What a word is to an office of two words (*attorney general*).
#[derive(Debug, Clone, Copy)]
enum Office {
    /// The word that heads it; the token that ends it.
    Head { last: usize },
    /// The other word.
    Part,
}

impl Office {
    fn denoted(self) -> Option<EntityType> {
        matches!(self, Office::Head { .. }).then_some(EntityType::Person)
    }
}

/// The part that token `i` has in an office. Which of its words is the head is a matter of the parser's taste.
fn office(document: &Document, words: &[Word], i: usize) -> Option<Office> {
    let (first, last) = match office_of_general(document, i) {
        Some(first) => (first, i),
        None => (i, general_of_office(document, i)?),
    };
    let second = words[first].head == Some(TokenId::new(last));
    Some(if second == (i == last) { Office::Head { last } } else { Office::Part })
}

/// The type of what a noun denotes that seldom denotes anything else.
pub(super) fn sure_type(word: &Word) -> Option<EntityType> {
    let noun = nouns().get(word.lemma.to_lowercase().as_str())?;
    (word.upos == Upos::Noun && noun.sure).then_some(noun.ty)
}

/// Whether token `i` heads a phrase of its own that is not a name's.
fn heads_a_phrase(words: &[Word], dependents: &Dependents, named: &[bool], i: usize) -> bool {
    let word = &words[i];
    let modifier = matches!(
        word.deprel,
        Deprel::Compound
            | Deprel::Amod
            | Deprel::Flat
            | Deprel::Fixed
            | Deprel::Goeswith
            | Deprel::NmodDesc
            | Deprel::Det
            | Deprel::Case
            | Deprel::Advmod
    );
    // *the wounded* is a phrase, *wounded* alone is not.
    let noun = word.upos != Upos::Adj || dependents.of(i).any(|d| words[d].deprel == Deprel::Det);
    let names_it = dependents
        .of(i)
        .any(|d| d > i && named[d] && matches!(words[d].deprel, Deprel::Flat | Deprel::Compound));
    !modifier && noun && !names_it
}

/// Children of each token of a sentence, and the first token of each subtree.
struct Dependents {
    first: usize,
    children: Vec<Vec<usize>>,
}

impl Dependents {
    fn new(words: &[Word], inside: Range<usize>) -> Dependents {
        let first = inside.start;
        let mut children = vec![Vec::new(); inside.len()];
        for i in inside {
            if let Some(head) = words[i].head {
                children[head.index() - first].push(i);
            }
        }
        Dependents { first, children }
    }

    fn of(&self, i: usize) -> impl Iterator<Item = usize> {
        self.children[i - self.first].iter().copied()
    }

    /// *a number of officials*, *the majority of the troops*: how many there are of what is a mention of its own.
    fn is_count(&self, document: &Document, words: &[Word], i: usize) -> bool {
        const COUNTS: &[&str] = &[
            "number",
            "lot",
            "majority",
            "minority",
            "handful",
            "couple",
            "dozen",
            "score",
            "hundred",
            "thousand",
            "million",
            "total",
            "rest",
            "remainder",
            "half",
            "quarter",
            "proportion",
            "percentage",
            "percent",
            "plenty",
            "string",
            "series",
            "spate",
        ];
        let lemma = words[i].lemma.to_lowercase();
        let of = |d: usize| {
            self.of(d).any(|c| {
                words[c].deprel == Deprel::Case
                    && document.form(TokenId::new(c)).eq_ignore_ascii_case("of")
            })
        };
        COUNTS.contains(&lemma.as_str())
            && self.of(i).any(|d| d > i && words[d].deprel == Deprel::Nmod && of(d))
    }

    /// First token of the phrase that ends in its head `i`: modifiers before the head count, with all that they
    /// contain, as long as the run has no gap.
    fn phrase_start(&self, document: &Document, words: &[Word], i: usize) -> usize {
        let predicate = self.of(i).any(|d| words[d].deprel == Deprel::Cop);
        let mut start = i;
        let before: Vec<usize> = self.of(i).filter(|&d| d < i).collect();
        for d in before.into_iter().rev() {
            let inner = match words[d].deprel {
                Deprel::Det
                | Deprel::DetPredet
                | Deprel::Amod
                | Deprel::Compound
                | Deprel::Nummod
                | Deprel::NmodPoss
                | Deprel::Nmod
                | Deprel::NmodDesc
                | Deprel::NmodUnmarked
                | Deprel::Flat
                | Deprel::Goeswith
                | Deprel::Punct
                | Deprel::Acl
                | Deprel::Fixed => true,
                // *almost all troops*, but *is not an official*
                Deprel::Advmod => !predicate,
                _ => false,
            };
            let last = self.extent(d).end;
            if !inner || last < start {
                break;
            }
            start = start.min(self.extent(d).start);
        }
        let opens = |at: usize| {
            document.form(TokenId::new(at)).chars().any(char::is_alphanumeric)
                && !matches!(words[at].upos, Upos::Cconj | Upos::Adp | Upos::Part | Upos::Sconj)
        };
        // *at least 20 people*, *over 20 people*: what qualifies a number is part of it.
        let counts = self.of(i).find(|&d| d < i && words[d].deprel == Deprel::Nummod);
        let qualifies = |at: usize| counts.is_some_and(|d| self.extent(d).contains(&at));
        while start < i && !opens(start) && !qualifies(start) {
            start += 1;
        }
        start
    }

    /// Tokens from the first to the last of the subtree under `i`.
    fn extent(&self, i: usize) -> Range<usize> {
        let mut extent = i..i + 1;
        let mut open = vec![i];
        while let Some(at) = open.pop() {
            extent.start = extent.start.min(at);
            extent.end = extent.end.max(at + 1);
            open.extend(self.of(at));
        }
        extent
    }
}

/// A noun of the word list.
pub(super) struct Noun {
    ty: EntityType,
    /// Whether it seldom denotes anything else.
    sure: bool,
}

pub(super) fn nouns() -> &'static HashMap<&'static str, Noun> {
    static TABLE: OnceLock<HashMap<&'static str, Noun>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let lines = include_str!("nouns.tsv").lines().filter(|l| !l.starts_with('#'));
        lines
            .filter_map(|line| {
                let mut fields = line.split('\t');
                let (noun, ty) = (fields.next()?, fields.next()?.parse().ok()?);
                Some((noun, Noun { ty, sure: fields.next() == Some("sure") }))
            })
            .collect()
    })
}
