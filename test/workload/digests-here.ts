import { engine } from "@credence/tensor";
import { digests } from "./mixed-workload.ts";

/** The workload's digests once every thread asked for takes part, with what they were computed on. */
export async function digestsHere() {
  while (engine.info().threadsUp < engine.info().threads) await new Promise((resolve) => setTimeout(resolve, 5));
  return { digests: await digests(), info: engine.info() };
}
