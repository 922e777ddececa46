//! What English verbs and nouns say of their complements: general word lists, compiled in.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

static VERBS: LazyLock<FxHashMap<&str, Vec<&str>>> =
    LazyLock::new(|| entries(include_str!("verbs.tsv")));
static NOUNS: LazyLock<FxHashMap<&str, Vec<&str>>> =
    LazyLock::new(|| entries(include_str!("nouns.tsv")));
static TITLES: LazyLock<FxHashSet<&str>> =
    LazyLock::new(|| lines(include_str!("titles.tsv")).collect());

static PHRASAL: LazyLock<FxHashSet<&str>> =
    LazyLock::new(|| lines(include_str!("phrasal.tsv")).collect());

/// Past tenses that are not participles as well.
static PAST_ONLY: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    "arose ate awoke became began blew broke came chose drank drew drove fell flew forbade foresaw forgave forsook froze gave grew knew \
     mistook outgrew overcame oversaw overtook overthrew ran rang rode rose sang sank saw shook shrank spoke sprang stole strode swam swore \
     threw took tore undertook underwent went withdrew woke wore wove wrote"
        .split_whitespace()
        .collect()
});

/// Whether a form in lower case is a past tense and no participle.
pub(super) fn is_past_only(form: &str) -> bool {
    PAST_ONLY.contains(form)
}

/// Verbs of any of the lexicons, those of events included.
static KNOWN: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    let events = lines(include_str!("events/verbs.tsv"));
    VERBS.keys().copied().chain(events.filter_map(|line| line.split(['\t', ' ']).next())).collect()
});

fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
}

fn entries(file: &'static str) -> FxHashMap<&'static str, Vec<&'static str>> {
    lines(file)
        .filter_map(|line| line.split_once('\t'))
        .map(|(lemma, traits)| (lemma, traits.split(' ').collect()))
        .collect()
}

fn has(map: &FxHashMap<&str, Vec<&str>>, lemma: &str, wanted: &str) -> bool {
    map.get(lemma).is_some_and(|traits| traits.contains(&wanted))
}

/// What a verb may say of its complements; the meanings stand in `verbs.tsv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    Say,
    Speech,
    Addressee,
    Doubt,
    Intend,
    Request,
    Permit,
    Expect,
    Cause,
    SubjectControl,
    Refuse,
    Prevent,
    Accuse,
    Raise,
    Transfer,
    Name,
    Send,
    Reciprocal,
    Quasi,
    QuasiIng,
    Stative,
    Incident,
    Intransitive,
}

impl Verb {
    const ALL: [(Verb, &'static str); 23] = [
        (Verb::Say, "say"),
        (Verb::Speech, "speech"),
        (Verb::Addressee, "addressee"),
        (Verb::Doubt, "doubt"),
        (Verb::Intend, "intend"),
        (Verb::Request, "request"),
        (Verb::Permit, "permit"),
        (Verb::Expect, "expect"),
        (Verb::Cause, "cause"),
        (Verb::SubjectControl, "subject-control"),
        (Verb::Refuse, "refuse"),
        (Verb::Prevent, "prevent"),
        (Verb::Accuse, "accuse"),
        (Verb::Raise, "raise"),
        (Verb::Transfer, "transfer"),
        (Verb::Name, "name"),
        (Verb::Send, "send"),
        (Verb::Reciprocal, "reciprocal"),
        (Verb::Quasi, "quasi"),
        (Verb::QuasiIng, "quasi-ing"),
        (Verb::Stative, "stative"),
        (Verb::Incident, "incident"),
        (Verb::Intransitive, "intransitive"),
    ];

    fn name(self) -> &'static str {
        Verb::ALL.iter().find(|(v, _)| *v == self).map_or("", |(_, name)| name)
    }

    /// Whether the verb `lemma` is one of these.
    pub fn holds(self, lemma: &str) -> bool {
        has(&VERBS, lemma, self.name())
    }
}

/// The verb of the lexicon that `form` is a regular form of, where `lemma` is no verb of the lexicon itself: a
/// lemmatiser's slip (*claime*) must not cost the verb its traits.
pub(super) fn verb_lemma(form: &str, lemma: &str) -> Option<String> {
    if KNOWN.contains(lemma) {
        return None;
    }
    let form = form.to_lowercase();
    let mut stems = vec![form.clone()];
    for ending in ["s", "es", "ed", "d", "ing"] {
        if let Some(stem) = form.strip_suffix(ending) {
            stems.push(stem.to_string());
            stems.push(format!("{stem}e"));
            let mut letters = stem.chars().rev();
            if let (Some(a), Some(b)) = (letters.next(), letters.next())
                && a == b
            {
                stems.push(stem[..stem.len() - a.len_utf8()].to_string());
            }
        }
    }
    for (ending, stem) in [("ied", "y"), ("ies", "y")] {
        stems.extend(form.strip_suffix(ending).map(|s| format!("{s}{stem}")));
    }
    stems.into_iter().find(|stem| KNOWN.contains(stem.as_str()))
}

