//! Tuples of open information extraction, as CaRB's files hold them, and as the model's relations give them.

use std::path::Path;

use crate::doc::{Argument, Deprel, Document, PredicateKind, Relation, Span, Voice, Word};
use crate::error::{Error, ErrorKind, Result};
use crate::format::rounded;

/// A relation in words.
#[derive(Debug, Clone, PartialEq)]
pub struct Tuple {
    /// The sentence that states it.
    pub sentence: String,
    /// What holds between the arguments, with auxiliaries and prepositions.
    pub relation: String,
    /// Arguments in the order of the sentence's logic, the subject first.
    pub arguments: Vec<String>,
    /// How sure it is; 1 in gold.
    pub confidence: f64,
}

/// Reads gold tuples: lines of sentence, relation and arguments, with tabs between. An argument with `C: ` in it says in which
/// context a tuple holds (*C: Oskan said*); CaRB's scorer takes no notice of it, and it is left out.
///
/// # Errors
/// [`ErrorKind::Io`] if the file cannot be read; [`ErrorKind::Input`], naming file and line, for a line without a relation.
pub fn read_gold_tuples(path: &Path) -> Result<Vec<Tuple>> {
    let content = std::fs::read_to_string(path).map_err(|e| Error::io(path, e))?;
    parse_gold_tuples(&content, &path.display().to_string())
}

/// Reads predicted tuples: lines of sentence, confidence, relation and arguments, with tabs between.
///
/// # Errors
/// As [`read_gold_tuples`], and for a confidence that is no number.
pub fn read_tuples(path: &Path) -> Result<Vec<Tuple>> {
    let content = std::fs::read_to_string(path).map_err(|e| Error::io(path, e))?;
    parse_tuples(&content, &path.display().to_string())
}

/// Parses gold tuples; `name` is what messages call the file.
pub(super) fn parse_gold_tuples(content: &str, name: &str) -> Result<Vec<Tuple>> {
    let mut tuples = parse(content, name, |parts| match parts {
        [sentence, relation, arguments @ ..] => Ok((sentence, 1.0, relation, arguments)),
        _ => Err("no relation: write SENTENCE, RELATION, ARGUMENT … with tabs between".to_owned()),
    })?;
    for tuple in &mut tuples {
        // Spellings of a sentence are told apart as CaRB does: gold's without the spaces around, predicted ones with them.
        tuple.sentence = tuple.sentence.trim().to_owned();
        tuple.arguments.retain(|a| !a.contains("C: "));
    }
    Ok(tuples)
}

/// Parses predicted tuples; `name` is what messages call the file.
pub(super) fn parse_tuples(content: &str, name: &str) -> Result<Vec<Tuple>> {
    parse(content, name, |parts| match parts {
        [sentence, confidence, relation, arguments @ ..] => {
            let number: Option<f64> = confidence.trim().parse().ok().filter(|c: &f64| !c.is_nan());
            let number = number.ok_or_else(|| format!("confidence {confidence:?} is no number"))?;
            Ok((sentence, number, relation, arguments))
        }
        _ => Err("write SENTENCE, CONFIDENCE, RELATION, ARGUMENT … with tabs between".to_owned()),
    })
}

type Parts<'p, 'l> = (&'p &'l str, f64, &'p &'l str, &'p [&'l str]);

fn parse(
    content: &str,
    name: &str,
    take: impl for<'p, 'l> Fn(&'p [&'l str]) -> std::result::Result<Parts<'p, 'l>, String>,
) -> Result<Vec<Tuple>> {
    let mut tuples = Vec::new();
    for (at, line) in content.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let parts: Vec<&str> = line.trim().split('\t').collect();
        let (sentence, confidence, relation, arguments) = take(&parts)
            .map_err(|what| Error::new(ErrorKind::Input, format!("{name}:{}: {what}", at + 1)))?;
        tuples.push(Tuple {
            sentence: (*sentence).to_owned(),
            relation: relation.trim().to_owned(),
            arguments: arguments.iter().map(|a| a.trim().to_owned()).collect(),
            confidence,
        });
    }
    Ok(tuples)
}

