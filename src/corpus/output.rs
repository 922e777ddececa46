//! Where records go.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::write::GzEncoder;

use super::ZstdFrames;
use crate::error::{Error, ErrorKind, Result};

/// Bytes gathered before they are written.
pub(super) const BUFFER: usize = 1 << 18;

/// A file that comes into being whole, or standard output.
///
/// A file is written beside its place, as `NAME.partial`, and takes its name in [`finish`](Output::finish): whoever finds
/// the name finds every record. A name that ends in `.gz` or `.zst` is compressed. Devices and pipes are written directly.
pub struct Output {
    writer: Option<Writer>,
    target: Target,
}

enum Target {
    Stdout,
    Direct(PathBuf),
    Renamed { partial: PathBuf, path: PathBuf },
}

enum Writer {
    Plain(BufWriter<Box<dyn Write + Send>>),
    Gzip(GzEncoder<BufWriter<Box<dyn Write + Send>>>),
    Zstd(ZstdFrames<BufWriter<Box<dyn Write + Send>>>),
}

impl Output {
    /// Standard output.
    pub fn stdout() -> Output {
        let writer = BufWriter::with_capacity(BUFFER, Box::new(io::stdout()) as _);
        Output { writer: Some(Writer::Plain(writer)), target: Target::Stdout }
    }

    /// A file to be.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if `path` exists and `force` is not set, [`ErrorKind::Io`] if it cannot be written.
    pub fn create(path: &Path, force: bool) -> Result<Output> {
        let regular = must_be_new(path, force)?;
        let (opened, target) = if regular {
            let mut name = path.as_os_str().to_owned();
            name.push(".partial");
            let partial = PathBuf::from(name);
            (File::create(&partial), Target::Renamed { partial, path: path.to_owned() })
        } else {
            (File::options().write(true).open(path), Target::Direct(path.to_owned()))
        };
        let file = opened.map_err(|e| cannot_write(path, e))?;
        let writer = BufWriter::with_capacity(BUFFER, Box::new(file) as _);
        let writer = match path.extension().and_then(|ending| ending.to_str()) {
            Some("gz") => Writer::Gzip(GzEncoder::new(writer, flate2::Compression::default())),
            Some("zst") => Writer::Zstd(ZstdFrames::new(writer)),
            _ => Writer::Plain(writer),
        };
        Ok(Output { writer: Some(writer), target })
    }

    /// Whether a file of this name is written directly: a device or a pipe.
    pub fn is_direct(path: &Path) -> bool {
        fs::metadata(path).is_ok_and(|m| !m.is_file() && !m.is_dir())
    }

    /// An error for what writing has answered, with the name of the output.
    pub fn error(&self, error: io::Error) -> Error {
        cannot_write(self.path(), error)
    }

    fn path(&self) -> &Path {
        match &self.target {
            Target::Stdout => Path::new("standard output"),
            Target::Direct(path) | Target::Renamed { path, .. } => path,
        }
    }

    /// Completes what was written and gives a file its name.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] if the last bytes cannot be written or the file cannot be renamed.
    pub fn finish(mut self) -> Result<()> {
        let end = |writer| match writer {
            Some(Writer::Plain(mut plain)) => plain.flush(),
            Some(Writer::Gzip(gzip)) => gzip.finish().and_then(|mut plain| plain.flush()),
            Some(Writer::Zstd(zstd)) => zstd.finish().and_then(|mut plain| plain.flush()),
            None => Ok(()),
        };
        let writer = self.writer.take();
        end(writer).map_err(|e| self.error(e))?;
        if let Target::Renamed { partial, path } = &self.target {
            fs::rename(partial, path).map_err(|e| cannot_write(path, e))?;
        }
        // Nothing is left that dropping would have to clear away.
        self.target = Target::Stdout;
        Ok(())
    }
}

