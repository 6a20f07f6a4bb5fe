import { LIST_STAGES } from "./list-stages.js";
import { LIST_SUMMARIES } from "./list-summaries.js";
import { NUMBER_STAGES } from "./number-stages.js";
import type { Kind, Stage } from "./stage.js";
import { STRING_STAGES } from "./string-stages.js";

/** All stages that functions are made of. */
export const STAGES: readonly Stage[] = [
  ...NUMBER_STAGES,
  ...LIST_STAGES,
  ...LIST_SUMMARIES,
  ...STRING_STAGES,
];

const byId = new Map(STAGES.map((stage) => [stage.id, stage]));

export function stageById(id: string): Stage {
  return byId.get(id)!;
}

/** Stages that can take a value of that kind; any kind when undefined. */
export function stagesFrom(kind: Kind | undefined): readonly Stage[] {
  return kind === undefined ? STAGES : STAGES.filter(({ from }) => from === kind);
}
