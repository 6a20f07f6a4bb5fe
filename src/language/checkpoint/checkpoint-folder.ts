import { type ByteSource, byteSource } from "../../run/byte-source.js";

/** Files that belong together, wherever they are kept. */
export interface CheckpointFolder {
  /** Named in errors, for example the path. */
  readonly name: string;
  /** A file of text; undefined when there is none. */
  text(file: string): Promise<string | undefined>;
  /** A file to be read piece by piece; undefined when there is none. */
  open(file: string): Promise<ByteSource | undefined>;
}

/**
 * Files in memory, or chosen by a person in a browser, as a folder.
 *
 * @example
 * const folder = filesAsFolder("upload", new Map([...input.files].map((file) => [file.name, file])));
 */
export function filesAsFolder(name: string, files: ReadonlyMap<string, Uint8Array | Blob>): CheckpointFolder {
  return {
    name,
    async text(file) {
      const contents = files.get(file);
      return contents instanceof Blob ? contents.text() : contents && new TextDecoder().decode(contents);
    },
    async open(file) {
      const contents = files.get(file);
      return contents && byteSource(`${name}/${file}`, contents);
    },
  };
}
