#!/usr/bin/env node
// Runs on any Node a user may have, so it is plain JavaScript without recent syntax: where that Node is too old it finds a newer one and
// hands over.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// TypeScript in the clone, which Node 24 runs as it is; JavaScript where the package is installed
const entry = import.meta.resolve("@credence/cli/main");
const oldestMajor = entry.endsWith(".ts") ? 24 : 22;

if (Number(process.versions.node.split(".")[0]) >= oldestMajor) {
  module.enableCompileCache();
  // this process is the command's own, so V8 may be asked for 256-bit vectors
  if (!process.env.CREDENCE_SIMD) process.env.CREDENCE_SIMD = "wide";
  const { main } = await import(entry);
  await main(process.argv);
} else {
  const binary = installedNode();
  if (binary === undefined) {
    console.error(
      `credence needs Node ${oldestMajor} or newer, and this is ${process.version}: install a newer one, or run: npm install node@24`,
    );
    process.exit(2);
  }
  handOver(binary);
}

/** The binary of the npm package `node`, where one is installed: the clone pins it. */
function installedNode() {
  try {
    const folder = dirname(module.createRequire(import.meta.url).resolve("node/package.json"));
    const binary = join(folder, "bin", process.platform === "win32" ? "node.exe" : "node");
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}

function handOver(binary) {
  // The channel closes when this process dies, however it dies, and the child leaves with it (src/interruption.ts).
  const child = spawn(binary, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  // A terminal sends Ctrl-C to both: the child decides. Signals sent to this process alone are passed on.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    console.error(`credence: cannot start ${binary}: ${error.message}`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
