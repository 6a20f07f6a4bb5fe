import { EngineError } from "../../../errors.js";
import { serve } from "../../../threads/remote.js";
import { Core } from "./core.js";
import { type CoreHandlers, callCore } from "./core-client.js";

let core: Core | undefined;

serve({
  async open(settings) {
    core = await Core.open(settings);
  },
  async call(call) {
    if (core === undefined) throw new EngineError("ENGINE_CLOSED", "the engine's worker was not opened");
    return callCore(core, call);
  },
} satisfies CoreHandlers);
