//! Tuples over trees made by hand, one test for each construction.

use super::tuples_of;
use crate::doc::{Document, Entity, EntityType, MentionId, testing};
use crate::relate::relations_and_clauses;

/// `relation(argument; …)` of every tuple.
fn found(conllu: &str) -> Vec<String> {
    told(testing::document(conllu))
}

fn told(mut document: Document) -> Vec<String> {
    let (relations, clauses) = relations_and_clauses(&document);
    document.set_relations(relations).unwrap();
    document.set_clauses(clauses).unwrap();
    let tuples = tuples_of(&document, "s");
    tuples.iter().map(|t| format!("{}({})", t.relation, t.arguments.join("; "))).collect()
}

#[test]
fn objects_keep_what_follows_them() {
    let tuples = found(
        "1 Oskan Oskan PROPN NNP 4 nsubj person
         2 did do AUX VBD 4 aux
         3 not not PART RB 4 advmod
         4 send send VERB VB 0 root
         5 aid aid NOUN NN 4 obj
         6 to to ADP IN 7 case
         7 Rome Rome PROPN NNP 4 obl place",
    );
    assert_eq!(tuples, ["did not send(Oskan; aid; to Rome)"]);
}

#[test]
fn without_an_object_each_argument_is_told_with_the_date() {
    let tuples = found(
        "# mention 8 DATE name
         1 Oskan Oskan PROPN NNP 2 nsubj person
         2 flew fly VERB VBD 0 root
         3 to to ADP IN 4 case
         4 Rome Rome PROPN NNP 2 obl place
         5 with with ADP IN 6 case
         6 Kim Kim PROPN NNP 2 obl person
         7 in in ADP IN 8 case
         8 May May PROPN NNP 2 obl time",
    );
    assert_eq!(tuples, ["flew to(Oskan; Rome; in May)", "flew with(Oskan; Kim; in May)"]);
}

#[test]
fn a_date_alone_is_the_second_argument() {
    let tuples = found(
        "# mention 4 DATE name
         1 Kim Kim PROPN NNP 2 nsubj person
         2 resigned resign VERB VBD 0 root
         3 in in ADP IN 4 case
         4 May May PROPN NNP 2 obl time",
    );
    assert_eq!(tuples, ["resigned in(Kim; May)"]);
}

#[test]
fn a_date_before_one_clause_holds_for_the_next() {
    let tuples = found(
        "# mention 2 DATE name
         1 In in ADP IN 2 case
         2 May May PROPN NNP 4 obl time
         3 Kim Kim PROPN NNP 4 nsubj person
         4 left leave VERB VBD 0 root
         5 Rome Rome PROPN NNP 4 obj place
         6 and and CCONJ CC 7 cc
         7 joined join VERB VBD 4 conj
         8 rebels rebel NOUN NNS 7 obj person",
    );
    assert_eq!(tuples, ["left(Kim; Rome; In May)", "joined(Kim; rebels; In May)"]);
}

#[test]
fn a_passive_has_its_patient_first() {
    let tuples = found(
        "1 Aid aid NOUN NN 3 nsubj:pass
         2 was be AUX VBD 3 aux:pass
         3 blocked block VERB VBN 0 root
         4 by by ADP IN 5 case
         5 rebels rebel NOUN NNS 3 obl:agent person",
    );
    assert_eq!(tuples, ["was blocked by(Aid; rebels)"]);
}

#[test]
fn participles_are_said_with_be_and_stay_in_the_argument() {
    let tuples = found(
        "1 Kim Kim PROPN NNP 2 nsubj person
         2 saw see VERB VBD 0 root
         3 aid aid NOUN NN 2 obj
         4 blocked block VERB VBN 3 acl
         5 by by ADP IN 6 case
         6 rebels rebel NOUN NNS 4 obl:agent person",
    );
    assert_eq!(tuples, ["saw(Kim; aid blocked by rebels)", "be blocked by(aid; rebels)"]);
}

#[test]
fn conjunctions_open_circumstances() {
    let tuples = found(
        "1 Kim Kim PROPN NNP 2 nsubj person
         2 resigned resign VERB VBD 0 root
         3 when when SCONJ WRB 5 advmod
         4 talks talk NOUN NNS 5 nsubj event
         5 failed fail VERB VBD 2 advcl",
    );
    assert_eq!(tuples, ["resigned when(Kim; talks failed)"]);
}

#[test]
fn infinitives_complete_the_verb_above() {
    let tuples = found(
        "1 Kim Kim PROPN NNP 2 nsubj person
         2 tried try VERB VBD 0 root
         3 to to PART TO 4 mark
         4 free free VERB VB 2 xcomp
         5 rebels rebel NOUN NNS 4 obj person",
    );
    assert_eq!(tuples, ["tried to free(Kim; rebels)"]);
    let purpose = found(
        "1 Kim Kim PROPN NNP 2 nsubj person
         2 raised raise VERB VBD 0 root
         3 money money NOUN NN 2 obj
         4 to to PART TO 5 mark
         5 build build VERB VB 2 advcl
         6 ships ship NOUN NNS 5 obj object",
    );
    assert_eq!(purpose, ["raised(Kim; money)", "raised money to build(Kim; ships)"]);
}

