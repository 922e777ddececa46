//! Pronouns of the third person singular and, in quotations, of the first.
//!
//! After Hobbs (1978) and Lappin & Leass (1994): subjects before objects, the nearer sentence before the farther, never the
//! subject of the pronoun's own clause for its object. Where two candidates are equally good, none is taken.

use std::cmp::Reverse;

use super::binding::{is_bound, top};
use super::clusters::Clusters;
use super::evidence::Evidence;
use super::gender::{self, Gender};
use super::titles;
use crate::doc::{Deprel, EntityType, MentionKind, Upos};

/// How many sentences before its own a pronoun may reach into.
const REACH: usize = 2;

/// Someone a pronoun may stand for.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    mention: usize,
    head: usize,
    sentence: usize,
}

/// Joins the pronouns whose antecedent is sure.
pub(super) fn join(evidence: &Evidence<'_>, clusters: &mut Clusters) {
    if !evidence.has_words() {
        return;
    }
    let mut genders = Genders::new(evidence, clusters);
    let quoted = quoted_tokens(evidence);
    let mut candidates: Vec<Candidate> = Vec::new();
    for (i, m) in evidence.mentions.iter().enumerate() {
        let head = m.head.index();
        let sentence = evidence.sentence_index(head);
        if m.kind == MentionKind::Pronoun {
            let word = evidence.lower(head);
            let found = match gender::of_pronoun(&word) {
                Some(gender) => {
                    let pronoun = Pronoun { head, sentence, gender, quoted: quoted[head] };
                    antecedent(evidence, &pronoun, &candidates, &mut genders, clusters)
                }
                None if quoted[head] && is_first_person(&word) => speaker(evidence, head, &quoted),
                None => None,
            };
            let Some(found) = found else { continue };
            if !clusters.contains(found) {
                continue;
            }
            clusters.join(found, i);
            if let Some(gender) = gender::of_pronoun(&word) {
                genders.set(clusters.find(i), gender);
            }
        }
        let person = m.ty == EntityType::Person || m.kind == MentionKind::Pronoun;
        // *She was a writer*: what is said of somebody is nobody else.
        let predicate = evidence.dependent(head, Deprel::Cop).is_some();
        if person && !predicate && clusters.contains(i) && !evidence.is_plural(head) {
            candidates.push(Candidate { mention: i, head, sentence });
        }
    }
}

struct Pronoun {
    head: usize,
    sentence: usize,
    gender: Gender,
    quoted: bool,
}

fn is_first_person(word: &str) -> bool {
    matches!(word, "i" | "me" | "my" | "mine" | "myself")
}

/// What is known of the gender of each cluster, by its first mention.
struct Genders(Vec<Option<Gender>>);

impl Genders {
    fn new(evidence: &Evidence<'_>, clusters: &mut Clusters) -> Genders {
        let mut genders = Genders(vec![None; evidence.mentions.len()]);
        for (i, m) in evidence.mentions.iter().enumerate() {
            let told = match m.kind {
                _ if m.ty != EntityType::Person => None,
                MentionKind::Name => titles::gender(evidence, i),
                MentionKind::Nominal => {
                    let head = m.head.index();
                    gender::of_noun(&evidence.phrase(head..head + 1).concat())
                }
                MentionKind::Pronoun => None,
            };
            if let (Some(gender), true) = (told, clusters.contains(i)) {
                genders.set(clusters.find(i), gender);
            }
        }
        genders
    }

    fn set(&mut self, cluster: usize, gender: Gender) {
        self.0[cluster].get_or_insert(gender);
    }
}

