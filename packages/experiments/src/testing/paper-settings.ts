import { join } from "node:path";
import {
  type Context,
  type DataSet,
  dataSets,
  type Experiment,
  type FitRequest,
  isBadInput,
  type Json,
  type ResumableRequest,
} from "@credence/lab";
import { describeWithRealData, realData } from "@credence/lab/testing";
import { key, trackKept } from "@credence/tensor";
import { expect, test } from "vitest";
import { experiments } from "../index.ts";

/** What is asked for ends the unit: nothing is trained here. */
class Asked extends Error {}

/** What a unit asks to be fitted or computed first, as plain values. */
type Request = Readonly<Record<string, Json>>;

const ofFit = ({ method, problem: { model, data }, determinedBy }: FitRequest): Request => ({
  method: method.toJSON() as Json,
  model: model.toJSON() as unknown as Json,
  x: [...data.x.shape],
  ...(determinedBy === undefined ? {} : { determinedBy }),
});

const ofComputation = ({ computation, determinedBy }: ResumableRequest<Json>): Request => ({ computation, determinedBy });

const loaded = new Map<string, Promise<unknown>>();
function load<Data>(dataSet: DataSet<Data>): Promise<Data> {
  const data = loaded.get(dataSet.name) ?? realData(dataSet);
  loaded.set(dataSet.name, data);
  return data as Promise<Data>;
}

/** As many images as a process holds for all experiments of a source; how they are learned from does not depend on it. */
const withFewImages = (settings: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(settings).map(([name, value]) => {
      const most = /^trainImages$/.test(name) ? 6000 : /testImages$/i.test(name) ? 1000 : undefined;
      return [name, most !== undefined && typeof value === "number" ? Math.min(most, value) : value];
    }),
  );

/** The first request of each unit at budget paper. Experiments that only evaluate, or whose files the user must name, ask for nothing. */
async function requestsOf(experiment: Experiment): Promise<ReadonlyMap<string, Request>> {
  const found = new Map<string, Request>();
  const settings = withFewImages(experiment.budgets.paper as Readonly<Record<string, unknown>>);
  let unit = experiment.name;
  const noted = (request: Request): never => {
    found.set(unit, request);
    throw new Asked();
  };
  const context: Context<unknown> = {
    ...{ budget: "paper", settings, seed: 0, key: key(0), options: {}, load },
    readFile: () => Promise.reject(new Asked()),
    // biome-ignore lint/correctness/useYield: it ends before it would report
    async *fit(request) {
      return noted(ofFit(request as FitRequest));
    },
    // biome-ignore lint/correctness/useYield: it ends before it would report
    async *resumable(request) {
      return noted(ofComputation(request as never));
    },
    piece: () => Promise.reject(new Asked()),
    // biome-ignore lint/correctness/useYield: no unit reports before it asks
    async *unit(name, perform) {
      unit = name;
      await asked(perform());
      return null as never;
    },
  };
  const kept = trackKept();
  await asked(experiment.run(context));
  kept.release();
  return found;
}

/** Goes on until something is asked for, until work of another kind reports, or until there are no values to conclude from. */
async function asked(work: AsyncGenerator<unknown, unknown, void>): Promise<void> {
  try {
    await work.next();
    await work.return(undefined);
  } catch (error) {
    if (!(error instanceof Asked || error instanceof TypeError || isBadInput(error))) throw error;
  }
}

/**
 * Compares what each experiment of a source asks to be fitted at budget paper, the source's own settings, with `paper-settings.jsonl` beside the source's experiments.
 * A file for each source: vitest gives each a process of its own, and the images of one source's units take most of the memory.
 */
export function testPaperSettings(source: string, folder: string): void {
  describeWithRealData(dataSets.mnist, `what ${source} trains at budget paper`, () => {
    test("is what the settings beside it say", async () => {
      const lines: string[] = [];
      for (const make of Object.values(experiments)) {
        const own = await make();
        // chains of mcmc-diagnostics are no fits, and would run
        if (own.source !== source || own.name === "mcmc-diagnostics") continue;
        // units that ask for the same stand together
        const groups = new Map<string, string[]>();
        for (const [unit, request] of await requestsOf(own)) {
          const text = JSON.stringify(request);
          groups.set(text, [...(groups.get(text) ?? []), unit]);
        }
        for (const [request, units] of groups)
          lines.push(`{"experiment":"${own.name}","units":${JSON.stringify(units)},"request":${request}}`);
      }
      await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot(join(folder, "paper-settings.jsonl"));
    }, 300_000);
  });
}
