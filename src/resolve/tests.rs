//! Behaviour of the whole of resolution, on documents made by hand.

use proptest::prelude::*;

use super::entities;
use crate::doc::testing::document;
use crate::doc::{
    Document, Entity, EntityType, Mention, MentionKind, Role, Sentence, Span, Token, TokenId,
};

/// A document of names without syntax: every line a sentence, every `[TYPE words]` a name.
fn named(lines: &[&str]) -> Document {
    let (mut text, mut tokens, mut sentences, mut mentions) =
        (String::new(), Vec::new(), Vec::new(), Vec::new());
    for line in lines {
        let first = tokens.len();
        let mut open: Option<(EntityType, usize)> = None;
        let marked = line.replace('(', " ( ").replace(')', " ) ").replace(", ", " , ");
        for word in marked.split_whitespace() {
            if let Some(label) = word.strip_prefix('[') {
                open = Some((label.parse().expect("a type"), tokens.len()));
                continue;
            }
            let closes = word.ends_with(']');
            let word = word.trim_end_matches(']');
            if word.is_empty() {
                let (ty, from) = open.take().expect("a bracket that opened");
                mentions.push((ty, from..tokens.len()));
                continue;
            }
            if !text.is_empty() {
                text.push(' ');
            }
            let start = text.len();
            text.push_str(word);
            tokens.push(Token { span: Span::new(start, text.len()) });
            if let (true, Some((ty, from))) = (closes, open) {
                mentions.push((ty, from..tokens.len()));
                open = None;
            }
        }
        let span = tokens[first].span.cover(tokens[tokens.len() - 1].span);
        sentences.push(Sentence { span, tokens: first..tokens.len() });
    }
    let mut document = Document::new("test", text).expect("short");
    document.set_tokens(sentences, tokens).expect("in order");
    let mentions = mentions
        .into_iter()
        .map(|(ty, tokens)| Mention {
            span: document.span_of(tokens.clone()),
            head: TokenId::new(tokens.end - 1),
            tokens,
            ty,
            kind: MentionKind::Name,
            entity: None,
            value: None,
            score: 1.0,
        })
        .collect();
    document.set_mentions(mentions).expect("on tokens");
    document
}

/// Entities as `Name: first text | second text`, with type, country and role left to other assertions.
pub(super) fn clusters(document: &Document) -> Vec<String> {
    entities(document).iter().map(|e| format!("{}: {}", e.name, texts(document, e))).collect()
}

fn texts(document: &Document, entity: &Entity) -> String {
    let mentions = document.mentions().expect("attached");
    let texts: Vec<&str> =
        entity.mentions.iter().map(|m| document.slice(mentions[m.index()].span)).collect();
    texts.join(" | ")
}

fn entity<'e>(entities: &'e [Entity], name: &str) -> &'e Entity {
    entities.iter().find(|e| e.name == name).unwrap_or_else(|| panic!("{name} in {entities:?}"))
}

fn attributes(entity: &Entity) -> (EntityType, Option<&str>, Option<Role>) {
    (entity.ty, entity.country.as_ref().map(|c| c.as_str()), entity.role)
}

#[test]
fn identical_names_are_one_in_any_case() {
    let d = named(&[
        "[GPE BAGHDAD] – fighting",
        "in [GPE Baghdad] the [ORG Ministry of Defense] said",
        "[ORG the Ministry of Defence] and the [ORG Defense Ministry]",
        "[GPE TIKRIT] fell",
    ]);
    assert_eq!(
        clusters(&d),
        [
            "Baghdad: BAGHDAD | Baghdad",
            "Ministry of Defense: Ministry of Defense | the Ministry of Defence | Defense Ministry",
            "Tikrit: TIKRIT",
        ]
    );
}

