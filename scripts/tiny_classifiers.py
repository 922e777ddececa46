"""Writes tiny token classifiers with random weights, one for each family of models, and what `transformers` says with them.

    python scripts/tiny_classifiers.py [--out tests/reference/classifiers] [--only NAME]

Each folder looks like one from the hub (config.json, tokenizer.json, model.safetensors) and has a reference.json beside: for each
text its pieces with their offsets in bytes, the logits of each piece, and the names that `transformers` makes of them with the
aggregation strategy `first`. `bert` has its weights as pytorch_model.bin too, in today's form and in that of before PyTorch 1.6.

Words stand apart by spaces, so that every tokenizer and we ourselves take the same ones for words. A text that is longer than
a window is read in windows that share a quarter of their pieces; each piece takes its logits from the window in which
it stands further from the cut, and `transformers` joins the pieces of all windows at once.

Needs torch, transformers and tokenizers; nothing is downloaded.
"""

import argparse
import json
import os
import warnings

import numpy as np
import tokenizers
import torch
import transformers
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import AutoModelForTokenClassification, PreTrainedTokenizerFast, pipeline

SENTENCES = [
    "Esmail Qaani met Iranian envoys in Baghdad on Sunday",
    "The foreign minister of Kenya told reporters in Nairobi that talks had failed",
    "Officials of the United Nations visited the border near Goma last week",
    "Dr Müller Lüdenscheidt flew from Genève to São Tomé with 3,500 volunteers",
    "Prices rose after the central bank of Norway cut its rates again",
]
TEXTS = {
    "plain": SENTENCES[0],
    "accents": "Señora Müller met Ağaoğlu near São Tomé with Nguyễn Văn",
    # Characters of four bytes, letters that no vocabulary knows, and names behind them.
    "emoji": "Nairobi 🎉 cheered while Kenya 😀 beat Осло",
    "long": " and ".join(s.replace(",", "") for s in SENTENCES),
}
CONLL = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC", "B-MISC", "I-MISC"]
PLAIN = ["O", "PER", "ORG", "LOC"]
WNUT = ["O", "B-person", "I-person", "B-group", "I-group", "B-creative-work", "I-creative-work", "B-location", "I-location"]
POSITIONS = 64


def word_pieces(lower):
    t = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    t.normalizer = normalizers.BertNormalizer(lowercase=lower)
    t.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    t.decoder = decoders.WordPiece()
    specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    t.train_from_iterator(SENTENCES, trainers.WordPieceTrainer(vocab_size=170, special_tokens=specials, show_progress=False))
    t.post_processor = processors.BertProcessing(("[SEP]", t.token_to_id("[SEP]")), ("[CLS]", t.token_to_id("[CLS]")))
    return wrap(t, "[CLS]", "[SEP]", "[PAD]", "[UNK]")


def byte_pairs(cls, sep, pad, unk, mask):
    t = Tokenizer(models.BPE())
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    t.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=300, special_tokens=[cls, pad, sep, unk, mask], initial_alphabet=alphabet, show_progress=False)
    t.train_from_iterator(SENTENCES, trainer)
    t.post_processor = processors.RobertaProcessing((sep, t.token_to_id(sep)), (cls, t.token_to_id(cls)), trim_offsets=True, add_prefix_space=False)
    return wrap(t, cls, sep, pad, unk)


def sentence_pieces(cls, sep, pad, unk, split):
    t = Tokenizer(models.Unigram())
    t.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(tokenizers.Regex(" {2,}"), " ")])
    space = pre_tokenizers.Metaspace(prepend_scheme="always")
    t.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), space]) if split else space
    t.decoder = decoders.Metaspace()
    specials = [cls, pad, sep, unk] if cls == "<s>" else [pad, cls, sep, unk]
    t.train_from_iterator(SENTENCES, trainers.UnigramTrainer(vocab_size=150, special_tokens=specials, unk_token=unk, show_progress=False))
    t.post_processor = processors.TemplateProcessing(
        single=f"{cls} $A {sep}", special_tokens=[(cls, t.token_to_id(cls)), (sep, t.token_to_id(sep))]
    )
    return wrap(t, cls, sep, pad, unk)


