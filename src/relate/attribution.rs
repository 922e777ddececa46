//! According to whom a clause is reported: complements of speech verbs, *according to*, *reportedly*, quotations.

use super::clause::Arguments;
use super::lexicon::{Noun, Verb, passes_on};
use super::negation::denier;
use super::phrase::phrase;
use super::quotation::quotations;
use super::sharing::{Subject, possessor};
use super::tree::Tree;
use crate::doc::{Attribution, Deprel, Source, Span, TokenId, Upos, Xpos};

/// Who is the source and what says so, as tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Report {
    pub source: Option<usize>,
    pub cue: Span,
}

impl Report {
    pub fn attribution(&self, tree: &Tree) -> Attribution {
        Attribution {
            source: self
                .source
                .map(|s| Source { span: phrase(tree, s).span(tree), head: TokenId::new(s) }),
            cue: Some(self.cue),
        }
    }
}

/// Adverbs that attribute without naming a source.
const REPORTEDLY: &[&str] = &["reportedly", "allegedly", "purportedly", "supposedly"];

/// The innermost report that each token stands in.
pub(super) fn reports(
    tree: &Tree,
    passive: &[bool],
    arguments: &[Arguments],
    subjects: &[Option<Subject>],
) -> Vec<Option<Report>> {
    let quoted = quotations(tree);
    let speakers = Speakers { tree, passive, arguments, subjects, quoted: &quoted };
    let closing = Closing::new(tree);
    let mut out: Vec<Option<Report>> = vec![None; tree.len()];
    // What a clause that comments on `t` (*…, he said, …*) stands in itself: the report around `t`.
    let mut outer: Vec<Option<Report>> = vec![None; tree.len()];
    for &t in tree.parents_first() {
        let around = match tree.head(t) {
            // What stands inside the name of a source is not what that source says.
            Some(h) => [speakers.edge(h, t, &out, &outer), outer[h].clone()]
                .into_iter()
                .flatten()
                .find(|r| r.source != Some(t)),
            None => None,
        };
        outer[t] = around.clone();
        let own = speakers.comment(t, &closing);
        out[t] = own.or_else(|| closing.report[t].clone()).or(around);
    }
    speakers.fill_quotations(&mut out);
    out
}

struct Speakers<'a, 'd> {
    tree: &'a Tree<'d>,
    passive: &'a [bool],
    arguments: &'a [Arguments],
    subjects: &'a [Option<Subject>],
    /// The quotation that each token stands in.
    quoted: &'a [Option<usize>],
}

impl Speakers<'_, '_> {
    /// The report made by the speech verb `verb`.
    fn by_verb(&self, verb: usize) -> Report {
        let quoted = passes_on(self.tree.lemma(verb));
        let source = if self.passive[verb] && quoted {
            // *was quoted as saying*: whoever is quoted speaks.
            self.subjects[verb].map(|s| s.head)
        } else if self.passive[verb] {
            self.arguments[verb].agent
        } else {
            let expletive =
                |s: usize| self.tree.is(s, &["it"]) && self.tree.has(verb, &[Deprel::Expl]);
            self.subjects[verb].map(|s| s.head).filter(|&s| !expletive(s))
        };
        Report { source, cue: self.tree.document.tokens()[verb].span }
    }

    /// What `t` stands in because of the word above it.
    fn edge(
        &self,
        h: usize,
        t: usize,
        out: &[Option<Report>],
        outer: &[Option<Report>],
    ) -> Option<Report> {
        use Deprel::*;
        let tree = self.tree;
        if self.is_comment(h, t) || self.goes_on(h, t, out) {
            return outer[h].clone();
        }
        let says = tree.is_verb(h) && Verb::Say.holds(tree.lemma(h));
        match tree.deprel(t) {
            // *accused them of breaking*: the breaking is what the accuser says.
            Advcl
                if tree.is_verb(h)
                    && !self.passive[h]
                    && tree.is(h, &["accuse", "suspect"])
                    && tree.has_word(t, &[Mark, Case], &["of"]) =>
            {
                Some(self.by_verb(h))
            }
            // *was quoted by X as telling*: X says that it was told.
            Advcl | Xcomp | Obl if says && self.quotes(h, t) => {
                Some(Report { source: self.arguments[h].agent, ..self.by_verb(h) })
            }
            // *This means that…* draws a conclusion, in the words of whoever speaks.
            Ccomp if says && self.concludes(h) => out[h].clone(),
            // *"I hope that…," the mayor said*: it is the mayor's hope.
            Ccomp if says && self.is_first_person(&self.by_verb(h)) && out[h].is_some() => {
                out[h].clone()
            }
            Ccomp if says => Some(self.by_verb(h)),
            // *admits downing*, *is said to have*; an intention or a request is no report.
            Xcomp
                if says
                    && Verb::Speech.holds(tree.lemma(h))
                    && !Verb::Request.holds(tree.lemma(h))
                    && (self.passive[h]
                        || !Verb::Intend.holds(tree.lemma(h))
                            && !Verb::Raise.holds(tree.lemma(h))) =>
            {
                Some(self.by_verb(h))
            }
            Obj if says && tree.xpos(t) == Xpos::Vbg && Verb::Speech.holds(tree.lemma(h)) => {
                Some(self.by_verb(h))
            }
            Parataxis | Dep | Obj
                if tree.is_verb(h)
                    && Verb::Speech.holds(tree.lemma(h))
                    && self.introduces(h, t) =>
            {
                Some(self.by_verb(h))
            }
            // *denied reports that*: whoever denies them says so.
            Acl | AclRelcl | Advcl | Nmod if denier(tree, h, t).is_some() => {
                denier(tree, h, t).map(|verb| self.by_verb(verb))
            }
            Acl | Ccomp
                if tree.is_nominal(h)
                    && Noun::Say.holds(&tree.lemma(h).to_lowercase())
                    && tree.has_word(t, &[Mark], &["that"]) =>
            {
                let cue = tree.document.tokens()[h].span;
                Some(Report { source: possessor(tree, h), cue })
            }
            // What stands beside a quotation is not part of it.
            Parataxis => outer[h].clone(),
            _ => out[h].clone(),
        }
    }

