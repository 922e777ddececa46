//! Articles in, records out: finding, opening and reading what an analyst has, and writing beside it safely.
//!
//! Reading streams: of a corpus, only the articles in work are in memory. Whatever is wrong with one article or file
//! becomes a [`Rejection`] that names it, and the rest is read on. Writing keeps what is done: see [`run`].

mod article;
mod articles;
mod cluster;
mod cuts;
mod date;
mod decompress;
mod delimited;
mod figures;
mod ids;
mod inputs;
mod journal;
mod language;
mod ledger;
mod line;
mod manifest;
mod mark;
mod memory;
mod near_copies;
mod output;
mod parquet_table;
mod parquet_value;
mod quarantine;
mod rejection;
mod resumed;
pub mod run;
mod same_run;
mod screen;
mod shards;
mod signature;
mod sink;
mod source;
mod stream;
mod table_row;
pub mod verify;
mod zstd_frames;

pub use article::FieldNames;
pub use articles::{Articles, Incoming};
pub use cluster::{Cluster, CopyOf};
pub use date::parse_date;
pub use decompress::decompressed;
pub use journal::Progress;
pub use ledger::{Ledger, MaxFailures};
pub use manifest::{InputFile, Inputs, Manifest, OutputFile, Time, now};
pub use mark::Mark;
pub use memory::{Memory, Room, Size};
pub use output::Output;
pub use quarantine::{Entry, Fate, entries};
pub use rejection::{Part, Place, Raw, RawFormat, Rejection};
pub use screen::{Dedup, Screen};
pub use shards::Shards;
pub use source::{Format, Lines, Origin, Source, Sources};
pub use stream::{Stream, StreamSpec};
pub use zstd_frames::ZstdFrames;
