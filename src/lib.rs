//! Who did what to whom: entities and relations from English news.
pub mod corpus;
pub mod doc;
pub mod error;
pub mod eval;
pub mod format;
pub mod model;
pub mod ner;
pub mod parse;
pub mod pipeline;
pub mod relate;
pub mod resolve;
pub mod text;

pub use error::{Error, ErrorKind, Result};
