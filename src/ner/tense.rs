//! Whether a clause speaks of the past or of the future: what *on Friday* and *in March* need to be resolved.

use super::reckon::Lean;
use crate::doc::{Deprel, TokenId, Upos, Word, Xpos};

/// Verbs and adjectives that put what they govern into the future: *is scheduled for Friday*.
const PLANS: &[&str] = &[
    "schedule",
    "scheduled",
    "expect",
    "plan",
    "slate",
    "due",
    "set",
    "intend",
    "hope",
    "want",
    "vow",
];

/// Verbs whose infinitive shares their tense: *managed to escape on Friday*.
const IMPLICATIVE: &[&str] = &[
    "manage", "fail", "able", "begin", "start", "continue", "help", "refuse", "decline", "appear",
    "seem", "use", "force",
];

/// The lean of the clause around the expression headed by `head`: that of the nearest governing verb that has a tense.
/// An expression inside a noun phrase (*elections in March*), or after *until* or *by*, takes a
/// future from its clause but no past.
pub(super) fn lean(words: &[Word], head: TokenId) -> Lean {
    let mut at = head.index();
    // *suspended until October* reaches ahead of its verb.
    let reaches = |w: &Word| matches!(w.lemma.as_str(), "until" | "till" | "by");
    let mut through_noun = children(words, at).any(|w| w.deprel == Deprel::Case && reaches(w));
    let mut planned = false;
    for _ in 0..words.len().min(40) {
        let word = &words[at];
        let verb = matches!(word.upos, Upos::Verb | Upos::Aux);
        if at != head.index() && is_plan(words, at) {
            // *A round scheduled for February was postponed*: ahead of what is told, whenever that was.
            planned = true;
        } else if at != head.index() && (verb || has_copula(words, at)) {
            match tense(words, at) {
                Some(Lean::Past) if through_noun || planned => return Lean::Unknown,
                Some(Lean::Unknown) if planned => return Lean::Future,
                Some(lean) => return lean,
                None => {}
            }
        }
        through_noun |= matches!(
            word.deprel,
            Deprel::Nmod | Deprel::NmodUnmarked | Deprel::NmodDesc | Deprel::Compound
        );
        match word.head {
            Some(up) => at = up.index(),
            None => break,
        }
    }
    if planned { Lean::Future } else { Lean::Unknown }
}

/// Whether a participle of planning modifies a noun: it has no tense of its own.
fn is_plan(words: &[Word], at: usize) -> bool {
    let word = &words[at];
    word.xpos == Xpos::Vbn
        && matches!(word.deprel, Deprel::Acl | Deprel::Advcl | Deprel::Amod)
        && PLANS.contains(&word.lemma.to_lowercase().as_str())
        && !children(words, at).any(|w| matches!(w.deprel, Deprel::Aux | Deprel::AuxPass))
}

fn children(words: &[Word], head: usize) -> impl Iterator<Item = &Word> {
    // A verb's auxiliaries and marks stand close by; a window keeps long sentences linear.
    let near = head.saturating_sub(12)..(head + 6).min(words.len());
    near.map(|i| &words[i]).filter(move |w| w.head == Some(TokenId::new(head)))
}

fn has_copula(words: &[Word], head: usize) -> bool {
    children(words, head).any(|w| w.deprel == Deprel::Cop)
}

