//! The output contract: records, and the units that offsets are counted in.
//!
//! Inside the library an offset is a byte of the article's text. Only this module knows other units.

pub mod conll;
pub mod conllu;
pub mod jsonl;
mod offsets;
mod record;
mod render;

pub use offsets::{OffsetIndex, OffsetUnit};
pub use render::{Layers, Rendering, rounded};
