"""Random predictions for sentences of our own with the figures that CaRB's own scorer gives them.

    git clone https://github.com/dair-iitd/openie6
    git -C openie6 checkout 649fd73170df4b2f069102d76fd9a62903ed5e0b
    pip install numpy scikit-learn
    python make.py openie6/carb > cases.json

The scorer (Bhardwaj, Aggarwal and Mausam 2019) is that of dair-iitd/CaRB; this copy of it also matches singly, and does
not take an F1 of 0/0 for the best one. Figures are taken before they are rounded. Each case has gold and predicted lines, and
for many-to-one and for single matching precision, recall and F1 at the best threshold, and the area under the curve
(`null` where the scorer refuses, as recall does not fall throughout).

With a gold file as a second argument, predictions are made from it, and written with their figures to the folder that
the third names: a check on real data, which is not committed.
"""

import json
import random
import sys
import tempfile
import types
from pathlib import Path

random.seed(20240313)

# What the scorer imports and a comparison does not use.
UNUSED = ["ipdb", "docopt", "nltk", "nltk.translate", "nltk.translate.bleu_score", "nltk.corpus",
          "sklearn.preprocessing.data", "oie_readers.argument"]
READERS = ["stanford", "ollie", "reVerb", "clausie", "openieFour", "openieFive", "props", "benchmarkGold", "allennlp"]


def stub(name, **content):
    module = types.ModuleType(name)
    for key, value in content.items():
        setattr(module, key, value)
    sys.modules[name] = module


for name in UNUSED:
    stub(name)
stub("docopt", docopt=None)
stub("nltk.translate.bleu_score", sentence_bleu=None)
stub("nltk.corpus", stopwords=types.SimpleNamespace(words=lambda language: []))
stub("sklearn.preprocessing.data", binarize=None)
stub("oie_readers.argument", Argument=None)
sys.path.insert(0, sys.argv[1])
import oie_readers  # noqa: E402

for reader in READERS:
    name = f"oie_readers.{reader}Reader"
    classes = {c: None for c in (reader[0].upper() + reader[1:] + "Reader", "PropSReader")}
    stub(name, **classes)
import carb  # noqa: E402

carb.np.round = lambda value, digits=0: value

GOLD = """\
Envoys from Zarvania met rebel leaders in Muscat on Monday .	met	Envoys from Zarvania	rebel leaders	in Muscat	on Monday
Oskan told reporters that the talks had failed .	told	Oskan	reporters	that the talks had failed
Oskan told reporters that the talks had failed .	had failed	the talks	C: Oskan told reporters that
`` We will not be blackmailed , '' said Heldrin .	said	Heldrin	We will not be blackmailed
`` We will not be blackmailed , '' said Heldrin .	will not be blackmailed	We
The truce was brokered by Oman and Qatar in March .	was brokered by	The truce	Oman and Qatar	in March
The truce was brokered by Oman and Qatar in March .	brokered	Oman	The truce
The truce was brokered by Oman and Qatar in March .	brokered	Qatar	The truce
Mira Oskan -LRB- 41 -RRB- is the spokeswoman of the president .	is the spokeswoman of	Mira Oskan	the president
Mira Oskan -LRB- 41 -RRB- is the spokeswoman of the president .	is	Mira Oskan	41
Troops crossed the river near Torvel and took two villages .	crossed	Troops	the river	near Torvel
Troops crossed the river near Torvel and took two villages .	took	Troops	two villages
The port remains closed .	remains	The port	closed
Nobody was hurt .	was hurt	Nobody
"""


def gold_tuples(text):
    return [line.split("\t") for line in text.splitlines() if line.strip()]


def changed(words, vocabulary):
    """Drops, adds and exchanges words."""
    words = [w for w in words if random.random() > 0.15]
    if random.random() < 0.2:
        words.insert(random.randint(0, len(words)), random.choice(vocabulary))
    return [random.choice(["be", "is"]) if w in ("is", "was", "be") and random.random() < 0.5 else w for w in words]


def predicted_from(gold, share):
    lines = []
    for sentence, *parts in gold:
        vocabulary = sentence.split()
        for _ in range(random.choice([0, 1, 1, 1, 2])):
            if random.random() > share:
                continue
            relation, *arguments = [" ".join(changed(p.split(), vocabulary)) for p in parts]
            if random.random() < 0.2 and len(arguments) > 1:
                arguments.reverse()
            if random.random() < 0.1:
                arguments = arguments[:1]
            # Few distinct confidences in some files, so that many are equal.
            confidence = random.choice([round(random.random(), 3), 0.5, 0.9])
            text = sentence.replace("-LRB-", "(").replace(" .", ".") if random.random() < 0.3 else sentence
            lines.append("\t".join([text, str(confidence), relation or "be", *arguments]))
    random.shuffle(lines)
    return lines


def figures(gold_file, tuples_file, strategy):
    reader = carb.TabReader()
    reader.read(tuples_file)
    best = []
    area = carb.auc

    def caught(recalls, precisions):
        try:
            return float(area(recalls, precisions))
        except ValueError:
            return None

    carb.auc = caught
    benchmark = carb.Benchmark(gold_file)
    found, best, _ = benchmark.compare(
        predicted=reader.oie, matchingFunc=carb.Matcher.binary_linient_tuple_match, output_fn="/dev/null", strategy=strategy)
    carb.auc = area
    precision, recall, f1, confidence = map(float, best)
    return {"precision": precision, "recall": recall, "f1": f1, "confidence": confidence, "auc": found}


def case(gold_lines, predicted_lines, folder):
    gold, predicted = folder / "gold.tsv", folder / "tuples.tsv"
    gold.write_text("".join(line + "\n" for line in gold_lines))
    predicted.write_text("".join(line + "\n" for line in predicted_lines))
    return {name: figures(str(gold), str(predicted), strategy) for name, strategy in [("many", "sm"), ("single", "ss")]}


if len(sys.argv) > 2:
    lines = Path(sys.argv[2]).read_text().splitlines()
    folder = Path(sys.argv[3])
    print(json.dumps(case(lines, predicted_from(gold_tuples("\n".join(lines)), 0.8), folder), indent=1))
else:
    cases = []
    with tempfile.TemporaryDirectory() as folder:
        for i in range(40):
            # Some with few gold tuples; the first two with nothing predicted, and nothing right.
            lines = [line for line in GOLD.splitlines() if random.random() < random.choice([0.5, 1.0])] or [GOLD.splitlines()[0]]
            predicted = predicted_from(gold_tuples(GOLD), random.choice([0.3, 0.8, 1.0]))
            if i == 0:
                predicted = []
            if i == 1:
                predicted = [f"{lines[0].split(chr(9))[0]}\t0.7\tzzz\tx\ty", "Unknown .\t0.8\tis\ta\tb"]
            scores = case(lines, predicted, Path(folder))
            cases.append({"gold": lines, "predicted": predicted, **scores})
    json.dump(cases, sys.stdout, indent=None, separators=(",", ":"))
    print()
