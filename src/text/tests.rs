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
        ("we'd, we’ll; I'VE", "we|'d|,|we|’ll|;|I|'VE"),
        ("He couldn't've known", "He|could|n't|'ve|known"),
        ("the boys' club", "the|boys|'|club"),
        ("gonna Wanna gotta", "gon|na|Wan|na|got|ta"),
        ("'Tis true, y'all", "'T|is|true|,|y'|all"),
        ("the U.N.'s \"own\"'s", "the|U.N.|'s|\"|own|\"|'s"),
        ("O'Connor, Ba'ath, d'etat, N’Djamena", "O'Connor|,|Ba'ath|,|d'etat|,|N’Djamena"),
        ("the '90s, the 1980's, '05", "the|'90s|,|the|1980's|,|'05"),
        ("rock 'n' roll with 'em", "rock|'n'|roll|with|'em"),
    ]);
}

#[test]
fn hyphens_and_dashes() {
    check(&[
        ("Iran-backed militias", "Iran|-|backed|militias"),
        ("a 15-year-old", "a|15|-|year|-|old"),
        ("e-mail, re-elect, co-operate", "e-mail|,|re-elect|,|co-operate"),
        ("anti-Iran, mid-1980s, non-U.S.", "anti-Iran|,|mid-1980s|,|non-U.S."),
        ("vice-president, self-made, T-shirt", "vice|-|president|,|self|-|made|,|T|-|shirt"),
        ("U.S.-led, al-Qaeda, UN-backed", "U.S.|-|led|,|al|-|Qaeda|,|UN|-|backed"),
        ("career-wise, uh-huh", "career-wise|,|uh|-|huh"),
        ("pre- and post-war", "pre|-|and|post-war"),
        ("war–torn — or--not", "war|–|torn|—|or|--|not"),
        ("COVID-19, F-16s", "COVID|-|19|,|F|-|16s"),
    ]);
}

#[test]
fn figures() {
    check(&[
        ("$3.1 billion, £2.5bn, US$4m", "$|3.1|billion|,|£|2.5|bn|,|US$|4|m"),
        ("€1,000,000.50 (50%)", "€|1,000,000.50|(|50|%|)"),
        ("5km, 40mph, 30bp, 100m", "5|km|,|40|mph|,|30|bp|,|100|m"),
        ("10th, 1990s, 5G, 76ers", "10th|,|1990s|,|5G|,|76ers"),
        ("3:30pm to 10:45", "3:30|pm|to|10:45"),
        ("at 2p.m. on 2019-03-04", "at|2|p.m.|on|2019-03-04"),
        ("9/11 and 03/04/2019", "9/11|and|03/04/2019"),
        ("10-20, 10–20, 2010-2015, 5-4", "10|-|20|,|10|–|20|,|2010|-|2015|,|5|-|4"),
        ("713-853-3989 or 555-1234", "713-853-3989|or|555-1234"),
        ("1,2 and 2001,2002", "1|,|2|and|2001|,|2002"),
        ("version 2.0.1, .227, +44", "version|2.0.1|,|.227|,|+44"),
        ("-5 or 25°C", "-|5|or|25|°|C"),
    ]);
}

#[test]
fn addresses_and_symbols() {
    check(&[
        ("See http://bbc.co.uk/a-b?x=1.", "See|http://bbc.co.uk/a-b?x=1|."),
        ("(see www.un.org/en, bbc.com)", "(|see|www.un.org/en|,|bbc.com|)"),
        ("http://a.org/b_(c) and (http://a.org)", "http://a.org/b_(c)|and|(|http://a.org|)"),
        ("<j.smith-2@x.co.uk>, a@b; so.@c", "<|j.smith-2@x.co.uk|>|,|a@b|;|so|.|@c"),
        ("@user_1: #MeToo, #1", "@user_1|:|#MeToo|,|#|1"),
        ("and/or, he/she, w/o, n/a", "and|/|or|,|he|/|she|,|w/o|,|n/a"),
        ("AT&T, AT&amp;T, R & D", "AT&T|,|AT&amp;T|,|R|&|D"),
        ("*** what?!! ===", "***|what|?!!|==="),
        ("ok :) 👍🏽👍", "ok|:)|👍🏽|👍"),
        ("<HFAG.F>", "<|HFAG.F|>"),
        ("soft\u{ad}ware e\u{301}t\u{e9}", "soft\u{ad}ware|e\u{301}t\u{e9}"),
    ]);
}

