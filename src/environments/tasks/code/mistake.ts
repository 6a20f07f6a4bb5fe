import type { Random } from "../../../random/index.js";
import type { AppliedStage } from "./problem.js";
import { stageById } from "./stages/stages.js";

/**
 * The stages with one mistake, drawn from those that can be made of them: a number that is one too large, a stage that
 * is forgotten, two stages the wrong way round. The same stages where none can be made.
 */
export function withMistake(stages: readonly AppliedStage[], random: Random): readonly AppliedStage[] {
  const mistaken = [...tooLarge(stages), ...forgotten(stages), ...swapped(stages)];
  return mistaken.length === 0 ? stages : mistaken[random.integer(mistaken.length)];
}

function tooLarge(stages: readonly AppliedStage[]): AppliedStage[][] {
  return stages.flatMap(({ id, parameters }, i) => {
    const { k } = parameters as Partial<typeof parameters>;
    return k === undefined ? [] : [stages.with(i, { id, parameters: { ...parameters, k: k + 1 } })];
  });
}

function forgotten(stages: readonly AppliedStage[]): AppliedStage[][] {
  if (stages.length === 1) return [];
  return stages.flatMap((stage, i) => (keepsKind(stage) ? [stages.toSpliced(i, 1)] : []));
}

function swapped(stages: readonly AppliedStage[]): AppliedStage[][] {
  return stages.slice(1).flatMap((second, i) => {
    const first = stages[i];
    if (!keepsKind(first) || !keepsKind(second)) return [];
    return [stages.toSpliced(i, 2, second, first)];
  });
}

function keepsKind({ id }: AppliedStage): boolean {
  const { from, to } = stageById(id);
  return from === to;
}
