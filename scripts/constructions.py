#!/usr/bin/env python3
"""Writes the relations that docs/constructions.md shows anew, from the program itself.

    python scripts/constructions.py [--check] [--actant PROGRAM] [--model DIR]

Each line of a `text` block in the page is read as an article of its own; its relations come into the `json` block after it, which
is made where there is none. `--check` writes nothing and ends with 1 if the page is not what the program says.
"""

import argparse
import json
import os
import re
import sys

import program

PAGE = os.path.join(program.ROOT, "docs", "constructions.md")
BLOCK = re.compile(r"```text\n(.*?)\n```\n(?:\n```json\n.*?\n```\n)?", re.S)


def phrase(argument):
    """An argument as its text after its preposition."""
    return argument and " ".join(filter(None, [argument.get("preposition"), argument["text"]]))


def short(relation):
    """What a relation says beyond the defaults."""
    predicate = relation["predicate"]
    out = {"subject": phrase(relation["subject"]), "predicate": predicate["lemma"], "object": phrase(relation["object"])}
    if relation["arguments"]:
        out["arguments"] = [phrase(a) for a in relation["arguments"]]
    for key, plain in (("kind", "verb"), ("voice", "active")):
        if predicate[key] != plain:
            out[key] = predicate[key]
    if relation["negated"]:
        out["negated"] = True
    if relation["modality"] != "actual":
        out["modality"] = relation["modality"]
    if relation["attribution"]:
        source = relation["attribution"]["source"]
        out["attribution"] = source and source["text"]
    if relation["time"]:
        out["time"] = relation["time"]["value"] or relation["time"]["text"]
    if relation["place"]:
        out["place"] = relation["place"]["text"]
    if relation["reciprocal"]:
        out["reciprocal"] = True
    if relation["event"]:
        out["event"] = relation["event"]["plover"]
    return json.dumps(out, ensure_ascii=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; end with 1 if the page would change")
    program.add_options(parser)
    args = parser.parse_args()
    with open(PAGE, encoding="utf-8") as file:
        page = file.read()
    lines = [line for block in BLOCK.finditer(page) for line in block.group(1).split("\n")]
    articles = [{"id": str(i), "text": line} for i, line in enumerate(lines)]
    records = {r["text"]: r for r in program.extract(args, articles)}

    def filled(block):
        relations = [short(r) for line in block.group(1).split("\n") for r in records[line]["relations"]]
        return "```text\n" + block.group(1) + "\n```\n\n```json\n" + "\n".join(relations) + "\n```\n"

    new = BLOCK.sub(filled, page)
    if args.check:
        if new != page:
            sys.exit(f"{PAGE}: not what the program says; `python scripts/constructions.py` writes it anew")
    else:
        with open(PAGE, "w", encoding="utf-8") as file:
            file.write(new)


if __name__ == "__main__":
    main()
