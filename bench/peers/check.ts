import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { add, affine, integers, key, mean, normals, stack, type Tensor, tensor, valueAndGradient } from "@credence/tensor";
import { boundTerms, categoricalLikelihood, dense, lstm, model, type NoiseSource, normal, sequential } from "credence";

const [BATCH, STEPS, INPUTS, UNITS, CLASSES, DRAWS, SHARE] = [3, 4, 2, 5, 10, 2, 0.1];

/** Arrays of the layers, inputs before outputs, as the peers' cases name them. */
const layers = [
  { input: [INPUTS, 4 * UNITS], recurrent: [UNITS, 4 * UNITS], bias: [4 * UNITS] },
  { weight: [UNITS, CLASSES], bias: [CLASSES] },
] as const;

type Named = Readonly<Record<string, Tensor>>;
const root = key(7);
const arrays = (name: string, { shift = 0, scale = 1 } = {}): Named[] =>
  layers.map((shapes, layer) =>
    Object.fromEntries(
      Object.entries(shapes).map(([array, shape]) => {
        const size = shape.reduce((product: number, n) => product * n, 1);
        const values = normals(root.child(name).child(layer).child(array), size).map((value) => shift + scale * value);
        return [array, tensor(values, shape)];
      }),
    ),
  );

async function nested(x: Tensor): Promise<unknown> {
  const values = [...(await x.read())];
  return x.shape
    .slice(1)
    .reduceRight((flat: unknown[], n) => Array.from({ length: flat.length / n }, (_, i) => flat.slice(i * n, (i + 1) * n)), values);
}
const nestedLayers = (named: readonly Named[]) =>
  Promise.all(
    named.map(async (layer) =>
      Object.fromEntries(await Promise.all(Object.entries(layer).map(async ([name, x]) => [name, await nested(x)]))),
    ),
  );

/** The loss of a step of lstm-step and the norm of its gradient by the rhos of the state's weights, with noise that is given. */
export interface CheckedLoss {
  readonly loss: number;
  readonly gradient: number;
}

/** Ours on a small case, and the case in a file for the peers. */
export async function smallCase<Result>(use: (file: string, ours: CheckedLoss) => Result): Promise<Result> {
  const [means, rhos] = [arrays("mean", { scale: 0.5 }), arrays("rho", { shift: -1, scale: 0.3 })];
  const noise = Array.from({ length: DRAWS }, (_, draw) => arrays(`noise ${draw}`));
  const x = tensor(normals(root.child("x"), BATCH * STEPS * INPUTS), [BATCH, STEPS, INPUTS]);
  const labels = Array.from({ length: BATCH }, (_, i) => (3 * i) % CLASSES);
  const belief = (layer: number, array: string, rho: Tensor = rhos[layer]![array]!) => ({ mean: means[layer]![array]!, rho });
  const source = (layer: number, names: { readonly weight: string; readonly bias?: string }): NoiseSource => ({
    normals(role, shape) {
      const all = noise.map((draw) => draw[layer]![names[role]!]!);
      if (all.length !== shape[0]) throw new Error(`${all.length} draws of noise, expected ${shape[0]}`);
      return stack(all);
    },
    preactivations: () => root,
    signs: () => tensor([1]),
  });
  const network = sequential([lstm({ inputs: INPUTS, units: UNITS }), dense({ inputs: UNITS, outputs: CLASSES })]);
  const bayesian = model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: categoricalLikelihood() });
  const { value, gradients } = valueAndGradient([rhos[0]!.recurrent!], () => {
    const { complexity, negativeLogProb } = boundTerms(bayesian, {
      x,
      y: integers(labels),
      beliefs: [
        { input: { weight: belief(0, "input"), bias: belief(0, "bias") }, recurrent: { weight: belief(0, "recurrent") } },
        { default: { weight: belief(1, "weight"), bias: belief(1, "bias") } },
      ],
      estimator: "shared",
      complexity: "monteCarlo",
      draws: DRAWS,
      key: root,
      sources: [
        source(0, { weight: "input", bias: "bias" }),
        source(0, { weight: "recurrent" }),
        source(1, { weight: "weight", bias: "bias" }),
      ],
    });
    const nll = affine(mean(negativeLogProb), { scale: BATCH });
    return { value: add(affine(mean(complexity), { scale: SHARE }), nll), extra: null };
  });
  const [loss] = await value.read();
  const gradient = Math.hypot(...(await gradients[0]!.read()));
  const folder = await mkdtemp(join(tmpdir(), "credence-peers-"));
  try {
    const file = join(folder, "case.json");
    const rest = {
      x: await nested(x),
      y: labels,
      mean: await nestedLayers(means),
      rho: await nestedLayers(rhos),
      noise: await Promise.all(noise.map(nestedLayers)),
    };
    await writeFile(file, JSON.stringify({ inputs: INPUTS, units: UNITS, share: SHARE, ...rest }));
    return await use(file, { loss: loss!, gradient });
  } finally {
    await rm(folder, { recursive: true });
  }
}
