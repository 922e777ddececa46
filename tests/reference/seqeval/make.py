"""Random tag sequences with the scores that seqeval gives them.

    pip install seqeval==1.2.2
    python make.py > cases.json

seqeval's default mode follows conlleval. Each case has gold and predicted sentences of IOB, BILOU or IOBES tags, well-formed and
not, some thousands of sentences in all, and for them micro precision, recall and F1, F1 by label, and the chunks of the
predicted sentences. Sentences are joined by `|`, their tags by spaces; a chunk is FIRST-END-LABEL.
"""

import json
import random
import sys
import warnings

from seqeval.metrics import f1_score, precision_score, recall_score
from seqeval.metrics.sequence_labeling import get_entities

warnings.filterwarnings("ignore")
random.seed(20240313)
SCHEMES = {"iob": "BI", "bilou": "BILU", "iobes": "BIES"}


def tag(letters, labels):
    return "O" if random.random() < 0.4 else f"{random.choice(letters)}-{random.choice(labels)}"


def sentence(letters, labels, length):
    return [tag(letters, labels) for _ in range(length)]


def for_seqeval(tags):
    """seqeval writes BILOU's L and U as E and S in this mode."""
    return [t.replace("L-", "E-", 1).replace("U-", "S-", 1) if t[0] in "LU" else t for t in tags]


cases = []
for i in range(600):
    letters = SCHEMES[["iob", "iob", "bilou", "iobes"][i % 4]]
    labels = ["P", "O", "L", "M"][: random.randint(1, 4)]
    gold = [sentence(letters, labels, random.randint(1, 9)) for _ in range(random.randint(1, 9))]
    # Predictions share much with gold, or nearly nothing would match.
    predicted = [[t if random.random() < 0.8 else tag(letters, labels) for t in s] for s in gold]
    g, p = [for_seqeval(s) for s in gold], [for_seqeval(s) for s in predicted]
    names = sorted({kind for s in g + p for kind, _, _ in get_entities(s)})
    chunks = [" ".join(f"{a}-{b + 1}-{kind}" for kind, a, b in get_entities(s)) for s in p]
    cases.append({
        "gold": "|".join(map(" ".join, gold)),
        "predicted": "|".join(map(" ".join, predicted)),
        "chunks": "|".join(chunks),
        "precision": float(precision_score(g, p)),
        "recall": float(recall_score(g, p)),
        "f1": float(f1_score(g, p)),
        "by_label": dict(zip(names, map(float, f1_score(g, p, average=None)))),
    })
json.dump(cases, sys.stdout, indent=None, separators=(",", ":"))
print()
