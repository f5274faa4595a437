// `npx node scripts/api-reference.ts` writes docs/api from the docstrings of public names. TypeDoc 0.28 knows TypeScript up to 6.0; this reads what
// the compiler declares.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { emitDeclarations } from "./api/declarations.ts";
import { drawPages } from "./api/pages.ts";

const root = join(import.meta.dirname, "..");
const folder = join(root, "docs", "api");
const pages = drawPages(await emitDeclarations(root));
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
await Promise.all([...pages].map(([file, text]) => writeFile(join(folder, file), text)));
console.log(`wrote ${pages.size} pages to docs/api`);
