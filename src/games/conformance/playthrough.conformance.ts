/** One state of a {@link Playthrough}, as far as it was recorded: some have only their number. */
export interface PlaythroughState {
  /** −1 when the game is over. */
  readonly player?: number;
  readonly legal?: readonly PlaythroughAction[];
  readonly returns?: readonly number[];
}

/** An action by its number and its name in the other implementation. */
export interface PlaythroughAction {
  readonly action: number;
  readonly name: string;
}

/** A game recorded by OpenSpiel. */
export interface Playthrough {
  /** One more than `actions`. */
  readonly states: readonly PlaythroughState[];
  /** What was played in each state but the last. */
  readonly actions: readonly PlaythroughAction[];
}

/** Reads a file of OpenSpiel's `integration_tests/playthroughs`. */
export function parsePlaythrough(text: string): Playthrough {
  const [, ...sections] = text.split(/^# State \d+$/m);
  const states = sections.map(parseState);
  const actions = sections.slice(0, -1).map((section, ply) => {
    const [, name, action] = /^# Apply action "(.*)"\naction: (\d+)$/m.exec(section) ?? [];
    if (action === undefined) throw new Error(`state ${ply}: no action is recorded`);
    return { action: Number(action), name };
  });
  return { states, actions };
}

function parseState(section: string): PlaythroughState {
  const field = (name: string) => {
    const value = new RegExp(`^${name}\\(\\) = (.*)$`, "m").exec(section)?.[1];
    return value === undefined
      ? undefined
      : (JSON.parse(value.replaceAll("-0,", "0,").replaceAll("-0]", "0]")) as unknown);
  };
  const actions = field("LegalActions") as number[] | undefined;
  const names = field("StringLegalActions") as string[] | undefined;
  const player = field("CurrentPlayer") as number | undefined;
  if (player === undefined) return {};
  return {
    player: Math.max(player, -1),
    returns: field("Returns") as number[],
    legal: actions?.map((action, i) => ({ action, name: names?.[i] ?? "" })) ?? [],
  };
}
