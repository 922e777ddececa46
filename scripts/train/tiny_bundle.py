"""A tiny bundle of random weights, and what PyTorch makes of it: the reference that the encoder in Rust is tested against.

    python scripts/train/tiny_bundle.py tests/reference/tiny

writes a bundle (see models/FORMAT.md) and reference.json: scores in float32 of the dequantised weights. The sizes are odd on
purpose: none is a multiple of a vector's width. Made with torch 2.x, transformers 4.x, tokenizers 0.2x.
"""

import hashlib
import json
import os
import sys

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

sys.path.insert(0, os.path.dirname(__file__))
from labels import shape  # noqa: E402
from model import TOKEN_LAYERS, Model  # noqa: E402

SENTENCES = [
    "Iran 's foreign minister met US diplomats in Geneva on 3 March .".split(),
    "They talked .".split(),
    "An unbelievable – and undeniable – McGurk memo says the UN I know CAFÉS Cafés \u200b 2024 !".split(" "),
]
WORDS = """[PAD] [UNK] [CLS] [SEP] [MASK] iran ' s foreign minister met us diplomats in geneva on 3 march . they talk ##ed an un
##believ ##deni ##able – and memo says the i know cafe ##s 202 ##4 mc ##gurk""".split()
QUANTISED = ("word.weight", "qkv.weight", "out.weight", "up.weight", "down.weight", "token.weight", "arc_dep.weight",
             "arc_head.weight", "label_dep.weight", "label_head.weight", "arc.u.weight")

CONFIG = {
    "format": "actant-bundle/1", "name": "tiny", "version": "0",
    "hidden": 42, "layers": 2, "heads": 3, "ffn": 70, "vocab": len(WORDS), "positions": 64, "norm_eps": 1e-12,
    "arc": 26, "label": 10, "window": {"pieces": 40, "overlap": 8},
    "labels": {
        "names": ["O", "B-PERSON", "I-PERSON", "B-GPE", "I-GPE"],
        "denotes": ["none", "person", "organization", "place"],
        "upos": ["ADJ", "ADP", "NOUN", "PROPN", "VERB", "PUNCT"],
        "xpos": ["NN", "NNP", "VBD", "."],
        "lemma": ["=|0|", "l|0|", "l|1|", "l|2|", "l|4|go"],
        "deprels": ["root", "nsubj", "obj", "obl", "punct", "acl:relcl", "nmod:poss"],
    },
}


def tokenizer():
    t = Tokenizer(models.WordPiece({w: i for i, w in enumerate(WORDS)}, unk_token="[UNK]"))
    t.normalizer = normalizers.BertNormalizer(lowercase=True)
    t.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return t


def quantise(weight):
    scale = weight.abs().amax(1) / 127
    return torch.clamp(torch.round(weight / scale[:, None]), -127, 127).to(torch.int8), scale


def same_as_transformers(model, pieces):
    """The encoder, with one shape for all, is the BERT of `transformers`."""
    from transformers import BertConfig, BertModel

    c = model.config
    bert = BertModel(BertConfig(
        vocab_size=c["vocab"], hidden_size=c["hidden"], num_hidden_layers=c["layers"], num_attention_heads=c["heads"],
        intermediate_size=c["ffn"], max_position_embeddings=c["positions"], type_vocab_size=1, layer_norm_eps=c["norm_eps"],
    ), add_pooling_layer=False).eval()
    w, h = model.state_dict(), c["hidden"]
    out = {
        "embeddings.word_embeddings.weight": w["embeddings.word.weight"],
        "embeddings.position_embeddings.weight": w["embeddings.position"],
        "embeddings.token_type_embeddings.weight": w["embeddings.segment"] + w["embeddings.shape"][3],
    }
    for kind in ("weight", "bias"):
        out[f"embeddings.LayerNorm.{kind}"] = w[f"embeddings.norm.{kind}"]
        for n in range(c["layers"]):
            ours, theirs = f"layers.{n}.", f"encoder.layer.{n}."
            for i, part in enumerate(("query", "key", "value")):
                out[f"{theirs}attention.self.{part}.{kind}"] = w[f"{ours}qkv.{kind}"][i * h : (i + 1) * h]
            for a, b in (("attention.output.dense", "out"), ("attention.output.LayerNorm", "norm1"),
                         ("intermediate.dense", "up"), ("output.dense", "down"), ("output.LayerNorm", "norm2")):
                out[f"{theirs}{a}.{kind}"] = w[f"{ours}{b}.{kind}"]
    bert.load_state_dict(out, strict=False)
    ids = torch.tensor([pieces])
    n = torch.tensor([len(pieces)])
    ours = model.encode(ids, torch.full_like(ids, 3), n, torch.arange(len(pieces))[None])
    worst = (bert(ids).last_hidden_state - ours).abs().max().item()
    assert worst < 1e-4, worst