#[test]
fn adjectives_are_part_of_the_relation() {
    let tuples = found(
        "1 Kim Kim PROPN NNP 4 nsubj person
         2 is be AUX VBZ 4 cop
         3 not not PART RB 4 advmod
         4 aware aware ADJ JJ 0 root
         5 of of ADP IN 6 case
         6 risks risk NOUN NNS 4 obl",
    );
    assert_eq!(tuples, ["is not aware of(Kim; risks)"]);
}

#[test]
fn what_is_told_of_a_predicate_noun_is_told_of_its_subject() {
    let tuples = found(
        "1 Kim Kim PROPN NNP 4 nsubj person
         2 is be AUX VBZ 4 cop
         3 a a DET DT 4 det
         4 judge judge NOUN NN 0 root person
         5 who who PRON WP 6 nsubj
         6 freed free VERB VBD 4 acl:relcl
         7 rebels rebel NOUN NNS 6 obj person",
    );
    assert_eq!(tuples, ["is(Kim; a judge)", "freed(Kim; rebels)"]);
}

#[test]
fn appositions_name_what_is_named() {
    let tuples = found(
        "1 The the DET DT 2 det
         2 judge judge NOUN NN 6 nsubj person
         3 , , PUNCT , 4 punct
         4 Kim Kim PROPN NNP 2 appos person
         5 , , PUNCT , 4 punct
         6 resigned resign VERB VBD 0 root",
    );
    assert!(tuples.contains(&"be(Kim; The judge)".to_owned()), "{tuples:?}");
    let places = found(
        "# mention 1 GPE name
         # mention 3 GPE name
         1 Murray Murray PROPN NNP 5 nsubj place
         2 , , PUNCT , 3 punct
         3 Utah Utah PROPN NNP 1 appos place
         4 , , PUNCT , 3 punct
         5 grew grow VERB VBD 0 root",
    );
    assert_eq!(places, ["be in(Murray; Utah)"]);
}

#[test]
fn examples_are_of_their_kind() {
    let tuples = found(
        "1 Banks bank NOUN NNS 7 nsubj organization
         2 such such ADJ JJ 4 case
         3 as as ADP IN 2 fixed
         4 Aldo Aldo PROPN NNP 1 nmod organization
         5 and and CCONJ CC 6 cc
         6 Brix Brix PROPN NNP 4 conj organization
         7 failed fail VERB VBD 0 root",
    );
    assert_eq!(tuples, ["be such as(Banks; Aldo)", "be such as(Banks; Brix)"]);
}

#[test]
fn clauses_inside_others_are_less_sure() {
    let mut document = testing::document(
        "1 Kim Kim PROPN NNP 2 nsubj person
         2 saw see VERB VBD 0 root
         3 rebels rebel NOUN NNS 2 obj person
         4 who who PRON WP 5 nsubj
         5 sold sell VERB VBD 3 acl:relcl
         6 guns gun NOUN NNS 5 obj object
         7 and and CCONJ CC 8 cc
         8 called call VERB VBD 2 conj
         9 Oskan Oskan PROPN NNP 8 obj person
         10 , , PUNCT , 12 punct
         11 a a DET DT 12 det
         12 judge judge NOUN NN 9 appos person",
    );
    let (relations, clauses) = relations_and_clauses(&document);
    document.set_relations(relations).unwrap();
    document.set_clauses(clauses).unwrap();
    let tuples = tuples_of(&document, "s");
    let sure: Vec<(&str, f64)> =
        tuples.iter().map(|t| (t.relation.as_str(), t.confidence)).collect();
    assert_eq!(sure, [("saw", 0.9), ("sold", 0.6), ("called", 0.8), ("be", 0.4)]);
}

#[test]
fn pronouns_give_way_to_names() {
    let mut document = testing::document(
        "# mention 1 PERSON name
         # mention 4 PERSON pronoun
         1 Kim Kim PROPN NNP 2 nsubj person
         2 said say VERB VBD 0 root
         3 that that SCONJ IN 5 mark
         4 he he PRON PRP 5 nsubj person
         5 freed free VERB VBD 2 ccomp
         6 rebels rebel NOUN NNS 5 obj person",
    );
    let mentions = vec![MentionId::new(0), MentionId::new(1)];
    let kim = Entity {
        name: "Kim".to_owned(),
        ty: EntityType::Person,
        country: None,
        role: None,
        mentions,
    };
    document.set_entities(vec![kim]).unwrap();
    let tuples = told(document);
    assert_eq!(tuples, ["said(Kim; that he freed rebels)", "freed(Kim; rebels)"]);
}
