"""Step 1, prepare: reads the published corpora into one form.

    python prepare.py --data ../shared/data --out PREPARED

Writes PREPARED/<source>.pkl: a list of documents, each a list of sentences, each a dict with `words` and those layers that the
source annotates. What a source does not annotate is unknown, never "outside": `names` holds a bit set of allowed tags a
word, other layers hold UNKNOWN. Also writes labels.json (label lists, from the training portions alone).

Sources, and where each is published:
    ud_ewt     https://github.com/UniversalDependencies/UD_English-EWT
    ud_gum     https://github.com/UniversalDependencies/UD_English-GUM (without its non-commercial genres)
    conllpp    https://github.com/ZihanWangKi/CrossWeigh (CoNLL-2003, corrected)
    dwie       https://github.com/klimzaporojets/DWIE
    gmb        https://gmb.let.rug.nl
    crossner   https://github.com/zliucr/CrossNER (politics)
    countries  https://github.com/mledoze/countries
"""

import argparse
import collections
import csv
import json
import os
import pickle
import re

from labels import ANY, DENOTES, NAME_ID, OUT, UNKNOWN, UPOS, NAMES, lemma_script, tag_bits
from words import sentences

NON_COMMERCIAL = {"whow", "fiction", "essay", "podcast", "letter"}
TITLES = set("""mr mrs ms miss dr prof professor president vice prime minister chancellor general gen lt lieutenant colonel col major
captain sergeant admiral sen senator rep representative gov governor king queen prince princess pope sheikh ayatollah judge justice
secretary mayor ambassador foreign defense defence interior finance chief sir lord lady""".split())
ENTITY = re.compile(r"\((\d+(?:\[\d+/\d+\])?)-([a-z]+)-[^()]*(\))?|(\d+(?:\[\d+/\d+\])?)\)")


class Gazetteer:
    def __init__(self, path):
        rows = json.load(open(path, encoding="utf-8"))
        self.places = {r["name"] for r in rows} | {c for r in rows for c in r.get("capital") or []} | {"U.S.", "US", "USA", "UK", "Britain", "U.K."}
        self.demonyms = {d for r in rows for d in r.get("demonym") or []}
        self.demonyms |= {d + "s" for d in self.demonyms if d.endswith(("n", "i"))}


def set_name(bits, start, end, kinds):
    for i in range(start, end):
        bits[i] = tag_bits(kinds, i == start)


def kinds_of(kinds, surface, gaz):
    """Narrows a set of types by the gazetteer: a country or capital is a GPE, a demonym a NORP."""
    if "GPE" in kinds and surface in gaz.places:
        return ["GPE"]
    if "NORP" in kinds and surface in gaz.demonyms:
        return ["NORP"]
    return kinds


# ---- Universal Dependencies


def read_conllu(path):
    """Yields (document id, sentence columns)."""
    doc, rows = None, []
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("# newdoc id"):
            doc = line.split("=", 1)[1].strip()
        elif line.startswith("#"):
            continue
        elif not line:
            if rows:
                yield doc, rows
            rows = []
        else:
            cols = line.split("\t")
            if cols[0].isdigit():
                rows.append(cols)
    if rows:
        yield doc, rows


def gum_entities(rows):
    """(start, end, type) of every entity phrase that lies within the sentence."""
    out, opened = [], collections.defaultdict(list)
    for i, cols in enumerate(rows):
        value = next((f[7:] for f in cols[9].split("|") if f.startswith("Entity=")), "")
        for m in ENTITY.finditer(value):
            if m.group(4):
                if opened[m.group(4)]:
                    start, kind = opened[m.group(4)].pop()
                    out.append((start, i + 1, kind, m.group(4)))
            elif m.group(3):
                out.append((i, i + 1, m.group(2), m.group(1)))
            else:
                opened[m.group(1)].append((i, m.group(2)))
    return [e[:3] for e in out if "[" not in e[3]]


