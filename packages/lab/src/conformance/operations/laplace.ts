import { key, reshape, tensor } from "@credence/tensor";
import {
  bernoulliLikelihood,
  categoricalLikelihood,
  cosineDecay,
  dense,
  expectBernoulli,
  expectLaplace,
  gaussNewton,
  methods,
  mlp,
  model,
  normal,
  pointPosterior,
  predict,
  run,
  sequential,
} from "credence";
import type { Operation } from "../run-suite.ts";
import { type Input, numberOf, numbersOf, tensorOf } from "./input.ts";

/** A network of dense layers from its weights. */
function networkOf(input: Input) {
  const layers = input.layers as readonly { readonly weight: number[][]; readonly bias: number[] }[];
  const sizes = layers.map(({ bias }) => bias.length);
  const network = mlp({
    inputs: layers[0]!.weight.length,
    hidden: sizes.slice(0, -1),
    outputs: sizes.at(-1)!,
    activation: input.activation as NonNullable<Parameters<typeof mlp>[0]["activation"]>,
  });
  const arrays = network.weights.map(({ name, role }, i) => ({
    name: `${name}.mean`,
    value: tensor(layers[Math.floor(i / 2)]![role] as number[]),
  }));
  return { network, arrays };
}

export const laplace: Readonly<Record<string, Operation>> = {
  "laplace.logisticRegression": async (input) => {
    const x = tensorOf(input, "x");
    const y = tensor(numbersOf(input, "y"), [x.shape[0]!, 1]);
    const logistic = model({
      network: sequential([dense({ inputs: x.shape[1]!, outputs: 1 })]),
      prior: normal({ mean: 0, stdDev: numberOf(input, "priorPrecision") ** -0.5 }),
      likelihood: bernoulliLikelihood(),
    });
    const epochs = 2000;
    const train = methods.map({ epochs, batchSize: x.shape[0]!, learningRate: 0.05, schedule: cosineDecay({ epochs }), prior: "model" });
    const method = methods.laplace({ weights: "all", curvature: "full", train });
    const posterior = expectLaplace("laplace.logisticRegression", await run(method.fit({ model: logistic, data: { x, y } }, key(0))));
    const xTest = tensorOf(input, "xTest");
    const atMeans = pointPosterior(logistic, posterior.parameters!);
    const map = await predict(atMeans, xTest, { draws: 1 }, key(0));
    const probit = await predict(posterior, xTest, { draws: 1, predictionType: "glm", linkApproximation: "probit" }, key(0));
    const probabilities = async (of: typeof map) => [...(await reshape(expectBernoulli("probabilities", of).means, [-1]).read())];
    return {
      mean: (await Promise.all(posterior.parameters!.map(async ({ value }) => [...(await value.read())]))).flat(),
      covariance: posterior.weightCovariance()[0]!.rows,
      probabilityMap: await probabilities(map),
      probabilityProbit: await probabilities(probit),
    };
  },
  "laplace.gaussNewton": async (input) => {
    const { network, arrays } = networkOf(input);
    const { kind } = input.likelihood as Input;
    if (kind !== "categorical") throw new Error(`input likelihood is "${kind}", expected categorical`);
    const classifier = model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: categoricalLikelihood() });
    const posterior = pointPosterior(classifier, arrays);
    const x = tensorOf(input, "x");
    const diagonal = await gaussNewton(posterior, x, { curvature: "diagonal" });
    return {
      full: (await gaussNewton(posterior, x)).rows,
      diagonal: diagonal.rows.map((row, i) => row[i]),
      lastLayer: (await gaussNewton(posterior, x, { weights: "last-layer" })).rows,
    };
  },
};
