import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { badInput } from "@credence/lab";
import { print, printJson } from "../display/output.ts";
import { servedImages } from "../images/image-answers.ts";
import { listenForInterruption } from "../interruption.ts";
import type { Machinery } from "../machinery.ts";
import { openModel } from "../tables/open-model.ts";
import { modelServer, tableServer } from "../tables/table-server.ts";

/** Serves a model on this machine alone, until it is stopped. */
export async function serve(path: string, typed: { readonly port: string; readonly json?: boolean }, machinery: Machinery): Promise<void> {
  const port = Number(typed.port);
  if (!/^\d+$/.test(typed.port) || port > 65_535)
    throw badInput(`--port: got ${JSON.stringify(typed.port)}, expected a whole number from 0 to 65535`);
  const opened = await openModel(path, machinery);
  const server = opened.kind === "images" ? modelServer(servedImages(opened.model)) : tableServer(opened.model);
  const interruption = listenForInterruption({ onFirst: () => {} });
  server.listen(port, "127.0.0.1");
  try {
    // rejects with an error of the server, too
    await once(server, "listening");
  } catch (error) {
    interruption.end();
    throw (error as NodeJS.ErrnoException).code === "EADDRINUSE" ? badInput(`--port: ${port} is taken, name another or 0 for any`) : error;
  }
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  if (typed.json) printJson({ event: "listening", address });
  else print(`${address}  GET /schema, GET /health, POST /predict; Ctrl-C ends`);
  if (!interruption.signal.aborted) await once(interruption.signal, "abort");
  server.closeAllConnections();
  server.close();
  interruption.end();
}
