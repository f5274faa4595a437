import { gaussianDraw, integers, key, scope, sum, type Tensor, tensor, valueAndGradient } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { bernoulli, categorical, type Distribution, laplace, normal, scaleMixture, studentT } from "./index.ts";

const read = async (x: Tensor): Promise<number[]> => [...(await x.read())];

async function densityAndSlope(distribution: Distribution, points: readonly number[]) {
  const x = tensor(points);
  const { gradients, extra } = valueAndGradient([x], () => {
    const logProb = distribution.logProb(x);
    return { value: sum(logProb), extra: logProb };
  });
  return { logProb: await read(extra), slope: await read(gradients[0]!) };
}

/** Equal to 2e-6 relative with a floor of 2e-6, a few float32 roundings of the terms. */
function expectClose(got: readonly number[], expected: readonly number[], relative = 2e-6) {
  expect(got.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) {
    if (Number.isFinite(value))
      expect(Math.abs(got[i]! - value), `element ${i}: ${got[i]}, expected ${value}`).toBeLessThanOrEqual(relative * (1 + Math.abs(value)));
    else expect(got[i]).toBe(value);
  }
}

const gauss = (x: number, m: number, s: number) => -((x - m) ** 2) / (2 * s * s) - Math.log(s) - 0.5 * Math.log(2 * Math.PI);
const mixture = ({ weight, stdDev1, stdDev2 }: { weight: number; stdDev1: number; stdDev2: number }, x: number) => {
  const a = Math.log(weight) + gauss(x, 0, stdDev1);
  const b = Math.log(1 - weight) + gauss(x, 0, stdDev2);
  const top = Math.max(a, b);
  const share = 1 / (1 + Math.exp(b - a));
  return {
    logProb: top + Math.log(Math.exp(a - top) + Math.exp(b - top)),
    slope: -share * (x / stdDev1 ** 2) - (1 - share) * (x / stdDev2 ** 2),
  };
};

