//! Relations stated by titles: who holds which post in what (*IRGC commander Esmail Qaani*).

use super::Reading;
use super::clause::preposition;
use super::lexicon::is_title;
use super::phrase::{Phrase, phrase};
use super::relative::referent;
use super::score;
use super::spread::spread;
use super::stance::Stance;
use super::tree::Tree;
use super::verbs::argument;
use crate::doc::{
    Argument, Denotes, Deprel, EntityType, MentionKind, Modality, Predicate, PredicateKind,
    Relation, SentenceId, TokenId, Upos, Voice, Xpos,
};
use crate::text::{general_of_office, office_of_general};

/// The relations of the noun `t` used as a title; none unless both a person and an organisation or place are named.
pub(super) fn relations(reading: &Reading, t: usize) -> Vec<Relation> {
    let tree = &reading.tree;
    let noun = matches!(tree.upos(t), Upos::Noun | Upos::Propn) && is_title(tree.lemma(t));
    if !noun || office_of_general(tree.document, t).is_some() {
        return Vec::new();
    }
    // Which of the two words of *Attorney General* hangs on its holder is a matter of the parser's taste.
    let last = general_of_office(tree.document, t).unwrap_or(t);
    let Some(holder) = holder(tree, t).or_else(|| holder(tree, last)) else { return Vec::new() };
    let Stance { modality, negated } =
        if tree.has(t, &[Deprel::Cop]) { reading.stances[t] } else { PLAIN };
    let mut out = Vec::new();
    for person in spread(tree, holder) {
        let found = body(tree, t, person.head).or_else(|| body(tree, last, person.head));
        let Some((place, introduced)) = found else { continue };
        // *Prime Minister A and envoy B*: each has a title of his own.
        let other = person.head != holder
            && (tree.has(person.head, &[Deprel::NmodDesc]) || is_title(tree.lemma(person.head)));
        if other || place.tokens.contains(&person.head) {
            continue;
        }
        let subject = own_name(tree, &person, t);
        let introduced = introduced.map(|p| tree.document.span_of(p));
        out.push(Relation {
            sentence: SentenceId::new(tree.sentence(t)),
            subject: Some(subject),
            predicate: predicate(tree, t, &place),
            object: Some(argument(tree, &place, introduced)),
            arguments: Vec::new(),
            negated,
            modality,
            // Who holds a post is the article's own word, but for *X is the head of Y*.
            attribution: reading.reports[t]
                .as_ref()
                .filter(|_| tree.has(t, &[Deprel::Cop]))
                .map(|r| r.attribution(tree)),
            time: None,
            place: None,
            reciprocal: false,
            event: None,
            score: score::TITLE,
        });
    }
    out
}

/// Common nouns for what people hold posts in.
const INSTITUTIONS: &[&str] = &[
    "opposition",
    "party",
    "government",
    "army",
    "military",
    "navy",
    "police",
    "parliament",
    "committee",
    "council",
    "union",
    "court",
    "bank",
    "ministry",
    "agency",
    "company",
    "rebel",
    "coalition",
    "church",
    "university",
    "hospital",
    "airport",
    "senate",
    "militia",
    "cabinet",
    "board",
    "commission",
    "state",
    "city",
];

/// Words of titles that tell a rank in something, and name nothing.
const RANKS: &[&str] = &[
    "vice",
    "deputy",
    "assistant",
    "associate",
    "chief",
    "senior",
    "acting",
    "interim",
    "joint",
    "prime",
    "lead",
    "air",
    "crown",
    "field",
    "fleet",
    "grand",
    "rear",
];

const PLAIN: Stance = Stance { modality: Modality::Actual, negated: false };

/// Who holds the title `t`.
fn holder(tree: &Tree, t: usize) -> Option<usize> {
    use Deprel::*;
    let mut at = t;
    // *founder and head of X*: the second title has the first one's holder.
    for _ in 0..3 {
        let Some(h) = tree.head(at).filter(|_| tree.deprel(at) == Conj) else { break };
        if !is_title(tree.lemma(h)) {
            break;
        }
        at = h;
    }
    if tree.has(at, &[Cop]) {
        return tree.first(at, &[Nsubj]).map(|s| referent(tree, s));
    }
    // *chief executive Carrie Lam*, *the minister, Carrie Lam*
    let below =
        tree.by(at, &[Appos, Flat, NmodDesc, Compound]).find(|&c| c > at && is_person(tree, c));
    if below.is_some() {
        return below;
    }
    let h = tree.head(at)?;
    let before =
        matches!(tree.deprel(at), Compound | NmodDesc | Appos | Amod | Flat | NmodUnmarked)
            && at < h;
    let after = tree.deprel(at) == Appos && h < at;
    let named =
        after && (is_person(tree, h) || is_title(tree.lemma(h)) && name_of(tree, h).is_some());
    if before && is_person(tree, h) {
        Some(h)
    } else if named {
        Some(if is_person(tree, h) { h } else { name_of(tree, h).unwrap_or(h) })
    } else {
        None
    }
}