/// What the verb group at `verb` says; `None` where it leaves tense to the verb above.
fn tense(words: &[Word], verb: usize) -> Option<Lean> {
    let word = &words[verb];
    let helper = |w: &&Word| matches!(w.deprel, Deprel::Aux | Deprel::AuxPass | Deprel::Cop);
    let helpers: Vec<&Word> = children(words, verb).filter(helper).collect();
    let lemma = |name: &str| helpers.iter().any(|w| w.lemma == name);
    let perfect = lemma("have");
    let past = helpers.iter().any(|w| w.xpos == Xpos::Vbd);
    let present = helpers.iter().any(|w| matches!(w.xpos, Xpos::Vbz | Xpos::Vbp));
    let planned = PLANS.contains(&word.lemma.to_lowercase().as_str());
    if helpers.iter().any(|w| w.xpos == Xpos::Md) {
        return Some(if perfect { Lean::Past } else { Lean::Future });
    }
    let infinitive = children(words, verb).any(|w| w.deprel == Deprel::Mark && w.xpos == Xpos::To);
    if infinitive {
        if perfect {
            return Some(Lean::Past);
        }
        let above = word.head.map(|h| &words[h.index()]);
        let shared = above.is_some_and(|w| IMPLICATIVE.contains(&w.lemma.as_str()));
        return if shared { None } else { Some(Lean::Future) };
    }
    if perfect || past {
        return Some(Lean::Past);
    }
    match word.xpos {
        Xpos::Vbd => Some(Lean::Past),
        Xpos::Vbg if present => Some(Lean::Future),
        Xpos::Vbg => None,
        Xpos::Vbn if planned => Some(Lean::Future),
        Xpos::Vbn if present => Some(Lean::Unknown),
        Xpos::Vbn => Some(Lean::Past),
        _ if planned => Some(Lean::Future),
        _ => Some(Lean::Unknown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::testing;

    /// The lean at the last token.
    fn at_last(conllu: &str) -> Lean {
        let document = testing::document(conllu);
        let words = document.words().unwrap();
        lean(words, TokenId::new(words.len() - 1))
    }

    #[test]
    fn the_nearest_tense_decides() {
        let past = "1 They they PRON PRP 2 nsubj
                    2 met meet VERB VBD 0 root
                    3 on on ADP IN 4 case
                    4 Friday Friday PROPN NNP 2 obl";
        assert_eq!(at_last(past), Lean::Past);
        let until = past.replace("on on", "until until");
        assert_eq!(at_last(&until), Lean::Unknown);
        let future = "1 They they PRON PRP 3 nsubj
                      2 will will AUX MD 3 aux
                      3 meet meet VERB VB 0 root
                      4 Friday Friday PROPN NNP 3 obl:unmarked";
        assert_eq!(at_last(future), Lean::Future);
        let have = "1 They they PRON PRP 4 nsubj
                    2 may may AUX MD 4 aux
                    3 have have AUX VB 4 aux
                    4 met meet VERB VBN 0 root
                    5 Friday Friday PROPN NNP 4 obl:unmarked";
        assert_eq!(at_last(have), Lean::Past);
    }

    #[test]
    fn infinitives_look_ahead_unless_they_share_a_tense() {
        let agreed = "1 They they PRON PRP 2 nsubj
                      2 agreed agree VERB VBD 0 root
                      3 to to PART TO 4 mark
                      4 meet meet VERB VB 2 xcomp
                      5 Friday Friday PROPN NNP 4 obl:unmarked";
        assert_eq!(at_last(agreed), Lean::Future);
        assert_eq!(at_last(&agreed.replace("agreed agree", "managed manage")), Lean::Past);
    }

    #[test]
    fn a_noun_passes_on_no_past() {
        let nominal = "1 They they PRON PRP 2 nsubj
                       2 discussed discuss VERB VBD 0 root
                       3 elections election NOUN NNS 2 obj
                       4 in in ADP IN 5 case
                       5 May May PROPN NNP 3 nmod";
        assert_eq!(at_last(nominal), Lean::Unknown);
    }

    #[test]
    fn a_plan_takes_its_future_from_what_is_told() {
        let planned = "1 A a DET DT 2 det
                       2 round round NOUN NN 4 nsubj:pass
                       3 was be AUX VBD 4 aux:pass
                       4 postponed postpone VERB VBN 0 root
                       5 scheduled schedule VERB VBN 2 acl
                       6 for for ADP IN 7 case
                       7 May May PROPN NNP 5 obl";
        assert_eq!(at_last(planned), Lean::Unknown);
        let still = planned.replace("was be AUX VBD 4 aux:pass", "is be AUX VBZ 4 aux:pass");
        assert_eq!(at_last(&still), Lean::Future);
    }
}
