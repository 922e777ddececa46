//! Definite nominals that take up something named or described before: *an Iranian official … the official*.

use rustc_hash::FxHashMap;

use super::attributes;
use super::clusters::Clusters;
use super::evidence::Evidence;
use super::lexicon::{Lexicon, NounKind};
use super::titles;
use crate::doc::{Country, Deprel, EntityType, Mention, MentionKind, Upos};

/// How many sentences back a nominal may reach for its antecedent, unless it repeats it word for word.
const REACH: usize = 5;
/// How many antecedents with one head noun are remembered.
const REMEMBERED: usize = 6;

/// What a definite nominal may take up.
#[derive(Debug, Clone)]
struct Antecedent {
    mention: usize,
    sentence: usize,
    /// Lower-case modifiers, for a name all its words but the head.
    modifiers: Vec<String>,
    /// Lower-case text without determiner.
    text: String,
    ty: EntityType,
}

/// Someone who bears a title.
#[derive(Debug, Clone, Copy)]
struct Bearer {
    mention: usize,
    country: Option<Country>,
}

/// Joins definite nominals with what they take up, where that is sure.
pub(super) fn join(evidence: &Evidence<'_>, clusters: &mut Clusters) {
    if !evidence.has_words() {
        return;
    }
    let mut known: FxHashMap<(String, bool), Vec<Antecedent>> = FxHashMap::default();
    let mut bearers: FxHashMap<String, Vec<Bearer>> = FxHashMap::default();
    let mut named = vec![false; evidence.mentions.len()];
    for (i, _, _) in evidence.names() {
        named[clusters.find(i)] = true;
    }
    let named: Vec<bool> = (0..named.len()).map(|i| named[clusters.find(i)]).collect();
    for (i, m) in evidence.mentions.iter().enumerate() {
        match m.kind {
            MentionKind::Name if m.ty == EntityType::Person => bear(evidence, i, &mut bearers),
            MentionKind::Name => {
                if let Some((head, antecedent)) = of_name(evidence, i) {
                    remember(known.entry((head, false)).or_default(), antecedent);
                }
            }
            MentionKind::Nominal if !m.ty.is_value() => {
                let head = m.head.index();
                let lemma = evidence.phrase(head..head + 1).concat();
                let key = (lemma, evidence.is_plural(head));
                let nominal = of_nominal(evidence, i);
                if is_definite(evidence, m) && alone(clusters, i) {
                    let found = known.get(&key).and_then(|a| taken_up(&nominal, a, clusters));
                    // *The president* of long ago may have been open; meanwhile the article may have named one.
                    let stale = found
                        .is_some_and(|a| !named[a] && is_definite(evidence, &evidence.mentions[a]));
                    let found = found
                        .filter(|_| !stale)
                        .or_else(|| bearer(evidence, i, &bearers, clusters))
                        .or(found);
                    if let Some(antecedent) = found {
                        clusters.join(antecedent, i);
                    }
                }
                if is_somebody(evidence, m) {
                    remember(known.entry(key).or_default(), nominal);
                }
                if named[i] {
                    bear_nominal(evidence, i, &mut bearers);
                }
            }
            _ => {}
        }
    }
}

/// Whether the nominal has not been joined with an earlier mention yet.
fn alone(clusters: &mut Clusters, i: usize) -> bool {
    clusters.find(i) == i
}

fn remember(known: &mut Vec<Antecedent>, antecedent: Antecedent) {
    if known.len() == REMEMBERED {
        known.remove(0);
    }
    known.push(antecedent);
}

/// *the*, *that*, *this official*: the first token is a definite determiner of the head.
fn is_definite(evidence: &Evidence<'_>, m: &Mention) -> bool {
    let first = evidence.lower(m.tokens.start);
    matches!(first.as_str(), "the" | "this" | "that" | "these" | "those")
        && evidence.head(m.tokens.start).is_some_and(|(head, _)| m.tokens.contains(&head))
}

