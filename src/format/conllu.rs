//! CoNLL-U treebanks: documents with their raw text, words and trees.

use std::ops::Range;

use crate::doc::Span;
use crate::error::{Error, ErrorKind, Result};

/// A document of a treebank with the text that its tokens were cut from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TreebankDocument {
    /// The id after `# newdoc id =`, or the file's name and the number of the document.
    pub id: String,
    /// Raw text: tokens with a space between them unless `SpaceAfter=No`, a blank line before each `# newpar`.
    pub text: String,
    /// Sentences in text order.
    pub sentences: Vec<TreebankSentence>,
    /// What `# global.Entity` says the parts of an entity's bracket are, in their order; empty where it says nothing.
    pub entity_fields: Vec<String>,
}

/// A sentence of a treebank.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TreebankSentence {
    /// Line of its first word, counting from 1.
    pub line: usize,
    /// From its first token's first byte to its last token's last.
    pub span: Span,
    /// Syntactic words.
    pub words: Vec<TreebankWord>,
    /// Multiword tokens: their words, as a half-open range of indices, and where they stand in the text.
    pub multiword: Vec<(Range<usize>, Span)>,
}

/// A syntactic word as annotated.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TreebankWord {
    /// Its form; in a multiword token it may differ from what stands in the text.
    pub form: String,
    /// Where it stands. A word of a multiword token whose forms do not spell the token has the whole token's span.
    pub span: Span,
    /// Dictionary form.
    pub lemma: String,
    /// Universal part of speech.
    pub upos: String,
    /// Treebank tag.
    pub xpos: String,
    /// The governing word's index in the sentence; `None` at the root.
    pub head: Option<usize>,
    /// Relation to the head, with its subtype.
    pub deprel: String,
    /// The brackets that MISC has under `Entity`, as written; see [`mentions`](super::conllu_mentions::mentions).
    pub brackets: String,
}

impl TreebankSentence {
    /// Whether word `index` is part of a multiword token.
    pub fn in_multiword(&self, index: usize) -> bool {
        self.multiword.iter().any(|(words, _)| words.contains(&index))
    }
}

/// Parses a CoNLL-U file; `name` is what messages and documents without an id call it. Empty nodes are skipped.
///
/// # Errors
/// [`ErrorKind::Input`], naming file and line, for lines without ten columns, ids out of order, and heads outside the
/// sentence.
pub fn parse_conllu(content: &str, name: &str) -> Result<Vec<TreebankDocument>> {
    let mut reader = Reader { name, ..Reader::default() };
    for (at, line) in content.lines().enumerate() {
        let line = line.trim_end_matches('\r');
        if line.is_empty() {
            reader.end_sentence()?;
        } else if let Some(comment) = line.strip_prefix('#') {
            reader.comment(comment.trim());
        } else {
            reader.line(line, at + 1)?;
        }
    }
    reader.end_sentence()?;
    reader.documents.retain(|d| !d.sentences.is_empty());
    Ok(reader.documents)
}

#[derive(Default)]
struct Reader<'a> {
    name: &'a str,
    documents: Vec<TreebankDocument>,
    /// The fields that the last `# global.Entity` named; they hold for the documents after it too.
    entity_fields: Vec<String>,
    sentence: TreebankSentence,
    glued: bool,
    /// A blank line stands before the next token.
    paragraph: bool,
    /// The multiword token in progress: words up to here (in ids from 1), its form, whether a space follows.
    multiword: Option<(usize, usize, String, bool)>,
}

