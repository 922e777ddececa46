//! Country and role of an entity, as far as the text or common knowledge of its name tells.

use std::ops::Range;

use super::evidence::Evidence;
use super::form::{NameForm, key_of};
use super::gazetteer::{Gazetteer, Reading, Sense};
use super::lexicon::{Lexicon, NounKind};
use super::titles;
use crate::doc::{Country, Deprel, EntityType, MentionId, MentionKind, Role};

/// Where something belongs and what part it plays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Attributes {
    /// Country.
    pub(super) country: Option<Country>,
    /// Role.
    pub(super) role: Option<Role>,
}

impl Attributes {
    /// These, completed by `later` where they say nothing.
    fn or(self, later: Attributes) -> Attributes {
        Attributes { country: self.country.or(later.country), role: self.role.or(later.role) }
    }

    fn are_known(&self) -> bool {
        self.country.is_some() && self.role.is_some()
    }
}

/// The attributes of an entity: its names speak first, the fuller before the shorter, then the mentions in text order.
pub(super) fn of_entity(
    evidence: &Evidence<'_>,
    mentions: &[MentionId],
    ty: EntityType,
) -> Attributes {
    let mut known = Attributes::default();
    let mut names: Vec<usize> =
        mentions.iter().map(|m| m.index()).filter(|&m| evidence.forms[m].is_some()).collect();
    // Stable, so that equally full names stay in text order.
    names.sort_by_key(|&m| {
        let form = evidence.forms[m].as_ref();
        (form.is_some_and(|f| f.acronym), std::cmp::Reverse(form.map_or(0, |f| f.words.len())))
    });
    names.dedup_by_key(|m| evidence.forms[*m].as_ref().map(|f| f.key.as_str()));
    for &m in &names {
        known = known.or(of_name(evidence, m, ty));
        if known.are_known() {
            break;
        }
    }
    if ty == EntityType::Gpe || ty == EntityType::Norp || ty == EntityType::Loc {
        let of_group = |role: &Role| matches!(role, Role::Reb | Role::Pty | Role::Opp);
        known.role = known.role.filter(|r| ty == EntityType::Norp && of_group(r));
        if !names.is_empty() {
            return known;
        }
    }
    for m in mentions.iter().map(|m| m.index()) {
        if known.are_known() {
            break;
        }
        let mention = &evidence.mentions[m];
        let told = match mention.kind {
            MentionKind::Name if ty == EntityType::Person => of_titled(evidence, m),
            MentionKind::Name => of_modified(evidence, m),
            MentionKind::Nominal => of_phrase(evidence, mention.tokens.start, mention.head.index()),
            MentionKind::Pronoun => Attributes::default(),
        };
        known = known.or(told);
    }
    if names.is_empty() && ty == EntityType::Gpe {
        known.role = None;
    }
    known
}

/// What the words of a name tell by themselves.
fn of_name(evidence: &Evidence<'_>, mention: usize, ty: EntityType) -> Attributes {
    let Some(form) = &evidence.forms[mention] else { return Attributes::default() };
    let reading = Gazetteer::get().look_up(&form.key);
    let institution = Lexicon::get().institution(&form.key);
    match ty {
        EntityType::Person => Attributes::default(),
        EntityType::Gpe | EntityType::Loc | EntityType::Norp => {
            let divided = super::names::canonical(form, ty);
            let reading = reading.or_else(|| Gazetteer::get().look_up(&divided));
            let country = reading.map(|r| r.country).or_else(|| country_after(evidence, mention));
            Attributes { country, role: None }.or(Attributes {
                country: institution.and_then(|i| i.country),
                role: institution.and_then(|i| i.role),
            })
        }
        EntityType::Org => {
            if let Some(known) = institution {
                return Attributes { country: known.country, role: known.role };
            }
            if let Some(country) = reading.filter(|r| r.is_country && r.sense == Sense::Name) {
                return Attributes { country: Some(country.country), role: None };
            }
            let words: Vec<&str> = form.words.iter().map(AsRef::as_ref).collect();
            let role = role_of_words(&words);
            Attributes { country: country_of_words(&words, role), role }
        }
        EntityType::Fac => Attributes {
            country: institution.and_then(|i| i.country),
            role: institution.and_then(|i| i.role),
        },
        _ => Attributes::default(),
    }
}

