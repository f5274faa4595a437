"""The recurrent workloads in PyTorch 2 on the CPU, as its users write them.
usage: recurrent_torch.py [--compile] [--threads 2] [--seconds 2] [WORKLOAD ...]     one JSON line per workload: {"workload","ms","n"}
       recurrent_torch.py --check CASE.json     losses of given weights and noise, to compare with ours
Eager calls nn.LSTM with the drawn weights (functional_call); --compile puts a loop over the steps through torch.compile (needs g++).
"""
import argparse, json, time
import torch
import torch.nn as nn, torch.nn.functional as F
from torch.distributions import Normal
from torch.func import functional_call
ap = argparse.ArgumentParser(); ap.add_argument("--threads", type=int, default=2); ap.add_argument("--seconds", type=float, default=2)
ap.add_argument("--compile", action="store_true"); ap.add_argument("--check"); ap.add_argument("workloads", nargs="*")
args = ap.parse_args(); torch.set_num_threads(args.threads); torch.manual_seed(0)

def log_prob(x, mean, std): return Normal(mean, std, validate_args=False).log_prob(x)

class Weights(nn.Module):
    """Gaussian posteriors of named arrays; a draw comes with log q - log p under N(0, 1)."""
    def __init__(self, shapes, bound):
        super().__init__()
        self.mean = nn.ParameterDict({k: nn.Parameter(torch.empty(*s).uniform_(-bound, bound)) for k, s in shapes.items()})
        self.rho = nn.ParameterDict({k: nn.Parameter(torch.full(s, -5.)) for k, s in shapes.items()})
    def forward(self, noise=None):
        drawn, cost = {}, 0.
        for k, m in self.mean.items():
            s = F.softplus(self.rho[k]); w = m + s * (torch.randn_like(m) if noise is None else noise[k])
            drawn[k] = w; cost = cost + log_prob(w, m, s).sum() - log_prob(w, 0., 1.).sum()
        return drawn, cost

class Lstm(nn.Module):
    def __init__(self, inputs, units):
        super().__init__()
        self.units = units; self.cell = nn.LSTM(inputs, units, batch_first=True)
        self.weights = Weights({"input": (4 * units, inputs), "recurrent": (4 * units, units), "bias": (4 * units,)}, units ** -.5)
        self.register_buffer("none", torch.zeros(4 * units), persistent=False)
        for p in self.cell.parameters(): p.requires_grad_(False)
    def forward(self, x, noise=None):
        w, cost = self.weights(noise)
        if not args.compile:
            arrays = {"weight_ih_l0": w["input"], "weight_hh_l0": w["recurrent"], "bias_ih_l0": w["bias"], "bias_hh_l0": self.none}
            return functional_call(self.cell, arrays, (x,))[0][:, -1], cost
        a = F.linear(x, w["input"], w["bias"]); h = x.new_zeros(len(x), self.units); c = h
        for t in range(x.shape[1]):
            i, f, g, o = (a[:, t] + h @ w["recurrent"].T).chunk(4, 1)
            c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g); h = torch.sigmoid(o) * torch.tanh(c)
        return h, cost

class Dense(nn.Module):
    def __init__(self, i, o):
        super().__init__(); self.weights = Weights({"weight": (o, i), "bias": (o,)}, i ** -.5)
    def forward(self, x, noise=None):
        w, cost = self.weights(noise); return F.linear(x, w["weight"], w["bias"]), cost

class Embedding(nn.Module):
    def __init__(self, words, units):
        super().__init__(); self.weights = Weights({"weight": (words, units)}, 1.)
    def forward(self, x, noise=None):
        w, cost = self.weights(noise); return F.embedding(x, w["weight"]) * (x != 0).unsqueeze(-1), cost

def networks(name, units=None):
    if name == "lstm-step": return nn.ModuleList([Lstm(28, units or 128), Dense(units or 128, 10)]), 6000, 2
    return nn.ModuleList([Embedding(3000, units or 64), Lstm(units or 64, units or 64), Dense(units or 64, 10)]), 5000, 1

def cost(layers, x, y, draws, share, noise=None):
    loss = 0.
    for d in range(draws):
        h, kl = x, 0.
        for k, layer in enumerate(layers): h, c = layer(h, noise and noise[d][k]); kl = kl + c
        loss = loss + (share * kl + F.cross_entropy(h, y, reduction="sum")) / draws
    return loss

def training(name):
    layers, count, draws = networks(name); opt = torch.optim.Adam(layers.parameters(), 1e-3)
    X = torch.rand(count, 28, 28) if name == "lstm-step" else torch.randint(1, 3000, (count, 20)); Y = torch.randint(0, 10, (count,))
    share = 64 / count; of = lambda x, y: cost(layers, x, y, draws, share)
    loss_of = torch.compile(of) if args.compile else of
    def step():
        i = torch.randint(0, count, (64,)); opt.zero_grad(); loss = loss_of(X[i], Y[i]); loss.backward(); opt.step(); return loss.item()
    return step

if args.check:
    case = json.load(open(args.check)); layers = nn.ModuleList([Lstm(case["inputs"], case["units"]), Dense(case["units"], 10)])
    # ours has inputs before outputs
    turned = lambda k, v: torch.tensor(v).T.contiguous() if k != "bias" else torch.tensor(v)
    noise = [[{k: turned(k, v) for k, v in layer.items()} for layer in draw] for draw in case["noise"]]
    for layer, mean, rho in zip(layers, case["mean"], case["rho"]):
        for k in mean: layer.weights.mean[k].data = turned(k, mean[k]); layer.weights.rho[k].data = turned(k, rho[k])
    loss = cost(layers, torch.tensor(case["x"]), torch.tensor(case["y"]), len(noise), case["share"], noise); loss.backward()
    print(json.dumps({"loss": loss.item(), "gradient": layers[0].weights.rho["recurrent"].grad.square().sum().sqrt().item()})); raise SystemExit
for name in args.workloads or ["lstm-step", "question-step"]:
    f = training(name)
    for _ in range(2): f()
    ts, t0 = [], time.perf_counter()
    while time.perf_counter() - t0 < args.seconds or len(ts) < 3:
        t = time.perf_counter(); f(); ts.append(time.perf_counter() - t)
    ts.sort(); print(json.dumps({"workload": name, "ms": round(ts[len(ts) // 2] * 1e3, 3), "n": len(ts)}), flush=True)
