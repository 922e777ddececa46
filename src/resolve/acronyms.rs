//! Acronyms and what they stand for.

use rustc_hash::FxHashMap;

use super::clusters::Clusters;
use super::evidence::Evidence;
use super::form::NameForm;
use super::gazetteer::Gazetteer;
use super::lexicon::Lexicon;
use crate::doc::EntityType;

/// Joins acronyms with the names they abbreviate: first those that the text defines in parentheses, in either order, then
/// those whose letters are the initials of a name in the article.
pub(super) fn join(evidence: &Evidence<'_>, clusters: &mut Clusters) {
    join_defined(evidence, clusters);
    join_initials(evidence, clusters);
}

/// Whether names of this type are abbreviated.
fn abbreviates(ty: EntityType) -> bool {
    !matches!(ty, EntityType::Person | EntityType::Norp) && !ty.is_value()
}

/// *Islamic Revolutionary Guard Corps (IRGC)*, *IRGC (Islamic Revolutionary Guard Corps)*.
fn join_defined(evidence: &Evidence<'_>, clusters: &mut Clusters) {
    let mut ends: FxHashMap<usize, usize> = FxHashMap::default();
    for (i, _, _) in evidence.names() {
        // Of several mentions that end here, the longest, which stands first in text order.
        ends.entry(evidence.mentions[i].tokens.end).or_insert(i);
    }
    for (i, form, ty) in evidence.names() {
        let tokens = &evidence.mentions[i].tokens;
        let opens = tokens.start > 0 && evidence.form(tokens.start - 1) == "(";
        let closes = tokens.end < evidence.doc.tokens().len() && evidence.form(tokens.end) == ")";
        if !opens || !closes {
            continue;
        }
        let Some(&before) = ends.get(&(tokens.start - 1)) else { continue };
        let Some(outer) = &evidence.forms[before] else { continue };
        let other = evidence.mentions[before].ty;
        if !(abbreviates(ty) && abbreviates(other)) {
            continue;
        }
        let spelled = |short: &NameForm, long: &NameForm| {
            short.acronym && !long.acronym && initials(long).contains(&short.key)
        };
        // In parentheses, letters may also abbreviate a name in another language.
        let foreign = form.acronym && !outer.acronym && ty == other && form.key.len() < 7;
        if spelled(form, outer) || spelled(outer, form) || foreign {
            clusters.join(before, i);
        }
    }
}

fn join_initials(evidence: &Evidence<'_>, clusters: &mut Clusters) {
    let mut full: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    for (i, form, ty) in evidence.names() {
        if !abbreviates(ty) {
            continue;
        }
        for letters in initials(form) {
            let known = full.entry(letters).or_default();
            if known.len() < 4 && !known.iter().any(|&k| clusters.find(k) == clusters.find(i)) {
                known.push(i);
            }
        }
        // A definition that the mention itself encloses.
        if let Some(inner) = form.inner.as_deref().and_then(NameForm::new).filter(|f| f.acronym) {
            full.insert(inner.key, vec![i]);
        }
    }
    for (i, form, ty) in evidence.names() {
        // Two letters that all the world knows (*UN*, *US*, *EU*) are not the initials of something else.
        let known = form.key.len() < 3
            && (Gazetteer::get().look_up(&form.key).is_some()
                || Lexicon::get().institution(&form.key).is_some());
        if !form.acronym || !abbreviates(ty) || known {
            continue;
        }
        // The nearest that came before, or else the first of all.
        let Some(known) = full.get(&form.key) else { continue };
        let named = known.iter().rev().find(|&&k| k < i).or(known.first());
        if let Some(&named) = named {
            clusters.join(named, i);
        }
    }
}

/// The initials of a name of two words or more, with and without its small words.
fn initials(form: &NameForm) -> Vec<String> {
    if form.words.len() < 2 {
        return Vec::new();
    }
    let small = |w: &str| {
        matches!(
            w,
            "of" | "the"
                | "and"
                | "for"
                | "in"
                | "on"
                | "to"
                | "de"
                | "la"
                | "del"
                | "des"
                | "du"
                | "et"
        )
    };
    let letters = |skip: bool| -> String {
        form.words.iter().filter(|w| !(skip && small(w))).filter_map(|w| w.chars().next()).collect()
    };
    let (all, strong) = (letters(false), letters(true));
    let mut variants = vec![strong];
    if variants[0] != all {
        variants.push(all);
    }
    variants.retain(|v| v.chars().count() >= 2);
    variants
}
