import type { Game } from "../../games/game.js";
import { nearest } from "../../suggest.js";
import type { Output } from "../output.js";
import { colourBoard, firstPlayersPiece } from "./board.js";
import type { LineReader } from "./line-reader.js";
import { MatchRecord } from "./match-record.js";
import type { Thinker } from "./thinker.js";
import { thoughtLines } from "./thoughts.js";

/** What a person may type besides a move. */
const COMMANDS: Readonly<Record<string, string>> = {
  hint: "what the player would do in your place",
  undo: "take your last move back",
  moves: "the moves you may play",
  resign: "give up",
  help: "this list",
  quit: "leave",
};

/** A game between a person at a terminal and a player. */
export class PlaySession {
  private readonly match: MatchRecord;
  private readonly piece: "X" | "O" | undefined;

  /** @param side the person's: 0 moves first, 1 second */
  constructor(
    private readonly game: Game,
    private readonly opponent: Thinker,
    private readonly reader: LineReader,
    private readonly output: Output,
    private readonly side: number,
  ) {
    this.match = new MatchRecord(game);
    this.piece = firstPlayersPiece(game);
  }

  /** Plays until the game is over or the person leaves. */
  async run(): Promise<void> {
    const { match, output, side } = this;
    output.line(`${this.game.name} against ${this.opponent.name}. ${this.whoIsWho()}`);
    output.line("Type a move, or hint, undo, moves, resign, help, quit.");
    let ended = false;
    while (!ended) {
      this.showBoard();
      if (match.over) return this.announce();
      ended = match.state.player === side ? await this.personMoves() : await this.opponentMoves();
    }
  }

  private whoIsWho(): string {
    const order = this.side === 0 ? "You move first" : "You move second";
    if (!this.piece) return `${order}.`;
    return `${order}, with ${(this.piece === "X") === (this.side === 0) ? "X" : "O"}.`;
  }

  private showBoard(): void {
    this.output.line();
    this.output.line(colourBoard(this.match.state.toString(), this.output.colours));
    this.output.line();
  }

  private async opponentMoves(): Promise<boolean> {
    const { game, match, output } = this;
    const thought = await this.opponent.think(match.state);
    output.line(`It plays ${output.colours.bold(game.actionName(thought.action))} and thinks:`);
    for (const line of thoughtLines(game, thought)) output.line(line);
    match.play(thought.action);
    return false;
  }

  /** Asks until the position has changed; true when the person leaves. */
  private async personMoves(): Promise<boolean> {
    const { game, match, output, side } = this;
    for (;;) {
      const typed = await this.reader.next("your move> ");
      if (typed === undefined) return true;
      const word = typed.trim().toLowerCase();
      if (word === "") continue;
      const action = game.actionFromName(word);
      if (action >= 0 && match.legalActions().includes(action)) {
        match.play(action);
        return false;
      }
      if (word === "quit") return true;
      if (word === "resign") {
        output.line("You resign.");
        return true;
      }
      if (word === "undo") {
        if (match.undo(side)) return false;
        output.line("You have no move to take back.");
      } else if (word === "hint") await this.hint();
      else if (word === "moves") output.line(this.moves());
      else if (word === "help") this.help();
      else output.line(this.notUnderstood(word, action));
    }
  }

  private async hint(): Promise<void> {
    const { game, output } = this;
    const thought = await this.opponent.think(this.match.state);
    output.line(`In your place it would play ${output.colours.bold(game.actionName(thought.action))}:`);
    for (const line of thoughtLines(game, thought)) output.line(line);
  }

  private moves(): string {
    const names = this.match.legalActions().map((action) => this.game.actionName(action));
    return names.join(" ");
  }

  private help(): void {
    this.output.line(`A move is one of: ${this.moves()}`);
    for (const [name, meaning] of Object.entries(COMMANDS)) this.output.line(`  ${name.padEnd(8)}${meaning}`);
  }

  private notUnderstood(word: string, action: number): string {
    if (action >= 0) return `${word} cannot be played now; moves shows what can.`;
    const near = nearest(word, Object.keys(COMMANDS));
    return `${word} is not a move${near ? ` (did you mean ${near}?)` : "; help shows what is"}.`;
  }

  private announce(): void {
    const result = this.match.result(this.side);
    const { green, red, yellow } = this.output.colours;
    if (result > 0) this.output.line(green("You win."));
    else if (result < 0) this.output.line(red("You lose."));
    else this.output.line(yellow("A draw."));
  }
}
