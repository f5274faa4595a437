import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { stripTypeScriptTypes } from "node:module";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundledAddress, importMap } from "./import-map.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const served = /^\/(packages|bench|test|node_modules)\//;
const types: Record<string, string> = {
  ".ts": "text/javascript",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".html": "text/html",
};

/** Names and default: `export *` leaves the default out. */
const contentsOf = (name: string) =>
  `export * from ${JSON.stringify(name)}; import * as all from ${JSON.stringify(name)}; export default all.default;`;

/** A package of others as one ES module, whatever it is made of. */
async function bundled(name: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: contentsOf(name), resolveDir: root },
    ...{ bundle: true, format: "esm", platform: "browser", write: false, logLevel: "silent" },
  });
  return outputFiles[0]!.text;
}

export interface Served {
  /** Address of an empty page whose imports find our packages. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves our packages as ES modules: TypeScript with its types stripped, none of them bundled; what they depend on, bundled package by package. The page's import map resolves
 * "@credence/tensor", "credence", "@credence/lab", "#platform" (the browser's) and what they depend on.
 *
 * @param isolated sends the headers (COOP and COEP) under which a page may share memory between threads
 */
export async function servePackages({ isolated }: { isolated: boolean }): Promise<Served> {
  const page = `<!doctype html><meta charset="utf-8"><title>Credence</title><link rel="icon" href="data:,"><script type="importmap">${JSON.stringify({ imports: importMap(root) })}</script>`;
  const headers: Record<string, string> = isolated
    ? {
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Resource-Policy": "same-origin",
      }
    : {};
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://page").pathname));
    const answer = (status: number, type: string, body: string | Uint8Array) =>
      response.writeHead(status, { ...headers, "Content-Type": type }).end(body);
    const fail = () => answer(404, "text/plain", `nothing at ${path}`);
    if (path === "/") answer(200, "text/html", page);
    else if (path.startsWith(bundledAddress("")))
      bundled(path.slice(bundledAddress("").length)).then((text) => answer(200, "text/javascript", text), fail);
    else if (!served.test(path)) answer(404, "text/plain", `nothing at ${path}`);
    else
      readFile(join(root, path)).then(
        (bytes) =>
          answer(
            200,
            types[extname(path)] ?? "application/octet-stream",
            path.endsWith(".ts") ? stripTypeScriptTypes(bytes.toString("utf8")) : bytes,
          ),
        fail,
      );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
