import { workerData } from "node:worker_threads";
import { serve, type WorkerMessage } from "../engine/worker-message.ts";

await serve(workerData as WorkerMessage);
