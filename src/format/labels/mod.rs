//! Labelled articles in the formats that people have.
//!
//! Every format reads into one form, [`Labels`], and writes from it, so that each is written once and any of them
//! becomes any other. Labels stay as they were written; whoever needs ours maps them ([`LabelMap`]). Offsets are bytes
//! in the form, and in a format whatever [`LabelFormat::offsets`] says.
//!
//! Readers are strict: what is malformed is an error with file and line. What a reader passes over because the form has
//! no place for it, and what a writer cannot hold, is counted by kind ([`Unheld`]).

mod brat;
mod carb;
mod columns;
mod crossre;
mod detected;
mod doccano;
mod dwie;
mod dygie;
mod form;
mod graph;
#[cfg(test)]
mod graph_test;
mod json_items;
mod label_format;
mod label_map;
mod label_studio;
mod located;
mod plover;
mod read;
mod record_values;
mod records;
#[cfg(test)]
mod refusals_test;
mod retained;
#[cfg(test)]
mod round_trips_test;
mod sentence_graphs;
mod spacy;
mod spert;
mod tokenised;
mod treebank;
mod unheld;
mod written;

pub use columns::Scheme;
pub use form::{
    Argument, Attribution, Labels, Mention, Noted, Origin, Predicate, Relation, Token, When,
};
pub use graph::Linking;
pub use label_format::LabelFormat;
pub use label_map::LabelMap;
pub use read::{Read, ReadOptions, parse, read};
pub use unheld::Unheld;
pub use written::{Pair, WriteOptions, Written, write};
