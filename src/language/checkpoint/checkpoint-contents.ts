import { OptionError } from "../../errors.js";
import { float32ToBfloat16, float32ToFloat16 } from "../../run/half.js";
import { elements, encodeHeader, placeTensors, type TensorPlace } from "../../run/safetensors-header.js";
import { ELEMENT_BYTES, type StoredType } from "../../run/stored-type.js";
import type { TransformerConfig } from "../config.js";
import type { JsonObject } from "../json-fields.js";
import { parameterShapes } from "../parameter-shapes.js";
import type { Tokenizer } from "../tokenizer/tokenizer.js";
import { type StoredDType, writeConfig } from "./write-config.js";

/** A file to be written: its text, or pieces that are made one after the other in the same memory. */
export interface OutputFile {
  readonly name: string;
  readonly contents: string | AsyncIterable<Uint8Array>;
}

/** The numbers of a parameter, `[...shape]` row by row. They are asked for one parameter after the other. */
export type ReadWeights = (name: string) => Float32Array | Promise<Float32Array>;

/** What a Hugging Face folder is made of. */
export interface CheckpointContents {
  readonly config: TransformerConfig;
  readonly weights: ReadWeights;
  /** Default `float32`. */
  readonly dtype?: StoredDType;
  /** Its files are put into the folder too. */
  readonly tokenizer?: Tokenizer;
  /** Fields of the `config.json` that the model came with, to be kept. */
  readonly fields?: JsonObject;
  /** Weights above this size go into several files. Default 5 GB. */
  readonly shardBytes?: number;
}

const STORED_TYPES: Readonly<Record<StoredDType, StoredType>> = {
  float32: "F32",
  float16: "F16",
  bfloat16: "BF16",
};

/** Numbers converted at once. */
const CHUNK_ELEMENTS = 1 << 21;

/**
 * The files of a Hugging Face folder, which `transformers` loads. Weights are asked for and converted while their file
 * is written.
 *
 * @throws OptionError when the family cannot be what the configuration says
 */
export function checkpointFiles(contents: CheckpointContents): readonly OutputFile[] {
  const { config, tokenizer, fields } = contents;
  const dtype = contents.dtype ?? "float32";
  const tokenizerFiles = [...(tokenizer?.files() ?? [])];
  const settings = { ...writeConfig(config, dtype, fields), ...(tokenizer && tokenIds(tokenizer)) };
  return [
    { name: "config.json", contents: json(settings) },
    ...(tokenizer && !tokenizer.files().has("generation_config.json")
      ? [{ name: "generation_config.json", contents: json(tokenIds(tokenizer)) }]
      : []),
    ...tokenizerFiles.map(([name, text]) => ({ name, contents: text })),
    ...tensorFiles("model", parameterShapes(config), dtype, contents.weights, contents.shardBytes),
  ];
}

/**
 * Tensors as `STEM.safetensors`, or as several such files and their index.
 * @param shapes by name, in the order in which they are spread over files
 */
export function tensorFiles(
  stem: string,
  shapes: ReadonlyMap<string, readonly number[]>,
  dtype: StoredDType,
  weights: ReadWeights,
  shardBytes = 5e9,
): readonly OutputFile[] {
  const type = STORED_TYPES[dtype];
  const layouts = Array.from(shapes, ([name, shape]) => ({ name, shape, type }));
  const shards = intoShards(layouts, shardBytes);
  if (shards.length === 1)
    return [{ name: `${stem}.safetensors`, contents: tensorFile(placeTensors(layouts), weights) }];
  const number = (value: number) => String(value).padStart(5, "0");
  const map: Record<string, string> = {};
  const files = shards.map((shard, i) => {
    const name = `${stem}-${number(i + 1)}-of-${number(shards.length)}.safetensors`;
    for (const tensor of shard) map[tensor.name] = name;
    return { name, contents: tensorFile(placeTensors(shard), weights) };
  });
  const total = layouts.reduce((sum, { shape }) => sum + elements(shape) * ELEMENT_BYTES[type], 0);
  const index = { metadata: { total_size: total }, weight_map: map };
  return [...files, { name: `${stem}.safetensors.index.json`, contents: json(index) }];
}

type Layout = Omit<TensorPlace, "begin" | "end">;

function intoShards(layouts: readonly Layout[], shardBytes: number): readonly (readonly Layout[])[] {
  const shards: Layout[][] = [[]];
  let bytes = 0;
  for (const layout of layouts) {
    const size = elements(layout.shape) * ELEMENT_BYTES[layout.type];
    if (bytes > 0 && bytes + size > shardBytes) {
      shards.push([]);
      bytes = 0;
    }
    shards.at(-1)!.push(layout);
    bytes += size;
  }
  return shards;
}

function tensorFile(places: readonly TensorPlace[], weights: ReadWeights): AsyncIterable<Uint8Array> {
  return {
    async *[Symbol.asyncIterator]() {
      // Python's loader wants to know which framework wrote the file; all of them are read alike.
      yield encodeHeader(places, { format: "pt" });
      for (const { name, shape, type } of places) {
        const data = await weights(name);
        if (data.length !== elements(shape))
          throw new OptionError(
            `weights of ${name}`,
            `${elements(shape)} numbers for shape [${shape}]`,
            data.length,
          );
        yield* convertedPieces(data, type);
      }
    },
  };
}

function* convertedPieces(data: Float32Array, type: StoredType): Iterable<Uint8Array> {
  if (type === "F32") {
    yield new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return;
  }
  const narrow = type === "F16" ? float32ToFloat16 : float32ToBfloat16;
  const chunk = new Uint16Array(Math.min(data.length, CHUNK_ELEMENTS));
  for (let at = 0; at < data.length; at += CHUNK_ELEMENTS) {
    const part = data.subarray(at, at + CHUNK_ELEMENTS);
    narrow(part, chunk);
    yield new Uint8Array(chunk.buffer, 0, part.length * 2);
  }
}

/** The fields that tell a sampler where to begin and to end. */
function tokenIds({ beginId, endIds, padId }: Tokenizer): JsonObject {
  return {
    ...(beginId !== undefined && { bos_token_id: beginId }),
    eos_token_id: endIds.length === 1 ? endIds[0] : endIds,
    pad_token_id: padId,
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
