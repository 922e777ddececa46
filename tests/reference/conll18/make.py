"""Random gold and system files with the scores that the CoNLL 2018 shared task's script gives them.

    pip download stanza==1.8.2 --no-deps        (its wheel holds stanza/utils/conll18_ud_eval.py)
    python make.py conll18_ud_eval.py > cases.json

Words are runs of a few letters, so that forms repeat and alignment inside multiword tokens has choices to make. The system file
cuts the same characters in its own way.
"""

import importlib.util
import io
import json
import random
import sys

spec = importlib.util.spec_from_file_location("scorer", sys.argv[1])
scorer = importlib.util.module_from_spec(spec)
spec.loader.exec_module(scorer)
random.seed(2018)
UPOS = ["NOUN", "VERB", "ADJ"]
DEPRELS = ["nsubj", "obj", "nmod", "nmod:poss", "aux", "aux:pass", "case", "punct", "dep", "cop"]
FIGURES = {"sentences": "Sentences", "words": "Words", "upos": "UPOS", "xpos": "XPOS", "lemma": "Lemmas", "uas": "UAS", "las": "LAS", "clas": "CLAS"}


def cut(characters):
    """Tokens: the words of each, one for a plain token. The words of a multiword token need not spell it."""
    tokens, at = [], 0
    while at < len(characters):
        form = characters[at : at + random.choice([1, 1, 2, 2, 3, 4])]
        at += len(form)
        words = [form]
        if len(form) > 1 and random.random() < 0.35:
            middle = random.randint(1, len(form) - 1)
            words = [form[:middle], form[middle:]]
            if random.random() < 0.3:
                words[random.randint(0, 1)] = random.choice("abAB")
        tokens.append((form, words))
    return tokens


def conllu(tokens):
    lines, at = [], 0
    while at < len(tokens):
        run = tokens[at : at + random.randint(1, 5)]
        at += len(run)
        n = sum(len(words) for _, words in run)
        order = list(range(1, n + 1))
        random.shuffle(order)
        heads = {order[0]: 0, **{d: random.choice(order[:i]) for i, d in enumerate(order) if i}}
        i = 0
        for form, words in run:
            if len(words) > 1:
                lines.append(f"{i + 1}-{i + len(words)}\t{form}" + "\t_" * 8)
            for word in words:
                i += 1
                deprel = random.choice(DEPRELS) if heads[i] else "root"
                lemma = "_" if random.random() < 0.1 else random.choice("xy")
                lines.append(f"{i}\t{word}\t{lemma}\t{random.choice(UPOS)}\t{random.choice('NV')}\t_\t{heads[i]}\t{deprel}\t_\t_")
        lines.append("")
    return "\n".join(lines) + "\n"


def changed(tokens):
    """The same characters, cut anew in places."""
    out, at = [], 0
    while at < len(tokens):
        if random.random() < 0.7:
            out.append(tokens[at])
            at += 1
        else:
            run = tokens[at : at + random.randint(1, 3)]
            out += cut("".join(form for form, _ in run))
            at += len(run)
    return out


cases = []
for _ in range(60):
    tokens = cut("".join(random.choice("abcB") for _ in range(random.randint(1, 30))))
    gold = conllu(tokens)
    system = conllu(changed(tokens))
    if random.random() < 0.5:
        # Mostly gold's own labels: heads that are right need trees that agree.
        system = gold.replace("\tNOUN\t", "\tVERB\t", 2).replace("\tobj\t", "\tnmod\t", 1).replace("\tnmod:poss\t", "\tnmod\t").replace("\tx\t", "\ty\t", 1)
    result = scorer.evaluate(scorer.load_conllu(io.StringIO(gold), {}), scorer.load_conllu(io.StringIO(system), {}))
    cases.append({"gold": gold, "system": system, **{ours: result[theirs].f1 for ours, theirs in FIGURES.items()}})
json.dump(cases, sys.stdout, separators=(",", ":"))
print()