/// *Visby, Sweden*: the country named right after a comma.
fn country_after(evidence: &Evidence<'_>, mention: usize) -> Option<Country> {
    let end = evidence.mentions[mention].tokens.end;
    if end + 1 >= evidence.doc.tokens().len() || evidence.form(end) != "," {
        return None;
    }
    let next = evidence.name_at(end + 1)?;
    let reading = Gazetteer::get().look_up(&evidence.forms[next].as_ref()?.key)?;
    let begins = evidence.mentions[next].tokens.start == end + 1;
    (begins && reading.is_country && reading.sense == Sense::Name).then_some(reading.country)
}

/// The role told by the head of an organisation's name: its last words, or those before *of* or *for*.
fn role_of_words(words: &[&str]) -> Option<Role> {
    let head = words.iter().position(|w| matches!(*w, "of" | "for")).filter(|&p| p > 0);
    let (before, whole) = (&words[..head.unwrap_or(words.len())], words);
    let role = |words: &[&str]| Lexicon::get().role_noun(words).and_then(|(noun, _)| noun.role);
    role(before).or_else(|| role(whole)).or_else(|| {
        // *Forces*, *Guards*: the lexicon has the singular.
        let (last, front) = before.split_last()?;
        let singular = last.strip_suffix('s')?;
        role(&[front, &[singular]].concat())
    })
}

/// Whether the head of a name is that of a body of state, of which every state has its own.
pub(super) fn is_of_state(form: &NameForm) -> bool {
    let words: Vec<&str> = form.words.iter().map(AsRef::as_ref).collect();
    let role = role_of_words(&words);
    matches!(role, Some(Role::Gov | Role::Mil | Role::Jud | Role::Leg | Role::Cop | Role::Spy))
}

/// The country in an organisation's name: a leading adjective, a final *of <country>*, and for bodies of state a leading
/// country name.
fn country_of_words(words: &[&str], role: Option<Role>) -> Option<Country> {
    let look_up = |words: &[&str]| Gazetteer::get().look_up(&words.join(" "));
    if let Some(of) = words.iter().rposition(|w| *w == "of") {
        let rest = &words[of + 1..];
        let rest = rest.strip_prefix(&["the"]).unwrap_or(rest);
        if let Some(r) = look_up(rest).filter(|r| r.is_country && r.sense == Sense::Name) {
            return Some(r.country);
        }
    }
    let state =
        matches!(role, Some(Role::Gov | Role::Mil | Role::Jud | Role::Leg | Role::Cop | Role::Spy));
    let longest = words.len().saturating_sub(1).min(3);
    let reading = (1..=longest).rev().find_map(|n| look_up(&words[..n]))?;
    match reading.sense {
        Sense::Adjective => Some(reading.country),
        Sense::Name if state && reading.is_country => Some(reading.country),
        _ => None,
    }
}

/// The role that a name's organisation plays, for what is said *of* it (*a Hamas spokesman*).
fn role_of_mention(evidence: &Evidence<'_>, mention: usize) -> Option<Role> {
    let m = &evidence.mentions[mention];
    match m.ty {
        EntityType::Org | EntityType::Norp | EntityType::Fac | EntityType::Gpe => {
            let ty = if m.ty == EntityType::Fac { EntityType::Org } else { m.ty };
            // Initials may stand for something else elsewhere.
            let fullest = evidence.fullest_name(mention);
            of_name(evidence, fullest, ty).role.or_else(|| of_name(evidence, mention, ty).role)
        }
        _ => None,
    }
}

