//! What an entity is called and what it is.

use super::evidence::Evidence;
use super::form::trimmed;
use super::gazetteer::{Gazetteer, Sense};
use super::titles;
use crate::doc::{EntityType, MentionId, MentionKind};

/// The type that most of an entity's mentions have, names before nominals before pronouns; the first of equals.
///
/// The adjectives in a country's entity do not make it a nationality.
pub(super) fn entity_type(evidence: &Evidence<'_>, mentions: &[MentionId]) -> EntityType {
    let of = |id: &MentionId| &evidence.mentions[id.index()];
    let kind = mentions.iter().map(|m| of(m).kind).min().unwrap_or(MentionKind::Pronoun);
    let voters = || mentions.iter().map(of).filter(|m| m.kind == kind);
    let place = voters().any(|m| matches!(m.ty, EntityType::Gpe | EntityType::Loc));
    let nation = place && mentions.iter().any(|m| is_place_name(evidence, m.index()));
    let mut votes: Vec<(EntityType, usize)> = Vec::new();
    for m in voters().filter(|m| !(nation && m.ty == EntityType::Norp)) {
        match votes.iter_mut().find(|(ty, _)| *ty == m.ty) {
            Some((_, n)) => *n += 1,
            None => votes.push((m.ty, 1)),
        }
    }
    let most = votes.iter().map(|(_, n)| *n).max().unwrap_or(0);
    votes.iter().find(|(_, n)| *n == most).map_or(EntityType::Person, |(ty, _)| *ty)
}

fn is_place_name(evidence: &Evidence<'_>, mention: usize) -> bool {
    let reading =
        evidence.forms[mention].as_ref().and_then(|form| Gazetteer::get().look_up(&form.key));
    reading.is_some_and(|r| r.sense == Sense::Name)
}

/// The most telling name: the common name of a country where the article uses it, or else the fullest proper form; a form all
/// in capitals only for want of another. Entities without a name are called by their longest nominal.
pub(super) fn name(evidence: &Evidence<'_>, mentions: &[MentionId], ty: EntityType) -> String {
    let names: Vec<usize> =
        mentions.iter().map(|m| m.index()).filter(|&m| evidence.forms[m].is_some()).collect();
    if names.is_empty() {
        return nominal_name(evidence, mentions);
    }
    let best = names.iter().copied().min_by_key(|&m| {
        let mention = &evidence.mentions[m];
        let text = called(evidence, m);
        let form = evidence.forms[m].as_ref();
        let reading = form.and_then(|f| Gazetteer::get().look_up(&f.key));
        let common = reading.is_some_and(|r| {
            r.sense == Sense::Name && text.eq_ignore_ascii_case(Gazetteer::get().name(r.place))
        });
        let shouted = is_shouted(text) && !form.is_some_and(|f| f.acronym && f.key.len() < 5);
        let words = form.map_or(0, |f| f.words.len());
        (
            ty == EntityType::Gpe && reading.is_some_and(|r| r.sense != Sense::Name),
            !common,
            form.is_some_and(|f| f.acronym),
            shouted,
            (mention.ty == EntityType::Person) != (ty == EntityType::Person),
            std::cmp::Reverse(words),
            std::cmp::Reverse(text.chars().count()),
        )
    });
    let Some(best) = best else { return nominal_name(evidence, mentions) };
    let text: String = called(evidence, best).split_whitespace().collect::<Vec<_>>().join(" ");
    if is_word_in_capitals(&text, ty) { title_case(&text) } else { text }
}

/// A name as an entity is called by it: without determiner, possessive mark, and a person's title.
fn called<'d>(evidence: &Evidence<'d>, mention: usize) -> &'d str {
    let m = &evidence.mentions[mention];
    let mut span = m.span;
    if m.ty == EntityType::Person {
        let title = titles::length_inside(evidence, mention);
        span = evidence.doc.span_of(m.tokens.start + title..m.tokens.end);
    }
    let text = evidence.doc.slice(span);
    let bare = trimmed(text);
    if bare.is_empty() { text } else { bare }
}

fn nominal_name(evidence: &Evidence<'_>, mentions: &[MentionId]) -> String {
    let longest = mentions
        .iter()
        .map(|id| &evidence.mentions[id.index()])
        .min_by_key(|m| (m.kind == MentionKind::Pronoun, std::cmp::Reverse(m.span.len())));
    let text = longest.map_or("", |m| evidence.doc.slice(m.span));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_shouted(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| c.is_alphabetic()).peekable();
    letters.peek().is_some() && letters.all(char::is_uppercase)
}

/// Whether a name in capitals is words rather than initials: longer than an acronym, or a known place.
fn is_word_in_capitals(text: &str, ty: EntityType) -> bool {
    if !is_shouted(text) || text.contains('.') {
        return false;
    }
    let key = super::form::key_of(text);
    let several = key.contains(' ');
    match ty {
        EntityType::Gpe | EntityType::Loc => {
            let known = Gazetteer::get().look_up(&key).is_some();
            !Gazetteer::get().is_acronym(&key) && (known || several || key.len() > 4)
        }
        EntityType::Person => several || key.len() > 3,
        _ => {
            several
                && key.split(' ').all(|w| w.len() > 3 || matches!(w, "of" | "the" | "and" | "for"))
        }
    }
}

fn title_case(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut begins = true;
    for (i, word) in text.split(' ').enumerate() {
        if i > 0 {
            out.push(' ');
        }
        let lower = word.to_lowercase();
        if i > 0 && matches!(lower.as_str(), "of" | "the" | "and" | "for" | "in") {
            out.push_str(&lower);
            continue;
        }
        for c in word.chars() {
            if begins {
                out.push(c);
            } else {
                out.extend(c.to_lowercase());
            }
            begins = !c.is_alphabetic() && c != '\'' && c != '’';
        }
        begins = true;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_become_title_case() {
        assert_eq!(title_case("PORT-AU-PRINCE"), "Port-Au-Prince");
        assert_eq!(title_case("TRINIDAD AND TOBAGO"), "Trinidad and Tobago");
        assert!(is_word_in_capitals("BAGHDAD", EntityType::Gpe));
        assert!(is_word_in_capitals("IRAN", EntityType::Gpe));
        assert!(!is_word_in_capitals("UAE", EntityType::Gpe));
        assert!(!is_word_in_capitals("UNICEF", EntityType::Org));
    }
}
