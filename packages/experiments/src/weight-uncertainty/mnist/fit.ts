import type { Context, FitRequest } from "@credence/lab";
import { type Key, mean, scope } from "@credence/tensor";
import {
  adam,
  cosineDecay,
  type Data,
  geometricWeights,
  type Inference,
  methods,
  type Posterior,
  predictOutputs,
  stepMethods,
} from "credence";
import { keepLowestObjective } from "../training/lowest-objective.ts";
import { observed } from "../training/observed-training.ts";
import { isBayesian, mnistModel, mnistNetworkLabels } from "./networks.ts";
import { scorePosterior } from "./score-draws.ts";
import type { MnistTraining } from "./training.ts";
import type { NetworkUnit } from "./units.ts";

/** The key is the context's own: equal seeds give every experiment the same networks. */
type Given = Pick<Context<MnistTraining>, "settings" | "key">;

const keyOf = ({ network, units }: NetworkUnit, { key }: Given) => key.child("mnist-networks").child(network).child(units);

/**
 * The request for a network. What it is given determines it down to the trace, so that whichever experiment asks first trains for all.
 * A row of the trace: error on the test images of the mean over `traceDraws` draws in %; the objective of the epoch's last minibatch, as the
 * source records it, and over all training images the expected negative log-likelihood and KL[q || prior], in nats.
 */
export function mnistFit(unit: NetworkUnit, given: Given, { train, test }: { readonly train: Data; readonly test: Data }): FitRequest {
  const { network, units, epochs, keeps } = unit;
  const { batchSize, traceEvery, traceDraws, boundDraws, testImages } = given.settings;
  const own = keyOf(unit, given);
  const { method, latest } = observed(methodOf(unit, given.settings));
  return {
    label: `${mnistNetworkLabels[network]}, ${units} units`,
    determinedBy: { traceEvery, traceDraws, boundDraws, testImages },
    method: keeps ? keepLowestObjective(method) : method,
    problem: { model: mnistModel(network, units), data: train },
    key: own.child("fit"),
    async afterEpoch(epoch) {
      const objective = latest().objective * batchSize;
      if (epoch !== 1 && epoch % traceEvery !== 0 && epoch !== epochs) return keeps && { objective };
      const at = latest().posterior();
      const now = own.child("trace").child(epoch);
      const { errorPercent } = await scorePosterior(at, { ...test, draws: traceDraws, key: now });
      const nll = await expectedNll(at, train, { draws: boundDraws, key: now.child("bound") });
      const complexity = (await at.complexity?.(now.child("complexity")))?.value;
      return { errorPercent, objective, nll, ...(complexity === undefined ? {} : { complexity }) };
    },
  };
}

/** E_q[-log p(y | x, w)], summed over the data. */
async function expectedNll(posterior: Posterior, { x, y }: Data, { draws, key }: { draws: number; key: Key }): Promise<number> {
  const average = scope(() => mean(posterior.model.likelihood.negativeLogProb(predictOutputs(posterior, x, { draws }, key), y)));
  const [nats] = await average.read();
  average.dispose();
  return nats * y.size;
}

/** KL[q || prior] of a Bayesian network before its first step, nats: with the initial parameters its fit has; null for a point network. */
export async function untrainedComplexity(unit: NetworkUnit, given: Given): Promise<number | null> {
  if (!isBayesian(unit.network)) return null;
  const own = keyOf(unit, given);
  const method = stepMethods.bayesByBackprop({ initialization, draws: given.settings.trainingDraws });
  const posterior = method.start(mnistModel(unit.network, unit.units), own.child("fit")).posterior(0);
  const complexity = (await posterior.complexity?.(own.child("untrained")))?.value ?? null;
  posterior.dispose();
  return complexity;
}

/** Where a Bayesian network starts: both uniform on their interval. */
const initialization = { mean: [-0.2, 0.2], rho: [-5, -4] } as const;

function methodOf({ network, epochs }: NetworkUnit, { learningRate, schedule, batchSize, trainingDraws: draws }: MnistTraining): Inference {
  const falling = schedule === "cosine" ? { schedule: cosineDecay({ epochs }) } : {};
  const steps = { epochs, batchSize, learningRate, lastBatch: "drop" as const, ...falling };
  // Maximum likelihood; where there is dropout it acts in training and is off in prediction, as the source has it.
  if (!isBayesian(network)) return methods.map({ ...steps, prior: "flat", initialization: { mean: "fan-in" } });
  // The source minimises the sum over a batch, we the mean: Adam on c times the gradient with epsilon e takes the steps of Adam
  // on the gradient with epsilon e / c.
  const optimizer = adam({ epsilon: 1e-8 / batchSize });
  return methods.bayesByBackprop({
    ...steps,
    draws,
    complexityWeights: geometricWeights({ relativeTo: "batch" }),
    initialization,
    optimizer,
  });
}
