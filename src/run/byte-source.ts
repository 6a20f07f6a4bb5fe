/** Bytes that can be read from any place: a file, a blob, memory. */
export interface ByteSource {
  /** Named in errors, for example the file's path. */
  readonly name: string;
  /** Length in bytes. */
  readonly size: number;
  /** Fills the target with the bytes from `position` on; all of them exist. */
  read(target: Uint8Array, position: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * Reads from memory, or from a file that a person chose in a browser.
 *
 * @example
 * const source = byteSource("model.safetensors", input.files[0]);
 */
export function byteSource(name: string, contents: Uint8Array | Blob): ByteSource {
  const inMemory = contents instanceof Uint8Array;
  return {
    name,
    size: inMemory ? contents.length : contents.size,
    async read(target, position) {
      const end = position + target.length;
      target.set(
        inMemory
          ? contents.subarray(position, end)
          : new Uint8Array(await contents.slice(position, end).arrayBuffer()),
      );
    },
    async close() {},
  };
}
