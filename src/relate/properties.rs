//! What holds of the relations of any tree.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::relations;
use crate::doc::testing::document;
use crate::doc::{Deprel, Relation, Upos, Xpos};

const FORMS: &[&str] = &[
    "Iran",
    "officials",
    "said",
    "that",
    "to",
    "attack",
    "which",
    "and",
    "by",
    "will",
    "not",
    "attacked",
    "talks",
    "between",
    "urged",
    "president",
    "\"",
    ",",
    "who",
    "if",
    "killing",
    "of",
    "on",
    "(",
    ")",
    "part",
    "take",
    "each",
    "other",
    "plan",
];

/// A sentence of `words` (form, part of speech, tag, head, relation), each number taken modulo what there is to choose.
fn sentence(words: &[(usize, usize, usize, usize, usize)]) -> String {
    let mut out = String::new();
    let relations: Vec<&Deprel> = Deprel::ALL.iter().filter(|&&d| d != Deprel::Root).collect();
    for (i, &(form, upos, xpos, head, deprel)) in words.iter().enumerate() {
        let form = FORMS[form % FORMS.len()];
        let (upos, xpos) = (Upos::ALL[upos % Upos::ALL.len()], Xpos::ALL[xpos % Xpos::ALL.len()]);
        // Words hang on earlier ones or, mirrored below, on later ones: both are trees.
        let (head, deprel) = if i == 0 {
            (0, Deprel::Root)
        } else {
            (head % i + 1, *relations[deprel % relations.len()])
        };
        let _ =
            writeln!(out, "{} {form} {} {upos} {xpos} {head} {deprel}", i + 1, form.to_lowercase());
    }
    out
}

/// The same tree from right to left, so that heads follow their dependents.
fn mirrored(sentence: &str) -> String {
    let n = sentence.lines().count();
    let mut lines: Vec<String> = Vec::new();
    for (i, line) in sentence.lines().rev().enumerate() {
        let mut f: Vec<String> = line.split(' ').map(str::to_string).collect();
        f[0] = (i + 1).to_string();
        let head: usize = f[5].parse().expect("a number");
        f[5] = if head == 0 { 0 } else { n + 1 - head }.to_string();
        lines.push(f.join(" "));
    }
    lines.join("\n")
}

