//! Which windows travel together, and which need not travel twice.

use std::hash::{Hash, Hasher};
use std::ops::Range;

use rustc_hash::FxHasher;

use super::Reading;
use crate::doc::Document;
use crate::error::{Error, ErrorKind, Result};
use crate::model::Window;

/// Pieces that a batch has at least, but for the last: enough to fill the encoder's matrices.
const BATCH_PIECES: usize = 1024;

/// Windows that together answer for whole sentences of one article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    /// Position of the article among those in work.
    pub article: usize,
    /// The article's sentences.
    pub sentences: Range<usize>,
    /// Where its windows stand in the batch. Groups that read the same have the same windows.
    pub windows: Range<usize>,
}

/// What is encoded at a time.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub windows: Vec<Window>,
    pub groups: Vec<Group>,
}

/// What has been read of each article: runs of sentences, each with the position of its first; an error where the
/// article has failed.
pub(super) type Readings = Vec<Result<Vec<(usize, Vec<Reading>)>>>;

/// Packs the windows of all articles into batches, the longest windows first: what takes longest begins earliest, and
/// no thread is left with it at the end. Groups that read the same (agency copy, captions, bylines) come together and share
/// their windows. Gives a place for the readings of each article beside.
pub(super) fn batches(prepared: &[Result<(Document, Vec<Window>)>]) -> (Vec<Batch>, Readings) {
    let mut groups = Vec::new();
    let mut readings = Vec::with_capacity(prepared.len());
    for (article, prepared) in prepared.iter().enumerate() {
        readings.push(match prepared {
            Ok((document, windows)) => match group(article, document, windows) {
                Some(new) => {
                    groups.extend(new.into_iter().map(|g| (g, windows.as_slice())));
                    Ok(Vec::new())
                }
                None => Err(Error::new(
                    ErrorKind::Internal,
                    format!("article {:?}: windows do not end with sentences", document.id()),
                )),
            },
            // Whoever reads the articles meets their own error first.
            Err(_) => Ok(Vec::new()),
        });
    }
    groups.sort_by_cached_key(|(group, windows)| {
        let windows = &windows[group.windows.clone()];
        let longest = windows.iter().map(|w| w.pieces.len()).max();
        let mut hash = FxHasher::default();
        windows.iter().for_each(|w| w.pieces.hash(&mut hash));
        (std::cmp::Reverse(longest), hash.finish())
    });
    let mut batches = Vec::new();
    let (mut batch, mut pieces) = (Batch::default(), 0);
    for (group, windows) in groups {
        let windows = &windows[group.windows.clone()];
        let last = batch.groups.last().map(|g: &Group| g.windows.clone());
        if let Some(last) =
            last.filter(|last| reads_the_same(&batch.windows[last.clone()], windows))
        {
            batch.groups.push(Group { windows: last, ..group });
            continue;
        }
        if pieces >= BATCH_PIECES {
            batches.push(std::mem::take(&mut batch));
            pieces = 0;
        }
        let first = batch.windows.len();
        batch.windows.extend_from_slice(windows);
        batch.groups.push(Group { windows: first..batch.windows.len(), ..group });
        pieces += windows.iter().map(|w| w.pieces.len()).sum::<usize>();
    }
    if !batch.groups.is_empty() {
        batches.push(batch);
    }
    (batches, readings)
}

/// Whether the encoder cannot tell them apart.
fn reads_the_same(a: &[Window], b: &[Window]) -> bool {
    let same = |(a, b): (&Window, &Window)| {
        a.pieces == b.pieces && a.shapes == b.shapes && a.firsts == b.firsts
    };
    a.len() == b.len() && a.iter().zip(b).all(same)
}

/// Groups an article's windows so that each group ends with a sentence; `None` if the last does not.
fn group(article: usize, document: &Document, windows: &[Window]) -> Option<Vec<Group>> {
    let sentences = document.sentences();
    let mut groups = Vec::new();
    let (mut window, mut sentence) = (0, 0);
    for (i, last) in windows.iter().enumerate() {
        let end =
            sentence + sentences[sentence..].partition_point(|s| s.tokens.end <= last.tokens.end);
        let whole = end > sentence && sentences[end - 1].tokens.end == last.tokens.end;
        if whole {
            groups.push(Group { article, sentences: sentence..end, windows: window..i + 1 });
            (window, sentence) = (i + 1, end);
        }
    }
    (window == windows.len() && sentence == sentences.len()).then_some(groups)
}
