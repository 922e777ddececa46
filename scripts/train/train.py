"""Step 2, train.

    python train.py --prepared PREPARED --data ../shared/data --out RUN --pieces 12000000
    python train.py --prepared PREPARED --data ../shared/data --out RUN --until 18:10

The length of the run is given in pieces read, or as a time of day: the learning rate then falls with the share of the time gone, and
reaches zero at its end however fast the machine is. A step adds the gradients of several batches; on a CPU every core takes the next
batch with one thread: that meets other load on the machine better than many threads in every product. `--resume` goes on from RUN/checkpoint.pt, which is written every few
minutes; `--start` begins from an earlier model instead of the pretrained encoder. RUN/final.pt holds the averaged weights at the end. Runs on a CPU in float32, or with `--device cuda` (`--bf16`
for autocast). Progress lines give pieces a second and the mean loss of each layer.
"""

import argparse
import collections
import datetime
import itertools
import json
import os
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor

import torch
import torch.nn.functional as F

from evaluate import evaluate, load_model
from labels import UNKNOWN
from model import Model, base_config, load_base, shrink
from windows import Sampler


def losses(model, batch, weights, teacher=None):
    """Sums over words, by layer, with the number of words each counts. In windows to `follow`, the vectors of words are to be `teacher`'s."""
    h = model.encode(batch["pieces"], batch["shapes"], batch["lengths"], batch["firsts"])
    out = {}
    rows = batch["follow"].nonzero()[:, 0]
    if teacher is not None and len(rows):
        with torch.no_grad():
            theirs = teacher.encode(*(batch[k][rows] for k in ("pieces", "shapes", "lengths", "firsts")))
        some = batch["sentence"][rows] >= 0
        apart = (h[rows] - theirs).square().mean(-1) / teacher.layers[-1].norm2.weight.square().mean()
        out["vectors"] = (apart[some].sum(), some.sum())
    logits = {k: v.float() for k, v in model.tokens(h).items()}
    logp = logits["names"].log_softmax(-1)
    allowed = batch["names"]
    some = ~allowed.all(-1) & (batch["sentence"] >= 0)
    marginal = -logp.masked_fill(~allowed, -1e4).logsumexp(-1)
    out["names"] = ((marginal * batch["weight"][:, None])[some].sum(), some.sum())
    for layer in ("denotes", "upos", "xpos", "lemma"):
        gold = batch[layer]
        some = gold != UNKNOWN
        out[layer] = (F.cross_entropy(logits[layer][some], gold[some], reduction="sum"), some.sum())
    rows = (batch["heads"] != UNKNOWN).any(1).nonzero()[:, 0]
    if len(rows):
        heads, sentence, hs = batch["heads"][rows], batch["sentence"][rows], h[rows]
        scores = model.arcs(hs).float()
        same = sentence[:, :, None] == sentence[:, None]
        same = torch.cat([torch.ones_like(same[:, :, :1]), same], 2)
        scores = scores.masked_fill(~same, -1e4)
        some = heads != UNKNOWN
        out["arc"] = (F.cross_entropy(scores[some], heads[some], reduction="sum"), some.sum())
        r, w = ((heads != UNKNOWN) & (batch["deprels"][rows] != UNKNOWN)).nonzero(as_tuple=True)
        labels = model.labels(hs, r, w, heads[r, w]).float()
        out["label"] = (F.cross_entropy(labels, batch["deprels"][rows][r, w], reduction="sum"), torch.tensor(len(r)))
    total = sum(weights[k] * v for k, (v, _) in out.items())
    return total / (batch["sentence"] >= 0).sum(), out


def override(settings, others):
    """Puts the values of `others` in the place of those of `settings`, table by table."""
    for key, value in others.items():
        if isinstance(value, dict) and key in settings:
            override(settings[key], value)
        else:
            settings[key] = value


