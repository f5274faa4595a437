"""The recurrent workloads in JAX (jit, lax.scan, optax) on the CPU, as its users write them.
usage: recurrent_jax.py [--threads 2] [--seconds 2] [WORKLOAD ...]     one JSON line per workload: {"workload","ms","n"}
       recurrent_jax.py --check CASE.json     losses of given weights and noise, to compare with ours
"""
import argparse, json, os, time
ap = argparse.ArgumentParser(); ap.add_argument("--threads", type=int, default=2); ap.add_argument("--seconds", type=float, default=2)
ap.add_argument("--check"); ap.add_argument("workloads", nargs="*")
args = ap.parse_args()
os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[:args.threads]))        # XLA sizes its pool by the cores it sees
os.environ["JAX_PLATFORMS"] = "cpu"
import jax, jax.numpy as jnp, numpy as np, optax
from jax import lax, random
from jax.scipy.stats import norm
rng = np.random.default_rng(0)

def drawn(q, noise):
    """Arrays of a layer and log q - log p under N(0, 1)."""
    s = jax.tree.map(jax.nn.softplus, q["rho"]); w = jax.tree.map(lambda m, s, e: m + s * e, q["mean"], s, noise)
    return w, sum(jax.tree.leaves(jax.tree.map(lambda w, m, s: norm.logpdf(w, m, s).sum() - norm.logpdf(w).sum(), w, q["mean"], s)))

def lstm(w, x):
    units = w["recurrent"].shape[0]; a = x.swapaxes(0, 1) @ w["input"] + w["bias"]; zero = jnp.zeros((x.shape[0], units))
    def step(carry, a):
        h, c = carry; i, f, g, o = jnp.split(a + h @ w["recurrent"], 4, axis=1)
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g); return (jax.nn.sigmoid(o) * jnp.tanh(c), c), None
    return lax.scan(step, (zero, zero), a)[0][0]
def dense(w, x): return x @ w["weight"] + w["bias"]
def embedding(w, x): return w["weight"][x] * (x != 0)[..., None]

def layer(apply, shapes, bound):
    mean = {k: jnp.asarray(rng.uniform(-bound, bound, s), jnp.float32) for k, s in shapes.items()}
    return apply, dict(mean=mean, rho=jax.tree.map(lambda m: jnp.full(m.shape, -5.), mean))
def lstm_layer(i, u): return layer(lstm, {"input": (i, 4 * u), "recurrent": (u, 4 * u), "bias": (4 * u,)}, u ** -.5)
def dense_layer(i, o): return layer(dense, {"weight": (i, o), "bias": (o,)}, i ** -.5)
def networks(name):
    if name == "lstm-step": return [lstm_layer(28, 128), dense_layer(128, 10)], 6000, 2
    return [layer(embedding, {"weight": (3000, 64)}, 1.), lstm_layer(64, 64), dense_layer(64, 10)], 5000, 1

def cost(applies, params, x, y, share, noises):
    def one(noise):
        h, kl = x, 0.
        for apply, q, e in zip(applies, params, noise): w, c = drawn(q, e); h = apply(w, h); kl += c
        return share * kl + optax.softmax_cross_entropy_with_integer_labels(h, y).sum()
    return sum(map(one, noises)) / len(noises)

def training(name):
    layers, n, draws = networks(name); applies, params = zip(*layers); opt = optax.adam(1e-3); state = opt.init(params)
    X = jnp.asarray(rng.random((n, 28, 28), np.float32) if name == "lstm-step" else rng.integers(1, 3000, (n, 20))); Y = jnp.asarray(rng.integers(0, 10, n))
    def normals(k):
        means = [q["mean"] for q in params]; leaves, tree = jax.tree.flatten(means)
        return jax.tree.unflatten(tree, [random.normal(q, m.shape) for q, m in zip(random.split(k, len(leaves)), leaves)])
    def update(params, state, k):
        k, ki, *kd = random.split(k, 2 + draws); i = random.randint(ki, (64,), 0, n)
        l, g = jax.value_and_grad(lambda p: cost(applies, p, X[i], Y[i], 64 / n, [normals(q) for q in kd]))(params)
        up, state = opt.update(g, state); return optax.apply_updates(params, up), state, k, l
    f = jax.jit(update, donate_argnums=(0, 1)); box = [params, state, random.key(0)]
    def step():
        box[0], box[1], box[2], l = f(*box); return float(l)
    return step

if args.check:
    case = json.load(open(args.check)); arrays = lambda tree: jax.tree.map(jnp.asarray, tree, is_leaf=lambda v: isinstance(v, list) and not isinstance(v[0], dict))
    params = [dict(mean=arrays(m), rho=arrays(r)) for m, r in zip(case["mean"], case["rho"])]; noises = [[arrays(e) for e in d] for d in case["noise"]]
    loss, g = jax.value_and_grad(lambda p: cost([lstm, dense], p, arrays(case["x"]), arrays(case["y"]), case["share"], noises))(params)
    print(json.dumps({"loss": float(loss), "gradient": float(jnp.linalg.norm(g[0]["rho"]["recurrent"]))})); raise SystemExit
for name in args.workloads or ["lstm-step", "question-step"]:
    f = training(name)
    for _ in range(3): f()
    ts, t0 = [], time.perf_counter()
    while time.perf_counter() - t0 < args.seconds or len(ts) < 3:
        t = time.perf_counter(); f(); ts.append(time.perf_counter() - t)
    ts.sort(); print(json.dumps({"workload": name, "ms": round(ts[len(ts) // 2] * 1e3, 3), "n": len(ts)}), flush=True)
