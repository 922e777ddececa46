//! Labels as phrases and labelled links between two of them, which is all that most formats have.
//!
//! A link between two mentions is a relation of its label. A relation that has a predicate becomes a phrase labelled
//! `PREDICATE-verb` (or `-noun`, `-title`, or the label of the relation) with links to its participants: `subject`, `object`,
//! `object-with` behind the preposition *with*, `argument-in` for further ones. A participant that is no mention is a
//! phrase labelled `PHRASE`. Read back, a predicate with several subjects or objects states a relation for every pair,
//! which is how coordinations are written.

use std::collections::{BTreeMap, BTreeSet};

use super::form::{Argument, Labels, Mention, Predicate, Relation};
use super::unheld::Unheld;
use crate::doc::{PredicateKind, Span};

const PHRASE: &str = "PHRASE";
const PREDICATE: &str = "PREDICATE-";

/// How a relation with a predicate becomes links.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Linking {
    /// Its predicate is linked to every participant.
    #[default]
    ByPredicate,
    /// Its subject is linked to its object, by its label, its type of event or the lemma of its predicate. A participant is
    /// the mention that its head stands in, where there is one.
    Direct,
}

/// What a phrase is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Mention,
    /// A participant and no more.
    Phrase,
    Predicate,
}

/// A labelled phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    pub span: Span,
    pub part: Part,
    /// Of a mention its label; of a predicate its kind or the label of its relation.
    pub label: String,
    pub line: Option<usize>,
}

impl Node {
    /// A phrase from its label as a format writes it.
    pub fn new(span: Span, written: &str, line: Option<usize>) -> Node {
        let (part, label) = match written.strip_prefix(PREDICATE) {
            Some(label) if !label.is_empty() => (Part::Predicate, label),
            _ if written == PHRASE => (Part::Phrase, ""),
            _ => (Part::Mention, written),
        };
        Node { span, part, label: label.to_owned(), line }
    }

    /// Its label as formats write it.
    pub fn written(&self) -> String {
        match self.part {
            Part::Mention => self.label.clone(),
            Part::Phrase => PHRASE.to_owned(),
            Part::Predicate => format!("{PREDICATE}{}", self.label),
        }
    }
}

/// A labelled link between two phrases, by their indices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    pub from: usize,
    pub to: usize,
    pub label: String,
}

/// An article's phrases and links.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Graph {
    pub nodes: Vec<Node>,
    pub links: Vec<Link>,
}

/// What tells two participants apart once they are links.
type Key = (Span, String);

impl Graph {
    /// The phrases and links of an article.
    pub fn of(article: &Labels, linking: Linking, unheld: &mut Unheld) -> Graph {
        let mut lowering = Lowering::default();
        for m in article.mentions.iter().flatten() {
            let index = lowering.graph.nodes.len();
            lowering.phrases.entry(m.span).or_insert(index);
            let label = m.label.clone();
            lowering.graph.nodes.push(Node {
                span: m.span,
                part: Part::Mention,
                label,
                line: None,
            });
        }
        let mut stated: BTreeMap<(Span, String), Vec<&Relation>> = BTreeMap::new();
        for relation in article.relations.iter().flatten() {
            match &relation.predicate {
                _ if !relation.is_placed() => {
                    unheld.add("relations whose words are not in the text", 1);
                }
                Some(predicate) if linking == Linking::ByPredicate => {
                    let label =
                        relation.label.clone().unwrap_or_else(|| predicate.kind.to_string());
                    stated.entry((predicate.span, label)).or_default().push(relation);
                }
                _ => lowering.direct(relation, &article.text, unheld),
            }
        }
        for ((span, label), relations) in stated {
            let groups = if is_product(&relations) {
                vec![relations]
            } else {
                relations.into_iter().map(|r| vec![r]).collect()
            };
            groups.iter().for_each(|group| lowering.stated(span, &label, group));
        }
        lowering.graph
    }

