//! Relations as links, and back.

use super::form::{Argument, Labels, Mention, Predicate, Relation};
use super::graph::{Graph, Link, Linking, Node, Part};
use super::unheld::Unheld;
use crate::doc::{PredicateKind, Span};

const TEXT: &str = "US and EU told Iran in Oman";

fn at(phrase: &str) -> Argument {
    let start = TEXT.find(phrase).expect("in the text");
    Argument::new(Span::new(start, start + phrase.len()))
}

fn told(subject: Option<&str>, object: &str) -> Relation {
    Relation {
        predicate: Some(Predicate {
            span: at("told").span,
            lemma: None,
            kind: PredicateKind::Verb,
            voice: None,
        }),
        subject: subject.map(at),
        object: Some(at(object)),
        arguments: vec![Argument { preposition: Some("because of".into()), ..at("Oman") }],
        ..Relation::default()
    }
}

fn article(relations: Vec<Relation>) -> Labels {
    Labels {
        text: TEXT.into(),
        mentions: Some(vec![Mention::new(at("US").span, "GPE")]),
        relations: Some(relations),
        ..Labels::default()
    }
}

#[test]
fn a_coordination_is_one_predicate_and_comes_back_spread() {
    let relations = vec![told(Some("US"), "Iran"), told(Some("EU"), "Iran")];
    let mut unheld = Unheld::default();
    let graph = Graph::of(&article(relations.clone()), Linking::ByPredicate, &mut unheld);
    let labels: Vec<String> = graph.nodes.iter().map(Node::written).collect();
    assert_eq!(labels, ["GPE", "PREDICATE-verb", "PHRASE", "PHRASE", "PHRASE"]);
    let links: Vec<&str> = graph.links.iter().map(|l| l.label.as_str()).collect();
    assert_eq!(links, ["subject", "object", "subject", "argument-because_of"]);
    assert!(unheld.is_empty());
    let (mentions, read) = graph.layers();
    assert_eq!((mentions.len(), read), (1, relations));
}

#[test]
fn what_is_no_product_has_a_predicate_each() {
    let relations = vec![told(Some("US"), "Iran"), told(Some("EU"), "Oman"), told(None, "US")];
    let graph =
        Graph::of(&article(relations.clone()), Linking::ByPredicate, &mut Unheld::default());
    let predicates = graph.nodes.iter().filter(|n| n.part == Part::Predicate);
    assert_eq!(predicates.count(), 3);
    assert_eq!(graph.layers().1, relations);
}

#[test]
fn a_direct_link_has_the_words_of_the_predicate() {
    let mut unheld = Unheld::default();
    let relations = vec![told(Some("US"), "Iran"), told(None, "Iran")];
    let graph = Graph::of(&article(relations), Linking::Direct, &mut unheld);
    assert_eq!(graph.links, [Link { from: 0, to: 1, label: "told".into() }]);
    assert_eq!(unheld.count("relations without subject or object"), 1);
    let read = &graph.layers().1[0];
    assert_eq!((read.label.as_deref(), &read.predicate), (Some("told"), &None));
}

#[test]
fn roles_and_types_of_others_stay() {
    let attack = Relation {
        label: Some("Attack".into()),
        arguments: vec![Argument { role: Some("Target".into()), ..at("Iran") }],
        subject: None,
        object: None,
        ..told(None, "Iran")
    };
    let graph =
        Graph::of(&article(vec![attack.clone()]), Linking::ByPredicate, &mut Unheld::default());
    assert_eq!(graph.nodes[1].written(), "PREDICATE-Attack");
    assert_eq!(graph.layers().1, [attack]);
}

#[test]
fn a_direct_link_joins_the_mentions_that_have_the_heads() {
    let us = at("US");
    let both = Argument { head: Some(us.span), ..at("US and EU") };
    let relation = Relation { subject: Some(both), ..told(None, "Iran") };
    let mut unheld = Unheld::default();
    let graph = Graph::of(&article(vec![relation]), Linking::Direct, &mut unheld);
    assert_eq!(graph.nodes[graph.links[0].from].written(), "GPE");
    assert_eq!(unheld.count("phrases around mentions"), 1);
}
