//! What two runs disagree on, as text and as JSON.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::claim_text::{flat, triple};
use super::diff::{Change, Diff, Disagreement, LayerDiff};
use super::labelled::{Claim, Labelled, LabelledMention};
use crate::doc::Span;

/// Rows of the table by lemma; the rest is summed up.
const LEMMAS: usize = 20;

/// Appeared, vanished, changed.
type Tallies = [usize; 3];

/// The disagreements as tables, then up to `examples` of each change in their sentences.
pub fn diff_text(diff: &Diff, examples: usize) -> String {
    let mut out = String::new();
    let Diff { articles, only_first, only_second, other_text, mentions, relations } = diff;
    let _ = writeln!(out, "articles in both: {}", articles.len());
    for (ids, what) in [
        (only_first, "only in the first"),
        (only_second, "only in the second"),
        (other_text, "not compared, as their texts differ"),
    ] {
        if !ids.is_empty() {
            let _ = writeln!(out, "{what}: {} ({})", ids.len(), listed(ids));
        }
    }
    let header = |out: &mut String, title: &str, first: &str| {
        let columns = ["appeared", "vanished", "changed"].map(|c| format!("{c:>10}")).concat();
        let _ = writeln!(out, "\n{title:<32}{first:>10}{columns}");
    };
    header(&mut out, "layer", "same");
    let mut layer = |name: &str, same: usize, lacking: usize, all: Tallies| {
        let _ = write!(out, "{name:<32}{same:>10}{}", cells(all));
        if lacking > 0 {
            let _ = write!(out, "  ({lacking} articles of one run have none and are left out)");
        }
        out.push('\n');
    };
    layer("mentions", mentions.same, mentions.lacking, tallies(&mentions.disagreements));
    layer("relations", relations.same, relations.lacking, tallies(&relations.disagreements));
    for (title, groups) in [
        ("mentions, by type", by(mentions, mention_group)),
        ("relations, by predicate", by(relations, |d| claim_group(diff, d))),
    ] {
        if groups.is_empty() {
            continue;
        }
        header(&mut out, title, "");
        let mut sorted: Vec<(&String, &Tallies)> = groups.iter().collect();
        // The most disputed first; equals stay in alphabetical order.
        sorted.sort_by_key(|(_, t)| std::cmp::Reverse(t.iter().sum::<usize>()));
        for (name, tallies) in sorted.iter().take(LEMMAS) {
            let _ = writeln!(out, "{name:<32}{:>10}{}", "", cells(**tallies));
        }
        if sorted.len() > LEMMAS {
            let mut rest = Tallies::default();
            for (_, tallies) in &sorted[LEMMAS..] {
                rest.iter_mut().zip(tallies.iter()).for_each(|(sum, n)| *sum += n);
            }
            let name = format!("({} others)", sorted.len() - LEMMAS);
            let _ = writeln!(out, "{name:<32}{:>10}{}", "", cells(rest));
        }
    }
    for (title, changes) in [
        ("mentions, what changed", changes(&mentions.disagreements)),
        ("relations, what changed", changes(&relations.disagreements)),
    ] {
        if changes.keys().any(|c| is_change(*c)) {
            let _ = writeln!(out, "\n{title}");
            for (change, n) in changes.iter().filter(|(c, _)| is_change(**c)) {
                let _ = writeln!(out, "{change:<32}{n:>10}");
            }
        }
    }
    for example in examples_of(diff, examples) {
        let _ = writeln!(out, "\n{}: {}", example.layer, example.change);
        for shown in &example.shown {
            let _ = writeln!(out, "── {} @{}\n{}", shown.id, shown.at, shown.sentence);
            for (side, line) in [("first ", &shown.first), ("second", &shown.second)] {
                let line = line.as_deref().unwrap_or("–");
                let _ = writeln!(out, "    {side}  {line}");
            }
            for note in &shown.notes {
                let _ = writeln!(out, "    {note}");
            }
        }
    }
    out
}

/// The disagreements for machines.
pub fn diff_json(diff: &Diff, examples: usize) -> Value {
    let layer = |same: usize, all: Tallies, lacking: usize, changes: BTreeMap<Change, usize>| {
        let changes: Map<String, Value> =
            changes.iter().map(|(c, n)| (c.to_string(), json!(n))).collect();
        json!({"same": same, "appeared": all[0], "vanished": all[1], "changed": all[2],
               "articles_lacking_it": lacking, "by_change": changes})
    };
    let groups = |groups: BTreeMap<String, Tallies>| {
        let entry = |(name, t): (String, Tallies)| {
            (name, json!({"appeared": t[0], "vanished": t[1], "changed": t[2]}))
        };
        Value::Object(groups.into_iter().map(entry).collect())
    };
    let (m, r) = (&diff.mentions, &diff.relations);
    let mut mentions =
        layer(m.same, tallies(&m.disagreements), m.lacking, changes(&m.disagreements));
    mentions["by_type"] = groups(by(m, mention_group));
    let mut relations =
        layer(r.same, tallies(&r.disagreements), r.lacking, changes(&r.disagreements));
    relations["by_lemma"] = groups(by(r, |d| claim_group(diff, d)));
    let mut shown = Vec::new();
    for example in examples_of(diff, examples) {
        shown.extend(example.shown.iter().map(|s| {
            json!({"layer": example.layer, "change": example.change.as_str(), "id": s.id,
                   "sentence": s.sentence, "first": s.first, "second": s.second, "notes": s.notes})
        }));
    }
    json!({
        "articles": {"both": diff.articles.len(), "only_first": diff.only_first,
                     "only_second": diff.only_second, "other_text": diff.other_text},
        "mentions": mentions,
        "relations": relations,
        "examples": shown,
    })
}

