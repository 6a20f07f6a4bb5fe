import type { Command } from "commander";
import { alphaZeroSettings } from "../../algorithms/alpha-zero/settings.js";
import { languageSettings } from "../../algorithms/language/settings.js";
import type { Settings } from "../../algorithms/settings.js";
import { addElsewhere } from "../elsewhere.js";
import type { AskedForGame, AskedForText } from "../scenario/asked.js";
import { flagOf } from "../settings-options.js";

const flagsOf = (settings: Settings) => Object.keys(settings).map(flagOf);

/** Flags of `selfplay train` for other things than what is trained. */
export function addForOthers(command: Command, asked: AskedForGame | AskedForText): void {
  const ofText = [...flagsOf(languageSettings), "--environment"];
  if (asked.kind === "game") {
    addElsewhere(command, ofText, `is for language models, found the game ${asked.name}`);
    return;
  }
  const { checkpoint, name } = asked;
  const way = `\`selfplay train CHECKPOINT --environment ${name}\``;
  const why =
    checkpoint === undefined
      ? `goes with a checkpoint only, as in ${way}`
      : `is for a model from nothing, found the checkpoint ${checkpoint}`;
  addElsewhere(command, ofText, why);
  addElsewhere(command, flagsOf(alphaZeroSettings), `is for games, found the text environment ${name}`);
}
