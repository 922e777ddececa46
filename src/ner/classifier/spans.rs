//! The scores of pieces as names of tokens.

use std::ops::Range;

use ndarray::{ArrayView1, ArrayView2};

use super::label_map::Meaning;
use super::tags::{ClassifierLabels, Place};
use crate::doc::{Document, EntityType, TokenId};
use crate::ner::tags::{Tagged, log_softmax};

/// A name as the model's own labels have it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Labelled {
    /// Tokens of the sentence, half-open.
    pub tokens: Range<usize>,
    /// Which kind of label.
    pub kind: usize,
    /// The lowest probability of its labels and of the one behind it, 0 to 1.
    pub score: f32,
    /// Whether a label has told its end.
    closed: bool,
}

/// The names of a sentence whose first token is `offset` in the document: disjoint and in order. `firsts` has the row of each
/// token's first piece in `rows`, where it has one.
pub(super) fn spans(
    document: &Document,
    offset: usize,
    firsts: &[Option<usize>],
    rows: ArrayView2<f32>,
    labels: &ClassifierLabels,
) -> Vec<Tagged> {
    let found = labelled(firsts, rows, labels);
    let typed = found.into_iter().filter_map(|Labelled { tokens, kind, score, .. }| {
        let ty = match labels.meaning(kind) {
            Meaning::Type(ty) => ty,
            Meaning::Place if is_landscape(document, offset, &tokens) => EntityType::Loc,
            Meaning::Place => EntityType::Gpe,
            // Nearly always *Iranian*, *Shiite*; and what has several words is a cup, a war or a prize.
            Meaning::Misc if tokens.len() == 1 => EntityType::Norp,
            Meaning::Misc => EntityType::Event,
            Meaning::Dropped => return None,
        };
        Some(Tagged { tokens, ty, score })
    });
    typed.collect()
}

/// The likeliest label of every token, read as names: a name goes on as long as its kind does, unless a label says that
/// another begins or that it has ended. An inside label with nothing of its kind before it begins a name, as it does in models
/// that write `B` only between two names of one kind, and in `transformers`.
pub(super) fn labelled(
    firsts: &[Option<usize>],
    rows: ArrayView2<f32>,
    labels: &ClassifierLabels,
) -> Vec<Labelled> {
    let mut found: Vec<Labelled> = Vec::new();
    let mut open = false;
    for (i, first) in firsts.iter().enumerate() {
        // What the tokenizer drops has no label, and is in no name.
        let best = first.map(|row| best(rows.row(row)));
        let tag = best.and_then(|(column, _)| labels.tag(column));
        let score = best.map_or(1.0, |(_, score)| score);
        let last = found.last_mut().filter(|_| open);
        open = match (tag, last) {
            (None, last) => {
                if let Some(last) = last.filter(|last| !last.closed) {
                    last.score = last.score.min(score);
                }
                false
            }
            (Some(tag), Some(last))
                if last.kind == tag.kind
                    && !last.closed
                    && matches!(tag.place, Place::Inside | Place::End) =>
            {
                last.tokens.end = i + 1;
                last.score = last.score.min(score);
                last.closed = tag.place == Place::End;
                true
            }
            (Some(tag), _) => {
                let closed = matches!(tag.place, Place::End | Place::Single);
                found.push(Labelled { tokens: i..i + 1, kind: tag.kind, score, closed });
                true
            }
        };
    }
    found
}

/// The column that scores highest, the first of equals, and its probability.
fn best(row: ArrayView1<f32>) -> (usize, f32) {
    let logs = log_softmax(row.iter());
    let (mut column, mut high) = (0, f32::NEG_INFINITY);
    for (i, &log) in logs.iter().enumerate() {
        if log > high {
            (column, high) = (i, log);
        }
    }
    (column, high.exp().clamp(0.0, 1.0))
}

/// Words with which a place is no city or country, in lower case.
const LANDSCAPE: &[&str] = &[
    "africa",
    "antarctica",
    "arctic",
    "asia",
    "balkans",
    "basin",
    "bay",
    "beach",
    "canyon",
    "cape",
    "caribbean",
    "caucasus",
    "coast",
    "creek",
    "delta",
    "desert",
    "east",
    "europe",
    "falls",
    "forest",
    "glacier",
    "gulf",
    "heights",
    "highlands",
    "hills",
    "island",
    "islands",
    "lake",
    "levant",
    "mediterranean",
    "mount",
    "mountain",
    "mountains",
    "ocean",
    "peninsula",
    "plain",
    "plateau",
    "ridge",
    "river",
    "sahara",
    "sahel",
    "sea",
    "shore",
    "strait",
    "straits",
    "valley",
    "volcano",
    "west",
];

