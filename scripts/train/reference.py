"""Step 5, reference: writes what a correct implementation of models/FORMAT.md computes, for the parity tests.

    python reference.py --model ../../models/actant-en-small --out ../../tests/reference/model.json

The weights are those of the bundle, dequantised; everything is computed in float32 and rounded to five decimals. Each window gives
`words`, `sentences` (lengths in words), `pieces`, `shapes`, `firsts`, and of some words (`checked`, by index): `token` (all outputs of the token
layer), `arcs` (scores of the root and then of the words of its sentence as heads), `head` (the best of these; 0 is the root) and `label` (scores of
the labels under that head). `hidden` holds the first 16 floats of those words' vectors.
"""

import argparse
import json
import os

import torch

from evaluate import load_model
from windows import Pieces, collate, encode

# Written for this purpose: one sentence, several, capitals, digits, accents, marks that split or vanish.
WINDOWS = [
    ["The president of Colombia visited Bogotá on Tuesday ."],
    ["Yes ."],
    ["Dr. A. Müller-Lüdenscheidt told 3,500 reporters in Genève that NATO 's G20 e-mail wo n't arrive ; iPhones , she said , \u200d cost $ 5.5 m ."],
    [
        "FOREIGN MINISTER ARRIVES IN NAIROBI",
        "Kenyan officials met with a delegation from the African Union at the airport .",
        "They discussed the border dispute , which has displaced about 12,000 people since March .",
        "\" We expect results , \" one of them said .",
    ],
    [
        "Striking dock workers blocked the port of Valparaíso for a third day , and the governor asked the army to clear the road .",
        "The union 's leader , María Soto , refused .",
        "漢字 and emoji 🙂 do not hurt .",
    ],
]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", required=True)
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    model, pieces = load_model(args.model), Pieces()
    rounded = lambda t: [round(float(x), 5) for x in t]
    out = []
    for lines in WINDOWS:
        sents = [{"words": line.split(" ")} for line in lines]
        e = encode(sents, pieces)
        batch = collate([e])
        with torch.no_grad():
            h = model.encode(batch["pieces"], batch["shapes"], batch["lengths"], batch["firsts"])
            token, arcs = model.token(h)[0], model.arcs(h)[0]
            sentence = e["sentence"]
            checked = list(range(0, len(sentence), 1 if len(sentence) < 12 else 5))
            record = {
                "words": [w for s in sents for w in s["words"]],
                "sentences": [len(s["words"]) for s in sents],
                "pieces": e["pieces"],
                "shapes": e["shapes"],
                "firsts": e["firsts"],
                "checked": checked,
                "hidden": [],
                "token": [],
                "arcs": [],
                "head": [],
                "label": [],
            }
            for i in checked:
                own = [j for j, s in enumerate(sentence) if s == sentence[i]]
                scores = torch.cat([arcs[i, :1], arcs[i, [j + 1 for j in own]]])
                best = int(scores.argmax())
                head = 0 if best == 0 else own[best - 1] + 1
                label = model.labels(h, torch.tensor([0]), torch.tensor([i]), torch.tensor([head]))[0]
                record["hidden"].append(rounded(h[0, i, :16]))
                record["token"].append(rounded(token[i]))
                record["arcs"].append(rounded(scores))
                record["head"].append(best)
                record["label"].append(rounded(label))
        out.append(record)
    os.makedirs(os.path.dirname(os.path.abspath(args.out)), exist_ok=True)
    body = ",\n".join(json.dumps(r, ensure_ascii=False, separators=(",", ":")) for r in out)
    with open(args.out, "w", encoding="utf-8") as f:
        f.write(f'{{"model": "{model.config["name"]}", "version": "{model.config["version"]}", "windows": [\n{body}\n]}}\n')
    print(f"{args.out}: {os.path.getsize(args.out) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
