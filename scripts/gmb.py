#!/usr/bin/env python3
"""How far our names agree with the silver ones of the Groningen Meaning Bank's news.

    scripts/gmb.py [FILE] [--countries FILE] [--actant PROGRAM] [--model DIR] [--errors FILE] [--json]

Reads a column file of the Groningen Meaning Bank (https://gmb.let.rug.nl; words and tags with a tab between) as training does:
titles before persons are no part of their names, its GPE are nationalities unless they are names of countries, and its TIME is left
out, since numbers stray into it. What it then says is scored by `actant eval mentions --map conll` on its own words: nationalities and
everything else that is neither person, organisation nor place are MISC. Its labels were made by programs and only partly
corrected: the figure says how far two systems agree, and is no ceiling for either.
"""

import os
import sys
import tempfile

import program

sys.path.append(os.path.join(program.ROOT, "scripts", "train"))

from prepare import Gazetteer, gmb_names, read_columns

CONLL = {"PERSON": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC"}


def columns(sentence, gazetteer):
    """A sentence of (word, tag) in CoNLL's four types, one word a line."""
    tags = ["O"] * len(sentence)
    for start, end, kinds in gmb_names(sentence, gazetteer):
        label = CONLL.get(kinds[0] if kinds else None, "MISC")
        tags[start:end] = [f"B-{label}"] + [f"I-{label}"] * (end - start - 1)
    return "".join(f"{word} {tag}\n" for (word, _), tag in zip(sentence, tags)) + "\n"


def main():
    parser = program.parser(__doc__, "gmb", "dev.conll")
    parser.add_argument("--countries", help="countries.json of mledoze/countries; by default in the folder countries beside the file's own")
    args = parser.parse_args()
    beside = os.path.join(os.path.dirname(os.path.abspath(args.file)), "..", "countries", "countries.json")
    gazetteer = Gazetteer(args.countries or beside)
    with tempfile.NamedTemporaryFile("w", suffix=".conll", encoding="utf-8") as file:
        file.writelines(columns(sentence, gazetteer) for document in read_columns(args.file) for sentence in document)
        file.flush()
        command = ["eval", "mentions", file.name, "--format", "columns", "--map", "conll", "--gold-tokens"]
        command += ["--json"] if args.json else []
        command += ["--errors", args.errors] if args.errors else []
        print(program.run(args, command), end="")


if __name__ == "__main__":
    main()
