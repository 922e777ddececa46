#!/usr/bin/env python3
"""How many of PropBank's agents and patients the participants of our clauses are, and whether they face the right way.

    scripts/srl.py [FILE] [--actant PROGRAM] [--model DIR] [--errors FILE] [--json]

Reads PropBank's roles over the words of UD English EWT (https://github.com/UniversalPropositions/UP_English-EWT) as JSON lines:
`text`, `words`, the treebank's `head`, `deprel` and `upos` a word, and `frames` with `pred` and `args` ([start, end, role] in
words). Sentences are read on their own, as text. Frames of verbs count, with their ARG0 and ARG1.

- recall: a clause whose predicate overlaps the verb has a participant that is headed by the word that heads the argument in the
  treebank.
- agreement: of the arguments found as subject or object, ARG0 is a subject and ARG1 an object. In the active voice, only frames with
  both take part: alone, ARG1 is rightly the subject of verbs like *fall*. In the passive voice all do; the voice is the treebank's.
"""

import collections
import json

import program

ROLES = {"ARG0": "subject", "ARG1": "object"}


def places(text, words):
    """(start, end) of every word in code points; None where the words are not those of the text."""
    out, at = [], 0
    for word in words:
        at = text.find(word, at)
        if at < 0:
            return None
        out.append((at, at + len(word)))
        at += len(word)
    return out


def head_of(heads, start, end):
    """The word of a span that is governed from outside; heads count from 1, with 0 for the root."""
    return next((i for i in range(start, end) if not start < heads[i] <= end), start)


def is_passive(sentence, verb):
    return any(h == verb + 1 and d.endswith(":pass") for h, d in zip(sentence["head"], sentence["deprel"]))


def main():
    args = program.parser(__doc__, "srl_ewt", "dev.jsonl").parse_args()
    with open(args.file, encoding="utf-8") as file:
        sentences = [json.loads(line) for line in file]
    read = program.extract(args, [{"id": str(i), "text": s["text"]} for i, s in enumerate(sentences)], "--layers", "clauses")
    right, total, misses = collections.Counter(), collections.Counter(), []
    for sentence, record in zip(sentences, read):
        text, words = sentence["text"], sentence["words"]
        place = places(text, words)
        if place is None:
            total["unaligned"] += 1
            continue
        for frame in sentence["frames"]:
            verb = frame["pred"]
            if sentence["upos"][verb] != "VERB":
                continue
            low, high = place[verb]
            clauses = [c for c in record["clauses"] if c["predicate"]["start"] < high and low < c["predicate"]["end"]]
            participants = [(p["head"]["start"], p["function"]) for c in clauses for p in c["participants"]]
            passive = is_passive(sentence, verb)
            roles = {role for _, _, role in frame["args"]}
            for start, end, role in frame["args"]:
                if role not in ROLES:
                    continue
                low, high = place[head_of(sentence["head"], start, end)]
                functions = {function for at, function in participants if low <= at < high}
                total[role] += 1
                right[role] += bool(functions)
                facing = functions & {"subject", "object"}
                if facing and (passive or roles >= ROLES.keys()):
                    voice = "passive" if passive else "active"
                    total[voice] += 1
                    right[voice] += ROLES[role] in facing
                    what = None if ROLES[role] in facing else "+".join(sorted(facing))
                else:
                    what = None if functions else "no participant" if clauses else "no clause"
                if what:
                    misses.append("\t".join([words[verb], frame["frame"], role, what, " ".join(words[start:end]), text]))
    if total["unaligned"]:
        misses.append(f"{total['unaligned']} sentences left out: their words are not those of their text")
    recall = "a participant is headed by the argument's head; verbs"
    agreement = "ARG0 found as subject, ARG1 as object; of those found as either, in the"
    program.report(args, {
        "srl.agent.recall": (right["ARG0"], total["ARG0"], recall),
        "srl.patient.recall": (right["ARG1"], total["ARG1"], recall),
        "srl.active.agreement": (right["active"], total["active"], f"{agreement} active with both"),
        "srl.passive.agreement": (right["passive"], total["passive"], f"{agreement} passive"),
    }, misses)


if __name__ == "__main__":
    main()