#[test]
fn a_family_name_means_the_person_last_spoken_of() {
    let d = named(&[
        "[PERSON McGurk] flew",
        "[PERSON Brett McGurk] and [PERSON Hillary Clinton] met",
        "[PERSON Clinton] left",
        "[PERSON Bill Clinton] called",
        "[PERSON Clinton] spoke",
        "Mrs. [PERSON Clinton] answered",
        "[PERSON Ali Bagheri Kani] and [PERSON Mohammed Shia al-Sudani]",
        "[PERSON Bagheri Kani] told [PERSON Sudani]",
        "[PERSON al-Sudani] and [PERSON Brett]",
    ]);
    assert_eq!(
        clusters(&d),
        [
            "Brett McGurk: McGurk | Brett McGurk | Brett",
            "Hillary Clinton: Hillary Clinton | Clinton",
            "Bill Clinton: Bill Clinton | Clinton | Clinton",
            "Ali Bagheri Kani: Ali Bagheri Kani | Bagheri Kani",
            "Mohammed Shia al-Sudani: Mohammed Shia al-Sudani | Sudani | al-Sudani",
        ]
    );
}

#[test]
fn a_relative_leaves_the_family_name_to_whom_the_article_is_about() {
    let d = named(&[
        "[PERSON Edvin Lund] died",
        "his son , [PERSON Ivo Lund] , confirmed it",
        "[PERSON Lund] was sixty",
    ]);
    assert_eq!(clusters(&d), ["Edvin Lund: Edvin Lund | Lund", "Ivo Lund: Ivo Lund"]);
}

#[test]
fn titles_keep_namesakes_apart() {
    let d = named(&[
        "Mrs. [PERSON Ellen Harker] met Mr. [PERSON Paul Harker]",
        "Mrs. [PERSON Harker] left",
        "Mr. [PERSON Harker] stayed",
    ]);
    assert_eq!(
        clusters(&d),
        ["Ellen Harker: Ellen Harker | Harker", "Paul Harker: Paul Harker | Harker"]
    );
}

#[test]
fn forms_of_one_full_name_are_one_person_and_other_given_names_another() {
    let d = named(&[
        "[PERSON Joe Biden] , [PERSON Joseph R. Biden] , [PERSON J. Biden] , [PERSON Hunter Biden]",
        "[PERSON George W. Bush] and [PERSON George H. W. Bush]",
        "[PERSON Donald Trump] and [PERSON Donald Trump Jr.]",
        "[PERSON Mohammed bin Salman] or [PERSON Mohammed bin Salman Al Saud]",
        "[PERSON Mahmoud Darzi] and [PERSON Mahmud Darzi] , [PERSON Daniel Orsini] and [PERSON Daniela Orsini]",
    ]);
    assert_eq!(
        clusters(&d),
        [
            "Joseph R. Biden: Joe Biden | Joseph R. Biden | J. Biden",
            "Hunter Biden: Hunter Biden",
            "George W. Bush: George W. Bush",
            "George H. W. Bush: George H. W. Bush",
            "Donald Trump: Donald Trump",
            "Donald Trump Jr.: Donald Trump Jr.",
            "Mohammed bin Salman Al Saud: Mohammed bin Salman | Mohammed bin Salman Al Saud",
            "Mahmoud Darzi: Mahmoud Darzi | Mahmud Darzi",
            "Daniel Orsini: Daniel Orsini",
            "Daniela Orsini: Daniela Orsini",
        ]
    );
}

#[test]
fn acronyms_find_what_they_stand_for() {
    let d = named(&[
        "the [ORG Northern River Basin Authority] ( [ORG NRBA] ) met the [ORG FLM] ( [ORG Front for the Liberation of Meridia] )",
        "[ORG Harbour Workers' and Dockers' Union] talks with [ORG Alternative for Norland] ( [ORG AfN] )",
        "[ORG HWDU] and [ORG NRBA] said the [ORG U.N.] and the [ORG United Nations] agree",
        "[GPE LONDON] ( [ORG Reuters] )",
        "[ORG OSTRAVA] ( [ORG Morning Wire] )",
    ]);
    assert_eq!(
        clusters(&d),
        [
            "Northern River Basin Authority: Northern River Basin Authority | NRBA | NRBA",
            "Front for the Liberation of Meridia: FLM | Front for the Liberation of Meridia",
            "Harbour Workers' and Dockers' Union: Harbour Workers' and Dockers' Union | HWDU",
            "Alternative for Norland: Alternative for Norland | AfN",
            "United Nations: U.N. | United Nations",
            "London: LONDON",
            "Reuters: Reuters",
            "OSTRAVA: OSTRAVA",
            "Morning Wire: Morning Wire",
        ]
    );
}

