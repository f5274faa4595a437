"""NUTS of BlackJAX on the targets of bench/effective-draws.ts, which starts it: settings on standard input, quantities of each draw as float32 in a file.

The first run compiles; the second, under another key, is timed, warm-up counted.
"""
import json
import sys
import time

import blackjax
import jax
import jax.numpy as jnp
import numpy as np

given = json.load(sys.stdin)
chains, warm_up, draws = given["chains"], given["warmUp"], given["draws"]


def gaussian():
    precision = jnp.asarray(given["precision"], jnp.float32)
    size = precision.shape[0]
    return lambda q: -0.5 * q @ precision @ q, lambda q: q, jax.random.normal(jax.random.key(1), (chains, size))


def moons():
    x, y, places = (jnp.asarray(given[name], jnp.float32) for name in ("x", "y", "places"))
    sizes = given["sizes"]

    def logits(q, inputs):
        at, z = 0, inputs
        for layer, (i, o) in enumerate(zip(sizes, sizes[1:])):
            weight = q[at : at + i * o].reshape(i, o)
            bias = q[at + i * o : at + i * o + o]
            at += i * o + o
            z = z @ weight + bias
            if layer < len(sizes) - 2:
                z = jnp.tanh(z)
        return z[:, 0]

    def log_density(q):
        z = logits(q, x)
        return jnp.sum(y * z - jax.nn.softplus(z)) - 0.5 * q @ q

    size = sum(i * o + o for i, o in zip(sizes, sizes[1:]))
    start = 0.3 * jax.random.normal(jax.random.key(1), (chains, size))
    return log_density, lambda q: logits(q, places), start


log_density, quantities, start = {"gaussian": gaussian, "moons": moons}[given["target"]]()
warming = blackjax.window_adaptation(blackjax.nuts, log_density, is_mass_matrix_diagonal=True, target_acceptance_rate=0.8, max_num_doublings=given["maxDepth"])


def one_chain(key, position):
    warm_key, draw_key = jax.random.split(key)
    (state, parameters), _ = warming.run(warm_key, position, num_steps=warm_up)
    step = blackjax.nuts(log_density, **parameters).step

    def next_draw(state, own):
        state, info = step(own, state)
        return state, (quantities(state.position), info.num_integration_steps)

    _, (values, leapfrogs) = jax.lax.scan(next_draw, state, jax.random.split(draw_key, draws))
    return values, leapfrogs


run = jax.jit(jax.vmap(one_chain))


def timed(seed):
    begin = time.perf_counter()
    values, leapfrogs = jax.block_until_ready(run(jax.random.split(jax.random.key(seed), chains), start))
    return values, leapfrogs, time.perf_counter() - begin


_, _, first = timed(2)
values, leapfrogs, seconds = timed(3)
np.asarray(values, np.float32).tofile(given["out"])
print(json.dumps({"seconds": seconds, "compileSeconds": first - seconds, "leapfrogs": float(jnp.mean(leapfrogs))}))
