//! Records as lines of JSON.

use std::io::{BufRead, BufReader, Read, Write};

use crate::doc::Document;
use crate::error::{Error, ErrorKind, Result};

pub use super::record::{
    Argument, Attribution, Bounds, Clause, Coverage, Cue, Entity, Event, Mention, Participant,
    Place, Predicate, Record, Relation, SCHEMA, Status, Token, When,
};
use super::{OffsetIndex, Rendering};

impl Record {
    /// The record of a document, its layers and offsets as `rendering` says.
    pub fn from_document(document: &Document, rendering: &Rendering) -> Record {
        rendering.record(document)
    }

    /// The record as one line of JSON with its line feed.
    ///
    /// # Errors
    /// Whatever `to` answers.
    pub fn write(&self, to: &mut impl Write) -> std::io::Result<()> {
        serde_json::to_writer(&mut *to, self)?;
        to.write_all(b"\n")
    }

    /// A record from one line of JSON.
    ///
    /// # Errors
    /// [`ErrorKind::Input`] if the line is no JSON or no record.
    pub fn parse(line: &str) -> Result<Record> {
        serde_json::from_str(line).map_err(|error| {
            Error::new(ErrorKind::Input, format!("not a record: {error}")).with_source(error)
        })
    }

    /// Every span that carries its text, as `(start, end, text)`.
    pub fn spans(&self) -> Vec<(usize, usize, &str)> {
        let mut spans = Vec::new();
        for m in self.mentions.iter().flatten() {
            spans.push((m.start, m.end, m.text.as_str()));
        }
        for r in self.relations.iter().flatten() {
            for a in r.subject.iter().chain(&r.object).chain(&r.arguments) {
                spans.push((a.start, a.end, a.text.as_str()));
            }
            circumstances(&mut spans, &r.predicate, &r.status);
        }
        for c in self.clauses.iter().flatten() {
            for Participant { argument: a, .. } in &c.participants {
                spans.push((a.start, a.end, a.text.as_str()));
            }
            circumstances(&mut spans, &c.predicate, &c.status);
        }
        spans
    }

    /// Checks that every span lies in the text and reads there what stands beside it.
    ///
    /// # Errors
    /// [`ErrorKind::Input`] naming the article and the first span that does not.
    pub fn check(&self) -> Result<()> {
        let index = OffsetIndex::new(&self.text, self.offset_unit);
        for (start, end, text) in self.spans() {
            let bytes = index.to_byte(start).zip(index.to_byte(end));
            let found = bytes.and_then(|(start, end)| self.text.get(start..end));
            if found != Some(text) {
                let what = match found {
                    Some(found) => format!("the text reads {found:?} there"),
                    None => format!("no such span in {} {}s", index.len(), self.offset_unit),
                };
                let message = format!("article {:?}: {text:?} at {start}..{end}: {what}", self.id);
                return Err(Error::new(ErrorKind::Input, message));
            }
        }
        Ok(())
    }
}

/// Reads records line by line; blank lines are skipped.
pub struct Records<R> {
    lines: BufReader<R>,
    name: String,
    line: usize,
    buffer: Vec<u8>,
}

impl<R: Read> Records<R> {
    /// Records of `reader`; `name` stands for it in errors.
    pub fn new(reader: R, name: impl Into<String>) -> Records<R> {
        Records { lines: BufReader::new(reader), name: name.into(), line: 0, buffer: Vec::new() }
    }

    fn error(&self, what: impl std::fmt::Display) -> Error {
        Error::new(ErrorKind::Input, format!("{}:{}: {what}", self.name, self.line))
    }
}

impl<R: Read> Iterator for Records<R> {
    type Item = Result<Record>;

    fn next(&mut self) -> Option<Result<Record>> {
        loop {
            self.buffer.clear();
            self.line += 1;
            match self.lines.read_until(b'\n', &mut self.buffer) {
                Ok(0) => return None,
                Ok(_) => {}
                Err(error) => return Some(Err(Error::io(&self.name, error))),
            }
            if self.buffer.trim_ascii().is_empty() {
                continue;
            }
            let Ok(line) = std::str::from_utf8(&self.buffer) else {
                return Some(Err(self.error("not UTF-8")));
            };
            let record = Record::parse(line).and_then(|record| record.check().map(|()| record));
            return Some(record.map_err(|error| self.error(error)));
        }
    }
}

