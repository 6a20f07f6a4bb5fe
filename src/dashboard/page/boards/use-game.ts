import { useMemo } from "preact/hooks";
import type { Game } from "../../../games/game.js";
import { gameByName } from "../../../games/registry.js";
import type { GameName } from "../../api.js";

/** The game of that name, the same one as long as the name says the same; undefined for a game of one's own. */
export function useGame(name: GameName): Game | undefined {
  const key = JSON.stringify(name);
  return useMemo(() => {
    const { name, options, file }: GameName = JSON.parse(key);
    return file === undefined ? gameByName(name, options) : undefined;
  }, [key]);
}