    /// The mentions, in text order, and the relations that phrases and links stand for.
    pub fn layers(&self) -> (Vec<Mention>, Vec<Relation>) {
        let mentions = self.nodes.iter().filter(|n| n.part == Part::Mention);
        let mut mentions: Vec<Mention> =
            mentions.map(|n| Mention { line: n.line, ..Mention::new(n.span, &*n.label) }).collect();
        mentions.sort_by_key(|m| m.span);
        let mut relations = Vec::new();
        let argument = |link: &Link| Argument::new(self.nodes[link.to].span);
        let of_predicate = |link: &&Link| self.nodes[link.from].part == Part::Predicate;
        for link in self.links.iter().filter(|link| !of_predicate(link)) {
            relations.push(Relation {
                label: Some(link.label.clone()),
                subject: Some(Argument::new(self.nodes[link.from].span)),
                object: Some(argument(link)),
                ..Relation::default()
            });
        }
        let mut by_node: BTreeMap<usize, Vec<&Link>> = BTreeMap::new();
        for link in self.links.iter().filter(of_predicate) {
            by_node.entry(link.from).or_default().push(link);
        }
        for (index, node) in self.nodes.iter().enumerate() {
            if node.part == Part::Predicate {
                let links = by_node.remove(&index).unwrap_or_default();
                relations.extend(self.stated(node, &links));
            }
        }
        (mentions, relations)
    }

    /// The relations that a predicate states.
    fn stated(&self, node: &Node, links: &[&Link]) -> Vec<Relation> {
        let (mut subjects, mut objects, mut arguments) = (Vec::new(), Vec::new(), Vec::new());
        for link in links {
            let span = self.nodes[link.to].span;
            let (role, preposition) = match link.label.split_once('-') {
                Some((role, preposition)) => (role, Some(preposition.replace('_', " "))),
                None => (link.label.as_str(), None),
            };
            let known = Argument { preposition, ..Argument::new(span) };
            match role {
                "subject" => subjects.push(Some(known)),
                "object" => objects.push(Some(known)),
                "argument" => arguments.push(known),
                _ => {
                    let role = Some(link.label.clone());
                    arguments.push(Argument { role, ..Argument::new(span) });
                }
            }
        }
        for side in [&mut subjects, &mut objects] {
            if side.is_empty() {
                side.push(None);
            }
        }
        let kind = node.label.parse::<PredicateKind>();
        let predicate = Predicate {
            span: node.span,
            lemma: None,
            kind: *kind.as_ref().unwrap_or(&PredicateKind::Verb),
            voice: None,
        };
        let label = kind.is_err().then(|| node.label.clone());
        let mut relations = Vec::new();
        for subject in &subjects {
            for object in &objects {
                relations.push(Relation {
                    label: label.clone(),
                    predicate: Some(predicate.clone()),
                    subject: subject.clone(),
                    object: object.clone(),
                    arguments: arguments.clone(),
                    ..Relation::default()
                });
            }
        }
        relations
    }
}

/// A participant's part as the label of a link.
fn role_of(argument: &Argument, part: &str) -> String {
    match (&argument.role, &argument.preposition) {
        (Some(role), _) => role.clone(),
        (None, Some(preposition)) => format!("{part}-{}", preposition.replace(' ', "_")),
        (None, None) => part.to_owned(),
    }
}

fn key(argument: &Argument, part: &str) -> Key {
    (argument.span, role_of(argument, part))
}

