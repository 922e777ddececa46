//! Which phrases and pronouns are mentions.

use super::nominals::{nominals, nouns};
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

#[test]
fn an_office_of_two_words_is_one_phrase() {
    let second = "1 The the DET DT 5 det
         2 UN UN PROPN NNP 5 compound
         3 secretary secretary NOUN NN 5 compound SpaceAfter=No
         4 - - PUNCT HYPH 3 punct SpaceAfter=No
         5 general general NOUN NN 6 nsubj
         6 left leave VERB VBD 0 root";
    assert_eq!(found(second), ["nominal PERSON The UN secretary-general"]);
    let first = "1 The the DET DT 2 det
         2 attorney attorney NOUN NN 4 nsubj person
         3 general general NOUN NN 2 appos person
         4 left leave VERB VBD 0 root";
    assert_eq!(found(first), ["nominal PERSON The attorney general"]);
}
