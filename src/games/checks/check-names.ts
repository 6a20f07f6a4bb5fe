import type { Game } from "../game.js";
import { error, type Finding } from "./problem.js";

/** Every action has a name of its own that leads back to it, in upper and lower case. */
export function checkNames(game: Game): Finding[] {
  for (let action = 0; action < game.actions; action++) {
    const name: unknown = game.actionName(action);
    if (typeof name !== "string" || name.trim() === "")
      return [error(`actionName(${action}) is ${JSON.stringify(name)}; expected a name`)];
    for (const spelling of [name, name.toUpperCase(), name.toLowerCase()]) {
      const found = game.actionFromName(spelling);
      if (found !== action)
        return [error(`actionFromName("${spelling}") is ${found}, but actionName(${action}) is "${name}"`)];
    }
  }
  const found = game.actionFromName("no such action");
  return found === -1 ? [] : [error(`actionFromName("no such action") is ${found}; expected −1`)];
}
