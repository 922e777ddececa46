"""Parts of a page that scripts write: what stands between `<!-- NAME: begin -->` and `<!-- NAME: end -->`."""

import sys


def put(path, name, lines):
    """Puts `lines` there."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    with open(path, encoding="utf-8") as file:
        page = file.read()
    if begin not in page or end not in page:
        sys.exit(f"error: {path} has no {begin} … {end}")
    before, rest = page.split(begin, 1)
    text = "\n".join(lines)
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"{before}{begin}\n{text}\n{end}{rest.split(end, 1)[1]}")