#[test]
fn short_names_join_the_one_name_they_are_part_of() {
    let d = named(&[
        "[ORG Kestrel Group] and [ORG European Union] and [ORG Iraqi Supreme Court] and [ORG Free Democratic Party]",
        "[ORG Kestrel] , [ORG Union] , [ORG Supreme Court] , [ORG Democratic Party]",
        "[ORG Orlan Bank] , [ORG Orlan Steel] and [ORG Orlan]",
        "[EVENT Lisbon Security Conference] and [EVENT Security Conference]",
    ]);
    assert_eq!(
        clusters(&d),
        [
            "Kestrel Group: Kestrel Group | Kestrel",
            "European Union: European Union",
            "Iraqi Supreme Court: Iraqi Supreme Court | Supreme Court",
            "Free Democratic Party: Free Democratic Party",
            "Union: Union",
            "Democratic Party: Democratic Party",
            "Orlan Bank: Orlan Bank",
            "Orlan Steel: Orlan Steel",
            "Orlan: Orlan",
            "Lisbon Security Conference: Lisbon Security Conference | Security Conference",
        ]
    );
}

#[test]
fn an_adjective_joins_its_country_where_the_country_is_named() {
    let d = named(&[
        "[NORP Iranian] envoys and [NORP Iraqi] clerics , [GPE U.S.] and [NORP American] ships",
        "[GPE Iran] and the [GPE United States] ; the [NORP Iranians]",
        "[NORP Houthi] boats and the [NORP Houthis]",
    ]);
    let found = entities(&d);
    assert_eq!(
        clusters(&d),
        [
            "Iran: Iranian | Iran",
            "Iraqi: Iraqi",
            "United States: U.S. | American | United States",
            "Iranians: Iranians",
            "Houthis: Houthi | Houthis",
        ]
    );
    assert_eq!(attributes(&found[0]), (EntityType::Gpe, Some("IRN"), None));
    assert_eq!(attributes(&found[1]), (EntityType::Norp, Some("IRQ"), None));
    assert_eq!(attributes(&found[2]), (EntityType::Gpe, Some("USA"), None));
    assert_eq!(attributes(&found[3]), (EntityType::Norp, Some("IRN"), None));
    assert_eq!(attributes(&found[4]), (EntityType::Norp, Some("YEM"), Some(Role::Reb)));
}

#[test]
fn organisations_tell_country_and_role_where_their_names_do() {
    let d = named(&[
        "[ORG NATO] , [ORG Reuters] , [ORG Iraqi Interior Ministry] , [ORG Supreme Court of India]",
        "[ORG Kestrel Holdings Ltd] , [ORG Meridian Institute] , [ORG Labour Party]",
    ]);
    let found: Vec<_> =
        entities(&d).iter().map(|e| (e.country.map(|c| c.as_str().to_string()), e.role)).collect();
    let code = |c: &str| Some(c.to_string());
    assert_eq!(
        found,
        [
            (None, Some(Role::Igo)),
            (None, Some(Role::Med)),
            (code("IRQ"), Some(Role::Gov)),
            (code("IND"), Some(Role::Jud)),
            (None, Some(Role::Bus)),
            (None, None),
            (None, Some(Role::Pty)),
        ]
    );
}

