//! Pronouns of groups, organisations and places: *it* and *they*.
//!
//! Far more can be meant by them than by *he* and *she*, and much of it is no mention: so they are joined only with who acts in
//! a clause around them or, where nobody does, with the one topic of their own sentence or else of the one before it: its
//! subject or, for *its* and *their*, a possessor. Where anything else could be meant just as well, they stay open.

use super::binding::{actors_above, is_bound, top};
use super::clusters::Clusters;
use super::evidence::Evidence;
use crate::doc::{Deprel, EntityType, Mention, MentionKind, Upos};

/// Grammatical number of a pronoun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Number {
    /// *it*
    One,
    /// *they*
    Many,
}

fn number_of(word: &str) -> Option<Number> {
    match word {
        "it" | "its" | "itself" => Some(Number::One),
        "they" | "them" | "their" | "theirs" | "themselves" => Some(Number::Many),
        _ => None,
    }
}

/// Something a pronoun may stand for.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    /// The mention, if it is one.
    mention: Option<usize>,
    /// The token by which it hangs on its clause.
    top: usize,
    /// The token that heads it.
    head: usize,
    sentence: usize,
    number: Number,
    ty: Option<EntityType>,
    place: Place,
}

/// Where a phrase stands in its clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Subject,
    Possessor,
    Elsewhere,
}

/// Joins the pronouns whose antecedent is sure.
pub(super) fn join(evidence: &Evidence<'_>, clusters: &mut Clusters) {
    if !evidence.has_words() {
        return;
    }
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut next_noun = 0;
    for (i, m) in evidence.mentions.iter().enumerate() {
        let head = m.head.index();
        if m.kind != MentionKind::Pronoun {
            continue;
        }
        while next_noun < head {
            candidates.extend(candidate(evidence, next_noun, clusters));
            next_noun += 1;
        }
        let Some(number) = number_of(&evidence.lower(head)) else { continue };
        if clusters.contains(i) {
            continue;
        }
        if let Some(found) = antecedent(evidence, m, number, &candidates, clusters) {
            clusters.join(found, i);
        }
    }
}

/// What the noun phrase headed by token `i` can be for a pronoun; `None` for what heads no phrase of its own.
fn candidate(evidence: &Evidence<'_>, i: usize, clusters: &Clusters) -> Option<Candidate> {
    let word = evidence.word(i)?;
    let mention = evidence.mention_headed(i).filter(|&m| clusters.contains(m));
    if !matches!(word.upos, Upos::Noun | Upos::Propn | Upos::Pron | Upos::Adj) {
        return None;
    }
    let top = top(evidence, i);
    let relation = evidence.deprel(top)?;
    let attribute = matches!(
        relation,
        Deprel::Compound | Deprel::Amod | Deprel::Flat | Deprel::Det | Deprel::Goeswith
    );
    // What is said of something is no other thing.
    let predicate = evidence.dependent(i, Deprel::Cop).is_some();
    let all = matches!(word.lemma.as_str(), "world" | "lot");
    if attribute || predicate || all || mention.is_none() && word.upos != Upos::Noun {
        return None;
    }
    let m = mention.map(|m| &evidence.mentions[m]);
    let ty = m.map(|m| m.ty);
    if ty.is_some_and(EntityType::is_value) {
        return None;
    }
    let number = match m {
        Some(m) if m.kind == MentionKind::Pronoun => number_of(&evidence.lower(i))?,
        Some(m) if is_people(evidence, m) => Number::Many,
        _ if evidence.is_plural(i) => Number::Many,
        _ => Number::One,
    };
    let place = match relation {
        Deprel::Nsubj | Deprel::NsubjPass | Deprel::NsubjOuter | Deprel::OblAgent => Place::Subject,
        Deprel::NmodPoss => Place::Possessor,
        _ => Place::Elsewhere,
    };
    let sentence = evidence.sentence_index(i);
    Some(Candidate { mention, top, head: i, sentence, number, ty, place })
}

/// *Houthis*, *Iranians*: a people or group named in the plural.
fn is_people(evidence: &Evidence<'_>, m: &Mention) -> bool {
    m.kind == MentionKind::Name
        && m.ty == EntityType::Norp
        && (evidence.is_plural(m.head.index()) || evidence.lower(m.head.index()).ends_with('s'))
}

