//! Dictionary forms.
//!
//! The model names an edit script; this file applies it, and checks the result: an inflected verb or noun has few
//! possible dictionary forms, and irregular ones have just one. A script that leads elsewhere is overruled.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::final_e::takes_e;
use crate::doc::{Upos, Xpos};

/// The dictionary form of `form` under its tags: `scripted`, what the model's edit script makes of the form, where that
/// is possible. Never empty unless the form is.
pub(super) fn lemma(form: &str, upos: Upos, xpos: Xpos, scripted: Option<String>) -> String {
    let scripted = scripted.filter(|s| !s.is_empty());
    let lower = form.to_lowercase();
    let verbal = matches!(upos, Upos::Verb | Upos::Aux);
    match xpos {
        Xpos::Vbd | Xpos::Vbn if verbal => {
            if let Some(base) = irregular().past.get(&(lower.as_str(), xpos == Xpos::Vbn)) {
                return base.to_string();
            }
            match prefixed(&lower, xpos == Xpos::Vbn) {
                Some(base) => base,
                None => checked(scripted, &stems(&lower, "ed"), lower),
            }
        }
        Xpos::Vbg if verbal => checked(scripted, &stems(&lower, "ing"), lower),
        Xpos::Vbz if verbal => match lower.as_str() {
            "is" | "'s" | "has" | "does" => scripted.unwrap_or(lower),
            _ => checked(scripted, &singulars(&lower), lower),
        },
        // "be" hides behind "am" and "'re", "will" behind "wo": only the script knows contractions.
        Xpos::Vb | Xpos::Vbp if upos == Upos::Verb && !lower.contains('\'') => match lower.as_str()
        {
            "am" | "are" => "be".into(),
            _ => lower,
        },
        Xpos::Nns if upos == Upos::Noun => {
            if let Some(singular) = irregular().plural.get(lower.as_str()) {
                return singular.to_string();
            }
            // Some plurals are their own dictionary form (*headquarters*), so the bare form may stand too.
            let mut possible = singulars(&lower);
            possible.push(lower.clone());
            match scripted.map(|s| s.to_lowercase()) {
                Some(s) if possible.contains(&s) || lower.ends_with("men") => s,
                _ => possible.swap_remove(0),
            }
        }
        _ => scripted.unwrap_or(lower),
    }
}

/// The dictionary form of an irregular past tense (or `participle`) with a prefix: *unfroze* is of *unfreeze* as *froze* is of *freeze*.
fn prefixed(form: &str, participle: bool) -> Option<String> {
    ["fore", "mis", "out", "over", "re", "un", "under"].into_iter().find_map(|prefix| {
        let past = form.strip_prefix(prefix)?;
        let base = irregular().past.get(&(past, participle))?;
        Some(format!("{prefix}{base}"))
    })
}

/// `scripted` if it is among the possible forms, else the likeliest of them, else the form itself.
fn checked(scripted: Option<String>, possible: &[String], form: String) -> String {
    match scripted {
        Some(s) if possible.is_empty() || possible.contains(&s) => s,
        _ => possible.first().cloned().unwrap_or(form),
    }
}

/// Bases that give `form` with the suffix `ed` or `ing`, likeliest first; empty if it does not end so.
fn stems(form: &str, suffix: &str) -> Vec<String> {
    let Some(stem) = form.strip_suffix(suffix).filter(|s| s.chars().any(is_vowel)) else {
        return Vec::new();
    };
    let with_e = format!("{stem}e");
    let mut letters = stem.chars().rev();
    let (last, before) = (letters.next().unwrap_or(' '), letters.next().unwrap_or(' '));
    let mut stems = Vec::new();
    // *carried* is of *carry*, *died* of *die*; nothing else ends so.
    if suffix == "ed" && last == 'i' {
        let long = stem.chars().count() > 2;
        return vec![if long { format!("{}y", &stem[..stem.len() - 1]) } else { with_e }];
    }
    if suffix == "ing" && last == 'y' {
        // *lying*, *untying*, but *saying*
        let in_ie = format!("{}ie", &stem[..stem.len() - 1]);
        if stem.len() == 2 || IN_IE.contains(&in_ie.as_str()) {
            return vec![in_ie];
        }
    }
    // *seeing*, *being*, *eyeing*: no ending has swallowed an *e* there.
    if suffix == "ing" && last == 'e' {
        return vec![stem.to_string()];
    }
    match takes_e(stem) {
        Some(true) => return vec![with_e],
        Some(false) if !stem.ends_with("ck") => return vec![stem.to_string()],
        _ => {}
    }
    if last == before && last.is_ascii_alphabetic() && !is_vowel(last) {
        return match doubles(stem, last) {
            Some(true) => vec![stem.to_string()],
            Some(false) => vec![stem[..stem.len() - 1].to_string()],
            None => {
                let mut either = vec![stem.to_string(), stem[..stem.len() - 1].to_string()];
                // *silhouetted*, *finessed*
                either.extend(matches!(last, 't' | 's').then_some(with_e));
                either
            }
        };
    }
    stems.push(stem.to_string());
    stems.push(with_e);
    // "panicked", "trafficking"
    if let Some(stem) = stem.strip_suffix("ck") {
        stems.push(format!("{stem}c"));
    }
    stems
}

