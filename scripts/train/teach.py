"""For a smaller model: what a larger one reads in unlabelled news becomes a source to learn from.

    actant extract NEWS… --layers sentences,tokens,mentions -o RECORDS
    python teach.py --records RECORDS --data ../shared/data --prepared PREPARED

Writes PREPARED/taught.train.pkl, with trees, parts of speech, lemmas and names as the records have them; XPOS and what phrases denote are
unknown there. Sentences by which the product is judged are left out, and so are those of which the larger model is unsure.
"""

import argparse
import json
import os
import pickle
import subprocess

from labels import NAME_TYPES, OUT, UNKNOWN, UPOS, lemma_script, tag_bits
from prepare import judged_sentences, key

SURE = 0.93  # mean score of a sentence's arcs
LONGEST = 80  # words


def lines(path):
    """The lines of a file, which may be compressed."""
    program = {".zst": ["zstd", "-dc"], ".gz": ["gzip", "-dc"]}.get(os.path.splitext(path)[1])
    if program is None:
        yield from open(path, encoding="utf-8")
        return
    with subprocess.Popen([*program, path], stdout=subprocess.PIPE, text=True, encoding="utf-8") as p:
        yield from p.stdout


def taught(record, ids, left_out):
    """The sentences of a record in the form of prepare.py."""
    text, tokens = record["text"], record["tokens"]
    names = {}
    for m in record["mentions"]:
        if m["kind"] == "name" and m["type"] in NAME_TYPES:
            names[m["start"]] = (m["end"], m["type"])
    at = 0
    for sentence in record["sentences"]:
        first = at
        while at < len(tokens) and tokens[at]["end"] <= sentence["end"]:
            at += 1
        words = tokens[first:at]
        if not 2 <= len(words) <= LONGEST or sum(t["score"] for t in words) / len(words) < SURE:
            continue
        forms = [text[t["start"] : t["end"]] for t in words]
        if key(forms) in left_out:
            continue
        bits, end, kind = [], -1, None
        for t in words:
            begins = t["start"] in names
            if begins:
                end, kind = names[t["start"]]
            bits.append(tag_bits([kind], begins) if t["start"] < end else OUT)
        yield {
            "words": forms,
            "names": bits,
            "upos": [UPOS.index(t["upos"]) for t in words],
            "lemma": [ids["lemma"].get(lemma_script(w, t["lemma"], t["upos"] == "PROPN"), UNKNOWN) for w, t in zip(forms, words)],
            "heads": [0 if t["head"] is None else t["head"] - first + 1 for t in words],
            "deprels": [ids["deprels"].get(t["deprel"], UNKNOWN) for t in words],
        }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--records", required=True)
    parser.add_argument("--data", default="../shared/data")
    parser.add_argument("--prepared", required=True)
    args = parser.parse_args()
    labels = json.load(open(os.path.join(args.prepared, "labels.json"), encoding="utf-8"))
    ids = {layer: {x: i for i, x in enumerate(labels[layer])} for layer in ("lemma", "deprels")}
    left_out = judged_sentences(args.data)
    docs, words, outside = [], 0, 0
    for line in lines(args.records):
        record = json.loads(line)
        # A token's head counts the tokens of the record.
        sentences = []
        for s in taught(record, ids, left_out):
            if all(0 <= h <= len(s["words"]) for h in s["heads"]):
                sentences.append(s)
                words += len(s["words"])
            else:
                outside += 1
        if sentences:
            docs.append({"id": record["id"], "sentences": sentences})
    assert not outside, f"{outside} sentences whose heads lie outside"
    pickle.dump(docs, open(os.path.join(args.prepared, "taught.train.pkl"), "wb"))
    print(f"taught.train: {len(docs)} documents, {sum(len(d['sentences']) for d in docs)} sentences, {words} words")


if __name__ == "__main__":
    main()
