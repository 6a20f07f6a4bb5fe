// In a clone `npx selfplay` runs this file itself. npm makes it executable only where it installs the package.
import { chmodSync } from "node:fs";

chmodSync(new URL("../dist/cli/main.js", import.meta.url), 0o755);
