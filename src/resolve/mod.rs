//! Mentions to entities: which mentions of an article are of one thing, what it is called, where it belongs and what part it plays.
//!
//! Everything here is rules over names, syntax and a few tables, in the precision-first manner of the multi-pass sieve (Raghunathan
//! et al. 2010, *A Multi-Pass Sieve for Coreference Resolution*): sure links first, each later pass building on the clusters of
//! the earlier. Where the text does not say, a nominal stays an entity of its own and a pronoun stays unresolved. The time
//! taken grows with the length of the article; mentions are looked up by key and never compared pairwise.

mod acronyms;
mod aliases;
#[cfg(test)]
mod aliases_test;
mod attributes;
mod binding;
mod clusters;
mod countries;
mod evidence;
mod form;
mod gazetteer;
mod gender;
mod groups;
mod known;
mod lexicon;
mod links;
mod names;
mod naming;
mod nominals;
mod person_name;
mod persons;
mod possessed;
mod pronouns;
#[cfg(test)]
mod pronouns_test;
mod shortened;
#[cfg(test)]
mod tests;
mod titles;

pub use known::know_institutions;

use clusters::Clusters;
use evidence::Evidence;

use crate::doc::{Document, Entity};

/// The entities of an article by first mention, every name and nominal in exactly one of them; values are in none, pronouns
/// only where their antecedent is sure.
///
/// Needs tokens and mentions; without words (syntax) only names are joined. Depends on nothing but the document, so that the same
/// article gives the same entities.
pub fn entities(document: &Document) -> Vec<Entity> {
    let Some(mut evidence) = Evidence::new(document) else { return Vec::new() };
    let mut clusters = Clusters::new(evidence.mentions.len());
    names::join(&evidence, &mut clusters);
    persons::join(&evidence, &mut clusters);
    links::join(&evidence, &mut clusters);
    countries::join(&evidence, &mut clusters);
    nominals::join(&evidence, &mut clusters);
    pronouns::join(&evidence, &mut clusters);
    groups::join(&evidence, &mut clusters);
    possessed::join(&evidence, &mut clusters);
    let groups = clusters.groups();
    evidence.note_fullest_names(&groups);
    groups
        .into_iter()
        .map(|mentions| {
            let ty = naming::entity_type(&evidence, &mentions);
            let named = naming::name(&evidence, &mentions, ty);
            let attributes = attributes::of_entity(&evidence, &mentions, ty);
            Entity { name: named, ty, country: attributes.country, role: attributes.role, mentions }
        })
        .collect()
}
