//! CoNLL-U as articles, and articles with trees as CoNLL-U.

use super::carb::one_line;
use super::form::{Labels, Origin, Token};
use super::read::Read;
use super::tokenised::Tokenised;
use super::unheld::Unheld;
use crate::doc::Span;
use crate::error::Result;
use crate::format::conllu::{TreebankDocument, parse_conllu};

/// Parses a treebank. Features, enhanced dependencies, empty nodes and what MISC says beside `SpaceAfter` are passed
/// over.
///
/// # Errors
/// As [`parse_conllu`].
pub(super) fn parse(content: &str, name: &str) -> Result<Read> {
    let mut read = Read::default();
    for (at, document) in parse_conllu(content, name)?.into_iter().enumerate() {
        // The reader names documents without an id by file and number, and pairs need the number alone.
        let unnamed = document.id == format!("{name}-{}", at + 1);
        let id = if unnamed { (at + 1).to_string() } else { document.id.clone() };
        read.articles.push(article(document, id, name));
    }
    for line in content.lines() {
        let columns: Vec<&str> = line.trim_end_matches('\r').split('\t').collect();
        if let [id, .., features, _, _, enhanced, misc] = columns[..]
            && columns.len() == 10
            && !line.starts_with('#')
        {
            read.left_out.add("empty nodes", usize::from(id.contains('.')));
            read.left_out.add("feature sets", usize::from(features != "_"));
            read.left_out.add("enhanced dependencies", usize::from(enhanced != "_"));
            let noted = misc.split('|').filter(|m| *m != "_" && !m.starts_with("SpaceAfter="));
            read.left_out.add("MISC notes", noted.count());
        }
    }
    Ok(read)
}

fn article(document: TreebankDocument, id: String, name: &str) -> Labels {
    let named = |value: &str| (value != "_").then(|| value.to_owned());
    let mut tokens: Vec<Token> = Vec::new();
    for sentence in &document.sentences {
        let first = tokens.len();
        for (i, word) in sentence.words.iter().enumerate() {
            let whole = sentence.multiword.iter().find(|(words, _)| words.contains(&i));
            tokens.push(Token {
                span: word.span,
                whole: whole.map(|(_, span)| *span),
                form: (word.form != word.span.of(&document.text)).then(|| word.form.clone()),
                lemma: named(&word.lemma),
                upos: named(&word.upos),
                xpos: named(&word.xpos),
                head: word.head.map(|h| first + h),
                deprel: named(&word.deprel),
            });
        }
    }
    Labels {
        id,
        origin: Origin::new(name, document.sentences.first().map_or(1, |s| s.line)),
        sentences: Some(document.sentences.iter().map(|s| s.span).collect()),
        tokens: Some(tokens),
        text: document.text,
        ..Labels::default()
    }
}

/// Writes sentences with ids, texts and trees.
///
/// # Errors
/// For an article whose tokens have no trees, and heads in other sentences.
pub(super) fn write(articles: &[Labels], unheld: &mut Unheld) -> Result<String> {
    let mut content = String::new();
    for article in articles {
        let cut = Tokenised::new(article, &[]);
        let tokens = article.tokens.as_deref().unwrap_or_default();
        if tokens.iter().any(|t| t.deprel.is_none()) || tokens.is_empty() && !cut.tokens.is_empty()
        {
            let what = "a token has no place in a tree, which CoNLL-U needs; \
                records have trees with --layers …,tokens";
            return Err(article.origin.error(what));
        }
        // A blank line between sentences is a new paragraph; any other white space than one space is lost.
        let spans: &[Span] = &cut.tokens;
        let gap = |at: usize| {
            let before = if at == 0 { 0 } else { spans[at - 1].end() };
            &article.text[before..spans[at].start()]
        };
        let mut lost = cut.tokens.last().is_some_and(|t| t.end() < article.text.len());
        content.push_str(&format!("# newdoc id = {}\n", one_line(&article.id)));
        let mut next = 0;
        for (number, run) in cut.sentences.iter().enumerate() {
            let span = cut.tokens[run.start].cover(cut.tokens[run.end - 1]);
            let first = next;
            while next < tokens.len() && tokens[next].span.start() < span.end() {
                next += 1;
            }
            if gap(run.start) == "\n\n" {
                content.push_str("# newpar\n");
            }
            for at in run.clone() {
                let fits = match gap(at) {
                    "" => true,
                    " " => at > 0,
                    "\n\n" => at > 0 && at == run.start,
                    _ => false,
                };
                lost |= !fits;
            }
            let text = one_line(span.of(&article.text));
            content.push_str(&format!("# sent_id = {}-{}\n", one_line(&article.id), number + 1));
            content.push_str(&format!("# text = {text}\n"));
            sentence(article, first..next, &mut content)?;
        }
        unheld.add("layouts", usize::from(lost));
    }
    Ok(content)
}

fn sentence(article: &Labels, words: std::ops::Range<usize>, content: &mut String) -> Result<()> {
    let tokens = article.tokens.as_deref().unwrap_or_default();
    // A token is glued to the next one if no white space stands between.
    let misc = |end: usize, next: usize| {
        let glued = tokens.get(next).is_some_and(|t| t.whole.unwrap_or(t.span).start() == end);
        if glued { "SpaceAfter=No" } else { "_" }
    };
    let named = |value: &Option<String>| value.clone().unwrap_or_else(|| "_".to_owned());
    for i in words.clone() {
        let token = &tokens[i];
        let number = i - words.start + 1;
        let opens =
            token.whole.filter(|whole| i == words.start || tokens[i - 1].whole != Some(*whole));
        if let Some(whole) = opens {
            let last = (i..words.end).take_while(|&j| tokens[j].whole == Some(whole)).count();
            let (end, form) = (number + last - 1, whole.of(&article.text));
            let misc = misc(whole.end(), i + last);
            content.push_str(&format!("{number}-{end}\t{form}\t_\t_\t_\t_\t_\t_\t_\t{misc}\n"));
        }
        let head = match token.head {
            None => 0,
            Some(head) if words.contains(&head) => head - words.start + 1,
            Some(_) => {
                return Err(article
                    .origin
                    .error(format!("token {i} has its head in another sentence")));
            }
        };
        let form = token.form.as_deref().unwrap_or_else(|| token.span.of(&article.text));
        let misc = if token.whole.is_some() { "_" } else { misc(token.span.end(), i + 1) };
        let (lemma, upos, xpos) = (named(&token.lemma), named(&token.upos), named(&token.xpos));
        let deprel = named(&token.deprel);
        content.push_str(&format!(
            "{number}\t{form}\t{lemma}\t{upos}\t{xpos}\t_\t{head}\t{deprel}\t_\t{misc}\n"
        ));
    }
    content.push('\n');
    Ok(())
}
