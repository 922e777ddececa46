//! Which windows libtorch gets together, and how large what it gets is.

/// What decides the sizes of tensors.
///
/// libtorch chooses how to add up the products of a matrix by the matrix's size, and a sum of floats depends on the order. So that a
/// window's vectors depend on the window alone, the size of what it travels in must too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sizes {
    /// Each window alone, as long as it is: nothing is padded. For processors, whose cores have enough to do with one window.
    Alone,
    /// Windows of like length together, filled up to a length and a number of windows that the length decides. For GPUs, which
    /// take thousands of pieces in the time of one.
    Together {
        /// Pieces of a batch, the filling among them.
        pieces: usize,
    },
}

/// Lengths of windows that are put together are multiples of this.
const STEP: usize = 32;

/// Windows that libtorch gets at a time, as the rows of a matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Batch {
    /// The windows, by their positions; row after row from the first.
    pub windows: Vec<usize>,
    /// Rows, of which those behind the windows are empty.
    pub rows: usize,
    /// Pieces of a row, of which those behind a window are empty.
    pub length: usize,
}

impl Sizes {
    /// Batches of windows of these lengths, the longest first; no row is longer than `longest`, and no length may be. Windows of no
    /// piece are in none.
    pub fn batches(self, lengths: &[usize], longest: usize) -> Vec<Batch> {
        let size = |length: usize| match self {
            Sizes::Alone => (1, length),
            Sizes::Together { pieces } => {
                let length = length.next_multiple_of(STEP).min(longest);
                ((pieces / length).max(1), length)
            }
        };
        let mut order: Vec<usize> = (0..lengths.len()).filter(|&w| lengths[w] > 0).collect();
        order.sort_by_key(|&w| std::cmp::Reverse(lengths[w]));
        let mut batches: Vec<Batch> = Vec::new();
        for window in order {
            let (rows, length) = size(lengths[window]);
            match batches.last_mut() {
                Some(last) if last.length == length && last.windows.len() < rows => {
                    last.windows.push(window);
                }
                _ => batches.push(Batch { windows: vec![window], rows, length }),
            }
        }
        batches
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn windows_alone_are_not_padded() {
        let batches = Sizes::Alone.batches(&[3, 0, 7, 7], 512);
        let batch = |window, length| Batch { windows: vec![window], rows: 1, length };
        assert_eq!(batches, [batch(2, 7), batch(3, 7), batch(0, 3)]);
    }

    #[test]
    fn windows_together_fill_few_sizes() {
        let batches = Sizes::Together { pieces: 256 }.batches(&[20, 90, 100, 33, 32, 70, 7], 100);
        let batch =
            |windows: &[usize], rows, length| Batch { windows: windows.into(), rows, length };
        assert_eq!(
            batches,
            [
                batch(&[2], 2, 100),
                batch(&[1, 5], 2, 96),
                batch(&[3], 4, 64),
                batch(&[4, 0, 6], 8, 32),
            ]
        );
    }

    proptest! {
        #[test]
        fn the_size_depends_on_the_window_alone(
            lengths in prop::collection::vec(0usize..=512, 0..80),
            pieces in 1usize..4096,
        ) {
            for sizes in [Sizes::Alone, Sizes::Together { pieces }] {
                let batches = sizes.batches(&lengths, 512);
                let mut seen = Vec::new();
                for batch in &batches {
                    prop_assert!(batch.windows.len() <= batch.rows);
                    for &window in &batch.windows {
                        prop_assert!(lengths[window] <= batch.length && batch.length <= 512);
                        let alone = sizes.batches(&[lengths[window]], 512);
                        prop_assert_eq!((alone[0].rows, alone[0].length), (batch.rows, batch.length));
                        seen.push(window);
                    }
                }
                seen.sort_unstable();
                let all: Vec<usize> = (0..lengths.len()).filter(|&w| lengths[w] > 0).collect();
                prop_assert_eq!(seen, all);
            }
        }
    }
}