/// Whether a nominal speaks of something in particular that may be taken up: not *every country*, not *at school*, not
/// *people*.
fn is_somebody(evidence: &Evidence<'_>, m: &Mention) -> bool {
    let head = m.head.index();
    let first = evidence.lower(m.tokens.start);
    let any = matches!(
        first.as_str(),
        "every"
            | "each"
            | "any"
            | "no"
            | "neither"
            | "either"
            | "most"
            | "few"
            | "such"
            | "another"
    );
    let bare = m.tokens.len() == 1 && m.ty != EntityType::Person && !evidence.is_plural(head);
    let people = m.tokens.len() <= 2 && evidence.lower(head) == "people";
    !(bare || people || any && m.tokens.len() > 1)
}

fn of_nominal(evidence: &Evidence<'_>, i: usize) -> Antecedent {
    let m = &evidence.mentions[i];
    let head = m.head.index();
    let mut modifiers: Vec<String> = m
        .tokens
        .clone()
        .filter(|&t| {
            t != head && !matches!(evidence.word(t).map(|w| w.upos), Some(Upos::Det | Upos::Punct))
        })
        .map(|t| evidence.lower(t))
        .collect();
    // What the mention leaves out (a relative clause, an infinitive) tells it apart just as well, unless after a comma.
    let outside =
        evidence.dependents(head).filter(|d| !m.tokens.contains(d) && !follows_comma(evidence, m));
    let telling = |d: &usize| {
        matches!(
            evidence.deprel(*d),
            Some(Deprel::Acl | Deprel::AclRelcl | Deprel::Nmod | Deprel::Appos)
        )
    };
    modifiers.extend(outside.filter(telling).map(|d| evidence.lower(d)));
    let text = m.tokens.clone().filter(|&t| !evidence.is(t, Upos::Det)).map(|t| evidence.lower(t));
    let text = text.collect::<Vec<_>>().join(" ");
    Antecedent { mention: i, sentence: evidence.sentence_index(head), modifiers, text, ty: m.ty }
}

/// Whether what comes after a mention is set off by a comma, and adds rather than narrows.
fn follows_comma(evidence: &Evidence<'_>, m: &Mention) -> bool {
    m.tokens.end < evidence.doc.tokens().len() && evidence.form(m.tokens.end) == ","
}

/// A name as something that its own head noun may take up: *the court* for *the Supreme Court*.
fn of_name(evidence: &Evidence<'_>, i: usize) -> Option<(String, Antecedent)> {
    let m = &evidence.mentions[i];
    let form = evidence.forms[i].as_ref()?;
    if m.ty.is_value() || m.ty == EntityType::Norp || form.words.len() < 2 {
        return None;
    }
    let of = form.words.iter().position(|w| matches!(&**w, "of" | "for")).filter(|&p| p > 0);
    let at = of.unwrap_or(form.words.len()) - 1;
    let mut modifiers: Vec<String> = form.words.iter().map(|w| w.to_string()).collect();
    let head = modifiers.remove(at);
    // *The army*, *the government* mean a country's without naming it.
    if matches!(
        head.as_str(),
        "army"
            | "navy"
            | "police"
            | "military"
            | "government"
            | "force"
            | "state"
            | "union"
            | "people"
    ) {
        return None;
    }
    let sentence = evidence.sentence_index(m.head.index());
    Some((head, Antecedent { mention: i, sentence, modifiers, text: form.key.clone(), ty: m.ty }))
}