/// Whether one of the words is that of a landscape or a part of the world: *Red Sea*, *Middle East*, *Europe*; not *South Africa*,
/// *East Timor*.
fn is_landscape(document: &Document, offset: usize, tokens: &Range<usize>) -> bool {
    let word = |i: usize| document.form(TokenId::new(offset + i)).to_lowercase();
    let listed = |i: usize| LANDSCAPE.contains(&word(i).as_str());
    // *Gulf of Aden*, *Lake Chad*, *Mount Hermon*, *Strait of Hormuz*.
    let begins = tokens.len() > 1
        && matches!(
            word(tokens.start).as_str(),
            "bay" | "gulf" | "lake" | "mount" | "river" | "sea" | "strait" | "straits"
        );
    let last = tokens.end - 1;
    let state = word(tokens.start) == "south" && word(last) == "africa";
    begins || listed(last) && !state
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::super::LabelMap;
    use super::*;

    /// The names that labels give, one a token, as `KIND first..end`; `-` is a token without a piece.
    fn read(model: &[&str], tokens: &[&str]) -> Vec<String> {
        let all: Vec<String> = model.iter().map(|l| l.to_string()).collect();
        let labels = ClassifierLabels::new(&all, &LabelMap::default()).unwrap();
        let mut rows = Array2::zeros((tokens.len(), model.len()));
        let mut firsts = Vec::new();
        for (i, label) in tokens.iter().enumerate() {
            let column = model.iter().position(|l| l == label);
            firsts.push(column.map(|_| i));
            if let Some(column) = column {
                rows[[i, column]] = 9.0;
            }
        }
        let found = labelled(&firsts, rows.view(), &labels);
        let kind = |k: usize| {
            let of_kind = |&c: &usize| labels.tag(c).is_some_and(|t| t.kind == k);
            let column = (0..model.len()).find(of_kind).unwrap();
            model[column].rsplit('-').next().unwrap().to_owned()
        };
        found.into_iter().map(|f| format!("{} {:?}", kind(f.kind), f.tokens)).collect()
    }

    #[test]
    fn every_scheme_is_read() {
        let bio = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG"];
        let tokens = ["B-PER", "I-PER", "B-PER", "O", "I-ORG", "I-ORG", "I-PER", "-", "I-PER"];
        let expected = ["PER 0..2", "PER 2..3", "ORG 4..6", "PER 6..7", "PER 8..9"];
        assert_eq!(read(&bio, &tokens), expected);
        // B only where two of a kind meet.
        let iob = ["O", "I-PER", "B-PER"];
        assert_eq!(read(&iob, &["I-PER", "I-PER", "B-PER", "I-PER"]), ["PER 0..2", "PER 2..4"]);
        let io = ["O", "PER", "ORG"];
        assert_eq!(
            read(&io, &["PER", "PER", "ORG", "O", "PER"]),
            ["PER 0..2", "ORG 2..3", "PER 4..5"]
        );
        let bioes = ["O", "B-PER", "I-PER", "E-PER", "S-PER"];
        let tokens =
            ["S-PER", "S-PER", "B-PER", "I-PER", "E-PER", "I-PER", "B-PER", "O", "E-PER", "E-PER"];
        let expected =
            ["PER 0..1", "PER 1..2", "PER 2..5", "PER 5..6", "PER 6..7", "PER 8..9", "PER 9..10"];
        assert_eq!(read(&bioes, &tokens), expected);
        let bilou = ["O", "B-ORG", "I-ORG", "L-ORG", "U-ORG"];
        assert_eq!(
            read(&bilou, &["B-ORG", "L-ORG", "U-ORG", "B-ORG", "I-ORG", "L-ORG"]),
            ["ORG 0..2", "ORG 2..3", "ORG 3..6"]
        );
    }

    #[test]
    fn a_score_is_the_lowest_of_the_labels_and_the_end() {
        let all = ["O", "B-PER", "I-PER"].map(str::to_owned);
        let labels = ClassifierLabels::new(&all, &LabelMap::default()).unwrap();
        let of = |rows: Array2<f32>| {
            let firsts: Vec<_> = (0..rows.nrows()).map(Some).collect();
            let found = labelled(&firsts, rows.view(), &labels);
            assert_eq!(found.len(), 1);
            found[0].score
        };
        let sure = of(ndarray::array![[0.0, 9.0, 0.0], [0.0, 0.0, 9.0], [9.0, 0.0, 0.0]]);
        assert!(sure > 0.99, "{sure}");
        // The name might have gone on.
        let half = of(ndarray::array![[0.0, 9.0, 0.0], [9.0, 0.0, 8.9]]);
        assert!((half - 0.525).abs() < 0.01, "{half}");
        let broken = of(ndarray::array![[f32::NAN, 9.0, f32::INFINITY]]);
        assert!((0.0..=1.0).contains(&broken), "{broken}");
    }
}
