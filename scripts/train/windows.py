"""Windows of consecutive sentences, augmentation, and batches of tensors."""

import os
import pickle
import random

import numpy as np
import torch
from tokenizers import Tokenizer

from labels import ANY, NAMES, NAME_ID, NAME_TYPES, OUT, UNKNOWN, exact_type, shape, tag_bits
from model import base_path
from names import Maker

CLS, SEP, UNK, MASK = 101, 102, 100, 103
LAYERS = ["denotes", "upos", "xpos", "lemma"]
BEGIN = sum(1 << NAME_ID["B-" + k] for k in NAME_TYPES)
INSIDE = sum(1 << NAME_ID["I-" + k] for k in NAME_TYPES)


class Pieces:
    """Pieces of one word, remembered."""

    def __init__(self):
        self.tokenizer = Tokenizer.from_file(os.path.join(base_path(), "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.known = {}

    def __call__(self, word):
        ids = self.known.get(word)
        if ids is None:
            ids = self.known[word] = self.tokenizer.encode(word, add_special_tokens=False).ids or [UNK]
        return ids


def load(folder, source, split):
    return pickle.load(open(os.path.join(folder, f"{source}.{split}.pkl"), "rb"))


def split_hyphens(sent):
    """The words of a sentence without trees, hyphenated words split as UD English does."""
    words, bits = [], []
    for word, b in zip(sent["words"], sent["names"]):
        parts = word.split("-")
        if len(parts) < 2 or not all(p.isalpha() for p in parts):
            words.append(word)
            bits.append(b)
            continue
        mixed = b & BEGIN and exact_type(b) is None and parts[-1].islower() and parts[0][0].isupper()
        gpe, norp = tag_bits(["GPE"], True), tag_bits(["NORP"], True)
        for i, part in enumerate(parts):
            words += (["-"] if i else []) + [part]
            if mixed and b in (gpe | tag_bits(MISC, True), norp | tag_bits(MISC, True)):  # Moscow-based
                first = gpe if b & gpe else norp
                bits += [first] if i == 0 else [OUT, OUT]
            elif b & BEGIN and i:
                inside = (b & BEGIN) << 1
                bits += [inside, inside]
            else:
                bits += [b] if i == 0 else [b, b]
    return {"words": words, "names": bits}


MISC = ["NORP", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW"]


def name_spans(bits):
    """(start, end) of names whose first word is certainly a beginning."""
    out = []
    for i, b in enumerate(bits):
        if b & BEGIN and not b & ~BEGIN:
            out.append([i, i + 1])
        elif b & INSIDE and not b & ~INSIDE and out and out[-1][1] == i:
            out[-1][1] = i + 1
    return out


class Sampler:
    """An endless stream of windows, each source in its share."""

    def __init__(self, folder, data, config, seed):
        self.config = config
        self.rng = random.Random(seed)
        self.pieces = Pieces()
        self.maker = Maker(os.path.join(data, "countries", "countries.json"))
        self.docs, self.pool = {}, {}
        for source in config["sources"]:
            docs = [d["sentences"] for d in load(folder, source, "train")]
            for d in docs:
                for s in d:
                    s["n"] = sum(len(self.pieces(w)) for w in s["words"])
                    for a, b in name_spans(s["names"]) if "heads" not in s else []:
                        self.pool.setdefault(s["names"][a], set()).add(tuple(s["words"][a:b]))
            self.docs[source] = docs
        self.pool = {k: sorted(v) for k, v in self.pool.items()}
        self.size = {k: sum(s["n"] for d in v for s in d) for k, v in self.docs.items()}
        self.queue = {k: [] for k in self.docs}
        self.given = {k: 0 for k in self.docs}
        self.goal = {k: config["sources"][k]["passes"] * self.size[k] for k in self.docs}

    def refill(self, source):
        w, rng, out = self.config["windows"], self.rng, []
        for doc in self.docs[source]:
            i = 0
            while i < len(doc):
                single = rng.random() < w["single"]
                room = 0 if single else rng.randint(w["shortest"], w["longest"])
                j, total = i, 2
                while j < len(doc) and (j == i or total + doc[j]["n"] <= room):
                    total += doc[j]["n"]
                    j += 1
                if total <= w["limit"]:
                    out.append(doc[i:j])
                i = j
        rng.shuffle(out)
        self.queue[source] = out

    def window(self):
        source = min(self.goal, key=lambda k: self.given[k] / self.goal[k])
        if not self.queue[source]:
            self.refill(source)
        sents = self.queue[source].pop()
        self.given[source] += sum(s["n"] for s in sents) + 2
        return self.augment(sents, source)

    def augment(self, sents, source):
        a, rng = self.config["augment"], self.rng
        if source in ("conllpp", "gmb", "crossner") and rng.random() < a["split_hyphens"]:
            sents = [split_hyphens(s) for s in sents]
        if "heads" not in sents[0] and rng.random() < a["swap_names"]:
            sents = [self.swap(s) for s in sents]
        case = rng.random()
        change = None
        if case < a["upper"]:
            change = str.upper
        elif case < a["upper"] + a["title"]:
            change = lambda w: w[:1].upper() + w[1:] if len(w) > 3 or rng.random() < 0.3 else w
        elif case < a["upper"] + a["title"] + a["lower"]:
            change = str.lower
        if change:
            sents = [{k: v for k, v in s.items() if k != "lemma"} | {"words": [change(w) for w in s["words"]]} for s in sents]
        settings = self.config["sources"][source]
        return self.encode(sents, settings["names"]) | {"follow": settings.get("follow", False)}

    def swap(self, sent):
        a, rng = self.config["augment"], self.rng
        words, bits, denotes, at = [], [], [], 0
        old = sent.get("denotes")
        for start, end in name_spans(sent["names"]):
            words += sent["words"][at:start]
            bits += sent["names"][at:start]
            denotes += old[at:start] if old else [UNKNOWN] * (start - at)
            first = sent["names"][start]
            new = None
            if rng.random() < a["swap_one"] and all(w.isalpha() or "." in w or "-" in w for w in sent["words"][start:end]):
                kind = exact_type(first)
                if rng.random() < a["swap_made"] and kind:
                    new = self.maker.make(rng, kind)
                elif first in self.pool:
                    new = list(rng.choice(self.pool[first]))
                if new and all(w.isupper() for w in sent["words"][start:end]) and end - start > 1:
                    new = [w.upper() for w in new]
            if new:
                words += new
                bits += [first] + [first << 1] * (len(new) - 1)
                denotes += [UNKNOWN] * len(new)
            else:
                words += sent["words"][start:end]
                bits += sent["names"][start:end]
                denotes += old[start:end] if old else [UNKNOWN] * (end - start)
            at = end
        out = {"words": words + sent["words"][at:], "names": bits + sent["names"][at:]}
        out["denotes"] = denotes + (old[at:] if old else [UNKNOWN] * (len(sent["words"]) - at))
        return out

    def encode(self, sents, weight):
        mask = self.config["train"]["mask_words"]
        return encode(sents, self.pieces, weight, self.rng if mask else None, mask)

    def batches(self, pool=48):
        """Endless batches of about `batch_pieces` padded pieces, of windows of like length."""
        budget = self.config["train"]["batch_pieces"]
        while True:
            windows, total = [], 0
            while total < pool * budget:
                windows.append(self.window())
                total += len(windows[-1]["pieces"])
            windows.sort(key=lambda w: (len(w["pieces"]), self.rng.random()))
            out = pack(windows, budget)
            self.rng.shuffle(out)
            for batch in out:
                yield collate(batch)


def pack(windows, budget):
    """Groups windows sorted by length so that padded size stays within `budget`."""
    out, batch = [], []
    for w in windows:
        if batch and (len(batch) + 1) * len(w["pieces"]) > budget:
            out.append(batch)
            batch = []
        batch.append(w)
    return out + [batch] if batch else out


def encode(sents, pieces, weight=1.0, rng=None, mask=0.0):
    ids, shapes, firsts = [CLS], [0], []
    sentence = []
    for n, s in enumerate(sents):
        for word in s["words"]:
            firsts.append(len(ids))
            p = pieces(word)
            if rng is not None and rng.random() < mask:
                p = [MASK] * len(p)
            ids += p
            shapes += [shape(word)] * len(p)
            sentence.append(n)
    ids.append(SEP)
    shapes.append(0)
    out = {"pieces": ids, "shapes": shapes, "firsts": firsts, "sentence": sentence, "weight": weight}
    out["names"] = [b for s in sents for b in s.get("names", [ANY] * len(s["words"]))]
    for layer in LAYERS + ["deprels"]:
        out[layer] = [x for s in sents for x in s.get(layer, [UNKNOWN] * len(s["words"]))]
    heads, base = [], 0
    for s in sents:
        n = len(s["words"])
        heads += [0 if h == 0 else h + base for h in s["heads"]] if "heads" in s else [UNKNOWN] * n
        base += n
    out["heads"] = heads
    return out


def collate(batch):
    """Tensors of a batch. `heads` counts the root as 0 and the window's words from 1; `sentence` is -1 beyond the end."""
    b, t, w = len(batch), max(len(x["pieces"]) for x in batch), max(len(x["firsts"]) for x in batch)
    out = {"pieces": np.zeros((b, t), np.int64), "shapes": np.zeros((b, t), np.int64), "firsts": np.zeros((b, w), np.int64)}
    out |= {layer: np.full((b, w), UNKNOWN, np.int64) for layer in LAYERS + ["deprels", "heads", "sentence"]}
    bits = np.full((b, w), ANY, np.int64)
    for i, x in enumerate(batch):
        n = len(x["firsts"])
        for k in ("pieces", "shapes"):
            out[k][i, : len(x["pieces"])] = x[k]
        for k in LAYERS + ["deprels", "heads", "sentence", "firsts"]:
            out[k][i, :n] = x[k]
        bits[i, :n] = x["names"]
    out = {k: torch.from_numpy(v) for k, v in out.items()}
    out["names"] = torch.from_numpy((bits[..., None] >> np.arange(len(NAMES)) & 1).astype(bool))
    out["lengths"] = torch.tensor([len(x["pieces"]) for x in batch])
    out["weight"] = torch.tensor([x["weight"] for x in batch])
    out["follow"] = torch.tensor([x.get("follow", False) for x in batch])
    return out
