//! What a run says on standard error, line by line.

use std::io::Write;

use serde_json::{Map, Value, json};

/// For whom a run tells what it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Log {
    /// For people: a bar on a terminal, else a line now and then.
    Text,
    /// For machines: JSON objects, a line each, with the field `event`.
    Json,
}

impl Log {
    /// Says something, which is a `note` or has a name that goes before it.
    pub fn say(self, event: &str, what: &str) {
        match self {
            Log::Text if event == "note" => eprintln!("{what}"),
            Log::Text => eprintln!("{event}: {what}"),
            Log::Json => tell(event, json!({"message": what})),
        }
    }
}

/// Writes an object with the name of its event first.
pub fn tell(event: &str, fields: Value) {
    let mut object = Map::from_iter([("event".to_owned(), Value::from(event))]);
    if let Value::Object(fields) = fields {
        object.extend(fields);
    }
    // Nobody is left to be told if standard error is gone.
    let _ = writeln!(std::io::stderr(), "{}", Value::Object(object));
}
