//! Documents made by hand, for tests of the stages above tokens.

use std::ops::Range;
use std::str::FromStr;

use super::{
    Denotes, Deprel, Document, EntityType, Mention, MentionKind, Sentence, Span, Token, TokenId,
    Upos, Word, Xpos,
};

/// A document with tokens, words and mentions from a text like CoNLL-U.
///
/// Blank lines end sentences. A token line has either the ten tab-separated columns of CoNLL-U or, separated by any
/// white space, `ID FORM LEMMA UPOS XPOS HEAD DEPREL`, then optionally what the word denotes (`person`) and
/// `SpaceAfter=No`, in either order. Heads count from 1 inside the sentence, 0 is the root. Ranges (`3-4`) and empty
/// nodes (`5.1`) are skipped. Leading white space is ignored, so that a test may indent.
///
/// ```text
/// # date = 2024-03-13
/// # mention 1-2 PERSON name
/// # mention 5-6 DATE name 2024-02
/// 1 Esmail Esmail PROPN NNP 3 nsubj
/// ```
///
/// `# mention FIRST-LAST TYPE KIND [VALUE]` stands anywhere in its sentence (one number for a single token); its head
/// is the first token whose own head lies outside. Other comments are skipped. Tokens are joined by one space, sentences by one,
/// except after `SpaceAfter=No`. The mention layer is always attached, empty when there are no mention lines.
///
/// # Panics
/// On anything that does not parse, with the offending line: tests are to fail loudly.
pub(crate) fn document(conllu: &str) -> Document {
    let mut builder = Builder::default();
    for line in conllu.lines() {
        builder.line(line.trim());
    }
    builder.end_sentence();
    builder.build()
}

#[derive(Default)]
struct Builder {
    text: String,
    glued: bool,
    date: Option<jiff::civil::Date>,
    tokens: Vec<Token>,
    words: Vec<Word>,
    sentences: Vec<Sentence>,
    /// Where the sentence in progress begins.
    first: usize,
    /// Mentions of the sentence in progress: tokens from 0 in the article, type, kind, value.
    pending: Vec<(Range<usize>, EntityType, MentionKind, Option<String>)>,
    mentions: Vec<Mention>,
}

impl Builder {
    fn line(&mut self, line: &str) {
        if line.is_empty() {
            self.end_sentence();
        } else if let Some(comment) = line.strip_prefix('#') {
            self.comment(comment.trim(), line);
        } else {
            self.token(line);
        }
    }

    fn comment(&mut self, comment: &str, line: &str) {
        if let Some(date) = comment.strip_prefix("date =") {
            self.date = Some(parse(date.trim(), line));
        } else if let Some(rest) = comment.strip_prefix("mention ") {
            let fields: Vec<&str> = rest.split_whitespace().collect();
            let [range, ty, kind, value @ ..] = fields.as_slice() else {
                panic!("a mention needs range, type and kind: {line:?}");
            };
            let (a, b) = range.split_once('-').unwrap_or((range, range));
            let (a, b): (usize, usize) = (parse(a, line), parse(b, line));
            let range = self.first + a - 1..self.first + b;
            let value = value.first().map(|v| v.to_string());
            self.pending.push((range, parse(ty, line), parse(kind, line), value));
        }
    }

    fn token(&mut self, line: &str) {
        let full: Vec<&str> = line.split('\t').collect();
        let short: Vec<&str> = line.split_whitespace().collect();
        let (columns, extra) = if full.len() == 10 {
            let [id, form, lemma, upos, xpos, _, head, deprel, _, misc] = full[..] else {
                unreachable!("ten columns were counted")
            };
            // A treebank's MISC holds much that is not ours; only the spacing is read.
            let glue = misc.split('|').find(|m| *m == "SpaceAfter=No");
            ([id, form, lemma, upos, xpos, head, deprel], glue.into_iter().collect())
        } else {
            let [id, form, lemma, upos, xpos, head, deprel, ref extra @ ..] = short[..] else {
                panic!("neither seven columns nor ten: {line:?}");
            };
            ([id, form, lemma, upos, xpos, head, deprel], extra.to_vec())
        };
        let [id, form, lemma, upos, xpos, head, deprel] = columns;
        if id.contains(['-', '.']) {
            return;
        }
        let place = self.tokens.len() - self.first + 1;
        assert_eq!(parse::<usize>(id, line), place, "ids count from 1: {line:?}");
        if !self.glued && !self.text.is_empty() {
            self.text.push(' ');
        }
        let start = self.text.len();
        self.text.push_str(form);
        self.tokens.push(Token { span: Span::new(start, self.text.len()) });
        self.glued = false;
        let mut denotes = Denotes::None;
        for &field in &extra {
            match field {
                "SpaceAfter=No" => self.glued = true,
                other => denotes = parse(other, line),
            }
        }
        let head: usize = parse(head, line);
        self.words.push(Word {
            upos: parse::<Upos>(upos, line),
            xpos: parse::<Xpos>(xpos, line),
            lemma: lemma.to_string(),
            head: head.checked_sub(1).map(|h| TokenId::new(self.first + h)),
            deprel: parse::<Deprel>(deprel, line),
            denotes,
            score: 1.0,
        });
    }

