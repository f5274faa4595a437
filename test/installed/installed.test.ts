// The packages as a user gets them: packed, installed into an empty project, and used with the tools that people build with.
import { execFile } from "node:child_process";
import { cp, readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeInBrowser } from "../browser/describe-in-browser.ts";
import { answerInPage } from "./answer-in-page.ts";
import { type InstalledProject, installedProject, nodeNames } from "./installed-project.ts";

const root = join(import.meta.dirname, "..", "..");
const MINUTES = 60_000;
let project: InstalledProject;
beforeAll(async () => {
  project = await installedProject();
}, 20 * MINUTES);
afterAll(() => project?.dispose());

const succeeds = async (ended: Promise<{ status: number; stdout: string; stderr: string }>): Promise<string> => {
  const { status, stdout, stderr } = await ended;
  expect(status, `${stdout}\n${stderr}`).toBe(0);
  return stdout;
};

describe("the tarballs", () => {
  const bin = (name: string) => join(root, "node_modules", ".bin", name);

  test("hold what a user needs and nothing else", async () => {
    for (const [name, tarball] of Object.entries(project.tarballs)) {
      const files = (await promisify(execFile)("tar", ["tzf", tarball])).stdout.trim().split("\n");
      expect(files, name).toEqual(expect.arrayContaining(["package/README.md", "package/LICENSE", "package/package.json"]));
      expect(
        files.filter((file) => /\.test\.|(?<!\.d)\.ts$|assembly/.test(file)),
        name,
      ).toEqual([]);
      const manifest = JSON.parse((await promisify(execFile)("tar", ["xzOf", tarball, "package/package.json"])).stdout);
      expect(manifest.private, name).toBeUndefined();
      expect(JSON.stringify(manifest), name).not.toMatch(/\.\/src\/|assemblyscript/);
    }
  });

  test("hold every file that their modules import", async () => {
    for (const name of Object.keys(project.tarballs)) {
      const dist = join(project.folder, "node_modules", name, "dist");
      const files = new Set((await readdir(dist, { recursive: true })).map((file) => join(dist, file)));
      for (const module of [...files].filter((file) => file.endsWith(".js"))) {
        const imported = (await readFile(module, "utf8")).matchAll(/^(?:import|.*from) "(\.{1,2}\/[^"]+)"/gm);
        for (const [, path] of imported) expect(files, module).toContain(join(dirname(module), path!));
      }
    }
  });

  test("leave the clone as it was", async () => {
    const { stdout } = await promisify(execFile)("git", ["status", "--short", "--", "**/package.json"], { cwd: root });
    const waiting = (await readdir(root, { recursive: true })).filter(
      (path) => path.endsWith("package.json.clone") && !path.includes("node_modules"),
    );
    expect({ changed: stdout.match(/^ ?D/gm), waiting }).toEqual({ changed: null, waiting: [] });
  });

  test("pass publint and, for ES modules, arethetypeswrong", { timeout: 5 * MINUTES }, async () => {
    for (const tarball of Object.values(project.tarballs)) {
      await promisify(execFile)(bin("publint"), ["run", tarball, "--strict"]);
      await promisify(execFile)(bin("attw"), [tarball, "--profile", "esm-only"]);
    }
  });
});

describe("the README's example", () => {
  const settings = { CREDENCE_SIMD: "baseline" };
  let compiled = "";
  beforeAll(async () => {
    await succeeds(
      project.run("tsc", [...strict, "--types", "node", "--noEmit", "false", "--outDir", "compiled", "--module", "nodenext", "example.ts"]),
    );
    compiled = join("compiled", "example.js");
  }, 5 * MINUTES);

  const strict = ["--ignoreConfig", "--strict", "--noUncheckedIndexedAccess", "--noEmit", "--target", "es2022"];

  test("gives the same bits on every Node with the same kernels", { timeout: 10 * MINUTES }, async () => {
    const outputs = [];
    for (const node of nodeNames) outputs.push(await succeeds(project.node([compiled], { node, env: settings })));
    expect(Number(/accuracy (\S+)/.exec(outputs[0]!)![1])).toBeGreaterThan(0.95);
    expect(new Set(outputs).size, outputs.join("\n")).toBe(1);
  });

  test("runs under tsx", { timeout: 5 * MINUTES }, async () => {
    expect(await succeeds(project.run("tsx", ["example.ts"], { env: settings }))).toContain("accuracy");
  });

  test.each([
    ["NodeNext", ["--module", "nodenext", "--types", "node"]],
    ["bundler", ["--module", "esnext", "--moduleResolution", "bundler", "--types", "node"]],
    ["the DOM's types and not Node's", ["--module", "esnext", "--moduleResolution", "bundler", "--lib", "es2023,dom"]],
  ])("type checks strictly, our declarations too: %s", { timeout: 5 * MINUTES }, async (_, options) => {
    await succeeds(project.run("tsc", [...strict, ...options, "example.ts"]));
  });
});

