"""The peers of scripts/bench: each a process that makes ready, says so, and does one round whenever it reads a line.

    bench_peers.py KIND --texts FILE.json --bundle DIR --cache DIR [--data DIR] [--device cuda:0 [--half]]

KIND is one of

    transformers   the Hugging Face pipeline "token-classification" on PyTorch, float32 (float16 with --half), with a token classifier
                   of the same encoder: NER alone; on the processor or a GPU
    onnxruntime    ONNX Runtime on the encoder with the same weights, fused and quantised to int8 by its own tools, on the windows
                   that our encoder reads, 32 at a time, sorted by length: the encoder alone
    spacy          spaCy with tok2vec, tagger, parser and ner, trained briefly (its speed does not depend on its accuracy)

FILE.json has a list of texts, or of windows for onnxruntime: the share of this process. A round prints a line of JSON with the
seconds it took. Each process computes with one thread.
"""

import argparse
import json
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "train"))


def bert(bundle):
    """The encoder of a bundle as transformers' BertModel: what we add for a word's shape comes in as the token type."""
    import torch
    from evaluate import load_model
    from transformers import BertConfig, BertModel

    ours = load_model(bundle)
    c, w = ours.config, ours.state_dict()
    config = BertConfig(
        vocab_size=c["vocab"], hidden_size=c["hidden"], num_hidden_layers=c["layers"], num_attention_heads=c["heads"],
        intermediate_size=c["ffn"], max_position_embeddings=c["positions"], type_vocab_size=len(w["embeddings.shape"]),
        layer_norm_eps=c["norm_eps"], attn_implementation="eager",
    )  # fmt: skip
    model = BertModel(config, add_pooling_layer=False).eval()
    out = {
        "embeddings.word_embeddings.weight": w["embeddings.word.weight"],
        "embeddings.position_embeddings.weight": w["embeddings.position"],
        "embeddings.token_type_embeddings.weight": w["embeddings.segment"] + w["embeddings.shape"],
    }
    for kind in ("weight", "bias"):
        out[f"embeddings.LayerNorm.{kind}"] = w[f"embeddings.norm.{kind}"]
        for n in range(c["layers"]):
            theirs = f"encoder.layer.{n}."
            for name, part in zip(("query", "key", "value"), w[f"layers.{n}.qkv.{kind}"].chunk(3)):
                out[f"{theirs}attention.self.{name}.{kind}"] = part
            names = {"out": "attention.output.dense", "norm1": "attention.output.LayerNorm", "up": "intermediate.dense"}
            names |= {"down": "output.dense", "norm2": "output.LayerNorm"}
            for name, other in names.items():
                out[f"{theirs}{other}.{kind}"] = w[f"layers.{n}.{name}.{kind}"]
    missing, unexpected = model.load_state_dict(out, strict=False)
    assert not unexpected and all("position_ids" in m or "token_type_ids" in m for m in missing), (missing, unexpected)
    return model


def transformers_round(args, texts):
    import torch
    from transformers import BertForTokenClassification, PreTrainedTokenizerFast, pipeline

    torch.set_num_threads(1)
    encoder = bert(args.bundle)
    encoder.config.id2label = {i: name for i, name in enumerate(["O", *(f"{b}-{t}" for t in ("PER", "ORG", "LOC", "MISC") for b in "BI")])}
    encoder.config.label2id = {v: k for k, v in encoder.config.id2label.items()}
    model = BertForTokenClassification(encoder.config).eval()
    model.bert.load_state_dict(encoder.state_dict(), strict=False)
    model = model.half() if args.half else model
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=os.path.join(args.bundle, "tokenizer.json"), unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]",
        pad_token="[PAD]", mask_token="[MASK]", model_max_length=encoder.config.max_position_embeddings,
    )  # fmt: skip
    ner = pipeline("token-classification", model=model, tokenizer=tokenizer, aggregation_strategy="simple", stride=32, device=args.device)
    return lambda: sum(len(found) for found in ner(texts, batch_size=args.batch))


def onnx_model(args):
    """The path of the quantised model, made once."""
    import onnx
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.transformers.optimizer import optimize_model

    done = os.path.join(args.cache, "encoder.int8.onnx")
    if os.path.exists(done):
        return done
    model = bert(args.bundle)

    class Encoder(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, input_ids, attention_mask, token_type_ids):
            return self.model(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).last_hidden_state

    plain, fused = os.path.join(args.cache, "encoder.onnx"), os.path.join(args.cache, "encoder.fused.onnx")
    example = tuple(torch.ones(2, 8, dtype=torch.long) for _ in range(3))
    names = ["input_ids", "attention_mask", "token_type_ids"]
    torch.onnx.export(
        Encoder().eval(), example, plain, input_names=names, output_names=["hidden"], opset_version=17, dynamo=False,
        dynamic_axes={n: {0: "batch", 1: "pieces"} for n in [*names, "hidden"]},
    )  # fmt: skip
    config = model.config
    optimized = optimize_model(plain, model_type="bert", num_heads=config.num_attention_heads, hidden_size=config.hidden_size, opt_level=0)
    optimized.save_model_to_file(fused)
    print("fused:", optimized.get_fused_operator_statistics(), file=sys.stderr)
    # The quantiser does not know what types the fused operators give.
    types = {"DefaultTensorType": onnx.TensorProto.FLOAT}
    quantize_dynamic(fused, done + ".new", per_channel=True, weight_type=QuantType.QInt8, extra_options=types)
    os.replace(done + ".new", done)
    return done