/// Whether a verb says that what its object said is passed on: *quoted the minister as saying*.
pub(super) fn passes_on(lemma: &str) -> bool {
    matches!(lemma, "quote" | "cite")
}

/// Whether a phrase with `preposition` is a participant of the verb `lemma`, by the verb's own entry.
pub(super) fn takes(lemma: &str, preposition: &str) -> bool {
    VERBS
        .get(lemma)
        .is_some_and(|traits| traits.iter().any(|t| t.strip_prefix("pp:") == Some(preposition)))
}

/// What a noun says of an infinitive after it; the meanings stand in `nouns.tsv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Noun {
    Intend,
    Request,
    Permit,
    Refuse,
    Reciprocal,
    Say,
    Doubt,
}

impl Noun {
    /// Whether the noun `lemma` is one of these.
    pub fn holds(self, lemma: &str) -> bool {
        let name = match self {
            Noun::Intend => "intend",
            Noun::Request => "request",
            Noun::Permit => "permit",
            Noun::Refuse => "refuse",
            Noun::Reciprocal => "reciprocal",
            Noun::Say => "say",
            Noun::Doubt => "doubt",
        };
        has(&NOUNS, lemma, name)
    }
}

/// Whether the event noun `lemma` has its object after `preposition`; `false` for nouns that are no events.
pub(super) fn event_object(lemma: &str, preposition: &str) -> bool {
    NOUNS
        .get(lemma)
        .is_some_and(|traits| traits.iter().any(|t| t.strip_prefix("object:") == Some(preposition)))
}

/// Whether `lemma` is an event noun.
pub(super) fn is_event(lemma: &str) -> bool {
    NOUNS.get(lemma).is_some_and(|traits| traits.iter().any(|t| t.starts_with("object:")))
}

/// Whether `verb` and `particle` make a phrasal verb that takes an object.
pub(super) fn is_phrasal(verb: &str, particle: &str) -> bool {
    PHRASAL.contains(format!("{verb} {particle}").as_str())
}

/// Whether `lemma` names a post or part that a person has; compounds count by their last part (*vice-president*).
pub(super) fn is_title(lemma: &str) -> bool {
    let lemma = lemma.to_lowercase();
    let last = lemma.rsplit('-').next().unwrap_or(&lemma);
    // Capitalised plurals (*Presidents A and B*) may come without their lemma.
    let singular = lemma.strip_suffix('s').unwrap_or(&lemma);
    TITLES.contains(lemma.as_str()) || TITLES.contains(last) || TITLES.contains(singular)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trait_is_known_and_every_known_trait_is_used() {
        for (lemma, traits) in lines(include_str!("verbs.tsv")).filter_map(|l| l.split_once('\t')) {
            for t in traits.split(' ') {
                let known = Verb::ALL.iter().any(|(_, name)| *name == t) || t.starts_with("pp:");
                assert!(known, "{lemma}: {t}");
            }
        }
        for (verb, name) in Verb::ALL {
            let used = lines(include_str!("verbs.tsv"))
                .any(|l| l.split(['\t', ' ']).skip(1).any(|t| t == name));
            assert!(used, "{verb:?}");
        }
    }

    #[test]
    fn slips_of_the_lemmatiser_are_mended() {
        assert_eq!(verb_lemma("claimed", "claime").as_deref(), Some("claim"));
        assert_eq!(verb_lemma("planned", "plann").as_deref(), Some("plan"));
        assert_eq!(verb_lemma("denies", "denie").as_deref(), Some("deny"));
        assert_eq!(verb_lemma("urging", "urg").as_deref(), Some("urge"));
        assert_eq!(verb_lemma("evacuated", "evacuat").as_deref(), Some("evacuate"));
        assert_eq!(verb_lemma("urged", "urge"), None);
        assert_eq!(verb_lemma("xyzzed", "xyzz"), None);
    }

    #[test]
    fn lists_are_sorted_and_free_of_doubles() {
        for file in
            [include_str!("verbs.tsv"), include_str!("nouns.tsv"), include_str!("titles.tsv")]
        {
            let lemmas: Vec<&str> =
                lines(file).map(|l| l.split('\t').next().unwrap_or_default()).collect();
            assert!(lemmas.is_sorted_by(|a, b| a < b), "{:?}", &lemmas[..3]);
        }
    }
}
