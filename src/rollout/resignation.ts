/** How often a resignation was checked by playing on, and how often it would have been wrong. */
export interface ResignationCounts {
  checked: number;
  wrong: number;
}

/**
 * Decides in one game when a player gives up: when its own value was below the threshold at two of its moves
 * running. In a checked game nobody resigns; whoever would have is remembered, and the end tells whether that
 * would have been wrong.
 */
export class Resignation {
  /** {@link state} of a fresh game whose resignations are checked. */
  static readonly CHECKED = 1;

  /** Bit 0: checked; bits 1 and 2: low at the last move of player 0, 1; bits 3 and 4: player 0, 1 would have resigned. */
  constructor(
    private readonly below: number,
    private bits: number,
  ) {}

  get state(): number {
    return this.bits;
  }

  /** Notes a mover's value; true when that player resigns now. */
  update(player: number, value: number): boolean {
    if (this.below >= 1) return false;
    const low = 2 << player;
    const again = (this.bits & low) !== 0;
    const isLow = value < -this.below;
    this.bits = isLow ? this.bits | low : this.bits & ~low;
    if (!isLow || !again) return false;
    if ((this.bits & Resignation.CHECKED) === 0) return true;
    if ((this.bits & 24) === 0) this.bits |= 8 << player;
    return false;
  }

  /** Counts how a checked game ended against what a resignation would have made of it. */
  settle(returns: Float32Array, counts: ResignationCounts): void {
    const who = (this.bits & 8) !== 0 ? 0 : (this.bits & 16) !== 0 ? 1 : -1;
    if (who < 0) return;
    counts.checked++;
    if (returns[who] > -1) counts.wrong++;
  }
}
