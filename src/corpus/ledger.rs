//! What became of every article.

use serde::{Deserialize, Serialize};

/// Counts of a run. Every article that was taken from the input ends in exactly one of `done`, `duplicate`, `rejected` and
/// `failed`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    /// Articles taken; a file or argument that cannot be read counts as one.
    pub articles: u64,
    /// Articles with a record.
    pub done: u64,
    /// Articles that were read before, and copies of articles where those are skipped.
    pub duplicate: u64,
    /// Articles that could not be read.
    pub rejected: u64,
    /// Articles that could be read and not extracted.
    pub failed: u64,
    /// Articles with a record of which something is to be known.
    pub warned: u64,
    /// Words of the articles done.
    pub words: u64,
    /// Their mentions.
    pub mentions: u64,
    /// Their entities.
    pub entities: u64,
    /// Their relations.
    pub relations: u64,
}

impl Ledger {
    /// Articles that somebody should look at.
    pub fn problems(&self) -> u64 {
        self.rejected + self.failed
    }

    /// Whether every article is accounted for.
    pub fn reconciles(&self) -> bool {
        self.articles == self.done + self.duplicate + self.rejected + self.failed
    }
}

/// How many articles may go wrong before a run is stopped.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MaxFailures {
    /// So many.
    Count(u64),
    /// So many of a hundred, as soon as a hundred have been taken.
    Percent(f64),
}

impl MaxFailures {
    /// Whether a run with these counts has gone wrong.
    pub fn exceeded(self, ledger: &Ledger) -> bool {
        match self {
            MaxFailures::Count(most) => ledger.problems() > most,
            MaxFailures::Percent(most) => {
                let percent = 100.0 * ledger.problems() as f64 / ledger.articles.max(1) as f64;
                ledger.articles >= 100 && percent > most
            }
        }
    }
}

impl std::str::FromStr for MaxFailures {
    type Err = String;

    fn from_str(text: &str) -> Result<MaxFailures, String> {
        let percent = text.strip_suffix('%').map(|p| p.trim().parse::<f64>());
        match (percent, text.parse()) {
            (Some(Ok(percent)), _) if (0.0..=100.0).contains(&percent) => {
                Ok(MaxFailures::Percent(percent))
            }
            (None, Ok(count)) => Ok(MaxFailures::Count(count)),
            _ => Err("write a number of articles, as 100, or a share of them, as 2%".to_owned()),
        }
    }
}

impl std::fmt::Display for MaxFailures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            MaxFailures::Count(count) => write!(f, "{count}"),
            MaxFailures::Percent(percent) => write!(f, "{percent}%"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_article_ends_once() {
        let mut ledger = Ledger { articles: 10, done: 6, ..Ledger::default() };
        assert!(!ledger.reconciles());
        (ledger.duplicate, ledger.rejected, ledger.failed) = (1, 1, 2);
        assert!(ledger.reconciles());
        assert_eq!(ledger.problems(), 3);
    }

    #[test]
    fn a_limit_is_a_count_or_a_share() {
        let ledger = |articles, failed| Ledger { articles, failed, ..Ledger::default() };
        let count: MaxFailures = "3".parse().unwrap();
        assert!(!count.exceeded(&ledger(9, 3)) && count.exceeded(&ledger(9, 4)));
        let share: MaxFailures = "2%".parse().unwrap();
        assert!(!share.exceeded(&ledger(99, 99)), "too few to tell");
        assert!(!share.exceeded(&ledger(100, 2)) && share.exceeded(&ledger(100, 3)));
        assert_eq!([count, share].map(|m| m.to_string()), ["3", "2%"]);
        for wrong in ["", "some", "-1", "101%", "%", "1.5"] {
            assert!(wrong.parse::<MaxFailures>().is_err(), "{wrong}");
        }
    }
}
