//! One-to-one matching of greatest total weight, which no order of the items can change.

/// Pairs rows with columns, each in one pair at most, so that the sum of `weight(row, column)` is greatest.
///
/// `None` forbids a pair; weights must be positive. Returns the column of each row. Rows and columns fall into groups
/// that no allowed pair connects; each group is solved exactly by the Hungarian method with potentials (Kuhn 1955, in
/// the O(n³) form of Jonker and Volgenant 1987). Equal sums are broken towards lower indices, so callers that sort their
/// items get the same pairs for the same sets.
pub fn best_matching(
    rows: usize,
    columns: usize,
    weight: impl Fn(usize, usize) -> Option<i64>,
) -> Vec<Option<usize>> {
    let allowed: Vec<Vec<(usize, i64)>> = (0..rows)
        .map(|r| (0..columns).filter_map(|c| weight(r, c).map(|w| (c, w))).collect())
        .collect();
    best_sparse_matching(&allowed, columns)
}

/// The same where the allowed pairs are known: of each row its columns, below `columns`, with their weights. Takes time
/// by the allowed pairs and the size of their groups, whatever the number of rows and columns.
pub fn best_sparse_matching(allowed: &[Vec<(usize, i64)>], columns: usize) -> Vec<Option<usize>> {
    let rows = allowed.len();
    let mut columns_to_rows = vec![Vec::new(); columns];
    for (r, pairs) in allowed.iter().enumerate() {
        for &(c, _) in pairs {
            columns_to_rows[c].push(r);
        }
    }
    let mut matched = vec![None; rows];
    let mut seen = vec![false; rows];
    let mut seen_column = vec![false; columns];
    // Where a column stands in its group.
    let mut place = vec![0; columns];
    for first in 0..rows {
        if seen[first] || allowed[first].is_empty() {
            continue;
        }
        let (mut group_rows, mut group_columns) = (Vec::new(), Vec::new());
        let mut stack = vec![first];
        seen[first] = true;
        while let Some(r) = stack.pop() {
            group_rows.push(r);
            for &(c, _) in &allowed[r] {
                if std::mem::replace(&mut seen_column[c], true) {
                    continue;
                }
                group_columns.push(c);
                for &other in &columns_to_rows[c] {
                    if !std::mem::replace(&mut seen[other], true) {
                        stack.push(other);
                    }
                }
            }
        }
        group_rows.sort_unstable();
        group_columns.sort_unstable();
        for (j, &c) in group_columns.iter().enumerate() {
            place[c] = j;
        }
        // A row may stay alone: one column of weight nought for each row beside the real ones.
        let width = group_columns.len() + group_rows.len();
        let mut cost = vec![vec![0_i64; width]; group_rows.len()];
        for (row, &r) in cost.iter_mut().zip(&group_rows) {
            row[..group_columns.len()].fill(FORBIDDEN);
            for &(c, w) in &allowed[r] {
                row[place[c]] = -w;
            }
        }
        for (i, j) in cheapest_assignment(&cost).into_iter().enumerate() {
            if j < group_columns.len() && cost[i][j] != FORBIDDEN {
                matched[group_rows[i]] = Some(group_columns[j]);
            }
        }
    }
    matched
}

const FORBIDDEN: i64 = 1 << 40;

/// The column of each row in an assignment of least total cost; there are at least as many columns as rows.
fn cheapest_assignment(cost: &[Vec<i64>]) -> Vec<usize> {
    let (rows, columns) = (cost.len(), cost.first().map_or(0, Vec::len));
    // Row and column 0 are sentinels, as is usual for this algorithm.
    let mut row_potential = vec![0_i64; rows + 1];
    let mut column_potential = vec![0_i64; columns + 1];
    let mut row_of = vec![0_usize; columns + 1];
    let mut previous = vec![0_usize; columns + 1];
    for row in 1..=rows {
        row_of[0] = row;
        let mut at = 0;
        let mut slack = vec![i64::MAX; columns + 1];
        let mut done = vec![false; columns + 1];
        while row_of[at] != 0 {
            done[at] = true;
            let r = row_of[at];
            let (mut step, mut next) = (i64::MAX, 0);
            for c in 1..=columns {
                if done[c] {
                    continue;
                }
                let reduced = cost[r - 1][c - 1] - row_potential[r] - column_potential[c];
                if reduced < slack[c] {
                    slack[c] = reduced;
                    previous[c] = at;
                }
                if slack[c] < step {
                    step = slack[c];
                    next = c;
                }
            }
            for c in 0..=columns {
                if done[c] {
                    row_potential[row_of[c]] += step;
                    column_potential[c] -= step;
                } else if slack[c] != i64::MAX {
                    slack[c] -= step;
                }
            }
            at = next;
        }
        while at != 0 {
            row_of[at] = row_of[previous[at]];
            at = previous[at];
        }
    }
    let mut column_of = vec![0; rows];
    for c in 1..=columns {
        if row_of[c] != 0 {
            column_of[row_of[c] - 1] = c - 1;
        }
    }
    column_of
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::best_matching;

    fn total(weights: &[Vec<Option<i64>>], pairs: &[Option<usize>]) -> i64 {
        pairs.iter().enumerate().filter_map(|(r, c)| c.and_then(|c| weights[r][c])).sum()
    }

    fn by_trying_all(weights: &[Vec<Option<i64>>], row: usize, used: &mut Vec<usize>) -> i64 {
        if row == weights.len() {
            return 0;
        }
        let mut best = by_trying_all(weights, row + 1, used);
        for c in 0..weights[row].len() {
            if let Some(w) = weights[row][c]
                && !used.contains(&c)
            {
                used.push(c);
                best = best.max(w + by_trying_all(weights, row + 1, used));
                used.pop();
            }
        }
        best
    }

    #[test]
    fn a_greedy_choice_does_not_cost_a_pair() {
        // Row 0 fits both columns, row 1 only column 0.
        let fits = [[Some(1), Some(1)], [Some(1), None]];
        assert_eq!(best_matching(2, 2, |r, c| fits[r][c]), [Some(1), Some(0)]);
    }

    proptest! {
        #[test]
        fn no_other_pairing_weighs_more(
            weights in prop::collection::vec(
                prop::collection::vec(prop::option::of(1_i64..6), 5), 0..6)
        ) {
            let pairs = best_matching(weights.len(), 5, |r, c| weights[r][c]);
            let mut columns: Vec<usize> = pairs.iter().flatten().copied().collect();
            columns.sort_unstable();
            let before = columns.len();
            columns.dedup();
            prop_assert_eq!(before, columns.len());
            for (r, c) in pairs.iter().enumerate() {
                prop_assert!(c.is_none_or(|c| weights[r][c].is_some()));
            }
            prop_assert_eq!(total(&weights, &pairs), by_trying_all(&weights, 0, &mut Vec::new()));
        }
    }
}
