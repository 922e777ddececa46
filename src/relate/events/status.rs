//! What is only announced: when a predicate's subject says that it will, might or will not do what the predicate says.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::frame::lending;
use super::table::{Kind, lines};
use crate::doc::{Deprel, Modality, Plover, PredicateKind, Relation, Xpos};
use crate::relate::Reading;
use crate::relate::sharing::is_infinitive;
use crate::relate::tree::Tree;

static GOVERNORS: LazyLock<BTreeMap<&str, Governor>> =
    LazyLock::new(|| governors(include_str!("governors.tsv")).unwrap_or_default());
static SHIFTS: LazyLock<BTreeMap<(Plover, Status), Kind>> =
    LazyLock::new(|| shifts(include_str!("status.tsv")).unwrap_or_default());

/// What a word says of the infinitive after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Governor {
    lemma: &'static str,
    status: Status,
    /// The event that saying so is.
    kind: Option<Kind>,
}

/// The status of a relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Announced {
    pub status: Status,
    /// The token that gives it.
    pub word: usize,
    /// For an infinitive without a type of its own: the type of announcing it, and the name of that rule.
    pub saying: Option<(Kind, String)>,
}

/// How many clauses up a promise is looked for.
const REACH: usize = 6;

/// How an event is announced by whoever would bring it about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Status {
    Pledged,
    Threatened,
    Refused,
}

impl Status {
    const ALL: [Status; 3] = [Status::Pledged, Status::Threatened, Status::Refused];

    /// The word of the tables and of rule names.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Pledged => "pledged",
            Status::Threatened => "threatened",
            Status::Refused => "refused",
        }
    }

    fn parse(text: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|s| s.as_str() == text)
    }

    /// What an event of this type becomes; `None` if it stays what it is.
    pub fn shift(self, plover: Plover) -> Option<Kind> {
        SHIFTS.get(&(plover, self)).copied()
    }
}

/// The status of a relation; `None` for what is reported as it is.
pub(super) fn status(reading: &Reading, relation: &Relation) -> Option<Announced> {
    use Modality::{Conditional, Future};
    let tree = &reading.tree;
    let head = relation.predicate.head.index();
    let clause = match relation.predicate.kind {
        PredicateKind::Verb => head,
        PredicateKind::Noun => lending(tree, head)?,
        PredicateKind::Title => return None,
    };
    // *agreed to be visited*: whoever agrees is not whoever visits.
    let governor = governor(tree, clause).filter(|_| !reading.passive[clause]);
    let (status, word, governor) = match governor {
        Some((governor, word)) => (governor.status, word, Some(governor)),
        None => {
            let word = will(tree, clause)?;
            matches!(relation.modality, Future | Conditional).then_some((
                Status::Pledged,
                word,
                None,
            ))?
        }
    };
    // *may agree to meet*, *must be ready to*, *if they refuse to*: nothing is said yet.
    let said = governor.is_none()
        || matches!(reading.stances[word].modality, Modality::Actual | Modality::Future);
    let committed = governor.is_none_or(|g| g.kind.is_some());
    let status = match (status, relation.negated) {
        _ if !said => return None,
        (Status::Refused, false) | (Status::Threatened, true) => return None,
        // *has not decided to meet* is no refusal, *has not agreed to* is one.
        (Status::Pledged, true) if !committed => return None,
        (Status::Pledged, true) => Status::Refused,
        (status, _) => status,
    };
    let saying = governor.filter(|g| g.status == status);
    let saying = saying.and_then(|g| Some((g.kind?, format!("{}.to-infinitive", g.lemma))));
    Some(Announced { status, word, saying })
}

