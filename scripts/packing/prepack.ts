// Before `npm pack` or `npm publish` of a package: compiles it, and puts the published manifest in place of the clone's until postpack.
import { copyFile, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { clonesManifest, restoreManifest } from "./clones-manifest.ts";
import { compilePackage } from "./compile.ts";
import { publishedManifest } from "./manifest.ts";

const folder = process.cwd();
const root = join(import.meta.dirname, "..", "..");
await restoreManifest(folder);
await compilePackage(folder);
await copyFile(join(root, "LICENSE"), join(folder, "LICENSE"));
const path = join(folder, "package.json");
const manifest = JSON.parse(await readFile(path, "utf8"));
await rename(path, clonesManifest(folder));
await writeFile(path, `${JSON.stringify(publishedManifest(manifest), null, 2)}\n`);