    /// Whether the text goes on with `t` behind a quotation and its speaker: *"…," he said; it rained*.
    fn goes_on(&self, h: usize, t: usize, out: &[Option<Report>]) -> bool {
        let tokens = self.tree.document.tokens();
        matches!(self.tree.deprel(t), Deprel::Conj | Deprel::Parataxis)
            && self.quoted[h].is_some()
            && self.quoted[t].is_none()
            && out[h].as_ref().is_some_and(|report| {
                tokens[h].span.end() <= report.cue.start()
                    && report.cue.end() <= tokens[t].span.start()
            })
    }

    /// Whether the source is *I* or *we*: inside a quotation that is whoever is quoted.
    fn is_first_person(&self, report: &Report) -> bool {
        report.source.is_some_and(|s| self.tree.is(s, &["I", "we"]))
    }

    /// Whether `t` says what the subject of `h` is quoted as saying or doing.
    fn quotes(&self, h: usize, t: usize) -> bool {
        let tree = self.tree;
        self.passive[h]
            && tree.is(h, &["quoted", "cited"])
            && tree.xpos(t) == Xpos::Vbg
            && tree.has_word(t, &[Deprel::Mark, Deprel::Case, Deprel::Advmod], &["as"])
    }

    /// Whether the subject of `h` is a pronoun for a fact (*this means that*), which is no speaker.
    fn concludes(&self, h: usize) -> bool {
        self.subjects[h].is_some_and(|s| {
            self.tree.is(s.head, &["this", "that", "which", "what", "these", "those"])
                || self.tree.is(s.head, &["it"]) && !Verb::Speech.holds(self.tree.lemma(h))
        })
    }

    /// Whether the speech verb `h` introduces `t` with a colon, comma or quotation mark.
    fn introduces(&self, h: usize, t: usize) -> bool {
        let tree = self.tree;
        let quoted = |c: usize| matches!(tree.form(c), "\"" | "“" | ":" | "``" | "''");
        !tree.has(h, &[Deprel::Ccomp])
            && (tree.is_verb(t) || tree.has(t, &[Deprel::Cop]))
            && t > h
            && tree.children(h).iter().chain(tree.children(t)).any(|&c| c > h && c < t && quoted(c))
    }

    /// Whether `t` is a comment on the clause of `h` (*…, officials said, …*; *as he put it*): a speech verb with a
    /// subject and without a complement of its own.
    fn is_comment(&self, h: usize, t: usize) -> bool {
        use Deprel::*;
        let tree = self.tree;
        let beside = match tree.deprel(t) {
            Parataxis | Discourse | Dep => true,
            Advcl => tree.has_word(t, &[Mark], &["as"]),
            _ => false,
        };
        beside
            && tree.is_verb(t)
            && Verb::Speech.holds(tree.lemma(t))
            && tree.has(t, &[Nsubj, NsubjPass])
            && !tree.has(t, &[Ccomp, Xcomp, Obj])
            && !self.introduces(h, t)
            && self.closes(t)
    }

    /// Whether the comment `t` has nothing quoted after it that would rather be its own complement.
    fn closes(&self, t: usize) -> bool {
        !self.tree.by(t, &[Deprel::Parataxis]).any(|c| c > t)
    }

    /// The report that a dependent of `t` makes of `t`; one that closes the sentence belongs to all of it.
    fn comment(&self, t: usize, closing: &Closing) -> Option<Report> {
        use Deprel::*;
        let tree = self.tree;
        for &c in tree.children(t) {
            if self.is_comment(t, c) {
                return Some(self.by_verb(c));
            }
            match tree.deprel(c) {
                Obl | Nmod | Advcl | Dep | Parataxis => {
                    if let Some(cue) = according_to(tree, c)
                        && !closing.source[c]
                    {
                        return Some(Report { source: Some(c), cue });
                    }
                }
                Advmod if tree.is(c, REPORTEDLY) => {
                    return Some(Report { source: None, cue: tree.document.tokens()[c].span });
                }
                _ => {}
            }
        }
        None
    }

