//! Pronouns, and nominals that are told by their owner, on sentences made by hand.

use super::tests::clusters;
use crate::doc::testing::document;

/// The clusters of two mentions and more.
fn joined(conllu: &str) -> Vec<String> {
    let all = clusters(&document(conllu));
    all.into_iter().filter(|c| c.contains(" | ")).collect()
}

#[test]
fn its_owner_acts_in_a_clause_around() {
    let d = "# mention 1 GPE name
        # mention 3 GPE name
        # mention 5 GPE pronoun
        1 Iran Iran PROPN NNP 2 nsubj
        2 told tell VERB VBD 0 root
        3 Oman Oman PROPN NNP 2 obj
        4 that that SCONJ IN 7 mark
        5 its its PRON PRP$ 6 nmod:poss
        6 fleet fleet NOUN NN 7 nsubj
        7 left leave VERB VBD 2 ccomp";
    assert_eq!(joined(d), ["Iran: Iran | its"]);
}

#[test]
fn what_follows_an_and_is_owned_by_what_precedes_it() {
    let d = "# mention 1 GPE name
        # mention 3 GPE name
        # mention 5 GPE pronoun
        1 Iran Iran PROPN NNP 2 nsubj
        2 praised praise VERB VBD 0 root
        3 Oman Oman PROPN NNP 2 obj
        4 and and CCONJ CC 6 cc
        5 its its PRON PRP$ 6 nmod:poss
        6 calm calm NOUN NN 3 conj";
    assert_eq!(joined(d), ["Oman: Oman | its"]);
}

#[test]
fn what_hangs_on_a_clause_may_belong_to_another() {
    let text = |place: &str| {
        format!(
            "# mention 1 GPE name
             # mention 5 {place} name
             # mention 7 GPE pronoun
             1 Moscow Moscow PROPN NNP 2 nsubj
             2 backed back VERB VBD 0 root
             3 sanctions sanction NOUN NNS 2 obj
             4 against against ADP IN 5 case
             5 Tehran Tehran PROPN NNP 3 nmod
             6 over over ADP IN 8 case
             7 its its PRON PRP$ 8 nmod:poss
             8 plans plan NOUN NNS 2 obl"
        )
    };
    assert!(joined(&text("GPE")).is_empty());
    // A person is no *it*.
    assert_eq!(joined(&text("PERSON")), ["Moscow: Moscow | its"]);
}

/// A sentence with a subject, then one in which *they* act.
fn they(subject: &str) -> String {
    format!(
        "{subject}

         # mention 1 PERSON pronoun
         1 They they PRON PRP 2 nsubj
         2 left leave VERB VBD 0 root"
    )
}

#[test]
fn they_are_the_one_topic_of_the_sentence_before() {
    let one = "# mention 1 PERSON nominal
        # mention 3 PERSON nominal
        1 Gunmen gunman NOUN NNS 2 nsubj
        2 attacked attack VERB VBD 0 root
        3 villagers villager NOUN NNS 2 obj";
    assert_eq!(joined(&they(one)), ["Gunmen: Gunmen | They"]);
    // One person is not several, two make no entity, and things may be meant as well.
    let single = one.replace("Gunmen gunman NOUN NNS", "Gunman gunman NOUN NN");
    assert!(joined(&they(&single)).is_empty());
    let two = "# mention 1 PERSON nominal
        # mention 3 PERSON nominal
        1 Gunmen gunman NOUN NNS 4 nsubj
        2 and and CCONJ CC 3 cc
        3 soldiers soldier NOUN NNS 1 conj
        4 fought fight VERB VBD 0 root";
    assert!(joined(&they(two)).is_empty());
    let things = "# mention 4 PERSON nominal
        1 Shells shell NOUN NNS 2 nsubj
        2 fell fall VERB VBD 0 root
        3 as as SCONJ IN 5 mark
        4 villagers villager NOUN NNS 5 nsubj
        5 fled flee VERB VBD 2 advcl";
    assert!(joined(&they(things)).is_empty());
}

