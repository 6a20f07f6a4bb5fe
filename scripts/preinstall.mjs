// onnxruntime-node's postinstall downloads CUDA libraries from NuGet on every x64 Linux machine, GPU or not, and the
// whole install fails where NuGet cannot be reached. npm runs the preinstall scripts of all packages before the first
// postinstall, so this one puts a file in front of it (`node ./script/install` takes the exact name before
// `install.js`) that downloads only for those who ask for it. It never fails an install itself.
import { existsSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const guard = `// Written by the package selfplay: download CUDA libraries only when asked to.
const asked = ["ONNXRUNTIME_NODE_INSTALL", "ONNXRUNTIME_NODE_INSTALL_CUDA"].some(
  (name) => process.env[name] || process.env["npm_config_" + name.toLowerCase()],
);
if (asked || process.argv.length > 2) require("./install.js");
`;

try {
  const manifest = createRequire(import.meta.url).resolve("onnxruntime-node/package.json");
  const scripts = join(dirname(manifest), "script");
  if (existsSync(join(scripts, "install.js"))) writeFileSync(join(scripts, "install"), guard);
} catch {
  // Not unpacked yet (another package manager) or read-only: its own postinstall decides then.
}
