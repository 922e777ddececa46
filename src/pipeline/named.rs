//! Names from another model than the pipeline's own.

use rayon::prelude::*;

use super::{Pipeline, Prepared, Stage, guarded, internal};
use crate::doc::{Document, Mention};
use crate::error::Result;

impl Pipeline {
    /// What the finder says of each article, in their order; nothing of those that have failed, and nothing at all where
    /// there is no finder. If it fails at several articles, each is given to it on its own.
    pub(super) fn named(&self, prepared: &[Result<Prepared>]) -> Vec<Result<Option<Vec<Mention>>>> {
        let Some(finder) = self.finder.as_deref() else { return Vec::new() };
        let find = |documents: &[&Document]| {
            let id = documents.first().map_or("", |document| document.id()).to_owned();
            let found = guarded(id, || self.timings.time(Stage::Names, || finder.find(documents)))?;
            if found.len() == documents.len() {
                Ok(found)
            } else {
                Err(internal("the names are not those of the articles that were asked for"))
            }
        };
        let found = prepared.par_chunks(finder.articles_at_once().max(1)).flat_map_iter(|chunk| {
            let documents: Vec<&Document> = chunk.iter().filter_map(whole).collect();
            let found: Vec<Result<Vec<Mention>>> = match find(&documents) {
                Ok(found) => found.into_iter().map(Ok).collect(),
                Err(error) if documents.len() == 1 => vec![Err(error)],
                Err(_) => {
                    let alone =
                        |document| find(&[document]).map(|mut one| one.pop().unwrap_or_default());
                    documents.into_iter().map(alone).collect()
                }
            };
            let mut found = found.into_iter();
            let of_each = |one: &Result<Prepared>| match whole(one) {
                Some(_) => found.next().transpose(),
                None => Ok(None),
            };
            chunk.iter().map(of_each).collect::<Vec<_>>()
        });
        found.collect()
    }
}

/// The article, if it has not failed.
fn whole(prepared: &Result<Prepared>) -> Option<&Document> {
    prepared.as_ref().ok().map(|(document, _)| document)
}
