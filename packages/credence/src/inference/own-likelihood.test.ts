import { add, affine, exp, key, mean, multiply, normals, reshape, subtract, type Tensor, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { normal } from "../distributions/normal.ts";
import { lppd } from "../metrics/lppd.ts";
import type { Likelihood } from "../model/likelihoods/index.ts";
import { model } from "../model/model.ts";
import { dense } from "../nn/dense.ts";
import { dropout } from "../nn/dropout.ts";
import { sequential } from "../nn/sequential.ts";
import type { Predictive } from "../predictive/predictive.ts";
import * as methods from "./methods/index.ts";
import { loadPosterior } from "./posteriors/load-posterior.ts";
import { predict } from "./predict.ts";
import { run } from "./run.ts";
import { keepBest } from "./training/keep-best.ts";

interface PoissonPredictive extends Predictive {
  readonly kind: "poisson";
  readonly rates: Tensor;
}

/** Counts with a rate of exp(f), as a user would write it: -log p(y | f) = exp(f) - y f + log y!, the last term left to the densities. */
const poisson = ({ exposure }: { exposure: number }): Likelihood<PoissonPredictive> => ({
  kind: "poisson",
  negativeLogProb(outputs, y) {
    const rates = affine(exp(outputs), { scale: exposure });
    return reshape(subtract(rates, multiply(add(outputs, tensor([Math.log(exposure)])), y)), outputs.shape.slice(0, -1));
  },
  predictive: (outputs) => {
    const rates = affine(exp(outputs), { scale: exposure });
    return {
      kind: "poisson",
      rates,
      async readLogDensities(y) {
        const [values, counts] = [await rates.read(), await y.read()];
        const [draws, batch] = rates.shape as [number, number];
        const logFactorial = (n: number): number => (n < 2 ? 0 : Math.log(n) + logFactorial(n - 1));
        return {
          draws,
          batch,
          logDensity: (draw, i) => counts[i]! * Math.log(values[draw * batch + i]!) - values[draw * batch + i]! - logFactorial(counts[i]!),
        };
      },
      dispose: () => rates.dispose(),
    };
  },
  toJSON: () => ({ kind: "poisson", exposure }),
});

const COUNT = 80;
const z = normals(key(3), COUNT);
const x = tensor(z, [COUNT, 1]);
const counts = Array.from(z, (value) => Math.round(Math.exp(1 + 0.5 * value)));
const data = { x, y: tensor(counts, [COUNT, 1]) };
const network = sequential([dense({ inputs: 1, outputs: 4 }), dropout({ rate: 0.1 }), dense({ inputs: 4, outputs: 1 })]);
const own = model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: poisson({ exposure: 2 }) });
const short = { epochs: 3, batchSize: 40 } as const;
const fits = {
  map: methods.map({ epochs: 200, batchSize: COUNT, learningRate: 0.03 }),
  bayesByBackprop: methods.bayesByBackprop(short),
  mcDropout: methods.mcDropout(short),
  deepEnsemble: methods.deepEnsemble({ ...short, members: 2 }),
  keepBest: keepBest(methods.map(short), { score: ({ objective }) => objective }),
};

describe.each(Object.entries(fits))("a likelihood of one's own under %s", (_, method) => {
  test("is fitted, predicted, saved and loaded with its model", async () => {
    const posterior = await run(method.fit({ model: own, data }, key(1)));
    const loaded = await loadPosterior(await posterior.save(), { model: own });
    const [before, after] = (await Promise.all([posterior, loaded].map((one) => predict(one, x, { draws: 4 }, key(2))))) as [
      PoissonPredictive,
      PoissonPredictive,
    ];
    expect(before.kind).toBe("poisson");
    expect([...(await after.rates.read())]).toEqual([...(await before.rates.read())]);
    expect(await lppd(before, data.y)).toBeLessThan(0);
    expect(await lppd(after, data.y)).toBe(await lppd(before, data.y));
  });

  test("without its model the file is refused in one line that says what to do", async () => {
    const posterior = await run(method.fit({ model: own, data }, key(1)));
    await expect(loadPosterior(await posterior.save())).rejects.toThrow(
      /^likelihood: the kind is "poisson", expected one of .*; one of your own comes with its model: loadPosterior\(bytes, \{ model \}\)$/,
    );
    const other = model({ network, prior: own.prior, likelihood: poisson({ exposure: 3 }) });
    await expect(loadPosterior(await posterior.save(), { model: other })).rejects.toThrow("loadPosterior: the file's likelihood is");
  });
});

test("its maximum likelihood reproduces the mean count", async () => {
  const posterior = await run(fits.map.fit({ model: own, data }, key(1)));
  const { rates } = (await predict(posterior, x, { draws: 1 }, key(2))) as PoissonPredictive;
  // a bias on a log link: fitted rates sum to the counts
  expect((await mean(rates).read())[0]! / (counts.reduce((sum, n) => sum + n, 0) / COUNT)).toBeCloseTo(1, 1);
});

test.each(["negativeLogProb", "predictive", "toJSON"] as const)("one without %s is refused when the model is made", (method) => {
  const { [method]: _, ...rest } = poisson({ exposure: 1 });
  expect(() => model({ network, prior: own.prior, likelihood: rest as never })).toThrow(
    `model: the likelihood "poisson" has no ${method}()`,
  );
});

test("one that describes itself as another is refused when the model is made", () => {
  const confused = { ...poisson({ exposure: 1 }), toJSON: () => ({ kind: "normal" }) };
  expect(() => model({ network, prior: own.prior, likelihood: confused })).toThrow('describes itself as "normal", expected its own kind');
});
