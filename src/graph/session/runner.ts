import type { Tensor as OrtTensor } from "onnxruntime-common";
import { GraphError } from "../../errors.js";
import { type Backend, hostBackend } from "../backends/backend.js";
import type { Data } from "../dtype.js";
import type { Program } from "../program.js";

/** Elements in memory that programs read and write without copies: a typed array with its shape. */
export type Memory = OrtTensor;

/** Memories by the names that a program gives them. */
export type Memories = Readonly<Record<string, Memory>>;

/**
 * A program in the calling thread whose inputs and outputs lie in memory that the caller provides. Where a {@link Session}
 * keeps variables and shapes, this is the bare call: for loops that run one program on many sets of weights.
 */
export interface Runner {
  /**
   * Runs once and blocks the thread meanwhile.
   * @param feeds a value for every input
   * @param results memory for the outputs that are wanted, in their sizes. It may be the memory of an input where every
   *   element of the output depends, of that input, on no other element than its own, and nothing else reads the input.
   */
  run(feeds: Memories, results: Memories): Promise<void>;
  close(): Promise<void>;
}

/** Opens programs on the CPU and makes memory for them. */
export class Host {
  private constructor(private readonly backend: Backend) {}

  /** The host of this thread. */
  static async here(): Promise<Host> {
    return new Host(await hostBackend());
  }

  /** A view of existing elements, which must not lie in a SharedArrayBuffer. */
  memory(data: Data, shape: readonly number[]): Memory {
    return this.backend.tensor(data, shape);
  }

  /**
   * @param threads that work on one operator
   * @throws GraphError `BAD_PROGRAM` when ONNX Runtime refuses the program
   */
  async open(program: Program, threads: number): Promise<Runner> {
    const settings = { device: "cpu", threads, spin: true } as const;
    const session = await this.backend.open(program.onnx, settings, []).catch((error: unknown) => {
      throw new GraphError("BAD_PROGRAM", `ONNX Runtime does not accept the program: ${error}`, {
        cause: error,
      });
    });
    return {
      async run(feeds, results) {
        try {
          const found = await session.run(feeds, Object.keys(results), results);
          if (session.writes) return;
          for (const [name, { data }] of Object.entries(results))
            (data as Data).set(found[name].data as never);
        } catch (error) {
          throw new GraphError("RUN_FAILED", `ONNX Runtime failed: ${error}`, { cause: error });
        }
      },
      close: () => session.release(),
    };
  }
}
