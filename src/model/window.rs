//! Windows: the runs of sentences that the encoder reads at a time.

use std::ops::Range;

use crate::doc::Document;
use crate::error::{Error, ErrorKind, Result};
use crate::text::{Shape, Vocabulary};

use super::Config;

/// How long windows may be, in pieces, the two marks of a window among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WindowLimits {
    /// Whole sentences are joined up to this many pieces.
    pub joined: usize,
    /// No window is longer; only a sentence that stands alone is longer than `joined`.
    pub longest: usize,
    /// Where a sentence is longer still, its windows share up to this many pieces.
    pub overlap: usize,
}

impl From<&Config> for WindowLimits {
    fn from(config: &Config) -> WindowLimits {
        WindowLimits {
            joined: config.window.pieces,
            longest: config.positions,
            overlap: config.window.overlap,
        }
    }
}

/// One row of the model's input: `[CLS] pieces… [SEP]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Window {
    /// Piece ids, the marks at both ends among them.
    pub pieces: Vec<u32>,
    /// The shape ([`Shape::id`]) of each piece's word; as long as `pieces`.
    pub shapes: Vec<u8>,
    /// For each token that this window answers for, in order, the index of its first piece in `pieces`.
    ///
    /// Where windows overlap, each token is answered for by one of them alone: the one that shows more of its surroundings.
    pub firsts: Vec<u32>,
    /// The tokens that this window answers for; as many as `firsts`.
    pub tokens: Range<usize>,
}

impl Window {
    /// Checks that a model can read the window: one of `vocab` pieces and `positions` positions.
    ///
    /// # Errors
    /// [`ErrorKind::Internal`] if it has too many pieces, unknown ones, or lists that do not fit together.
    pub(crate) fn check(&self, vocab: usize, positions: usize) -> Result<()> {
        let count = self.pieces.len();
        let fits = count <= positions
            && self.shapes.len() == count
            && self.shapes.iter().all(|&s| usize::from(s) < Shape::COUNT)
            && self.pieces.iter().all(|&p| (p as usize) < vocab)
            && self.firsts.is_sorted_by(|a, b| a < b)
            && self.firsts.last().is_none_or(|&f| (f as usize) < count);
        if fits {
            return Ok(());
        }
        let what = format!(
            "a window of {count} pieces that the model cannot read ({positions} positions, {vocab} pieces in its vocabulary)"
        );
        Err(Error::new(ErrorKind::Internal, what))
    }
}

/// The pieces of all words of a document, end to end.
struct Spelt {
    pieces: Vec<u32>,
    /// Where each word's pieces begin; one entry more than there are words.
    starts: Vec<usize>,
    shapes: Vec<u8>,
}

impl Spelt {
    fn of(document: &Document, vocabulary: &Vocabulary, most: usize) -> Spelt {
        let tokens = document.tokens();
        let mut spelt = Spelt {
            pieces: Vec::with_capacity(tokens.len() * 5 / 4),
            starts: Vec::with_capacity(tokens.len() + 1),
            shapes: Vec::with_capacity(tokens.len()),
        };
        for token in tokens {
            let word = document.slice(token.span);
            spelt.starts.push(spelt.pieces.len());
            vocabulary.append_pieces(word, &mut spelt.pieces);
            // A word answers by its first piece; those that would crowd out its neighbours are dropped.
            spelt.pieces.truncate(spelt.starts[spelt.starts.len() - 1] + most);
            spelt.shapes.push(Shape::of(word).id());
        }
        spelt.starts.push(spelt.pieces.len());
        spelt
    }

    /// Pieces of the words `words`.
    fn count(&self, words: &Range<usize>) -> usize {
        self.starts[words.end] - self.starts[words.start]
    }

