//! The figures of a text, by which reports in the same words are told apart.

use super::signature::hash_of_word;

/// Figures that are kept of a text.
const KEPT: usize = 12;
/// Of ten figures of the text that has fewer, so many must be in the other.
const AGREE: usize = 9;
/// Where no figure is.
const NONE: u16 = u16::MAX;
/// What joins digits to one figure: 3.50, 10,000, 1/2, 9:30, 1986-87.
const JOINTS: [char; 5] = ['.', ',', '/', ':', '-'];

/// The figures of a text: hashes of all of them, or of the twelve that have the least, in ascending order.
///
/// Twelve of a longer list are a fair sample, and of two lists they are the same sample (Broder 1997, *On the resemblance and
/// containment of documents*).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Figures([u16; KEPT]);

impl Figures {
    /// The figures of `text`: every word with a digit in it.
    pub(super) fn of(text: &str) -> Figures {
        let mut least = [NONE; KEPT];
        each(text, |figure| {
            // 2,000 and 2000 are the same.
            let hash = hash_of_word(&figure.replace(',', ""));
            let hash = ((hash >> 48) as u16).min(NONE - 1);
            let at = least.partition_point(|&known| known < hash);
            if at < KEPT && least[at] != hash {
                least[at..].rotate_right(1);
                least[at] = hash;
            }
        });
        Figures(least)
    }

    /// Whether nine in ten figures of the text that has fewer are in the other, of less than ten all; so a part of a text agrees
    /// with the whole.
    pub(super) fn agree_with(&self, other: &Figures) -> bool {
        // Behind the last that is kept of either, nothing is known.
        let last = self.0[KEPT - 1].min(other.0[KEPT - 1]).min(NONE - 1);
        let [own, others] = [self, other].map(|figures| {
            let known = figures.0.partition_point(|&figure| figure <= last);
            &figures.0[..known]
        });
        let common = own.iter().filter(|figure| others.binary_search(figure).is_ok()).count();
        common * 10 >= own.len().min(others.len()) * AGREE
    }
}

fn each(text: &str, mut found: impl FnMut(&str)) {
    let digit = |at: Option<usize>| {
        at.and_then(|at| text.as_bytes().get(at)).is_some_and(u8::is_ascii_digit)
    };
    let mut start = 0;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let joins = JOINTS.contains(&c) && digit(at.checked_sub(1)) && digit(Some(at + 1));
        if c.is_alphanumeric() || joins {
            continue;
        }
        let word = &text[start..at];
        if word.bytes().any(|byte| byte.is_ascii_digit()) {
            found(word);
        }
        start = at + c.len_utf8();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_a_word_with_its_decimals() {
        let mut figures = Vec::new();
        let text = "Up 3.5 pct at 10,000 (1/2 of 1986-87), by 9:30 p.m. the 3rd. Then 7, 8; -9 é4.";
        each(text, |figure| figures.push(figure.to_owned()));
        let expected = ["3.5", "10,000", "1/2", "1986-87", "9:30", "3rd", "7", "8", "9", "é4"];
        assert_eq!(figures, expected);
    }

    #[test]
    fn a_part_agrees_and_other_figures_do_not() {
        let text = |figures: &[u32]| -> Figures {
            Figures::of(&figures.iter().map(|f| format!("{f} mln, ")).collect::<String>())
        };
        let all: Vec<u32> = (100..160).collect();
        for part in [&all[..], &all[7..], &all[..30], &all[20..23], &[]] {
            assert!(text(part).agree_with(&text(&all)) && text(&all).agree_with(&text(part)));
        }
        let others: Vec<u32> = (160..220).collect();
        assert!(!text(&all).agree_with(&text(&others)));
        assert!(!text(&all[..3]).agree_with(&text(&[100, 101, 999])));
        // One that was corrected, of ten.
        let corrected = [&all[..9], &[999]].concat();
        assert!(text(&all[..10]).agree_with(&text(&corrected)));
        assert!(Figures::of("none").agree_with(&Figures::of("")));
        assert_eq!(Figures::of("the 3RD of 2,000"), Figures::of("The 3rd! Of 2000"));
    }
}