describe("our declarations", () => {
  test("type check strictly without Node and DOM", { timeout: 5 * MINUTES }, async () => {
    const { stdout } = await project.run("tsc", ["-p", ".", "--lib", "es2023", "--module", "nodenext", "--listFilesOnly"]);
    expect(stdout).toContain("@credence/tensor/dist");
    await succeeds(
      project.run("tsc", [
        "--ignoreConfig",
        "--strict",
        "--noUncheckedIndexedAccess",
        "--noEmit",
        "--lib",
        "es2023",
        "--module",
        "nodenext",
        "imports.ts",
      ]),
    );
  });
});

describe("tools", () => {
  test("vitest", { timeout: 5 * MINUTES }, async () => {
    await succeeds(project.run("vitest", ["run", "library.test.ts"]));
  });

  test("esbuild for Node, with the kernels copied beside the bundle", { timeout: 5 * MINUTES }, async () => {
    await bundle("bundled-for-node", "node", "example.ts");
    expect(await succeeds(project.node([join("bundled-for-node", "main.js")]))).toContain("accuracy");
  });
});

/** As the README of packages/tensor says: the worker is an entry of its own, and the kernels are copied beside it. */
async function bundle(folder: string, platform: "node" | "browser", entry: string): Promise<void> {
  await succeeds(
    project.run("esbuild", [
      `main=${entry}`,
      `${platform}-worker=@credence/tensor/worker`,
      "--bundle",
      "--format=esm",
      "--target=es2022",
      `--platform=${platform}`,
      `--outdir=${folder}`,
    ]),
  );
  const kernels = join(project.folder, "node_modules", "@credence", "tensor", "dist", "platform", "kernels");
  await cp(kernels, join(project.folder, folder, "kernels"), { recursive: true });
}

describeInBrowser("in Chromium (skipped where there is none)", () => {
  const expected = async () => {
    const text = `import { key, randomNormal, sum } from "@credence/tensor"; console.log((await sum(randomNormal(key(0), [100_000])).read())[0])`;
    return Number(await succeeds(project.node(["--input-type=module", "-e", text])));
  };
  const served = [
    [
      "vite build",
      async () => {
        await succeeds(project.run("vite", ["build", "--logLevel", "error"]));
        return { folder: join(project.folder, "dist") };
      },
    ],
    ["vite dev", async () => ({ vite: project.folder })],
    [
      "esbuild",
      async () => {
        await bundle("bundled", "browser", "page.ts");
        await cp(join(project.folder, "bundled.html"), join(project.folder, "bundled", "index.html"));
        return { folder: join(project.folder, "bundled") };
      },
    ],
  ] as const;

  test.each(served)("%s", { timeout: 10 * MINUTES }, async (_, prepare) => {
    const site = await prepare();
    const total = await expected();
    expect(await answerInPage(site, { isolated: true })).toMatchObject({
      total,
      sharedMemory: true,
      threads: 2,
      threadsUp: 2,
      layers: "object",
    });
    expect(await answerInPage(site, { isolated: false })).toMatchObject({ total, sharedMemory: false, threads: 1, layers: "object" });
  });
});

describe("the command", () => {
  test.each(["node22", "node24"] as const)("runs an experiment on %s", { timeout: 10 * MINUTES }, async (node) => {
    const folder = `run-on-${node}`;
    await succeeds(project.run("credence", ["run", "quickstart", "--budget", "smoke", "--out", folder], { node }));
    const result = JSON.parse(await readFile(join(project.folder, folder, "result.json"), "utf8")) as object;
    expect(Object.keys(result).length).toBeGreaterThan(0);
    expect(await readFile(join(project.folder, folder, "report.html"), "utf8")).toContain("<svg");
  });

  test("says in one line which Node it needs", async () => {
    const { status, stderr } = await project.run("credence", ["list"], { node: "node20" });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(/^credence needs Node 22 or newer, and this is v20[^\n]*\n$/),
    });
  });
});