/// The nearest word above the infinitive `t` that says what becomes of it.
fn governor(tree: &Tree, t: usize) -> Option<(Governor, usize)> {
    let mut at = t;
    for _ in 0..REACH {
        let h = tree.head(at)?;
        match tree.deprel(at) {
            Deprel::Conj
                if tree.xpos(at) == tree.xpos(h)
                    && !tree.has(at, &[Deprel::Nsubj, Deprel::NsubjPass]) => {}
            Deprel::Xcomp | Deprel::Ccomp | Deprel::Acl | Deprel::Advcl
                if is_infinitive(tree, at) =>
            {
                // *agreed to meet*, but not *asked them to agree*: nor an aim (*went to meet*).
                let lemma = tree.lemma(h).to_lowercase();
                let form = tree.form(h).to_lowercase();
                let known = GOVERNORS.get(lemma.as_str()).or_else(|| GOVERNORS.get(form.as_str()));
                if let Some(&governor) =
                    known.filter(|_| lemma != "go" || tree.xpos(h) == Xpos::Vbg)
                {
                    return Some((governor, h));
                }
                if tree.deprel(at) != Deprel::Xcomp || !begins(tree, h) {
                    return None;
                }
            }
            _ => return None,
        }
        at = h;
    }
    None
}

/// Whether a verb only says that its infinitive begins or goes on.
fn begins(tree: &Tree, h: usize) -> bool {
    tree.is(h, &["begin", "start", "continue", "help", "resume"])
}

/// The auxiliary of the future at the clause `t` or the clause it is coordinated with.
fn will(tree: &Tree, t: usize) -> Option<usize> {
    let own = |t: usize| {
        tree.by(t, &[Deprel::Aux, Deprel::AuxPass]).find(|&c| {
            tree.is(c, &["will", "shall", "'ll", "wo"])
                // *is to meet*
                || tree.is(c, &["be"]) && is_infinitive(tree, t)
                // The future of the past, in what somebody said.
                || tree.is(c, &["would", "'d"]) && tree.xpos(c) == Xpos::Md && reported(tree, t)
        })
    };
    own(t).or_else(|| {
        let bare = !tree.has(t, &[Deprel::Aux, Deprel::Nsubj, Deprel::NsubjPass]);
        tree.head(t).filter(|_| tree.deprel(t) == Deprel::Conj && bare).and_then(own)
    })
}

fn reported(tree: &Tree, t: usize) -> bool {
    tree.deprel(t) == Deprel::Ccomp && !tree.has_word(t, &[Deprel::Mark], &["if", "whether"])
}

fn governors(file: &'static str) -> Result<BTreeMap<&'static str, Governor>, String> {
    let row = |line: &'static str| {
        let columns: Vec<&str> = line.split('\t').collect();
        let [lemma, status, plover, cameo] = columns[..] else { return None };
        let kind = match (plover, cameo) {
            ("-", "-") => None,
            _ => Some(Kind::parse(plover, cameo)?),
        };
        Some((lemma, Governor { lemma, status: Status::parse(status)?, kind }))
    };
    lines(file).map(|(n, line)| row(line).ok_or_else(|| format!("line {n}: {line:?}"))).collect()
}

fn shifts(file: &'static str) -> Result<BTreeMap<(Plover, Status), Kind>, String> {
    let row = |line: &'static str| {
        let columns: Vec<&str> = line.split('\t').collect();
        let [from, status, plover, cameo] = columns[..] else { return None };
        Some(((from.parse().ok()?, Status::parse(status)?), Kind::parse(plover, cameo)?))
    };
    lines(file).map(|(n, line)| row(line).ok_or_else(|| format!("line {n}: {line:?}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_whole_sorted_and_free_of_doubles() {
        for file in [include_str!("governors.tsv"), include_str!("status.tsv")] {
            let rows: Vec<&str> = lines(file).map(|(_, line)| line).collect();
            assert!(rows.is_sorted_by(|a, b| a < b), "{rows:?}");
        }
        let read = governors(include_str!("governors.tsv")).expect("a whole file");
        assert_eq!(read.len(), lines(include_str!("governors.tsv")).count());
        let read = shifts(include_str!("status.tsv")).expect("a whole file");
        assert_eq!(read.len(), lines(include_str!("status.tsv")).count());
        assert!(governors("agree\tpromised\t-\t-").is_err());
        assert!(governors("agree\tpledged\tAGREE\t04").is_err());
        assert!(shifts("AID\tpledged\tAGREE\t04").is_err());
    }
}