/// The best candidate, if it is better than every other.
fn antecedent(
    evidence: &Evidence<'_>,
    pronoun: &Pronoun,
    candidates: &[Candidate],
    genders: &mut Genders,
    clusters: &mut Clusters,
) -> Option<usize> {
    let near = candidates.iter().rev().take_while(|c| pronoun.sentence - c.sentence <= REACH);
    // One entry a cluster: its best mention.
    let mut ranked: Vec<(Rank, usize, usize)> = Vec::new();
    let reflexive = evidence.lower(pronoun.head).ends_with("self");
    for c in near.take(64) {
        let cluster = clusters.find(c.mention);
        if genders.0[cluster].is_some_and(|g| g != pronoun.gender) {
            continue;
        }
        if c.head == pronoun.head || excluded(evidence, pronoun, c, reflexive) {
            continue;
        }
        let rank = rank(evidence, pronoun, c, genders.0[cluster] == Some(pronoun.gender));
        match ranked.iter_mut().find(|(_, known, _)| *known == cluster) {
            Some(entry) if entry.0 <= rank => {}
            Some(entry) => *entry = (rank, cluster, c.mention),
            None => ranked.push((rank, cluster, c.mention)),
        }
    }
    // A mention that a binding rule keeps from being the antecedent keeps its whole cluster from it.
    ranked.retain(|(_, cluster, _)| {
        reflexive
            || !candidates.iter().rev().take_while(|c| c.sentence == pronoun.sentence).any(|c| {
                clusters.find(c.mention) == *cluster
                    && is_bound(evidence, pronoun.head, c.head, reflexive)
            })
    });
    ranked.sort();
    match ranked[..] {
        [] => None,
        [(_, _, mention)] => Some(mention),
        [(best, _, mention), (second, _, _), ..] => {
            // What lies deep in a phrase is no surer than the subject of the sentence before.
            let doubtful = best.place > second.place && best.unsure && best.distance > 0
                || best.place == 2 && second.place == 0 && best.unsure;
            (best.class() < second.class() && !doubtful).then_some(mention)
        }
    }
}

/// How good a candidate is; smaller is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// Sentences in between.
    distance: usize,
    /// 0 for subjects, 1 for other arguments, 2 for what lies deeper in a phrase.
    place: u8,
    /// Whether nothing but the pronoun tells the gender.
    unsure: bool,
    /// The later in the text, the better, all else being equal.
    recency: Reverse<usize>,
}

impl Rank {
    /// What two candidates must differ in for one to be surely better.
    fn class(self) -> (usize, u8, bool) {
        (self.distance, self.place, self.unsure)
    }
}

fn rank(evidence: &Evidence<'_>, pronoun: &Pronoun, c: &Candidate, sure: bool) -> Rank {
    let place = match evidence.deprel(top(evidence, c.head)) {
        Some(Deprel::Nsubj | Deprel::NsubjPass | Deprel::NsubjOuter) => 0,
        Some(Deprel::Obj | Deprel::Iobj | Deprel::Obl | Deprel::OblAgent | Deprel::Root) => 1,
        _ => 2,
    };
    Rank { distance: pronoun.sentence - c.sentence, place, unsure: !sure, recency: Reverse(c.head) }
}

/// Whether this very mention cannot be what the pronoun stands for.
fn excluded(evidence: &Evidence<'_>, pronoun: &Pronoun, c: &Candidate, reflexive: bool) -> bool {
    if c.sentence == pronoun.sentence && is_bound(evidence, pronoun.head, c.head, reflexive) {
        return true;
    }
    if c.sentence != pronoun.sentence && reflexive {
        return true;
    }
    // Who speaks does not call himself *he* inside his quotation.
    let speaks = pronoun.quoted
        && evidence.head(c.head).is_some_and(|(verb, deprel)| {
            let subject = matches!(deprel, Deprel::Nsubj);
            subject && evidence.word(verb).is_some_and(|w| is_speech(&w.lemma))
        });
    // Nor does a pronoun stand for the phrase that it is part of (*his wife*).
    let inside = evidence.mentions[c.mention].tokens.contains(&pronoun.head);
    // *Melanie's mother left. Her mother …* is no mother's mother.
    let of_its_like = match evidence.head(pronoun.head) {
        Some((owned, Deprel::NmodPoss)) => evidence
            .word(owned)
            .zip(evidence.word(c.head))
            .is_some_and(|(owned, head)| owned.lemma == head.lemma),
        _ => false,
    };
    let fronted = c.sentence == pronoun.sentence && is_fronted(evidence, pronoun.head, c.head);
    inside || of_its_like || fronted || speaks && c.sentence == pronoun.sentence
}

