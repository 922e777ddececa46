//! The words that state the relation of a tuple.

use super::sentence_view::View;
use crate::doc::{Clause, Deprel, Upos, Voice, Xpos};

/// How many tokens an adverb may be away from its verb, to be part of the relation.
const BESIDE: usize = 2;

/// How many tokens may stand between a verb and the one above that it completes.
const REACH: usize = 8;

/// The words of a clause's relation.
pub(super) struct RelationWords {
    /// In text order.
    pub text: String,
    /// The tokens they are, the predicate's among them, rising.
    pub tokens: Vec<usize>,
}

/// What heads the clause in the tree: its verb, or what its copula says someone is.
pub(super) fn base_of(view: &View, clause: &Clause) -> usize {
    let verb = clause.predicate.head.index();
    let copula = view.deprel(verb) == Deprel::Cop;
    if copula { view.head(verb).unwrap_or(verb) } else { verb }
}

/// The relation of `clause`: its predicate with auxiliaries, denial, adverbs beside it, *to*, and the verb that it completes.
///
/// A participle that stands without an auxiliary is said with *be*, as the annotators of such tuples do: *the house built by
/// Kim* is *(the house; be built by; Kim)*. It is the dictionary form because the text has none.
pub(super) fn relation_words(view: &View, clause: &Clause) -> RelationWords {
    let verb = clause.predicate.head.index();
    let base = base_of(view, clause);
    let mut around = helpers(view, base, verb);
    let above = above(view, base);
    if let Some(above) = &above {
        around.push(above.verb);
        around.extend(helpers(view, above.verb, above.verb));
        if let Some(object) = above.object {
            use Deprel::{Acl, AclRelcl, Appos, Conj};
            let loose = |c: usize| matches!(view.deprel(c), Acl | AclRelcl | Appos | Conj);
            around.extend(view.run(object, |c| !loose(c)).filter(|&t| t < base));
        }
    }
    around.sort_unstable();
    around.dedup();
    let predicate = view.tokens(clause.predicate.span);
    around.retain(|t| !predicate.contains(t));
    let stated = base != verb || above.is_some() || view.is_infinitive(base);
    let auxiliary = view.has(base, &[Deprel::Aux, Deprel::AuxPass]);
    let participle = clause.predicate.voice == Voice::Passive || view.xpos(verb) == Xpos::Vbg;
    let split = around.partition_point(|&t| t < verb);
    let form = |&t: &usize| view.form(t).to_owned();
    let mut words = Vec::new();
    if participle && !stated && !auxiliary {
        words.push("be".to_owned());
    }
    words.extend(around[..split].iter().map(form));
    words.push(view.text(clause.predicate.span));
    words.extend(around[split..].iter().map(form));
    around.extend(predicate);
    around.sort_unstable();
    RelationWords { text: words.join(" "), tokens: around }
}

/// The dependents of `head` that belong to the relation of `verb`, which is `head` or its copula.
fn helpers(view: &View, head: usize, verb: usize) -> Vec<usize> {
    let helps = |&c: &usize| match view.deprel(c) {
        Deprel::Aux | Deprel::AuxPass | Deprel::Cop => c != verb,
        Deprel::Mark => view.lemma(c) == "to",
        Deprel::Advmod if matches!(view.lemma(c), "not" | "never") => true,
        Deprel::Advmod => {
            // Behind a copula the adverb is the attribute's own (*is too early*).
            let own = head == verb || c < verb;
            let asks = view.xpos(c) == Xpos::Wrb;
            let links = view.is(c, &["however", "though", "therefore", "thus"]);
            own && c.abs_diff(verb) <= BESIDE && view.upos(c) == Upos::Adv && !asks && !links
        }
        _ => false,
    };
    view.children(head).iter().copied().filter(helps).collect()
}

/// The verb or adjective above, with its object, where the clause of `base` completes it or tells its purpose.
struct Above {
    verb: usize,
    object: Option<usize>,
}

/// *tried to broker*, *is likely to meet*, *raised money to build* are one relation each.
fn above(view: &View, base: usize) -> Option<Above> {
    let up = view.head(base).filter(|&up| up < base)?;
    let objects = [Deprel::Obj, Deprel::Iobj];
    match view.deprel(base) {
        Deprel::Xcomp => {
            let predicate = match view.upos(up) {
                Upos::Verb => true,
                Upos::Adj => view.has(up, &[Deprel::Cop]),
                _ => false,
            };
            let near = base - up <= REACH && !view.has(up, &objects);
            (predicate && near).then_some(Above { verb: up, object: None })
        }
        Deprel::Acl if view.is_infinitive(base) && view.deprel(up) == Deprel::Obj => {
            let verb = view.head(up).filter(|&v| v < up && view.upos(v) == Upos::Verb)?;
            Some(Above { verb, object: Some(up) })
        }
        Deprel::Advcl if view.is_infinitive(base) && view.upos(up) == Upos::Verb => {
            let object = view.by(up, &[Deprel::Obj]).next();
            let before = object.is_none_or(|o| up < o && o < base);
            before.then_some(Above { verb: up, object })
        }
        _ => None,
    }
}
