import { defineConfig } from "vitest/config";
import type { Reporter, TestModule } from "vitest/node";

/** Ends the output with one line that programs can read. A file that cannot be loaded counts as a failed test. */
const tally: Reporter = {
  onTestRunEnd(modules, errors) {
    const count = (state: "passed" | "failed") =>
      modules.reduce((sum, module) => sum + [...module.children.allTests(state)].length, 0);
    const broken = modules.filter((module: TestModule) => module.errors().length > 0).length;
    console.log(`${count("passed")} passed, ${count("failed") + broken + errors.length} failed`);
  },
};

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "examples/**/*.test.ts", "scripts/**/*.test.ts"],
    reporters: ["default", tally],
    testTimeout: 60_000,
    pool: "forks",
    maxWorkers: 2,
  },
});