def reference(model, t):
    ids, shapes, firsts, lengths, per_word = [WORDS.index("[CLS]")], [0], [], [], []
    for words in SENTENCES:
        lengths.append(len(words))
        for word in words:
            p = t.encode(word, add_special_tokens=False).ids or [WORDS.index("[UNK]")]
            firsts.append(len(ids))
            per_word.append(p)
            ids += p
            shapes += [shape(word)] * len(p)
    ids.append(WORDS.index("[SEP]"))
    shapes.append(0)
    assert len(ids) <= CONFIG["positions"] and len(ids) > CONFIG["window"]["pieces"]
    same_as_transformers(model, ids)
    h = model.encode(torch.tensor([ids]), torch.tensor([shapes]), torch.tensor([len(ids)]), torch.tensor([firsts]))
    out, at = [], 0
    for words, n in zip(SENTENCES, lengths):
        mine = h[:, at : at + n]
        heads = [(i * 3 + 1) % (n + 1) for i in range(n)]
        token = model.tokens(mine)
        out.append({
            "words": words,
            "pieces": per_word[at : at + n],
            "shapes": [shape(w) for w in words],
            "token": torch.cat([token[k] for k in TOKEN_LAYERS], -1)[0].tolist(),
            "arcs": model.arcs(mine)[0].tolist(),
            "heads": heads,
            "labels": model.labels(mine, torch.zeros(n, dtype=torch.long), torch.arange(n), torch.tensor(heads)).tolist(),
        })
        at += n
    return {"window": ids, "sentences": out}


def rounded(x):
    if isinstance(x, float):
        return round(x, 5)
    if isinstance(x, list):
        return [rounded(y) for y in x]
    return {k: rounded(v) for k, v in x.items()} if isinstance(x, dict) else x


def main(folder):
    os.makedirs(folder, exist_ok=True)
    torch.manual_seed(7)
    model = Model(CONFIG).eval()
    tensors = {}
    with torch.no_grad():
        for name, p in model.named_parameters():
            around = 1.0 if "norm" in name and name.endswith("weight") else 0.0
            p.copy_(torch.randn(p.shape) * (0.3 if p.dim() > 1 else 0.2) + around)
            if name.endswith(QUANTISED):
                q, scale = quantise(p)
                tensors[name], tensors[name.removesuffix("weight") + "scale"] = q, scale
                p.copy_(q * scale[:, None])
            else:
                tensors[name] = p.clone()
        t = tokenizer()
        result = reference(model, t)
    save_file({k: v.contiguous() for k, v in tensors.items()}, os.path.join(folder, "model.safetensors"))
    t.save(os.path.join(folder, "tokenizer.json"), pretty=False)
    with open(os.path.join(folder, "config.json"), "w") as f:
        json.dump(CONFIG, f, indent=1)
    with open(os.path.join(folder, "reference.json"), "w") as f:
        json.dump(rounded(result), f, ensure_ascii=False)
    with open(os.path.join(folder, "SHA256SUMS"), "w") as f:
        for name in ("config.json", "model.safetensors", "tokenizer.json"):
            f.write(f"{hashlib.sha256(open(os.path.join(folder, name), 'rb').read()).hexdigest()}  {name}\n")


if __name__ == "__main__":
    main(sys.argv[1])