/// The person named after the title `t` in one phrase (*President Trump*), where the title heads it.
fn name_of(tree: &Tree, t: usize) -> Option<usize> {
    tree.by(t, &[Deprel::Flat, Deprel::Appos]).find(|&c| c > t && is_person(tree, c))
}

fn is_person(tree: &Tree, t: usize) -> bool {
    match tree.mention(t) {
        Some(m) => m.ty == EntityType::Person && m.kind == MentionKind::Name,
        None => {
            tree.upos(t) == Upos::Propn
                && matches!(tree.denotes(t), Denotes::Person | Denotes::None)
                && office_of_general(tree.document, t).is_none()
        }
    }
}

/// The person's phrase: the name alone where it is recognised, else without what stands before a preceding title.
fn own_name(tree: &Tree, person: &Phrase, t: usize) -> Argument {
    let named =
        tree.mention(person.head).filter(|m| m.ty == EntityType::Person && !m.tokens.contains(&t));
    match named {
        Some(m) => {
            let name = Phrase { head: m.head.index(), tokens: m.tokens.clone() };
            argument(tree, &name, None)
        }
        None => {
            let start = if person.tokens.contains(&t) && t < person.head {
                t + 1
            } else {
                person.tokens.start
            };
            let span = tree.document.span_of(start.min(person.head)..person.tokens.end);
            Argument { span, head: TokenId::new(person.head), preposition: None }
        }
    }
}

/// The organisation or place that the title `t` of `person` is in, and the preposition before it.
fn body(tree: &Tree, t: usize, person: usize) -> Option<(Phrase, Option<std::ops::Range<usize>>)> {
    use Deprel::*;
    let after = |noun: usize, words: &[&str]| {
        tree.by(noun, &[Nmod, Obl]).find_map(|c| {
            let p = preposition(tree, c)?;
            (c > noun && tree.is(p.start, words) && p.len() == 1 && is_body(tree, c))
                .then(|| (phrase(tree, c), Some(p)))
        })
    };
    // Of two titles the one beside the name has what follows it (*AU chairperson President A of Egypt*).
    let beside = t < person
        && t > 0
        && is_title(tree.lemma(t - 1))
        && (t + 1..person).all(|i| tree.head(i) == Some(person) && !is_title(tree.lemma(i)));
    if beside && let Some(found) = after(person, &["of"]) {
        return Some(found);
    }
    let near = || named_before(tree, t);
    // *Secretary of State*, *Minister of Information*: the field is part of the title.
    let field = tree.is(t, &["secretary", "minister", "undersecretary"]);
    if field && let Some(c) = near() {
        return Some((widened(tree, c), None));
    }
    if let Some(found) = after(t, &["of", "for", "at", "to", "with", "in"]) {
        return Some(found);
    }
    if let Some(c) = tree.by(t, &[NmodPoss]).find(|&c| is_body(tree, c) || is_person(tree, c)) {
        return Some((phrase(tree, c), None));
    }
    let modifiers = |noun: usize| {
        tree.by(noun, &[Compound, Amod, NmodPoss, NmodDesc, Nmod])
            .filter(move |&c| c < t && c != t && is_body(tree, c))
            .max()
    };
    let before = modifiers(t).or_else(|| if person > t { modifiers(person) } else { None });
    if let Some(c) = before {
        return Some((widened(tree, c), None));
    }
    if let Some(c) = near() {
        return Some((widened(tree, c), None));
    }
    // *President Buhari of Nigeria*
    if person > t && tree.has(t, &[Deprel::Appos]) { None } else { after(person, &["of", "for"]) }
}

