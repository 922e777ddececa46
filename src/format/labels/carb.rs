//! CaRB's tuples: a sentence, a relation and its arguments a line, with tabs between, all of it words.
//!
//! Where every part stands in the sentence as written, the relation has predicate, subject, object and further arguments;
//! else it has its words alone. Written are the predicate with its object's preposition, and further arguments, time and
//! place behind theirs.

use super::form::{Argument, Labels, Origin, Predicate, Relation};
use super::read::Read;
use super::tokenised::Tokenised;
use super::unheld::Unheld;
use crate::doc::{PredicateKind, Span};
use crate::format::carb::{Tuple, gold_lines};

/// Parses tuples; each run of lines with one sentence is an article.
pub(super) fn parse(content: &str, name: &str) -> Read {
    let mut read = Read::default();
    let mut open: Option<Labels> = None;
    let mut number = 0;
    for (line, tuple) in gold_lines(content) {
        let origin = Origin::new(name, line);
        let Some((sentence, relation)) = tuple.ok().and_then(related) else {
            let what = "not a sentence, a relation and at least one argument with tabs between";
            read.broken.push(origin.error(what));
            continue;
        };
        if open.as_ref().is_none_or(|article| article.text != sentence) {
            read.articles.extend(open.take());
            number += 1;
        }
        let article = open.get_or_insert_with(|| Labels {
            id: number.to_string(),
            origin,
            sentences: Some(vec![Span::new(0, sentence.len())]),
            text: sentence,
            relations: Some(Vec::new()),
            ..Labels::default()
        });
        article.relations.get_or_insert_default().push(relation);
    }
    read.articles.extend(open);
    read
}

/// A tuple's sentence and relation, if it has a sentence, a relation and an argument.
fn related(Tuple { sentence, relation, arguments, .. }: Tuple) -> Option<(String, Relation)> {
    let first = arguments.first()?;
    if [&sentence, &relation, first].iter().any(|words| words.is_empty()) {
        return None;
    }
    let words: Vec<String> = std::iter::once(relation).chain(arguments).collect();
    let mut relation = placed(&sentence, &words).unwrap_or_default();
    relation.tuple = Some(words);
    Some((sentence, relation))
}

/// The relation with all its parts where they stand, if each does.
fn placed(sentence: &str, words: &[String]) -> Option<Relation> {
    let (predicate, arguments) = words.split_first()?;
    let (subject, others) = arguments.split_first()?;
    let subject = find(sentence, subject, 0)?;
    let predicate = find(sentence, predicate, subject.end())?;
    // An empty object is how a tuple without one has further arguments.
    let place = |words: &String| find(sentence, words, predicate.end()).map(Argument::new);
    let (object, others) = match others.split_first() {
        Some((object, others)) if object.is_empty() => (None, others),
        Some((object, others)) => (Some(place(object)?), others),
        None => (None, others),
    };
    Some(Relation {
        predicate: Some(Predicate {
            span: predicate,
            lemma: None,
            kind: PredicateKind::Verb,
            voice: None,
        }),
        subject: Some(Argument::new(subject)),
        object,
        arguments: others.iter().map(place).collect::<Option<_>>()?,
        ..Relation::default()
    })
}

/// Where `words` stand in the sentence between white space: first after `from`, else anywhere.
fn find(sentence: &str, words: &str, from: usize) -> Option<Span> {
    if words.is_empty() {
        return None;
    }
    let whole = |at: &usize| {
        let (before, after) = (&sentence[..*at], &sentence[*at + words.len()..]);
        before.chars().next_back().is_none_or(char::is_whitespace)
            && after.chars().next().is_none_or(char::is_whitespace)
    };
    let all: Vec<usize> = sentence.match_indices(words).map(|(at, _)| at).filter(whole).collect();
    let at = all.iter().find(|&&at| at >= from).or(all.first())?;
    Some(Span::new(*at, at + words.len()))
}

/// Articles as tuples.
pub(super) fn write(articles: &[Labels], unheld: &mut Unheld) -> String {
    let mut content = String::new();
    for article in articles {
        let cut = Tokenised::new(article, &[]);
        let sentences = cut.sentences.iter();
        let sentences: Vec<Span> =
            sentences.map(|run| cut.tokens[run.start].cover(cut.tokens[run.end - 1])).collect();
        let mut stated = vec![false; sentences.len()];
        for relation in article.relations.iter().flatten() {
            let at = sentence_of(relation, &sentences);
            let words = match &relation.tuple {
                Some(words) => Some(words.clone()),
                None => words(article, relation),
            };
            let (Some(words), Some(at)) = (words, at) else {
                unheld.add("relations without a predicate or an argument", 1);
                continue;
            };
            stated[at] = true;
            let sentence = one_line(sentences[at].of(&article.text));
            let words = words.iter().map(|word| one_line(word)).collect::<Vec<_>>().join("\t");
            content.push_str(&format!("{sentence}\t{words}\n"));
        }
        unheld.add("sentences without relations", stated.iter().filter(|s| !*s).count());
    }
    content
}

fn sentence_of(relation: &Relation, sentences: &[Span]) -> Option<usize> {
    // A relation that only has its words belongs to an article of one sentence.
    let Some(predicate) = &relation.predicate else { return (!sentences.is_empty()).then_some(0) };
    sentences.iter().position(|s| s.overlaps(predicate.span))
}

/// Relation and arguments in words; of a passive without an agent, what it is done to comes first.
fn words(article: &Labels, relation: &Relation) -> Option<Vec<String>> {
    let predicate = relation.predicate.as_ref()?;
    let of = |span: Span| span.of(&article.text).to_owned();
    let behind = |a: &Argument| match &a.preposition {
        Some(preposition) => format!("{preposition} {}", of(a.span)),
        None => of(a.span),
    };
    let (first, second) = match (&relation.subject, &relation.object) {
        (Some(subject), object) => (subject, object.as_ref()),
        (None, object) => (object.as_ref()?, None),
    };
    let mut words = vec![of(predicate.span), of(first.span)];
    if let Some(object) = second {
        if let Some(preposition) = &object.preposition {
            words[0] = format!("{} {preposition}", words[0]);
        }
        words.push(of(object.span));
    }
    words.extend(relation.arguments.iter().map(behind));
    let parts = relation.subject.iter().chain(&relation.object).chain(&relation.arguments);
    let said: Vec<Span> = parts.map(|a| a.span).collect();
    let time = relation.time.iter().flatten().map(|t| t.span);
    let place = relation.place.iter().flatten().map(|p| p.span);
    for span in time.chain(place).filter(|span| !said.iter().any(|s| s.overlaps(*span))) {
        words.push(with_preposition(&article.text, span).of(&article.text).to_owned());
    }
    Some(words)
}

/// Words that introduce times and places.
const PREPOSITIONS: [&str; 14] = [
    "after", "around", "at", "before", "by", "during", "from", "in", "inside", "near", "on",
    "outside", "since", "until",
];

/// A time or place with the preposition before it, which its relation does not tell.
fn with_preposition(text: &str, span: Span) -> Span {
    let before = text[..span.start()].trim_end_matches(' ');
    let start = before
        .rfind(|c: char| !c.is_alphabetic())
        .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
    let is_one = PREPOSITIONS.contains(&before[start..].to_lowercase().as_str());
    if is_one { Span::new(start, span.end()) } else { span }
}

pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
