import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const root = join(import.meta.dirname, "..", "..");
const run = promisify(execFile);

/** The oldest Node that the library supports, one between, and the one of the clone: under the names of their packages. */
const nodes = { node20: "20.19.6", node22: "22.23.3", node24: "24.21.0" } as const;
type NodeName = keyof typeof nodes;
export const nodeNames = Object.keys(nodes) as NodeName[];

// what a project of a user's has beside our packages
const tools = ["typescript", "vite", "vitest", "esbuild", "tsx", "@types/node"];

export interface StartOptions {
  /** That of the clone where left out. */
  readonly node?: NodeName;
  readonly env?: NodeJS.ProcessEnv;
}

export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface InstalledProject {
  readonly folder: string;
  /** Our packages as they would be published, by name. */
  readonly tarballs: Readonly<Record<string, string>>;
  /** Runs a program of `node_modules/.bin`. */
  readonly run: (program: string, arguments_: readonly string[], options?: StartOptions) => Promise<Ended>;
  /** Runs Node itself. */
  readonly node: (arguments_: readonly string[], options?: StartOptions) => Promise<Ended>;
  dispose(): Promise<void>;
}

/**
 * An empty project of its own in which the tarballs of all packages are installed, without links into the clone, beside the tools
 * that people build with. `example.ts` is the README's.
 */
export async function installedProject(): Promise<InstalledProject> {
  const folder = await mkdtemp(join(tmpdir(), "credence-installed-"));
  const tarballs = await packAll(folder);
  await cp(join(import.meta.dirname, "project"), folder, { recursive: true });
  await writeFile(join(folder, "example.ts"), await readmeExample());
  await writeFile(join(folder, "package.json"), JSON.stringify(await manifest(tarballs), null, 2));
  await npm(["install", "--no-audit", "--no-fund", "--prefer-offline"], folder);

  const binary = (node: NodeName = "node24") => join(folder, "node_modules", node, "bin", "node");
  const start = (program: string, arguments_: readonly string[], { node, env }: StartOptions = {}): Promise<Ended> => {
    // programs of node_modules/.bin look for `node` in the path
    const path = `${dirname(binary(node))}:${process.env.PATH}`;
    return ended(program, arguments_, { cwd: folder, env: { ...plainEnvironment(), PATH: path, ...env } });
  };
  return {
    folder,
    tarballs,
    node: (arguments_, options = {}) => start(binary(options.node), arguments_, options),
    run: (program, arguments_, options) => start(join(folder, "node_modules", ".bin", program), arguments_, options),
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}

async function packAll(folder: string): Promise<Record<string, string>> {
  const { stdout } = await npm(["pack", "--workspaces", "--json", "--pack-destination", folder], root);
  const packed = JSON.parse(stdout.slice(stdout.search(/^[[{]/m))) as Packed[] | Record<string, Packed>;
  return Object.fromEntries(Object.values(packed).map(({ name, filename }) => [name, join(folder, filename)]));
}

interface Packed {
  readonly name: string;
  readonly filename: string;
}

async function manifest(tarballs: Record<string, string>): Promise<object> {
  const clone = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { devDependencies: Record<string, string> };
  const platform = `${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  return {
    name: "a-project",
    private: true,
    type: "module",
    dependencies: Object.fromEntries(Object.entries(tarballs).map(([name, file]) => [name, `file:${file}`])),
    devDependencies: {
      ...Object.fromEntries(tools.map((name) => [name, clone.devDependencies[name]])),
      ...Object.fromEntries(Object.entries(nodes).map(([name, version]) => [name, `npm:node-${platform}@${version}`])),
    },
  };
}

/** The one TypeScript block of the README. */
async function readmeExample(): Promise<string> {
  const readme = await readFile(join(root, "README.md"), "utf8");
  return /^```ts\n([\s\S]*?)^```$/m.exec(readme)![1]!;
}

const npm = (arguments_: readonly string[], cwd: string) =>
  run("npm", [...arguments_], { cwd, env: plainEnvironment(), maxBuffer: 2 ** 26 });

// without the settings of the engine and of the npm that started the tests
const plainEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(CREDENCE_|npm_|VITEST|NODE_OPTIONS$|NODE_ENV$)/i.test(name)));

const ended = (program: string, arguments_: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv }): Promise<Ended> =>
  new Promise((resolve) =>
    execFile(program, [...arguments_], { ...options, maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      resolve({ status: error ? Number(error.code ?? -1) : 0, stdout, stderr }),
    ),
  );
