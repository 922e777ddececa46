//! Scores → syntax: one [`Word`](crate::doc::Word) per token, every sentence a tree with one root.
//!
//! - `words`: labels, lemma, head and relation of each token of a sentence
//! - `tree`: the highest-scoring tree over a matrix of arc scores
//! - `lemma`: dictionary forms from edit scripts, with spelling (`final_e`) and irregular forms as a safety net

mod final_e;
mod lemma;
mod tree;
mod words;

pub use words::words;