#[test]
fn the_record_of_the_contract() {
    let d = document(
        "# mention 1 GPE name
         # mention 3-4 PERSON name
         # mention 6-10 ORG nominal
         # mention 6 GPE name
         # mention 9 NORP name
         # mention 11-12 DATE name 2024-02
         # mention 17-19 PERSON nominal
         # mention 18 NORP name
         1 BAGHDAD Baghdad PROPN NNP 5 dep
         2 – – PUNCT : 1 punct
         3 Esmail Esmail PROPN NNP 5 nsubj
         4 Qaani Qaani PROPN NNP 3 flat
         5 told tell VERB VBD 20 ccomp
         6 Iran Iran PROPN NNP 8 compound SpaceAfter=No
         7 - - PUNCT HYPH 8 punct SpaceAfter=No
         8 backed back VERB VBN 10 amod
         9 Iraqi iraqi ADJ JJ 10 amod
         10 militias militia NOUN NNS 5 obj
         11 last last ADJ JJ 12 amod
         12 month month NOUN NN 5 obl:unmarked
         13 to to PART TO 14 mark
         14 hold hold VERB VB 5 xcomp
         15 back back ADP RP 14 compound:prt SpaceAfter=No
         16 , , PUNCT , 5 punct
         17 an a DET DT 19 det
         18 Iranian iranian ADJ JJ 19 amod
         19 official official NOUN NN 20 nsubj
         20 said say VERB VBD 0 root SpaceAfter=No
         21 . . PUNCT . 20 punct",
    );
    let found: Vec<_> = entities(&d)
        .iter()
        .map(|e| {
            let mentions: Vec<usize> = e.mentions.iter().map(|m| m.index()).collect();
            let country = e.country.map(|c| c.as_str().to_string());
            (e.name.clone(), e.ty.as_str(), country, e.role.map(|r| r.as_str()), mentions)
        })
        .collect();
    let entry = |name: &str, ty, country: Option<&str>, role, mentions: &[usize]| {
        (name.to_string(), ty, country.map(String::from), role, mentions.to_vec())
    };
    assert_eq!(
        found,
        [
            entry("Baghdad", "GPE", Some("IRQ"), None, &[0]),
            entry("Esmail Qaani", "PERSON", None, None, &[1]),
            entry("Iran-backed Iraqi militias", "ORG", Some("IRQ"), Some("REB"), &[2]),
            entry("Iran", "GPE", Some("IRN"), None, &[3, 7]),
            entry("Iraqi", "NORP", Some("IRQ"), None, &[4]),
            entry("an Iranian official", "PERSON", Some("IRN"), Some("GOV"), &[6]),
        ]
    );
}

#[test]
fn a_title_tells_country_and_role_of_its_bearer() {
    let d = document(
        "# mention 4-5 PERSON name
         1 Iraqi iraqi ADJ JJ 3 amod
         2 Prime Prime PROPN NNP 3 compound
         3 Minister Minister PROPN NNP 6 nsubj
         4 Adil Adil PROPN NNP 3 flat
         5 Rahwan Rahwan PROPN NNP 3 flat
         6 left leave VERB VBD 0 root

         # mention 5-6 PERSON name
         1 Former former ADJ JJ 4 amod
         2 U.S. U.S. PROPN NNP 4 compound
         3 National National PROPN NNP 4 compound
         4 President President PROPN NNP 7 nsubj
         5 Dora Dora PROPN NNP 4 flat
         6 Quill Quill PROPN NNP 4 flat
         7 stayed stay VERB VBD 0 root

         # mention 4-5 PERSON name
         1 the the DET DT 3 det
         2 Iran Iran PROPN NNP 3 compound
         3 envoy envoy NOUN NN 6 nsubj
         4 Mark Mark PROPN NNP 3 appos
         5 Osborn Osborn PROPN NNP 4 flat
         6 spoke speak VERB VBD 0 root",
    );
    let found = entities(&d);
    assert_eq!(
        attributes(entity(&found, "Adil Rahwan")),
        (EntityType::Person, Some("IRQ"), Some(Role::Gov))
    );
    assert_eq!(attributes(entity(&found, "Dora Quill")), (EntityType::Person, Some("USA"), None));
    assert_eq!(
        attributes(entity(&found, "Mark Osborn")),
        (EntityType::Person, None, Some(Role::Gov))
    );
}

