import { type Key, randomNormal, tensor } from "@credence/tensor";
import { methods, predictOutputs, run } from "credence";
import { type LineData, line, lineDensity } from "./targets.ts";

export const samplerLabels = { nuts: "NUTS", hmc: "HMC", sgld: "SGLD", sghmc: "SGHMC" } as const;
export type SamplerName = keyof typeof samplerLabels;
export const samplerNames = Object.keys(samplerLabels) as SamplerName[];
/** Those that are exact in the limit of many draws; the others are at a rate that falls to 0. */
export const exactSamplers = ["nuts", "hmc"] as const satisfies readonly SamplerName[];
export const isExact = (sampler: SamplerName): sampler is (typeof exactSamplers)[number] => sampler === "nuts" || sampler === "hmc";

/** How many chains, and what each keeps. */
export interface Chains {
  readonly chains: number;
  readonly draws: number;
  readonly warmUp: number;
}

/** Intercept and slope by chain and draw. */
type DrawnLines = readonly (readonly (readonly [intercept: number, slope: number])[])[];

const hamiltonian = ({ chains, draws, warmUp }: Chains) => ({
  nuts: methods.nuts({ chains, draws, warmUp }),
  hmc: methods.hmc({ chains, draws, warmUp, leapfrogs: 8 }),
});

/** Minibatches of 10 of the 20 examples, one sample in 40 steps. */
const stochastic = ({ draws, warmUp }: Chains) => {
  const chain = { epochs: Math.ceil((warmUp + 40 * draws) / 2), batchSize: 10, burnIn: warmUp, thin: 40, samples: draws };
  return { sgld: methods.sgld({ ...chain, learningRate: 0.01 }), sghmc: methods.sghmc({ ...chain, learningRate: 0.001 }) };
};

/** Chains of a sampler on the posterior of the line. */
export async function drawLines(
  sampler: SamplerName,
  { data, ...chains }: Chains & { readonly data: LineData },
  key: Key,
): Promise<DrawnLines> {
  if (isExact(sampler)) {
    const { logDensity, dispose } = lineDensity(data);
    const start = randomNormal(key.child("start"), [chains.chains, 2]);
    const drawn = await hamiltonian(chains)[sampler].sample(logDensity, start, key);
    start.dispose();
    dispose();
    return drawn.chains.map(({ positions }) => positions.map(([intercept, slope]) => [intercept!, slope!] as const));
  }
  const x = tensor(data.x, [data.x.length, 1]);
  const y = tensor(data.y, [data.y.length, 1]);
  // f(0) is the intercept, f(1) less it the slope
  const places = tensor([[0], [1]]);
  const all = [];
  for (let chain = 0; chain < chains.chains; chain++) {
    const posterior = await run(stochastic(chains)[sampler].fit({ model: line, data: { x, y } }, key.child(chain)));
    const outputs = predictOutputs(posterior, places, { draws: chains.draws }, key);
    const values = await outputs.read();
    all.push(Array.from({ length: chains.draws }, (_, i) => [values[2 * i]!, values[2 * i + 1]! - values[2 * i]!] as const));
    for (const array of [outputs, posterior]) array.dispose();
  }
  for (const array of [x, y, places]) array.dispose();
  return all;
}
