//! Links that the syntax states: apposition, copula, relative pronouns, and a title with its name.

use super::aliases;
use super::clusters::Clusters;
use super::evidence::Evidence;
use super::lexicon::{Lexicon, NounKind};
use crate::doc::{Deprel, EntityType, MentionKind, Upos};

/// Joins mentions that a construction says are one: *Delfin Lorenzana, the Defence Secretary*; *X is the head of Y*;
/// *the diplomat, who …*. Every nominal becomes an entity here, joined or not.
pub(super) fn join(evidence: &Evidence<'_>, clusters: &mut Clusters) {
    for (i, m) in evidence.mentions.iter().enumerate() {
        // *Gen.* read as a name of its own.
        if evidence.forms[i].is_some()
            && let Some(name) = name_after(evidence, i)
        {
            clusters.join(name, i);
        }
        if m.kind == MentionKind::Nominal && !m.ty.is_value() {
            clusters.add(i);
            if let Some(name) = name_within(evidence, i).or_else(|| name_after(evidence, i)) {
                clusters.join(name, i);
            }
        }
    }
    if !evidence.has_words() {
        return;
    }
    for token in 0..evidence.doc.tokens().len() {
        let link = match evidence.deprel(token) {
            Some(Deprel::Appos) => apposition(evidence, token),
            _ => None,
        };
        let links = [
            link,
            copula(evidence, token),
            aliases::named_by(evidence, token),
            aliases::joined_by_a_word(evidence, token),
        ];
        for (a, b) in links.into_iter().flatten() {
            clusters.join(a, b);
        }
    }
    for (i, m) in evidence.mentions.iter().enumerate() {
        if m.kind == MentionKind::Pronoun
            && let Some(antecedent) = antecedent_of_relative(evidence, m.head.index())
            && clusters.contains(antecedent)
        {
            clusters.join(antecedent, i);
        }
    }
}

/// The mention of the thing that token `i` heads: the name that covers it, or else the nominal.
pub(super) fn thing(evidence: &Evidence<'_>, i: usize) -> Option<usize> {
    evidence.name_at(i).or_else(|| evidence.mention_headed(i))
}

/// A nominal that is only a name with its title or adjectives: *former President Bill Clinton*.
fn name_within(evidence: &Evidence<'_>, nominal: usize) -> Option<usize> {
    let m = &evidence.mentions[nominal];
    let inside = |name: &usize| {
        let n = &evidence.mentions[*name];
        *name != nominal && m.span.contains(n.span) && n.ty == m.ty && n.tokens.end == m.tokens.end
    };
    let last = m.tokens.end - 1;
    evidence.name_at(m.head.index()).filter(inside).or_else(|| {
        let name = evidence.name_at(last).filter(inside)?;
        let (head, deprel) = evidence.head(evidence.mentions[name].head.index())?;
        let title = matches!(deprel, Deprel::Flat | Deprel::NmodDesc | Deprel::Appos);
        (title && head == m.head.index()).then_some(name)
    })
}

/// A title that is a mention of its own right before the name: *[Iraqi Prime Minister] [Mohammed Shia al-Sudani]*.
fn name_after(evidence: &Evidence<'_>, nominal: usize) -> Option<usize> {
    let m = &evidence.mentions[nominal];
    let next = m.tokens.end;
    if m.ty != EntityType::Person
        || next >= evidence.doc.tokens().len()
        || m.head.index() + 1 != next
    {
        return None;
    }
    let name = evidence.name_at(next)?;
    let n = &evidence.mentions[name];
    if n.ty != EntityType::Person
        || n.tokens.start != next
        || !evidence.sentence(m.head.index()).contains(&next)
    {
        return None;
    }
    let (noun, length) = Lexicon::get().role_noun(&evidence.phrase(m.tokens.clone()))?;
    if m.kind == MentionKind::Name && length < m.tokens.len() {
        return None;
    }
    let singular = !evidence.is_plural(m.head.index());
    (singular && matches!(noun.kind, NounKind::Person | NounKind::Abroad)).then_some(name)
}

/// Whether two mentions can be of one thing: persons with persons, and at most one of them a name.
fn compatible(evidence: &Evidence<'_>, a: usize, b: usize) -> bool {
    let (x, y) = (&evidence.mentions[a], &evidence.mentions[b]);
    let names = [x, y].iter().filter(|m| m.kind == MentionKind::Name).count();
    let place = |ty| matches!(ty, EntityType::Gpe | EntityType::Loc | EntityType::Fac);
    let ty = x.ty == y.ty || place(x.ty) && place(y.ty);
    let nominals = [x, y].into_iter().filter(|m| m.kind == MentionKind::Nominal);
    let plural = nominals.clone().any(|m| evidence.is_plural(m.head.index()));
    let pronoun = x.kind == MentionKind::Pronoun || y.kind == MentionKind::Pronoun;
    a != b && ty && names <= 1 && nominals.count() > 0 && !pronoun && !(plural && names == 1)
}

