//! The output contract: records, the units that offsets are counted in, and labelled data in the formats of others.
//!
//! Inside the library an offset is a byte of the article's text. Only this module knows other units.

pub mod carb;
pub mod conll;
pub mod conllu;
pub mod conllu_mentions;
mod faults;
pub(crate) mod json_values;
pub mod jsonl;
pub mod labels;
mod offsets;
mod record;
mod render;
pub mod rows;

pub use faults::faults;
pub use offsets::{OffsetIndex, OffsetUnit};
pub use render::{Layers, Rendering, rounded};
