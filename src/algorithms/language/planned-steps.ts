/** The setting of how long is practised, by a run's settings. */
export function practiceSetting({ algorithm }: Readonly<Record<string, unknown>>): "rlSteps" | "rounds" {
  return algorithm === "expert-iteration" ? "rounds" : "rlSteps";
}

/** Steps of the stages that show, and of the one that practises, by a run's settings. */
export function plannedSteps(settings: Readonly<Record<string, unknown>>): {
  readonly shown: number;
  readonly practised: number;
  /** Name of the latter. */
  readonly practice: "rl" | "expert-iteration";
} {
  const { algorithm, pretrainSteps = 0, sftSteps = 0, rlSteps = 0, rounds = 0 } = settings;
  const practice = algorithm === "expert-iteration" ? algorithm : "rl";
  return {
    shown: Number(pretrainSteps) + Number(sftSteps),
    practised: Number(practice === "rl" ? rlSteps : rounds),
    practice,
  };
}
