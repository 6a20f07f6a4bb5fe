import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A Python program of `bench/peers` that answers how long its calls took; it lives until `close`. */
export class Peer {
  /**
   * Starts a peer, or returns undefined where Python or what the script imports is not installed.
   * @param {string} python interpreter
   * @param {string} script file name in bench/peers
   * @param {string[]} args
   * @returns {Promise<Peer | undefined>}
   */
  static async start(python, script, args) {
    const path = fileURLToPath(new URL(`../peers/${script}`, import.meta.url));
    const child = spawn(python, [path, ...args], { stdio: ["pipe", "pipe", "ignore"] });
    child.stdin.on("error", () => undefined);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const failed = new Promise((resolve) => child.on("error", () => resolve({ done: true })));
    const first = await Promise.race([lines.next(), failed]);
    if (first.done) return undefined;
    return new Peer(child, lines, JSON.parse(first.value).version);
  }

  constructor(child, lines, version) {
    this.child = child;
    this.lines = lines;
    /** Version of the library that the peer measures. */
    this.version = version;
  }

  /** Milliseconds of each of so many calls. */
  async times(calls) {
    this.child.stdin.write(`${calls}\n`);
    const { value, done } = await this.lines.next();
    if (done) throw new Error(`the peer ${this.child.spawnargs[1]} ended early`);
    return JSON.parse(value).ms;
  }

  close() {
    this.child.stdin.end();
  }
}
