//! Other names, and nouns that are of one.

use super::tests::clusters;
use crate::doc::testing::document;

/// *Karim Haddad, known as Abu Nur, …*, in the ways that news gives other names.
#[test]
fn other_names_that_the_text_gives_are_of_one() {
    let known = "# mention 1-2 PERSON name
        # mention 6-7 PERSON name
        1 Karim Karim PROPN NNP 9 nsubj
        2 Haddad Haddad PROPN NNP 1 flat SpaceAfter=No
        3 , , PUNCT , 4 punct
        4 known know VERB VBN 1 acl
        5 as as ADP IN 6 case
        6 Abu Abu PROPN NNP 4 obl
        7 Nur Nur PROPN NNP 6 flat SpaceAfter=No
        8 , , PUNCT , 4 punct
        9 fled flee VERB VBD 0 root";
    assert_eq!(clusters(&document(known)), ["Karim Haddad: Karim Haddad | Abu Nur"]);
    // Wherever the participle hangs, the name that it touches has the other name.
    let far = "# mention 2 ORG nominal
        # mention 4-5 PERSON name
        # mention 9 PERSON name
        1 the the DET DT 2 det
        2 group group NOUN NN 10 nsubj
        3 of of ADP IN 4 case
        4 Karim Karim PROPN NNP 2 nmod
        5 Haddad Haddad PROPN NNP 4 flat SpaceAfter=No
        6 , , PUNCT , 7 punct
        7 known know VERB VBN 2 acl
        8 as as ADP IN 9 case
        9 Viper Viper PROPN NNP 7 obl
        10 fled flee VERB VBD 0 root";
    assert_eq!(clusters(&document(far)), ["group: group", "Karim Haddad: Karim Haddad | Viper"]);
    let denied = known.replace("8 , , PUNCT , 4 punct", "8 never never ADV RB 4 advmod");
    assert_eq!(clusters(&document(&denied)).len(), 2);
    let passive = "# mention 1-2 ORG nominal
        # mention 6 ORG name
        1 The the DET DT 2 det
        2 group group NOUN NN 4 nsubj:pass
        3 is be AUX VBZ 4 aux:pass
        4 known know VERB VBN 0 root
        5 as as ADP IN 6 case
        6 Shafaq Shafaq PROPN NNP 4 obl";
    assert_eq!(clusters(&document(passive)), ["Shafaq: The group | Shafaq"]);
    let itself = "# mention 1-2 ORG nominal
        # mention 5 ORG name
        1 A a DET DT 2 det
        2 group group NOUN NN 6 nsubj
        3 calling call VERB VBG 2 acl
        4 itself itself PRON PRP 3 obj
        5 Shafaq Shafaq PROPN NNP 3 xcomp
        6 struck strike VERB VBD 0 root";
    assert_eq!(clusters(&document(itself)), ["Shafaq: A group | Shafaq"]);
    let others = itself.replace("itself itself PRON PRP", "rivals rival NOUN NNS");
    assert_eq!(clusters(&document(&others)).len(), 2);
    let alias = "# mention 1-2 PERSON name
        # mention 5 PERSON name
        1 Karim Karim PROPN NNP 6 nsubj
        2 Haddad Haddad PROPN NNP 1 flat SpaceAfter=No
        3 , , PUNCT , 1 punct
        4 alias alias NOUN NN 5 compound
        5 Viper Viper PROPN NNP 1 appos
        6 fled flee VERB VBD 0 root";
    assert_eq!(clusters(&document(alias)), ["Karim Haddad: Karim Haddad | Viper"]);
}

/// *Selim Aras, the group's founder and brother of its spokesman*: two nouns, one determiner, one man.
#[test]
fn nouns_under_one_determiner_are_of_one() {
    let one = "# mention 1-2 PERSON name
        # mention 4-6 PERSON nominal
        1 Selim Selim PROPN NNP 10 nsubj
        2 Aras Aras PROPN NNP 1 flat SpaceAfter=No
        3 , , PUNCT , 6 punct
        4 the the DET DT 6 det
        5 party party NOUN NN 6 compound
        6 founder founder NOUN NN 1 appos
        7 and and CCONJ CC 9 cc
        8 former former ADJ JJ 9 amod
        9 mayor mayor NOUN NN 6 conj
        10 fled flee VERB VBD 0 root";
    assert_eq!(clusters(&document(one)), ["Selim Aras: Selim Aras | the party founder"]);
    let two = one.replace("8 former former ADJ JJ 9 amod", "8 a a DET DT 9 det");
    assert_eq!(clusters(&document(&two)).len(), 2);
}