def optimizers(model, t):
    """Fused AdamW for the dense weights, a sparse one for the word embedding: a batch touches few of its rows."""
    groups = {}
    for name, p in model.named_parameters():
        if name == "embeddings.word.weight":
            continue
        encoder = name.startswith(("embeddings.", "layers.")) and name != "embeddings.shape"
        decay = p.dim() >= 2 and not name.startswith("embeddings.")
        groups.setdefault((encoder, decay), []).append(p)
    dense = torch.optim.AdamW(
        [{"params": ps, "lr": t["encoder_lr"] if enc else t["head_lr"], "weight_decay": t["weight_decay"] if dec else 0.0} for (enc, dec), ps in groups.items()],
        betas=(0.9, 0.98), eps=1e-6, fused=True,
    )
    sparse = torch.optim.SparseAdam([model.embeddings.word.weight], lr=t["word_lr"], betas=(0.9, 0.98), eps=1e-6)
    for o in (dense, sparse):
        for g in o.param_groups:
            g["top"] = g["lr"]
    return dense, sparse


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--config", nargs="+", default=[os.path.join(os.path.dirname(__file__), "config.toml")], help="settings; a later file has what is otherwise")
    parser.add_argument("--prepared", required=True)
    parser.add_argument("--data", default="../shared/data")
    parser.add_argument("--out", required=True)
    length = parser.add_mutually_exclusive_group(required=True)
    length.add_argument("--pieces", type=int)
    length.add_argument("--until", help="HH:MM, the next time the clock shows it")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--start", help="final.pt or a bundle to start from, with the same labels, instead of the pretrained encoder")
    parser.add_argument("--teacher", help="final.pt or a bundle whose vectors of words are followed; by default the one of --start")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--bf16", action="store_true")
    parser.add_argument("--threads", type=int, default=2, help="CPU cores to use")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)  # of the steps between batches; the workers take one each
    pool = ThreadPoolExecutor(args.threads, initializer=lambda: torch.set_num_threads(1))
    config = {}
    for path in args.config:
        override(config, tomllib.load(open(path, "rb")))
    t = config["train"]
    torch.manual_seed(t["seed"])
    os.makedirs(args.out, exist_ok=True)
    labels = json.load(open(os.path.join(args.prepared, "labels.json"), encoding="utf-8"))
    shape = base_config(labels, config["model"]["arc"], config["model"]["label"])
    earlier = load_model(args.start) if args.start else None
    assert earlier is None or earlier.config["labels"] == labels, f"{args.start}: its labels are not those of {args.prepared}"
    kept = config["model"].get("kept_layers")
    if kept:
        assert earlier is not None, "kept_layers are those of the model that --start names"
        shape |= {"layers": len(kept), "ffn": config["model"]["ffn"]}
    sampler = Sampler(args.prepared, args.data, config, t["seed"])
    checkpoint = os.path.join(args.out, "checkpoint.pt")
    resumed = torch.load(checkpoint, map_location=args.device, weights_only=False) if args.resume and os.path.exists(checkpoint) else None
    if kept and resumed is None and earlier.config["layers"] > len(kept):
        model = shrink(earlier, shape, kept, t["dropout"], t["head_dropout"], itertools.islice(sampler.batches(), 40))
    else:
        model = Model(shape, t["dropout"], t["head_dropout"])
        if resumed is not None:
            model.load_state_dict(resumed["model"])
        elif earlier is None:
            load_base(model)
        else:
            model.load_state_dict(earlier.state_dict())
    model.to(args.device)
    teacher = load_model(args.teacher) if args.teacher else earlier
    teacher = teacher.to(args.device) if teacher is not None and "vectors" in config["loss"] else None
    dense, sparse = optimizers(model, t)
    average = {k: v.detach().clone() for k, v in model.state_dict().items()}
    step = seen = 0
    began = time.time()
    last_share = gone = 0.0  # gone: the share of the run done when this process began
    if resumed is not None:
        average = resumed["average"]
        dense.load_state_dict(resumed["dense"])
        sparse.load_state_dict(resumed["sparse"])
        for old, new in zip((dense, sparse), optimizers(model, t)):
            for a, b in zip(old.param_groups, new.param_groups):
                a["top"] = b["top"]  # the rates of the configuration, not of the checkpoint
        step, seen, last_share, gone = resumed["step"], resumed["seen"], resumed["evaluated"], resumed["share"]
        sampler.rng.setstate(resumed["rng"])
        sampler.given, sampler.queue = resumed["given"], resumed["queue"]
    until = None
    if args.until:
        hour, minute = map(int, args.until.split(":"))
        now = datetime.datetime.now()
        end = now.replace(hour=hour, minute=minute, second=0)
        until = (end if end > now else end + datetime.timedelta(days=1)).timestamp()

    def share():
        if args.pieces:
            return min(1.0, seen / args.pieces)
        return min(1.0, gone + (1 - gone) * (time.time() - began) / (until - began))

    def save():
        state = {"model": model.state_dict(), "average": average, "config": model.config, "dense": dense.state_dict(), "sparse": sparse.state_dict()}
        state |= {"step": step, "seen": seen, "share": share(), "evaluated": last_share, "rng": sampler.rng.getstate(), "given": sampler.given, "queue": sampler.queue}
        torch.save(state, checkpoint + ".new")
        os.replace(checkpoint + ".new", checkpoint)

    print(f"pieces in one pass: {sampler.size}", flush=True)
    sums, counts, mark, marked, saved = {}, {}, time.time(), seen, time.time()
    model.train()
    params = [p for p in model.parameters()]
    stream = sampler.batches()

    def work(group):
        """Gradients summed over batches taken from `group` until none is left: each worker takes the next one."""
        total, parts = [None] * len(params), []
        while True:
            try:
                batch = group.popleft()
            except IndexError:
                return total, parts
            batch = {k: v.to(args.device) for k, v in batch.items()}
            with torch.autocast(args.device, torch.bfloat16, enabled=args.bf16):
                loss, part = losses(model, batch, config["loss"], teacher)
            grads = torch.autograd.grad(loss / t["step_batches"], params, allow_unused=True)
            add(total, grads)
            parts.append(part)

    def add(total, grads):
        for i, g in enumerate(grads):
            if g is not None:
                total[i] = g if total[i] is None else total[i].add_(g)

    while True:
        done = share()
        if done >= 1:
            break
        rate = min(done / t["warmup"], (1 - done) / (1 - t["warmup"]))
        for o in (dense, sparse):
            for g in o.param_groups:
                g["lr"] = g["top"] * max(rate, 1e-3)
        group = collections.deque(next(stream) for _ in range(t["step_batches"]))
        pieces = sum(int(b["lengths"].sum()) for b in group)
        gradients = [None] * len(params)
        for total, parts in pool.map(work, [group] * args.threads):
            add(gradients, total)
            for part in parts:
                for k, (v, n) in part.items():
                    sums[k] = sums.get(k, 0.0) + float(v.detach())
                    counts[k] = counts.get(k, 0) + int(n)
        for p, g in zip(params, gradients):
            p.grad = g
        torch.nn.utils.clip_grad_norm_([p for g in dense.param_groups for p in g["params"] if p.grad is not None], t["clip"])
        dense.step()
        sparse.step()
        step += 1
        seen += pieces
        if step % t["ema_every"] == 0:
            decay = min(t["ema_decay"], step / t["ema_every"] / (step / t["ema_every"] + 9))
            with torch.no_grad():
                now = model.state_dict()
                torch._foreach_lerp_([average[k] for k in now], [now[k] for k in now], 1 - decay)
        if step % 25 == 0:
            speed = (seen - marked) / (time.time() - mark)
            passes = " ".join(f"{k}={sampler.given[k] / sampler.size[k]:.2f}" for k in sampler.size)
            print(f"{time.strftime('%H:%M:%S')} {done:6.1%} step {step} pieces {seen} {speed:.0f}/s  " + " ".join(f"{k} {sums[k] / max(1, counts[k]):.3f}" for k in sums) + f"  passes {passes}", flush=True)
            sums, counts, mark, marked = {}, {}, time.time(), seen
        if time.time() - saved > 60 * t["checkpoint_minutes"]:
            save()
            saved = time.time()
        if done - last_share >= t["evaluate_share"] and done < 0.95:
            last_share = done
            save()
            own = {k: v.clone() for k, v in model.state_dict().items()}
            model.load_state_dict(average)
            print(evaluate(model, args.prepared, quick=True, device=args.device), flush=True)
            model.load_state_dict(own)
            model.train()
            mark, marked = time.time(), seen
    save()
    torch.save({"weights": average, "config": model.config, "step": step, "seen": seen, "training": config}, os.path.join(args.out, "final.pt"))
    print(f"done: {seen} pieces in {step} steps", flush=True)


if __name__ == "__main__":
    main()