/// Words of more than one syllable in *-ie*.
const IN_IE: &[&str] = &[
    "aerie",
    "auntie",
    "belie",
    "birdie",
    "bookie",
    "boogie",
    "bourgeoisie",
    "brie",
    "brownie",
    "calorie",
    "caddie",
    "camaraderie",
    "collie",
    "cookie",
    "coterie",
    "cutie",
    "dearie",
    "eerie",
    "eyrie",
    "foodie",
    "freebie",
    "genie",
    "goalie",
    "gillie",
    "goodie",
    "groupie",
    "hippie",
    "hoodie",
    "indie",
    "junkie",
    "laddie",
    "lassie",
    "lingerie",
    "magpie",
    "menagerie",
    "movie",
    "newbie",
    "outlie",
    "overlie",
    "oldie",
    "pixie",
    "pinkie",
    "prairie",
    "quickie",
    "reverie",
    "rookie",
    "roadie",
    "selfie",
    "smoothie",
    "sortie",
    "talkie",
    "techie",
    "townie",
    "underlie",
    "untie",
    "veggie",
    "walkie",
    "yuppie",
    "zombie",
];

/// Bases that give `form` with the suffix *s*, likeliest first; empty if it does not end so.
fn singulars(form: &str) -> Vec<String> {
    let Some(stem) = form.strip_suffix('s').filter(|s| !s.is_empty()) else {
        return vec![form.to_string()];
    };
    let mut singulars = Vec::new();
    // *countries* is of *country*, but *movies* of *movie*.
    if let Some(short) = stem.strip_suffix("ie").filter(|s| s.chars().count() > 1) {
        let kept = IN_IE.contains(&stem);
        return vec![if kept { stem.to_string() } else { format!("{short}y") }];
    }
    if let Some(short) = stem.strip_suffix('e') {
        if ["ss", "x", "zz", "ch", "sh", "o"].iter().any(|e| short.ends_with(e)) {
            singulars.push(short.to_string());
        }
        singulars.push(stem.to_string());
        if !singulars.iter().any(|s| s == short) {
            singulars.push(short.to_string());
        }
        if let Some(shorter) = short.strip_suffix(['s', 'z']) {
            singulars.push(shorter.to_string());
        }
    } else {
        singulars.push(stem.to_string());
    }
    if stem.ends_with('s') {
        singulars.insert(0, form.to_string());
    }
    singulars
}

