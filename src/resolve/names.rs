//! Names of anything but persons: which of them name the same thing.

use rustc_hash::FxHashMap;

use super::acronyms;
use super::attributes;
use super::clusters::Clusters;
use super::evidence::Evidence;
use super::form::NameForm;
use super::gazetteer::{Gazetteer, PlaceId, Sense};
use super::lexicon::Lexicon;
use super::shortened;
use crate::doc::{Country, EntityType, MentionKind};

/// What makes two names the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Key {
    /// A place, by any of its names.
    Place(PlaceId),
    /// The adjective of a place.
    Adjective(PlaceId),
    /// The people of a place.
    People(PlaceId),
    /// An institution, by any of its names.
    Institution(usize),
    /// The words of any other name.
    Words(String),
}

/// Joins the names that are not those of persons: same name or alias, adjective and country, acronym, shortened form.
pub(super) fn join(evidence: &Evidence<'_>, clusters: &mut Clusters) {
    for (i, m) in evidence.mentions.iter().enumerate() {
        // Even a name of nothing but marks is of something.
        if m.kind == MentionKind::Name && !m.ty.is_value() {
            clusters.add(i);
        }
    }
    let mut first: FxHashMap<Key, usize> = FxHashMap::default();
    let mut adjectives = Vec::new();
    let mut bodies: FxHashMap<String, Vec<Body>> = FxHashMap::default();
    for (i, form, ty) in evidence.names().filter(|(_, _, ty)| *ty != EntityType::Person) {
        let key = key(form, ty);
        if let (EntityType::Org, Key::Words(words)) = (ty, &key)
            && attributes::is_of_state(form)
        {
            let bodies = bodies.entry(words.clone()).or_default();
            let first = same_body(evidence, i, bodies);
            clusters.join(first, i);
        }
        if let Key::Adjective(place) = key {
            adjectives.push((i, place));
        }
        let several = matches!(&key, Key::Words(words) if bodies.contains_key(words));
        let earlier = *first.entry(key).or_insert(i);
        if !several {
            clusters.join(earlier, i);
        }
    }
    for (i, place) in adjectives {
        if let Some(&named) = first.get(&Key::Place(place)) {
            clusters.join(named, i);
        }
    }
    join_plurals(evidence, &first, clusters);
    acronyms::join(evidence, clusters);
    shortened::join(evidence, clusters);
}

/// A body that several states have under one name: the *Foreign Ministry*.
struct Body {
    first: usize,
    country: Option<Country>,
    /// The sentence that last spoke of it.
    sentence: usize,
}

/// The first mention of the body that mention `i` names: that of its country, where the text tells one; otherwise the
/// one last spoken of. A body of no country told becomes that of a country told within two sentences.
fn same_body(evidence: &Evidence<'_>, i: usize, bodies: &mut Vec<Body>) -> usize {
    let sentence = evidence.sentence_index(evidence.mentions[i].head.index());
    let country = attributes::of_modified(evidence, i).country;
    let known = match country {
        None => bodies.iter_mut().max_by_key(|b| b.sentence),
        Some(_) => {
            let own = bodies.iter().position(|b| b.country == country);
            let open =
                || bodies.iter().position(|b| b.country.is_none() && b.sentence + 2 >= sentence);
            own.or_else(open).map(|at| &mut bodies[at])
        }
    };
    match known {
        Some(body) => {
            body.sentence = sentence;
            body.country = body.country.or(country);
            body.first
        }
        None => {
            bodies.push(Body { first: i, country, sentence });
            i
        }
    }
}

/// The key of a name of type `ty`.
pub(super) fn key(form: &NameForm, ty: EntityType) -> Key {
    let words = canonical(form, ty);
    let gazetteer = || {
        let reading = Gazetteer::get().look_up(&words)?;
        let geographic = matches!(ty, EntityType::Gpe | EntityType::Loc | EntityType::Norp);
        (geographic || reading.is_country).then_some(match reading.sense {
            Sense::Name => Key::Place(reading.place),
            Sense::Adjective => Key::Adjective(reading.place),
            Sense::People => Key::People(reading.place),
        })
    };
    let institution =
        || Lexicon::get().institution(&form.key).map(|known| Key::Institution(known.id));
    let known = match ty {
        EntityType::Gpe | EntityType::Loc | EntityType::Norp => gazetteer().or_else(institution),
        EntityType::Org => institution().or_else(gazetteer),
        EntityType::Fac => institution(),
        _ => None,
    };
    known.unwrap_or(Key::Words(words))
}

/// A name's words in one order and spelling: *Ministry of Defence* is *defense ministry*, *Acme Corp.* is *acme*,
/// *Anbar province* is *anbar*.
pub(super) fn canonical(form: &NameForm, ty: EntityType) -> String {
    let mut words: Vec<&str> = form.words.iter().map(|w| spelling(w)).collect();
    match ty {
        EntityType::Org => {
            let head = words.first().copied().unwrap_or_default();
            let body = matches!(head, "ministry" | "department" | "bureau" | "office" | "agency");
            if body && words.len() > 2 && matches!(words[1], "of" | "for") {
                let skip = if words[2] == "the" && words.len() > 3 { 3 } else { 2 };
                words = words[skip..].to_vec();
                words.push(head);
            }
            while words.len() > 1 && words.last().is_some_and(|w| is_company_form(w)) {
                words.pop();
            }
        }
        EntityType::Gpe | EntityType::Loc
            if words.len() > 1 && words.last().is_some_and(|w| is_division(w)) =>
        {
            words.pop();
        }
        _ => {}
    }
    words.join(" ")
}

fn spelling(word: &str) -> &str {
    match word {
        "defence" => "defense",
        "labour" => "labor",
        "programme" => "program",
        "centre" => "center",
        "organisation" => "organization",
        "organisations" => "organizations",
        "harbour" => "harbor",
        other => other,
    }
}

fn is_company_form(word: &str) -> bool {
    matches!(
        word,
        "inc"
            | "corp"
            | "corporation"
            | "co"
            | "company"
            | "ltd"
            | "limited"
            | "llc"
            | "plc"
            | "ag"
            | "gmbh"
            | "sa"
            | "nv"
            | "spa"
            | "holdings"
    )
}

fn is_division(word: &str) -> bool {
    matches!(
        word,
        "province" | "region" | "district" | "county" | "governorate" | "oblast" | "prefecture"
    )
}

/// The name of a group and of one of it: *Houthis* and *Houthi*, *Sunnis* and *Sunni*.
fn join_plurals(evidence: &Evidence<'_>, first: &FxHashMap<Key, usize>, clusters: &mut Clusters) {
    for (i, form, ty) in evidence.names() {
        if !matches!(ty, EntityType::Norp | EntityType::Org) {
            continue;
        }
        let Some(singular) = form.key.strip_suffix('s').filter(|s| s.len() > 3) else { continue };
        let Some(&other) = first.get(&Key::Words(singular.to_string())) else { continue };
        if matches!(evidence.mentions[other].ty, EntityType::Norp | EntityType::Org) {
            clusters.join(other, i);
        }
    }
}
