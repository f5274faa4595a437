// A process of its own that serves the model file named on its command line, and tells by message where it listens and, when asked, what it holds and how long it computed.
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { loadModel } from "@credence/tabular";
import { engine } from "@credence/tensor";
import { tableServer } from "../tables/table-server.ts";

/** What a serving process holds, MiB, and the processor time it took so far. */
export interface ServerUsage {
  readonly heap: number;
  readonly resident: number;
  readonly arrays: number;
  readonly cpuMilliseconds: number;
}

const mebibyte = 2 ** 20;

function usage(): ServerUsage {
  // what nobody holds is no growth; two rounds, because finalisers run after the first
  for (let round = 0; round < 2; round++) globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  return {
    heap: heapUsed / mebibyte,
    resident: rss / mebibyte,
    arrays: engine.info().memoryMiB.held,
    cpuMilliseconds: (user + system) / 1000,
  };
}

const server = tableServer(await loadModel(await readFile(process.argv[2]!)));
server.listen(0, "127.0.0.1", () => process.send!({ port: (server.address() as AddressInfo).port }));
process.on("message", () => process.send!(usage()));
