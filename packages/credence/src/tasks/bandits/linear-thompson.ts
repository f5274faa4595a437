import type { Key } from "@credence/tensor";
import { headerOf } from "../../saving/header.ts";
import { decodeSafetensors, encodeSafetensors } from "../../saving/safetensors.ts";
import { expectSameSettings } from "../../saving/same-settings.ts";
import { expectOptions, expectWhole, type SettingsJson } from "../../settings.ts";
import type { BanditAgent } from "./agent.ts";
import { argMax } from "./arg-max.ts";
import { type BanditEnvironment, expectEnvironment } from "./environment.ts";
import { type NormalInverseGammaPrior, normalInverseGamma } from "./normal-inverse-gamma.ts";

/** A linear agent's prior; the defaults are those of the published comparison. */
export interface LinearThompsonOptions {
  /** The game: its contexts and actions. */
  readonly environment: BanditEnvironment;
  /** Of the regression of each action. @default { precision: 0.25, shape: 6, rate: 6 } */
  readonly prior?: NormalInverseGammaPrior;
}

/**
 * Thompson sampling with exact inference: for each action a Bayesian linear regression of the reward on the context and a constant, noise
 * unknown. It learns from every play once, not from the buffer's window.
 *
 * @see riquelme2018, section 3 (linear full posterior)
 */
export function linearThompson(options: LinearThompsonOptions): BanditAgent {
  expectOptions("linearThompson", options, { environment: true, prior: true });
  const { environment, prior = { precision: 0.25, shape: 6, rate: 6 } } = options;
  expectEnvironment("linearThompson", environment);
  const { features, actions } = environment;
  const size = features + 1;
  const beliefs = actions.map(() => normalInverseGamma(size, prior));
  const row = new Float64Array(size).fill(1);
  let seen = 0;
  const toJSON = (): SettingsJson => ({ name: "linear Thompson sampling", prior: { ...prior } });

  function drawnValue(context: Float32Array, action: number, key: Key): number {
    const { weights } = beliefs[action]!.draw(key);
    let total = weights[features]!;
    for (let i = 0; i < features; i++) total += weights[i]! * context[i]!;
    return total;
  }

  return {
    name: "linear Thompson sampling",
    async choose(context, key) {
      const values = beliefs.map((_, action) => drawnValue(context, action, key.child(action)));
      return argMax(values, { where: "linearThompson", actions });
    },
    learn(buffer) {
      if (buffer.written - seen > buffer.capacity)
        throw new Error(`linearThompson: ${buffer.written - seen} plays since the last look, the buffer holds ${buffer.capacity}`);
      for (; seen < buffer.written; seen++) {
        const place = seen % buffer.capacity;
        row.set(buffer.contexts.subarray(place * features, (place + 1) * features));
        beliefs[buffer.actions[place]!]!.observe(row, buffer.rewards[place]!);
      }
    },
    async checkpoint() {
      // float64 rides as pairs of 32-bit words
      const arrays = beliefs.map(({ state }, action) => {
        const values = new Int32Array(state.slice().buffer);
        return [String(action), { shape: [values.length], values }] as const;
      });
      const header = { checkpoint: "linearThompson", settings: toJSON(), seen };
      return encodeSafetensors({ metadata: { credence: JSON.stringify(header) }, arrays: new Map(arrays) });
    },
    restore(checkpoint) {
      const { metadata, arrays } = decodeSafetensors(checkpoint);
      const header = headerOf("linearThompson", metadata.credence);
      if (header.checkpoint !== "linearThompson") throw new Error(`linearThompson: the checkpoint is of "${header.checkpoint}"`);
      expectWhole("linearThompson", "the checkpoint's seen", header.seen, 0);
      expectSameSettings("linearThompson", header.settings, toJSON());
      // all are looked at before the first is changed
      const states = beliefs.map(({ state }, action) => {
        const values = arrays.get(String(action))?.values;
        if (!(values instanceof Int32Array) || values.length !== 2 * state.length)
          throw new Error(`linearThompson: the checkpoint does not fit action ${action}`);
        return new Float64Array(values.buffer as ArrayBuffer);
      });
      for (const [action, { state }] of beliefs.entries()) state.set(states[action]!);
      seen = header.seen;
    },
    dispose: () => {},
    toJSON,
  };
}
