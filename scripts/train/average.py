"""Between steps 2 and 3: the mean of the weights of runs that began alike, which often reads better than each of them.

    python average.py RUN/final.pt OTHER/final.pt --out MEAN/final.pt
"""

import argparse
import os

import torch


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="+")
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    runs = [torch.load(path, map_location="cpu", weights_only=False) for path in args.runs]
    mean, shapes = runs[-1], [{k: v.shape for k, v in run["weights"].items()} for run in runs]
    for path, run, shape in zip(args.runs, runs, shapes):
        assert run["config"] == mean["config"] and shape == shapes[-1], f"{path}: not the same network as {args.runs[-1]}"
    mean["weights"] = {k: sum(run["weights"][k] for run in runs) / len(runs) for k in mean["weights"]}
    mean["seen"], mean["step"] = (sum(run[k] for run in runs) for k in ("seen", "step"))
    folder = os.path.dirname(args.out)
    if folder:
        os.makedirs(folder, exist_ok=True)
    torch.save(mean, args.out)


if __name__ == "__main__":
    main()