/// What stands before a person's name and in apposition to it.
fn of_titled(evidence: &Evidence<'_>, mention: usize) -> Attributes {
    let mut known = Attributes::default();
    if let Some(title) = titles::before(evidence, mention) {
        let organisation = || {
            let left = title.tokens.start.checked_sub(1)?;
            role_of_mention(evidence, evidence.name_at(left)?)
        };
        let role = if title.former {
            None
        } else {
            within(title.noun.role, title.tokens.len(), organisation())
        };
        // *President Nino Gelashvili of Georgia*.
        let heads = [title.tokens.end - 1, evidence.mentions[mention].head.index()];
        let of = || heads.into_iter().find_map(|head| nationality_of(evidence, head));
        known = Attributes { country: title.country.or_else(of), role };
    }
    let head = evidence.mentions[mention].head.index();
    let apposed = evidence.dependents(head).filter(|&d| {
        evidence.deprel(d) == Some(Deprel::Appos)
            && evidence.name_at(d).is_none_or(|n| evidence.mentions[n].ty == EntityType::Org)
    });
    for noun in apposed {
        let start = evidence.dependents(noun).next().unwrap_or(noun).min(noun);
        if evidence.name_at(noun).is_none() {
            known = known.or(of_phrase(evidence, start, noun));
        }
    }
    known
}

/// *Iran's Quds Force*, *the Iranian Foreign Ministry*: what modifies a name from outside.
pub(super) fn of_modified(evidence: &Evidence<'_>, mention: usize) -> Attributes {
    let m = &evidence.mentions[mention];
    if m.ty != EntityType::Org {
        return Attributes::default();
    }
    let modifiers = evidence.dependents(m.head.index()).filter(|&d| {
        d < m.tokens.start
            && matches!(
                evidence.deprel(d),
                Some(Deprel::Amod | Deprel::NmodPoss | Deprel::Compound)
            )
    });
    let first = modifiers.min().unwrap_or(m.tokens.start);
    let country = nationality(evidence, first..m.tokens.start, NounKind::Group);
    Attributes { country, role: None }
}

/// What a common-noun phrase from `start` up to its head tells: *an Iranian official*, *the head of the Iraqi army*.
pub(super) fn of_phrase(evidence: &Evidence<'_>, start: usize, head: usize) -> Attributes {
    let start = start.min(head);
    let phrase = evidence.phrase(start..head + 1);
    let noun = Lexicon::get().role_noun(&phrase);
    let (kind, n) = noun.map_or((NounKind::Group, 1), |(noun, n)| (noun.kind, n));
    let first = (head + 1).saturating_sub(n).max(start);
    let itself = reading_at(evidence, head, start).map(|(r, _)| r.country);
    let country = itself
        .or_else(|| nationality(evidence, start..first, kind))
        .or_else(|| nationality_of(evidence, head));
    let former = (start..first).any(|i| titles::is_past(&evidence.lower(i)));
    let role = match noun {
        _ if former => None,
        Some((noun, n)) => within(noun.role, n, organisation_role(evidence, start..first, head)),
        None => None,
    };
    Attributes { country, role }
}

/// The role of somebody whose noun says `own`, in `words` words, inside an organisation with its role: a *WFP official* is no
/// government's, a *Hamas commander* no army's.
fn within(own: Option<Role>, words: usize, organisation: Option<Role>) -> Option<Role> {
    match (own, organisation) {
        (None, _) => organisation,
        (Some(Role::Gov), Some(_)) if words == 1 => organisation,
        (Some(Role::Mil), Some(Role::Reb)) => organisation,
        _ => own,
    }
}

/// The role of the organisation whose spokesman, leader or member a noun names.
fn organisation_role(evidence: &Evidence<'_>, before: Range<usize>, head: usize) -> Option<Role> {
    let named = before.rev().find_map(|i| role_of_mention(evidence, evidence.name_at(i)?));
    named.or_else(|| {
        evidence.dependents(head).filter(|&d| is_of(evidence, d)).find_map(|d| {
            match evidence.name_at(d) {
                Some(name) => role_of_mention(evidence, name),
                None => {
                    let start = evidence.dependents(d).next().unwrap_or(d).min(d);
                    let (noun, _) = Lexicon::get().role_noun(&evidence.phrase(start..d + 1))?;
                    noun.role.filter(|_| noun.kind == NounKind::Group)
                }
            }
        })
    })
}

