//! `actant show`: what was found in an article, for a person to look at.

use std::io::{self, Write};

use actant::corpus::{Articles, Incoming, Sources};
use actant::format::jsonl::Record;
use actant::format::{OffsetUnit, Rendering};
use actant::pipeline::Pipeline;
use actant::{Error, ErrorKind, Result};
use serde_json::Value;

use super::Outcome;
use super::colour::Colour;
use super::input::Input;
use super::model::Model;
use super::view::View;

/// Print articles sentence by sentence with their relations and entities; reads articles, and records that `extract` has written.
#[derive(Debug, clap::Args)]
pub struct Show {
    #[command(flatten)]
    input: Input,
    /// Only the article with this id; may be given several times.
    #[arg(long, value_name = "ID")]
    id: Vec<String>,
    /// When to colour.
    #[arg(long, value_enum, default_value_t = Colour::Auto)]
    color: Colour,
    #[command(flatten)]
    model: Model,
}

impl Show {
    /// Prints the articles.
    pub fn run(self) -> Result<Outcome> {
        let Sources { found, failed, .. } = self.input.sources(None)?;
        failed.iter().for_each(|rejection| eprintln!("error: {rejection}"));
        let coloured = self.color.on_stdout();
        let mut out = io::BufWriter::new(io::stdout().lock());
        let mut wrong = failed.len();
        let (mut shown, mut pipeline) = (0, None);
        for next in Articles::new(found, self.input.fields()) {
            let incoming = match next {
                Ok(incoming) => incoming,
                Err(rejection) => {
                    wrong += 1;
                    eprintln!("error: {rejection}");
                    continue;
                }
            };
            let wanted =
                self.id.is_empty() || self.id.iter().any(|id| id == incoming.document.id());
            if !wanted {
                continue;
            }
            let place = incoming.place.clone();
            let record = match self.record(incoming, &mut pipeline) {
                Ok(record) => record,
                Err(error) if error.kind() == ErrorKind::Model => return Err(error),
                Err(error) => {
                    wrong += 1;
                    eprintln!("error: {place}: {error}");
                    continue;
                }
            };
            let between = if shown > 0 { "\n" } else { "" };
            shown += 1;
            let view = View::new(&record, coloured);
            let printed = out
                .write_all(between.as_bytes())
                .and_then(|()| view.print(&mut out))
                .and_then(|()| out.flush());
            match printed {
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => break,
                printed => printed.map_err(|error| Error::io("standard output", error))?,
            }
        }
        if shown == 0 && wrong == 0 {
            let ids = self.id.join(", ");
            return Err(Error::new(ErrorKind::Config, format!("no article has the id {ids}")));
        }
        Ok(if wrong == 0 { Outcome::Clean } else { Outcome::SomeFailed })
    }

    /// The record that an article is, or that the model makes of it.
    fn record(&self, incoming: Incoming, pipeline: &mut Option<Pipeline>) -> Result<Record> {
        let document = incoming.document;
        let schema = document.meta().get("schema").and_then(Value::as_str);
        if schema.is_some_and(|schema| schema.starts_with("actant/")) {
            let mut fields = document.meta().clone();
            fields.insert("id".into(), document.id().into());
            fields.insert("text".into(), document.text().into());
            let record = Record::parse(&Value::Object(fields).to_string())?;
            return record.check().map(|()| record);
        }
        let pipeline = match pipeline {
            Some(pipeline) => pipeline,
            None => pipeline.insert(self.model.pipeline()?),
        };
        let rendering = Rendering { unit: OffsetUnit::Byte, ..Rendering::default() };
        Ok(rendering.record(&pipeline.extract_document(document)?))
    }
}
