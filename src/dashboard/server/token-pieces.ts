import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { freshModel } from "../../algorithms/language/fresh-model.js";
import { type LanguageModelSpec, stageFolder } from "../../algorithms/language/model.js";
import { SelfplayError } from "../../errors.js";
import { openCheckpoint } from "../../language/node.js";
import { TextStream } from "../../language/tokenizer/text-stream.js";
import type { Tokenizer } from "../../language/tokenizer/tokenizer.js";
import type { TextEpisodeRecord } from "../../rollout/text/text-episode-record.js";
import { ifExists } from "../../run/disk.js";
import type { RunDirectory } from "../../run/index.js";

/**
 * The tokeniser of a run: made again for a model from nothing, else read from what the run has saved, or from the checkpoint
 * that it trains.
 *
 * @returns undefined where it cannot be read
 */
export async function tokenizerOf({ path, config }: RunDirectory): Promise<Tokenizer | undefined> {
  const spec = config.model as LanguageModelSpec | undefined;
  if (spec === undefined) return undefined;
  try {
    if ("preset" in spec) return freshModel(spec).tokenizer;
    const checkpoint = await openCheckpoint((await savedTokenizer(path)) ?? spec.checkpoint);
    try {
      return await checkpoint.tokenizer();
    } finally {
      await checkpoint.close();
    }
  } catch (error) {
    if (error instanceof SelfplayError || (error instanceof Error && "syscall" in error)) return undefined;
    throw error;
  }
}

/** The folder of a stage's model that holds a tokeniser; an adapter's holds none. */
async function savedTokenizer(run: string): Promise<string | undefined> {
  for (const stage of (await ifExists(readdir(join(run, "models")))) ?? []) {
    const folder = stageFolder(run, stage);
    const files = ["config.json", "tokenizer.json"].map((name) => ifExists(stat(join(folder, name))));
    if ((await Promise.all(files)).every((found) => found !== undefined)) return folder;
  }
  return undefined;
}

/**
 * The text of each token; a character of several tokens stands at the last of them.
 *
 * @returns `[players][tokens]`
 */
export function tokenPieces(tokenizer: Tokenizer, { sequences }: TextEpisodeRecord): string[][] {
  return sequences.map(({ ids }) => {
    const stream = new TextStream(tokenizer, { special: true });
    const pieces = ids.map((id) => stream.push(id));
    if (pieces.length > 0) pieces[pieces.length - 1] += stream.end();
    return pieces;
  });
}
