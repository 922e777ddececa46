//! What a model's `config.json` says.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::family::Family;
use super::model_error;
use crate::error::Result;

/// Longer windows are not read, whatever a model bears: they take more time than they are worth.
const LONGEST: usize = 512;

/// A model's settings.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub family: Family,
    /// What the columns of the logits stand for.
    pub labels: Vec<String>,
    /// The most pieces of a window, marks among them.
    pub longest: usize,
    /// How many pieces there are.
    pub vocab: usize,
    /// The piece that rows are filled with.
    pub pad: u32,
    /// What is added to the variance in layer norms.
    pub norm_eps: f64,
    /// All of the file, with what `transformers` takes for what it leaves out.
    all: Map<String, Value>,
}

/// What is asked of every file.
#[derive(Deserialize)]
struct Common {
    max_position_embeddings: usize,
    vocab_size: usize,
    pad_token_id: Option<i64>,
    layer_norm_eps: f64,
}

impl Settings {
    /// From the bytes of a `config.json`.
    ///
    /// # Errors
    /// [`Model`](crate::ErrorKind::Model) if it is no JSON, of an unknown family, without labels, or asks for what the
    /// networks here do not do; the message names the key.
    pub fn parse(bytes: &[u8]) -> Result<Settings> {
        let wrong = |what: String| model_error(format!("config.json: {what}"));
        let given: Map<String, Value> =
            serde_json::from_slice(bytes).map_err(|e| wrong(e.to_string()).with_source(e))?;
        let model_type = given.get("model_type").and_then(Value::as_str).unwrap_or_default();
        let family = Family::of(model_type).ok_or_else(|| {
            let known = Family::model_types();
            wrong(format!("model_type is {model_type:?}; token classifiers of {known} can be read"))
        })?;
        let labels = labels(&given).map_err(wrong)?;
        let mut all = match family.defaults() {
            Value::Object(all) => all,
            _ => Map::new(),
        };
        all.extend(given.into_iter().filter(|(_, value)| !value.is_null()));
        let position = all.get("position_embedding_type").and_then(Value::as_str);
        if let Some(other) = position.filter(|kind| *kind != "absolute") {
            return Err(wrong(format!(
                "position_embedding_type is {other:?}; only \"absolute\" can be read"
            )));
        }
        for key in ["hidden_act", "activation"] {
            if let Some(Value::String(name)) = all.get_mut(key) {
                *name = activation(name).map_err(|e| wrong(format!("{key} is {e}")))?.to_owned();
            }
        }
        // These would only cost memory.
        for key in ["output_attentions", "output_hidden_states", "is_decoder"] {
            all.insert(key.to_owned(), false.into());
        }
        all.remove("label2id");
        let indexed = labels.iter().enumerate().map(|(i, l)| (i.to_string(), l.clone().into()));
        all.insert("id2label".to_owned(), Value::Object(indexed.collect()));
        let common: Common = from(&all).map_err(wrong)?;
        let pad = common.pad_token_id.and_then(|id| u32::try_from(id).ok()).unwrap_or(0);
        // RoBERTa counts positions from behind the padding's.
        let reserved = if family == Family::Roberta { pad as usize + 1 } else { 0 };
        let longest = common.max_position_embeddings.saturating_sub(reserved).min(LONGEST);
        let (vocab, norm_eps) = (common.vocab_size, common.layer_norm_eps);
        Ok(Settings { family, labels, longest, vocab, pad, norm_eps, all })
    }

    /// The settings in the form that a network takes them in.
    ///
    /// # Errors
    /// [`Model`](crate::ErrorKind::Model) with the name of the key that is missing or cannot be read.
    pub fn network<T: DeserializeOwned>(&self) -> Result<T> {
        from(&self.all).map_err(|what| model_error(format!("config.json: {what}")))
    }
}

fn from<T: DeserializeOwned>(all: &Map<String, Value>) -> std::result::Result<T, String> {
    serde_json::from_value(Value::Object(all.clone())).map_err(|e| e.to_string())
}

/// The labels of `id2label`, by their numbers.
fn labels(given: &Map<String, Value>) -> std::result::Result<Vec<String>, String> {
    let Some(Value::Object(named)) = given.get("id2label") else {
        return Err("no id2label; a token classifier has its labels there".to_owned());
    };
    let mut labels = Vec::with_capacity(named.len());
    for i in 0..named.len() {
        match named.get(&i.to_string()) {
            Some(Value::String(label)) => labels.push(label.clone()),
            _ => return Err(format!("id2label has {} labels, and none for {i}", named.len())),
        }
    }
    Ok(labels)
}

/// An activation under rust-bert's name for it.
fn activation(name: &str) -> std::result::Result<&'static str, String> {
    Ok(match name {
        "gelu" | "gelu_python" => "gelu",
        "gelu_new" | "gelu_fast" | "gelu_pytorch_tanh" => "gelu_new",
        "relu" => "relu",
        "silu" | "swish" => "swish",
        "mish" => "mish",
        "tanh" => "tanh",
        other => {
            return Err(format!(
                "{other:?}; gelu, gelu_new, relu, silu, mish and tanh can be read"
            ));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(config: &str) -> String {
        let error = Settings::parse(config.as_bytes()).unwrap_err();
        assert_eq!(error.kind(), crate::ErrorKind::Model);
        error.to_string()
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let labels = r#""id2label": {"0": "O", "1": "B-PER"}"#;
        for (config, expected) in [
            ("{", "config.json: EOF"),
            ("{}", "model_type is \"\""),
            (
                r#"{"model_type": "gpt2"}"#,
                "model_type is \"gpt2\"; token classifiers of albert, bert, camembert",
            ),
            (r#"{"model_type": "bert"}"#, "no id2label"),
            (r#"{"model_type": "bert", "id2label": {"0": "O", "2": "B-PER"}}"#, "none for 1"),
            (
                &format!(r#"{{"model_type": "bert", {labels}, "hidden_act": "laplace"}}"#),
                "hidden_act is \"laplace\"",
            ),
            (
                &format!(
                    r#"{{"model_type": "bert", {labels}, "position_embedding_type": "relative_key"}}"#
                ),
                "position_embedding_type is \"relative_key\"",
            ),
            (
                &format!(r#"{{"model_type": "bert", {labels}, "vocab_size": "many"}}"#),
                "invalid type: string \"many\"",
            ),
        ] {
            let said = said(config);
            assert!(said.contains(expected), "{said}");
        }
    }

    #[test]
    fn what_is_left_out_is_what_transformers_takes() {
        let config = r#"{"model_type": "xlm-roberta", "id2label": {"0": "O", "1": "B-PER"}, "max_position_embeddings": 514}"#;
        let settings = Settings::parse(config.as_bytes()).unwrap();
        assert_eq!((settings.longest, settings.pad, settings.vocab), (512, 1, 50265));
        assert_eq!(settings.labels, ["O", "B-PER"]);
        let long = config.replace("514", "8194");
        assert_eq!(Settings::parse(long.as_bytes()).unwrap().longest, 512);
    }
}
