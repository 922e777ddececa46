//! Which networks there are.

use serde_json::{Value, json};

/// A kind of network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Bert,
    Roberta,
    DistilBert,
    Electra,
    MobileBert,
    Albert,
    Deberta,
    DebertaV2,
}

/// The networks by what `config.json` calls them.
const MODEL_TYPES: &[(&str, Family)] = &[
    ("albert", Family::Albert),
    ("bert", Family::Bert),
    ("camembert", Family::Roberta),
    ("deberta", Family::Deberta),
    ("deberta-v2", Family::DebertaV2),
    ("distilbert", Family::DistilBert),
    ("electra", Family::Electra),
    ("mobilebert", Family::MobileBert),
    ("roberta", Family::Roberta),
    ("xlm-roberta", Family::Roberta),
];

impl Family {
    /// The family of a `model_type`.
    pub fn of(model_type: &str) -> Option<Family> {
        MODEL_TYPES.iter().find(|(name, _)| *name == model_type).map(|(_, family)| *family)
    }

    /// Every `model_type` that is known, with commas between.
    pub fn model_types() -> String {
        MODEL_TYPES.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }

    /// What the names of the encoder's tensors begin with.
    pub fn prefix(self) -> &'static str {
        match self {
            Family::Bert => "bert",
            Family::Roberta => "roberta",
            Family::DistilBert => "distilbert",
            Family::Electra => "electra",
            Family::MobileBert => "mobilebert",
            Family::Albert => "albert",
            Family::Deberta | Family::DebertaV2 => "deberta",
        }
    }

    /// What `transformers` takes for what `config.json` leaves out, as far as the network depends on it.
    pub fn defaults(self) -> Value {
        let mut all = json!({
            "hidden_act": "gelu", "attention_probs_dropout_prob": 0.1, "hidden_dropout_prob": 0.1,
            "hidden_size": 768, "initializer_range": 0.02, "intermediate_size": 3072, "max_position_embeddings": 512,
            "num_attention_heads": 12, "num_hidden_layers": 12, "type_vocab_size": 2, "vocab_size": 30522,
            "layer_norm_eps": 1e-12, "pad_token_id": 0,
        });
        let own = match self {
            Family::Bert => json!({}),
            Family::Roberta => json!({"vocab_size": 50265, "pad_token_id": 1}),
            Family::DistilBert => json!({
                "activation": "gelu", "attention_dropout": 0.1, "dim": 768, "dropout": 0.1, "hidden_dim": 3072,
                "n_heads": 12, "n_layers": 6, "qa_dropout": 0.1, "seq_classif_dropout": 0.2,
                "sinusoidal_pos_embds": false, "tie_weights_": true,
            }),
            Family::Electra => {
                json!({"embedding_size": 128, "hidden_size": 256, "num_attention_heads": 4, "intermediate_size": 1024})
            }
            Family::MobileBert => json!({
                "hidden_size": 512, "num_hidden_layers": 24, "num_attention_heads": 4, "intermediate_size": 512,
                "hidden_act": "relu", "embedding_size": 128, "trigram_input": true, "use_bottleneck": true,
                "intra_bottleneck_size": 128, "use_bottleneck_attention": false, "key_query_shared_bottleneck": true,
                "num_feedforward_networks": 4, "normalization_type": "no_norm",
            }),
            Family::Albert => json!({
                "vocab_size": 30000, "embedding_size": 128, "hidden_size": 4096, "num_hidden_groups": 1,
                "num_attention_heads": 64, "intermediate_size": 16384, "inner_group_num": 1, "hidden_act": "gelu_new",
                "classifier_dropout_prob": 0.1, "bos_token_id": 2, "eos_token_id": 3,
            }),
            Family::Deberta => json!({
                "vocab_size": 50265, "type_vocab_size": 0, "layer_norm_eps": 1e-7, "relative_attention": false,
                "max_relative_positions": -1, "position_biased_input": true,
            }),
            Family::DebertaV2 => json!({
                "vocab_size": 128100, "hidden_size": 1536, "num_hidden_layers": 24, "num_attention_heads": 24,
                "intermediate_size": 6144, "type_vocab_size": 0, "layer_norm_eps": 1e-7,
                "relative_attention": false, "max_relative_positions": -1, "position_biased_input": true,
            }),
        };
        if let (Value::Object(all), Value::Object(own)) = (&mut all, own) {
            all.extend(own);
        }
        all
    }
}
