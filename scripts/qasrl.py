#!/usr/bin/env python3
"""How many questions of QA-SRL the participants of our clauses answer.

    scripts/qasrl.py --data ../shared/data/qasrl_gs [--actant PROGRAM] [--model DIR] [--errors FILE] [--json]

Reads the gold development set of "Controlled Crowdsourcing for High-Quality QA-SRL Annotation" (Roit et al., 2020,
https://github.com/plroit/qasrl-gs): `sentences/*.dev.full.csv` (tokens joined by spaces) and `gold/*.dev.gold.csv`. Of the
questions about verbs, those with *who* or *what* take part. A question is answered if a clause whose predicate overlaps the
verb has a participant whose head lies in one of the answers. Sentences are read on their own, as text.
"""

import collections
import csv
import os

import program

DOMAINS = ["wikinews", "wikipedia"]


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def questions(folder, domain):
    """(sentence id, verb index, question, [(start, end)] in tokens)."""
    out = []
    for r in rows(os.path.join(folder, "gold", f"{domain}.dev.gold.csv")):
        if r["wh"] in ("who", "what") and r["answer_range"]:
            ranges = [tuple(map(int, x.split(":"))) for x in r["answer_range"].split("~!~")]
            out.append((r["qasrl_id"], int(r["verb_idx"]), r["question"], ranges))
    return out


def main():
    parser = program.parser(__doc__)
    parser.add_argument("--data", default=os.path.join(program.ROOT, "..", "shared", "data", "qasrl_gs"))
    args = parser.parse_args()
    right, total = collections.Counter(), collections.Counter()
    misses = []
    for domain in DOMAINS:
        texts = {r["qasrl_id"]: r["tokens"] for r in rows(os.path.join(args.data, "sentences", f"{domain}.dev.full.csv"))}
        asked = questions(args.data, domain)
        articles = [{"id": k, "text": texts[k]} for k in dict.fromkeys(q[0] for q in asked)]
        records = {r["id"]: r for r in program.extract(args, articles, "--layers", "clauses")}
        for key, verb, question, ranges in asked:
            tokens = texts[key].split(" ")
            starts = [0]
            for token in tokens:
                starts.append(starts[-1] + len(token) + 1)
            place = lambda a, b: (starts[a], starts[b] - 1)
            low, high = place(verb, verb + 1)
            heads = []
            for clause in records[key]["clauses"]:
                if clause["predicate"]["start"] < high and low < clause["predicate"]["end"]:
                    heads += [p["head"]["start"] for p in clause["participants"]]
            found = any(a <= head < b for head in heads for a, b in (place(*x) for x in ranges))
            kind = "stated" if heads else "no clause"
            right[domain] += found
            total[domain] += 1
            if not found:
                answers = [" ".join(tokens[a:b]) for a, b in ranges]
                misses.append(f"{kind}\t{tokens[verb]}\t{question}\t{answers}\t{texts[key]}")
    rule = "a participant's head lies in an answer; who and what questions"
    figures = {f"qasrl.{d}.recall": (right[d], total[d], rule) for d in DOMAINS}
    figures["qasrl.all.recall"] = (sum(right.values()), sum(total.values()), rule)
    program.report(args, figures, misses)


if __name__ == "__main__":
    main()
