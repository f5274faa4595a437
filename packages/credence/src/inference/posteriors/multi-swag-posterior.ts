import { add, affine, concat, keep, scope, type Tensor, uniforms } from "@credence/tensor";
import { learnedArrays, withLearned } from "../../model/learned-likelihood.ts";
import type { Model } from "../../model/model.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { expectWhole } from "../../settings.ts";
import type { Family } from "./family.ts";
import type { Posterior } from "./posterior.ts";
import { printedPosterior } from "./printed-posterior.ts";
import { savePosterior } from "./saved.ts";
import { swagFromArrays } from "./swag-posterior.ts";

const kind = "multi-swag";

const averageOf = (values: readonly Tensor[]): Tensor =>
  keep(
    scope(() =>
      affine(
        values.reduce((total, one) => add(total, one)),
        { scale: 1 / values.length },
      ),
    ),
  );

/**
 * A mixture of SWAG posteriors, equally likely and now this posterior's to give back: a draw picks one and draws from it. What the likelihood learns is
 * the mean of what each has learned.
 * @see wilson2020
 */
export function multiSwagPosterior<P extends Predictive>(assumed: Model<P>, members: readonly Posterior<P>[]): Posterior<P> {
  const learned = learnedArrays(assumed.likelihood).map(({ name }) => ({
    name,
    value: averageOf(members.map(({ parameters }) => parameters!.find((array) => array.name === name)!.value)),
  }));
  const model = withLearned(assumed, learned);
  const memberOf = (key: Parameters<Posterior["draw"]>[0]) => members[Math.floor(uniforms(key.child("member"), 1)[0]! * members.length)]!;
  return printedPosterior({
    kind,
    model,
    draw: (key) => memberOf(key).draw(key),
    drawnOutputs: (x, { keys, batchSize }) =>
      scope(() => concat(keys.map((key) => memberOf(key).drawnOutputs!(x, { keys: [key], batchSize })))),
    save: () =>
      savePosterior(
        kind,
        model,
        members.flatMap(({ parameters }, index) => parameters!.map(({ name, value }) => ({ name: `${index}/${name}`, value }))),
        { members: members.length },
      ),
    dispose() {
      for (const member of members) member.dispose();
      for (const { value } of learned) value.dispose();
    },
  });
}

/** Files hold the arrays of every member, each named "index/name". */
export const multiSwagFamily: Family = {
  kind,
  revive({ model, arrays, header }) {
    const members = header.members as number;
    expectWhole("loadPosterior", "members", members);
    return multiSwagPosterior(
      model,
      Array.from({ length: members }, (_, index) => swagFromArrays(model, arrays, `${index}/`)),
    );
  },
};
