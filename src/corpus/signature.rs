//! What is kept of a text to know its copies by: a MinHash signature.
//!
//! Of two texts, the share of equal numbers in their signatures tells the share of three-word sequences and figures that they
//! have in common (Broder 1997, *On the resemblance and containment of documents*); one byte is kept of each number (Li and König 2010,
//! *b-Bit minwise hashing*).

/// Numbers in a signature.
pub(super) const NUMBERS: usize = 64;
/// Numbers that a band of a signature has: texts of which no band is equal are not compared.
pub(super) const BAND: usize = 4;
/// Words in a sequence.
const WORDS: usize = 3;
/// How many sequences a word with a digit in it counts as, besides those that it is in: reports in the same form and with other
/// figures are no copies.
const FIGURE: u64 = 8;
/// Words below which a text is one sequence: only a text of the same words is its copy.
const SHORT: usize = 40;

/// The signature of a text's words: layout, punctuation and case do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Signature(pub [u8; NUMBERS]);

impl Signature {
    /// The signature of `text`, in time linear in it.
    pub(super) fn of(text: &str) -> Signature {
        let mut least = [u32::MAX; NUMBERS];
        let mut last = [0; WORDS];
        let (mut count, mut whole) = (0_usize, 0);
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            last.rotate_left(1);
            let number = hash(word);
            last[WORDS - 1] = number;
            count += 1;
            if word.bytes().any(|byte| byte.is_ascii_digit()) {
                (1..=FIGURE).for_each(|i| take(&mut least, mixed(number ^ i)));
            }
            whole = mixed(whole ^ last[WORDS - 1]);
            if count >= WORDS {
                take(&mut least, last.iter().fold(0, |sum, &word| mixed(sum ^ word)));
            }
        }
        if count < SHORT {
            least = [u32::MAX; NUMBERS];
            // Without words, the text is what it is.
            take(&mut least, if count == 0 { hash(text.trim()) } else { whole });
        }
        Signature(least.map(|number| number as u8))
    }

    /// The share of sequences that two texts have in common, from 0 to 1, give or take 0.06.
    pub(super) fn similarity(&self, other: &Signature) -> f64 {
        let equal = self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count();
        // Bytes are equal by chance, too.
        let chance = 1.0 / 256.0;
        ((equal as f64 / NUMBERS as f64 - chance) / (1.0 - chance)).max(0.0)
    }

    /// A hash of each band.
    pub(super) fn bands(&self) -> impl Iterator<Item = u64> {
        self.0.chunks_exact(BAND).zip(1..).map(|(band, number)| {
            mixed(band.iter().fold(number, |sum: u64, &byte| sum << 8 | u64::from(byte)))
        })
    }
}

/// Lets a sequence take those places of a signature where it has the least number so far.
fn take(least: &mut [u32; NUMBERS], sequence: u64) {
    for (place, least) in least.iter_mut().enumerate() {
        // Each place has a hash function of its own.
        let seed = FACTOR.wrapping_mul(place as u64 + 1);
        *least = (*least).min((mixed(sequence ^ seed) >> 32) as u32);
    }
}

const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

/// The finalizer of SplitMix64 (Steele, Lea and Flood 2014).
fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(FACTOR);
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

/// A hash of a word, whatever its case, of which every bit is as good as any.
pub(super) fn hash_of_word(word: &str) -> u64 {
    mixed(hash(word))
}

fn hash(word: &str) -> u64 {
    let lower = word.chars().flat_map(char::to_lowercase);
    lower.fold(word.len() as u64, |sum, c| {
        (sum ^ u64::from(u32::from(c))).wrapping_mul(0x0000_0100_0000_01B3).rotate_left(23)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_and_case_do_not_count() {
        let text = "Envoys met in Muscat on Monday, the ministry said. The rebels, who had left in \
                    March, came back and asked for a truce of ninety days.";
        let other = text.to_uppercase().replace(' ', "\n ").replace(',', " –");
        assert_eq!(Signature::of(text), Signature::of(&other));
    }

    #[test]
    fn short_texts_are_equal_or_different() {
        let of = |text| Signature::of(text);
        assert_eq!(of("Iran met the US.").similarity(&of("Iran met the US")), 1.0);
        assert!(of("Iran met the US.").similarity(&of("Iran met the EU.")) < 0.1);
        assert!(of("").similarity(&of("((((")) < 0.1);
        assert_eq!(of("((((").similarity(&of(" (((( ")), 1.0);
    }

    #[test]
    fn similarity_is_the_share_of_sequences_in_common() {
        let word = |i: usize| {
            let letter = |n: usize| char::from(b'a' + (n % 26) as u8);
            String::from_iter([letter(i), letter(i / 26), letter(i / 676)])
        };
        let words = |from: usize, to: usize| (from..to).map(word).collect::<Vec<_>>().join(" ");
        let of = |from, to| Signature::of(&words(from, to));
        // Sequences in common by those of both.
        for (shift, share) in [(0, 1.0), (111, 0.8), (333, 0.5), (600, 0.25), (1000, 0.0)] {
            let found = of(0, 1000).similarity(&of(shift, 1000 + shift));
            assert!((found - share).abs() < 0.15, "{found} for {share}");
        }
    }
}
