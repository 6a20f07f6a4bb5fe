import type { Budget } from "./budget.js";
import type { Imports, LinearMemory } from "./web-assembly.js";

/** 1 January 2024, 00:00 UTC, in milliseconds: when it is inside the sandbox, for ever. */
export const NOW = Date.UTC(2024, 0, 1);

const REALTIME = 0;
const NOT_SUPPORTED = 52;
const NANOSECONDS = 1_000_000n;

/**
 * The world as the engine sees it: a clock that stands still, a budget, and nothing else. There are no files, no
 * standard output, no modules to load and no functions of the host to call.
 */
export class Host {
  /** Set once the engine has started. */
  memory: LinearMemory | undefined;
  /** Milliseconds; the engine seeds `Math.random` with the time at which it is started. */
  clock = NOW;
  budget: Budget | undefined;

  readonly imports: Imports = {
    env: {
      host_interrupt: () => (this.budget?.poll() ? 1 : 0),
      host_get_timezone_offset: () => 0,
      host_call: () => 0,
      host_module_normalize: () => 0,
      host_module_load: () => 0,
      host_promise_rejection: () => undefined,
    },
    wasi_snapshot_preview1: {
      clock_time_get: (clock: number, _precision: bigint, result: number) => this.tell(clock, result),
      random_get: (address: number, bytes: number) => {
        new Uint8Array(this.buffer, address, bytes).fill(0);
        return 0;
      },
      fd_close: () => NOT_SUPPORTED,
      fd_fdstat_get: () => NOT_SUPPORTED,
      fd_seek: () => NOT_SUPPORTED,
      fd_write: () => NOT_SUPPORTED,
    },
  };

  private tell(clock: number, result: number): number {
    const time = clock === REALTIME ? BigInt(this.clock) * NANOSECONDS : 0n;
    new DataView(this.buffer).setBigUint64(result, time, true);
    return 0;
  }

  private get buffer(): ArrayBuffer {
    if (!this.memory) throw new Error("the engine asked for something before it was started");
    return this.memory.buffer;
  }
}
