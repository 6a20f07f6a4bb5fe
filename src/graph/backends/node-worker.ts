import { parentPort } from "node:worker_threads";
import { serve } from "../session/serve.js";

if (parentPort !== null) {
  const port = parentPort;
  serve({
    post: (message) => port.postMessage(message),
    onMessage: (listener) => port.on("message", listener),
  });
}
