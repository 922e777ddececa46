//! One file of a run's output: it only grows, and can be cut back to any point that its run has noted.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use super::ZstdFrames;
use super::mark::{Mark, Tallied};
use super::output::{BUFFER, cannot_write};
use crate::error::{Error, Result};
use crate::format::rows::{RowKind, parquet_of_lines};

/// A stream to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamSpec {
    /// What messages and the manifest call it.
    pub name: &'static str,
    /// The name that its file has in the end; one that ends in `.gz` or `.zst` is compressed.
    pub path: PathBuf,
    /// Whether there is a file even if nothing was written.
    pub keep_empty: bool,
    /// Rows of which the file is to be a Parquet table in the end. They are written as lines of JSON, since Parquet cannot
    /// be cut back.
    pub parquet: Option<RowKind>,
}

impl StreamSpec {
    /// Where it is written until the run is complete.
    pub(super) fn partial(&self) -> PathBuf {
        with_suffix(&self.path, ".partial")
    }

    /// Where the table is made that a complete stream becomes.
    fn made(&self) -> PathBuf {
        with_suffix(&self.path, ".made")
    }
}

/// `path` with something behind its whole name.
pub(super) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

enum Writer {
    Between(BufWriter<Tallied>),
    /// Inside a gzip member, which ends with its batch.
    Member(GzEncoder<BufWriter<Tallied>>),
    /// Among Zstandard frames, the last of which ends with the batch.
    Frames(ZstdFrames<BufWriter<Tallied>>),
}

/// How a stream is compressed, by the ending of its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    None,
    Gzip,
    Zstd,
}

impl Packing {
    fn of(path: &Path) -> Packing {
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("gz") => Packing::Gzip,
            Some("zst") => Packing::Zstd,
            _ => Packing::None,
        }
    }
}

/// A stream that is being written.
pub struct Stream {
    spec: StreamSpec,
    /// `None` only while a member begins or ends, and for good when that has failed.
    writer: Option<Writer>,
    packing: Packing,
}

/// How far the file of a stream holds what was noted of it.
pub(super) struct Held {
    file: File,
    /// The state of the sum at each mark that holds.
    sums: Vec<Sha256>,
}

impl Held {
    /// Marks that hold, of the ones given, which are in ascending order.
    pub(super) fn marks(&self) -> usize {
        self.sums.len()
    }
}

impl Stream {
    /// A stream without anything in it.
    pub(super) fn create(spec: StreamSpec) -> Result<Stream> {
        let options = File::options().read(true).write(true).create(true).truncate(true).to_owned();
        let file = options.open(spec.partial()).map_err(|e| cannot_write(&spec.path, e))?;
        Ok(Stream::over(spec, Tallied { file, bytes: 0, sum: Sha256::new() }))
    }

    /// How many of `marks` the file of `spec` holds: it may be shorter than was noted when the power has gone.
    pub(super) fn held(spec: &StreamSpec, marks: &[Mark]) -> Result<Held> {
        let partial = spec.partial();
        let failed = |e| Error::io(&partial, e);
        // A file that is gone holds nothing, which is where it begins again.
        let file = File::options().read(true).write(true).create(true).truncate(false).to_owned();
        let file = file.open(&partial).map_err(failed)?;
        let length = file.metadata().map_err(failed)?.len();
        let mut reader = BufReader::with_capacity(BUFFER, &file);
        let (mut sum, mut at, mut sums) = (Sha256::new(), 0, Vec::new());
        for mark in marks {
            if mark.bytes > length || mark.bytes < at {
                break;
            }
            let mut part = reader.by_ref().take(mark.bytes - at);
            io::copy(&mut part, &mut sum).map_err(failed)?;
            at = mark.bytes;
            if format!("{:x}", sum.clone().finalize()) != mark.sha256 {
                break;
            }
            sums.push(sum.clone());
        }
        Ok(Held { file, sums })
    }

    /// The stream as it was at the last of the first `count` marks, which hold; with none, as it began.
    pub(super) fn cut_back(
        spec: StreamSpec,
        held: Held,
        marks: &[Mark],
        count: usize,
    ) -> Result<Stream> {
        let (bytes, sum) = match count.checked_sub(1) {
            Some(last) => (marks[last].bytes, held.sums[last].clone()),
            None => (0, Sha256::new()),
        };
        let mut file = held.file;
        file.set_len(bytes)
            .and_then(|()| file.seek(SeekFrom::Start(bytes)))
            .map_err(|e| Error::io(spec.partial(), e))?;
        Ok(Stream::over(spec, Tallied { file, bytes, sum }))
    }

    fn over(spec: StreamSpec, tallied: Tallied) -> Stream {
        let packing = Packing::of(&spec.path);
        let writer = Writer::Between(BufWriter::with_capacity(BUFFER, tallied));
        Stream { spec, writer: Some(writer), packing }
    }

