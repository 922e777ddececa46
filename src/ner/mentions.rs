//! All mentions of an article.

use super::{nominals, phrase, values};
use crate::doc::{Document, EntityType, Mention};

/// Names, values, nominals and pronouns of an article, in text order, from the `names` of its sentences, which may have been
/// found before there was syntax: their heads are set here.
///
/// Names and values compete for their tokens: a value that reaches beyond every name it meets replaces them (*20
/// Canadian dollars*), as does a date with the very span of a name (*Christmas*); any other name stands (*Group of 20*).
pub fn mentions(document: &Document, mut names: Vec<Mention>) -> Vec<Mention> {
    for name in &mut names {
        name.head = phrase::head(document, name.tokens.clone());
    }
    let mut values = values(document, &names);
    let mut kept = vec![true; names.len()];
    values.retain(|value| {
        let from = names.partition_point(|n| n.tokens.end <= value.tokens.start);
        let to = names.partition_point(|n| n.tokens.start < value.tokens.end);
        let met = from..to.max(from);
        let wins = names[met.clone()].iter().all(|name| replaces(value, name));
        if wins {
            kept[met].fill(false);
        }
        wins
    });
    let mut keep = kept.into_iter();
    let mut all = names;
    // Names may have been decided before the tree that says what heads them.
    for name in &mut all {
        name.head = phrase::head(document, name.tokens.clone());
    }
    all.retain(|_| keep.next().unwrap_or(true));
    all.append(&mut values);
    let nominals = nominals(document, &all);
    all.extend(nominals);
    all.sort_by(|a, b| a.span.cmp(&b.span).then(a.ty.cmp(&b.ty)));
    all
}

fn replaces(value: &Mention, name: &Mention) -> bool {
    let inside = value.tokens.start <= name.tokens.start && name.tokens.end <= value.tokens.end;
    let longer = value.tokens.len() > name.tokens.len();
    let sure = matches!(
        value.ty,
        EntityType::Date | EntityType::Time | EntityType::Money | EntityType::Percent
    );
    inside && (longer || sure && !matches!(name.ty, EntityType::Person))
}
