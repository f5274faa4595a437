import { permutation } from "@credence/tensor";
import type { Predictive } from "../../predictive/predictive.ts";
import { type Acquisition, expectInPool, poolSize } from "./acquisition.ts";

/** Rows at random, all equally likely: what every other acquisition is compared with. Asks nothing of the posterior. */
export const random: Acquisition<Predictive> = {
  name: "random",
  async select(pool, count, key) {
    expectInPool("random", pool, count, key);
    return permutation(key, poolSize(pool)).slice(0, count);
  },
};
