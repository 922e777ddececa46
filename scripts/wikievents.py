#!/usr/bin/env python3
"""How many mentions, events and arguments of WikiEvents' articles our records have.

    scripts/wikievents.py [FILE] [--actant PROGRAM] [--model DIR] [--errors FILE] [--json]

Reads the articles of WikiEvents (https://github.com/raspberryice/gen-arg) as JSON lines: `sentences` of [[word, start, end], …] and
text, `entity_mentions`, and `event_mentions` with their triggers and arguments, in words of the article. It tells sentences
and no paragraphs, so every sentence is read as a paragraph.

- mentions: of the persons, organisations and places that it marks (names, common nouns and pronouns alike), those of which the last
  word heads, or ends, one of our mentions; types: of these, those whose type is ours. What it calls a GPE may be a nationality of ours.
- triggers: the events whose trigger overlaps the predicate of a relation or clause; arguments: of all arguments of events, those
  that overlap a participant or the place of such a relation or clause. (A relation has two participants at least: *the bomb
  exploded* is a clause alone.)
"""

import collections
import json

import program

TYPES = {"PER": {"PERSON", "NORP"}, "ORG": {"ORG"}, "GPE": {"GPE", "NORP"}, "LOC": {"LOC"}, "FAC": {"FAC"}}


def article(record):
    """The text, a sentence a paragraph, and where each word stands in it."""
    text, place = "", []
    for words, sentence in record["sentences"]:
        shift = len(text) - words[0][1]
        place += [(start + shift, end + shift) for _, start, end in words]
        text += sentence.strip() + "\n\n"
    return text, place


def overlaps(span, place):
    return span is not None and span["start"] < place[1] and place[0] < span["end"]


def main():
    args = program.parser(__doc__, "wikievents", "dev.jsonl").parse_args()
    with open(args.file, encoding="utf-8") as file:
        gold = [json.loads(line) for line in file]
    texts = [article(record) for record in gold]
    read = program.extract(args, [{"id": g["doc_id"], "text": text} for g, (text, _) in zip(gold, texts)], "--layers", "mentions,relations,clauses")
    right, total, misses = collections.Counter(), collections.Counter(), []
    for record, (text, place), found in zip(gold, texts, read):
        spans = {m["id"]: (place[m["start"]][0], place[m["end"] - 1][1]) for m in record["entity_mentions"]}
        ends = collections.defaultdict(set)
        for mention in found["mentions"]:
            ends[mention["end"]].add(mention["type"])
        for mention in record["entity_mentions"]:
            if mention["entity_type"] not in TYPES:
                continue
            types = ends[spans[mention["id"]][1]]
            total["mentions"] += 1
            right["mentions"] += bool(types)
            total["types"] += bool(types)
            fits = bool(types & TYPES[mention["entity_type"]])
            right["types"] += fits
            if not fits:
                misses.append("\t".join([record["doc_id"], mention["entity_type"], mention["text"], "+".join(sorted(types)) or "no mention"]))
        for event in record["event_mentions"]:
            trigger = event["trigger"]
            at = (place[trigger["start"]][0], place[trigger["end"] - 1][1])
            relations = [r for r in found["relations"] if overlaps(r["predicate"], at)]
            clauses = [c for c in found["clauses"] if overlaps(c["predicate"], at)]
            parts = [p for r in relations for p in (r["subject"], r["object"], *r["arguments"], r["place"])]
            parts += [p for c in clauses for p in (*c["participants"], c["place"])]
            total["triggers"] += 1
            right["triggers"] += bool(relations or clauses)
            lost = [a for a in event["arguments"] if not any(overlaps(p, spans[a["entity_id"]]) for p in parts)]
            total["arguments"] += len(event["arguments"])
            right["arguments"] += len(event["arguments"]) - len(lost)
            sentence = record["sentences"][trigger["sent_idx"]][1]
            for argument in lost:
                what = "no participant" if parts else "no predicate"
                misses.append("\t".join([record["doc_id"], event["event_type"], trigger["text"], argument["role"], argument["text"], what, sentence]))
    program.report(args, {
        "wikievents.mentions.recall": (right["mentions"], total["mentions"], "one of our mentions ends with it; persons, organisations, places"),
        "wikievents.types.accuracy": (right["types"], total["types"], "of those found, the type is ours"),
        "wikievents.triggers.recall": (right["triggers"], total["triggers"], "overlaps the predicate of a relation or clause"),
        "wikievents.arguments.recall": (right["arguments"], total["arguments"], "overlaps a participant or the place of a relation or clause on its event's trigger"),
    }, misses)


if __name__ == "__main__":
    main()
