import { type Tensor, uniforms } from "@credence/tensor";
import { withLearnedTogether } from "../../model/learned-likelihood.ts";
import type { Model } from "../../model/model.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { expectWhole } from "../../settings.ts";
import { expectArrays } from "./expected-arrays.ts";
import type { Family } from "./family.ts";
import { pointPosterior } from "./point-posterior.ts";
import type { NetworkFunction, Posterior } from "./posterior.ts";
import { printedPosterior } from "./printed-posterior.ts";
import { type NamedArray, openSaved, savePosterior } from "./saved.ts";

/** What a family of finitely many networks calls itself and them. */
export interface EquallyLikelyOptions {
  /** The family: "ensemble", "samples". */
  readonly kind: string;
  /** The name of their number in the header of its files. */
  readonly counted: string;
}

/** Finitely many networks, equally likely, and now this posterior's to give back. A draw picks one; predictions use each once. */
export function equallyLikely<P extends Predictive>(
  assumed: Model<P>,
  networks: readonly Posterior<P>[],
  { kind, counted }: EquallyLikelyOptions,
): Posterior<P> {
  const model = withLearnedTogether(
    assumed,
    networks.map((network) => network.model.likelihood),
  );
  const support: NetworkFunction[] = networks.flatMap((network) => [...(network.support ?? [])]);
  return printedPosterior({
    kind,
    model,
    support,
    draw: (key) => support[Math.floor(uniforms(key, 1)[0]! * support.length)]!,
    async save() {
      const arrays: NamedArray[] = [];
      for (const [index, network] of networks.entries())
        for (const { name, value } of openSaved(await network.save(), network.model).arrays)
          arrays.push({ name: `${index}/${name}`, value });
      const bytes = await savePosterior(kind, model, arrays, { [counted]: networks.length });
      for (const { value } of arrays) value.dispose();
      return bytes;
    },
    dispose: () => {
      for (const network of networks) network.dispose();
    },
  });
}

/** The family of such posteriors: files hold the points' arrays, each named "index/name". */
export const equallyLikelyFamily = ({ kind, counted }: EquallyLikelyOptions): Family => ({
  kind,
  revive({ model, arrays, header }) {
    const where = "loadPosterior";
    const count = header[counted] as number;
    expectWhole(where, counted, count);
    for (let index = 0; index < count; index++) expectArrays(model, arrays, { where, parts: ["mean"], prefix: `${index}/` });
    const own = (index: number): { name: string; value: Tensor }[] =>
      arrays
        .filter(({ name }) => name.startsWith(`${index}/`))
        .map(({ name, value }) => ({ name: name.slice(name.indexOf("/") + 1), value }));
    const points = Array.from({ length: count }, (_, index) => pointPosterior(model, own(index)));
    return equallyLikely(model, points, { kind, counted });
  },
});