    pub(super) fn spec(&self) -> &StreamSpec {
        &self.spec
    }

    /// Ends a gzip member or the last frame and hands everything to the system, so that a mark can be set.
    pub(super) fn end_batch(&mut self) -> Result<Mark> {
        let ended = match self.writer.take() {
            Some(Writer::Member(member)) => member.finish(),
            Some(Writer::Frames(frames)) => frames.finish(),
            Some(Writer::Between(plain)) => Ok(plain),
            None => Err(broken()),
        };
        let flushed = ended.and_then(|mut plain| plain.flush().map(|()| plain));
        let plain = flushed.map_err(|e| self.error(e))?;
        let mark = plain.get_ref().mark();
        self.writer = Some(Writer::Between(plain));
        Ok(mark)
    }

    /// Makes a compressed stream without contents one that can be decompressed. Only at the very end.
    pub(super) fn end(&mut self) -> Result<()> {
        if self.packing != Packing::None && self.spec.keep_empty && self.is_empty() {
            self.begin_packing().map_err(|e| self.error(e))?;
        }
        Ok(())
    }

    fn is_empty(&self) -> bool {
        matches!(&self.writer, Some(Writer::Between(plain)) if plain.get_ref().bytes == 0 && plain.buffer().is_empty())
    }

    /// Waits until what was handed to the system lies on the disk.
    pub(super) fn sync(&self) -> Result<()> {
        match &self.writer {
            Some(Writer::Between(plain)) => {
                plain.get_ref().file.sync_data().map_err(|e| self.error(e))
            }
            // A mark comes first.
            Some(Writer::Member(_) | Writer::Frames(_)) | None => Ok(()),
        }
    }

    fn begin_packing(&mut self) -> io::Result<()> {
        let Some(Writer::Between(plain)) = self.writer.take() else { return Err(broken()) };
        self.writer = Some(match self.packing {
            Packing::None => Writer::Between(plain),
            Packing::Gzip => Writer::Member(GzEncoder::new(plain, flate2::Compression::default())),
            Packing::Zstd => Writer::Frames(ZstdFrames::new(plain)),
        });
        Ok(())
    }

    pub(super) fn error(&self, error: io::Error) -> Error {
        cannot_write(&self.spec.path, error)
    }
}

fn broken() -> io::Error {
    io::Error::other("writing has failed before")
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.packing != Packing::None && matches!(self.writer, Some(Writer::Between(_))) {
            self.begin_packing()?;
        }
        match &mut self.writer {
            Some(Writer::Between(plain)) => plain.write(bytes),
            Some(Writer::Member(member)) => member.write(bytes),
            Some(Writer::Frames(frames)) => frames.write(bytes),
            None => Err(broken()),
        }
    }

    /// Does nothing: a stream is handed on at the end of a batch.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Makes what a complete stream becomes, beside it, and answers its mark; nothing if the stream stays as it is. May be done
/// again where it was cut off.
pub(super) fn make(spec: &StreamSpec) -> Result<Option<Mark>> {
    let Some(kind) = spec.parquet else { return Ok(None) };
    let failed = |e| cannot_write(&spec.path, e);
    let lines = File::open(spec.partial()).map_err(|e| Error::io(spec.partial(), e))?;
    let file = File::create(spec.made()).map_err(failed)?;
    let to = BufWriter::with_capacity(BUFFER, Tallied { file, bytes: 0, sum: Sha256::new() });
    let (to, _) = parquet_of_lines(kind, BufReader::with_capacity(BUFFER, lines), to)?;
    let tallied = to.into_inner().map_err(|e| failed(e.into_error()))?;
    tallied.file.sync_data().map_err(failed)?;
    Ok(Some(tallied.mark()))
}

/// Gives a stream's file its name. A file that has it already, because an earlier attempt was cut off, keeps it.
pub(super) fn settle(spec: &StreamSpec) -> Result<()> {
    let partial = spec.partial();
    if spec.parquet.is_some() {
        for step in [fs::rename(spec.made(), &spec.path), fs::remove_file(&partial)] {
            match step {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                done => done.map_err(|e| cannot_write(&spec.path, e))?,
            }
        }
        return Ok(());
    }
    let Ok(metadata) = fs::metadata(&partial) else { return Ok(()) };
    let settled = if metadata.len() == 0 && !spec.keep_empty {
        // One of an earlier run would be taken for this one's.
        let gone = match fs::remove_file(&spec.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
        gone.and_then(|()| fs::remove_file(&partial))
    } else {
        fs::rename(&partial, &spec.path)
    };
    settled.map_err(|e| cannot_write(&spec.path, e))
}

#[cfg(test)]
#[path = "stream_test.rs"]
mod tests;
