import { createHash } from "node:crypto";
import type { Key, Tensor } from "@credence/tensor";
import type { Inference, Model, Posterior } from "credence";
import { below } from "../../claims/tolerance.ts";
import { experiment } from "../../define-experiment.ts";
import type { Json, ResumableStep, TraceRow } from "../../experiment.ts";
import type { RunDependencies } from "../run-experiment.ts";
import { memoryStorage } from "./memory-storage.ts";

const stepsPerEpoch = 4;

/** A chaotic recurrence: one step lost, repeated or resumed from the wrong state changes every later number. */
export function toyMethod(epochs: number, onStep: () => void = () => {}): Inference {
  return {
    name: "toy",
    async *fit({ data }, key, { resume } = {}) {
      const target = (await data.y.read())[0] ?? 0;
      const state = resume ? new Float64Array(resume.slice().buffer) : Float64Array.of(0, 0.1 + (key.words[0] % 89) / 100);
      const steps = epochs * stepsPerEpoch;
      while (state[0] < steps) {
        onStep();
        state[0] += 1;
        state[1] = 3.9 * state[1] * (1 - state[1]) + 1e-6 * target * (state[0] % 2);
        const saved = new Uint8Array(state.slice().buffer);
        yield {
          step: state[0],
          steps,
          epoch: Math.floor(state[0] / stepsPerEpoch),
          epochs,
          complexity: state[1],
          negativeLogLikelihood: 1 - state[1],
          objective: 1,
          checkpoint: async () => saved,
          posterior: () => toyPosterior(saved),
        };
      }
      return toyPosterior(new Uint8Array(state.buffer));
    },
    toJSON: () => ({ name: "toy", epochs }),
  };
}

/** It predicts nothing, so that it suits whatever type of model it is said to have. */
export function toyPosterior(saved: Uint8Array): Posterior<never> {
  return {
    kind: "toy",
    model: toyModel("toy") as Model<never>,
    draw: () => (x) => x as Tensor<"float32">,
    save: async () => saved,
    complexity: async () => ({ value: new Float64Array(saved.slice().buffer)[1]!, standardError: 0 }),
    dispose: () => {},
  };
}

export function toyModel(name: string): Model {
  return { toJSON: () => ({ name }) } as unknown as Model;
}

/** A key that is no random number: the first word hashes the labels, the second is the root's. */
export function toyKey(...words: [number, number]): Key {
  const child = (label: string | number) =>
    [...String(label)].reduce((word, character) => (word * 31 + character.charCodeAt(0)) % 100_003, words[0] + 1);
  return { words, child: (label) => toyKey(child(label), words[1]) };
}

export function toyTensor(values: readonly number[]): Tensor {
  const read: Tensor["read"] = async ({ from, count } = { from: 0, count: values.length }) =>
    Float32Array.from(values.slice(from, from + count));
  return { shape: [values.length], dtype: "float32", size: values.length, read, dispose() {} };
}

/** The same recurrence as a computation whose value is a number. */
async function* toyChain(
  { steps, first, onStep }: { steps: number; first: number; onStep: () => void },
  resume: Uint8Array | undefined,
): AsyncGenerator<ResumableStep, number, void> {
  const state = resume ? new Float64Array(resume.slice().buffer) : Float64Array.of(0, first);
  while (state[0] < steps) {
    onStep();
    state[0] += 1;
    state[1] = 3.9 * state[1] * (1 - state[1]);
    const saved = new Uint8Array(state.slice().buffer);
    yield { step: state[0], steps, checkpoint: async () => saved };
  }
  return state[1];
}

export interface ToyResult {
  readonly [name: string]: Json;
  readonly fits: readonly number[];
  readonly traces: readonly (readonly TraceRow[])[];
  readonly chain: number;
  readonly square: { readonly of: number; readonly is: number };
}

type ToyUnit = { readonly name: string; readonly label: string };

/** What there is to do, unless the option `fits` names some: `fits=first`. */
const toyUnits: readonly ToyUnit[] = [
  { name: "first", label: "first" },
  { name: "second-one", label: "second one" },
  { name: "chain", label: "chain" },
];

