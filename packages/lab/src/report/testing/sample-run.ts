import type { Claim } from "../../claims/claim.ts";
import type { Experiment } from "../../experiment.ts";
import type { Study } from "../../study.ts";
import type { FinishedRun } from "../draw-section.ts";
import type { Figure, Table } from "../figure.ts";
import { sampleFigures } from "./sample-figures.ts";

export const sampleClaims: readonly Claim[] = [
  {
    id: "error-400",
    variant: "as published",
    statement: "Test error, 400 units (%)",
    published: 1.31,
    measured: 1.34217,
    spread: 0.0412,
    tolerance: "within 0.1 points",
    verdict: "reproduced",
  },
  {
    id: "order",
    variant: "as stated",
    statement: "plain < BNN & <b>dropout</b>",
    published: "about equal",
    measured: "plain 1.93, BNN 1.34",
    spread: null,
    tolerance: "within 0.15",
    verdict: "not reproduced",
    because: "definition differs",
    evidence: "The source counts 9,984 images.",
  },
  {
    id: "error-1200",
    variant: "external",
    statement: "Test error, 1200 units (%)",
    published: 1.32,
    measured: null,
    spread: null,
    tolerance: "within 0.1 points",
    verdict: "not tested at this budget",
  },
];

export const sampleTable: Table = {
  name: "error",
  title: "Test error in %",
  caption: "Mean over seeds.",
  published: "Table 3",
  columns: [
    { label: "Model" },
    { label: "400 units", digits: 2 },
    { label: "published, 400", digits: 2, published: true },
    { label: "800 units", digits: 2 },
    { label: "published, 800", digits: 2, published: true },
    { label: "published by another group, all three sizes", published: true },
  ],
  rows: [
    ["Bayesian network, scale mixture prior", 1.3421, 1.31, null, 1.19, "1.82 / 1.99 / 2.02"],
    ["plain <i>", 1.9, 1.95, 1.7, 1.68, "1.83 / 1.84 / 1.88"],
  ],
};

export const sampleStudy: Study = {
  title: "The <study>",
  authors: "A. Author, B. Author",
  year: 2020,
  link: "https://example.org/study",
  bibtex: ["@article{author2020,", "title = {The <study>}}"],
  summary: "All of it.",
  question: "Does it hold?",
  highlights: [{ experiment: "mnist-error", claims: ["error-400"], says: "the free energy falls ({measured})" }],
  glossary: [{ term: "free energy", also: ["test error"], means: "What <is> minimised." }],
  places: {
    figures: [
      { what: "Figure 1: error & epochs", experiment: "mnist-error", claims: ["error-*"] },
      { what: "Figure 2: weights", experiment: "mnist-error", claims: [] },
    ],
    tables: [{ what: "Table 1", why: "copied from another study" }],
    statements: [
      { what: "plain < BNN", experiment: "mnist-error", claims: ["order"] },
      { what: "Networks of 9000 units are best", experiment: "mnist-error", claims: ["error-9000"] },
      { what: "The bandit explores", experiment: "bandit-mushroom", claims: ["*"] },
    ],
    further: [],
  },
};

function neverRuns(): never {
  throw new Error("sample: it never runs");
}

/** A finished run that never ran: every chart, a table, a claim of each verdict. */
export function sampleRun(
  options: { name?: string; figures?: readonly Figure[]; tables?: readonly Table[]; claims?: readonly Claim[] } = {},
): FinishedRun {
  const { name = "sample", claims = sampleClaims } = options;
  const experiment: Experiment = {
    name,
    source: "weight-uncertainty",
    shows: "Table 3, Figure 18",
    summary: "Every chart & one table.",
    question: `What of ${name}?`,
    budgets: { smoke: {}, default: {}, paper: {} },
    units: () => [],
    run: () => neverRuns(),
    runUnit: () => neverRuns(),
    claims: [],
    figures: () => options.figures ?? sampleFigures.map(({ figure }) => figure),
    tables: () => options.tables ?? [sampleTable],
  };
  return {
    experiment,
    result: { experiment: name, budget: "smoke", seed: 7, values: null, claims },
    record: {
      experiment: name,
      budget: "smoke",
      seed: 7,
      options: { weights: "a b.safetensors" },
      settings: { batchSize: 128, learningRate: 1e-4, hidden: [400, 400], prior: { mixture: { weight: 0.5 } } },
      versions: { credence: "0.1.0", node: "24.21.0" },
      kernels: { module: "relaxed", threads: 2, sha256: "0123456789abcdef".repeat(4) },
      blas: { name: "OpenBLAS 0.3.28", path: "/usr/lib/x86_64-linux-gnu/openblas-pthread/libopenblas.so.0" },
      code: { sha256: "fedcba9876543210".repeat(4) },
      machine: { cpu: "A processor", cores: 2, memoryMiB: 8192, platform: "linux x64" },
      startedAt: "2026-01-12T10:02:11.123Z",
      finishedAt: "2026-01-12T10:14:59.003Z",
      wallSeconds: 768.2,
      command: `npx credence run ${name} --budget smoke --seed 7 --data "my data" --out a-folder-with-a-name-that-is-long`,
    },
  };
}
