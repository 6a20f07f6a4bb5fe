/** Steps of the stages that show, and of the one that practises, by a run's settings. */
export function plannedSteps(settings: Readonly<Record<string, unknown>>): {
  readonly shown: number;
  readonly practised: number;
} {
  const { algorithm, pretrainSteps = 0, sftSteps = 0, rlSteps = 0, rounds = 0 } = settings;
  return {
    shown: Number(pretrainSteps) + Number(sftSteps),
    practised: Number(algorithm === "expert-iteration" ? rounds : rlSteps),
  };
}