    fn end_sentence(&mut self) {
        let inside = self.first..self.tokens.len();
        for (range, ty, kind, value) in std::mem::take(&mut self.pending) {
            let outside =
                |&i: &usize| self.words[i].head.is_none_or(|h| !range.contains(&h.index()));
            let head = range.clone().find(outside).expect("a range of a tree has a head");
            self.mentions.push(Mention {
                span: cover(&self.tokens[range.clone()]),
                tokens: range,
                head: TokenId::new(head),
                ty,
                kind,
                entity: None,
                value,
                score: 1.0,
            });
        }
        if !inside.is_empty() {
            self.sentences
                .push(Sentence { span: cover(&self.tokens[inside.clone()]), tokens: inside });
            self.first = self.tokens.len();
        }
    }

    fn build(self) -> Document {
        let document = Document::new("test", self.text).expect("a short text");
        let mut document = document.with_date(self.date);
        document.set_tokens(self.sentences, self.tokens).expect("tokens in order");
        document.set_words(self.words).expect("one tree a sentence");
        document.set_mentions(self.mentions).expect("mentions on their tokens");
        document
    }
}

fn cover(tokens: &[Token]) -> Span {
    tokens[0].span.cover(tokens[tokens.len() - 1].span)
}

fn parse<T: FromStr>(field: &str, line: &str) -> T {
    field.parse().unwrap_or_else(|_| panic!("cannot read {field:?} in {line:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_short_form() {
        let d = document(
            "# date = 2024-03-13
             # mention 1 GPE name
             # mention 3-4 DATE name 2024-02
             1 Iran Iran PROPN NNP 2 nsubj place
             2 waited wait VERB VBD 0 root
             3 last last ADJ JJ 4 amod
             4 month month NOUN NN 2 obl:unmarked SpaceAfter=No
             5 . . PUNCT . 2 punct

             1 It it PRON PRP 2 nsubj
             2 moved move VERB VBD 0 root",
        );
        assert_eq!(d.text(), "Iran waited last month. It moved");
        assert_eq!(d.sentences().len(), 2);
        assert_eq!(d.words().map(|w| w[6].head), Some(None));
        assert_eq!(d.words().map(|w| w[5].head), Some(Some(TokenId(6))));
        assert_eq!(d.words().map(|w| w[0].denotes), Some(Denotes::Place));
        let mentions = d.mentions().expect("attached");
        assert_eq!(d.slice(mentions[1].span), "last month");
        assert_eq!(mentions[1].head, TokenId(3));
        assert_eq!(mentions[1].value.as_deref(), Some("2024-02"));
    }

    #[test]
    fn reads_conllu() {
        let d = document(
            "# text = Don't\n1-2\tDon't\t_\t_\t_\t_\t_\t_\t_\t_\n\
             1\tDo\tdo\tAUX\tVB\t_\t0\troot\t_\tSpaceAfter=No\n\
             2\tn't\tnot\tPART\tRB\t_\t1\tadvmod\t_\tEntity=x\n",
        );
        assert_eq!(d.text(), "Don't");
        assert_eq!(d.tokens().len(), 2);
    }

    #[test]
    #[should_panic(expected = "cannot read \"NOON\"")]
    fn names_the_bad_line() {
        document("1 Iran Iran NOON NNP 0 root");
    }
}
