"""Turns labels written beside their sentences into records of the output contract.

    python scripts/gold.py data/gold.txt > data/gold.jsonl

The source has one block per article:

    = id date
    P                                   a blank line stands before the next sentence
    S A sentence, exactly as it stands.
    M Iran:GPE; last month:DATE         its mentions, in any order; `two#2:CARDINAL` is the second "two" of the sentence
    R subject ^ predicate ^ object ^ flags

In `R`, `*` stands before the head of a phrase of several words (`the *militias in Iraq`), `-` is an absent argument, and `#2`
behind a phrase asks for its second occurrence in the sentence. Flags, with semicolons between: `noun`, `title`, `passive`, `neg`,
`reciprocal`, `optional`, a modality, `prep=with`, `time=PHRASE`, `place=PHRASE`, `by=PHRASE` (the source that is
named) and `by=?` (attributed to nobody named); `by=<PHRASE` looks for it in the sentence before.
"""

import json
import re
import sys

MODALITIES = {"future", "intended", "requested", "possible", "conditional"}


class Article:
    def __init__(self, name, date):
        self.record = {"id": name, "meta": {"date": date}, "text": "", "offset_unit": "codepoint", "sentences": [], "mentions": [], "relations": []}
        self.joint = ""

    def sentence(self, text):
        r = self.record
        r["text"] += (self.joint if r["text"] else "") + text
        self.joint = " "
        r["sentences"].append({"start": len(r["text"]) - len(text), "end": len(r["text"])})

    def find(self, phrase, back=0):
        """The span of a phrase in the last sentence (or one before), as an offset pair."""
        sentence = self.record["sentences"][-1 - back]
        low, high = sentence["start"], sentence["end"]
        phrase, _, nth = phrase.partition("#")
        # Whole words only: "he" does not stand in "the".
        found = [m.start() for m in re.finditer(rf"(?<!\w){re.escape(phrase)}(?!\w)", self.record["text"][low:high])]
        if len(found) < int(nth or 1):
            raise SystemExit(f"{self.record['id']}: no {phrase!r} in {self.record['text'][low:high]!r}")
        at = low + found[int(nth or 1) - 1]
        return at, at + len(phrase)

    def span(self, phrase, back=0):
        start, end = self.find(phrase, back)
        return {"start": start, "end": end, "text": self.record["text"][start:end]}

    def argument(self, phrase):
        if phrase == "-":
            return None
        before, star, after = phrase.partition("*")
        out = self.span(before + after)
        start = out["start"] + len(before)
        end = start
        while end < out["end"] and (self.record["text"][end].isalnum() or self.record["text"][end] in "-.’'"):
            end += 1
        if not star:
            start, end = out["start"], out["end"]
            if " " in out["text"]:
                raise SystemExit(f"{self.record['id']}: no head in {phrase!r}")
        elif self.record["text"][start:end].endswith(("'s", "’s")):
            end -= 2
        return {**out, "head": {"start": start, "end": end}}

    def relation(self, line):
        parts = [p.strip() for p in line.split("^")]
        if len(parts) not in (3, 4):
            raise SystemExit(f"{self.record['id']}: {line!r} has not three parts")
        subject, predicate, object_ = parts[:3]
        out = {
            "subject": self.argument(subject),
            "predicate": {**self.span(predicate), "kind": "verb", "voice": "active"},
            "object": self.argument(object_),
            "negated": False,
            "modality": "actual",
            "reciprocal": False,
            "attribution": None,
            "time": None,
            "place": None,
            "optional": False,
        }
        for flag in [f.strip() for f in parts[3].split(";")] if len(parts) == 4 else []:
            key, _, value = flag.partition("=")
            if flag in ("noun", "title"):
                out["predicate"]["kind"] = flag
            elif flag == "passive":
                out["predicate"]["voice"] = "passive"
            elif flag == "neg":
                out["negated"] = True
            elif flag in ("optional", "reciprocal"):
                out[flag] = True
            elif flag in MODALITIES:
                out["modality"] = flag
            elif key == "prep":
                out["object"]["preposition"] = value
            elif key in ("time", "place"):
                out[key] = self.span(value)
            elif flag == "by=?":
                out["attribution"] = {"source": None}
            elif key == "by":
                out["attribution"] = {"source": self.span(value.lstrip("<"), value.startswith("<"))}
            else:
                raise SystemExit(f"{self.record['id']}: unknown flag {flag!r}")
        self.record["relations"].append(out)

    def finish(self):
        self.record["mentions"].sort(key=lambda m: (m["start"], -m["end"]))
        spans = [(m["start"], m["end"]) for m in self.record["mentions"]]
        if len(set(spans)) < len(spans):
            raise SystemExit(f"{self.record['id']}: a mention twice")
        return json.dumps(self.record, ensure_ascii=False)


def main():
    article, articles = None, []
    for line in open(sys.argv[1], encoding="utf-8"):
        mark, _, rest = line.rstrip("\n").partition(" ")
        if mark == "=":
            article = Article(*rest.split())
            articles.append(article)
        elif mark == "P":
            article.joint = "\n\n"
        elif mark == "S":
            article.sentence(rest)
        elif mark == "M":
            for item in rest.split(";"):
                phrase, _, kind = item.strip().rpartition(":")
                article.record["mentions"].append({**article.span(phrase), "type": kind, "kind": "name"})
        elif mark == "R":
            article.relation(rest)
        elif mark and not mark.startswith("%"):
            raise SystemExit(f"unknown line {line!r}")
    for article in articles:
        print(article.finish())


if __name__ == "__main__":
    main()
