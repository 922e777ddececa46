#!/usr/bin/env python3
"""How far our relations code the sentences of PETRARCH's unit tests as that program should.

    scripts/petrarch.py [FILE] [--actant PROGRAM] [--model DIR] [--errors FILE] [--json]

Reads the unit tests of the event coder PETRARCH (https://github.com/openeventdata/petrarch, XML): stylised sentences, about countries of
fantasy for the most part (*Arnor is about to restore full diplomatic ties with Gondor …*), each with its coded events: source,
target and type. Many vary one sentence, so the figures are those of a few dozen constructions rather than of news. Sentences are read
on their own, as text; those without coded events are left out.

- type: of the sentences with a known type, those where some relation has it. The tests write types in the older scheme WEIS
  (122 condemn, 032 visit, 223 military engagement), save for 194, CAMEO's fight with artillery; `TYPES` maps
  their first two digits. Comments (02) and made-up codes (903, 345) have no type.
- source: the coded events whose source is named in the subject of a relation; target: those whose target is named in its object or
  another participant; dyad: both in one relation. `NAMES` tells what the tests call each actor.
"""

import collections
import xml.etree.ElementTree

import program

TYPES = {
    "03": {"CONSULT"}, "04": {"SUPPORT"}, "05": {"AGREE"}, "06": {"SUPPORT"}, "07": {"AID"}, "08": {"AGREE", "SUPPORT"},
    "09": {"REQUEST"}, "10": {"REQUEST"}, "11": {"REJECT"}, "12": {"ACCUSE"}, "13": {"ACCUSE"}, "16": {"THREATEN"},
    "17": {"THREATEN"}, "18": {"PROTEST"}, "19": {"SANCTION"}, "20": {"COERCE"}, "21": {"COERCE"}, "22": {"ASSAULT"},
}

NAMES = {
    "ARN": ["Arnor"], "AUS": ["Australia"], "BRE": ["Bree"], "CAF": ["Central African"], "CAL": ["Calenardhon"], "DAG": ["Dagolath"],
    "DNK": ["Danish", "Zealand"], "DOL": ["Dol Amroth", "Dol_Amroth"], "ELF": ["Caras Galadhon", "Galadriel"], "ERI": ["Eriador"],
    "ETH": ["Ethiopia"], "FOR": ["Fornost"], "FRA": ["France"], "GON": ["Gondor", "Minas Tirith"],
    "HOB": ["Gollum", "Frodo", "Gamgee", "Smeagol", "Slinker", "Stinker"], "ITH": ["Ithilen"], "KOR": ["Seoul", "South Korea"],
    "KUW": ["Kuwait"], "LBY": ["Libya"], "MOR": ["Mordor", "Cirith Ungol", "Barad-dur"], "MRG": ["Morgul"], "NZE": ["New Zealand"],
    "ORC": ["Gamgee"], "OSG": ["Osgiliath"], "PAK": ["Pakistan"], "PHL": ["Philippines"], "PRK": ["Hermit Kingdom", "Pyongyang", "North Korea"],
    "ROH": ["Rohan"], "RUS": ["Russia"], "SHR": ["Michel Delving", "White Downs"], "USA": ["White House", "United States"],
    "ZBW": ["Zimbabwe"],
}


def sentences(path):
    """(id, text, [(source, target, code)]) of every sentence with coded events."""
    for sentence in xml.etree.ElementTree.parse(path).iter("Sentence"):
        events = [tuple(e.get(k) for k in ("sourcecode", "targetcode", "eventcode")) for e in sentence.findall("EventCoding")]
        events = [e for e in events if all(e)]
        if events:
            yield sentence.get("id"), " ".join(sentence.findtext("Text").split()), events


def types_of(events):
    """The types that some event of the sentence may have."""
    three = [code for _, _, code in events if len(code) == 3]
    return {t for code in three for t in ({"ASSAULT"} if code == "194" else TYPES.get(code[:2], set()))}


def named(code, spans):
    """Whether the actor is named in one of the spans."""
    return any(name in span["text"] for name in NAMES[code[:3]] for span in spans if span is not None)


def parties(relation):
    """(subjects, others) of a relation; of a reciprocal one, in either order."""
    subject, others = [relation["subject"]], [relation["object"], *relation["arguments"]]
    return [(subject, others), (others, subject)] if relation["reciprocal"] else [(subject, others)]


def main():
    args = program.parser(__doc__, "petrarch", "PETR.UnitTest.records.xml").parse_args()
    gold = list(sentences(args.file))
    read = program.extract(args, [{"id": str(i), "text": text} for i, (_, text, _) in enumerate(gold)])
    right, total, misses = collections.Counter(), collections.Counter(), []
    for (key, text, events), record in zip(gold, read):
        relations = record["relations"]
        notes = []
        types = types_of(events)
        if types:
            got = {r["event"]["plover"] for r in relations if r["event"]}
            total["type"] += 1
            right["type"] += bool(types & got)
            if not types & got:
                notes.append(f"{'/'.join(sorted(types))} read as {'+'.join(sorted(got)) or 'nothing'}")
        sides = [side for r in relations for side in parties(r)]
        for source, target, _ in events:
            has_source = [source[:3] in NAMES and named(source, subjects) for subjects, _ in sides]
            has_target = [target[:3] in NAMES and named(target, others) for _, others in sides]
            for kind, known, found in (
                ("source", source[:3] in NAMES, any(has_source)),
                ("target", target[:3] in NAMES, any(has_target)),
                ("dyad", source[:3] in NAMES and target[:3] in NAMES, any(s and t for s, t in zip(has_source, has_target))),
            ):
                total[kind] += known
                right[kind] += known and found
                if known and not found:
                    notes.append(f"no {kind} of {source}>{target}")
        if notes:
            misses.append("\t".join([key, "; ".join(notes), text]))
    program.report(args, {
        "petrarch.type.accuracy": (right["type"], total["type"], "some relation has a coded type"),
        "petrarch.source.recall": (right["source"], total["source"], "named in a subject"),
        "petrarch.target.recall": (right["target"], total["target"], "named in an object or further participant"),
        "petrarch.dyad.recall": (right["dyad"], total["dyad"], "source and target in one relation"),
    }, misses)


if __name__ == "__main__":
    main()
