import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

/**
 * A worker gets the build of ONNX Runtime that it needs: 14 MB of WebAssembly alone, or 27 with WebGPU. Each worker is a
 * build of its own.
 */
const onnxRuntime = (): Plugin => {
  let build = "onnxruntime-web/wasm";
  return {
    name: "onnx-runtime",
    enforce: "pre",
    buildStart: ({ input }) => {
      if (JSON.stringify(input).includes("network-webgpu")) build = "onnxruntime-web/webgpu";
    },
    resolveId(source, importer) {
      return source === "onnxruntime-web" ? this.resolve(build, importer, { skipSelf: true }) : undefined;
    },
  };
};

/**
 * The library asks its host for an ONNX Runtime, and in a page that is never Node's: this keeps what only Node loads out of
 * the build. Sessions here run in workers of the page's own, so that those which the library would start stay out too.
 */
const browserOnly: Plugin = {
  name: "browser-only",
  enforce: "pre",
  resolveId: (source, importer) =>
    source === "./node.js" && importer?.endsWith("/graph/backends/backend.ts") ? NODE_BACKEND : undefined,
  load: (id) => (id === NODE_BACKEND ? "export const backend = undefined;" : undefined),
  transform: (code, id) =>
    id.endsWith("/graph/backends/web.ts")
      ? code.replace(/new URL\("\.\/web-worker\.js", import\.meta\.url\)/, '"./web-worker.js"')
      : undefined,
};

const NODE_BACKEND = "\0node-backend";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  // Relative, so that the page works below any path of any web host.
  base: "./",
  publicDir: false,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  plugins: [browserOnly, onnxRuntime()],
  worker: { format: "es", plugins: () => [browserOnly, onnxRuntime()] },
  build: {
    outDir: fileURLToPath(new URL("../../../dist/dashboard/page", import.meta.url)),
    emptyOutDir: true,
    target: "es2022",
    // Those that know `light-dark()`.
    cssTarget: ["chrome123", "edge123", "firefox120", "safari17.5"],
    // Files, never data: addresses, which the content security policy forbids.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
  },
});
