//! The best dependency tree over a matrix of arc scores.
//!
//! Nearly always the best head of each token alone already makes a tree. Where it does not, the maximum spanning
//! arborescence is found exactly (Chu and Liu 1965, Edmonds 1967; the quadratic contraction is Tarjan's 1977). That
//! the root has one dependent is enforced by a penalty on root arcs larger than any tree could win back. Past
//! [`EXACT`] tokens (lists, tables, hostile input) cycles are repaired greedily instead.

use ndarray::ArrayView2;

/// Longest sentence, in tokens, for which the exact algorithm runs.
const EXACT: usize = 400;

/// Scores beyond this are clamped: the arithmetic below needs finite numbers.
const LIMIT: f64 = 1e6;

/// Head of each token: `None` at the one root, else the index of another token. `scores` is `[n, n + 1]`, row =
/// dependent, column 0 = root, column `j + 1` = token `j`.
///
/// The result is always a tree over all tokens, whatever the scores (NaN counts as the worst).
///
/// # Panics
/// If `scores` is not `[n, n + 1]`.
pub(super) fn heads(scores: ArrayView2<f32>) -> Vec<Option<usize>> {
    let n = scores.nrows();
    assert_eq!(scores.ncols(), n + 1, "one column per candidate head");
    let score = |dependent: usize, column: usize| clean(scores[[dependent, column]]);
    if n <= 1 {
        return vec![None; n];
    }
    let greedy: Vec<usize> =
        (0..n).map(|i| best((0..=n).filter(|&j| j != i + 1).map(|j| (j, score(i, j))))).collect();
    let columns = if is_tree(&greedy) {
        greedy
    } else if n <= EXACT {
        arborescence(n, score)
    } else {
        repaired(greedy, score)
    };
    columns.into_iter().map(|c| c.checked_sub(1)).collect()
}

fn clean(score: f32) -> f64 {
    if score.is_nan() { -LIMIT } else { f64::from(score).clamp(-LIMIT, LIMIT) }
}

/// The candidate with the highest score, the first of equals; 0 without candidates.
fn best(candidates: impl Iterator<Item = (usize, f64)>) -> usize {
    let mut winner = (0, f64::NEG_INFINITY);
    for (candidate, score) in candidates {
        if score > winner.1 {
            winner = (candidate, score);
        }
    }
    winner.0
}

/// Whether head columns (0 = root) make a tree with one root.
fn is_tree(columns: &[usize]) -> bool {
    columns.iter().filter(|&&c| c == 0).count() == 1 && reaching_root(columns).iter().all(|&r| r)
}

/// For each token whether walking up from it ends at the root.
fn reaching_root(columns: &[usize]) -> Vec<bool> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        Unknown,
        OnPath,
        Done(bool),
    }
    let mut state = vec![State::Unknown; columns.len()];
    let mut path = Vec::new();
    for start in 0..columns.len() {
        let mut at = start;
        let reaches = loop {
            match state[at] {
                State::Done(reaches) => break reaches,
                State::OnPath => break false,
                State::Unknown => {}
            }
            state[at] = State::OnPath;
            path.push(at);
            match columns[at].checked_sub(1) {
                None => break true,
                Some(head) => at = head,
            }
        };
        for token in path.drain(..) {
            state[token] = State::Done(reaches);
        }
    }
    state.into_iter().map(|s| s == State::Done(true)).collect()
}

/// One root and no cycles, with few changes to the best heads: time and memory stay within those of the scores.
fn repaired(mut columns: Vec<usize>, score: impl Fn(usize, usize) -> f64) -> Vec<usize> {
    let n = columns.len();
    // What a token loses when the root is not its head.
    let margin = |i: usize| {
        let other = best((1..=n).filter(|&j| j != i + 1).map(|j| (j, score(i, j))));
        score(i, 0) - score(i, other)
    };
    let rooted: Vec<usize> = (0..n).filter(|&i| columns[i] == 0).collect();
    let root = if rooted.is_empty() {
        best((0..n).map(|i| (i, margin(i))))
    } else {
        best(rooted.iter().map(|&i| (i, margin(i))))
    };
    for i in rooted {
        if i != root {
            columns[i] = best((1..=n).filter(|&j| j != i + 1).map(|j| (j, score(i, j))));
        }
    }
    columns[root] = 0;
    let mut reaches = reaching_root(&columns);
    for start in 0..n {
        if reaches[start] {
            continue;
        }
        // Walk up into the cycle, then hang the token met there on the best head that is already in the tree.
        let mut path = vec![start];
        let mut on_path = vec![false; n];
        on_path[start] = true;
        let mut at = start;
        while let Some(head) = columns[at].checked_sub(1) {
            if on_path[head] || reaches[head] {
                at = head;
                break;
            }
            on_path[head] = true;
            path.push(head);
            at = head;
        }
        if !reaches[at] {
            columns[at] = best((1..=n).filter(|&j| reaches[j - 1]).map(|j| (j, score(at, j))));
        }
        for token in path {
            reaches[token] = true;
        }
    }
    columns
}