def onnxruntime_round(args, windows):
    import numpy as np
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(onnx_model(args), options, providers=["CPUExecutionProvider"])
    windows = sorted(windows, key=lambda w: len(w["pieces"]), reverse=True)
    batches = []
    for i in range(0, len(windows), 32):
        some = windows[i : i + 32]
        longest = len(some[0]["pieces"])
        feed = {n: np.zeros((len(some), longest), dtype=np.int64) for n in ("input_ids", "attention_mask", "token_type_ids")}
        for row, window in enumerate(some):
            count = len(window["pieces"])
            feed["input_ids"][row, :count] = window["pieces"]
            feed["token_type_ids"][row, :count] = window["shapes"]
            feed["attention_mask"][row, :count] = 1
        batches.append(feed)

    def work():
        for feed in batches:
            session.run(None, feed)

    return work


def spacy_model(args, own):
    """tok2vec, tagger, parser, NER of the default sizes. `own`: NER has a tok2vec of its own, as in spaCy's English pipelines;
    otherwise all three listen to one."""
    import random

    import spacy
    from spacy.tokens import Doc
    from spacy.training import Example

    path = os.path.join(args.cache, "spacy_model" if own else "spacy_shared_model")
    if os.path.exists(path):
        return spacy.load(path)
    nlp = spacy.blank("en")
    nlp.add_pipe("tok2vec")
    listener = {"model": {"tok2vec": {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "*"}}}
    for name in ("tagger", "parser"):
        nlp.add_pipe(name, config=listener)
    nlp.add_pipe("ner", config={} if own else listener)
    examples = []
    with open(os.path.join(args.data, "ud_ewt", "train.conllu"), encoding="utf-8") as f:
        for block in f.read().strip().split("\n\n")[:4000]:
            rows = [line.split("\t") for line in block.split("\n") if not line.startswith("#")]
            rows = [r for r in rows if r[0].isdigit()]
            heads = [int(r[6]) - 1 if r[6] != "0" else i for i, r in enumerate(rows)]
            # Capitalised nouns stand in for names: the work is the same.
            ents = ["B-MISC" if r[3] == "PROPN" and (i == 0 or rows[i - 1][3] != "PROPN") else "I-MISC" if r[3] == "PROPN" else "O" for i, r in enumerate(rows)]
            gold = Doc(nlp.vocab, words=[r[1] for r in rows], tags=[r[4] for r in rows], heads=heads, deps=[r[7] for r in rows], ents=ents)
            examples.append(Example(Doc(nlp.vocab, words=[r[1] for r in rows]), gold))
    nlp.initialize(lambda: examples)
    rng = random.Random(1)
    for _ in range(2):
        rng.shuffle(examples)
        for i in range(0, len(examples), 128):
            nlp.update(examples[i : i + 128], drop=0.1)
    nlp.to_disk(path)
    return nlp


def spacy_round(args, texts, own=True):
    import torch

    torch.set_num_threads(1)
    nlp = spacy_model(args, own)
    return lambda: sum(len(doc.ents) for doc in nlp.pipe(texts, batch_size=64))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("kind", choices=["transformers", "onnxruntime", "spacy", "spacy_shared"])
    parser.add_argument("--texts", required=True)
    parser.add_argument("--bundle", required=True)
    parser.add_argument("--cache", required=True)
    parser.add_argument("--data", default="../shared/data")
    parser.add_argument("--batch", type=int, default=8, help="texts that the transformers pipeline takes together")
    parser.add_argument("--device", default="cpu", help="what the transformers pipeline runs on")
    parser.add_argument("--half", action="store_true", help="the transformers pipeline computes with numbers of 16 bits")
    args = parser.parse_args()
    os.makedirs(args.cache, exist_ok=True)
    texts = json.load(open(args.texts, encoding="utf-8"))
    work = {"transformers": transformers_round, "onnxruntime": onnxruntime_round, "spacy": spacy_round, "spacy_shared": lambda *a: spacy_round(*a, own=False)}[args.kind](args, texts)
    print("ready", flush=True)
    for line in sys.stdin:
        if line.strip() != "go":
            break
        began = time.perf_counter()
        work()
        print(json.dumps({"seconds": time.perf_counter() - began}), flush=True)


if __name__ == "__main__":
    main()
