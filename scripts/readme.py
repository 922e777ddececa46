#!/usr/bin/env python3
"""Writes the record that README.md shows anew, from the program itself.

    python scripts/readme.py [--check] [--actant PROGRAM] [--model DIR]

Reads the article between the markers `record: input` and `record: end`, runs `actant extract` on it, and puts the record,
folded to one item a line, between `record: output` and the next `record: end`. `--check` writes nothing and ends with 1 if the
README says anything but what the program does; scores are not compared, since their last digit depends on the machine.
"""

import argparse
import json
import os
import re
import sys

import program

README = os.path.join(program.ROOT, "README.md")
LEFT_OUT = ["text", "meta", "sentences", "coverage"]


def folded(record):
    """The record as JSON with one item of each list a line."""
    fields = []
    for key, value in record.items():
        if key in LEFT_OUT:
            continue
        if isinstance(value, list):
            items = ",\n  ".join(json.dumps(item, ensure_ascii=False) for item in value)
            fields.append(f'"{key}": [\n  {items}]')
        else:
            fields.append(f'"{key}": {json.dumps(value, ensure_ascii=False)}')
    return "{" + ",\n ".join(fields) + "}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; end with 1 if the README would change")
    program.add_options(parser)
    args = parser.parse_args()
    with open(README, encoding="utf-8") as file:
        readme = file.read()
    article = re.search(r"<!-- record: input -->\n```json\n(.*?)\n```", readme, re.S).group(1)
    (record,) = program.extract(args, [json.loads(article)])
    block = f"<!-- record: output -->\n```json\n{folded(record)}\n```\n<!-- record: end -->"
    new = re.sub(r"<!-- record: output -->.*?<!-- record: end -->", lambda _: block, readme, flags=re.S)
    if args.check:
        plain = lambda text: re.sub(r'"score": [0-9.]+', "", text)
        if plain(new) != plain(readme):
            sys.exit(f"{README}: not what the program says; `python scripts/readme.py` writes it anew")
        return
    with open(README, "w", encoding="utf-8") as file:
        file.write(new)


if __name__ == "__main__":
    main()
