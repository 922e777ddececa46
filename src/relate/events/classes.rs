//! Classes of nouns: what a frame may ask of the phrase in one of its places.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::doc::{Denotes, Deprel, EntityType, Role, Upos, Xpos};
use crate::relate::clause::{is_actor, preposition};
use crate::relate::lexicon::is_title;
use crate::relate::tree::Tree;

static CLASSES: LazyLock<Vec<Class>> =
    LazyLock::new(|| parse(include_str!("classes.tsv")).unwrap_or_default());

/// The class whose members only portion what stands after them.
static MEASURE: LazyLock<Option<usize>> = LazyLock::new(|| find("Measure"));
static HUMAN: LazyLock<Option<usize>> = LazyLock::new(|| find("Human"));
static SPEAKER: LazyLock<Option<usize>> = LazyLock::new(|| find("Speaker"));
static STATE: LazyLock<Option<usize>> = LazyLock::new(|| find("State"));

/// A class with the entries of all classes that it includes.
#[derive(Debug, Clone, Default)]
struct Class {
    name: &'static str,
    words: BTreeSet<&'static str>,
    /// A modifier and the noun after it.
    compounds: BTreeSet<(&'static str, &'static str)>,
    /// A noun and the one after its *of*.
    genitives: BTreeSet<(&'static str, &'static str)>,
    types: BTreeSet<EntityType>,
    roles: BTreeSet<Role>,
    denotes: Vec<Denotes>,
    includes: Vec<&'static str>,
}

/// What a condition asks of a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Filler {
    /// A class of `classes.tsv`.
    Class(usize),
    /// People: the class of that name, and whoever has a post or title.
    Human,
    /// Someone: a person, group, organisation or country.
    Person,
    /// An event noun; what it reports is for `nouns.tsv` to say.
    Event,
    /// A numeral alone (*killed 12*).
    Number,
    /// A type of entity.
    Type(EntityType),
    /// A lemma.
    Lemma(&'static str),
}

impl Filler {
    /// As a table writes it; `None` for a class that there is not.
    pub fn parse(text: &'static str) -> Option<Filler> {
        Some(match text {
            "Human" => Filler::Human,
            "Person" => Filler::Person,
            "Event" => Filler::Event,
            "Number" => Filler::Number,
            _ if text.chars().all(|c| c.is_ascii_uppercase()) => Filler::Type(text.parse().ok()?),
            _ if text.starts_with(|c: char| c.is_ascii_uppercase()) => Filler::Class(find(text)?),
            "" => return None,
            _ => Filler::Lemma(text),
        })
    }

    /// As it stands in the name of a rule.
    pub fn name(self) -> String {
        match self {
            Filler::Class(c) => CLASSES.get(c).map_or("", |c| c.name).to_lowercase(),
            Filler::Human => "human".into(),
            Filler::Person => "person".into(),
            Filler::Event => "event".into(),
            Filler::Number => "number".into(),
            Filler::Type(ty) => ty.as_str().to_lowercase(),
            Filler::Lemma(word) => word.into(),
        }
    }

    /// Whether the phrase headed by `t`, or what it is a measure of, is of this kind. Events are never seen here.
    pub fn holds(self, tree: &Tree, t: usize) -> bool {
        let mut at = t;
        // *part of a series of attacks*
        for _ in 0..4 {
            if self.holds_here(tree, at) {
                return true;
            }
            match portioned(tree, at) {
                Some(next) => at = next,
                None => break,
            }
        }
        false
    }

    fn holds_here(self, tree: &Tree, t: usize) -> bool {
        let listed = |class: usize| CLASSES.get(class).is_some_and(|class| class.has(tree, t));
        // *arrested them*, but *seized it*
        let pronoun = || tree.xpos(t) == Xpos::Prp && !tree.is(t, &["it", "itself"]);
        let human = || HUMAN.is_some_and(listed) || is_title(tree.lemma(t)) || pronoun();
        let group = || [*SPEAKER, *STATE].into_iter().flatten().any(listed);
        match self {
            Filler::Class(class) => listed(class),
            Filler::Human => human(),
            Filler::Person => is_actor(tree, t) || human() || group(),
            Filler::Event => false,
            Filler::Number => tree.upos(t) == Upos::Num,
            Filler::Type(ty) => mention(tree, t).is_some_and(|m| m.ty == ty),
            Filler::Lemma(word) => {
                let (first, last) = word.rsplit_once('_').unwrap_or(("", word));
                tree.lemma(t).eq_ignore_ascii_case(last)
                    && (first.is_empty() || modified(tree, t, first))
            }
        }
    }

