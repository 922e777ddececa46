//! The next line of a stream, in bounded memory.

use std::io::{self, BufRead};

/// A line of a stream.
pub(super) enum Line {
    /// Without what ends it.
    Whole(Vec<u8>),
    /// So many bytes, which are passed over.
    TooLarge(u64),
    /// There is none.
    End,
}

/// The next line that is not blank; `number` is that of the last one read. One of more than `limit` bytes is read to its end, but
/// not kept.
///
/// # Errors
/// Whatever reading answers.
pub(super) fn next_line(
    reader: &mut impl BufRead,
    number: &mut u64,
    limit: usize,
) -> io::Result<Line> {
    let mut bytes = Vec::new();
    loop {
        *number += 1;
        bytes.clear();
        let mut size = 0;
        loop {
            let chunk = match reader.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read?,
            };
            let end = memchr::memchr(b'\n', chunk);
            let used = end.map_or(chunk.len(), |at| at + 1);
            size += used as u64;
            if size <= limit as u64 {
                bytes.extend_from_slice(&chunk[..used]);
            } else {
                bytes = Vec::new();
            }
            reader.consume(used);
            if end.is_some() || used == 0 {
                break;
            }
        }
        if size == 0 {
            return Ok(Line::End);
        }
        if size > limit as u64 {
            return Ok(Line::TooLarge(size));
        }
        if !bytes.trim_ascii().is_empty() {
            bytes.truncate(bytes.trim_ascii_end().len());
            return Ok(Line::Whole(bytes));
        }
    }
}
