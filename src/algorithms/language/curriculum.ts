import type { TextEnvironment } from "../../environments/text/text-environment.js";
import { Random } from "../../random/index.js";

/** Weight of the newest groups in the running share of solved ones. */
const NEWEST = 0.1;
/** What a difficulty is tried at least, whatever is solved of it. */
const LEAST = 0.05;

/** What a {@link Curriculum} has seen. */
export interface CurriculumState {
  readonly next: number;
  /** By difficulty: running share of solved episodes. */
  readonly solved: readonly (readonly [difficulty: number, share: number])[];
}

/**
 * Chooses examples by how hard they have been: most of those of which half are solved, where a group teaches the most,
 * few of those that are always or never solved. A difficulty that was never tried counts as half solved.
 */
export class Curriculum {
  private next = 0;
  private readonly solved = new Map<number, number>();

  /** @param adaptive false: take the examples as they come */
  constructor(
    private readonly environment: TextEnvironment,
    private readonly seed: number,
    private readonly adaptive: boolean,
  ) {}

  /** The numbers of the next `count` examples of the train split to practise on. */
  take(count: number): number[] {
    const size = this.environment.size("train");
    const taken: number[] = [];
    while (taken.length < count) {
      const index = this.next++;
      const example = size === Number.POSITIVE_INFINITY ? index : index % size;
      if (!this.adaptive || this.wants(index, this.environment.example("train", example).difficulty))
        taken.push(example);
    }
    return taken;
  }

  /** Notes which share of a group's episodes were solved. */
  note(difficulty: number, share: number): void {
    const before = this.solved.get(difficulty);
    this.solved.set(difficulty, before === undefined ? share : before + NEWEST * (share - before));
  }

  /** Running share of solved episodes by difficulty. */
  get shares(): ReadonlyMap<number, number> {
    return this.solved;
  }

  save(): CurriculumState {
    return { next: this.next, solved: [...this.solved] };
  }

  load({ next, solved }: CurriculumState): void {
    this.next = next;
    this.solved.clear();
    for (const [difficulty, share] of solved) this.solved.set(difficulty, share);
  }

  private wants(index: number, difficulty: number): boolean {
    const share = this.solved.get(difficulty) ?? 0.5;
    const weight = LEAST + (1 - LEAST) * 4 * share * (1 - share);
    return new Random(this.seed, "curriculum", index).chance(weight);
  }
}
