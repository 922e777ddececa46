"""Step 3, evaluate on the development portions.

    python evaluate.py --prepared PREPARED --model RUN/final.pt            (float weights)
    python evaluate.py --prepared PREPARED --model BUNDLE                  (an exported bundle)
    python evaluate.py --prepared PREPARED --model BUNDLE --int8           (and inputs of matrix products rounded as at run time)

Gold words and gold sentences, in windows of consecutive sentences of a document up to `--window` pieces. Prints, over words:
UPOS, XPOS, lemmas, UAS, LAS (full relation with subtype), LAS of universal relations (`ULAS`), all with punctuation as the CoNLL 2018
scorer counts them; F1 of what noun phrases denote; strict F1 of names (equal span and type): CoNLL++ by its four types, DWIE
by character spans over PERSON ORG GPE LOC NORP EVENT FAC, CrossNER politics by its coarse types.
"""

import argparse
import collections
import json
import os

import numpy as np
import torch

from decode import best_tags, best_tree, name_spans
from labels import NAMES, apply_lemma
from windows import Pieces, collate, encode, load, pack

FOUR = {"PERSON": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC"}
POLITICS_GOLD = {"politician": "PER", "person": "PER", "country": "LOC", "location": "LOC", "politicalparty": "ORG", "organisation": "ORG", "election": "EVENT", "event": "EVENT", "misc": "MISC"}
DWIE_TYPES = {"PERSON", "ORG", "GPE", "LOC", "NORP", "EVENT", "FAC"}


class Counts:
    def __init__(self):
        self.by = collections.defaultdict(lambda: [0, 0, 0])

    def add(self, gold, predicted):
        """Sets of (…, type)."""
        for x in predicted:
            self.by[x[-1]][1] += 1
            self.by[x[-1]][0] += x in gold
        for x in gold:
            self.by[x[-1]][2] += 1

    def f1(self, kind=None):
        right, said, there = self.by[kind] if kind else [sum(v[i] for v in self.by.values()) for i in range(3)]
        p, r = right / max(1, said), right / max(1, there)
        return p, r, 2 * p * r / max(1e-9, p + r)

    def table(self, title):
        lines = [f"{title:16} {'P':>6} {'R':>6} {'F1':>6}  gold"]
        for kind in [None, *sorted(k for k, v in self.by.items() if v[2])]:
            p, r, f = self.f1(kind)
            there = self.by[kind][2] if kind else sum(v[2] for v in self.by.values())
            lines.append(f"  {kind or 'all':14} {100 * p:6.2f} {100 * r:6.2f} {100 * f:6.2f}  {there}")
        return "\n".join(lines)


def windows_of(docs, pieces, longest):
    """Greedy windows: (sentences, encoded)."""
    out = []
    for d in docs:
        run, total = [], 2
        for s in d["sentences"]:
            n = sum(len(pieces(w)) for w in s["words"])
            if run and total + n > longest:
                out.append(run)
                run, total = [], 2
            run.append(s)
            total += n
        if run:
            out.append(run)
    encoded = [(run, encode(run, pieces)) for run in out]
    kept = [(r, e) for r, e in encoded if len(e["pieces"]) <= 512]
    if len(kept) < len(encoded):
        print(f"{len(encoded) - len(kept)} windows over 512 pieces left out")
    return sorted(kept, key=lambda x: len(x[1]["pieces"]))


def predict(model, docs, pieces, longest, trees, device="cpu"):
    """Yields (sentence, predictions): names as log probabilities, other layers as ids, heads, deprels."""
    windows = windows_of(docs, pieces, longest)
    index = {id(e): r for r, e in windows}
    model.eval()
    with torch.no_grad():
        for group in pack([e for _, e in windows], 4096):
            batch = {k: v.to(device) for k, v in collate(group).items()}
            h = model.encode(batch["pieces"], batch["shapes"], batch["lengths"], batch["firsts"])
            logits = model.tokens(h)
            names = logits["names"].float().log_softmax(-1).cpu().numpy()
            best = {k: logits[k].argmax(-1).cpu().numpy() for k in ("denotes", "upos", "xpos", "lemma")}
            arcs = model.arcs(h).float().cpu().numpy() if trees else None
            done = []
            for row, e in enumerate(group):
                at = 0
                for s in index[id(e)]:
                    n = len(s["words"])
                    p = {k: v[row, at : at + n] for k, v in best.items()}
                    p["names"] = names[row, at : at + n]
                    if trees:
                        sub = arcs[row, at : at + n]
                        p["heads"] = best_tree(np.concatenate([sub[:, :1], sub[:, 1 + at : 1 + at + n]], 1))
                    done.append((s, p, row, at))
                    at += n
            if trees:
                rows = torch.tensor([r for _, p, r, _ in done for _ in p["heads"]], device=device)
                words = torch.tensor([at + i for _, p, _, at in done for i in range(len(p["heads"]))], device=device)
                heads = torch.tensor([int(h) + at if h else 0 for _, p, _, at in done for h in p["heads"]], device=device)
                found = model.labels(h, rows, words, heads).argmax(-1).cpu().numpy()
                k = 0
                for _, p, _, _ in done:
                    p["deprels"] = found[k : k + len(p["heads"])]
                    k += len(p["heads"])
            for s, p, _, _ in done:
                yield s, p


def syntax(model, docs, pieces, longest, labels, device):
    right, total = collections.Counter(), 0
    denotes = Counts()
    universal = np.array([d.split(":")[0] for d in labels["deprels"]] + ["?"])
    for s, p in predict(model, docs, pieces, longest, True, device):
        total += len(s["words"])
        right["UPOS"] += int((p["upos"] == np.array(s["upos"])).sum())
        right["XPOS"] += int((p["xpos"] == np.array(s["xpos"])).sum())
        right["LEMMA"] += sum(apply_lemma(w, labels["lemma"][i]) == gold for w, i, gold in zip(s["words"], p["lemma"], s["lemmas"]))
        head = p["heads"] == np.array(s["heads"])
        gold = np.array(s["deprels"])
        right["UAS"] += int(head.sum())
        right["LAS"] += int((head & (p["deprels"] == gold)).sum())
        right["ULAS"] += int((head & (universal[p["deprels"]] == universal[gold])).sum())
        if "denotes" in s:
            denotes.add({(i, labels["denotes"][x]) for i, x in enumerate(s["denotes"]) if x > 0}, {(i, labels["denotes"][x]) for i, x in enumerate(p["denotes"]) if x > 0})
    return {k: 100 * v / total for k, v in right.items()}, denotes


def columns_gold(tags, kinds):
    out = []
    for i, tag in enumerate(tags):
        if tag == "O":
            continue
        bio, kind = tag.split("-", 1)
        kind = kinds.get(kind, kind)
        if bio == "B" or not out or out[-1][1] != i:
            out.append([i, i + 1, kind])
        else:
            out[-1][1] = i + 1
    return {tuple(x) for x in out}


def evaluate(model, folder, quick=False, window=160, device="cpu"):
    """The report as text; `quick` leaves out the tables by type."""
    labels, pieces = model.config["labels"], Pieces()
    lines, tables = [], []
    gum = load(folder, "ud_gum", "dev")
    free = [d for d in gum if d["id"].split("_")[1] not in {"whow", "fiction", "essay", "podcast", "letter"}]
    for title, docs in (("EWT dev", load(folder, "ud_ewt", "dev")), ("GUM dev", gum), ("GUM dev w/o NC", free)):
        scores, denotes = syntax(model, docs, pieces, window, labels, device)
        text = " ".join(f"{k} {v:.2f}" for k, v in scores.items())
        if denotes.by:
            text += f" denotes-F1 {100 * denotes.f1()[2]:.2f}"
            tables.append(denotes.table(title + " denotes"))
        lines.append(f"{title:15} {text}")
    four, dwie, politics = Counts(), Counts(), Counts()
    for s, p in predict(model, load(folder, "conllpp", "dev"), pieces, window, False, device):
        four.add(columns_gold(s["tags"], {}), {(a, b, FOUR.get(k, "MISC")) for a, b, k in name_spans(best_tags(p["names"]))})
    for s, p in predict(model, load(folder, "dwie", "dev"), pieces, window, False, device):
        said = {(s["spans"][a][0], s["spans"][b - 1][1], k) for a, b, k in name_spans(best_tags(p["names"])) if k in DWIE_TYPES}
        unknown = {i for i, b in enumerate(s["names"]) if b == (1 << len(NAMES)) - 1}
        said = {x for x in said if not any(s["spans"][i][0] < x[1] and s["spans"][i][1] > x[0] for i in unknown)}
        dwie.add({g for g in s["gold"] if g[2] in DWIE_TYPES}, said)
    for s, p in predict(model, load(folder, "crossner", "dev"), pieces, window, False, device):
        said = {(a, b, FOUR.get(k, "EVENT" if k == "EVENT" else "MISC")) for a, b, k in name_spans(best_tags(p["names"])) if k != "NORP"}
        politics.add(columns_gold(s["tags"], POLITICS_GOLD), said)
    for title, c in (("CoNLL++ dev", four), ("DWIE dev", dwie), ("CrossNER dev", politics)):
        lines.append(f"{title:15} P {100 * c.f1()[0]:.2f} R {100 * c.f1()[1]:.2f} F1 {100 * c.f1()[2]:.2f}")
        tables.append(c.table(title))
    return "\n".join(lines + ([] if quick else ["", *tables]))


def load_model(path, device="cpu"):
    """A Model from final.pt, or from the folder of an exported bundle (dequantised)."""
    from model import Model

    if os.path.isdir(path):
        from safetensors.torch import load_file

        config = json.load(open(os.path.join(path, "config.json"), encoding="utf-8"))
        raw = load_file(os.path.join(path, "model.safetensors"))
        weights = {}
        for k, v in raw.items():
            if k.endswith(".scale"):
                continue
            scale = raw.get(k.removesuffix(".weight") + ".scale")
            weights[k] = v.float() * scale[:, None] if scale is not None else v
        model = Model(config)
        model.load_state_dict(weights)
    else:
        c = torch.load(path, map_location="cpu", weights_only=False)
        model = Model(c["config"])
        model.load_state_dict(c.get("weights") or c["average"])
    return model.to(device).eval()


def round_inputs(model):
    """Rounds the input rows of every quantised product to int8 (symmetric, by the row's largest value), as at run time."""

    def hook(_, inputs):
        (x,) = inputs
        scale = x.abs().amax(-1, keepdim=True).clamp_min(1e-12) / 127
        return ((x / scale).round() * scale,)

    for module in model.modules():
        if isinstance(module, torch.nn.Linear):
            module.register_forward_pre_hook(hook)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--prepared", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--int8", action="store_true")
    parser.add_argument("--window", type=int, default=160)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cpu")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    model = load_model(args.model, args.device)
    if args.int8:
        round_inputs(model)
    print(evaluate(model, args.prepared, args.quick, args.window, args.device))


if __name__ == "__main__":
    main()
