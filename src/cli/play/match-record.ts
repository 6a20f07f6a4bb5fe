import { type Game, type GameState, TERMINAL } from "../../games/game.js";

/** A game being played by hand: its position, and the moves that led there. */
export class MatchRecord<State extends GameState = GameState> {
  readonly state: State;
  private readonly moves: { readonly action: number; readonly player: number }[] = [];
  private readonly mask: Uint8Array;

  constructor(private readonly game: Game<State>) {
    this.state = game.newState();
    this.mask = new Uint8Array(game.actions);
  }

  get over(): boolean {
    return this.state.player === TERMINAL;
  }

  /** The actions that may be played now. */
  legalActions(): number[] {
    this.state.legalActions(this.mask);
    return Array.from(this.mask.keys()).filter((action) => this.mask[action] === 1);
  }

  play(action: number): void {
    this.moves.push({ action, player: this.state.player });
    this.state.apply(action);
  }

  /** Takes back a player's last move and everything after it; false when that player has not moved yet. */
  undo(player: number): boolean {
    const last = this.moves.findLastIndex((move) => move.player === player);
    if (last < 0) return false;
    this.moves.length = last;
    this.state.reset();
    for (const { action } of this.moves) this.state.apply(action);
    return true;
  }

  /** The result for a player, −1 … 1. */
  result(player: number): number {
    const returns = new Float32Array(this.game.players);
    this.state.returns(returns);
    return returns[player];
  }
}
