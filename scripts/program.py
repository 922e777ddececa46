"""How the scripts run the program: the options that choose it, records of articles, and figures about them."""

import argparse
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def parser(documentation, *data):
    """Options of a script that says of itself what `documentation` does; `data` names its file under ../shared/data, if it reads one."""
    made = argparse.ArgumentParser(description=documentation, formatter_class=argparse.RawDescriptionHelpFormatter)
    if data:
        made.add_argument("file", nargs="?", default=os.path.join(ROOT, "..", "shared", "data", *data))
    add_options(made)
    add_report_options(made)
    return made


def add_options(parser):
    parser.add_argument("--actant", help="the program; by default it is built and run by cargo")
    parser.add_argument("--model", help="folder of a model; the built-in one by default")


def add_report_options(parser):
    """What `report` reads."""
    parser.add_argument("--errors", metavar="FILE", help="write every miss here, one a line")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON, as `actant eval --json` does")


def command(args):
    """What runs the program."""
    cargo = ["cargo", "run", "--quiet", "--release", "--manifest-path", os.path.join(ROOT, "Cargo.toml"), "--"]
    return [args.actant] if args.actant else cargo


def run(args, arguments, given=""):
    """What the program writes to standard output when `given` is its standard input."""
    arguments = [*arguments, *(["--model", args.model] if args.model else [])]
    done = subprocess.run([*command(args), *arguments], input=given, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout


def extract(args, articles, *options):
    """The records of articles (dicts with `id` and `text`), in their order; `options` go to `actant extract`."""
    lines = "".join(json.dumps(article) + "\n" for article in articles)
    out = run(args, ["extract", "--quiet", "--format", "jsonl", *options], lines)
    return [json.loads(line) for line in out.splitlines()]


def write_between(path, name, lines):
    """Puts `lines` between the marks NAME: begin and NAME: end of a page."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    with open(path, encoding="utf-8") as file:
        page = file.read()
    if begin not in page or end not in page:
        sys.exit(f"error: {path} has no {begin} … {end}")
    before, rest = page.split(begin, 1)
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"{before}{begin}\n" + "\n".join(lines) + f"\n{end}" + rest.split(end, 1)[1])


def report(args, figures, misses):
    """Prints `figures` (name: (right, total, rule)) and writes `misses` where they were asked for."""
    if args.json:
        print(json.dumps({k: {"value": right / max(1, total), "rule": rule} for k, (right, total, rule) in figures.items()}))
    else:
        for name, (right, total, rule) in figures.items():
            print(f"{name:28} {right / max(1, total):.4f}  {right} of {total}: {rule}")
    if args.errors:
        with open(args.errors, "w", encoding="utf-8") as file:
            file.write("".join(m + "\n" for m in misses))
