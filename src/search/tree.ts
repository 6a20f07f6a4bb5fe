/** {@link CHILD} of an edge that was never followed. */
export const NONE = -1;
/** {@link CHILD} of an edge whose position is at the network at the moment. */
export const PENDING = -2;

// A node is a block of 32-bit words: a header, then one record for each legal action. A node's name is the place of
// its first word, an edge's name the place of its record's. The constants below say where in a block a number stands
// and through which of the tree's views it is read: `ints[node + COUNT]`, `doubles[(edge + SUM) >> 1]`.

/** Words of a node's header; its edges begin there. */
export const EDGES = 10;
/** Words of an edge. */
export const EDGE = 8;

/** ints: the node above, −1 at the root. */
export const PARENT = 0;
/** ints: the edge that leads to the node, −1 at the root. */
export const PARENT_EDGE = 1;
/** ints: number of edges. */
export const COUNT = 2;
/** ints: 1 where player 0 is to move, −1 where player 1 is. */
export const SIGN = 3;
/** floats: the network's value. */
export const RAW = 4;
/** floats: the best exact value among the edges: the node is worth at least that. */
export const FLOOR = 5;
/** ints: one for the node's own evaluation, once it is there, and one for each simulation that went on below it. */
export const NODE_VISITS = 6;
/** ints: 1 on a node that {@link Tree.keep} is going to keep. */
const KEPT = 7;
/** doubles: sum of the values of the visits. */
export const NODE_SUM = 8;

/** doubles: sum of the values of the simulations that followed the edge. */
export const SUM = 0;
/** floats: the network's logit. */
export const LOGIT = 2;
/** floats: probability among the node's edges. */
export const PRIOR = 3;
/** ints: finished simulations that followed the edge. */
export const VISITS = 4;
/** ints: the node the edge leads to, {@link NONE} or {@link PENDING}. */
export const CHILD = 5;
/** floats: the game-theoretic value of the edge where it is known, else NaN. */
export const EXACT = 6;
/** ints: the action, and above its {@link ACTION_BITS} the simulations below that wait for the network. */
export const ACTION = 7;

/** Bits of the action in {@link ACTION}. */
export const ACTION_BITS = 16;
/** What {@link ACTION} grows by when a simulation below begins to wait. */
export const WAITING = 1 << ACTION_BITS;
export const ACTION_MASK = WAITING - 1;

/**
 * A search tree in one piece of memory. A node is a position where somebody is to move; its edges are its legal
 * actions. Positions where the game is over have no node: the edge that leads there has an exact value. All that a
 * simulation needs of a node stands together, so that it is fetched with few cache misses; that matters, because
 * between two simulations of a slot the network sweeps the caches.
 *
 * Parents stand before their children, which is what makes it possible to keep a subtree in place ({@link keep}).
 * The memory grows when it must and is otherwise used again from search to search.
 *
 * Values of a node and of its edges are for the player to move at that node.
 */
export class Tree {
  ints = new Int32Array(0);
  floats = new Float32Array(0);
  doubles = new Float64Array(0);
  /** Number of nodes. */
  nodes = 0;
  /** Words in use. */
  private used = 0;

  /** Makes room for so many nodes, if they have no more than 32 actions. */
  reserve(nodes: number, actions: number): void {
    const words = nodes * (EDGES + EDGE * Math.min(actions, 32));
    if (words > this.ints.length) this.grow(words);
  }

  clear(): void {
    this.nodes = 0;
    this.used = 0;
  }

