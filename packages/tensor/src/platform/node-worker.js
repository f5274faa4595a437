// A thread of the engine in Node. Plain JavaScript under one name in the clone and in the package, so that bundlers find it by its URL.
import { workerData } from "node:worker_threads";
import { serve } from "../engine/worker-message.ts";

await serve(workerData);
