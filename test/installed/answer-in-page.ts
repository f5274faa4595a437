import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { findChromium, launchChromium, patience } from "../../apps/cli/src/render/testing/chromium.ts";

/** A page's files: a built folder, or a project that vite's development server serves. */
export type Site = { readonly folder: string } | { readonly vite: string };

const isolation = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };
const types: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** What the page of a site leaves in `answer`; errors that nobody caught fail the call. */
export async function answerInPage(site: Site, { isolated }: { isolated: boolean }): Promise<unknown> {
  const server = "folder" in site ? await serveFolder(site.folder, isolated) : await serveWithVite(site.vite, isolated);
  const browser = await launchChromium(findChromium() ?? "");
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(patience);
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    await page.goto(`${server.url}?CREDENCE_THREADS=2`);
    const answer = await page.waitForFunction("globalThis.answer", undefined, { timeout: 60_000 }).catch((error: Error) => {
      throw new Error(`the page gave no answer: ${faults.join("; ") || error.message}`);
    });
    return await answer.jsonValue();
  } finally {
    await browser.close();
    await server.close();
  }
}

interface Served {
  readonly url: string;
  close(): Promise<void>;
}

async function serveFolder(folder: string, isolated: boolean): Promise<Served> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://page").pathname);
    const file = path === "/" ? "/index.html" : path;
    readFile(join(folder, file)).then(
      (bytes) =>
        response
          .writeHead(200, { ...(isolated && isolation), "Content-Type": types[extname(file)] ?? "application/octet-stream" })
          .end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serveWithVite(folder: string, isolated: boolean): Promise<Served> {
  const program = join(folder, "node_modules", "vite", "bin", "vite.js");
  const node = join(folder, "node_modules", "node24", "bin", "node");
  const config = isolated ? ["--config", join(folder, "isolated.js")] : [];
  const child = spawn(node, [program, "--port", "0", "--host", "127.0.0.1", ...config], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise<string>((resolve, reject) => {
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(stripVTControlCharacters(output));
      if (found) resolve(found[0]);
    });
    child.on("exit", (code) => reject(new Error(`vite ended with ${code}: ${output}`)));
    setTimeout(() => {
      reject(new Error(`vite gave no address in two minutes: ${output}`));
      child.kill();
    }, 120_000).unref();
  });
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        child.removeAllListeners("exit").on("exit", () => resolve());
        child.kill();
      }),
  };
}
