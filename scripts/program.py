"""How the scripts run the program: the options that choose it, and records of articles."""

import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def add_options(parser):
    parser.add_argument("--actant", help="the program; by default it is built and run by cargo")
    parser.add_argument("--model", help="folder of a model; the built-in one by default")


def command(args):
    """What runs the program."""
    cargo = ["cargo", "run", "--quiet", "--release", "--manifest-path", os.path.join(ROOT, "Cargo.toml"), "--"]
    return [args.actant] if args.actant else cargo


def extract(args, articles, *options):
    """The records of articles (dicts with `id` and `text`), in their order; `options` go to `actant extract`."""
    arguments = ["extract", "--quiet", "--format", "jsonl", *options, *(["--model", args.model] if args.model else [])]
    lines = "".join(json.dumps(article) + "\n" for article in articles)
    done = subprocess.run([*command(args), *arguments], input=lines, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]
