//! Names from elsewhere than the scores of the pipeline's own model.

use crate::doc::{Document, Mention};
use crate::error::Result;

/// Finds the names of articles.
///
/// An implementation must give an article the same names whatever else it is given with it, and on whatever thread, as far as
/// the device that it computes on allows it.
pub trait NameFinder: Send + Sync {
    /// What it is called, for people.
    fn name(&self) -> &str;

    /// SHA-256 over everything that decides what it finds, in hexadecimal digits.
    fn sha256(&self) -> &str;

    /// How many articles it is best given at a time, at least one.
    fn articles_at_once(&self) -> usize {
        1
    }

    /// The names of each of these articles, which have tokens: in text order, disjoint, each within one sentence. Their
    /// heads are not settled; [`mentions`](super::mentions) sets them.
    ///
    /// # Errors
    /// If one of the articles cannot be read; then nothing is said of the others.
    fn find(&self, documents: &[&Document]) -> Result<Vec<Vec<Mention>>>;
}
