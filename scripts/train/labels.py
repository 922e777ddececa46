"""Label lists, word shapes, lemma scripts: what FORMAT.md calls `labels` and `shape`."""

NAME_TYPES = ["PERSON", "NORP", "ORG", "GPE", "LOC", "FAC", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW"]
NAMES = ["O"] + [f"{bio}-{kind}" for kind in NAME_TYPES for bio in "BI"]
NAME_ID = {tag: i for i, tag in enumerate(NAMES)}
ANY = (1 << len(NAMES)) - 1  # a bit for each tag that is allowed; ANY is "unknown"
OUT = 1

DENOTES = ["none", "person", "organization", "place", "event", "object", "time", "abstract", "animal", "plant", "substance"]
UPOS = ["ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X"]

UNKNOWN = -1  # in every other layer


def tag_bits(kinds, begin):
    """The allowed tags of the first word (`begin`) or a later word of a name that is one of `kinds`."""
    return sum(1 << NAME_ID[("B-" if begin else "I-") + kind] for kind in kinds)


def exact_type(bits):
    """The one type that a B- bit set allows, else None."""
    kinds = [kind for kind in NAME_TYPES if bits >> NAME_ID["B-" + kind] & 1]
    return kinds[0] if len(kinds) == 1 and bits == tag_bits(kinds, True) else None


def shape(word):
    letters = [c for c in word if c.isalpha()]
    if not letters:
        return 6 if any(c.isnumeric() for c in word) else 7
    upper = sum(c.isupper() for c in letters)
    if upper == 0:
        return 1
    if len(letters) == 1:
        return 4
    if upper == len(letters):
        return 3
    if upper == 1 and letters[0].isupper():
        return 2
    return 5


def lemma_script(form, lemma, keep_case):
    """`CASE|STRIP|APPEND`; `keep_case` (proper nouns) prefers `=`."""

    def edit(case, base):
        same = 0
        while same < min(len(base), len(lemma)) and base[same] == lemma[same]:
            same += 1
        return (len(base) - same + len(lemma) - same, f"{case}|{len(base) - same}|{lemma[same:]}")

    lower = form.lower()
    if not any(c.isalpha() for c in form):
        return edit("=", form)[1]
    keep, low = edit("=", form), edit("l", lower)
    if keep_case:
        return keep[1] if keep[0] <= low[0] else low[1]
    return low[1] if low[0] <= keep[0] else keep[1]


def apply_lemma(form, script):
    case, strip, append = script.split("|", 2)
    base = form.lower() if case == "l" else form
    return base[: len(base) - int(strip)] + append