    /// A window over `read` that answers for `answered`, which lies inside.
    fn window(
        &self,
        read: Range<usize>,
        answered: Range<usize>,
        vocabulary: &Vocabulary,
    ) -> Window {
        let count = self.count(&read);
        let mut window = Window {
            pieces: Vec::with_capacity(count + 2),
            shapes: Vec::with_capacity(count + 2),
            firsts: Vec::with_capacity(answered.len()),
            tokens: answered.clone(),
        };
        window.pieces.push(vocabulary.cls());
        window.shapes.push(Shape::Special.id());
        let base = self.starts[read.start];
        window.pieces.extend_from_slice(&self.pieces[base..self.starts[read.end]]);
        for word in read {
            let (start, end) = (self.starts[word], self.starts[word + 1]);
            window.shapes.extend(std::iter::repeat_n(self.shapes[word], end - start));
            if answered.contains(&word) {
                window.firsts.push((start - base + 1) as u32);
            }
        }
        window.pieces.push(vocabulary.sep());
        window.shapes.push(Shape::Special.id());
        window
    }
}

/// The windows of a document whose token layer has run. Their `tokens` follow one another without gaps from the
/// first token to the last, so that the encoder's rows for all windows are the document's tokens in order.
///
/// Consecutive sentences are joined while they fit in `limits.joined`; a longer sentence stands alone; one longer than
/// `limits.longest` is read in windows that overlap. Nothing is cut but single words of more than `limits.overlap`
/// pieces, of which the first so many are read.
pub fn windows(document: &Document, vocabulary: &Vocabulary, limits: WindowLimits) -> Vec<Window> {
    let room = limits.longest.saturating_sub(2).max(1);
    let most = limits.overlap.clamp(1, room.div_ceil(2));
    let spelt = Spelt::of(document, vocabulary, most);
    let mut out = Vec::new();
    let mut run = 0..0;
    for sentence in document.sentences() {
        let words = sentence.tokens.clone();
        let joined = run.start..words.end;
        if !run.is_empty() && spelt.count(&joined) + 2 <= limits.joined.min(limits.longest) {
            run = joined;
            continue;
        }
        if !run.is_empty() {
            out.push(spelt.window(run.clone(), run, vocabulary));
        }
        if spelt.count(&words) <= room {
            run = words;
        } else {
            run = words.end..words.end;
            overlapping(&spelt, words, room, most, |read, answered| {
                out.push(spelt.window(read, answered, vocabulary));
            });
        }
    }
    if !run.is_empty() {
        out.push(spelt.window(run.clone(), run, vocabulary));
    }
    out
}

/// Splits `words` into runs of at most `room` pieces, of which neighbours share about `overlap`. Gives what to read
/// and what of it to answer for.
fn overlapping(
    spelt: &Spelt,
    words: Range<usize>,
    room: usize,
    overlap: usize,
    mut give: impl FnMut(Range<usize>, Range<usize>),
) {
    let starts = &spelt.starts;
    let mut read_from = words.start;
    let mut answer_from = words.start;
    loop {
        // No word has more pieces than `room`, so every run has at least one word.
        let fits =
            starts[read_from..=words.end].partition_point(|&at| at - starts[read_from] <= room);
        let read_to = (read_from + fits - 1).max(read_from + 1);
        if read_to >= words.end {
            give(read_from..words.end, answer_from..words.end);
            return;
        }
        let shared = starts[read_to].saturating_sub(overlap);
        let next_from = (starts[..=read_to].partition_point(|&at| at < shared)).max(read_from + 1);
        // In the shared part, a word belongs to the side that shows more of what lies beyond it.
        let middle = starts[next_from] + starts[read_to];
        let mut answer_to = next_from.max(answer_from);
        while answer_to < read_to && starts[answer_to] + starts[answer_to + 1] <= middle {
            answer_to += 1;
        }
        give(read_from..read_to, answer_from..answer_to);
        read_from = next_from;
        answer_from = answer_to;
    }
}