/// Maximum spanning arborescence with one dependent of the root, as head columns.
fn arborescence(n: usize, score: impl Fn(usize, usize) -> f64) -> Vec<usize> {
    // More than any tree over these scores can differ from another, so that a second root arc never pays.
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for i in 0..n {
        for j in 0..=n {
            low = low.min(score(i, j));
            high = high.max(score(i, j));
        }
    }
    let penalty = (high - low + 1.0) * (n + 1) as f64;
    let size = n + 1;
    // Node 0 is the root, node i + 1 token i. `weight[h * size + d]` is the best arc from component h to component d,
    // `arc` the pair of real nodes it joins. Components are named by one of their members.
    let mut weight = vec![f64::NEG_INFINITY; size * size];
    let mut arc = vec![(0u32, 0u32); size * size];
    for d in 1..size {
        for h in 0..size {
            if h != d {
                weight[h * size + d] = score(d - 1, h) - if h == 0 { penalty } else { 0.0 };
                arc[h * size + d] = (h as u32, d as u32);
            }
        }
    }
    let mut contraction = Contraction::new(size);
    let mut live = vec![true; size];
    // Grow a path of best incoming arcs from an unfinished component; a cycle on it contracts to one component.
    let mut finished = vec![false; size];
    finished[0] = true;
    for start in 1..size {
        let mut path = vec![start];
        let mut on_path = vec![false; size];
        if finished[start] || !live[start] {
            continue;
        }
        on_path[start] = true;
        while let Some(&d) = path.last() {
            let h =
                best((0..size).filter(|&h| live[h] && h != d).map(|h| (h, weight[h * size + d])));
            contraction.choose(d, arc[h * size + d]);
            if finished[h] {
                break;
            }
            if !on_path[h] {
                on_path[h] = true;
                path.push(h);
                continue;
            }
            let from = path.iter().position(|&c| c == h).unwrap_or(0);
            let cycle = path.split_off(from);
            let into: Vec<f64> = cycle
                .iter()
                .map(|&d| {
                    let top = best(
                        (0..size).filter(|&h| live[h] && h != d).map(|h| (h, weight[h * size + d])),
                    );
                    weight[top * size + d]
                })
                .collect();
            let name = cycle[0];
            for &member in &cycle {
                live[member] = false;
                on_path[member] = false;
            }
            for other in (0..size).filter(|&v| live[v]) {
                let mut enter = (f64::NEG_INFINITY, (0, 0));
                let mut leave = (f64::NEG_INFINITY, (0, 0));
                for (&member, &inside) in cycle.iter().zip(&into) {
                    let gain = weight[other * size + member] - inside;
                    if gain > enter.0 {
                        enter = (gain, arc[other * size + member]);
                    }
                    let out = weight[member * size + other];
                    if out > leave.0 {
                        leave = (out, arc[member * size + other]);
                    }
                }
                (weight[other * size + name], arc[other * size + name]) = enter;
                (weight[name * size + other], arc[name * size + other]) = leave;
            }
            live[name] = true;
            on_path[name] = true;
            contraction.merge(name, &cycle);
            path.push(name);
        }
        for component in path {
            finished[component] = true;
        }
    }
    let mut columns = vec![0; n];
    for (h, d) in contraction.expand() {
        columns[d as usize - 1] = h as usize;
    }
    columns
}

/// The forest of contracted cycles: leaves are nodes, inner nodes are cycles.
struct Contraction {
    parent: Vec<Option<usize>>,
    members: Vec<Vec<usize>>,
    /// The arc chosen into each forest node.
    chosen: Vec<Option<(u32, u32)>>,
    /// Forest node that a live component's name stands for.
    current: Vec<usize>,
}

impl Contraction {
    fn new(size: usize) -> Contraction {
        Contraction {
            parent: vec![None; size],
            members: vec![Vec::new(); size],
            chosen: vec![None; size],
            current: (0..size).collect(),
        }
    }

    fn choose(&mut self, component: usize, arc: (u32, u32)) {
        self.chosen[self.current[component]] = Some(arc);
    }

    fn merge(&mut self, name: usize, cycle: &[usize]) {
        let node = self.parent.len();
        let members: Vec<usize> = cycle.iter().map(|&c| self.current[c]).collect();
        for &m in &members {
            self.parent[m] = Some(node);
        }
        self.parent.push(None);
        self.members.push(members);
        self.chosen.push(None);
        self.current[name] = node;
    }

