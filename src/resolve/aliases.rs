//! Other names that the text itself gives: *Karim Haddad, known as Abu Nur*; *a man calling himself Viper*.

use super::evidence::Evidence;
use super::links::{is_relative, thing};
use crate::doc::{Deprel, EntityType, MentionKind, Upos, Xpos};

/// The two mentions that the participle or passive verb `token` says are one.
pub(super) fn named_by(evidence: &Evidence<'_>, token: usize) -> Option<(usize, usize)> {
    let verb = evidence.word(token)?;
    let (by_as, by_object) = match verb.lemma.as_str() {
        "know" | "identify" => (true, false),
        "nickname" | "dub" | "call" | "name" | "codename" | "rename" => (false, true),
        _ => return None,
    };
    if evidence.dependents(token).any(|d| matches!(evidence.lower(d).as_str(), "not" | "never")) {
        return None;
    }
    let other = evidence.dependents(token).filter(|&d| d > token).find_map(|d| {
        let wanted = match evidence.deprel(d)? {
            Deprel::Obl => by_as && has_as(evidence, d),
            Deprel::Xcomp => by_object || by_as && has_as(evidence, d),
            Deprel::Obj => by_object,
            _ => false,
        };
        let name = evidence.name_at(d).filter(|_| wanted)?;
        (evidence.mentions[name].head.index() == d).then_some(name)
    })?;
    match verb.xpos {
        Xpos::Vbn | Xpos::Vbd => {}
        // *a man calling himself …*
        Xpos::Vbg | Xpos::Vbz | Xpos::Vbp | Xpos::Vb => {
            let itself = |d: usize| evidence.lower(d).ends_with("self");
            evidence.dependent(token, Deprel::Obj).filter(|&d| itself(d))?;
        }
        _ => return None,
    }
    let holder = bearer(evidence, token)?;
    let listed = |i: usize| evidence.dependent(i, Deprel::Conj).is_some();
    let alike = |a: &usize| are_alike(evidence, *a, other);
    let holder = name_before(evidence, token)
        .filter(alike)
        .or_else(|| thing(evidence, holder).filter(|_| !listed(holder)).filter(alike))?;
    Some((holder, other))
}

/// The name right before a participle, or before the comma before it: whose it is, wherever the parser has hung it.
fn name_before(evidence: &Evidence<'_>, token: usize) -> Option<usize> {
    if evidence.deprel(token) != Some(Deprel::Acl) {
        return None;
    }
    let adverb = |&i: &usize| evidence.is(i, Upos::Adv);
    let first = (0..token).rev().take_while(adverb).last().unwrap_or(token);
    let mut last = first.checked_sub(1)?;
    if evidence.form(last) == "," {
        last = last.checked_sub(1)?;
    }
    let name = evidence.name_at(last).filter(|_| evidence.sentence(token).contains(&last))?;
    (evidence.mentions[name].tokens.end == last + 1).then_some(name)
}

/// Who is called so: the noun that a participle or relative clause modifies, else the subject of the passive.
fn bearer(evidence: &Evidence<'_>, token: usize) -> Option<usize> {
    let passive = evidence.dependent(token, Deprel::AuxPass).is_some();
    let subject = evidence.subject(token);
    match evidence.head(token) {
        Some((noun, Deprel::Acl)) => Some(noun),
        Some((noun, Deprel::AclRelcl)) => {
            let relative = subject.is_some_and(|s| is_relative(&evidence.lower(s)));
            relative.then_some(noun)
        }
        _ => {
            subject.filter(|_| passive || evidence.word(token).is_some_and(|w| w.xpos == Xpos::Vbz))
        }
    }
}

fn has_as(evidence: &Evidence<'_>, token: usize) -> bool {
    evidence.dependents(token).any(|d| {
        matches!(evidence.deprel(d), Some(Deprel::Case | Deprel::Mark)) && evidence.lower(d) == "as"
    })
}

/// The names on both sides of *aka* or *alias*: *Karim Haddad, aka Abu Nur*.
pub(super) fn joined_by_a_word(evidence: &Evidence<'_>, token: usize) -> Option<(usize, usize)> {
    if !matches!(evidence.lower(token).as_str(), "aka" | "a.k.a." | "a.k.a" | "alias") {
        return None;
    }
    let sentence = evidence.sentence(token);
    let between = |i: usize| matches!(evidence.form(i), "," | "(");
    let mut before = token.checked_sub(1).filter(|b| sentence.contains(b))?;
    if between(before) {
        before = before.checked_sub(1).filter(|b| sentence.contains(b))?;
    }
    let after = Some(token + 1).filter(|a| sentence.contains(a))?;
    let (a, b) = (evidence.name_at(before)?, evidence.name_at(after)?);
    (a != b && are_alike(evidence, a, b)).then_some((a, b))
}

/// Whether two mentions can be names of one thing, or a nominal and its name.
fn are_alike(evidence: &Evidence<'_>, a: usize, b: usize) -> bool {
    let (x, y) = (&evidence.mentions[a], &evidence.mentions[b]);
    let place = |ty| matches!(ty, EntityType::Gpe | EntityType::Loc | EntityType::Fac);
    let group = |ty| matches!(ty, EntityType::Org | EntityType::Norp);
    let ty = x.ty == y.ty || place(x.ty) && place(y.ty) || group(x.ty) && group(y.ty);
    let plural = x.kind == MentionKind::Nominal && evidence.is_plural(x.head.index());
    // *Hassan Karimi, known as Karimi's son*: one of the two is not inside the other.
    let apart = x.tokens.end <= y.tokens.start || y.tokens.end <= x.tokens.start;
    let names = x.kind != MentionKind::Pronoun && y.kind == MentionKind::Name;
    ty && apart && names && !(plural && x.ty == EntityType::Person)
}