/// The name that opens the run of nouns and adjectives before the title `t` (*AU trade and industry commissioner*), wherever
/// the parser hung it.
fn named_before(tree: &Tree, t: usize) -> Option<usize> {
    let mut at = t;
    while at > 0 && t - at < 7 && tree.sentence(at - 1) == tree.sentence(t) {
        at -= 1;
        let part = matches!(tree.upos(at), Upos::Noun | Upos::Propn | Upos::Adj | Upos::Cconj)
            || tree.xpos(at) == Xpos::Pos;
        if !part {
            return None;
        }
        if tree.xpos(at) == Xpos::Pos {
            // *Merkel's spokesman*: whatever is possessed by someone else is not in the name before that.
            let owner = tree.mention_at(at - usize::from(at > 0))?;
            let named = owner.kind == MentionKind::Name && owner.tokens.end == at;
            return (named && !owner.ty.is_value()).then_some(owner.head.index());
        }
        let named = tree.mention_at(at).filter(|m| {
            use EntityType::{Fac, Gpe, Loc, Norp, Org};
            m.kind == MentionKind::Name
                && matches!(m.ty, Fac | Gpe | Loc | Norp | Org)
                && m.tokens.end <= t
        });
        if let Some(m) = named {
            return Some(m.head.index());
        }
    }
    None
}

/// The phrase of a modifier with the names right before it (*Houthi military* spokesperson).
fn widened(tree: &Tree, c: usize) -> Phrase {
    let mut tokens = phrase(tree, c).tokens;
    // A place's own name is whole (*Republican US Senator*).
    let place =
        tree.mention(c).is_some_and(|m| m.ty == EntityType::Gpe && m.kind == MentionKind::Name);
    while !place
        && tokens.start > 0
        && tree.head(tokens.start - 1) == tree.head(c)
        && is_name(tree, tokens.start - 1)
    {
        tokens.start -= 1;
    }
    Phrase { head: c, tokens }
}

fn is_name(tree: &Tree, t: usize) -> bool {
    use EntityType::{Fac, Gpe, Loc, Norp, Org};
    tree.mention(t).is_some_and(|m| matches!(m.ty, Fac | Gpe | Loc | Norp | Org))
}

/// Whether `t` names or denotes an organisation, a place or a people.
fn is_body(tree: &Tree, t: usize) -> bool {
    if tree.mention(t).is_some() {
        return is_name(tree, t)
            || tree.mention(t).is_some_and(|m| {
                m.kind != crate::doc::MentionKind::Name
                    && matches!(m.ty, EntityType::Org | EntityType::Gpe)
            });
    }
    if INSTITUTIONS.contains(&tree.lemma(t).to_lowercase().as_str()) {
        return true;
    }
    match tree.denotes(t) {
        Denotes::Organization | Denotes::Place => {
            matches!(tree.upos(t), Upos::Noun | Upos::Propn | Upos::Adj)
        }
        Denotes::None => {
            tree.xpos(t) == Xpos::Nnp
                && !is_title(tree.lemma(t))
                && !tree.is(t, RANKS)
                && tree.deprel(t) != Deprel::Amod
        }
        _ => false,
    }
}

/// The title with the common words before it (*deputy commander*, *foreign minister*) and *of State* after it.
fn predicate(tree: &Tree, t: usize, body: &Phrase) -> Predicate {
    let last = general_of_office(tree.document, t).unwrap_or(t);
    let (mut start, mut end) = (t, last + 1);
    let beside = |other: usize| tree.sentence(other) == tree.sentence(t);
    let part = |word: usize| {
        beside(word)
            && matches!(tree.deprel(word), Deprel::Amod | Deprel::Compound)
            && !body.tokens.contains(&word)
            && !is_name(tree, word)
            && tree.mention(word).is_none()
            && matches!(tree.upos(word), Upos::Adj | Upos::Noun | Upos::Propn)
            && !tree.is(word, &["former", "ex", "late", "new", "current", "then"])
    };
    // *vice-president* is one title, *far-right minister* is not: a word with a hyphen before it goes with what stands before that.
    let hyphen = |word: usize| word > 1 && tree.is(word - 1, &["-"]);
    if hyphen(start) && part(start - 2) {
        start -= 2;
    }
    while start > 0 && part(start - 1) {
        match hyphen(start - 1) {
            true if part(start - 3) => start -= 3,
            true => break,
            false => start -= 1,
        }
    }
    if end + 1 < tree.len()
        && beside(end + 1)
        && tree.is(end, &["of"])
        && tree.is(end + 1, &["state"])
        && !body.tokens.contains(&(end + 1))
    {
        end += 2;
    }
    let tokens = tree.document.tokens();
    let mut lemma = String::new();
    for i in start..end {
        if i > start && tokens[i - 1].span.end() < tokens[i].span.start() {
            lemma.push(' ');
        }
        let word = if i == t { tree.lemma(i) } else { tree.form(i) };
        lemma.push_str(&word.to_lowercase());
    }
    Predicate {
        span: tree.document.span_of(start..end),
        head: TokenId::new(t),
        lemma,
        kind: PredicateKind::Title,
        voice: Voice::Active,
    }
}