/// *said Ramon Dela Vega, the Defence Secretary. …* with an appositive nominal, a later title and a pronoun chain.
const APPOSITION: &str = "
    # mention 2-3 PERSON name
    # mention 5-8 PERSON nominal
    # mention 6 NORP name
    1 said say VERB VBD 0 root
    2 Ramon Ramon PROPN NNP 1 nsubj
    3 Velarde Velarde PROPN NNP 2 flat SpaceAfter=No
    4 , , PUNCT , 8 punct
    5 the the DET DT 8 det
    6 Philippine philippine ADJ JJ 8 amod
    7 Defence Defence PROPN NNP 8 compound
    8 Secretary secretary NOUN NN 2 appos SpaceAfter=No
    9 . . PUNCT . 1 punct

    # mention 1 PERSON pronoun
    # mention 3-4 ORG nominal
    1 He he PRON PRP 2 nsubj
    2 praised praise VERB VBD 0 root
    3 the the DET DT 4 det
    4 troops troop NOUN NNS 2 obj
    5 . . PUNCT . 2 punct

    # mention 1-3 PERSON nominal
    # mention 5 PERSON pronoun
    1 The the DET DT 3 det
    2 defence defence NOUN NN 3 compound
    3 secretary secretary NOUN NN 4 nsubj
    4 defended defend VERB VBD 0 root
    5 him he PRON PRP 4 obj
    6 . . PUNCT . 4 punct";

#[test]
fn apposition_title_and_pronoun_are_followed() {
    let d = document(APPOSITION);
    let found = entities(&d);
    let velarde = entity(&found, "Ramon Velarde");
    // *him* beside the subject *the defence secretary* is somebody else, whom the text does not name.
    assert_eq!(
        texts(&d, velarde),
        "Ramon Velarde | the Philippine Defence Secretary | He | The defence secretary"
    );
    assert_eq!(attributes(velarde), (EntityType::Person, Some("PHL"), Some(Role::Gov)));
    assert_eq!(attributes(entity(&found, "the troops")), (EntityType::Org, None, Some(Role::Mil)));
}

#[test]
fn an_apposition_belongs_to_the_name_it_touches() {
    let d = document(
        "# mention 1 PERSON name
         # mention 3 PERSON name
         # mention 5-6 PERSON nominal
         1 Orsini Orsini PROPN NNP 7 nsubj
         2 and and CCONJ CC 3 cc
         3 Belov Belov PROPN NNP 1 conj SpaceAfter=No
         4 , , PUNCT , 6 punct
         5 the the DET DT 6 det
         6 ambassador ambassador NOUN NN 1 appos
         7 met meet VERB VBD 0 root",
    );
    assert_eq!(clusters(&d), ["Orsini: Orsini", "Belov: Belov | the ambassador"]);
}

#[test]
fn an_apposition_does_not_reach_over_a_clause() {
    let sentence = |between: &str| {
        document(&format!(
            "# mention 2-2 PERSON nominal
             # mention 8-9 PERSON name
             1 The the DET DT 2 det
             2 officer officer NOUN NN 10 nsubj
             3 who who PRON WP 4 nsubj
             4 met meet VERB VBD 2 acl:relcl
             5 {between} 4 dep
             6 Old Old PROPN NNP 8 nmod:desc
             7 colonel colonel NOUN NN 8 nmod:desc
             8 Hugo Hugo PROPN NNP 2 appos
             9 Lund Lund PROPN NNP 8 flat
             10 left leave VERB VBD 0 root"
        ))
    };
    assert_eq!(clusters(&sentence(", , PUNCT ,")), ["Hugo Lund: officer | Hugo Lund"]);
    assert_eq!(
        clusters(&sentence("there there ADV RB")),
        ["officer: officer", "Hugo Lund: Hugo Lund"]
    );
}

#[test]
fn a_title_without_its_name_means_its_one_bearer() {
    let d = document(
        "# mention 2-3 PERSON name
         # mention 8-9 PERSON name
         1 Gen. Gen. PROPN NNP 4 nsubj
         2 Hugo Hugo PROPN NNP 1 flat
         3 Lund Lund PROPN NNP 1 flat
         4 met meet VERB VBD 0 root
         5 Deputy deputy ADJ JJ 7 amod
         6 Foreign foreign ADJ JJ 7 amod
         7 Minister minister NOUN NN 4 obj
         8 Ada Ada PROPN NNP 7 flat
         9 Brandt Brandt PROPN NNP 7 flat

         # mention 1-2 PERSON nominal
         # mention 4-6 PERSON nominal
         1 The the DET DT 2 det
         2 general general NOUN NN 3 nsubj
         3 called call VERB VBD 0 root
         4 the the DET DT 6 det
         5 foreign foreign ADJ JJ 6 amod
         6 minister minister NOUN NN 3 obj",
    );
    assert_eq!(
        clusters(&d),
        [
            "Hugo Lund: Hugo Lund | The general",
            "Ada Brandt: Ada Brandt",
            "the foreign minister: the foreign minister",
        ]
    );
}

