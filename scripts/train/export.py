"""Step 4, export: writes the bundle of models/FORMAT.md.

    python export.py --model RUN/final.pt --out ../../models/actant-en-small            (int8 weights)
    python export.py --model RUN/final.pt --out BUNDLE --float                          (float weights)

Int8 is symmetric by row. `--clip search` chooses for each row the clipping that leaves the least squared error; `absmax`
(the default) clips nothing.
"""

import argparse
import hashlib
import json
import os
import tomllib

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer

from model import base_path

QUANTISED = ("embeddings.word", "qkv", "out", "up", "down", "token", "arc_dep", "arc_head", "label_dep", "label_head", "arc.u")


def quantised(name):
    stem = name.removesuffix(".weight")
    return name.endswith(".weight") and (stem in QUANTISED or stem.split(".")[-1] in QUANTISED and stem.startswith("layers."))


def to_int8(weight, clip):
    top = weight.abs().amax(1).clamp_min(1e-12)
    best = top / 127
    if clip == "search":
        least = ((weight / best[:, None]).round().clamp(-127, 127) * best[:, None] - weight).square().sum(1)
        for share in torch.arange(0.7, 1.0, 0.02):
            scale = top * float(share) / 127
            error = ((weight / scale[:, None]).round().clamp(-127, 127) * scale[:, None] - weight).square().sum(1)
            better = error < least
            best = torch.where(better, scale, best)
            least = torch.where(better, error, least)
    return (weight / best[:, None]).round().clamp(-127, 127).to(torch.int8), best.float()


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--config", nargs="+", default=[os.path.join(here, "config.toml")], help="settings, as in training")
    parser.add_argument("--float", action="store_true")
    parser.add_argument("--clip", choices=["absmax", "search"], default="absmax")
    args = parser.parse_args()
    settings = {}
    for path in args.config:
        settings |= tomllib.load(open(path, "rb"))["model"]
    c = torch.load(args.model, map_location="cpu", weights_only=False)
    weights = c.get("weights") or c["average"]
    out = {}
    for name, w in weights.items():
        w = w.detach().float().contiguous()
        if quantised(name) and not args.float:
            out[name], out[name.removesuffix(".weight") + ".scale"] = to_int8(w, args.clip)
        else:
            out[name] = w.clone()
    os.makedirs(args.out, exist_ok=True)
    at = lambda name: os.path.join(args.out, name)
    save_file(out, at("model.safetensors"))
    os.chmod(at("model.safetensors"), 0o644)
    config = {"format": "actant-bundle/1", "name": settings["name"], "version": settings["version"]}
    config |= {k: v for k, v in c["config"].items() if k != "labels"}
    config["window"] = {"pieces": settings["window_pieces"], "overlap": settings["window_overlap"]}
    config["labels"] = {k: c["config"]["labels"][k] for k in ("names", "denotes", "upos", "xpos", "lemma", "deprels")}
    with open(at("config.json"), "w", encoding="utf-8") as f:
        json.dump(config, f, ensure_ascii=False, indent=1)
        f.write("\n")
    tokenizer = Tokenizer.from_file(os.path.join(base_path(), "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.save(at("tokenizer.json"))
    names = ["config.json", "model.safetensors", "tokenizer.json"]
    with open(at("SHA256SUMS"), "w") as f:
        for name in names:
            f.write(f"{hashlib.sha256(open(at(name), 'rb').read()).hexdigest()}  {name}\n")
    print(f"{args.out}: {sum(os.path.getsize(at(n)) for n in names) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
