import { cp, mkdtemp, readdir, readFile, rm, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SelfplayError } from "../../errors.js";
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from "../../run/safetensors.js";
import { FAMILIES, FIXTURES } from "../fixtures.conformance.js";
import { openAdapter, openCheckpoint, saveAdapter, saveCheckpoint } from "../node.js";
import { parameterShapes } from "../parameter-shapes.js";
import { adapterScale, adapterShapes } from "./adapter.js";
import type { CheckpointContents } from "./checkpoint-contents.js";
import { filesAsFolder } from "./checkpoint-folder.js";
import { LanguageCheckpoint } from "./language-checkpoint.js";
import type { StoredDType } from "./write-config.js";

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "selfplay-checkpoint-"));
});
afterAll(() => rm(scratch, { recursive: true }));

const fixture = (name: string) => join(FIXTURES, name);

/** All tensors of a folder, read by the reader for whole files. */
async function tensorsIn(folder: string): Promise<Map<string, StoredTensor>> {
  const names = (await readdir(folder)).filter((name) => /^(model|adapter).*\.safetensors$/.test(name));
  const files = await Promise.all(
    names.sort().map(async (name) => decodeSafetensors(await readFile(join(folder, name)), name)),
  );
  return new Map(files.flatMap(({ tensors }) => [...tensors]));
}

/** The bits of numbers as text; comparing arrays element by element takes ten times as long. */
function bitsOf(array: ArrayBufferView | undefined): string | undefined {
  return array && Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString("base64");
}

async function dtypeOf(folder: string): Promise<StoredDType> {
  const { dtype, torch_dtype } = JSON.parse(await readFile(join(folder, "config.json"), "utf8"));
  return dtype ?? torch_dtype;
}

/** A copy of a fixture with a change made to it, and the error that opening it throws. */
async function failure(name: string, change: (folder: string) => Promise<void>): Promise<string> {
  const folder = await mkdtemp(join(scratch, "broken-"));
  await cp(fixture(name), folder, { recursive: true });
  await change(folder);
  try {
    await (await openCheckpoint(folder)).close();
  } catch (error) {
    if (error instanceof SelfplayError) return `${error.code} ${error.message.replaceAll(folder, "m")}`;
    throw error;
  }
  return "no error";
}

async function editJson(file: string, edit: (values: Record<string, unknown>) => void): Promise<void> {
  const values = JSON.parse(await readFile(file, "utf8"));
  edit(values);
  await writeFile(file, JSON.stringify(values));
}

async function editTensors(file: string, edit: (tensors: Map<string, StoredTensor>) => void): Promise<void> {
  const { tensors } = decodeSafetensors(await readFile(file), file);
  edit(tensors);
  await writeFile(file, encodeSafetensors(tensors));
}

