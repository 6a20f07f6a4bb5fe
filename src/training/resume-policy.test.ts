import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { grpo, type LanguageModelSpec, localModel, train } from "../index.js";
import { SMALL } from "./small-settings.conformance.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "selfplay-policy-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("a run goes on where its policy is said in another order, and with no other policy", {
  timeout: 60_000,
}, async () => {
  const run = (out: string, policy: LanguageModelSpec, resume: boolean) =>
    train({
      ...{ environment: "addition", algorithm: grpo(SMALL), workers: 1, out: join(folder, out), resume },
      policy: localModel(policy),
    });
  const fresh = { preset: "tiny", contextLength: 64 } as const;
  await run("frozen", { ...fresh, freeze: ["layers.0", "embed_tokens"] }, false);
  await run("frozen", { freeze: ["embed_tokens", "layers.0"], ...fresh }, true);
  await expect(run("frozen", { ...fresh, freeze: ["embed_tokens", "layers.1"] }, true)).rejects.toThrow(
    /^model freeze of .*: expected \["layers.0","embed_tokens"\], as the run has it, found embed_tokens,layers.1$/,
  );
  const checkpoint = join(folder, "frozen", "models", "sft");
  const targets = ["v_proj", "q_proj"] as const;
  await run("adapter", { checkpoint, lora: { rank: 2, alpha: 4, targets } }, false);
  await run("adapter", { checkpoint, lora: { targets: ["q_proj", "v_proj"], alpha: 4, rank: 2 } }, true);
  const fewer = { checkpoint, lora: { rank: 2, alpha: 4, targets: ["q_proj"] } } as const;
  await expect(run("adapter", fewer, true)).rejects.toThrow(/^model lora targets of .*found q_proj$/);
});
