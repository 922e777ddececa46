//! Nominal and pronoun mentions, from what words denote and the tree.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use super::pronouns;
use crate::doc::{
    Denotes, Deprel, Document, EntityType, Mention, MentionKind, TokenId, Upos, Word,
};

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
            if let Some(ty) = pronouns::referent(form, &words[i]) {
                out.push(mention(i..i + 1, ty, MentionKind::Pronoun, 0.95));
            } else if let Some(ty) = denoted(&words[i])
                && heads_a_phrase(words, &dependents, &named, i)
                && !dependents.is_count(document, words, i)
                && form.chars().any(char::is_alphabetic)
            {
                let start = dependents.phrase_start(document, words, i);
                out.push(mention(start..i + 1, ty, MentionKind::Nominal, 0.85));
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
struct Noun {
    ty: EntityType,
    /// Whether it seldom denotes anything else.
    sure: bool,
}

fn nouns() -> &'static HashMap<&'static str, Noun> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::testing;

    /// The nominals and pronouns of a document, as `KIND TYPE text`, its mention lines taken as names.
    fn found(conllu: &str) -> Vec<String> {
        let document = testing::document(conllu);
        nominals(&document, document.mentions().unwrap_or_default())
            .into_iter()
            .map(|m| {
                assert!(m.tokens.contains(&m.head.index()));
                format!("{} {} {}", m.kind, m.ty, document.slice(m.span))
            })
            .collect()
    }

    #[test]
    fn phrases_with_what_stands_before_their_head() {
        let found = found(
            "# mention 1 GPE name
             # mention 4 NORP name
             1 Iran Iran PROPN NNP 3 obl:unmarked place SpaceAfter=No
             2 - - PUNCT HYPH 3 punct SpaceAfter=No
             3 backed back VERB VBN 5 amod
             4 Iraqi Iraqi ADJ JJ 5 amod
             5 militias militia NOUN NNS 6 nsubj organization
             6 told tell VERB VBD 0 root
             7 an an DET DT 9 det
             8 Iranian Iranian ADJ JJ 9 amod
             9 official official NOUN NN 6 obj person
             10 who who PRON WP 11 nsubj
             11 left leave VERB VBD 9 acl:relcl",
        );
        let expected = [
            "nominal ORG Iran-backed Iraqi militias",
            "nominal PERSON an Iranian official",
            "pronoun PERSON who",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_qualifies_a_number_is_inside_and_a_preposition_is_not() {
        let found = found(
            "1 Reports report NOUN NNS 2 nsubj
             2 said say VERB VBD 0 root
             3 at at ADP IN 4 case
             4 least least ADJ JJS 5 nmod
             5 90 90 NUM CD 6 nummod
             6 people people NOUN NNS 7 nsubj person
             7 died die VERB VBD 2 ccomp
             8 near near ADP IN 10 case
             9 two two NUM CD 10 nummod
             10 villages village NOUN NNS 7 obl place",
        );
        assert_eq!(found, ["nominal PERSON at least 90 people", "nominal GPE two villages"]);
    }

    #[test]
    fn how_many_there_are_of_something_is_no_mention() {
        let found = found(
            "1 A a DET DT 2 det
             2 number number NOUN NN 5 nsubj person
             3 of of ADP IN 4 case
             4 officials official NOUN NNS 2 nmod person
             5 left leave VERB VBD 0 root
             6 the the DET DT 7 det
             7 majority majority NOUN NN 5 obj organization",
        );
        assert_eq!(found, ["nominal PERSON officials", "nominal ORG the majority"]);
    }

    #[test]
    fn titles_of_names_and_conjunctions_stay_outside() {
        let found = found(
            "# mention 3 PERSON name
             1 Vice vice NOUN NN 2 compound
             2 President president NOUN NN 3 nmod:desc person
             3 Biden Biden PROPN NNP 4 nsubj person
             4 met meet VERB VBD 0 root
             5 the the DET DT 6 det
             6 mayor mayor NOUN NN 4 obj person
             7 and and CCONJ CC 9 cc
             8 his his PRON PRP$ 9 nmod:poss person
             9 wife wife NOUN NN 6 conj person
             10 in in ADP IN 13 case
             11 the the DET DT 13 det
             12 southern southern ADJ JJ 13 amod
             13 town town NOUN NN 4 obl place
             14 of of ADP IN 15 case
             15 fear fear NOUN NN 13 nmod abstract",
        );
        let expected = [
            "nominal PERSON the mayor",
            "nominal PERSON his wife",
            "pronoun PERSON his",
            "nominal GPE the southern town",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn pronouns_of_things_are_left_out() {
        let found = found(
            "1 It it PRON PRP 2 nsubj abstract
             2 told tell VERB VBD 0 root
             3 them they PRON PRP 2 obj organization
             4 it it PRON PRP 5 expl
             5 rained rain VERB VBD 2 ccomp
             6 on on ADP IN 7 case
             7 its its PRON PRP$ 8 nmod:poss organization
             8 roof roof NOUN NN 5 obl object",
        );
        assert_eq!(found, ["pronoun ORG them", "pronoun ORG its"]);
    }

    #[test]
    fn sure_nouns_need_no_denotation() {
        let found = found(
            "1 Government government NOUN NN 2 compound
             2 policy policy NOUN NN 3 nsubj abstract
             3 worried worry VERB VBD 0 root
             4 the the DET DT 5 det
             5 army army NOUN NN 3 obj abstract",
        );
        assert_eq!(found, ["nominal ORG the army"]);
    }

    #[test]
    fn the_wounded_are_people() {
        let found = found(
            "1 The the DET DT 2 det
             2 wounded wounded ADJ JJ 3 nsubj person
             3 waited wait VERB VBD 0 root
             4 , , PUNCT , 5 punct
             5 tired tired ADJ JJ 3 advcl person",
        );
        assert_eq!(found, ["nominal PERSON The wounded"]);
    }

    #[test]
    fn the_word_list_parses() {
        let rows = include_str!("nouns.tsv").lines().filter(|l| !l.starts_with('#')).count();
        assert_eq!(nouns().len(), rows);
    }
}
