//! The metrics on examples small enough to be worked out by hand, and what must hold of any.

use proptest::prelude::*;

use super::metrics::{CorefCounts, Metric, score_entities};
use crate::eval::counts::Counts;

/// Entities from `abc de`: a letter a mention, a word an entity.
fn entities(text: &str) -> Vec<Vec<usize>> {
    text.split_whitespace().map(|word| word.bytes().map(usize::from).collect()).collect()
}

fn score(gold: &str, predicted: &str) -> CorefCounts {
    score_entities(&entities(gold), &entities(predicted))
}

/// Recall and precision.
fn shares(metric: Metric) -> (f64, f64) {
    (metric.recall.value(), metric.precision.value())
}

#[track_caller]
fn close(found: Metric, recall: f64, precision: f64) {
    let (r, p) = shares(found);
    assert!((r - recall).abs() < 1e-9 && (p - precision).abs() < 1e-9, "{r} {p}");
}

#[test]
fn a_response_that_parts_and_adds() {
    // Key {a, b, c}, {d, e, f, g}; response {a, b}, {c, d}, {f, g, h, i}.
    let found = score("abc defg", "ab cd fghi");
    // Links: key 2 + 3. {a,b,c} falls into ab|c, {d,e,f,g} into d|e|fg: (3-2) + (4-3) = 2 of 5. Response 1 + 1 + 3:
    // ab is whole, cd falls into c|d, fghi into fg|h|i: 1 + 0 + 1 = 2 of 5.
    close(found.muc, 2.0 / 5.0, 2.0 / 5.0);
    // Recall: (4/3 + 1/3 + 1/4 + 4/4) of 7 = (35/12)/7; precision: (4/2 + 1/2 + 1/2 + 4/4) of 8 = 4/8.
    close(found.b_cubed, 35.0 / 84.0, 0.5);
    // φ4: abc-ab 4/5, abc-cd 2/5, defg-cd 2/6, defg-fghi 4/8. Best: 4/5 + 4/8 = 1.3, of 2 and of 3.
    close(found.ceaf_e, 0.65, 1.3 / 3.0);
    // LEA recall: 3·(1/3) + 4·(1/6) of 7; precision: 2·1 + 2·0 + 4·(1/6) of 8.
    close(found.lea, (1.0 + 4.0 / 6.0) / 7.0, (2.0 + 4.0 / 6.0) / 8.0);
    assert_eq!(found.mentions, Counts { matched: 6, predicted: 8, gold: 7 });
    let f = |r: f64, p: f64| 2.0 * r * p / (r + p);
    let conll = (0.4 + f(35.0 / 84.0, 0.5) + f(0.65, 1.3 / 3.0)) / 3.0;
    assert!((found.conll_f1() - conll).abs() < 1e-9);
}

#[test]
fn one_wrong_link_costs_b_cubed_more_between_large_entities() {
    // The example by which B³ was introduced: twelve mentions in three entities, two of them run together.
    let large = score("12345 67 89ABC", "12345 6789ABC");
    let larger = score("12345 67 89ABC", "1234589ABC 67");
    for found in [large, larger] {
        close(found.muc, 1.0, 0.9);
    }
    close(large.b_cubed, 1.0, (5.0 + 4.0 / 7.0 + 25.0 / 7.0) / 12.0);
    close(larger.b_cubed, 1.0, (25.0 / 10.0 + 25.0 / 10.0 + 2.0) / 12.0);
}

#[test]
fn all_in_one_and_all_alone() {
    let one = score("ab cd", "abcd");
    close(one.muc, 1.0, 2.0 / 3.0);
    close(one.b_cubed, 1.0, 0.5);
    close(one.ceaf_e, (4.0 / 6.0) / 2.0, 4.0 / 6.0);
    close(one.lea, 1.0, 2.0 / 6.0);
    // Without links there is nothing for MUC to count, and nothing that LEA resolves.
    let alone = score("ab cd", "a b c d");
    close(alone.muc, 0.0, 0.0);
    close(alone.b_cubed, 0.5, 1.0);
    close(alone.ceaf_e, (2.0 / 3.0 + 2.0 / 3.0) / 2.0, (4.0 / 3.0) / 4.0);
    close(alone.lea, 0.0, 0.0);
}

