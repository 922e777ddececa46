//! Words and trees on a treebank made by hand.

use super::parse::{on_gold_tokens, score_parse};
use super::tokens::{score_labelled_sentences, score_tokens};
use super::{Counts, parse_labelled};
use crate::doc::{Document, Sentence, Span, Token, TokenId, Word};
use crate::format::conllu::{TreebankDocument, parse_conllu};

const GOLD: &str = "# newdoc id = d\n\
    1\tThey\tthey\tPRON\tPRP\t_\t4\tnsubj\t_\t_\n\
    2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\t_\n\
    2\tdo\tdo\tAUX\tVBP\t_\t4\taux\t_\t_\n\
    3\tn't\tnot\tPART\tRB\t_\t4\tadvmod\t_\t_\n\
    4\tsee\tsee\tVERB\tVB\t_\t0\troot\t_\t_\n\
    5\tIran\tIran\tPROPN\tNNP\t_\t7\tnmod:poss\t_\tSpaceAfter=No\n\
    6\t's\t's\tPART\tPOS\t_\t5\tcase\t_\t_\n\
    7\tteam\tteam\tNOUN\tNN\t_\t4\tobj\t_\tSpaceAfter=No\n\
    8\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_\n\n\
    1\tGo\tgo\tVERB\tVB\t_\t0\troot\t_\t_\n";

fn gold() -> TreebankDocument {
    parse_conllu(GOLD, "f").expect("a good treebank").remove(0)
}

/// Gold's own words as predictions, changed by `change`.
fn predicted(mut document: Document, change: impl Fn(&mut Vec<Word>)) -> Document {
    let mut words = Vec::new();
    for sentence in gold().sentences {
        let first = words.len();
        for w in sentence.words {
            words.push(Word {
                upos: w.upos.parse().expect("a tag"),
                xpos: w.xpos.parse().expect("a tag"),
                lemma: w.lemma,
                head: w.head.map(|h| TokenId::new(first + h)),
                deprel: w.deprel.parse().expect("a relation"),
                denotes: crate::doc::Denotes::None,
                score: 1.0,
            });
        }
    }
    change(&mut words);
    document.set_words(words).expect("a tree");
    document
}

fn on_gold(change: impl Fn(&mut Vec<Word>)) -> Document {
    predicted(on_gold_tokens(&gold()).expect("gold tokens"), change)
}

fn all_of(matched: usize, words: usize) -> Counts {
    Counts { matched, predicted: words, gold: words }
}

#[test]
fn gold_against_itself_is_all_right() {
    let document = on_gold(|_| {});
    assert_eq!(document.text(), "They don't see Iran's team. Go");
    let counts = score_parse(&gold(), &document, true).expect("gold tokens");
    for (key, _, c) in counts.each() {
        assert_eq!((c.matched, c.predicted), (c.gold, c.gold), "{key}");
    }
    // On this text the spelled words are the raw text's, so raw scoring agrees.
    assert_eq!(score_parse(&gold(), &document, false).expect("raw text"), counts);
}

#[test]
fn each_figure_counts_its_own_mistakes() {
    let document = on_gold(|words| {
        words[4].deprel = crate::doc::Deprel::Nmod; // subtype lost
        words[0].head = Some(TokenId(6)); // a wrong head
        words[2].lemma = "n't".to_owned();
        words[6].xpos = crate::doc::Xpos::Nns;
        words[1].upos = crate::doc::Upos::Verb;
        words[1].deprel = crate::doc::Deprel::Cop; // a functional relation
    });
    let c = score_parse(&gold(), &document, true).expect("gold tokens");
    assert_eq!((c.upos, c.xpos, c.lemma), (all_of(8, 9), all_of(8, 9), all_of(8, 9)));
    assert_eq!((c.uas, c.las, c.las_subtypes), (all_of(8, 9), all_of(7, 9), all_of(6, 9)));
    // Content relations of gold: nsubj, advmod, root, nmod:poss, obj, root.
    assert_eq!(c.clas, Counts { matched: 5, predicted: 6, gold: 6 });
}

#[test]
fn other_tokens_align_by_their_characters() {
    // "They | don't see | Iran's team . Go": one sentence, two wrong cuts.
    let text = gold().text;
    let spans = ["They", "don't", "see", "Iran", "'s", "team", ".", "Go"];
    let mut at = 0;
    let tokens: Vec<Token> = spans
        .iter()
        .map(|form| {
            let start = at + text[at..].find(form).expect("in the text");
            at = start + form.len();
            Token { span: Span::new(start, at) }
        })
        .collect();
    let mut document = Document::new("d", text.clone()).expect("a short text");
    let whole = Span::new(0, text.len());
    document
        .set_tokens(vec![Sentence { span: whole, tokens: 0..tokens.len() }], tokens)
        .expect("tokens in order");
    let c = score_tokens(&gold(), &document).expect("one text");
    assert_eq!(c.words, Counts { matched: 7, predicted: 8, gold: 9 });
    assert_eq!(c.sentences, Counts { matched: 0, predicted: 1, gold: 2 });
}

#[test]
fn labelled_sentences_may_differ_in_white_space_alone() {
    let side = |sentences: &str, name: &str| {
        let line = format!("{{\"id\": \"a\", \"text\": \"A b.  C.\", \"sentences\": {sentences}}}");
        parse_labelled(&line, name).expect("a good record").remove(0)
    };
    let gold = side(r#"[{"start": 0, "end": 4}, {"start": 6, "end": 8}]"#, "gold");
    let wide = side(r#"[{"start": 0, "end": 6}, {"start": 6, "end": 8}]"#, "pred");
    let c = score_labelled_sentences(&gold, &wide).expect("both have sentences");
    assert_eq!(c.sentences, all_of(2, 2));
}
