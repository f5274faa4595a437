import { reshape, stack, type Tensor } from "@credence/tensor";
import type { Predictive } from "../predictive/predictive.ts";
import type { Likelihood } from "./likelihoods/likelihood.ts";
import type { Model } from "./model.ts";

type NamedArrays = readonly { readonly name: string; readonly value: Tensor }[];

const PREFIX = "likelihood.";

/** True for the name of an array that belongs to the likelihood and not to the network: "likelihood.logStdDev". */
export const isOfLikelihood = (name: string): boolean => name.startsWith(PREFIX);

/** The arrays a likelihood learns, each of shape [], and where they start; none for most. */
export const learnedArrays = ({ learned }: Likelihood): { readonly name: string; readonly initial: number }[] =>
  Object.entries(learned?.initial ?? {}).map(([name, initial]) => ({ name: `${PREFIX}${name}`, initial }));

/**
 * The model whose likelihood holds its learned parameters, taken by name from the arrays of a fit or of a posterior; the same model where it
 * learns none. @throws where one is missing
 */
export function withLearned<P extends Predictive>(model: Model<P>, arrays: NamedArrays): Model<P> {
  const { learned } = model.likelihood;
  if (!learned) return model;
  const byName = new Map(arrays.map(({ name, value }) => [name, value]));
  const values = Object.fromEntries(
    Object.keys(learned.initial).map((name) => {
      const value = byName.get(`${PREFIX}${name}`);
      if (!value)
        throw new Error(`likelihood: the ${model.likelihood.kind} likelihood learns ${name}, and no array "${PREFIX}${name}" is there`);
      return [name, value];
    }),
  );
  return { ...model, likelihood: learned.bind(values) };
}

/**
 * The model of equally likely functions that each have learned a likelihood of their own: it takes the outputs of all of them together,
 * [functions, batch, outputs]; `ofDraw` is that of one. The same model where nothing is learned.
 */
export function withLearnedTogether<P extends Predictive>(model: Model<P>, likelihoods: readonly Likelihood<P>[]): Model<P> {
  const { likelihood } = model;
  const { learned } = likelihood;
  if (!learned) return model;
  // made when asked for, inside the caller's scope: parameters may still move
  const together = (): Likelihood<P> =>
    learned.bind(
      Object.fromEntries(
        Object.keys(learned.initial).map((name) => {
          const values = likelihoods.map((own) => own.learned!.values![name]!);
          return [name, reshape(stack(values), [values.length, 1, 1])];
        }),
      ),
    );
  return {
    ...model,
    likelihood: {
      ...likelihood,
      negativeLogProb: (outputs, y) => together().negativeLogProb(outputs, y),
      predictive: (outputs, options) => together().predictive(outputs, options),
      ofDraw: (draw) => likelihoods[draw]!,
    },
  };
}
