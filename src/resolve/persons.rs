//! Names of persons: full names first, then family names, given names and parts to the person last spoken of.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::clusters::Clusters;
use super::evidence::Evidence;
use super::gender::Gender;
use super::names::{self, Key};
use super::person_name::PersonName;
use super::titles;
use crate::doc::EntityType;

/// A person named in full.
struct Person {
    /// A mention of them.
    mention: usize,
    /// Every form of the full name.
    names: Vec<PersonName>,
    /// How often they are named in full.
    count: usize,
    gender: Option<Gender>,
}

/// Which part of a full name a short one is; the order is that of preference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Part {
    Family,
    Given,
    Inside,
}

/// At most this many namesakes are remembered, the most recent first.
const NAMESAKES: usize = 4;

#[derive(Default)]
struct Persons {
    people: Vec<Person>,
    /// The person of a full name.
    by_name: FxHashMap<PersonName, usize>,
    /// Persons by family name, for given names that differ in form only.
    by_family: FxHashMap<Arc<str>, Vec<usize>>,
    /// Persons of three names or more by their first two and more: *Mohammed bin Salman* of *Mohammed bin Salman Al Saud*.
    by_front: FxHashMap<String, Vec<usize>>,
    /// Everyone of whose name these words are a part, the most often named first.
    by_part: FxHashMap<(Part, String), Vec<usize>>,
    /// The same, the most recently mentioned first.
    recent: FxHashMap<(Part, String), Vec<usize>>,
}

/// Joins the names of persons, and the names that were taken for something else though the article knows the person.
pub(super) fn join(evidence: &Evidence<'_>, clusters: &mut Clusters) {
    let named: Vec<(usize, PersonName)> = evidence
        .names()
        .filter(|(_, _, ty)| *ty == EntityType::Person)
        .filter_map(|(i, _, _)| Some((i, PersonName::new(evidence, i)?)))
        .collect();
    let mut persons = Persons::default();
    // Longer names first, so that a part finds its whole; the sort is stable.
    let mut full: Vec<&(usize, PersonName)> = named.iter().filter(|(_, n)| n.is_full()).collect();
    full.sort_by_key(|(_, name)| std::cmp::Reverse(name.words.len()));
    for (i, name) in full {
        persons.add(*i, name, evidence);
    }
    persons.index();
    let others = others(evidence);
    let mut alone: FxHashMap<String, usize> = FxHashMap::default();
    for (i, name) in &named {
        clusters.add(*i);
        let gender = titles::gender(evidence, *i);
        let found = match persons.by_name.get(name) {
            Some(&person) => Some(person),
            None => {
                persons.called(&name.words, gender).or_else(|| persons.called(name.bare(), gender))
            }
        };
        if let Some(person) = found {
            clusters.join(persons.people[person].mention, *i);
            persons.speak_of(person, gender, name.is_full() && is_relative(evidence, *i));
            continue;
        }
        let key = name.bare().join(" ");
        let earlier = *alone.entry(key.clone()).or_insert(*i);
        clusters.join(earlier, *i);
        if let Some(&other) = others.get(&key) {
            clusters.join(other, *i);
        }
    }
    join_mistaken(evidence, &mut persons, clusters);
}

/// Whether a name stands behind what its bearer is to somebody else (*his son, Ivo Lund*).
fn is_relative(evidence: &Evidence<'_>, mention: usize) -> bool {
    const KIN: &[&str] = &[
        "aunt",
        "brother",
        "cousin",
        "daughter",
        "father",
        "grandfather",
        "grandmother",
        "grandson",
        "husband",
        "mother",
        "nephew",
        "niece",
        "partner",
        "sister",
        "son",
        "spouse",
        "uncle",
        "widow",
        "wife",
    ];
    let start = evidence.mentions[mention].tokens.start;
    let comma = start > 0 && evidence.form(start - 1) == ",";
    start
        .checked_sub(if comma { 2 } else { 1 })
        .is_some_and(|noun| KIN.contains(&evidence.lower(noun).as_str()))
}

/// The first mention of each name that is not a person's.
fn others(evidence: &Evidence<'_>) -> FxHashMap<String, usize> {
    let mut others = FxHashMap::default();
    for (i, form, _) in evidence.names().filter(|(_, _, ty)| *ty != EntityType::Person) {
        others.entry(form.key.clone()).or_insert(i);
    }
    others
}

/// *Putin* read as an organisation where the article has *Vladimir Putin*, and the same name read as two types.
fn join_mistaken(evidence: &Evidence<'_>, persons: &mut Persons, clusters: &mut Clusters) {
    for (i, form, ty) in evidence.names() {
        let unknown = matches!(names::key(form, ty), Key::Words(_)) && !form.acronym;
        if ty == EntityType::Person
            || !unknown
            || !matches!(ty, EntityType::Org | EntityType::Gpe | EntityType::Loc)
        {
            continue;
        }
        // A single word must be the family name of just one person.
        let part = if form.words.len() > 1 { form.key.as_str() } else { &form.words[0] };
        let Some(found) = persons.by_part.get(&(Part::Family, part.to_string())) else { continue };
        if let [person] = found[..] {
            clusters.join(persons.people[person].mention, i);
        }
    }
}