fn check(conllu: &str) -> Vec<Relation> {
    let d = document(conllu);
    let out = relations(&d);
    for r in &out {
        let sentence = d.sentences()[r.sentence.index()].span;
        assert!(!d.slice(r.predicate.span).is_empty());
        assert!(sentence.contains(r.predicate.span));
        assert!(r.predicate.span.contains(d.token(r.predicate.head).span));
        for a in r.subject.iter().chain(&r.object).chain(&r.arguments) {
            assert!(a.span.contains(d.token(a.head).span), "{}", d.slice(a.span));
            assert!(sentence.contains(a.span));
        }
        for s in r.time.iter().map(|t| t.span).chain(r.place.iter().map(|p| p.span)) {
            assert!(!d.slice(s).is_empty());
        }
        assert!((0.0..=1.0).contains(&r.score));
    }
    assert_eq!(out, relations(&d), "the same twice");
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn any_tree_is_read(words in proptest::collection::vec(any::<(usize, usize, usize, usize, usize)>(), 1..40)) {
        let text = sentence(&words);
        check(&text);
        check(&mirrored(&text));
    }

    #[test]
    fn voice_changes_no_direction(s in 0usize..8, v in 0usize..8, o in 0usize..8, m in 0usize..3) {
        prop_assume!(s != o);
        let nouns = ["rebels", "soldiers", "judges", "banks", "workers", "unions", "pilots", "voters"];
        let verbs = ["attack", "arrest", "support", "accuse", "detain", "defeat", "visit", "mention"];
        let (s, o, verb) = (nouns[s], nouns[o], verbs[v]);
        let past = if verb.ends_with('e') { format!("{verb}d") } else { format!("{verb}ed") };
        let active = match m {
            0 => format!("1 {s} {s} NOUN NNS 2 nsubj\n2 {past} {verb} VERB VBD 0 root\n3 {o} {o} NOUN NNS 2 obj"),
            1 => format!("1 {s} {s} NOUN NNS 3 nsubj\n2 will will AUX MD 3 aux\n3 {verb} {verb} VERB VB 0 root\n4 {o} {o} NOUN NNS 3 obj"),
            _ => format!("1 {s} {s} NOUN NNS 4 nsubj\n2 did do AUX VBD 4 aux\n3 not not PART RB 4 advmod\n4 {verb} {verb} VERB VB 0 root\n5 {o} {o} NOUN NNS 4 obj"),
        };
        // Labels as a parser confuses them must not turn the relation round either.
        for (subject, agent) in [("nsubj:pass", "obl:agent"), ("nsubj:pass", "obl"), ("nsubj", "obl:agent"), ("nsubj", "obl")] {
            let passive = match m {
                0 => format!("1 {o} {o} NOUN NNS 3 {subject}\n2 were be AUX VBD 3 aux:pass\n3 {past} {verb} VERB VBN 0 root\n4 by by ADP IN 5 case\n5 {s} {s} NOUN NNS 3 {agent}"),
                1 => format!("1 {o} {o} NOUN NNS 4 {subject}\n2 will will AUX MD 4 aux\n3 be be AUX VB 4 aux:pass\n4 {past} {verb} VERB VBN 0 root\n5 by by ADP IN 6 case\n6 {s} {s} NOUN NNS 4 {agent}"),
                _ => format!("1 {o} {o} NOUN NNS 4 {subject}\n2 were be AUX VBD 4 aux:pass\n3 not not PART RB 4 advmod\n4 {past} {verb} VERB VBN 0 root\n5 by by ADP IN 6 case\n6 {s} {s} NOUN NNS 4 {agent}"),
            };
            let (a, p) = (document(&active), document(&passive));
            let (ra, rp) = (relations(&a), relations(&p));
            prop_assert_eq!(ra.len(), 1);
            prop_assert_eq!(rp.len(), 1);
            let side = |d: &crate::doc::Document, x: &Option<crate::doc::Argument>| {
                x.map(|x| d.slice(x.span).to_string())
            };
            prop_assert_eq!(side(&a, &ra[0].subject), side(&p, &rp[0].subject));
            prop_assert_eq!(side(&a, &ra[0].object), side(&p, &rp[0].object));
            prop_assert_eq!(ra[0].modality, rp[0].modality);
            prop_assert_eq!(ra[0].negated, rp[0].negated);
        }
    }
}

/// A sentence of `n` words in one chain, each hanging on the one before.
fn chain(
    n: usize,
    step: impl Fn(usize) -> (&'static str, &'static str, &'static str, &'static str),
) -> String {
    let mut out = String::new();
    for i in 0..n {
        let (form, upos, xpos, deprel) = step(i);
        let deprel = if i == 0 { "root" } else { deprel };
        let _ = writeln!(out, "{} {form} {form} {upos} {xpos} {i} {deprel}", i + 1);
    }
    out
}

#[test]
fn deep_trees_do_not_overflow() {
    check(&chain(5000, |i| ("plan", "VERB", if i % 2 == 0 { "VB" } else { "VBG" }, "xcomp")));
    check(&chain(5000, |_| ("bank", "NOUN", "NNS", "nmod")));
    check(&chain(5000, |_| ("seized", "VERB", "VBD", "conj")));
    check(&chain(5000, |i| {
        if i % 2 == 0 {
            ("rebels", "NOUN", "NNS", "obj")
        } else {
            ("attacked", "VERB", "VBD", "acl:relcl")
        }
    }));
    check(&chain(5000, |_| ("said", "VERB", "VBD", "ccomp")));
}

#[test]
fn long_lists_are_spread_up_to_the_cap() {
    let mut text = String::from(
        "1 rebels rebel NOUN NNS 2 nsubj\n2 attacked attack VERB VBD 0 root\n3 towns town NOUN NNS 2 obj\n",
    );
    for i in 4..400 {
        let _ = writeln!(text, "{i} towns town NOUN NNS 3 conj");
    }
    assert_eq!(check(&text).len(), super::spread::CAP);
}
