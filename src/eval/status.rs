//! Accuracy of what a matched relation says beside its triple: polarity, modality, attribution, voice, time, place.

use std::ops::AddAssign;

use super::counts::{Counts, Tally};
use super::labelled::{Claim, Source};
use crate::doc::{Modality, Span};

/// One status over matched relations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Status {
    /// Decisions that agree with gold, of all.
    pub accuracy: Tally,
    /// The marked cases alone (denied, not actual, attributed, dated, …): since most relations are unmarked, accuracy says
    /// little about them.
    pub marked: Counts,
}

impl AddAssign for Status {
    fn add_assign(&mut self, other: Status) {
        self.accuracy += other.accuracy;
        self.marked += other.marked;
    }
}

impl Status {
    fn add(&mut self, right: bool, gold_marked: bool, predicted_marked: bool) {
        self.accuracy.add(right);
        self.marked += Counts {
            matched: usize::from(right && gold_marked && predicted_marked),
            predicted: usize::from(predicted_marked),
            gold: usize::from(gold_marked),
        };
    }
}

/// Every status over matched relations. A status that gold does not label is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Statuses {
    /// Denied or not.
    pub polarity: Status,
    /// One of six modalities; marked: any but actual.
    pub modality: Status,
    /// Author, unnamed or a source whose phrase overlaps gold's; marked: attributed.
    pub attribution: Status,
    /// Active or passive; marked: passive.
    pub voice: Status,
    /// Both absent or overlapping; marked: present.
    pub time: Status,
    /// Both absent or overlapping; marked: present.
    pub place: Status,
}

impl AddAssign for Statuses {
    fn add_assign(&mut self, other: Statuses) {
        self.polarity += other.polarity;
        self.modality += other.modality;
        self.attribution += other.attribution;
        self.voice += other.voice;
        self.time += other.time;
        self.place += other.place;
    }
}

impl Statuses {
    /// Counts one pair of a gold relation and the prediction that matches it.
    pub fn add(&mut self, gold: &Claim, predicted: &Claim) {
        if let Some(negated) = gold.negated {
            let said = predicted.negated.unwrap_or(false);
            self.polarity.add(negated == said, negated, said);
        }
        if let Some(modality) = gold.modality {
            let said = predicted.modality.unwrap_or(Modality::Actual);
            let marked = |m| m != Modality::Actual;
            self.modality.add(modality == said, marked(modality), marked(said));
        }
        if let Some(source) = gold.source {
            let said = predicted.source.unwrap_or(Source::Author);
            let marked = |s| s != Source::Author;
            self.attribution.add(same_source(source, said), marked(source), marked(said));
        }
        if let Some(voice) = gold.voice {
            let passive = |v| v == crate::doc::Voice::Passive;
            let said = predicted.voice;
            self.voice.add(Some(voice) == said, passive(voice), said.is_some_and(passive));
        }
        for (status, gold, said) in [
            (&mut self.time, gold.time, predicted.time),
            (&mut self.place, gold.place, predicted.place),
        ] {
            if let Some(gold) = gold {
                let said = said.flatten();
                status.add(same_place(gold, said), gold.is_some(), said.is_some());
            }
        }
    }

    /// Each status with its name, in the order of reports.
    pub fn each(&self) -> [(&'static str, Status); 6] {
        [
            ("polarity", self.polarity),
            ("modality", self.modality),
            ("attribution", self.attribution),
            ("voice", self.voice),
            ("time", self.time),
            ("place", self.place),
        ]
    }
}

/// Whether two attributions name the same source: both the author, both nobody, or overlapping phrases.
pub(super) fn same_source(gold: Source, predicted: Source) -> bool {
    match (gold, predicted) {
        (Source::Named(a), Source::Named(b)) => a.overlaps(b),
        _ => gold == predicted,
    }
}

/// Whether two spans overlap or are both absent.
pub(super) fn same_place(gold: Option<Span>, predicted: Option<Span>) -> bool {
    match (gold, predicted) {
        (Some(a), Some(b)) => a.overlaps(b),
        _ => gold == predicted,
    }
}
