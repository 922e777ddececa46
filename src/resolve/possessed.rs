//! What the same owner has under the same words: *Iran's army … its army*, *his mother … his mother*.

use rustc_hash::FxHashMap;

use super::clusters::Clusters;
use super::evidence::Evidence;
use crate::doc::{Deprel, MentionKind, Upos};

/// Owner, the words of what is owned with its lemma last, and whether they are several.
type Key = (usize, Vec<String>, bool);

/// Joins nominals of the same words whose possessors are one entity.
pub(super) fn join(evidence: &Evidence<'_>, clusters: &mut Clusters) {
    let mut known: FxHashMap<Key, usize> = FxHashMap::default();
    for (i, m) in evidence.mentions.iter().enumerate() {
        if m.kind != MentionKind::Nominal || !clusters.contains(i) {
            continue;
        }
        let head = m.head.index();
        let Some(owner) = evidence.dependent(head, Deprel::NmodPoss) else { continue };
        let Some(owner) = evidence.name_at(owner).or_else(|| evidence.mention_headed(owner)) else {
            continue;
        };
        if !clusters.contains(owner) || !m.span.contains(evidence.mentions[owner].span) {
            continue;
        }
        // *His son, who left* may be one of two.
        let told = |d: &usize| *d > head && evidence.deprel(*d) == Some(Deprel::AclRelcl);
        if evidence.dependents(head).any(|d| told(&d)) {
            continue;
        }
        let words = evidence.mentions[owner].tokens.end..head + 1;
        let possessive = |w: &String| !matches!(w.as_str(), "'s" | "’s" | "'" | "’");
        let words: Vec<String> = evidence.phrase(words).into_iter().filter(possessive).collect();
        if words.is_empty() || evidence.is(head, Upos::Adj) {
            continue;
        }
        let key = (clusters.find(owner), words, evidence.is_plural(head));
        let first = *known.entry(key).or_insert(i);
        if clusters.find(first) != clusters.find(i) {
            clusters.join(first, i);
        }
    }
}