/// How many code points of the document's text reached the model through `windows`: all but those, white space aside,
/// that lie in no token answered for.
pub fn code_points_read(document: &Document, windows: &[Window]) -> usize {
    let text = document.text();
    let solid = |s: &str| s.chars().filter(|c| !c.is_whitespace()).count();
    let mut missed = 0;
    let mut at = 0;
    for window in windows {
        for token in &document.tokens()[window.tokens.clone()] {
            missed += solid(&text[at..token.span.start()]);
            at = token.span.end();
        }
    }
    missed += solid(&text[at..]);
    text.chars().count() - missed
}

#[cfg(test)]
mod tests {
    use super::super::parity::{document, tiny};
    use super::*;
    use crate::model::Precision;
    use proptest::prelude::*;

    const LIMITS: WindowLimits = WindowLimits { joined: 12, longest: 20, overlap: 6 };

    fn check(sentences: &[Vec<&str>]) -> Vec<Window> {
        let bundle = tiny(Precision::Stored);
        let document = document(sentences);
        let windows = windows(&document, &bundle.vocabulary, LIMITS);
        let mut next = 0;
        for window in &windows {
            assert_eq!(window.tokens.start, next, "a gap or an overlap of what is answered for");
            next = window.tokens.end;
            assert_eq!(window.firsts.len(), window.tokens.len());
            assert_eq!(window.pieces.len(), window.shapes.len());
            assert!(window.pieces.len() <= LIMITS.longest);
            assert_eq!(window.pieces.first(), Some(&bundle.vocabulary.cls()));
            assert_eq!(window.pieces.last(), Some(&bundle.vocabulary.sep()));
            for (&first, token) in window.firsts.iter().zip(window.tokens.clone()) {
                let word = document.slice(document.tokens()[token].span);
                assert_eq!(
                    window.pieces[first as usize],
                    bundle.vocabulary.pieces(word)[0],
                    "{word}"
                );
            }
        }
        assert_eq!(next, document.tokens().len());
        assert_eq!(code_points_read(&document, &windows), document.text().chars().count());
        windows
    }

    #[test]
    fn sentences_are_joined_while_they_fit() {
        let windows =
            check(&[vec!["iran"; 4], vec!["met"; 6], vec!["on"; 1], vec!["us"; 13], vec!["."]]);
        let tokens: Vec<_> = windows.iter().map(|w| w.tokens.clone()).collect();
        assert_eq!(tokens, [0..10, 10..11, 11..24, 24..25]);
    }

    #[test]
    fn a_long_sentence_is_read_in_overlapping_windows() {
        let windows = check(&[vec!["met"], vec!["iran"; 45], vec!["us"]]);
        assert_eq!(windows[0].tokens, 0..1);
        // 18 pieces a window, of which 6 are shared: 3 words of them belong to either side.
        assert_eq!(windows[1].tokens, 1..16);
        assert_eq!(windows[2].tokens, 16..28);
        assert_eq!(windows[2].firsts[0], 4);
    }

    #[test]
    fn a_word_of_thousands_of_pieces_leaves_room_for_its_neighbours() {
        let long = ".".repeat(3000);
        let windows = check(&[vec!["iran", long.as_str(), "met"]]);
        assert_eq!(windows.len(), 1);
        assert_eq!(windows[0].pieces.len(), 2 + 1 + LIMITS.overlap + 1);
    }

    #[test]
    fn what_no_window_answers_for_was_not_read() {
        let bundle = tiny(Precision::Stored);
        let document = document(&[vec!["iran", "met", "us"], vec!["cafés", "."]]);
        let all = windows(&document, &bundle.vocabulary, LIMITS);
        assert_eq!(code_points_read(&document, &all), 20);
        assert_eq!(code_points_read(&document, &[]), 5);
    }

    proptest! {
        #[test]
        fn every_token_is_answered_for_once(
            sentences in prop::collection::vec(
                prop::collection::vec(
                    prop::sample::select(vec!["iran", "unbelievable", ".", "....", "2024", "........", "\u{200b}"]),
                    1..60,
                ),
                0..8,
            ),
        ) {
            check(&sentences);
        }
    }
}