fn listed(ids: &[String]) -> String {
    const SHOWN: usize = 10;
    let first: Vec<&str> = ids.iter().take(SHOWN).map(String::as_str).collect();
    let more = if ids.len() > SHOWN { ", …" } else { "" };
    format!("{}{more}", first.join(", "))
}

fn cells(tallies: Tallies) -> String {
    tallies.map(|n| format!("{n:>10}")).concat()
}

fn is_change(change: Change) -> bool {
    !matches!(change, Change::Appeared | Change::Vanished)
}

fn column<T>(d: &Disagreement<T>) -> usize {
    match (&d.first, &d.second) {
        (None, _) => 0,
        (_, None) => 1,
        _ => 2,
    }
}

fn tallies<T>(all: &[Disagreement<T>]) -> Tallies {
    let mut sum = Tallies::default();
    all.iter().for_each(|d| sum[column(d)] += 1);
    sum
}

fn changes<T>(all: &[Disagreement<T>]) -> BTreeMap<Change, usize> {
    let mut sum = BTreeMap::new();
    for change in all.iter().flat_map(|d| &d.changes) {
        *sum.entry(*change).or_default() += 1;
    }
    sum
}

fn by<T>(
    layer: &LayerDiff<T>,
    group: impl Fn(&Disagreement<T>) -> String,
) -> BTreeMap<String, Tallies> {
    let mut groups: BTreeMap<String, Tallies> = BTreeMap::new();
    for d in &layer.disagreements {
        groups.entry(group(d)).or_default()[column(d)] += 1;
    }
    groups
}

fn mention_group(d: &Disagreement<LabelledMention>) -> String {
    d.first.as_ref().or(d.second.as_ref()).map_or_else(String::new, |m| m.ty.to_string())
}

/// The predicate's lemma, or its words where neither run tells one.
fn claim_group(diff: &Diff, d: &Disagreement<Claim>) -> String {
    let claims = || d.first.iter().chain(&d.second);
    let lemma = claims().find_map(|c| c.details.lemma.clone());
    let words = || claims().next().map(|c| flat(&diff.articles[d.article].text, c.predicate));
    lemma.or_else(|| words().map(|w| w.to_lowercase())).unwrap_or_default()
}

/// Examples of one change.
struct Examples {
    layer: &'static str,
    change: Change,
    shown: Vec<Shown>,
}

struct Shown {
    id: String,
    /// Byte of the text where the sentence begins.
    at: usize,
    sentence: String,
    first: Option<String>,
    second: Option<String>,
    /// What the two lines do not show.
    notes: Vec<String>,
}

fn examples_of(diff: &Diff, limit: usize) -> Vec<Examples> {
    let mentions = examples_in(diff, "mentions", &diff.mentions, limit, |article, m| {
        (m.span, format!("{} {}  {}", m.ty, m.kind, flat(&article.text, m.span)))
    });
    let relations = examples_in(diff, "relations", &diff.relations, limit, |article, claim| {
        (claim.predicate, triple(&article.text, claim))
    });
    let mut all: Vec<Examples> = mentions.into_iter().map(|(examples, _)| examples).collect();
    for (mut examples, disagreements) in relations {
        for (shown, d) in examples.shown.iter_mut().zip(disagreements) {
            let article = &diff.articles[d.article];
            if let (Some(a), Some(b)) = (&d.first, &d.second) {
                shown.notes = d.changes.iter().filter_map(|c| note(article, *c, a, b)).collect();
            }
        }
        all.push(examples);
    }
    all
}

type Found<'d, T> = Vec<(Examples, Vec<&'d Disagreement<T>>)>;

fn examples_in<'d, T>(
    diff: &Diff,
    layer: &'static str,
    of: &'d LayerDiff<T>,
    limit: usize,
    show: impl Fn(&Labelled, &T) -> (Span, String),
) -> Found<'d, T> {
    let mut found = Vec::new();
    for &change in changes(&of.disagreements).keys() {
        let chosen: Vec<&Disagreement<T>> =
            of.disagreements.iter().filter(|d| d.changes.contains(&change)).take(limit).collect();
        let mut shown = Vec::new();
        for d in &chosen {
            let article = &diff.articles[d.article];
            let side = |item: &Option<T>| item.as_ref().map(|item| show(article, item));
            let (first, second) = (side(&d.first), side(&d.second));
            let Some((at, _)) = first.as_ref().or(second.as_ref()) else { continue };
            let sentence = article.sentence_around(*at);
            shown.push(Shown {
                id: article.id.clone(),
                at: sentence.start(),
                sentence: flat(&article.text, sentence),
                first: first.map(|(_, line)| line),
                second: second.map(|(_, line)| line),
                notes: Vec::new(),
            });
        }
        if !shown.is_empty() {
            found.push((Examples { layer, change, shown }, chosen));
        }
    }
    found
}

/// A change that a relation's line does not show.
fn note(article: &Labelled, change: Change, a: &Claim, b: &Claim) -> Option<String> {
    let phrase = |span: Option<Span>| span.map_or("none".to_owned(), |s| flat(&article.text, s));
    let phrases = |claim: &Claim| {
        let all: Vec<String> =
            claim.details.arguments.iter().map(|p| flat(&article.text, p.span)).collect();
        if all.is_empty() { "none".to_owned() } else { all.join("; ") }
    };
    let event = |claim: &Claim| {
        claim.details.event.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string)
    };
    let (a, b) = match change {
        Change::Time => (phrase(a.time.flatten()), phrase(b.time.flatten())),
        Change::Place => (phrase(a.place.flatten()), phrase(b.place.flatten())),
        Change::Arguments => (phrases(a), phrases(b)),
        Change::Event => (event(a), event(b)),
        _ => return None,
    };
    Some(format!("{change}: {a} → {b}"))
}