#[test]
fn quotation_marks_and_brackets() {
    check(&[
        ("“We ‘won’,” he said", "“|We|‘|won|’|,|”|he|said"),
        ("«Oui» „ja“", "«|Oui|»|„|ja|“"),
        ("``It's'' and \"\"that\"\"", "``|It|'s|''|and|\"|\"|that|\"|\""),
        ("'We will,' he said", "'|We|will|,|'|he|said"),
        ("[T]he {x} (a)", "[|T|]|he|{|x|}|(|a|)"),
        ("-LRB- Reuters -RRB-", "-LRB-|Reuters|-RRB-"),
        ("wait...what …", "wait|...|what|…"),
    ]);
}

#[test]
fn abbreviations_keep_their_stop() {
    check(&[
        ("Gen. Petraeus met Lt. Col. Smith.", "Gen.|Petraeus|met|Lt.|Col.|Smith|."),
        ("J. K. Rowling and J.K.Rowling", "J.|K.|Rowling|and|J.K.|Rowling"),
        ("George W. Bush, E. coli", "George|W.|Bush|,|E.|coli"),
        ("St. Louis, Mo., or Aiken, S.C.", "St.|Louis|,|Mo.|,|or|Aiken|,|S.C."),
        ("No. 10 on Jan. 5 at 5 p.m. EST", "No.|10|on|Jan.|5|at|5|p.m.|EST"),
        ("Roe v. Wade, i.e. Vol. II", "Roe|v.|Wade|,|i.e.|Vol.|II"),
        ("Apple Inc., Smith et al., etc.", "Apple|Inc.|,|Smith|et|al.|,|etc."),
        ("Mr.Smith of S.Korea", "Mr.|Smith|of|S.|Korea"),
        ("Mr. de Villepin, Maj.-Gen. Lee", "Mr.|de|Villepin|,|Maj.|-|Gen.|Lee"),
        ("by the U.S., a Ph.D.", "by|the|U.S.|,|a|Ph.D."),
        // The same letters as words.
        ("He sat. So did Gen. It was no.", "He|sat|. ‖ So|did|Gen.|It|was|no|."),
    ]);
}

#[test]
fn sentences_end_at_stops() {
    check(&[
        ("He left. She stayed! Why? So.", "He|left|. ‖ She|stayed|! ‖ Why|? ‖ So|."),
        ("\"We won.\" Then they left.", "\"|We|won|.|\" ‖ Then|they|left|."),
        ("“I came. I saw.” He left.", "“|I|came|. ‖ I|saw|.|” ‖ He|left|."),
        ("\"Go.\" \"No,\" she said.", "\"|Go|.|\" ‖ \"|No|,|\"|she|said|."),
        (
            "\"Why?\" he asked. \"Go!\" Smith said.",
            "\"|Why|?|\"|he|asked|. ‖ \"|Go|!|\"|Smith|said|.",
        ),
        (
            "He (b. 1960.) left. (It rained.) End.",
            "He|(|b.|1960|.|)|left|. ‖ (|It|rained|.|) ‖ End|.",
        ),
        ("So he waits... and waits... Then", "So|he|waits|...|and|waits|... ‖ Then"),
        ("It was old.[1] [2] He knew. [3] So", "It|was|old|.|[|1|]|[|2|] ‖ He|knew|.|[|3|] ‖ So"),
        ("[...] But he [...] left. … No", "[|...|]|But|he|[|...|]|left|. ‖ …|No"),
        ("He ran.\"We won?\"She did.“So.", "He|ran|. ‖ \"|We|won|?|\" ‖ She|did|. ‖ “|So|."),
        ("She said.He left. 5 died.", "She|said|. ‖ He|left|. ‖ 5|died|."),
        ("First: this; then that", "First|:|this|;|then|that"),
        ("Yahoo! said no. What?! No!!", "Yahoo|!|said|no|. ‖ What|?! ‖ No|!!"),
        ("1. First item. 2. Second.", "1|.|First|item|. ‖ 2|.|Second|."),
    ]);
}

#[test]
fn abbreviations_end_sentences_before_what_begins_one() {
    check(&[
        ("He left the U.S. The law changed.", "He|left|the|U.S. ‖ The|law|changed|."),
        ("the U.S. Army and U.S. officials", "the|U.S.|Army|and|U.S.|officials"),
        ("He runs Apple Inc. Shares rose.", "He|runs|Apple|Inc. ‖ Shares|rose|."),
        ("Apple Inc. Chief Tim Cook", "Apple|Inc.|Chief|Tim|Cook"),
        (
            "at 5 p.m. Friday. At 6 p.m. Police came.",
            "at|5|p.m.|Friday|. ‖ At|6|p.m. ‖ Police|came|.",
        ),
        ("Vitamin C. It helps.", "Vitamin|C|. ‖ It|helps|."),
        ("It is Plan B.", "It|is|Plan|B|."),
        ("It ended in Dec. The next came.", "It|ended|in|Dec. ‖ The|next|came|."),
        ("No. That is wrong.", "No|. ‖ That|is|wrong|."),
    ]);
}