/** Two fits, each with a trace and one with a piece, and a resumable computation at the end. */
export const toyExperiment = (onStep: () => void = () => {}) =>
  experiment<{ readonly epochs: number }, ToyUnit, undefined, Json, ToyResult>({
    name: "toy",
    source: "credence",
    shows: "nothing published",
    summary: "A recurrence in place of a training",
    budgets: { smoke: { epochs: 3 }, default: { epochs: 5 }, paper: { epochs: 7 } },
    units: ({ options }) => toyUnits.filter(({ name }) => name === "chain" || (options.fits?.split(",") ?? [name]).includes(name)),
    prepare: async () => undefined,
    async *perform({ name, label }, { key, fit, piece, resumable, settings: { epochs } }) {
      if (name === "chain") {
        const chain = yield* resumable({
          label,
          unit: "steps",
          computation: "toy-chain",
          determinedBy: { epochs },
          key: key.child("chain"),
          data: [Float32Array.of(1, 2)],
          start: (resume) => toyChain({ steps: 2 * epochs, first: 0.3 + epochs / 100, onStep }, resume),
        });
        return chain;
      }
      const { posterior, trace } = yield* fit({
        label,
        method: toyMethod(epochs, onStep),
        problem: { model: toyModel("toy") as Model<never>, data: { x: toyTensor([1, 2, 3]), y: toyTensor([7]) } },
        key: key.child(label),
        afterEpoch: async (epoch, now) => (epoch === 2 ? undefined : { value: await complexityOf(now()) }),
      });
      yield { label: `drawing from ${label}`, done: 1, total: 1, unit: "draws" };
      const value = await complexityOf(posterior);
      if (label === "first") await piece("square", async () => ({ of: value, is: value ** 2 }));
      return { value, trace: [...trace] };
    },
    conclude(values) {
      const made = values.slice(0, -1) as { readonly value: number; readonly trace: readonly TraceRow[] }[];
      const fits = made.map(({ value }) => value);
      const square = { of: fits[0] as number, is: (fits[0] as number) ** 2 };
      return { fits, traces: made.map(({ trace }) => trace), chain: values.at(-1) as number, square };
    },
    claims: [
      {
        id: "toy",
        statement: "the recurrence stays in its interval",
        published: "below 1",
        measured: ({ fits }) => fits[0],
        asks: below(1),
        tested: () => true,
      },
    ],
    figures: () => [],
    tables: () => [],
  });

async function complexityOf(posterior: Posterior): Promise<number> {
  return (await posterior.complexity?.(toyKey(0, 0)))?.value ?? Number.NaN;
}

export const testHost = {
  now: () => 0,
  sha256: async (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex"),
  gunzip: async (bytes: Uint8Array) => bytes,
  codeOf: async (packageName: string) => `code of ${packageName}`,
};

/** What a run of `toyExperiment` asks for, in memory, with a clock that advances a second at each look. A real experiment takes `realDependencies`. */
export function toyDependencies(given: Partial<RunDependencies> = {}): RunDependencies {
  let seconds = 0;
  return {
    host: { ...testHost, now: () => seconds++ },
    date: () => "2026-01-01T00:00:00.000Z",
    pause: async () => {},
    storage: memoryStorage(),
    artifacts: memoryStorage(),
    key: toyKey(5, 6),
    facts: {
      versions: { credence: "0.1.0", node: "v24" },
      kernels: { module: "relaxed", threads: 2, sha256: "ab".repeat(32) },
      blas: null,
      code: { sha256: "ef".repeat(32) },
      machine: { cpu: "a processor", cores: 2, memoryMiB: 4096, platform: "linux" },
    },
    load: async () => {
      throw new Error("no data here");
    },
    readFile: async () => new Uint8Array(),
    loadPosterior: async (bytes) => toyPosterior(bytes),
    signal: new AbortController().signal,
    onProgress: () => {},
    onMessage: () => {},
    checkpointSeconds: 4,
    ...given,
  };
}

/** The same run again and again until it ends, with `storage` and `artifacts` as the crashes left them. */
export async function untilFinished<Value>(attempt: () => Promise<Value>): Promise<{ value: Value; crashes: number }> {
  for (let crashes = 0; crashes < 500; crashes++) {
    try {
      return { value: await attempt(), crashes };
    } catch (error) {
      if (!(error instanceof Error && /crash|interrupted/.test(error.message))) throw error;
    }
  }
  throw new Error("no end after 500 crashes");
}