#[test]
fn a_greedy_assignment_of_entities_is_not_the_best_one() {
    let found = score("abcd e", "abce d");
    // φ4: abcd-abce 6/8, abcd-d 2/5, e-abce 2/5. The first alone is 0.75, the other two together are 0.8.
    close(found.ceaf_e, 0.4, 0.4);
}

#[test]
fn mentions_alone_count_where_they_are_kept() {
    let found = score("ab c d", "ab c e");
    close(found.muc, 1.0, 1.0);
    close(found.b_cubed, 0.75, 0.75);
    close(found.ceaf_e, 2.0 / 3.0, 2.0 / 3.0);
    close(found.lea, 0.75, 0.75);
}

#[test]
fn nothing_scores_nothing() {
    assert!(score("", "").is_empty());
    let missed = score("ab", "");
    assert_eq!((missed.conll_f1(), shares(missed.muc)), (0.0, (0.0, 0.0)));
    assert_eq!(missed.mentions, Counts { matched: 0, predicted: 0, gold: 2 });
}

#[test]
fn many_entities_take_no_matrix_over_all_of_them() {
    // Sixty thousand entities a side: a full matrix would have 3.6 thousand million cells.
    let n = 60_000;
    let gold: Vec<Vec<usize>> = (0..n).map(|e| vec![3 * e, 3 * e + 1, 3 * e + 2]).collect();
    let predicted: Vec<Vec<usize>> =
        (0..n).flat_map(|e| [vec![3 * e, 3 * e + 1], vec![3 * e + 2]]).collect();
    let found = score_entities(&gold, &predicted);
    close(found.muc, 0.5, 1.0);
    close(found.ceaf_e, 0.8, 0.4);
}

/// Entities over the mentions 0 to 11, of which each is in one of six or in none.
fn partition() -> impl Strategy<Value = Vec<Vec<usize>>> {
    prop::collection::vec(prop::option::of(0_usize..6), 12).prop_map(|of| {
        let mut entities = vec![Vec::new(); 6];
        for (m, entity) in of.iter().enumerate() {
            if let Some(e) = entity {
                entities[*e].push(m);
            }
        }
        entities.retain(|e| !e.is_empty());
        entities
    })
}

proptest! {
    #[test]
    fn gold_against_itself_is_perfect(gold in partition()) {
        let found = score_entities(&gold, &gold);
        for metric in [found.muc, found.b_cubed, found.ceaf_e, found.lea] {
            let all = |share: super::metrics::Share| (share.right - share.total).abs() < 1e-9;
            prop_assert!(all(metric.recall) && all(metric.precision), "{metric:?}");
        }
        prop_assert_eq!(found.mentions.matched, found.mentions.gold);
    }

    #[test]
    fn sides_exchanged_exchange_precision_and_recall(
        gold in partition(), predicted in partition()
    ) {
        let (there, back) = (score_entities(&gold, &predicted), score_entities(&predicted, &gold));
        let pairs = [
            (there.muc, back.muc),
            (there.b_cubed, back.b_cubed),
            (there.ceaf_e, back.ceaf_e),
            (there.lea, back.lea),
        ];
        for (one, other) in pairs {
            for (x, y) in [(one.recall, other.precision), (one.precision, other.recall)] {
                prop_assert!((x.value() - y.value()).abs() < 1e-9, "{one:?} {other:?}");
                prop_assert!((0.0..=1.0 + 1e-9).contains(&x.value()));
            }
        }
        prop_assert!((there.conll_f1() - back.conll_f1()).abs() < 1e-9);
    }
}