def ud_sentence(rows, entities, gaz):
    n = len(rows)
    words = [c[1] for c in rows]
    heads = [int(c[6]) for c in rows]
    upos = [c[3] for c in rows]
    sent = {
        "words": words,
        "upos": [UPOS.index(c[3]) for c in rows],
        "xpos": [c[4] for c in rows],
        "lemmas": [c[2] for c in rows],
        "heads": heads,
        "deprels": [c[7] for c in rows],
    }
    # Names: only what the syntax makes certain. Lower-case function words and verbs are outside, unless they stand
    # between proper nouns.
    bits = [ANY] * n
    proper = [u == "PROPN" for u in upos]
    near = [any(proper[max(0, i - 2) : i]) and any(proper[i + 1 : i + 3]) for i in range(n)]
    for i in range(n):
        if upos[i] in {"VERB", "AUX", "PRON", "SCONJ", "CCONJ", "ADV", "PUNCT", "DET", "ADP", "PART", "NOUN"} and words[i] == words[i].lower() and not near[i]:
            if upos[i] != "NOUN" or not any(proper[max(0, i - 1) : i + 2]):
                bits[i] = OUT
    if entities is not None:
        denotes = [0] * n
        for start, end, kind in sorted(entities, key=lambda e: e[0] - e[1]):  # shorter phrases last: they win
            head = next((i for i in range(start, end) if not start < heads[i] <= end), None)
            if head is None or kind not in DENOTES:
                continue
            denotes[head] = DENOTES.index(kind)
            if not proper[head]:
                continue
            first, last = start, end
            while first < last and (upos[first] == "DET" or words[first] in {'"', "'", "“"}):
                first += 1
            while last > first and (words[last - 1] in {"'s", "’s", "'", "’"} or upos[last - 1] == "PUNCT"):
                last -= 1
            allowed = {"person": ["PERSON"], "organization": ["ORG"], "place": ["GPE", "LOC", "FAC"]}.get(kind)
            whole = all(proper[i] or words[i] == "-" for i in range(first, last)) and proper[first] and proper[last - 1]
            titled = words[first].lower().rstrip(".") in TITLES
            if allowed and whole and not titled:
                set_name(bits, first, last, kinds_of(allowed, " ".join(words[first:last]), gaz))
            else:
                bits[first:last] = [ANY if b == OUT and near[first + k] else b for k, b in enumerate(bits[first:last])]
        sent["denotes"] = denotes
    sent["names"] = bits
    return sent


def read_ud(path, gaz, gum, commercial_only, skip=frozenset()):
    docs = collections.OrderedDict()
    skipped = 0
    for doc, rows in read_conllu(path):
        if gum and commercial_only and doc.split("_")[1] in NON_COMMERCIAL:
            skipped += 1
            continue
        if key([c[1] for c in rows]) in skip:
            skipped += 1
            continue
        docs.setdefault(doc, []).append(ud_sentence(rows, gum_entities(rows) if gum else None, gaz))
    if skipped:
        print(f"  {path}: {skipped} sentences left out")
    return [{"id": k, "sentences": v} for k, v in docs.items()]


def key(words):
    return "".join("".join(c for c in w.lower() if c.isalnum()) for w in words)


def judged_sentences(data):
    """Keys of the sentences by which the product is judged: never trained on."""
    judged = set()
    for line in open(os.path.join(data, "gold", "wikinews.jsonl"), encoding="utf-8"):
        record = json.loads(line)
        judged |= {key([record["text"][s["start"] : s["end"]]]) for s in record["sentences"]}
    for name in ("wikinews", "wikipedia"):
        path = os.path.join(data, "qasrl_gs", "sentences", f"{name}.dev.full.csv")
        if os.path.exists(path):
            rows = list(csv.DictReader(open(path, encoding="utf-8")))
            judged |= {key([r.get("sentence") or r.get("tokens") or ""]) for r in rows}
    return {k for k in judged if len(k) > 25}


# ---- token-per-line name corpora


def read_columns(path):
    """Documents of (words, tags); -DOCSTART- separates documents."""
    docs, sent = [[]], []
    for line in open(path, encoding="utf-8"):
        cols = line.split()
        if not cols:
            if sent:
                docs[-1].append(sent)
            sent = []
        elif cols[0] == "-DOCSTART-":
            docs.append([])
        else:
            sent.append((cols[0], cols[-1]))
    if sent:
        docs[-1].append(sent)
    return [d for d in docs if d]


def spans_of(tags):
    """(start, end, type) of IOB2 spans."""
    out = []
    for i, tag in enumerate(tags):
        if tag == "O":
            continue
        bio, kind = tag.split("-", 1)
        if bio == "B" or not out or out[-1][1] != i or out[-1][2] != kind:
            out.append([i, i + 1, kind])
        else:
            out[-1][1] = i + 1
    return [tuple(s) for s in out]


