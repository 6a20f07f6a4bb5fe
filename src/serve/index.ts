export type { ServedModel } from "./served-model.js";
export { createServer, type ModelServer } from "./server.js";
export type { RequestReport, ServerOptions } from "./server-options.js";