/// Appends the spans of what relations and clauses have alike.
fn circumstances<'r>(
    spans: &mut Vec<(usize, usize, &'r str)>,
    predicate: &'r Predicate,
    Status { attribution, time, place, .. }: &'r Status,
) {
    spans.push((predicate.start, predicate.end, predicate.text.as_str()));
    let source = attribution.iter().flat_map(|a| &a.source);
    for p in source.chain(place) {
        spans.push((p.start, p.end, p.text.as_str()));
    }
    for c in attribution.iter().flat_map(|a| &a.cue) {
        spans.push((c.start, c.end, c.text.as_str()));
    }
    if let Some(t) = time {
        spans.push((t.start, t.end, t.text.as_str()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::{
        self, Country, EntityId, EntityType, MentionId, Modality, PredicateKind, TokenId,
    };
    use crate::doc::{SentenceId, Voice, testing};
    use crate::format::OffsetUnit;

    /// *Café rebels , told by Iran , fled* with two clusters, the second inside the first's longer mention.
    fn document() -> Document {
        let mut d = testing::document(
            "# mention 1-2 ORG nominal
             # mention 1 GPE name
             # mention 4 GPE name
             1 Café Café PROPN NNP 2 compound
             2 rebels rebel NOUN NNS 0 root organization
             3 backed back VERB VBN 2 acl
             4 Iran Iran PROPN NNP 3 obl",
        );
        let entity = |name: &str, ty, mentions: &[u32]| doc::Entity {
            name: name.into(),
            ty,
            country: Country::new("IRN").filter(|_| name == "Iran"),
            role: None,
            mentions: mentions.iter().map(|&m| MentionId(m)).collect(),
        };
        d.set_entities(vec![
            entity("Café rebels", EntityType::Org, &[0]),
            entity("Café", EntityType::Gpe, &[1]),
            entity("Iran", EntityType::Gpe, &[2]),
        ])
        .unwrap();
        let argument = |d: &Document, tokens, head| doc::Argument {
            span: d.span_of(tokens),
            head: TokenId(head),
            preposition: None,
        };
        let relation = doc::Relation {
            sentence: SentenceId(0),
            subject: Some(argument(&d, 3..4, 3)),
            predicate: doc::Predicate {
                span: d.span_of(2..3),
                head: TokenId(2),
                lemma: "back".into(),
                kind: PredicateKind::Verb,
                voice: Voice::Passive,
            },
            object: Some(argument(&d, 0..2, 1)),
            arguments: vec![],
            negated: false,
            modality: Modality::Actual,
            attribution: None,
            time: None,
            place: None,
            reciprocal: false,
            event: None,
            score: 0.87654,
        };
        d.set_relations(vec![relation]).unwrap();
        d
    }

    #[test]
    fn arguments_know_what_they_denote_and_what_lies_inside() {
        let record = Record::from_document(&document(), &Rendering::default());
        let relation = &record.relations.as_ref().unwrap()[0];
        let object = relation.object.as_ref().unwrap();
        assert_eq!((object.entity, object.entities.as_slice()), (Some(0), [0, 1].as_slice()));
        let subject = relation.subject.as_ref().unwrap();
        assert_eq!((subject.entity, subject.entities.as_slice()), (Some(2), [2].as_slice()));
        assert_eq!(relation.score, 0.877);
    }

    #[test]
    fn an_unresolved_pronoun_is_not_what_it_stands_in() {
        let mut d = testing::document(
            "# mention 1-2 PERSON nominal
             # mention 1 ORG pronoun
             1 its its PRON PRP$ 2 nmod:poss
             2 envoy envoy NOUN NN 3 nsubj person
             3 left leave VERB VBD 0 root",
        );
        let envoy = doc::Entity {
            name: "its envoy".into(),
            ty: EntityType::Person,
            country: None,
            role: None,
            mentions: vec![MentionId(0)],
        };
        d.set_entities(vec![envoy]).unwrap();
        let argument = |d: &Document, tokens, head| {
            Some(doc::Argument { span: d.span_of(tokens), head: TokenId(head), preposition: None })
        };
        let mut relation = document().relations().unwrap()[0].clone();
        relation.predicate.span = d.span_of(2..3);
        relation.predicate.head = TokenId(2);
        relation.subject = argument(&d, 0..2, 1);
        relation.object = argument(&d, 0..1, 0);
        d.set_relations(vec![relation]).unwrap();
        let record = Record::from_document(&d, &Rendering::default());
        let relation = &record.relations.as_ref().unwrap()[0];
        assert_eq!(relation.subject.as_ref().unwrap().entity, Some(0));
        assert_eq!(relation.object.as_ref().unwrap().entity, None);
    }

    #[test]
    fn a_value_inside_an_argument_is_no_entity() {
        let d = document();
        let mentions = d.mentions().unwrap();
        assert!(mentions.iter().all(|m| m.entity.map(EntityId::index) < Some(3)));
        let mut d = testing::document("# mention 1 CARDINAL name\n1 Five five NUM CD 0 root");
        d.set_entities(vec![]).unwrap();
        let record = Record::from_document(&d, &Rendering::default());
        assert_eq!(record.mentions.unwrap()[0].entity, None);
    }

    #[test]
    fn every_unit_reads_the_same_words() {
        for unit in [OffsetUnit::Codepoint, OffsetUnit::Byte, OffsetUnit::Utf16] {
            let record =
                Record::from_document(&document(), &Rendering { unit, ..Rendering::default() });
            record.check().unwrap();
            let rebels = record.relations.unwrap()[0].object.clone().unwrap().head.unwrap();
            let expected = if unit == OffsetUnit::Byte { 6 } else { 5 };
            assert_eq!(rebels.start, expected, "{unit}");
        }
    }

    #[test]
    fn what_is_written_reads_back_equal() {
        let mut rendering = Rendering::default();
        rendering.layers.tokens = true;
        let record = Record::from_document(&document(), &rendering);
        let mut line = Vec::new();
        record.write(&mut line).unwrap();
        assert_eq!(line.iter().filter(|&&b| b == b'\n').count(), 1);
        let back: Vec<Record> = Records::new(&line[..], "t").collect::<Result<_>>().unwrap();
        assert_eq!(back, [record]);
    }

    #[test]
    fn fields_stand_in_the_order_of_the_contract() {
        let mut line = Vec::new();
        let record = Record::from_document(&document(), &Rendering::default());
        record.write(&mut line).unwrap();
        let line = String::from_utf8(line).unwrap();
        let expected = concat!(
            r#"{"schema":"actant/1","id":"test","offset_unit":"codepoint","text":"Café rebels backed Iran","#,
            r#""meta":{},"sentences":[{"start":0,"end":23}],"mentions":[{"start":0,"end":11,"#,
            r#""text":"Café rebels","type":"ORG","kind":"nominal","entity":0,"score":"#
        );
        assert_eq!(line.get(..expected.len()), Some(expected));
        let relation = concat!(
            r#""predicate":{"start":12,"end":18,"text":"backed","lemma":"back","kind":"verb","voice":"passive"},"#,
            r#""object":{"start":0,"end":11,"text":"Café rebels","head":{"start":5,"end":11},"#,
            r#""preposition":null,"entity":0,"entities":[0,1]},"arguments":[],"negated":false,"#,
            r#""modality":"actual","attribution":null,"time":null,"place":null,"reciprocal":false,"#,
            r#""event":null,"score":0.877}],"coverage":{"codepoints":23,"read":23}}"#
        );
        assert!(line.contains(relation), "{line}");
    }

    #[test]
    fn a_layer_that_was_not_asked_for_is_absent() {
        let rendering = Rendering { layers: "mentions".parse().unwrap(), ..Rendering::default() };
        let record = Record::from_document(&document(), &rendering);
        assert!(record.mentions.is_some());
        assert!(record.sentences.is_none() && record.relations.is_none());
        assert_eq!(record.text, "Café rebels backed Iran");
    }

    #[test]
    fn a_record_made_by_hand_may_leave_fields_out_and_add_its_own() {
        let line = r#"{"id": "a", "text": "Iran fled", "note": 1, "relations": [{"subject":
            {"start": 0, "end": 4, "text": "Iran"}, "predicate": {"start": 5, "end": 9, "text": "fled"},
            "optional": true}]}"#;
        let record = Record::parse(line).unwrap();
        let relation = &record.relations.as_ref().unwrap()[0];
        assert!(relation.optional && relation.object.is_none());
        assert_eq!(relation.predicate.kind, PredicateKind::Verb);
        record.check().unwrap();
    }

    #[test]
    fn errors_name_file_and_line() {
        let good = r#"{"id": "a", "text": "Iran"}"#;
        let cases = [
            ("{oops", "gold.jsonl:3: not a record: key must be a string"),
            (r#"{"id": "b"}"#, "gold.jsonl:3: not a record: missing field `text`"),
            (
                r#"{"id": "b", "text": "é", "mentions": [{"start": 0, "end": 1, "type": "THING"}]}"#,
                "gold.jsonl:3: not a record: unknown entity type \"THING\"",
            ),
            (
                r#"{"id": "b", "text": "Iran", "mentions": [{"start": 1, "end": 4, "text": "Ira", "type": "GPE"}]}"#,
                "gold.jsonl:3: article \"b\": \"Ira\" at 1..4: the text reads \"ran\" there",
            ),
            (
                r#"{"id": "b", "text": "Iran", "mentions": [{"start": 1, "end": 9, "text": "ran", "type": "GPE"}]}"#,
                "gold.jsonl:3: article \"b\": \"ran\" at 1..9: no such span in 4 codepoints",
            ),
        ];
        for (bad, expected) in cases {
            let bytes = format!("{good}\n\n{bad}\n{good}\n");
            let records: Vec<_> = Records::new(bytes.as_bytes(), "gold.jsonl").collect();
            assert_eq!(records.len(), 3, "the lines around a bad one are read");
            let message = records[1].as_ref().unwrap_err().to_string();
            assert!(message.starts_with(expected), "{message}");
        }
    }
}
