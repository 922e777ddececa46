//! What holds of the records of any article, read from raw text by the shipped model.
//!
//! Passives and sentences without bearing are about what the rules make of trees, so their sentences are ones that the model reads
//! rightly: plain names and verbs of politics, whose past form is no adjective (*armed*) and no form of another verb
//! (*wound*). A tree itself may change with the sentences around it, since the network reads several at a time; that is
//! no matter of rules.

use actant::doc::{Document, Voice};
use actant::format::jsonl::{Argument, Record, Relation, Status};
use actant::format::{OffsetUnit, Rendering};
use actant::pipeline::Pipeline;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::program::shipped;

const NAMES: [&str; 16] = [
    "Iran",
    "Kofi Annan",
    "Egypt",
    "the European Union",
    "Brazil",
    "Angela Merkel",
    "Poland",
    "Hamas",
    "Japan",
    "John Kerry",
    "Israel",
    "NATO",
    "Maria Silva",
    "the United Nations",
    "Turkey",
    "Barack Obama",
];

/// Base form and past form, which is the participle too.
const VERBS: [(&str, &str); 32] = [
    ("praise", "praised"),
    ("condemn", "condemned"),
    ("criticise", "criticised"),
    ("attack", "attacked"),
    ("invade", "invaded"),
    ("bomb", "bombed"),
    ("arrest", "arrested"),
    ("detain", "detained"),
    ("expel", "expelled"),
    ("threaten", "threatened"),
    ("blame", "blamed"),
    ("support", "supported"),
    ("visit", "visited"),
    ("invite", "invited"),
    ("denounce", "denounced"),
    ("reject", "rejected"),
    ("ban", "banned"),
    ("defeat", "defeated"),
    ("oust", "ousted"),
    ("replace", "replaced"),
    ("release", "released"),
    ("occupy", "occupied"),
    ("endorse", "endorsed"),
    ("investigate", "investigated"),
    ("thank", "thanked"),
    ("congratulate", "congratulated"),
    ("protect", "protected"),
    ("betray", "betrayed"),
    ("oppose", "opposed"),
    ("sanction", "sanctioned"),
    ("rescue", "rescued"),
    ("deceive", "deceived"),
];

/// A sentence with its first letter in capitals.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
}

/// Each verb with some pairs of names, as a fact, as something to come and denied: active and passive.
fn actives_and_passives() -> Vec<(String, String)> {
    let mut out = Vec::new();
    for (i, (base, past)) in VERBS.iter().enumerate() {
        for k in 0..4 {
            let a = NAMES[(7 * i + 4 * k) % NAMES.len()];
            let b = NAMES[(7 * i + 4 * k + 1 + (i + k) % (NAMES.len() - 1)) % NAMES.len()];
            let forms = [
                ((*past).to_owned(), format!("was {past}")),
                (format!("will {base}"), format!("will be {past}")),
                (format!("did not {base}"), format!("was not {past}")),
            ];
            let (active, passive) = &forms[(i + k) % 3];
            out.push((
                sentence(&format!("{a} {active} {b}.")),
                sentence(&format!("{b} {passive} by {a}.")),
            ));
        }
    }
    out
}

fn records(pipeline: &Pipeline, texts: &[String]) -> Vec<Record> {
    let articles = texts.iter().enumerate();
    let documents = articles.map(|(i, text)| Document::new(i.to_string(), text.as_str()).unwrap());
    let found = pipeline.extract_batch(documents.collect());
    found.into_iter().map(|d| Rendering::default().record(&d.unwrap())).collect()
}

/// What a relation says, without places, indices, score and voice. Names are told without regard to the capital of a sentence's
/// first word.
fn said(relation: &Relation) -> String {
    let text = |text: &str| text.replace("The ", "the ");
    let argument = |a: &Argument| (a.preposition.clone(), text(&a.text));
    let Status { negated, modality, attribution, time, place } = &relation.status;
    let source = attribution.as_ref().map(|a| {
        (a.source.as_ref().map(|s| text(&s.text)), a.cue.as_ref().map(|c| c.text.clone()))
    });
    format!(
        "{:?} {} {} {:?} {:?} {negated} {modality} {source:?} {:?} {:?} {} {:?}",
        relation.subject.as_ref().map(argument),
        relation.predicate.lemma,
        relation.predicate.kind,
        relation.object.as_ref().map(argument),
        relation.arguments.iter().map(argument).collect::<Vec<_>>(),
        time.as_ref().map(|t| (&t.text, &t.value)),
        place.as_ref().map(|p| &p.text),
        relation.reciprocal,
        relation.event.as_ref().map(|e| (e.plover, &e.cameo)),
    )
}

fn relations(record: &Record) -> &[Relation] {
    record.relations.as_deref().unwrap_or_default()
}

#[test]
fn passivisation_changes_the_voice_and_nothing_else() {
    let Some(pipeline) = shipped() else { return };
    let pairs = actives_and_passives();
    let (active, passive): (Vec<String>, Vec<String>) = pairs.into_iter().unzip();
    let read = |texts: &[String]| records(&pipeline, texts);
    let mut wrong = Vec::new();
    for (active, passive) in read(&active).iter().zip(read(&passive)) {
        let fine = match (relations(active), relations(&passive)) {
            ([a], [p]) => {
                let voices = (a.predicate.voice, p.predicate.voice);
                let subject = a.subject.as_ref().is_some_and(|s| s.start == 0);
                subject && voices == (Voice::Active, Voice::Passive) && said(a) == said(p)
            }
            _ => false,
        };
        if !fine {
            let said = |r: &Record| relations(r).iter().map(said).collect::<Vec<_>>();
            let (a, p) = (said(active), said(&passive));
            wrong.push(format!("{} {a:?}\n{} {p:?}", active.text, passive.text));
        }
    }
    assert!(wrong.is_empty(), "{} pairs:\n{}", wrong.len(), wrong.join("\n\n"));
}