  /**
   * Adds the position that `edge` of `parent` leads to (both −1 for the root).
   * @param sign 1 when player 0 is to move, −1 when player 1 is
   * @param logits `[rows, actions]` and
   * @param values `[rows]`, for the player to move: the network's answers, of which
   * @param row is this position's
   * @param mask `[actions]`, 1 where legal; `legal` of them
   * @returns the new node, or −1 (and no node) when the answer is not finite
   */
  expand(
    parent: number,
    edge: number,
    sign: number,
    logits: Float32Array,
    values: Float32Array,
    row: number,
    mask: Uint8Array,
    legal: number,
  ): number {
    const node = this.used;
    const end = node + EDGES + EDGE * legal;
    if (end > this.ints.length) this.grow(Math.max(end, 2 * this.ints.length));
    const { ints, floats, doubles } = this;
    const offset = row * mask.length;
    let at = node + EDGES;
    let top = Number.NEGATIVE_INFINITY;
    for (let a = 0; a < mask.length; a++) {
      if (mask[a] === 0) continue;
      const logit = logits[offset + a];
      if (logit > top) top = logit;
      doubles[(at + SUM) >> 1] = 0;
      floats[at + LOGIT] = logit;
      ints[at + VISITS] = 0;
      ints[at + CHILD] = NONE;
      floats[at + EXACT] = Number.NaN;
      ints[at + ACTION] = a;
      at += EDGE;
    }
    let total = 0;
    for (let e = node + EDGES; e < end; e += EDGE) {
      const weight = Math.exp(floats[e + LOGIT] - top);
      floats[e + PRIOR] = weight;
      total += weight;
    }
    const value = values[row];
    // NaN and infinite logits show up in the sum, so one test serves for all of them.
    if (!(total > 0 && total < Number.POSITIVE_INFINITY) || !Number.isFinite(value)) return -1;
    for (let e = node + EDGES; e < end; e += EDGE) floats[e + PRIOR] /= total;

    this.nodes++;
    this.used = end;
    ints[node + PARENT] = parent;
    ints[node + PARENT_EDGE] = edge;
    ints[node + COUNT] = legal;
    ints[node + SIGN] = sign;
    floats[node + RAW] = value;
    floats[node + FLOOR] = Number.NEGATIVE_INFINITY;
    ints[node + NODE_VISITS] = 1;
    ints[node + KEPT] = 0;
    doubles[(node + NODE_SUM) >> 1] = value;
    if (edge >= 0) ints[edge + CHILD] = node;
    return node;
  }

  /** Takes a node's evaluation back, until {@link assess} gives it one. */
  unassess(node: number): void {
    this.ints[node + NODE_VISITS]--;
    this.doubles[(node + NODE_SUM) >> 1] -= this.floats[node + RAW];
    this.floats[node + RAW] = 0;
  }

  /** Gives the nodes above `node` that have no evaluation of their own the value of what they lead to. */
  assess(node: number): void {
    const { ints, floats, doubles } = this;
    const value = floats[node + RAW] * ints[node + SIGN];
    for (let above = ints[node + PARENT]; above >= 0; above = ints[above + PARENT]) {
      if (ints[above + NODE_VISITS] > 0) return;
      floats[above + RAW] = value * ints[above + SIGN];
      ints[above + NODE_VISITS] = 1;
      doubles[(above + NODE_SUM) >> 1] = floats[above + RAW];
    }
  }

  /** The edge of a node for an action; there must be one. */
  edgeOf(node: number, action: number): number {
    let e = node + EDGES;
    while ((this.ints[e + ACTION] & ACTION_MASK) !== action) e += EDGE;
    return e;
  }

  /** The place after a node's last edge. */
  end(node: number): number {
    return node + EDGES + EDGE * this.ints[node + COUNT];
  }

  /** The root's edge for an action, or −1. */
  rootEdge(action: number): number {
    if (this.nodes === 0) return -1;
    for (let e = EDGES; e < this.end(0); e += EDGE) {
      if ((this.ints[e + ACTION] & ACTION_MASK) === action) return e;
    }
    return -1;
  }

  /** Makes the node under a root edge the root and drops everything that is not below it. */
  keep(edge: number): void {
    const { ints } = this;
    const top = edge < 0 ? NONE : ints[edge + CHILD];
    const used = this.used;
    this.clear();
    if (top < 0) return;
    ints[top + PARENT] = -1;
    ints[top + PARENT_EDGE] = -1;
    ints[top + KEPT] = 1;
    for (let node = top, end: number; node < used; node = end) {
      end = this.end(node);
      if (ints[node + KEPT] === 0) continue;
      const to = this.used;
      if (node !== top) ints[ints[node + PARENT_EDGE] + CHILD] = to;
      ints.copyWithin(to, node, end);
      ints[to + KEPT] = 0;
      this.used += end - node;
      this.nodes++;
      this.adopt(to);
    }
  }

  /** Tells a node's children, which have not moved yet, that they are kept and where the node stands now. */
  private adopt(node: number): void {
    const { ints } = this;
    for (let e = node + EDGES; e < this.end(node); e += EDGE) {
      const child = ints[e + CHILD];
      if (child < 0) continue;
      ints[child + PARENT] = node;
      ints[child + PARENT_EDGE] = e;
      ints[child + KEPT] = 1;
    }
  }

  private grow(words: number): void {
    const buffer = new ArrayBuffer(4 * words);
    const ints = new Int32Array(buffer);
    ints.set(this.ints.subarray(0, this.used));
    this.ints = ints;
    this.floats = new Float32Array(buffer);
    this.doubles = new Float64Array(buffer, 0, words >> 1);
  }
}
