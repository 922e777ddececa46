//! All mentions of an article.

use std::collections::BTreeMap;

use super::{nominals, phrase, told, values};
use crate::doc::{Document, EntityType, Mention};

/// Names, values, nominals and pronouns of an article, in text order, from the `names` of its sentences, which may have been
/// found before there was syntax: their heads are set here.
///
/// Names and values compete for their tokens: a value that reaches beyond every name it meets replaces them (*20
/// Canadian dollars*), as does a date with the very span of a name (*Christmas*); any other name stands (*Group of 20*).
pub fn mentions(document: &Document, mut names: Vec<Mention>) -> Vec<Mention> {
    for name in &mut names {
        name.head = phrase::head(document, name.tokens.clone());
    }
    told::by_datelines(document, &mut names);
    told::by_appositions(document, &mut names);
    agree(document, &mut names);
    let mut values = values(document, &names);
    let mut kept = vec![true; names.len()];
    values.retain(|value| {
        let from = names.partition_point(|n| n.tokens.end <= value.tokens.start);
        let to = names.partition_point(|n| n.tokens.start < value.tokens.end);
        let met = from..to.max(from);
        let wins = names[met.clone()].iter().all(|name| replaces(value, name));
        if wins {
            kept[met].fill(false);
        }
        wins
    });
    let mut keep = kept.into_iter();
    let mut all = names;
    all.retain(|_| keep.next().unwrap_or(true));
    all.append(&mut values);
    let nominals = nominals(document, &all);
    all.extend(nominals);
    all.sort_by(|a, b| a.span.cmp(&b.span).then(a.ty.cmp(&b.ty)));
    all
}

/// How much more weight, the sum of scores, the other type must have.
const MAJORITY: f32 = 1.5;

/// Gives doubtful names the type of their likes: one article seldom has two things of one name. On DWIE's development
/// articles this was worth a point of F1.
fn agree(document: &Document, names: &mut [Mention]) {
    let mut weights: BTreeMap<&str, BTreeMap<EntityType, f32>> = BTreeMap::new();
    for name in names.iter() {
        let types = weights.entry(document.slice(name.span)).or_default();
        *types.entry(name.ty).or_default() += name.score;
    }
    for name in names.iter_mut().filter(|n| n.is_doubtful()) {
        let Some(types) = weights.get(document.slice(name.span)) else { continue };
        let own = types.get(&name.ty).copied().unwrap_or_default();
        if let Some((ty, weight)) = types.iter().max_by(|a, b| a.1.total_cmp(b.1))
            && *weight > own * MAJORITY
        {
            name.ty = *ty;
        }
    }
}

fn replaces(value: &Mention, name: &Mention) -> bool {
    let inside = value.tokens.start <= name.tokens.start && name.tokens.end <= value.tokens.end;
    let longer = value.tokens.len() > name.tokens.len();
    let sure = matches!(
        value.ty,
        EntityType::Date | EntityType::Time | EntityType::Money | EntityType::Percent
    );
    inside && (longer || sure && !matches!(name.ty, EntityType::Person))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::testing;

    /// All mentions as `TYPE text`, the document's mention lines taken as names.
    fn found(conllu: &str) -> Vec<String> {
        let mut document = testing::document(conllu);
        let names = document.mentions().unwrap_or_default().to_vec();
        let all = mentions(&document, names);
        let shown = all.iter().map(|m| format!("{} {}", m.ty, document.slice(m.span))).collect();
        document.set_mentions(all).unwrap();
        shown
    }

    #[test]
    fn a_name_around_a_number_stands() {
        let found = found(
            "# mention 2-4 ORG name
             1 The the DET DT 2 det
             2 Group Group PROPN NNP 5 nsubj organization
             3 of of ADP IN 4 case
             4 20 20 NUM CD 2 nmod
             5 met meet VERB VBD 0 root
             6 20 20 NUM CD 7 nummod
             7 ministers minister NOUN NNS 5 obj person",
        );
        assert_eq!(found, ["ORG Group of 20", "PERSON 20 ministers", "CARDINAL 20"]);
    }

    #[test]
    fn a_value_around_a_name_replaces_it() {
        let found = found(
            "# mention 4 NORP name
             # mention 7 EVENT name
             1 They they PRON PRP 2 nsubj person
             2 paid pay VERB VBD 0 root
             3 20 20 NUM CD 5 nummod
             4 Canadian Canadian ADJ JJ 5 amod
             5 dollars dollar NOUN NNS 2 obj
             6 at at ADP IN 7 case
             7 Christmas Christmas PROPN NNP 2 obl",
        );
        assert_eq!(found, ["PERSON They", "MONEY 20 Canadian dollars", "DATE Christmas"]);
    }

    #[test]
    fn a_doubtful_name_takes_the_type_of_its_likes() {
        let mut document = testing::document(
            "# mention 1 GPE name
             # mention 3 PERSON name
             1 Mokha Mokha PROPN NNP 2 nsubj
             2 fell fall VERB VBD 0 root
             3 Mokha Mokha PROPN NNP 2 obj",
        );
        let mut names = document.mentions().unwrap().to_vec();
        let types = |names: Vec<Mention>| {
            mentions(&document, names).iter().map(|m| m.ty).collect::<Vec<_>>()
        };
        assert_eq!(types(names.clone()), [EntityType::Gpe, EntityType::Person], "both are sure");
        names[1].score = 0.4;
        let agreed = mentions(&document, names);
        assert!(agreed.iter().all(|m| m.ty == EntityType::Gpe));
        document.set_mentions(agreed).unwrap();
    }

    #[test]
    fn an_age_needs_its_name() {
        let sentence = "1 Doe Doe PROPN NNP 5 nsubj person SpaceAfter=No
             2 , , PUNCT , 1 punct
             3 67 67 NUM CD 1 nummod SpaceAfter=No
             4 , , PUNCT , 1 punct
             5 left leave VERB VBD 0 root";
        assert_eq!(
            found(&format!("# mention 1 PERSON name\n{sentence}")),
            ["PERSON Doe", "DATE 67"]
        );
    }
}
