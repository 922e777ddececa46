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
//! `event_nouns` and `titles` do the same for nouns, `events` gives each relation its type of event, and `clauses` writes
//! down the reading itself. `explain` tells what of all this made a relation what it is.

mod attribution;
mod circumstance;
mod clause;
mod clauses;
#[cfg(test)]
mod clauses_test;
mod complement;
mod event_nouns;
mod events;
mod explain;
mod lexicon;
mod mend;
mod negation;
mod phrase;
#[cfg(test)]
mod properties;
mod quotation;
mod relative;
mod score;
mod sharing;
mod spread;
mod stance;
#[cfg(test)]
mod tests;
mod titles;
mod tree;
mod verbs;
mod voice;

use crate::doc::{Clause, Document, Relation};
use attribution::Report;
use clause::Arguments;
use sharing::Subject;
use stance::Stance;
use tree::Tree;

pub use explain::{Explanation, explain};

/// A document read in all layers; every vector has one entry for each token.
struct Reading<'d> {
    tree: Tree<'d>,
    passive: Vec<bool>,
    arguments: Vec<Arguments>,
    subjects: Vec<Option<Subject>>,
    /// What the clause above says of each clause, and the status that its own words make of that.
    bases: Vec<Stance>,
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
        let (bases, stances) = stance::stances(&tree, &passive, &arguments);
        let reports = attribution::reports(&tree, &passive, &arguments, &subjects);
        Some(Reading { tree, passive, arguments, subjects, bases, stances, reports })
    }

    fn relations(&self) -> Vec<Relation> {
        let mut out = Vec::new();
        for t in 0..self.tree.len() {
            out.extend(verbs::relations(self, t));
            out.extend(event_nouns::relations(self, t));
            out.extend(titles::relations(self, t));
        }
        for relation in &mut out {
            relation.event = events::event(self, relation);
            let least_sure = score::least_sure(&self.tree, relation);
            relation.score = score::weighed(relation.score, least_sure.map_or(1.0, |(_, s)| s));
        }
        out.sort_by_key(|r| {
            (r.predicate.span, r.subject.map(|a| a.span), r.object.map(|a| a.span))
        });
        out
    }

    fn clauses(&self) -> Vec<Clause> {
        (0..self.tree.len()).filter_map(|t| clauses::clause(self, t)).collect()
    }
}

/// The relations of a document, by predicate, then subject, then object; empty without syntax.
///
/// Needs tokens and words; mentions sharpen it (which phrases tell a time or place, which can act). `score` is how
/// often relations of the construction were right in labelled articles, weighed by how sure the parser is of the words between
/// predicate and arguments.
pub fn relations(document: &Document) -> Vec<Relation> {
    Reading::new(document).map_or_else(Vec::new, |reading| reading.relations())
}

/// The relations of a document as [`relations`] gives them, and all its clauses, from one reading.
pub fn relations_and_clauses(document: &Document) -> (Vec<Relation>, Vec<Clause>) {
    match Reading::new(document) {
        Some(reading) => (reading.relations(), reading.clauses()),
        None => (Vec::new(), Vec::new()),
    }
}