    /// One arc into every node but the root: an arc into a cycle replaces that of the member it enters.
    fn expand(self) -> Vec<(u32, u32)> {
        let mut arcs = Vec::new();
        let mut open: Vec<(usize, (u32, u32))> = (0..self.parent.len())
            .filter(|&node| self.parent[node].is_none())
            .filter_map(|node| Some((node, self.chosen[node]?)))
            .collect();
        while let Some((top, arc)) = open.pop() {
            arcs.push(arc);
            // From the node entered up to `top`: siblings keep their arcs.
            let mut at = arc.1 as usize;
            while at != top {
                let Some(cycle) = self.parent[at] else { break };
                for &member in &self.members[cycle] {
                    if member != at
                        && let Some(kept) = self.chosen[member]
                    {
                        open.push((member, kept));
                    }
                }
                at = cycle;
            }
        }
        arcs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, array};
    use proptest::prelude::*;

    fn total(scores: &Array2<f32>, heads: &[Option<usize>]) -> f64 {
        let column = |h: &Option<usize>| h.map_or(0, |h| h + 1);
        heads.iter().enumerate().map(|(i, h)| clean(scores[[i, column(h)]])).sum()
    }

    fn columns(heads: &[Option<usize>]) -> Vec<usize> {
        heads.iter().map(|h| h.map_or(0, |h| h + 1)).collect()
    }

    /// The best single-rooted tree by trying every assignment of heads.
    fn exhaustive(scores: &Array2<f32>) -> f64 {
        let n = scores.nrows();
        let mut best = f64::NEG_INFINITY;
        for code in 0..(n + 1).pow(n as u32) {
            let columns: Vec<usize> =
                (0..n).map(|i| code / (n + 1).pow(i as u32) % (n + 1)).collect();
            if columns.iter().enumerate().all(|(i, &c)| c != i + 1) && is_tree(&columns) {
                best = best.max((0..n).map(|i| clean(scores[[i, columns[i]]])).sum());
            }
        }
        best
    }

    #[test]
    fn keeps_a_tree_of_best_heads() {
        let scores = array![[0.0, 0.0, 9.0, 0.0], [9.0, 0.0, 0.0, 0.0], [0.0, 0.0, 9.0, 0.0]];
        assert_eq!(heads(scores.view()), [Some(1), None, Some(1)]);
    }

    #[test]
    fn breaks_a_cycle_where_it_costs_least() {
        // Tokens 0 and 1 prefer each other; token 1 loses least by taking the root.
        let scores = array![[1.0, 0.0, 9.0], [5.0, 8.0, 0.0]];
        assert_eq!(heads(scores.view()), [Some(1), None]);
    }

    #[test]
    fn keeps_one_of_two_roots() {
        let scores = array![[9.0, 0.0, 1.0], [8.0, 7.0, 0.0]];
        assert_eq!(heads(scores.view()), [None, Some(0)]);
    }

    #[test]
    fn survives_bad_numbers_and_empty_sentences() {
        assert!(heads(Array2::zeros((0, 1)).view()).is_empty());
        assert_eq!(heads(array![[f32::NAN, 3.0]].view()), [None]);
        let scores = Array2::from_elem((5, 6), f32::NAN);
        assert!(is_tree(&columns(&heads(scores.view()))));
        let scores = Array2::from_elem((5, 6), f32::INFINITY);
        assert!(is_tree(&columns(&heads(scores.view()))));
    }

    #[test]
    fn a_very_long_sentence_is_repaired() {
        // Every token prefers its right neighbour and the last the first: one great cycle.
        let n = EXACT + 200;
        let scores =
            Array2::from_shape_fn(
                (n, n + 1),
                |(i, j)| if j == (i + 1) % n + 1 { 5.0 } else { 0.0 },
            );
        assert!(is_tree(&columns(&heads(scores.view()))));
    }

    proptest! {
        #[test]
        fn finds_the_best_tree(n in 1usize..5, seed in prop::collection::vec(-9i8..9, 20)) {
            let scores = Array2::from_shape_fn((n, n + 1), |(i, j)| f32::from(seed[i * (n + 1) + j]));
            let heads = heads(scores.view());
            prop_assert!(is_tree(&columns(&heads)));
            prop_assert_eq!(total(&scores, &heads), exhaustive(&scores));
        }

        #[test]
        fn always_makes_a_tree(n in 1usize..40, seed in prop::collection::vec(-3i8..3, 40 * 41)) {
            let scores = Array2::from_shape_fn((n, n + 1), |(i, j)| f32::from(seed[i * (n + 1) + j]));
            prop_assert!(is_tree(&columns(&heads(scores.view()))));
            let greedy = (0..n)
                .map(|i| best((0..=n).filter(|&j| j != i + 1).map(|j| (j, clean(scores[[i, j]])))))
                .collect();
            prop_assert!(is_tree(&repaired(greedy, |i, j| clean(scores[[i, j]]))));
        }
    }
}
