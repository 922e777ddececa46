"""Best tag sequences and best trees."""

import numpy as np

from labels import NAME_TYPES, NAMES


def transitions():
    """0 where a tag may follow another, -inf where not: I-X follows B-X or I-X alone."""
    out = np.zeros((len(NAMES), len(NAMES)), np.float32)
    for j, tag in enumerate(NAMES):
        if tag.startswith("I-"):
            for i, before in enumerate(NAMES):
                if before not in ("B-" + tag[2:], tag):
                    out[i, j] = -np.inf
    return out


ALLOWED = transitions()


def best_tags(logp):
    """Viterbi over `[words, tags]`."""
    score = logp[0] + ALLOWED[0]
    back = []
    for row in logp[1:]:
        step = score[:, None] + ALLOWED
        back.append(step.argmax(0))
        score = step.max(0) + row
    tags = [int(score.argmax())]
    for b in reversed(back):
        tags.append(int(b[tags[-1]]))
    return tags[::-1]


def name_spans(tags):
    """(start, end, type), end exclusive."""
    out = []
    for i, t in enumerate(tags):
        if t == 0:
            continue
        kind = NAME_TYPES[(t - 1) // 2]
        if t % 2 == 1 or not out or out[-1][1] != i or out[-1][2] != kind:
            out.append([i, i + 1, kind])
        else:
            out[-1][1] = i + 1
    return [tuple(s) for s in out]


def best_tree(scores):
    """Heads of the best tree with one root. `scores[d, h]`: h = 0 is the root, word d has number d + 1."""
    n = scores.shape[0]
    full = np.full((n + 1, n + 1), -1e9)
    full[1:] = scores
    full[np.arange(n + 1), np.arange(n + 1)] = -1e9
    heads = full[1:].argmax(1)
    if (heads == 0).sum() == 1 and not cycle([0, *heads]):
        return heads
    spread = full[1:][full[1:] > -1e8]
    full[1:, 0] -= (spread.max() - spread.min() + 1) * (n + 1)  # a second root costs more than any gain
    return np.array(arborescence(full)[1:])


def cycle(heads):
    """The members of some cycle, else an empty list."""
    state = [2] + [0] * (len(heads) - 1)
    for start in range(1, len(heads)):
        path, at = [], start
        while state[at] == 0:
            state[at] = 1
            path.append(at)
            at = heads[at]
        if state[at] == 1:
            return path[path.index(at):]
        for p in path:
            state[p] = 2
    return []


def arborescence(scores):
    """Chu-Liu and Edmonds: `scores[d, h]` over nodes 0..n, node 0 the root. Contracts one cycle at a time."""
    n = len(scores)
    heads = [0] + [int(h) for h in scores[1:].argmax(1)]
    ring = cycle(heads)
    if not ring:
        return heads
    rest = [i for i in range(n) if i not in set(ring)]
    own = sum(scores[i, heads[i]] for i in ring)
    small = np.full((len(rest) + 1, len(rest) + 1), -1e9)
    small[:-1, :-1] = scores[np.ix_(rest, rest)]
    leave = scores[np.ix_(rest, ring)]
    small[:-1, -1] = leave.max(1)
    enter = scores[np.ix_(ring, rest)] + own - np.array([scores[i, heads[i]] for i in ring])[:, None]
    small[-1, :-1] = enter.max(0)
    small[np.arange(len(small)), np.arange(len(small))] = -1e9
    inner = arborescence(small)
    out = list(heads)
    last = len(rest)
    for k, node in enumerate(rest):
        if k:
            out[node] = ring[int(leave[k].argmax())] if inner[k] == last else rest[inner[k]]
    gate = inner[last]
    out[ring[int(enter[:, gate].argmax())]] = rest[gate]
    return out