/// Whether token `d` is the complement of *of*.
fn is_of(evidence: &Evidence<'_>, d: usize) -> bool {
    evidence.deprel(d) == Some(Deprel::Nmod)
        && evidence.dependent(d, Deprel::Case).is_some_and(|c| evidence.form(c) == "of")
}

/// *the president of Iraq*.
fn nationality_of(evidence: &Evidence<'_>, head: usize) -> Option<Country> {
    evidence.dependents(head).filter(|&d| d > head && is_of(evidence, d)).find_map(|d| {
        let name = evidence.name_at(d)?;
        let reading = Gazetteer::get().look_up(&evidence.forms[name].as_ref()?.key)?;
        (reading.is_country && reading.sense == Sense::Name).then_some(reading.country)
    })
}

/// The one nationality among modifying tokens: *Iranian* in *a senior Iranian*, *Iraq's*; `None` where there are two.
///
/// A nationality that a hyphen ties to something else (*Iran-backed*) does not count, nor does the bare name of a country before
/// somebody posted there (*the Iran envoy*).
pub(super) fn nationality(
    evidence: &Evidence<'_>,
    modifiers: Range<usize>,
    kind: NounKind,
) -> Option<Country> {
    let mut found = None;
    let mut at = modifiers.end;
    while at > modifiers.start {
        let last = at - 1;
        let Some((reading, first)) = reading_at(evidence, last, modifiers.start) else {
            at = last;
            continue;
        };
        at = first;
        let next = (last + 1 < evidence.doc.tokens().len()).then(|| evidence.form(last + 1));
        let hyphen = next.is_some_and(|n| matches!(n, "-" | "–")) && last + 1 < modifiers.end;
        // *The German-US carmaker* has two, *an Iran-backed militia* has none.
        let tied = hyphen
            && !(last + 2 < modifiers.end && reading_at(evidence, last + 2, last + 2).is_some());
        let possessive = next.is_some_and(|n| matches!(n, "'s" | "’s" | "'" | "’"));
        let adjectival = match reading.sense {
            Sense::Adjective => true,
            Sense::People => possessive,
            Sense::Name if !reading.is_country => possessive,
            Sense::Name => {
                let bare = last + 1 == modifiers.end && kind != NounKind::Abroad;
                possessive || bare || hyphen || lacks_adjective(reading.country)
            }
        };
        if tied || !adjectival {
            continue;
        }
        match found {
            Some(other) if other != reading.country => return None,
            _ => found = Some(reading.country),
        }
    }
    found
}

/// Countries whose initials serve as their adjective in news (*US officials*).
fn lacks_adjective(country: Country) -> bool {
    matches!(country.as_str(), "USA" | "GBR" | "ARE" | "NZL")
}

/// The nationality or country whose last token is `last`, with its first token; the longest of at most four tokens.
fn reading_at(evidence: &Evidence<'_>, last: usize, floor: usize) -> Option<(Reading, usize)> {
    let form = evidence.form(last);
    if !form.chars().next().is_some_and(char::is_uppercase) {
        return None;
    }
    (last.saturating_sub(3).max(floor)..=last).find_map(|first| {
        let span = evidence.doc.span_of(first..last + 1);
        let text = evidence.doc.slice(span);
        if !text.starts_with(char::is_uppercase) {
            return None;
        }
        let reading = Gazetteer::get().look_up(&key_of(text))?;
        let larger = first > 0 && names_a_larger_region(evidence.form(first - 1));
        (!larger).then_some((reading, first))
    })
}

/// Whether a word before a nationality makes it something else: *South American*, *Native American*.
fn names_a_larger_region(word: &str) -> bool {
    matches!(
        word,
        "South" | "North" | "Latin" | "Central" | "Native" | "African" | "Asian" | "Pan" | "Arab"
    )
}
