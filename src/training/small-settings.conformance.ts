/** A training that is over within seconds: a step of demonstrations and one of practice, of two answers to each of two examples. */
export const SMALL = {
  pretrainSteps: 0,
  sftSteps: 1,
  rlSteps: 1,
  showBatch: 2,
  groups: 2,
  groupSize: 2,
  maxTokens: 2,
  evaluations: 0,
  evaluationExamples: 1,
  evaluationSamples: 1,
} as const;
