//! Clauses over trees made by hand.

use crate::doc::testing;
use crate::relate::relations_and_clauses;

/// Every clause as `lemma: function phrase; …`.
fn found(conllu: &str) -> Vec<String> {
    let document = testing::document(conllu);
    let (_, clauses) = relations_and_clauses(&document);
    let shown = clauses.iter().map(|c| {
        let participants = c.participants.iter().map(|p| {
            let preposition = p.argument.preposition.map(|s| document.slice(s).to_owned());
            let preposition = preposition.map(|p| format!("[{p}] ")).unwrap_or_default();
            format!("{} {preposition}{}", p.function, document.slice(p.argument.span))
        });
        let participants = participants.collect::<Vec<_>>().join("; ");
        format!("{}{}: {participants}", c.predicate.lemma, if c.negated { " not" } else { "" })
    });
    shown.collect()
}

#[test]
fn what_is_said_and_tried_takes_part() {
    let clauses = found(
        "1 Kim Kim PROPN NNP 2 nsubj person
         2 said say VERB VBD 0 root
         3 rebels rebel NOUN NNS 5 nsubj person
         4 never never ADV RB 5 advmod
         5 tried try VERB VBD 2 ccomp
         6 to to PART TO 7 mark
         7 leave leave VERB VB 5 xcomp",
    );
    assert_eq!(
        clauses,
        [
            "say: subject Kim; complement rebels never tried to leave",
            "try not: subject rebels; complement to leave",
            "leave not: subject rebels",
        ]
    );
}

#[test]
fn voice_is_undone_and_coordination_spread() {
    let clauses = found(
        "1 Guns gun NOUN NNS 5 nsubj:pass
         2 and and CCONJ CC 3 cc
         3 drones drone NOUN NNS 1 conj
         4 were be AUX VBD 5 aux:pass
         5 seized seize VERB VBN 0 root
         6 in in ADP IN 7 case
         7 Aden Aden PROPN NNP 5 obl place
         8 by by ADP IN 9 case
         9 police police NOUN NN 5 obl:agent person",
    );
    assert_eq!(clauses, ["seize: object Guns; object drones; oblique [in] Aden; subject police"]);
}

#[test]
fn copulas_and_participles_before_nouns() {
    let clauses = found(
        "1 The the DET DT 3 det
         2 seized seize VERB VBN 3 amod
         3 ship ship NOUN NN 6 nsubj object
         4 was be AUX VBD 6 cop
         5 a a DET DT 6 det
         6 tanker tanker NOUN NN 0 root object",
    );
    assert_eq!(
        clauses,
        ["seize: object The seized ship", "be: subject The seized ship; attribute a tanker"]
    );
}

#[test]
fn attributes_stand_behind_what_denies_them() {
    let clauses = found(
        "1 Talks talk NOUN NNS 4 nsubj event
         2 are be AUX VBP 4 cop
         3 never never ADV RB 4 advmod
         4 easy easy ADJ JJ 0 root",
    );
    assert_eq!(clauses, ["be not: subject Talks; attribute easy"]);
}

#[test]
fn parts_of_a_phrase_take_no_part_of_their_own() {
    let clauses = found(
        "# mention 4-6 DATE name
         1 Kim Kim PROPN NNP 2 nsubj person
         2 ruled rule VERB VBD 0 root
         3 from from ADP IN 4 case
         4 1978 1978 NUM CD 2 obl time
         5 to to ADP IN 6 case
         6 1981 1981 NUM CD 2 obl time
         7 , , PUNCT , 9 punct
         8 for for ADP IN 9 case
         9 instance instance NOUN NN 2 obl",
    );
    assert_eq!(clauses, ["rule: subject Kim; oblique [from] 1978 to 1981"]);
}

#[test]
fn what_stands_around_its_speaker_is_said() {
    let clauses = found(
        "1 Talks talk NOUN NNS 2 nsubj event
         2 failed fail VERB VBD 0 root SpaceAfter=No
         3 , , PUNCT , 5 punct
         4 Kim Kim PROPN NNP 5 nsubj person
         5 said say VERB VBD 2 parataxis SpaceAfter=No
         6 . . PUNCT . 2 punct",
    );
    assert_eq!(clauses, ["fail: subject Talks", "say: complement Talks failed; subject Kim"]);
}
