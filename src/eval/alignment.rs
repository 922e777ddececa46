//! Which predicted word is which gold word, when the two cut one text differently.
//!
//! A port of the alignment in the CoNLL 2018 shared task's evaluation script (Zeman et al. 2018, `conll18_ud_eval.py`):
//! words align where their characters are the same, white space left out; inside multiword tokens, whose words have no
//! characters of their own, by the longest common subsequence of their lower-cased forms.

/// A word to align.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlignedWord<'a> {
    /// First character, counting those of the text that are no white space.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// Whether it is part of a multiword token, whose characters `start..end` then are.
    pub multiword: bool,
    /// Its form.
    pub form: &'a str,
}

/// For each byte of `text`, and its end, the number of characters before it that are no white space.
pub fn solid_offsets(text: &str) -> Vec<usize> {
    let mut offsets = Vec::with_capacity(text.len() + 1);
    let mut solid = 0;
    for c in text.chars() {
        offsets.resize(offsets.len() + c.len_utf8(), solid);
        solid += usize::from(!c.is_whitespace());
    }
    offsets.push(solid);
    offsets
}

/// Pairs of indices into `gold` and `predicted`, rising on both sides.
pub fn align_words(gold: &[AlignedWord], predicted: &[AlignedWord]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let (mut g, mut p) = (0, 0);
    while g < gold.len() && p < predicted.len() {
        let (a, b) = (&gold[g], &predicted[p]);
        if a.multiword || b.multiword {
            let (gold_start, predicted_start);
            (gold_start, predicted_start, g, p) = multiword_stretch(gold, predicted, g, p);
            let common = common_forms(&gold[gold_start..g], &predicted[predicted_start..p]);
            pairs.extend(common.iter().map(|(i, j)| (gold_start + i, predicted_start + j)));
        } else if (a.start, a.end) == (b.start, b.end) {
            pairs.push((g, p));
            g += 1;
            p += 1;
        } else if a.start <= b.start {
            g += 1;
        } else {
            p += 1;
        }
    }
    pairs
}

/// The shortest stretch of both sides around a multiword token that no word reaches out of.
fn multiword_stretch(
    gold: &[AlignedWord],
    predicted: &[AlignedWord],
    mut g: usize,
    mut p: usize,
) -> (usize, usize, usize, usize) {
    let mut end;
    if gold[g].multiword {
        end = gold[g].end;
        if !predicted[p].multiword && predicted[p].start < gold[g].start {
            p += 1;
        }
    } else {
        end = predicted[p].end;
        if !gold[g].multiword && gold[g].start < predicted[p].start {
            g += 1;
        }
    }
    let (gold_start, predicted_start) = (g, p);
    let beyond = |words: &[AlignedWord], at: usize, end: usize| {
        words.get(at).is_none_or(|w| if w.multiword { w.start >= end } else { w.end > end })
    };
    while !beyond(gold, g, end) || !beyond(predicted, p, end) {
        let take_gold =
            g < gold.len() && (p >= predicted.len() || gold[g].start <= predicted[p].start);
        let word = if take_gold { &gold[g] } else { &predicted[p] };
        if word.multiword {
            end = end.max(word.end);
        }
        if take_gold {
            g += 1;
        } else {
            p += 1;
        }
    }
    (gold_start, predicted_start, g, p)
}

/// Index pairs of a longest common subsequence of lower-cased forms.
fn common_forms(gold: &[AlignedWord], predicted: &[AlignedWord]) -> Vec<(usize, usize)> {
    let same = |g: usize, p: usize| gold[g].form.to_lowercase() == predicted[p].form.to_lowercase();
    let mut longest = vec![vec![0_usize; predicted.len() + 1]; gold.len() + 1];
    for g in (0..gold.len()).rev() {
        for p in (0..predicted.len()).rev() {
            longest[g][p] = if same(g, p) {
                1 + longest[g + 1][p + 1]
            } else {
                longest[g + 1][p].max(longest[g][p + 1])
            };
        }
    }
    let mut pairs = Vec::new();
    let (mut g, mut p) = (0, 0);
    while g < gold.len() && p < predicted.len() {
        if same(g, p) {
            pairs.push((g, p));
            g += 1;
            p += 1;
        } else if longest[g][p] == longest[g + 1][p] {
            g += 1;
        } else {
            p += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `abc` is a word, `(do n't)` the words of one multiword token.
    fn words(line: &str) -> Vec<AlignedWord<'_>> {
        let mut found: Vec<AlignedWord> = Vec::new();
        let mut at = 0;
        let mut open: Option<(usize, usize)> = None;
        for part in line.split_whitespace() {
            let form = part.trim_matches(['(', ')']);
            if part.starts_with('(') {
                open = Some((found.len(), at));
            }
            let multiword = open.is_some();
            found.push(AlignedWord { start: at, end: at + form.len(), multiword, form });
            at += form.len();
            if part.ends_with(')')
                && let Some((first, start)) = open.take()
            {
                for w in &mut found[first..] {
                    (w.start, w.end) = (start, at);
                }
            }
        }
        found
    }

    #[test]
    fn equal_characters_align_whatever_the_words_around() {
        assert_eq!(align_words(&words("a bc d e"), &words("a b c d e")), [(0, 0), (2, 3), (3, 4)]);
        assert_eq!(align_words(&words("ab cd"), &words("a bc d")), []);
    }

    #[test]
    fn multiword_tokens_align_by_form() {
        let gold = words("I (do n't) go");
        assert_eq!(align_words(&gold, &words("I do n't go")), [(0, 0), (1, 1), (2, 2), (3, 3)]);
        assert_eq!(align_words(&gold, &words("I don't go")), [(0, 0), (3, 2)]);
        assert_eq!(align_words(&gold, &words("I DO n' t go")), [(0, 0), (1, 1), (3, 4)]);
        // A predicted word that reaches out of the multiword token.
        assert_eq!(align_words(&gold, &words("I do n'tgo")), [(0, 0), (1, 1)]);
    }

    #[test]
    fn white_space_is_no_character() {
        assert_eq!(solid_offsets("a é b"), [0, 1, 1, 1, 2, 2, 3]);
    }
}