    /// Gives clauses inside quotation marks the speaker of the quotation, where the tree alone did not.
    fn fill_quotations(&self, out: &mut [Option<Report>]) {
        let (tree, quoted) = (self.tree, self.quoted);
        // By quotation: the report that the tree found for any of its clauses, else a speech verb beside it.
        let count = quoted.iter().flatten().max().map_or(0, |q| q + 1);
        let mut speaker: Vec<Option<Report>> = vec![None; count];
        for t in 0..tree.len() {
            let Some(q) = quoted[t] else { continue };
            if speaker[q].is_none()
                && let Some(report) = &out[t]
                && self.outside(report, q)
            {
                speaker[q] = Some(report.clone());
            }
        }
        for t in 0..tree.len() {
            if !tree.is_verb(t) || quoted[t].is_some() || !Verb::Speech.holds(tree.lemma(t)) {
                continue;
            }
            // *…," he said. "…*: the quotations on both sides of a speech verb without a complement elsewhere.
            let near = |range: std::ops::Range<usize>, back: bool| {
                let mut range: Box<dyn Iterator<Item = usize>> =
                    if back { Box::new(range.rev()) } else { Box::new(range) };
                range.find_map(|i| quoted[i])
            };
            if self.subjects[t].is_none() && self.arguments[t].agent.is_none() {
                continue;
            }
            let sentence = &tree.document.sentences()[tree.sentence(t)].tokens;
            let report = self.by_verb(t);
            let before = near(sentence.start..t, true);
            let after = near(t + 1..sentence.end, false);
            let mut beside = vec![before, after];
            if before.is_some() && after.is_none() {
                // The quotation goes on in the next sentence of the paragraph.
                beside.push(
                    quoted
                        .get(sentence.end + usize::from(sentence.end < quoted.len()))
                        .copied()
                        .flatten()
                        .filter(|_| !paragraph_break(tree, sentence.end)),
                );
            }
            for q in beside.into_iter().flatten() {
                speaker[q].get_or_insert_with(|| report.clone());
            }
        }
        for t in 0..tree.len() {
            let Some(q) = quoted[t] else { continue };
            let inside =
                out[t].as_ref().is_some_and(|r| !self.outside(r, q) && !self.is_first_person(r));
            if !inside && speaker[q].is_some() {
                out[t] = speaker[q].clone();
            }
        }
    }

    /// Whether a report's cue stands outside quotation `q`.
    fn outside(&self, report: &Report, q: usize) -> bool {
        let tokens = self.tree.document.tokens();
        let at = tokens.partition_point(|t| t.span.end() <= report.cue.start());
        self.quoted.get(at).copied().flatten() != Some(q)
    }
}

/// Sources after the last comma of a sentence (*…, according to two officials.*): they are those of the whole sentence,
/// wherever in it the parser has hung them.
struct Closing {
    /// By the root of its sentence.
    report: Vec<Option<Report>>,
    /// Whether a token heads such a source.
    source: Vec<bool>,
}

impl Closing {
    fn new(tree: &Tree) -> Closing {
        let mut out = Closing { report: vec![None; tree.len()], source: vec![false; tree.len()] };
        let tokens = tree.document.tokens();
        for &root in tree.parents_first().iter().take_while(|&&t| tree.head(t).is_none()) {
            let sentence = tree.document.sentences()[tree.sentence(root)].tokens.clone();
            let last = sentence.clone().rev().find_map(|t| Some((t, according_to(tree, t)?)));
            let Some((source, cue)) = last else { continue };
            let first = tokens.partition_point(|t| t.span.end() <= cue.start());
            let apart = first > root && tree.is(first - 1, &[","]);
            let inside = tree.descend(source, |_| true);
            let closes =
                (first..sentence.end).all(|t| tree.upos(t) == Upos::Punct || inside.contains(&t));
            if apart && closes && source != root {
                out.report[root] = Some(Report { source: Some(source), cue });
                out.source[source] = true;
            }
        }
        out
    }
}

/// Whether a line break stands before token `t`.
fn paragraph_break(tree: &Tree, t: usize) -> bool {
    let tokens = tree.document.tokens();
    t > 0
        && t < tokens.len()
        && tree.document.text()[tokens[t - 1].span.end()..tokens[t].span.start()].contains('\n')
}

/// The words *according to* (or *per*) before `t`.
fn according_to(tree: &Tree, t: usize) -> Option<Span> {
    let p = super::clause::preposition(tree, t).or_else(|| {
        let first = tree.first(t, &[Deprel::Mark, Deprel::Advmod])?;
        Some(first..first + 1)
    })?;
    let verb = tree.upos(t) == Upos::Verb;
    (!verb && tree.is(p.start, &["according", "accord"]))
        .then(|| tree.document.span_of(p.start..p.end.max(p.start + 1)))
}
