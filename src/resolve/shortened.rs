//! Names that are part of a longer name: *Wagner* for *Wagner Group*, *Supreme Court* for *Iraqi Supreme Court*.

use rustc_hash::FxHashMap;

use super::clusters::Clusters;
use super::evidence::Evidence;
use super::gazetteer::Gazetteer;
use super::lexicon::Lexicon;
use super::names::canonical;
use crate::doc::EntityType;

/// Names longer than this are not shortened by us: they are mostly lists read as one name.
const LONGEST: usize = 10;

/// Joins a name with the one longer name of the same type that it shortens; nothing where two different ones compete.
pub(super) fn join(evidence: &Evidence<'_>, clusters: &mut Clusters) {
    let mut longer: FxHashMap<(EntityType, String), Candidates> = FxHashMap::default();
    let mut names = Vec::new();
    for (i, form, ty) in evidence.names() {
        let Some(ty) = kind(ty) else { continue };
        let name = canonical(form, evidence.mentions[i].ty);
        let words: Vec<&str> = name.split(' ').collect();
        if (2..=LONGEST).contains(&words.len()) {
            for cut in 1..words.len() {
                let (front, back) = words.split_at(cut);
                if shortens_to_front(front, back, ty) {
                    longer.entry((ty, front.join(" "))).or_default().push(i, clusters);
                }
                if shortens_to_back(front, back, ty) {
                    longer.entry((ty, back.join(" "))).or_default().push(i, clusters);
                }
            }
        }
        names.push((i, ty, name));
    }
    for (i, ty, name) in names {
        match longer.get(&(ty, name)) {
            Some(Candidates { found: Some(full), several: false })
                if !are_two_institutions(evidence, *full, i) =>
            {
                clusters.join(*full, i);
            }
            _ => continue,
        }
    }
}

/// *National Security Council* and *Supreme National Security Council* are known to be two.
fn are_two_institutions(evidence: &Evidence<'_>, a: usize, b: usize) -> bool {
    let known = |i: usize| Lexicon::get().institution(&evidence.forms[i].as_ref()?.key);
    matches!((known(a), known(b)), (Some(a), Some(b)) if a.id != b.id)
}

/// The clusters that a short form may stand for, as far as one or several matters.
#[derive(Default)]
struct Candidates {
    found: Option<usize>,
    several: bool,
}

impl Candidates {
    fn push(&mut self, i: usize, clusters: &mut Clusters) {
        match self.found {
            None => self.found = Some(i),
            Some(known) => self.several |= clusters.find(known) != clusters.find(i),
        }
    }
}

/// The types whose names are shortened; organisations and buildings are hard to tell apart and count as one.
fn kind(ty: EntityType) -> Option<EntityType> {
    match ty {
        EntityType::Org | EntityType::Fac => Some(EntityType::Org),
        EntityType::Event | EntityType::Loc | EntityType::Law | EntityType::Product => Some(ty),
        _ => None,
    }
}

/// *Wagner | Group*, *Goldman | Sachs*, *Boko Haram | militants*: the front must tell the thing by itself.
fn shortens_to_front(front: &[&str], back: &[&str], ty: EntityType) -> bool {
    let telling = |w: &&str| {
        w.chars().count() > 2
            && w.starts_with(char::is_alphabetic)
            && !Lexicon::get().is_generic(w)
            && Gazetteer::get().look_up(w).is_none()
            && !is_function(w)
    };
    let whole = front.join(" ");
    let place = Gazetteer::get().look_up(&whole).is_some() && ty != EntityType::Loc;
    // *Reuters* is something else than the *Reuters Institute*.
    let known = Lexicon::get().institution(&whole).is_some();
    if front.last().is_some_and(|w| is_function(w)) || place || known {
        return false;
    }
    // *University of X* does not stand for *University of X Hospital*.
    let of = front.contains(&"of") || back.first().is_some_and(|w| is_function(w));
    let common = back.iter().all(|w| Lexicon::get().is_generic(w));
    front.iter().any(telling) && (!of || common)
}

/// *Iraqi | Supreme Court*, *UN | Security Council*, *Hamburg | Heinrich Heine Institute*.
fn shortens_to_back(front: &[&str], back: &[&str], ty: EntityType) -> bool {
    if back.first().is_some_and(|w| is_function(w)) || front.last().is_some_and(|w| is_function(w))
    {
        return false;
    }
    let whole = front.join(" ");
    let place = Gazetteer::get().look_up(&whole).is_some();
    let institution = Lexicon::get().institution(&whole).is_some();
    match back.len() {
        // The *Commission*, the *Marlins* of Miami, *Dortmund* for its club; but the *Union* is mostly a country.
        1 => {
            let word = back[0];
            let head = Lexicon::get().is_generic(word) && Lexicon::get().role_noun(back).is_some();
            let body = matches!(
                word,
                "council"
                    | "fund"
                    | "university"
                    | "institute"
                    | "committee"
                    | "church"
                    | "federation"
            );
            let town = Gazetteer::get().look_up(word).is_some_and(|r| !r.is_country);
            let called = place && !Lexicon::get().is_generic(word);
            ty == EntityType::Org && word != "union" && (head || body || town || called)
        }
        2 => place || institution,
        _ => true,
    }
}

fn is_function(word: &str) -> bool {
    matches!(
        word,
        "of" | "the" | "and" | "for" | "in" | "on" | "to" | "at" | "by" | "with" | "against"
    )
}
