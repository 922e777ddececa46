//! Tokens and sentences of an article, for formats that have nothing else; and texts from tokens.

use std::ops::Range;

use super::form::{Labels, Token};
use crate::doc::Span;
use crate::text::tokenize;

/// An article cut into tokens and sentences.
pub(super) struct Tokenised {
    /// Tokens in text order, none within another; words of one multiword token count as one.
    pub tokens: Vec<Span>,
    /// Sentences as half-open ranges of tokens; none is empty, and together they have every token.
    pub sentences: Vec<Range<usize>>,
}

impl Tokenised {
    /// The article's own tokens, else ours, which are cut once more at `cuts` so that labels begin and end with a token;
    /// its own sentences, else ours.
    pub fn new(article: &Labels, cuts: &[Span]) -> Tokenised {
        let ours = tokenize(&article.text);
        let tokens: Vec<Span> = match &article.tokens {
            Some(tokens) => {
                let mut spans: Vec<Span> = tokens.iter().map(|t| t.span).collect();
                spans.dedup();
                spans
            }
            None => {
                let bounds = article.sentences.iter().flatten().chain(cuts);
                let mut at: Vec<usize> = bounds.flat_map(|s| [s.start(), s.end()]).collect();
                at.sort_unstable();
                at.dedup();
                ours.tokens.iter().flat_map(|t| pieces(t.span, &at)).collect()
            }
        };
        let bounds: Vec<Span> = match (&article.sentences, &article.tokens) {
            (Some(sentences), _) => sentences.clone(),
            // Tokens without sentences are one sentence: nothing says where to cut them.
            (None, Some(_)) => Vec::new(),
            (None, None) => ours.sentences.iter().map(|s| s.span).collect(),
        };
        let sentences = grouped(&tokens, &bounds);
        Tokenised { tokens, sentences }
    }

    /// The tokens that `span` covers, if it begins and ends with one.
    pub fn covering(&self, span: Span) -> Option<Range<usize>> {
        let first = self.tokens.partition_point(|t| t.start() < span.start());
        let end = self.tokens.partition_point(|t| t.end() <= span.end());
        let fits = first < end
            && self.tokens[first].start() == span.start()
            && self.tokens[end - 1].end() == span.end();
        fits.then_some(first..end)
    }

    /// The sentence that has all of these tokens.
    pub fn sentence_of(&self, tokens: &Range<usize>) -> Option<usize> {
        let at = self.sentences.partition_point(|s| s.end <= tokens.start);
        self.sentences.get(at).is_some_and(|s| tokens.end <= s.end).then_some(at)
    }
}

/// A token cut at those of `cuts` (ascending) that lie inside.
fn pieces(token: Span, cuts: &[usize]) -> Vec<Span> {
    let from = cuts.partition_point(|&at| at <= token.start());
    let inside = cuts[from..].iter().copied().take_while(|&at| at < token.end());
    let mut start = token.start();
    let mut pieces = Vec::new();
    for end in inside.chain([token.end()]) {
        pieces.push(Span::new(start, end));
        start = end;
    }
    pieces
}

/// Runs of tokens by the sentence that they begin in; what stands between sentences is a run of its own.
fn grouped(tokens: &[Span], sentences: &[Span]) -> Vec<Range<usize>> {
    let sentence_of = |token: &Span| {
        let at = sentences.partition_point(|s| s.end() <= token.start());
        (at, sentences.get(at).is_some_and(|s| s.start() <= token.start()))
    };
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut last = None;
    for (i, token) in tokens.iter().enumerate() {
        let sentence = Some(sentence_of(token));
        match runs.last_mut().filter(|_| sentence == last) {
            Some(run) => run.end = i + 1,
            None => runs.push(i..i + 1),
        }
        last = sentence;
    }
    runs
}

/// A text made of tokens: a space between tokens, a line feed between sentences.
#[derive(Default)]
pub(super) struct Joined {
    pub text: String,
    pub tokens: Vec<Token>,
    pub sentences: Vec<Span>,
}

impl Joined {
    /// Appends a sentence; the index of its first token. `None` if it or one of its forms is empty.
    pub fn push<S: AsRef<str>>(&mut self, forms: &[S]) -> Option<usize> {
        if forms.is_empty() || forms.iter().any(|form| form.as_ref().is_empty()) {
            return None;
        }
        let first = self.tokens.len();
        for (i, form) in forms.iter().enumerate() {
            if !self.text.is_empty() {
                self.text.push(if i == 0 { '\n' } else { ' ' });
            }
            let start = self.text.len();
            self.text.push_str(form.as_ref());
            let span = Span::new(start, self.text.len());
            self.tokens.push(Token { span, ..Token::default() });
        }
        self.sentences.push(self.tokens[first].span.cover(self.tokens[self.tokens.len() - 1].span));
        Some(first)
    }

    /// The span of a half-open range of tokens; `None` if it is empty or there are no such tokens.
    pub fn covered(&self, tokens: Range<usize>) -> Option<Span> {
        let last = tokens.end.checked_sub(1).filter(|&last| last >= tokens.start)?;
        Some(self.tokens.get(tokens.start)?.span.cover(self.tokens.get(last)?.span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(article: &Labels, cuts: &[Span]) -> Vec<String> {
        let cut = Tokenised::new(article, cuts);
        let sentence = |run: &Range<usize>| {
            let forms: Vec<&str> =
                cut.tokens[run.clone()].iter().map(|t| t.of(&article.text)).collect();
            forms.join("|")
        };
        cut.sentences.iter().map(sentence).collect()
    }

    #[test]
    fn our_tokens_are_cut_at_labels_and_sentences() {
        let mut article = Labels { text: "Iran-backed men. Go.".into(), ..Labels::default() };
        let plain = shown(&article, &[]);
        assert_eq!(plain.len(), 2, "{plain:?}");
        let cut = shown(&article, &[Span::new(0, 3), Span::new(5, 11)]);
        assert!(cut[0].starts_with("Ira|n|-|backed|men"), "{cut:?}");
        article.sentences = Some(vec![Span::new(0, 11)]);
        assert_eq!(shown(&article, &[]).len(), 2, "what no sentence has is one of its own");
        article.tokens = Some(vec![
            Token { span: Span::new(0, 11), ..Token::default() },
            Token { span: Span::new(12, 16), ..Token::default() },
        ]);
        assert_eq!(shown(&article, &[Span::new(0, 3)]), ["Iran-backed", "men."]);
    }

    #[test]
    fn spans_are_found_among_tokens() {
        let mut joined = Joined::default();
        assert_eq!(joined.push(&["Kim", "left"]), Some(0));
        assert_eq!(joined.push(&["He"]), Some(2));
        assert_eq!(joined.push(&[""]), None);
        assert_eq!(joined.text, "Kim left\nHe");
        assert_eq!(joined.covered(1..1), None);
        assert_eq!(joined.covered(2..9), None);
        let article = Labels {
            text: joined.text.clone(),
            tokens: Some(joined.tokens.clone()),
            sentences: Some(joined.sentences.clone()),
            ..Labels::default()
        };
        let cut = Tokenised::new(&article, &[]);
        assert_eq!(cut.covering(Span::new(0, 8)), Some(0..2));
        assert_eq!(cut.covering(Span::new(0, 7)), None);
        assert_eq!(cut.sentence_of(&(0..2)), Some(0));
        assert_eq!(cut.sentence_of(&(1..3)), None);
    }
}
