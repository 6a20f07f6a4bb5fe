import type { SavedLearner } from "../../../algorithms/alpha-zero/learner-side.js";
import type { Progress } from "../../../algorithms/alpha-zero/rounds.js";
import type { Scenario } from "../remote/scenario.js";
import type { Losses, Measured } from "./training.js";

/** A training as this browser keeps it, so that it can go on after the tab was closed. */
export interface KeptTraining {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly progress: Readonly<Progress>;
  readonly learner: SavedLearner;
  readonly losses: readonly Losses[];
  readonly measured: readonly Measured[];
}

const STORE = "trainings";

/** Keeps a training in the place of one of the same game. @throws DOMException where the browser keeps nothing */
export async function keepTraining(training: KeptTraining): Promise<void> {
  await inStore("readwrite", (store) => store.put(training, training.scenario.game.name));
}

/** The training of a game with these settings that was kept; undefined where there is none. */
export async function keptTraining({ game, settings }: Scenario): Promise<KeptTraining | undefined> {
  // A browser that keeps nothing has kept none.
  const kept = await inStore<KeptTraining | undefined>("readonly", (store) => store.get(game.name)).catch(
    () => undefined,
  );
  // Of another version of the page the network may be another one.
  return kept && JSON.stringify(kept.scenario.settings) === JSON.stringify(settings) ? kept : undefined;
}

async function inStore<T>(
  mode: IDBTransactionMode,
  ask: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const opening = indexedDB.open("selfplay", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await done(opening);
  try {
    return await done(ask(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