impl Persons {
    /// Enters a full name, to a person known by another form of it or to a new one.
    fn add(&mut self, mention: usize, name: &PersonName, evidence: &Evidence<'_>) {
        if let Some(&person) = self.by_name.get(name) {
            self.people[person].count += 1;
            return;
        }
        let gender = titles::gender(evidence, mention);
        let family = name.words[name.words.len() - 1].clone();
        let family_bucket = self.by_family.entry(family).or_default();
        let may_be = |person: &&usize| {
            let person = &self.people[**person];
            let agrees = person.names.iter().all(|n| n.agrees(name) || n.extends(name));
            agrees && !(person.gender.is_some() && gender.is_some() && person.gender != gender)
        };
        // Several may fit (*J. Smith*): then none is sure, and the bucket is looked at only so far.
        let mut fitting = family_bucket.iter().take(64).filter(may_be);
        let found = match (fitting.next(), fitting.next()) {
            (Some(&person), None) => Some(person),
            (Some(_), Some(_)) => None,
            (None, _) => match self.by_front.get(&name.words.join(" ")).map(Vec::as_slice) {
                Some(&[person]) => Some(person),
                _ => None,
            },
        };
        let person = found.unwrap_or(self.people.len());
        match found {
            Some(person) => {
                self.people[person].names.push(name.clone());
                self.people[person].count += 1;
            }
            None => {
                family_bucket.push(person);
                self.people.push(Person { mention, names: vec![name.clone()], count: 1, gender });
            }
        }
        for n in 2..name.words.len() {
            let known = self.by_front.entry(name.words[..n].join(" ")).or_default();
            if known.len() < NAMESAKES && !known.contains(&person) {
                known.push(person);
            }
        }
        self.by_name.insert(name.clone(), person);
    }

    /// Builds the table of parts; people are entered by how often they are named in full, then in order of
    /// first mention.
    fn index(&mut self) {
        let mut order: Vec<usize> = (0..self.people.len()).collect();
        order.sort_by_key(|&p| (std::cmp::Reverse(self.people[p].count), self.people[p].mention));
        for person in order {
            for part in self.parts(person) {
                let known = self.by_part.entry(part).or_default();
                if !known.contains(&person) && known.len() < NAMESAKES {
                    known.push(person);
                }
            }
        }
    }

    /// The parts of all forms of a person's name.
    fn parts(&self, person: usize) -> Vec<(Part, String)> {
        let mut parts = Vec::new();
        for name in &self.people[person].names {
            let n = name.words.len();
            for (from, to) in (0..n).flat_map(|from| (from + 1..=n).map(move |to| (from, to))) {
                let part = match (from, to) {
                    (0, to) if to == n => continue,
                    (_, to) if to == n => Part::Family,
                    (0, _) => Part::Given,
                    _ => Part::Inside,
                };
                // A lone initial or particle calls nobody.
                let words = &name.words[from..to];
                if words.iter().any(|w| w.chars().count() > 1) || part == Part::Family {
                    parts.push((part, words.join(" ")));
                }
            }
        }
        parts
    }

    /// Who is called by these words: by family name rather than given name, the most recent, or else the one that the article names most.
    fn called(&self, words: &[Arc<str>], gender: Option<Gender>) -> Option<usize> {
        let words = words.join(" ");
        [Part::Family, Part::Given, Part::Inside].into_iter().find_map(|part| {
            let key = (part, words.clone());
            let fits = |p: &&usize| {
                let known = self.people[**p].gender;
                known.is_none() || gender.is_none() || known == gender
            };
            let find = |table: &FxHashMap<_, Vec<usize>>| {
                table.get(&key).and_then(|found| found.iter().find(fits)).copied()
            };
            find(&self.recent).or_else(|| find(&self.by_part))
        })
    }

    /// Notes that `person` is the one last spoken of; but a `relative` of somebody of the same name leaves that name to them.
    fn speak_of(&mut self, person: usize, gender: Option<Gender>, relative: bool) {
        if self.people[person].gender.is_none() {
            self.people[person].gender = gender;
        }
        for part in self.parts(person) {
            let family = part.0 == Part::Family;
            let recent = self.recent.entry(part).or_default();
            recent.retain(|p| *p != person);
            let at = if relative && family { recent.len() } else { 0 };
            recent.insert(at, person);
            recent.truncate(NAMESAKES);
        }
    }
}