/// Characters of one to four bytes, some that join to others, some that are white space or nothing to see.
const ODD: [&str; 24] = [
    "é",
    "e\u{301}",
    "ß",
    "İ",
    "ﬁ",
    "’",
    "“",
    "”",
    "–",
    "…",
    "€",
    "\u{a0}",
    "\u{2009}",
    "\u{200b}",
    "\u{feff}",
    "\u{ad}",
    "\t",
    "\r\n",
    "\n\n",
    "🇮🇷",
    "👩\u{200d}🚒",
    "𝔸",
    "عربي",
    "東京",
];

/// Sentences of the templates with odd characters between and inside their words.
fn odd_article() -> impl Strategy<Value = String> {
    let sentences: Vec<String> = actives_and_passives().into_iter().map(|(a, _)| a).collect();
    let one = (
        proptest::sample::select(sentences),
        proptest::sample::select(&ODD[..]),
        any::<prop::sample::Index>(),
    );
    proptest::collection::vec(one, 1..6).prop_map(|parts| {
        let mut text = String::new();
        for (sentence, odd, at) in parts {
            let at = at.index(sentence.len() + 1);
            text.push_str(&sentence[..at]);
            text.push_str(odd);
            text.push_str(&sentence[at..]);
            text.push(' ');
        }
        text
    })
}

/// The part of a text between two offsets, counted one by one.
fn sliced(text: &str, unit: OffsetUnit, start: usize, end: usize) -> String {
    match unit {
        OffsetUnit::Codepoint => text.chars().skip(start).take(end - start).collect(),
        OffsetUnit::Byte => text[start..end].to_owned(),
        OffsetUnit::Utf16 => {
            let units: Vec<u16> = text.encode_utf16().collect();
            String::from_utf16(&units[start..end]).unwrap()
        }
    }
}

#[test]
fn every_span_of_every_record_reads_what_stands_beside_it() {
    let Some(pipeline) = shipped() else { return };
    let pipeline = pipeline.with_clauses();
    let mut runner = TestRunner::new(Config::with_cases(24));
    let outcome = runner.run(&odd_article(), |text| {
        let document =
            pipeline.extract_document(Document::new("odd", text.as_str()).unwrap()).unwrap();
        for unit in [OffsetUnit::Codepoint, OffsetUnit::Byte, OffsetUnit::Utf16] {
            let mut rendering = Rendering { unit, ..Rendering::default() };
            rendering.layers.tokens = true;
            rendering.layers.clauses = true;
            let record = rendering.record(&document);
            prop_assert_eq!(&record.text, &text);
            for (start, end, beside) in record.spans() {
                prop_assert_eq!(sliced(&text, unit, start, end), beside);
            }
            let all = relations(&record).iter().flat_map(|r| r.subject.iter().chain(&r.object));
            for argument in all {
                let head = argument.head.unwrap();
                prop_assert!(argument.start <= head.start && head.end <= argument.end);
            }
            let sentences = record.sentences.iter().flatten().map(|s| (s.start, s.end));
            let tokens = record.tokens.iter().flatten().map(|t| (t.start, t.end));
            for (start, end) in sentences.chain(tokens) {
                prop_assert!(!sliced(&text, unit, start, end).trim().is_empty());
            }
        }
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

#[test]
fn an_unrelated_sentence_changes_no_other_relation() {
    let Some(pipeline) = shipped() else { return };
    let (active, passive): (Vec<String>, Vec<String>) = actives_and_passives().into_iter().unzip();
    // Articles of a headline and two paragraphs; the added sentence states nothing.
    let sentences: Vec<String> =
        active.into_iter().zip(passive).flat_map(|(a, p)| [a, p]).collect();
    let articles: Vec<String> = sentences
        .chunks(5)
        .map(|s| {
            format!(
                "Leaders at odds\n\n{}\n\n{}",
                s[..s.len() / 2].join(" "),
                s[s.len() / 2..].join(" ")
            )
        })
        .collect();
    let added = "It was cold.";
    let behind: Vec<String> = articles.iter().map(|a| format!("{a} {added}")).collect();
    let apart: Vec<String> = articles.iter().map(|a| format!("{a}\n\n{added}")).collect();
    let before: Vec<String> = articles.iter().map(|a| format!("{added}\n\n{a}")).collect();
    let told = |texts: &[String]| -> Vec<Vec<(usize, String)>> {
        let read = records(&pipeline, texts);
        let of = |r: &Relation| (r.sentence, said(r));
        read.iter().map(|record| relations(record).iter().map(of).collect()).collect()
    };
    let alone = told(&articles);
    assert!(alone.iter().all(|told| !told.is_empty()));
    for (name, texts, shift) in [("behind", behind, 0), ("apart", apart, 0), ("before", before, 1)]
    {
        let mut wrong = Vec::new();
        for ((alone, among), text) in alone.iter().zip(told(&texts)).zip(&texts) {
            let moved: Vec<_> = alone.iter().map(|(s, said)| (s + shift, said.clone())).collect();
            if moved != among {
                wrong.push(format!("{text}\n{moved:#?}\n{among:#?}"));
            }
        }
        assert!(
            wrong.is_empty(),
            "{name}, {} of {}:\n{}",
            wrong.len(),
            texts.len(),
            wrong.join("\n\n")
        );
    }
}