#[test]
fn two_nationalities_or_a_continent_are_no_country() {
    let phrase = |first: &str, second: &str| {
        format!(
            "# mention 1-5 ORG nominal
             1 the the DET DT 5 det
             2 {first} {first} ADJ JJ 5 amod SpaceAfter=No
             3 - - PUNCT HYPH 2 punct SpaceAfter=No
             4 {second} {second} ADJ JJ 5 amod
             5 company company NOUN NN 0 root"
        )
    };
    let country = |d: &Document| entities(d)[0].country.map(|c| c.as_str().to_string());
    assert_eq!(country(&document(&phrase("German", "Dutch"))), None);
    assert_eq!(country(&document(&phrase("Iran", "owned"))), None);
    assert_eq!(country(&document(&phrase("state", "Dutch"))), Some("NLD".to_string()));
    let d = document(
        "# mention 1-4 ORG nominal
         1 a a DET DT 4 det
         2 South South ADJ JJ 3 amod
         3 American American ADJ JJ 4 amod
         4 company company NOUN NN 0 root",
    );
    assert_eq!(country(&d), None);
}

#[test]
fn ministries_of_two_states_are_two() {
    let clause = |country: &str| {
        format!(
            "# mention 1 GPE name
             # mention 3-4 ORG name
             1 {country} {country} PROPN NNP 4 nmod:poss SpaceAfter=No
             2 's 's PART POS 1 case
             3 Foreign Foreign PROPN NNP 4 compound
             4 Ministry Ministry PROPN NNP 5 nsubj
             5 waited wait VERB VBD 0 root

             # mention 2-3 ORG name
             1 The the DET DT 3 det
             2 Foreign Foreign PROPN NNP 3 compound
             3 Ministry Ministry PROPN NNP 4 nsubj
             4 waited wait VERB VBD 0 root\n\n"
        )
    };
    let d = document(&(clause("Iran") + &clause("Pakistan")));
    let found = entities(&d);
    let countries: Vec<_> = found
        .iter()
        .filter(|e| e.ty == EntityType::Org)
        .map(|e| (e.country.map(|c| c.as_str().to_string()), e.mentions.len()))
        .collect();
    assert_eq!(countries, [(Some("IRN".into()), 2), (Some("PAK".into()), 2)]);
}

#[test]
fn officials_of_an_organisation_play_its_part() {
    let d = document(
        "# mention 1-3 PERSON nominal
         # mention 2 ORG name
         # mention 5-7 PERSON nominal
         # mention 6 ORG name
         1 a a DET DT 3 det
         2 WFP WFP PROPN NNP 3 compound
         3 official official NOUN NN 4 nsubj
         4 met meet VERB VBD 0 root
         5 a a DET DT 7 det
         6 Hamas Hamas PROPN NNP 7 compound
         7 spokesman spokesman NOUN NN 4 obj",
    );
    let found = entities(&d);
    assert_eq!(entity(&found, "a WFP official").role, Some(Role::Igo));
    assert_eq!(entity(&found, "a Hamas spokesman").role, Some(Role::Reb));
}

