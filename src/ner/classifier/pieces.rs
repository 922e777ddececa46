//! A text as a classifier's own tokenizer cuts it.

use std::ops::Range;

use tokenizers::{Encoding, Tokenizer};

use crate::error::{Error, ErrorKind, Result};

/// The tokenizer of a `tokenizer.json`, whatever it cuts by: WordPiece, byte-level BPE or SentencePiece's unigrams.
pub struct PieceTokenizer {
    tokenizer: Tokenizer,
    before: Vec<u32>,
    after: Vec<u32>,
}

/// The pieces of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pieces {
    /// Their numbers in the vocabulary.
    pub ids: Vec<u32>,
    /// The bytes that each stands for, half-open, without white space at their ends, in order of their starts. Several
    /// pieces of one character have the same ones.
    spans: Vec<Range<usize>>,
}

impl Pieces {
    /// The bytes of the text that each piece stands for; empty where it is white space alone.
    pub fn spans(&self) -> &[Range<usize>] {
        &self.spans
    }

    /// The piece that the bytes `token` begin with: the first that begins in them, else one that reaches into them;
    /// `None` if the tokenizer drops them all.
    pub fn first_of(&self, token: Range<usize>) -> Option<usize> {
        let first = self.spans.partition_point(|piece| piece.start < token.start);
        if self.spans.get(first).is_some_and(|piece| piece.start < token.end) {
            return Some(first);
        }
        let before = first.checked_sub(1)?;
        (self.spans[before].end > token.start).then_some(before)
    }
}

impl PieceTokenizer {
    /// From the bytes of a `tokenizer.json`. Padding and truncation that the file asks for are switched off, and where marks such as
    /// `[SEP]` stand in a text, they are none.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] if the file cannot be read, or puts no text between its marks.
    pub fn from_json(bytes: &[u8]) -> Result<PieceTokenizer> {
        let wrong = |what: String| Error::new(ErrorKind::Model, format!("tokenizer.json: {what}"));
        let mut tokenizer =
            Tokenizer::from_bytes(bytes).map_err(|e| wrong(format!("not a tokenizer: {e}")))?;
        tokenizer.with_padding(None);
        tokenizer.with_truncation(None).map_err(|e| wrong(format!("bad truncation: {e}")))?;
        tokenizer.set_encode_special_tokens(true);
        let encode = |marks| {
            let encoded = tokenizer.encode("a", marks);
            encoded.map_err(|e| wrong(e.to_string())).map(|e| e.get_ids().to_vec())
        };
        let (bare, marked) = (encode(false)?, encode(true)?);
        let at = marked.windows(bare.len().max(1)).position(|run| run == bare);
        let at = at.ok_or_else(|| wrong("its marks leave nothing of a text".to_owned()))?;
        let (before, after) = (marked[..at].to_vec(), marked[at + bare.len()..].to_vec());
        Ok(PieceTokenizer { tokenizer, before, after })
    }

    /// How many marks a window has.
    pub fn marks(&self) -> usize {
        self.before.len() + self.after.len()
    }

    /// How many of them stand before the text.
    pub fn marks_before(&self) -> usize {
        self.before.len()
    }

    /// How many pieces the vocabulary has.
    pub fn size(&self) -> usize {
        self.tokenizer.get_vocab_size(true)
    }

    /// A window of these pieces.
    pub fn between_marks(&self, pieces: &[u32]) -> Vec<u32> {
        [&self.before, pieces, &self.after].concat()
    }

    /// The pieces of a text, without marks.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] if the tokenizer fails, as one without a piece for unknown characters may.
    pub fn pieces(&self, text: &str) -> Result<Pieces> {
        // This gives offsets in bytes; `encode_char_offsets` is the one for characters.
        let encoding = self.tokenizer.encode(text, false).map_err(|e| {
            Error::new(ErrorKind::Model, format!("tokenizer.json: a text cannot be cut: {e}"))
        })?;
        // Unigrams find a mark that is written out in a text, as it is one of them; here it is no mark.
        let mark = |id: &u32| self.before.contains(id) || self.after.contains(id);
        let pieces = encoding.get_ids().iter().copied().zip(spans(text, &encoding));
        let (ids, spans) = pieces.filter(|(id, _)| !mark(id)).unzip();
        Ok(Pieces { ids, spans })
    }
}

fn spans(text: &str, encoding: &Encoding) -> Vec<Range<usize>> {
    let mut spans: Vec<Range<usize>> = Vec::with_capacity(encoding.len());
    for &(start, end) in encoding.get_offsets() {
        let (start, end) = (boundary(text, start), boundary(text, end).max(boundary(text, start)));
        // Where the space before a word is a part of its piece, it is none of the word.
        let slice = &text[start..end];
        let word = slice.trim();
        let from = if word.is_empty() { 0 } else { slice.len() - slice.trim_start().len() };
        spans.push(start + from..start + from + word.len());
    }
    // A space that is a piece of its own, but of the next one's word, stands for that word's beginning: *▁*, *Осло*.
    let words = encoding.get_word_ids();
    for i in (1..spans.len()).rev() {
        let joined = words[i - 1].is_some() && words[i - 1] == words[i];
        if spans[i - 1].is_empty() && joined {
            spans[i - 1] = spans[i].start..spans[i].start;
        }
    }
    // A normaliser may turn characters round; the search for pieces relies on their order.
    let mut reached = 0;
    for span in &mut spans {
        reached = span.start.max(reached);
        *span = reached..span.end.max(reached);
    }
    spans
}

/// The last character boundary up to `at`.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}
