//! Behaviours of the tokeniser: tokens joined by `|`, sentences by ` ‖ `; then what holds for any text at all.

use proptest::prelude::*;

use super::tokenize;
use crate::doc::Document;

/// The tokens of `text`, in one line.
fn shown(text: &str) -> String {
    let tokenized = tokenize(text);
    let sentences = tokenized.sentences.iter().map(|sentence| {
        let tokens = &tokenized.tokens[sentence.tokens.clone()];
        tokens.iter().map(|t| t.span.of(text)).collect::<Vec<_>>().join("|")
    });
    sentences.collect::<Vec<_>>().join(" ‖ ")
}

fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(shown(text), *expected, "in {text:?}");
    }
}

#[test]
fn clitics() {
    check(&[
        ("I don't know.", "I|do|n't|know|."),
        ("They can't and won’t.", "They|ca|n't|and|wo|n’t|."),
        ("He cannot go", "He|can|not|go"),
        ("John's, they're, I'm", "John|'s|,|they|'re|,|I|'m"),
    ]);
}

/// What [`Document::set_tokens`] checks, and that no character is lost.
fn holds(text: &str) -> Result<(), String> {
    let tokenized = tokenize(text);
    if tokenized != tokenize(text) {
        return Err("two runs differ".into());
    }
    let mut at = 0;
    for token in &tokenized.tokens {
        if text[at..token.span.start()].chars().any(|c| !c.is_whitespace()) {
            return Err(format!("a character lost before {:?}", token.span));
        }
        at = token.span.end();
    }
    if text[at..].chars().any(|c| !c.is_whitespace()) {
        return Err(format!("a character lost after {at}"));
    }
    let mut document = Document::new("any", text).map_err(|e| e.to_string())?;
    document.set_tokens(tokenized.sentences, tokenized.tokens).map_err(|e| e.to_string())
}

proptest! {
    #[test]
    fn any_text_keeps_every_character(text in any::<String>()) {
        prop_assert_eq!(holds(&text), Ok(()));
    }

    /// Strings of what the rules look for, so that their branches meet.
    #[test]
    fn any_mixture_of_what_rules_look_for_keeps_every_character(
        parts in prop::collection::vec(prop::sample::select(vec![
            "a", "U", "S", "Mr", "Inc", "p", "m", "n", "t", "s", "1", "10", "2000", "non", "www", "com",
            ".", "...", "…", "!", "?", ",", ":", "'", "’", "‘", "`", "\"", "“", "”", "-", "--", "–", "(",
            ")", "[", "]", "/", "//", "@", "#", "&", "amp;", "$", "€", "%", "+", "*", "_", "=", "<", " ",
            " ", "\n", "\n\n", "\r\n", "\t", "\u{a0}", "\u{301}", "\u{feff}", "\u{200b}", "é", "漢", "🙂", "\0",
        ]), 0..40),
    ) {
        prop_assert_eq!(holds(&parts.concat()), Ok(()));
    }
}
