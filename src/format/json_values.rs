//! JSON objects out of a stream in any layout: one after another, over several lines each, or in one array.

use std::io::{self, BufRead};

/// Cuts a stream into its outermost objects, without parsing them: brackets are counted outside strings.
pub(crate) struct JsonValues<R> {
    reader: R,
    /// Line of the next byte, from 1.
    line: u64,
    /// Bytes that an object may have.
    limit: usize,
}

/// What comes next in the stream.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// A whole object, which began in this line.
    Object(Vec<u8>, u64),
    /// An object of so many bytes, more than the limit, which began in this line. What follows it can be read.
    TooLarge(u64, u64),
    /// The stream ends inside the object that began in this line.
    Unfinished(u64),
    /// A byte that belongs to no object, in this line; what follows cannot be cut.
    Stray(u8, u64),
    /// The end.
    End,
}

impl<R: BufRead> JsonValues<R> {
    /// Cuts what `reader` gives; its first byte stands in line `line`.
    pub(crate) fn new(reader: R, line: u64) -> JsonValues<R> {
        JsonValues { reader, line, limit: usize::MAX }
    }

    /// The same, which does not hold objects of more than `limit` bytes.
    pub(crate) fn with_limit(self, limit: usize) -> JsonValues<R> {
        JsonValues { limit, ..self }
    }

    /// The next object.
    ///
    /// # Errors
    /// Whatever reading answers.
    pub(crate) fn next(&mut self) -> io::Result<Cut> {
        let mut object = Vec::new();
        let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
        let (mut began, mut size) = (self.line, 0_u64);
        loop {
            let chunk = self.reader.fill_buf()?;
            if chunk.is_empty() {
                return Ok(if depth > 0 { Cut::Unfinished(began) } else { Cut::End });
            }
            let mut used = 0;
            let mut cut = None;
            for &byte in chunk {
                used += 1;
                if byte == b'\n' {
                    self.line += 1;
                }
                if depth == 0 {
                    match byte {
                        b'{' => (depth, began) = (1, self.line),
                        b'[' | b']' | b',' => continue,
                        _ if byte.is_ascii_whitespace() => continue,
                        _ => {
                            cut = Some(Cut::Stray(byte, self.line));
                            break;
                        }
                    }
                } else if quoted {
                    match byte {
                        _ if escaped => escaped = false,
                        b'\\' => escaped = true,
                        b'"' => quoted = false,
                        _ => {}
                    }
                } else {
                    match byte {
                        b'"' => quoted = true,
                        b'{' | b'[' => depth += 1,
                        b'}' | b']' => depth -= 1,
                        _ => {}
                    }
                }
                size += 1;
                match object.len() < self.limit {
                    true => object.push(byte),
                    false => object = Vec::new(),
                }
                if depth == 0 {
                    cut = Some(if size > self.limit as u64 {
                        Cut::TooLarge(size, began)
                    } else {
                        Cut::Object(std::mem::take(&mut object), began)
                    });
                    break;
                }
            }
            self.reader.consume(used);
            if let Some(cut) = cut {
                return Ok(cut);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    /// All cuts, read through a buffer so small that objects span many.
    fn cuts(text: &str) -> Vec<Cut> {
        let mut values = JsonValues::new(BufReader::with_capacity(3, text.as_bytes()), 1);
        let mut cuts = Vec::new();
        loop {
            let cut = values.next().unwrap();
            let last = !matches!(cut, Cut::Object(..));
            cuts.push(cut);
            if last {
                return cuts;
            }
        }
    }

    #[test]
    fn objects_are_cut_whatever_lies_inside() {
        let (a, b) = (r#"{"t": "a } \" ] {", "m": [{}, [1]]}"#, "{\n\"t\":\n\"é\"}");
        let expected = || {
            let object = |text: &str, line| Cut::Object(text.as_bytes().to_vec(), line);
            (object(a, 1), object(b, 2))
        };
        for text in [format!("[{a},\n {b}\n]\n"), format!("{a}\n{b}"), format!(" {a} \n\t{b}\n\n")]
        {
            let (first, second) = expected();
            assert_eq!(cuts(&text), [first, second, Cut::End]);
        }
    }

    #[test]
    fn what_is_too_large_is_passed_over() {
        let text = r#"{"a": 1} {"b": "} much more"} {"c": 1}"#;
        let mut values = JsonValues::new(text.as_bytes(), 1).with_limit(8);
        let object = |text: &str| Cut::Object(text.as_bytes().to_vec(), 1);
        let expected = [object(r#"{"a": 1}"#), Cut::TooLarge(20, 1), object(r#"{"c": 1}"#)];
        assert_eq!([(); 3].map(|()| values.next().unwrap()), expected);
    }

    #[test]
    fn an_end_too_early_and_strays_are_told() {
        assert_eq!(cuts("\n{\"a\": [1"), [Cut::Unfinished(2)]);
        assert_eq!(cuts("[\n\n 7]"), [Cut::Stray(b'7', 3)]);
        assert_eq!(cuts(""), [Cut::End]);
    }
}
