import { open } from "node:fs/promises";
import type { ByteSource } from "./byte-source.js";

/** The most one call reads; the system takes no more than 2³¹ bytes. */
const MAX_READ = 1 << 30;

/** Opens a file to read from any place. */
export async function fileSource(path: string): Promise<ByteSource> {
  const handle = await open(path, "r");
  const { size } = await handle.stat();
  return {
    name: path,
    size,
    async read(target, position) {
      for (let at = 0; at < target.length; ) {
        const { bytesRead } = await handle.read(
          target,
          at,
          Math.min(MAX_READ, target.length - at),
          position + at,
        );
        if (bytesRead === 0) throw new Error(`${path}: ended at byte ${position + at} while it was read`);
        at += bytesRead;
      }
    },
    close: () => handle.close(),
  };
}
