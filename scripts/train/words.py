"""A plain tokeniser and sentence splitter in the manner of UD English, for sources that come as running text.

Hyphenated compounds become three words (`Iran - backed`), clitics are split (`Iran 's`, `do n't`), abbreviations keep
their full stop.
"""

import re

ABBREVIATIONS = """Mr Mrs Ms Dr Prof Sen Rep Gov Gen Col Lt Maj Capt Sgt Cmdr Adm Rev Hon St Jr Sr Inc Corp Co Ltd vs etc No Jan Feb
Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec approx dept est al Ave Blvd Mt Ft""".split()

TOKEN = re.compile(
    r"""https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.[\w.-]+|[@\#]\w+
    |(?:[^\W\d_]\.){2,}
    |(?:%s)\.(?=\s)
    |[A-Z]\.(?=\s+[A-Z])
    |\d+(?:[.,:/]\d+)+
    |[^\W_]+(?:['’][^\W\d_]+)*['’]?
    |\.{2,}|…|-{2,}|\S"""
    % "|".join(ABBREVIATIONS),
    re.X,
)
CLITIC = re.compile(r"(?i)^(.+?)(n['’]t|['’](?:s|re|ve|ll|d|m))$")
STARTERS = {"The", "He", "She", "It", "They", "We", "I", "In", "On", "At", "But", "A", "An", "This", "That", "His", "Her", "And", "However", "Its", "There", "As", "If", "For", "When", "After"}


def tokens(text):
    """(start, end) of every word, in order."""
    out = []
    for m in TOKEN.finditer(text):
        start, end, word = m.start(), m.end(), m.group()
        if word[0].isalnum() and word[-1] in "'’" and len(word) > 1:
            out += clitics(start, word[:-1])
            out.append((end - 1, end))
        else:
            out += clitics(start, word)
    return out


def clitics(start, word):
    if word.lower() == "cannot":
        return [(start, start + 3), (start + 3, start + 6)]
    m = CLITIC.match(word)
    if not m:
        return [(start, start + len(word))]
    return [(start, start + m.end(1)), (start + m.end(1), start + len(word))]


def sentences(text):
    """Lists of (start, end): paragraphs end a sentence, and so does . ? ! before what looks like a beginning."""
    out, current, words = [], [], tokens(text)
    for i, (start, end) in enumerate(words):
        current.append((start, end))
        if i + 1 == len(words):
            break
        gap, nxt = text[end : words[i + 1][0]], text[words[i + 1][0] : words[i + 1][1]]
        word = text[start:end]
        final = next((text[s:e] for s, e in reversed(current) if text[s:e] not in {'"', "'", "”", "’", ")", "]"}), "")
        ends = final in {".", "?", "!", "…", "..."} and (nxt[0].isupper() or nxt[0].isdigit() or nxt[0] in "\"“'‘([")
        ends = ends and gap != ""
        if word.endswith(".") and len(word) > 1 and word.count(".") > 1 and nxt in STARTERS and gap:
            ends = True
        if "\n" in gap or ends:
            out.append(current)
            current = []
    if current:
        out.append(current)
    return out
