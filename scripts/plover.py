#!/usr/bin/env python3
"""How often the events of our relations have the type that PLOVER's annotated sentences give.

    scripts/plover.py [FILE] [--actant PROGRAM] [--model DIR] [--errors FILE] [--json]

Reads the gold standard records of the PLOVER project (https://github.com/openeventdata/PLOVER) as one JSON array. In a record's
`textInfo.markup`, `(EVT: …)` marks the words of the event, `(SRC: …)` and `(TAR: …)` who does it to whom, `(SRC/TAR: …)` both.
Sentences are read on their own, as text.

- type: some relation whose predicate overlaps an EVT mark has the gold type; where no relation overlaps one, any relation of
  the sentence may have it. Types of the older coding scheme count as the ones that took their place.
- sources, targets: the share of marked spans that overlap a participant (subject, object or further argument) of some relation.
"""

import collections
import difflib
import json
import re

import program

RENAMED = {"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE", "FIGHT": "ASSAULT"}
MARK = re.compile(r"\((SRC/TAR|TAR/SRC|SRC|TAR|EVT|LOC):\s*")


def unmarked(markup):
    """The text of a marked sentence, and its marks as (kind, start, end) in code points. Marks may stand inside others."""
    text, marks, open_marks, at = "", [], [], 0
    while at < len(markup):
        mark = MARK.match(markup, at)
        if mark:
            open_marks.append((mark.group(1), len(text)))
            at = mark.end()
        elif markup[at] == "(":
            open_marks.append((None, len(text)))
            text += "("
            at += 1
        elif markup[at] == ")" and open_marks:
            kind, start = open_marks.pop()
            if kind is None:
                text += ")"
            else:
                marks += [(k, start, len(text)) for k in kind.split("/")]
            at += 1
        elif markup[at] == ")":
            # One too many: the sentence itself has none there.
            at += 1
        else:
            text += markup[at]
            at += 1
    return text, marks


def moved(marks, marked, text):
    """Marks of the marked text where the same words stand in the text as it was published; the two differ in details."""
    blocks = difflib.SequenceMatcher(None, marked, text, autojunk=False).get_matching_blocks()
    place = {a + i: b + i for a, b, n in blocks for i in range(n)}
    out = []
    for kind, start, end in marks:
        at = [place[i] for i in range(start, end) if i in place]
        if at:
            out.append((kind, at[0], at[-1] + 1))
    return out


def records(path):
    """(id, gold type, text, marks) of every record."""
    with open(path, encoding="utf-8") as file:
        data = json.load(file)
    out = []
    for r in data:
        info = r.get("textInfo")
        markup = info.get("markup") if isinstance(info, dict) else None
        marked, marks = unmarked(markup) if markup else (r["text"], [])
        marks = moved(marks, marked, r["text"])
        out.append((r["id"], RENAMED.get(r["event"], r["event"]), r["text"], marks))
    return out


def overlaps(span, start, end):
    return span is not None and span["start"] < end and start < span["end"]


def types_of(relations):
    return sorted({r["event"]["plover"] for r in relations if r["event"]})


def main():
    args = program.parser(__doc__, "plover", "gsr_visible.json").parse_args()
    gold = records(args.file)
    # Ids of the data are not unique: the place in the file is.
    read = program.extract(args, [{"id": str(i), "text": text} for i, (_, _, text, _) in enumerate(gold)])
    right, total, wrong, misses = collections.Counter(), collections.Counter(), collections.Counter(), []
    for (key, event, text, marks), record in zip(gold, read):
        relations = record["relations"]
        events = [(s, e) for kind, s, e in marks if kind == "EVT"]
        marked = [r for r in relations if any(overlaps(r["predicate"], *e) for e in events)]
        got = types_of(marked or relations)
        total["type", event] += 1
        notes = []
        if event in got:
            right["type", event] += 1
        else:
            wrong[event, "+".join(got) or ("no event" if relations else "no relation")] += 1
            notes.append(f"{event} read as {'+'.join(got) or 'nothing'}")
        for kind, start, end in marks:
            if kind in ("SRC", "TAR"):
                found = any(overlaps(a, start, end) for r in relations for a in (r["subject"], r["object"], *r["arguments"]))
                total[kind, "all"] += 1
                right[kind, "all"] += found
                if not found:
                    notes.append(f"no {kind} {text[start:end]!r}")
        if notes:
            rules = [f"{r['predicate']['text']}={r['event']['rule'] if r['event'] else '-'}" for r in relations]
            misses.append("\t".join([key, "; ".join(notes), ", ".join(rules), text]))
    types = sorted({event for kind, event in total if kind == "type"})
    summed = lambda counts: sum(counts["type", event] for event in types)
    party = "overlaps a participant of a relation"
    figures = {
        "plover.type.accuracy": (summed(right), summed(total), "the type of a relation on an EVT mark, else of any"),
        "plover.source.recall": (right["SRC", "all"], total["SRC", "all"], party),
        "plover.target.recall": (right["TAR", "all"], total["TAR", "all"], party),
    }
    program.report(args, figures, misses)
    if not args.json:
        for event in types:
            others = ", ".join(f"{got} {n}" for (e, got), n in sorted(wrong.items(), key=lambda x: (-x[1], x[0])) if e == event)
            print(f"{event:12} {right['type', event] / total['type', event]:.2f} of {total['type', event]:3}  {others}")


if __name__ == "__main__":
    main()
