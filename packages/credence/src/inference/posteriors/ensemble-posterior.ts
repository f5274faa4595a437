import { type Tensor, uniforms } from "@credence/tensor";
import { withLearnedTogether } from "../../model/learned-likelihood.ts";
import type { Model } from "../../model/model.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { expectWhole } from "../../settings.ts";
import { expectArrays } from "./expected-arrays.ts";
import { pointPosterior } from "./point-posterior.ts";
import type { NetworkFunction, Posterior } from "./posterior.ts";
import { type NamedArray, openSaved, savePosterior } from "./saved.ts";

/** Finitely many networks, equally likely. A draw picks one; predictions use each once. */
export function ensemblePosterior<P extends Predictive>(assumed: Model<P>, members: readonly Posterior<P>[]): Posterior<P> {
  const model = withLearnedTogether(
    assumed,
    members.map((member) => member.model.likelihood),
  );
  const support: NetworkFunction[] = members.flatMap((member) => [...(member.support ?? [])]);
  return {
    kind: "ensemble",
    model,
    support,
    draw: (key) => support[Math.floor(uniforms(key, 1)[0]! * support.length)]!,
    async save() {
      const arrays: NamedArray[] = [];
      for (const [index, member] of members.entries())
        for (const { name, value } of openSaved(await member.save(), member.model).arrays) arrays.push({ name: `${index}/${name}`, value });
      const bytes = await savePosterior("ensemble", model, arrays, { members: members.length });
      for (const { value } of arrays) value.dispose();
      return bytes;
    },
    dispose: () => {
      for (const member of members) member.dispose();
    },
  };
}

/** Members again from arrays named "index/name". @throws for a count of none, and where the arrays are not those of the network */
export function ensembleFromArrays(model: Model, arrays: readonly NamedArray[], count: number): Posterior {
  const where = "loadPosterior";
  expectWhole(where, "members", count);
  for (let index = 0; index < count; index++) expectArrays(model, arrays, { where, parts: ["mean"], prefix: `${index}/` });
  const own = (index: number): { name: string; value: Tensor }[] =>
    arrays
      .filter(({ name }) => name.startsWith(`${index}/`))
      .map(({ name, value }) => ({ name: name.slice(name.indexOf("/") + 1), value }));
  return ensemblePosterior(
    model,
    Array.from({ length: count }, (_, index) => pointPosterior(model, own(index))),
  );
}