#[test]
fn a_definite_nominal_takes_up_the_nearest_that_fits() {
    let d = document(
        "# mention 1-3 PERSON nominal
         # mention 5-7 PERSON nominal
         1 An a DET DT 3 det
         2 Iranian iranian ADJ JJ 3 amod
         3 official official NOUN NN 4 nsubj
         4 met meet VERB VBD 0 root
         5 a a DET DT 7 det
         6 Saudi saudi ADJ JJ 7 amod
         7 minister minister NOUN NN 4 obj

         # mention 1-2 PERSON nominal
         # mention 4-6 PERSON nominal
         # mention 7-8 PERSON nominal
         1 The the DET DT 2 det
         2 official official NOUN NN 3 nsubj
         3 told tell VERB VBD 0 root
         4 an a DET DT 6 det
         5 Iraqi iraqi ADJ JJ 6 amod
         6 official official NOUN NN 3 obj
         7 the the DET DT 8 det
         8 ministers minister NOUN NNS 3 obj",
    );
    assert_eq!(
        clusters(&d),
        [
            "An Iranian official: An Iranian official | The official",
            "a Saudi minister: a Saudi minister",
            "an Iraqi official: an Iraqi official",
            "the ministers: the ministers",
        ]
    );
}

#[test]
fn a_copula_links_only_what_is_asserted() {
    let clause = |name: &str, not: &str| {
        format!(
            "# mention 1 PERSON name
             # mention 5-6 PERSON nominal
             1 {name} {name} PROPN NNP 6 nsubj
             2 is be AUX VBZ 6 cop
             3 {not} {not} PART RB 6 advmod
             4 surely surely ADV RB 6 advmod
             5 the the DET DT 6 det
             6 governor governor NOUN NN 0 root\n\n"
        )
    };
    let d = document(&(clause("Orsini", "now") + &clause("Belov", "not")));
    assert_eq!(clusters(&d)[0], "Orsini: Orsini | the governor | the governor");
    let d = document(&clause("Belov", "not"));
    assert_eq!(clusters(&d), ["Belov: Belov", "the governor: the governor"]);
}

#[test]
fn pronouns_between_equals_stay_open() {
    let d = document(
        "# mention 1 PERSON name
         # mention 3 PERSON name
         1 Orsini Orsini PROPN NNP 4 nsubj
         2 and and CCONJ CC 3 cc
         3 Belov Belov PROPN NNP 1 conj
         4 met meet VERB VBD 0 root

         # mention 1 PERSON pronoun
         # mention 3 ORG pronoun
         1 They they PRON PRP 2 nsubj
         2 praised praise VERB VBD 0 root
         3 it it PRON PRP 2 obj",
    );
    assert_eq!(clusters(&d), ["Orsini: Orsini", "Belov: Belov"]);
}

#[test]
fn gender_told_by_a_title_guides_pronouns() {
    let d = document(
        "# mention 2 PERSON name
         # mention 5 PERSON name
         1 Mrs. Mrs. PROPN NNP 3 nsubj
         2 Orsini Orsini PROPN NNP 1 flat
         3 told tell VERB VBD 0 root
         4 Mr. Mr. PROPN NNP 3 obj
         5 Belov Belov PROPN NNP 4 flat

         # mention 1 PERSON pronoun
         # mention 3 PERSON pronoun
         1 He he PRON PRP 2 nsubj
         2 thanked thank VERB VBD 0 root
         3 her she PRON PRP 2 obj",
    );
    assert_eq!(clusters(&d), ["Orsini: Orsini | her", "Belov: Belov | He"]);
}

#[test]
fn a_speaker_is_the_first_person_of_his_quotation() {
    let d = document(
        "# mention 2 PERSON pronoun
         # mention 7 PERSON name
         1 \" \" PUNCT `` 3 punct
         2 I I PRON PRP 3 nsubj
         3 agree agree VERB VBP 6 ccomp
         4 , , PUNCT , 3 punct
         5 \" \" PUNCT '' 3 punct
         6 said say VERB VBD 0 root
         7 Orsini Orsini PROPN NNP 6 nsubj

         # mention 1 PERSON pronoun
         1 I I PRON PRP 2 nsubj
         2 wonder wonder VERB VBP 0 root",
    );
    assert_eq!(clusters(&d), ["Orsini: I | Orsini"]);
}

