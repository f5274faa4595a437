import { globSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { importsOf, resolveImport, type SourceFile, sourceFiles } from "./source/source-files.ts";

const tensor = "@credence/tensor";
const credence = "packages/credence/src";
const lab = "packages/lab/src";
const tabular = "packages/tabular/src";
/** What several experiments of one source share: how networks are trained, what is measured of them, and how methods are drawn. */
const sharedRooms = ["training", "methods", "mnist", "regression", "plane"];
const experiments = "packages/experiments/src";
/** Below all of the library's folders. */
const settings = `${credence}/settings.ts`;

/**
 * A folder of experiments each, by source. A room is what several experiments of a source share; an experiment imports the rooms of its
 * source and no other experiment.
 */
function experimentFolders(): Record<string, readonly string[]> {
  const below = [tensor, "credence", "@credence/lab", "@credence/lab/figures", "@credence/tabular"];
  const folders = [...new Set(sourceFiles(experiments).map(({ path }) => path.slice(0, path.lastIndexOf("/"))))];
  const rooms = (source: string) => sharedRooms.map((room) => `${source}/${room}`);
  return Object.fromEntries(
    folders
      .filter((folder) => folder !== experiments)
      .map((folder) => {
        const source = folder.slice(0, folder.lastIndexOf("/"));
        return [folder, [...below, ...rooms(source)]];
      }),
  );
}

/**
 * Who may import what: a folder, and the folders and packages its files may name (themselves always). A file belongs to the longest
 * folder that holds it. Read from top to bottom: nobody imports from below.
 */
const mayImport: Record<string, readonly string[]> = {
  "packages/tensor/src": ["#platform"],
  "packages/tensor/src/platform": [
    "packages/tensor/src/engine/worker-message.ts",
    "node:fs/promises",
    "node:os",
    "node:v8",
    "node:worker_threads",
  ],
  "packages/tensor/assembly": [],
  "packages/tensor-blas/src": [tensor, "koffi", "node:fs"],

  // small exact algebra in float64
  [`${credence}/algebra`]: ["ml-matrix"],
  [`${credence}/distributions`]: [tensor, settings],
  [`${credence}/nn`]: [tensor, settings, `${credence}/distributions`],
  [`${credence}/optim`]: [tensor, settings],
  [`${credence}/predictive`]: [tensor, settings, `${credence}/distributions`],
  [`${credence}/model`]: [tensor, settings, ...["distributions", "nn", "predictive"].map((folder) => `${credence}/${folder}`)],
  [`${credence}/saving`]: [tensor],
  // a posterior prunes itself, and what is left is a posterior: the two know each other, file by file without a cycle
  [`${credence}/inference/posteriors`]: [
    tensor,
    settings,
    ...["distributions", "nn", "model", "predictive", "saving", "inference/pruning", "inference/laplace"].map(
      (folder) => `${credence}/${folder}`,
    ),
  ],
  [`${credence}/inference/laplace`]: [
    tensor,
    settings,
    "ml-matrix",
    `${credence}/inference/inference.ts`,
    ...["algebra", "distributions", "nn", "model", "predictive", "inference/posteriors"].map((folder) => `${credence}/${folder}`),
  ],
  [`${credence}/inference/pruning`]: [
    tensor,
    settings,
    ...["distributions", "nn", "model", "predictive", "inference/posteriors"].map((folder) => `${credence}/${folder}`),
  ],
  [`${credence}/inference/mcmc`]: [
    tensor,
    settings,
    `${credence}/inference/inference.ts`,
    ...["distributions", "nn", "model", "predictive", "saving", "inference/posteriors", "inference/training"].map(
      (folder) => `${credence}/${folder}`,
    ),
  ],
  [`${credence}/inference/training`]: [
    tensor,
    settings,
    `${credence}/inference/inference.ts`,
    `${credence}/inference/predict.ts`,
    ...["nn", "optim", "model", "predictive", "saving", "inference/posteriors"].map((folder) => `${credence}/${folder}`),
  ],
  [`${credence}/inference`]: [
    tensor,
    settings,
    "ml-matrix",
    ...["algebra", "distributions", "nn", "optim", "model", "saving", "predictive", "inference"].map((folder) => `${credence}/${folder}`),
  ],
  [`${credence}/metrics`]: [tensor, settings, `${credence}/predictive`],
  [`${credence}/tasks`]: [
    tensor,
    settings,
    "ml-matrix",
    ...["algebra", "distributions", "nn", "optim", "model", "saving", "inference", "predictive", "metrics"].map(
      (folder) => `${credence}/${folder}`,
    ),
  ],
  [credence]: [tensor, credence],

  [`${lab}/claims`]: [`${lab}/report/numbers.ts`, `${lab}/experiment.ts`],
  [`${lab}/conformance`]: [tensor, "credence", `${lab}/host.ts`],
  [`${lab}/datasets`]: [tensor, "credence", `${lab}/experiment.ts`, `${lab}/host.ts`, "fflate", "fast-png"],
  [`${lab}/measures`]: [tensor, "credence", `${lab}/claims`],
  [`${lab}/planning`]: [`${lab}/experiment.ts`, `${lab}/host.ts`],
  [`${lab}/report`]: [
    `${lab}/experiment.ts`,
    `${lab}/study.ts`,
    `${lab}/claims`,
    `${lab}/runs`,
    "@observablehq/plot",
    "fast-png",
    "fflate",
  ],
  [`${lab}/runs`]: [tensor, "credence", `${lab}/experiment.ts`, `${lab}/claims`, `${lab}/host.ts`, `${lab}/datasets`],
  [lab]: [tensor, "credence", lab],

  [`${tabular}/report`]: [tensor, "credence", "@credence/lab", "@credence/lab/figures", "@credence/lab/report", tabular],
  [tabular]: [
    tensor,
    "credence",
    "@credence/lab",
    tabular,
    "papaparse",
    "hyparquet",
    "hyparquet-compressors",
    "read-excel-file/universal",
    "fflate",
  ],
  // an entry of its own: who reads tables alone loads no decoder
  [`${tabular}/images`]: [
    "credence",
    "@credence/lab",
    tabular,
    "fast-png",
    "fflate",
    "@jsquash/jpeg/codec/dec/mozjpeg_dec.js",
    "@jsquash/webp/codec/dec/webp_dec.js",
  ],

  ...experimentFolders(),
  [experiments]: [experiments, "@credence/lab"],

  "apps/cli": [
    tensor,
    "@credence/tensor-blas",
    "credence",
    "@credence/lab",
    "@credence/lab/figures",
    "@credence/lab/report",
    "@credence/tabular",
    "@credence/tabular/images",
    "@credence/tabular/report",
    "@credence/experiments",
    "node:*",
    "*",
  ],
};

const files = sourceFiles("packages", "apps");
const product = files.filter(({ forTests }) => !forTests);
const shipped = product.filter(({ path }) => /\/(src|assembly|bin)\//.test(path));
const known = new Set(files.map(({ path }) => path));
/** Published numbers. */
const records = new Set(globSync(`${experiments}/**/*.json`, { cwd: join(import.meta.dirname, "..") }));

const within = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);
const areaOf = (path: string): string | undefined =>
  Object.keys(mayImport)
    .filter((folder) => within(path, folder))
    .toSorted((a, b) => b.length - a.length)[0];

/** What a file imports that its folder may not, as "file imports thing". */
function trespasses({ path, imports }: Pick<SourceFile, "path" | "imports">): string[] {
  const area = areaOf(path);
  if (area === undefined) return [`${path} lies in no folder of the allow-list`];
  const allowed = mayImport[area]!;
  return imports
    .filter(({ specifier }) => {
      const file = resolveImport(path, specifier);
      if (file === undefined) return !allowed.includes(specifier) && !allowed.includes("*");
      return areaOf(file) !== area && !allowed.some((place) => within(file, place));
    })
    .map(({ specifier }) => `${path} imports ${specifier}`);
}

describe("import directions", () => {
  test("the walk sees the house", () => {
    expect(shipped.length).toBeGreaterThan(100);
    expect(product.flatMap(({ imports }) => imports).length).toBeGreaterThan(300);
  });

  test("the reader of imports sees every form", () => {
    const code =
      'import a from "a";\nimport { b,\n  type B } from "b";\nimport type { C } from "c";\nexport * from "d";\nexport { e } from "e";\nimport "f";\nawait import("g");\n';
    expect(
      importsOf(code)
        .map(({ specifier }) => specifier)
        .toSorted(),
    ).toEqual(["a", "b", "c", "d", "e", "f", "g"]);
    expect(importsOf(code).filter(({ typeOnly }) => typeOnly)).toEqual([{ specifier: "c", typeOnly: true }]);
  });

  test("the rule bites: an upward, a sideways and a Node import are trespasses", () => {
    const of = (path: string, specifier: string) => trespasses({ path, imports: [{ specifier, typeOnly: true }] });
    expect(of("packages/tensor/src/array.ts", "credence")).toHaveLength(1);
    expect(of("packages/credence/src/nn/dense.ts", "../inference/methods/map.ts")).toHaveLength(1);
    expect(of("packages/credence/src/nn/dense.ts", "node:fs")).toHaveLength(1);
    expect(of("packages/lab/src/runs/run-folder.ts", "../../../credence/src/index.ts")).toHaveLength(1);
    expect(of("packages/credence/src/inference/methods/map.ts", "../../nn/mlp.ts")).toHaveLength(0);
  });

  test("every file keeps to its folder's list", () => {
    expect(product.filter(({ path }) => !path.includes("/scripts/")).flatMap(trespasses)).toEqual([]);
  });

  test("imports name files that are there, by their extension", () => {
    const missing = files.flatMap(({ path, imports }) =>
      imports.flatMap(({ specifier }) => {
        const file = resolveImport(path, specifier);
        // AssemblyScript's own imports carry no extension
        return file === undefined || known.has(file) || records.has(file) || path.startsWith("packages/tensor/assembly/")
          ? []
          : [`${path} imports ${specifier}`];
      }),
    );
    expect(missing).toEqual([]);
  });

  test("what only tests use is used only by tests", () => {
    const strays = product.flatMap(({ path, imports }) =>
      imports.filter(({ specifier }) => /\/testing\/|\.test/.test(specifier)).map(({ specifier }) => `${path} imports ${specifier}`),
    );
    expect(strays).toEqual([]);
  });

  test("no cycles at run time", () => {
    const byPath = new Map(files.map((file) => [file.path, file]));
    const state = new Map<string, "open" | "done">();
    const cycles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      if (state.get(path) === "done") return;
      if (state.get(path) === "open") {
        cycles.push([...trail.slice(trail.indexOf(path)), path].join(" -> "));
        return;
      }
      state.set(path, "open");
      for (const { specifier, typeOnly } of byPath.get(path)?.imports ?? []) {
        const file = typeOnly ? undefined : resolveImport(path, specifier);
        const target = file !== undefined && !known.has(file) ? `${file}.ts` : file;
        if (target !== undefined && known.has(target)) visit(target, [...trail, path]);
      }
      state.set(path, "done");
    };
    for (const { path } of files) visit(path, []);
    // a kernel asks its thread for scratch, and the thread runs the kernels' table: one compiled module, no load order
    expect(cycles.filter((cycle) => !cycle.includes("packages/tensor/assembly/"))).toEqual([]);
  });
});