impl Reader<'_> {
    fn bad(&self, line: usize, what: &str) -> Error {
        Error::new(ErrorKind::Input, format!("{}:{line}: {what}", self.name))
    }

    fn comment(&mut self, comment: &str) {
        if let Some(rest) = comment.strip_prefix("newdoc") {
            let id = rest.split_once('=').map(|(_, id)| id.trim());
            self.new_document(id);
        } else if comment.starts_with("newpar") {
            self.paragraph = true;
        } else if let Some(fields) = comment.strip_prefix("global.Entity") {
            let fields = fields.trim_start().trim_start_matches('=').trim();
            self.entity_fields = fields.split('-').map(ToOwned::to_owned).collect();
            if let Some(document) = self.documents.last_mut() {
                document.entity_fields.clone_from(&self.entity_fields);
            }
        }
    }

    fn new_document(&mut self, id: Option<&str>) {
        let id = id.map_or_else(
            || format!("{}-{}", self.name, self.documents.len() + 1),
            ToOwned::to_owned,
        );
        let entity_fields = self.entity_fields.clone();
        self.documents.push(TreebankDocument { id, entity_fields, ..TreebankDocument::default() });
        self.glued = false;
        self.paragraph = false;
    }

    /// Appends a token to the text.
    fn place(&mut self, form: &str, glued_after: bool) -> Span {
        if self.documents.is_empty() {
            self.new_document(None);
        }
        let mut span = Span::default();
        if let Some(document) = self.documents.last_mut() {
            let text = &mut document.text;
            if !text.is_empty() {
                if self.paragraph {
                    text.push_str("\n\n");
                } else if !self.glued {
                    text.push(' ');
                }
            }
            let start = text.len();
            text.push_str(form);
            span = Span::new(start, text.len());
        }
        self.paragraph = false;
        self.glued = glued_after;
        span
    }

    fn line(&mut self, line: &str, at: usize) -> Result<()> {
        let columns: Vec<&str> = line.split('\t').collect();
        let [id, form, lemma, upos, xpos, _, head, deprel, _, misc] = columns[..] else {
            return Err(self.bad(at, "not ten columns"));
        };
        if id.contains('.') {
            return Ok(());
        }
        let glue = misc.split('|').any(|m| m == "SpaceAfter=No");
        let brackets = misc.split('|').find_map(|m| m.strip_prefix("Entity="));
        let count = self.sentence.words.len();
        if let Some((first, last)) = id.split_once('-') {
            let range = (first.parse::<usize>(), last.parse::<usize>());
            let (Ok(first), Ok(last)) = range else {
                return Err(self.bad(at, &format!("bad id {id:?}")));
            };
            if first != count + 1 || last < first || self.multiword.is_some() {
                return Err(self.bad(at, &format!("id {id:?} out of order")));
            }
            self.multiword = Some((first, last, form.to_owned(), glue));
            return Ok(());
        }
        if id.parse() != Ok(count + 1) {
            return Err(self.bad(at, &format!("id {id:?} out of order")));
        }
        if count == 0 {
            self.sentence.line = at;
        }
        let head: usize =
            head.parse().map_err(|_| self.bad(at, &format!("head {head:?} is no number")))?;
        let span = if self.multiword.is_some() { Span::default() } else { self.place(form, glue) };
        self.sentence.words.push(TreebankWord {
            form: form.to_owned(),
            span,
            lemma: lemma.to_owned(),
            upos: upos.to_owned(),
            xpos: xpos.to_owned(),
            head: head.checked_sub(1),
            deprel: deprel.to_owned(),
            brackets: brackets.unwrap_or_default().to_owned(),
        });
        if self.multiword.as_ref().is_some_and(|m| m.1 == count + 1)
            && let Some((first, last, form, glue)) = self.multiword.take()
        {
            let span = self.place(&form, glue);
            self.spell(first - 1..last, span);
        }
        Ok(())
    }

    /// Gives the words of a multiword token their spans.
    fn spell(&mut self, words: Range<usize>, token: Span) {
        let spelled: usize = self.sentence.words[words.clone()].iter().map(|w| w.form.len()).sum();
        let text = self.documents.last().map_or("", |d| &d.text);
        let joined: String =
            self.sentence.words[words.clone()].iter().map(|w| w.form.as_str()).collect();
        let exact = spelled == token.len() && token.of(text) == joined;
        let mut start = token.start();
        for word in &mut self.sentence.words[words.clone()] {
            word.span = if exact { Span::new(start, start + word.form.len()) } else { token };
            start += word.form.len();
        }
        self.sentence.multiword.push((words, token));
    }

    fn end_sentence(&mut self) -> Result<()> {
        let sentence = std::mem::take(&mut self.sentence);
        let line = sentence.line;
        if self.multiword.take().is_some() {
            return Err(self.bad(line, "a multiword token without its words"));
        }
        let (Some(first), Some(last)) = (sentence.words.first(), sentence.words.last()) else {
            return Ok(());
        };
        let span = first.span.cover(last.span);
        let outside = |w: &TreebankWord| w.head.is_some_and(|h| h >= sentence.words.len());
        if let Some(i) = sentence.words.iter().position(outside) {
            return Err(self.bad(line, &format!("word {} has its head outside", i + 1)));
        }
        if let Some(document) = self.documents.last_mut() {
            document.sentences.push(TreebankSentence { span, ..sentence });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# newdoc id = d1\n# newpar\n# text = Don't.\n\
        1-2\tDon't\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n\
        1\tDo\tdo\tAUX\tVB\t_\t0\troot\t_\t_\n\
        2\tn't\tnot\tPART\tRB\t_\t1\tadvmod\t_\t_\n\
        2.1\tx\tx\tX\tX\t_\t_\t_\t_\t_\n\
        3\t.\t.\tPUNCT\t.\t_\t1\tpunct\t_\t_\n\n\
        1-2\tgonna\t_\t_\t_\t_\t_\t_\t_\t_\n\
        1\tgoing\tgo\tVERB\tVBG\t_\t0\troot\t_\t_\n\
        2\tto\tto\tPART\tTO\t_\t1\tmark\t_\t_\n\n\
        # newpar\n1\tEnd\tend\tNOUN\tNN\t_\t0\troot\t_\t_\n\n\
        # newdoc\n1\tNew\tnew\tADJ\tJJ\t_\t0\troot\t_\t_\n";

    #[test]
    fn raw_text_and_spans_are_rebuilt() {
        let documents = parse_conllu(FILE, "f").expect("a good file");
        assert_eq!(documents.len(), 2);
        let d = &documents[0];
        assert_eq!((d.id.as_str(), d.text.as_str()), ("d1", "Don't. gonna\n\nEnd"));
        assert_eq!(documents[1].id, "f-2");
        let forms = |s: usize| -> Vec<&str> {
            d.sentences[s].words.iter().map(|w| w.span.of(&d.text)).collect()
        };
        assert_eq!(forms(0), ["Do", "n't", "."]);
        // Forms that do not spell the token share its span.
        assert_eq!(forms(1), ["gonna", "gonna"]);
        assert!(d.sentences[1].in_multiword(1) && !d.sentences[0].in_multiword(2));
        assert_eq!(d.sentences[1].words[1].head, Some(0));
        assert_eq!(d.sentences[2].span.of(&d.text), "End");
    }

    #[test]
    fn broken_lines_are_named() {
        for (content, complaint) in [
            ("1\ta\n", "f:1: not ten columns"),
            ("2\ta\ta\tX\tX\t_\t0\troot\t_\t_\n", "f:1: id \"2\" out of order"),
            ("1\ta\ta\tX\tX\t_\t5\troot\t_\t_\n", "f:1: word 1 has its head outside"),
            ("1\ta\ta\tX\tX\t_\t_\troot\t_\t_\n", "f:1: head \"_\" is no number"),
        ] {
            let error = parse_conllu(content, "f").expect_err("a broken file");
            assert_eq!(error.to_string(), complaint);
        }
    }
}
