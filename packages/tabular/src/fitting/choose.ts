import { isBadInput } from "@credence/lab";
import type { Tried } from "../models/card.ts";
import type { Candidate } from "./candidates.ts";
import type { Trained } from "./trained.ts";

/** The candidate with the greatest log density of the validation part; the first of a single one, which is not trained for it. */
export async function choose(
  candidates: readonly Candidate[],
  train: (candidate: Candidate, place: number) => Promise<Trained>,
): Promise<{ readonly chosen: Candidate; readonly tried: readonly Tried[] }> {
  if (candidates.length === 1) return { chosen: candidates[0], tried: [] };
  const tried: Tried[] = [];
  for (const [place, candidate] of candidates.entries())
    tried.push({ ...candidate, validation: await scoreOf(() => train(candidate, place)) });
  const best = tried.reduce((least, one) => ((one.validation ?? Infinity) < (least.validation ?? Infinity) ? one : least));
  return { chosen: candidates[tried.indexOf(best)], tried };
}

async function scoreOf(train: () => Promise<Trained>): Promise<number | null> {
  try {
    const { posterior, curve } = await train();
    posterior.dispose();
    const best = Math.min(...curve.map(({ validation }) => validation).filter((value) => !Number.isNaN(value)));
    return Number.isFinite(best) ? best : null;
  } catch (error) {
    // one that does not stay finite is no candidate
    if (isBadInput(error)) return null;
    throw error;
  }
}
