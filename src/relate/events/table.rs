//! The lexicon: which predicate in which frame states which event, parsed once.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::frame::Condition;
use crate::doc::{Plover, PredicateKind};

static VERBS: LazyLock<Table> =
    LazyLock::new(|| Table::parse(include_str!("verbs.tsv")).unwrap_or_default());
static NOUNS: LazyLock<Table> =
    LazyLock::new(|| Table::parse(include_str!("nouns.tsv")).unwrap_or_default());

/// A type of event with its CAMEO root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    pub plover: Plover,
    pub cameo: &'static str,
}

impl Kind {
    /// `None` unless the root is one of the type's.
    pub fn parse(plover: &str, cameo: &'static str) -> Option<Kind> {
        let plover = plover.parse().ok()?;
        roots(plover).contains(&cameo).then_some(Kind { plover, cameo })
    }
}

/// The CAMEO roots of a type. Blockades and occupations, 19 in CAMEO, go with COERCE and carry its root.
fn roots(plover: Plover) -> &'static [&'static str] {
    match plover {
        Plover::Agree => &["03"],
        Plover::Consult => &["04"],
        Plover::Support => &["05"],
        Plover::Cooperate => &["06"],
        Plover::Aid => &["07"],
        Plover::Concede => &["08"],
        Plover::Request => &["02", "10"],
        Plover::Accuse => &["09", "11"],
        Plover::Reject => &["12"],
        Plover::Threaten => &["13"],
        Plover::Protest => &["14"],
        Plover::Mobilize => &["15"],
        Plover::Sanction => &["16"],
        Plover::Coerce => &["17"],
        Plover::Assault => &["18", "19", "20"],
        Plover::Retreat => &["087"],
    }
}

/// What a row says that its predicate states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// This event.
    Is(Kind),
    /// The event of the noun that the frame finds: the predicate is a light verb.
    OfNoun,
}

/// A row of the lexicon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rule {
    /// Lemma, with its particle.
    pub predicate: &'static str,
    /// All must hold.
    pub frame: Vec<Condition>,
    /// The frame as the table writes it.
    pub written: &'static str,
    pub outcome: Outcome,
}

/// The rules by predicate; those of one predicate in the order of the file.
#[derive(Debug, Default)]
pub(super) struct Table(BTreeMap<&'static str, Vec<Rule>>);

impl Table {
    /// # Errors
    /// The first line that is not whole, and what is wrong with it.
    pub fn parse(file: &'static str) -> Result<Table, String> {
        let mut rules: BTreeMap<&str, Vec<Rule>> = BTreeMap::new();
        for (number, line) in lines(file) {
            let wrong = |what: &str| format!("line {number}: {what}: {line:?}");
            let columns: Vec<&str> = line.split('\t').collect();
            let [predicate, written, plover, cameo] = columns[..] else {
                return Err(wrong("four columns are needed"));
            };
            let frame: Option<Vec<Condition>> = match written {
                "-" => Some(Vec::new()),
                _ => written.split(' ').map(Condition::parse).collect(),
            };
            let frame = frame.ok_or_else(|| wrong("unknown condition"))?;
            let outcome = match (plover, cameo) {
                ("noun", "-") if frame.iter().any(Condition::is_event) => Outcome::OfNoun,
                _ => Outcome::Is(Kind::parse(plover, cameo).ok_or_else(|| wrong("unknown type"))?),
            };
            let rule = Rule { predicate, frame, written, outcome };
            rules.entry(predicate).or_default().push(rule);
        }
        Ok(Table(rules))
    }

    /// The rules of a predicate, in their order; none for one that is not listed.
    pub fn rules(&self, predicate: &str) -> &[Rule] {
        self.0.get(predicate).map_or(&[], Vec::as_slice)
    }
}

/// The lexicon of a kind of predicate; titles state no events.
pub(super) fn table(kind: PredicateKind) -> Option<&'static Table> {
    match kind {
        PredicateKind::Verb => Some(&VERBS),
        PredicateKind::Noun => Some(&NOUNS),
        PredicateKind::Title => None,
    }
}

/// The lines of a table with their numbers from 1, without comments and empty ones.
pub(super) fn lines(file: &'static str) -> impl Iterator<Item = (usize, &'static str)> {
    let lines = file.lines().enumerate().map(|(i, line)| (i + 1, line));
    lines.filter(|(_, line)| !line.starts_with('#') && !line.is_empty())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const FILES: [&str; 2] = [include_str!("verbs.tsv"), include_str!("nouns.tsv")];

    #[test]
    fn every_row_is_whole_and_in_its_place() {
        let mut predicates = BTreeSet::new();
        for file in FILES {
            let table = Table::parse(file).expect("a whole file");
            let column: Vec<&str> =
                lines(file).filter_map(|(_, line)| line.split('\t').next()).collect();
            assert!(column.is_sorted(), "predicates are sorted");
            assert!(column.iter().all(|p| *p == p.trim().to_lowercase()), "lemmas are lower-case");
            predicates.extend(table.0.keys().copied());
        }
        // The scale that the lexicon is meant to have: fewer would mean that rows were lost.
        assert!(predicates.len() >= 600, "{}", predicates.len());
    }

    #[test]
    fn no_row_stands_behind_one_that_always_comes_first() {
        let mut shadowed = String::new();
        for table in FILES.map(|file| Table::parse(file).expect("a whole file")) {
            for rules in table.0.values() {
                for (i, later) in rules.iter().enumerate() {
                    let reached = |earlier: &&Rule| {
                        earlier.frame.iter().all(|e| later.frame.iter().any(|l| l.implies(e)))
                    };
                    if let Some(first) = rules[..i].iter().find(reached) {
                        shadowed += &format!(
                            "{} {} after {}\n",
                            later.predicate, later.written, first.written
                        );
                    }
                }
            }
        }
        assert!(shadowed.is_empty(), "{shadowed}");
    }

    #[test]
    fn nouns_do_no_other_nouns() {
        // Else a frame could ask for itself without end.
        let nouns = Table::parse(include_str!("nouns.tsv")).expect("a whole file");
        assert!(nouns.0.values().flatten().all(|r| !r.frame.iter().any(Condition::is_event)));
    }

    #[test]
    fn every_type_and_root_is_stated_by_some_row() {
        let mut stated = Vec::new();
        for table in FILES.map(|file| Table::parse(file).expect("a whole file")) {
            for rule in table.0.values().flatten() {
                if let Outcome::Is(kind) = rule.outcome {
                    stated.push(kind);
                }
            }
        }
        for &plover in Plover::ALL {
            for &cameo in roots(plover) {
                assert!(stated.contains(&Kind { plover, cameo }), "{plover} {cameo}");
            }
        }
    }

    #[test]
    fn rows_that_mean_nothing_are_refused() {
        for (row, what) in [
            ("attack\tobj\tASSAULT", "four columns"),
            ("attack\tobj:Enemy\tASSAULT\t19", "unknown condition"),
            ("attack\tupside:Place\tASSAULT\t19", "unknown condition"),
            ("attack\tobj\tATTACK\t19", "unknown type"),
            ("attack\tobj\tASSAULT\t17", "unknown type"),
            ("launch\tobj:Place\tnoun\t-", "unknown type"),
        ] {
            let error = Table::parse(row).unwrap_err();
            assert!(error.contains(what) && error.contains("line 1"), "{error}");
        }
    }
}