fn fits(number: Number, pronoun: EntityType, c: &Candidate) -> bool {
    let Some(ty) = c.ty else { return false };
    if c.number != number {
        return false;
    }
    let place = |ty| matches!(ty, EntityType::Gpe | EntityType::Loc | EntityType::Fac);
    match number {
        Number::One => matches!(ty, EntityType::Org) || place(ty),
        Number::Many if place(pronoun) => place(ty),
        Number::Many => matches!(ty, EntityType::Person | EntityType::Norp | EntityType::Org),
    }
}

/// The one topic of the pronoun's sentence or of the one before it.
fn antecedent(
    evidence: &Evidence<'_>,
    m: &Mention,
    number: Number,
    candidates: &[Candidate],
    clusters: &mut Clusters,
) -> Option<usize> {
    let head = m.head.index();
    let sentence = evidence.sentence_index(head);
    let word = evidence.lower(head);
    let reflexive = word.ends_with("self") || word.ends_with("selves");
    let owned = evidence.head(head).filter(|(_, d)| *d == Deprel::NmodPoss).map(|(owned, _)| owned);
    let mut near: Vec<&Candidate> =
        candidates.iter().rev().take_while(|c| c.sentence + 1 >= sentence).collect();
    let before = near.split_off(near.partition_point(|c| c.sentence == sentence));
    near.retain(|c| {
        let inside = c.mention.is_some_and(|c| evidence.mentions[c].tokens.contains(&head));
        !inside && !is_bound(evidence, head, c.head, reflexive)
    });
    let compatible = |c: &Candidate| fits(number, m.ty, c);
    // Something that is no mention of ours might be meant.
    let rival = |c: &Candidate| c.ty.is_none() && c.number == number;
    let coordinated = |c: &Candidate| {
        evidence.dependent(c.top, Deprel::Conj).is_some()
            || evidence.deprel(c.top) == Some(Deprel::Conj)
    };
    // *The company and its owners*: what comes before the *and* owns what comes after.
    if let Some((first, Deprel::Conj)) = owned.and_then(|owned| evidence.head(owned))
        && let Some(c) = near.iter().find(|c| c.head == first && c.number == number)
    {
        return c.mention.filter(|_| compatible(c));
    }
    // Who acts in the clauses around comes first: *Iran said its army had left*.
    for actor in actors_above(evidence, head) {
        let Some(c) = near.iter().find(|c| c.top == actor) else { continue };
        if compatible(c) || rival(c) {
            // *Moscow backed sanctions against Tehran over its programme*: in what hangs on a clause with a preposition, what
            // stands between may be meant as well.
            let aside = owned.and_then(|owned| evidence.deprel(owned));
            let aside = matches!(aside, Some(Deprel::Obl | Deprel::Nmod));
            let mention = c.mention.filter(|_| compatible(c) && !coordinated(c))?;
            let between = near.iter().filter(|o| o.head > c.head && compatible(o));
            let other = between.filter_map(|o| o.mention);
            let doubtful =
                aside && other.into_iter().any(|o| clusters.find(o) != clusters.find(mention));
            return (!doubtful).then_some(mention);
        }
    }
    if reflexive {
        return None;
    }
    let topical = |c: &&&Candidate| match c.place {
        Place::Subject => true,
        Place::Possessor => owned.is_some(),
        Place::Elsewhere => false,
    };
    let mut only = |side: &[&Candidate]| -> Result<Option<usize>, ()> {
        let mut found: Option<usize> = None;
        for c in side.iter().filter(topical) {
            if rival(c) || compatible(c) && coordinated(c) {
                return Err(());
            }
            let Some(mention) = c.mention.filter(|_| compatible(c)) else { continue };
            match found {
                Some(known) if clusters.find(known) != clusters.find(mention) => return Err(()),
                _ => found = Some(mention),
            }
        }
        Ok(found)
    };
    match only(&near) {
        Ok(Some(found)) => Some(found),
        Ok(None) if near.iter().any(|c| compatible(c)) => None,
        Ok(None) => only(&before).ok().flatten(),
        Err(()) => None,
    }
}
