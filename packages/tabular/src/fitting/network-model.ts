import {
  categoricalLikelihood,
  cosineDecay,
  heteroscedasticNormalLikelihood,
  type Inference,
  type Model,
  methods,
  mlp,
  model,
  normal,
  normalLikelihood,
  studentTLikelihood,
} from "credence";
import type { Task } from "../schema/task.ts";
import type { Candidate, Schedule } from "./candidates.ts";
import type { MethodName, NoiseName } from "./fit-options.ts";

/** What a model is for. */
export interface Purpose {
  readonly task: Task;
  readonly noise: NoiseName;
  readonly method: MethodName;
  readonly inputs: number;
  readonly classes: number;
}

/** The network of a candidate, its prior, and what its outputs say about the target. */
export function networkModel({ hidden, priorStdDev, dropout }: Candidate, { task, noise, method, inputs, classes }: Purpose): Model {
  const outputs = task === "classification" ? classes : noise === "heteroscedastic" ? 2 : 1;
  const network = mlp({ inputs, hidden, outputs, dropout: method === "mcDropout" ? dropout : 0 });
  const likelihood =
    task === "classification"
      ? categoricalLikelihood()
      : noise === "heteroscedastic"
        ? heteroscedasticNormalLikelihood()
        : noise === "constant"
          ? normalLikelihood({ stdDev: "learned" })
          : studentTLikelihood({ degreesOfFreedom: 4, scale: "learned" });
  return model({ network, prior: normal({ mean: 0, stdDev: priorStdDev }), likelihood } as Parameters<typeof model>[0]);
}

const members = 5;

/** The method of inference of a candidate. `alone` trains one network in place of an ensemble, to compare candidates. */
export function methodOf(
  name: MethodName,
  {
    candidate,
    schedule,
    alone,
  }: { readonly candidate: Pick<Candidate, "learningRate">; readonly schedule: Schedule; readonly alone: "one network" | "whole" },
): Inference {
  const { batchSize, epochs, patience } = schedule;
  const training = {
    batchSize,
    epochs,
    learningRate: candidate.learningRate,
    schedule: cosineDecay({ epochs }),
    earlyStopping: { patience },
  };
  switch (name) {
    case "deepEnsemble":
      return alone === "one network"
        ? methods.map({ ...training, prior: "model" })
        : methods.deepEnsemble({ ...training, prior: "model", members });
    case "mcDropout":
      return methods.mcDropout({ ...training, prior: "model" });
    case "bayesByBackprop":
      return methods.bayesByBackprop({ ...training, estimator: "local" });
    case "laplace": {
      const train = methods.map({ ...training, prior: "model" });
      return alone === "one network"
        ? train
        : methods.laplace({ weights: "last-layer", curvature: "kronecker", priorPrecision: "marginal-likelihood", train });
    }
  }
}

/** Networks that the training of a method goes through, one after the other. */
export const networksOf = (name: MethodName): number => (name === "deepEnsemble" ? members : 1);