/// Whether the double consonant that `stem` ends with is the verb's own (*kill*, *pass*, but *stop*, *expel*).
fn doubles(stem: &str, last: char) -> Option<bool> {
    const OWN: &[&str] = &[
        "add",
        "err",
        "purr",
        "egg",
        "ebb",
        "boycott",
        "butt",
        "putt",
        "inn",
        "misspell",
        "retell",
        "foretell",
        "resell",
        "outsell",
        "undersell",
    ];
    let groups =
        stem.chars().zip(stem.chars().skip(1)).filter(|&(a, b)| is_vowel(a) && !is_vowel(b));
    match last {
        _ if OWN.contains(&stem) => Some(true),
        'b' | 'd' | 'g' | 'm' | 'n' | 'p' | 'r' => Some(false),
        'l' if groups.count() == 1 => Some(true),
        'l' if stem.ends_with("ell") => Some(false),
        'l' if matches!(stem, "controll" | "patroll" | "extoll") => Some(false),
        _ => None,
    }
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

struct Irregular {
    /// By form and whether it is a participle.
    past: HashMap<(&'static str, bool), &'static str>,
    plural: HashMap<&'static str, &'static str>,
}

fn irregular() -> &'static Irregular {
    static TABLE: OnceLock<Irregular> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut past = HashMap::new();
        for fields in rows(include_str!("irregular_verbs.tsv")) {
            if let [base, pasts, participles] = fields[..] {
                past.extend(pasts.split('/').map(|form| ((form, false), base)));
                past.extend(participles.split('/').map(|form| ((form, true), base)));
            }
        }
        let mut plural = HashMap::new();
        for fields in rows(include_str!("irregular_nouns.tsv")) {
            if let [singular, form] = fields[..] {
                plural.insert(form, singular);
            }
        }
        Irregular { past, plural }
    })
}

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|l| !l.starts_with('#')).map(|l| l.split('\t').collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::LemmaScript;
    use proptest::prelude::*;

    fn lemma_by(form: &str, upos: Upos, xpos: Xpos, script: &str) -> String {
        let script: LemmaScript = script.parse().unwrap();
        lemma(form, upos, xpos, script.apply(form))
    }

    fn verb(form: &str, xpos: Xpos, script: &str) -> String {
        lemma_by(form, Upos::Verb, xpos, script)
    }

    fn plural(form: &str, script: &str) -> String {
        lemma_by(form, Upos::Noun, Xpos::Nns, script)
    }

    #[test]
    fn applies_scripts() {
        assert_eq!(verb("Went", Xpos::Vbd, "l|4|go"), "go");
        assert_eq!(lemma_by("Iran", Upos::Propn, Xpos::Nnp, "=|0|"), "Iran");
        assert_eq!(plural("militaries", "l|3|y"), "military");
    }

    #[test]
    fn irregular_forms_need_no_script() {
        assert_eq!(verb("told", Xpos::Vbd, "l|0|"), "tell");
        assert_eq!(verb("saw", Xpos::Vbd, "l|0|"), "see");
        assert_eq!(verb("saw", Xpos::Vb, "l|3|see"), "saw");
        assert_eq!(verb("left", Xpos::Vbn, "l|0|"), "leave");
        assert_eq!(verb("Unfroze", Xpos::Vbd, "l|1|"), "unfreeze");
        assert_eq!(verb("rebuilt", Xpos::Vbn, "l|0|"), "rebuild");
        assert_eq!(verb("relied", Xpos::Vbd, "l|3|y"), "rely");
        assert_eq!(plural("children", "l|0|"), "child");
    }

    #[test]
    fn overrules_scripts_that_lead_astray() {
        assert_eq!(verb("stopped", Xpos::Vbd, "l|1|"), "stop");
        assert_eq!(verb("killed", Xpos::Vbn, "l|1|"), "kill");
        assert_eq!(verb("ordering", Xpos::Vbg, "l|0|"), "order");
        assert_eq!(verb("announcing", Xpos::Vbg, "l|0|"), "announce");
        assert_eq!(verb("accuses", Xpos::Vbz, "l|0|"), "accuse");
        assert_eq!(verb("carried", Xpos::Vbd, "l|0|"), "carry");
        assert_eq!(verb("accused", Xpos::Vbd, "l|1|"), "accuse");
        assert_eq!(plural("attacks", "l|3|"), "attack");
        assert_eq!(plural("countries", "l|1|"), "country");
        assert_eq!(plural("movies", "l|3|y"), "movie");
        assert_eq!(verb("died", Xpos::Vbd, "l|1|"), "die");
        assert_eq!(verb("lies", Xpos::Vbz, "l|1|"), "lie");
        assert_eq!(plural("headquarters", "l|0|"), "headquarters");
        assert_eq!(verb("captured", Xpos::Vbd, "l|2|"), "capture");
        assert_eq!(verb("expelled", Xpos::Vbn, "l|2|"), "expel");
        assert_eq!(verb("seizing", Xpos::Vbg, "l|3|"), "seize");
        assert_eq!(verb("being", Xpos::Vbg, "l|3|"), "be");
        assert_eq!(verb("agreed", Xpos::Vbd, "l|2|"), "agree");
        assert_eq!(verb("saying", Xpos::Vbg, "l|1|"), "say");
        assert_eq!(verb("lying", Xpos::Vbg, "l|3|"), "lie");
    }

    #[test]
    fn a_script_longer_than_the_form_does_nothing() {
        assert_eq!(lemma_by("go", Upos::X, Xpos::Fw, "l|9|"), "go");
    }

    proptest! {
        #[test]
        fn any_form_has_a_lemma(form in "\\PC{1,8}", upos in 0..Upos::ALL.len(), xpos in 0..Xpos::ALL.len(), strip in 0usize..9) {
            let script = LemmaScript { lower: true, strip, append: String::new() };
            let lemma = lemma(&form, Upos::ALL[upos], Xpos::ALL[xpos], script.apply(&form));
            prop_assert!(!lemma.is_empty());
        }
    }
}
