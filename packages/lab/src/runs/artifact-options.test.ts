import {
  type ComplexityWeights,
  categoricalLikelihood,
  type Distribution,
  type Inference,
  keepBest,
  type Layer,
  type Likelihood,
  methods,
  mlp,
  model,
  type Network,
  normal,
  type Optimizer,
  type Prior,
  type Priors,
  type Schedule,
  type StepMethod,
  sequential,
} from "credence";
import { describe, expect, test } from "vitest";
import { type OptionGroup, optionCases } from "../../../credence/src/testing/every-option.ts";
import type { ReadyFit } from "../experiment.ts";
import { openArtifacts } from "./artifacts.ts";
import { memoryStorage } from "./testing/memory-storage.ts";
import { testHost, toyKey, toyTensor } from "./testing/toy-experiment.ts";

// Tables of every option of the library, which do not compile when one is missing: no change of any may find the network of another.

const artifacts = openArtifacts(memoryStorage(), {
  host: testHost,
  arithmetic: { credence: "0.1.0", code: { sha256: "ef" }, kernels: { module: "relaxed", sha256: "ab" }, blas: null },
  onMessage: () => {},
});

const training = { epochs: 2, batchSize: 10 };
const parts: { readonly network: Network; readonly prior: Prior; readonly likelihood: Likelihood } = {
  network: mlp({ inputs: 1, hidden: [3], outputs: 2 }),
  prior: normal({ mean: 0, stdDev: 1 }),
  likelihood: categoricalLikelihood(),
};
const data = { x: toyTensor([1, 2]), y: toyTensor([0, 1]) };

function nameOf({ method = methods.map(training), of = parts }: { method?: Pick<Inference, "toJSON">; of?: Partial<typeof parts> }) {
  const request: Pick<ReadyFit, "label" | "problem" | "key"> = {
    label: "a network",
    problem: { model: model({ ...parts, ...of }), data },
    key: toyKey(1, 2),
  };
  return artifacts.nameOf({ ...request, method: method as Inference });
}

/** The name of a fit, or of a computation where steps are taken one by one, that has the thing in it. */
const nameWith: Readonly<Record<OptionGroup, (made: never) => Promise<string>>> = {
  method: (method: Inference) => nameOf({ method }),
  stepMethod: (method: StepMethod) =>
    artifacts.nameOfValue({ computation: "game", determinedBy: method.toJSON(), key: toyKey(1, 2), data: [] }),
  optimizer: (optimizer: Optimizer) => nameOf({ method: methods.map({ ...training, optimizer }) }),
  schedule: (schedule: Schedule) =>
    nameOf({ method: keepBest(methods.mcDropout({ ...training, schedule }), { score: () => 0, name: "none" }) }),
  complexityWeights: (complexityWeights: ComplexityWeights) =>
    nameOf({ method: methods.bayesByBackprop({ ...training, complexityWeights }) }),
  layer: (layer: Layer) => nameOf({ of: { network: sequential([layer]) } }),
  network: (network: Network) => nameOf({ of: { network } }),
  prior: (prior: Distribution) => nameOf({ of: { prior } }),
  priors: (prior: Priors) => nameOf({ of: { prior } }),
  likelihood: (likelihood: Likelihood) => nameOf({ of: { likelihood } }),
};

describe.each(optionCases)("$group $name", ({ group, make, base, changed, defaults }) => {
  const name = (options: object) => nameWith[group](make({ ...base, ...options }) as never);

  test("any option changed gives another name", async () => {
    const changes = Object.entries(changed).map(([option, value]) => name({ [option]: value }));
    const names = await Promise.all([name({}), ...changes]);
    expect(new Set(names).size).toBe(names.length);
  });

  test("an option left out has the name of its default", async () => {
    for (const [option, value] of Object.entries(defaults)) expect(await name({ [option]: value }), option).toBe(await name({}));
  });
});

test("no two of a kind have the same name", async () => {
  const names = await Promise.all(
    optionCases.map(async ({ group, make, base }) => `${group} ${await nameWith[group](make(base) as never)}`),
  );
  expect(new Set(names).size).toBe(names.length);
});

test("a function among the settings has a name or is refused", async () => {
  const scored = (score: () => number) => nameOf({ method: keepBest(methods.map(training), { score }) });
  const onValidation = () => 0;
  const onTest = () => 0;
  expect(await scored(onValidation)).not.toBe(await scored(onTest));
  await expect(async () => scored(() => 0)).rejects.toThrow("keepBest: score is a function without a name");
});
