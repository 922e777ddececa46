//! Strict scores against the rules of conlleval, the evaluation of the CoNLL shared tasks, which counts chunks as it passes over
//! the tags of both sides at once.

use proptest::prelude::*;

use super::mentions::score_mentions;
use super::seqeval_test::spans;
use super::{Counts, MentionCounts};

/// The letter and type of a tag; `O` has no type, and stands behind the last tag too.
fn part_at(tags: &[String], at: usize) -> (char, &str) {
    let parts = tags.get(at).and_then(|tag| tag.split_once('-'));
    parts.map_or(('O', ""), |(letter, ty)| (if letter == "B" { 'B' } else { 'I' }, ty))
}

fn ends(before: (char, &str), now: (char, &str)) -> bool {
    match (before.0, now.0) {
        ('B' | 'I', 'B' | 'O') => true,
        ('O', _) => false,
        _ => before.1 != now.1,
    }
}

fn starts(before: (char, &str), now: (char, &str)) -> bool {
    match (before.0, now.0) {
        (_, 'B') | ('O', 'I') => true,
        (_, 'O') => false,
        _ => before.1 != now.1,
    }
}

/// Counts one sentence; its end counts as an `O` on both sides.
fn conlleval(gold: &[String], predicted: &[String]) -> Counts {
    let mut counts = Counts::default();
    let mut inside = false;
    let (mut gold_before, mut predicted_before) = (('O', ""), ('O', ""));
    for at in 0..=gold.len() {
        let (g, p) = (part_at(gold, at), part_at(predicted, at));
        if inside {
            let (gold_ends, predicted_ends) = (ends(gold_before, g), ends(predicted_before, p));
            if gold_ends && predicted_ends && gold_before.1 == predicted_before.1 {
                inside = false;
                counts.matched += 1;
            } else if gold_ends != predicted_ends || g.1 != p.1 {
                inside = false;
            }
        }
        let (gold_starts, predicted_starts) = (starts(gold_before, g), starts(predicted_before, p));
        inside |= gold_starts && predicted_starts && g.1 == p.1;
        counts.gold += usize::from(gold_starts);
        counts.predicted += usize::from(predicted_starts);
        (gold_before, predicted_before) = (g, p);
    }
    counts
}

const TYPES: [&str; 4] = ["PER", "ORG", "LOC", "MISC"];

/// Stretches of a sentence: how many tokens, and what they are.
type Stretches = Vec<(usize, Option<usize>)>;

fn stretches() -> impl Strategy<Value = Stretches> {
    prop::collection::vec((1_usize..4, prop::option::of(0_usize..4)), 0..8)
}

/// Well-formed tags. In IOB2 every chunk begins with `B`, in IOB1 only one behind a chunk of its type.
fn encoded(stretches: &Stretches, iob1: bool) -> Vec<String> {
    let mut tags = Vec::new();
    let mut before = None;
    for &(length, ty) in stretches {
        for i in 0..length {
            tags.push(match ty {
                None => "O".to_owned(),
                Some(ty) => {
                    let begins = i == 0 && (!iob1 || before == Some(ty));
                    format!("{}-{}", if begins { 'B' } else { 'I' }, TYPES[ty])
                }
            });
        }
        before = ty;
    }
    tags
}

/// Any tags at all: half of them are taken from `gold`, so that something matches.
fn scattered(gold: &[String], noise: &[(bool, usize, usize)]) -> Vec<String> {
    gold.iter()
        .zip(noise)
        .map(|(tag, &(keep, letter, ty))| match letter {
            _ if keep => tag.clone(),
            0 => "O".to_owned(),
            letter => format!("{}-{}", if letter == 1 { 'B' } else { 'I' }, TYPES[ty]),
        })
        .collect()
}

fn ours(gold: &[String], predicted: &[String]) -> MentionCounts {
    score_mentions(&spans(gold), &spans(predicted), &[]).counts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn strict_scores_are_those_of_conlleval(
        gold in stretches(),
        iob1 in (any::<bool>(), any::<bool>()),
        other in stretches(),
        noise in prop::collection::vec((any::<bool>(), 0_usize..3, 0_usize..4), 32),
    ) {
        let (gold, mut other) = (encoded(&gold, iob1.0), encoded(&other, iob1.1));
        other.resize(gold.len(), "O".to_owned());
        for predicted in [other, scattered(&gold, &noise), gold.clone()] {
            let found = ours(&gold, &predicted);
            prop_assert_eq!(found.strict, conlleval(&gold, &predicted), "{:?} {:?}", gold, predicted);
            let mut sum = Counts::default();
            found.by_label.values().for_each(|counts| sum += *counts);
            prop_assert_eq!(found.strict, sum);
        }
    }

    #[test]
    fn both_encodings_of_the_same_chunks_are_the_same(chunks in stretches()) {
        let found = ours(&encoded(&chunks, false), &encoded(&chunks, true)).strict;
        let named = chunks.iter().filter(|c| c.1.is_some()).count();
        prop_assert_eq!(found, Counts { matched: named, predicted: named, gold: named });
    }
}