    /// Whether every phrase of this kind is of that kind too, as the tables alone tell.
    #[cfg(test)]
    pub fn within(self, other: Filler) -> bool {
        use Filler::{Class as C, Human, Lemma, Person, Type};
        let class = |c: usize| &CLASSES[c];
        match (self, other) {
            _ if self == other => true,
            (Human, Person) => true,
            (C(a), Human) => HUMAN.is_some_and(|h| class(a).within(class(h))),
            (C(a), Person) => {
                [*HUMAN, *SPEAKER, *STATE].into_iter().flatten().any(|h| class(a).within(class(h)))
            }
            (C(a), C(b)) => class(a).within(class(b)),
            (Type(ty), C(b)) => class(b).types.contains(&ty),
            (Type(ty), Human) => matches!(ty, EntityType::Person | EntityType::Norp),
            (Type(ty), Person) => {
                matches!(
                    ty,
                    EntityType::Person | EntityType::Org | EntityType::Gpe | EntityType::Norp
                )
            }
            (Lemma(word), C(b)) => class(b).words.contains(word),
            _ => false,
        }
    }
}

/// What the phrase headed by `t` is a measure or portion of (*tons of food*), or what its first noun names (*an aid program*).
pub(super) fn portioned(tree: &Tree, t: usize) -> Option<usize> {
    let measure = tree.upos(t) == Upos::Num
        || MEASURE.and_then(|m| CLASSES.get(m)).is_some_and(|class| class.has(tree, t))
        || mention(tree, t).is_some_and(|m| m.ty.is_value());
    if !measure {
        return None;
    }
    let of = tree.by(t, &[Deprel::Nmod]).find(|&c| {
        c > t && preposition(tree, c).is_some_and(|p| tree.is(p.start, &["of", "in", "worth"]))
    });
    of.or_else(|| tree.by(t, &[Deprel::Compound]).last())
}

/// The mention that `t` heads or stands in.
fn mention<'d>(tree: &Tree<'d>, t: usize) -> Option<&'d crate::doc::Mention> {
    tree.mention(t).or_else(|| tree.mention_at(t))
}

/// Whether a word before the noun `t` has the lemma `word`.
pub(super) fn modified(tree: &Tree, t: usize, word: &str) -> bool {
    use Deprel::{Amod, Compound, Nmod, NmodUnmarked};
    tree.by(t, &[Amod, Compound, Nmod, NmodUnmarked]).any(|c| c < t && tree.is(c, &[word]))
}

impl Class {
    /// Whether the word `t` itself is a member, whatever it is a measure of.
    fn has(&self, tree: &Tree, t: usize) -> bool {
        let lemma = tree.lemma(t).to_lowercase();
        let lemma = lemma.as_str();
        if self.words.contains(lemma) {
            return true;
        }
        if self.compounds.iter().any(|&(first, last)| last == lemma && modified(tree, t, first)) {
            return true;
        }
        let of = |word: &str| {
            tree.by(t, &[Deprel::Nmod]).any(|c| {
                tree.is(c, &[word])
                    && preposition(tree, c).is_some_and(|p| tree.is(p.start, &["of"]))
            })
        };
        if self.genitives.iter().any(|&(noun, after)| noun == lemma && of(after)) {
            return true;
        }
        let role = |m: &crate::doc::Mention| {
            let entities = tree.document.entities()?;
            entities.get(m.entity?.index())?.role
        };
        match mention(tree, t) {
            Some(m) => {
                // A minister is no government, a general no army.
                let party = m.ty != EntityType::Person;
                self.types.contains(&m.ty)
                    || party && role(m).is_some_and(|r| self.roles.contains(&r))
            }
            // What the model thinks of a phrase counts where no mention says better.
            None => self.denotes.contains(&tree.denotes(t)),
        }
    }

    #[cfg(test)]
    fn within(&self, other: &Class) -> bool {
        self.words.is_subset(&other.words)
            && self
                .compounds
                .iter()
                .all(|c| other.compounds.contains(c) || other.words.contains(c.1))
            && self
                .genitives
                .iter()
                .all(|g| other.genitives.contains(g) || other.words.contains(g.0))
            && self.types.is_subset(&other.types)
            && self.roles.is_subset(&other.roles)
            && self.denotes.iter().all(|d| other.denotes.contains(d))
    }
}