describe("out to 50 standard deviations, value and gradient", () => {
  const sigmas = [-50, -20, -7, -3, -1, 0, 0.5, 2, 9, 50];

  test.each([
    [0, 1],
    [0.25, 0.125],
    [-3, 20],
    [0, Math.exp(-7)],
  ])("normal, mean %d, standard deviation %d", async (mean, stdDev) => {
    const points = sigmas.map((z) => Math.fround(mean + z * stdDev));
    const { logProb, slope } = await densityAndSlope(normal({ mean, stdDev }), points);
    expectClose(
      logProb,
      points.map((x) => gauss(x, mean, stdDev)),
    );
    expectClose(
      slope,
      points.map((x) => -(x - mean) / stdDev ** 2),
    );
  });

  test("laplace", async () => {
    const points = sigmas.map((z) => Math.fround(0.5 + z * 0.15 * Math.SQRT2));
    const { logProb, slope } = await densityAndSlope(laplace({ mean: 0.5, scale: 0.15 }), points);
    expectClose(
      logProb,
      points.map((x) => -Math.abs(x - 0.5) / 0.15 - Math.log(0.3)),
    );
    expectClose(
      slope,
      points.map((x) => -Math.sign(x - 0.5) / 0.15),
    );
  });

  // 1e-5, since the share of each part is an exponential of float32 numbers of size 10
  test.each([
    { weight: 0.5, stdDev1: 1, stdDev2: Math.exp(-6) },
    { weight: 0.25, stdDev1: Math.exp(-1), stdDev2: Math.exp(-7) },
    { weight: 0.75, stdDev1: Math.exp(-2), stdDev2: Math.exp(-8) },
    { weight: 0.5, stdDev1: 0.7, stdDev2: 0.7 },
  ])("scale mixture %o", async (parameters) => {
    const points = sigmas.flatMap((z) => [z * parameters.stdDev1, z * parameters.stdDev2]).map(Math.fround);
    const { logProb, slope } = await densityAndSlope(scaleMixture(parameters), points);
    expectClose(
      logProb,
      points.map((x) => mixture(parameters, x).logProb),
      1e-5,
    );
    expectClose(
      slope,
      points.map((x) => mixture(parameters, x).slope),
      1e-5,
    );
  });

  test.each([
    ["normal", normal({ mean: 1000.3, stdDev: 0.01 }), (z: number) => -0.5 * z * z - Math.log(0.01) - 0.5 * Math.log(2 * Math.PI)],
    ["laplace", laplace({ mean: 1000.3, scale: 0.01 }), (z: number) => -Math.abs(z) - Math.log(0.02)],
  ])("%s: near a mean that float32 rounds, the distance is to the mean itself", async (_, density, logDensity) => {
    const x = Float32Array.of(1000.25, 1000.3, 1000.375);
    const expected = Array.from(x, (value) => logDensity((value - 1000.3) / 0.01));
    expectClose(await read(density.logProb(tensor(x))), expected, 1e-5);
  });

  // the reported fault: a floor under the density turns this gradient into -0.0064
  test("a prior of standard deviation 0.1 still pulls at 0.7", async () => {
    expect((await densityAndSlope(normal({ mean: 0, stdDev: 0.1 }), [0.7])).slope[0]).toBeCloseTo(-70, 3);
    expect((await densityAndSlope(scaleMixture({ weight: 1, stdDev1: 0.1, stdDev2: 0.01 }), [0.7])).slope[0]).toBeCloseTo(-70, 3);
  });

  // scipy.stats.t(v, loc=0.5, scale=2).logpdf
  test.each([
    [1, [-1.8378770664093453, -1.8403739466079325, -3.2396756140652014, -9.662322997286966, -9.662322997286966, -37.29294418319419]],
    [2.5, [-1.7097867740203956, -1.7115358996032914, -3.109361376352252, -13.800107637822032, -13.800107637822032, -62.15264544761409]],
    [30, [-1.6204175059387933, -1.6217091187890051, -3.1270535892624163, -70.35946410685965, -70.35946410685965, -498.4553984003406]],
    [1e4, [-1.612110713762501, -1.6133608386062352, -3.1432793905242793, -1117.4414390604684, -1117.4414390604684, -131238.3681981495]],
  ])("Student's t with %d degrees of freedom", async (degreesOfFreedom, expected) => {
    const points = [0.5, 0.6, -3, 100.5, -99.5, 1e8];
    const { logProb, slope } = await densityAndSlope(studentT({ degreesOfFreedom, mean: 0.5, scale: 2 }), points);
    expectClose(logProb, expected, 3e-6);
    expectClose(
      slope,
      points.map((x) => (-(degreesOfFreedom + 1) * (x - 0.5)) / (degreesOfFreedom * 4 + (x - 0.5) ** 2)),
      2e-5,
    );
  });

  test("Student's t with 1e8 degrees of freedom is the Gaussian", async () => {
    const { logProb, slope } = await densityAndSlope(studentT({ degreesOfFreedom: 1e8, mean: 0, scale: 1 }), [0, 1, 3]);
    expectClose(logProb, [-0.9189385357046742, -1.4189385382046742, -5.418938378204684]);
    expectClose(slope, [0, -1, -3], 1e-5);
  });
});

describe("the scale mixture", () => {
  const parameters = { stdDev1: 1, stdDev2: 0.01 };

  test.each([
    [0, 0.01],
    [1, 1],
  ])("of weight %d is one Gaussian, even at 5000 standard deviations", async (weight, stdDev) => {
    const points = [0, 0.02, -0.5, 50];
    const mixed = await densityAndSlope(scaleMixture({ weight, ...parameters }), points);
    const single = await densityAndSlope(normal({ mean: 0, stdDev }), points);
    expect(mixed).toEqual(single);
  });

  test("mixes weight by weight: logp([a, b]) = logp([a]) + logp([b])", async () => {
    const prior = scaleMixture({ weight: 0.5, ...parameters });
    const [together] = await read(sum(prior.logProb(tensor([0.005, 2]))));
    const [a] = await read(prior.logProb(tensor([0.005])));
    const [b] = await read(prior.logProb(tensor([2])));
    expect(together).toBeCloseTo(a! + b!, 5);
    // mixing whole arrays would give this instead
    const perArray = Math.log(
      0.5 * Math.exp(gauss(0.005, 0, 1) + gauss(2, 0, 1)) + 0.5 * Math.exp(gauss(0.005, 0, 0.01) + gauss(2, 0, 0.01)),
    );
    expect(Math.abs(together! - perArray)).toBeGreaterThan(1);
  });
});

