//! Compressed input, known by its first bytes.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// Bytes for input buffers: large enough that system calls do not count.
const BUFFER: usize = 1 << 16;

/// `raw`, or what it holds when its first bytes say gzip or Zstandard. Neither magic number can begin a text in UTF-8.
///
/// Files of several gzip members or several frames, as parallel compressors and `cat` make them, are read to the end.
///
/// # Errors
/// Whatever reading the first bytes answers; damaged data answer with an error when they are read.
pub fn decompressed(raw: impl Read + Send + 'static) -> io::Result<Box<dyn BufRead + Send>> {
    let mut raw = BufReader::with_capacity(BUFFER, raw);
    // A pipe may give fewer bytes than asked for; one read of a terminal or socket has at least a line.
    let start = raw.fill_buf()?;
    let boxed: Box<dyn BufRead + Send> = if start.starts_with(&[0x1F, 0x8B]) {
        Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(raw)))
    } else if matches!(start, [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..]) {
        Box::new(BufReader::with_capacity(BUFFER, Frames { raw, frame: None }))
    } else {
        Box::new(raw)
    };
    Ok(boxed)
}

/// Zstandard frames, one after another.
struct Frames<R: BufRead> {
    raw: R,
    /// The frame that is being read; `None` between frames.
    frame: Option<Box<FrameDecoder>>,
}

impl<R: BufRead> Frames<R> {
    /// Begins the next frame, or steps over one of metadata.
    fn next_frame(&mut self) -> io::Result<()> {
        let mut decoder = FrameDecoder::new();
        match decoder.init(&mut self.raw) {
            Ok(()) => self.frame = Some(Box::new(decoder)),
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                length,
                ..
            })) => {
                io::copy(&mut self.raw.by_ref().take(u64::from(length)), &mut io::sink())?;
            }
            Err(error) => return Err(damaged(error)),
        }
        Ok(())
    }
}

fn damaged(error: impl std::fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("damaged zstd data: {error}"))
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            let Some(decoder) = &mut self.frame else {
                if self.raw.fill_buf()?.is_empty() {
                    return Ok(0);
                }
                self.next_frame()?;
                continue;
            };
            if decoder.can_collect() < out.len() && !decoder.is_finished() {
                let wanted = BlockDecodingStrategy::UptoBytes(out.len() - decoder.can_collect());
                decoder.decode_blocks(&mut self.raw, wanted).map_err(damaged)?;
                continue;
            }
            let count = decoder.read(out)?;
            if count > 0 || out.is_empty() {
                return Ok(count);
            }
            let sums = (decoder.get_checksum_from_data(), decoder.get_calculated_checksum());
            if let (Some(stored), Some(found)) = sums
                && stored != found
            {
                return Err(damaged("its checksum does not match"));
            }
            self.frame = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gz(text: &str) -> Vec<u8> {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        writer.write_all(text.as_bytes()).unwrap();
        writer.finish().unwrap()
    }

    fn zst(text: &str) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(
            text.as_bytes(),
            ruzstd::encoding::CompressionLevel::Fastest,
        )
    }

    fn read(bytes: Vec<u8>) -> io::Result<String> {
        let mut text = String::new();
        decompressed(io::Cursor::new(bytes))?.read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn members_and_frames_follow_one_another() {
        let (a, b) = ("first ".repeat(40_000), "second".to_owned());
        let whole = format!("{a}{b}");
        assert_eq!(read([gz(&a), gz(&b)].concat()).unwrap(), whole);
        assert_eq!(read([zst(&a), zst(&b)].concat()).unwrap(), whole);
        let skippable = [&[0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0][..], b"abc"].concat();
        assert_eq!(read([zst(&a), skippable.clone(), zst(&b)].concat()).unwrap(), whole);
        assert_eq!(read([skippable, zst(&whole)].concat()).unwrap(), whole);
        assert_eq!(read(whole.clone().into_bytes()).unwrap(), whole);
        assert_eq!(read(vec![]).unwrap(), "");
    }

    #[test]
    fn damage_is_an_error() {
        let text = (0..5000).map(|i| i.to_string()).collect::<String>();
        for bytes in [gz(&text), zst(&text)] {
            assert!(read(bytes[..bytes.len() / 2].to_vec()).is_err(), "cut short");
        }
    }
}