fn find(name: &str) -> Option<usize> {
    CLASSES.binary_search_by(|class| class.name.cmp(name)).ok()
}

/// The classes, by name, with their inclusions resolved.
///
/// # Errors
/// The first line that says something unknown, and what.
fn parse(file: &'static str) -> Result<Vec<Class>, String> {
    let mut classes = BTreeMap::new();
    for (line, name, entries) in super::table::lines(file)
        .map(|(line, text)| (line, text.split_once('\t').unwrap_or((text, ""))))
        .map(|(line, (name, entries))| (line, name, entries))
    {
        let mut class = Class { name, ..Class::default() };
        for entry in entries.split(' ') {
            class.add(entry).ok_or_else(|| format!("line {line}: unknown entry {entry:?}"))?;
        }
        if classes.insert(name, class).is_some() {
            return Err(format!("line {line}: {name} stands there twice"));
        }
    }
    let resolved = classes.values().map(|class| {
        let mut whole = class.clone();
        let mut seen = vec![class.name];
        let mut open = class.includes.clone();
        while let Some(name) = open.pop() {
            if seen.contains(&name) {
                continue;
            }
            seen.push(name);
            let part =
                classes.get(name).ok_or_else(|| format!("{}: no class {name}", class.name))?;
            whole.words.extend(&part.words);
            whole.compounds.extend(&part.compounds);
            whole.genitives.extend(&part.genitives);
            whole.types.extend(&part.types);
            whole.roles.extend(&part.roles);
            whole.denotes.extend(&part.denotes);
            open.extend(&part.includes);
        }
        Ok(whole)
    });
    resolved.collect()
}

impl Class {
    fn add(&mut self, entry: &'static str) -> Option<()> {
        if let Some(name) = entry.strip_prefix('+') {
            self.includes.push(name);
        } else if let Some(what) = entry.strip_prefix('~') {
            self.denotes.push(what.parse().ok()?);
        } else if let Some((noun, after)) = entry.split_once("_of_") {
            self.genitives.insert((noun, after));
        } else if let Some((first, last)) = entry.split_once('_') {
            self.compounds.insert((first, last));
        } else if !entry.is_empty() && entry.chars().all(|c| c.is_ascii_uppercase()) {
            match entry.parse() {
                Ok(ty) => _ = self.types.insert(ty),
                Err(_) => _ = self.roles.insert(entry.parse().ok()?),
            }
        } else {
            let lower = !entry.is_empty() && entry.chars().all(|c| c.is_lowercase() || c == '-');
            lower.then(|| self.words.insert(entry))?;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::testing::document;

    #[test]
    fn the_file_is_whole_and_sorted() {
        let classes = parse(include_str!("classes.tsv")).expect("a whole file");
        let names: Vec<&str> = super::super::table::lines(include_str!("classes.tsv"))
            .map(|(_, l)| l.split('\t').next().unwrap_or_default())
            .collect();
        assert!(names.is_sorted_by(|a, b| a < b), "{names:?}");
        assert_eq!(classes.len(), names.len());
    }

    #[test]
    fn entries_that_mean_nothing_are_refused() {
        assert!(parse("Aid\tfood ~hunger").unwrap_err().contains("~hunger"));
        assert!(parse("Aid\tfood XYZ").unwrap_err().contains("XYZ"));
        assert!(parse("Aid\tfood +Drink").unwrap_err().contains("Drink"));
    }

    #[test]
    fn phrases_are_looked_through_to_what_they_measure() {
        let d = document(
            "1 a a DET DT 2 det
             2 series series NOUN NN 0 root
             3 of of ADP IN 5 case
             4 air air NOUN NN 5 compound
             5 strikes strike NOUN NNS 2 nmod
             6 in in ADP IN 8 case
             7 a a DET DT 8 det
             8 state state NOUN NN 5 nmod
             9 of of ADP IN 10 case
             10 emergency emergency NOUN NN 8 nmod",
        );
        let tree = Tree::new(&d).expect("a tree");
        let is = |class: &'static str, t: usize| Filler::parse(class).unwrap().holds(&tree, t);
        assert!(is("Violence", 1) && is("Violence", 4) && !is("Violence", 7));
        assert!(is("Curfew", 7) && is("air_strike", 4) && !is("rail_strike", 4));
    }
}
