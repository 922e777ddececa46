//! Which pieces are read together, where a text has more than a window holds.

use std::ops::Range;

/// A run of pieces that is read at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PieceWindow {
    /// The pieces that are read.
    pub pieces: Range<usize>,
    /// Those among them whose scores are taken from this window.
    pub answers: Range<usize>,
}

/// The windows over `count` pieces, each of at most `longest` (at least one): neighbours share a quarter of a window, and
/// each of them answers for the half of what they share that lies further from its own end. So every piece is answered
/// for once, and where a text goes on it is read with an eighth of a window around it at least.
pub fn piece_windows(count: usize, longest: usize) -> Vec<PieceWindow> {
    let longest = longest.max(1);
    let shared = longest / 4;
    let (mut windows, mut start, mut answered) = (Vec::new(), 0, 0);
    while answered < count {
        let end = count.min(start + longest);
        let until = if end == count { count } else { end - shared / 2 };
        windows.push(PieceWindow { pieces: start..end, answers: answered..until });
        (start, answered) = (end.saturating_sub(shared), until);
    }
    windows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_is_one_window() {
        assert!(piece_windows(0, 8).is_empty());
        assert_eq!(piece_windows(8, 8), [PieceWindow { pieces: 0..8, answers: 0..8 }]);
    }

    #[test]
    fn neighbours_share_a_quarter() {
        let found = piece_windows(20, 8);
        let expected = [(0..8, 0..7), (6..14, 7..13), (12..20, 13..20)];
        let expected = expected.map(|(pieces, answers)| PieceWindow { pieces, answers });
        assert_eq!(found, expected);
    }

    #[test]
    fn every_piece_is_answered_for_once_and_nothing_is_cut() {
        for longest in 1..40 {
            for count in 0..200 {
                let windows = piece_windows(count, longest);
                let mut answered = 0;
                for window in &windows {
                    assert_eq!(window.answers.start, answered);
                    assert!(!window.answers.is_empty() && window.pieces.len() <= longest);
                    let (pieces, answers) = (&window.pieces, &window.answers);
                    assert!(pieces.start <= answers.start && answers.end <= pieces.end);
                    // Around what goes on, an eighth of a window.
                    assert!(answers.start == 0 || answers.start - pieces.start >= longest / 8);
                    assert!(answers.end == count || pieces.end - answers.end >= longest / 8);
                    answered = answers.end;
                }
                assert_eq!(answered, count);
            }
        }
    }
}