/// Whether `path` is, or will be, a regular file rather than a device or pipe.
///
/// # Errors
/// [`ErrorKind::Config`] if it is a folder, or exists and `force` is not set.
pub(super) fn must_be_new(path: &Path, force: bool) -> Result<bool> {
    let existing = fs::metadata(path).ok();
    if existing.as_ref().is_some_and(fs::Metadata::is_dir) {
        let message = format!("{}: is a folder; name a file to write", path.display());
        return Err(Error::new(ErrorKind::Config, message));
    }
    let regular = existing.as_ref().is_none_or(fs::Metadata::is_file);
    if existing.is_some() && regular && !force {
        let message = format!("{} exists; --force replaces it", path.display());
        return Err(Error::new(ErrorKind::Config, message));
    }
    Ok(regular)
}

pub(super) fn cannot_write(path: &Path, error: io::Error) -> Error {
    let hint = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() && !folder.exists() => {
            format!(" (the folder {} does not exist)", folder.display())
        }
        _ => String::new(),
    };
    let message = format!("{}: cannot be written: {error}{hint}", path.display());
    Error::new(ErrorKind::Io, message).with_source(error)
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.writer {
            Some(Writer::Plain(plain)) => plain.write(bytes),
            Some(Writer::Gzip(gzip)) => gzip.write(bytes),
            Some(Writer::Zstd(zstd)) => zstd.write(bytes),
            None => Err(io::Error::other("the output is finished")),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.writer {
            Some(Writer::Plain(plain)) => plain.flush(),
            Some(Writer::Gzip(gzip)) => gzip.flush(),
            Some(Writer::Zstd(zstd)) => zstd.flush(),
            None => Ok(()),
        }
    }
}

impl Drop for Output {
    /// What was not finished leaves no file behind.
    fn drop(&mut self) {
        if let Target::Renamed { partial, .. } = &self.target {
            self.writer = None;
            let _ = fs::remove_file(partial);
        }
    }
}

/// Makes new names in the folder of `path` lie on the disk, where a system has that.
pub(super) fn sync_folder(path: &Path) {
    let folder = path.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Systems that cannot do it have nothing that could be done instead.
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(folder: &Path) -> Vec<String> {
        let name = |e: io::Result<fs::DirEntry>| e.unwrap().file_name().into_string().unwrap();
        fs::read_dir(folder).unwrap().map(name).collect()
    }

    #[test]
    fn a_file_appears_when_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.jsonl");
        let mut output = Output::create(&path, false).unwrap();
        output.write_all(b"x").unwrap();
        assert_eq!(entries(folder.path()), ["out.jsonl.partial"]);
        output.finish().unwrap();
        assert_eq!(entries(folder.path()), ["out.jsonl"]);
        assert_eq!(fs::read(&path).unwrap(), b"x");

        let error = Output::create(&path, false).map(|_| ()).unwrap_err().to_string();
        assert!(error.ends_with("out.jsonl exists; --force replaces it"), "{error}");
        let mut again = Output::create(&path, true).unwrap();
        again.write_all(b"y").unwrap();
        drop(again);
        assert_eq!(entries(folder.path()), ["out.jsonl"]);
        assert_eq!(fs::read(&path).unwrap(), b"x", "what fails leaves the old file");
    }

    #[test]
    fn a_compressed_file_has_the_same_bytes_every_time() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str| {
            let path = folder.path().join(name);
            let mut output = Output::create(&path, false).unwrap();
            output.write_all(b"records").unwrap();
            output.finish().unwrap();
            fs::read(path).unwrap()
        };
        for (a, b) in [("a.gz", "b.gz"), ("a.zst", "b.zst")] {
            let (a, b) = (write(a), write(b));
            assert_eq!(a, b);
            let mut text = String::new();
            io::Read::read_to_string(
                &mut crate::corpus::decompressed(io::Cursor::new(a)).unwrap(),
                &mut text,
            )
            .unwrap();
            assert_eq!(text, "records");
        }
    }

    #[test]
    fn a_missing_folder_is_said_to_be_missing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("no/out.jsonl");
        let error = Output::create(&path, false).map(|_| ()).unwrap_err().to_string();
        assert!(error.contains("/no does not exist)"), "{error}");
        assert!(Output::create(folder.path(), true).is_err());
    }
}
