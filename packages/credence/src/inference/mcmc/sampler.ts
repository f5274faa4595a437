import type { Key, Tensor } from "@credence/tensor";
import { expectFunction, expectKey, expectTensor } from "../../settings.ts";
import { type ChainDraws, drawsCollector } from "./chain-draws.ts";
import type { Kernel } from "./kernel.ts";
import { type LogDensity, targetOf } from "./log-density.ts";
import { sampleChains } from "./sample-chains.ts";
import { resolvedSampling, type SamplingOptions } from "./sampling-options.ts";

/** Samples a density of one's own. */
export interface DensitySampler {
  /**
   * Draws from the distribution whose log density is given up to a constant. Positions are unbounded: a positive quantity is sampled by its logarithm,
   * with the logarithm of its derivative added to the density.
   *
   * @param logDensity of several points at once, in operations that have gradients: q [points, dimensions] -> [points]
   * @param start where the chains begin: [chains, dimensions], or [dimensions] for all of them
   * @throws for a start of another number of chains, and where the density is not finite there
   */
  sample(logDensity: LogDensity, start: Tensor, key: Key): Promise<ChainDraws>;
}

/** The sampler that a kernel makes. */
export const densitySampler = (kernel: Kernel, options: SamplingOptions): DensitySampler => ({
  async sample(logDensity, start, key) {
    const where = `${kernel.name}.sample`;
    expectFunction(where, "logDensity", logDensity);
    expectTensor(where, "start", start);
    expectKey(where, key);
    const { chains } = resolvedSampling(options);
    const [rows, dimensions] = start.shape.length === 1 ? [1, start.shape[0]!] : [start.shape[0]!, start.shape[1]!];
    if (start.shape.length > 2 || dimensions === 0 || (start.shape.length === 2 && rows !== chains))
      throw new Error(
        `${where}: start is [${start.shape.join(", ")}], expected [${chains}, dimensions], a row for each chain, or [dimensions]`,
      );
    const values = await start.read();
    const positions = Array.from({ length: chains }, (_, i) => {
      const row = start.shape.length === 1 ? 0 : i;
      return Float64Array.from(values.subarray(row * dimensions, (row + 1) * dimensions));
    });
    const collector = drawsCollector(chains);
    const target = targetOf(where, logDensity, dimensions);
    try {
      for await (const step of sampleChains(where, target, { kernel, options, start: { positions }, key })) collector.add(step);
    } finally {
      target.dispose();
    }
    return collector.draws();
  },
});
