//! Copies of an article, and the article that they are copies of.

use std::io::Write;

use serde::Serialize;

/// What an article is a copy of.
#[derive(Debug, Clone, PartialEq)]
pub struct CopyOf {
    /// The id of the article that came first.
    pub first: String,
    /// The share of three-word sequences that both have in common, as it is estimated: 1 where the words are the same.
    pub similarity: f64,
}

/// An article and the copies of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// The id of the article that came first.
    pub first: String,
    /// The ids of its copies, in the order in which they came; there is one at least.
    pub copies: Vec<String>,
}

impl Cluster {
    /// Writes the cluster as a line of JSON.
    ///
    /// # Errors
    /// Whatever `to` answers.
    pub fn write(&self, to: &mut impl Write) -> std::io::Result<()> {
        #[derive(Serialize)]
        struct Line<'c> {
            first: &'c str,
            copies: &'c [String],
            n_sources: usize,
        }
        let Cluster { first, copies } = self;
        serde_json::to_writer(&mut *to, &Line { first, copies, n_sources: copies.len() + 1 })?;
        to.write_all(b"\n")
    }
}
