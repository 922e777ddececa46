//! Tuples of open information extraction, as CaRB's files hold them.

use std::path::Path;

use crate::error::{Error, ErrorKind, Result};

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

#[cfg(test)]
mod tests {
    use super::*;

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