def wrap(tokenizer, cls, sep, pad, unk):
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, cls_token=cls, sep_token=sep, pad_token=pad, unk_token=unk)


BERT = dict(hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=24, max_position_embeddings=POSITIONS)
# RoBERTa counts positions from behind the padding's.
ROBERTA = dict(BERT, max_position_embeddings=POSITIONS + 2, type_vocab_size=1, layer_norm_eps=1e-5, pad_token_id=1, bos_token_id=0, eos_token_id=2)
DEBERTA = dict(BERT, type_vocab_size=0, relative_attention=True, position_biased_input=False, layer_norm_eps=1e-7)

FAMILIES = {
    "bert": (lambda: word_pieces(False), transformers.BertConfig, BERT, CONLL),
    "distilbert": (
        lambda: word_pieces(True),
        transformers.DistilBertConfig,
        dict(dim=16, n_layers=2, n_heads=2, hidden_dim=24, max_position_embeddings=POSITIONS),
        CONLL,
    ),
    "electra": (lambda: word_pieces(True), transformers.ElectraConfig, dict(BERT, embedding_size=8), PLAIN),
    "mobilebert": (
        lambda: word_pieces(True),
        transformers.MobileBertConfig,
        dict(BERT, embedding_size=8, intra_bottleneck_size=8, num_feedforward_networks=2, key_query_shared_bottleneck=True),
        CONLL,
    ),
    "albert": (
        lambda: sentence_pieces("[CLS]", "[SEP]", "<pad>", "<unk>", True),
        transformers.AlbertConfig,
        dict(BERT, embedding_size=8, hidden_act="gelu_new"),
        CONLL,
    ),
    "roberta": (lambda: byte_pairs("<s>", "</s>", "<pad>", "<unk>", "<mask>"), transformers.RobertaConfig, ROBERTA, CONLL),
    "xlm-roberta": (
        lambda: sentence_pieces("<s>", "</s>", "<pad>", "<unk>", True),
        transformers.XLMRobertaConfig,
        ROBERTA,
        CONLL,
    ),
    "deberta": (
        lambda: byte_pairs("[CLS]", "[SEP]", "[PAD]", "[UNK]", "[MASK]"),
        transformers.DebertaConfig,
        dict(DEBERTA, pos_att_type=["c2p", "p2c"], max_relative_positions=-1, pad_token_id=1),
        CONLL,
    ),
    "deberta-v2": (
        lambda: sentence_pieces("[CLS]", "[SEP]", "[PAD]", "[UNK]", False),
        transformers.DebertaV2Config,
        dict(DEBERTA, pos_att_type=["p2c", "c2p"], position_buckets=16, share_att_key=True, norm_rel_ebd="layer_norm"),
        WNUT,
    ),
}


def randomise(model):
    """Weights large enough that labels differ, embeddings small enough that the epsilon of a norm shows."""
    g = torch.Generator().manual_seed(7)
    with torch.no_grad():
        for name, p in sorted(model.named_parameters()):
            noise = torch.randn(p.shape, generator=g)
            if name.endswith("embeddings.weight"):
                p.copy_(noise * 0.05)
            elif p.dim() == 1:
                p.copy_(noise * 0.1 + (1.0 if "norm" in name.lower() and name.endswith("weight") else 0.0))
            else:
                p.copy_(noise * (1.0 if "classifier" in name else 0.4))


def byte_offset(text, chars):
    return len(text[:chars].encode())