MISC = ["NORP", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW"]
CONLL = {"PER": ["PERSON"], "ORG": ["ORG"], "LOC": ["GPE", "LOC", "FAC"], "MISC": MISC}
POLITICS = {"politician": ["PERSON"], "person": ["PERSON"], "country": ["GPE"], "location": ["GPE", "LOC", "FAC"], "politicalparty": ["ORG"], "organisation": ["ORG"], "election": ["EVENT"], "event": ["EVENT"]}


def conll_sentence(sent, gaz):
    words, tags = [w for w, _ in sent], [t for _, t in sent]
    bits = [OUT] * len(words)
    for start, end, kind in spans_of(tags):
        surface = " ".join(words[start:end])
        first, dash, rest = words[start].partition("-")
        if kind == "MISC" and end - start == 1 and dash and rest.islower() and (first in gaz.places or first in gaz.demonyms):
            bits[start] = tag_bits(["GPE"] if first in gaz.places else ["NORP"], True) | tag_bits(MISC, True)
        else:
            set_name(bits, start, end, kinds_of(CONLL[kind], surface, gaz))
    return {"words": words, "names": bits, "tags": tags}


def gmb_names(sent, gaz):
    """(start, end, types) of GMB's names without the titles before persons; types are None where GMB's own say nothing of ours."""
    words, tags = [w for w, _ in sent], [t for _, t in sent]
    for start, end, kind in spans_of(tags):
        while kind == "PER" and start < end and words[start].lower().rstrip(".") in TITLES | {"of", "-"}:
            start += 1
        if start == end or kind == "TIME":
            continue
        kinds = {"PER": ["PERSON"], "ORG": ["ORG"], "LOC": ["GPE", "LOC", "FAC"], "GPE": ["NORP"]}.get(kind)
        surface = " ".join(words[start:end])
        if kind == "GPE" and surface in gaz.places:
            kinds = ["GPE"]
        yield start, end, kinds and kinds_of(kinds, surface, gaz)


def gmb_sentence(sent, gaz):
    # Silver: a capitalised word that it leaves out may still be a name, so only the rest counts as outside.
    bits = [OUT if w == w.lower() or i == 0 or tag != "O" else ANY for i, (w, tag) in enumerate(sent)]
    for start, end, kinds in gmb_names(sent, gaz):
        if kinds is None:
            bits[start:end] = [ANY] * (end - start)
        else:
            set_name(bits, start, end, kinds)
    return {"words": [w for w, _ in sent], "names": bits}


def politics_sentence(sent):
    words, tags = [w for w, _ in sent], [t for _, t in sent]
    bits = [OUT] * len(words)
    for start, end, kind in spans_of(tags):
        if kind in POLITICS:
            set_name(bits, start, end, POLITICS[kind])
        else:
            bits[start:end] = [ANY] * (end - start)
    # Nationality adjectives are not annotated there.
    bits = [b if b != OUT or w == w.lower() or i == 0 else OUT | tag_bits(["NORP"], True) for i, (w, b) in enumerate(zip(words, bits))]
    return {"words": words, "names": bits, "tags": tags}


# ---- DWIE


def dwie_kind(types):
    """Our type; "" for a mention that is no name (role, time, money); None for unknown."""
    t = set(types or [])
    if t & {"role", "time", "money"}:
        return ""
    if any(x.endswith("-x") for x in t) or "ethnicity" in t:
        return "NORP"
    for theirs, ours in (("person", "PERSON"), ("organization", "ORG"), ("gpe", "GPE"), ("facility", "FAC"), ("location", "LOC"), ("event", "EVENT")):
        if theirs in t:
            return ours
    if t & {"gpe0", "gpe1", "gpe2"}:
        return "GPE"
    if "treaty" in t:
        return "LAW"
    if t & {"work_of_art", "award"}:
        return "WORK_OF_ART"
    if t & {"product", "military_equipment"}:
        return "PRODUCT"
    return None


def dwie_document(record, counts):
    text = record["text"]
    concepts = {c["concept"]: c for c in record["concepts"]}
    mentions = []
    for m in record["mentions"]:
        start, end = m["start"], m["end"]
        kind = dwie_kind(concepts.get(m["concept"], {}).get("types"))
        while start < end and text[start:end].startswith("the "):
            start += 4
        if text[start:end].endswith(("'s", "’s")):
            end -= 2
        while start < end and not text[start].isalnum() and text[start] not in "#.":
            start += 1
        while end > start and not (text[end - 1].isalnum() or text[end - 1] in ".)%"):
            end -= 1
        if start < end:
            mentions.append((start, end, kind))
    # Names inside a role or an unknown stretch count; a name inside a name does not.
    names, reach = [], 0
    for m in sorted((m for m in mentions if m[2]), key=lambda m: (m[0], -m[1])):
        if m[0] < reach:
            counts["nested"] += 1
            continue
        names.append(m)
        reach = m[1]
    sents = []
    for spans in sentences(text):
        words = [text[s:e] for s, e in spans]
        bits, denotes = [OUT] * len(words), [UNKNOWN] * len(words)
        low, high = spans[0][0], spans[-1][1]
        inside = lambda a, b: [i for i, (s, e) in enumerate(spans) if s < b and e > a]
        for a, b, kind in mentions:
            if kind or b <= low or a >= high:
                continue
            at = inside(a, b)
            if kind is None:
                for i in at:
                    bits[i] = ANY
            elif at and words[at[-1]].isalpha() and " of " not in text[a:b]:
                after = words[at[-1] + 1] if at[-1] + 1 < len(words) else "."
                types = text[a:b]
                if not after[0].isupper() and types.lower().endswith(PEOPLE):
                    denotes[at[-1]] = DENOTES.index("person")
        gold = []
        for a, b, kind in names:
            if b <= low or a >= high:
                continue
            at = inside(a, b)
            if not at:
                continue
            gold.append((max(a, low), min(b, high), kind))
            if spans[at[0]][0] != a or spans[at[-1]][1] != b:
                counts["misaligned"] += 1
                for i in at:
                    bits[i] = tag_bits([kind], True) | tag_bits([kind], False)
                bits[at[0]] = tag_bits([kind], True)
                continue
            counts["names"] += 1
            set_name(bits, at[0], at[-1] + 1, [kind])
        sents.append({"words": words, "names": bits, "denotes": denotes, "spans": spans, "gold": gold})
    return {"id": record["id"], "sentences": sents}


# Only roles that end like words for people teach what a noun phrase denotes; DWIE's roles hold other nouns too.
PEOPLE = ("er", "or", "ist", "ian", "man", "ent", "ant", "chief", "head", "general", "ary", "spokesperson")


# ---- all


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", default="../shared/data")
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    os.makedirs(args.out, exist_ok=True)
    at = lambda *parts: os.path.join(args.data, *parts)
    gaz = Gazetteer(at("countries", "countries.json"))

    judged = judged_sentences(args.data)

    sources = {}
    for split in ("train", "dev"):
        train = split == "train"
        sources["ud_ewt", split] = read_ud(at("ud_ewt", f"{split}.conllu"), gaz, False, False)
        sources["ud_gum", split] = read_ud(at("ud_gum", f"{split}.conllu"), gaz, True, train, judged if train else frozenset())
        sources["conllpp", split] = [{"id": f"conll-{i}", "sentences": [conll_sentence(s, gaz) for s in d]} for i, d in enumerate(read_columns(at("conllpp", f"{split}.txt")))]
        counts = collections.Counter()
        sources["dwie", split] = [dwie_document(json.loads(line), counts) for line in open(at("dwie", f"{split}.jsonl"), encoding="utf-8")]
        print(f"  dwie {split}: {dict(counts)}")
        sources["crossner", split] = [{"id": f"politics-{i}", "sentences": [politics_sentence(s)]} for i, s in enumerate(s for d in read_columns(at("crossner_politics", f"{split}.txt")) for s in d)]
    gmb = [s for d in read_columns(at("gmb", "train.conll")) for s in d]
    sources["gmb", "train"] = [{"id": f"gmb-{i}", "sentences": [gmb_sentence(s, gaz) for s in gmb[i : i + 8]]} for i in range(0, len(gmb), 8)]

    # Label lists come from the training portions.
    trees = [s for name in ("ud_ewt", "ud_gum") for d in sources[name, "train"] for s in d["sentences"]]
    xpos = collections.Counter(x for s in trees for x in s["xpos"])
    deprels = collections.Counter(x for s in trees for x in s["deprels"])
    for docs in sources.values():
        for d in docs:
            for s in d["sentences"]:
                if "lemmas" in s:
                    s["lemma"] = [lemma_script(w, l, UPOS[u] == "PROPN") for w, l, u in zip(s["words"], s["lemmas"], s["upos"])]
    scripts = collections.Counter(x for s in trees for x in s["lemma"])
    labels = {
        "names": NAMES,
        "denotes": DENOTES,
        "upos": UPOS,
        "xpos": sorted(x for x, c in xpos.items() if c >= 2),
        "lemma": sorted(x for x, c in scripts.items() if c >= 3),
        "deprels": sorted(x for x, c in deprels.items() if c >= 3),
    }
    json.dump(labels, open(os.path.join(args.out, "labels.json"), "w", encoding="utf-8"), ensure_ascii=False, indent=1)
    ids = {layer: {x: i for i, x in enumerate(labels[layer])} for layer in ("xpos", "lemma", "deprels")}
    for (name, split), docs in sources.items():
        for d in docs:
            for s in d["sentences"]:
                for layer in ("xpos", "lemma", "deprels"):
                    if layer in s:
                        s[layer] = [ids[layer].get(x, UNKNOWN) for x in s[layer]]
        pickle.dump(docs, open(os.path.join(args.out, f"{name}.{split}.pkl"), "wb"))
        sents = sum(len(d["sentences"]) for d in docs)
        print(f"{name}.{split}: {len(docs)} documents, {sents} sentences, {sum(len(s['words']) for d in docs for s in d['sentences'])} words")
    print({k: len(v) for k, v in labels.items()})


if __name__ == "__main__":
    main()
