import type { Memory } from "../../../graph/index.js";
import type { TransformerConfig } from "../../config.js";
import { RotationTable } from "../../model/rotation.js";
import type { Tokens } from "./batch.js";
import type { Scratch } from "./scratch.js";

/** What the layers of a pass share. */
export interface PositionMemory {
  readonly cos: Memory;
  readonly sin: Memory;
  /** The mask of a layer. */
  mask(layer: number): Memory;
}

/** Small enough that its exponential is zero, and finite, so that no difference of two is NaN. */
const MASKED = -1e9;

/** Writes rotations and masks of batches. */
export class PositionWriter {
  readonly rotation: RotationTable;
  private readonly windowed: ReadonlySet<number>;

  constructor(
    private readonly config: TransformerConfig,
    private readonly scratch: Scratch,
  ) {
    this.rotation = new RotationTable(config);
    this.windowed = new Set(config.slidingWindow?.layers);
  }

  write(batch: Tokens): PositionMemory {
    const { time, rows, positions, lengths } = batch;
    const { half } = this.rotation;
    const [cos, sin] = ["cos", "sin"].map((name) => this.scratch.get(name, [time, rows, half]));
    for (let i = 0; i < positions.length; i++) {
      this.rotation.write(positions[i], lengths[i], cos.data as Float32Array, sin.data as Float32Array, i);
    }
    const window = this.config.slidingWindow?.size ?? Number.POSITIVE_INFINITY;
    const full = this.windowed.size < this.config.layers ? this.mask("mask", batch, time) : undefined;
    const narrow = this.windowed.size > 0 ? this.mask("window", batch, window) : undefined;
    return { cos, sin, mask: (layer) => (this.windowed.has(layer) ? narrow! : full!) };
  }

  /** A token looks at so many tokens of its own sequence, up to itself. */
  private mask(name: string, { time, rows, positions }: Tokens, window: number): Memory {
    const mask = this.scratch.get(name, [rows, 1, time, time]);
    const values = mask.data as Float32Array;
    values.fill(MASKED);
    for (let row = 0; row < rows; row++) {
      for (let t = 0; t < time; t++) {
        const seen = Math.min(positions[t * rows + row] + 1, window);
        const at = (row * time + t) * time + t;
        values.fill(0, at + 1 - seen, at + 1);
      }
    }
    return mask;
  }
}
