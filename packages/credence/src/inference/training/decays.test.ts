import { key } from "@credence/tensor";
import { expect, test } from "vitest";
import { adam } from "../../optim/adam.ts";
import type { Optimizer } from "../../optim/optimizer.ts";
import { bayesByBackprop, fullGaussian, lowRankGaussian, map, mcDropout } from "../methods/index.ts";
import { blobs } from "../testing/problems.ts";

test.each(Object.entries({ map, mcDropout, bayesByBackprop, lowRankGaussian, fullGaussian }))(
  "of %s weight decay reaches the means alone: no standard deviation, no factor of a covariance",
  async (_, method) => {
    const told = new Map<string, boolean>();
    const watching: Optimizer = {
      ...adam(),
      start(parameters) {
        for (const { name, decays } of parameters) told.set(name, decays);
        return adam().start(parameters);
      },
    };
    const fit = method({ epochs: 1, batchSize: 20, optimizer: watching }).fit(blobs(20), key(0));
    await fit.next();
    await fit.return(undefined as never);
    expect([...told].filter(([, decays]) => decays).length).toBeGreaterThan(0);
    for (const [name, decays] of told) expect(decays, name).toBe(name.endsWith(".mean"));
  },
);