describe.each(FAMILIES)("%s", (name) => {
  test("every parameter is read, and written back to the same bits", async () => {
    const expected = await tensorsIn(fixture(name));
    const checkpoint = await openCheckpoint(fixture(name));
    const dtype = await dtypeOf(fixture(name));
    expect(checkpoint.unused).toEqual([]);
    expect([...parameterShapes(checkpoint.config).keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [parameter, { data }] of expected)
      expect(bitsOf(await checkpoint.read(parameter))).toBe(bitsOf(data));

    const path = join(scratch, name);
    await saveCheckpoint(path, {
      config: checkpoint.config,
      weights: (parameter) => checkpoint.read(parameter),
      dtype,
      tokenizer: await checkpoint.tokenizer(),
      fields: checkpoint.fields,
      shardBytes: 50_000,
    });
    const copy = await openCheckpoint(path);
    expect(copy.config).toEqual(checkpoint.config);
    for (const [parameter] of expected) {
      const [ours, theirs] = [await copy.readBits16(parameter), await checkpoint.readBits16(parameter)];
      expect([ours?.type, bitsOf(ours?.bits)]).toEqual([theirs?.type, bitsOf(theirs?.bits)]);
      expect(bitsOf(await copy.read(parameter))).toBe(bitsOf(expected.get(parameter)?.data));
    }
    const [ours, theirs] = [await copy.tokenizer(), await checkpoint.tokenizer()];
    expect(ours.files()).toEqual(theirs.files());
    const files = await readdir(path);
    const index = JSON.parse(await readFile(join(path, "model.safetensors.index.json"), "utf8"));
    expect(new Set(Object.values(index.weight_map))).toEqual(
      new Set(files.filter((file) => /of-\d+\.safe/.test(file))),
    );
    await Promise.all([copy.close(), checkpoint.close()]);
  });
});

test("a file that transformers wrote is written byte for byte the same", async () => {
  for (const name of ["llama2", "mistral", "qwen2"]) {
    const checkpoint = await openCheckpoint(fixture(name));
    const path = join(scratch, `${name}-same`);
    const weights = (parameter: string) => checkpoint.read(parameter);
    await saveCheckpoint(path, { config: checkpoint.config, weights, dtype: await dtypeOf(fixture(name)) });
    await checkpoint.close();
    const bytes = (folder: string) => readFile(join(folder, "model.safetensors"));
    expect((await bytes(path)).equals(await bytes(fixture(name)))).toBe(true);
  }
});

test("reads into memory that is there, shared memory too, and only if it fits", async () => {
  const checkpoint = await openCheckpoint(fixture("llama3"));
  const target = new Float32Array(new SharedArrayBuffer(4 * 48));
  await checkpoint.read("model.norm.weight", target);
  expect(target).toEqual(new Float32Array(await checkpoint.read("model.norm.weight")));
  await expect(checkpoint.read("model.norm.weight", new Float32Array(47))).rejects.toThrow(
    'tensor "model.norm.weight" has shape [48], expected 47 elements',
  );
  await expect(checkpoint.read("lm_head.bias")).rejects.toThrow(
    'tensor "lm_head.bias": expected such a tensor',
  );
  await checkpoint.close();
});

test("tensors that the model does not have are named, and left alone", async () => {
  const folder = await mkdtemp(join(scratch, "tied-"));
  await cp(fixture("llama2"), folder, { recursive: true });
  await editJson(join(folder, "config.json"), (values) =>
    Object.assign(values, { tie_word_embeddings: true }),
  );
  const checkpoint = await openCheckpoint(folder);
  expect(checkpoint.unused).toEqual(["lm_head.weight"]);
  await checkpoint.close();
});

test("reads folders in memory and chosen in a browser", async () => {
  const names = await readdir(fixture("llama3"));
  const files = await Promise.all(
    names.map(async (name) => [name, await readFile(join(fixture("llama3"), name))] as const),
  );
  const onDisk = await openCheckpoint(fixture("llama3"));
  const blobs = files.map(([name, bytes]) => [name, new Blob([bytes])] as const);
  for (const contents of [files, blobs]) {
    const checkpoint = await LanguageCheckpoint.open(
      filesAsFolder("upload", new Map<string, Uint8Array | Blob>(contents)),
    );
    expect(bitsOf(await checkpoint.read("lm_head.weight"))).toBe(bitsOf(await onDisk.read("lm_head.weight")));
    expect([...(await checkpoint.tokenizer()).encode("hi")]).toEqual([
      ...(await onDisk.tokenizer()).encode("hi"),
    ]);
  }
  await onDisk.close();
});

describe("what is wrong is named", () => {
  test.each<[string, string, (folder: string) => Promise<void>, string]>([
    [
      "no config.json",
      "llama2",
      (f) => unlink(join(f, "config.json")),
      "CHECKPOINT_MISSING m: expected config.json, found no such file",
    ],
    [
      "no weights",
      "llama2",
      (f) => unlink(join(f, "model.safetensors")),
      "CHECKPOINT_MISSING m: expected model.safetensors or model.safetensors.index.json, found no such file",
    ],
    [
      "no shard",
      "llama3",
      (f) => unlink(join(f, "model-00002-of-00003.safetensors")),
      "CHECKPOINT_MISSING m: expected model-00002-of-00003.safetensors, which the index lists, found no such file",
    ],
    [
      "torn config",
      "llama2",
      (f) => writeFile(join(f, "config.json"), "{"),
      "CHECKPOINT_DAMAGED m/config.json: is not valid JSON",
    ],
    [
      "another width",
      "llama2",
      (f) => editJson(join(f, "config.json"), (values) => (values.intermediate_size = 81)),
      'CHECKPOINT_MISMATCH m/model.safetensors: tensor "model.layers.0.mlp.gate_proj.weight": expected shape [81,48], found [80,48]',
    ],
    [
      "a missing tensor",
      "llama2",
      (f) => editTensors(join(f, "model.safetensors"), (tensors) => tensors.delete("lm_head.weight")),
      'CHECKPOINT_MISMATCH m: tensor "lm_head.weight": expected shape [384,48], found no such tensor',
    ],
    [
      "whole numbers",
      "llama2",
      (f) =>
        editTensors(join(f, "model.safetensors"), (tensors) =>
          tensors.set("model.norm.weight", { shape: [48], data: new Int32Array(48) }),
        ),
      'CHECKPOINT_MISMATCH m/model.safetensors: tensor "model.norm.weight": expected type F32, F16 or BF16, found I32',
    ],
    [
      "an index that is wrong",
      "llama3",
      (f) =>
        editJson(join(f, "model.safetensors.index.json"), ({ weight_map: map }) => {
          (map as Record<string, string>)["model.norm.weight"] = "model-00001-of-00003.safetensors";
        }),
      'CHECKPOINT_MISMATCH m/model-00001-of-00003.safetensors: tensor "model.norm.weight": expected it there, as the index says, found nothing',
    ],
    [
      "cut weights",
      "llama2",
      async (f) =>
        writeFile(
          join(f, "model.safetensors"),
          (await readFile(join(f, "model.safetensors"))).subarray(0, 5000),
        ),
      "RUN_DAMAGED m/model.safetensors: is cut short",
    ],
  ])("%s", async (_, name, change, message) => {
    expect(await failure(name, change)).toContain(message);
  });
});

describe("writing a folder", () => {
  let checkpoint: LanguageCheckpoint;
  let contents: CheckpointContents;
  beforeAll(async () => {
    checkpoint = await openCheckpoint(fixture("qwen2"));
    const weights = (parameter: string) => checkpoint.read(parameter);
    contents = { config: checkpoint.config, weights, dtype: "bfloat16" };
  });
  afterAll(() => checkpoint.close());

  test("leaves what is there alone, unless told", async () => {
    const path = join(scratch, "twice");
    await saveCheckpoint(path, contents);
    await writeFile(join(path, "notes.txt"), "mine");
    await expect(saveCheckpoint(path, contents)).rejects.toMatchObject({ code: "CHECKPOINT_EXISTS" });
    expect(await readdir(path)).toContain("notes.txt");
    await saveCheckpoint(path, contents, { overwrite: true });
    expect(await readdir(path)).not.toContain("notes.txt");
  });

  test("that fails half-way leaves nothing behind, and the old one in place", async () => {
    const parent = await mkdtemp(join(scratch, "failing-"));
    const path = join(parent, "model");
    const torn = {
      ...contents,
      weights: (name: string) => new Float32Array(name === "model.norm.weight" ? 1 : 48),
    };
    await expect(saveCheckpoint(path, torn)).rejects.toThrow(/weights of .*: expected \d+ numbers for shape/);
    expect(await readdir(parent)).toEqual([]);
    await saveCheckpoint(path, contents);
    await expect(saveCheckpoint(path, torn, { overwrite: true })).rejects.toThrow("weights of");
    expect(await readdir(parent)).toEqual(["model"]);
    await (await openCheckpoint(path)).close();
  });
});

describe("adapters of PEFT", () => {
  const OUTPUT_TOO = { target_modules: ["q_proj", "v_proj", "lm_head"] };

  test.each([
    [
      "qwen2/adapter",
      { rank: 4, alpha: 8, targets: ["q_proj", "v_proj"], rankStabilized: false, baseModel: "qwen2" },
      2,
    ],
    [
      "qwen2/adapter-head",
      { rank: 4, alpha: 8, targets: ["v_proj", "lm_head"], rankStabilized: false, baseModel: "qwen2" },
      2,
    ],
    [
      "llama2/adapter-head",
      { rank: 4, alpha: 8, targets: ["v_proj", "lm_head"], rankStabilized: false, baseModel: "llama2" },
      2,
    ],
    [
      "qwen2/adapter-all",
      {
        rank: 3,
        alpha: 6,
        targets: ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"],
        rankStabilized: true,
        baseModel: "qwen2",
      },
      6 / Math.sqrt(3),
    ],
  ])("%s is read, and written back to the same numbers", async (name, config, scale) => {
    const checkpoint = await openCheckpoint(fixture(config.baseModel));
    const model = checkpoint.config;
    const folder = fixture(name);
    const adapter = await openAdapter(folder, model);
    expect(adapter.config).toEqual(config);
    expect(adapterScale(adapter.config)).toBeCloseTo(scale, 12);
    const expected = await tensorsIn(folder);
    // A copy of the model's own weights, which peft adds.
    expected.delete("base_model.model.lm_head.base_layer.weight");
    expect(adapterShapes(model, adapter.config)).toEqual(
      new Map(
        [...adapterShapes(model, adapter.config).keys()].map((tensor) => [
          tensor,
          expected.get(tensor)!.shape,
        ]),
      ),
    );
    const path = join(scratch, name.replace("/", "-"));
    await saveAdapter(path, { model, adapter: adapter.config, weights: (tensor) => adapter.read(tensor) });
    expect((await tensorsIn(path)).size).toBe(expected.size);
    expect(await tensorsIn(path)).toEqual(expected);
    const copy = await openAdapter(path, model);
    expect(copy.config).toEqual(adapter.config);
    await Promise.all([checkpoint.close(), adapter.close(), copy.close()]);
  });

  test("the output beside some layers is written so that peft finds it", async () => {
    const checkpoint = await openCheckpoint(fixture("llama2"));
    const model = checkpoint.config;
    const adapter = { rank: 2, alpha: 4, targets: ["q_proj", "lm_head"], layers: [1], rankStabilized: false };
    const shapes = adapterShapes(model, adapter);
    const path = join(scratch, "output-and-layer-1");
    const weights = (name: string) => new Float32Array(shapes.get(name)!.reduce((a, b) => a * b, 1));
    await saveAdapter(path, { model, adapter, weights });
    const written = JSON.parse(await readFile(join(path, "adapter_config.json"), "utf8"));
    expect(written.target_modules).toEqual(["model.layers.1.self_attn.q_proj", "lm_head"]);
    expect(written.layers_to_transform).toBeNull();
    const copy = await openAdapter(path, model);
    expect(copy.config).toEqual(adapter);
    await Promise.all([checkpoint.close(), copy.close()]);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ["all-linear", { target_modules: "all-linear" }, "found no such tensor"],
    ["a path's end", { target_modules: ["self_attn.q_proj", "self_attn.v_proj"] }, "no error"],
    ["a pattern", { target_modules: String.raw`.*\.(q|v)_proj` }, "no error"],
    [
      "all but some",
      { target_modules: [".q_proj", "q_proj", "v_proj", "k_proj"], exclude_modules: ["k_proj"] },
      "no error",
    ],
    ["too few", { target_modules: ["q_proj"] }, 'v_proj.lora_A.weight": expected none by that name'],
    ["some layers", { layers_to_transform: [1] }, 'layers.0.self_attn.q_proj.lora_A.weight": expected none'],
    ["another rank", { r: 5 }, "expected shape [5,48], found [4,48]"],
    ["none at all", { target_modules: ["c_attn"] }, "expected names of linear layers that the model has"],
    [
      "the output",
      { target_modules: ["q_proj", "v_proj", "lm_head"] },
      'lm_head.lora_A.weight": expected shape [4,48], found no such tensor',
    ],
    ["the output beside numbered layers", { ...OUTPUT_TOO, layers_to_transform: [0, 1] }, "no error"],
    ["an excluded output", { ...OUTPUT_TOO, exclude_modules: ["lm_head"] }, "no error"],
    [
      "the embedding",
      { target_modules: ["q_proj", "embed_tokens"] },
      "expected linear layers other than model.embed_tokens",
    ],
    [
      "irregular",
      { target_modules: ["0.self_attn.q_proj", "v_proj"] },
      "expected the same linear layers in every layer",
    ],
    ["DoRA", { use_dora: true }, "adapter_config.json: use_dora: expected none, found true"],
    ["ranks by layer", { rank_pattern: { q_proj: 2 } }, "rank_pattern: expected none"],
    ["another kind", { peft_type: "IA3" }, 'peft_type: expected one of LORA, found "IA3"'],
  ])("targets and features: %s", async (_, changes, message) => {
    const folder = await mkdtemp(join(scratch, "adapter-"));
    await cp(join(fixture("qwen2"), "adapter"), folder, { recursive: true });
    await editJson(join(folder, "adapter_config.json"), (values) => Object.assign(values, changes));
    const checkpoint = await openCheckpoint(fixture("qwen2"));
    const outcome = await openAdapter(folder, checkpoint.config).then(
      async (adapter) => adapter.close().then(() => "no error"),
      (error: Error) => error.message,
    );
    expect(outcome).toContain(message);
    await checkpoint.close();
  });
});