/// Whether relations of one predicate are every pair of its subjects and objects, once each.
fn is_product(relations: &[&Relation]) -> bool {
    let arguments =
        |r: &Relation| r.arguments.iter().map(|a| key(a, "argument")).collect::<Vec<_>>();
    let subject = |r: &Relation| r.subject.as_ref().map(|a| key(a, "subject"));
    let object = |r: &Relation| r.object.as_ref().map(|a| key(a, "object"));
    let subjects: BTreeSet<_> = relations.iter().map(|r| subject(r)).collect();
    let objects: BTreeSet<_> = relations.iter().map(|r| object(r)).collect();
    let pairs: BTreeSet<_> = relations.iter().map(|r| (subject(r), object(r))).collect();
    let alike = |side: &BTreeSet<Option<Key>>| side.len() == 1 || !side.contains(&None);
    let all: BTreeSet<_> = relations.iter().map(|r| arguments(r)).collect();
    let same_arguments = all.len() == 1;
    alike(&subjects)
        && alike(&objects)
        && same_arguments
        && pairs.len() == relations.len()
        && pairs.len() == subjects.len() * objects.len()
}

#[derive(Default)]
struct Lowering {
    graph: Graph,
    /// The first mention, else the phrase, of every span that has one.
    phrases: BTreeMap<Span, usize>,
}

impl Lowering {
    fn phrase(&mut self, argument: &Argument) -> usize {
        let nodes = &mut self.graph.nodes;
        *self.phrases.entry(argument.span).or_insert_with(|| {
            let span = argument.span;
            nodes.push(Node { span, part: Part::Phrase, label: String::new(), line: None });
            nodes.len() - 1
        })
    }

    fn direct(&mut self, relation: &Relation, text: &str, unheld: &mut Unheld) {
        let (Some(subject), Some(object)) = (&relation.subject, &relation.object) else {
            return unheld.add("relations without subject or object", 1);
        };
        let predicate = relation.predicate.as_ref();
        let lemma = || {
            let lemma = predicate.and_then(|p| p.lemma.clone()).filter(|lemma| !lemma.is_empty());
            lemma.or_else(|| predicate.map(|p| p.span.of(text).to_lowercase()))
        };
        let event = || relation.event.as_ref().map(|e| e.plover.to_string());
        let label = relation.label.clone().or_else(event).or_else(lemma);
        let label = label.unwrap_or_else(|| "related".to_owned());
        let label = label.split_whitespace().collect::<Vec<_>>().join("_");
        unheld.add("predicates", usize::from(predicate.is_some()));
        unheld.add("arguments", relation.arguments.len());
        let (from, to) = (self.typed(subject, unheld), self.typed(object, unheld));
        self.graph.links.push(Link { from, to, label });
    }

    /// The mention of a participant: the longest one inside with its head, for classifiers want types; else the phrase.
    fn typed(&mut self, argument: &Argument, unheld: &mut Unheld) -> usize {
        let Some(head) = argument.head.filter(|_| !self.phrases.contains_key(&argument.span))
        else {
            return self.phrase(argument);
        };
        let nodes = self.graph.nodes.iter().enumerate();
        let mentions = nodes.filter(|(_, n)| {
            n.part == Part::Mention && argument.span.contains(n.span) && n.span.contains(head)
        });
        match mentions.max_by_key(|(i, n)| (n.span.len(), usize::MAX - i)) {
            Some((index, _)) => {
                unheld.add("phrases around mentions", 1);
                index
            }
            None => self.phrase(argument),
        }
    }

    /// A predicate and the relations that it states, which are a product.
    fn stated(&mut self, span: Span, label: &str, relations: &[&Relation]) {
        let from = self.graph.nodes.len();
        let label = label.to_owned();
        self.graph.nodes.push(Node { span, part: Part::Predicate, label, line: None });
        let mut seen = BTreeSet::new();
        for r in relations {
            let subject = r.subject.iter().map(|a| (a, "subject"));
            let object = r.object.iter().map(|a| (a, "object"));
            for (argument, part) in subject.chain(object) {
                if seen.insert(key(argument, part)) {
                    let (to, label) = (self.phrase(argument), role_of(argument, part));
                    self.graph.links.push(Link { from, to, label });
                }
            }
        }
        for argument in relations.first().iter().flat_map(|r| &r.arguments) {
            let (to, label) = (self.phrase(argument), role_of(argument, "argument"));
            self.graph.links.push(Link { from, to, label });
        }
    }
}
