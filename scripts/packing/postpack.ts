// After `npm pack` or `npm publish` of a package: the clone's manifest returns, and what was made for the package goes.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { restoreManifest } from "./clones-manifest.ts";

const folder = process.cwd();
await restoreManifest(folder);
for (const made of ["dist", "LICENSE"]) await rm(join(folder, made), { recursive: true, force: true });
