//! Words to word pieces, the units of the model's vocabulary.

use std::hash::{BuildHasher, BuildHasherDefault};
use std::sync::{Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHasher};
use tokenizers::Tokenizer;

use crate::error::{Error, ErrorKind, Result};

/// Locks of the cache: enough that threads seldom meet at one.
const SHARDS: usize = 32;
/// Words a shard remembers before it starts afresh; 32 shards of 4,096 hold the words of a large news archive's day.
const SHARD_WORDS: usize = 4096;
/// Longer words are not remembered: they do not come twice.
const CACHED_BYTES: usize = 40;

type Shard = Mutex<FxHashMap<Box<str>, Box<[u32]>>>;

/// The vocabulary of word pieces, with a memory for the words already split.
///
/// Pieces depend on the word alone: never on its neighbours, nor on what was split before.
pub struct Vocabulary {
    tokenizer: Tokenizer,
    size: usize,
    cls: u32,
    sep: u32,
    unk: u32,
    shards: Vec<Shard>,
}

impl std::fmt::Debug for Vocabulary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vocabulary").field("size", &self.size).finish_non_exhaustive()
    }
}

impl Vocabulary {
    /// From the bytes of a `tokenizer.json`. Padding and truncation that the file asks for are switched off.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] if the file cannot be read or its vocabulary lacks `[CLS]`, `[SEP]` or `[UNK]`.
    pub fn from_tokenizer_json(bytes: &[u8]) -> Result<Vocabulary> {
        let mut tokenizer = Tokenizer::from_bytes(bytes).map_err(|e| {
            Error::new(ErrorKind::Model, format!("tokenizer.json: not a tokenizer: {e}"))
        })?;
        tokenizer.with_padding(None);
        tokenizer.with_truncation(None).map_err(|e| {
            Error::new(ErrorKind::Model, format!("tokenizer.json: bad truncation: {e}"))
        })?;
        let special = |mark: &str| {
            tokenizer.token_to_id(mark).ok_or_else(|| {
                Error::new(ErrorKind::Model, format!("tokenizer.json: no {mark} in its vocabulary"))
            })
        };
        let (cls, sep, unk) = (special("[CLS]")?, special("[SEP]")?, special("[UNK]")?);
        let size = tokenizer.get_vocab_size(true);
        let shards = (0..SHARDS).map(|_| Shard::default()).collect();
        Ok(Vocabulary { tokenizer, size, cls, sep, unk, shards })
    }

    /// The number of pieces in the vocabulary; every id is smaller.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The piece that opens a window.
    pub fn cls(&self) -> u32 {
        self.cls
    }

    /// The piece that closes a window.
    pub fn sep(&self) -> u32 {
        self.sep
    }

    /// The piece of a word that normalises to nothing, or that the vocabulary cannot spell.
    pub fn unk(&self) -> u32 {
        self.unk
    }

    /// The pieces of one word on its own; never empty.
    pub fn pieces(&self, word: &str) -> Vec<u32> {
        let mut out = Vec::new();
        self.append_pieces(word, &mut out);
        out
    }

    /// Appends the pieces of one word to `out` and returns how many there are, at least one.
    pub fn append_pieces(&self, word: &str, out: &mut Vec<u32>) -> usize {
        if word.len() > CACHED_BYTES {
            let pieces = self.split(word);
            out.extend_from_slice(&pieces);
            return pieces.len();
        }
        let hash = BuildHasherDefault::<FxHasher>::default().hash_one(word);
        // The map takes its bucket from the low bits and its tag from the high ones: the shard goes by those between.
        let shard = &self.shards[(hash >> 32) as usize % SHARDS];
        if let Some(pieces) = shard.lock().unwrap_or_else(PoisonError::into_inner).get(word) {
            out.extend_from_slice(pieces);
            return pieces.len();
        }
        let pieces = self.split(word);
        out.extend_from_slice(&pieces);
        let count = pieces.len();
        let mut known = shard.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= SHARD_WORDS {
            known.clear();
        }
        known.insert(word.into(), pieces.into());
        count
    }

    fn split(&self, word: &str) -> Vec<u32> {
        // The only failures are of models that this tokenizer cannot hold; `[UNK]` says that the word was not understood.
        match self.tokenizer.encode_fast(word, false) {
            Ok(encoding) if !encoding.is_empty() => encoding.get_ids().to_vec(),
            _ => vec![self.unk],
        }
    }
}