def read(model, tokenizer, text):
    """Pieces, offsets in characters, and the logits of each piece from its best window."""
    bare = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
    ids, body = bare["input_ids"], POSITIONS - 2
    rows, count, start, covered = [], 0, 0, 0
    while True:
        end = min(start + body, len(ids))
        window = [tokenizer.cls_token_id, *ids[start:end], tokenizer.sep_token_id]
        with torch.no_grad():
            logits = model(input_ids=torch.tensor([window])).logits[0, 1:-1].numpy()
        last = end == len(ids)
        until = end if last else end - (body // 4) // 2
        rows.append(logits[covered - start : until - start])
        covered, count = until, count + 1
        if last:
            return ids, bare["offset_mapping"], np.concatenate(rows), count
        start = end - body // 4


def names(pipe, text, ids, offsets, logits):
    scores = np.exp(logits - logits.max(-1, keepdims=True))
    scores /= scores.sum(-1, keepdims=True)
    strategy = transformers.pipelines.token_classification.AggregationStrategy.FIRST
    pieces = pipe.gather_pre_entities(text, np.array(ids), scores, offsets, np.zeros(len(ids)), strategy)
    found = pipe.aggregate(pieces, strategy)
    return [(e["start"], e["end"], e["entity_group"]) for e in found if e["entity_group"] != "O"]


def short(number):
    return float(f"{number:.5f}")


def write(name, out):
    make_tokenizer, config_class, sizes, labels = FAMILIES[name]
    tokenizer = make_tokenizer()
    config = config_class(vocab_size=len(tokenizer), **sizes)
    config.id2label = dict(enumerate(labels))
    config.label2id = {label: i for i, label in enumerate(labels)}
    model = AutoModelForTokenClassification.from_config(config).eval()
    randomise(model)
    folder = os.path.join(out, name)
    os.makedirs(folder, exist_ok=True)
    model.save_pretrained(folder)
    with open(os.path.join(folder, "config.json")) as f:
        saved = json.load(f)
    # As the hub's files of these models have it.
    if isinstance(saved.get("pos_att_type"), list):
        saved["pos_att_type"] = "|".join(saved["pos_att_type"])
    with open(os.path.join(folder, "config.json"), "w") as f:
        json.dump(saved, f, indent=1)
        f.write("\n")
    with open(os.path.join(folder, "tokenizer.json"), "w") as f:
        json.dump(json.loads(tokenizer.backend_tokenizer.to_str()), f, ensure_ascii=False, separators=(",", ":"))
    if name == "bert":
        state = model.state_dict()
        torch.save(state, os.path.join(folder, "pytorch_model.bin"))
        torch.save(state, os.path.join(folder, "legacy.bin"), _use_new_zipfile_serialization=False)
    pipe = pipeline("token-classification", model=model, tokenizer=tokenizer, device="cpu")
    texts = []
    for key, text in TEXTS.items():
        ids, offsets, logits, windows = read(model, tokenizer, text)
        assert (windows > 1) == (key == "long"), (name, key, windows)
        found = names(pipe, text, ids, offsets, logits)
        if windows == 1:
            # The whole pipeline says the same.
            whole = [(e["start"], e["end"], e["entity_group"]) for e in pipe(text, aggregation_strategy="first")]
            assert whole == found, (name, key, whole, found)
        texts.append({
            "text": text,
            "windows": windows,
            "ids": ids,
            "offsets": [[byte_offset(text, a), byte_offset(text, b)] for a, b in offsets],
            "names": [[byte_offset(text, a), byte_offset(text, b), label] for a, b, label in found],
            "logits": [[short(x) for x in row] for row in logits],
        })
    versions = {m.__name__: m.__version__ for m in (torch, transformers, tokenizers)}
    with open(os.path.join(folder, "reference.json"), "w") as f:
        json.dump({"made_with": versions, "texts": texts}, f, ensure_ascii=False, separators=(",", ":"))
    print(name, len(tokenizer), [len(t["ids"]) for t in texts], [len(t["names"]) for t in texts])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", default=os.path.join(os.path.dirname(__file__), "../tests/reference/classifiers"))
    parser.add_argument("--only")
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    for name in FAMILIES:
        if args.only in (None, name):
            write(name, args.out)


if __name__ == "__main__":
    main()
