//! Scores and syntax → mentions.
//!
//! - `names`: the likeliest well-formed tags (`tags`) as name mentions
//! - `values`: dates, times, money and numbers by rules over `atoms`; one file a kind of value (`dates`, `times`, `durations`,
//!   `amounts`, `ordinals`, `cardinals`), `openers` for the words they begin with, `reckon` for what calendar expressions amount to
//! - `nominals`: common-noun phrases and pronouns that denote people, groups and places
//! - `finder`: names from elsewhere than our own scores; `classifier`: those of any token classifier
//! - `mentions`: all of them, where they compete resolved

mod amounts;
mod atoms;
mod calendar;
mod cardinals;
mod classifier;
mod dates;
mod decimal;
mod durations;
mod finder;
mod mentions;
mod names;
mod nominals;
#[cfg(test)]
mod nominals_test;
mod numbers;
mod openers;
mod ordinals;
mod phrase;
mod pronouns;
mod reckon;
mod table;
mod tags;
mod tense;
mod times;
mod told;
mod values;

pub use classifier::{
    Classifier, ClassifierLabels, LabelMap, PieceTokenizer, PieceWindow, Pieces, piece_windows,
};
pub use finder::NameFinder;
pub use mentions::mentions;
pub use names::names;
pub use nominals::nominals;
pub use values::{resolve_date, values};