/// *Delfin Lorenzana, the Defence Secretary*: one of the two is common, and it is no list.
///
/// A name that touches the comma before the apposition is what it is apposed to, wherever the parser has hung it: after a
/// dateline or in a list of persons with their posts it often hangs on the first.
fn apposition(evidence: &Evidence<'_>, token: usize) -> Option<(usize, usize)> {
    let (head, _) = evidence.head(token)?;
    let list = |i: usize| evidence.dependent(i, Deprel::Conj).is_some();
    let b = thing(evidence, token)?;
    if list(token) && !is_of_one(evidence, token) {
        return None;
    }
    if let Some(a) = name_before_comma(evidence, b).filter(|&a| compatible(evidence, a, b)) {
        return Some((a, b));
    }
    if lies_in(evidence, b) || is_behind_a_clause(evidence, head, token) {
        return None;
    }
    // *A spokeswoman for the council, Maria Lindqvist*: the name belongs to the person, not to the council.
    let mut at = head;
    for _ in 0..4 {
        if let Some(a) = thing(evidence, at).filter(|&a| !list(at) && compatible(evidence, a, b)) {
            return Some((a, b));
        }
        match evidence.head(at) {
            Some((up, Deprel::Nmod | Deprel::NmodPoss | Deprel::Compound)) => at = up,
            _ => return None,
        }
    }
    None
}

/// Whether a verb stands between a noun and its apposition and no comma closes that clause: then it belongs to something inside.
fn is_behind_a_clause(evidence: &Evidence<'_>, head: usize, token: usize) -> bool {
    let first = evidence.dependents(token).fold(token, usize::min);
    head + 1 < first
        && !evidence.is(first - 1, Upos::Punct)
        && (head + 1..first).any(|i| evidence.is(i, Upos::Verb))
}

/// *the group's founder and brother of its spokesman*: nouns under one determiner are of one.
fn is_of_one(evidence: &Evidence<'_>, token: usize) -> bool {
    let determined = |i: usize| {
        evidence.dependent(i, Deprel::Det).is_some()
            || evidence.dependent(i, Deprel::NmodPoss).is_some()
    };
    let mut others =
        evidence.dependents(token).filter(|&d| evidence.deprel(d) == Some(Deprel::Conj));
    let singular = |i: usize| evidence.is(i, Upos::Noun) && !evidence.is_plural(i);
    singular(token)
        && determined(token)
        && others.all(|d| singular(d) && !determined(d) && evidence.name_at(d).is_none())
}

/// *The town of Basra, Iraq*: a place named right after another, with a comma between, is where that one lies.
fn lies_in(evidence: &Evidence<'_>, mention: usize) -> bool {
    let is_place = |m: usize| {
        let m = &evidence.mentions[m];
        m.kind == MentionKind::Name && matches!(m.ty, EntityType::Gpe | EntityType::Loc)
    };
    let start = evidence.mentions[mention].tokens.start;
    is_place(mention)
        && start >= 2
        && evidence.form(start - 1) == ","
        && evidence.name_at(start - 2).is_some_and(is_place)
}

/// The name that ends right before the comma before a mention.
fn name_before_comma(evidence: &Evidence<'_>, mention: usize) -> Option<usize> {
    let comma = evidence.mentions[mention].tokens.start.checked_sub(1)?;
    let last = comma.checked_sub(1)?;
    let touches = evidence.form(comma) == ","
        && evidence.sentence(comma).contains(&last)
        && evidence.mentions[mention].kind == MentionKind::Nominal;
    evidence.name_at(last).filter(|&n| touches && evidence.mentions[n].tokens.end == comma)
}

/// *X is the head of Y*, asserted and not denied.
fn copula(evidence: &Evidence<'_>, token: usize) -> Option<(usize, usize)> {
    let copula = evidence.dependent(token, Deprel::Cop)?;
    if evidence.word(copula).is_none_or(|w| w.lemma != "be") || !evidence.is(token, Upos::Noun) {
        return None;
    }
    // *The town is in the province of X*: a phrase with a preposition says where, not what.
    if evidence.dependent(token, Deprel::Case).is_some() {
        return None;
    }
    let doubtful = evidence.dependents(token).any(|d| {
        let denied =
            matches!(evidence.lower(d).as_str(), "not" | "n't" | "n’t" | "never" | "no" | "longer");
        let modal = matches!(evidence.deprel(d), Some(Deprel::Aux))
            && evidence.word(d).is_some_and(|w| !matches!(w.lemma.as_str(), "be" | "have" | "do"));
        let hypothetical = matches!(evidence.deprel(d), Some(Deprel::Mark))
            && matches!(evidence.lower(d).as_str(), "if" | "unless" | "whether");
        denied || modal || hypothetical
    });
    if doubtful {
        return None;
    }
    let predicate = evidence.mention_headed(token)?;
    let subject = evidence.subject(token)?;
    let relative =
        evidence.deprel(token) == Some(Deprel::AclRelcl) && is_relative(&evidence.lower(subject));
    let subject = if relative { evidence.head(token)?.0 } else { subject };
    let subject = thing(evidence, subject)?;
    compatible(evidence, subject, predicate).then_some((subject, predicate))
}

pub(super) fn is_relative(word: &str) -> bool {
    matches!(word, "who" | "whom" | "whose" | "which" | "that")
}

/// What a relative pronoun stands for: the head of the noun phrase that its clause modifies.
fn antecedent_of_relative(evidence: &Evidence<'_>, pronoun: usize) -> Option<usize> {
    if !is_relative(&evidence.lower(pronoun)) {
        return None;
    }
    let mut at = pronoun;
    // A relative pronoun stands near the top of its clause.
    for _ in 0..6 {
        let (head, deprel) = evidence.head(at)?;
        if deprel == Deprel::AclRelcl {
            return (head < pronoun).then(|| thing(evidence, head)).flatten();
        }
        at = head;
    }
    None
}
