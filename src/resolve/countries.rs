//! *The country*: the one that the sentences around it speak of.

use rustc_hash::FxHashMap;

use super::clusters::Clusters;
use super::evidence::Evidence;
use super::gazetteer::{Gazetteer, Reading, Sense};
use crate::doc::{Country, Deprel, EntityType, Mention, MentionKind};

/// How many sentences before its own *the country* looks back.
const REACH: usize = 2;

/// A mention of a country or of a place in it.
struct Spoken {
    country: Country,
    sentence: usize,
}

/// Joins *the country* with the only country that was spoken of in its own sentence and the two before it, where the article
/// names it. Adjectives and cities count: after *the Turkish opposition in Berlin* two could be meant.
pub(super) fn join(evidence: &Evidence<'_>, clusters: &mut Clusters) {
    if !evidence.has_words() {
        return;
    }
    let mut spoken: Vec<Spoken> = Vec::new();
    let mut named: FxHashMap<Country, usize> = FxHashMap::default();
    for (i, m) in evidence.mentions.iter().enumerate() {
        let sentence = evidence.sentence_index(m.head.index());
        if let Some(place) = place(evidence, i) {
            spoken.push(Spoken { country: place.country, sentence });
            if place.is_country && place.sense == Sense::Name {
                named.entry(place.country).or_insert(i);
            }
        } else if is_the_country(evidence, m) && clusters.find(i) == i {
            let near = spoken.iter().rev().take_while(|s| s.sentence + REACH >= sentence);
            let mut countries: Vec<Country> = near.map(|s| s.country).collect();
            countries.dedup();
            if let [country] = countries[..]
                && let Some(&name) = named.get(&country)
            {
                clusters.join(name, i);
            }
        }
    }
}

/// The place that a name or adjective stands for, where it is known.
fn place(evidence: &Evidence<'_>, i: usize) -> Option<Reading> {
    let form = evidence.forms[i].as_ref()?;
    let ty = evidence.mentions[i].ty;
    let geographic = matches!(ty, EntityType::Gpe | EntityType::Norp | EntityType::Loc);
    Gazetteer::get().look_up(&form.key).filter(|_| geographic)
}

/// *The country* and *this country*, with nothing that narrows it.
fn is_the_country(evidence: &Evidence<'_>, m: &Mention) -> bool {
    let head = m.head.index();
    let narrowed = evidence.dependents(head).any(|d| {
        let deprel = evidence.deprel(d);
        matches!(deprel, Some(Deprel::Nmod | Deprel::Acl | Deprel::AclRelcl | Deprel::Appos))
    });
    m.kind == MentionKind::Nominal
        && m.tokens.len() == 2
        && matches!(evidence.lower(m.tokens.start).as_str(), "the" | "this")
        && matches!(evidence.lower(head).as_str(), "country" | "nation")
        && !narrowed
        && evidence.dependent(head, Deprel::Cop).is_none()
}
