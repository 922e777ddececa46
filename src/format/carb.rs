//! CaRB's tuples: a sentence, what holds and between whom, one tuple a line with tabs between, all of it words.
//!
//! Gold lines have sentence, relation and arguments; predicted ones a confidence behind the sentence.

use std::path::Path;

use crate::error::{Error, ErrorKind, Result};

/// A relation in words.
#[derive(Debug, Clone, PartialEq)]
pub struct Tuple {
    /// The sentence that states it.
    pub sentence: String,
    /// What holds between the arguments, with auxiliaries and prepositions.
    pub relation: String,
    /// Arguments in the order of the sentence's logic, the subject first. One with `C: ` in it says in which context the tuple
    /// holds (*C: Oskan said*).
    pub arguments: Vec<String>,
    /// How sure it is; 1 in gold.
    pub confidence: f64,
}

/// Reads gold tuples.
///
/// # Errors
/// [`ErrorKind::Io`] if the file cannot be read; [`ErrorKind::Input`], naming file and line, for a line without a relation.
pub fn read_gold(path: &Path) -> Result<Vec<Tuple>> {
    let content = std::fs::read_to_string(path).map_err(|e| Error::io(path, e))?;
    parse_gold(&content, &path.display().to_string())
}

/// Reads predicted tuples.
///
/// # Errors
/// As [`read_gold`], and for a confidence that is no number.
pub fn read_predicted(path: &Path) -> Result<Vec<Tuple>> {
    let content = std::fs::read_to_string(path).map_err(|e| Error::io(path, e))?;
    parse_predicted(&content, &path.display().to_string())
}

/// Parses gold tuples; `name` is what messages call the file.
///
/// # Errors
/// [`ErrorKind::Input`], naming file and line, for a line without a relation.
pub fn parse_gold(content: &str, name: &str) -> Result<Vec<Tuple>> {
    let named = |(line, tuple)| at_line(name, line, tuple);
    gold_lines(content).map(named).collect()
}

/// Parses predicted tuples; `name` is what messages call the file.
///
/// # Errors
/// As [`parse_gold`], and for a confidence that is no number.
pub fn parse_predicted(content: &str, name: &str) -> Result<Vec<Tuple>> {
    let tuple = |fields: &[&str]| match fields {
        [sentence, confidence, relation, arguments @ ..] => {
            let number: Option<f64> = confidence.trim().parse().ok().filter(|c: &f64| !c.is_nan());
            let number = number.ok_or_else(|| format!("confidence {confidence:?} is no number"))?;
            // Spellings of a sentence are told apart as CaRB's scorer does: predicted ones with the spaces at their end.
            Ok(of_fields(sentence, relation, arguments, number))
        }
        _ => Err("write SENTENCE, CONFIDENCE, RELATION, ARGUMENT … with tabs between".to_owned()),
    };
    lines(content, tuple).map(|(line, tuple)| at_line(name, line, tuple)).collect()
}

/// The number of every line that is not blank, from 1, and its gold tuple, or what is wrong with it.
pub(super) fn gold_lines(
    content: &str,
) -> impl Iterator<Item = (usize, std::result::Result<Tuple, String>)> {
    lines(content, |fields| match fields {
        [sentence, relation, arguments @ ..] => {
            Ok(of_fields(sentence.trim(), relation, arguments, 1.0))
        }
        _ => Err("no relation: write SENTENCE, RELATION, ARGUMENT … with tabs between".to_owned()),
    })
}

/// What `take` makes of the fields of every line that is not blank. Some editors leave tabs at the end of a line.
fn lines<T>(content: &str, take: impl Fn(&[&str]) -> T) -> impl Iterator<Item = (usize, T)> {
    let written = content.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    written.map(move |(at, line)| {
        let fields: Vec<&str> = line.trim_start_matches(' ').trim_end().split('\t').collect();
        (at + 1, take(&fields))
    })
}

fn of_fields(sentence: &str, relation: &str, arguments: &[&str], confidence: f64) -> Tuple {
    Tuple {
        sentence: sentence.to_owned(),
        relation: relation.trim().to_owned(),
        arguments: arguments.iter().map(|a| a.trim().to_owned()).collect(),
        confidence,
    }
}

fn at_line(name: &str, line: usize, tuple: std::result::Result<Tuple, String>) -> Result<Tuple> {
    tuple.map_err(|what| Error::new(ErrorKind::Input, format!("{name}:{line}: {what}")))
}

/// Tuples as [`read_predicted`] reads them.
pub fn predicted_text(tuples: &[Tuple]) -> String {
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
        let tuples = parse_predicted(text, "f").expect("good lines");
        assert_eq!(predicted_text(&tuples), text);
        let gold = parse_gold("A b c . \tb\tA\tc\t\t\r\n", "f").expect("good lines");
        assert_eq!((gold[0].sentence.as_str(), gold[0].confidence), ("A b c .", 1.0));
        assert_eq!(gold[0].arguments, tuples[0].arguments);
    }

    #[test]
    fn an_empty_argument_between_others_keeps_its_place() {
        let gold = parse_gold("Oman paid on Monday .\tpaid\tOman\t\ton Monday\n", "f");
        assert_eq!(gold.expect("a good line")[0].arguments, ["Oman", "", "on Monday"]);
    }

    #[test]
    fn broken_lines_are_named() {
        let message = |found: Result<Vec<Tuple>>| found.expect_err("broken").to_string();
        assert!(message(parse_gold("A\tb\n\nA b\n", "f")).starts_with("f:3: no relation"));
        let bad = message(parse_predicted("A\tb\tc\td\n", "f"));
        assert_eq!(bad, "f:1: confidence \"b\" is no number");
        assert!(message(parse_predicted("A\t0.5\n", "f")).starts_with("f:1: write SENTENCE"));
    }
}