/// *Placed under the care of Dr. Bailey, he …*: whoever stands in a clause without a subject before the pronoun that is its
/// understood subject is somebody else.
fn is_fronted(evidence: &Evidence<'_>, pronoun: usize, candidate: usize) -> bool {
    let Some((verb, Deprel::Nsubj | Deprel::NsubjPass)) = evidence.head(pronoun) else {
        return false;
    };
    let mut at = candidate;
    for _ in 0..8 {
        let Some((up, deprel)) = evidence.head(at) else { return false };
        if deprel == Deprel::Advcl && up == verb {
            return at < pronoun && evidence.subject(at).is_none();
        }
        at = up;
    }
    false
}

fn is_speech(lemma: &str) -> bool {
    matches!(
        lemma,
        "say"
            | "tell"
            | "add"
            | "state"
            | "declare"
            | "claim"
            | "argue"
            | "explain"
            | "announce"
            | "warn"
            | "insist"
            | "stress"
            | "note"
            | "reply"
            | "respond"
            | "write"
            | "tweet"
            | "ask"
            | "admit"
            | "acknowledge"
            | "comment"
            | "recall"
            | "assert"
    )
}

/// Which tokens stand inside double quotation marks of their own sentence or of one that runs on from an earlier.
fn quoted_tokens(evidence: &Evidence<'_>) -> Vec<bool> {
    let mut quoted = vec![false; evidence.doc.tokens().len()];
    for sentence in evidence.doc.sentences() {
        let mut open: Option<usize> = None;
        for i in sentence.tokens.clone() {
            match (evidence.form(i), open) {
                ("\"" | "“" | "``" | "«", None) => open = Some(i),
                ("\"" | "”" | "''" | "»", Some(start)) => {
                    quoted[start..=i].fill(true);
                    open = None;
                }
                _ => {}
            }
        }
        // Speech that the sentence does not close goes on in the next.
        if let Some(start) = open {
            quoted[start..sentence.tokens.end].fill(true);
        }
    }
    quoted
}

/// Who says the quotation that token `i` stands in: the subject, outside it, of the verb of speech above it.
fn speaker(evidence: &Evidence<'_>, i: usize, quoted: &[bool]) -> Option<usize> {
    let sentence = evidence.sentence(i);
    let mut at = i;
    for _ in 0..sentence.len() {
        let verb = at;
        let speech =
            evidence.word(verb).is_some_and(|w| w.upos == Upos::Verb && is_speech(&w.lemma));
        if speech && !quoted[verb] {
            return spoken_by(evidence, verb, quoted);
        }
        // Said after the quotation, the verb may hang on it as a parenthesis.
        let aside = evidence.dependents(at).find(|&d| {
            evidence.deprel(d) == Some(Deprel::Parataxis)
                && !quoted[d]
                && evidence.word(d).is_some_and(|w| is_speech(&w.lemma))
        });
        if let Some(verb) = aside {
            return spoken_by(evidence, verb, quoted);
        }
        at = evidence.head(at)?.0;
    }
    None
}

fn spoken_by(evidence: &Evidence<'_>, verb: usize, quoted: &[bool]) -> Option<usize> {
    let subject = evidence.subject(verb).filter(|&s| !quoted[s])?;
    let mention = evidence.name_at(subject).or_else(|| evidence.mention_headed(subject))?;
    let m = &evidence.mentions[mention];
    let person = m.ty == EntityType::Person || m.kind == MentionKind::Pronoun;
    (person && !evidence.is_plural(subject)).then_some(mention)
}
