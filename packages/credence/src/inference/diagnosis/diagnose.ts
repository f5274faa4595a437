import { engine } from "@credence/tensor";
import { expectModel } from "../../model/model.ts";
import { expectObject, expectOneOf, expectOptions, expectPositive, expectTensor, expectWhole } from "../../settings.ts";
import { expectInference, type Inference, type Problem } from "../inference.ts";
import { expectPosterior, type Posterior } from "../posteriors/posterior.ts";
import { type Diagnosed, type Diagnosis, type Rule, settingsOfSteps } from "./diagnosis.ts";
import * as rules from "./rules.ts";

/** What is known of a fit besides its problem and method. */
export interface DiagnoseOptions {
  /** What it gave, where it is finished. @default none: a planned fit */
  readonly posterior?: Posterior;
  /** Draws of the predictions that will be reported. @default none: not looked at */
  readonly draws?: number;
  /**
   * "first": the first step of a fit by minibatches is taken, twice, where no setting says whether the prior moves the weights; "none": nothing is
   * computed but predictions of a finished fit.
   * @default "first"
   */
  readonly steps?: "first" | "none";
  /** Memory that the fit may take. @default what the engine is allowed */
  readonly memoryMiB?: number;
}

const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** What a rule finds; where it fails, that is what is found. */
async function lookedAt(rule: Rule, diagnosed: Diagnosed): ReturnType<Rule> {
  try {
    return await rule(diagnosed);
  } catch (error) {
    return {
      found: `this check failed: ${error instanceof Error ? error.message : String(error)}`,
      why: "nothing is known of what it looks for; the fit itself may fail in the same way",
      change: "what the message says; the other checks do not depend on it",
    };
  }
}

/**
 * Checks a planned or a finished fit for what the field gets wrong: the weight of the complexity against 1 / N, initial standard deviations, a prior
 * without gradients, decay beside a prior or on standard deviations, noise of the likelihood against targets and residuals, memory, draws too few for the
 * spread, chains too short, draws of a finished classifier worse than guessing. Takes the first step of a fit by minibatches twice, unless `steps` is "none"; nothing else is trained. A check that fails is a finding, which says why.
 *
 * @returns what was found; nothing where none of it is
 * @example
 * const line = model({
 *   network: mlp({ inputs: 1, hidden: [], outputs: 1 }),
 *   prior: normal({ mean: 0, stdDev: 1 }),
 *   likelihood: normalLikelihood({ stdDev: 0.1 }),
 * });
 * const data = { x: tensor([[1], [2]]), y: tensor([[2], [4]]) };
 * const found = await diagnose({ model: line, data }, methods.map({ epochs: 10, batchSize: 2 }));
 * found.map(({ name }) => name) // => ["dead-prior"]
 */
export async function diagnose(problem: Problem, method: Inference, options: DiagnoseOptions = {}): Promise<Diagnosis[]> {
  const where = "diagnose";
  expectObject(where, "problem", problem, "{ model, data }");
  expectModel(where, problem.model);
  expectObject(where, "data", problem.data, "{ x, y }");
  expectTensor(where, "x", problem.data.x);
  expectTensor(where, "y", problem.data.y);
  expectInference(where, method);
  expectOptions<DiagnoseOptions>(where, options, { posterior: true, draws: true, steps: true, memoryMiB: true });
  const { posterior, draws, steps = "first", memoryMiB = engine.info().memoryMiB.allowed } = options;
  if (posterior !== undefined) expectPosterior(where, posterior);
  if (draws !== undefined) expectWhole(where, "draws", draws);
  expectOneOf(where, "steps", steps, ["first", "none"]);
  expectPositive(where, "memoryMiB", memoryMiB);
  const settings = settingsOfSteps(method.toJSON());
  const diagnosed = { problem, method, settings, count: problem.data.x.shape[0]!, posterior, draws, steps, memoryMiB };
  const found: Diagnosis[] = [];
  for (const [name, rule] of Object.entries<Rule>(rules)) {
    const one = await lookedAt(rule, diagnosed);
    if (one) found.push({ name: kebab(name), ...one });
  }
  return found;
}
