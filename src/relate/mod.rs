//! Relations from syntax: who did what to whom.
//!
//! Rules over Universal Dependencies trees, in the style of the English treebanks EWT and GUM. A document is read in
//! layers, each a vector over its tokens filled parents first, so that nothing recurses and what passes down a chain of
//! clauses (a shared subject, a modality, a source) takes one step for each clause:
//!
//! 0. `mend`: where the parser's labels contradict each other, the nearest tree that can be (`tree` is the view of it);
//! 1. `voice`: which verbs are passive;
//! 2. `clause`: what each verb's own dependents fill, with relative pronouns resolved (`relative`);
//! 3. `sharing`: the subjects of clauses that have none of their own;
//! 4. `stance`: modality and negation;
//! 5. `attribution`: the innermost source, from syntax and `quotation` marks.
//!
//! Then `verbs` turns each predicate into relations, one for each pair of conjuncts (`spread`);
//! `event_nouns` and `titles` do the same for nouns. At the end `events` gives each relation its type of event.

mod attribution;
mod circumstance;
mod clause;
mod event_nouns;
mod events;
mod lexicon;
mod mend;
mod phrase;
#[cfg(test)]
mod properties;
mod quotation;
mod relative;
mod sharing;
mod spread;
mod stance;
#[cfg(test)]
mod tests;
mod titles;
mod tree;
mod verbs;
mod voice;

use crate::doc::{Document, Relation};
use attribution::Report;
use clause::Arguments;
use sharing::Subject;
use stance::Stance;
use tree::Tree;

/// A document read in all layers; every vector has one entry for each token.
struct Reading<'d> {
    tree: Tree<'d>,
    passive: Vec<bool>,
    arguments: Vec<Arguments>,
    subjects: Vec<Option<Subject>>,
    stances: Vec<Stance>,
    reports: Vec<Option<Report>>,
}

impl<'d> Reading<'d> {
    fn new(document: &'d Document) -> Option<Reading<'d>> {
        let tree = Tree::new(document)?;
        let passive = voice::passives(&tree);
        let arguments: Vec<Arguments> =
            (0..tree.len()).map(|t| clause::arguments(&tree, t, passive[t])).collect();
        let subjects = sharing::subjects(&tree, &passive, &arguments);
        let stances = stance::stances(&tree, &passive, &arguments);
        let reports = attribution::reports(&tree, &passive, &arguments, &subjects);
        Some(Reading { tree, passive, arguments, subjects, stances, reports })
    }
}

/// The relations of a document, by predicate, then subject, then object; empty without syntax.
///
/// Needs tokens and words; mentions sharpen it (which phrases tell a time or place, which can act). `score` is the
/// reliability of the construction, from 0.9 for a verb with its own subject and direct object downwards.
pub fn relations(document: &Document) -> Vec<Relation> {
    let Some(reading) = Reading::new(document) else { return Vec::new() };
    let mut out = Vec::new();
    for t in 0..reading.tree.len() {
        out.extend(verbs::relations(&reading, t));
        out.extend(event_nouns::relations(&reading, t));
        out.extend(titles::relations(&reading, t));
    }
    for relation in &mut out {
        relation.event = events::event(&reading, relation);
    }
    out.sort_by_key(|r| (r.predicate.span, r.subject.map(|a| a.span), r.object.map(|a| a.span)));
    out
}
