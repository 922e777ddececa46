//! Articles in, records out: finding, opening and reading what an analyst has, and writing beside it safely.
//!
//! Reading streams: of a corpus, only the articles in work are in memory. Whatever is wrong with one article or file
//! becomes a [`Rejection`] that names it, and the rest is read on.

mod article;
mod articles;
mod date;
mod decompress;
mod delimited;
mod ids;
mod output;
mod parquet_table;
mod parquet_value;
mod rejection;
mod shards;
mod source;
mod table_row;
mod zstd_frames;

pub use article::FieldNames;
pub use articles::{Articles, Incoming};
pub use date::parse_date;
pub use decompress::decompressed;
pub use output::Output;
pub use rejection::{Place, Rejection};
pub use shards::Shards;
pub use source::{Format, Origin, Source, Sources};
pub use zstd_frames::ZstdFrames;
