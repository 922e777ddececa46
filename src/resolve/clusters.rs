//! Mentions grouped into clusters.

use crate::doc::MentionId;

/// A partition of those mentions that belong to an entity at all.
///
/// A cluster is represented by its first mention in text order, so that the result does not depend on the order of merging.
#[derive(Debug)]
pub(super) struct Clusters {
    /// Parent in the forest; a root is its own parent and the smallest index of its tree.
    parent: Vec<usize>,
    member: Vec<bool>,
}

impl Clusters {
    /// Every one of `n` mentions alone, and none in an entity yet.
    pub(super) fn new(n: usize) -> Clusters {
        Clusters { parent: (0..n).collect(), member: vec![false; n] }
    }

    /// Declares that mention `i` denotes an entity.
    pub(super) fn add(&mut self, i: usize) {
        self.member[i] = true;
    }

    /// Whether mention `i` denotes an entity.
    pub(super) fn contains(&self, i: usize) -> bool {
        self.member[i]
    }

    /// The first mention of the cluster of `i`.
    pub(super) fn find(&mut self, i: usize) -> usize {
        let mut root = i;
        while self.parent[root] != root {
            root = self.parent[root];
        }
        let mut at = i;
        while self.parent[at] != root {
            at = std::mem::replace(&mut self.parent[at], root);
        }
        root
    }

    /// Makes the clusters of `a` and `b` one, both now denoting an entity.
    pub(super) fn join(&mut self, a: usize, b: usize) {
        self.member[a] = true;
        self.member[b] = true;
        let (a, b) = (self.find(a), self.find(b));
        self.parent[a.max(b)] = a.min(b);
    }

    /// The clusters by first mention, each with its mentions in text order.
    pub(super) fn groups(&mut self) -> Vec<Vec<MentionId>> {
        let mut place = vec![usize::MAX; self.parent.len()];
        let mut groups: Vec<Vec<MentionId>> = Vec::new();
        for i in 0..self.parent.len() {
            if !self.member[i] {
                continue;
            }
            let root = self.find(i);
            if place[root] == usize::MAX {
                place[root] = groups.len();
                groups.push(Vec::new());
            }
            groups[place[root]].push(MentionId::new(i));
        }
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_come_by_first_mention() {
        let mut clusters = Clusters::new(5);
        clusters.join(4, 1);
        clusters.add(3);
        clusters.join(3, 0);
        let groups: Vec<Vec<usize>> =
            clusters.groups().iter().map(|g| g.iter().map(|m| m.index()).collect()).collect();
        assert_eq!(groups, [vec![0, 3], vec![1, 4]]);
        assert!(!clusters.contains(2));
    }
}
