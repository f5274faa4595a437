// A thread of the engine in a browser. Plain JavaScript under one name in the clone and in the package, so that bundlers find it by its URL.
import { serve } from "../engine/worker-message.ts";

addEventListener("message", (event) => void serve(event.data).then(() => close()), { once: true });