#[test]
fn datelines_stay_in_their_sentence() {
    check(&[
        ("BAGHDAD (Reuters) – Qaani told", "BAGHDAD|(|Reuters|)|–|Qaani|told"),
        ("PARIS, Jan. 3 (AP) -- The U.S. said", "PARIS|,|Jan.|3|(|AP|)|--|The|U.S.|said"),
    ]);
}

#[test]
fn lines_and_paragraphs() {
    check(&[
        ("Headline here\n\nText goes on", "Headline|here ‖ Text|goes|on"),
        ("Talks end\nBy John Smith\nRead more", "Talks|end ‖ By|John|Smith ‖ Read|more"),
        ("a\r\n \r\nb\u{2028}c", "a ‖ b ‖ c"),
        (
            "The talks, which had begun in Muscat on Friday, went\non there.",
            "The|talks|,|which|had|begun|in|Muscat|on|Friday|,|went|on|there|.",
        ),
        (
            "Markets fell on the news that the bank had\nfailed.\nMost shares rose again on Friday after a\nbrief fall.",
            "Markets|fell|on|the|news|that|the|bank|had|failed|. ‖ \
             Most|shares|rose|again|on|Friday|after|a|brief|fall|.",
        ),
        (
            "    The company said it had agreed to sell its unit to the\nDutch Group. It gave no sum.\n    \
             Analysts had expected the sale for months, and so had\nRivals Inc, they said.\n REUTER",
            "The|company|said|it|had|agreed|to|sell|its|unit|to|the|Dutch|Group|. ‖ It|gave|no|sum|. ‖ \
             Analysts|had|expected|the|sale|for|months|,|and|so|had|Rivals|Inc|,|they|said|. ‖ REUTER",
        ),
        (
            "Yen rises after shares fall in Tokyo\niPhone sales fell.",
            "Yen|rises|after|shares|fall|in|Tokyo ‖ iPhone|sales|fell|.",
        ),
        ("Apples\nmilk and honey", "Apples ‖ milk|and|honey"),
    ]);
}

#[test]
fn text_that_comes_in_tokens() {
    check(&[
        ("He would n't go , said Mr . Smith .", "He|would|n't|go|,|said|Mr|.|Smith|."),
        ("`` It 's over , '' said Bush . He left .", "``|It|'s|over|,|''|said|Bush|. ‖ He|left|."),
        ("\" We won . \" Then they left .", "\"|We|won|.|\" ‖ Then|they|left|."),
        ("George W . Bush won .\nHe left .", "George|W|.|Bush|won|. ‖ He|left|."),
    ]);
}

/// Work must stay linear: each of these takes a moment where quadratic time would take minutes.
#[test]
fn hostile_texts_take_linear_time() {
    let pieces = [
        "(", "\"", "'", ".", ". ", "-", "a-", "re-", "a.", "ab.", "@", "a@", "a://", "www.", "a",
        "1", "1,", "1/", "1-", "&", "&a", "a\u{301}", "\u{301} ", "\n", "a\n", " ", "Mr. ", "?\"",
        ".\") ", ":(", "_", "\0", "n't", ". [1]", "A. ", "U.S", "US$", "w/", "#a", "漢", "<",
        "a.com/", "word ", "Word, ", "...", "“", "\u{feff}",
    ];
    for piece in pieces {
        let text = piece.repeat(50_000 / piece.len());
        assert_eq!(holds(&text), Ok(()), "of {piece:?}");
        assert_eq!(holds(&format!("{text}@x.com ,")), Ok(()), "of {piece:?}, and an address");
    }
}

#[test]
fn sentences_are_never_endless() {
    let text = "word, and another ".repeat(1000);
    let tokenized = tokenize(&text);
    assert!(tokenized.sentences.iter().all(|s| s.tokens.len() <= 256));
    // Cut behind a comma.
    assert!(tokenized.sentences[0].span.of(&text).ends_with(','));
}

#[test]
fn nothing_comes_of_nothing() {
    for text in ["", " ", "\n\n", "\u{a0}\t\r\n"] {
        assert_eq!(tokenize(text), super::Tokenized::default());
    }
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