#[test]
fn relative_pronouns_join_their_antecedents() {
    let d = document(
        "# mention 1-2 PERSON nominal
         # mention 3 PERSON pronoun
         1 a a DET DT 2 det
         2 diplomat diplomat NOUN NN 5 nsubj
         3 who who PRON WP 4 nsubj
         4 knew know VERB VBD 2 acl:relcl
         5 left leave VERB VBD 0 root",
    );
    assert_eq!(clusters(&d), ["a diplomat: a diplomat | who"]);
}

#[test]
fn an_unrelated_sentence_changes_nothing_before_it() {
    let mut lines = vec![
        "[PERSON Brett McGurk] met the [ORG Northern River Basin Authority] ( [ORG NRBA] )",
        "[PERSON McGurk] and [ORG NRBA] in [NORP Iraqi] towns",
    ];
    let before = clusters(&named(&lines));
    lines.push("[PERSON Ada Lund] visited [GPE Oslo] with [ORG Kestrel Group]");
    let after = clusters(&named(&lines));
    assert_eq!(after[..before.len()], before);
}

#[test]
fn very_many_names_are_a_partition() {
    let lines: Vec<String> = (0..5_000)
        .map(|i| {
            format!("[PERSON Given{i} Clinton] and [PERSON Clinton] of [ORG Body{i} Group (B)]")
        })
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let d = named(&lines);
    let found = entities(&d);
    assert_eq!(found.iter().map(|e| e.mentions.len()).sum::<usize>(), 15_000);
}

proptest! {
    #[test]
    fn any_names_give_a_partition(
        lines in prop::collection::vec(
            prop::collection::vec(
                (
                    prop::sample::select(vec!["PERSON", "ORG", "GPE", "NORP", "LOC", "EVENT"]),
                    prop::collection::vec(
                        prop::sample::select(vec![
                            "Iran", "Iranian", "the", "Clinton", "Bill", "Mrs.", "U.S.", "(", ")", "of", "Union", "NATO", "İ",
                            "ß", "'s", "-", "al", "Jr.", "President", "BAGHDAD", "é", "J.",
                        ]),
                        1..5,
                    ),
                ),
                1..4,
            ),
            1..8,
        )
    ) {
        let lines: Vec<String> = lines
            .iter()
            .map(|l| l.iter().map(|(t, w)| format!("[{t} {}] ;", w.join(" "))).collect::<Vec<_>>().join(" "))
            .collect();
        let mut d = named(&lines.iter().map(String::as_str).collect::<Vec<_>>());
        let found = entities(&d);
        prop_assert_eq!(&found, &entities(&d));
        let mut seen = std::collections::BTreeSet::new();
        for e in &found {
            prop_assert!(!e.name.trim().is_empty());
            prop_assert!(e.mentions.windows(2).all(|w| w[0] < w[1]));
            for m in &e.mentions {
                prop_assert!(seen.insert(*m));
            }
        }
        prop_assert!(found.windows(2).all(|w| w[0].mentions[0] < w[1].mentions[0]));
        d.set_entities(found).expect("a partition");
    }
}

/// Initials stand for what the article says that they do, whatever they mean elsewhere.
#[test]
fn somebody_of_an_organisation_plays_the_part_of_its_full_name() {
    let d = document(
        "# mention 1-3 ORG name
         # mention 5 ORG name
         1 Reed Reed PROPN NNP 3 compound
         2 Security Security PROPN NNP 3 compound
         3 Forces Forces PROPN NNPS 7 nsubj
         4 ( ( PUNCT -LRB- 5 punct SpaceAfter=No
         5 RSF RSF PROPN NNP 3 appos SpaceAfter=No
         6 ) ) PUNCT -RRB- 5 punct
         7 left leave VERB VBD 0 root

         # mention 1-3 PERSON nominal
         # mention 2 ORG name
         1 An a DET DT 3 det
         2 RSF RSF PROPN NNP 3 compound
         3 member member NOUN NN 4 nsubj
         4 spoke speak VERB VBD 0 root",
    );
    let found = entities(&d);
    let role = |name| entity(&found, name).role;
    assert_eq!(role("An RSF member"), role("Reed Security Forces"), "{found:?}");
    assert_ne!(role("An RSF member"), Some(Role::Ngo));
}
