#!/usr/bin/env python3
"""Fits how much the parser's doubt lowers the scores of relations: GAIN and POWER of src/relate/score.rs.

    scripts/scores.py GOLD.jsonl … [--actant PROGRAM] [--model DIR]

Reads labelled articles (records with relations), runs the program on their texts, and matches relations by the lenient rule of
`actant eval relations`; those that match optional gold are left out. A relation's odds of being right are taken as

    odds of its construction × GAIN × (score of the least sure word between predicate and arguments) ^ POWER

The construction's share is recovered from the score by the numbers that the source has now, so the program must be built from
it. Prints, for each file and for all, the area under the curve of precision over recall and the expected calibration
error: by construction alone, with the present numbers, with numbers fitted on the other files, and with those fitted on all, which
it names. The numbers in the source are those of

    scripts/scores.py ../shared/data/gold/wikinews.jsonl data/gold.jsonl data/negatives.jsonl
"""

import argparse
import json
import math
import os
import re

import program

SOURCE = os.path.join(program.ROOT, "src", "relate", "score.rs")
FLOOR = 0.001  # what three decimals can tell


def odds(share):
    return share / (1 - share)


def present():
    """GAIN, POWER and the shares of constructions, as the source has them."""
    with open(SOURCE, encoding="utf-8") as file:
        source = file.read().split("#[cfg(test)]")[0]
    gain, power = (float(re.search(rf"const {name}: f32 = ([0-9.]+);", source).group(1)) for name in ("GAIN", "POWER"))
    shares = re.findall(r"(?:const (?:TITLE|NOUN|PARTIES): f32 =|=>) ([0-9.]+)[;,]", source)
    return gain, power, sorted({float(share) for share in shares})


def score(share, least, gain, power):
    o = odds(share) * gain * least**power
    return o / (1 + o)


def least_sure(relation, tokens, at):
    """The lowest score of a word on the paths from the predicate to subject and object, in the parser's tree."""

    def up(t):
        path = [t]
        while tokens[path[-1]]["head"] is not None:
            path.append(tokens[path[-1]]["head"])
        return path

    predicate = relation["predicate"]
    inside = [i for i, t in enumerate(tokens) if predicate["start"] <= t["start"] < predicate["end"]]
    top = next((i for i in inside if tokens[i]["head"] not in inside), inside[0])
    least = 1.0
    for argument in (relation["subject"], relation["object"]):
        if argument is not None:
            word = at[argument["head"]["start"]]
            while tokens[word]["deprel"] == "flat":
                word = tokens[word]["head"]
            a, b = up(word), up(top)
            least = min([least, *(tokens[t]["score"] for t in set(a) ^ set(b))])
    return max(least, FLOOR)


def overlap(a, b):
    return a["start"] < b["end"] and b["start"] < a["end"]


def fits(gold, found):
    """Whether the predicted argument holds the gold head, or both are absent."""
    if gold is None or found is None:
        return gold is found
    head = gold.get("head")
    return found["start"] <= head["start"] and head["end"] <= found["end"] if head else overlap(gold, found)


def matches(gold, found):
    fit = lambda s, o: fits(gold[s], found["subject"]) and fits(gold[o], found["object"])
    return overlap(gold["predicate"], found["predicate"]) and (fit("subject", "object") or gold.get("reciprocal") and fit("object", "subject"))


def examples(args, path, gain, power, shares):
    """(construction's share, least sure word's score, whether right) of every relation that the program finds in a file."""
    with open(path, encoding="utf-8") as file:
        gold = [json.loads(line) for line in file]
    articles = [{"id": g["id"], "text": g["text"], **g.get("meta", {})} for g in gold]
    out = []
    for labelled, record in zip(gold, program.extract(args, articles, "--layers", "tokens,relations")):
        at = {t["start"]: i for i, t in enumerate(record["tokens"])}
        free = sorted(labelled["relations"], key=lambda r: bool(r.get("optional")))
        for relation in record["relations"]:
            match = next((g for g in free if matches(g, relation)), None)
            if match is not None:
                free.remove(match)
                if match.get("optional"):
                    continue
            least = least_sure(relation, record["tokens"], at)
            told = min(max(relation["score"], FLOOR), 1 - FLOOR)
            share = min(shares, key=lambda s: abs(math.log(odds(told) / odds(score(s, least, gain, power)))))
            out.append((share, least, match is not None))
    return out


def fitted(rows):
    """GAIN and POWER by logistic regression with the construction's log odds as they are (Newton's method)."""
    bias = weight = 0.0
    for _ in range(50):
        g0 = g1 = h00 = h01 = h11 = 1e-9
        for share, least, right in rows:
            x = math.log(least)
            p = score(share, least, math.exp(bias), weight)
            g0, g1 = g0 + right - p, g1 + (right - p) * x
            h00, h01, h11 = h00 + p * (1 - p), h01 + p * (1 - p) * x, h11 + p * (1 - p) * x * x
        scale = h00 * h11 - h01 * h01
        bias, weight = bias + (h11 * g0 - h01 * g1) / scale, weight + (h00 * g1 - h01 * g0) / scale
    return math.exp(bias), weight


def area(rows, gain, power):
    """Area under precision over recall, 0 to 1; relations of one score come together."""
    scored = sorted(((score(s, m, gain, power), right) for s, m, right in rows), reverse=True)
    sum_right, found, out = sum(right for _, right in scored), 0, 0.0
    for i, (value, right) in enumerate(scored):
        found += right
        if i + 1 == len(scored) or scored[i + 1][0] != value:
            tied = sum(r for v, r in scored[: i + 1] if v == value)
            out += tied / sum_right * found / (i + 1)
    return out


def calibration_error(rows, gain, power):
    bins = [[0, 0.0] for _ in range(10)]
    for share, least, right in rows:
        value = score(share, least, gain, power)
        at = bins[min(9, int(value * 10))]
        at[0], at[1] = at[0] + right, at[1] + value
    return sum(abs(right - told) for right, told in bins) / len(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+")
    program.add_options(parser)
    args = parser.parse_args()
    gain, power, shares = present()
    by_file = {path: examples(args, path, gain, power, shares) for path in args.gold}
    everything = [row for rows in by_file.values() for row in rows]
    whole = fitted(everything)
    print(f"{'':44}{'area':>8}{'ECE':>8}")
    for path, rows in [*by_file.items(), ("all", everything)]:
        others = [row for other, more in by_file.items() if other != path for row in more]
        print(f"{path}: {len(rows)} relations, {sum(right for *_, right in rows)} right")
        rules = {"by construction alone": (1.0, 0.0), f"now: GAIN {gain} POWER {power}": (gain, power)}
        if 0 < len(others) < len(everything):
            rules["fitted on the other files"] = fitted(others)
        rules["fitted on all"] = whole
        for name, numbers in rules.items():
            print(f"    {name:40}{area(rows, *numbers):8.4f}{calibration_error(rows, *numbers):8.4f}")
    print(f"fitted on all: GAIN {whole[0]:.2f} POWER {whole[1]:.2f}")


if __name__ == "__main__":
    main()
