"""Turns labels written beside their sentences into records of the output contract.

    python scripts/gold.py data/gold.txt > data/gold.jsonl

The source has one block per article:

    = id date
    P                                   a blank line stands before the next sentence
    S A sentence, exactly as it stands.
    M Iran:GPE; last month:DATE         its mentions, in any order; `two#2:CARDINAL` is the second "two" of the sentence
    R subject ^ predicate ^ object ^ flags
    N one ^ other                       the text does not assert that one did something to the other

In `R`, `*` stands before the head of a phrase of several words (`the *militias in Iraq`), `-` is an absent argument, and `#2`
behind a phrase asks for its second occurrence in the sentence. Flags, with semicolons between: `noun`, `title`, `passive`, `neg`,
`reciprocal`, `optional`, a modality, `prep=with`, `time=PHRASE`, `place=PHRASE`, `by=PHRASE` (the source that is
named) and `by=?` (attributed to nobody named); `by=<PHRASE` looks for it in the sentence before.

`N` writes its two phrases as `R` does; both stand in the sentence. It becomes `{"subject", "object"}` in the record's
`unasserted`, and says that no relation holds as a fact with `one` as its subject and `other` as its object or another argument: one
that is not negated, has the modality `actual` and is attributed to nobody. An `R` line that says the contrary is refused. A record
without `N` lines has no `unasserted`.
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

    def unasserted(self, line):
        parts = [p.strip() for p in line.split("^")]
        if len(parts) != 2 or "-" in parts:
            raise SystemExit(f"{self.record['id']}: {line!r} is not a pair")
        pair = {"subject": self.argument(parts[0]), "object": self.argument(parts[1])}
        pairs = self.record.setdefault("unasserted", [])
        if pair in pairs or pair["subject"] == pair["object"]:
            raise SystemExit(f"{self.record['id']}: {line!r} says nothing new")
        pairs.append(pair)

    def contradiction(self):
        """A pair that a relation of the article asserts, or `None`."""
        asserted = set()
        for r in self.record["relations"]:
            if r["subject"] and r["object"] and not r["negated"] and r["modality"] == "actual" and not r["attribution"]:
                heads = head(r["subject"]), head(r["object"])
                asserted |= {heads, heads[::-1]} if r["reciprocal"] else {heads}
        found = [p for p in self.record.get("unasserted", []) if (head(p["subject"]), head(p["object"])) in asserted]
        return found[0] if found else None

    def finish(self):
        self.record["mentions"].sort(key=lambda m: (m["start"], -m["end"]))
        spans = [(m["start"], m["end"]) for m in self.record["mentions"]]
        if len(set(spans)) < len(spans):
            raise SystemExit(f"{self.record['id']}: a mention twice")
        pair = self.contradiction()
        if pair:
            one, other = pair["subject"]["text"], pair["object"]["text"]
            raise SystemExit(f"{self.record['id']}: an R line asserts what N denies of {one!r} and {other!r}")
        return json.dumps(self.record, ensure_ascii=False)


def head(argument):
    return argument["head"]["start"], argument["head"]["end"]


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
        elif mark == "N":
            article.unasserted(rest)
        elif mark and not mark.startswith("%"):
            raise SystemExit(f"unknown line {line!r}")
    for article in articles:
        print(article.finish())


if __name__ == "__main__":
    main()