describe("what the code may lean on", () => {
  test("no chance and no clock in packages/: keys bring the one, the host the other", () => {
    const found = shipped
      .filter(({ path }) => path.startsWith("packages/"))
      .flatMap(({ path, code }) =>
        [...code.matchAll(/\b(Math\.random|Date\.now|performance\.now|new Date\(\s*\))/g)].map(([match]) => `${path}: ${match}`),
      );
    expect(found).toEqual([]);
  });

  test("the library and the lab's core use neither Node nor the page around them", () => {
    const globals =
      /(?<![.\w$])(?:process|Buffer|require|window|localStorage|sessionStorage|navigator|globalThis\.(?:document|process))(?=\.|\(|\[)/g;
    const found = shipped
      .filter(({ path }) => [credence, lab, tabular].some((folder) => within(path, folder)))
      .flatMap(({ path, code, imports }) => [
        ...imports.filter(({ specifier }) => specifier.startsWith("node:")).map(({ specifier }) => `${path} imports ${specifier}`),
        ...[...code.matchAll(globals)].map(([match]) => `${path} uses ${match}`),
      ]);
    expect(found).toEqual([]);
  });
});

describe("files", () => {
  const own = [...files, ...sourceFiles("test", "bench")];

  test("are named for what they hold", () => {
    const vague = own.filter(({ path }) => /(^|[/-])(utils?|helpers?|common|misc|core)(?=[./-])/.test(path.split("/").slice(1).join("/")));
    expect(vague.map(({ path }) => path)).toEqual([]);
  });

  test("have kebab-case names", () => {
    expect(
      own.map(({ path }) => path.split("/").at(-1)!).filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.(ts|mjs|js)$/.test(name)),
    ).toEqual([]);
  });

  test("have at most 300 lines, a test 400", () => {
    const most = ({ path, forTests }: SourceFile) => (forTests || /^(test|bench)\//.test(path) || path.includes("/assembly/") ? 400 : 300);
    const lines = ({ text }: SourceFile) => text.split("\n").length - 1;
    expect(own.filter((file) => lines(file) > most(file)).map((file) => `${file.path}: ${lines(file)}`)).toEqual([]);
  });
});