/// The nearest antecedent whose modifiers include all of the nominal's, if no other of the same sentence has them too.
fn taken_up(nominal: &Antecedent, known: &[Antecedent], clusters: &mut Clusters) -> Option<usize> {
    let place = |ty| matches!(ty, EntityType::Gpe | EntityType::Loc | EntityType::Fac);
    let fits = |a: &&Antecedent| {
        let ty = a.ty == nominal.ty || place(a.ty) && place(nominal.ty);
        // The more is said of it, the farther it may be.
        let reach = if nominal.modifiers.is_empty() { REACH } else { 3 * REACH };
        // *The country* is another one in another place of the article.
        let told = !matches!(nominal.text.as_str(), "country" | "nation");
        let near = nominal.sentence - a.sentence <= reach || told && a.text == nominal.text;
        ty && near && nominal.modifiers.iter().all(|m| a.modifiers.contains(m))
    };
    let mut fitting = known.iter().rev().filter(fits);
    let nearest = fitting.next()?;
    let rival = fitting
        .take_while(|a| a.sentence == nearest.sentence)
        .any(|a| clusters.find(a.mention) != clusters.find(nearest.mention));
    (!rival).then_some(nearest.mention)
}

/// Notes the title before a person's name.
fn bear(evidence: &Evidence<'_>, i: usize, bearers: &mut FxHashMap<String, Vec<Bearer>>) {
    if let Some(title) = titles::before(evidence, i).filter(|t| !t.former) {
        let known = bearers.entry(titles::spelled_out(&title.phrase).to_string()).or_default();
        if known.len() < 64 {
            known.push(Bearer { mention: i, country: title.country });
        }
    }
}

/// Notes the title that a nominal gives to a named person it is joined with.
fn bear_nominal(evidence: &Evidence<'_>, i: usize, bearers: &mut FxHashMap<String, Vec<Bearer>>) {
    let m = &evidence.mentions[i];
    let Some(phrase) = title_phrase(evidence, m) else { return };
    let country = attributes::of_phrase(evidence, m.tokens.start, m.head.index()).country;
    let known = bearers.entry(phrase).or_default();
    if known.len() < 64 {
        known.push(Bearer { mention: i, country });
    }
}

/// The title in a singular personal nominal: *prime minister* in *the Iraqi prime minister*.
fn title_phrase(evidence: &Evidence<'_>, m: &Mention) -> Option<String> {
    let head = m.head.index();
    if m.ty != EntityType::Person || evidence.is_plural(head) {
        return None;
    }
    let words = evidence.phrase(m.tokens.start..head + 1);
    let (noun, n) = Lexicon::get().role_noun(&words)?;
    let person = matches!(noun.kind, NounKind::Person | NounKind::Abroad);
    // *The deputy minister* is another than the minister.
    let first = words.len() - n;
    let first = if first > 0 && titles::is_below(&words[first - 1]) { first - 1 } else { first };
    person.then(|| titles::spelled_out(&words[first..].join(" ")).to_string())
}

/// The one bearer of the title in the article so far, or the one of the nominal's country.
fn bearer(
    evidence: &Evidence<'_>,
    i: usize,
    bearers: &FxHashMap<String, Vec<Bearer>>,
    clusters: &mut Clusters,
) -> Option<usize> {
    let m = &evidence.mentions[i];
    let head = m.head.index();
    let known = bearers.get(&title_phrase(evidence, m)?)?;
    let country = attributes::of_phrase(evidence, m.tokens.start, head).country;
    // Any word beside title and nationality may mean another bearer: *the former president*.
    let title = m.tokens.clone().filter(|&t| {
        evidence.is(t, Upos::Adj)
            && attributes::nationality(evidence, t..t + 1, NounKind::Person).is_none()
    });
    let phrase = title_phrase(evidence, m)?;
    let foreign = title.map(|t| evidence.lower(t)).any(|w| !phrase.contains(&w));
    let narrowed = m.tokens.end > head + 1
        || !follows_comma(evidence, m)
            && evidence.dependents(head).any(|d| {
                d > head
                    && matches!(
                        evidence.deprel(d),
                        Some(Deprel::Acl | Deprel::AclRelcl | Deprel::Nmod)
                    )
            });
    if foreign || (narrowed && country.is_none()) {
        return None;
    }
    let mut fitting = known.iter().filter(|b| country.is_none() || b.country == country);
    let first = fitting.next()?.mention;
    fitting.all(|b| clusters.find(b.mention) == clusters.find(first)).then_some(first)
}