describe("the fused draw evaluates the same prior", () => {
  test.each([
    ["normal", normal({ mean: 0.1, stdDev: 0.3 })],
    ["laplace", laplace({ mean: 0.1, scale: 0.15 })],
    ["scale mixture", scaleMixture({ weight: 0.25, stdDev1: 1, stdDev2: Math.exp(-6) })],
    ["scale mixture of weight 1", scaleMixture({ weight: 1, stdDev1: 1, stdDev2: Math.exp(-6) })],
  ])("%s", async (_, prior) => {
    const mean = tensor([-1, -0.2, 0, 0.001, 0.3, 2, 12]);
    const rho = tensor([-3, -5, -7, -6, -1, 0, -4]);
    const { weights, complexity } = gaussianDraw(mean, rho, { noise: key(3), draws: 2, prior: prior.fused! });
    const [w, m, r] = [await read(weights), await read(mean), await read(rho)];
    const logPrior = await read(prior.logProb(weights));
    const expected = [0, 1].map((draw) =>
      m.reduce((total, mi, i) => {
        const at = draw * m.length + i;
        return total + gauss(w[at]!, mi, Math.log1p(Math.exp(r[i]!))) - logPrior[at]!;
      }, 0),
    );
    // log q is computed here from rounded weights, whose distance to the mean is a few parts in 1e4 of sigma = 0.001
    expectClose(await read(complexity), expected, 2e-3);
  });
});

describe("discrete values", () => {
  test("categorical of plain numbers: labels of any shape", async () => {
    const coin = categorical({ probabilities: [0.2, 0, 0.8] });
    const logProb = coin.logProb(
      integers([
        [0, 1],
        [2, 2],
      ]),
    );
    expect(logProb.shape).toEqual([2, 2]);
    expectClose(await read(logProb), [Math.log(0.2), -Infinity, Math.log(0.8), Math.log(0.8)]);
    expectClose(await read(categorical({ logits: [1000, 0] }).logProb(integers([0, 1]))), [0, -1000]);
  });

  test("categorical per row, with leading draws", async () => {
    const rows = categorical({
      logits: tensor([
        [
          [0, 0],
          [1, 3],
        ],
        [
          [2, 0],
          [0, 0],
        ],
      ]),
    });
    const logProb = rows.logProb(integers([1, 0]));
    expect(logProb.shape).toEqual([2, 2]);
    const half = Math.log(0.5);
    expectClose(await read(logProb), [half, -Math.log1p(Math.exp(2)), -Math.log1p(Math.exp(2)), half]);
  });

  test("bernoulli: certain outcomes and huge logits stay finite where they should", async () => {
    const x = tensor([0, 1]);
    expectClose(await read(bernoulli({ probability: 0.25 }).logProb(x)), [Math.log(0.75), Math.log(0.25)]);
    expectClose(await read(bernoulli({ probability: 0 }).logProb(x)), [0, -Infinity]);
    expectClose(await read(bernoulli({ probability: 1 }).logProb(x)), [-Infinity, 0]);
    expectClose(await read(bernoulli({ logit: tensor([200, -200]) }).logProb(x)), [-200, -200]);
  });

  test("bernoulli's gradient by its logit is x - p", async () => {
    const logit = tensor([0, 2, -30]);
    const x = tensor([1, 0, 0]);
    const { gradients } = valueAndGradient([logit], () => ({ value: sum(bernoulli({ logit }).logProb(x)), extra: null }));
    expectClose(await read(gradients[0]!), [0.5, -1 / (1 + Math.exp(-2)), -Math.exp(-30)]);
  });
});

describe("parameters as arrays", () => {
  test("normal: gradients by mean and standard deviation", async () => {
    const mean = tensor([0, 1]);
    const stdDev = tensor([0.5, 2]);
    const x = tensor([1, 3]);
    const { value, gradients } = valueAndGradient([mean, stdDev], () => ({ value: sum(normal({ mean, stdDev }).logProb(x)), extra: null }));
    expectClose(await read(value), [gauss(1, 0, 0.5) + gauss(3, 1, 2)]);
    expectClose(await read(gradients[0]!), [1 / 0.25, 2 / 4]);
    expectClose(await read(gradients[1]!), [1 / 0.125 - 1 / 0.5, 4 / 8 - 1 / 2]);
  });

  test("NaN and empty arrays pass through", async () => {
    const priors = [
      normal({ mean: 0, stdDev: 1 }),
      laplace({ mean: 0, scale: 1 }),
      scaleMixture({ weight: 0.5, stdDev1: 1, stdDev2: 0.1 }),
      studentT({ degreesOfFreedom: 3, mean: 0, scale: 1 }),
    ];
    for (const prior of priors) {
      expect(await read(prior.logProb(tensor([Number.NaN])))).toEqual([Number.NaN]);
      expect(scope(() => prior.logProb(tensor(new Float32Array(0), [0, 3])).shape)).toEqual([0, 3]);
    }
  });
});
