import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

interface LockedPackage {
  readonly hasInstallScript?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly resolved?: string;
}

const lockfile = new URL("../package-lock.json", import.meta.url);
const packages: Record<string, LockedPackage> = JSON.parse(readFileSync(lockfile, "utf8")).packages;
const dependencies = Object.entries(packages).filter(([path]) => path !== "");

// npm runs the install scripts of locked packages only where the lockfile says that there are some. The flag was
// taken out of ours: onnxruntime-node's script downloads CUDA libraries and fails the install without NuGet.
test("no dependency runs an install script in `npm ci`", () => {
  const flagged = dependencies.filter(([, locked]) => locked.hasInstallScript).map(([path]) => path);
  expect(flagged, 'remove the "hasInstallScript" lines of these packages from package-lock.json').toEqual([]);
});

// npm leaves out the binaries of other platforms when it writes the file from an installed tree or a partial mirror;
// `npm ci` then fails ("Missing … from lock file") or installs tools without their binary.
test("the binaries of every platform are locked", () => {
  const names = new Set(dependencies.map(([path]) => path.slice(path.lastIndexOf("node_modules/") + 13)));
  const wanted = dependencies.flatMap(([, locked]) => Object.keys(locked.optionalDependencies ?? {}));
  expect(wanted.filter((name) => !names.has(name))).toEqual([]);
});

test("packages come from whichever registry npm is told to use", () => {
  expect(dependencies.filter(([, locked]) => locked.resolved !== undefined)).toEqual([]);
});
