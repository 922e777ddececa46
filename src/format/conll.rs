//! Column files with chunk tags, as the CoNLL shared tasks used them.
//!
//! One token a line, columns separated by white space (or by tabs alone, where the line has one), a blank line after
//! each sentence, and a line that begins with `-DOCSTART-` before each document.

use std::ops::Range;

use crate::error::{Error, ErrorKind, Result};

/// A sentence of a column file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ColumnSentence {
    /// Line of its first token, counting from 1.
    pub line: usize,
    /// Its tokens.
    pub forms: Vec<String>,
    /// One tag per token, as written.
    pub tags: Vec<String>,
}

/// A chunk of a tagged sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// Its tokens, as a half-open range of indices into the sentence.
    pub tokens: Range<usize>,
    /// Its label, the tag without prefix.
    pub label: String,
}

/// Parses a column file into documents of sentences; `name` is what messages call it.
///
/// Tags stand in `column`, counting from 1, or in the last one. In a file without any `-DOCSTART-` nothing says which
/// sentences belong together, so each is a document of its own.
///
/// # Errors
/// [`ErrorKind::Input`], naming file and line, for a token line without a tag.
pub fn parse_columns(
    content: &str,
    name: &str,
    column: Option<usize>,
) -> Result<Vec<Vec<ColumnSentence>>> {
    let mut documents: Vec<Vec<ColumnSentence>> = vec![Vec::new()];
    let mut sentence = ColumnSentence::default();
    let mut marked = false;
    for (at, line) in content.lines().enumerate() {
        let starts = line.starts_with("-DOCSTART-");
        if starts || line.trim().is_empty() {
            if !sentence.forms.is_empty()
                && let Some(document) = documents.last_mut()
            {
                document.push(std::mem::take(&mut sentence));
            }
            if starts {
                marked = true;
                documents.push(Vec::new());
            }
            continue;
        }
        let columns: Vec<&str> = if line.contains('\t') {
            line.split('\t').collect()
        } else {
            line.split_whitespace().collect()
        };
        let tag = match column {
            Some(n) => n.checked_sub(1).and_then(|n| columns.get(n)),
            None => columns.last().filter(|_| columns.len() > 1),
        };
        let (Some(form), Some(tag)) = (columns.first(), tag) else {
            let what = format!("{name}:{}: no tag in {line:?}", at + 1);
            return Err(Error::new(ErrorKind::Input, what));
        };
        if sentence.forms.is_empty() {
            sentence.line = at + 1;
        }
        sentence.forms.push((*form).to_owned());
        sentence.tags.push((*tag).to_owned());
    }
    if !sentence.forms.is_empty()
        && let Some(document) = documents.last_mut()
    {
        document.push(sentence);
    }
    if !marked {
        return Ok(documents.into_iter().flatten().map(|s| vec![s]).collect());
    }
    documents.retain(|d| !d.is_empty());
    Ok(documents)
}

/// The chunks of a sentence's tags, by the rules of `conlleval` (Tjong Kim Sang, CoNLL-2000).
///
/// The rules read IOB1, IOB2, IOBES and BILOU alike: a chunk begins at `B` or `S` (`U`), at any other tag after a chunk
/// has ended, and where the label changes. An ill-formed sequence therefore has chunks too (`O I-PER` begins one).
///
/// # Errors
/// [`ErrorKind::Input`] for a tag that has none of these prefixes.
pub fn chunks<S: AsRef<str>>(tags: &[S]) -> Result<Vec<Chunk>> {
    let mut found = Vec::new();
    let mut open: Option<(usize, &str)> = None;
    let (mut before, mut label_before) = ('O', "");
    for (at, tag) in tags.iter().enumerate() {
        let (prefix, label) = split_tag(tag.as_ref())?;
        let changes = label != label_before;
        let ends = matches!(before, 'E' | 'S')
            || matches!(before, 'B' | 'I') && matches!(prefix, 'B' | 'S' | 'O')
            || before != 'O' && changes;
        let begins = matches!(prefix, 'B' | 'S')
            || matches!(before, 'E' | 'S' | 'O') && matches!(prefix, 'E' | 'I')
            || prefix != 'O' && changes;
        if ends && let Some((start, label)) = open.take() {
            found.push(Chunk { tokens: start..at, label: label.to_owned() });
        }
        if begins {
            open = Some((at, label));
        }
        (before, label_before) = (prefix, label);
    }
    if let Some((start, label)) = open {
        found.push(Chunk { tokens: start..tags.len(), label: label.to_owned() });
    }
    Ok(found)
}

/// A tag's role in its chunk, in the letters of IOBES, and its label.
fn split_tag(tag: &str) -> Result<(char, &str)> {
    if tag == "O" {
        return Ok(('O', ""));
    }
    let role = match tag.split_once('-') {
        Some(("B", label)) => Some(('B', label)),
        Some(("I" | "M", label)) => Some(('I', label)),
        Some(("E" | "L", label)) => Some(('E', label)),
        Some(("S" | "U", label)) => Some(('S', label)),
        _ => None,
    };
    role.filter(|(_, label)| !label.is_empty()).ok_or_else(|| {
        let what = format!("tag {tag:?} is neither O nor one of B- I- E- S- L- U- with a label");
        Error::new(ErrorKind::Input, what)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(tags: &str) -> Vec<(usize, usize, String)> {
        let tags: Vec<&str> = tags.split(' ').collect();
        let chunks = chunks(&tags).expect("good tags");
        chunks.into_iter().map(|c| (c.tokens.start, c.tokens.end, c.label)).collect()
    }

    fn chunk(start: usize, end: usize, label: &str) -> (usize, usize, String) {
        (start, end, label.to_owned())
    }

    #[test]
    fn four_schemes_give_the_same_chunks() {
        let expected = vec![chunk(0, 2, "PER"), chunk(2, 3, "PER"), chunk(4, 5, "LOC")];
        for tags in [
            "I-PER I-PER B-PER O I-LOC",
            "B-PER I-PER B-PER O B-LOC",
            "B-PER E-PER S-PER O S-LOC",
            "B-PER L-PER U-PER O U-LOC",
        ] {
            assert_eq!(found(tags), expected, "{tags}");
        }
    }

    #[test]
    fn a_change_of_label_ends_a_chunk() {
        assert_eq!(found("B-PER I-LOC"), [chunk(0, 1, "PER"), chunk(1, 2, "LOC")]);
    }

    #[test]
    fn documents_begin_at_their_marks_or_with_every_sentence() {
        let marked =
            "-DOCSTART- -X- O O\n\nA x O\nB x B-PER\n\nC x O\n-DOCSTART- -X- O O\n\nD x O\n";
        let read = parse_columns(marked, "f", None).expect("good lines");
        assert_eq!(read.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
        assert_eq!((read[0][0].line, &read[0][0].tags[1][..]), (3, "B-PER"));
        let unmarked = "A\tO\n\nB\tO\n";
        assert_eq!(parse_columns(unmarked, "f", None).expect("good lines").len(), 2);
    }

    #[test]
    fn the_column_can_be_chosen() {
        let read = parse_columns("A B-PER x\n", "f", Some(2)).expect("good lines");
        assert_eq!(read[0][0].tags, ["B-PER"]);
    }

    #[test]
    fn broken_lines_are_named() {
        let error = parse_columns("A O\n\nB\n", "f", None).expect_err("no tag");
        assert_eq!(error.to_string(), "f:3: no tag in \"B\"");
        assert!(chunks(&["PER"]).is_err());
        assert!(chunks(&["B-"]).is_err());
    }
}