#[test]
fn an_object_is_not_the_one_who_is_made_to_act_on_it() {
    // *Her mother wanted to take her home*: somebody else is taken.
    let d = "# mention 1-2 PERSON nominal
        # mention 6 PERSON pronoun
        1 the the DET DT 2 det
        2 mother mother NOUN NN 3 nsubj
        3 wanted want VERB VBD 0 root
        4 to to PART TO 5 mark
        5 take take VERB VB 3 xcomp
        6 her she PRON PRP 5 obj";
    assert!(joined(d).is_empty());
    // But she takes herself.
    let own = d.replace("her she PRON PRP", "herself herself PRON PRP");
    assert_eq!(joined(&own), ["the mother: the mother | herself"]);
}

#[test]
fn a_fronted_participle_is_about_its_subject() {
    let d = "# mention 1 PERSON name
        1 Lund Lund PROPN NNP 2 nsubj
        2 limped limp VERB VBD 0 root

        # mention 3 PERSON name
        # mention 5 PERSON pronoun
        1 Treated treat VERB VBN 6 advcl
        2 by by ADP IN 3 case
        3 Belov Belov PROPN NNP 1 obl SpaceAfter=No
        4 , , PUNCT , 6 punct
        5 he he PRON PRP 6 nsubj
        6 walked walk VERB VBD 0 root";
    assert_eq!(joined(d), ["Lund: Lund | he"]);
}

#[test]
fn what_somebody_is_called_is_nobody_else() {
    let d = "# mention 1 PERSON pronoun
        # mention 3-4 PERSON nominal
        1 I I PRON PRP 4 nsubj
        2 was be AUX VBD 4 cop
        3 a a DET DT 4 det
        4 writer writer NOUN NN 0 root

        # mention 1 PERSON pronoun
        1 She she PRON PRP 2 nsubj
        2 drew draw VERB VBD 0 root";
    assert!(joined(d).is_empty());
}

#[test]
fn what_one_owner_has_under_one_word_is_one() {
    let clause = |owner: &str| {
        format!(
            "# mention 1 PERSON name
             # mention 1-3 PERSON nominal
             1 {owner} {owner} PROPN NNP 3 nmod:poss
             2 's 's PART POS 1 case
             3 son son NOUN NN 4 nsubj
             4 left leave VERB VBD 0 root\n\n"
        )
    };
    let d = clause("Lund") + &clause("Belov") + &clause("Lund");
    assert_eq!(joined(&d), ["Lund 's son: Lund 's son | Lund 's son", "Lund: Lund | Lund"]);
}

#[test]
fn places_are_not_what_they_lie_in() {
    let d = "# mention 1 GPE name
        # mention 4-5 GPE nominal
        # mention 7 GPE name
        # mention 9 GPE name
        1 Coron Coron PROPN NNP 5 nsubj
        2 is be AUX VBZ 5 cop
        3 in in ADP IN 5 case
        4 the the DET DT 5 det
        5 province province NOUN NN 0 root
        6 of of ADP IN 7 case
        7 Palawan Palawan PROPN NNP 5 nmod SpaceAfter=No
        8 , , PUNCT , 9 punct
        9 Norland Norland PROPN NNP 5 appos";
    assert!(joined(d).is_empty());
}

#[test]
fn what_is_any_or_every_one_is_not_taken_up() {
    let text = |determiner: &str| {
        format!(
            "# mention 1-2 GPE nominal
             1 {determiner} {determiner} DET DT 2 det
             2 country country NOUN NN 3 nsubj
             3 voted vote VERB VBD 0 root

             # mention 1-2 GPE nominal
             1 This this DET DT 2 det
             2 country country NOUN NN 3 nsubj
             3 abstained abstain VERB VBD 0 root"
        )
    };
    assert!(joined(&text("Every")).is_empty());
    assert_eq!(joined(&text("One")), ["This country: One country | This country"]);
}

#[test]
fn the_country_is_the_only_one_spoken_of() {
    let text = |other: &str| {
        format!(
            "# mention 1 GPE name
             # mention 3 {other} name
             1 Iran Iran PROPN NNP 2 nsubj
             2 met meet VERB VBD 0 root
             3 {word} {word} PROPN NNP 2 obj

             # mention 1-2 GPE nominal
             1 The the DET DT 2 det
             2 country country NOUN NN 3 nsubj
             3 voted vote VERB VBD 0 root",
            word = if other == "GPE" { "Oman" } else { "Lund" },
        )
    };
    assert_eq!(joined(&text("PERSON")), ["Iran: Iran | The country"]);
    assert!(joined(&text("GPE")).is_empty());
}