/// Tuples as [`read_tuples`] reads them.
pub fn tuples_text(tuples: &[Tuple]) -> String {
    let line = |t: &Tuple| {
        let head = [t.sentence.clone(), t.confidence.to_string(), t.relation.clone()];
        let parts: Vec<String> = head.into_iter().chain(t.arguments.clone()).collect();
        parts.join("\t") + "\n"
    };
    tuples.iter().map(line).collect()
}

/// What a document of one sentence says, in the manner of CaRB's annotators: the order is the sentence's (a passive has
/// its patient first and the agent behind *by*), the relation takes auxiliaries, negation and the preposition of the second
/// argument, and further arguments keep theirs. Relations with fewer than two arguments make no tuple.
pub fn tuples_of(document: &Document, sentence: &str) -> Vec<Tuple> {
    let relations = document.relations().unwrap_or_default();
    relations.iter().filter_map(|r| tuple_of(document, r, sentence)).collect()
}

fn tuple_of(document: &Document, relation: &Relation, sentence: &str) -> Option<Tuple> {
    let passive = relation.predicate.voice == Voice::Passive;
    let (first, second) = if passive {
        (relation.object.as_ref()?, relation.subject.as_ref())
    } else {
        (relation.subject.as_ref()?, relation.object.as_ref())
    };
    let mut others = second.into_iter().chain(&relation.arguments);
    let next = others.next()?;
    let preposition = match (next.preposition, relation.predicate.kind) {
        (Some(span), _) => document.slice(span),
        (None, _) if passive && second.is_some() => "by",
        (None, PredicateKind::Title) => "of",
        _ => "",
    };
    let title = if relation.predicate.kind == PredicateKind::Title { "is" } else { "" };
    let predicate = predicate_words(document, relation);
    let words = [title, predicate.as_str(), preposition].join(" ");
    let text = |span: Span| one_line(document.slice(span));
    let mut arguments = vec![text(first.span), text(next.span)];
    arguments.extend(others.map(|a| with_preposition(document, a)));
    Some(Tuple {
        sentence: sentence.to_owned(),
        relation: one_line(&words),
        arguments,
        confidence: rounded(relation.score),
    })
}

fn with_preposition(document: &Document, argument: &Argument) -> String {
    let preposition = argument.preposition.map_or("", |span| document.slice(span));
    one_line(&format!("{preposition} {}", document.slice(argument.span)))
}

