//! Types of names that the words around them tell: the place and agency of a dateline, the noun of an apposition.

use std::ops::Range;

use super::{nominals, phrase};
use crate::doc::{Deprel, Document, EntityType, Mention, MentionKind, TokenId, Word};
use crate::text;

/// How sure a type is that the text itself tells.
const TOLD: f32 = 0.95;

/// The place of a dateline is a `GPE` (unless the model sees another kind of place), its agency an `ORG`; either
/// becomes a name where the model saw none. `names` stay disjoint and in text order.
pub(super) fn by_datelines(document: &Document, names: &mut Vec<Mention>) {
    for sentence in document.sentences() {
        let Some(dateline) = text::dateline(document, sentence) else { continue };
        tell(document, names, dateline.place, EntityType::Gpe);
        if let Some(agency) = dateline.agency {
            tell(document, names, agency, EntityType::Org);
        }
    }
}

fn tell(document: &Document, names: &mut Vec<Mention>, tokens: Range<usize>, ty: EntityType) {
    let from = names.partition_point(|n| n.tokens.end <= tokens.start);
    let to = names.partition_point(|n| n.tokens.start < tokens.end);
    if from >= to {
        if tokens.clone().any(|t| document.form(TokenId::new(t)).starts_with(char::is_alphabetic)) {
            names.insert(from, name(document, tokens, ty));
        }
        return;
    }
    for name in &mut names[from..to] {
        let place = matches!(name.ty, EntityType::Gpe | EntityType::Loc | EntityType::Fac);
        if name.ty != ty && !(ty == EntityType::Gpe && place) {
            (name.ty, name.score) = (ty, name.score.max(TOLD));
        }
    }
}

fn name(document: &Document, tokens: Range<usize>, ty: EntityType) -> Mention {
    Mention {
        span: document.span_of(tokens.clone()),
        head: phrase::head(document, tokens.clone()),
        tokens,
        ty,
        kind: MentionKind::Name,
        entity: None,
        value: None,
        score: TOLD,
    }
}

/// Names that the model is less sure of than this may be told otherwise by an apposition.
const SURE: f32 = 0.98;

/// *Ansar al-Watan, an armed group, …*: a name has the type of the noun apposed to it, where that noun seldom denotes anything
/// else.
pub(super) fn by_appositions(document: &Document, names: &mut [Mention]) {
    let Some(words) = document.words() else { return };
    for name in names {
        if let Some(ty) = apposed(document, words, name)
            && name.ty != ty
            && name.score < SURE
        {
            (name.ty, name.score) = (ty, TOLD);
        }
    }
}

/// The type of the noun phrase in apposition that begins right after the comma after `name`.
fn apposed(document: &Document, words: &[Word], name: &Mention) -> Option<EntityType> {
    let comma = name.tokens.end;
    let inside = document.sentences()[document.sentence_of(name.head).index()].tokens.clone();
    if comma + 1 >= inside.end || document.form(TokenId::new(comma)) != "," {
        return None;
    }
    let noun = (comma + 1..inside.end.min(comma + 8)).find(|&t| {
        words[t].deprel == Deprel::Appos
            && words[t].head.is_some_and(|h| name.tokens.contains(&h.index()))
    })?;
    // *Acme, Beta and other companies* is a list, *Kim, head of the army* has another noun first.
    let plain = (comma + 1..noun).all(|t| {
        words[t].head == Some(TokenId::new(noun))
            || words[t].head.is_some_and(|h| h.index() <= noun)
    });
    let listed = words[noun + 1..inside.end]
        .iter()
        .any(|w| w.head == Some(TokenId::new(noun)) && w.deprel == Deprel::Conj);
    nominals::sure_type(&words[noun]).filter(|_| plain && !listed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::testing;

    #[test]
    fn a_dateline_has_a_place_and_an_agency() {
        let document = testing::document(
            "# mention 1 ORG name
             1 MUSCAT Muscat PROPN NNP 5 dep
             2 ( ( PUNCT -LRB- 3 punct SpaceAfter=No
             3 Reuters Reuters PROPN NNP 1 dep SpaceAfter=No
             4 ) ) PUNCT -RRB- 3 punct
             5 – – PUNCT : 6 punct
             6 Envoys envoy NOUN NNS 7 nsubj
             7 met meet VERB VBD 0 root",
        );
        let mut names = document.mentions().unwrap().to_vec();
        by_datelines(&document, &mut names);
        let shown: Vec<_> = names.iter().map(|n| (n.ty, document.slice(n.span))).collect();
        assert_eq!(shown, [(EntityType::Gpe, "MUSCAT"), (EntityType::Org, "Reuters")]);
    }

    #[test]
    fn an_apposition_tells_what_a_doubtful_name_is() {
        let types = |score: f32, noun: &str| {
            let document = testing::document(&format!(
                "# mention 1-2 PERSON name
                 1 Ansar Ansar PROPN NNP 7 nsubj
                 2 Watan Watan PROPN NNP 1 flat SpaceAfter=No
                 3 , , PUNCT , 5 punct
                 4 a a DET DT 5 det
                 5 {noun} {noun} NOUN NN 1 appos SpaceAfter=No
                 6 , , PUNCT , 5 punct
                 7 left leave VERB VBD 0 root"
            ));
            let mut names = document.mentions().unwrap().to_vec();
            names[0].score = score;
            by_appositions(&document, &mut names);
            names[0].ty
        };
        assert_eq!(types(0.7, "militia"), EntityType::Org);
        assert_eq!(types(0.999, "militia"), EntityType::Person);
        assert_eq!(types(0.7, "legend"), EntityType::Person);
    }
}
