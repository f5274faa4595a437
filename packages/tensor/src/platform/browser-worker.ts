import { serve, type WorkerMessage } from "../engine/worker-message.ts";

addEventListener("message", (event: MessageEvent<WorkerMessage>) => void serve(event.data).then(() => close()), { once: true });