/// The predicate with its auxiliaries and its negation, in text order.
fn predicate_words(document: &Document, relation: &Relation) -> String {
    let head = relation.predicate.head;
    let helps = |word: &Word| {
        word.head == Some(head)
            && (matches!(word.deprel, Deprel::Aux | Deprel::AuxPass)
                || word.deprel == Deprel::Advmod && ["not", "never"].contains(&word.lemma.as_str()))
    };
    let words = document.words().unwrap_or_default();
    let mut spans: Vec<Span> = document
        .tokens()
        .iter()
        .zip(words)
        .filter(|(_, word)| relation.predicate.kind == PredicateKind::Verb && helps(word))
        .map(|(token, _)| token.span)
        .collect();
    spans.push(relation.predicate.span);
    spans.sort();
    let parts: Vec<&str> = spans.into_iter().map(|span| document.slice(span)).collect();
    parts.join(" ")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::{Modality, Predicate, SentenceId, TokenId, testing};

    fn argument(
        d: &Document,
        tokens: std::ops::Range<usize>,
        preposition: Option<usize>,
    ) -> Argument {
        let preposition = preposition.map(|at| d.token(TokenId::new(at)).span);
        Argument {
            span: d.span_of(tokens.clone()),
            head: TokenId::new(tokens.end - 1),
            preposition,
        }
    }

    fn tuples(
        mut d: Document,
        relation: impl Fn(&Document) -> Relation,
    ) -> Vec<(String, Vec<String>)> {
        let relation = relation(&d);
        d.set_relations(vec![relation]).expect("a good relation");
        tuples_of(&d, "s").into_iter().map(|t| (t.relation, t.arguments)).collect()
    }

    fn relation(d: &Document, verb: usize, voice: Voice) -> Relation {
        let predicate = Predicate {
            span: d.span_of(verb..verb + 1),
            head: TokenId::new(verb),
            lemma: "x".into(),
            kind: PredicateKind::Verb,
            voice,
        };
        Relation {
            sentence: SentenceId(0),
            subject: None,
            predicate,
            object: None,
            arguments: vec![],
            negated: false,
            modality: Modality::Actual,
            attribution: None,
            time: None,
            place: None,
            reciprocal: false,
            event: None,
            score: 0.75,
        }
    }

    #[test]
    fn an_active_clause_takes_auxiliaries_and_the_first_preposition() {
        let d = testing::document(
            "1 Oskan Oskan PROPN NNP 4 nsubj
             2 did do AUX VBD 4 aux
             3 not not PART RB 4 advmod
             4 go go VERB VB 0 root
             5 to to ADP IN 6 case
             6 Rome Rome PROPN NNP 4 obl
             7 in in ADP IN 8 case
             8 May May PROPN NNP 4 obl",
        );
        let found = tuples(d, |d| Relation {
            subject: Some(argument(d, 0..1, None)),
            object: Some(argument(d, 5..6, Some(4))),
            arguments: vec![argument(d, 7..8, Some(6))],
            ..relation(d, 3, Voice::Active)
        });
        let arguments = ["Oskan", "Rome", "in May"].map(str::to_owned).to_vec();
        assert_eq!(found, [("did not go to".to_owned(), arguments)]);
    }

    #[test]
    fn a_passive_has_its_patient_first() {
        let d = testing::document(
            "1 Aid aid NOUN NN 3 nsubj:pass
             2 was be AUX VBD 3 aux:pass
             3 blocked block VERB VBN 0 root
             4 by by ADP IN 5 case
             5 rebels rebel NOUN NNS 3 obl:agent",
        );
        let found = tuples(d.clone(), |d| Relation {
            subject: Some(argument(d, 4..5, None)),
            object: Some(argument(d, 0..1, None)),
            ..relation(d, 2, Voice::Passive)
        });
        let arguments = ["Aid", "rebels"].map(str::to_owned).to_vec();
        assert_eq!(found, [("was blocked by".to_owned(), arguments)]);
        // Nobody did it, and nothing else is said: one argument is no tuple.
        let found = tuples(d, |d| Relation {
            object: Some(argument(d, 0..1, None)),
            ..relation(d, 2, Voice::Passive)
        });
        assert_eq!(found, []);
    }

    #[test]
    fn files_are_read_and_written() {
        let text = "A b c .\t0.5\tb\tA\tc\n";
        let tuples = parse_tuples(text, "f").expect("good lines");
        assert_eq!(tuples_text(&tuples), text);
        let gold = parse_gold_tuples("A b c .\tb\tA\tc\n", "f").expect("good lines");
        assert_eq!((gold[0].confidence, &gold[0].arguments), (1.0, &tuples[0].arguments));
    }

    #[test]
    fn broken_lines_are_named() {
        let message = |found: Result<Vec<Tuple>>| found.expect_err("broken").to_string();
        assert!(message(parse_gold_tuples("A\tb\n\nA b\n", "f")).starts_with("f:3: no relation"));
        let bad = message(parse_tuples("A\tb\tc\td\n", "f"));
        assert_eq!(bad, "f:1: confidence \"b\" is no number");
        assert!(message(parse_tuples("A\t0.5\n", "f")).starts_with("f:1: write SENTENCE"));
    }
}
