/** WebAssembly instructions, encoded; see the core specification, chapter 5, "Binary Format". */
export type Code = readonly number[];

/** An i32 or v128 variable of a function. */
export interface Local {
  readonly index: number;
}

const SIMD = 0xfd;

function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

function signed(value: number): number[] {
  const [low, rest] = [value & 127, value >> 7];
  const last = (rest === 0 && low < 64) || (rest === -1 && low >= 64);
  return last ? [low] : [low | 128, ...signed(rest)];
}

const text = (value: string): number[] => [value.length, ...new TextEncoder().encode(value)];
const list = (items: readonly Code[]): number[] => [...unsigned(items.length), ...items.flat()];
const section = (id: number, body: Code): number[] => [id, ...unsigned(body.length), ...body];

const simd =
  (opcode: number) =>
  (...operands: readonly Code[]): Code => [...operands.flat(), SIMD, ...unsigned(opcode)];
const plain =
  (opcode: number) =>
  (a: Code, b: Code): Code => [...a, ...b, opcode];

export const get = ({ index }: Local): Code => [0x20, ...unsigned(index)];
export const set = ({ index }: Local, value: Code): Code => [...value, 0x21, ...unsigned(index)];

/** Operations on i32. */
export const i32 = {
  of: (value: number): Code => [0x41, ...signed(value)],
  add: plain(0x6a),
  sub: plain(0x6b),
  mul: plain(0x6c),
  and: plain(0x71),
  shiftRight: plain(0x76),
  /** Whether a < b, without signs. */
  less: plain(0x49),
  load: (address: Code): Code => [...address, 0x28, 2, 0],
  store: (address: Code, value: Code): Code => [...address, ...value, 0x36, 2, 0],
};

/** Moves an i32 variable on. */
export const step = (local: Local, by: number): Code => set(local, i32.add(get(local), i32.of(by)));

const storing =
  (opcode: number, ...lane: readonly number[]) =>
  (address: Code, value: Code, offset = 0): Code => [
    ...address,
    ...value,
    SIMD,
    opcode,
    2,
    ...unsigned(offset),
    ...lane,
  ];

/** Operations on four float32 side by side; addresses are in bytes. */
export const f32x4 = {
  of(value: number): Code {
    const bytes = new Uint8Array(Float32Array.of(value, value, value, value).buffer);
    return [SIMD, 0x0c, ...bytes];
  },
  load: (address: Code, offset = 0): Code => [...address, SIMD, 0x00, 2, ...unsigned(offset)],
  /** One number, four times. */
  loadSplat: (address: Code, offset = 0): Code => [...address, SIMD, 0x09, 2, ...unsigned(offset)],
  store: storing(0x0b),
  /** One of the four alone. @param lane 0 … 3 */
  storeLane: (address: Code, value: Code, offset: number, lane: number): Code =>
    storing(0x5a, lane)(address, value, offset),
  add: simd(0xe4),
  sub: simd(0xe5),
  mul: simd(0xe6),
  div: simd(0xe7),
  sqrt: simd(0xe3),
  absolute: simd(0xe0),
  negate: simd(0xe1),
  /** a · b + c, rounded once or twice: of the "relaxed SIMD" proposal, which not every engine knows. */
  multiplyAdd: simd(0x105),
  /** All bits set where a ≥ b, else none. */
  atLeast: simd(0x46),
  /** The larger, b where one is no number. */
  max: simd(0xeb),
  /** Bits as integers: a + b. */
  addBits: simd(0xae),
  /** Bits as integers moved left. @param by i32 */
  shiftBits: simd(0xab),
  /** @param lanes four of 0 … 3 for those of a and 4 … 7 for those of b */
  shuffle: (a: Code, b: Code, lanes: readonly number[]): Code => [
    ...a,
    ...b,
    SIMD,
    0x0d,
    ...lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte)),
  ],
};

/** Operations on 128 bits. */
export const bits = { and: simd(0x4e) };

/** Runs the body and again as long as the condition holds after it. */
export const repeat = (body: readonly Code[], condition: Code): Code => [
  0x03,
  0x40,
  ...body.flat(),
  ...condition,
  0x0d,
  0,
  0x0b,
];

/** Runs the body if the condition holds. */
export const when = (condition: Code, body: readonly Code[]): Code => [
  ...condition,
  0x04,
  0x40,
  ...body.flat(),
  0x0b,
];

/**
 * A module with one exported function `run` of i32 parameters and without a result, on memory `memory` of the module `host`.
 * @param parameters,vectors,integers how many there are; they are given to `body` in this order
 */
export function wasmModule(
  { parameters, vectors, integers }: { parameters: number; vectors: number; integers: number },
  body: (locals: {
    readonly parameters: readonly Local[];
    readonly vectors: readonly Local[];
    readonly integers: readonly Local[];
  }) => readonly Code[],
): Uint8Array<ArrayBuffer> {
  const [I32, V128] = [0x7f, 0x7b];
  const locals = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => ({ index: from + i }));
  const code = body({
    parameters: locals(0, parameters),
    vectors: locals(parameters, vectors),
    integers: locals(parameters + vectors, integers),
  });
  const declared = list([
    [...unsigned(vectors), V128],
    [...unsigned(integers), I32],
  ]);
  const run = [...declared, ...code.flat(), 0x0b];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list([[0x60, ...list(Array.from({ length: parameters }, () => [I32])), 0]])),
    ...section(2, list([[...text("host"), ...text("memory"), 0x02, 0x00, 0]])),
    ...section(3, list([[0]])),
    ...section(7, list([[...text("run"), 0x00, 0]])),
    ...section(10, list([[...unsigned(run.length), ...run]])),
  ]);
}
