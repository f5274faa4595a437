/**
 * The command line as users get it, over a toy: a recurrence in place of a training, which keeps its thread busy for
 * TOY_STEP_MS a step as a training does. TOY_SOURCES names its sources, TOY_LIBRARY=yes adds toys that ask the library in vain. Tests start it as a process of its own, to interrupt, kill and race it.
 */
import { badInput, type Experiment, type Said } from "@credence/lab";
import { type ToyResult, toyExperiment, toyKey, toyPosterior } from "../../../../packages/lab/src/runs/testing/toy-experiment.ts";
import { main } from "../main.ts";

const milliseconds = Number(process.env.TOY_STEP_MS ?? 0);
const sleeper = new Int32Array(new SharedArrayBuffer(4));
const keepBusy = () => void Atomics.wait(sleeper, 0, 0, milliseconds);

const toy = toyExperiment();
const refuseNowhere: typeof toy.checkOptions = ({ options }) => {
  if (options.models === "nowhere") throw badInput("--option models: got nowhere, expected a place");
};
const refuseUnknownFits: typeof toy.checkOptions = ({ options }) => {
  if (options.fits === "nowhere") throw badInput("--option fits: got nowhere, expected a fit");
};

/** The toy with a claim that cannot be judged. */
const failing = (why: () => void): readonly Said<ToyResult>[] =>
  toy.claims.map((one) => ({
    ...one,
    measured(result) {
      why();
      return one.measured(result);
    },
  }));
/** In place of a data set: TOY_DATA=none for a machine that has it not. */
const needData = () => {
  if (process.env.TOY_DATA === "none") throw badInput("toy data: not there");
};
const fillTheDisk = () => {
  throw Object.assign(new Error("here/result.json: cannot write, no space left on the device"), { code: "ENOSPC" });
};

/** Its last unit fails alone where TOY_PART=broken: the run itself has no such unit. Where TOY_PART=needed the others need its second. */
const divided = toyExperiment(keepBusy);
const withBroken: typeof divided.units = (given) => [
  ...divided.units(given).map((unit, i) => ({
    ...{ ...unit, first: process.env.TOY_PART === "needed" && i === 1 },
    long: process.env.TOY_PART === "long" && i === 2,
  })),
  ...(process.env.TOY_PART === "broken" ? [{ name: "nowhere" }] : []),
];

const experiments: readonly Experiment[] = [
  toyExperiment(keepBusy),
  { ...toyExperiment(keepBusy), name: "toy-of-a-book", source: "toys" },
  { ...toy, name: "toy-with-options", source: "toys", options: { models: "a folder" }, needs: ["models"], checkOptions: refuseNowhere },
  {
    ...divided,
    name: "toy-in-parts",
    source: "credence",
    options: { fits: "which" },
    checkOptions: refuseUnknownFits,
    units: withBroken,
  },
  {
    ...toy,
    name: "toy-that-fails",
    source: "broken-toys",
    claims: failing(() => {
      throw new Error("this toy is broken");
    }),
  },
  { ...toyExperiment(keepBusy), name: "toy-that-runs", source: "broken-toys" },
  { ...toy, name: "toy-of-data", source: "unfed-toys", claims: failing(needData) },
  { ...toy, name: "toy-without-data", source: "unfed-toys" },
  { ...toy, name: "toy-that-fills-the-disk", source: "full-toys", claims: failing(fillTheDisk) },
  { ...toy, name: "toy-after-the-full-disk", source: "full-toys" },
  ...(process.env.TOY_LIBRARY === "yes" ? (await import("./library-toys.ts")).libraryToys : []),
];

await main(process.argv, {
  experiments: Object.fromEntries(experiments.map((one) => [one.name, async () => one])),
  sources: async () =>
    (process.env.TOY_SOURCES ?? "toys,broken-toys,unfed-toys,full-toys,no-toys").split(",").map((name) => ({
      name,
      title: `All ${name}`,
      authors: "N. Body",
      year: 2020,
      link: "https://example.org",
      bibtex: ["@misc{toys}"],
      summary: "Recurrences in place of trainings",
      question: "Do they come back?",
      highlights: [],
      glossary: [],
      places: {
        ...{ figures: [], tables: [], further: [] },
        statements: [{ what: `${name} come back`, experiment: "toy-of-a-book", claims: ["*"] }],
      },
    })),
  usualSeconds: () => (process.env.TOY_SECONDS ? Number(process.env.TOY_SECONDS) : undefined),
  startEngine: async () => ({
    key: (seed) => toyKey(seed, 1),
    loadPosterior: async (bytes) => toyPosterior(bytes),
    kernels: { module: "baseline", threads: 1, sha256: "cd".repeat(32) },
    vectors: { module: "baseline" as const, notWide: null },
    blas: null,
    lacksKoffi: false,
    code: { sha256: "ef".repeat(32) },
    rejectedBlas: [],
    sharedMemory: false,
    memoryMiB: { held: 0, allowed: 64 },
  }),
  checkpointSeconds: 0.1,
});
